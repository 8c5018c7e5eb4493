//! Requests as an app hands them to its stack: the bytes of the vectors, and those of the core's own exchange.

use std::sync::Arc;

use mailwire_ffi::mobile::hubspot::{HubSpotAccount, HubSpotSingleSend, send_status_poll_after_ms};
use mailwire_ffi::mobile::oauth::HubSpotApp;
use mailwire_ffi::mobile::property::{Properties, Property, PropertyValue};
use mailwire_ffi::mobile::request::HttpRequest;
use mailwire_ffi::mobile::retry::Dedupe;
use mailwire_ffi::mobile::words::{HttpMethod, HubSpotOauthVersion, HubSpotVersion};
use mailwire_tests::operations::{self, CLIENT_SECRET, CODE, CODE_VERIFIER, QUERY_KEY, REFRESH_TOKEN, TOKEN};
use mailwire_tests::vectors::{bytes, document};
use serde_json::Value;

use super::replies::send;

pub(crate) const VERSIONS: [HubSpotVersion; 7] = [
    HubSpotVersion::V1,
    HubSpotVersion::V3,
    HubSpotVersion::V4_Marketing,
    HubSpotVersion::Dated_2025_09,
    HubSpotVersion::Dated_2026_03,
    HubSpotVersion::Dated_2026_09,
    HubSpotVersion::Dated_2026_03_Marketing,
];
const OAUTH_VERSIONS: [HubSpotOauthVersion; 4] = [
    HubSpotOauthVersion::V1,
    HubSpotOauthVersion::V3,
    HubSpotOauthVersion::Dated_2026_03,
    HubSpotOauthVersion::Dated_2026_09,
];

fn version(word: &str) -> HubSpotVersion {
    *VERSIONS.iter().find(|version| version.to_string() == word).unwrap_or_else(|| panic!("no version {word}"))
}

/// The lists here are those of the core.
#[test]
fn versions_are_all() {
    assert_eq!(VERSIONS.map(|version| version.to_string()).as_slice(), words(mailwire::hubspot::ApiVersion::ALL));
    assert_eq!(
        OAUTH_VERSIONS.map(|version| version.to_string()).as_slice(),
        words(mailwire::hubspot::OauthVersion::ALL)
    );
}

