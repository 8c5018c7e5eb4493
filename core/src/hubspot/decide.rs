//! From a reply to an outcome: the tables of statuses, results and diagnoses.

use crate::diagnosis::Diagnosis;
use crate::error::Fault;
use crate::operation::Reader as _;
use crate::outcome::{Reason, Summary};
use crate::text::{Table, contains, table};

use super::reply::{Body, Reader, ReplyOf};
use super::send_result::SendResult;

/// The state of a send, as far as it decides something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Absent,
    /// PENDING or PROCESSING.
    Pending,
    Canceled,
    Complete,
    Unrecognized,
}

/// The rate limit that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Absent,
    Daily,
    TenSecondly,
    Secondly,
}

/// Codes of OAuth errors.
const OAUTH: Table = table![
    "BAD_REFRESH_TOKEN",
    "BAD_AUTH_CODE",
    "EXPIRED_AUTH_CODE",
    "BAD_CLIENT_ID",
    "BAD_CLIENT_SECRET",
    "BAD_REDIRECT_URI",
    "BAD_GRANT_TYPE",
    "BAD_HUB",
    "BAD_CODE_VERIFIER",
    "BAD_SCOPES",
];
/// What each of [`OAUTH`] means.
const OAUTH_MEANS: [Diagnosis; 10] = [
    Diagnosis::OauthRefreshToken,
    Diagnosis::OauthCode,
    Diagnosis::OauthCode,
    Diagnosis::OauthClient,
    Diagnosis::OauthClient,
    Diagnosis::OauthRedirectUri,
    Diagnosis::OauthGrantType,
    Diagnosis::OauthAccount,
    Diagnosis::OauthCodeVerifier,
    Diagnosis::OauthScopes,
];

/// Sets reason and diagnosis from what was read so far. The status is known.
///
/// It may be asked early, when only the head is in, and again at the end. Below 300 it is asked at the end only.
pub(super) fn decide(reader: &mut Reader, summary: &mut Summary) {
    let facts = *reader.facts();
    let is_success = summary.http_status < 300;
    let is_malformed = reader.fault().is_some();
    summary.is_damaged =
        !is_success && reader.fault().is_some_and(|(fault, _)| !matches!(fault, Fault::BodyKind | Fault::BodyEmpty));
    summary.diagnosis = None;
    summary.reason = if is_success && is_malformed {
        Reason::MalformedReply
    } else if facts.has_result && !reader.texts.provider_code.is_empty() {
        // A result is a result whatever the status: version 1 may refuse under 4xx.
        if facts.status == Status::Canceled {
            Reason::Canceled
        } else {
            SendResult::from_value(reader.texts.provider_code.as_bytes())
                .map_or(Reason::ResultUnrecognized, SendResult::reason)
        }
    } else if is_success {
        success(reader)
    } else {
        let (reason, diagnosis) = failure(reader, summary.http_status);
        summary.diagnosis = diagnosis;
        reason
    };
}

/// A 2xx without a result.
fn success(reader: &mut Reader) -> Reason {
    let facts = *reader.facts();
    if reader.reply_of() == ReplyOf::Token {
        return if facts.has_access_token { Reason::TokenIssued } else { Reason::NoResult };
    }
    if facts.status == Status::Unrecognized {
        // An unknown status is no code of a result; it keeps its text.
        reader.texts.is_code_a_status = true;
    }
    match facts.status {
        Status::Canceled => Reason::Canceled,
        _ if reader.texts.status_id.is_empty() => Reason::NoResult,
        Status::Pending => Reason::Pending,
        Status::Unrecognized => Reason::StatusUnrecognized,
        Status::Complete | Status::Absent => Reason::NoResult,
    }
}

/// What a status of 400 and above says, as far as nothing else is looked at.
const STATUSES: [(u16, Reason, Option<Diagnosis>); 22] = [
    (400, Reason::BadRequest, None),
    (401, Reason::Unauthorized, None),
    (403, Reason::Forbidden, None),
    (404, Reason::NotFound, None),
    (405, Reason::MethodNotAllowed, Some(Diagnosis::WrongMethod)),
    (409, Reason::Conflict, Some(Diagnosis::Conflict)),
    (415, Reason::UnsupportedMediaType, Some(Diagnosis::ContentType)),
    (423, Reason::Locked, Some(Diagnosis::Locked)),
    (429, Reason::RateLimited, None),
    (477, Reason::Migrating, Some(Diagnosis::Migrating)),
    (500, Reason::ServerError, Some(Diagnosis::OriginError)),
    (502, Reason::ServerError, Some(Diagnosis::OriginError)),
    (503, Reason::ServerError, Some(Diagnosis::Overloaded)),
    (504, Reason::ServerError, Some(Diagnosis::OriginError)),
    (520, Reason::ServerError, Some(Diagnosis::OriginSilent)),
    (521, Reason::EdgeUnreachable, Some(Diagnosis::OriginUnreachable)),
    (522, Reason::EdgeUnreachable, Some(Diagnosis::OriginUnreachable)),
    (523, Reason::EdgeUnreachable, Some(Diagnosis::OriginUnreachable)),
    (524, Reason::ServerError, Some(Diagnosis::OriginSilent)),
    (525, Reason::EdgeConfiguration, Some(Diagnosis::OriginTls)),
    (526, Reason::EdgeConfiguration, Some(Diagnosis::OriginTls)),
    (530, Reason::EdgeConfiguration, Some(Diagnosis::MalformedToken)),
];

