//! An XML scanner (XML 1.0, fifth edition) that may be cut at any byte: a flat match over (state, byte), with bulk runs
//! in text, CDATA, comments, processing instructions and attribute values.
//!
//! Open names lie on a small stack: tags are matched against it, the attribute names of the tag under way lie on top of
//! it (so duplicates are seen), and the caller reads whole names from it.
//!
//! What it does not take: a document type (`<!DOCTYPE`), and with it entities other than the five predefined ones;
//! encodings other than UTF-8, US-ASCII and ISO-8859-1, which is decoded. Beyond ASCII any character may stand in a
//! name.

#[cfg(target_pointer_width = "64")]
mod whole;

use super::declaration::{Encodings, are_attributes};
use super::name::{is_name, is_name_start, is_space};
use super::token::{Malformed, Token};
use crate::text::OpenNames;
use crate::text::run::{is_among, plain, take};
use crate::text::{Utf8, WIDE};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    // Outside the root.
    Start,
    Mark,
    StartLess,
    Outside,
    // Content.
    Content,
    Bracket,
    Less,
    Bang,
    BangDash,
    CdataWord,
    Cdata,
    CdataBracket,
    LineFeed,
    // Comments and instructions.
    Comment,
    CommentDash,
    CommentEnd,
    TargetStart,
    Target,
    Instruction,
    InstructionEnd,
    // Tags.
    OpenName,
    Tag,
    TagSpace,
    Slash,
    DeclarationEnd,
    AttributeName,
    Equals,
    Quote,
    Value,
    CloseName,
    CloseSpace,
    // References.
    Reference,
    Entity,
    Number,
    Decimal,
    Hex,
    Failed,
}

