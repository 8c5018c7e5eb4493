//! The receiving side: a request document back into an account's values and calls, for gateways, test servers and round
//! trips. The document must be complete; it says what is wrong and where.
//!
//! The tokens are a nom grammar; what they may stand in is checked above it. Every value comes out as a text, a list as
//! nested arguments of one name.

use core::fmt;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_until, take_while, take_while_m_n, take_while1};
use nom::combinator::{opt, value};
use nom::error::{ErrorKind, ParseError};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::error::{Error, Field, Limit, words};
use crate::text::line_and_column;
use crate::text::xml::check_text;

use super::argument;
use super::{Account, Argument, ArgumentValue, Call, Carriage, ResponseType};

words! {
    /// What is wrong with a request document.
    #[non_exhaustive]
    RequestFault {
        /// Nothing but white space.
        NoContent = "no-content",
        /// It does not begin with a tag.
        NotXml = "not-xml",
        /// A document type, which is refused.
        Doctype = "doctype",
        /// It ends too early.
        Truncated = "truncated",
        /// Not XML.
        Syntax = "syntax",
        /// A closing tag that does not fit.
        TagMismatch = "tag-mismatch",
        /// An entity that is not predefined, or an `&` that begins none.
        Entity = "entity",
        /// A character that XML forbids.
        Character = "character",
        /// Not UTF-8.
        Utf8 = "utf8",
        /// Arguments nest too deep.
        Depth = "depth",
        /// An element that cannot stand there.
        UnknownElement = "unknown-element",
        /// An element that must be there is not; the place is the closing tag of its parent.
        MissingElement = "missing-element",
        /// An element that can stand once stands twice.
        DuplicateElement = "duplicate-element",
        /// An element that must have a value has none.
        EmptyValue = "empty-value",
        /// A value that the element does not know.
        BadValue = "bad-value",
        /// No calls.
        EmptyData = "empty-data",
        /// Text between elements.
        UnexpectedText = "unexpected-text",
        /// The lent room is too small, or a value is refused; [`RequestError::error`] says which.
        InvalidValue = "invalid-value",
    }
}

/// What is wrong with a request document, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// What.
    pub fault: RequestFault,
    /// Line of the byte at fault, from 1.
    pub line: u32,
    /// Column of the byte at fault, from 1, in bytes.
    pub column: u32,
    /// For `InvalidValue`.
    pub error: Option<Error>,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.fault.as_str(), self.line, self.column)?;
        self.error.map_or(Ok(()), |error| write!(f, ": {error}"))
    }
}

impl core::error::Error for RequestError {}

/// Room for the decoded request: it borrows from here, not from the document.
pub struct Room<'a> {
    /// For texts and names; as many bytes as the document has are always enough.
    pub text: &'a mut [u8],
    /// One slot for each argument, nested ones included.
    pub arguments: &'a mut [Argument<'a>],
    /// One slot for each call.
    pub calls: &'a mut [Option<Call<'a>>],
}

/// A request as it was read.
#[derive(Clone, Copy)]
pub struct ReceivedRequest<'a> {
    /// The key of the API user.
    pub api_key: &'a str,
    /// Its secret.
    pub shared_secret: &'a str,
    /// The form the reply is to have, if it says so.
    pub response_type: Option<ResponseType>,
    /// Whether calls after a failing one are executed, if it says so.
    pub no_halt: Option<bool>,
    calls: &'a [Option<Call<'a>>],
}

impl<'a> ReceivedRequest<'a> {
    /// The calls in their order.
    pub fn calls(&self) -> impl Iterator<Item = Call<'a>> + use<'a> {
        self.calls.iter().flatten().copied()
    }

    /// The account that sends the same authentication.
    ///
    /// # Errors
    /// As [`Account::new`].
    pub fn account(&self) -> Result<Account<'a>, Error> {
        Ok(Account::new(self.api_key, self.shared_secret)?
            .response_type(self.response_type.unwrap_or_default())
            .no_halt(self.no_halt.unwrap_or(false))
            .carriage(Carriage::Raw))
    }
}

impl fmt::Debug for ReceivedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.calls()).finish()
    }
}

/// Reads a request document.
///
/// # Errors
/// [`RequestError`], for each [`RequestFault`].
pub fn parse<'a>(document: &[u8], room: Room<'a>) -> Result<ReceivedRequest<'a>, RequestError> {
    let Room { text, arguments, calls } = room;
    let mut reader = Reader { document, rest: document, text, arguments };
    reader.request(calls).map_err(|(fault, at, error)| {
        let (line, column) = line_and_column(document, at);
        RequestError { fault, line, column, error }
    })
}

