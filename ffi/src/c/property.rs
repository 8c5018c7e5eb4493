//! Properties of a HubSpot message: pairs of a name and a value.

use mailwire::hubspot::{IndexedProperties, Properties, Property, Value};

use super::failure::mw_status;
use super::slice::{array, check_array, mw_slice};

/// The kind of a property's value.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_value {
    /// `text`. The only kind contact properties take.
    Text = 0,
    /// `integer`.
    Integer = 1,
    /// `integer`: false where it is 0.
    Boolean = 2,
    /// `null`.
    Null = 3,
    /// `text` is one JSON value, checked before it is sent: a list, an object, a fraction.
    Json = 4,
}

/// A name and its value. All zero but name and text is a text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_property {
    /// The internal name, such as `firstname`: 1 to 256 bytes of UTF-8 without controls. Names must differ.
    pub name: mw_slice,
    /// The value, for `MW_VALUE_TEXT` and `MW_VALUE_JSON`.
    pub text: mw_slice,
    /// The value, for `MW_VALUE_INTEGER` and `MW_VALUE_BOOLEAN`.
    pub integer: i64,
    /// Which kind: an `mw_value`.
    pub kind: u32,
}

/// Properties; the caller owns the array and what it points to. (NULL, 0) is none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_properties {
    /// The first item; NULL only where `count` is 0.
    pub items: *const mw_property,
    /// How many items.
    pub count: usize,
    /// In place of items: one JSON object as it stands, checked before it is sent; its members are the properties.
    /// Empty where there are items.
    pub object: mw_slice,
}

impl mw_property {
    fn value(&self) -> Option<Value<'_>> {
        // SAFETY: the text lives as long as the exchange runs.
        let text = unsafe { self.text.bytes() };
        Some(match self.kind {
            kind if kind == mw_value::Text as u32 => Value::Text(text),
            kind if kind == mw_value::Integer as u32 => Value::Integer(self.integer),
            kind if kind == mw_value::Boolean as u32 => Value::Boolean(self.integer != 0),
            kind if kind == mw_value::Null as u32 => Value::Null,
            kind if kind == mw_value::Json as u32 => Value::Json(text),
            _ => return None,
        })
    }
}

impl mw_properties {
    /// Nothing.
    pub const NONE: mw_properties = mw_properties { items: core::ptr::null(), count: 0, object: mw_slice::EMPTY };

    pub(crate) fn check(&self) -> Result<(), mw_status> {
        check_array(self.items, self.count)?;
        self.object.check()?;
        if self.count > 0 && !self.object.is_empty() {
            return Err(mw_status::OutOfRange);
        }
        // SAFETY: the list lives through the call from C.
        unsafe { array(self.items, self.count) }.iter().try_for_each(|property| {
            property.name.check()?;
            property.text.check()?;
            if property.value().is_some() { Ok(()) } else { Err(mw_status::OutOfRange) }
        })
    }

    /// As the core wants them.
    pub(crate) fn lend(&self) -> Properties<'_> {
        if self.object.is_empty() {
            return Properties::Indexed(self);
        }
        // SAFETY: the text lives as long as the exchange runs.
        Properties::Object(unsafe { self.object.bytes() })
    }
}

impl IndexedProperties for mw_properties {
    fn len(&self) -> usize {
        self.count
    }

    fn get(&self, index: usize) -> Option<Property<'_>> {
        // SAFETY: list and texts live as long as the exchange runs.
        let (property, name) = unsafe {
            let property = array(self.items, self.count).get(index)?;
            (property, property.name.bytes())
        };
        Some(Property { name, value: property.value()? })
    }
}
