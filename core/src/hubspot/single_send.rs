//! Single send: one templated email to one recipient.

use crate::error::{Error, Field, Problem};
use crate::http::header;
use crate::http::request::{Head, Method};
use crate::operation::{Dedupe, Operation};
use crate::text::{Cursor, is_visible, percent};

use super::property::check_utf8;
use super::reply::{Reader, ReplyOf};
use super::{Account, ApiVersion, Properties, Texts};

/// One single send of any version; `emailId` names an email that lives in HubSpot, the call only fills it.
///
/// One representation is written in the shape each version wants. Subject, HTML, attachments and several recipients
/// do not exist in this API.
///
/// ```
/// use mailwire::hubspot::SingleSend;
/// let send = SingleSend::new(4126643121, "jane@customer.example")?
///     .send_id("boiler-7-overheat-0042")?
///     .custom(&[("alert", "Boiler 7: 96 °C")]);
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SingleSend<'a> {
    version: ApiVersion,
    email_id: u64,
    to: &'a [u8],
    from: &'a [u8],
    send_id: &'a [u8],
    reply_to: Texts<'a>,
    cc: Texts<'a>,
    bcc: Texts<'a>,
    contact: Properties<'a>,
    custom: Properties<'a>,
    /// What is not a list was checked when it was set.
    is_checked: bool,
}

/// Longest address with its display name, in bytes. RFC 5321 allows 254 for the address alone.
const ADDRESS_LIMIT: u32 = 512;
/// Longest `sendId`, in bytes. Undocumented; what is known to work.
const SEND_ID_LIMIT: u32 = 100;

impl<'a> SingleSend<'a> {
    /// A send of the email `email_id` to the one recipient `to`, in the default version.
    ///
    /// # Errors
    /// [`Error::Config`]: `EmailId` outside 1 to 2^63-1; `To` empty, over 512 bytes, with a control, not UTF-8, not an
    /// address, or several addresses.
    pub fn new(email_id: u64, to: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let to = to.as_ref();
        check_email_id(email_id)?;
        check_recipient(to)?;
        Ok(SingleSend { is_checked: true, ..Self::unchecked(email_id, to, b"", b"") })
    }

    /// A send of values that were checked before, in the same exchange: for a caller that keeps the values and not the
    /// send, and puts it together whenever it is asked for. Empty is none.
    #[inline(always)]
    pub fn unchecked(email_id: u64, to: &'a [u8], from: &'a [u8], send_id: &'a [u8]) -> Self {
        SingleSend {
            version: ApiVersion::default(),
            email_id,
            to,
            from,
            send_id,
            reply_to: Texts::Slice(&[]),
            cc: Texts::Slice(&[]),
            bcc: Texts::Slice(&[]),
            contact: Properties::Texts(&[]),
            custom: Properties::Texts(&[]),
            is_checked: false,
        }
    }

