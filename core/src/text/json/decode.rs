//! A JSON string on the way in, decoded: byte by byte, or piece by piece.

use super::scan::ESCAPES;
use super::{Scanner, Token};

/// The bytes of the text that a JSON string without its quotes stands for, up to a fault in it. The string was checked
/// before: a [`Scanner`] for each of two that are compared would take the stack of a device.
pub(crate) struct Decoded<'t> {
    rest: &'t [u8],
    /// A character that stood there as an escape, and which of its bytes are still to be handed out.
    character: [u8; 4],
    at: u8,
    end: u8,
}

impl<'t> Decoded<'t> {
    /// At the beginning of `text`.
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Decoded { rest: text, character: [0; 4], at: 0, end: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    /// The number behind `\u`.
    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit << 4 | char::from(self.byte()?).to_digit(16)?))
    }

    /// The character of the escape behind a reverse solidus.
    fn escape(&mut self) -> Option<char> {
        let kind = self.byte()?;
        if kind != b'u' {
            return ESCAPES.iter().find(|escape| escape.0 == kind).map(|escape| char::from(escape.1));
        }
        let mut code = self.unit()?;
        if (0xd800..0xdc00).contains(&code) {
            self.rest = self.rest.strip_prefix(b"\\u")?;
            code = 0x1_0000 + ((code & 0x3ff) << 10 | self.unit()? & 0x3ff);
        }
        char::from_u32(code)
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    #[inline(never)]
    fn next(&mut self) -> Option<u8> {
        if self.at == self.end {
            match self.byte()? {
                b'\\' => {
                    let character = self.escape()?;
                    self.end = character.encode_utf8(&mut self.character).len() as u8;
                    self.at = 0;
                }
                byte => return Some(byte),
            }
        }
        let byte = self.character.get(usize::from(self.at)).copied();
        self.at += 1;
        byte
    }
}

/// Calls `each` with the pieces of the text that the JSON string `text` (with its quotes) stands for. Answers `false`
/// where `text` is not one JSON string.
pub(crate) fn decode(text: &[u8], mut each: impl FnMut(&[u8])) -> bool {
    let (mut scanner, mut rest) = (Scanner::new(), text);
    loop {
        match scanner.next(&mut rest) {
            Ok(Token::Text(piece, _)) => each(piece),
            Ok(Token::TextChar(character)) => each(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Ok(Token::More) => return scanner.finish().is_ok(),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways of decoding agree, on every kind of escape.
    #[test]
    fn escapes() {
        for (text, want) in [
            (r#""""#, ""),
            (r#""plain é 😀""#, "plain é 😀"),
            (r#""\"\\\/\n\r\t\b\f""#, "\"\\/\n\r\t\u{8}\u{c}"),
            (r#""\u0041\u00e9\u20AC\ud83d\uDE00x""#, "Aé€😀x"),
        ] {
            let inside = &text.as_bytes()[1..text.len() - 1];
            assert!(Decoded::new(inside).eq(want.bytes()), "{text}");
            let mut rest = want.as_bytes();
            assert!(decode(text.as_bytes(), |piece| rest = rest.strip_prefix(piece).expect("the same")), "{text}");
            assert!(rest.is_empty());
        }
        // Cut short, it ends.
        for text in [r"a\", r"a\u00", r"a\ud83d", r"a\ud83d\u12", r"a\x", r"a\udc00"] {
            assert!(Decoded::new(text.as_bytes()).eq(*b"a"), "{text}");
        }
    }
}
