//! The receiving side: the body of a single send of any version back into the same typed request, for gateways, test
//! servers and round trips. It says what is wrong and where, as the provider's binder would.

use core::fmt;

use crate::error::{Error, Limit, words};
use crate::text::json::{self, Parent, children, decode};
use crate::text::line_and_column;

use super::{ApiVersion, Properties, Property, SingleSend, Texts, Value};

words! {
    /// What is wrong with a body.
    #[non_exhaustive]
    BodyFault {
        /// Nothing but white space.
        NoContent = "no-content",
        /// Not JSON.
        Syntax = "syntax",
        /// Not JSON but the way another language prints its own values, such as `{:a=>1}` or `{'a': None}`.
        DebugForm = "debug-form",
        /// An array around the object.
        ArrayAroundObject = "array-around-object",
        /// Properties as lists, which only version 1 takes.
        ListUnderV3 = "list-under-v3",
        /// Properties as a map, which version 1 does not take.
        MapUnderV1 = "map-under-v1",
        /// A value of another type than the member has.
        WrongType = "wrong-type",
        /// A member that must be there is not; the place is the brace that ends its object.
        MissingMember = "missing-member",
        /// A member that this version does not have.
        UnknownMember = "unknown-member",
        /// A value that is refused; [`BodyError::error`] says why.
        InvalidValue = "invalid-value",
        /// The lent room is too small; [`BodyError::error`] says which.
        NoRoom = "no-room",
    }
}

/// What is wrong with a body, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyError {
    /// What.
    pub fault: BodyFault,
    /// Line of the byte at fault, from 1.
    pub line: u32,
    /// Column of the byte at fault, from 1, in bytes.
    pub column: u32,
    /// For `InvalidValue` and `NoRoom`.
    pub error: Option<Error>,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.fault.as_str(), self.line, self.column)?;
        self.error.map_or(Ok(()), |error| write!(f, ": {error}"))
    }
}

impl core::error::Error for BodyError {}

/// Room for the decoded request: it borrows from here, not from the body.
#[derive(Debug)]
pub struct Room<'a> {
    /// For texts; as many bytes as the body has are always enough.
    pub text: &'a mut [u8],
    /// One slot for each address in cc, bcc and replyTo.
    pub texts: &'a mut [&'a str],
    /// One slot for each property.
    pub properties: &'a mut [Property<'a>],
}

/// Reads a single-send body of `version`.
///
/// ```
/// use mailwire::hubspot::request::{BodyFault, Room, parse};
/// use mailwire::hubspot::{ApiVersion, Property, SingleSend};
/// let mut room = ([0; 128], [""; 4], [Property::new("", ""); 4]);
/// let body = br#"{"emailId":7,"message":{"to":"a@b"},"customProperties":{"t":"21 \u00b0C"}}"#;
/// let room = Room { text: &mut room.0, texts: &mut room.1, properties: &mut room.2 };
/// let send = parse(body, ApiVersion::V3, room)?;
/// let custom = [("t", "21 °C")];
/// assert_eq!(send, SingleSend::new(7, "a@b").unwrap().version(ApiVersion::V3).custom(&custom));
/// # Ok::<(), mailwire::hubspot::request::BodyError>(())
/// ```
///
/// # Errors
/// [`BodyError`], for each [`BodyFault`].
pub fn parse<'a>(body: &[u8], version: ApiVersion, room: Room<'a>) -> Result<SingleSend<'a>, BodyError> {
    let binder = Binder { body, version };
    binder.bind(room)
}

struct Binder<'b> {
    body: &'b [u8],
    version: ApiVersion,
}

type Bound<T> = Result<T, BodyError>;

impl<'b> Binder<'b> {
    /// A fault at the first byte of `part`, which is a part of the body.
    fn wrong(&self, fault: BodyFault, part: &[u8]) -> BodyError {
        let at = (part.as_ptr() as usize).wrapping_sub(self.body.as_ptr() as usize);
        self.wrong_at(fault, at)
    }

    fn wrong_at(&self, fault: BodyFault, at: usize) -> BodyError {
        let (line, column) = line_and_column(self.body, at);
        BodyError { fault, line, column, error: None }
    }

    fn invalid(&self, part: &[u8]) -> impl FnOnce(Error) -> BodyError {
        let place = self.wrong(BodyFault::InvalidValue, part);
        move |error| BodyError { error: Some(error), ..place }
    }

