//! Arguments of a call: names that are names, values that stay where they are put.

use core::fmt;

use crate::error::{Error, Field, Problem};
#[cfg(target_pointer_width = "64")]
use crate::text::block;
use crate::text::{Cursor, xml};

/// A date of the proleptic Gregorian calendar, written `YYYY-MM-DD`. Times of the service are US Pacific.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Year 1000 to 9999, month 1 to 12, day 1 to the length of the month; `None` otherwise.
    ///
    /// ```
    /// use mailwire::bluehornet::Date;
    /// assert!(Date::new(2024, 2, 29).is_some());
    /// assert!(Date::new(2026, 2, 29).is_none());
    /// ```
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        if year < 1000 || year > 9999 || day == 0 || day > length { None } else { Some(Date { year, month, day }) }
    }

    fn emit(self, out: &mut Cursor<'_>) {
        let two = |number: u8| [b'0' + number / 10 % 10, b'0' + number % 10];
        let [a, b] = two((self.year / 100) as u8);
        let [c, d] = two((self.year % 100) as u8);
        let ([e, f], [g, h]) = (two(self.month), two(self.day));
        out.raw(&[a, b, c, d, b'-', e, f, b'-', g, h]);
    }
}

/// The value of an argument.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum ArgumentValue<'a> {
    /// A text; must be UTF-8 without the characters XML forbids. Where it holds markup it goes as CDATA: the service
    /// does not take HTML in entities.
    Text(&'a [u8]),
    /// A whole number.
    Number(i64),
    /// `1` or `0`.
    Boolean(bool),
    /// `YYYY-MM-DD`.
    Date(Date),
    /// `html` and `plain`, the two versions of a message.
    Template {
        /// The HTML version.
        html: &'a [u8],
        /// The plain version.
        plain: &'a [u8],
    },
    /// An element with elements in it.
    Nested(&'a [Argument<'a>]),
    /// An element with a list in it, each item an element `item`.
    List(&'a [ArgumentValue<'a>]),
    /// As `List`, with another name for the items.
    ListOf(&'a str, &'a [ArgumentValue<'a>]),
    /// As `Nested`, for arguments that are not a Rust slice. It also serves lists: each item is an argument, and its
    /// name is that of its element.
    Indexed(&'a dyn IndexedArguments),
}

/// Arguments by length and index, for callers whose items are not a Rust slice.
///
/// `len` and `get` must answer the same as long as an exchange runs.
pub trait IndexedArguments {
    /// How many arguments.
    fn len(&self) -> usize;

    /// The argument at `index`; `None` behind the end.
    fn get(&self, index: usize) -> Option<Argument<'_>>;

    /// Whether there are no arguments.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Arguments, however they are given.
#[derive(Clone, Copy)]
pub(super) enum Arguments<'a> {
    Slice(&'a [Argument<'a>]),
    Indexed(&'a dyn IndexedArguments),
}

impl<'a> Arguments<'a> {
    /// The arguments in their order.
    pub(super) fn iter(self) -> impl Iterator<Item = Argument<'a>> + use<'a> {
        (0..self.len()).map_while(move |index| self.get(index))
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Arguments::Slice(slice) => slice.len(),
            Arguments::Indexed(list) => list.len(),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<Argument<'a>> {
        match self {
            Arguments::Slice(slice) => slice.get(index).copied(),
            Arguments::Indexed(list) => list.get(index),
        }
    }
}

impl<'a> From<&'a str> for ArgumentValue<'a> {
    fn from(text: &'a str) -> Self {
        ArgumentValue::Text(text.as_bytes())
    }
}

impl From<u32> for ArgumentValue<'_> {
    fn from(number: u32) -> Self {
        ArgumentValue::Number(i64::from(number))
    }
}

impl From<i64> for ArgumentValue<'_> {
    fn from(number: i64) -> Self {
        ArgumentValue::Number(number)
    }
}

impl From<bool> for ArgumentValue<'_> {
    fn from(boolean: bool) -> Self {
        ArgumentValue::Boolean(boolean)
    }
}