/// What the grammar failed with: the fault, and what is left from its place on.
#[derive(Debug)]
struct Failed<'i>(RequestFault, &'i [u8]);

impl<'i> ParseError<&'i [u8]> for Failed<'i> {
    fn from_error_kind(input: &'i [u8], _: ErrorKind) -> Self {
        Failed(RequestFault::Syntax, input)
    }

    fn append(_: &'i [u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'i, T> = IResult<&'i [u8], T, Failed<'i>>;

#[derive(Clone, Copy, Debug)]
enum Token<'i> {
    /// A tag that opens; `true` if it closes itself.
    Start(&'i [u8], bool),
    End(&'i [u8]),
    Text(&'i [u8]),
    Char(char),
    /// A comment or an instruction.
    Nothing,
}

fn fail<T>(fault: RequestFault, at: &[u8]) -> Parsed<'_, T> {
    Err(nom::Err::Failure(Failed(fault, at)))
}

fn name(input: &[u8]) -> Parsed<'_, &[u8]> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | 0x80..);
    take_while1(is_name).parse(input)
}

fn blanks(input: &[u8]) -> Parsed<'_, &[u8]> {
    take_while(|byte: u8| byte.is_ascii_whitespace()).parse(input)
}

/// Attributes mean nothing in a request; they are checked no further than to find their end.
fn attributes(input: &[u8]) -> Parsed<'_, ()> {
    let quoted = alt((
        delimited(tag("\""), take_till(|byte| matches!(byte, b'"' | b'<')), tag("\"")),
        delimited(tag("'"), take_till(|byte| matches!(byte, b'\'' | b'<')), tag("'")),
    ));
    let attribute = (take_while1(|byte: u8| byte.is_ascii_whitespace()), name, blanks, tag("="), blanks, quoted);
    nom::multi::fold_many0(attribute, || (), |(), _| ()).parse(input)
}

fn start_tag(input: &[u8]) -> Parsed<'_, Token<'_>> {
    let end = (blanks, opt(tag("/")), tag(">")).map(|(_, slash, _)| slash.is_some());
    (preceded(tag("<"), terminated(name, attributes)), end)
        .map(|(name, is_empty)| Token::Start(name, is_empty))
        .parse(input)
}

fn end_tag(input: &[u8]) -> Parsed<'_, Token<'_>> {
    delimited(tag("</"), name, (blanks, tag(">"))).map(Token::End).parse(input)
}

fn cdata(input: &[u8]) -> Parsed<'_, Token<'_>> {
    delimited(tag("<![CDATA["), take_until("]]>"), tag("]]>")).map(Token::Text).parse(input)
}

fn nothing(input: &[u8]) -> Parsed<'_, Token<'_>> {
    let comment = value((), (tag("<!--"), take_until("--"), tag("-->")));
    let content = delimited(take_while1(|byte: u8| byte.is_ascii_whitespace()), take_until("?>"), tag("?>"));
    let instruction = value((), (tag("<?"), name, alt((tag("?>"), content))));
    value(Token::Nothing, alt((comment, instruction))).parse(input)
}

/// `&amp;`, `&#38;`, `&#x26;`; a fault stands at the `&`.
fn reference(input: &[u8]) -> Parsed<'_, Token<'_>> {
    let number = |radix: u32| {
        move |digits: &[u8]| {
            let text = core::str::from_utf8(digits).ok()?;
            u32::from_str_radix(text, radix).ok().or((!digits.is_empty()).then_some(u32::MAX))
        }
    };
    let hex = preceded(tag("&#x"), take_while_m_n(1, 8, |byte: u8| byte.is_ascii_hexdigit())).map(number(16));
    let decimal = preceded(tag("&#"), take_while_m_n(1, 10, |byte: u8| byte.is_ascii_digit())).map(number(10));
    let parsed: Parsed<'_, Option<u32>> = terminated(alt((hex, decimal)), tag(";")).parse(input);
    if let Ok((rest, code)) = parsed {
        return match code.and_then(char::from_u32) {
            Some(character) if check_text(character.encode_utf8(&mut [0; 4]).as_bytes()).is_ok() => {
                Ok((rest, Token::Char(character)))
            }
            _ => fail(RequestFault::Character, input),
        };
    }
    let named: Parsed<'_, char> = alt((
        value('<', tag("&lt;")),
        value('>', tag("&gt;")),
        value('&', tag("&amp;")),
        value('"', tag("&quot;")),
        value('\'', tag("&apos;")),
    ))
    .parse(input);
    match named {
        Ok((rest, character)) => Ok((rest, Token::Char(character))),
        Err(_) if matches!(input, [_, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'#' | 0x80.., ..]) => {
            fail(RequestFault::Entity, input)
        }
        Err(_) => fail(RequestFault::Syntax, input),
    }
}

