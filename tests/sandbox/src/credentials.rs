//! Who may call: bearer tokens, the retired key in the query, and every way to fail.

use crate::clock;
use crate::errors::{authentication_failure, missing_scopes};
use crate::reply::Reply;
use crate::service::Service;
use crate::version::Version;
use http::HeaderMap;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The account of every built-in credential but [`OTHER_ACCOUNT_TOKEN`].
pub const ACCOUNT: u64 = 1_000_002;
/// The account of [`OTHER_ACCOUNT_TOKEN`].
pub const OTHER_ACCOUNT: u64 = 1_000_003;
/// A token with the scopes `transactional-email` and `marketing-email`.
pub const ACCESS_TOKEN: &str = "EXAMPLE-ACCESS-TOKEN";
/// As [`ACCESS_TOKEN`], in a second account: sendIds are not shared between accounts.
pub const OTHER_ACCOUNT_TOKEN: &str = "EXAMPLE-OTHER-ACCOUNT-TOKEN";
/// The historical key for `?hapikey=` on v1.
pub const HAPIKEY: &str = "EXAMPLE-HAPIKEY";

/// What a bearer token leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// Good for every call.
    Valid,
    /// Good until then; afterwards as [`Standing::Expired`].
    ValidUntil(SystemTime),
    /// Has the scope `marketing-email` only: good for v4 and its dated form.
    MarketingOnly,
    /// 401 `EXPIRED_AUTHENTICATION` with an expire time five seconds ago.
    Expired,
    /// 401 `EXPIRED_AUTHENTICATION` with an expire time in 1970.
    NeverValid,
    /// 403 `MISSING_SCOPES` with `requiredScopes`.
    MissingScope,
    /// 403 `MISSING_SCOPES` with `requiredGranularScopes`: the scope is ticked, the add-on is not bought.
    MissingAddOn,
    /// 403 in the older wording, without a category, with a part of the token in the message.
    OldScope,
    /// 400 with the text `Invalid request`: a password of the SMTP interface.
    Smtp,
    /// 530 from the edge: no data centre can be read from the token.
    Malformed,
}

/// The built-in tokens, what they lead to, and one line for `--help`.
pub const BUILT_IN_TOKENS: [(&str, Standing, &str); 10] = [
    (ACCESS_TOKEN, Standing::Valid, "good for every call"),
    (OTHER_ACCOUNT_TOKEN, Standing::Valid, "good for every call, in a second account"),
    ("EXAMPLE-MARKETING-TOKEN", Standing::MarketingOnly, "marketing-email only: good for v4 and 2026-03-marketing"),
    ("EXAMPLE-EXPIRED-TOKEN", Standing::Expired, "401 EXPIRED_AUTHENTICATION, expired 5 seconds ago"),
    ("EXAMPLE-NEVER-VALID-TOKEN", Standing::NeverValid, "401 EXPIRED_AUTHENTICATION, expired in 1970"),
    ("EXAMPLE-NO-SCOPE-TOKEN", Standing::MissingScope, "403 MISSING_SCOPES, requiredScopes"),
    ("EXAMPLE-NO-ADDON-TOKEN", Standing::MissingAddOn, "403 MISSING_SCOPES, requiredGranularScopes"),
    ("EXAMPLE-OLD-SCOPE-TOKEN", Standing::OldScope, "403 \"does not have proper permissions\", no category"),
    ("EXAMPLE-SMTP-TOKEN", Standing::Smtp, "400, the text \"Invalid request\""),
    ("EXAMPLE-MALFORMED-TOKEN", Standing::Malformed, "530, the text \"error code: 1016\""),
];

/// A token and its account.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub standing: Standing,
    pub account: u64,
}

/// Lets a call through with its account, or answers it.
pub(crate) fn admit(service: &Service, version: Version, headers: &HeaderMap, query: &str) -> Result<u64, Reply> {
    match bearer(headers) {
        Some(token) => admit_token(service, version, &token),
        None if version == Version::V1 => admit_v1(service, headers, query),
        None if has_cookie(headers) => Err(csrf()),
        None => Err(crate::errors::answer(401, None)),
    }
}

/// The token behind `Authorization: Bearer`, if there is any.
fn bearer(headers: &HeaderMap) -> Option<Vec<u8>> {
    let value = headers.get(http::header::AUTHORIZATION)?.as_bytes();
    let blank = value.iter().position(|&byte| byte == b' ')?;
    let (scheme, token) = value.split_at(blank);
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"bearer") && !token.is_empty()).then(|| token.to_vec())
}

