//! The members of an object and the items of an array, as raw text.

use super::{Scanner, Token};

/// What holds the children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    Object,
    Array,
}

/// The raw value of every child of the document `text`, one after the other, and the raw name of every member of an
/// object (without its quotes, escapes kept). They end before the fault where `text` is not one JSON object or array.
// An iterator, not a walk that calls back: what is done with a child takes the stack of a device in place of the walk, not
// on top of it.
pub(crate) struct Children<'t> {
    text: &'t [u8],
    rest: &'t [u8],
    /// Where the last child, its name or the opening bracket ended: before the next value stand only white space and
    /// one byte of structure.
    value_start: usize,
    scanner: Scanner,
    parent: Option<Parent>,
    is_complete: bool,
}

impl<'t> Children<'t> {
    #[inline(always)]
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Children { text, rest: text, value_start: 0, scanner: Scanner::new(), parent: None, is_complete: false }
    }

    /// After the last child: what holds them; `None` where `text` is not one JSON object or array.
    pub(crate) fn parent(&self) -> Option<Parent> {
        self.parent.filter(|_| self.is_complete)
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = (Option<&'t [u8]>, &'t [u8]);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let text = self.text;
        let (mut name_start, mut name) = (None, None);
        loop {
            let before = text.len() - self.rest.len();
            let token = self.scanner.next(&mut self.rest).ok()?;
            let after = text.len() - self.rest.len();
            match token {
                Token::More => {
                    self.is_complete = self.scanner.finish().is_ok();
                    return None;
                }
                Token::Object | Token::Array if self.parent.is_none() => {
                    self.parent = Some(if token == Token::Object { Parent::Object } else { Parent::Array });
                    self.value_start = after;
                    continue;
                }
                Token::Key(..) | Token::KeyChar(_) if self.scanner.depth() == 1 => {
                    let quote = text.get(before..).and_then(|t| t.iter().position(|byte| *byte == b'"'));
                    let start = *name_start.get_or_insert(before + quote.unwrap_or(0) + 1);
                    if let Token::Key(_, true) = token {
                        name = text.get(start..after - 1);
                        self.value_start = after;
                    }
                    continue;
                }
                Token::Text(_, false) | Token::Number(_, false) | Token::TextChar(_) => continue,
                _ => {}
            }
            // A child is over when the scanner stands in its parent again.
            if self.scanner.depth() == 1 && self.parent.is_some() {
                let value = text.get(self.value_start..after).unwrap_or(&[]).trim_ascii();
                let value = value.strip_prefix(b":").or(value.strip_prefix(b",")).unwrap_or(value).trim_ascii();
                self.value_start = after;
                return Some((name, value));
            }
        }
    }
}

/// Calls `each` with all [`Children`], and answers what holds them.
pub(crate) fn children<'t, E>(
    text: &'t [u8],
    mut each: impl FnMut(Option<&'t [u8]>, &'t [u8]) -> Result<(), E>,
) -> Result<Option<Parent>, E> {
    let mut children = Children::new(text);
    for (name, value) in children.by_ref() {
        each(name, value)?;
    }
    Ok(children.parent())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and values come out as they stand, nested ones whole.
    #[test]
    fn raw_members() {
        let text = br#" { "a" : 1 , "b\"\u0041":{"c":[1,"}"]},"\nx": "t\\" ,"":null,"z":-1.5e3}"#;
        let want: [(&[u8], &[u8]); 5] = [
            (b"a", b"1"),
            (br#"b\"\u0041"#, br#"{"c":[1,"}"]}"#),
            (br"\nx", br#""t\\""#),
            (b"", b"null"),
            (b"z", b"-1.5e3"),
        ];
        let mut members = Children::new(text);
        for (name, value) in want {
            assert_eq!(members.next(), Some((Some(name), value)));
        }
        assert_eq!((members.next(), members.parent()), (None, Some(Parent::Object)));
        for bad in [&b"1"[..], b"{\"a\":}", b"{} x", b"", b"\"a\"", b"[1"] {
            let mut members = Children::new(bad);
            members.by_ref().for_each(drop);
            assert_eq!(members.parent(), None, "{bad:?}");
        }
    }

    #[test]
    fn raw_items() {
        let want: [&[u8]; 5] = [b"1", b"[2,{}]", br#"",""#, b"{}", b"true"];
        let mut items = Children::new(br#" [ 1 ,[2,{}],"," ,{}, true ] "#);
        for value in want {
            assert_eq!(items.next(), Some((None, value)));
        }
        assert_eq!((items.next(), items.parent()), (None, Some(Parent::Array)));
    }
}
