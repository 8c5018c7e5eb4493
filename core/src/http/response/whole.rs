//! Short cuts of the framer for what lies in the input whole and looks as usual: the same transitions at once. What does
//! not goes the long way, and gets its fault there. For PCs and phones.

use super::{
    FIRST_HANDED_OUT, Framer, HANDED_OUT, KNOWN_NAMES, LENGTH, MAX_FIELDS, MAX_HEAD, Part, ResponseField, State,
    UNKNOWN,
};
use crate::http::header::TOKEN_TABLE;
use crate::text::{block, field_text, take};

const CRLF: u16 = u16::from_le_bytes(*b"\r\n");

type Line<'i> = (Option<(ResponseField, &'i [u8])>, &'i [u8]);

impl Framer {
    /// `HTTP/1.1 200` and what has to follow it, of a final reply.
    #[inline]
    pub(super) fn usual_status(&mut self, input: &mut &[u8]) -> bool {
        let [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1', b' ', code @ .., _] =
            input.get(..13).unwrap_or(&[])
        else {
            return false;
        };
        let [a @ b'2'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] = code else { return false };
        let Some([b' ' | b'\r', ..]) = input.get(12..) else { return false };
        if self.at != 0 {
            return false;
        }
        self.status = u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0');
        (self.state, self.field, self.at) = (State::Reason, UNKNOWN, 3);
        *input = input.get(12..).unwrap_or(&[]);
        true
    }

    /// Lines with their ends, up to one that hands something out or is not usual.
    #[inline]
    pub(super) fn usual_lines<'i>(&mut self, input: &mut &'i [u8]) -> Option<(ResponseField, &'i [u8])> {
        while self.fields < MAX_FIELDS {
            let (found, after) = self.usual_line(input)?;
            self.fields += 1;
            *input = after;
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A line with its end: what it hands out, and what follows it.
    #[inline(always)]
    fn usual_line<'i>(&mut self, input: &'i [u8]) -> Option<Line<'i>> {
        let n = block::of_table(input, TOKEN_TABLE);
        let (name, rest) = input.split_at_checked(n)?;
        let [b':', value @ ..] = rest else { return None };
        let value = match value {
            [b' ', value @ ..] => value,
            value => value,
        };
        let (value, rest) = value.split_at_checked(line_text(value))?;
        if name.is_empty() {
            return None;
        }
        let after = match rest {
            [b'\r', b'\n', after @ ..] => after,
            // Cut within a value that says nothing here.
            [] if self.is_trailer || known(name).is_none() => {
                (self.state, self.field) = (State::Value, UNKNOWN);
                return Some((None, rest));
            }
            _ => return None,
        };
        let Some(known) = known(name).filter(|_| !self.is_trailer) else { return Some((None, after)) };
        if let Some(field) = HANDED_OUT.get(known.wrapping_sub(FIRST_HANDED_OUT)) {
            let is_blank = matches!(value, [b' ' | b'\t', ..]);
            let found = (self.status >= 200).then_some((*field, value));
            return (!is_blank).then_some((found, after));
        }
        if known == LENGTH {
            let length = small_number(value)?;
            if self.has_length && self.left != length {
                return None;
            }
            (self.has_length, self.left) = (true, length);
            return Some((None, after));
        }
        (self.field, self.at, self.number, self.blank) = (known as u8, 0, 0, false);
        self.value(value).ok()?;
        self.value_end().ok()?;
        Some((None, after))
    }

