//! Properties: pairs of a name and a value, as a map or as a list.

use core::fmt;

use crate::error::{Error, Field, Problem};
use crate::text::json::{self, Children, Decoded, Parent};
use crate::text::{Cursor, check_whole, is_among, is_visible};

use super::IndexedProperties;
#[cfg(target_pointer_width = "64")]
use super::seen::Seen;

/// The value of a property.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A text; must be UTF-8. The only kind contact properties take.
    Text(&'a [u8]),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// Any JSON value as it stands, checked by the scanner: lists, objects, fractions.
    Json(&'a [u8]),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text.as_bytes())
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(boolean: bool) -> Self {
        Value::Boolean(boolean)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => fmt::Debug::fmt(core::str::from_utf8(text).unwrap_or("(not UTF-8)"), f),
            Value::Json(text) => f.write_str(core::str::from_utf8(text).unwrap_or("(not UTF-8)")),
            Value::Integer(number) => fmt::Debug::fmt(number, f),
            Value::Boolean(boolean) => fmt::Debug::fmt(boolean, f),
            Value::Null => f.write_str("null"),
        }
    }
}

/// A name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Property<'a> {
    /// The internal name, such as `firstname`; UTF-8 without controls.
    pub name: &'a [u8],
    /// The value.
    pub value: Value<'a>,
}

impl<'a> Property<'a> {
    /// A name and its value.
    pub fn new(name: &'a str, value: impl Into<Value<'a>>) -> Self {
        Property { name: name.as_bytes(), value: value.into() }
    }
}

impl fmt::Debug for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", core::str::from_utf8(self.name).unwrap_or("(not UTF-8)"), self.value)
    }
}

/// The properties of a message. Names must be unique: finding that out takes n²/2 comparisons of n names, once.
#[derive(Clone, Copy)]
pub enum Properties<'a> {
    /// Pairs of texts.
    Texts(&'a [(&'a str, &'a str)]),
    /// Properties with values of any kind.
    Slice(&'a [Property<'a>]),
    /// Any other list.
    Indexed(&'a dyn IndexedProperties),
    /// One JSON object as it stands, checked by the scanner; its members are the properties.
    Object(&'a [u8]),
}

impl Default for Properties<'_> {
    fn default() -> Self {
        Properties::Texts(&[])
    }
}