fn text(input: &[u8]) -> Parsed<'_, Token<'_>> {
    take_while1(|byte| !matches!(byte, b'<' | b'&')).map(Token::Text).parse(input)
}

/// The next token; a construct that does not end before the document does is truncated.
fn token(input: &[u8]) -> Parsed<'_, Token<'_>> {
    let is_whole = |end: &[u8]| input.windows(end.len()).any(|part| part == end);
    match input {
        [] => fail(RequestFault::Truncated, input),
        [b'&', ..] => reference(input),
        [b'<', b'!', b'-', b'-', ..] if !is_whole(b"-->") => fail(RequestFault::Truncated, &[]),
        [b'<', b'!', b'[', ..] if !is_whole(b"]]>") => fail(RequestFault::Truncated, &[]),
        [b'<', b'?', ..] if !is_whole(b"?>") => fail(RequestFault::Truncated, &[]),
        _ if input.starts_with(b"<!DOCTYPE") => fail(RequestFault::Doctype, input),
        [b'<', ..] => {
            let parsed = alt((end_tag, cdata, nothing, start_tag)).parse(input);
            match parsed {
                Err(_) if !is_whole(b">") => fail(RequestFault::Truncated, &[]),
                Err(_) => fail(RequestFault::Syntax, input),
                parsed => parsed,
            }
        }
        _ => text(input),
    }
}

/// Elements in elements in an argument, as many as can be sent.
const MAX_DEPTH: u8 = 6;

type Wrong = (RequestFault, usize, Option<Error>);

struct Reader<'d, 'a> {
    document: &'d [u8],
    rest: &'d [u8],
    text: &'a mut [u8],
    arguments: &'a mut [Argument<'a>],
}

/// A tag that opens: its name, whether it closes itself, its place.
#[derive(Clone, Copy)]
struct Tag<'d> {
    name: &'d [u8],
    is_self_closing: bool,
    at: usize,
}

impl Tag<'_> {
    const fn is_empty(self) -> bool {
        self.is_self_closing
    }
}

impl<'d, 'a> Reader<'d, 'a> {
    fn at(&self) -> usize {
        self.document.len() - self.rest.len()
    }

    fn wrong<T>(&self, fault: RequestFault, at: usize) -> Result<T, Wrong> {
        Err((fault, at, None))
    }

