//! What became of the attempt: an outcome of four kinds, with a reason and what the provider said.

use crate::diagnosis::Diagnosis;
use crate::error::words;
use crate::text::{Text, TextRef};

words! {
    /// The four kinds. They decide what may be done next; [`retry::decide`](crate::retry::decide) knows how.
    Kind {
        /// The service took the message over.
        Accepted = "accepted",
        /// Surely not done, and the same request never will be.
        Rejected = "rejected",
        /// Surely not done, and it may be tried again.
        Deferred = "deferred",
        /// It may have been done: the request was handed over, and no complete, readable answer came.
        Unknown = "unknown",
    }
}

words! {
    /// Why the outcome is of its kind.
    #[non_exhaustive]
    Reason {
        /// Accepted: the send is under way. Ask for its status.
        Pending = "pending",
        /// Accepted: handed to the mail system. Not proof of delivery.
        Sent = "sent",
        /// Accepted: goes out as the queue drains. Do not send again.
        Queued = "queued",
        /// Accepted: the dedupe key was used before, nothing new was sent; the earlier send stands.
        DuplicateIgnored = "duplicate-ignored",
        /// Accepted: an access token was issued.
        TokenIssued = "token-issued",
        /// Accepted: done.
        Done = "done",
        /// Accepted: a task was created that does it later.
        TaskCreated = "task-created",
        /// Accepted: a draft was created; a second step sends it.
        DraftCreated = "draft-created",

        /// Rejected: the request could not be built; the error says why. Nothing was sent.
        RequestInvalid = "request-invalid",
        /// Rejected: the dedupe key was used before for something else.
        DuplicateConflict = "duplicate-conflict",
        /// Rejected: the send was canceled.
        Canceled = "canceled",
        /// Rejected: the call or the template must change.
        RequestRefused = "request-refused",
        /// Rejected: this address must not be tried again by machine.
        RecipientRefused = "recipient-refused",
        /// Rejected: the recipient did not consent, or took the consent back.
        ConsentMissing = "consent-missing",
        /// Rejected: an administrator of the account must act.
        AccountRefused = "account-refused",
        /// Rejected: a result this version does not know; its text is the provider code.
        ResultUnrecognized = "result-unrecognized",
        /// Rejected: 400.
        BadRequest = "bad-request",
        /// Rejected: 401.
        Unauthorized = "unauthorized",
        /// Rejected: 403.
        Forbidden = "forbidden",
        /// Rejected: 404.
        NotFound = "not-found",
        /// Rejected: 405.
        MethodNotAllowed = "method-not-allowed",
        /// Rejected: 409.
        Conflict = "conflict",
        /// Rejected: 415.
        UnsupportedMediaType = "unsupported-media-type",
        /// Rejected: another 4xx.
        ClientError = "client-error",
        /// Rejected: an argument that the method requires is missing or blank.
        MissingVariables = "missing-variables",
        /// Rejected: no such template, or it is not active.
        InvalidTemplate = "invalid-template",
        /// Rejected: no such IP binding.
        InvalidBinding = "invalid-binding",
        /// Rejected: the document did not arrive.
        NoXml = "no-xml",
        /// Rejected: the address of the caller is not on the whitelist.
        IpNotWhitelisted = "ip-not-whitelisted",
        /// Rejected: no such method.
        UnknownMethod = "unknown-method",
        /// Rejected: the action was not taken; the text says why.
        ActionNotTaken = "action-not-taken",
        /// Rejected: refused; the text says why.
        Refused = "refused",
        /// Rejected: a call of a batch was not executed, because an earlier one failed.
        NotExecuted = "not-executed",
        /// Rejected: a redirect. It is never followed: a token would leave for another host.
        Redirect = "redirect",

        /// Deferred: the provider could not take it just now.
        Transient = "transient",
        /// Deferred: 429.
        RateLimited = "rate-limited",
        /// Deferred: 477, the account is moving between data centres.
        Migrating = "migrating",
        /// Deferred: 423.
        Locked = "locked",
        /// Deferred: the edge could not reach the service (521, 522, 523).
        EdgeUnreachable = "edge-unreachable",
        /// Deferred: the edge could not route or verify the service (525, 526, 530). Do not loop.
        EdgeConfiguration = "edge-configuration",
        /// Deferred: the last byte of the request was not handed over.
        NotSent = "not-sent",

        /// Unknown: the service failed (5xx) and may have sent.
        ServerError = "server-error",
        /// Unknown: a success without a result.
        NoResult = "no-result",
        /// Unknown: a status this version does not know; its text is the detail.
        StatusUnrecognized = "status-unrecognized",
        /// Unknown: a success that cannot be read.
        MalformedReply = "malformed-reply",
        /// Unknown: the reply began and did not end.
        IncompleteReply = "incomplete-reply",
        /// Unknown: a call of a batch has no answer.
        NoAnswer = "no-answer",
        /// Unknown: no reply at all.
        NoReply = "no-reply",
    }
}

