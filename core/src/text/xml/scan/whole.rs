//! Short cuts of the scanner for what stands between the tags of most documents and lies in the input whole: the same
//! transitions at once. What does not goes the long way, and gets its fault there. For PCs and phones.

use super::{Scanner, State};
use crate::text::block;
use crate::text::run::plain;
use crate::text::xml::Token;
use crate::text::xml::name::{ASCII_NAMES, is_name_start, is_space};

impl Scanner {
    /// A tag without attributes, a CDATA section, a piece of text; all in ASCII.
    #[inline(always)]
    pub(super) fn usual<'i>(&mut self, input: &mut &'i [u8]) -> Option<Token<'i>> {
        if self.state != State::Content {
            self.usual_start(input);
            return None;
        }
        if self.is_latin1 || !self.utf8.is_whole() {
            return None;
        }
        match *input {
            [b'<', b'/', rest @ ..] => {
                let name = self.names.innermost();
                let (close, rest) = rest.split_at_checked(name.len())?;
                let [b'>', after @ ..] = rest else { return None };
                if !block::is_same(close, name) {
                    return None;
                }
                *input = after;
                self.state = self.close();
                Some(Token::Close)
            }
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', rest @ ..] => {
                let (span, rest) = run(rest, [b']'])?;
                let [b']', b']', b'>', after @ ..] = rest else { return None };
                *input = after;
                Some(Token::Text(span))
            }
            [b'<', rest @ ..] => {
                let (name, rest) = rest.split_at_checked(block::of_table(rest, ASCII_NAMES))?;
                let [b'>', after @ ..] = rest else { return None };
                if !is_name_start(*name.first()?) || !self.names.open_whole(name) {
                    return None;
                }
                *input = after;
                self.depth += 1;
                self.is_declaration = false;
                Some(Token::Open)
            }
            text => {
                let (span, rest) = run(text, [b'<', b'&', b']'])?;
                *input = rest;
                Some(Token::Text(span))
            }
        }
    }
}

impl Scanner {
    /// The declaration as nearly every document has it, and the layout behind it.
    #[inline(never)]
    fn usual_start(&mut self, input: &mut &[u8]) {
        if self.state == State::Start
            && self.at == 0
            && let Some(after) = input.strip_prefix(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        {
            *input = after;
            self.state = State::Outside;
        }
        if self.state == State::Outside {
            let blanks = input.iter().take_while(|byte| is_space(**byte)).count();
            *input = input.get(blanks..).unwrap_or(&[]);
        }
    }
}

/// Text before the first of `stop` or a control, line ends and tabs passed over; and the rest. `None` where there is none,
/// or not certainly ASCII.
#[inline(always)]
fn run<const N: usize>(text: &[u8], stop: [u8; N]) -> Option<(&[u8], &[u8])> {
    let mut rest = text;
    loop {
        // A look at the byte first: there are many line ends and empty runs between tags.
        match rest {
            [b'\n' | b'\t', behind @ ..] => rest = behind,
            [byte, ..] if stop.contains(byte) => break,
            _ => {
                let (n, is_high) = plain(rest, stop);
                if is_high {
                    return None;
                }
                rest = rest.get(n..).unwrap_or(&[]);
                if !matches!(rest, [b'\n' | b'\t', ..]) {
                    break;
                }
            }
        }
    }
    match text.split_at_checked(text.len() - rest.len()) {
        Some(([], _)) | None => None,
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is as usual goes the short way, token by token.
    #[test]
    fn the_short_way() {
        let mut scanner = Scanner::new();
        let mut input = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n <a>\n\t x<b>y]</b><![CDATA[<]]></a>".as_slice();
        assert_eq!(scanner.usual(&mut input), None); // only what has no token is passed over
        assert!(input.starts_with(b"<a>"));
        assert_eq!(scanner.next(&mut input), Ok(Token::Open));
        for token in [Token::Text(b"\n\t x"), Token::Open, Token::Text(b"y")] {
            assert_eq!(scanner.usual(&mut input), Some(token));
        }
        assert_eq!(scanner.usual(&mut input), None); // `]` may begin what may not stand
        assert_eq!(scanner.next(&mut input), Ok(Token::Text(b"]")));
        for token in [Token::Close, Token::Text(b"<"), Token::Close] {
            assert_eq!(scanner.usual(&mut input), Some(token));
        }
        assert_eq!((scanner.usual(&mut input), scanner.finish()), (None, Ok(())));
    }

    /// The declaration is passed over at the beginning, and nowhere else.
    #[test]
    fn the_declaration() {
        let declaration = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".as_slice();
        for before in ["<", " ", "<!---->", "<a/>"] {
            let (mut scanner, mut input) = (Scanner::new(), before.as_bytes());
            while !input.is_empty() {
                assert!(scanner.next(&mut input).is_ok());
            }
            let mut rest = declaration;
            assert_eq!((scanner.usual(&mut rest), rest), (None, declaration), "{before:?}");
        }
    }

    /// Runs end before what is not certainly ASCII, or is no text.
    #[test]
    fn runs() {
        let stop = [b'<', b'&', b']'];
        assert_eq!(run(b"a b\n\tc<d", stop), Some((&b"a b\n\tc"[..], &b"<d"[..])));
        assert_eq!(run(b"\n<", stop), Some((&b"\n"[..], &b"<"[..])));
        assert_eq!(run("\n<é".as_bytes(), stop), Some((&b"\n"[..], "<é".as_bytes())));
        assert_eq!(run(b"a\x01", stop), Some((&b"a"[..], &b"\x01"[..])));
        assert_eq!((run(b"<", stop), run("aé".as_bytes(), stop), run(b"", stop)), (None, None, None));
    }
}
