//! What became of one attempt, as values.

use mailwire::outcome;
use mailwire::text::Text;

use super::words::{Diagnosis, Fault, Kind, Reason};

/// What became of one attempt. Texts are the provider's, bounded, with credentials masked; they may hold any character,
/// so escape them where you show them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct SendOutcome {
    /// Accepted, rejected, deferred or unknown.
    pub kind: Kind,
    /// Why.
    pub reason: Reason,
    /// The HTTP status of the reply, 0 if none came.
    pub http_status: i32,
    /// When to try again, if the provider said.
    pub retry_after: Option<RetryAfter>,
    /// What went wrong, in the cases that are known; `hint` of it says it in a sentence.
    pub diagnosis: Option<Diagnosis>,
    /// The result of the send, else the category of the error. At most 40 bytes, as all limits of UTF-8.
    pub provider_code: Option<String>,
    /// The provider's message for people. At most 128 bytes.
    pub text: Option<String>,
    /// What the provider's support asks for. At most 36 bytes.
    pub correlation_id: Option<String>,
    /// The key to ask for the status of the send. At most 64 bytes.
    pub status_id: Option<String>,
    /// The id of the event the send made. At most 36 bytes.
    pub event_id: Option<String>,
    /// What the diagnosis is about: required scopes, credentials not seen, the id of what was made. At most 40 bytes.
    pub detail: Option<String>,
    /// Which of the texts were longer than their room, and are cut.
    pub truncated: Vec<OutcomeText>,
    /// The body of a failure could not be read to its end; what was read is kept.
    pub is_damaged: bool,
    /// Which rule the reply breaks, where it was to say what was done and cannot be read.
    pub fault: Option<ReplyFault>,
    /// BlueHornet: what became of each call of the batch, in their order.
    pub calls: Vec<CallOutcome>,
    /// BlueHornet: data of the reply, in its order.
    pub rows: Vec<Row>,
    /// BlueHornet: the file that `utilities.getFile` answers.
    pub file: Option<Vec<u8>>,
}

/// The texts of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum OutcomeText {
    /// `providerCode`.
    ProviderCode,
    /// `text`.
    Text,
    /// `correlationId`.
    CorrelationId,
    /// `statusId`.
    StatusId,
    /// `eventId`.
    EventId,
    /// `detail`.
    Detail,
}

/// When the provider wants to be asked again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum RetryAfter {
    /// So long after the reply. A date was measured against the reply's own Date.
    Seconds {
        /// In seconds.
        seconds: i64,
    },
    /// At this time, for an app that trusts its clock: the reply had no Date.
    Date {
        /// In seconds since 1970-01-01T00:00:00Z.
        epoch_s: i64,
    },
}

/// A rule that a reply breaks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct ReplyFault {
    /// Which.
    pub fault: Fault,
    /// Where: bytes from the start of the body.
    pub offset: i64,
}

/// What became of one call of a batch. Texts as in `SendOutcome`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct CallOutcome {
    /// Which call, from 1.
    pub number: i32,
    /// Accepted, rejected, deferred or unknown.
    pub kind: Kind,
    /// Why.
    pub reason: Reason,
    /// Whether the reply has an answer to this call; without one there is nothing but `reason`.
    pub is_answered: bool,
    /// What went wrong, in the cases that are known.
    pub diagnosis: Option<Diagnosis>,
    /// The response code, three digits. Its meaning depends on the method.
    pub code: Option<String>,
    /// The method, as the reply spells it.
    pub method: Option<String>,
    /// The text for people; several are joined by `; `. At most 96 bytes.
    pub text: Option<String>,
    /// Names of missing variables, the address that was refused, the id of what was made, or a reason. At most 40
    /// bytes.
    pub detail: Option<String>,
}

/// A value of a reply's data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct Row {
    /// The place in the reply of the item that it belongs to, from 1.
    pub item: i32,
    /// Where it stands below the item: names joined by `/`, items of lists numbered from 1, an attribute behind `@`, as
    /// in `responseData/task/item[2]/status`.
    pub path: String,
    /// The value.
    pub value: String,
}

impl From<outcome::RetryAfter> for RetryAfter {
    fn from(retry_after: outcome::RetryAfter) -> Self {
        match retry_after {
            outcome::RetryAfter::Seconds(seconds) => RetryAfter::Seconds { seconds: seconds.into() },
            outcome::RetryAfter::Date(epoch_s) => RetryAfter::Date { epoch_s: epoch_s.into() },
        }
    }
}

impl From<&RetryAfter> for outcome::RetryAfter {
    fn from(retry_after: &RetryAfter) -> Self {
        match *retry_after {
            RetryAfter::Seconds { seconds } => outcome::RetryAfter::Seconds(seconds.clamp(0, u32::MAX.into()) as u32),
            RetryAfter::Date { epoch_s } => outcome::RetryAfter::Date(epoch_s.clamp(0, u32::MAX.into()) as u32),
        }
    }
}

#[uniffi::export]
impl Reason {
    /// The kind this reason belongs to.
    pub fn kind(&self) -> Kind {
        outcome::Reason::from(*self).kind().into()
    }
}

/// Nothing where nothing came.
fn text<const N: usize>(text: &Text<N>) -> Option<String> {
    (!text.is_empty()).then(|| text.as_str().to_owned())
}

impl SendOutcome {
    /// The outcome of the core, without what was handed out while the reply was read.
    pub(super) fn of(outcome: &outcome::Outcome) -> Self {
        let truncated = [
            (outcome.provider_code.is_truncated(), OutcomeText::ProviderCode),
            (outcome.text.is_truncated(), OutcomeText::Text),
            (outcome.correlation_id.is_truncated(), OutcomeText::CorrelationId),
            (outcome.status_id.is_truncated(), OutcomeText::StatusId),
            (outcome.event_id.is_truncated(), OutcomeText::EventId),
            (outcome.detail.is_truncated(), OutcomeText::Detail),
        ];
        SendOutcome {
            kind: outcome.kind().into(),
            reason: outcome.reason.into(),
            http_status: outcome.http_status.into(),
            retry_after: outcome.retry_after.map(Into::into),
            diagnosis: outcome.diagnosis.map(Into::into),
            provider_code: text(&outcome.provider_code),
            text: text(&outcome.text),
            correlation_id: text(&outcome.correlation_id),
            status_id: text(&outcome.status_id),
            event_id: text(&outcome.event_id),
            detail: text(&outcome.detail),
            truncated: truncated.into_iter().filter(|(is_cut, _)| *is_cut).map(|(_, text)| text).collect(),
            is_damaged: outcome.is_damaged,
            fault: None,
            calls: Vec::new(),
            rows: Vec::new(),
            file: None,
        }
    }
}

impl From<&outcome::CallOutcome> for CallOutcome {
    fn from(call: &outcome::CallOutcome) -> Self {
        CallOutcome {
            number: call.number.into(),
            kind: call.kind().into(),
            reason: call.reason.into(),
            is_answered: true,
            diagnosis: call.diagnosis.map(Into::into),
            code: text(&call.code),
            method: text(&call.method),
            text: text(&call.text),
            detail: text(&call.detail),
        }
    }
}

impl CallOutcome {
    /// Of a call that the reply does not answer.
    pub(super) fn unanswered(number: u16, reason: outcome::Reason) -> Self {
        CallOutcome {
            number: number.into(),
            kind: reason.kind().into(),
            reason: reason.into(),
            is_answered: false,
            diagnosis: None,
            code: None,
            method: None,
            text: None,
            detail: None,
        }
    }
}