fn words<T: std::fmt::Display>(all: &[T]) -> Vec<String> {
    all.iter().map(T::to_string).collect()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// Properties as the document lists them: a value that is no text stands there as JSON.
fn properties(value: &Value) -> Option<Properties> {
    let item = |pair: &Value| Property {
        name: pair[0].as_str().expect("a name").to_owned(),
        value: match &pair[1] {
            Value::String(text) => PropertyValue::Text { text: text.clone() },
            Value::Bool(boolean) => PropertyValue::Boolean { boolean: *boolean },
            Value::Null => PropertyValue::Null,
            Value::Number(number) if number.is_i64() => {
                PropertyValue::Integer { number: number.as_i64().expect("one") }
            }
            other => PropertyValue::Json { json: other.to_string() },
        },
    };
    Some(Properties::Items { items: value.as_array().expect("a list").iter().map(item).collect() })
}

/// Every canonical vector comes out byte for byte.
#[test]
fn every_canonical_request_is_written() {
    let account = HubSpotAccount::bearer("EXAMPLE-ACCESS-TOKEN".into(), None, None).expect("valid");
    let mut written = 0;
    for entry in document("hubspot", "requests.json")["requests"].as_array().expect("an array") {
        let (fields, file) = (&entry["fields"], entry["file"].as_str().expect("a name"));
        let text = |name: &str| fields[name].as_str().map(str::to_owned);
        let send = HubSpotSingleSend {
            email_id: fields["email_id"].as_i64().expect("a number"),
            to: text("to").expect("a recipient"),
            send_id: text("send_id"),
            custom: properties(&fields["custom"]),
            contact: properties(&fields["contact"]),
            from: text("from"),
            reply_to: texts(&fields["reply_to"]),
            cc: texts(&fields["cc"]),
            bcc: texts(&fields["bcc"]),
            version: Some(version(entry["version"].as_str().expect("a version"))),
        };
        let body = account.prepare_single_send(&send).unwrap_or_else(|error| panic!("{file}: {error}")).body();
        if entry["bytes_equal"] == true {
            let body = String::from_utf8(body.expect("a body")).expect("UTF-8");
            assert_eq!(body, String::from_utf8_lossy(&bytes("hubspot", file)), "{file}");
            written += 1;
        }
    }
    assert!(written > 15, "only {written}");
}

/// A send with every field, as `mailwire_tests::operations::full_send` has it.
fn full_send(version: HubSpotVersion) -> HubSpotSingleSend {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let item = |property: mailwire::hubspot::Property<'_>| Property {
        name: String::from_utf8(property.name.to_vec()).expect("UTF-8"),
        value: match property.value {
            mailwire::hubspot::Value::Text(text) => {
                PropertyValue::Text { text: String::from_utf8(text.to_vec()).expect("UTF-8") }
            }
            mailwire::hubspot::Value::Integer(number) => PropertyValue::Integer { number },
            mailwire::hubspot::Value::Boolean(boolean) => PropertyValue::Boolean { boolean },
            mailwire::hubspot::Value::Null => PropertyValue::Null,
            mailwire::hubspot::Value::Json(json) => {
                PropertyValue::Json { json: String::from_utf8(json.to_vec()).expect("UTF-8") }
            }
            other => panic!("{other:?}"),
        },
    };
    let all = |list: &[mailwire::hubspot::Property<'_>]| {
        Some(Properties::Items { items: list.iter().map(|property| item(*property)).collect() })
    };
    let contact: Vec<_> =
        operations::CONTACT.iter().map(|(name, value)| mailwire::hubspot::Property::new(name, *value)).collect();
    HubSpotSingleSend {
        email_id: i64::MAX,
        to: "Jané \"J\\D\" Döe <jane@customer.example>".into(),
        send_id: Some("boiler-7.overheat_0042".into()),
        custom: all(&operations::CUSTOM),
        contact: all(&contact),
        from: Some("Boiler \"7\" <boiler@süd.example>".into()),
        reply_to: list(&["desk@süd.example", "\"Night, desk\" <night@customer.example>"]),
        cc: list(&["one@customer.example"]),
        bcc: list(&["archive@customer.example", "two@customer.example", "three@customer.example"]),
        version: Some(version),
    }
}

fn least(version: HubSpotVersion) -> HubSpotSingleSend {
    HubSpotSingleSend { email_id: 1, to: "a@b".into(), send_id: None, version: Some(version), ..send() }
}

fn account() -> Arc<HubSpotAccount> {
    let (host, agent) = ("api-eu1.hubapi.example:8443", operations::AGENT);
    HubSpotAccount::bearer(TOKEN.into(), Some(host.into()), Some(agent.into())).expect("valid")
}

/// The operations of `mailwire_tests::operations::every`, in its order.
pub(crate) fn every() -> Vec<(String, Arc<HttpRequest>)> {
    let account = account();
    let mut all = Vec::new();
    for version in VERSIONS {
        let object = HubSpotSingleSend {
            send_id: Some("k".into()),
            custom: Some(Properties::Object { json: String::from_utf8(operations::OBJECT.to_vec()).expect("UTF-8") }),
            ..least(version)
        };
        all.push((format!("single-send {version}"), account.prepare_single_send(&full_send(version))));
        all.push((format!("single-send {version}, least"), account.prepare_single_send(&least(version))));
        all.push((format!("single-send {version}, object"), account.prepare_single_send(&object)));
    }
    let key = HubSpotAccount::retired_v1_query_key(QUERY_KEY.into(), None, None).expect("valid");
    all.push(("single-send v1, key".into(), key.prepare_single_send(&full_send(HubSpotVersion::V1))));
    all.push(("send-status".into(), account.prepare_send_status("Ab/Cd?é% \"x\"&#..")));
    for version in OAUTH_VERSIONS {
        let app = |host: Option<&str>, agent: Option<&str>| {
            let (host, agent) = (host.map(Into::into), agent.map(Into::into));
            HubSpotApp::new("id-0&=".into(), CLIENT_SECRET.into(), Some(version), host, agent).expect("valid")
        };
        let uri = "https://app.example/callback?a=1&b=%20";
        let plain = app(None, None);
        all.push((format!("refresh-token {version}"), plain.prepare_refresh_token(REFRESH_TOKEN.into())));
        let verified = plain.prepare_authorization_code(CODE.into(), uri, Some(CODE_VERIFIER.into()));
        all.push((format!("authorization-code {version}"), verified));
        // There it is with an account that has a host and a name of its own.
        let elsewhere = app(Some("api-eu1.hubapi.example:8443"), Some(operations::AGENT));
        let unverified = elsewhere.prepare_authorization_code(CODE.into(), uri, None);
        all.push((format!("authorization-code {version}, no verifier"), unverified));
    }
    all.into_iter().map(|(name, request)| (name, request.expect("valid"))).collect()
}

