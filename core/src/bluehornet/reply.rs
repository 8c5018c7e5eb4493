//! Reads replies, XML or PHP, item by item. An item answers one call; what lies below it and means nothing here is
//! handed out as rows.

use crate::diagnosis::Diagnosis;
use crate::error::Fault;
use crate::operation::{self, Found, Piece, Row, RowName};
use crate::outcome::{CallOutcome, Kind, Outcome, Reason};
use crate::text::{Text, php, xml};

use super::item::{Item, Verdict};
use super::method::Method;

/// What was posted, as far as the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted {
    pub(crate) count: u8,
    pub(crate) is_no_halt: bool,
    /// The first call's method, for items that do not name theirs.
    pub(crate) method: Option<&'static Method>,
    /// The reply is a file, not an answer.
    pub(crate) is_file: bool,
    pub(crate) is_php: bool,
}

/// The body as it turns out to be.
#[derive(Clone, Debug)]
enum Document {
    /// Nothing but blanks so far.
    Empty,
    Xml(xml::Scanner),
    Php(php::Scanner),
    /// Passed through. An error in place of the file is an answer like any other, so the text is read as one as long as
    /// it can be.
    File(Option<xml::Scanner>),
    /// Neither, or of no interest under a status of failure.
    Other,
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

/// Nested elements below an item whose repetitions are counted.
const LEVELS: usize = 8;

/// What reads a reply: a plain value.
#[derive(Clone, Debug)]
pub struct Reader {
    posted: Posted,
    document: Document,
    item: Item,
    call: CallOutcome,
    /// Bit per call that was answered.
    answered: u64,
    /// The first call, by number, that was not accepted, and its reason.
    failed: Option<(u16, Reason)>,
    /// The reason of the first call, once it is answered.
    first: Reason,
    /// A failure before any call was executed: it holds for all of them.
    before_dispatch: Option<Reason>,
    /// Items seen.
    items: u16,
    /// The level at which items lie; 0 outside of them.
    item_level: u8,
    /// Nothing below the innermost element so far.
    is_leaf: bool,
    /// The innermost element has text.
    has_text: bool,
    /// How the path of the row under way ends.
    row_end: RowEnd,
    /// How many children named `item` each level has had.
    counts: [u16; LEVELS],
    fault: Option<(Fault, u32)>,
}

impl Reader {
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub(crate) const fn new(posted: Posted) -> Self {
        Reader {
            posted,
            document: Document::Empty,
            item: Item::new(),
            call: CallOutcome::new(),
            answered: 0,
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

    /// `open` gives the open names from the innermost one; `last` is what follows them.
    fn names<'n>(
        &self,
        depth: usize,
        open: impl Fn(usize) -> Option<&'n [u8]>,
        last: Option<(&'n [u8], &'n [u8])>,
        each: &mut dyn FnMut(&[u8], u16),
    ) {
        let below = depth.saturating_sub(usize::from(self.item_level));
        let count = |name: &[u8], level: usize| {
            if name == b"item" { self.counts.get(level).copied().unwrap_or(0) } else { 0 }
        };
        for level in 0..below {
            let name = open(below - level - 1).unwrap_or(&[]);
            each(name, count(name, level));
        }
        if let Some((name, attribute)) = last {
            each(name, count(name, below));
            if !attribute.is_empty() {
                each(attribute, 0);
            }
        }
    }

    /// A span of a file: handed out as it is, and read as an answer in case it is one.
    fn file<'i>(&mut self, input: &mut &'i [u8], outcome: &mut Outcome) -> Option<Found<'i>> {
        let piece = core::mem::take(input);
        if let Document::File(scanner) = &mut self.document
            && let Some(scanner) = scanner.take()
        {
            let mut rest = piece;
            self.document = Document::Xml(scanner);
            let is_readable = loop {
                match self.document(&mut rest, outcome) {
                    Ok(Some(_)) => {}
                    Ok(None) => break true,
                    Err(_) => break false,
                }
            };
            let document = core::mem::replace(&mut self.document, Document::File(None));
            if let (true, Document::Xml(scanner)) = (is_readable, document) {
                self.document = Document::File(Some(scanner));
            }
        }
        let row = Row { item: 1, name: RowName::File, piece: Piece::Span(piece), is_last: false };
        (!piece.is_empty()).then_some(Found::Row(row))
    }

