//! The accepted mails, as `GET /sandbox/messages` lists them.

use crate::binder::Mail;
use crate::clock;
use crate::status::Progress;
use crate::version::Version;
use serde::Serialize;
use serde_json::{Map, Value};

/// A mail that the sandbox took over: a call that was answered with 200 and was no repeat of a sendId.
///
/// In JSON the members have the names of the HubSpot API (`sendId`, `emailId`, ...).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// The dedupe key, if the request had one.
    pub send_id: Option<String>,
    /// The content id of the email.
    pub email_id: i64,
    /// The recipient.
    pub to: String,
    /// The From value, if the request had one.
    pub from: Option<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Blind copies.
    pub bcc: Vec<String>,
    /// Reply-To addresses, from `replyTo` and on v1 also from `replyToList`.
    pub reply_to: Vec<String>,
    /// Values for the contact record; of a name that occurs twice the last one.
    pub contact_properties: Map<String, Value>,
    /// Values for this mail only.
    pub custom_properties: Map<String, Value>,
    /// The form of the call.
    pub version: Version,
    /// The account of the credential.
    pub account: u64,
    /// The key of the status query. A v1 reply does not tell it.
    pub status_id: String,
    /// `PENDING`, `PROCESSING`, `CANCELED` or `COMPLETE`.
    pub status: &'static str,
    /// The outcome, once the status is `COMPLETE`.
    pub send_result: Option<String>,
    /// When the request came, RFC 3339.
    pub requested_at: String,
    /// When the status left `PENDING`.
    pub started_at: Option<String>,
    /// When the status became `COMPLETE` or `CANCELED`.
    pub completed_at: Option<String>,
}

impl Message {
    pub(crate) fn new(version: Version, account: u64, mail: Mail, progress: &Progress) -> Self {
        let mut message = Message {
            send_id: mail.send_id,
            email_id: mail.email_id,
            to: mail.to,
            from: mail.from,
            cc: mail.cc,
            bcc: mail.bcc,
            reply_to: mail.reply_to,
            contact_properties: mail.contact_properties.into_iter().collect(),
            custom_properties: mail.custom_properties.into_iter().collect(),
            version,
            account,
            status_id: progress.status_id.clone(),
            status: progress.status(),
            send_result: None,
            requested_at: clock::rfc3339(progress.requested_at),
            started_at: None,
            completed_at: None,
        };
        message.update(progress);
        message
    }

    pub(crate) fn update(&mut self, progress: &Progress) {
        self.status = progress.status();
        self.send_result = progress.send_result().map(str::to_owned);
        self.started_at = progress.started_at.map(clock::rfc3339);
        self.completed_at = progress.completed_at.map(clock::rfc3339);
    }
}