    fn token(&mut self) -> Result<Token<'d>, Wrong> {
        match token(self.rest) {
            Ok((rest, token)) => {
                self.rest = rest;
                Ok(token)
            }
            Err(nom::Err::Error(Failed(fault, at)) | nom::Err::Failure(Failed(fault, at))) => {
                self.wrong(fault, self.document.len() - at.len())
            }
            Err(nom::Err::Incomplete(_)) => self.wrong(RequestFault::Truncated, self.document.len()),
        }
    }

    /// Text is UTF-8 without forbidden characters.
    fn check_text(&self, text: &[u8], at: usize) -> Result<(), Wrong> {
        check_text(text).or_else(|offset| {
            let byte = text.get(offset).copied();
            if byte.is_some_and(|byte| byte < 0x20) {
                return self.wrong(RequestFault::Character, at + offset);
            }
            // The place is where the character begins; a character that is UTF-8 is one that XML forbids.
            match core::str::from_utf8(text) {
                Err(error) => self.wrong(RequestFault::Utf8, at + error.valid_up_to()),
                Ok(whole) => {
                    let start = (0..=offset).rev().find(|start| whole.is_char_boundary(*start));
                    self.wrong(RequestFault::Character, at + start.unwrap_or(offset))
                }
            }
        })
    }

    /// The next tag inside an element: one that opens, or `None` for its end. Text has no place there.
    fn child(&mut self, parent: Tag<'d>) -> Result<Option<Tag<'d>>, Wrong> {
        while !parent.is_empty() {
            let at = self.at();
            match self.token()? {
                Token::Start(name, is_self_closing) => return Ok(Some(Tag { name, is_self_closing, at })),
                Token::End(name) if name == parent.name => return Ok(None),
                Token::End(_) => return self.wrong(RequestFault::TagMismatch, at),
                Token::Nothing => {}
                Token::Char(_) => return self.wrong(RequestFault::UnexpectedText, at),
                Token::Text(text) => {
                    self.check_text(text, at)?;
                    if let Some(offset) = text.iter().position(|byte| !byte.is_ascii_whitespace()) {
                        return self.wrong(RequestFault::UnexpectedText, at + offset);
                    }
                }
            }
        }
        Ok(None)
    }

    /// Outside the root.
    fn outside(&mut self) -> Result<Option<Tag<'d>>, Wrong> {
        loop {
            let blank = self.rest.len() - self.rest.trim_ascii_start().len();
            self.rest = self.rest.get(blank..).unwrap_or(&[]);
            let at = self.at();
            if self.rest.is_empty() {
                return Ok(None);
            }
            if self.rest.first() != Some(&b'<') {
                return self.wrong(RequestFault::Syntax, at);
            }
            match self.token()? {
                Token::Nothing => {}
                Token::Start(name, is_self_closing) => return Ok(Some(Tag { name, is_self_closing, at })),
                _ => return self.wrong(RequestFault::Syntax, at),
            }
        }
    }

    fn request(&mut self, slots: &'a mut [Option<Call<'a>>]) -> Result<ReceivedRequest<'a>, Wrong> {
        self.rest = self.rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.rest);
        if self.rest.trim_ascii().is_empty() {
            return self.wrong(RequestFault::NoContent, self.document.len());
        }
        if !self.rest.trim_ascii_start().starts_with(b"<") {
            return self.wrong(RequestFault::NotXml, self.at());
        }
        let api = self.outside()?;
        let Some(api) = api else { return self.wrong(RequestFault::Truncated, self.document.len()) };
        if api.name != b"api" {
            return self.wrong(RequestFault::UnknownElement, api.at);
        }
        let mut request =
            ReceivedRequest { api_key: "", shared_secret: "", response_type: None, no_halt: None, calls: &[] };
        let (mut has_authentication, mut slots) = (false, Some(slots));
        let mut end;
        loop {
            end = self.end_of(api);
            let Some(tag) = self.child(api)? else { break };
            match tag.name {
                b"authentication" if has_authentication => return self.wrong(RequestFault::DuplicateElement, tag.at),
                b"authentication" => {
                    has_authentication = true;
                    self.authentication(tag, &mut request)?;
                }
                b"data" => match slots.take() {
                    Some(slots) => request.calls = self.data(tag, slots)?,
                    None => return self.wrong(RequestFault::DuplicateElement, tag.at),
                },
                _ => return self.wrong(RequestFault::UnknownElement, tag.at),
            }
        }
        if !has_authentication || slots.is_some() {
            return self.wrong(RequestFault::MissingElement, end);
        }
        match self.outside()? {
            // Comments, instructions and attributes mean nothing, but they are of the document.
            None => self.check_text(self.document, 0).map(|()| request),
            Some(second) => self.wrong(RequestFault::Syntax, second.at),
        }
    }

    /// Where the next thing that is not blank stands: the closing tag, if nothing else comes.
    fn rest_at(&self) -> usize {
        self.document.len() - self.rest.trim_ascii_start().len()
    }

    /// Where the closing tag of an element stands, if no child comes; the tag itself if it closes itself.
    fn end_of(&self, tag: Tag<'d>) -> usize {
        if tag.is_empty() { tag.at } else { self.rest_at() }
    }

    fn authentication(&mut self, tag: Tag<'d>, request: &mut ReceivedRequest<'a>) -> Result<(), Wrong> {
        let mut end;
        loop {
            end = self.end_of(tag);
            let Some(child) = self.child(tag)? else { break };
            let is_second = match child.name {
                b"api_key" => !request.api_key.is_empty(),
                b"shared_secret" => !request.shared_secret.is_empty(),
                b"response_type" => request.response_type.is_some(),
                b"no_halt" => request.no_halt.is_some(),
                _ => return self.wrong(RequestFault::UnknownElement, child.at),
            };
            if is_second {
                return self.wrong(RequestFault::DuplicateElement, child.at);
            }
            let place = self.rest_at();
            let text = self.value(child)?.trim_ascii();
            match (child.name, text) {
                (_, "") => return self.wrong(RequestFault::EmptyValue, child.at),
                (b"api_key", text) => request.api_key = text,
                (b"shared_secret", text) => request.shared_secret = text,
                (b"response_type", "xml") => request.response_type = Some(ResponseType::Xml),
                (b"response_type", "php") => request.response_type = Some(ResponseType::Php),
                (b"no_halt", "0") => request.no_halt = Some(false),
                (b"no_halt", "1") => request.no_halt = Some(true),
                _ => return self.wrong(RequestFault::BadValue, place),
            }
        }
        if request.api_key.is_empty() || request.shared_secret.is_empty() {
            return self.wrong(RequestFault::MissingElement, end);
        }
        Ok(())
    }

    fn data(&mut self, tag: Tag<'d>, slots: &'a mut [Option<Call<'a>>]) -> Result<&'a [Option<Call<'a>>], Wrong> {
        let mut count = 0;
        let mut end;
        let available = slots.len() as u32;
        loop {
            end = self.end_of(tag);
            let Some(child) = self.child(tag)? else { break };
            if child.name != b"methodCall" {
                return self.wrong(RequestFault::UnknownElement, child.at);
            }
            let call = self.call(child)?;
            let Some(slot) = slots.get_mut(count) else {
                let error = Error::Capacity { limit: Limit::Calls, needed: count as u32 + 1, available };
                return Err((RequestFault::InvalidValue, child.at, Some(error)));
            };
            *slot = Some(call);
            count += 1;
        }
        if count == 0 {
            return self.wrong(RequestFault::EmptyData, end);
        }
        Ok(slots.get(..count).unwrap_or(&[]))
    }

    fn call(&mut self, tag: Tag<'d>) -> Result<Call<'a>, Wrong> {
        // The name may stand anywhere among the arguments; slots must be next to each other.
        let count = self.count_children(tag, b"methodName")?;
        let slots = self.slots(count, tag.at)?;
        let (mut method, mut used) = (None, 0);
        let mut end;
        loop {
            end = self.end_of(tag);
            let Some(child) = self.child(tag)? else { break };
            if child.name.eq_ignore_ascii_case(b"methodName") {
                if method.is_some() {
                    return self.wrong(RequestFault::DuplicateElement, child.at);
                }
                let text = self.value(child)?.trim_ascii();
                if text.is_empty() {
                    return self.wrong(RequestFault::EmptyValue, child.at);
                }
                method = Some((text, child.at));
                continue;
            }
            let argument = self.argument(child, MAX_DEPTH)?;
            if let Some(slot) = slots.get_mut(used) {
                *slot = argument;
                used += 1;
            }
        }
        let Some((method, at)) = method else { return self.wrong(RequestFault::MissingElement, end) };
        Call::custom(method, slots).map_err(|error| (RequestFault::InvalidValue, at, Some(error)))
    }

    /// How many children an element has that are not called `but`; the reader stays where it is.
    fn count_children(&mut self, tag: Tag<'d>, but: &[u8]) -> Result<usize, Wrong> {
        let (start, mut depth, mut count) = (self.rest, 0usize, 0);
        while !tag.is_empty() {
            match self.token()? {
                Token::Start(name, is_empty) => {
                    count += usize::from(depth == 0 && !name.eq_ignore_ascii_case(but));
                    depth += usize::from(!is_empty);
                }
                Token::End(_) if depth == 0 => break,
                Token::End(_) => depth -= 1,
                _ => {}
            }
        }
        self.rest = start;
        Ok(count)
    }

    fn slots(&mut self, count: usize, at: usize) -> Result<&'a mut [Argument<'a>], Wrong> {
        let available = self.arguments.len();
        if count > available {
            let error = Error::Capacity { limit: Limit::TextSlots, needed: count as u32, available: available as u32 };
            return Err((RequestFault::InvalidValue, at, Some(error)));
        }
        let (used, left) = core::mem::take(&mut self.arguments).split_at_mut(count);
        self.arguments = left;
        Ok(used)
    }

    /// An argument: a text, or arguments in it.
    fn argument(&mut self, tag: Tag<'d>, depth: u8) -> Result<Argument<'a>, Wrong> {
        let Some(below) = depth.checked_sub(1) else { return self.wrong(RequestFault::Depth, tag.at) };
        // A name that a call cannot have is refused as it would be on the way out.
        argument::check_name(tag.name).map_err(|problem| {
            let error = argument::wrong(0, (Field::ArgumentName, problem));
            (RequestFault::InvalidValue, tag.at, Some(error))
        })?;
        let name = self.store(tag.name, tag.at)?;
        let count = self.count_children(tag, b"")?;
        if count == 0 {
            let text = self.value(tag)?;
            return Ok(Argument { name, value: ArgumentValue::Text(text.as_bytes()) });
        }
        let slots = self.slots(count, tag.at)?;
        for slot in slots.iter_mut() {
            if let Some(child) = self.child(tag)? {
                *slot = self.argument(child, below)?;
            }
        }
        if self.child(tag)?.is_some() {
            return self.wrong(RequestFault::Syntax, tag.at);
        }
        Ok(Argument { name, value: ArgumentValue::Nested(slots) })
    }

    /// Copies bytes into the room.
    fn store(&mut self, bytes: &[u8], at: usize) -> Result<&'a [u8], Wrong> {
        let available = self.text.len();
        if bytes.len() > available {
            let error =
                Error::Capacity { limit: Limit::TextBuffer, needed: bytes.len() as u32, available: available as u32 };
            return Err((RequestFault::InvalidValue, at, Some(error)));
        }
        let (used, left) = core::mem::take(&mut self.text).split_at_mut(bytes.len());
        self.text = left;
        for (to, from) in used.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(used)
    }

    /// The text of an element that has nothing else in it, to its closing tag.
    fn value(&mut self, tag: Tag<'d>) -> Result<&'a str, Wrong> {
        let room = core::mem::take(&mut self.text);
        let mut length = 0;
        let result = if tag.is_empty() { Ok(()) } else { self.collect(tag, room, &mut length) };
        let (used, left) = room.split_at_mut(length);
        self.text = left;
        result?;
        Ok(core::str::from_utf8(used).unwrap_or(""))
    }

    fn collect(&mut self, tag: Tag<'d>, room: &mut [u8], length: &mut usize) -> Result<(), Wrong> {
        loop {
            let at = self.at();
            let mut buffer = [0; 4];
            let token = self.token()?;
            let is_text = matches!(token, Token::Text(_));
            let piece = match token {
                Token::Text(text) => {
                    // The brackets of a CDATA section are not part of its text.
                    let start = text.as_ptr() as usize - self.document.as_ptr() as usize;
                    self.check_text(text, start)?;
                    text
                }
                Token::Char(character) => character.encode_utf8(&mut buffer).as_bytes(),
                Token::Nothing => continue,
                Token::End(name) if name == tag.name => return Ok(()),
                Token::End(_) => return self.wrong(RequestFault::TagMismatch, at),
                Token::Start(..) => return self.wrong(RequestFault::UnknownElement, at),
            };
            let mut rest = piece;
            while let Some((&byte, after)) = rest.split_first() {
                // Line ends are `\n`, as the standard wants.
                let (byte, after) = match (byte, after) {
                    (b'\r', [b'\n', after @ ..]) if is_text => (b'\n', after),
                    (b'\r', after) if is_text => (b'\n', after),
                    other => other,
                };
                match room.get_mut(*length) {
                    Some(slot) => *slot = byte,
                    None => {
                        let available = room.len() as u32;
                        let error = Error::Capacity { limit: Limit::TextBuffer, needed: available + 1, available };
                        return Err((RequestFault::InvalidValue, at, Some(error)));
                    }
                }
                *length += 1;
                rest = after;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What means nothing is looked at all the same: a document is UTF-8, with its comments and attributes.
    #[test]
    fn all_of_a_document_is_utf8() {
        let document = b"<api><!-- \xff --><authentication><api_key>k</api_key><shared_secret>s</shared_secret>\
            </authentication><data><methodCall><methodName>a.b</methodName></methodCall></data></api>";
        let (mut text, mut arguments, mut calls) = ([0; 200], [Argument::new("", ""); 4], [None; 2]);
        let room = Room { text: &mut text, arguments: &mut arguments, calls: &mut calls };
        let error = parse(document, room).map(|_| ()).unwrap_err();
        assert_eq!((error.fault, error.line, error.column), (RequestFault::Utf8, 1, 11));
    }
}
