//! HTTP/1.1 response framing (RFC 9112), resumable at any byte. It keeps no text: what it yields are spans of the
//! caller's input.
//!
//! Policies where the RFC leaves a choice: lines end in CR LF only, folded lines are refused, a space before a colon is
//! refused, Transfer-Encoding beside Content-Length is refused, equal duplicates of Content-Length are one, interim
//! replies (100, 102, 103 ...) are passed over, 101 is refused, no coding but chunked is accepted.

#[cfg(target_pointer_width = "64")]
mod whole;

use super::header::is_token_byte;
use crate::error::Fault;
use crate::text::{Names, Table, field_text, table, take};

/// Longest head of a reply, interim heads and trailers included, in bytes.
pub const MAX_HEAD: u16 = 16 * 1024;
/// Most fields in a head, and in a trailer.
pub const MAX_FIELDS: u8 = 100;
/// Most interim replies before the final one.
pub const MAX_INTERIM: u8 = 8;
/// Longest chunk line, extensions included, in bytes.
pub const MAX_CHUNK_LINE: u8 = 64;
/// Chunk lines may take this many bytes, plus eight for each byte of content.
pub const MAX_CHUNK_OVERHEAD: u32 = 16 * 1024;

/// A field whose value is handed out; all others are checked and passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseField {
    /// Retry-After.
    RetryAfter,
    /// Date.
    Date,
    /// X-HubSpot-Correlation-Id.
    CorrelationId,
    /// CF-RAY, the request id of the edge.
    CfRay,
}

impl ResponseField {
    /// The field of this name, if its value means something; case does not matter.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        let known = KNOWN.position_ignoring_case(name)?;
        HANDED_OUT.get(known.wrapping_sub(FIRST_HANDED_OUT)).copied()
    }
}

/// What [`Framer::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'i> {
    /// The input is used up; bring more.
    More,
    /// The status of the final reply.
    Status(u16),
    /// A piece of a field value; `true` on the last one, which may be empty. Blanks at the end belong to nobody.
    Field(ResponseField, &'i [u8], bool),
    /// The head is complete.
    Head,
    /// A span of the body, still in the input: take as much of it as you like and tell [`Framer::consume`].
    Body(&'i [u8]),
    /// The reply is complete. What is left of the input follows it.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Version,
    Code,
    Reason,
    Line,
    Name,
    Blank,
    Value,
    LineFeed,
    HeadFeed,
    /// A body with a length. With none of it left the reply is complete.
    Sized,
    Close,
    Chunk,
    ChunkFeed,
    Size,
    SizeBlank,
    Extension,
    SizeFeed,
}

const LENGTH: usize = 0;
const TRANSFER: usize = 1;
const CONTENT: usize = 2;
const FIRST_HANDED_OUT: usize = 3;
const KNOWN_NAMES: &[&str] = &[
    "content-length",
    "transfer-encoding",
    "content-encoding",
    "retry-after",
    "date",
    "x-hubspot-correlation-id",
    "cf-ray",
];
const KNOWN: Table = table!(KNOWN_NAMES);
const HANDED_OUT: [ResponseField; 4] =
    [ResponseField::RetryAfter, ResponseField::Date, ResponseField::CorrelationId, ResponseField::CfRay];
const UNKNOWN: u8 = u8::MAX;

/// The place in one reply: a plain value.
///
/// ```
/// use mailwire::http::response::{Framer, Part};
/// let mut framer = Framer::new();
/// let mut input: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi, and what follows";
/// assert_eq!(framer.next(&mut input), Ok(Part::Status(200)));
/// assert_eq!(framer.next(&mut input), Ok(Part::Head));
/// assert_eq!(framer.next(&mut input), Ok(Part::Body(b"hi")));
/// framer.consume(&mut input, 2);
/// assert_eq!(framer.next(&mut input), Ok(Part::End));
/// assert_eq!(input, b", and what follows");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Framer {
    /// Of the body or of the chunk.
    left: u32,
    /// The number being read.
    number: u32,
    /// What chunk lines may still take.
    allowance: u32,
    /// The chunk line that came last of those that look as usual.
    #[cfg(target_pointer_width = "64")]
    line: whole::ChunkLine,
    names: Names,
    head: u16,
    status: u16,
    state: State,
    /// The known field whose value is arriving.
    field: u8,
    /// Place in the version, the code, a coding, a chunk line.
    at: u8,
    fields: u8,
    interim: u8,
    has_length: bool,
    is_chunked: bool,
    is_trailer: bool,
    /// A blank inside a number or a coding was seen: nothing but blanks may follow.
    blank: bool,
}

impl Default for Framer {
    fn default() -> Self {
        Self::new()
    }
}

