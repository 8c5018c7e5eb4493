//! Every way in, and every way to be refused.

mod support;

use mailwire_sandbox::{ACCESS_TOKEN, HAPIKEY, Sandbox, Standing, Version};
use serde_json::Value;
use support::{Answer, call, mail_to, request, sandbox};

fn with_fields(sandbox: &Sandbox, version: Version, query: &str, fields: &[&str]) -> Answer {
    let mut all = vec!["Content-Type: application/json"];
    all.extend_from_slice(fields);
    let target = format!("{}{query}", version.path());
    call(sandbox, &request("POST", &target, &all, mail_to("jane@example.com").to_string().as_bytes()))
}

fn with_token(sandbox: &Sandbox, version: Version, token: &str) -> Answer {
    with_fields(sandbox, version, "", &[&format!("Authorization: Bearer {token}")])
}

fn category(answer: &Answer) -> Value {
    answer.json()["category"].clone()
}

#[test]
fn the_good_token_is_good_for_every_version() {
    let sandbox = sandbox();
    for version in Version::ALL {
        let answer = with_token(&sandbox, version, ACCESS_TOKEN);
        assert_eq!(answer.status, 200, "{version:?}: {}", answer.text());
    }
    let lower_case = with_fields(&sandbox, Version::V3, "", &["authorization: bearer  EXAMPLE-ACCESS-TOKEN "]);
    assert_eq!(lower_case.status, 200);
    assert_eq!(sandbox.messages().len(), 8);
}

#[test]
fn an_expired_token_and_one_that_never_was() {
    let sandbox = sandbox();
    let expired = with_token(&sandbox, Version::V3, "EXAMPLE-EXPIRED-TOKEN");
    assert_eq!((expired.status, category(&expired)), (401, "EXPIRED_AUTHENTICATION".into()));
    assert_eq!(expired.header("x-hubspot-auth-failure"), Some("401 Unauthorized"));
    assert!(expired.json()["context"]["expire time"][0].as_str().unwrap() > "2026");
    assert_eq!(expired.json()["message"], "The OAuth token used to make this call expired 5 second(s) ago.");

    let never = with_token(&sandbox, Version::V1, "EXAMPLE-NEVER-VALID-TOKEN");
    assert_eq!((never.status, category(&never)), (401, "EXPIRED_AUTHENTICATION".into()));
    assert_eq!(never.json()["context"]["expire time"][0], "1970-01-01T00:00:00Z");
    let message = never.json()["message"].as_str().unwrap().to_owned();
    let days: u32 = message.split(' ').find_map(|word| word.parse().ok()).unwrap();
    assert!(days > 20_000 && message.ends_with("day(s) ago."), "{message}");
    assert!(sandbox.messages().is_empty());
}

#[test]
fn three_ways_to_lack_a_permission() {
    let sandbox = sandbox();
    let scope = with_token(&sandbox, Version::Dated2026_03, "EXAMPLE-NO-SCOPE-TOKEN");
    assert_eq!((scope.status, category(&scope)), (403, "MISSING_SCOPES".into()));
    assert_eq!(scope.json()["errors"][0]["context"]["requiredScopes"][0], "transactional-email");

    let add_on = with_token(&sandbox, Version::Dated2026_03, "EXAMPLE-NO-ADDON-TOKEN");
    assert_eq!((add_on.status, category(&add_on)), (403, "MISSING_SCOPES".into()));
    assert_eq!(add_on.json()["errors"][0]["context"]["requiredGranularScopes"][0], "transactional-email");

    let old = with_token(&sandbox, Version::V1, "EXAMPLE-OLD-SCOPE-TOKEN");
    assert_eq!((old.status, category(&old)), (403, Value::Null));
    let message = old.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("This oauth-token (EXAMPLE-OLD-") && message.contains("proper permissions"),
        "{message}"
    );
}

#[test]
fn the_marketing_scope_is_good_for_marketing_calls_only() {
    let sandbox = sandbox();
    for version in Version::ALL {
        let answer = with_token(&sandbox, version, "EXAMPLE-MARKETING-TOKEN");
        assert_eq!(answer.status, if version.is_marketing() { 200 } else { 403 }, "{version:?}");
    }
}

