//! A JSON string on the way in, decoded into lent room.

use super::{Scanner, Token};

/// As [`decode`], for a string without its quotes.
pub(crate) fn decode_inside(text: &[u8], mut each: impl FnMut(&[u8])) -> bool {
    let mut scanner = Scanner::new();
    let mut is_text = true;
    // The scanner takes the string in three pieces.
    for mut rest in [b"\"".as_slice(), text, b"\""] {
        loop {
            match scanner.next(&mut rest) {
                Ok(Token::Text(piece, _)) => each(piece),
                Ok(Token::TextChar(character)) => each(character.encode_utf8(&mut [0; 4]).as_bytes()),
                Ok(Token::More) => break,
                _ => {
                    is_text = false;
                    break;
                }
            }
        }
    }
    is_text && scanner.finish().is_ok()
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
