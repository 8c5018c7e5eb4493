//! HubSpot: accounts and operations as records, and how an exchange begins with each.

use mailwire::hubspot::{
    Account, AuthorizationCode, CredentialKind, Reader, RefreshToken, SendResult, SendStatus, SingleSend, Texts,
};

use super::exchange::{init, mw_exchange};
use super::failure::{Refusal, mw_failure, mw_status, status};
use super::property::mw_properties;
use super::record::{AccountRecord, OperationRecord, put_default, sized};
use super::slice::{mw_slice, mw_slices, place};
use super::words::{mw_hubspot_oauth_version, mw_hubspot_result_class, mw_hubspot_version};

/// The kind of a HubSpot credential.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_hubspot_credential {
    /// A bearer token: an OAuth access token, a private app token or a service key.
    Bearer = 0,
    /// None, for the OAuth calls: they carry theirs in the body.
    None = 1,
    /// **Retired.** The query key of version 1, which stopped working on 2022-11-30. It stands in the address, where
    /// proxies and logs see it. Only for old stand-ins of the service, and only with `MW_HUBSPOT_VERSION_V1`.
    RetiredV1QueryKey = 2,
}

/// A HubSpot account. Call `mw_hubspot_account_default`, then set what differs. Everything is borrowed from the init of
/// an exchange until it is cleared or not used any more.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_account {
    /// `sizeof(mw_hubspot_account)`.
    pub size: u32,
    /// Which kind of credential: an `mw_hubspot_credential`; a bearer token by default.
    pub credential_kind: u32,
    /// The credential: at most 2048 bytes of what RFC 6750 section 2.1 allows in a token. White space around it is left
    /// out.
    pub credential: mw_slice,
    /// Another host than `api.hubapi.com`: `host` or `host:port`, at most 255 bytes. Empty: the default.
    pub host: mw_slice,
    /// Another User-Agent than `mailwire/` and the version: visible ASCII and blanks between. Empty: the default.
    pub user_agent: mw_slice,
}

/// One templated email to one recipient. Call `mw_hubspot_single_send_default`, then set what differs; `email_id` and
/// `to` are required. Everything is borrowed as the account is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_single_send {
    /// `sizeof(mw_hubspot_single_send)`.
    pub size: u32,
    /// An `mw_hubspot_version`; 0 is the newest dated one.
    pub version: u32,
    /// The id of an email that lives in HubSpot: 1 to 2^63-1.
    pub email_id: u64,
    /// The one recipient: an address, with a display name or without, at most 512 bytes of UTF-8.
    pub to: mw_slice,
    /// The From header, `Name <address>` allowed. Empty: that of the email.
    pub from: mw_slice,
    /// The dedupe key: 1 to 100 characters of `A-Z a-z 0-9 . _ -`; at most one email is sent for each key and account.
    /// Empty: none, and then a send of unknown outcome is never repeated by machine. Derive it from the event, before
    /// the first attempt, never from the clock.
    pub send_id: mw_slice,
    /// Where answers go.
    pub reply_to: mw_slices,
    /// Who gets a copy.
    pub cc: mw_slices,
    /// Who gets a hidden copy.
    pub bcc: mw_slices,
    /// Properties that are **written to the contact**; texts only.
    pub contact: mw_properties,
    /// Properties for this email alone.
    pub custom: mw_properties,
}

/// Asks for the status of a send. Call `mw_hubspot_send_status_default` first. Borrowed as the account is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_send_status {
    /// `sizeof(mw_hubspot_send_status)`.
    pub size: u32,
    /// The `status_id` of the outcome of a send: opaque, at most 255 bytes. It must not lie in the context that is used for
    /// the question: copy it first, it has at most `MW_STATUS_ID_SIZE` bytes.
    pub status_id: mw_slice,
}

/// A new access token for a refresh token. The reply's tokens are handed out as rows: see `mw_hubspot_tokens`. Call
/// `mw_hubspot_refresh_token_default` first. Borrowed as the account is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_refresh_token {
    /// `sizeof(mw_hubspot_refresh_token)`.
    pub size: u32,
    /// An `mw_hubspot_oauth_version`; 0 is the newest dated one.
    pub version: u32,
    /// The id of the app: visible ASCII and blanks, at most 4096 bytes, as all that follows.
    pub client_id: mw_slice,
    /// Its secret.
    pub client_secret: mw_slice,
    /// The refresh token.
    pub refresh_token: mw_slice,
}