impl Reason {
    /// The kind this reason belongs to.
    // They stand in the order of their kinds: a table of them takes more flash than two bounds.
    pub const fn kind(self) -> Kind {
        match self as u8 {
            0..REQUEST_INVALID => Kind::Accepted,
            REQUEST_INVALID..TRANSIENT => Kind::Rejected,
            TRANSIENT..SERVER_ERROR => Kind::Deferred,
            SERVER_ERROR.. => Kind::Unknown,
        }
    }
}

const REQUEST_INVALID: u8 = Reason::RequestInvalid as u8;
const TRANSIENT: u8 = Reason::Transient as u8;
const SERVER_ERROR: u8 = Reason::ServerError as u8;

/// When the provider wants to be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum RetryAfter {
    /// So many seconds after the reply. A date was measured against the reply's own Date.
    Seconds(u32),
    /// At this time (seconds since 1970-01-01T00:00:00Z), for a host with a clock: the reply had no Date. The last one
    /// there is, in February 2106, stands for all later ones.
    Date(u32),
}

/// What is known of an attempt without the texts of an [`Outcome`]: what an exchange keeps, next to what its reader does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// See [`Outcome::reason`].
    pub reason: Reason,
    /// See [`Outcome::http_status`].
    pub http_status: u16,
    /// See [`Outcome::retry_after`].
    pub retry_after: Option<RetryAfter>,
    /// See [`Outcome::diagnosis`].
    pub diagnosis: Option<Diagnosis>,
    /// See [`Outcome::is_damaged`].
    pub is_damaged: bool,
}

impl Summary {
    /// Before the first byte: not sent.
    pub(crate) const fn new() -> Self {
        Summary { reason: Reason::NotSent, http_status: 0, retry_after: None, diagnosis: None, is_damaged: false }
    }
}

/// The texts of an [`Outcome`] where they lie: each reader has room for those its provider gives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'r> {
    /// See [`Outcome::provider_code`].
    pub provider_code: TextRef<'r>,
    /// See [`Outcome::text`].
    pub text: TextRef<'r>,
    /// See [`Outcome::correlation_id`].
    pub correlation_id: TextRef<'r>,
    /// See [`Outcome::status_id`].
    pub status_id: TextRef<'r>,
    /// See [`Outcome::event_id`].
    pub event_id: TextRef<'r>,
    /// See [`Outcome::detail`].
    pub detail: TextRef<'r>,
}

/// What became of one attempt.
///
/// It can be read at any time, also after an error or a lost connection; see
/// [`Exchange::outcome`](crate::Exchange::outcome). Texts are the provider's, bounded, in UTF-8, with credentials
/// masked; they may hold any character, so escape them where you show them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Outcome {
    /// Why; it tells the [`kind`](Self::kind).
    pub reason: Reason,
    /// The HTTP status of the final reply, 0 if none came.
    pub http_status: u16,
    /// When to try again, if the provider said.
    pub retry_after: Option<RetryAfter>,
    /// What went wrong, in the cases that are known.
    pub diagnosis: Option<Diagnosis>,
    /// The body of a failure could not be read to its end; what was read is kept.
    pub is_damaged: bool,
    /// The result of the send, else the category of the error, else empty.
    pub provider_code: Text<PROVIDER_CODE_SIZE>,
    /// The provider's message for people.
    pub text: Text<TEXT_SIZE>,
    /// What the provider's support asks for.
    pub correlation_id: Text<CORRELATION_ID_SIZE>,
    /// The key to ask for the status of the send.
    pub status_id: Text<STATUS_ID_SIZE>,
    /// The id of the event the send made. A reply that has a detail of a failure beside it, which the service does not send,
    /// keeps the detail alone; the id is then empty and [truncated](Text::is_truncated).
    pub event_id: Text<EVENT_ID_SIZE>,
    /// What the diagnosis is about: required scopes, credentials not seen, an unknown status. For BlueHornet also what
    /// [`CallOutcome::detail`](crate::bluehornet::CallOutcome::detail) says, such as the id of what was made.
    pub detail: Text<DETAIL_SIZE>,
}

