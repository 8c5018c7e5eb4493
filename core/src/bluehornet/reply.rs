//! Reads replies, XML or PHP, item by item. An item answers one call; what lies below it and means nothing here is
//! handed out as rows.

use crate::diagnosis::Diagnosis;
use crate::error::Fault;
use crate::operation::{self, FIELD_SIZE, Found, Piece, Row, RowName};
use crate::outcome::{CALL_CODE_SIZE, CALL_TEXT_SIZE, CallOutcome, DETAIL_SIZE, Kind, Reason, Summary, Texts};
use crate::text::{OpenNames, Text, is_among, php, xml};

use super::item::{Item, Verdict};
use super::method::Method;

/// What was posted, as far as the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted {
    pub(crate) count: u8,
    pub(crate) is_no_halt: bool,
    /// The first call's method, for items that do not name theirs.
    pub(crate) method: Option<Method>,
    /// The reply is a file, not an answer.
    pub(crate) is_file: bool,
    pub(crate) is_php: bool,
}

/// The body as it turns out to be.
#[derive(Clone, Debug)]
enum Document {
    /// Nothing but blanks so far, or the head: the header field under way.
    Empty(Text<FIELD_SIZE>),
    Xml(xml::Scanner),
    Php(php::Scanner),
    /// Neither, or of no interest under a status of failure.
    Other,
}

impl Document {
    /// The names of the open elements, and how many they are.
    fn names(&self) -> Option<(&OpenNames, u8)> {
        match self {
            Document::Xml(scanner) => Some((scanner.names(), scanner.depth() as u8)),
            Document::Php(scanner) => Some((scanner.names(), scanner.depth() as u8)),
            _ => None,
        }
    }
}

/// The calls that were answered: a bit for each, by its number from 1. (A `u64` would bring the compiler's routines for
/// shifts into a device.)
#[derive(Clone, Copy, Debug)]
struct Answered([u32; 2]);

impl Answered {
    const fn new() -> Self {
        Answered([0; 2])
    }

    fn has(&self, number: u16) -> bool {
        let bit = number.wrapping_sub(1);
        self.0.get(usize::from(bit / 32)).is_some_and(|word| word >> (bit % 32) & 1 != 0)
    }

    fn insert(&mut self, number: u16) {
        let bit = number.wrapping_sub(1);
        if let Some(word) = self.0.get_mut(usize::from(bit / 32)) {
            *word |= 1 << (bit % 32);
        }
    }

    const fn is_empty(&self) -> bool {
        self.0[0] | self.0[1] == 0
    }
}

/// What the path of a row ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowEnd {
    /// The innermost open element.
    Open,
    /// An attribute of it.
    Attribute,
    /// The element that was just closed.
    Closed,
}

/// What is around the items.
const ROOT: &[u8] = b"methodResponse";
/// Nested elements below an item whose repetitions are counted.
const LEVELS: usize = 8;

/// The texts of the outcome: those of the call it tells of.
#[derive(Clone, Debug)]
struct Told {
    code: Text<CALL_CODE_SIZE>,
    text: Text<CALL_TEXT_SIZE>,
    detail: Text<DETAIL_SIZE>,
}

/// What reads a reply: a plain value.
// `repr(C)` keeps the small fields first: a Thumb load reaches 31 bytes with a short instruction.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct Reader {
    /// The level at which items lie; 0 outside of them.
    item_level: u8,
    /// Nothing below the innermost element so far.
    is_leaf: bool,
    /// The innermost element has text.
    has_text: bool,
    /// How the path of the row under way ends.
    row_end: RowEnd,
    /// The body is passed through as a file. An error in place of the file is an answer like any other, so the text is
    /// read as one as long as it can be.
    is_passed: bool,
    /// The reason of the first call, once it is answered.
    first: Reason,
    /// A failure before any call was executed: it holds for all of them.
    before_dispatch: Option<Reason>,
    /// Items seen.
    items: u16,
    item: Item,
    /// The first call, by number, that was not accepted, and its reason.
    failed: Option<(u16, Reason)>,
    answered: Answered,
    posted: Posted,
    /// How many children named `item` each level has had.
    counts: [u16; LEVELS],
    call: CallOutcome,
    told: Told,
    document: Document,
    fault: Option<(Fault, u32)>,
}