/// The first tokens for an authorization code, which works once. Call `mw_hubspot_authorization_code_default` first.
/// Borrowed as the account is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_authorization_code {
    /// `sizeof(mw_hubspot_authorization_code)`.
    pub size: u32,
    /// An `mw_hubspot_oauth_version`; 0 is the newest dated one.
    pub version: u32,
    /// The id of the app: visible ASCII and blanks, at most 4096 bytes, as all that follows.
    pub client_id: mw_slice,
    /// Its secret.
    pub client_secret: mw_slice,
    /// The code.
    pub code: mw_slice,
    /// The redirect address that was used to get the code.
    pub redirect_uri: mw_slice,
    /// The verifier of a proof key (RFC 7636). Empty: none.
    pub code_verifier: mw_slice,
}

const NO_TEXTS: mw_slices = mw_slices { items: core::ptr::null(), count: 0 };

sized! {
    mw_hubspot_account {
        credential_kind: 0, credential: mw_slice::EMPTY, host: mw_slice::EMPTY, user_agent: mw_slice::EMPTY,
    } pointers { credential, host, user_agent }
}
sized! {
    mw_hubspot_single_send {
        version: 0, email_id: 0, to: mw_slice::EMPTY, from: mw_slice::EMPTY, send_id: mw_slice::EMPTY,
        reply_to: NO_TEXTS, cc: NO_TEXTS, bcc: NO_TEXTS,
        contact: mw_properties::NONE, custom: mw_properties::NONE,
    } pointers { to, from, send_id, reply_to, cc, bcc, contact, custom }
}
sized! { mw_hubspot_send_status { status_id: mw_slice::EMPTY } pointers { status_id } }
sized! {
    mw_hubspot_refresh_token {
        version: 0, client_id: mw_slice::EMPTY, client_secret: mw_slice::EMPTY, refresh_token: mw_slice::EMPTY,
    } pointers { client_id, client_secret, refresh_token }
}
sized! {
    mw_hubspot_authorization_code {
        version: 0, client_id: mw_slice::EMPTY, client_secret: mw_slice::EMPTY, code: mw_slice::EMPTY,
        redirect_uri: mw_slice::EMPTY, code_verifier: mw_slice::EMPTY,
    } pointers { client_id, client_secret, code, redirect_uri, code_verifier }
}

impl mw_hubspot_account {
    const fn kind(&self) -> Option<CredentialKind> {
        match self.credential_kind {
            kind if kind == mw_hubspot_credential::Bearer as u32 => Some(CredentialKind::Bearer),
            kind if kind == mw_hubspot_credential::None as u32 => Some(CredentialKind::None),
            kind if kind == mw_hubspot_credential::RetiredV1QueryKey as u32 => Some(CredentialKind::RetiredV1QueryKey),
            _ => None,
        }
    }
}

impl AccountRecord for mw_hubspot_account {
    type Reader = Reader;
    type Account<'a> = Account<'a>;

    #[inline(never)]
    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the texts live as long as the exchange runs.
        let (credential, host, user_agent) =
            unsafe { (self.credential.bytes(), self.host.bytes(), self.user_agent.bytes()) };
        let account = match self.kind().ok_or(mw_status::OutOfRange)? {
            CredentialKind::Bearer => Account::bearer(credential)?,
            CredentialKind::None => Account::without_credential(),
            CredentialKind::RetiredV1QueryKey => Account::retired_v1_query_key(credential)?,
        };
        if !host.is_empty() {
            account.host(host)?;
        }
        if !user_agent.is_empty() {
            account.user_agent(user_agent)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn account(&self) -> Account<'_> {
        // SAFETY: the texts live as long as the exchange runs.
        let (credential, host, user_agent) =
            unsafe { (self.credential.bytes(), self.host.bytes(), self.user_agent.bytes()) };
        Account::unchecked(self.kind().unwrap_or(CredentialKind::None), credential, host, user_agent)
    }
}

