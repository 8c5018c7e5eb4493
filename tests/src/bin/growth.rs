//! `growth WORKLOAD SIZE [idle]`: one workload of about SIZE bytes, for `tests/growth.sh` to count instructions. With
//! `idle` everything is prepared and nothing is done: what has to be subtracted. Prints how many bytes it is about.

use std::hint::black_box;
use std::process::ExitCode;

use mailwire::Event;
use mailwire::exchange::{Request, State};
use mailwire::hubspot::{Account, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::Reason;
use mailwire_tests::wire::{Framing, long_body, reply};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (workload, size, is_idle) = match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [workload, size] => (*workload, size.parse(), false),
        [workload, size, "idle"] => (*workload, size.parse(), true),
        _ => ("", Ok(0), true),
    };
    let Ok(size) = size else { return usage() };
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let send = SingleSend::new(4126643121, "jane@customer.example").expect("valid");
    match workload {
        "encode" => encode(&account, &send, size, is_idle),
        "reply-sized" => read(&account, &send, size, Framing::Sized, usize::MAX, is_idle),
        "reply-chunked-7" => read(&account, &send, size, Framing::Chunked(7), usize::MAX, is_idle),
        "reply-pieces-64" => read(&account, &send, size, Framing::Sized, 64, is_idle),
        "reply-pieces-1" => read(&account, &send, size, Framing::Sized, 1, is_idle),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("growth encode|reply-sized|reply-chunked-7|reply-pieces-64|reply-pieces-1 SIZE [idle]");
    ExitCode::FAILURE
}

/// One request with one property of `size` bytes, an escape here and there, into a buffer that takes all of it.
fn encode(account: &Account<'_>, send: &SingleSend<'_>, size: usize, is_idle: bool) {
    let text = "Boiler 7: \"96 °C\"\n".repeat(size / 19 + 1);
    let end = (0..=size).rev().find(|at| text.is_char_boundary(*at)).expect("a boundary");
    let custom = [("log", &text[..end])];
    let send = send.custom(&custom);
    let mut buffer = vec![0; size * 2 + 1024];
    println!("{end}");
    if is_idle {
        black_box((&send, &mut buffer));
        return;
    }
    let mut state = State::new(send.reader(account));
    let n = state.transmit(&Request::new(account, &send), &mut buffer).expect("a valid request");
    assert!(n > size, "the request is whole");
    black_box(&buffer[..n]);
}

/// A reply with a body of `size` bytes, handed in in pieces.
fn read(account: &Account<'_>, send: &SingleSend<'_>, size: usize, framing: Framing, piece: usize, is_idle: bool) {
    let http = reply(200, "", long_body(size).as_bytes(), framing);
    let mut state = State::new(send.reader(account));
    let n = state.transmit(&Request::new(account, send), &mut [0; 1024]).expect("a valid request");
    state.advance(n).expect("as offered");
    println!("{}", http.len());
    if is_idle {
        black_box((&http, &mut state));
        return;
    }
    for piece in http.chunks(piece) {
        let mut input = piece;
        let event = state.receive(black_box(&mut input)).expect("a reply that is right");
        assert!(input.is_empty() && !matches!(event, Event::Row(_)));
    }
    assert_eq!(black_box(state.outcome()).reason, Reason::Pending);
}
