//! A scanner for PHP's `serialize()` format that may be cut at any byte: arrays of scalars and arrays, as a service
//! sends them. Objects, references and enums (`O C R r E`) are refused; nothing is allocated, whatever counts and lengths
//! are claimed.
//!
//! ```text
//! value = "a:" count ":{" *(key value) "}"  |  "s:" length ":" quote bytes quote ";"
//!       | "i:" integer ";"  |  "d:" double ";"  |  "b:" ("0" | "1") ";"  |  "N;"
//! key   = "i:" integer ";"  |  "s:" length ":" quote bytes quote ";"
//! ```
//!
//! The entries of arrays come out as an XML scanner gives elements, under the name of their key: an integer key has the
//! name `item`.

use crate::text::OpenNames;
use crate::text::Utf8;
use crate::text::run::{is_among, take};

/// Why a text is not serialized data, or is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Malformed {
    /// A byte that cannot stand where it stands.
    Syntax,
    /// A text does not end where its length says, or claims more than [`Scanner::MAX_LENGTH`].
    Length,
    /// An object, a reference, an enum, or a key that is neither integer nor text.
    Type,
    /// An array claims more entries than [`Scanner::MAX_COUNT`].
    Count,
    /// Nested deeper than [`Scanner::MAX_DEPTH`], or the keys of the open entries need more than
    /// [`Scanner::MAX_NAMES`] bytes.
    Depth,
    /// A text that is not UTF-8.
    Utf8,
    /// Something follows the value.
    Trailing,
    /// The text ended too early.
    Truncated,
}

/// What [`Scanner::next`] found. Spans are pieces of the caller's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'i> {
    /// The input is used up; bring more.
    More,
    /// An entry of an array began; see [`Scanner::name`].
    Open,
    /// The innermost entry ended.
    Close,
    /// A piece of a text, or of the digits of a number; `1` and nothing for a boolean, nothing for null.
    Text(&'i [u8]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A key, or the brace that ends the array.
    Key,
    /// A value.
    Value,
    TypeColon,
    Number,
    Bool,
    Semicolon,
    Count,
    OpenBrace,
    Length,
    OpenQuote,
    Bytes,
    CloseQuote,
    /// The entry of the scalar just read ends.
    EntryEnd,
    Done,
    Failed,
}

const DEPTH: usize = 16;
// A constant, or a device would fill the array element by element and copy it.
const NONE_LEFT: [[u8; 3]; DEPTH] = [[0; 3]; DEPTH];
const ITEM: &[u8] = b"item";

