//! What the HTTP stack of a platform does with a reply: frames it, and hands back status, header fields and body.

use mailwire::error::Fault;
use mailwire::http::response::{Framer, Part, ResponseField};
use mailwire_ffi::mobile::outcome::SendOutcome;
use mailwire_ffi::mobile::request::{HttpRequest, ReplyHeader};
use serde_json::{Value, json};

/// A reply as a stack hands it back.
#[derive(Debug)]
pub(crate) struct Framed {
    pub(crate) status: u16,
    pub(crate) headers: Vec<ReplyHeader>,
    pub(crate) body: Vec<u8>,
}

/// Frames a whole reply; the fault where it breaks the rules of HTTP.
pub(crate) fn frame(http: &[u8]) -> Result<Framed, Fault> {
    let (mut framer, mut input) = (Framer::new(), http);
    let mut framed = Framed { status: 0, headers: Vec::new(), body: Vec::new() };
    let mut value = Vec::new();
    loop {
        match framer.next(&mut input)? {
            Part::Status(status) => framed.status = status,
            Part::Field(field, piece, last) => {
                value.extend_from_slice(piece);
                if last {
                    let value = String::from_utf8(std::mem::take(&mut value)).expect("ASCII");
                    framed.headers.push(ReplyHeader { name: name(field).to_owned(), value });
                }
            }
            Part::Head => {}
            Part::Body(span) => {
                framed.body.extend_from_slice(span);
                framer.consume(&mut input, span.len());
            }
            Part::End => return Ok(framed),
            Part::More => return framer.end_of_stream().map(|()| framed),
        }
    }
}

fn name(field: ResponseField) -> &'static str {
    match field {
        ResponseField::RetryAfter => "retry-after",
        ResponseField::Date => "DATE",
        ResponseField::CorrelationId => "X-HubSpot-Correlation-Id",
        ResponseField::CfRay => "cf-ray",
        other => panic!("no name for {other:?}"),
    }
}

impl Framed {
    /// What it means, complete as it is.
    pub(crate) fn interpret(self, request: &HttpRequest) -> SendOutcome {
        request.interpret(self.status.into(), self.headers, self.body, true)
    }
}

/// A header field of a reply.
pub(crate) fn header(name: &str, value: &str) -> ReplyHeader {
    ReplyHeader { name: name.to_owned(), value: value.to_owned() }
}

/// An outcome in the words of the vector documents.
pub(crate) fn in_words(outcome: &SendOutcome) -> Value {
    use mailwire_ffi::mobile::outcome::RetryAfter;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    json!({
        "outcome": outcome.kind.to_string(),
        "reason": outcome.reason.to_string(),
        "http_status": outcome.http_status,
        "provider_code": text(&outcome.provider_code),
        "text": text(&outcome.text),
        "correlation_id": text(&outcome.correlation_id),
        "status_id": text(&outcome.status_id),
        "event_id": text(&outcome.event_id),
        "retry_after_s": match outcome.retry_after { Some(RetryAfter::Seconds { seconds }) => json!(seconds), _ => Value::Null },
        "diagnosis": outcome.diagnosis.map_or(String::new(), |diagnosis| diagnosis.to_string()),
    })
}