impl Reader {
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub(crate) const fn new(posted: Posted) -> Self {
        Reader {
            posted,
            document: Document::Empty(Text::new()),
            is_passed: false,
            item: Item::new(),
            call: CallOutcome::new(),
            told: Told { code: Text::new(), text: Text::new(), detail: Text::new() },
            answered: Answered::new(),
            failed: None,
            first: Reason::NoAnswer,
            before_dispatch: None,
            items: 0,
            item_level: 0,
            is_leaf: false,
            has_text: false,
            row_end: RowEnd::Open,
            counts: [0; LEVELS],
            fault: None,
        }
    }

    /// A span of a file: handed out as it is, and read as an answer in case it is one.
    fn file<'i>(&mut self, input: &mut &'i [u8], summary: &mut Summary) -> Option<Found<'i>> {
        let piece = core::mem::take(input);
        let mut rest = piece;
        loop {
            match self.document(&mut rest, summary) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => {
                    self.document = Document::Other;
                    break;
                }
            }
        }
        let row = Row { item: 1, name: RowName::File, piece: Piece::Span(piece), is_last: false };
        (!piece.is_empty()).then_some(Found::Row(row))
    }

    /// Tokens until something is to be handed out.
    fn document<'i>(&mut self, input: &mut &'i [u8], summary: &mut Summary) -> Result<Option<Found<'i>>, Fault> {
        self.row_end = RowEnd::Open;
        loop {
            let before = *input;
            let found = match &mut self.document {
                Document::Xml(scanner) => match scanner.next(input).map_err(xml_fault)? {
                    xml::Token::More => return Ok(None),
                    xml::Token::Open => {
                        self.open()?;
                        None
                    }
                    xml::Token::Close => self.close(summary),
                    xml::Token::Text(piece) => self.text(Piece::Span(piece)),
                    xml::Token::Char(character) => self.text(Piece::Char(character)),
                    xml::Token::Attribute(piece) => self.attribute(Piece::Span(piece), false),
                    xml::Token::AttributeChar(character) => self.attribute(Piece::Char(character), false),
                    xml::Token::AttributeEnd => self.attribute(Piece::Span(&[]), true),
                },
                Document::Php(scanner) => match scanner.next(input).map_err(php_fault)? {
                    php::Token::More => return Ok(None),
                    php::Token::Open => {
                        self.open()?;
                        None
                    }
                    php::Token::Close => self.close(summary),
                    // An item must be an array.
                    php::Token::Text(piece) if scanner.depth() == usize::from(self.item_level) => {
                        let at = before.len() - input.len() - piece.len();
                        *input = before.get(at..).unwrap_or(&[]);
                        return Err(Fault::PhpType);
                    }
                    php::Token::Text(piece) => self.text(Piece::Span(piece)),
                },
                _ => return Ok(None),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// An element began.
    fn open(&mut self) -> Result<(), Fault> {
        let Some((names, depth)) = self.document.names() else { return Ok(()) };
        let name = names.innermost();
        let is_named_item = name == b"item";
        let is_item = match &self.document {
            Document::Php(scanner) => {
                let is_list = scanner.is_list_entry();
                if depth == 1 && !is_list && name != ROOT {
                    return Err(Fault::BodyKind);
                }
                // A list of items; or `methodResponse` with one `item`, or with a list of them in it.
                match depth {
                    1 => is_list,
                    2 => is_named_item,
                    3 => is_list && self.item_level == 2 && !self.item.is_begun(),
                    _ => false,
                }
            }
            _ if depth == 1 && !name.eq_ignore_ascii_case(ROOT) => return Err(Fault::BodyKind),
            _ => depth == 2 && is_named_item,
        };
        self.is_leaf = true;
        self.has_text = false;
        if is_item && (self.item_level == 0 || depth == 3) {
            self.item_level = depth;
            self.counts = [0; LEVELS];
            self.item.clear();
            clear(&mut self.call);
            return Ok(());
        }
        if self.item_level == 0 {
            return Ok(());
        }
        let level = usize::from(depth - self.item_level);
        if is_named_item && let Some(count) = self.counts.get_mut(level - 1) {
            *count = count.saturating_add(1);
        }
        if let Some(count) = self.counts.get_mut(level) {
            *count = 0;
        }
        self.item.open(level, name, &mut self.call);
        Ok(())
    }

    /// The innermost element ended; the scanner stands in the one around it.
    fn close<'i>(&mut self, summary: &mut Summary) -> Option<Found<'i>> {
        let (_, depth) = self.document.names()?;
        let is_row = core::mem::replace(&mut self.is_leaf, false) && self.item.is_row();
        self.has_text = false;
        if self.item_level == 0 {
            return None;
        }
        if depth < self.item_level {
            // Layout C: the list of items ends, no item does.
            let is_item = self.item.is_begun();
            self.item_level = if depth == 2 { 2 } else { 0 };
            let answered = if is_item { self.item_end(summary) } else { None };
            self.item.clear();
            return answered;
        }
        self.item.close(&mut self.call);
        // A value is complete where nothing but text was in its element.
        if is_row {
            self.row_end = RowEnd::Closed;
            return Some(Found::Row(self.row(Piece::Span(&[]), true)));
        }
        None
    }

    fn row<'i>(&self, piece: Piece<'i>, is_last: bool) -> Row<'i> {
        Row { item: self.items.saturating_add(1), name: RowName::Value, piece, is_last }
    }

    /// A piece of text; blanks before it belong to the layout.
    fn text<'i>(&mut self, piece: Piece<'i>) -> Option<Found<'i>> {
        let piece = match piece {
            Piece::Span(span) if !self.has_text => Piece::Span(span.trim_ascii_start()),
            Piece::Char(character) if !self.has_text && character.is_ascii_whitespace() => return None,
            other => other,
        };
        if piece == Piece::Span(&[]) || self.item_level == 0 {
            return None;
        }
        self.has_text = true;
        match piece {
            Piece::Span(span) => self.item.text(span, &mut self.call),
            Piece::Char(character) => self.item.text(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut self.call),
        }
        (self.is_leaf && self.item.is_row()).then(|| Found::Row(self.row(piece, false)))
    }

    #[inline(never)]
    fn attribute<'i>(&mut self, piece: Piece<'i>, is_last: bool) -> Option<Found<'i>> {
        if self.item_level == 0 || !self.item.is_row() {
            return None;
        }
        self.row_end = RowEnd::Attribute;
        Some(Found::Row(self.row(piece, is_last)))
    }

    /// All of an item is in: which call does it answer, and how?
    fn item_end<'i>(&mut self, summary: &mut Summary) -> Option<Found<'i>> {
        self.items = self.items.saturating_add(1);
        let method = Method::named(self.call.method.as_bytes()).or(self.posted.method);
        let verdict = self.item.verdict(&mut self.call, method);
        // An answer to a call that was not posted, or was answered already, is nobody's.
        let number = self.item.number().unwrap_or(self.items);
        if !(1..=u16::from(self.posted.count)).contains(&number) || self.answered.has(number) {
            return None;
        }
        self.call.number = number;
        self.answered.insert(number);
        if verdict == Verdict::BeforeDispatch {
            self.before_dispatch = Some(self.call.reason);
        }
        let reason = self.call.reason;
        if number == 1 {
            self.first = reason;
        }
        let is_first = self.failed.is_none_or(|(first, _)| number < first);
        if reason.kind() != Kind::Accepted && is_first {
            self.failed = Some((number, reason));
            self.describe(summary);
        } else if self.failed.is_none() && number == 1 {
            self.describe(summary);
        }
        Some(Found::Call)
    }

    /// The outcome of the batch tells of its first call, or of the first that failed.
    fn describe(&mut self, summary: &mut Summary) {
        refill(&mut self.told.text, self.call.text.as_bytes());
        refill(&mut self.told.detail, self.call.detail.as_bytes());
        refill(&mut self.told.code, self.call.code.as_bytes());
        summary.diagnosis = self.call.diagnosis;
    }
}

