//! The answer that fits an HTTP status, for the address convention and for faults.

use crate::clock;
use crate::reply::Reply;
use serde_json::json;
use std::time::{Duration, SystemTime};

/// The form of answer that the service or its edge gives with this status.
///
/// `retry_after` is what [`retry_after`] takes.
pub(crate) fn answer(status: u16, wait: Option<&str>) -> Reply {
    let reply = match status {
        200..=299 | 304 => Reply::empty(status),
        301 | 302 | 307 | 308 => Reply::empty(status).field("location", "https://localhost:9/redirected"),
        400 => Reply::error(400, "Invalid input", json!({"category": "VALIDATION_ERROR"})),
        401 => authentication_failure(
            "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more \
             details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
            json!({"category": "INVALID_AUTHENTICATION"}),
        ),
        403 => missing_scopes("requiredScopes", &["transactional-email"]),
        404 => not_found(),
        405 => Reply::empty(405).field("allow", "HEAD,GET,OPTIONS"),
        415 => unsupported_media_type(),
        423 => Reply::error(423, "Locked", json!({})),
        429 => Reply::error(
            429,
            "You have reached your ten_secondly_rolling limit.",
            json!({
                "errorType": "RATE_LIMIT",
                "policyName": "TEN_SECONDLY_ROLLING",
                "groupName": "publicapi:private_app-api-calls-ten-secondly:1000001:1000002",
            }),
        )
        .field("x-hubspot-ratelimit-max", "110")
        .field("x-hubspot-ratelimit-remaining", "0")
        .field("x-hubspot-ratelimit-interval-milliseconds", "10000"),
        477 => Reply::error(477, "Migration in progress", json!({})).field("retry-after", "120"),
        500 => Reply::error(500, "internal error", json!({})),
        502 => Reply::edge_page(502, "Bad Gateway"),
        503 => Reply::edge_text(503, "Service Unavailable"),
        504 => Reply::edge_page(504, "Gateway Time-out"),
        520 | 524 => Reply::edge_text(status, &format!("error code: {status}")),
        521 => Reply::edge_page(521, "Web server is down"),
        522 => Reply::edge_page(522, "Connection timed out"),
        523 => Reply::edge_page(523, "Origin is unreachable"),
        525 => Reply::edge_page(525, "SSL handshake failed"),
        526 => Reply::edge_page(526, "Invalid SSL certificate"),
        530 => Reply::edge_text(530, "error code: 1016"),
        402..=499 => Reply::error(status, &format!("HTTP {status}"), json!({})),
        _ => Reply::edge_page(status, "Error"),
    };
    match wait.map(retry_after) {
        Some(wait) => reply.field("retry-after", &wait),
        None => reply,
    }
}

/// A `Retry-After` value: seconds or any text as it is; `date+7` is the HTTP date in 7 seconds.
pub(crate) fn retry_after(wait: &str) -> String {
    match wait.strip_prefix("date+").map(str::parse) {
        Some(Ok(seconds)) => clock::http_date(SystemTime::now() + Duration::from_secs(seconds)),
        _ => wait.to_owned(),
    }
}

/// 401 with the field that names it.
pub(crate) fn authentication_failure(message: &str, members: serde_json::Value) -> Reply {
    Reply::error(401, message, members).field("x-hubspot-auth-failure", "401 Unauthorized")
}

/// 403; `context` is the older `requiredScopes` or the newer `requiredGranularScopes`.
pub(crate) fn missing_scopes(context: &str, scopes: &[&str]) -> Reply {
    Reply::error(
        403,
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: \
         https://developers.hubspot.com/scopes.",
        json!({
            "errors": [{
                "message": "One or more of the following scopes are required.",
                "context": {context: scopes},
            }],
            "links": {"scopes": "https://developers.hubspot.com/scopes"},
            "category": "MISSING_SCOPES",
        }),
    )
}

/// 404 of the service for an id that it does not know.
pub(crate) fn not_found() -> Reply {
    let request = uuid::Uuid::new_v4().simple().to_string();
    Reply::error(404, "resource not found", json!({"requestId": request})).field("x-hubspot-notfound", "true")
}

/// 415: the wording is recorded nowhere.
pub(crate) fn unsupported_media_type() -> Reply {
    Reply::error(415, "HTTP 415 Unsupported Media Type", json!({}))
}

/// 400 of the JSON binder: `text` follows "Invalid input JSON".
pub(crate) fn invalid_json(text: &str) -> Reply {
    Reply::error(400, &format!("Invalid input JSON{text}"), json!({}))
}

/// 400 for members that are not there, named with where they were looked for.
pub(crate) fn missing_fields(place: &str, names: &[&str]) -> Reply {
    let message = format!("Some required fields were not set: [{}]", names.join(", "));
    Reply::error(
        400,
        &message,
        json!({
            "category": "VALIDATION_ERROR",
            "errors": [{
                "message": message,
                "in": place,
                "code": "REQUIRED_FIELD",
                "context": {"missingFields": names},
            }],
        }),
    )
}