impl Framer {
    /// At the start of a reply.
    pub const fn new() -> Self {
        Framer {
            left: 0,
            number: 0,
            allowance: MAX_CHUNK_OVERHEAD,
            #[cfg(target_pointer_width = "64")]
            line: whole::ChunkLine::new(),
            names: Names::new(),
            head: 0,
            status: 0,
            state: State::Version,
            field: UNKNOWN,
            at: 0,
            fields: 0,
            interim: 0,
            has_length: false,
            is_chunked: false,
            is_trailer: false,
            blank: false,
        }
    }

    /// The next part; `input` loses what was consumed, but for a body span. After `End` nothing is consumed.
    ///
    /// # Errors
    /// Every [`Fault`] of framing. An error is final, and `input` then begins at the byte at fault, however the reply
    /// was cut.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Part<'i>, Fault> {
        #[cfg(target_pointer_width = "64")]
        {
            if let Some(part) = self.usual_body(input) {
                return Ok(part);
            }
            let (part, rest) = self.any_by_value(input);
            *input = rest;
            part
        }
        #[cfg(not(target_pointer_width = "64"))]
        self.any(input)
    }

    /// The input by value: one whose address is not given away stays in registers, in the loop of a caller too.
    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    fn any_by_value<'i>(&mut self, mut input: &'i [u8]) -> (Result<Part<'i>, Fault>, &'i [u8]) {
        let part = self.any(&mut input);
        (part, input)
    }

    #[inline(always)]
    fn any<'i>(&mut self, input: &mut &'i [u8]) -> Result<Part<'i>, Fault> {
        loop {
            match self.state {
                // Before "input empty", or the host would wait for a read that never comes.
                State::Sized | State::Chunk if self.left > 0 => return Ok(self.span(input)),
                State::Sized => return Ok(Part::End),
                State::Close => return Ok(if input.is_empty() { Part::More } else { Part::Body(input) }),
                State::Chunk
                | State::ChunkFeed
                | State::Size
                | State::SizeBlank
                | State::Extension
                | State::SizeFeed => {
                    #[cfg(target_pointer_width = "64")]
                    if self.usual_chunk_line(input) {
                        continue;
                    }
                    if let Some(part) = self.chunk_line(input)? {
                        return Ok(part);
                    }
                }
                _ => {
                    let room = usize::from(MAX_HEAD - self.head);
                    let mut view = input.get(..room).unwrap_or(input);
                    let before = view.len();
                    let part = self.head(&mut view);
                    let eaten = before - view.len();
                    self.head += eaten as u16;
                    take(input, eaten);
                    match part? {
                        Some(Part::More) if !input.is_empty() => return Err(Fault::HeadTooLong),
                        Some(part) => return Ok(part),
                        None => {}
                    }
                }
            }
        }
    }

    /// What there is of the rest of a body with a length, or of a chunk.
    #[inline(always)]
    fn span<'i>(&self, input: &'i [u8]) -> Part<'i> {
        let span = input.get(..self.left as usize).unwrap_or(input);
        if span.is_empty() { Part::More } else { Part::Body(span) }
    }

    /// `n` bytes of the span that [`Part::Body`] lent are used; `input` loses them.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub fn consume(&mut self, input: &mut &[u8], n: usize) {
        take(input, n);
        self.left = self.left.saturating_sub(n as u32);
    }

    /// Whether the reply is complete.
    #[inline]
    pub fn is_done(&self) -> bool {
        self.state == State::Sized && self.left == 0
    }

    /// The connection ended.
    ///
    /// # Errors
    /// [`Fault::Truncated`], unless the reply was complete or its body ends with the connection.
    pub fn end_of_stream(&mut self) -> Result<(), Fault> {
        if self.state == State::Close {
            self.state = State::Sized;
        }
        if self.is_done() { Ok(()) } else { Err(Fault::Truncated) }
    }

    /// Status line, fields, trailers. `Ok(None)`: the head is over and the body is not in these states.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn head<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Part<'i>>, Fault> {
        loop {
            let Some((&byte, rest)) = input.split_first() else { return Ok(Some(Part::More)) };
            match self.state {
                State::Version => {
                    #[cfg(target_pointer_width = "64")]
                    if self.usual_status(input) {
                        return Ok(Some(Part::Status(self.status)));
                    }
                    let fits = match b"HTTP/1.".get(usize::from(self.at)) {
                        Some(wanted) => byte == *wanted,
                        None if self.at == 7 => byte == b'0' || byte == b'1',
                        None => byte == b' ',
                    };
                    if !fits {
                        return Err(Fault::StatusLine);
                    }
                    self.at += 1;
                    *input = rest;
                    if self.at == 9 {
                        (self.state, self.at, self.status) = (State::Code, 0, 0);
                    }
                }
                State::Code => {
                    let digit = byte.wrapping_sub(b'0');
                    if self.at < 3 {
                        if digit > 9 || (self.at == 0 && digit == 0) {
                            return Err(Fault::StatusLine);
                        }
                        self.status = self.status * 10 + u16::from(digit);
                        self.at += 1;
                        *input = rest;
                        continue;
                    }
                    if byte != b' ' && byte != b'\r' {
                        return Err(Fault::StatusLine);
                    }
                    if self.status == 101 {
                        return Err(Fault::Upgrade);
                    }
                    (self.state, self.field) = (State::Reason, UNKNOWN);
                    if self.status >= 200 {
                        return Ok(Some(Part::Status(self.status)));
                    }
                }
                State::Line => {
                    #[cfg(target_pointer_width = "64")]
                    let (byte, rest) = match (self.usual_lines(input), input.split_first()) {
                        (Some((field, value)), _) => return Ok(Some(Part::Field(field, value, true))),
                        (None, Some((byte, rest))) => (*byte, rest),
                        (None, None) => continue,
                    };
                    match byte {
                        b'\r' => {
                            self.state = State::HeadFeed;
                            *input = rest;
                        }
                        b' ' | b'\t' => return Err(Fault::FoldedLine),
                        b'\n' => return Err(Fault::LineEnd),
                        _ => {
                            if self.fields == MAX_FIELDS {
                                return Err(Fault::TooManyFields);
                            }
                            self.fields += 1;
                            (self.state, self.at) = (State::Name, 0);
                        }
                    }
                }
                State::Name => {
                    let n = input.iter().position(|byte| !is_token_byte(*byte)).unwrap_or(input.len());
                    let piece = take(input, n);
                    self.at |= u8::from(n > 0);
                    let Some((&byte, rest)) = input.split_first() else {
                        self.names.push_ignoring_case(KNOWN, piece, false);
                        continue;
                    };
                    if byte != b':' || self.at == 0 {
                        return Err(Fault::FieldName);
                    }
                    *input = rest;
                    let known = self.names.push_ignoring_case(KNOWN, piece, true).filter(|_| !self.is_trailer);
                    self.field = known.map_or(UNKNOWN, |index| index as u8);
                    (self.state, self.at, self.number, self.blank) = (State::Blank, 0, 0, false);
                }
                State::Blank => {
                    if byte == b' ' || byte == b'\t' {
                        *input = rest;
                    } else {
                        self.state = State::Value;
                    }
                }
                State::Reason | State::Value => {
                    #[cfg(target_pointer_width = "64")]
                    if self.field == UNKNOWN
                        && let Some(after) = whole::line_end(input)
                    {
                        *input = after;
                        self.state = State::Line;
                        continue;
                    }
                    let n = field_text(input);
                    let value = *input;
                    let piece = take(input, n);
                    if let Err((fault, at)) = self.value(piece) {
                        *input = value;
                        take(input, at);
                        return Err(fault);
                    }
                    let last = match input.first() {
                        None => false,
                        Some(b'\r') => true,
                        // What stands before the byte at fault is handed out first, as if the reply were cut there.
                        Some(_) if !piece.is_empty() => false,
                        Some(b'\n') => return Err(Fault::LineEnd),
                        Some(_) => return Err(Fault::FieldValue),
                    };
                    if last {
                        self.value_end()?;
                        take(input, 1);
                        self.state = State::LineFeed;
                    }
                    // What an interim reply says is not said of the final one.
                    if let Some(field) = HANDED_OUT.get(usize::from(self.field).wrapping_sub(FIRST_HANDED_OUT))
                        && self.status >= 200
                    {
                        return Ok(Some(Part::Field(*field, piece, last)));
                    }
                }
                State::LineFeed => {
                    if byte != b'\n' {
                        return Err(Fault::LineEnd);
                    }
                    self.state = State::Line;
                    *input = rest;
                }
                State::HeadFeed => {
                    if byte != b'\n' {
                        return Err(Fault::LineEnd);
                    }
                    if self.is_chunked && self.has_length {
                        return Err(Fault::LengthAndCoding);
                    }
                    if self.status < 200 {
                        if self.interim == MAX_INTERIM {
                            return Err(Fault::TooManyInterim);
                        }
                        *input = rest;
                        *self = Framer { interim: self.interim + 1, head: self.head, ..Framer::new() };
                        continue;
                    }
                    *input = rest;
                    if self.is_trailer {
                        self.state = State::Sized;
                        return Ok(None);
                    }
                    self.state = self.body();
                    return Ok(Some(Part::Head));
                }
                _ => return Ok(None),
            }
        }
    }

    /// How the body ends: RFC 9112 section 6.3.
    fn body(&mut self) -> State {
        if matches!(self.status, 204 | 304) {
            self.left = 0;
        } else if self.is_chunked {
            (self.fields, self.number, self.at) = (0, 0, 0);
            return State::Size;
        } else if !self.has_length {
            return State::Close;
        }
        State::Sized
    }

    /// A piece of the value of a field that matters to the framing. The error says where in the piece.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn value(&mut self, piece: &[u8]) -> Result<(), (Fault, usize)> {
        let coding: &[u8] = match usize::from(self.field) {
            LENGTH => &[],
            TRANSFER => b"chunked",
            CONTENT => b"identity",
            _ => return Ok(()),
        };
        let fault = self.value_fault();
        for (index, &byte) in piece.iter().enumerate() {
            let fits = if byte == b' ' || byte == b'\t' {
                self.blank = true;
                true
            } else if self.blank {
                false
            } else if coding.is_empty() {
                let digit = byte.wrapping_sub(b'0');
                let grown = self.number.checked_mul(10).and_then(|number| number.checked_add(u32::from(digit)));
                self.number = grown.unwrap_or(0);
                self.at = 1;
                digit <= 9 && grown.is_some()
            } else {
                let wanted = coding.get(usize::from(self.at));
                self.at += 1;
                wanted == Some(&byte.to_ascii_lowercase())
            };
            if !fits {
                return Err((fault, index));
            }
        }
        Ok(())
    }

    const fn value_fault(&self) -> Fault {
        match self.field as usize {
            LENGTH => Fault::ContentLength,
            TRANSFER => Fault::TransferEncoding,
            _ => Fault::ContentEncoding,
        }
    }

    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn value_end(&mut self) -> Result<(), Fault> {
        let (at, fault) = (self.at, self.value_fault());
        match usize::from(self.field) {
            LENGTH if at == 0 => return Err(fault),
            LENGTH if self.has_length && self.left != self.number => return Err(Fault::ContentLengthDiffers),
            LENGTH => (self.has_length, self.left) = (true, self.number),
            TRANSFER if at != 7 || self.is_chunked => return Err(fault),
            TRANSFER => self.is_chunked = true,
            CONTENT if at != 8 && at != 0 => return Err(fault),
            _ => {}
        }
        Ok(())
    }

    /// From the end of one chunk to the content of the next: RFC 9112 section 7.1.
    #[inline(never)]
    fn chunk_line<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Part<'i>>, Fault> {
        loop {
            let Some((&byte, rest)) = input.split_first() else { return Ok(Some(Part::More)) };
            match self.state {
                State::Chunk if byte == b'\r' => self.state = State::ChunkFeed,
                State::ChunkFeed if byte == b'\n' => {
                    (self.state, self.number, self.at) = (State::Size, 0, 0);
                }
                State::Chunk | State::ChunkFeed => return Err(Fault::ChunkEnd),
                State::Size => match char::from(byte).to_digit(16) {
                    Some(digit) if self.number >> 28 == 0 => {
                        self.number = self.number << 4 | digit;
                        self.count_line_byte()?;
                    }
                    None if self.at > 0 => {
                        self.state = State::SizeBlank;
                        continue;
                    }
                    _ => return Err(Fault::ChunkSize),
                },
                // Blanks before `;` are bad whitespace (RFC 9110 section 5.6.3): accepted, never made.
                State::SizeBlank | State::Extension => match byte {
                    b'\r' => self.state = State::SizeFeed,
                    b';' => {
                        self.count_line_byte()?;
                        self.state = State::Extension;
                    }
                    b' ' | b'\t' => self.count_line_byte()?,
                    0x20..=0x7e | 0x80.. if self.state == State::Extension => self.count_line_byte()?,
                    _ => return Err(Fault::ChunkSize),
                },
                State::SizeFeed => {
                    if byte != b'\n' {
                        return Err(Fault::ChunkSize);
                    }
                    if !self.spend(u32::from(self.at) + 2, self.number) {
                        return Err(Fault::ChunkOverhead);
                    }
                    *input = rest;
                    self.left = self.number;
                    if self.left > 0 {
                        self.state = State::Chunk;
                    } else {
                        (self.state, self.is_trailer, self.fields) = (State::Line, true, 0);
                    }
                    return Ok(None);
                }
                _ => return Ok(None),
            }
            *input = rest;
        }
    }

    fn count_line_byte(&mut self) -> Result<(), Fault> {
        if self.at == MAX_CHUNK_LINE {
            return Err(Fault::ChunkLineTooLong);
        }
        self.at += 1;
        Ok(())
    }

    /// A chunk line of `line` bytes for `content` bytes; `false`, and nothing spent, where it is too much framing.
    fn spend(&mut self, line: u32, content: u32) -> bool {
        let allowance = self.allowance.saturating_add(content.saturating_mul(8));
        match allowance.checked_sub(line) {
            Some(left) => {
                self.allowance = left;
                true
            }
            None => false,
        }
    }
}