fn admit_token(service: &Service, version: Version, token: &[u8]) -> Result<u64, Reply> {
    let text = String::from_utf8_lossy(token);
    let now = SystemTime::now();
    let five_seconds_ago = now - Duration::from_secs(5);
    let (standing, account) = match service.credential(&text) {
        Some(known) => (known.standing, known.account),
        None if token.len() > 512 || !token.iter().all(u8::is_ascii_graphic) => (Standing::Malformed, 0),
        None if token.contains(&b'@') => (Standing::Smtp, 0),
        None => return Err(crate::errors::answer(401, None)),
    };
    let scopes: &[&str] = match version.is_marketing() {
        true => &["marketing-email", "transactional-email"],
        false => &["transactional-email"],
    };
    match standing {
        Standing::Valid => Ok(account),
        Standing::ValidUntil(end) if now < end => Ok(account),
        Standing::MarketingOnly if version.is_marketing() => Ok(account),
        Standing::ValidUntil(end) => Err(expired(end)),
        Standing::Expired => Err(expired(five_seconds_ago)),
        Standing::NeverValid => Err(expired(UNIX_EPOCH)),
        Standing::MissingScope | Standing::MarketingOnly => Err(missing_scopes("requiredScopes", scopes)),
        Standing::MissingAddOn => Err(missing_scopes("requiredGranularScopes", scopes)),
        Standing::OldScope => Err(old_scope(&text, scopes)),
        Standing::Smtp => Err(Reply::text(400, "Invalid request")),
        Standing::Malformed => Err(crate::errors::answer(530, None)),
    }
}

/// v1 without a bearer token: the key or the token in the query, else a list of all that was looked for.
fn admit_v1(service: &Service, headers: &HeaderMap, query: &str) -> Result<u64, Reply> {
    let wanted = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    };
    if let Some(token) = wanted("access_token") {
        return admit_token(service, Version::V1, token.as_bytes());
    }
    match wanted("hapikey") {
        Some(key) if service.knows_hapikey(&key) => Ok(ACCOUNT),
        Some(_) => Err(authentication_failure("This hapikey doesn't exist.", json!({}))),
        None if has_cookie(headers) => Err(csrf()),
        None => Err(not_engaged()),
    }
}

fn has_cookie(headers: &HeaderMap) -> bool {
    headers.contains_key(http::header::COOKIE)
}

const NOT_ENGAGED: &str = "Any of the listed authentication credentials are missing";

fn not_engaged() -> Reply {
    authentication_failure(
        NOT_ENGAGED,
        json!({
            "engagement": {
                "vendorkey-gae": "vendorkey-gae not engaged. Vendorkey not found in request headers.",
                "hapikey": "hapikey not engaged. hapikey is not present in query params.",
                "oauth-token": "oauth-token not engaged. OAuth access token not found in request header.",
                "access_token": "access_token not engaged. Token not found in query params.",
                "shhkey-v1": "shhkey-v1 not engaged. Shhkey not found in the request header.",
                "internal-cookie": "internal-cookie not engaged. Cookie not found in the request.",
                "app-cookie": "app-cookie not engaged. App cookie is not present on the request.",
                "legacy-app-cookie": "legacy-app-cookie not engaged. Auth cookie is not present in the request.",
                "saml-redirect": "Not engaged, HubId not specified on the request, cannot identify Identity Provider. is missing",
            },
            "requestId": uuid::Uuid::new_v4().simple().to_string(),
        }),
    )
}

/// A cookie engages the browser's way in, which then wants its token.
fn csrf() -> Reply {
    authentication_failure(
        NOT_ENGAGED,
        json!({
            "engagement": {
                "app-cookie": "Engaged",
                "hapikey": "hapikey not engaged. hapikey is not present in query params.",
            },
            "errors": [{"message": "Csrf token is missing from the request."}],
        }),
    )
}

fn expired(end: SystemTime) -> Reply {
    let ago = SystemTime::now().duration_since(end).unwrap_or_default().as_secs();
    let ago = match ago / 86_400 {
        0 => format!("{ago} second(s)"),
        days => format!("{days} day(s)"),
    };
    let written = match end == UNIX_EPOCH {
        true => "1970-01-01T00:00:00Z".to_owned(),
        false => clock::rfc3339(end),
    };
    authentication_failure(
        &format!("The OAuth token used to make this call expired {ago} ago."),
        json!({"category": "EXPIRED_AUTHENTICATION", "context": {"expire time": [written]}}),
    )
}

/// The real service puts a part of the token into this message; a client has to keep it out of its log.
fn old_scope(token: &str, scopes: &[&str]) -> Reply {
    let part: String = token.chars().take(12).collect();
    Reply::error(
        403,
        &format!(
            "This oauth-token ({part}...) does not have proper permissions! (requires any of [{}])",
            scopes.join(", ")
        ),
        json!({}),
    )
}
