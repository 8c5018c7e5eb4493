//! A JSON string on the way in, decoded: byte by byte, or piece by piece.

use super::{Scanner, Token};

/// The bytes of the text that a JSON string without its quotes stands for, up to a fault in it.
pub(crate) struct Decoded<'t> {
    scanner: Scanner,
    rest: &'t [u8],
    /// What is left of a piece without escapes.
    piece: &'t [u8],
    /// A character that stood there as an escape, and how many of its bytes were handed out.
    character: Option<(char, u8)>,
}

impl<'t> Decoded<'t> {
    /// At the beginning of `text`.
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Decoded { scanner: Scanner::in_text(), rest: text, piece: &[], character: None }
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            if let Some((&byte, rest)) = self.piece.split_first() {
                self.piece = rest;
                return Some(byte);
            }
            if let Some((character, at)) = self.character {
                let mut bytes = [0; 4];
                let byte = character.encode_utf8(&mut bytes).as_bytes().get(usize::from(at)).copied();
                self.character = byte.map(|_| (character, at + 1));
                if byte.is_some() {
                    return byte;
                }
            }
            match self.scanner.next(&mut self.rest) {
                Ok(Token::Text(piece, _)) => self.piece = piece,
                Ok(Token::TextChar(character)) => self.character = Some((character, 0)),
                _ => return None,
            }
        }
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
