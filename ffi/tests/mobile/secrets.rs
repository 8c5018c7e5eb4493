//! Credentials are shown to nobody: not by what prints an object, an error or an outcome.

use mailwire_ffi::mobile::bluehornet::BlueHornetAccount;
use mailwire_ffi::mobile::hubspot::HubSpotAccount;
use mailwire_ffi::mobile::oauth::{HubSpotApp, Tokens};
use mailwire_tests::operations::{CLIENT_SECRET, CODE, CODE_VERIFIER, QUERY_KEY, REFRESH_TOKEN, TOKEN};

use super::calls::{self, API_KEY, SHARED_SECRET};
use super::replies::{request, send};
use super::requests::every;

/// What no text may hold: a part of every secret here, long enough to be nothing else.
const PART: &str = "Zq7Xk";

fn assert_hidden<T: std::fmt::Display + std::fmt::Debug>(value: &T) {
    for shown in [format!("{value}"), format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains(PART), "a secret is shown: {shown}");
        let bytes: Vec<_> = PART.bytes().map(|byte| byte.to_string()).collect();
        assert!(!shown.contains(&bytes.join(", ")), "the bytes of a secret are shown: {shown}");
    }
}

#[test]
fn the_search_finds() {
    for secret in [TOKEN, QUERY_KEY, CLIENT_SECRET, REFRESH_TOKEN, CODE, CODE_VERIFIER, API_KEY, SHARED_SECRET] {
        assert!(std::panic::catch_unwind(|| assert_hidden(&secret)).is_err(), "{secret}");
        let bytes = format!("{:?}", secret.as_bytes());
        assert!(std::panic::catch_unwind(|| assert_hidden(&bytes)).is_err(), "{secret} as bytes");
    }
}

/// Accounts, apps, tokens, and calls with their arguments.
#[test]
fn objects() {
    assert_hidden(&*HubSpotAccount::bearer(TOKEN.into(), None, None).expect("valid"));
    assert_hidden(&*HubSpotAccount::retired_v1_query_key(QUERY_KEY.into(), None, None).expect("valid"));
    assert_hidden(&*HubSpotApp::new("id".into(), CLIENT_SECRET.into(), None, None, None).expect("valid"));
    assert_hidden(&*calls::account());
    let tokens = issued();
    assert_eq!((tokens.access_token().as_str(), tokens.refresh_token().as_deref()), (TOKEN, Some(REFRESH_TOKEN)));
    assert_hidden(&*tokens);
    let password = calls::argument("ftp_user_pass", calls::text("Zq7Xk"));
    let call = mailwire_ffi::mobile::call::BlueHornetCall::new("legacy.bulk_sync", vec![password], vec![]);
    assert_hidden(&*call.expect("valid"));
}

fn issued() -> std::sync::Arc<Tokens> {
    let body = format!("{{\"access_token\":\"{TOKEN}\",\"refresh_token\":\"{REFRESH_TOKEN}\",\"expires_in\":1800}}");
    request("oauth").tokens(200, body.into_bytes()).expect("tokens")
}

/// Requests print with method, address and length; their parts have the secret.
#[test]
fn requests() {
    let mut secrets = 0;
    for (name, request) in every() {
        assert_hidden(&*request);
        for header in request.headers() {
            assert_hidden(&*header);
            assert_eq!(header.is_secret(), header.name() == "Authorization", "{name}");
        }
        let headers: String = request.headers().iter().map(|header| header.value()).collect();
        let body = String::from_utf8(request.body().unwrap_or_default()).expect("UTF-8");
        secrets += usize::from([headers, body, request.url()].iter().any(|part| part.contains(PART)));
    }
    assert_eq!(secrets, every().len(), "every request carries its credential");
    let batch = calls::account().prepare_batch(vec![]).expect_err("empty");
    assert_hidden(&batch);
    let check = mailwire_ffi::mobile::call::BlueHornetCall::check_email("e".into(), None, None).expect("valid");
    let batch = calls::account().prepare_batch(vec![check]).expect("valid");
    assert!(String::from_utf8(batch.body().expect("a body")).expect("UTF-8").contains(SHARED_SECRET));
    assert_hidden(&*batch);
    let key = HubSpotAccount::retired_v1_query_key(QUERY_KEY.into(), None, None).expect("valid");
    let v1 = mailwire_ffi::mobile::hubspot::HubSpotSingleSend {
        version: Some(mailwire_ffi::mobile::words::HubSpotVersion::V1),
        ..send()
    };
    let request = key.prepare_single_send(&v1).expect("valid");
    assert!(request.to_string().starts_with("POST https://api.hubapi.com/email/public/v1/singleEmail/send?*** ("));
}

/// A credential that is refused is not repeated by the error.
#[test]
fn errors() {
    let (bad, long) = (format!("{TOKEN}\n{TOKEN}"), TOKEN.repeat(200));
    for secret in [bad, long] {
        assert_hidden(&HubSpotAccount::bearer(secret.clone(), None, None).expect_err("refused"));
        assert_hidden(&HubSpotAccount::retired_v1_query_key(secret.clone(), None, None).expect_err("refused"));
        let user = BlueHornetAccount::new(secret.clone(), secret, None, None, false, None, None);
        assert_hidden(&user.expect_err("refused"));
    }
}

/// A service that echoes a credential: the outcome has three stars in its place.
#[test]
fn outcomes() {
    let body = format!(
        "{{\"status\":\"error\",\"category\":\"INVALID_AUTHENTICATION\",\"message\":\"The OAuth token used (oauth-token: {TOKEN}) is bad\"}}"
    );
    let outcome = request("single-send").interpret(401, Vec::new(), body.into_bytes(), true);
    assert!(outcome.text.as_deref().expect("a text").contains("***"), "{outcome:?}");
    assert!(!format!("{outcome:?}").contains(PART), "{outcome:?}");
    let issued = format!("{{\"access_token\":\"{TOKEN}\",\"refresh_token\":\"{REFRESH_TOKEN}\",\"expires_in\":1800}}");
    for is_complete in [true, false] {
        let outcome = request("oauth").interpret(200, Vec::new(), issued.clone().into_bytes(), is_complete);
        assert!(!format!("{outcome:?}").contains(PART), "{outcome:?}");
    }
}