    fn bind<'a>(&self, room: Room<'a>) -> Bound<SingleSend<'a>> {
        if self.body.trim_ascii().is_empty() {
            return Err(self.wrong_at(BodyFault::NoContent, 0));
        }
        if let Err((_, at)) = json::check(self.body) {
            let fault = if self.is_debug_form(at) { BodyFault::DebugForm } else { BodyFault::Syntax };
            return Err(self.wrong_at(fault, at));
        }
        let document = self.body.trim_ascii();
        let Room { text, texts, properties } = room;
        let mut store = Store { binder: self, text, texts, properties };
        let (mut email_id, mut message) = (None, None);
        let (mut contact, mut custom) = (Properties::default(), Properties::default());
        self.object(document, |name, quoted, value| {
            match name {
                b"emailId" => email_id = Some(self.email_id(value)?),
                b"message" => message = Some(self.message(value, &mut store)?),
                b"contactProperties" => contact = self.properties(value, &mut store, true)?,
                b"customProperties" => custom = self.properties(value, &mut store, false)?,
                _ => return Err(self.wrong(BodyFault::UnknownMember, quoted)),
            }
            Ok(())
        })?;
        let (Some((email_id, email_id_part)), Some(message)) = (email_id, message) else {
            return Err(self.missing(document));
        };
        let send = SingleSend::new(email_id, message.to.0).map_err(|error| {
            let is_to = matches!(error, Error::Config { field: crate::error::Field::To, .. });
            self.invalid(if is_to { message.to.1 } else { email_id_part })(error)
        })?;
        let mut send = send.version(self.version).reply_to(message.reply_to).cc(message.cc).bcc(message.bcc);
        if let Some((from, part)) = message.from {
            send = send.from(from).map_err(self.invalid(part))?;
        }
        if let Some((send_id, part)) = message.send_id {
            send = send.send_id(send_id).map_err(self.invalid(part))?;
        }
        send = send.contact(contact).custom(custom);
        send.check().map_err(self.invalid(document))?;
        Ok(send)
    }

    /// `:a=>`, `"a"=>`, `'a'`, `None`, `a: `: what a scanner stops at in the debug forms of other languages.
    fn is_debug_form(&self, at: usize) -> bool {
        match self.body.get(at..) {
            Some([b'=', b'>', ..] | [b'\'', ..] | [b':', b'a'..=b'z' | b'A'..=b'Z' | b'"', ..]) => true,
            Some([byte, ..]) => {
                let before = self.body.get(..at).unwrap_or(&[]).trim_ascii_end();
                byte.is_ascii_alphabetic() && matches!(before.last(), Some(b'{' | b'[' | b',' | b':'))
            }
            _ => false,
        }
    }

    /// Every member of an object: its name decoded, its name as it stands with the quotes, its raw value.
    fn object(&self, text: &'b [u8], mut each: impl FnMut(&[u8], &[u8], &'b [u8]) -> Bound<()>) -> Bound<()> {
        match text.first() {
            Some(b'{') => {}
            Some(b'[') if text.as_ptr() == self.body.trim_ascii().as_ptr() => {
                return Err(self.wrong(BodyFault::ArrayAroundObject, text));
            }
            _ => return Err(self.wrong(BodyFault::WrongType, text)),
        }
        children(text, |name, value| {
            let quoted = self.quoted(name.unwrap_or(&[]));
            // Names that we know are short; a longer one is none of them.
            let (mut buffer, mut length) = ([0; 24], 0);
            decode(quoted, |piece| {
                for byte in piece {
                    if let Some(slot) = buffer.get_mut(length) {
                        *slot = *byte;
                    }
                    length += 1;
                }
            });
            each(buffer.get(..length).unwrap_or(&[]), quoted, self.within(value))
        })?;
        Ok(())
    }

    /// The same part of the body, with the body's own lifetime.
    fn within(&self, part: &[u8]) -> &'b [u8] {
        let at = (part.as_ptr() as usize).wrapping_sub(self.body.as_ptr() as usize);
        self.body.get(at..).and_then(|rest| rest.get(..part.len())).unwrap_or(&[])
    }

    /// A name with the quotes around it.
    fn quoted(&self, name: &[u8]) -> &'b [u8] {
        let at = (name.as_ptr() as usize).wrapping_sub(self.body.as_ptr() as usize).wrapping_sub(1);
        self.body.get(at..).and_then(|rest| rest.get(..name.len() + 2)).unwrap_or(&[])
    }

    fn missing(&self, object: &[u8]) -> BodyError {
        self.wrong(BodyFault::MissingMember, object.get(object.len() - 1..).unwrap_or(&[]))
    }

    /// A whole number, or one in quotes as version 1 has always taken it.
    fn email_id(&self, value: &'b [u8]) -> Bound<(u64, &'b [u8])> {
        let digits = value.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(value);
        let number = digits.iter().try_fold(0u64, |number, byte| {
            number.checked_mul(10)?.checked_add(u64::from(char::from(*byte).to_digit(10)?))
        });
        match number {
            Some(number) if !digits.is_empty() => Ok((number, value)),
            _ => Err(self.wrong(BodyFault::WrongType, value)),
        }
    }

    fn message<'a>(&self, value: &'b [u8], store: &mut Store<'_, 'b, 'a>) -> Bound<Message<'a, 'b>> {
        let is_v1 = self.version.has_property_lists();
        let mut message = Message::default();
        let (mut reply_to, mut to) = (None, None);
        self.object(value, |name, quoted, value| {
            match name {
                b"to" => to = Some((store.text(value)?, value)),
                b"from" => message.from = Some((store.text(value)?, value)),
                b"sendId" => message.send_id = Some((store.text(value)?, value)),
                b"replyTo" if is_v1 => reply_to = Some(store.text(value)?),
                b"replyTo" if !is_v1 => message.reply_to = store.list(value)?,
                b"replyToList" if is_v1 => message.reply_to = store.list(value)?,
                b"cc" => message.cc = store.list(value)?,
                b"bcc" => message.bcc = store.list(value)?,
                _ => return Err(self.wrong(BodyFault::UnknownMember, quoted)),
            }
            Ok(())
        })?;
        match (to, reply_to) {
            (None, _) => return Err(self.missing(value)),
            (Some(to), None) => message.to = to,
            (Some(to), Some(address)) => {
                message.to = to;
                // Version 1 may give one address and a list: together they are the list.
                message.reply_to = store.with_first(address, message.reply_to)?;
            }
        }
        Ok(message)
    }

    fn properties<'a>(
        &self,
        value: &'b [u8],
        store: &mut Store<'_, 'b, 'a>,
        texts_only: bool,
    ) -> Bound<Properties<'a>> {
        let is_v1 = self.version.has_property_lists();
        match (value.first(), is_v1) {
            (Some(b'['), false) => return Err(self.wrong(BodyFault::ListUnderV3, value)),
            (Some(b'{'), true) => return Err(self.wrong(BodyFault::MapUnderV1, value)),
            (Some(b'[' | b'{'), _) => {}
            _ => return Err(self.wrong(BodyFault::WrongType, value)),
        }
        let mut count = 0;
        let each = |name: Option<&[u8]>, value: &[u8]| {
            let value = self.within(value);
            let property = match name {
                Some(name) => {
                    Property { name: store.text(self.quoted(name))?.as_bytes(), value: store.value(value, texts_only)? }
                }
                None => self.name_and_value(value, store, texts_only)?,
            };
            let Some(slot) = store.properties.get_mut(count) else {
                let (needed, available) = (count as u32 + 1, store.properties.len() as u32);
                return Err(store.no_room(value, Limit::PropertySlots, needed, available));
            };
            *slot = property;
            count += 1;
            Ok(())
        };
        match children(value, each)? {
            Some(Parent::Array | Parent::Object) => {}
            None => return Err(self.wrong(BodyFault::WrongType, value)),
        }
        let (used, left) = core::mem::take(&mut store.properties).split_at_mut(count);
        store.properties = left;
        Ok(Properties::Slice(used))
    }

    /// `{"name": ..., "value": ...}`, the form of version 1.
    fn name_and_value<'a>(
        &self,
        text: &'b [u8],
        store: &mut Store<'_, 'b, 'a>,
        texts_only: bool,
    ) -> Bound<Property<'a>> {
        let (mut name, mut value) = (None, None);
        self.object(text, |member, quoted, part| {
            match member {
                b"name" => name = Some(store.text(part)?.as_bytes()),
                b"value" => value = Some(store.value(part, texts_only)?),
                _ => return Err(self.wrong(BodyFault::UnknownMember, quoted)),
            }
            Ok(())
        })?;
        match (name, value) {
            (Some(name), Some(value)) => Ok(Property { name, value }),
            _ => Err(self.missing(text)),
        }
    }
}

