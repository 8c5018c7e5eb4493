//! Every BlueHornet reply vector with its expectation: outcome, calls, rows; and the same under every split.

use mailwire::Exchange;
use mailwire::bluehornet::{Account, Argument, Batch, Call, CallOutcome, ResponseType};
use mailwire::outcome::Kind;
use mailwire_tests::replay::{Seen, read_with};
use mailwire_tests::vectors::{bytes, document, with_head};
use serde_json::{Value, json};

/// An entry of the document with the whole reply.
struct Entry {
    name: String,
    http: Vec<u8>,
    methods: Vec<String>,
    no_halt: bool,
    response_type: ResponseType,
    value: Value,
}

fn entries(list: &str) -> Vec<Entry> {
    let document = document("bluehornet", "replies.json");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let entries = document[list].as_array().expect("an array");
    entries
        .iter()
        .map(|value| {
            let file = text(&value["file"]);
            let is_php = value["response_type"] == "php";
            Entry {
                http: with_head(value["status"].as_u64().unwrap_or(200), &bytes("bluehornet", &file)),
                methods: match value["method"].as_array() {
                    Some(methods) => methods.iter().map(text).collect(),
                    None => vec!["transactional.sendTransaction".to_owned()],
                },
                no_halt: value["no_halt"] == true,
                response_type: if is_php { ResponseType::Php } else { ResponseType::Xml },
                name: format!("{file} to {} ({})", value["method"], value["shows"]),
                value: value.clone(),
            }
        })
        .collect()
}

fn seen(entry: &Entry, pieces: &mut dyn Iterator<Item = usize>) -> Seen {
    let account = Account::new("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET")
        .expect("valid")
        .no_halt(entry.no_halt)
        .response_type(entry.response_type);
    // Arguments enough for every method: what is required is another test's business.
    let names = [
        "email",
        "template_id",
        "file",
        "group_id",
        "group_name",
        "reply_email",
        "data_url",
        "category_id",
        "id",
        "name",
        "category_name",
        "groupname",
        "subject",
        "from_description",
        "from_email",
        "template_data",
        "im_schedule",
        "contact_id",
        "mes_cont_id",
    ];
    let arguments: Vec<_> = names.iter().map(|name| Argument::new(name, "1")).collect();
    let calls: Vec<_> = entry.methods.iter().map(|name| Call::custom(name, &arguments).expect("a name")).collect();
    let batch = Batch::new(&calls);
    read_with(Exchange::new(&account, &batch), &entry.http, pieces)
}

fn cut(text: &Value, size: usize) -> Value {
    let text = text.as_str().expect("a text");
    let end = (0..=text.len().min(size)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].trim_end().into()
}

fn same_text(got: &str, want: &Value, size: usize) -> bool {
    cut(&got.into(), size) == cut(want, size)
}

/// What differs between a call as it was read and as the document wants it.
fn call_differs(
    got: Option<&CallOutcome>,
    unanswered: &[(u16, mailwire::outcome::Reason)],
    want: &Value,
) -> Option<String> {
    let number = want["number"].as_u64().expect("a number") as u16;
    let Some(got) = got else {
        let reason = unanswered.iter().find(|call| call.0 == number).map_or("not listed", |call| call.1.as_str());
        return (want["reason"] != reason)
            .then(|| format!("call {number} unanswered: {reason} instead of {}", want["reason"]));
    };
    let is_same = want["reason"] == got.reason.as_str()
        && want["outcome"] == got.kind().as_str()
        && want["code"] == got.code.as_str()
        && same_text(got.text.as_str(), &want["text"], 96)
        && same_text(got.detail.as_str(), &want["detail"], 40);
    (!is_same).then(|| format!("call {got:?} instead of {want}"))
}

/// Outcome, calls and rows are those of the document.
#[test]
fn every_reply_has_its_outcome() {
    let mut wrong = Vec::new();
    let entries = entries("replies");
    assert!(entries.len() > 350);
    for entry in &entries {
        let seen = seen(entry, &mut std::iter::once(usize::MAX));
        let expect = &entry.value["expect"];
        let mut differs = Vec::new();
        let got = json!({
            "outcome": seen.outcome.kind().as_str(),
            "reason": seen.outcome.reason.as_str(),
            "http_status": seen.outcome.http_status,
            "provider_code": seen.outcome.provider_code.as_str(),
            "diagnosis": seen.outcome.diagnosis.map_or("", |diagnosis| diagnosis.as_str()),
        });
        for (key, value) in got.as_object().expect("an object") {
            if expect[key] != *value {
                differs.push(format!("{key}: {value} instead of {}", expect[key]));
            }
        }
        if !same_text(seen.outcome.text.as_str(), &expect["text"], 96) {
            differs.push(format!("text: {:?} instead of {}", seen.outcome.text, expect["text"]));
        }
        // A file is its own answer.
        let is_file = expect["pass_through"] == true;
        for want in expect["calls"].as_array().expect("calls").iter().filter(|_| !is_file) {
            let number = want["number"].as_u64().expect("a number") as u16;
            let call = seen.calls.iter().find(|call| call.number == number);
            differs.extend(call_differs(call, &seen.unanswered, want));
        }
        if let Some(rows) = expect["rows"].as_array() {
            let got: Vec<_> = seen
                .rows
                .iter()
                .zip(&seen.items)
                .map(|((path, text), item)| json!([item, path, text.trim_matches([' ', '\t', '\r', '\n'])]))
                .collect();
            if got != *rows {
                let first = got.iter().zip(rows).find(|(got, want)| got != want);
                differs.push(format!("{} rows instead of {}, first: {first:?}", got.len(), rows.len()));
            }
        }
        if !differs.is_empty() {
            wrong.push(format!("{}: {}", entry.name, differs.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), entries.len(), wrong.join("\n"));
}

/// Each broken reply gives its fault, and nothing is reported as done that was not answered.
#[test]
fn every_broken_reply_has_its_fault() {
    let mut wrong = Vec::new();
    for entry in &entries("broken") {
        let seen = seen(entry, &mut std::iter::once(usize::MAX));
        let fault = match seen.error {
            Some(mailwire::Error::Peer { fault, .. }) => fault.as_str(),
            _ => "none",
        };
        if entry.value["fault"] != fault || seen.outcome.kind() != Kind::Unknown {
            wrong.push(format!("{}: {fault} instead of {}, {}", entry.name, entry.value["fault"], seen.outcome.reason));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whole, in pieces of 1 to 9, in two at every place: everything that comes out is the same.
#[test]
fn splits_change_nothing() {
    for entry in entries("replies").iter().chain(&entries("broken")) {
        let whole = seen(entry, &mut std::iter::once(usize::MAX));
        for size in 1..=9 {
            assert_eq!(seen(entry, &mut std::iter::once(size)), whole, "{} in pieces of {size}", entry.name);
        }
        // Long bodies are cut at every seventh place.
        let step = if entry.http.len() > 3_000 { 7 } else { 1 };
        for first in (1..entry.http.len()).step_by(step) {
            let mut pieces = [first, usize::MAX].into_iter();
            assert_eq!(seen(entry, &mut pieces), whole, "{} cut at {first}", entry.name);
        }
    }
}