    /// A body or its end, as far as they lie open. It goes into the loops of callers.
    #[inline(always)]
    pub(super) fn usual_body<'i>(&mut self, input: &mut &'i [u8]) -> Option<Part<'i>> {
        match self.state {
            State::Sized | State::Chunk if self.left > 0 => Some(self.span(input)),
            State::Chunk => self.usual_chunk(input).map(Part::Body),
            State::Sized => Some(Part::End),
            _ => None,
        }
    }

    /// The content of a chunk that lies in the input whole, if what stands before it is usual. Not the last chunk.
    #[inline(always)]
    fn usual_chunk<'i>(&mut self, input: &mut &'i [u8]) -> Option<&'i [u8]> {
        let (size, length) = self.line.read(input.first_chunk()?)?;
        let after = input.get(length as usize..)?;
        let span = after.get(..size as usize)?;
        self.earn(size, length);
        *input = after;
        self.left = size;
        Some(span)
    }

    /// The same as `spend`, which refuses no usual line: its content gives more than the line takes.
    #[inline(always)]
    fn earn(&mut self, size: u32, length: u32) {
        self.allowance = self.allowance.saturating_add(size << 3).wrapping_sub(length - 2);
    }

    /// The line of a chunk that is the first or does not lie in the input whole; or the last line, and the end of the reply
    /// behind it.
    #[inline(never)]
    pub(super) fn usual_chunk_line(&mut self, input: &mut &[u8]) -> bool {
        if let (State::Chunk, [b'\r', b'\n', b'0', b'\r', b'\n', b'\r', b'\n', behind @ ..]) = (self.state, *input)
            && self.head <= MAX_HEAD - 2
            && self.spend(3, 0)
        {
            self.head += 2;
            self.state = State::Sized;
            *input = behind;
            return true;
        }
        let Some(eight) = input.first_chunk() else { return false };
        let (eight, before) = match self.state {
            State::Chunk => (*eight, 0),
            State::Size if self.at == 0 => ((u64::from_le_bytes(*eight) << 16 | u64::from(CRLF)).to_le_bytes(), 2),
            _ => return false,
        };
        let Some((size, length)) = self.line.read(&eight) else { return false };
        self.earn(size, length);
        take(input, length as usize - before);
        (self.left, self.state) = (size, State::Chunk);
        true
    }
}

/// The end of one chunk and the line before the next, as nearly every sender writes them: `CRLF 1*4HEX CRLF`; and what they
/// say. Most chunks are as long as the one before, and a line that comes again is not read again: the processor then looks
/// for the next one without waiting for the digits of this.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChunkLine {
    // Not numbers, which would want a place that eight divides, and padding around it.
    bytes: [u8; 8],
    /// Which of the bytes are those of the line.
    mask: [u8; 8],
    /// Of the chunk; not 0.
    size: u32,
    length: u32,
}

impl ChunkLine {
    /// One has to be there at first; any will do.
    pub(super) const fn new() -> Self {
        ChunkLine { bytes: *b"\r\n1\r\n000", mask: (u64::MAX >> 24).to_le_bytes(), size: 1, length: 5 }
    }

    /// The size and the length of the line that these bytes begin with.
    #[inline(always)]
    fn read(&mut self, eight: &[u8; 8]) -> Option<(u32, u32)> {
        let [found, bytes, mask] = [*eight, self.bytes, self.mask].map(u64::from_le_bytes);
        if (found ^ bytes) & mask == 0 {
            return Some((self.size, self.length));
        }
        let (size, length) = self.read_anew(eight);
        (size > 0).then_some((size, length))
    }

    /// Out of line; a size of 0 where there is no usual line.
    #[inline(never)]
    fn read_anew(&mut self, eight: &[u8; 8]) -> (u32, u32) {
        let is_end = |at: usize| eight.get(at..at + 2) == Some(b"\r\n");
        let [_, _, a, b, c, d, ..] = *eight;
        let (size, length, mask) = match () {
            _ if is_end(3) => (hex([a]), 5, u64::MAX >> 24),
            _ if is_end(4) => (hex([a, b]), 6, u64::MAX >> 16),
            _ if is_end(5) => (hex([a, b, c]), 7, u64::MAX >> 8),
            _ if is_end(6) => (hex([a, b, c, d]), 8, u64::MAX),
            _ => return (0, 0),
        };
        if size <= 0 || !is_end(0) {
            return (0, 0);
        }
        *self = ChunkLine { bytes: *eight, mask: mask.to_le_bytes(), size: size as u32, length };
        (size as u32, length)
    }
}

/// The same as `field_text`, within the loop over lines: a tab is rare.
#[inline(always)]
fn line_text(value: &[u8]) -> usize {
    let n = block::plain(value, [0x7f]);
    match value.get(n..) {
        Some([b'\t', ..]) => field_text(value),
        _ => n,
    }
}

/// What follows a text with its line end.
#[inline]
pub(super) fn line_end(input: &[u8]) -> Option<&[u8]> {
    match input.get(line_text(input)..) {
        Some([b'\r', b'\n', after @ ..]) => Some(after),
        _ => None,
    }
}

