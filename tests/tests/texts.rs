//! The texts of an outcome are UTF-8 of bounded length whatever arrives, whole characters, and a cut is said.

use mailwire::outcome::{
    CORRELATION_ID_SIZE, DETAIL_SIZE, EVENT_ID_SIZE, Outcome, PROVIDER_CODE_SIZE, STATUS_ID_SIZE, TEXT_SIZE,
};
use mailwire_tests::replay::read;
use mailwire_tests::wire::{Framing, reply};
use proptest::prelude::*;

/// The bytes of each text, its characters, whether it says that it was cut, and its room.
fn texts(outcome: &Outcome) -> [(&'static str, &[u8], &str, bool, usize); 6] {
    macro_rules! text {
        ($name:ident, $size:expr) => {
            (stringify!($name), outcome.$name.as_bytes(), outcome.$name.as_str(), outcome.$name.is_truncated(), $size)
        };
    }
    [
        text!(provider_code, PROVIDER_CODE_SIZE),
        text!(text, TEXT_SIZE),
        text!(correlation_id, CORRELATION_ID_SIZE),
        text!(status_id, STATUS_ID_SIZE),
        text!(event_id, EVENT_ID_SIZE),
        text!(detail, DETAIL_SIZE),
    ]
}

fn assert_utf8(what: &str, outcome: &Outcome) {
    for (name, bytes, text, _, size) in texts(outcome) {
        assert!(bytes.len() <= size, "{what}: {name}");
        assert_eq!(std::str::from_utf8(bytes), Ok(text), "{what}: {name} is UTF-8, in bytes as in characters");
    }
}

fn outcome(http: &[u8]) -> Outcome {
    read("single-send", http, &mut std::iter::once(usize::MAX)).outcome
}

/// A header field may hold any byte above 0x7f (RFC 9110 section 5.5); an id in it is UTF-8 all the same.
#[test]
fn ids_in_header_fields() {
    for bytes in [&b"c-\xff-1"[..], b"\x80", b"\xc3", b"caf\xc3\xa9", b"\xe2\x82", b"a\xf0\x9f\x98"] {
        for name in ["X-HubSpot-Correlation-Id", "CF-RAY"] {
            let head = [name.as_bytes(), b": ", bytes, b"\r\n"].concat();
            let mut http = reply(500, "", b"", Framing::Sized);
            let at = http.windows(2).position(|window| window == b"\r\n").expect("a line") + 2;
            http.splice(at..at, head);
            assert_utf8(&format!("{name}: {bytes:x?}"), &outcome(&http));
        }
    }
}

/// Of two texts for people the better one stays, in whatever order they come.
#[test]
fn the_better_text_stays() {
    for body in [r#"{"message":"m","error_description":"d"}"#, r#"{"error_description":"d","message":"m"}"#] {
        assert_eq!(outcome(&reply(400, "", body.as_bytes(), Framing::Sized)).text.as_str(), "m", "{body}");
    }
}

/// The title of a page, with attributes or without, is what an error page has to say.
#[test]
fn titles_of_pages() {
    for tag in ["title", "TITLE", "title lang=\"en\" class='wide'", "title\n"] {
        let page = format!("<html><head><{tag}>Bad gateway</title></head><body>no more</body></html>");
        let http = reply(502, "", page.as_bytes(), Framing::Sized);
        assert_eq!(outcome(&http).text.as_str(), "Bad gateway", "{tag}");
    }
}

/// A text of each length around the room of each field, of characters of each width: cut between characters, and
/// said.
#[test]
fn cuts_are_said() {
    for character in ["a", "é", "€", "😀"] {
        for length in 0..140 {
            let value = "x".repeat(length % 4) + &character.repeat(length);
            // The detail and the id of an event share room: see below.
            for last in [
                serde_json::json!({"eventId": {"id": value}}),
                serde_json::json!({"context": {"requiredScopes": [value]}}),
            ] {
                let mut body = serde_json::json!({
                    "statusId": value, "sendResult": value, "message": value, "correlationId": value,
                });
                body.as_object_mut().expect("an object").extend(last.as_object().expect("an object").clone());
                let outcome = outcome(&reply(403, "", body.to_string().as_bytes(), Framing::Sized));
                assert_utf8(character, &outcome);
                let absent = if body.get("eventId").is_some() { "detail" } else { "event_id" };
                for (name, bytes, text, is_cut, size) in texts(&outcome) {
                    let value = if name == absent { "" } else { &value };
                    let fits = value.len() <= size;
                    assert_eq!(!is_cut, fits, "{name} of {} bytes says whether it was cut", value.len());
                    assert!(value.starts_with(text), "{name}: {text}");
                    assert!(!fits || bytes == value.as_bytes(), "{name} of {} bytes fits", value.len());
                    assert!(fits || bytes.len() + character.len() > size, "{name} is as long as it can be");
                }
            }
        }
    }
}

/// The id of an event gives way to the detail of a failure, in whatever order they come, and that is said.
#[test]
fn an_event_id_beside_a_detail() {
    for body in [
        r#"{"eventId":{"id":"EVENT"},"context":{"requiredScopes":["SCOPE"]}}"#,
        r#"{"context":{"requiredScopes":["SCOPE"]},"eventId":{"id":"EVENT"}}"#,
    ] {
        let outcome = outcome(&reply(403, "", body.as_bytes(), Framing::Sized));
        assert_eq!((outcome.detail.as_str(), outcome.detail.is_truncated()), ("SCOPE", false), "{body}");
        assert_eq!((outcome.event_id.as_str(), outcome.event_id.is_truncated()), ("", true), "{body}");
    }
    // An unknown status is a detail that takes no room of the id's.
    let body = br#"{"statusId":"s","status":"HALFWAY","eventId":{"id":"EVENT"}}"#;
    let outcome = outcome(&reply(200, "", body, Framing::Sized));
    assert_eq!((outcome.detail.as_str(), outcome.event_id.as_str()), ("HALFWAY", "EVENT"));
    assert!(outcome.provider_code.is_empty() && !outcome.event_id.is_truncated());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bodies that are pages or plain text, of any bytes: what is kept is UTF-8 without controls, the same in any split.
    #[test]
    fn pages_of_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300), is_page: bool) {
        let body = if is_page { [b"<title>".as_slice(), &bytes].concat() } else { [b"e".as_slice(), &bytes].concat() };
        let http = reply(502, "", &body, Framing::Chunked(11));
        let whole = outcome(&http);
        assert_utf8("a page", &whole);
        prop_assert!(!whole.text.as_bytes().iter().any(|byte| *byte < 0x20 || *byte == 0x7f));
        let split = read("single-send", &http, &mut std::iter::once(1));
        prop_assert_eq!(split.outcome, whole);
    }
}
