//! The send call: its paths, its bodies, its way to a result.

mod support;

use mailwire_sandbox::{ACCESS_TOKEN, OTHER_ACCOUNT_TOKEN, Sandbox, Version};
use serde_json::{Value, json};
use std::time::Duration;
use support::{call, get, mail_to, request, sandbox, send, send_request, status};

const NOT_V1: [Version; 6] = [
    Version::V3,
    Version::V4,
    Version::Dated2025_09,
    Version::Dated2026_03,
    Version::Dated2026_09,
    Version::Marketing2026_03,
];

fn post(sandbox: &Sandbox, version: Version, content_type: &str, body: &[u8]) -> support::Answer {
    let bearer = format!("Authorization: Bearer {ACCESS_TOKEN}");
    let fields = [bearer.as_str(), content_type];
    let used = if content_type.is_empty() { &fields[..1] } else { &fields[..] };
    call(sandbox, &request("POST", version.path(), used, body))
}

fn refusal(sandbox: &Sandbox, version: Version, body: &str) -> String {
    let answer = post(sandbox, version, "Content-Type: application/json", body.as_bytes());
    assert_eq!(answer.status, 400, "{body}: {}", answer.text());
    answer.json()["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_request_is_pending_then_processing_then_complete() {
    let sandbox = sandbox();
    for version in NOT_V1 {
        let first = send(&sandbox, version, &mail_to("jane@example.com"));
        assert_eq!(first.status, 200);
        let view = first.json();
        let members: Vec<_> = view.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["requestedAt", "statusId", "status"]);
        assert_eq!(view["status"], "PENDING");

        let second = status(&sandbox, &view["statusId"]);
        assert_eq!((&second["status"], second.get("sendResult")), (&json!("PROCESSING"), None));
        for _ in 0..2 {
            let last = status(&sandbox, &view["statusId"]);
            assert_eq!((&last["status"], &last["sendResult"]), (&json!("COMPLETE"), &json!("SENT")));
            assert!(last["eventId"]["id"].is_string() && last["eventId"]["created"].is_string());
        }
    }
}

#[test]
fn v1_answers_at_once() {
    let sandbox = sandbox();
    let sent = send(&sandbox, Version::V1, &mail_to("jane@example.com")).json();
    assert_eq!(sent["sendResult"], "SENT");
    assert!(sent["eventId"]["id"].is_string() && sent["eventId"]["created"].as_u64().unwrap() > 1 << 40);
    let refused = send(&sandbox, Version::V1, &mail_to("result+previous_spam@example.com")).json();
    assert_eq!((&refused["sendResult"], refused.get("eventId")), (&json!("PREVIOUS_SPAM"), None));
    assert!(refused["message"].is_string());
}

#[test]
fn the_head_of_a_reply_is_that_of_the_service() {
    let sandbox = sandbox();
    let answer = send(&sandbox, Version::V3, &mail_to("jane@example.com"));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.header("content-length"), None);
    assert_eq!(answer.header("content-type"), Some("application/json;charset=utf-8"));
    for name in
        ["date", "cf-ray", "x-hubspot-correlation-id", "strict-transport-security", "nel", "report-to", "server"]
    {
        assert!(answer.header(name).is_some(), "{name}");
    }
    assert!((16..=20).contains(&answer.headers.len()), "{}", answer.headers.len());
    // Sent twice, as recorded: a client must not take a repeated name for an error.
    assert_eq!(answer.headers.iter().filter(|(name, _)| name == "Vary").count(), 2);
    let refused = post(&sandbox, Version::V3, "", b"{}");
    assert_eq!(refused.header("content-length"), Some(refused.body.len().to_string().as_str()));
    assert_eq!(refused.header("transfer-encoding"), None);
}

#[test]
fn paths_and_methods() {
    let sandbox = sandbox();
    for path in ["/", "/email/public/v1/singleemail/send", "/marketing/v3/transactional/single-email/send/", "/nothing"]
    {
        let answer = call(&sandbox, &request("POST", path, &[], b"{}"));
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
        assert!(answer.text().contains("HTTP ERROR 404"));
    }
    let wrong_method = call(&sandbox, &request("POST", "/marketing/v3/email/send-statuses/x", &[], b""));
    assert_eq!((wrong_method.status, wrong_method.body.len()), (405, 0));
    assert!(wrong_method.header("allow").unwrap().contains("GET"));
    let wrong_method = get(&sandbox, Version::V3.path());
    assert_eq!((wrong_method.status, wrong_method.header("allow")), (405, Some("POST")));

    let unknown = get(&sandbox, "/marketing/v3/email/send-statuses/EXAMPLE%40unknown");
    assert_eq!((unknown.status, unknown.header("X-HubSpot-NotFound")), (404, Some("true")));
    assert_eq!(unknown.json()["message"], "resource not found");
    let no_credential = call(&sandbox, &request("GET", "/marketing/v3/email/send-statuses/x", &[], b""));
    assert_eq!(no_credential.status, 401);
}