/// The place in one serialized value: a plain value, no buffer but the keys of the open entries, no recursion.
///
/// ```
/// use mailwire::text::php::{Scanner, Token};
/// let mut scanner = Scanner::new();
/// let mut input: &[u8] = br#"a:1:{s:5:"error";i:1;}"#;
/// assert_eq!(scanner.next(&mut input), Ok(Token::Open));
/// assert_eq!(scanner.name(), b"error");
/// assert_eq!(scanner.next(&mut input), Ok(Token::Text(b"1")));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Close));
/// assert_eq!(scanner.next(&mut input), Ok(Token::More));
/// assert_eq!(scanner.finish(), Ok(()));
/// ```
// `repr(C)` keeps the small fields first: a Thumb load reaches 31 bytes with a short instruction.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct Scanner {
    /// A count or a length under way; then what is left of the text.
    number: u32,
    state: State,
    error: Malformed,
    /// The type of the value under way.
    kind: u8,
    /// A key is under way.
    is_key: bool,
    /// Digits of the number under way were seen.
    has_digits: bool,
    /// Bytes of the key under way; the place in the grammar of a number.
    at: u8,
    /// Open arrays.
    depth: u8,
    /// Open entries.
    entries: u8,
    /// Bit per open entry: its key is an integer.
    lists: u16,
    utf8: Utf8,
    /// Entries that each open array still has, little end first: `MAX_COUNT` fits into three bytes.
    left: [[u8; 3]; DEPTH],
    /// The keys of the open entries.
    names: OpenNames,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// How deep arrays may nest.
    pub const MAX_DEPTH: usize = DEPTH;
    /// How many entries an array may claim.
    pub const MAX_COUNT: u32 = 1 << 20;
    /// How long a text may claim to be, in bytes.
    pub const MAX_LENGTH: u32 = 1 << 24;
    /// Room for the keys of all open entries, one byte more for each key.
    pub const MAX_NAMES: usize = OpenNames::ROOM;

    /// At the start of a value.
    pub const fn new() -> Self {
        Scanner {
            number: 0,
            state: State::Value,
            error: Malformed::Syntax,
            kind: 0,
            is_key: false,
            has_digits: false,
            at: 0,
            depth: 0,
            entries: 0,
            lists: 0,
            utf8: Utf8::new(),
            left: NONE_LEFT,
            names: OpenNames::new(),
        }
    }

    /// How many entries are open.
    #[inline]
    pub const fn depth(&self) -> usize {
        self.entries as usize
    }

    /// The key of the innermost open entry.
    pub fn name(&self) -> &[u8] {
        self.names.innermost()
    }

    /// After [`Token::Close`], until the next token: the key of the entry that was closed.
    pub fn closed_name(&self) -> &[u8] {
        self.names.closed()
    }

    /// Whether the key of the innermost open entry is an integer, so that the entry is one of a list.
    pub const fn is_list_entry(&self) -> bool {
        self.lists & 1 != 0
    }

    /// The keys of all open entries, innermost first.
    pub fn open_names(&self) -> impl Iterator<Item = &[u8]> {
        self.names.open(self.entries)
    }

    /// The stack of keys.
    pub(crate) const fn names(&self) -> &OpenNames {
        &self.names
    }

    /// Call at the end of the input.
    ///
    /// # Errors
    /// [`Malformed::Truncated`] if the value is not complete, else the error that `next` gave.
    pub fn finish(&self) -> Result<(), Malformed> {
        match self.state {
            State::Done => Ok(()),
            State::Failed => Err(self.error),
            _ => Err(Malformed::Truncated),
        }
    }

    /// The next token; `input` loses what was consumed.
    ///
    /// # Errors
    /// Every [`Malformed`] but `Truncated`. An error is final, and `input` then begins at the byte at fault, however the
    /// text was cut.
    pub fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Token<'i>, Malformed> {
        let found = self.step(input);
        if let Err(error) = found {
            (self.state, self.error) = (State::Failed, error);
        }
        found
    }

    // Not inlined on a device: behind a pointer of its own the small fields are in reach of short instructions.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn step<'i>(&mut self, input: &mut &'i [u8]) -> Result<Token<'i>, Malformed> {
        loop {
            // These two need no byte.
            match self.state {
                State::EntryEnd => {
                    self.state = State::Key;
                    self.names.close();
                    self.entries -= 1;
                    self.lists >>= 1;
                    return Ok(Token::Close);
                }
                State::Bytes if self.number == 0 => {
                    if !self.utf8.is_whole() {
                        return Err(Malformed::Utf8);
                    }
                    self.state = State::CloseQuote;
                }
                _ => {}
            }
            let Some((&byte, rest)) = input.split_first() else { return Ok(Token::More) };
            match (self.state, byte) {
                (State::Bytes, _) => {
                    let mut span = input.get(..self.number as usize).unwrap_or(input);
                    let before = self.utf8;
                    if let Err(at) = self.utf8.check(span) {
                        // What stands before the byte at fault is handed out first, as if the text were cut there.
                        let (1.., Some(good)) = (at, span.get(..at)) else { return Err(Malformed::Utf8) };
                        self.utf8 = before;
                        let _ = self.utf8.check(good);
                        span = good;
                    }
                    if self.is_key {
                        self.key(input, span)?;
                    }
                    take(input, span.len());
                    self.number -= span.len() as u32;
                    if self.is_key {
                        continue;
                    }
                    return Ok(Token::Text(span));
                }
                (State::Number, b';') if is_number_end(self.at) => {
                    self.state = State::Semicolon;
                    self.at = 0;
                    continue;
                }
                (State::Number, _) => {
                    let is_integer = self.kind == b'i';
                    let grown = |at: &mut u8, byte: u8| match number_step(*at, byte) {
                        Some(next) if !is_integer || next <= INTEGER => {
                            *at = next;
                            true
                        }
                        _ => false,
                    };
                    let mut at = self.at;
                    let n = input.iter().take_while(|byte| grown(&mut at, **byte)).count();
                    if n == 0 {
                        return Err(Malformed::Syntax);
                    }
                    self.at = at;
                    let digits = take(input, n);
                    if self.is_key {
                        continue;
                    }
                    return Ok(Token::Text(digits));
                }
                (State::Semicolon, b';') if self.is_key => {
                    *input = rest;
                    return self.open();
                }
                (State::Semicolon, b';') => {
                    self.state = if self.depth == 0 { State::Done } else { State::EntryEnd };
                }
                (State::Bool, b'0' | b'1') => {
                    self.state = State::Semicolon;
                    let digit = take(input, 1);
                    if byte == b'1' {
                        return Ok(Token::Text(digit));
                    }
                    continue;
                }
                (State::Key, b'}') => {
                    if !self.is_counted_out() {
                        return Err(Malformed::Count);
                    }
                    self.depth -= 1;
                    self.state = if self.depth == 0 { State::Done } else { State::EntryEnd };
                }
                (State::Key | State::Value, _) => {
                    let is_key = self.state == State::Key;
                    let types = match (is_key, self.depth) {
                        (true, _) => b"is".as_slice(),
                        // What a service sends is an array.
                        (false, 0) => b"a",
                        (false, _) => b"asidbN",
                    };
                    if !is_among(types, byte) {
                        let is_type = is_among(b"asidbNOCRrES", byte);
                        return Err(if is_type { Malformed::Type } else { Malformed::Syntax });
                    }
                    if is_key && !self.count_entry() {
                        return Err(Malformed::Count);
                    }
                    (self.kind, self.is_key) = (byte, is_key);
                    self.state = if byte == b'N' { State::Semicolon } else { State::TypeColon };
                }
                (State::TypeColon, b':') => {
                    (self.number, self.at, self.has_digits) = (0, 0, false);
                    self.state = match self.kind {
                        b'a' => State::Count,
                        b's' => State::Length,
                        b'b' => State::Bool,
                        _ => State::Number,
                    };
                }
                (State::Count | State::Length, b'0'..=b'9') => {
                    self.number = self.number * 10 + u32::from(byte - b'0');
                    self.has_digits = true;
                    match self.state {
                        State::Count if self.number > Self::MAX_COUNT => return Err(Malformed::Count),
                        State::Length if self.number > Self::MAX_LENGTH => return Err(Malformed::Length),
                        _ => {}
                    }
                }
                (State::Count, b':') if self.has_digits => self.state = State::OpenBrace,
                (State::Length, b':') if self.has_digits => self.state = State::OpenQuote,
                (State::Length, b'-') => return Err(Malformed::Length),
                (State::Count, b'-') => return Err(Malformed::Count),
                (State::OpenBrace, b'{') => {
                    let Some(left) = self.left.get_mut(usize::from(self.depth)) else { return Err(Malformed::Depth) };
                    let [a, b, c, _] = self.number.to_le_bytes();
                    *left = [a, b, c];
                    self.depth += 1;
                    self.state = State::Key;
                }
                (State::OpenQuote, b'"') => {
                    self.state = State::Bytes;
                    self.utf8 = Utf8::new();
                }
                (State::CloseQuote, b'"') => self.state = State::Semicolon,
                (State::CloseQuote, _) => return Err(Malformed::Length),
                // A text that goes on behind its quote was longer than it said.
                (State::Semicolon, _) if self.kind == b's' => return Err(Malformed::Length),
                (State::Done, _) => return Err(Malformed::Trailing),
                (State::Failed, _) => return Err(self.error),
                _ => return Err(Malformed::Syntax),
            }
            *input = rest;
        }
    }

    /// Does the innermost array have no more entries?
    fn is_counted_out(&self) -> bool {
        self.left.get(usize::from(self.depth).wrapping_sub(1)) == Some(&[0; 3])
    }

    /// One entry less; `false` if there was none left.
    fn count_entry(&mut self) -> bool {
        let Some(left) = self.left.get_mut(usize::from(self.depth).wrapping_sub(1)) else { return false };
        let [a, b, c] = *left;
        let Some(less) = u32::from_le_bytes([a, b, c, 0]).checked_sub(1) else { return false };
        let [a, b, c, _] = less.to_le_bytes();
        *left = [a, b, c];
        true
    }

    /// A piece of a key goes onto the stack. On an error `input` begins at the byte that has no room.
    fn key(&mut self, input: &mut &[u8], piece: &[u8]) -> Result<(), Malformed> {
        let room = self.names.left(self.at);
        for (slot, byte) in room.iter_mut().zip(piece) {
            *slot = *byte;
        }
        if piece.len() > room.len() {
            take(input, room.len());
            return Err(Malformed::Depth);
        }
        self.at += piece.len() as u8;
        Ok(())
    }

    /// The key is complete.
    fn open<'i>(&mut self) -> Result<Token<'i>, Malformed> {
        let is_list = self.kind == b'i';
        if is_list {
            let mut nothing: &[u8] = &[];
            self.key(&mut nothing, ITEM)?;
        }
        if !self.names.push(self.at) {
            return Err(Malformed::Depth);
        }
        self.names.base = self.names.top;
        self.entries += 1;
        self.lists = self.lists << 1 | u16::from(is_list);
        self.state = State::Value;
        Ok(Token::Open)
    }
}

