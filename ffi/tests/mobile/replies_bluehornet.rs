//! Every BlueHornet reply vector, as an app gets it: outcome, calls, rows and files of the document.

use mailwire_ffi::mobile::argument::{Argument, ArgumentValue};
use mailwire_ffi::mobile::bluehornet::BlueHornetAccount;
use mailwire_ffi::mobile::call::BlueHornetCall;
use mailwire_ffi::mobile::outcome::SendOutcome;
use mailwire_ffi::mobile::words::{BlueHornetResponseType, Kind};
use mailwire_tests::vectors::{bytes, document};
use serde_json::{Value, json};

use super::stack::in_words;

/// Arguments enough for every method: what is required is another test's business.
const NAMES: [&str; 19] = [
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

fn outcome(entry: &Value) -> SendOutcome {
    let (key, secret) = ("EXAMPLE-API-KEY".to_owned(), "EXAMPLE-SHARED-SECRET".to_owned());
    let php = (entry["response_type"] == "php").then_some(BlueHornetResponseType::Php);
    let account = BlueHornetAccount::new(key, secret, php, None, entry["no_halt"] == true, None, None).expect("valid");
    let one = json!(["transactional.sendTransaction"]);
    let methods = if entry["method"].is_array() { &entry["method"] } else { &one };
    let argument = |name: &str| Argument { name: name.into(), value: ArgumentValue::Text { text: "1".into() } };
    let call = |method: &Value| {
        let method = method.as_str().expect("a name").to_owned();
        BlueHornetCall::custom(method, NAMES.map(argument).into()).expect("a name")
    };
    let calls = methods.as_array().expect("methods").iter().map(call).collect();
    let body = bytes("bluehornet", entry["file"].as_str().expect("a name"));
    let status = entry["status"].as_i64().unwrap_or(200) as i32;
    account.prepare_batch(calls).expect("valid").interpret(status, Vec::new(), body, true)
}

/// Texts are cut as outcomes cut them.
fn same(got: &str, want: &Value, size: usize) -> bool {
    let want = want.as_str().expect("a text");
    let cut = |text: &str| {
        let end = (0..=text.len().min(size)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text[..end].trim_end().to_owned()
    };
    cut(got) == cut(want)
}

fn differs(entry: &Value) -> Vec<String> {
    let (outcome, expect) = (outcome(entry), &entry["expect"]);
    let words = in_words(&outcome);
    let mut differs = Vec::new();
    for key in ["outcome", "reason", "http_status", "provider_code", "diagnosis"] {
        if words[key] != expect[key] {
            differs.push(format!("{key}: {} instead of {}", words[key], expect[key]));
        }
    }
    if !same(outcome.text.as_deref().unwrap_or(""), &expect["text"], 96) {
        differs.push(format!("text: {:?} instead of {}", outcome.text, expect["text"]));
    }
    let is_file = expect["pass_through"] == true;
    if is_file {
        let file =
            (outcome.kind == Kind::Accepted).then(|| bytes("bluehornet", entry["file"].as_str().expect("a name")));
        if outcome.file != file {
            differs.push("the file is not the file".to_owned());
        }
    } else if outcome.file.is_some() {
        differs.push("a file that is none".to_owned());
    }
    if outcome.calls.windows(2).any(|pair| pair[0].number > pair[1].number) {
        differs.push("calls out of order".to_owned());
    }
    for want in expect["calls"].as_array().expect("calls").iter().filter(|_| !is_file) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let is_same = outcome.calls.iter().any(|call| {
            want["number"] == call.number
                && want["reason"] == call.reason.to_string()
                && want["outcome"] == call.kind.to_string()
                && (!call.is_answered
                    || want["code"] == text(&call.code)
                        && same(&text(&call.text), &want["text"], 96)
                        && same(&text(&call.detail), &want["detail"], 40))
        });
        if !is_same {
            differs.push(format!("{:?} instead of {want}", outcome.calls));
        }
    }
    if let Some(rows) = expect["rows"].as_array() {
        let blanks = [' ', '\t', '\r', '\n'];
        let got: Vec<_> =
            outcome.rows.iter().map(|row| json!([row.item, row.path, row.value.trim_matches(blanks)])).collect();
        if got != *rows {
            differs.push(format!("{got:?} instead of {rows:?}"));
        }
    }
    differs
}

#[test]
fn every_reply_has_its_outcome() {
    let document = document("bluehornet", "replies.json");
    let entries = document["replies"].as_array().expect("an array");
    let line = |entry: &Value| {
        let differs = differs(entry);
        (!differs.is_empty()).then(|| format!("{} ({}): {}", entry["file"], entry["shows"], differs.join("; ")))
    };
    let wrong: Vec<_> = entries.iter().filter_map(line).collect();
    assert!(entries.len() > 350 && wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A reply that cannot be read says nothing about the calls, and says why.
#[test]
fn every_broken_reply_has_its_fault() {
    for entry in document("bluehornet", "replies.json")["broken"].as_array().expect("an array") {
        let outcome = outcome(entry);
        assert_eq!(outcome.kind, Kind::Unknown, "{}", entry["file"]);
        let fault = outcome.fault.unwrap_or_else(|| panic!("{}: no fault", entry["file"]));
        assert_eq!(entry["fault"], fault.fault.to_string(), "{}", entry["file"]);
        let length = bytes("bluehornet", entry["file"].as_str().expect("a name")).len() as i64;
        assert!((0..=length).contains(&fault.offset), "{}: at {} of {length}", entry["file"], fault.offset);
    }
}
