//! A JSON scanner (RFC 8259) that may be cut at any byte: a flat match over (state, byte), plus one bulk run inside
//! strings.

use crate::text::Utf8;
use crate::text::run::{WIDE, plain, take};

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Malformed {
    /// A byte that cannot stand where it stands, or a control character in a string.
    Syntax,
    /// A string that is not UTF-8.
    Utf8,
    /// An escape that does not exist, or half of a surrogate pair.
    Escape,
    /// A number that the grammar does not know, such as `01` or `1.`.
    Number,
    /// Nested deeper than [`Scanner::MAX_DEPTH`].
    Depth,
    /// The text ended too early.
    Truncated,
}

/// What [`Scanner::next`] found.
///
/// Spans are pieces of the caller's input; the flag is `true` on the last piece of a key, a text or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'i> {
    /// The input is used up; bring more.
    More,
    /// An object begins.
    Object,
    /// An array begins.
    Array,
    /// The innermost object or array ends.
    End,
    /// A piece of a member name.
    Key(&'i [u8], bool),
    /// A piece of a string value.
    Text(&'i [u8], bool),
    /// A piece of a number; the last one of a number that was cut may be empty.
    Number(&'i [u8], bool),
    /// A decoded escape inside a member name; never the last piece.
    KeyChar(char),
    /// A decoded escape inside a string value; never the last piece.
    TextChar(char),
    /// The literal `true`.
    True,
    /// The literal `false`.
    False,
    /// The literal `null`.
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    Comma,
    Done,
    Text,
    Escape,
    Hex,
    LowSlash,
    LowU,
    Word,
    Number,
    Minus,
    Zero,
    Integer,
    Dot,
    Fraction,
    Exponent,
    Sign,
    Power,
    Failed,
}

/// The place in one JSON document: a plain value, no buffer, no recursion.
///
/// Call [`next`](Self::next) until it says [`Token::More`], bring more input, and [`finish`](Self::finish) at the
/// end. Everything is validated while it is scanned: the grammar, UTF-8, numbers, escapes, nesting.
///
/// ```
/// use mailwire::text::json::{Scanner, Token};
/// let mut scanner = Scanner::new();
/// let mut input: &[u8] = br#"{"a":tr"#; // cut anywhere
/// assert_eq!(scanner.next(&mut input), Ok(Token::Object));
/// assert_eq!(scanner.next(&mut input), Ok(Token::Key(b"a", true)));
/// assert_eq!(scanner.next(&mut input), Ok(Token::More));
/// let mut input: &[u8] = b"ue}";
/// assert_eq!(scanner.next(&mut input), Ok(Token::True));
/// assert_eq!(scanner.next(&mut input), Ok(Token::End));
/// assert_eq!(scanner.next(&mut input), Ok(Token::More));
/// assert_eq!(scanner.finish(), Ok(()));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    /// Bit per open level: 1 = object.
    nest: [u32; DEPTH_WORDS],
    code: u16,
    high: u16,
    depth: u16,
    at: u8,
    word: u8,
    utf8: Utf8,
    /// The innermost open level is an object.
    object: bool,
    key: bool,
    state: State,
    error: Malformed,
}

const DEPTH_WORDS: usize = 8;
pub(super) const ESCAPES: [(u8, u8); 8] = [
    (b'n', b'\n'),
    (b'"', b'"'),
    (b'\\', b'\\'),
    (b'/', b'/'),
    (b't', b'\t'),
    (b'r', b'\r'),
    (b'b', 0x08),
    (b'f', 0x0c),
];
const WORDS: [&[u8]; 3] = [b"true", b"false", b"null"];

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// How deep arrays and objects may nest; one more is [`Malformed::Depth`].
    pub const MAX_DEPTH: usize = DEPTH_WORDS * 32;

    /// At the start of a document.
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub const fn new() -> Self {
        Scanner {
            nest: [0; DEPTH_WORDS],
            code: 0,
            high: 0,
            depth: 0,
            at: 0,
            word: 0,
            utf8: Utf8::new(),
            object: false,
            key: false,
            state: State::Value,
            error: Malformed::Syntax,
        }
    }

    /// How many objects and arrays are open around the token just returned.
    #[inline]
    pub const fn depth(&self) -> usize {
        self.depth as usize
    }

    /// Call at the end of the input.
    ///
    /// # Errors
    /// [`Malformed::Truncated`] if the document is not complete, else the error that `next` gave.
    pub fn finish(&self) -> Result<(), Malformed> {
        match (self.state, self.depth) {
            (State::Done, _) | (State::Zero | State::Integer | State::Fraction | State::Power, 0) => Ok(()),
            (State::Failed, _) => Err(self.error),
            _ => Err(Malformed::Truncated),
        }
    }

    /// The next token; `input` loses what was consumed.
    ///
    /// # Errors
    /// Every [`Malformed`] but `Truncated`. An error is final, and `input` then begins at the byte at fault, however
    /// the text was cut.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    pub fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Token<'i>, Malformed> {
        use State::*;
        // Both live in registers while we scan; the one exit below stores them.
        let (mut rest, mut state) = (*input, self.state);
        let found = loop {
            let Some((&byte, tail)) = rest.split_first() else { break Ok(Token::More) };
            let start = rest;
            rest = tail; // states that take more than one byte begin at `start` again
            state = match state {
                Text => {
                    rest = start;
                    let (n, high) = plain(rest, [b'"', b'\\']);
                    let span = take(&mut rest, n);
                    if high || !self.utf8.is_whole() {
                        let before = self.utf8;
                        if let Err(at) = self.utf8.check(span) {
                            rest = start.get(at..).unwrap_or(&[]);
                            // What stands before the byte at fault is handed out first, as if the text were cut there.
                            let (1.., Some(good)) = (at, span.get(..at)) else { break Err(Malformed::Utf8) };
                            self.utf8 = before;
                            let _ = self.utf8.check(good);
                            break Ok(self.piece(good, false));
                        }
                    }
                    let last = match rest.split_first() {
                        None => break Ok(self.piece(span, false)),
                        Some(_) if !self.utf8.is_whole() && span.is_empty() => break Err(Malformed::Utf8),
                        Some(_) if !self.utf8.is_whole() => break Ok(self.piece(span, false)),
                        Some((b'"', tail)) => {
                            rest = tail;
                            state = if self.key { Colon } else { self.after() };
                            true
                        }
                        Some((b'\\', tail)) => {
                            rest = tail;
                            state = Escape;
                            false
                        }
                        Some(_) if n > 0 => break Ok(self.piece(span, false)),
                        Some(_) => break Err(Malformed::Syntax),
                    };
                    if last || n > 0 {
                        break Ok(self.piece(span, last));
                    }
                    continue;
                }
                Number | Minus | Zero | Integer | Dot | Fraction | Exponent | Sign | Power => {
                    let mut n = 0;
                    let mut end = false;
                    for &byte in start {
                        match grow(state, byte) {
                            Some(next) => state = next,
                            None => {
                                end = true;
                                break;
                            }
                        }
                        n += 1;
                    }
                    rest = start;
                    let span = take(&mut rest, n);
                    if !end {
                        break Ok(Token::Number(span, false));
                    }
                    if !matches!(state, Zero | Integer | Fraction | Power) || is_number_byte(rest) {
                        // The digits before the byte at fault are handed out first, too.
                        break if n > 0 { Ok(Token::Number(span, false)) } else { Err(Malformed::Number) };
                    }
                    state = self.after();
                    break Ok(Token::Number(span, true));
                }
                Word => {
                    let word = WORDS.get(usize::from(self.word)).copied().unwrap_or(&[]);
                    if word.get(usize::from(self.at)) != Some(&byte) {
                        rest = start;
                        break Err(Malformed::Syntax);
                    }
                    self.at += 1;
                    if usize::from(self.at) < word.len() {
                        continue;
                    }
                    state = self.after();
                    break Ok(match self.word {
                        0 => Token::True,
                        1 => Token::False,
                        _ => Token::Null,
                    });
                }
                Escape => match byte {
                    b'u' => {
                        self.at = 4;
                        self.code = 0;
                        Hex
                    }
                    _ => match ESCAPES.iter().find(|escape| escape.0 == byte) {
                        Some(escape) => {
                            state = Text;
                            break Ok(self.character(char::from(escape.1)));
                        }
                        None => {
                            rest = start;
                            break Err(Malformed::Escape);
                        }
                    },
                },
                Hex => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        rest = start;
                        break Err(Malformed::Escape);
                    };
                    self.code = self.code << 4 | digit as u16;
                    self.at -= 1;
                    if self.at > 0 {
                        continue;
                    }
                    let (low, high) = (u32::from(self.code), u32::from(self.high));
                    let code = match (high, low) {
                        (0, 0xd800..=0xdbff) => {
                            self.high = self.code;
                            state = LowSlash;
                            continue;
                        }
                        (0, _) => low,
                        (_, 0xdc00..=0xdfff) => 0x1_0000 + ((high & 0x3ff) << 10 | low & 0x3ff),
                        // Left to `from_u32`, which knows no surrogates.
                        _ => 0xd800,
                    };
                    self.high = 0;
                    state = Text;
                    match char::from_u32(code) {
                        Some(character) => break Ok(self.character(character)),
                        None => {
                            rest = start;
                            break Err(Malformed::Escape);
                        }
                    }
                }
                LowSlash if byte == b'\\' => LowU,
                LowU if byte == b'u' => {
                    self.at = 4;
                    self.code = 0;
                    Hex
                }
                LowSlash | LowU => {
                    rest = start;
                    break Err(Malformed::Escape);
                }
                Failed => {
                    rest = start;
                    break Err(self.error);
                }
                Colon => match byte {
                    b':' if WIDE && rest.first() == Some(&b'"') => {
                        take(&mut rest, 1);
                        self.key = false;
                        Text
                    }
                    b':' => Value,
                    _ if is_space(byte) => Colon,
                    _ => {
                        rest = start;
                        break Err(Malformed::Syntax);
                    }
                },
                Comma => match byte {
                    b',' if WIDE && self.object && rest.first() == Some(&b'"') => {
                        take(&mut rest, 1);
                        self.key = true;
                        Text
                    }
                    b',' if self.object => Key,
                    b',' => Value,
                    b'}' | b']' if self.closes(byte) => {
                        state = self.close();
                        break Ok(Token::End);
                    }
                    _ if is_space(byte) => Comma,
                    _ => {
                        rest = start;
                        break Err(Malformed::Syntax);
                    }
                },
                Key | KeyOrEnd => match byte {
                    b'"' => {
                        self.key = true;
                        Text
                    }
                    b'}' if state == KeyOrEnd => {
                        state = self.close();
                        break Ok(Token::End);
                    }
                    _ if is_space(byte) => state,
                    _ => {
                        rest = start;
                        break Err(Malformed::Syntax);
                    }
                },
                Value | ValueOrEnd => match byte {
                    b'"' => {
                        self.key = false;
                        Text
                    }
                    b'{' | b'[' => {
                        let object = byte == b'{';
                        if !self.open(object) {
                            rest = start;
                            break Err(Malformed::Depth);
                        }
                        state = if object { KeyOrEnd } else { ValueOrEnd };
                        break Ok(if object { Token::Object } else { Token::Array });
                    }
                    b't' | b'f' | b'n' => {
                        self.word = match byte {
                            b't' => 0,
                            b'f' => 1,
                            _ => 2,
                        };
                        self.at = 1;
                        Word
                    }
                    b'-' | b'0'..=b'9' => {
                        rest = start;
                        Number
                    }
                    b']' if state == ValueOrEnd => {
                        state = self.close();
                        break Ok(Token::End);
                    }
                    _ if is_space(byte) => state,
                    _ => {
                        rest = start;
                        break Err(Malformed::Syntax);
                    }
                },
                Done if is_space(byte) => Done,
                Done => {
                    rest = start;
                    break Err(Malformed::Syntax);
                }
            };
        };
        *input = rest;
        if let Err(error) = found {
            self.error = error;
            state = Failed;
        }
        self.state = state;
        found
    }

    #[inline]
    fn piece<'i>(&self, span: &'i [u8], last: bool) -> Token<'i> {
        if self.key { Token::Key(span, last) } else { Token::Text(span, last) }
    }

    #[inline]
    fn character<'i>(&self, character: char) -> Token<'i> {
        if self.key { Token::KeyChar(character) } else { Token::TextChar(character) }
    }

    #[inline]
    fn after(&self) -> State {
        if self.depth == 0 { State::Done } else { State::Comma }
    }

    #[inline]
    fn closes(&self, byte: u8) -> bool {
        byte == if self.object { b'}' } else { b']' }
    }

    #[inline]
    fn open(&mut self, object: bool) -> bool {
        let Some(word) = self.nest.get_mut(usize::from(self.depth >> 5)) else { return false };
        let bit = 1 << (self.depth & 31);
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
        self.object = object;
        true
    }

    #[inline]
    fn close(&mut self) -> State {
        self.depth -= 1;
        if let Some(above) = self.depth.checked_sub(1) {
            let word = self.nest.get(usize::from(above >> 5)).copied().unwrap_or(0);
            self.object = word >> (above & 31) & 1 != 0;
        }
        self.after()
    }
}