impl From<Date> for ArgumentValue<'_> {
    fn from(date: Date) -> Self {
        ArgumentValue::Date(date)
    }
}

/// A name and its value.
#[derive(Clone, Copy)]
pub struct Argument<'a> {
    /// The name of its element: ASCII letters, digits, `_ - .`.
    pub name: &'a [u8],
    /// The value.
    pub value: ArgumentValue<'a>,
}

impl<'a> Argument<'a> {
    /// A name and its value.
    ///
    /// ```
    /// use mailwire::bluehornet::Argument;
    /// let arguments = [Argument::new("email", "jane@customer.example"), Argument::new("template_id", 7_i64)];
    /// ```
    pub fn new(name: &'a str, value: impl Into<ArgumentValue<'a>>) -> Self {
        Argument { name: name.as_bytes(), value: value.into() }
    }
}

/// Elements in elements in an argument: more would not be a document anybody wrote.
const MAX_DEPTH: usize = 6;
/// Longest name, in bytes: what our own scanner takes.
const NAME_LIMIT: u32 = xml::Scanner::MAX_NAME as u32;

/// Why an argument cannot be sent: its name or its value, and the problem.
type Wrong = (Field, Problem);

impl Argument<'_> {
    /// Names and values can be sent, those in it too.
    pub(crate) fn check(&self) -> Result<(), Wrong> {
        self.check_at(0)?;
        if self.value.has_elements() { self.check_elements() } else { Ok(()) }
    }

    /// Whether nothing but what [`emit`](Self::emit) refuses by itself keeps this from being sent.
    #[cfg(target_pointer_width = "64")]
    pub(crate) fn may_be_written(&self) -> bool {
        self.name.len() <= NAME_LIMIT as usize && !self.value.has_elements() || self.check().is_ok()
    }

    /// Name and value can be sent; of a value with elements in it, it alone.
    #[inline(never)]
    fn check_at(&self, depth: usize) -> Result<(), Wrong> {
        check_name(self.name).map_err(|problem| (Field::ArgumentName, problem))?;
        self.value.check(depth)
    }

    #[inline(never)]
    fn check_elements(&self) -> Result<(), Wrong> {
        let mut walk = Walk::new(self);
        while let Some(step) = walk.next() {
            if step == Step::Open {
                walk.argument.check_at(walk.depth)?;
            }
        }
        Ok(())
    }

    /// The element, with those in it.
    pub(crate) fn emit(&self, out: &mut Cursor<'_>) {
        #[cfg(target_pointer_width = "64")]
        if xml::check_name(self.name).is_ok() && self.value.emit_element(self.name, out) {
            return;
        }
        out.xml_tag(b"<", self.name);
        if self.value.has_elements() {
            self.emit_elements(out);
        } else {
            self.value.emit_leaf(out);
        }
        out.xml_checked_tag(b"</", self.name);
    }

    #[inline(never)]
    fn emit_elements(&self, out: &mut Cursor<'_>) {
        let mut walk = Walk::new(self);
        while let Some(step) = walk.next() {
            let argument = &walk.argument;
            if step == Step::Open {
                // Checked again at each pass: the caller's lists may have changed since.
                if walk.depth >= argument.value.limit() {
                    break;
                }
                out.xml_tag(b"<", argument.name);
                argument.value.emit_leaf(out);
            } else {
                out.xml_tag(b"</", argument.name);
            }
        }
        if !walk.has_ended {
            out.refuse();
        }
    }
}

/// A step of a walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// An element begins. Elements in it follow, then its end.
    Open,
    /// An element ends.
    Close,
}

/// The elements in an argument, in the order of the document. What is remembered are indices alone, and the way down to
/// an element is gone anew where it is needed: recursion would take the stack of a device at every level.
struct Walk<'r, 'a> {
    root: &'r Argument<'a>,
    /// The element of the last step.
    argument: Argument<'a>,
    path: [u32; MAX_DEPTH],
    /// How many indices lead to the element under way.
    depth: usize,
    /// The element of the last step has begun: what is in it comes next.
    is_open: bool,
    /// The end was reached, and not a list that has become shorter under way.
    has_ended: bool,
}