impl operation::Reader for Reader {
    fn read<'i>(&mut self, input: &mut &'i [u8], offset: u32, summary: &mut Summary) -> Option<Found<'i>> {
        let whole = input.len();
        let place = |rest: &[u8]| offset.saturating_add((whole - rest.len()) as u32);
        if let Document::Empty(_) = self.document {
            let is_success = summary.http_status < 300;
            self.is_passed = self.posted.is_file && is_success;
            let byte = if self.is_passed {
                b'<'
            } else {
                *input = input.trim_ascii_start();
                *input.first()?
            };
            if is_success && matches!(byte, b'<' | 0xef) {
                self.document = Document::Xml(xml::Scanner::new());
            } else if is_success && self.posted.is_php && is_among(b"asidbNOCRrES", byte) {
                self.document = Document::Php(php::Scanner::new());
            } else {
                self.document = Document::Other;
                self.fault = Some((Fault::BodyKind, place(input)));
            }
        }
        if self.is_passed {
            return self.file(input, summary);
        }
        let found = match self.document {
            Document::Other => {
                *input = &[];
                return None;
            }
            _ if self.fault.is_some() => Ok(None),
            _ => self.document(input, summary),
        };
        match found {
            Ok(Some(found)) => Some(found),
            Ok(None) => {
                *input = &[];
                None
            }
            Err(fault) => {
                self.fault = Some((fault, place(input)));
                *input = &[];
                None
            }
        }
    }

    fn finish(&mut self, offset: u32) {
        if self.fault.is_none() && !self.is_passed {
            self.fault = match &self.document {
                Document::Empty(_) => Some(Fault::BodyEmpty),
                Document::Xml(scanner) => scanner.finish().err().map(xml_fault),
                Document::Php(scanner) => scanner.finish().err().map(php_fault),
                Document::Other => None,
            }
            .map(|fault| (fault, offset));
        }
    }

    fn abandon(&mut self) {
        if self.fault.is_none() {
            self.fault = Some((Fault::Truncated, 0));
        }
    }

    fn fault(&self) -> Option<(Fault, u32)> {
        self.fault
    }

    fn decide(&mut self, summary: &mut Summary) {
        let status = summary.http_status;
        summary.reason = match status {
            300.. => {
                let (reason, diagnosis) = by_status(status);
                summary.diagnosis = diagnosis;
                reason
            }
            _ if self.fault.is_some() => Reason::MalformedReply,
            _ if self.posted.is_file && self.answered.is_empty() => Reason::Done,
            _ => {
                // The first call that was not accepted tells for all.
                let unanswered = (1..=self.calls())
                    .find_map(|number| self.unanswered(number, summary).map(|reason| (number, reason)));
                let first = match (unanswered, self.failed) {
                    (Some(unanswered), Some(failed)) => Some(if unanswered.0 < failed.0 { unanswered } else { failed }),
                    (unanswered, failed) => unanswered.or(failed),
                };
                match first {
                    Some((_, reason)) => reason,
                    None if self.posted.count == 1 => self.first,
                    None => Reason::Done,
                }
            }
        };
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            provider_code: self.told.code.lend(),
            text: self.told.text.lend(),
            detail: self.told.detail.lend(),
            ..Texts::default()
        }
    }

    fn field(&mut self) -> Option<&mut Text<FIELD_SIZE>> {
        if let Document::Empty(field) = &mut self.document { Some(field) } else { None }
    }

    fn call(&self) -> Option<&CallOutcome> {
        Some(&self.call)
    }

    fn calls(&self) -> u16 {
        u16::from(self.posted.count)
    }

    fn unanswered(&self, number: u16, summary: &Summary) -> Option<Reason> {
        let is_answered = number == 0 || number > self.calls() || self.answered.has(number);
        let is_success = self.fault.is_none() && summary.http_status < 300;
        // A file is its own answer.
        if is_answered || self.posted.is_file && is_success {
            return None;
        }
        // A status of failure decides alone, and for every call.
        let by_status = (summary.http_status >= 300).then(|| by_status(summary.http_status).0);
        let was_not_sent = matches!(summary.reason, Reason::NotSent | Reason::RequestInvalid).then_some(summary.reason);
        let for_all =
            by_status.filter(|reason| reason.kind() != Kind::Unknown).or(self.before_dispatch).or(was_not_sent);
        let has_halted = !self.posted.is_no_halt && is_success && self.failed.is_some_and(|(first, _)| first < number);
        Some(for_all.unwrap_or(if has_halted { Reason::NotExecuted } else { Reason::NoAnswer }))
    }

    fn path(&self, each: &mut dyn FnMut(&[u8], u16)) {
        let (false, Some((names, depth))) = (self.is_passed, self.document.names()) else { return };
        let below = usize::from(depth.saturating_sub(self.item_level));
        let mut each_counted = |name: &[u8], level: usize| {
            let is_counted = name == b"item";
            each(name, if is_counted { self.counts.get(level).copied().unwrap_or(0) } else { 0 });
        };
        for level in 0..below {
            each_counted(names.open(depth).nth(below - level - 1).unwrap_or(&[]), level);
        }
        match self.row_end {
            RowEnd::Open => {}
            RowEnd::Closed => each_counted(names.closed(), below),
            RowEnd::Attribute => {
                each(b"@", 0);
                each(names.attribute(), 0);
            }
        }
    }
}