/// The number grammar of RFC 8259 section 6: the state after one more byte, `None` if the byte is not part of it.
#[inline]
fn grow(state: State, byte: u8) -> Option<State> {
    use State::*;
    Some(match (byte, state) {
        (b'0', Number | Minus) => Zero,
        (b'0'..=b'9', Number | Minus | Integer) => Integer,
        (b'0'..=b'9', Dot | Fraction) => Fraction,
        (b'0'..=b'9', Exponent | Sign | Power) => Power,
        (b'.', Zero | Integer) => Dot,
        (b'e' | b'E', Zero | Integer | Fraction) => Exponent,
        (b'-', Number) => Minus,
        (b'+' | b'-', Exponent) => Sign,
        _ => return None,
    })
}

/// `01`, `1.2.3`: the number goes on, but not as a number.
#[inline]
fn is_number_byte(rest: &[u8]) -> bool {
    matches!(rest.first(), Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
}

#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Checks that `text` is one JSON document and nothing else.
///
/// ```
/// use mailwire::text::json::{check, Malformed};
/// assert_eq!(check(br#"{"t": [21.5, null]}"#), Ok(()));
/// assert_eq!(check(b"[1,]"), Err((Malformed::Syntax, 3)));
/// ```
///
/// # Errors
/// What is wrong, and at which byte.
pub fn check(text: &[u8]) -> Result<(), (Malformed, usize)> {
    let (mut scanner, mut rest) = (Scanner::new(), text);
    loop {
        match scanner.next(&mut rest) {
            Ok(Token::More) => return scanner.finish().map_err(|error| (error, text.len())),
            Ok(_) => {}
            Err(error) => return Err((error, text.len() - rest.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An escape ends the piece before it, and where there is none it makes none.
    #[test]
    fn escapes_and_pieces() {
        let (mut scanner, mut input) = (Scanner::new(), br#""\na\n""#.as_slice());
        for token in [Token::TextChar('\n'), Token::Text(b"a", false), Token::TextChar('\n'), Token::Text(b"", true)] {
            assert_eq!(scanner.next(&mut input), Ok(token));
        }
    }

    /// As deep as it says, and no deeper.
    #[test]
    fn the_deepest() {
        let mut scanner = Scanner::new();
        for _ in 0..Scanner::MAX_DEPTH {
            assert_eq!(scanner.next(&mut &b"["[..]), Ok(Token::Array));
        }
        assert_eq!(scanner.depth(), Scanner::MAX_DEPTH);
        assert_eq!(scanner.next(&mut &b"["[..]), Err(Malformed::Depth));
    }
}
