//! HubSpot over TLS: tokens are issued, refused, expire and are refreshed (spec 8.3).

use std::time::Duration;

use mailwire::Outcome;
use mailwire::hubspot::{Account, AuthorizationCode, OauthVersion, RefreshToken, SingleSend, Tokens};
use mailwire::operation::{Dedupe, Operation};
use mailwire_sandbox::{Fault, OAuthApp, Sandbox, Standing};
use mailwire_tests::case::without_field;
use mailwire_tests::case::{EMAIL, JANE};
use mailwire_tests::service::{Proxy, Service, again, run_over, run_rows, words};

/// An app whose values need every escape of a form.
fn app() -> OAuthApp {
    OAuthApp {
        client_id: "EXAMPLE id&=+%/~".to_owned(),
        client_secret: "EXAMPLE+secret &=%41;~".to_owned(),
        redirect_uri: "https://app.example/callback?a=1&b=%20#f".to_owned(),
        codes: (0..9).map(|number| format!("EXAMPLE&code={number}%")).collect(),
        refresh_token: "EXAMPLE-refresh+/=".to_owned(),
        ..OAuthApp::default()
    }
}

/// A token call with its rows collected: the outcome, access token, refresh token and life.
fn tokens<'a>(
    service: &Service,
    operation: &dyn Operation<Account<'a>>,
    buffer: usize,
) -> (Outcome, Option<String>, Option<String>, Option<u32>) {
    let mut room = [0; 1024];
    let mut tokens = Tokens::new(&mut room);
    let none = Account::without_credential();
    let ran = run_rows(&mut service.connect(), &none, operation, buffer, |row| {
        tokens.push(&row).expect("room enough");
    });
    let text = |text: Option<&str>| text.map(str::to_owned);
    (ran.outcome, text(tokens.access_token()), text(tokens.refresh_token()), tokens.expires_in_s())
}

/// 8.3: every version of both token calls issues a token, through buffers of any size, and the token then sends.
#[test]
fn an_issued_token_sends() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let mut codes = app.codes.iter();
    let mut issued = Vec::new();
    for version in OauthVersion::ALL.iter().copied() {
        let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
        let code = codes.next().expect("a code for each version");
        let code = AuthorizationCode::new(&app.client_id, &app.client_secret, code, &app.redirect_uri).expect("valid");
        let code = code.code_verifier("EXAMPLE.code_verifier~").expect("valid");
        for buffer in [64, 2000] {
            let (outcome, access, refreshed, life) = tokens(&service, &refresh.version(version), buffer);
            assert_eq!(words(&outcome), "accepted token-issued - 200", "{version}");
            assert_eq!((refreshed.as_deref(), life), (Some(app.refresh_token.as_str()), Some(1800)), "{version}");
            issued.push(access.expect("a token"));
        }
        let (outcome, access, refreshed, life) = tokens(&service, &code.version(version), 64);
        assert_eq!(words(&outcome), "accepted token-issued - 200", "{version}");
        assert_eq!((refreshed.as_deref(), life), (Some(app.refresh_token.as_str()), Some(1800)), "{version}");
        issued.push(access.expect("a token"));
        let request = service.sandbox.requests().pop().expect("a request");
        assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", version.path()));
        assert_eq!(request.header("authorization"), None, "the credential is in the body alone");
    }
    for token in issued {
        service.sandbox.clear();
        let caller = Account::bearer(&token).expect("well formed");
        let send = SingleSend::new(EMAIL, JANE).expect("valid");
        assert_eq!(words(&service.run(&caller, &send).outcome), "accepted pending - 200", "{token}");
        assert_eq!(service.mails().len(), 1);
    }
}

