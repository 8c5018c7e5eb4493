//! The send call of every version.

use crate::binder::{Refusal, bind};
use crate::convention::{Behaviour, behaviour, is_sender};
use crate::credentials::admit;
use crate::errors;
use crate::reply::Reply;
use crate::service::Service;
use crate::status::Ending;
use crate::version::Version;
use http::HeaderMap;

/// The emailIds for which no email is set up.
const MISSING_CONTENT: i64 = 404;

/// One call: credential, content type, body, recipient convention, then the mail is taken over.
///
/// `forced` is the `sendResult` that a fault asks for.
pub(crate) fn send(
    service: &Service,
    version: Version,
    headers: &HeaderMap,
    query: &str,
    body: &[u8],
    forced: Option<&str>,
) -> Reply {
    let account = match admit(service, version, headers, query) {
        Ok(account) => account,
        Err(refusal) => return refusal,
    };
    if !is_json(headers) {
        return errors::unsupported_media_type();
    }
    let mail = match bind(version, body, service.settings.strict_required) {
        Ok(mail) => mail,
        Err(Refusal::Json(text)) => return errors::invalid_json(&text),
        Err(Refusal::Missing(place, names)) => return errors::missing_fields(place, &names),
    };
    let ending = match (forced, behaviour(&mail.to)) {
        (Some(result), _) => Ending::complete(result),
        (None, Behaviour::Http(status, wait)) => return errors::answer(status, wait.as_deref()),
        (None, Behaviour::Canceled) => Ending::Canceled,
        (None, Behaviour::Stuck) => Ending::Stuck,
        (None, Behaviour::Result(result)) if result != "SENT" => Ending::Complete(result),
        _ if mail.email_id == MISSING_CONTENT || mail.email_id <= 0 => Ending::complete("MISSING_CONTENT"),
        _ if mail.from.as_deref().is_some_and(|from| !is_sender(from)) => Ending::complete("INVALID_FROM_ADDRESS"),
        _ => Ending::complete("SENT"),
    };
    let progress = service.accept(account, version, mail, ending);
    match version {
        Version::V1 => Reply::json(200, &progress.view_v1()),
        _ => Reply::json(200, &progress.view()),
    }
}

/// `application/json`, with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media.eq_ignore_ascii_case("application/json"))
}

/// The media type of the request, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}
