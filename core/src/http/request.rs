//! HTTP/1.1 requests (RFC 9112 section 3): the head on the way out, a whole head on the way in.

use core::fmt;

use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::combinator::{map_res, verify};
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::header::{Host, Name, Target, Value, is_token_byte};
use crate::error::words;
use crate::text::{Cursor, field_text};

/// Who asks, unless the account says otherwise.
pub(crate) const DEFAULT_USER_AGENT: &str = concat!("mailwire/", env!("CARGO_PKG_VERSION"));

words! {
    /// The methods the providers use.
    Method {
        /// GET.
        Get = "GET",
        /// POST.
        Post = "POST",
    }
}

/// A secret that goes into a header field. Borrowed, never copied; `Debug` masks it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Secret<'a>(pub(crate) &'a [u8]);

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The head of a request as values: what a host with an HTTP stack of its own needs, and what
/// is written for a host without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Head<'a> {
    /// GET or POST.
    pub method: Method,
    /// Whom to ask.
    pub host: Host<'a>,
    /// The token of an Authorization field.
    pub(crate) bearer: Option<Secret<'a>>,
    /// The type of the body; `None` where there is no body.
    pub content_type: Option<&'static str>,
    /// What may come back.
    pub accept: &'static str,
    /// Who asks.
    pub user_agent: Value<'a>,
}

/// A header field of a request. The value is `scheme` and `value` in a row: a credential is lent, not copied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'static str,
    /// What stands before the value, such as `Bearer ` (with its blank), or nothing.
    pub scheme: &'static str,
    /// The value: visible ASCII.
    pub value: &'a [u8],
}

impl Field<'_> {
    /// Whether the value is a secret, so that it must not be logged.
    pub fn is_secret(&self) -> bool {
        !self.scheme.is_empty()
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_secret() { "***" } else { core::str::from_utf8(self.value).unwrap_or("") };
        write!(f, "{}: {}{value}", self.name, self.scheme)
    }
}

/// What stands before the value of each field of a head: the end of the line before, name and scheme in one. A
/// microcontroller has no room for them.
#[cfg(target_pointer_width = "64")]
const LEADS: [&[u8]; 4] = [b"\r\nAuthorization: Bearer ", b"\r\nContent-Type: ", b"\r\nAccept: ", b"\r\nUser-Agent: "];

impl<'a> Head<'a> {
    /// The fields a host with an HTTP stack has to set, in order. Host and Content-Length are the stack's.
    pub fn fields(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let head = *self;
        // By index: an iterator over a list of them takes four times the stack.
        (0..4).filter_map(move |index| head.field(index))
    }

    fn field(&self, index: u8) -> Option<Field<'a>> {
        let (name, scheme, value) = match index {
            0 => ("Authorization", "Bearer ", self.bearer?.0),
            1 => ("Content-Type", "", self.content_type?.as_bytes()),
            2 => ("Accept", "", self.accept.as_bytes()),
            _ => ("User-Agent", "", self.user_agent.as_bytes()),
        };
        Some(Field { name, scheme, value })
    }

    /// Writes the head up to and with the empty line. `target` writes the request target; a body of
    /// `content_length` bytes follows, or none. Where the length is not known yet, `None` in it keeps room for three
    /// digits; the answer is their place.
    pub(crate) fn emit(
        &self,
        out: &mut Cursor<'_>,
        target: impl FnOnce(&mut Cursor<'_>),
        content_length: Option<u32>,
    ) -> usize {
        out.raw(match self.method {
            Method::Get => b"GET ",
            Method::Post => b"POST ",
        });
        target(out);
        out.raw(b" HTTP/1.1\r\nHost: ");
        out.field(self.host.as_bytes());
        // Not `fields`: a copy of the head would take room on the stack.
        #[cfg(target_pointer_width = "64")]
        for (index, lead) in LEADS.iter().enumerate() {
            if let Some(field) = self.field(index as u8) {
                out.raw(lead);
                // Types of content are our own words.
                if matches!(index, 1 | 2) { out.raw(field.value) } else { out.field(field.value) }
            }
        }
        #[cfg(not(target_pointer_width = "64"))]
        for field in (0..4).filter_map(|index| self.field(index)) {
            out.raw(b"\r\n");
            out.raw(field.name.as_bytes());
            out.raw(b": ");
            out.raw(field.scheme.as_bytes());
            out.field(field.value);
        }
        let mut place = 0;
        if self.content_type.is_some() {
            out.raw(b"\r\nContent-Length: ");
            place = out.position();
            match content_length {
                Some(length) => out.decimal(u64::from(length)),
                None => out.raw(&[b'0'; RESERVED_DIGITS]),
            }
        }
        out.raw(b"\r\n\r\n");
        place
    }
}