/// Which of the known names this is. They differ in their lengths.
#[inline]
fn known(name: &[u8]) -> Option<usize> {
    const BY_LENGTH: [u8; 32] = {
        let (mut table, mut index) = ([UNKNOWN; 32], 0);
        while index < KNOWN_NAMES.len() {
            assert!(table[KNOWN_NAMES[index].len()] == UNKNOWN, "two names of one length");
            table[KNOWN_NAMES[index].len()] = index as u8;
            index += 1;
        }
        table
    };
    let index = usize::from(*BY_LENGTH.get(name.len())?);
    let known = KNOWN_NAMES.get(index)?.as_bytes();
    is_same_token(name, known).then_some(index)
}

/// Two texts of the same length, tokens, the second in small letters and hyphens. Other tokens differ from those in more than
/// the bit that tells capitals.
#[inline]
fn is_same_token(token: &[u8], known: &[u8]) -> bool {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    match (token.first_chunk(), token.last_chunk(), known.first_chunk(), known.last_chunk()) {
        (Some(first), Some(last), Some(known_first), Some(known_last)) => {
            (word(first) | SMALL) == word(known_first)
                && (word(last) | SMALL) == word(known_last)
                && (token.len() <= 16 || token.eq_ignore_ascii_case(known))
        }
        _ => token.iter().zip(known).fold(0, |differs, (byte, known)| differs | (byte | 0x20) ^ known) == 0,
    }
}

/// A number of one to nine digits and nothing else.
#[inline]
fn small_number(text: &[u8]) -> Option<u32> {
    if !matches!(text.len(), 1..=9) {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then_some(number * 10 + u32::from(digit))
    })
}

/// What these digits are worth; negative where one is none.
#[inline(always)]
fn hex<const N: usize>(digits: [u8; N]) -> i32 {
    digits.iter().fold(0, |number, digit| number << 4 | i32::from(HEX[usize::from(*digit)]))
}