impl<'r, 'a> Walk<'r, 'a> {
    #[inline(always)]
    const fn new(root: &'r Argument<'a>) -> Self {
        Walk { root, argument: *root, path: [0; MAX_DEPTH], depth: 0, is_open: true, has_ended: false }
    }

    /// Goes to the element that the first `depth` indices lead to.
    fn go_to(&mut self, depth: usize) -> bool {
        self.argument = *self.root;
        (0..depth).all(|level| self.enter(level))
    }

    /// Goes to the element in the one where we are that the index at `level` leads to, if it is there.
    #[inline(never)]
    fn enter(&mut self, level: usize) -> bool {
        match self.path.get(level).and_then(|index| self.argument.value.get(*index)) {
            Some(argument) => {
                self.argument = argument;
                true
            }
            None => false,
        }
    }

    #[inline(never)]
    fn next(&mut self) -> Option<Step> {
        let above = if self.is_open {
            if let Some(index) = self.path.get_mut(self.depth) {
                *index = 0;
            }
            self.depth
        } else {
            let above = self.depth.checked_sub(1)?;
            if !self.go_to(above) {
                return None;
            }
            if let Some(index) = self.path.get_mut(above) {
                *index += 1;
            }
            above
        };
        self.is_open = self.enter(above);
        if self.is_open {
            self.depth = above + 1;
            return Some(Step::Open);
        }
        self.depth = above;
        self.has_ended = above == 0;
        (above > 0).then_some(Step::Close)
    }
}

impl<'a> ArgumentValue<'a> {
    /// Nothing in it: the service calls that missing.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            ArgumentValue::Text(text) => text.iter().all(u8::is_ascii_whitespace),
            ArgumentValue::Nested(arguments) => arguments.is_empty(),
            ArgumentValue::List(values) | ArgumentValue::ListOf(_, values) => values.is_empty(),
            ArgumentValue::Indexed(arguments) => arguments.is_empty(),
            _ => false,
        }
    }

    /// The element at `index` in the element of this value.
    fn get(&self, index: u32) -> Option<Argument<'a>> {
        let index = index as usize;
        let (name, values): (&[u8], _) = match *self {
            ArgumentValue::Nested(arguments) => return arguments.get(index).copied(),
            ArgumentValue::Indexed(arguments) => return arguments.get(index),
            ArgumentValue::List(values) => (b"item", values),
            ArgumentValue::ListOf(name, values) => (name.as_bytes(), values),
            _ => return None,
        };
        values.get(index).map(|value| Argument { name, value: *value })
    }

    const fn has_elements(&self) -> bool {
        use ArgumentValue::*;
        matches!(self, Nested(_) | Indexed(_) | List(_) | ListOf(..))
    }

    /// At which depth it is too deep: the two versions of a message are elements themselves.
    const fn limit(&self) -> usize {
        if let ArgumentValue::Template { .. } = self { MAX_DEPTH - 1 } else { MAX_DEPTH }
    }

    /// The value can be sent; of one with elements in it, it alone.
    fn check(&self, depth: usize) -> Result<(), Wrong> {
        if depth >= self.limit() {
            return Err((Field::ArgumentValue, Problem::TooDeep));
        }
        match *self {
            ArgumentValue::Text(text) => check_text(text),
            ArgumentValue::Template { html, plain } => {
                check_text(html)?;
                check_text(plain)
            }
            ArgumentValue::ListOf(name, _) => {
                check_name(name.as_bytes()).map_err(|problem| (Field::ArgumentName, problem))
            }
            _ => Ok(()),
        }
    }

    /// The whole element of a value that is one text, with its name, where that is whole in a window.
    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    fn emit_element(&self, name: &[u8], out: &mut Cursor<'_>) -> bool {
        match *self {
            ArgumentValue::Text(text) => out.xml_element(name, text),
            ArgumentValue::Number(number) => out.xml_decimal(name, number),
            _ => false,
        }
    }

    /// A value without arguments or values in it.
    fn emit_leaf(&self, out: &mut Cursor<'_>) {
        match *self {
            ArgumentValue::Text(text) => emit_text(text, out),
            ArgumentValue::Number(number) => {
                out.raw(if number < 0 { b"-" } else { b"" });
                out.decimal(number.unsigned_abs());
            }
            ArgumentValue::Boolean(boolean) => out.raw(if boolean { b"1" } else { b"0" }),
            ArgumentValue::Date(date) => date.emit(out),
            ArgumentValue::Template { html, plain } => {
                out.raw(b"<html>");
                emit_text(html, out);
                out.raw(b"</html><plain>");
                emit_text(plain, out);
                out.raw(b"</plain>");
            }
            _ => {}
        }
    }
}