impl OperationRecord for mw_hubspot_single_send {
    type AccountRecord = mw_hubspot_account;
    type Operation<'a> = SingleSend<'a>;

    #[inline(never)]
    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the texts live as long as the exchange runs.
        let (to, from, send_id) = unsafe { (self.to.bytes(), self.from.bytes(), self.send_id.bytes()) };
        mw_hubspot_version::from_code(self.version).ok_or(mw_status::OutOfRange)?;
        Ok(SingleSend::unchecked(self.email_id, to, from, send_id).check_values()?)
    }

    #[inline(always)]
    fn operation(&self) -> SingleSend<'_> {
        // SAFETY: the texts live as long as the exchange runs.
        let (to, from, send_id) = unsafe { (self.to.bytes(), self.from.bytes(), self.send_id.bytes()) };
        SingleSend::unchecked(self.email_id, to, from, send_id)
            .version(mw_hubspot_version::from_code(self.version).unwrap_or_default())
            .reply_to(Texts::Indexed(&self.reply_to))
            .cc(Texts::Indexed(&self.cc))
            .bcc(Texts::Indexed(&self.bcc))
            .contact(self.contact.lend())
            .custom(self.custom.lend())
    }
}

impl OperationRecord for mw_hubspot_send_status {
    type AccountRecord = mw_hubspot_account;
    type Operation<'a> = SendStatus<'a>;

    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the text lives as long as the exchange runs.
        SendStatus::new(unsafe { self.status_id.bytes() })?;
        Ok(())
    }

    fn operation(&self) -> SendStatus<'_> {
        // SAFETY: the text lives as long as the exchange runs.
        SendStatus::unchecked(unsafe { self.status_id.bytes() })
    }
}

impl OperationRecord for mw_hubspot_refresh_token {
    type AccountRecord = mw_hubspot_account;
    type Operation<'a> = RefreshToken<'a>;

    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the texts live as long as the exchange runs.
        let (id, secret, token) =
            unsafe { (self.client_id.bytes(), self.client_secret.bytes(), self.refresh_token.bytes()) };
        mw_hubspot_oauth_version::from_code(self.version).ok_or(mw_status::OutOfRange)?;
        RefreshToken::new(id, secret, token)?;
        Ok(())
    }

    fn operation(&self) -> RefreshToken<'_> {
        // SAFETY: the texts live as long as the exchange runs.
        let (id, secret, token) =
            unsafe { (self.client_id.bytes(), self.client_secret.bytes(), self.refresh_token.bytes()) };
        let version = mw_hubspot_oauth_version::from_code(self.version).unwrap_or_default();
        RefreshToken::unchecked(id, secret, token).version(version)
    }
}

impl mw_hubspot_authorization_code {
    fn texts(&self) -> [&[u8]; 5] {
        // SAFETY: the texts live as long as the exchange runs.
        unsafe {
            [
                self.client_id.bytes(),
                self.client_secret.bytes(),
                self.code.bytes(),
                self.redirect_uri.bytes(),
                self.code_verifier.bytes(),
            ]
        }
    }
}

impl OperationRecord for mw_hubspot_authorization_code {
    type AccountRecord = mw_hubspot_account;
    type Operation<'a> = AuthorizationCode<'a>;

    fn check_values(&self) -> Result<(), Refusal> {
        let [id, secret, code, uri, verifier] = self.texts();
        mw_hubspot_oauth_version::from_code(self.version).ok_or(mw_status::OutOfRange)?;
        let call = AuthorizationCode::new(id, secret, code, uri)?;
        if !verifier.is_empty() {
            call.code_verifier(verifier)?;
        }
        Ok(())
    }

    fn operation(&self) -> AuthorizationCode<'_> {
        let [id, secret, code, uri, verifier] = self.texts();
        let version = mw_hubspot_oauth_version::from_code(self.version).unwrap_or_default();
        AuthorizationCode::unchecked(id, secret, code, uri, verifier).version(version)
    }
}

