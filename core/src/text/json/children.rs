//! The members of an object and the items of an array, as raw text.

use core::convert::Infallible;

use super::{Scanner, Token};

/// What holds the children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    Object,
    Array,
}

/// Calls `each` with the raw value of every child of the document `text`, and with the raw name of every member of an
/// object (without its quotes, escapes kept). Answers `None`, after the children before the fault, where `text` is not
/// one JSON object or array.
pub(crate) fn children<E>(
    text: &[u8],
    mut each: impl FnMut(Option<&[u8]>, &[u8]) -> Result<(), E>,
) -> Result<Option<Parent>, E> {
    let (mut scanner, mut rest) = (Scanner::new(), text);
    let mut parent = None;
    let mut name_start = None;
    let mut name = None;
    // Where the last child, its name or the opening bracket ended: before the next value stand only white space and
    // one byte of structure.
    let mut value_start = 0;
    loop {
        let before = text.len() - rest.len();
        let Ok(token) = scanner.next(&mut rest) else { return Ok(None) };
        let after = text.len() - rest.len();
        match token {
            Token::More => return Ok(parent.filter(|_| scanner.finish().is_ok())),
            Token::Object | Token::Array if parent.is_none() => {
                parent = Some(if token == Token::Object { Parent::Object } else { Parent::Array });
                value_start = after;
                continue;
            }
            Token::Key(..) | Token::KeyChar(_) if scanner.depth() == 1 => {
                let quote = text.get(before..).and_then(|t| t.iter().position(|byte| *byte == b'"'));
                let start = *name_start.get_or_insert(before + quote.unwrap_or(0) + 1);
                if let Token::Key(_, true) = token {
                    name = text.get(start..after - 1);
                    name_start = None;
                    value_start = after;
                }
                continue;
            }
            Token::Text(_, false) | Token::Number(_, false) | Token::TextChar(_) => continue,
            _ => {}
        }
        // A child is over when the scanner stands in its parent again.
        if scanner.depth() == 1 && parent.is_some() {
            let value = text.get(value_start..after).unwrap_or(&[]).trim_ascii();
            let value = value.strip_prefix(b":").or(value.strip_prefix(b",")).unwrap_or(value).trim_ascii();
            each(name.take(), value)?;
            value_start = after;
        }
    }
}

/// [`children`] of an object, for callers that cannot fail. Answers whether `text` is one JSON object.
// `dyn`: one walk for all callers, or a device carries one for each.
pub(crate) fn members(text: &[u8], each: &mut dyn FnMut(&[u8], &[u8])) -> bool {
    let Ok(parent) = children::<Infallible>(text, |name, value| {
        if let Some(name) = name {
            each(name, value);
        }
        Ok(())
    });
    parent == Some(Parent::Object)
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
        let mut at = 0;
        assert!(members(text, &mut |name, value| {
            assert_eq!((name, value), want[at]);
            at += 1;
        }));
        assert_eq!(at, want.len());
        for bad in [&b"[1]"[..], b"1", b"{\"a\":}", b"{} x", b""] {
            assert!(!members(bad, &mut |_, _| {}), "{bad:?}");
        }
    }

    #[test]
    fn raw_items() {
        let want: [&[u8]; 5] = [b"1", b"[2,{}]", br#"",""#, b"{}", b"true"];
        let mut at = 0;
        let parent = children::<Infallible>(br#" [ 1 ,[2,{}],"," ,{}, true ] "#, |name, value| {
            assert_eq!((name, value), (None, want[at]));
            at += 1;
            Ok(())
        });
        assert_eq!((parent, at), (Ok(Some(Parent::Array)), 5));
    }
}
