//! Every request vector: parsed into the typed request, and written again.

use mailwire::exchange::Request;
use mailwire::exchange::measure;
use mailwire::hubspot::request::{BodyError, Room, parse};
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, Properties, Property, RefreshToken, SingleSend, Value,
};
use mailwire::operation::Operation;
use mailwire::{Exchange, Wants};
use mailwire_tests::vectors::{bytes, document};
use serde_json::Value as Json;

fn version(name: &Json) -> ApiVersion {
    *ApiVersion::ALL.iter().find(|version| *name == version.as_str()).unwrap_or_else(|| panic!("no version {name}"))
}

/// Head and body of a request as it goes out.
fn written<'a>(account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> (Vec<u8>, Vec<u8>) {
    let mut exchange = Exchange::new(account, operation);
    let mut buffer = [0; 4096];
    let mut all = Vec::new();
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer).expect("a valid request");
        all.extend_from_slice(&buffer[..n]);
        exchange.advance(n).expect("as offered");
    }
    let lengths = measure(&Request::new(account, operation)).expect("a valid request");
    assert_eq!(lengths.request as usize, all.len());
    let body = all.split_off(all.len() - lengths.body as usize);
    (all, body)
}

/// The typed request as the document lists its fields.
fn as_fields(send: &[u8], version: ApiVersion) -> Result<(Json, Vec<u8>), BodyError> {
    let mut text = vec![0; send.len()];
    let (mut texts, mut properties) = ([""; 16], [Property::new("", ""); 32]);
    let room = Room { text: &mut text, texts: &mut texts, properties: &mut properties };
    let typed = parse(send, version, room)?;
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let (_, body) = written(&account, &typed);
    let parsed: Json = serde_json::from_slice(&body).expect("JSON");
    Ok((parsed, body))
}

/// A body as serde_json sees it, in the words of the document: an oracle for what was written.
fn listed(body: &Json, version: ApiVersion) -> Json {
    let message = &body["message"];
    let pairs = |value: &Json| match value {
        Json::Object(map) => map.iter().map(|(name, value)| serde_json::json!([name, value])).collect::<Vec<_>>(),
        Json::Array(list) => list.iter().map(|item| serde_json::json!([item["name"], item["value"]])).collect(),
        _ => Vec::new(),
    };
    let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
    let reply_to = match (&message["replyTo"], version) {
        (Json::String(one), ApiVersion::V1) => vec![Json::from(one.as_str())],
        (_, ApiVersion::V1) => list(&message["replyToList"]),
        (value, _) => list(value),
    };
    serde_json::json!({
        "email_id": body["emailId"], "to": message["to"], "from": message["from"], "send_id": message["sendId"],
        "reply_to": reply_to, "cc": list(&message["cc"]), "bcc": list(&message["bcc"]),
        "contact": pairs(&body["contactProperties"]), "custom": pairs(&body["customProperties"]),
    })
}

/// Read, written again and read by another parser, each request has the fields of the document; canonical files come
/// out byte for byte.
#[test]
fn every_request_round_trips() {
    let document = document("hubspot", "requests.json");
    let entries = document["requests"].as_array().expect("an array");
    assert!(entries.len() > 30);
    for entry in entries {
        let (file, version) = (entry["file"].as_str().expect("a name"), version(&entry["version"]));
        let source = bytes("hubspot", file);
        let (parsed, body) = as_fields(&source, version).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(listed(&parsed, version), entry["fields"], "{file}");
        if entry["bytes_equal"] == true {
            assert_eq!(String::from_utf8_lossy(&body), String::from_utf8_lossy(&source), "{file}");
        }
    }
}