/// Room kept for the digits of Content-Length while the body is not written yet: most alerts have 100 to 999 bytes.
pub(crate) const RESERVED_DIGITS: usize = 3;

/// A whole request head as it arrived, for gateways, test servers and round trips. It borrows the bytes it was read
/// from.
///
/// ```
/// use mailwire::http::request::parse;
/// let (head, body) = parse(b"POST /send?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").unwrap();
/// assert_eq!(head.method, "POST");
/// assert_eq!(head.target.as_bytes(), b"/send?x=1");
/// assert_eq!(head.field("content-length"), Some(&b"2"[..]));
/// assert_eq!(body, b"hi");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReceivedHead<'i> {
    /// The method, as it stands.
    pub method: &'i str,
    /// The request target, as it stands.
    pub target: Target<'i>,
    /// The fields as they stand, each line with its CR LF; checked.
    lines: &'i [u8],
}

/// Why a request head could not be read. It has to be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeadFault {
    /// The bytes end inside the head.
    Incomplete,
    /// The request line is not `method SP target SP HTTP/1.x CR LF`; at this byte.
    RequestLine(usize),
    /// A field line is not `name: value CR LF`; at this byte.
    FieldLine(usize),
}

type Parsed<'i, T> = IResult<&'i [u8], T>;

/// Reads a complete request head; what follows it is the second part of the answer.
///
/// # Errors
/// [`HeadFault`]: incomplete, or where it is broken. Bare line feeds and folded lines are refused.
pub fn parse(input: &[u8]) -> Result<(ReceivedHead<'_>, &[u8]), HeadFault> {
    let at = |rest: &[u8]| input.len() - rest.len();
    if !input.windows(4).any(|window| window == b"\r\n\r\n") {
        return Err(HeadFault::Incomplete);
    }
    let (mut rest, (method, target)) =
        request_line(input).map_err(|error| HeadFault::RequestLine(failed_at(&error, input)))?;
    let lines = rest;
    while !rest.starts_with(b"\r\n") {
        rest = field_line(rest).map_err(|error| HeadFault::FieldLine(at(rest) + failed_at(&error, rest)))?.0;
    }
    let lines = lines.get(..lines.len() - rest.len()).unwrap_or(&[]);
    Ok((ReceivedHead { method, target, lines }, rest.get(2..).unwrap_or(&[])))
}

fn failed_at(error: &nom::Err<nom::error::Error<&[u8]>>, input: &[u8]) -> usize {
    match error {
        nom::Err::Error(error) | nom::Err::Failure(error) => input.len() - error.input.len(),
        nom::Err::Incomplete(_) => input.len(),
    }
}

fn request_line(input: &[u8]) -> Parsed<'_, (&str, Target<'_>)> {
    let method = map_res(take_while1(is_token_byte), core::str::from_utf8);
    let target = map_res(take_while1(|byte: u8| byte > b' ' && byte != 0x7f), Target::new);
    let version =
        verify((tag("HTTP/1."), take_while1(|byte: u8| byte.is_ascii_digit())), |(_, minor): &(&[u8], &[u8])| {
            matches!(*minor, b"0" | b"1")
        });
    (terminated(method, tag(" ")), terminated(target, tag(" ")), terminated(version, tag("\r\n")))
        .map(|(method, target, _)| (method, target))
        .parse(input)
}

fn field_line(input: &[u8]) -> Parsed<'_, (&[u8], &[u8])> {
    let name = take_while_m_n(1, Name::LIMIT as usize, is_token_byte);
    let value = |input| {
        let (rest, _) = take_while(|byte: u8| byte == b' ' || byte == b'\t').parse(input)?;
        let (value, rest): (&[u8], _) = input_split(rest, field_text(rest));
        Ok((rest, value.trim_ascii_end()))
    };
    (terminated(name, tag(":")), terminated(value, tag("\r\n"))).parse(input)
}

