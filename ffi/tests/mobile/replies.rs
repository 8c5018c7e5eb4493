//! Every HubSpot reply vector, as an app gets it, has the outcome that the document and the exchange over bytes have.

use std::sync::Arc;

use mailwire_ffi::mobile::hubspot::{HubSpotAccount, HubSpotSingleSend};
use mailwire_ffi::mobile::oauth::HubSpotApp;
use mailwire_ffi::mobile::request::HttpRequest;
use mailwire_ffi::mobile::words::Reason;
use mailwire_tests::replay::{self, read};
use mailwire_tests::vectors::{self, bytes, document};
use serde_json::Value;

use super::stack::{frame, header, in_words};

/// A request of this operation of the documents.
pub(crate) fn request(operation: &str) -> Arc<HttpRequest> {
    let account = HubSpotAccount::bearer("EXAMPLE-ACCESS-TOKEN".into(), None, None).expect("valid");
    match operation {
        "single-send" => account.prepare_single_send(&send()).expect("valid"),
        "send-status" => account.prepare_send_status("AbCdEf0123456789-example-status-id").expect("valid"),
        "oauth" => {
            let app = HubSpotApp::new("id".into(), "EXAMPLE-SECRET".into(), None, None, None).expect("valid");
            app.prepare_refresh_token("EXAMPLE-REFRESH".into()).expect("valid")
        }
        other => panic!("no operation {other}"),
    }
}

pub(crate) fn send() -> HubSpotSingleSend {
    HubSpotSingleSend {
        email_id: 4126643121,
        to: "jane@customer.example".into(),
        send_id: Some("boiler-7-0042".into()),
        custom: None,
        contact: None,
        from: None,
        reply_to: Vec::new(),
        cc: Vec::new(),
        bcc: Vec::new(),
        version: None,
    }
}

/// Words and texts are those of the document, cut as an outcome cuts its texts; everything is as over bytes.
#[test]
fn every_reply_has_its_outcome() {
    let mut wrong = Vec::new();
    for reply in vectors::replies() {
        let framed = frame(&reply.http).unwrap_or_else(|fault| panic!("{}: {fault}", reply.file));
        let outcome = framed.interpret(&request(&reply.operation));
        let over_bytes = read(&reply.operation, &reply.http, &mut std::iter::once(usize::MAX));
        let got = in_words(&outcome);
        for (key, want) in reply.expect.as_object().expect("an object") {
            let is_same = match (&got[key.as_str()], want) {
                // Longer texts are cut, and a flag says so; which ones, the outcome over bytes shows below.
                (Value::String(got), Value::String(want)) if !outcome.truncated.is_empty() => {
                    want.starts_with(got.as_str())
                }
                (got, want) => got == want,
            };
            if !is_same {
                wrong.push(format!("{} ({}): {key}: {} instead of {want}", reply.file, reply.shows, got[key.as_str()]));
            }
        }
        if got != replay::in_words(&over_bytes.outcome)
            || outcome.is_damaged != over_bytes.outcome.is_damaged
            || outcome.fault.as_ref().map(|found| found.fault.to_string()) != fault_over_bytes(&over_bytes)
            || outcome.detail.as_deref().unwrap_or("") != over_bytes.outcome.detail.as_str()
            || outcome.truncated.is_empty() == is_cut(&over_bytes.outcome)
        {
            wrong.push(format!("{}: {outcome:?} instead of {:?}", reply.file, over_bytes.outcome));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn fault_over_bytes(seen: &replay::Seen) -> Option<String> {
    match seen.error {
        Some(mailwire::Error::Peer { fault, .. }) => Some(fault.to_string()),
        _ => None,
    }
}

fn is_cut(outcome: &mailwire::Outcome) -> bool {
    outcome.provider_code.is_truncated()
        || outcome.text.is_truncated()
        || outcome.correlation_id.is_truncated()
        || outcome.status_id.is_truncated()
        || outcome.event_id.is_truncated()
        || outcome.detail.is_truncated()
}

/// Framing is the stack's: a reply it refuses is one that did not come, and its outcome claims nothing.
#[test]
fn a_reply_that_the_stack_refuses_is_lost() {
    for entry in document("hubspot", "replies.json")["broken"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name");
        let fault = frame(&bytes("hubspot", file)).expect_err(file);
        assert_eq!(entry["fault"], fault.to_string(), "{file}");
        assert_eq!(request("single-send").interpret_lost(true).reason, Reason::NoReply, "{file}");
    }
}

/// The tokens of an answer are in no outcome; they are asked for.
#[test]
fn tokens() {
    let mut issued = 0;
    for reply in vectors::replies().into_iter().filter(|reply| reply.operation == "oauth") {
        let framed = frame(&reply.http).expect("a reply");
        let tokens = request("oauth").tokens(framed.status.into(), framed.body.clone());
        let over_bytes = read("oauth", &reply.http, &mut std::iter::once(usize::MAX));
        let row = |name: &str| over_bytes.rows.iter().find(|row| row.0 == name).map(|row| row.1.clone());
        let outcome = framed.interpret(&request("oauth"));
        assert_eq!(tokens.is_some(), outcome.reason == Reason::TokenIssued, "{}", reply.file);
        assert!(outcome.rows.is_empty(), "{}", reply.file);
        let Some(tokens) = tokens else { continue };
        issued += 1;
        assert_eq!(Some(tokens.access_token()), row("access_token"), "{}", reply.file);
        assert_eq!(tokens.refresh_token(), row("refresh_token"), "{}", reply.file);
        assert_eq!(tokens.expires_in_s().map(|s| s.to_string()), row("expires_in"), "{}", reply.file);
    }
    assert!(issued >= 3, "only {issued} answers with tokens");
    let body = br#"{"access_token":"A"}"#.to_vec();
    assert!(request("oauth").tokens(400, body.clone()).is_none(), "not of a refusal");
    assert!(request("oauth").tokens(-1, body.clone()).is_none(), "not of nothing");
    assert!(request("single-send").tokens(200, body).is_none(), "not of a send");
}

/// A number that is no status: something came, and nobody knows what.
#[test]
fn a_status_that_is_none() {
    for status in [-1, 0, 99, 1000, i32::MAX] {
        let outcome = request("single-send").interpret(status, vec![header("Retry-After", "7")], b"{}".to_vec(), true);
        assert_eq!(outcome.reason, Reason::NoReply);
        assert_eq!(outcome.fault.expect("a fault").fault.to_string(), "status-line");
    }
}
