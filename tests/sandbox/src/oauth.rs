//! The token endpoint: authorization codes and refresh tokens against access tokens.

use crate::credentials::{ACCOUNT, Credential, Standing};
use crate::errors;
use crate::reply::Reply;
use crate::service::Service;
use crate::single_send::media_type;
use http::HeaderMap;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// The paths of the token endpoint; the first one is the old form.
pub(crate) const PATHS: [&str; 4] =
    ["/oauth/v1/token", "/oauth/v3/token", "/oauth/2026-03/token", "/oauth/2026-09/token"];

/// The app that the token endpoint knows.
#[derive(Clone, Debug)]
pub struct OAuthApp {
    /// `client_id`
    pub client_id: String,
    /// `client_secret`
    pub client_secret: String,
    /// `redirect_uri` of the code exchange.
    pub redirect_uri: String,
    /// Codes, each good for one exchange.
    pub codes: Vec<String>,
    /// `refresh_token`; it is returned with every answer and does not change.
    pub refresh_token: String,
    /// The life of the access tokens, and their `expires_in`.
    pub token_life: Duration,
}

impl Default for OAuthApp {
    fn default() -> Self {
        Self {
            client_id: "EXAMPLE-CLIENT-ID".to_owned(),
            client_secret: "EXAMPLE-CLIENT-SECRET".to_owned(),
            redirect_uri: "https://app.example.com/oauth-callback".to_owned(),
            codes: ["EXAMPLE-CODE", "EXAMPLE-CODE-2", "EXAMPLE-CODE-3"].map(str::to_owned).to_vec(),
            refresh_token: "EXAMPLE-REFRESH-TOKEN".to_owned(),
            token_life: Duration::from_secs(1800),
        }
    }
}

/// A refusal: the code in `status`, its text, and the name of RFC 6749 that the newer versions add.
type Code = (&'static str, &'static str, &'static str);

const BAD_GRANT_TYPE: Code = ("BAD_GRANT_TYPE", "missing or unknown grant type", "unsupported_grant_type");
const BAD_CLIENT_ID: Code = ("BAD_CLIENT_ID", "missing or unknown client id", "invalid_client");
const BAD_CLIENT_SECRET: Code = ("BAD_CLIENT_SECRET", "missing or invalid client secret", "invalid_client");
const BAD_REDIRECT_URI: Code = ("BAD_REDIRECT_URI", "missing or invalid redirect uri", "invalid_grant");
const BAD_AUTH_CODE: Code = ("BAD_AUTH_CODE", "missing or unknown auth code", "invalid_grant");
const BAD_REFRESH_TOKEN: Code = ("BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked", "invalid_grant");

/// `POST .../token`
pub(crate) fn token(service: &Service, path: &str, headers: &HeaderMap, body: &[u8]) -> Reply {
    let old = path == PATHS[0];
    let form: Vec<(String, String)> = match media_type(headers).map(str::to_ascii_lowercase).as_deref() {
        Some("application/x-www-form-urlencoded") => form_urlencoded::parse(body).into_owned().collect(),
        // A JSON body is not read, so no grant type is seen.
        Some("application/json") => Vec::new(),
        _ => return errors::unsupported_media_type(),
    };
    let field = |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    match grant(service, &field) {
        Ok(access_token) => Reply::json(200, &granted(service, old, &access_token)),
        Err(code) => refused(old, code),
    }
}

fn grant<'f>(service: &Service, field: &dyn Fn(&str) -> &'f str) -> Result<String, Code> {
    let app = &service.settings.oauth;
    let grant_type = field("grant_type");
    if !["authorization_code", "refresh_token"].contains(&grant_type) {
        return Err(BAD_GRANT_TYPE);
    }
    if field("client_id") != app.client_id {
        return Err(BAD_CLIENT_ID);
    }
    if field("client_secret") != app.client_secret {
        return Err(BAD_CLIENT_SECRET);
    }
    let mut memory = service.memory();
    if grant_type == "refresh_token" {
        if field("refresh_token") != app.refresh_token {
            return Err(BAD_REFRESH_TOKEN);
        }
    } else {
        let code = field("code");
        if field("redirect_uri") != app.redirect_uri {
            return Err(BAD_REDIRECT_URI);
        }
        if !app.codes.iter().any(|known| known == code) || !memory.used_codes.insert(code.to_owned()) {
            return Err(BAD_AUTH_CODE);
        }
    }
    memory.issued_tokens += 1;
    let access_token = format!("EXAMPLE-ISSUED-TOKEN-{}", memory.issued_tokens);
    let standing = Standing::ValidUntil(SystemTime::now() + app.token_life);
    memory.credentials.insert(access_token.clone(), Credential { standing, account: ACCOUNT });
    Ok(access_token)
}

fn granted(service: &Service, old: bool, access_token: &str) -> Value {
    let app = &service.settings.oauth;
    let mut answer = json!({
        "token_type": "bearer",
        "refresh_token": app.refresh_token,
        "access_token": access_token,
        "expires_in": app.token_life.as_secs(),
    });
    if !old {
        answer["hub_id"] = json!(ACCOUNT);
        answer["scopes"] = json!(["oauth", "transactional-email", "marketing-email"]);
        answer["token_use"] = json!("access_token");
        answer["user_id"] = json!(1_000_004);
    }
    answer
}

/// 400 with a code where other errors say "error".
fn refused(old: bool, (code, text, rfc_name): Code) -> Reply {
    let (correlation, request) = (Uuid::now_v7(), Uuid::new_v4().simple().to_string());
    let document = match old {
        true => json!({"status": code, "message": text, "correlationId": correlation, "requestId": request}),
        false => json!({"error": rfc_name, "error_description": text, "status": code, "message": text}),
    };
    Reply::json(400, &document).field("x-hubspot-correlation-id", &correlation.to_string())
}
