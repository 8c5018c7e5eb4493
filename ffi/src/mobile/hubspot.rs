//! HubSpot: an account, single sends, and the status of a send.

use std::fmt;
use std::sync::Arc;

use mailwire::hubspot;
use secrecy::{ExposeSecret, SecretString};

use super::failure::MailwireError;
use super::property::{Lent, Properties};
use super::reading::Reading;
use super::request::{HttpRequest, prepare};
use super::words::{HubSpotResultClass, HubSpotVersion};

/// A HubSpot account by its credential. It prints without it.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct HubSpotAccount {
    credential: Credential,
    place: Place,
}

enum Credential {
    Bearer(SecretString),
    RetiredV1QueryKey(SecretString),
}

/// Where HubSpot is, and who asks.
pub(super) struct Place {
    pub(super) host: Option<String>,
    pub(super) user_agent: Option<String>,
}

impl Place {
    /// The account with this place instead of the default.
    pub(super) fn of<'a>(&'a self, mut account: hubspot::Account<'a>) -> Result<hubspot::Account<'a>, mailwire::Error> {
        if let Some(host) = &self.host {
            account = account.host(host)?;
        }
        if let Some(user_agent) = &self.user_agent {
            account = account.user_agent(user_agent)?;
        }
        Ok(account)
    }
}

impl HubSpotAccount {
    fn checked(self) -> Result<Self, MailwireError> {
        self.lend()?;
        Ok(self)
    }

    fn lend(&self) -> Result<hubspot::Account<'_>, mailwire::Error> {
        self.place.of(match &self.credential {
            Credential::Bearer(token) => hubspot::Account::bearer(token.expose_secret())?,
            Credential::RetiredV1QueryKey(key) => hubspot::Account::retired_v1_query_key(key.expose_secret())?,
        })
    }
}

#[uniffi::export]
impl HubSpotAccount {
    /// An account by its bearer token: an OAuth access token, a private app token or a service key. White space around
    /// it is left out.
    ///
    /// `host` is another host than `api.hubapi.com`: `host` or `host:port`. `userAgent` is another User-Agent than
    /// `mailwire/` and the version.
    ///
    /// Throws `Config` for `token` (`empty`, `tooLong` over 2048 bytes, `forbidden`, and the kinds of credential that
    /// never work as a bearer token: `isApiKey`, `isSmtpToken`, `isPersonalAccessKey`), `host`, `userAgent`.
    #[uniffi::constructor(default(host = None, user_agent = None))]
    pub fn bearer(token: String, host: Option<String>, user_agent: Option<String>) -> Result<Arc<Self>, MailwireError> {
        let credential = Credential::Bearer(token.into());
        HubSpotAccount { credential, place: Place { host, user_agent } }.checked().map(Arc::new)
    }

    /// **Retired.** The query key of version 1, which stopped working on 2022-11-30. It stands in the address, where
    /// proxies and logs see it. Only for old stand-ins of the service, and only with version `v1`.
    ///
    /// Throws `Config` for `queryKey` (`empty`, `tooLong` over 2048 bytes, `forbidden`, and `isBearerToken` for a
    /// private app token), `host`, `userAgent`.
    #[uniffi::constructor(default(host = None, user_agent = None))]
    pub fn retired_v1_query_key(
        key: String,
        host: Option<String>,
        user_agent: Option<String>,
    ) -> Result<Arc<Self>, MailwireError> {
        let credential = Credential::RetiredV1QueryKey(key.into());
        HubSpotAccount { credential, place: Place { host, user_agent } }.checked().map(Arc::new)
    }

