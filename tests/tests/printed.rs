//! What values print: words, places and sentences, never a secret; and what they are when nothing is said.

use mailwire::bluehornet::Whitelist;
use mailwire::http::response::Framer;
use mailwire::hubspot::{SendResult, Texts};
use mailwire::operation::Piece;
use mailwire::retry::Schedule;
use mailwire::text::{Text, Utf8, json, php, xml};
use mailwire_tests::replay::read;
use mailwire_tests::wire::{Framing, reply};

/// A fault of a whitelist says what it is and where.
#[test]
fn whitelist() {
    let wrong = Whitelist::new("10.0.0.1, 10.0.0.256").expect_err("no such address");
    assert_eq!(wrong.to_string(), format!("{} at index {}", wrong.fault.as_str(), wrong.offset));
    assert!((10..20).contains(&wrong.offset), "{wrong}");
}

/// A piece of a row may be a token.
#[test]
fn pieces_hide_what_they_hold() {
    assert_eq!(format!("{:?} {:?}", Piece::Span(b"EXAMPLE-TOKEN"), Piece::Char('x')), "Piece(***) Piece(***)");
}

/// A text that was cut says so where it is printed for programmers, and prints what there is for people.
#[test]
fn texts() {
    let long = "x".repeat(1000);
    let body = serde_json::json!({ "status": "error", "message": long, "correlationId": "c-1" }).to_string();
    let outcome =
        read("single-send", &reply(400, "", body.as_bytes(), Framing::Sized), &mut std::iter::once(usize::MAX)).outcome;
    assert_eq!(outcome.correlation_id.to_string(), "c-1");
    assert_eq!(format!("{:?}", outcome.correlation_id), "\"c-1\"");
    let (plain, programmers) = (outcome.text.to_string(), format!("{:?}", outcome.text));
    assert!(outcome.text.is_truncated() && long.starts_with(&plain) && !plain.is_empty());
    assert_eq!(programmers, format!("\"{plain}\"..."));
    assert_eq!(outcome.text.whole_bytes(), plain.as_bytes());
}

/// The result of a send prints as the provider's own word.
#[test]
fn send_results() {
    for word in ["SENT", "QUEUED", "INVALID_TO_ADDRESS"] {
        let result = SendResult::from_value(word.as_bytes()).expect("documented");
        assert_eq!(format!("{result:?}"), word);
    }
}

/// Nothing said is the same as `new` or the documented default.
#[test]
fn defaults() {
    assert_eq!(Schedule::default(), Schedule::DEFAULT);
    assert_eq!(Texts::default().len(), 0);
    assert_eq!(Text::<8>::default(), Text::from_start(""));
    assert_eq!(Framer::default().next(&mut &b"x"[..]).is_err(), Framer::new().next(&mut &b"x"[..]).is_err());
    // Scanners that were made either way read the same.
    assert_eq!(json::Scanner::default().next(&mut &b"{"[..]), json::Scanner::new().next(&mut &b"{"[..]));
    assert_eq!(xml::Scanner::default().next(&mut &b"<a>"[..]), xml::Scanner::new().next(&mut &b"<a>"[..]));
    assert_eq!(php::Scanner::default().next(&mut &b"i:1;"[..]), php::Scanner::new().next(&mut &b"i:1;"[..]));
    assert_eq!(Utf8::default().check(b"\xc3\xa9"), Utf8::new().check(b"\xc3\xa9"));
}