/// Every operation in every version: put together, the parts are the bytes of the exchange.
#[test]
fn parts_are_those_of_the_exchange() {
    let (ours, theirs) = (every(), operations::every());
    assert_eq!(ours.len(), theirs.len());
    for ((name, request), call) in ours.iter().zip(&theirs) {
        assert_eq!(*name, call.name);
        let body = request.body();
        let url = request.url();
        let (host, target) = url
            .strip_prefix("https://")
            .expect("TLS")
            .split_at(url.find('/').map_or(0, |_| url["https://".len()..].find('/').expect("a target")));
        let mut http = format!("{} {target} HTTP/1.1\r\nHost: {host}\r\n", request.method()).into_bytes();
        for header in request.headers() {
            http.extend_from_slice(format!("{}: {}\r\n", header.name(), header.value()).as_bytes());
        }
        if let Some(body) = &body {
            http.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
        }
        http.extend_from_slice(b"\r\n");
        http.extend_from_slice(&body.unwrap_or_default());
        assert_eq!(String::from_utf8(http), String::from_utf8(call.bytes()), "{name}");
        let repeatable = call.operation.dedupe().is_repeatable();
        assert_eq!(request.is_repeatable(), repeatable, "{name}");
    }
}

/// Methods, and what dedupes each operation.
#[test]
fn methods_and_dedupe() {
    for (name, request) in every() {
        let kind = name.split(' ').next().expect("a word");
        let want = match kind {
            "single-send" if name.ends_with("least") => Dedupe::None,
            "single-send" => {
                let key = if name.ends_with("object") { "k" } else { "boiler-7.overheat_0042" };
                Dedupe::Key { key: key.into(), place: "message.sendId".into(), window_s: None }
            }
            "authorization-code" => Dedupe::None,
            _ => Dedupe::Idempotent,
        };
        assert_eq!(request.dedupe(), want, "{name}");
        let method = if kind == "send-status" { HttpMethod::Get } else { HttpMethod::Post };
        assert_eq!(request.method(), method, "{name}");
        assert_eq!(request.body().is_none(), kind == "send-status", "{name}");
    }
}

/// The newest dated version unless another is chosen, and the default host.
#[test]
fn defaults() {
    let account = HubSpotAccount::bearer(" EXAMPLE-ACCESS-TOKEN\n".into(), None, None).expect("valid");
    let request = account.prepare_single_send(&send()).expect("valid");
    assert_eq!(request.url(), "https://api.hubapi.com/marketing/transactional/2026-09/single-email/send");
    let headers: Vec<_> = request.headers().iter().map(|header| (header.name(), header.value())).collect();
    let agent = format!("mailwire/{}", mailwire_ffi::mobile::mailwire_version());
    let want = [
        ("Authorization", "Bearer EXAMPLE-ACCESS-TOKEN"),
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
        ("User-Agent", &agent),
    ];
    assert_eq!(headers, want.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let app = HubSpotApp::new("id".into(), "EXAMPLE-SECRET".into(), None, None, None).expect("valid");
    let refresh = app.prepare_refresh_token("EXAMPLE-REFRESH".into()).expect("valid");
    assert_eq!(refresh.url(), "https://api.hubapi.com/oauth/2026-09/token");
}

/// Polls begin after a second and end after about five minutes.
#[test]
fn polls() {
    let waits: Vec<_> = (0..).map_while(send_status_poll_after_ms).collect();
    assert_eq!(waits[..7], [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000]);
    assert_eq!(waits.iter().sum::<i64>(), 300_000);
    assert_eq!((send_status_poll_after_ms(-1), send_status_poll_after_ms(256)), (None, None));
}