/// Digits of an integer were seen; what lies above belongs to doubles alone.
const INTEGER: u8 = 2;

/// The grammar of numbers as PHP writes them: `-12`, `0.5`, `1.0E+25`, `INF`, `-INF`, `NAN`. From which places (a bit for
/// each), with which byte (`0` for any digit), to which place.
const STEPS: [(u16, u8, u8); 15] = [
    (0b111, b'0', INTEGER),
    (0b1_1000, b'0', 4),
    (0b1110_0000, b'0', 7),
    (0b1, b'-', 1),
    (0b100, b'.', 3),
    (0b1_0100, b'E', 5),
    (0b1_0100, b'e', 5),
    (0b10_0000, b'+', 6),
    (0b10_0000, b'-', 6),
    (0b11, b'I', 8),
    (1 << 8, b'N', 9),
    (1 << 9, b'F', 10),
    (1, b'N', 11),
    (1 << 11, b'A', 12),
    (1 << 12, b'N', 10),
];

/// The place in a number after one more byte, `None` if the byte cannot follow.
fn number_step(at: u8, byte: u8) -> Option<u8> {
    let kind = if byte.is_ascii_digit() { b'0' } else { byte };
    STEPS.iter().find(|step| step.0 >> (at & 15) & 1 != 0 && step.1 == kind).map(|step| step.2)
}

const fn is_number_end(at: u8) -> bool {
    matches!(at, 2 | 4 | 7 | 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of the innermost open entry holds again when one within it is closed.
    #[test]
    fn list_entries() {
        let (mut scanner, mut input) = (Scanner::new(), br#"a:1:{i:0;a:2:{s:1:"a";i:1;i:7;a:0:{}}}"#.as_slice());
        let mut seen = [(false, [0; 4]); 6];
        let mut entries = seen.iter_mut();
        loop {
            match scanner.next(&mut input) {
                Ok(Token::Open | Token::Close) => {
                    let (is_list, name) = entries.next().unwrap();
                    *is_list = scanner.is_list_entry();
                    name[..scanner.name().len()].copy_from_slice(scanner.name());
                }
                Ok(Token::More) => break,
                other => assert!(other.is_ok()),
            }
        }
        let (item, a, none) = ((true, *b"item"), (false, *b"a\0\0\0"), (false, [0; 4]));
        assert_eq!(seen, [item, a, item, item, item, none]);
    }
}