    /// Tokens until something is to be handed out.
    fn document<'i>(&mut self, input: &mut &'i [u8], outcome: &mut Outcome) -> Result<Option<Found<'i>>, Fault> {
        self.row_end = RowEnd::Open;
        loop {
            let before = *input;
            let found = match &mut self.document {
                Document::Xml(scanner) => match scanner.next(input).map_err(xml_fault)? {
                    xml::Token::More => return Ok(None),
                    xml::Token::Open => self.open()?,
                    xml::Token::Close => self.close(outcome),
                    xml::Token::Text(piece) => self.text(Piece::Span(piece)),
                    xml::Token::Char(character) => self.text(Piece::Char(character)),
                    xml::Token::Attribute(piece) => self.attribute(Piece::Span(piece), false),
                    xml::Token::AttributeChar(character) => self.attribute(Piece::Char(character), false),
                    xml::Token::AttributeEnd => self.attribute(Piece::Span(&[]), true),
                },
                Document::Php(scanner) => match scanner.next(input).map_err(php_fault)? {
                    php::Token::More => return Ok(None),
                    php::Token::Open => self.open()?,
                    php::Token::Close => self.close(outcome),
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
    fn open<'i>(&mut self) -> Result<Option<Found<'i>>, Fault> {
        let (name, depth, is_item) = match &self.document {
            Document::Xml(scanner) => {
                let (name, depth) = (scanner.name(), scanner.depth());
                if depth == 1 && !name.eq_ignore_ascii_case(b"methodResponse") {
                    return Err(Fault::BodyKind);
                }
                (name, depth, depth == 2 && name == b"item")
            }
            // A list of items; or `methodResponse` with one `item`, or with a list of them in it.
            Document::Php(scanner) => {
                let (depth, is_list) = (scanner.depth(), scanner.is_list_entry());
                if depth == 1 && !is_list && scanner.name() != b"methodResponse" {
                    return Err(Fault::BodyKind);
                }
                let is_item = match depth {
                    1 => is_list,
                    2 => scanner.name() == b"item",
                    3 => is_list && self.item_level == 2 && !self.item.is_begun(),
                    _ => false,
                };
                (scanner.name(), depth, is_item)
            }
            _ => return Ok(None),
        };
        self.is_leaf = true;
        self.has_text = false;
        if is_item && (self.item_level == 0 || depth == 3) {
            self.item_level = depth as u8;
            self.counts = [0; LEVELS];
            self.item = Item::new();
            self.call = CallOutcome::new();
            return Ok(None);
        }
        if self.item_level == 0 {
            return Ok(None);
        }
        let level = depth - usize::from(self.item_level);
        if name == b"item"
            && let Some(count) = self.counts.get_mut(level - 1)
        {
            *count = count.saturating_add(1);
        }
        if let Some(count) = self.counts.get_mut(level) {
            *count = 0;
        }
        self.item.open(level, name, &mut self.call);
        Ok(None)
    }

    /// The innermost element ended; the scanner stands in the one around it.
    fn close<'i>(&mut self, outcome: &mut Outcome) -> Option<Found<'i>> {
        let depth = match &self.document {
            Document::Xml(scanner) => scanner.depth(),
            Document::Php(scanner) => scanner.depth(),
            _ => return None,
        };
        let is_row = core::mem::replace(&mut self.is_leaf, false) && self.item.is_row();
        self.has_text = false;
        if self.item_level == 0 {
            return None;
        }
        if depth < usize::from(self.item_level) {
            // Layout C: the list of items ends, no item does.
            let is_item = self.item.is_begun();
            self.item_level = if depth == 2 { 2 } else { 0 };
            let answered = if is_item { self.item_end(outcome) } else { None };
            self.item = Item::new();
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
        Row { item: self.items + 1, name: RowName::Value, piece, is_last }
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

    fn attribute<'i>(&mut self, piece: Piece<'i>, is_last: bool) -> Option<Found<'i>> {
        if self.item_level == 0 || !self.item.is_row() {
            return None;
        }
        self.row_end = RowEnd::Attribute;
        Some(Found::Row(self.row(piece, is_last)))
    }

    /// All of an item is in: which call does it answer, and how?
    fn item_end<'i>(&mut self, outcome: &mut Outcome) -> Option<Found<'i>> {
        self.items = self.items.saturating_add(1);
        let method = Method::named(self.call.method.as_bytes()).or(self.posted.method);
        let verdict = self.item.verdict(&mut self.call, method);
        let count = u16::from(self.posted.count);
        let is_free = |number: u16| (1..=count).contains(&number) && self.answered >> (number - 1) & 1 == 0;
        // An answer to a call that was not posted, or was answered already, is nobody's.
        let number = self.item.number().unwrap_or(self.items);
        if !is_free(number) {
            return None;
        }
        self.call.number = number;
        self.answered |= 1 << (number - 1);
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
            self.describe(outcome);
        } else if self.failed.is_none() && number == 1 {
            self.describe(outcome);
        }
        Some(Found::Call)
    }

    /// The outcome of the batch tells of its first call, or of the first that failed.
    fn describe(&self, outcome: &mut Outcome) {
        refill(&mut outcome.text, self.call.text.as_bytes());
        refill(&mut outcome.detail, self.call.detail.as_bytes());
        refill(&mut outcome.provider_code, self.call.code.as_bytes());
        outcome.diagnosis = self.call.diagnosis;
    }
}

impl operation::Reader for Reader {
    fn read<'i>(&mut self, input: &mut &'i [u8], offset: u32, outcome: &mut Outcome) -> Option<Found<'i>> {
        let whole = input.len();
        let place = |rest: &[u8]| offset.saturating_add((whole - rest.len()) as u32);
        if let Document::Empty = self.document {
            if self.posted.is_file && outcome.http_status < 300 {
                self.document = Document::File(Some(xml::Scanner::new()));
            } else {
                let blanks = input.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                *input = input.get(blanks..).unwrap_or(&[]);
                let byte = *input.first()?;
                self.document = match byte {
                    _ if outcome.http_status >= 300 => Document::Other,
                    b'<' | 0xef => Document::Xml(xml::Scanner::new()),
                    b'a' | b's' | b'i' | b'd' | b'b' | b'N' | b'O' | b'C' | b'R' | b'r' | b'E' | b'S'
                        if self.posted.is_php =>
                    {
                        Document::Php(php::Scanner::new())
                    }
                    _ => Document::Other,
                };
                if let Document::Other = self.document {
                    self.fault = Some((Fault::BodyKind, place(input)));
                }
            }
        }
        let found = match self.document {
            Document::File(_) => return self.file(input, outcome),
            Document::Other => {
                *input = &[];
                return None;
            }
            _ if self.fault.is_some() => Ok(None),
            _ => self.document(input, outcome),
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

    fn finish(&mut self, offset: u32, _: &mut Outcome) {
        if self.fault.is_none() {
            self.fault = match &self.document {
                Document::Empty => Some(Fault::BodyEmpty),
                Document::Xml(scanner) => scanner.finish().err().map(xml_fault),
                Document::Php(scanner) => scanner.finish().err().map(php_fault),
                Document::File(_) | Document::Other => None,
            }
            .map(|fault| (fault, offset));
        }
    }

    fn abandon(&mut self, _: &mut Outcome) {
        if self.fault.is_none() {
            self.fault = Some((Fault::Truncated, 0));
        }
    }

    fn fault(&self) -> Option<(Fault, u32)> {
        self.fault
    }

    fn decide(&self, outcome: &mut Outcome) {
        let status = outcome.http_status;
        outcome.reason = match status {
            300.. => {
                let (reason, diagnosis) = by_status(status);
                outcome.diagnosis = diagnosis;
                reason
            }
            _ if self.fault.is_some() => Reason::MalformedReply,
            _ if self.posted.is_file && self.answered == 0 => Reason::Done,
            _ => {
                // The first call that was not accepted tells for all.
                let unanswered = (1..=self.calls())
                    .find_map(|number| self.unanswered(number, outcome).map(|reason| (number, reason)));
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

    fn call(&self) -> Option<&CallOutcome> {
        Some(&self.call)
    }

    fn calls(&self) -> u16 {
        u16::from(self.posted.count)
    }

    fn unanswered(&self, number: u16, outcome: &Outcome) -> Option<Reason> {
        let is_answered = number == 0 || number > self.calls() || self.answered >> (number - 1) & 1 != 0;
        let is_success = self.fault.is_none() && outcome.http_status < 300;
        // A file is its own answer.
        if is_answered || self.posted.is_file && is_success {
            return None;
        }
        // A status of failure decides alone, and for every call.
        let by_status = (outcome.http_status >= 300).then(|| by_status(outcome.http_status).0);
        let was_not_sent = matches!(outcome.reason, Reason::NotSent | Reason::RequestInvalid).then_some(outcome.reason);
        let for_all =
            by_status.filter(|reason| reason.kind() != Kind::Unknown).or(self.before_dispatch).or(was_not_sent);
        let has_halted = !self.posted.is_no_halt && is_success && self.failed.is_some_and(|(first, _)| first < number);
        Some(for_all.unwrap_or(if has_halted { Reason::NotExecuted } else { Reason::NoAnswer }))
    }

    fn path(&self, each: &mut dyn FnMut(&[u8], u16)) {
        match &self.document {
            Document::Xml(scanner) => {
                let last = match self.row_end {
                    RowEnd::Attribute => Some((b"@".as_slice(), scanner.attribute())),
                    RowEnd::Closed => Some((scanner.closed_name(), b"".as_slice())),
                    RowEnd::Open => None,
                };
                self.names(scanner.depth(), |skip| scanner.open_names().nth(skip), last, each);
            }
            Document::Php(scanner) => {
                let last = (self.row_end == RowEnd::Closed).then(|| (scanner.closed_name(), b"".as_slice()));
                self.names(scanner.depth(), |skip| scanner.open_names().nth(skip), last, each);
            }
            _ => {}
        }
    }
}

fn refill<const N: usize>(text: &mut Text<N>, from: &[u8]) {
    text.clear();
    text.push(from);
    text.end();
}

/// A status of failure comes from the edge, not from the API.
const fn by_status(status: u16) -> (Reason, Option<Diagnosis>) {
    match status {
        300..=399 => (Reason::Redirect, None),
        400 => (Reason::BadRequest, None),
        401 => (Reason::Unauthorized, None),
        403 => (Reason::Forbidden, None),
        404 => (Reason::NotFound, Some(Diagnosis::WrongPath)),
        405 => (Reason::MethodNotAllowed, Some(Diagnosis::WrongMethod)),
        415 => (Reason::UnsupportedMediaType, Some(Diagnosis::ContentType)),
        429 => (Reason::RateLimited, Some(Diagnosis::RateLimit)),
        402..=499 => (Reason::ClientError, None),
        503 => (Reason::ServerError, Some(Diagnosis::Overloaded)),
        500 | 502 | 504 => (Reason::ServerError, Some(Diagnosis::OriginError)),
        _ => (Reason::ServerError, None),
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