#[inline(never)]
fn check_text(text: &[u8]) -> Result<(), Wrong> {
    xml::check_text(text).map_err(|at| {
        let offset = at as u32;
        // What is not a control is not UTF-8, or one of the two characters that XML forbids beside controls.
        let is_control = text.get(at).is_some_and(|byte| *byte < 0x20);
        let problem = if is_control { Problem::Forbidden { offset } } else { Problem::NotUtf8 { offset } };
        (Field::ArgumentValue, problem)
    })
}

#[inline(never)]
fn emit_text(text: &[u8], out: &mut Cursor<'_>) {
    let is_markup = |byte: u8| (byte == b'<') | (byte == b'>') | (byte == b'&');
    #[cfg(target_pointer_width = "64")]
    let has_markup = block::any(text, is_markup);
    #[cfg(not(target_pointer_width = "64"))]
    let has_markup = text.iter().any(|byte| is_markup(*byte));
    if has_markup {
        out.xml_cdata(text);
    } else {
        out.xml_text(text);
    }
}

pub(crate) fn check_name(name: &[u8]) -> Result<(), Problem> {
    if name.is_empty() {
        return Err(Problem::Empty);
    }
    if name.len() > NAME_LIMIT as usize {
        return Err(Problem::TooLong { limit: NAME_LIMIT, length: name.len() as u32 });
    }
    xml::check_name(name).map_err(|at| Problem::Forbidden { offset: at as u32 })
}

/// The name of a Smarty variable: lower case, digits, `_`, not beginning with a digit.
pub(crate) fn check_variable_name(name: &[u8]) -> Result<(), Problem> {
    check_name(name)?;
    match name.iter().position(|byte| !matches!(byte, b'a'..=b'z' | b'_' | b'0'..=b'9')) {
        Some(at) => Err(Problem::Forbidden { offset: at as u32 }),
        None => Ok(()),
    }
}

impl fmt::Debug for ArgumentValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgumentValue::Text(text) => fmt::Debug::fmt(core::str::from_utf8(text).unwrap_or("(not UTF-8)"), f),
            ArgumentValue::Number(number) => fmt::Debug::fmt(number, f),
            ArgumentValue::Boolean(boolean) => fmt::Debug::fmt(boolean, f),
            ArgumentValue::Date(date) => fmt::Debug::fmt(date, f),
            ArgumentValue::Template { html, plain } => f
                .debug_struct("Template")
                .field("html", &ArgumentValue::Text(html))
                .field("plain", &ArgumentValue::Text(plain))
                .finish(),
            ArgumentValue::Nested(arguments) => f.debug_set().entries(arguments.iter()).finish(),
            ArgumentValue::List(values) | ArgumentValue::ListOf(_, values) => {
                f.debug_list().entries(values.iter()).finish()
            }
            ArgumentValue::Indexed(arguments) => f.debug_set().entries(Arguments::Indexed(*arguments).iter()).finish(),
        }
    }
}

impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", core::str::from_utf8(self.name).unwrap_or("(not UTF-8)"), self.value)
    }
}

/// A problem of an argument of the call at `item`.
pub(crate) const fn wrong(item: u16, (field, problem): Wrong) -> Error {
    Error::Config { field, item, problem }
}
