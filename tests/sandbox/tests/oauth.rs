//! The token endpoint of every version.

mod support;

use mailwire_sandbox::{OAuthApp, Sandbox, Version};
use serde_json::json;
use std::time::Duration;
use support::{Answer, call, mail_to, request, sandbox};

const PATHS: [&str; 4] = ["/oauth/v1/token", "/oauth/v3/token", "/oauth/2026-03/token", "/oauth/2026-09/token"];
const FORM: &str = "Content-Type: application/x-www-form-urlencoded;charset=utf-8";
const REFRESH: &str = "grant_type=refresh_token&client_id=EXAMPLE-CLIENT-ID&client_secret=EXAMPLE-CLIENT-SECRET\
                       &refresh_token=EXAMPLE-REFRESH-TOKEN";
const CODE: &str = "grant_type=authorization_code&client_id=EXAMPLE-CLIENT-ID&client_secret=EXAMPLE-CLIENT-SECRET\
                    &redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth-callback&code=EXAMPLE-CODE";

fn ask(sandbox: &Sandbox, path: &str, content_type: &str, body: &str) -> Answer {
    call(sandbox, &request("POST", path, &[content_type], body.as_bytes()))
}

fn send_with(sandbox: &Sandbox, token: &str) -> Answer {
    let bearer = format!("Authorization: Bearer {token}");
    let fields = [bearer.as_str(), "Content-Type: application/json"];
    let mail = mail_to("jane@example.com").to_string();
    call(sandbox, &request("POST", Version::V3.path(), &fields, mail.as_bytes()))
}

#[test]
fn a_refresh_token_gives_a_token_that_sends() {
    let sandbox = sandbox();
    for path in PATHS {
        let answer = ask(&sandbox, path, FORM, REFRESH);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let granted = answer.json();
        assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("bearer"), &json!(1800)));
        assert_eq!(granted["refresh_token"], "EXAMPLE-REFRESH-TOKEN");
        assert_eq!(granted.get("hub_id").is_some(), path != PATHS[0]);
        assert_eq!(granted.get("scopes").is_some(), path != PATHS[0]);
        assert_eq!(send_with(&sandbox, granted["access_token"].as_str().unwrap()).status, 200);
    }
    assert!(
        sandbox.requests().iter().all(|seen| !String::from_utf8_lossy(&seen.body).contains("EXAMPLE-CLIENT-SECRET"))
    );
}

#[test]
fn a_token_expires() {
    let app = OAuthApp { token_life: Duration::ZERO, ..OAuthApp::default() };
    let sandbox = Sandbox::builder().oauth(app).start_blocking().unwrap();
    let granted = ask(&sandbox, PATHS[1], FORM, REFRESH).json();
    let refused = send_with(&sandbox, granted["access_token"].as_str().unwrap());
    assert_eq!((refused.status, &refused.json()["category"]), (401, &json!("EXPIRED_AUTHENTICATION")));
    assert!(refused.json()["context"]["expire time"][0].as_str().unwrap() > "2026");
}

#[test]
fn a_code_is_good_once() {
    let sandbox = sandbox();
    assert_eq!(ask(&sandbox, PATHS[1], FORM, CODE).status, 200);
    let again = ask(&sandbox, PATHS[0], FORM, CODE);
    assert_eq!((again.status, &again.json()["status"]), (400, &json!("BAD_AUTH_CODE")));
    assert_eq!(again.json()["message"], "missing or unknown auth code");
    let second = CODE.replace("EXAMPLE-CODE", "EXAMPLE-CODE-2");
    assert_eq!(ask(&sandbox, PATHS[0], FORM, &second).status, 200);
}

#[test]
fn refusals_carry_a_code_in_status() {
    let sandbox = sandbox();
    for (wrong, right, code) in [
        ("EXAMPLE-CLIENT-ID", "other", "BAD_CLIENT_ID"),
        ("EXAMPLE-CLIENT-SECRET", "other", "BAD_CLIENT_SECRET"),
        ("EXAMPLE-REFRESH-TOKEN", "other", "BAD_REFRESH_TOKEN"),
        ("grant_type=refresh_token", "grant_type=password", "BAD_GRANT_TYPE"),
    ] {
        for path in PATHS {
            let answer = ask(&sandbox, path, FORM, &REFRESH.replace(wrong, right));
            assert_eq!((answer.status, &answer.json()["status"]), (400, &json!(code)));
            assert_eq!(answer.json().get("error_description").is_some(), path != PATHS[0]);
        }
    }
    let elsewhere = CODE.replace("oauth-callback", "other");
    assert_eq!(ask(&sandbox, PATHS[1], FORM, &elsewhere).json()["status"], "BAD_REDIRECT_URI");
}

#[test]
fn the_body_is_a_form() {
    let sandbox = sandbox();
    let json = r#"{"grant_type":"refresh_token","refresh_token":"EXAMPLE-REFRESH-TOKEN"}"#;
    let answer = ask(&sandbox, PATHS[0], "Content-Type: application/json", json);
    assert_eq!((answer.status, &answer.json()["status"]), (400, &json!("BAD_GRANT_TYPE")));
    assert_eq!(ask(&sandbox, PATHS[0], "Content-Type: text/plain", REFRESH).status, 415);
    assert_eq!(call(&sandbox, &request("GET", PATHS[0], &[], b"")).status, 405);
}
