//! The bytes of a request are the same whatever the buffers, and however few of them the transport takes.

use mailwire::Wants;
use mailwire::exchange::{Emit, Request, State};
use mailwire::hubspot;
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::text::Cursor;
use mailwire_tests::dice::Dice;
use mailwire_tests::operations::{WithBody, each_kind, every, full_send};
use proptest::prelude::*;

/// Sends a request through buffers whose sizes `buffer` gives, over a transport that takes what `taken` says of each
/// offer.
fn sent(
    state: State<hubspot::Reader>,
    request: &dyn Emit,
    mut buffer: impl FnMut() -> usize,
    mut taken: impl FnMut(usize) -> usize,
) -> Vec<u8> {
    let (mut state, mut all) = (state, Vec::new());
    while state.wants() == Wants::Transmit {
        let mut out = vec![0xaa; buffer()];
        let n = state.transmit(request, &mut out).expect("a valid request");
        assert!(n > 0, "a call that is asked for offers something");
        let taken = taken(n);
        all.extend_from_slice(&out[..taken]);
        state.advance(taken).expect("no more than was offered");
    }
    all
}

/// Every size of buffer from 1 to 8 more than the request has, each used for the whole request.
#[test]
fn every_size_of_buffer_gives_the_same_bytes() {
    for call in every() {
        let (request, whole) = (call.request(), call.bytes());
        for size in 1..=whole.len() + 8 {
            assert_eq!(sent(call.state(), &request, || size, |n| n), whole, "{} through {size} bytes", call.name);
        }
    }
}

/// A window is filled to its end as long as there is something left: no call is wasted.
#[test]
fn windows_are_full() {
    for call in every() {
        let (mut state, request, length) = (call.state(), call.request(), call.bytes().len());
        let mut at = 0;
        while state.wants() == Wants::Transmit {
            let n = state.transmit(&request, &mut [0; 100]).expect("valid");
            assert_eq!(n, 100.min(length - at), "{} at {at}", call.name);
            state.advance(n).expect("as offered");
            at += n;
        }
    }
}

/// `transmit` again without `advance`, with a buffer of another size too, offers the same bytes again.
#[test]
fn spurious_calls_repeat_the_offer() {
    for call in every() {
        let (request, whole) = (call.request(), call.bytes());
        for size in [1, 7, 64, 300, whole.len(), 4096] {
            let (mut state, mut at) = (call.state(), 0);
            while state.wants() == Wants::Transmit {
                for again in [size, size, 1, 4096, size] {
                    let mut out = vec![0; again];
                    let n = state.transmit(&request, &mut out).expect("valid");
                    assert_eq!(out[..n], whole[at..][..n], "{} at {at} through {again}", call.name);
                    assert_eq!(n, again.min(whole.len() - at));
                }
                let step = size.min(whole.len() - at);
                state.advance(step).expect("as offered");
                at += step;
            }
        }
    }
}

/// When everything was handed over, `transmit` answers 0 and touches nothing.
#[test]
fn behind_the_end_nothing_is_written() {
    for call in every() {
        let mut state = call.sent();
        let mut out = [0xaa; 16];
        assert_eq!(state.transmit(&call.request(), &mut out), Ok(0), "{}", call.name);
        assert_eq!((out, state.wants()), ([0xaa; 16], Wants::Receive));
    }
}