/// Room for [`Outcome::provider_code`], in bytes; the longest known result has 39.
pub const PROVIDER_CODE_SIZE: usize = 40;
/// Room for [`Outcome::text`], in bytes.
pub const TEXT_SIZE: usize = 128;
/// Room for [`Outcome::correlation_id`], in bytes: a UUID.
pub const CORRELATION_ID_SIZE: usize = 36;
/// Room for [`Outcome::status_id`], in bytes.
pub const STATUS_ID_SIZE: usize = 64;
/// Room for [`Outcome::event_id`], in bytes: a UUID.
pub const EVENT_ID_SIZE: usize = 36;
/// Room for [`Outcome::detail`], in bytes.
pub const DETAIL_SIZE: usize = 40;

impl Outcome {
    /// A copy of both.
    pub(crate) fn new(summary: &Summary, texts: &Texts<'_>) -> Self {
        Outcome {
            reason: summary.reason,
            http_status: summary.http_status,
            retry_after: summary.retry_after,
            diagnosis: summary.diagnosis,
            is_damaged: summary.is_damaged,
            provider_code: texts.provider_code.keep(),
            text: texts.text.keep(),
            correlation_id: texts.correlation_id.keep(),
            status_id: texts.status_id.keep(),
            event_id: texts.event_id.keep(),
            detail: texts.detail.keep(),
        }
    }

    /// Accepted, rejected, deferred or unknown.
    pub const fn kind(&self) -> Kind {
        self.reason.kind()
    }
}

/// Room for [`CallOutcome::code`], in bytes.
pub const CALL_CODE_SIZE: usize = 12;
/// Room for [`CallOutcome::text`], in bytes.
pub const CALL_TEXT_SIZE: usize = 96;

/// What became of one call of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CallOutcome {
    /// Which call, from 1.
    pub number: u16,
    /// Why; it tells the kind.
    pub reason: Reason,
    /// What went wrong, in the cases that are known.
    pub diagnosis: Option<Diagnosis>,
    /// The response code, three digits; empty if none came. Its meaning depends on the method.
    pub code: Text<CALL_CODE_SIZE>,
    /// The method, as the reply spells it; empty if the reply does not name it.
    pub method: Text<40>,
    /// The text for people; several are joined by `; `.
    pub text: Text<CALL_TEXT_SIZE>,
    /// Names of missing variables, the address that was refused, the id of what was made, or a reason.
    pub detail: Text<DETAIL_SIZE>,
}

impl CallOutcome {
    pub(crate) const fn new() -> Self {
        CallOutcome {
            number: 0,
            reason: Reason::NoAnswer,
            diagnosis: None,
            code: Text::new(),
            method: Text::new(),
            text: Text::new(),
            detail: Text::new(),
        }
    }

    /// Accepted, rejected, deferred or unknown.
    pub const fn kind(&self) -> Kind {
        self.reason.kind()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reasons stand in the order of their kinds, and no other one has come between.
    #[test]
    fn kinds_of_reasons() {
        use Reason::*;
        for (reasons, kind) in [
            (
                &[Pending, Sent, Queued, DuplicateIgnored, TokenIssued, Done, TaskCreated, DraftCreated][..],
                Kind::Accepted,
            ),
            (&[Transient, RateLimited, Migrating, Locked, EdgeUnreachable, EdgeConfiguration, NotSent], Kind::Deferred),
            (
                &[ServerError, NoResult, StatusUnrecognized, MalformedReply, IncompleteReply, NoAnswer, NoReply],
                Kind::Unknown,
            ),
        ] {
            assert!(Reason::ALL.iter().filter(|reason| reason.kind() == kind).eq(reasons), "{kind}");
        }
    }
}