/// As new, where it lies.
fn clear(call: &mut CallOutcome) {
    (call.number, call.reason, call.diagnosis) = (0, Reason::NoAnswer, None);
    call.code.clear();
    call.method.clear();
    call.text.clear();
    call.detail.clear();
}

fn refill<const N: usize>(text: &mut Text<N>, from: &[u8]) {
    text.clear();
    text.push(from);
    text.end();
}

/// What a status of failure means, where it is not that of its whole class.
const STATUSES: [(u16, Reason, Option<Diagnosis>); 11] = [
    (400, Reason::BadRequest, None),
    (401, Reason::Unauthorized, None),
    (403, Reason::Forbidden, None),
    (404, Reason::NotFound, Some(Diagnosis::WrongPath)),
    (405, Reason::MethodNotAllowed, Some(Diagnosis::WrongMethod)),
    (415, Reason::UnsupportedMediaType, Some(Diagnosis::ContentType)),
    (429, Reason::RateLimited, Some(Diagnosis::RateLimit)),
    (500, Reason::ServerError, Some(Diagnosis::OriginError)),
    (502, Reason::ServerError, Some(Diagnosis::OriginError)),
    (503, Reason::ServerError, Some(Diagnosis::Overloaded)),
    (504, Reason::ServerError, Some(Diagnosis::OriginError)),
];