/// 8.3: each refusal of the token call, in every version, with its code and its diagnosis; no token comes with it, and
/// no secret is in it.
#[test]
fn every_oauth_error_has_its_diagnosis() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let refresh = |id, secret, token| RefreshToken::new(id, secret, token).expect("valid");
    let exchange = |code, uri| AuthorizationCode::new(&app.client_id, &app.client_secret, code, uri).expect("valid");
    let (id, secret, token) = (app.client_id.as_str(), app.client_secret.as_str(), app.refresh_token.as_str());
    let (code, uri) = (app.codes[0].as_str(), app.redirect_uri.as_str());
    for version in OauthVersion::ALL.iter().copied() {
        let good = refresh(id, secret, token).version(version);
        let refused = |operation: &dyn Operation<Account<'static>>, says: &str, code: &str| {
            let (outcome, access, refreshed, _) = tokens(&service, operation, 200);
            assert_eq!((words(&outcome).as_str(), outcome.provider_code.as_str()), (says, code), "{version}");
            assert_eq!((access, refreshed), (None, None), "{version}: {code}");
            assert_eq!(again(&outcome, Dedupe::Idempotent), "stop rejected");
            assert!(!format!("{outcome:?}").contains("EXAMPLE"), "{version}: {outcome:?}");
        };
        let wrong_id = refresh("EXAMPLE-OTHER", secret, token).version(version);
        refused(&wrong_id, "rejected bad-request oauth-client 400", "BAD_CLIENT_ID");
        let wrong_secret = refresh(id, "EXAMPLE-OTHER", token).version(version);
        refused(&wrong_secret, "rejected bad-request oauth-client 400", "BAD_CLIENT_SECRET");
        let wrong_token = refresh(id, secret, "EXAMPLE-OTHER").version(version);
        refused(&wrong_token, "rejected bad-request oauth-refresh-token 400", "BAD_REFRESH_TOKEN");
        let wrong_code = exchange("EXAMPLE-OTHER", uri).version(version);
        refused(&wrong_code, "rejected bad-request oauth-code 400", "BAD_AUTH_CODE");
        let wrong_uri = exchange(code, "https://other.example/").version(version);
        refused(&wrong_uri, "rejected bad-request oauth-redirect-uri 400", "BAD_REDIRECT_URI");
        for (code, says) in [
            ("EXPIRED_AUTH_CODE", "rejected bad-request oauth-code 400"),
            ("BAD_GRANT_TYPE", "rejected bad-request oauth-grant-type 400"),
            ("BAD_HUB", "rejected bad-request oauth-account 400"),
            ("BAD_CODE_VERIFIER", "rejected bad-request oauth-code-verifier 400"),
            ("BAD_SCOPES", "rejected bad-request oauth-scopes 400"),
        ] {
            let body = format!(r#"{{"error":"invalid_grant","status":"{code}","message":"no"}}"#);
            service.sandbox.fault(Fault { status: Some(400), body_text: Some(body), ..Fault::default() });
            refused(&good, says, code);
        }
        let missing = r#"{"message":"Any of the listed","engagement":{"oauth-token":"not engaged"}}"#;
        service.sandbox.fault(Fault { status: Some(401), body_text: Some(missing.to_owned()), ..Fault::default() });
        refused(&good, "rejected unauthorized credential-not-received 401", "");

        let none = Account::without_credential();
        let as_json: fn(&str) -> String =
            |head| head.replacen("application/x-www-form-urlencoded;charset=utf-8", "application/json", 1);
        let through = |edit| run_over(&mut Proxy::new(service.connect(), edit), &none, &good, 200).outcome;
        assert_eq!(words(&through(as_json)), "rejected bad-request oauth-grant-type 400", "the form became JSON");
        let untyped: fn(&str) -> String = |head| without_field(head, "Content-Type");
        assert_eq!(words(&through(untyped)), "rejected unsupported-media-type content-type 415");
    }
}

/// 8.3: a code works once, so the call is never repeated by machine; a refresh is.
#[test]
fn a_code_works_once_and_a_refresh_again_and_again() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let none = Account::without_credential();
    let exchange =
        |code| AuthorizationCode::new(&app.client_id, &app.client_secret, code, &app.redirect_uri).expect("valid");
    let code = exchange(&app.codes[0]);
    assert_eq!(words(&tokens(&service, &code, 200).0), "accepted token-issued - 200");
    assert_eq!(words(&tokens(&service, &code, 200).0), "rejected bad-request oauth-code 400");

    let code = exchange(&app.codes[1]);
    let lost = Fault { cut_reply_after: Some(0), ..Fault::default() };
    let outcome = service.run_with(lost.clone(), &none, &code).outcome;
    assert_eq!(words(&outcome), "unknown no-reply - 0", "the code may be used up");
    assert_eq!(again(&outcome, Operation::<Account<'_>>::dedupe(&code)), "stop may-have-been-sent");
    assert_eq!(words(&service.run(&none, &code).outcome), "rejected bad-request oauth-code 400", "and it is");

    let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
    let outcome = service.run_with(lost, &none, &refresh).outcome;
    assert_eq!(words(&outcome), "unknown no-reply - 0");
    assert_eq!(again(&outcome, Operation::<Account<'_>>::dedupe(&refresh)), "after 0");
    assert_eq!(words(&service.run(&none, &refresh).outcome), "accepted token-issued - 200");
}

/// 8.3: a token that has expired says so, the refused request was not processed, and a refresh mends it; a token that is
/// issued without any life has expired, too.
#[test]
fn an_expired_token_is_refreshed() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let sends = |service: &Service, token: &str| {
        let caller = Account::bearer(token).expect("well formed");
        words(&service.run(&caller, &send).outcome)
    };
    let first = tokens(&service, &refresh, 200).1.expect("a token");
    assert_eq!(sends(&service, &first), "accepted pending - 200");
    service.sandbox.set_token(&first, Standing::Expired);
    service.sandbox.clear();
    assert_eq!(sends(&service, &first), "rejected unauthorized token-expired 401");
    assert!(service.mails().is_empty(), "so it is safe to send it again");
    let second = tokens(&service, &refresh, 200).1.expect("a token");
    assert_eq!(sends(&service, &second), "accepted pending - 200");

    let service = Service::of(Sandbox::builder().oauth(OAuthApp { token_life: Duration::ZERO, ..app.clone() }));
    let (outcome, token, _, life) = tokens(&service, &refresh, 200);
    assert_eq!((words(&outcome).as_str(), life), ("accepted token-issued - 200", Some(0)));
    assert_eq!(sends(&service, &token.expect("a token")), "rejected unauthorized token-expired 401");
}