/// A status of 300 and above, without a result in the body.
fn failure(reader: &Reader, status: u16) -> (Reason, Option<Diagnosis>) {
    let (reason, diagnosis) = match STATUSES.iter().find(|row| row.0 == status) {
        Some((_, reason, diagnosis)) => (*reason, *diagnosis),
        None if status < 400 => return (Reason::Redirect, None),
        None if status < 500 => (Reason::ClientError, None),
        None => return (Reason::ServerError, None),
    };
    let found = match status {
        400 => return (reason, bad_request(reader)),
        401 => unauthorized(reader),
        403 => forbidden(reader),
        404 if reader.body() == Body::Json => return (reason, Some(Diagnosis::WrongId)),
        404 => return (reason, Some(Diagnosis::WrongPath)),
        429 => return (reason, Some(rate_limit(reader.facts().policy))),
        _ if diagnosis.is_some() => return (reason, diagnosis),
        _ => return (reason, oauth(reader)),
    };
    (reason, oauth(reader).or(Some(found)))
}

fn oauth(reader: &Reader) -> Option<Diagnosis> {
    OAUTH.position(reader.texts.provider_code.as_bytes()).and_then(|index| OAUTH_MEANS.get(index)).copied()
}

fn bad_request(reader: &Reader) -> Option<Diagnosis> {
    let text = reader.texts.text.as_bytes();
    if text.starts_with(b"Invalid input JSON") {
        return Some(if contains(text, b"No content") {
            Diagnosis::EmptyBody
        } else if [b"LinkedHashMap".as_slice(), b"ArrayList", b"` from Array value", b"` from Object value"]
            .iter()
            .any(|mark| contains(text, mark))
        {
            Diagnosis::PropertyShape
        } else {
            Diagnosis::InvalidJson
        });
    }
    if reader.body() == Body::Text && text == b"Invalid request" {
        return Some(Diagnosis::WrongCredentialKind);
    }
    if reader.texts.provider_code.as_bytes() == b"VALIDATION_ERROR" || reader.facts().has_validation_results {
        return Some(Diagnosis::Validation);
    }
    oauth(reader)
}

fn unauthorized(reader: &Reader) -> Diagnosis {
    let facts = reader.facts();
    // Not a match of literals: compilers make that a comparison of its own for each byte.
    let is_code = |code: &[u8]| reader.texts.provider_code.as_bytes() == code;
    match () {
        () if facts.has_csrf => Diagnosis::BrowserCookie,
        () if is_code(b"EXPIRED_AUTHENTICATION") && facts.is_epoch => Diagnosis::TokenNeverValid,
        () if is_code(b"EXPIRED_AUTHENTICATION") => Diagnosis::TokenExpired,
        () if is_code(b"INVALID_AUTHENTICATION") => Diagnosis::CredentialNotRecognized,
        () if facts.has_engagement => Diagnosis::CredentialNotReceived,
        // Without a category the fixed text is all there is.
        () if reader.texts.text.as_bytes().starts_with(b"This hapikey doesn't exist") => Diagnosis::ApiKeyUnknown,
        () => Diagnosis::NotAuthorized,
    }
}

fn forbidden(reader: &Reader) -> Diagnosis {
    if reader.texts.provider_code.as_bytes() == b"MISSING_SCOPES" {
        Diagnosis::MissingScopes
    } else if contains(reader.texts.text.as_bytes(), b"does not have proper permissions") {
        Diagnosis::MissingPermissions
    } else {
        Diagnosis::NotPermitted
    }
}

const fn rate_limit(policy: Policy) -> Diagnosis {
    match policy {
        Policy::Daily => Diagnosis::RateLimitDaily,
        Policy::TenSecondly => Diagnosis::RateLimitTenSecondly,
        Policy::Secondly => Diagnosis::RateLimitSecondly,
        Policy::Absent => Diagnosis::RateLimit,
    }
}