macro_rules! from_slices {
    ($($item:ty => $variant:ident),*) => { $(
        impl<'a> From<&'a [$item]> for Properties<'a> {
            fn from(slice: &'a [$item]) -> Self {
                Properties::$variant(slice)
            }
        }
        impl<'a, const N: usize> From<&'a [$item; N]> for Properties<'a> {
            fn from(array: &'a [$item; N]) -> Self {
                Properties::$variant(array)
            }
        }
    )* };
}
from_slices!((&'a str, &'a str) => Texts, Property<'a> => Slice);

impl<'a> Properties<'a> {
    /// Custom properties taken straight from a telemetry struct: `value` is written as JSON into `buffer`, then
    /// checked by our scanner. It must be a struct or a map.
    ///
    /// # Errors
    /// [`Error::Capacity`] if `buffer` is too small (what is needed is not known; twice the room is a fair next try),
    /// [`Error::Config`] with `NotAnObject` or `NotJson` if the value is no struct.
    #[cfg(feature = "serde-json-core")]
    pub fn from_serialize(value: &impl serde::Serialize, buffer: &'a mut [u8]) -> Result<Self, Error> {
        let available = buffer.len() as u32;
        let too_small = Error::Capacity {
            limit: crate::error::Limit::JsonBuffer,
            needed: available.saturating_mul(2).max(64),
            available,
        };
        let length = serde_json_core::to_slice(value, buffer).map_err(|_| too_small)?;
        let object = Properties::Object(buffer.get(..length).unwrap_or(&[]));
        object.check(Field::CustomPropertyName, Field::CustomPropertyValue, false)?;
        Ok(object)
    }

    /// How many; an object counts its members.
    pub fn len(&self) -> usize {
        if let Properties::Object(text) = self { count_members(text) } else { self.list_len() }
    }

    /// How many items there are to [`get`](Self::get).
    fn list_len(&self) -> usize {
        match self {
            Properties::Texts(slice) => slice.len(),
            Properties::Slice(slice) => slice.len(),
            Properties::Indexed(list) => list.len(),
            Properties::Object(_) => 0,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The property at `index`; `None` behind the end and for an object, whose names may hold escapes.
    pub fn get(&self, index: usize) -> Option<Property<'a>> {
        match self {
            Properties::Texts(slice) => slice.get(index).map(|(name, value)| Property::new(name, *value)),
            Properties::Slice(slice) => slice.get(index).copied(),
            Properties::Indexed(list) => list.get(index),
            Properties::Object(_) => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Property<'a>> + use<'a> {
        let list = *self;
        (0..list.list_len()).map_while(move |index| list.get(index))
    }

    /// Every name and value can be sent.
    #[inline(never)]
    pub(crate) fn check(self, name_field: Field, value_field: Field, texts_only: bool) -> Result<(), Error> {
        match self {
            Properties::Object(text) => check_object(text, name_field, value_field, texts_only),
            _ => self.check_list(name_field, value_field, texts_only),
        }
    }

    /// Whether this can certainly be sent. Texts of Rust's are UTF-8, so that their names alone are to be looked at.
    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    pub(crate) fn may_be_written(&self, texts_only: bool) -> bool {
        let mut seen = Seen::default();
        match self {
            Properties::Texts(slice) => slice.iter().enumerate().all(|(index, (name, _))| {
                let name = name.as_bytes();
                check_name(name).is_ok() && (!seen.insert(name) || !self.is_repeated(index, name))
            }),
            _ => self.check(Field::CustomPropertyName, Field::CustomPropertyValue, texts_only).is_ok(),
        }
    }

    // The parts of the check take the stack one after the other, not on top of each other.
    #[inline(never)]
    fn check_list(&self, name_field: Field, value_field: Field, texts_only: bool) -> Result<(), Error> {
        #[cfg(target_pointer_width = "64")]
        let mut seen = Seen::default();
        for index in 0..self.list_len() {
            // By reference, here and below: a copy would take room on the stack.
            let Some(property) = &self.get(index) else { break };
            let (field, checked) = match check_name(property.name) {
                Err(problem) => (name_field, Err(problem)),
                #[cfg(target_pointer_width = "64")]
                Ok(()) if !seen.insert(property.name) => (value_field, property.value.check(texts_only)),
                Ok(()) if self.is_repeated(index, property.name) => (name_field, Err(Problem::Duplicate)),
                Ok(()) => (value_field, property.value.check(texts_only)),
            };
            let item = u16::try_from(index).unwrap_or(u16::MAX);
            checked.map_err(|problem| Error::Config { field, item, problem })?;
        }
        Ok(())
    }

    /// Whether one of the `index` first properties has this name too.
    #[inline(never)]
    fn is_repeated(&self, index: usize, name: &[u8]) -> bool {
        for index in 0..index {
            let Some(other) = &self.get(index) else { break };
            if other.name.len() == name.len() && other.name == name {
                return true;
            }
        }
        false
    }

    /// As a map, or as a list of name and value.
    #[inline(never)]
    pub(crate) fn emit(self, out: &mut Cursor<'_>, as_list: bool) {
        if let Properties::Object(text) = self {
            return emit_object(text, out, as_list);
        }
        let (open, close): (u8, &[u8]) = if as_list { (b'[', b"]") } else { (b'{', b"}") };
        let mut lead = open;
        // The usual case, without a copy of each pair.
        #[cfg(target_pointer_width = "64")]
        if let (Properties::Texts(slice), false) = (self, as_list) {
            for (name, value) in slice {
                out.json(lead, name.as_bytes());
                out.json(b':', value.as_bytes());
                lead = b',';
            }
            if slice.is_empty() {
                out.raw(b"{");
            }
            return out.raw(b"}");
        }
        for index in 0..self.list_len() {
            let Some(property) = &self.get(index) else { break };
            if as_list {
                out.raw(&[lead]);
                out.raw(b"{\"name\"");
                out.json(b':', property.name);
                out.raw(b",\"value\"");
                property.value.emit(out);
                out.raw(b"}");
            } else {
                out.json(lead, property.name);
                property.value.emit(out);
            }
            lead = b',';
        }
        if lead == open {
            out.raw(&[open]);
        }
        out.raw(close);
    }
}

#[inline(never)]
fn count_members(text: &[u8]) -> usize {
    Children::new(text).filter(|(name, _)| name.is_some()).count()
}

#[inline(never)]
fn emit_object(text: &[u8], out: &mut Cursor<'_>, as_list: bool) {
    // The text is scanned again at each pass: it may have changed since it was checked.
    let mut lead: &[u8] = b"[";
    let mut members = Children::new(text);
    while let Some((Some(name), value)) = members.next() {
        if as_list {
            out.raw(lead);
            out.raw(b"{\"name\":\"");
            out.raw(name);
            out.raw(b"\",\"value\":");
            out.raw(value);
            out.raw(b"}");
            lead = b",";
        }
    }
    if members.parent() != Some(Parent::Object) {
        out.refuse();
    }
    match (as_list, lead) {
        (false, _) => out.raw(text.trim_ascii()),
        (true, b"[") => out.raw(b"[]"),
        _ => out.raw(b"]"),
    }
}

#[inline(never)]
fn check_object(text: &[u8], name_field: Field, value_field: Field, texts_only: bool) -> Result<(), Error> {
    if let Err((_, at)) = json::check(text) {
        return Err(Error::config(value_field, Problem::NotJson { offset: at as u32 }));
    }
    let (mut item, mut members) = (0u16, Children::new(text));
    while let Some((Some(name), value)) = members.next() {
        let (field, problem) = if name.is_empty() {
            (name_field, Problem::Empty)
        } else if is_repeated(text, item, name) {
            (name_field, Problem::Duplicate)
        } else if texts_only && !value.starts_with(b"\"") {
            (value_field, Problem::NotText)
        } else {
            item = item.saturating_add(1);
            continue;
        };
        return Err(Error::Config { field, item, problem });
    }
    match members.parent() {
        Some(Parent::Object) => Ok(()),
        _ => Err(Error::config(value_field, Problem::NotAnObject)),
    }
}

/// Whether one of the `index` first members of the object has this name too, however either is escaped.
#[inline(never)]
fn is_repeated(text: &[u8], index: u16, name: &[u8]) -> bool {
    let mut members = Children::new(text);
    (0..index).any(|_| {
        let Some((Some(other), _)) = members.next() else { return false };
        other == name || (has_escape(other) || has_escape(name)) && same_text(other, name)
    })
}

fn has_escape(name: &[u8]) -> bool {
    is_among(name, b'\\')
}

/// Two JSON strings without their quotes stand for the same text.
#[inline(never)]
fn same_text(one: &[u8], other: &[u8]) -> bool {
    // Not `eq` of the iterators: it would move them.
    let (mut one, mut other) = (Decoded::new(one), Decoded::new(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (one, other) if one != other => return false,
            _ => {}
        }
    }
}

impl Value<'_> {
    /// The value can be sent.
    #[inline(never)]
    fn check(&self, texts_only: bool) -> Result<(), Problem> {
        match *self {
            Value::Text(text) => check_utf8(text),
            _ if texts_only => Err(Problem::NotText),
            Value::Json(text) => json::check(text).map_err(|(_, at)| Problem::NotJson { offset: at as u32 }),
            _ => Ok(()),
        }
    }

    /// The colon and the value.
    fn emit(&self, out: &mut Cursor<'_>) {
        match *self {
            Value::Text(text) => out.json(b':', text),
            Value::Integer(number) => {
                out.raw(if number < 0 { b":-" } else { b":" });
                out.decimal(number.unsigned_abs());
            }
            Value::Boolean(true) => out.raw(b":true"),
            Value::Boolean(false) => out.raw(b":false"),
            Value::Null => out.raw(b":null"),
            Value::Json(text) => {
                // Scanned again at each pass: it may have changed since it was checked.
                if json::check(text).is_err() {
                    out.refuse();
                }
                out.raw(b":");
                out.raw(text.trim_ascii());
            }
        }
    }
}

/// Longest property name, in bytes. No limit is documented; names made in HubSpot have at most 100.
const NAME_LIMIT: u32 = 256;

#[inline(always)]
fn check_name(name: &[u8]) -> Result<(), Problem> {
    if (1..=NAME_LIMIT as usize).contains(&name.len()) && is_visible(name) { Ok(()) } else { check_unusual_name(name) }
}

fn check_unusual_name(name: &[u8]) -> Result<(), Problem> {
    if name.is_empty() {
        return Err(Problem::Empty);
    }
    if name.len() > NAME_LIMIT as usize {
        return Err(Problem::TooLong { limit: NAME_LIMIT, length: name.len() as u32 });
    }
    if let Some(at) = name.iter().position(|byte| *byte < 0x20 || *byte == 0x7f) {
        return Err(Problem::Forbidden { offset: at as u32 });
    }
    check_utf8(name)
}

pub(crate) fn check_utf8(text: &[u8]) -> Result<(), Problem> {
    check_whole(text).map_err(|at| Problem::NotUtf8 { offset: at as u32 })
}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Properties::Object(text) => f.write_str(core::str::from_utf8(text).unwrap_or("(not UTF-8)")),
            _ => f.debug_set().entries(self.iter()).finish(),
        }
    }
}

impl PartialEq for Properties<'_> {
    /// Same names and values in the same order; an object equals an object of the same bytes.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Properties::Object(one), Properties::Object(other)) => one == other,
            (Properties::Object(_), _) | (_, Properties::Object(_)) => false,
            _ => self.iter().eq(other.iter()),
        }
    }
}
