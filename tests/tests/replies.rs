//! Every reply vector with its expectation, and the same under every split.

use mailwire_tests::replay::{in_words, read};
use mailwire_tests::vectors::{self, bytes, document};

/// What the document says, cut as an outcome cuts its texts.
fn wanted(expect: &serde_json::Value) -> serde_json::Value {
    let mut expect = expect.clone();
    for (field, size) in [
        ("text", mailwire::outcome::TEXT_SIZE),
        ("correlation_id", mailwire::outcome::CORRELATION_ID_SIZE),
        ("status_id", mailwire::outcome::STATUS_ID_SIZE),
        ("provider_code", mailwire::outcome::PROVIDER_CODE_SIZE),
        ("event_id", mailwire::outcome::EVENT_ID_SIZE),
    ] {
        let text = expect[field].as_str().unwrap_or_else(|| panic!("{field} is a text")).to_owned();
        let end = (0..=text.len().min(size)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        expect[field] = text[..end].into();
    }
    expect
}

/// Outcome, reason, texts and diagnosis of each vector are those of the document.
#[test]
fn every_reply_has_its_outcome() {
    let mut wrong = Vec::new();
    for reply in vectors::replies() {
        let seen = read(&reply.operation, &reply.http, &mut std::iter::once(usize::MAX));
        let (got, want) = (in_words(&seen.outcome), wanted(&reply.expect));
        if got != want {
            let differs: Vec<_> = want
                .as_object()
                .expect("an object")
                .iter()
                .filter(|(key, value)| got[key.as_str()] != **value)
                .map(|(key, value)| format!("{key}: {} instead of {value}", got[key.as_str()]))
                .collect();
            wrong.push(format!("{} as {} ({}): {}", reply.file, reply.operation, reply.shows, differs.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} replies differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each broken reply gives its fault, and no outcome that claims anything.
#[test]
fn every_broken_reply_has_its_fault() {
    let document = document("hubspot", "replies.json");
    let mut wrong = Vec::new();
    for entry in document["broken"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name");
        let seen = read("single-send", &bytes("hubspot", file), &mut std::iter::once(usize::MAX));
        let fault = match seen.error {
            Some(mailwire::Error::Peer { fault, .. }) => fault.as_str(),
            _ => "none",
        };
        if entry["fault"] != fault || seen.outcome.kind() == mailwire::outcome::Kind::Accepted {
            wrong.push(format!("{file}: {fault} instead of {}, {:?}", entry["fault"], seen.outcome.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whole, byte by byte, in two at every place, in pieces of 2 to 9: outcome, rows, error and its offset are the same.
#[test]
fn splits_change_nothing() {
    let mut all: Vec<_> = vectors::replies().into_iter().map(|r| (r.file, r.operation, r.http)).collect();
    let broken = document("hubspot", "replies.json");
    for entry in broken["broken"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name").to_owned();
        let http = bytes("hubspot", &file);
        all.push((file, "single-send".to_owned(), http));
    }
    for (file, operation, http) in all {
        let whole = read(&operation, &http, &mut std::iter::once(usize::MAX));
        for size in 1..=9 {
            assert_eq!(read(&operation, &http, &mut std::iter::once(size)), whole, "{file} in pieces of {size}");
        }
        for first in 1..http.len() {
            let mut pieces = [first, usize::MAX].into_iter();
            assert_eq!(read(&operation, &http, &mut pieces), whole, "{file} cut at {first}");
        }
    }
}
