//! No body has to fit in memory: 64-byte buffers send a long request and read a very long reply, and so do buffers of
//! one byte.

use mailwire::Wants;
use mailwire::exchange::{Request, State};
use mailwire::hubspot::{ApiVersion, Property, SingleSend, Value};
use mailwire::operation::Operation;
use mailwire::outcome::Reason;
use mailwire_tests::operations::{account, full_send};
use mailwire_tests::replay::read;
use mailwire_tests::vectors;
use mailwire_tests::wire::{Framing, long_body, reply};
use proptest::prelude::*;

/// The request through buffers of `size`, in memory of no more than that.
fn sent(send: &SingleSend<'_>, size: usize) -> Vec<u8> {
    let account = account();
    let request = Request::new(&account, send);
    let (mut state, mut all, mut buffer) = (State::new(Operation::reader(send, &account)), Vec::new(), vec![0; size]);
    while state.wants() == Wants::Transmit {
        let n = state.transmit(&request, &mut buffer).expect("valid");
        all.extend_from_slice(&buffer[..n]);
        state.advance(n).expect("as offered");
    }
    all
}

/// A request of 10 KB, with escapes all over it, through 64 bytes; one of 1 KB through one byte.
#[test]
fn long_requests() {
    for version in ApiVersion::ALL {
        for (repeats, size) in [(300, 64), (30, 1)] {
            let text = "Boiler \"7\": 96 °C\n\t\\ 😀 \u{1} ".repeat(repeats);
            let list = format!("[{}0]", "[\"\\u00e9\", -1.5e3], ".repeat(repeats / 10));
            let custom = [
                Property { name: b"log", value: Value::Text(text.as_bytes()) },
                Property { name: b"list", value: Value::Json(list.as_bytes()) },
            ];
            let send = full_send(*version).custom(&custom);
            let whole = sent(&send, 1 << 20);
            assert!(whole.len() > repeats * 30, "{} bytes", whole.len());
            assert!(sent(&send, size) == whole, "{version}: {} bytes through {size}", whole.len());
            let body = whole.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
            let body: serde_json::Value = serde_json::from_slice(&whole[body..]).expect("JSON");
            let log = match version {
                ApiVersion::V1 => &body["customProperties"][0]["value"],
                _ => &body["customProperties"]["log"],
            };
            assert_eq!(log, &text, "{version}: every character arrives");
        }
    }
}

/// A reply of 1 MB, framed by its length and in chunks of 7 bytes, through 64 bytes; one of 10 KB through one byte.
#[test]
fn long_replies() {
    for (length, size) in [(1 << 20, 64), (10 << 10, 1)] {
        let body = long_body(length);
        for framing in [Framing::Sized, Framing::Chunked(7), Framing::Chunked(1), Framing::UntilClose] {
            let http = reply(200, "", body.as_bytes(), framing);
            let seen = read("single-send", &http, &mut std::iter::once(size));
            assert_eq!((seen.error, seen.outcome.reason), (None, Reason::Pending), "{framing:?}");
            assert_eq!((seen.outcome.status_id.as_str(), seen.outcome.text.as_str()), ("s-1", "café 9"), "{framing:?}");
            assert_eq!(seen.outcome.correlation_id.as_str(), "c-1");
            assert_eq!(seen, read("single-send", &http, &mut std::iter::once(usize::MAX)), "{framing:?}");
            // The same under a failure, where the body is best effort but read all the same.
            let http = reply(429, "", body.as_bytes(), framing);
            let seen = read("single-send", &http, &mut std::iter::once(size));
            assert_eq!((seen.error, seen.outcome.reason), (None, Reason::RateLimited), "{framing:?}");
            assert_eq!(seen.outcome.correlation_id.as_str(), "c-1");
        }
    }
}

/// A body of 1 MB that is no JSON: the title or the first characters are kept, the rest is passed over.
#[test]
fn long_pages() {
    let filler = "Bearer x <p>&amp; é \0\n".repeat(50_000);
    for (body, text) in [
        (format!("<html><head>{filler}<title>Bad Gateway</title></head>{filler}"), "Bad Gateway".to_owned()),
        (format!("error code: 502 {}", "x".repeat(1 << 20)), format!("error code: 502 {}", "x".repeat(112))),
    ] {
        for size in [64, 1000] {
            let http = reply(502, "", body.as_bytes(), Framing::Chunked(4096));
            let seen = read("single-send", &http, &mut std::iter::once(size));
            assert_eq!((seen.error, seen.outcome.text.as_str()), (None, text.as_str()));
        }
    }
}

/// Tokens of the documented 512 bytes, and of 100 KB, come out whole through any buffer.
#[test]
fn long_tokens() {
    for (length, size) in [(512, 1), (100_000, 64)] {
        let token = "na1-EXAMPLE.".repeat(length / 12);
        let body = format!(r#"{{"access_token":"{token}","expires_in":1800,"refresh_token":"{token}\u002f"}}"#);
        let http = reply(200, "", body.as_bytes(), Framing::Chunked(100));
        let seen = read("oauth", &http, &mut std::iter::once(size));
        assert_eq!((seen.error, seen.outcome.reason), (None, Reason::TokenIssued));
        let row = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(seen.rows[0], row("access_token", &token));
        assert_eq!(seen.rows[1], row("expires_in", "1800"));
        assert_eq!(seen.rows[2], row("refresh_token", &(token + "/")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Random splits of every recorded reply: outcome, rows, error and its offset are those of the whole.
    #[test]
    fn random_splits_of_every_vector(seed: u64, most in 1usize..200) {
        let mut dice = mailwire_tests::dice::Dice::new(seed);
        for vector in vectors::replies() {
            let whole = read(&vector.operation, &vector.http, &mut std::iter::once(usize::MAX));
            let sizes: Vec<_> = (0..vector.http.len()).map(|_| dice.piece(most)).collect();
            let split = read(&vector.operation, &vector.http, &mut sizes.into_iter());
            prop_assert_eq!(split, whole, "{} with seed {}", vector.file, seed);
        }
    }
}