const XML: u32 = u32::from_be_bytes(*b"\0xml");
const ENTITIES: [(u32, char); 5] = [
    (u32::from_be_bytes(*b"\0\0lt"), '<'),
    (u32::from_be_bytes(*b"\0\0gt"), '>'),
    (u32::from_be_bytes(*b"\0amp"), '&'),
    (u32::from_be_bytes(*b"quot"), '"'),
    (u32::from_be_bytes(*b"apos"), '\''),
];
/// The place in one XML document: a plain value, no buffer but the names of the open elements, no recursion.
///
/// ```
/// use mailwire::text::xml::{Scanner, Token};
/// let mut scanner = Scanner::new();
/// let mut input: &[u8] = b"<reply><text>a &am"; // cut anywhere
/// assert_eq!(scanner.next(&mut input), Ok(Token::Open));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Open));
/// assert_eq!(scanner.name(), b"text");
/// assert_eq!(scanner.next(&mut input), Ok(Token::Text(b"a ")));
/// assert_eq!(scanner.next(&mut input), Ok(Token::More));
/// let mut input: &[u8] = b"p; b</text></reply>";
/// assert_eq!(scanner.next(&mut input), Ok(Token::Char('&')));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Text(b" b")));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Close));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Close));
/// assert_eq!(scanner.next(&mut input), Ok(Token::More));
/// assert_eq!(scanner.finish(), Ok(()));
/// ```
// `repr(C)` keeps the small fields first: a Thumb load reaches 31 bytes with a short instruction.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct Scanner {
    /// The reference or the target under way.
    code: u32,
    state: State,
    error: Malformed,
    /// Where a reference or a line end returns to.
    home: State,
    /// Progress in a word, a name or a row of brackets.
    at: u8,
    depth: u8,
    quote: u8,
    /// The root element began.
    has_root: bool,
    /// The tag under way is `<?xml ... ?>`.
    is_declaration: bool,
    is_latin1: bool,
    utf8: Utf8,
    encodings: Encodings,
    names: OpenNames,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// Longest name of an element or an attribute, in bytes.
    pub const MAX_NAME: usize = OpenNames::MAX_NAME;
    /// Room for the names of all open elements, one byte more for each name.
    pub const MAX_NAMES: usize = OpenNames::ROOM;

    /// At the start of a document.
    pub const fn new() -> Self {
        Scanner {
            code: 0,
            state: State::Start,
            error: Malformed::Syntax,
            home: State::Content,
            at: 0,
            depth: 0,
            quote: 0,
            has_root: false,
            is_declaration: false,
            is_latin1: false,
            utf8: Utf8::new(),
            encodings: Encodings::ALL,
            names: OpenNames::new(),
        }
    }

    /// How many elements are open.
    #[inline]
    pub const fn depth(&self) -> usize {
        self.depth as usize
    }

    /// The name of the innermost open element; empty outside the root.
    #[inline]
    pub fn name(&self) -> &[u8] {
        self.names.innermost()
    }

    /// After [`Token::Close`], until the next token: the name of the element that was closed.
    #[inline]
    pub fn closed_name(&self) -> &[u8] {
        self.names.closed()
    }

    /// The name of the attribute whose value is arriving.
    #[inline]
    pub fn attribute(&self) -> &[u8] {
        self.names.attribute()
    }

    /// The names of all open elements, innermost first.
    pub fn open_names(&self) -> impl Iterator<Item = &[u8]> {
        self.names.open(self.depth)
    }

    /// The stack of names.
    pub(crate) const fn names(&self) -> &OpenNames {
        &self.names
    }

    /// Call at the end of the input.
    ///
    /// # Errors
    /// [`Malformed::Truncated`] if the document is not complete, else the error that `next` gave.
    pub fn finish(&self) -> Result<(), Malformed> {
        match self.state {
            State::Outside if self.has_root => Ok(()),
            State::Failed => Err(self.error),
            _ => Err(Malformed::Truncated),
        }
    }

    /// The next token; `input` loses what was consumed.
    ///
    /// # Errors
    /// Every [`Malformed`] but `Truncated`. An error is final, and `input` then begins at the byte at fault, however the
    /// text was cut.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    pub fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Token<'i>, Malformed> {
        #[cfg(target_pointer_width = "64")]
        if let Some(token) = self.usual(input) {
            return Ok(token);
        }
        self.any(input)
    }

    // Not inlined on a device: behind a pointer of its own the small fields are in reach of short instructions.
    #[inline(never)]
    fn any<'i>(&mut self, input: &mut &'i [u8]) -> Result<Token<'i>, Malformed> {
        use State::*;
        // These live in registers while we scan; the one exit below stores them.
        let (mut rest, mut state) = (*input, self.state);
        let mut start;
        let mut is_placed = false;
        let found = loop {
            start = rest;
            let Some((&byte, tail)) = rest.split_first() else { break Ok(Token::More) };
            rest = tail; // states that take more than one byte begin at `start` again
            state = match state {
                // Runs.
                Content | Cdata => {
                    if self.is_latin1 && byte >= 0x80 {
                        break Ok(Token::Char(char::from(byte)));
                    }
                    let stop = if state == Content { [b'<', b'&', b']', b'\r'] } else { [b']', b']', b']', b'\r'] };
                    rest = start;
                    match self.characters(&mut rest, stop) {
                        Ok([]) => {}
                        Ok(span) => break Ok(Token::Text(span)),
                        Err(error) => {
                            is_placed = true;
                            break Err(error);
                        }
                    }
                    rest = tail;
                    self.home = state;
                    match byte {
                        b'\r' => {
                            state = LineFeed;
                            break Ok(Token::Char('\n'));
                        }
                        b'<' => Less,
                        b'&' => Reference,
                        _ if state == Content => {
                            self.at = 1;
                            Bracket
                        }
                        _ => match rest.strip_prefix(b"]>") {
                            Some(after) if WIDE => {
                                rest = after;
                                Content
                            }
                            _ => {
                                self.at = 1;
                                CdataBracket
                            }
                        },
                    }
                }
                LineFeed => {
                    if byte != b'\n' {
                        rest = start;
                    }
                    self.home
                }
                Comment | Instruction => {
                    let stop = if state == Comment { b'-' } else { b'?' };
                    rest = start;
                    match self.characters(&mut rest, [stop; 4]) {
                        Err(error) => {
                            is_placed = true;
                            break Err(error);
                        }
                        Ok([]) => {
                            rest = tail;
                            if state == Comment { CommentDash } else { InstructionEnd }
                        }
                        Ok(_) => state,
                    }
                }
                Value if self.is_latin1 && byte >= 0x80 => break Ok(Token::AttributeChar(char::from(byte))),
                Value => {
                    rest = start;
                    let span = match self.characters(&mut rest, [self.quote, b'<', b'&', b'&']) {
                        Ok(span) => span,
                        Err(error) => {
                            is_placed = true;
                            break Err(error);
                        }
                    };
                    if span.is_empty() {
                        rest = tail;
                    } else if !self.is_declaration {
                        break Ok(Token::Attribute(span));
                    }
                    match byte {
                        _ if !span.is_empty() => {
                            self.encodings.narrow(span);
                            Value
                        }
                        b'<' => break Err(Malformed::Syntax),
                        b'&' => {
                            self.home = Value;
                            Reference
                        }
                        _ => {
                            if self.is_declaration && self.attribute() == b"encoding" {
                                let Some(is_latin1) = self.encodings.is_latin1() else {
                                    break Err(Malformed::Encoding);
                                };
                                self.is_latin1 = is_latin1;
                            }
                            if !self.is_declaration {
                                state = Tag;
                                break Ok(Token::AttributeEnd);
                            }
                            Tag
                        }
                    }
                }
                // Known words.
                Mark | CdataWord | CloseName => {
                    let word = match state {
                        Mark => b"\xef\xbb\xbf".as_slice(),
                        CdataWord => b"CDATA[",
                        _ => self.name(),
                    };
                    let is_last = usize::from(self.at) + 1 == word.len();
                    if word.get(usize::from(self.at)) != Some(&byte) {
                        break Err(if state == CloseName { Malformed::Mismatch } else { Malformed::Syntax });
                    }
                    self.at += 1;
                    match state {
                        _ if !is_last => state,
                        Mark => Start,
                        CdataWord => Cdata,
                        _ => {
                            self.at = 0;
                            CloseSpace
                        }
                    }
                }
                // Names.
                OpenName | AttributeName => {
                    let room = self.names.room(self.at);
                    let (mut n, mut high) = (0, 0);
                    for (slot, &byte) in room.iter_mut().zip(start) {
                        if !is_name(byte) {
                            break;
                        }
                        *slot = byte;
                        high |= byte;
                        n += 1;
                    }
                    let is_full = n == room.len();
                    rest = start;
                    let name = take(&mut rest, n);
                    // Names are not decoded, and what is handed out is UTF-8.
                    if self.is_latin1
                        && let Some(at) = name.iter().position(|byte| *byte >= 0x80)
                    {
                        rest = start.get(at..).unwrap_or(&[]);
                        is_placed = true;
                        break Err(Malformed::Encoding);
                    }
                    if (high >= 0x80 || !self.utf8.is_whole())
                        && let Err(at) = self.utf8.check_xml(name)
                    {
                        rest = start.get(at..).unwrap_or(&[]);
                        is_placed = true;
                        break Err(self.not_utf8());
                    }
                    self.at += n as u8;
                    is_placed = true;
                    match rest.first() {
                        None => break Ok(Token::More),
                        Some(byte) if is_name(*byte) => {
                            let is_long = is_full && usize::from(self.at) >= Self::MAX_NAME;
                            break Err(if is_long { Malformed::NameTooLong } else { Malformed::Depth });
                        }
                        Some(_) if !self.utf8.is_whole() => break Err(Malformed::Utf8),
                        Some(_) if !self.names.push(self.at) => break Err(Malformed::Depth),
                        _ => is_placed = false,
                    }
                    if state == OpenName {
                        self.names.base = self.names.top;
                        self.depth += 1;
                        self.has_root = true;
                        state = Tag;
                        if WIDE && let Some(after) = rest.strip_prefix(b">") {
                            rest = after;
                            state = Content;
                        }
                        break Ok(Token::Open);
                    }
                    if self.names.is_duplicate() {
                        is_placed = true;
                        break Err(Malformed::Attribute);
                    }
                    self.encodings = Encodings::ALL;
                    Equals
                }
                // Single bytes, most frequent first.
                Less | StartLess => match byte {
                    b'/' if self.depth > 0 => {
                        if WIDE
                            && let Some(after) = rest.strip_prefix(self.name()).and_then(|rest| rest.strip_prefix(b">"))
                        {
                            rest = after;
                            state = self.close();
                            break Ok(Token::Close);
                        }
                        self.at = 0;
                        CloseName
                    }
                    b'!' => match rest.strip_prefix(b"[CDATA[") {
                        Some(after) if WIDE && self.depth > 0 => {
                            rest = after;
                            Cdata
                        }
                        _ => Bang,
                    },
                    b'?' => {
                        self.is_declaration = state == StartLess;
                        self.code = 0;
                        TargetStart
                    }
                    _ if is_name_start(byte) && (self.depth > 0 || !self.has_root) => {
                        self.at = 0;
                        self.is_declaration = false;
                        rest = start;
                        OpenName
                    }
                    _ => break Err(Malformed::Syntax),
                },
                Tag | TagSpace => match byte {
                    b'>' if !self.is_declaration => {
                        self.names.top = self.names.base;
                        Content
                    }
                    b'/' if !self.is_declaration => Slash,
                    b'?' if self.is_declaration => DeclarationEnd,
                    _ if is_space(byte) => TagSpace,
                    _ if state == TagSpace && is_name_start(byte) => {
                        self.at = 0;
                        rest = start;
                        AttributeName
                    }
                    _ => break Err(Malformed::Syntax),
                },
                Slash | CloseSpace => match byte {
                    b'>' => {
                        state = self.close();
                        break Ok(Token::Close);
                    }
                    _ if is_space(byte) && state == CloseSpace => {
                        self.at = 1;
                        CloseSpace
                    }
                    // `</ab>` for `<a>`: the name goes on.
                    _ if state == CloseSpace && self.at == 0 && is_name(byte) => break Err(Malformed::Mismatch),
                    _ => break Err(Malformed::Syntax),
                },
                Bang => match byte {
                    b'[' if self.depth > 0 => {
                        self.at = 0;
                        CdataWord
                    }
                    b'-' => BangDash,
                    b'D' => break Err(Malformed::Doctype),
                    _ => break Err(Malformed::Syntax),
                },
                Bracket | CdataBracket => match (byte, self.at) {
                    (b']', 1) => {
                        self.at = 2;
                        state
                    }
                    (b']', _) => break Ok(Token::Text(b"]")),
                    (b'>', 2) if state == CdataBracket => Content,
                    (b'>', 2) => break Err(Malformed::Syntax),
                    (_, at) => {
                        rest = start;
                        state = if state == CdataBracket { Cdata } else { Content };
                        break Ok(Token::Text(if at == 1 { b"]" } else { b"]]" }));
                    }
                },
                Start | Outside => match byte {
                    b'<' if state == Start => StartLess,
                    b'<' => Less,
                    _ if is_space(byte) => Outside,
                    0xef if state == Start && self.at == 0 => {
                        rest = start;
                        Mark
                    }
                    _ => break Err(Malformed::Syntax),
                },
                Equals => match byte {
                    b'=' => Quote,
                    _ if is_space(byte) => Equals,
                    _ => break Err(Malformed::Syntax),
                },
                Quote => match byte {
                    b'"' | b'\'' => {
                        self.quote = byte;
                        Value
                    }
                    _ if is_space(byte) => Quote,
                    _ => break Err(Malformed::Syntax),
                },
                BangDash if byte == b'-' => Comment,
                CommentDash if byte == b'-' => CommentEnd,
                CommentDash => {
                    rest = start;
                    Comment
                }
                CommentEnd if byte == b'>' => self.outside(),
                InstructionEnd => match byte {
                    b'>' => self.outside(),
                    b'?' => InstructionEnd,
                    _ => {
                        rest = start;
                        Instruction
                    }
                },
                TargetStart if is_name_start(byte) => {
                    rest = start;
                    Target
                }
                Target => match byte {
                    _ if is_name(byte) => {
                        if (byte >= 0x80 || !self.utf8.is_whole())
                            && !self.is_latin1
                            && self.utf8.check_xml(&[byte]).is_err()
                        {
                            break Err(self.not_utf8());
                        }
                        self.code = if self.code >> 24 == 0 { self.code << 8 | u32::from(byte) } else { u32::MAX };
                        Target
                    }
                    _ if !self.utf8.is_whole() => break Err(Malformed::Utf8),
                    // The name `xml`, in any case, is for the declaration alone.
                    _ if self.code | 0x20_2020 == XML => {
                        if !self.is_declaration || self.code != XML {
                            break Err(Malformed::Syntax);
                        }
                        rest = start;
                        Tag
                    }
                    _ if is_space(byte) => Instruction,
                    b'?' => CommentEnd, // what is left to come is the same: `>`
                    _ => break Err(Malformed::Syntax),
                },
                DeclarationEnd => {
                    if byte != b'>' || !are_attributes(self.names.all()) {
                        break Err(Malformed::Syntax);
                    }
                    self.names.top = 0;
                    Outside
                }
                // References.
                Reference => match byte {
                    b'#' => {
                        (self.code, self.at) = (0, 0);
                        Number
                    }
                    b'a'..=b'z' => {
                        self.code = u32::from(byte);
                        Entity
                    }
                    b'A'..=b'Z' | b'_' | b':' | 0x80.. => break Err(Malformed::Entity),
                    _ => break Err(Malformed::Syntax),
                },
                Entity if byte != b';' => {
                    if !byte.is_ascii_lowercase() || self.code >> 24 != 0 {
                        break Err(Malformed::Entity);
                    }
                    self.code = self.code << 8 | u32::from(byte);
                    Entity
                }
                Number if byte == b'x' => Hex,
                Number | Decimal | Hex if byte != b';' => {
                    let radix = if state == Hex { 16 } else { 10 };
                    let Some(digit) = char::from(byte).to_digit(radix) else { break Err(Malformed::Syntax) };
                    self.at = 1;
                    self.code = self.code * radix + digit;
                    if self.code > 0x10_ffff {
                        break Err(Malformed::Character);
                    }
                    if state == Hex { Hex } else { Decimal }
                }
                Entity | Number | Decimal | Hex => {
                    let character = match state {
                        Entity => match ENTITIES.iter().find(|entity| entity.0 == self.code) {
                            Some(entity) => entity.1,
                            None => break Err(Malformed::Entity),
                        },
                        _ if self.at == 0 => break Err(Malformed::Syntax),
                        _ => match (self.code, char::from_u32(self.code)) {
                            (0x9 | 0xa | 0xd | 0x20..=0xfffd | 0x1_0000.., Some(character)) => character,
                            _ => break Err(Malformed::Character),
                        },
                    };
                    if self.home != Value {
                        state = self.home;
                        break Ok(Token::Char(character));
                    }
                    if !self.is_declaration {
                        state = Value;
                        break Ok(Token::AttributeChar(character));
                    }
                    Value
                }
                BangDash | CommentEnd | TargetStart => break Err(Malformed::Syntax),
                Failed => break Err(self.error),
            };
        };
        if let Err(error) = found {
            if !is_placed {
                rest = start;
            }
            self.error = error;
            state = Failed;
        }
        *input = rest;
        self.state = state;
        found
    }

    /// A run of legal characters up to one of `stop` (not consumed), or to the end of the input, which is not at its end;
    /// so where the run is empty, the first byte is one of `stop`. On an error `input` begins at the byte at fault.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn characters<'i>(&mut self, input: &mut &'i [u8], stop: [u8; 4]) -> Result<&'i [u8], Malformed> {
        let start = *input;
        let (mut n, mut high) = (0, false);
        // A look at the byte first: runs of white space and empty runs are the common case between tags.
        let end = loop {
            match start.get(n).copied() {
                Some(byte) if is_among(&stop, byte) => break byte,
                Some(b'\n' | b'\r' | b'\t') => n += 1,
                Some(0..0x20) => break 1,
                None => break 0,
                Some(0x80..) if self.is_latin1 && n > 0 => break 2,
                _ => {
                    let (run, seen) = plain(start.get(n..).unwrap_or(&[]), stop);
                    let run = match seen && self.is_latin1 {
                        true => start.iter().skip(n).take(run).take_while(|byte| **byte < 0x80).count().max(1),
                        false => run,
                    };
                    n += run;
                    high |= seen;
                }
            }
        };
        let span = take(input, n);
        if (high || !self.utf8.is_whole())
            && !self.is_latin1
            && let Err(at) = self.check_run(span)
        {
            *input = start.get(at..).unwrap_or(&[]);
            // What stands before the byte at fault is handed out first, as it would be if the text were cut there.
            if let (1.., Some(good)) = (at, span.get(..at)) {
                return Ok(good);
            }
            return Err(self.not_utf8());
        }
        if end != 0 && !self.utf8.is_whole() {
            return if n > 0 { Ok(span) } else { Err(Malformed::Utf8) };
        }
        if end == 1 && n == 0 {
            return Err(Malformed::Character);
        }
        Ok(span)
    }

    /// Checks a run; at a fault the check stands before the byte at fault, unless that is the first.
    fn check_run(&mut self, span: &[u8]) -> Result<(), usize> {
        let before = self.utf8;
        self.utf8.check_xml(span).inspect_err(|at| {
            if let (1.., Some(good)) = (*at, span.get(..*at)) {
                self.utf8 = before;
                let _ = self.utf8.check_xml(good);
            }
        })
    }

    /// What the UTF-8 check has stopped at.
    fn not_utf8(&self) -> Malformed {
        if self.utf8.is_noncharacter() { Malformed::Character } else { Malformed::Utf8 }
    }

    /// Drops the innermost element.
    #[inline]
    fn close(&mut self) -> State {
        self.names.close();
        self.depth -= 1;
        self.outside()
    }

    /// Back between tags.
    #[inline]
    fn outside(&self) -> State {
        if self.depth > 0 { State::Content } else { State::Outside }
    }
}