/// A transport that takes one byte of each offer, or all but one, or none now and then.
#[test]
fn partial_advances_give_the_same_bytes() {
    for call in every() {
        let (request, whole) = (call.request(), call.bytes());
        for size in [1, 2, 9, 64, 257, 4096] {
            assert_eq!(sent(call.state(), &request, || size, |_| 1), whole, "{}: one byte of {size}", call.name);
            let all_but_one = |n: usize| (n - 1).max(1);
            assert_eq!(
                sent(call.state(), &request, || size, all_but_one),
                whole,
                "{}: all but one of {size}",
                call.name
            );
            let mut turn = 0;
            let none_at_times = |n| {
                turn += 1;
                if turn % 3 == 0 { n } else { 0 }
            };
            assert_eq!(sent(call.state(), &request, || size, none_at_times), whole, "{}: none at times", call.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Buffers of random sizes, of which random parts are taken.
    #[test]
    fn random_buffers_give_the_same_bytes(seed: u64, most in 1usize..2000) {
        for call in each_kind() {
            let (mut sizes, mut parts) = (Dice::new(seed), Dice::new(!seed));
            let bytes = sent(call.state(), &call.request(), || sizes.piece(most), |n| parts.piece(n));
            prop_assert_eq!(bytes, call.bytes(), "{}", call.name);
        }
    }
}

/// What `check` and `measure` say is what goes out, and Content-Length is the length of what follows the head.
#[test]
fn measured_is_sent() {
    for call in every() {
        let lengths = call.exchange().check().expect("valid");
        let bytes = call.bytes();
        assert_eq!(lengths.request as usize, bytes.len(), "{}", call.name);
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
        assert_eq!(lengths.body as usize, bytes.len() - head, "{}", call.name);
        let head = std::str::from_utf8(&bytes[..head]).expect("ASCII");
        let field = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
        let want = (call.answers != "send-status").then(|| lengths.body.to_string());
        assert_eq!(field, want.as_deref(), "{}", call.name);
    }
}

/// Lengths at which the number of digits changes, and their neighbours.
const LENGTHS: [usize; 19] =
    [0, 1, 8, 9, 10, 11, 98, 99, 100, 101, 998, 999, 1000, 1001, 9998, 9999, 10_000, 10_001, 100_000];

/// Bodies around every change of the number of digits of Content-Length: the digits are patched, and the body is moved
/// where the guess of three was wrong. Head and body are the same in one pass, in windows, and built by hand.
#[test]
fn content_length_of_any_width() {
    let call = every().swap_remove(1);
    for length in LENGTHS {
        let body: Vec<u8> = (0..length).map(|index| b'a' + (index % 26) as u8).collect();
        let request = WithBody { request: call.request(), body: |out: &mut Cursor<'_>| out.raw(&body) };
        let fields = call.bytes();
        let fields = String::from_utf8(fields).expect("UTF-8");
        let (before, _) = fields.split_once("Content-Length: ").expect("a field");
        let mut want = format!("{before}Content-Length: {length}\r\n\r\n").into_bytes();
        want.extend_from_slice(&body);
        let end = want.len();
        // Whole with room to spare, whole with exactly enough, with too little by each byte that moves, in windows.
        let sizes =
            (end.saturating_sub(6)..=end + 6).chain([end * 2, 64, 257, 1000]).chain((length < 200).then_some(1));
        for size in sizes {
            assert!(sent(call.state(), &request, || size, |n| n) == want, "a body of {length} through {size} bytes");
        }
        assert_eq!(mailwire::exchange::measure(&request).expect("valid").request as usize, end);
    }
}

/// The same with real messages, which are escaped: a property whose value grows byte by byte over each change.
#[test]
fn messages_of_any_length() {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let text = "\"é😀\n".repeat(3000);
    for version in ApiVersion::ALL {
        let fixed = {
            let custom = [("x", "")];
            let send = SingleSend::new(1, "a@b").expect("valid").version(*version).custom(&custom);
            mailwire::exchange::measure(&Request::new(&account, &send)).expect("valid").body as usize
        };
        for change in [100, 1000, 10_000] {
            for length in change - 3..change + 3usize {
                let Some(value) = length.checked_sub(fixed).map(|room| escaped_to(&text, room)) else { continue };
                let custom = [("x", value.as_str())];
                let send = SingleSend::new(1, "a@b").expect("valid").version(*version).custom(&custom);
                let request = Request::new(&account, &send);
                let state = || State::new(mailwire::operation::Operation::reader(&send, &account));
                let whole = sent(state(), &request, || 40_000, |n| n);
                let head = whole.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
                assert_eq!(whole.len() - head, length, "{version}: the body has the length that was aimed at");
                let line = format!("\r\nContent-Length: {length}\r\n\r\n");
                assert!(whole[..head].ends_with(line.as_bytes()), "{version}, {length}");
                for size in [whole.len() - 1, whole.len(), whole.len() + 1, 512, 100] {
                    assert!(sent(state(), &request, || size, |n| n) == whole, "{version}, {length} through {size}");
                }
            }
        }
    }
}

/// A beginning of `text`, filled up with `a`, that takes `room` bytes once it is escaped.
fn escaped_to(text: &str, room: usize) -> String {
    let (mut value, mut left) = (String::new(), room);
    for character in text.chars() {
        let length = if matches!(character, '"' | '\n') { 2 } else { character.len_utf8() };
        if length > left {
            break;
        }
        value.push(character);
        left -= length;
    }
    value + &"a".repeat(left)
}

/// The first call may be made with one size and the next with another: measuring does not depend on the first buffer.
#[test]
fn the_first_buffer_does_not_matter() {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let send = full_send(ApiVersion::default());
    let request = Request::new(&account, &send);
    let state = || State::new(mailwire::operation::Operation::reader(&send, &account));
    let whole = sent(state(), &request, || 4096, |n| n);
    for first in 1..whole.len() {
        let mut turn = 0;
        let sizes = || {
            turn += 1;
            if turn == 1 { first } else { 4096 }
        };
        assert_eq!(sent(state(), &request, sizes, |n| n), whole, "first {first} bytes, then the rest");
    }
}