#[test]
fn the_content_type_has_to_be_json() {
    let sandbox = sandbox();
    let body = mail_to("jane@example.com").to_string();
    for (content_type, expected) in [
        ("", 415),
        ("Content-Type: text/plain", 415),
        ("Content-Type: application/x-www-form-urlencoded", 415),
        ("Content-Type: application/json", 200),
        ("Content-Type: Application/JSON; charset=UTF-8", 200),
    ] {
        assert_eq!(post(&sandbox, Version::V3, content_type, body.as_bytes()).status, expected, "{content_type}");
    }
}

#[test]
fn the_binder_names_line_and_column() {
    let sandbox = sandbox();
    let v3 = |body: &str| refusal(&sandbox, Version::V3, body);
    assert_eq!(v3(""), "Invalid input JSON: No content (empty input stream)");
    assert!(v3("{\n\"emailId\": 1,\n  x}").starts_with("Invalid input JSON on line 3, column 3: Unexpected character"));
    assert!(v3("[ {:emailId=>1} ]").starts_with("Invalid input JSON on line 1, column 4: "));
    assert!(v3("[{}]").starts_with("Invalid input JSON on line 1, column 1: Cannot deserialize value of type"));
    let lists = r#"{"emailId":1,"message":{"to":"a@example.com"},"contactProperties":[{"name":"a","value":"b"}]}"#;
    for version in NOT_V1 {
        assert_eq!(
            refusal(&sandbox, version, lists),
            "Invalid input JSON on line 1, column 67: Cannot deserialize value of type \
             `java.util.LinkedHashMap<java.lang.String,java.lang.String>` from Array value (token `JsonToken.START_ARRAY`)"
        );
    }
    let maps = r#"{"emailId":1,"message":{"to":"a@example.com"},"contactProperties":{"a":"b"}}"#;
    assert!(refusal(&sandbox, Version::V1, maps).ends_with("from Object value (token `JsonToken.START_OBJECT`)"));
    assert!(
        v3(r#"{"emailId":1,"message":{"to":"a@example.com"},"contactProperties":{"a":1}}"#)
            .contains("VALUE_NUMBER_INT")
    );
    assert!(v3(r#"{"emailId":1,"message":{"to":["a@example.com","b@example.com"]}}"#).contains("START_ARRAY"));
    assert!(v3(r#"{"emailId":1,"message":{"to":"a@example.com","cc":"b@example.com"}}"#).contains("VALUE_STRING"));
    assert!(sandbox.messages().is_empty());
}

#[test]
fn required_members() {
    let sandbox = sandbox();
    for (body, missing) in [
        (r#"{"message":{"to":"a@example.com"}}"#, "emailId"),
        (r#"{"emailId":1}"#, "message"),
        (r#"{"emailId":1,"message":{}}"#, "to"),
    ] {
        for version in [Version::V1, Version::V3, Version::Dated2026_09] {
            let answer = post(&sandbox, version, "Content-Type: application/json", body.as_bytes());
            assert_eq!((answer.status, &answer.json()["category"]), (400, &json!("VALIDATION_ERROR")));
            assert_eq!(answer.json()["errors"][0]["context"]["missingFields"], json!([missing]));
        }
    }
    let strict = Sandbox::builder().strict_required(true).start_blocking().unwrap();
    let minimal = mail_to("jane@example.com");
    assert_eq!(send(&strict, Version::V3, &minimal).status, 200);
    assert_eq!(send(&strict, Version::Dated2026_09, &minimal).status, 400);
    let full = json!({"emailId": 1, "message": {"to": "a@example.com", "cc": [], "bcc": [], "replyTo": []},
        "contactProperties": {}, "customProperties": {}});
    assert_eq!(send(&strict, Version::Dated2026_09, &full).status, 200);
}

#[test]
fn addresses_choose_the_result() {
    let sandbox = sandbox();
    for (to, expected) in [
        ("result+PREVIOUSLY_BOUNCED@example.com", "PREVIOUSLY_BOUNCED"),
        ("RESULT+missing-template-properties@example.com", "MISSING_TEMPLATE_PROPERTIES"),
        ("result+queued@example.com", "QUEUED"),
        ("result+some_future_value@example.com", "SOME_FUTURE_VALUE"),
        ("noreply@example.com", "INVALID_TO_ADDRESS"),
        ("a@example.com, b@example.com", "INVALID_TO_ADDRESS"),
    ] {
        let first = send(&sandbox, Version::V3, &mail_to(to)).json();
        assert_eq!(first["status"], "PENDING");
        status(&sandbox, &first["statusId"]);
        let last = status(&sandbox, &first["statusId"]);
        assert_eq!((&last["status"], &last["sendResult"]), (&json!("COMPLETE"), &json!(expected)));
        assert_eq!(last.get("message").is_some(), expected != "QUEUED", "{last}");
    }
    for (mail, expected) in [
        (json!({"emailId": 404, "message": {"to": "a@example.com"}}), "MISSING_CONTENT"),
        (json!({"emailId": 1, "message": {"to": "a@example.com", "from": "nobody"}}), "INVALID_FROM_ADDRESS"),
    ] {
        assert_eq!(send(&sandbox, Version::V1, &mail).json()["sendResult"], expected);
    }
}

#[test]
fn canceled_and_stuck() {
    let sandbox = sandbox();
    let canceled = send(&sandbox, Version::V3, &mail_to("status+canceled@example.com")).json();
    let stuck = send(&sandbox, Version::V3, &mail_to("stuck+pending@example.com")).json();
    for (expected_canceled, _) in [("PROCESSING", 1), ("CANCELED", 2), ("CANCELED", 3)] {
        let view = status(&sandbox, &canceled["statusId"]);
        assert_eq!((&view["status"], view.get("sendResult")), (&json!(expected_canceled), None));
        assert_eq!(status(&sandbox, &stuck["statusId"])["status"], "PENDING");
    }
}

#[test]
fn addresses_choose_the_http_status() {
    let sandbox = sandbox();
    for (code, form) in [
        (404, "application/json"),
        (423, "application/json"),
        (429, "application/json"),
        (477, "application/json"),
        (500, "application/json"),
        (502, "text/html"),
        (503, "text/plain"),
        (504, "text/html"),
        (520, "text/plain"),
        (521, "text/html"),
        (522, "text/html"),
        (523, "text/html"),
        (524, "text/plain"),
        (525, "text/html"),
        (526, "text/html"),
        (530, "text/plain"),
    ] {
        let answer = send(&sandbox, Version::Dated2026_09, &mail_to(&format!("http+{code}@example.com")));
        assert_eq!(answer.status, code);
        assert!(answer.header("content-type").unwrap().starts_with(form), "{code}");
        assert_eq!(answer.header("retry-after").is_some(), code == 477);
    }
    let limited = send(&sandbox, Version::V3, &mail_to("http+429-retry-after-7@example.com"));
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("7")));
    assert_eq!(limited.json()["policyName"], "TEN_SECONDLY_ROLLING");
    let dated = send(&sandbox, Version::V3, &mail_to("http+503-retry-after-date+60@example.com"));
    assert!(dated.header("retry-after").unwrap().ends_with(" GMT"));
    assert!(sandbox.messages().is_empty());
}

#[test]
fn one_send_id_is_one_mail() {
    let sandbox = sandbox();
    let mail = json!({"emailId": 1, "message": {"to": "a@example.com", "sendId": "order-7"}});
    let other = json!({"emailId": 2, "message": {"to": "a@example.com", "sendId": "order-7"}});
    assert_eq!(send(&sandbox, Version::V3, &mail).json()["status"], "PENDING");
    let repeat = send(&sandbox, Version::Dated2026_09, &mail).json();
    assert_eq!((&repeat["status"], &repeat["sendResult"]), (&json!("COMPLETE"), &json!("IDEMPOTENT_IGNORE")));
    assert_eq!(status(&sandbox, &repeat["statusId"])["sendResult"], "IDEMPOTENT_IGNORE");
    assert_eq!(send(&sandbox, Version::V3, &other).json()["sendResult"], "IDEMPOTENT_FAIL");
    assert_eq!(send(&sandbox, Version::V1, &mail).json()["sendResult"], "IDEMPOTENT_IGNORE");
    assert_eq!(sandbox.messages().len(), 1);

    let bearer = format!("Authorization: Bearer {OTHER_ACCOUNT_TOKEN}");
    let fields = [bearer.as_str(), "Content-Type: application/json"];
    let elsewhere = call(&sandbox, &request("POST", Version::V3.path(), &fields, mail.to_string().as_bytes()));
    assert_eq!(elsewhere.json()["status"], "PENDING");
    assert_eq!(sandbox.messages().len(), 2);
    let foreign = elsewhere.json()["statusId"].as_str().unwrap().to_owned();
    assert_eq!(get(&sandbox, &format!("/marketing/v3/email/send-statuses/{foreign}")).status, 404);

    let throttled = json!({"emailId": 1, "message": {"to": "result+throttled@example.com", "sendId": "order-8"}});
    for _ in 0..2 {
        assert_eq!(send(&sandbox, Version::V1, &throttled).json()["sendResult"], "THROTTLED");
    }
}

#[test]
fn the_list_of_messages_shows_what_was_asked_for() {
    let sandbox = sandbox();
    let mail = json!({
        "emailId": 4_126_643_121_i64,
        "message": {"to": "jane@example.com", "from": "Alerts <alerts@example.com>", "sendId": "6", "cc": ["c@example.com"],
            "bcc": ["b@example.com"], "replyTo": ["r@example.com"], "subject": "an unknown member"},
        "contactProperties": {"firstname": "Jane"},
        "customProperties": {"list": [1, {"deep": null}]},
    });
    send(&sandbox, Version::Dated2026_03, &mail);
    let listed = call(&sandbox, &request("GET", "/sandbox/messages", &[], b"")).json();
    let one = &listed[0];
    for (member, expected) in [
        ("sendId", json!("6")),
        ("emailId", json!(4_126_643_121_i64)),
        ("to", json!("jane@example.com")),
        ("from", json!("Alerts <alerts@example.com>")),
        ("cc", json!(["c@example.com"])),
        ("bcc", json!(["b@example.com"])),
        ("replyTo", json!(["r@example.com"])),
        ("contactProperties", json!({"firstname": "Jane"})),
        ("customProperties", json!({"list": [1, {"deep": null}]})),
        ("version", json!("2026-03")),
        ("status", json!("PENDING")),
        ("sendResult", Value::Null),
    ] {
        assert_eq!(one[member], expected, "{member}");
    }
    status(&sandbox, &one["statusId"]);
    status(&sandbox, &one["statusId"]);
    assert_eq!(sandbox.messages()[0].send_result.as_deref(), Some("SENT"));

    assert_eq!(call(&sandbox, &request("DELETE", "/sandbox/messages", &[], b"")).status, 204);
    assert!(sandbox.messages().is_empty() && sandbox.requests().is_empty());
    assert_eq!(send(&sandbox, Version::V3, &mail).json()["status"], "PENDING");
}

#[test]
fn time_can_move_the_status() {
    let sandbox = Sandbox::builder().step(Duration::from_millis(150)).start_blocking().unwrap();
    let first = send(&sandbox, Version::V3, &mail_to("jane@example.com")).json();
    assert_eq!(first["status"], "PENDING");
    std::thread::sleep(Duration::from_millis(320));
    assert_eq!(sandbox.messages()[0].send_result.as_deref(), Some("SENT"));
    assert_eq!(status(&sandbox, &first["statusId"])["status"], "COMPLETE");
}

#[test]
fn requests_are_kept_without_their_credentials() {
    let sandbox = sandbox();
    let mail = mail_to("jane@example.com");
    let bytes = send_request(Version::V3, &mail, &["X-Mixed-Case: kept"]);
    call(&sandbox, &bytes);
    let seen = sandbox.requests();
    assert_eq!((seen.len(), seen[0].method.as_str(), seen[0].target.as_str()), (1, "POST", Version::V3.path()));
    assert_eq!((seen[0].received, seen[0].complete), (bytes.len(), true));
    assert_eq!(seen[0].body, mail.to_string().as_bytes());
    assert!(seen[0].headers.contains(&("X-Mixed-Case".to_owned(), "kept".to_owned())));
    let listed = call(&sandbox, &request("GET", "/sandbox/requests", &[], b"")).text();
    assert!(listed.contains("X-Mixed-Case") && !listed.contains(ACCESS_TOKEN));
}