/// Each bad body gives its fault at its place.
#[test]
fn every_bad_request_is_explained() {
    let document = document("hubspot", "requests.json");
    let mut wrong = Vec::new();
    for entry in document["bad"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name");
        let want = format!(
            "{} at line {}, column {}",
            entry["fault"].as_str().expect("a word"),
            entry["line"],
            entry["column"]
        );
        let got = match as_fields(&bytes("hubspot", file), version(&entry["version"])) {
            Ok(_) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        };
        if got != want {
            wrong.push(format!("{file}: {got} instead of {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whole messages: the head that is written says what the recorded one says.
#[test]
fn heads() {
    let bearer = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let key = Account::retired_v1_query_key("demo").expect("a key");
    let send = SingleSend::new(4126643121, "jdoe@hubspot.com").expect("valid");
    let with_id = send.send_id("6").expect("valid").version(ApiVersion::V3);
    let (head, _) = written(&bearer, &with_id);
    assert_eq!(
        String::from_utf8(head).expect("ASCII"),
        format!(
            "POST /marketing/v3/transactional/single-email/send HTTP/1.1\r\nHost: api.hubapi.com\r\n\
             Authorization: Bearer EXAMPLE-ACCESS-TOKEN\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             User-Agent: mailwire/{}\r\nContent-Length: 71\r\n\r\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    let (head, body) = written(&key, &send.version(ApiVersion::V1));
    assert!(head.starts_with(b"POST /email/public/v1/singleEmail/send?hapikey=demo HTTP/1.1\r\n"));
    assert!(!String::from_utf8_lossy(&head).contains("Authorization"));
    assert_eq!(body, br#"{"emailId":4126643121,"message":{"to":"jdoe@hubspot.com"}}"#);
}

/// Token calls are forms.
#[test]
fn forms() {
    let account = Account::without_credential();
    let (id, secret) = ("00000000-0000-4000-8000-000000000000", "11111111-1111-4111-8111-111111111111");
    let refresh = RefreshToken::new(id, secret, "na1-EXAMPLE-REFRESH").expect("valid");
    assert_eq!(written(&account, &refresh).1, bytes("hubspot", "req-oauth-refresh.form"));
    let uri = "https://app.example.com/oauth-callback";
    let code = AuthorizationCode::new(id, secret, "na1-EXAMPLE-CODE", uri).expect("valid");
    assert_eq!(written(&account, &code).1, bytes("hubspot", "req-oauth-code.form"));
    let code = code.code_verifier("a~b c").expect("valid").version(mailwire::hubspot::OauthVersion::V1);
    let (head, body) = written(&account, &code);
    assert!(body.ends_with(b"&code_verifier=a~b%20c"));
    let head = String::from_utf8(head).expect("ASCII");
    assert!(head.starts_with("POST /oauth/v1/token HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n"), "{head}");
    assert!(!head.contains("Authorization"), "{head}");
}

/// A telemetry struct goes in as it is, in the shape of every version.
#[test]
fn telemetry_struct() {
    struct Telemetry {
        boiler: u8,
        celsius: f32,
        alarms: [&'static str; 2],
    }
    impl serde::Serialize for Telemetry {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct;
            let mut fields = serializer.serialize_struct("Telemetry", 3)?;
            fields.serialize_field("boiler", &self.boiler)?;
            fields.serialize_field("celsius", &self.celsius)?;
            fields.serialize_field("alarms", &self.alarms)?;
            fields.end()
        }
    }
    let telemetry = Telemetry { boiler: 7, celsius: 96.5, alarms: ["over\"heat", "flow"] };
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let mut buffer = [0; 128];
    let custom = Properties::from_serialize(&telemetry, &mut buffer).expect("fits");
    let send = SingleSend::new(1, "a@b").expect("valid").custom(custom);
    for version in ApiVersion::ALL {
        let (_, body) = written(&account, &send.version(*version));
        let parsed: Json = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(
            listed(&parsed, *version)["custom"],
            serde_json::json!([["boiler", 7], ["celsius", 96.5], ["alarms", ["over\"heat", "flow"]]]),
            "{version}"
        );
    }
    let mut small = [0; 8];
    assert!(matches!(
        Properties::from_serialize(&telemetry, &mut small),
        Err(mailwire::Error::Capacity { limit: mailwire::error::Limit::JsonBuffer, available: 8, .. })
    ));
    assert!(Properties::from_serialize(&7u8, &mut [0; 8]).is_err(), "a number is no struct");
}

/// Values of every kind, and what is refused.
#[test]
fn values() {
    let custom = [
        Property::new("text", "a\"b"),
        Property::new("number", -5i64),
        Property::new("boolean", true),
        Property { name: b"null", value: Value::Null },
        Property { name: b"json", value: Value::Json(b" [1, {\"a\": 2.5}] ") },
    ];
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let send = SingleSend::new(1, "a@b").expect("valid").custom(&custom);
    let (_, body) = written(&account, &send);
    let parsed: Json = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(
        parsed["customProperties"],
        serde_json::json!({"text": "a\"b", "number": -5, "boolean": true, "null": null, "json": [1, {"a": 2.5}]})
    );
    let refused = SingleSend::new(1, "a@b").expect("valid").contact(&custom);
    let error = measure(&Request::new(&account, &refused)).expect_err("contact properties are texts");
    assert_eq!(
        error.to_string(),
        "contact-property-value (item 1): must be a text; write numbers and booleans as texts"
    );
}