/// A status of failure comes from the edge, not from the API.
fn by_status(status: u16) -> (Reason, Option<Diagnosis>) {
    match STATUSES.iter().find(|known| known.0 == status) {
        Some((_, reason, diagnosis)) => (*reason, *diagnosis),
        None if status < 400 => (Reason::Redirect, None),
        None if status < 500 => (Reason::ClientError, None),
        None => (Reason::ServerError, None),
    }
}

const fn xml_fault(malformed: xml::Malformed) -> Fault {
    match malformed {
        xml::Malformed::Syntax => Fault::XmlSyntax,
        xml::Malformed::Utf8 => Fault::XmlUtf8,
        xml::Malformed::Character => Fault::XmlCharacter,
        xml::Malformed::Entity => Fault::XmlEntity,
        xml::Malformed::Mismatch => Fault::XmlTagMismatch,
        xml::Malformed::Attribute => Fault::XmlAttribute,
        xml::Malformed::Doctype => Fault::XmlDoctype,
        xml::Malformed::NameTooLong => Fault::XmlNameTooLong,
        xml::Malformed::Depth => Fault::XmlDepth,
        xml::Malformed::Encoding => Fault::XmlEncoding,
        xml::Malformed::Truncated => Fault::XmlTruncated,
    }
}

const fn php_fault(malformed: php::Malformed) -> Fault {
    match malformed {
        php::Malformed::Syntax => Fault::PhpSyntax,
        php::Malformed::Length => Fault::PhpLength,
        php::Malformed::Type => Fault::PhpType,
        php::Malformed::Count => Fault::PhpCount,
        php::Malformed::Depth => Fault::PhpDepth,
        php::Malformed::Utf8 => Fault::PhpUtf8,
        php::Malformed::Trailing => Fault::PhpTrailing,
        php::Malformed::Truncated => Fault::PhpTruncated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Reader as _;

    /// A reply may have more items than are counted; its rows belong to the last one then.
    #[test]
    fn more_items_than_are_counted() {
        let posted = Posted { count: 1, is_no_halt: false, method: None, is_file: false, is_php: false };
        let (mut reader, mut summary) = (Reader::new(posted), Summary::new());
        summary.http_status = 200;
        let mut read = |piece: &'static str| reader.read(&mut piece.as_bytes(), 0, &mut summary);
        read("<methodResponse>");
        for _ in 0..=u16::MAX {
            read("<item><methodName>a</methodName></item>");
        }
        let found = read("<item><responseData><a>x</a>");
        assert!(matches!(found, Some(Found::Row(Row { item: u16::MAX, .. }))), "{found:?}");
    }
}