#[derive(Default)]
struct Message<'a, 'b> {
    to: (&'a str, &'b [u8]),
    from: Option<(&'a str, &'b [u8])>,
    send_id: Option<(&'a str, &'b [u8])>,
    reply_to: Texts<'a>,
    cc: Texts<'a>,
    bcc: Texts<'a>,
}

/// The lent room as it fills.
struct Store<'s, 'b, 'a> {
    binder: &'s Binder<'b>,
    text: &'a mut [u8],
    texts: &'a mut [&'a str],
    properties: &'a mut [Property<'a>],
}

impl<'b, 'a> Store<'_, 'b, 'a> {
    fn no_room(&self, part: &[u8], limit: Limit, needed: u32, available: u32) -> BodyError {
        let error = Some(Error::Capacity { limit, needed, available });
        BodyError { error, ..self.binder.wrong(BodyFault::NoRoom, part) }
    }

    /// Cuts `length` bytes off the room for texts.
    fn cut(&mut self, part: &[u8], length: usize) -> Bound<&'a mut [u8]> {
        if length > self.text.len() {
            return Err(self.no_room(part, Limit::TextBuffer, length as u32, self.text.len() as u32));
        }
        let (used, left) = core::mem::take(&mut self.text).split_at_mut(length);
        self.text = left;
        Ok(used)
    }

    /// The text a JSON string stands for.
    fn text(&mut self, value: &[u8]) -> Bound<&'a str> {
        let mut length = 0;
        if value.first() != Some(&b'"') || !decode(value, |piece| length += piece.len()) {
            return Err(self.binder.wrong(BodyFault::WrongType, value));
        }
        let room = self.cut(value, length)?;
        let mut at = 0;
        decode(value, |piece| {
            for (to, from) in room.iter_mut().skip(at).zip(piece) {
                *to = *from;
            }
            at += piece.len();
        });
        // The scanner has checked it.
        Ok(core::str::from_utf8(room).unwrap_or(""))
    }

    /// A list of texts.
    fn list(&mut self, value: &'b [u8]) -> Bound<Texts<'a>> {
        if value.first() != Some(&b'[') {
            return Err(self.binder.wrong(BodyFault::WrongType, value));
        }
        let mut count = 0;
        children(value, |_, item| {
            let text = self.text(self.binder.within(item))?;
            let available = self.texts.len() as u32;
            let Some(slot) = self.texts.get_mut(count) else {
                return Err(self.no_room(value, Limit::TextSlots, count as u32 + 1, available));
            };
            *slot = text;
            count += 1;
            Ok(())
        })?;
        Ok(self.taken(count))
    }

    /// `first` before the texts of `list`, but for a second `first`.
    fn with_first(&mut self, first: &'a str, list: Texts<'a>) -> Bound<Texts<'a>> {
        let rest = match list {
            Texts::Slice(slice) => slice,
            Texts::Indexed(_) => &[],
        };
        let (needed, available) = (rest.len() + 1, self.texts.len());
        if needed > available {
            return Err(self.no_room(&[], Limit::TextSlots, needed as u32, available as u32));
        }
        let all = core::iter::once(first).chain(rest.iter().copied().filter(|text| *text != first));
        let mut count = 0;
        for (slot, text) in self.texts.iter_mut().zip(all) {
            *slot = text;
            count += 1;
        }
        Ok(self.taken(count))
    }

    fn taken(&mut self, count: usize) -> Texts<'a> {
        let (used, left) = core::mem::take(&mut self.texts).split_at_mut(count);
        self.texts = left;
        Texts::Slice(used)
    }

    /// The value of a property.
    fn value(&mut self, part: &'b [u8], texts_only: bool) -> Bound<Value<'a>> {
        match part.first() {
            Some(b'"') => return Ok(Value::Text(self.text(part)?.as_bytes())),
            _ if texts_only => return Err(self.binder.wrong(BodyFault::WrongType, part)),
            _ => {}
        }
        Ok(match part {
            b"true" => Value::Boolean(true),
            b"false" => Value::Boolean(false),
            b"null" => Value::Null,
            _ => match core::str::from_utf8(part).ok().and_then(|text| text.parse().ok()) {
                Some(number) if part != b"-0" => Value::Integer(number),
                _ => {
                    let room = self.cut(part, part.len())?;
                    for (to, from) in room.iter_mut().zip(part) {
                        *to = *from;
                    }
                    Value::Json(room)
                }
            },
        })
    }
}