/// What a byte is worth as a digit; negative where it is none.
const HEX: [i8; 256] = {
    let (mut table, mut byte) = ([-1; 256], 0);
    while byte < 256 {
        if let Some(digit) = (byte as u8 as char).to_digit(16) {
            table[byte] = digit as i8;
        }
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::super::{KNOWN, Part};
    use super::*;

    /// The names we know, with any other byte at any place, and in capitals: the same as by the table.
    #[test]
    fn known_names() {
        for (index, name) in KNOWN_NAMES.iter().enumerate() {
            let mut other = [0; 24];
            let other = &mut other[..name.len()];
            other.copy_from_slice(name.as_bytes());
            assert_eq!(known(other), Some(index));
            other.make_ascii_uppercase();
            assert_eq!(known(other), Some(index));
            for place in 0..name.len() {
                let before = other[place];
                other[place] = b'x';
                assert_eq!(known(other), KNOWN.position_ignoring_case(other), "{}", other.escape_ascii());
                other[place] = before;
            }
        }
        // Differences that take each other away.
        assert_eq!((known(b"dbwe"), known(b"content-lengxp"), known(b"other")), (None, None, None));
    }

    /// Digits and nothing else.
    #[test]
    fn numbers() {
        assert_eq!((small_number(b"0"), small_number(b"123456789")), (Some(0), Some(123_456_789)));
        for text in ["", "1234567890", "1x", "+1"] {
            assert_eq!(small_number(text.as_bytes()), None, "{text}");
        }
        assert_eq!((hex(*b"9"), hex(*b"fA"), hex(*b"0c1E")), (9, 0xfa, 0xc1e));
        assert!([hex(*b"g"), hex(*b"gg"), hex(*b"1g"), hex(*b"g1")].iter().all(|number| *number < 0));
        assert!([hex(*b"12 3"), hex(*b"123g"), hex(*b"g123")].iter().all(|number| *number < 0));
    }

    /// Reads a reply in pieces of this size; how the framer stands at its end.
    fn read(reply: &[u8], size: usize) -> Framer {
        let mut framer = Framer::new();
        for mut piece in reply.chunks(size) {
            loop {
                match framer.next(&mut piece) {
                    Ok(Part::More) => break,
                    Ok(Part::Body(span)) => framer.consume(&mut piece, span.len()),
                    other => assert!(other.is_ok(), "{other:?}"),
                }
            }
        }
        framer
    }

    /// A short cut takes what the long way takes and stands where it stands: with the same framing spent, too.
    #[test]
    fn the_same_place() {
        for reply in [
            "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nDate: now\r\nX: y\r\n\r\nhi",
            "HTTP/1.1 100 Continue\r\nRetry-After: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 7\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nab\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\na\r\n02\r\nab\r\n003\r\nabc\r\n0004\r\nab",
        ] {
            let (whole, bytes) = (read(reply.as_bytes(), reply.len()), read(reply.as_bytes(), 1));
            assert_eq!(whole.allowance, bytes.allowance, "{reply}");
            assert_eq!((whole.state, whole.left, whole.status), (bytes.state, bytes.left, bytes.status), "{reply}");
            assert_eq!((whole.has_length, whole.is_chunked), (bytes.has_length, bytes.is_chunked), "{reply}");
            assert_eq!(whole.fields, bytes.fields, "{reply}");
        }
    }

    /// What is as usual goes the short way, and nothing else does.
    #[test]
    fn the_short_way() {
        let status = |text: &str| Framer::new().usual_status(&mut text.as_bytes());
        assert!(status("HTTP/1.1 200 OK") && status("HTTP/1.0 999\r\n"));
        assert!(!status("HTTP/1.1 200") && !status("HTTP/1.1 100 Continue") && !status("HTTP/1.2 200 OK"));
        let mut begun = Framer::new();
        assert_eq!(begun.next(&mut &b"H"[..]), Ok(Part::More));
        assert!(!begun.usual_status(&mut &b"HTTP/1.1 200 OK"[..]));

        let line = |text: &'static str| Framer { status: 200, ..Framer::new() }.usual_line(text.as_bytes());
        assert_eq!(line("Content-Length: 5\r\nX"), Some((None, &b"X"[..])));
        assert_eq!(line("X: y\r\n"), Some((None, &b""[..])));
        assert_eq!(line("Date:a\tb\r\n"), Some((Some((ResponseField::Date, &b"a\tb"[..])), &b""[..])));
        for other in
            ["Date:  a\r\n", "X: y\r", "X : y\r\n", ": y\r\n", "Content-Length: 5x\r\n", "Transfer-Encoding: 5\r\n"]
        {
            assert_eq!(line(other), None, "{other:?}");
        }
        assert_eq!((line_end(b" OK\r\nX"), line_end(b" OK\r"), line_end(b" OK\n")), (Some(&b"X"[..]), None, None));

        let chunk = |text: &'static str| Framer::new().usual_chunk(&mut text.as_bytes());
        // It looks at eight bytes at once.
        for text in ["\r\n2\r\nhi\r", "\r\n02\r\nhi", "\r\n002\r\nhi", "\r\n0002\r\nhi", "\r\n2\r\nhi\r\n"] {
            assert_eq!(chunk(text), Some(&b"hi"[..]), "{text:?}");
        }
        for other in
            ["\r\n00002\r\nhi", "\r\n0\r\n\r\n", "\r\n4\r\nabc", "\r\ngg\r\nhi", "\n2\r\nhi\r\n", "\r\n2;a\r\nhi"]
        {
            assert_eq!(chunk(other), None, "{other:?}");
        }
        // Sizes that differ in their last digit, with contents that begin alike.
        extern crate std;
        for digits in 1..=4 {
            let mut framer = Framer::new();
            for size in [9_usize, 8, 9, 10] {
                let chunk = std::format!("\r\n{size:0digits$x}\r\n{}", "a".repeat(size));
                assert_eq!(framer.usual_chunk(&mut chunk.as_bytes()).map(<[u8]>::len), Some(size), "{chunk:?}");
                let without_end = chunk.replacen("\r\n", "\n\n", 1);
                assert_eq!(framer.usual_chunk(&mut without_end.as_bytes()), None, "{without_end:?}");
            }
        }
        let end =
            |head| Framer { state: State::Chunk, head, ..Framer::new() }.usual_chunk_line(&mut &b"\r\n0\r\n\r\n"[..]);
        assert!(end(MAX_HEAD - 2) && !end(MAX_HEAD - 1));
        let mut spent = Framer { allowance: 0, ..Framer::new() };
        assert_eq!(spent.usual_chunk(&mut &b"\r\n0001\r\na"[..]), Some(&b"a"[..]));
        assert_eq!(spent.allowance, 2); // eight for the byte, six for its line
    }
}
