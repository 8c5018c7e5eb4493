//! Arguments of a BlueHornet call: as apps give them, and as they are kept and lent to the core.

use mailwire::bluehornet::{self, Date, IndexedArguments};

use super::failure::{MailwireError, Problem};
use super::words::Field;

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct Argument {
    /// The name of its element: ASCII letters, digits, `_ - .`.
    pub name: String,
    /// The value.
    pub value: ArgumentValue,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum ArgumentValue {
    /// A text without the characters XML forbids. Where it holds markup it goes as CDATA: the service does not take
    /// HTML in entities.
    Text {
        /// The text.
        text: String,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
    /// `1` or `0`.
    Boolean {
        /// Which.
        boolean: bool,
    },
    /// A day, written `YYYY-MM-DD`.
    Date {
        /// The day.
        date: CalendarDate,
    },
    /// `html` and `plain`, the two versions of a message.
    Template {
        /// The HTML version.
        html: String,
        /// The plain version.
        plain: String,
    },
    /// An element with elements in it.
    Nested {
        /// The elements.
        arguments: Vec<Argument>,
    },
    /// An element with a list in it.
    ListOf {
        /// The items.
        values: Vec<ArgumentValue>,
        /// The name of the element of each item.
        #[uniffi(default = "item")]
        item_name: String,
    },
}

/// A day of the calendar, such as the service counts it: in US Pacific time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct CalendarDate {
    /// 1000 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: i32,
    /// 1 to the length of the month.
    pub day: i32,
}

impl CalendarDate {
    pub(super) fn core(self) -> Result<Date, MailwireError> {
        let CalendarDate { year, month, day } = self;
        let date = (|| Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?))();
        date.ok_or(MailwireError::config(Field::ArgumentValue, Problem::OutOfRange))
    }
}

/// Elements in elements: deeper than the core allows, so that it is the core that refuses with the call's place.
const MAX_DEPTH: u8 = 8;

/// Arguments as a call keeps them.
#[derive(Default)]
pub(super) struct Elements(Vec<Element>);

struct Element {
    name: String,
    value: Value,
}

enum Value {
    Text(String),
    Number(i64),
    Boolean(bool),
    Date(Date),
    Template {
        html: String,
        plain: String,
    },
    /// Also a list: each item with the name of its element.
    Elements(Elements),
}

impl Elements {
    /// As apps give them.
    pub(super) fn of(arguments: Vec<Argument>) -> Result<Self, MailwireError> {
        Self::at(arguments, MAX_DEPTH)
    }

    fn at(arguments: Vec<Argument>, depth: u8) -> Result<Self, MailwireError> {
        let element = |Argument { name, value }| Ok(Element { name, value: Value::at(value, depth)? });
        arguments.into_iter().map(element).collect::<Result<_, _>>().map(Elements)
    }

    /// As a typed call of the core has them.
    pub(super) fn of_core(arguments: &dyn IndexedArguments) -> Self {
        let all = (0..arguments.len()).filter_map(|index| arguments.get(index));
        Elements(
            all.map(|argument| Element { name: text(argument.name), value: Value::of_core(&argument.value) }).collect(),
        )
    }

    pub(super) fn append(&mut self, mut more: Elements) {
        self.0.append(&mut more.0);
    }

    /// All of them, for a check.
    pub(super) fn iter(&self) -> impl Iterator<Item = bluehornet::Argument<'_>> + Clone {
        self.0.iter().map(Element::lend)
    }
}

impl Value {
    fn at(value: ArgumentValue, depth: u8) -> Result<Self, MailwireError> {
        let below = depth.checked_sub(1).ok_or(MailwireError::config(Field::ArgumentValue, Problem::TooDeep))?;
        Ok(match value {
            ArgumentValue::Text { text } => Value::Text(text),
            ArgumentValue::Number { number } => Value::Number(number),
            ArgumentValue::Boolean { boolean } => Value::Boolean(boolean),
            ArgumentValue::Date { date } => Value::Date(date.core()?),
            ArgumentValue::Template { html, plain } => Value::Template { html, plain },
            ArgumentValue::Nested { arguments } => Value::Elements(Elements::at(arguments, below)?),
            ArgumentValue::ListOf { values, item_name } => {
                let item = |value| Ok(Element { name: item_name.clone(), value: Value::at(value, below)? });
                Value::Elements(Elements(values.into_iter().map(item).collect::<Result<_, MailwireError>>()?))
            }
        })
    }

    fn of_core(value: &bluehornet::ArgumentValue<'_>) -> Self {
        use bluehornet::ArgumentValue as Core;
        match *value {
            Core::Text(value) => Value::Text(text(value)),
            Core::Number(number) => Value::Number(number),
            Core::Boolean(boolean) => Value::Boolean(boolean),
            Core::Date(date) => Value::Date(date),
            Core::Template { html, plain } => Value::Template { html: text(html), plain: text(plain) },
            Core::Indexed(arguments) => Value::Elements(Elements::of_core(arguments)),
            // No typed call has lists; a test goes through all of them.
            _ => unreachable!("a value that no typed call has"),
        }
    }

    fn lend(&self) -> bluehornet::ArgumentValue<'_> {
        use bluehornet::ArgumentValue as Core;
        match self {
            Value::Text(text) => Core::Text(text.as_bytes()),
            Value::Number(number) => Core::Number(*number),
            Value::Boolean(boolean) => Core::Boolean(*boolean),
            Value::Date(date) => Core::Date(*date),
            Value::Template { html, plain } => Core::Template { html: html.as_bytes(), plain: plain.as_bytes() },
            Value::Elements(elements) => Core::Indexed(elements),
        }
    }
}

impl Element {
    fn lend(&self) -> bluehornet::Argument<'_> {
        bluehornet::Argument { name: self.name.as_bytes(), value: self.value.lend() }
    }
}

impl IndexedArguments for Elements {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<bluehornet::Argument<'_>> {
        self.0.get(index).map(Element::lend)
    }
}

/// A text that came in as one.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