    /// Another version than the newest dated one.
    #[inline(always)]
    pub fn version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self
    }

    /// The dedupe key: at most one email is sent per key and account. Without it a send of unknown outcome cannot be
    /// repeated safely. Derive it from the event, before the first attempt, never from the clock.
    ///
    /// # Errors
    /// [`Error::Config`] for `SendId`: 1 to 100 characters of `A-Z a-z 0-9 . _ -`.
    pub fn send_id(mut self, send_id: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        self.send_id = send_id.as_ref();
        check_send_id(self.send_id)?;
        Ok(self)
    }

    /// The From header, `Name <address>` allowed; it replaces the one in the email. An address whose domain is not
    /// connected to the account is rewritten by HubSpot.
    ///
    /// # Errors
    /// [`Error::Config`] for `From`.
    pub fn from(mut self, from: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        self.from = from.as_ref();
        check_address(self.from, Field::From, 0)?;
        Ok(self)
    }

    /// Where answers go. Checked when the exchange begins.
    #[inline(always)]
    pub fn reply_to(mut self, addresses: impl Into<Texts<'a>>) -> Self {
        self.reply_to = addresses.into();
        self
    }

    /// Who gets a copy; copies are not tracked. Checked when the exchange begins.
    #[inline(always)]
    pub fn cc(mut self, addresses: impl Into<Texts<'a>>) -> Self {
        self.cc = addresses.into();
        self
    }

    /// Who gets a hidden copy; an archive, for example. Checked when the exchange begins.
    #[inline(always)]
    pub fn bcc(mut self, addresses: impl Into<Texts<'a>>) -> Self {
        self.bcc = addresses.into();
        self
    }

    /// Properties that are **written to the contact** and visible as `{{ contact.NAME }}`; texts only. Checked when
    /// the exchange begins.
    #[inline(always)]
    pub fn contact(mut self, properties: impl Into<Properties<'a>>) -> Self {
        self.contact = properties.into();
        self
    }

    /// Properties for this email alone, visible as `{{ custom.NAME }}`. Checked when the exchange begins.
    #[inline(always)]
    pub fn custom(mut self, properties: impl Into<Properties<'a>>) -> Self {
        self.custom = properties.into();
        self
    }

    /// Every value of the message can be sent; what the methods above have checked is not looked at again.
    /// [`Exchange`](crate::Exchange) asks this before the first byte leaves.
    ///
    /// # Errors
    /// [`Error::Config`] with the field, and the index in lists.
    #[inline(always)]
    pub fn check(&self) -> Result<(), Error> {
        if !self.is_checked {
            self.check_values()?;
        }
        self.check_lists()
    }

    /// Every value that is not a list can be sent.
    ///
    /// # Errors
    /// [`Error::Config`] with the field.
    // The parts of the check take the stack of a device one after the other, not on top of each other. They are given
    // single values: whoever has put a send together for this question alone does not need all of it in memory then.
    #[inline(always)]
    pub fn check_values(&self) -> Result<(), Error> {
        check_email_id(self.email_id)?;
        check_recipient(self.to)?;
        if !self.from.is_empty() {
            check_address(self.from, Field::From, 0)?;
        }
        if !self.send_id.is_empty() {
            check_send_id(self.send_id)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn check_lists(&self) -> Result<(), Error> {
        check_addresses(self.reply_to, Field::ReplyTo)?;
        check_addresses(self.cc, Field::Cc)?;
        check_addresses(self.bcc, Field::Bcc)?;
        self.contact.check(Field::ContactPropertyName, Field::ContactPropertyValue, true)?;
        self.custom.check(Field::CustomPropertyName, Field::CustomPropertyValue, false)
    }

    /// The JSON body.
    // Its parts are not inlined: what each takes of the stack is given back before the next.
    #[inline(always)]
    pub(crate) fn emit(&self, out: &mut Cursor<'_>) {
        let all = self.version.sends_empty_members();
        out.raw(b"{\"emailId\":");
        out.decimal(self.email_id);
        out.raw(b",\"message\":{\"to\"");
        out.json(b':', self.to);
        emit_text(out, b",\"from\"", self.from);
        emit_text(out, b",\"sendId\"", self.send_id);
        match (self.version.has_property_lists(), self.reply_to.len()) {
            (true, 1) => {
                out.raw(b",\"replyTo\"");
                out.json(b':', self.reply_to.get(0).unwrap_or(b""));
            }
            (true, _) => emit_texts(out, b",\"replyToList\":", self.reply_to, all),
            (false, _) => emit_texts(out, b",\"replyTo\":", self.reply_to, all),
        }
        emit_texts(out, b",\"cc\":", self.cc, all);
        emit_texts(out, b",\"bcc\":", self.bcc, all);
        out.raw(b"}");
        emit_properties(out, b",\"contactProperties\":", self.contact, self.version);
        emit_properties(out, b",\"customProperties\":", self.custom, self.version);
        out.raw(b"}");
    }
}

#[inline(never)]
fn emit_properties(out: &mut Cursor<'_>, name: &[u8], properties: Properties<'_>, version: ApiVersion) {
    if version.sends_empty_members() || !properties.is_empty() {
        out.raw(name);
        properties.emit(out, version.has_property_lists());
    }
}

#[inline(never)]
fn emit_text(out: &mut Cursor<'_>, name: &[u8], text: &[u8]) {
    if !text.is_empty() {
        out.raw(name);
        out.json(b':', text);
    }
}

#[inline(never)]
fn emit_texts(out: &mut Cursor<'_>, name: &[u8], texts: Texts<'_>, even_if_empty: bool) {
    if texts.is_empty() {
        if even_if_empty {
            out.raw(name);
            out.raw(b"[]");
        }
        return;
    }
    out.raw(name);
    let mut lead = b'[';
    for text in texts.iter() {
        out.json(lead, text);
        lead = b',';
    }
    out.raw(b"]");
}

fn check_email_id(email_id: u64) -> Result<(), Error> {
    if email_id == 0 || email_id > i64::MAX as u64 {
        return Err(Error::config(Field::EmailId, Problem::OutOfRange));
    }
    Ok(())
}

#[inline(never)]
fn check_send_id(send_id: &[u8]) -> Result<(), Error> {
    header::check(Field::SendId, send_id, SEND_ID_LIMIT, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
    })
}

