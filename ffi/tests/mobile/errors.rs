//! Bad input, field by field: refused before anything could leave, by the name of the field, with its numbers.

use std::collections::BTreeSet;

use mailwire_ffi::mobile::argument::{ArgumentValue, CalendarDate};
use mailwire_ffi::mobile::bluehornet::BlueHornetAccount;
use mailwire_ffi::mobile::call::BlueHornetCall;
use mailwire_ffi::mobile::failure::{MailwireError, Problem};
use mailwire_ffi::mobile::hubspot::{HubSpotAccount, HubSpotSingleSend};
use mailwire_ffi::mobile::oauth::HubSpotApp;
use mailwire_ffi::mobile::property::{Properties, Property, PropertyValue};
use mailwire_ffi::mobile::words::{BlueHornetResponseType, Field, HubSpotVersion, Limit};

use super::calls::{self, argument, text};
use super::replies::send;

/// What was refused, as it prints, by what.
type Refused = (&'static str, MailwireError);

fn long(length: usize) -> String {
    "a".repeat(length)
}

/// The error of what must fail.
macro_rules! refused {
    ($($shows:literal: $built:expr;)*) => {
        vec![$(($shows, $built.map(drop).expect_err($shows))),*]
    };
}

fn of_hubspot_accounts() -> Vec<Refused> {
    let bearer = |token: &str| HubSpotAccount::bearer(token.into(), None, None);
    let key = |key: &str| HubSpotAccount::retired_v1_query_key(key.into(), None, None);
    let at = |host: &str| HubSpotAccount::bearer("t".into(), Some(host.into()), None);
    let by = |agent: &str| HubSpotAccount::bearer("t".into(), None, Some(agent.into()));
    refused! {
        "token: must not be empty": bearer(" \n");
        "token: 2049 bytes, at most 2048 allowed": bearer(&long(2049));
        "token: forbidden byte at index 1": bearer("a\r\nX: 1");
        "token: this is a HubSpot API key; those were retired on 2022-11-30, use a private app token or OAuth":
            bearer("00000000-0000-4000-8000-000000000000");
        "token: this is an SMTP token; it works for SMTP submission only": bearer("abc@62515.smtp.hubspot.net");
        "token: this is a personal access key of the command line tool; exchange it for an access token":
            bearer(&format!("CiRl{}", long(80)));
        "query-key: must not be empty": key("");
        "query-key: forbidden byte at index 1": key("a&b");
        "query-key: this is a bearer token, not a query key": key("pat-na1-x");
        "host: must be a host name with an optional port; TLS is always used": at("http://api.hubapi.com");
        "host: must not be empty": at("");
        "user-agent: forbidden byte at index 1": by("a\nb");
    }
}

fn of_messages() -> Vec<Refused> {
    let account = HubSpotAccount::bearer("t".into(), None, None).expect("valid");
    let message = |send: HubSpotSingleSend| account.prepare_single_send(&send);
    let to = |to: &str| message(HubSpotSingleSend { to: to.into(), ..send() });
    let id = |id: &str| message(HubSpotSingleSend { send_id: Some(id.into()), ..send() });
    let email = |email_id| message(HubSpotSingleSend { email_id, ..send() });
    let item = |name: &str, value| Property { name: name.into(), value };
    let custom = |items| message(HubSpotSingleSend { custom: Some(Properties::Items { items }), ..send() });
    let contact = |items| message(HubSpotSingleSend { contact: Some(Properties::Items { items }), ..send() });
    let object =
        |json: &str| message(HubSpotSingleSend { custom: Some(Properties::Object { json: json.into() }), ..send() });
    let words = |text: &str| PropertyValue::Text { text: text.into() };
    let json = |json: &str| PropertyValue::Json { json: json.into() };
    let v3_with_key = HubSpotAccount::retired_v1_query_key("demo".into(), None, None).expect("valid");
    let cc = vec!["a@b.example".into(), "nobody".into()];
    let bcc = vec!["a@b.example".into(), "a@b.example".into(), String::new()];
    refused! {
        "email-id: out of range": email(0);
        "email-id: out of range": email(-1);
        "email-id: out of range": email(i64::MIN);
        "to: must not be empty": to("");
        "to: not an email address": to("jane");
        "to: several addresses; exactly one goes here": to("a@b.example, c@d.example");
        "to: 513 bytes, at most 512 allowed": to(&format!("{}@b", long(511)));
        "to: forbidden byte at index 3": to("a@b\n");
        "from: not an email address": message(HubSpotSingleSend { from: Some("x".into()), ..send() });
        "send-id: must not be empty": id("");
        "send-id: 101 bytes, at most 100 allowed": id(&long(101));
        "send-id: forbidden byte at index 6": id("boiler 7");
        "reply-to: not an email address": message(HubSpotSingleSend { reply_to: vec!["x".into()], ..send() });
        "cc (item 1): not an email address": message(HubSpotSingleSend { cc, ..send() });
        "bcc (item 2): must not be empty": message(HubSpotSingleSend { bcc, ..send() });
        "custom-property-name: must not be empty": custom(vec![item("", words("x"))]);
        "custom-property-name (item 1): the same name occurs twice": custom(vec![item("a", words("x")), item("a", words("y"))]);
        "custom-property-name: 257 bytes, at most 256 allowed": custom(vec![item(&long(257), words("x"))]);
        "custom-property-value: not a JSON value, at index 1": custom(vec![item("a", json("{"))]);
        "custom-property-value: not a JSON value, at index 0": object("");
        "custom-property-value: must be one JSON object": object("[1]");
        "custom-property-name (item 1): the same name occurs twice": object("{\"a\":1,\"\\u0061\":2}");
        "contact-property-name: forbidden byte at index 1": contact(vec![item("a\nb", words("x"))]);
        "contact-property-value (item 1): must be a text; write numbers and booleans as texts":
            contact(vec![item("a", words("x")), item("b", PropertyValue::Integer { number: 1 })]);
        "query-key: not available in this version of the API": v3_with_key.prepare_single_send(&send());
        "status-id: must not be empty": account.prepare_send_status("");
        "status-id: 256 bytes, at most 255 allowed": account.prepare_send_status(&long(256));
        "status-id: forbidden byte at index 0": account.prepare_send_status("..");
    }
}

fn of_oauth() -> Vec<Refused> {
    let app = |id: &str, secret: &str| HubSpotApp::new(id.into(), secret.into(), None, None, None);
    let good = app("id", "secret").expect("valid");
    let code = |code: &str, uri: &str, verifier: Option<&str>| {
        good.prepare_authorization_code(code.into(), uri, verifier.map(Into::into))
    };
    refused! {
        "client-id: must not be empty": app("", "secret");
        "client-secret: 4097 bytes, at most 4096 allowed": app("id", &long(4097));
        "client-secret: forbidden byte at index 0": app("id", "é");
        "host: must be a host name with an optional port; TLS is always used":
            HubSpotApp::new("id".into(), "secret".into(), None, Some("a/b".into()), None);
        "user-agent: must not be empty": HubSpotApp::new("id".into(), "secret".into(), None, None, Some(String::new()));
        "refresh-token: must not be empty": good.prepare_refresh_token(String::new());
        "authorization-code: forbidden byte at index 1": code("a\nb", "https://a.example", None);
        "redirect-uri: must not be empty": code("c", "", None);
        "code-verifier: must not be empty": code("c", "https://a.example", Some(""));
    }
}

fn of_bluehornet() -> Vec<Refused> {
    let user = |key: &str, secret: &str, host: Option<&str>, agent: Option<&str>| {
        let (host, agent) = (host.map(Into::into), agent.map(Into::into));
        BlueHornetAccount::new(key.into(), secret.into(), None, None, false, host, agent)
    };
    let php = Some(BlueHornetResponseType::Php);
    let php = BlueHornetAccount::new("k".into(), "s".into(), php, None, false, None, None).expect("valid");
    let batch = |calls| calls::account().prepare_batch(calls);
    let named = |method: &str, arguments| BlueHornetCall::new(method, arguments, vec![]);
    let valid = |method: &str, arguments| named(method, arguments).expect("a call");
    let variable = |name: &str| {
        BlueHornetCall::send_transaction(
            "e".into(),
            7,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            vec![argument("fine", text("x")), argument(name, text("x"))],
        )
    };
    let check = || BlueHornetCall::check_email("a@b.example".into(), None, None).expect("valid");
    let date = |year, month, day| ArgumentValue::Date { date: CalendarDate { year, month, day } };
    let nested = |levels| {
        (0..levels).fold(text("x"), |value, _| ArgumentValue::Nested { arguments: vec![argument("a", value)] })
    };
    refused! {
        "api-key: must not be empty": user("", "s", None, None);
        "api-key: 257 bytes, at most 256 allowed": user(&long(257), "s", None, None);
        "shared-secret: forbidden byte at index 1": user("k", "a b", None, None);
        "host: must be a host name with an optional port; TLS is always used": user("k", "s", Some("http://a"), None);
        "user-agent: forbidden byte at index 0": user("k", "s", None, Some("\u{1}"));
        "method-name: out of range": named("account.removeTheMoon", vec![]);
        "method-name: must not be empty": BlueHornetCall::custom(String::new(), vec![]);
        "method-name: forbidden byte at index 1": BlueHornetCall::custom("a b".into(), vec![]);
        "calls: must not be empty": batch(vec![]);
        "calls: 65 needed, 64 available": batch((0..65).map(|_| check()).collect());
        "calls (item 1): this method must be alone in its request": batch(vec![check(), valid("legacy.send_campaign", vec![])]);
        "calls: this method answers in XML only":
            php.prepare_batch(vec![valid("legacy.retrieve_unsub", vec![])]);
        "argument-name (item 1): the argument email is required": batch(vec![check(), valid("utilities.checkEmail", vec![])]);
        "argument-name: the argument email or one of its alternatives is required":
            batch(vec![valid("legacy.manage_subscriber", vec![])]);
        "argument-name: must not be empty": batch(vec![valid("roi.insert", vec![argument("", text("x"))])]);
        "argument-name: forbidden byte at index 1": batch(vec![valid("roi.insert", vec![argument("a b", text("x"))])]);
        "argument-name: the same name occurs twice": batch(vec![valid("roi.insert", vec![argument("METHODNAME", text("x"))])]);
        "argument-value: forbidden byte at index 1": batch(vec![valid("roi.insert", vec![argument("a", text("a\u{1}"))])]);
        "argument-value: not UTF-8 at index 3": batch(vec![valid("roi.insert", vec![argument("a", text("a\u{fffe}"))])]);
        "argument-value (item 1): nested deeper than arguments may be":
            batch(vec![check(), valid("roi.insert", vec![argument("a", nested(6))])]);
        "argument-value: nested deeper than arguments may be": named("roi.insert", vec![argument("a", nested(200))]);
        "argument-value: out of range": named("roi.insert", vec![argument("a", date(2026, 2, 29))]);
        "argument-value: out of range": named("roi.insert", vec![argument("a", date(2026, -1, 1))]);
        "argument-value: out of range": named("roi.insert", vec![argument("a", date(i32::MAX, 1, 1))]);
        "argument-value: out of range": BlueHornetCall::rebuild_template(-1, None);
        "argument-value: out of range": BlueHornetCall::rebuild_template(1 << 32, None);
        "variable-name (item 1): forbidden byte at index 0": variable("Alert");
        "variable-name (item 1): the same name occurs twice": variable("email");
        "variable-name (item 1): the same name occurs twice": variable("fine");
        "variable-name: not available in this version of the API":
            BlueHornetCall::new("utilities.checkEmail", vec![], vec![argument("alert", text("x"))]);
    }
}

fn all() -> Vec<Refused> {
    [of_hubspot_accounts(), of_messages(), of_oauth(), of_bluehornet()].into_iter().flatten().collect()
}

/// Each is refused as the table says.
#[test]
fn every_refusal() {
    for (wanted, error) in all() {
        assert_eq!(error.to_string(), wanted);
    }
}

/// The table has every field an app can get wrong, and every problem.
#[test]
fn the_table_is_complete() {
    // A target and header fields are given to servers; apps do not name them.
    let not_for_apps = [Field::Target, Field::FieldName, Field::FieldValue];
    let (mut fields, mut problems) = (BTreeSet::new(), BTreeSet::new());
    for (_, error) in all() {
        if let MailwireError::Config { field, problem, .. } = error {
            fields.insert(field.to_string());
            problems.insert(name(&problem));
        }
    }
    let missing: Vec<_> = mailwire::error::Field::ALL
        .iter()
        .filter(|field| !not_for_apps.contains(&Field::from(**field)) && !fields.contains(field.as_str()))
        .collect();
    assert!(missing.is_empty(), "no test provokes {missing:?}");
    let missing: Vec<_> = mailwire::error::Problem::WORDS
        .iter()
        .map(|word| word.to_str().expect("a word").to_owned())
        .filter(|word| !problems.contains(word))
        .collect();
    assert!(missing.is_empty(), "no test provokes {missing:?}");
}

/// `MissingOneOf { .. }` as `missing-one-of`.
fn name(problem: &Problem) -> String {
    let debug = format!("{problem:?}");
    let name = debug.split(' ').next().expect("a name");
    let dashed = name.chars().flat_map(|letter| {
        let dash = letter.is_ascii_uppercase().then_some('-');
        dash.into_iter().chain([letter.to_ascii_lowercase()])
    });
    dashed.skip(1).collect()
}

/// The numbers are at hand, not only in the text.
#[test]
fn numbers() {
    let error = HubSpotAccount::bearer(long(2050), None, None).expect_err("too long");
    let problem = Problem::TooLong { limit: 2048, length: 2050 };
    assert_eq!(error, MailwireError::Config { field: Field::Token, item: 0, problem });
    let calls = (0..70).map(|_| BlueHornetCall::list_templates().expect("valid")).collect();
    let error = calls::account().prepare_batch(calls).expect_err("too many");
    assert_eq!(error, MailwireError::Capacity { limit: Limit::Calls, needed: 70, available: 64 });
    // Debug is what Swift shows to people.
    assert_eq!(format!("{error:?}"), "calls: 70 needed, 64 available");
}

/// What is just inside a limit passes.
#[test]
fn just_inside() {
    let account = HubSpotAccount::bearer(long(2048), None, None).expect("a token");
    let fine =
        HubSpotSingleSend { email_id: i64::MAX, send_id: Some(long(100)), version: Some(HubSpotVersion::V1), ..send() };
    assert!(account.prepare_single_send(&fine).is_ok());
    assert!(account.prepare_send_status(&long(255)).is_ok());
    let check = || BlueHornetCall::check_email("a@b.example".into(), None, None).expect("valid");
    assert!(calls::account().prepare_batch((0..64).map(|_| check()).collect()).is_ok());
    assert!(BlueHornetCall::rebuild_template(u32::MAX.into(), None).is_ok());
}