#[test]
fn credentials_of_another_kind() {
    let sandbox = sandbox();
    for smtp in ["EXAMPLE-SMTP-TOKEN", "EXAMPLE@1.smtp.example.net"] {
        let answer = with_token(&sandbox, Version::V3, smtp);
        assert_eq!((answer.status, answer.text().as_str()), (400, "Invalid request"));
    }
    for malformed in ["EXAMPLE-MALFORMED-TOKEN", "two words", &"x".repeat(513)] {
        let answer = with_token(&sandbox, Version::V3, malformed);
        assert_eq!((answer.status, answer.text().as_str()), (530, "error code: 1016"));
        assert_eq!((answer.reason.as_str(), answer.header("x-hubspot-correlation-id")), ("", None));
    }
    let unknown = with_token(&sandbox, Version::V3, "EXAMPLE-UNKNOWN");
    assert_eq!((unknown.status, category(&unknown)), (401, "INVALID_AUTHENTICATION".into()));
}

#[test]
fn without_a_credential_v1_lists_what_it_looked_for() {
    let sandbox = sandbox();
    for query in ["", "?", "?hapikey=", "?portalId=1"] {
        let answer = with_fields(&sandbox, Version::V1, query, &[]);
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json()["message"], "Any of the listed authentication credentials are missing");
        let engagement = answer.json()["engagement"].clone();
        assert_eq!(engagement["hapikey"], "hapikey not engaged. hapikey is not present in query params.");
        assert_eq!(engagement.as_object().unwrap().len(), 9);
    }
    for version in Version::ALL.into_iter().filter(|version| *version != Version::V1) {
        for fields in [&[][..], &["Authorization: Bearer "], &["Authorization: Basic EXAMPLE-ACCESS-TOKEN"]] {
            let answer = with_fields(&sandbox, version, &format!("?hapikey={HAPIKEY}"), fields);
            assert_eq!((answer.status, category(&answer)), (401, "INVALID_AUTHENTICATION".into()));
            assert_eq!(answer.json()["correlationId"], answer.header("x-hubspot-correlation-id").unwrap());
        }
    }
}

#[test]
fn the_retired_key() {
    let sandbox = sandbox();
    assert_eq!(with_fields(&sandbox, Version::V1, &format!("?a=b&hapikey={HAPIKEY}"), &[]).status, 200);
    let unknown = with_fields(&sandbox, Version::V1, "?hapikey=EXAMPLE-UNKNOWN", &[]);
    assert_eq!((unknown.status, category(&unknown)), (401, Value::Null));
    assert_eq!(unknown.json()["message"], "This hapikey doesn't exist.");
    assert_eq!(with_fields(&sandbox, Version::V1, &format!("?access_token={ACCESS_TOKEN}"), &[]).status, 200);
}

#[test]
fn a_cookie_alone_wants_its_csrf_token() {
    let sandbox = sandbox();
    for version in [Version::V1, Version::V3] {
        let answer = with_fields(&sandbox, version, "", &["Cookie: session=EXAMPLE"]);
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json()["engagement"]["app-cookie"], "Engaged");
        assert_eq!(answer.json()["errors"][0]["message"], "Csrf token is missing from the request.");
    }
}

#[test]
fn tokens_can_be_made_known() {
    let builder = Sandbox::builder().token("EXAMPLE-OWN", Standing::Valid).token(ACCESS_TOKEN, Standing::Expired);
    let sandbox = builder.start_blocking().unwrap();
    assert_eq!(with_token(&sandbox, Version::V3, "EXAMPLE-OWN").status, 200);
    assert_eq!(with_token(&sandbox, Version::V3, ACCESS_TOKEN).status, 401);
    sandbox.set_token("EXAMPLE-OWN", Standing::MissingScope);
    assert_eq!(with_token(&sandbox, Version::V3, "EXAMPLE-OWN").status, 403);
}