#[inline(never)]
fn check_addresses(list: Texts<'_>, field: Field) -> Result<(), Error> {
    for (index, address) in list.iter().enumerate() {
        check_address(address, field, u16::try_from(index).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

/// Something on both sides of an `@`, no controls, UTF-8. The service judges the rest.
#[inline(never)]
fn check_address(text: &[u8], field: Field, item: u16) -> Result<(), Error> {
    let wrong = |problem| Err(Error::Config { field, item, problem });
    if text.is_empty() {
        return wrong(Problem::Empty);
    }
    if text.len() > ADDRESS_LIMIT as usize {
        return wrong(Problem::TooLong { limit: ADDRESS_LIMIT, length: text.len() as u32 });
    }
    if !is_visible(text) {
        if let Some(at) = text.iter().position(|byte| *byte < 0x20 || *byte == 0x7f) {
            return wrong(Problem::Forbidden { offset: at as u32 });
        }
        if let Err(problem) = check_utf8(text) {
            return wrong(problem);
        }
    }
    let is_address = text.iter().rposition(|byte| *byte == b'@').is_some_and(|at| {
        let part =
            |byte: Option<&u8>| byte.is_some_and(|byte| !matches!(byte, b' ' | b'<' | b'>' | b'@' | b',' | b';'));
        part(at.checked_sub(1).and_then(|before| text.get(before))) && part(text.get(at + 1))
    });
    if is_address { Ok(()) } else { wrong(Problem::NotAnAddress) }
}

/// Exactly one address.
#[inline(never)]
fn check_recipient(to: &[u8]) -> Result<(), Error> {
    check_address(to, Field::To, 0)?;
    // There is one `@`: another one, or what separates addresses, is too much.
    if to.iter().map(|byte| u16::from(*byte == b'@') + 2 * u16::from(matches!(byte, b',' | b';'))).sum::<u16>() > 1 {
        return Err(Error::config(Field::To, Problem::SeveralAddresses));
    }
    Ok(())
}

impl<'a> Operation<Account<'a>> for SingleSend<'_> {
    #[inline(always)]
    fn check(&self, account: &Account<'a>) -> Result<(), Error> {
        account.check(Some(self.version))?;
        SingleSend::check(self)
    }

    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self, account: &Account<'a>) -> bool {
        account.check(Some(self.version)).is_ok()
            && (self.is_checked || self.check_values().is_ok())
            && check_addresses(self.reply_to, Field::ReplyTo).is_ok()
            && check_addresses(self.cc, Field::Cc).is_ok()
            && check_addresses(self.bcc, Field::Bcc).is_ok()
            && self.contact.may_be_written(true)
            && self.custom.may_be_written(false)
    }

    fn head<'s>(&'s self, account: &'s Account<'a>) -> Head<'s> {
        account.head(Method::Post, Some("application/json"))
    }

    fn target(&self, account: &Account<'a>, out: &mut Cursor<'_>) {
        out.raw(self.version.path().as_bytes());
        if let Some(key) = account.query_key() {
            out.raw(b"?hapikey=");
            percent::encode(out, key);
        }
    }

    fn body(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        self.emit(out);
    }

    fn reader(&self, _: &Account<'a>) -> Reader {
        Reader::new(ReplyOf::Send)
    }

    fn dedupe(&self) -> Dedupe<'_> {
        match self.send_id {
            b"" => Dedupe::None,
            key => Dedupe::Key { key, place: "message.sendId", window_s: None },
        }
    }
}
