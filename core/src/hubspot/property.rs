//! Properties: pairs of a name and a value, as a map or as a list.

use core::fmt;

use crate::error::{Error, Field, Problem};
use crate::text::json::{self, Decoded, members};
use crate::text::{Cursor, check_whole, is_visible};

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
        match self {
            Properties::Texts(slice) => slice.len(),
            Properties::Slice(slice) => slice.len(),
            Properties::Indexed(list) => list.len(),
            Properties::Object(text) => {
                let mut count = 0;
                members(text, &mut |_, _| count += 1);
                count
            }
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
        let length = if let Properties::Object(_) = list { 0 } else { list.len() };
        (0..length).map_while(move |index| list.get(index))
    }

    /// Every name and value can be sent.
    pub(crate) fn check(&self, name_field: Field, value_field: Field, texts_only: bool) -> Result<(), Error> {
        if let Properties::Object(text) = self {
            return check_object(text, name_field, value_field, texts_only);
        }
        #[cfg(target_pointer_width = "64")]
        let mut seen = Seen::default();
        for (index, property) in self.iter().enumerate() {
            let item = u16::try_from(index).unwrap_or(u16::MAX);
            let wrong = |field, problem| Err(Error::Config { field, item, problem });
            if let Err(problem) = check_name(property.name) {
                return wrong(name_field, problem);
            }
            let same = |other: &Property<'_>| other.name.len() == property.name.len() && other.name == property.name;
            #[cfg(target_pointer_width = "64")]
            let is_in_doubt = seen.insert(property.name);
            #[cfg(not(target_pointer_width = "64"))]
            let is_in_doubt = true;
            if is_in_doubt && self.iter().take(index).any(|other| same(&other)) {
                return wrong(name_field, Problem::Duplicate);
            }
            let value = match property.value {
                Value::Text(text) => check_utf8(text),
                _ if texts_only => Err(Problem::NotText),
                Value::Json(text) => json::check(text).map_err(|(_, at)| Problem::NotJson { offset: at as u32 }),
                _ => Ok(()),
            };
            if let Err(problem) = value {
                return wrong(value_field, problem);
            }
        }
        Ok(())
    }

    /// As a map, or as a list of name and value.
    pub(crate) fn emit(&self, out: &mut Cursor<'_>, as_list: bool) {
        if let Properties::Object(text) = self {
            return emit_object(text, out, as_list);
        }
        let (open, close): (u8, &[u8]) = if as_list { (b'[', b"]") } else { (b'{', b"}") };
        let mut lead = open;
        for property in self.iter() {
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

fn emit_object(text: &[u8], out: &mut Cursor<'_>, as_list: bool) {
    // The text is scanned again at each pass: it may have changed since it was checked.
    let mut lead: &[u8] = b"[";
    let is_object = members(text, &mut |name, value| {
        if as_list {
            out.raw(lead);
            out.raw(b"{\"name\":\"");
            out.raw(name);
            out.raw(b"\",\"value\":");
            out.raw(value);
            out.raw(b"}");
            lead = b",";
        }
    });
    if !is_object {
        out.refuse();
    }
    match (as_list, lead) {
        (false, _) => out.raw(text.trim_ascii()),
        (true, b"[") => out.raw(b"[]"),
        _ => out.raw(b"]"),
    }
}

fn check_object(text: &[u8], name_field: Field, value_field: Field, texts_only: bool) -> Result<(), Error> {
    if let Err((_, at)) = json::check(text) {
        return Err(Error::config(value_field, Problem::NotJson { offset: at as u32 }));
    }
    let (mut index, mut wrong) = (0u16, None);
    let is_object = members(text, &mut |name, value| {
        let problem = if name.is_empty() {
            Some((name_field, Problem::Empty))
        } else if is_repeated(text, index, name) {
            Some((name_field, Problem::Duplicate))
        } else if texts_only && !value.starts_with(b"\"") {
            Some((value_field, Problem::NotText))
        } else {
            None
        };
        wrong = wrong.or(problem.map(|(field, problem)| Error::Config { field, item: index, problem }));
        index = index.saturating_add(1);
    });
    match wrong {
        Some(error) => Err(error),
        None if !is_object => Err(Error::config(value_field, Problem::NotAnObject)),
        None => Ok(()),
    }
}

/// Whether one of the `index` first members of the object has this name too, however either is escaped.
fn is_repeated(text: &[u8], index: u16, name: &[u8]) -> bool {
    let (mut at, mut found) = (0, false);
    members(text, &mut |other, _| {
        found |= at < index && (other == name || (has_escape(other) || has_escape(name)) && same_text(other, name));
        at = at.saturating_add(1);
    });
    found
}

fn has_escape(name: &[u8]) -> bool {
    name.contains(&b'\\')
}

/// Two JSON strings without their quotes stand for the same text.
fn same_text(one: &[u8], other: &[u8]) -> bool {
    Decoded::new(one).eq(Decoded::new(other))
}

impl Value<'_> {
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

fn check_name(name: &[u8]) -> Result<(), Problem> {
    if name.is_empty() {
        return Err(Problem::Empty);
    }
    if name.len() > NAME_LIMIT as usize {
        return Err(Problem::TooLong { limit: NAME_LIMIT, length: name.len() as u32 });
    }
    if is_visible(name) {
        return Ok(());
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