/// A HubSpot account with the defaults: the usual host, a bearer token that is still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_account_default(out: *mut mw_hubspot_account, size: usize) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// A single send with the defaults: newest version, no lists; `email_id` and `to` are still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_single_send_default(out: *mut mw_hubspot_single_send, size: usize) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// A question for the status of a send; `status_id` is still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_send_status_default(out: *mut mw_hubspot_send_status, size: usize) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// A token call by refresh token; everything but the version is still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_refresh_token_default(
    out: *mut mw_hubspot_refresh_token,
    size: usize,
) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// A token call by authorization code; everything but version and verifier is still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_authorization_code_default(
    out: *mut mw_hubspot_authorization_code,
    size: usize,
) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// Begins an exchange that sends one email through HubSpot. Every value is checked; nothing is sent yet.
///
/// `exchange` is memory of `size` bytes, at least `MW_HUBSPOT_EXCHANGE_WORDS` words, aligned for `uint64_t`; what was in
/// it does not matter. `account` and `send`, with all they point to, are borrowed until the exchange is over.
///
/// Errors: `MW_STATUS_ERROR_CONFIG` with the field, `MW_STATUS_WRONG_SIZE`, `MW_STATUS_NULL_POINTER`,
/// `MW_STATUS_BAD_POINTER`, `MW_STATUS_OUT_OF_RANGE`. The context is then not initialised.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_single_send_init(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const mw_hubspot_account,
    send: *const mw_hubspot_single_send,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for what `init` asks for.
    unsafe { init(exchange, size, account, send, failure) }
}

/// Begins an exchange that asks for the status of a send. As `mw_hubspot_single_send_init`.
///
/// The outcome tells of the send where the question was answered: `http_status` is 200 and the kind is not `unknown`. Else
/// it tells of the question alone, which may always be asked again. A send that comes out `deferred` is repeated as one
/// whose own outcome was: give this outcome to `mw_retry_decide`, with the dedupe of the send.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_send_status_init(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const mw_hubspot_account,
    status: *const mw_hubspot_send_status,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for what `init` asks for.
    unsafe { init(exchange, size, account, status, failure) }
}

/// Begins an exchange that gets an access token for a refresh token. As `mw_hubspot_single_send_init`; the account
/// needs no credential.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_refresh_token_init(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const mw_hubspot_account,
    call: *const mw_hubspot_refresh_token,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for what `init` asks for.
    unsafe { init(exchange, size, account, call, failure) }
}

/// Begins an exchange that gets the first tokens for an authorization code. As `mw_hubspot_single_send_init`; the
/// account needs no credential.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_authorization_code_init(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const mw_hubspot_account,
    call: *const mw_hubspot_authorization_code,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for what `init` asks for.
    unsafe { init(exchange, size, account, call, failure) }
}

/// How long to wait before the status poll of number `poll` (from 0), in milliseconds.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` after about five minutes of polling: give up. `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_poll_after_ms(poll: u32, out_ms: *mut u32) -> mw_status {
    status((|| {
        let out = place(out_ms)?;
        let poll = u8::try_from(poll).map_err(|_| mw_status::OutOfRange)?;
        let ms = SendStatus::poll_after_ms(poll).ok_or(mw_status::OutOfRange)?;
        // SAFETY: the header asks for a place.
        unsafe { out.put(ms) };
        Ok(())
    })())
}

/// What is known of a result of a send.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_send_result {
    /// Who has to act: an `mw_hubspot_result_class`.
    pub class: u32,
    /// Whether HubSpot documents the meaning; the others are read off the name.
    pub is_documented: bool,
    /// What it means, for a person. Static.
    pub meaning: mw_slice,
}

/// Looks a result of a send up, such as the `provider_code` of an outcome. Links the table of meanings.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` if it is not in the table, which is open; `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_find_send_result(value: mw_slice, out: *mut mw_hubspot_send_result) -> mw_status {
    status((|| {
        value.check()?;
        let out = place(out)?;
        // SAFETY: the text lives through the call.
        let result = SendResult::from_value(unsafe { value.bytes() }).ok_or(mw_status::OutOfRange)?;
        let class = mw_hubspot_result_class::from(result.class()) as u32;
        let meaning = mw_slice::of(result.meaning().as_bytes());
        // SAFETY: the header asks for a place.
        unsafe { out.put(mw_hubspot_send_result { class, is_documented: result.is_documented(), meaning }) };
        Ok(())
    })())
}