fn input_split(input: &[u8], n: usize) -> (&[u8], &[u8]) {
    input.split_at_checked(n).unwrap_or((input, &[]))
}

impl<'i> ReceivedHead<'i> {
    /// The fields: name and value without the blanks around it.
    pub fn fields(&self) -> impl Iterator<Item = (Name<'i>, &'i [u8])> + use<'i> {
        let mut rest = self.lines;
        core::iter::from_fn(move || {
            let (after, (name, value)) = field_line(rest).ok()?;
            rest = after;
            Some((Name::new(name).ok()?, value))
        })
    }

    /// The value of the first field of this name; case does not matter.
    pub fn field(&self, name: &str) -> Option<&'i [u8]> {
        self.fields().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }
}

impl fmt::Debug for ReceivedHead<'_> {
    /// The path without its query and the names of the fields: values may be credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.target.as_bytes();
        let path = target.split(|byte| *byte == b'?').next().unwrap_or(target);
        write!(f, "{} {}", self.method, core::str::from_utf8(path).unwrap_or(""))?;
        self.fields().try_for_each(|(name, _)| write!(f, ", {}", core::str::from_utf8(name.as_bytes()).unwrap_or("")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let (head, body) = parse(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        assert_eq!((head.method, head.fields().count(), body), ("GET", 0, &b""[..]));
        let (head, _) = parse(b"POST /a HTTP/1.1\r\nA:\t x y \r\nB: \r\na: 2\r\n\r\n").unwrap();
        let fields: [_; 3] = core::array::from_fn(|i| head.fields().nth(i).map(|(n, v)| (n.as_bytes(), v)).unwrap());
        assert_eq!(fields, [(&b"A"[..], &b"x y"[..]), (b"B", b""), (b"a", b"2")]);
        assert_eq!(head.field("a"), Some(&b"x y"[..]));
    }

    /// What is written before a value is what a host with a stack of its own is told.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn leads() {
        extern crate std;
        let head = Head {
            method: Method::Post,
            host: Host::literal("a"),
            bearer: Some(Secret(b"t")),
            content_type: Some("b"),
            accept: "c",
            user_agent: Value::literal("d"),
        };
        let told = head.fields().map(|field| std::format!("\r\n{}: {}", field.name, field.scheme).into_bytes());
        assert!(told.eq(LEADS.iter().map(|lead| lead.to_vec())));
    }

    #[test]
    fn broken_heads() {
        for (text, fault) in [
            (&b""[..], HeadFault::Incomplete),
            (b"GET / HTTP/1.1\r\nA: 1\r\n", HeadFault::Incomplete),
            (b"GET / HTTP/2\r\n\r\n", HeadFault::RequestLine(6)),
            (b"GET  / HTTP/1.1\r\n\r\n", HeadFault::RequestLine(4)),
            (b"G\tT / HTTP/1.1\r\n\r\n", HeadFault::RequestLine(1)),
            (b"GET / HTTP/1.1\nA: 1\r\n\r\n", HeadFault::RequestLine(14)),
            (b"GET / HTTP/1.1\r\nA : 1\r\n\r\n", HeadFault::FieldLine(17)),
            (b"GET / HTTP/1.1\r\nA: 1\n B: 2\r\n\r\n", HeadFault::FieldLine(20)),
            (b"GET / HTTP/1.1\r\nA: 1\r\n B: 2\r\n\r\n", HeadFault::FieldLine(22)),
            (b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n", HeadFault::FieldLine(19)),
        ] {
            assert_eq!(parse(text), Err(fault), "{:?}", core::str::from_utf8(text));
        }
    }

    /// The target may hold a credential: `Debug` does not show it.
    #[test]
    fn debug_hides_values() {
        extern crate std;
        let (head, _) = parse(b"GET /a?hapikey=SECRET HTTP/1.1\r\nAuthorization: Bearer SECRET\r\n\r\n").unwrap();
        let text = std::format!("{head:?}");
        assert!(!text.contains("SECRET") && text.contains("/a") && text.contains("Authorization"), "{text}");
    }
}
