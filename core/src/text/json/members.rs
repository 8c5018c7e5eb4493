//! The members of an object, as raw text.

use super::{Scanner, Token};

/// Calls `each` with the raw name (without its quotes, escapes kept) and the raw value of every member of the object
/// `text`. Answers `false`, after the members before, where `text` is not one JSON object.
pub(crate) fn members(text: &[u8], mut each: impl FnMut(&[u8], &[u8])) -> bool {
    let (mut scanner, mut rest) = (Scanner::new(), text);
    let mut is_object = false;
    let mut name_start = None;
    let mut name = None;
    loop {
        let before = text.len() - rest.len();
        let Ok(token) = scanner.next(&mut rest) else { return false };
        let after = text.len() - rest.len();
        match token {
            Token::More => return is_object && scanner.finish().is_ok(),
            Token::Object if scanner.depth() == 1 => is_object = true,
            Token::Key(..) | Token::KeyChar(_) if scanner.depth() == 1 => {
                // Between the token before and the name stand only white space, a comma and the quote.
                let quote = text.get(before..).and_then(|t| t.iter().position(|byte| *byte == b'"'));
                let start = *name_start.get_or_insert(before + quote.unwrap_or(0) + 1);
                if let Token::Key(_, true) = token {
                    name = Some(start..after - 1);
                    name_start = None;
                }
                continue;
            }
            Token::Text(_, false) | Token::Number(_, false) | Token::TextChar(_) => continue,
            _ => {}
        }
        // A value of the object itself is over when the scanner stands in the object again.
        if scanner.depth() == 1
            && let Some(name) = name.take()
        {
            let value = text.get(name.end + 1..after).unwrap_or(&[]).trim_ascii();
            let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii();
            each(text.get(name).unwrap_or(&[]), value);
        }
    }
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
        assert!(members(text, |name, value| {
            assert_eq!((name, value), want[at]);
            at += 1;
        }));
        assert_eq!(at, want.len());
        for bad in [&b"[1]"[..], b"1", b"{\"a\":}", b"{} x", b""] {
            assert!(!members(bad, |_, _| {}), "{bad:?}");
        }
    }
}
