//! Properties of a HubSpot message: names and values, or one JSON object.

use mailwire::hubspot;

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct Property {
    /// The internal name, such as `firstname`: 1 to 256 bytes without controls.
    pub name: String,
    /// The value.
    pub value: PropertyValue,
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum PropertyValue {
    /// A text. The only kind contact properties take.
    Text {
        /// The text.
        text: String,
    },
    /// A whole number.
    Integer {
        /// The number.
        number: i64,
    },
    /// `true` or `false`.
    Boolean {
        /// Which.
        boolean: bool,
    },
    /// `null`.
    Null,
    /// Any JSON value as it stands: lists, objects, fractions. Checked before anything leaves.
    Json {
        /// The JSON text.
        json: String,
    },
}

/// The properties of a message. Names must be unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Properties {
    /// Properties in the order in which they are sent.
    Items {
        /// The properties.
        items: Vec<Property>,
    },
    /// One JSON object as it stands; its members are the properties.
    Object {
        /// The JSON text.
        json: String,
    },
}

impl Property {
    fn lend(&self) -> hubspot::Property<'_> {
        let value = match &self.value {
            PropertyValue::Text { text } => hubspot::Value::Text(text.as_bytes()),
            PropertyValue::Integer { number } => hubspot::Value::Integer(*number),
            PropertyValue::Boolean { boolean } => hubspot::Value::Boolean(*boolean),
            PropertyValue::Null => hubspot::Value::Null,
            PropertyValue::Json { json } => hubspot::Value::Json(json.as_bytes()),
        };
        hubspot::Property { name: self.name.as_bytes(), value }
    }
}

/// Lent properties: the list has to be somewhere.
pub(super) enum Lent<'a> {
    List(Vec<hubspot::Property<'a>>),
    Object(&'a str),
}

impl Lent<'_> {
    pub(super) fn of(properties: Option<&Properties>) -> Lent<'_> {
        match properties {
            None => Lent::List(Vec::new()),
            Some(Properties::Items { items }) => Lent::List(items.iter().map(Property::lend).collect()),
            Some(Properties::Object { json }) => Lent::Object(json),
        }
    }

    pub(super) fn core(&self) -> hubspot::Properties<'_> {
        match self {
            Lent::List(items) => hubspot::Properties::Slice(items),
            Lent::Object(json) => hubspot::Properties::Object(json.as_bytes()),
        }
    }
}