    /// The request that sends one email.
    ///
    /// Throws `Config` with the field, and its index in lists.
    pub fn prepare_single_send(&self, send: &HubSpotSingleSend) -> Result<Arc<HttpRequest>, MailwireError> {
        fn addresses(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        let (reply_to, cc, bcc) = (addresses(&send.reply_to), addresses(&send.cc), addresses(&send.bcc));
        let (contact, custom) = (Lent::of(send.contact.as_ref()), Lent::of(send.custom.as_ref()));
        // No number of an email is negative: 0 is refused as these are.
        let email_id = u64::try_from(send.email_id).unwrap_or(0);
        let mut operation = hubspot::SingleSend::new(email_id, &send.to)?
            .version(send.version.map_or_else(Default::default, Into::into))
            .reply_to(reply_to.as_slice())
            .cc(cc.as_slice())
            .bcc(bcc.as_slice())
            .contact(contact.core())
            .custom(custom.core());
        if let Some(from) = &send.from {
            operation = operation.from(from)?;
        }
        if let Some(send_id) = &send.send_id {
            operation = operation.send_id(send_id)?;
        }
        prepare(&self.lend()?, &operation, Reading::HubSpot)
    }

    /// The request that asks what became of a send, by the `statusId` of its outcome. One path serves all versions. The
    /// reason `pending` means: ask again, see `sendStatusPollAfterMs`.
    ///
    /// Throws `Config` for `statusId`: empty, over 255 bytes, with a control, or `.` or `..`.
    pub fn prepare_send_status(&self, status_id: &str) -> Result<Arc<HttpRequest>, MailwireError> {
        prepare(&self.lend()?, &hubspot::SendStatus::new(status_id)?, Reading::HubSpot)
    }
}

impl fmt::Display for HubSpotAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.credential {
            Credential::Bearer(_) => "bearer",
            Credential::RetiredV1QueryKey(_) => "retired-v1-query-key",
        };
        write!(f, "HubSpotAccount({kind} ***)")
    }
}

impl fmt::Debug for HubSpotAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One templated email to one recipient. Subject, HTML, attachments and several recipients do not exist in this API.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct HubSpotSingleSend {
    /// The id of an email that lives in HubSpot, from 1.
    pub email_id: i64,
    /// The one recipient: an address, with a display name or without, at most 512 bytes.
    pub to: String,
    /// The dedupe key: 1 to 100 characters of `A-Z a-z 0-9 . _ -`; at most one email is sent for each key and account.
    /// Without it a send of unknown outcome is never repeated by machine. Derive it from the event, before the first
    /// attempt, never from the clock.
    #[uniffi(default = None)]
    pub send_id: Option<String>,
    /// Properties for this email alone, visible as `{{ custom.NAME }}`.
    #[uniffi(default = None)]
    pub custom: Option<Properties>,
    /// Properties that are **written to the contact** and visible as `{{ contact.NAME }}`; texts only.
    #[uniffi(default = None)]
    pub contact: Option<Properties>,
    /// The From header, `Name <address>` allowed, in place of that of the email. An address whose domain is not
    /// connected to the account is rewritten by HubSpot.
    #[uniffi(default = None)]
    pub from: Option<String>,
    /// Where answers go.
    #[uniffi(default = [])]
    pub reply_to: Vec<String>,
    /// Who gets a copy; copies are not tracked.
    #[uniffi(default = [])]
    pub cc: Vec<String>,
    /// Who gets a hidden copy; an archive, for example.
    #[uniffi(default = [])]
    pub bcc: Vec<String>,
    /// Another version than the newest dated one.
    #[uniffi(default = None)]
    pub version: Option<HubSpotVersion>,
}

/// How long to wait before the poll of this number (from 0) for the status of a send, in milliseconds: 1 s after it was
/// accepted, then 2, 4, 8, 15, 30 s. Nothing after about five minutes, and for a negative number.
#[uniffi::export]
pub fn send_status_poll_after_ms(poll: i32) -> Option<i64> {
    hubspot::SendStatus::poll_after_ms(u8::try_from(poll).ok()?).map(i64::from)
}

/// What is known of a result of a send.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct HubSpotSendResult {
    /// The result as it stands in the reply, such as `SENT`.
    pub value: String,
    /// Who has to act.
    pub class: HubSpotResultClass,
    /// Whether HubSpot documents the meaning; the others are read off the name.
    pub is_documented: bool,
    /// What it means, for a person.
    pub meaning: String,
}

/// What is known of the result of a send that stands in `providerCode` of its outcome; nothing for one that is not
/// known.
#[uniffi::export]
pub fn hub_spot_send_result(value: &str) -> Option<HubSpotSendResult> {
    let row = hubspot::SendResult::from_value(value.as_bytes())?;
    Some(HubSpotSendResult {
        value: row.value().to_owned(),
        class: row.class().into(),
        is_documented: row.is_documented(),
        meaning: row.meaning().to_owned(),
    })
}
