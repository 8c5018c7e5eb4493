//! Masks credentials that the service echoes in its messages, as the text arrives.

use crate::text::Text;

/// What announces a credential, and what ends it. A `"` stands for itself and for the end of a JSON text.
const MARKS: [(&[u8], &[u8]); 9] = [
    (b"oauth-token (", b")"),
    (b"hapikey (", b")"),
    (b"hapikey=", b"& \"',;)"),
    (b"_token=", b"& \"',;)"),
    (b"_secret=", b"& \"',;)"),
    (b"code=", b"& \"',;)"),
    (b"_token\":\"", b"\""),
    (b"_secret\":\"", b"\""),
    (b"bearer ", b" \"',;)"),
];
/// The beginning of a private app token.
const PRIVATE_APP_TOKEN: &[u8] = b"pat-";

/// Appends text to a [`Text`] with `***` in the place of credentials. What was masked was never kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redactor {
    /// Inside a credential: the index of its mark; `PAT` for a private app token.
    inside: Option<u8>,
}

const PAT: u8 = MARKS.len() as u8;

impl Redactor {
    pub(crate) const fn new() -> Self {
        Redactor { inside: None }
    }

    pub(crate) fn push<const N: usize>(&mut self, text: &mut Text<N>, piece: &[u8]) {
        for &byte in piece {
            if let Some(inside) = self.inside {
                let ends = match MARKS.get(usize::from(inside)) {
                    Some((_, end)) => end.contains(&byte),
                    None => !(byte.is_ascii_alphanumeric() || byte == b'-'),
                };
                if !ends {
                    continue;
                }
                self.inside = None;
            }
            text.push(&[byte]);
            self.inside = announced(text.as_bytes(), byte);
            if self.inside.is_some() {
                text.push(b"***");
            }
        }
    }
}

/// The mark that `text` ends with; `last` is its last byte.
fn announced(text: &[u8], last: u8) -> Option<u8> {
    if last == b'-' && text.ends_with(PRIVATE_APP_TOKEN) {
        return Some(PAT);
    }
    if !matches!(last, b'(' | b'=' | b'"' | b' ') {
        return None;
    }
    let ends_with = |mark: &[u8]| {
        text.len()
            .checked_sub(mark.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(mark))
    };
    MARKS.iter().position(|(mark, _)| ends_with(mark)).map(|index| index as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages and what is kept of them, whole and byte by byte.
    #[test]
    fn masks_credentials() {
        for (message, kept) in [
            ("This oauth-token (CJSECRET) does not have", "This oauth-token (***) does not have"),
            ("hapikey (SECRET) is not", "hapikey (***) is not"),
            ("GET /x?hapikey=SECRET&a=1", "GET /x?hapikey=***&a=1"),
            ("access_token=SECRET refresh_token=SECRET", "access_token=*** refresh_token=***"),
            (r#"{"client_secret":"SECRET","x":1}"#, r#"{"client_secret":"***","x":1}"#),
            ("Authorization: Bearer SECRET", "Authorization: Bearer ***"),
            ("token pat-na1-SECRET-SECRET.", "token pat-***."),
            ("code=SECRET", "code=***"),
            ("nothing to hide (here)", "nothing to hide (here)"),
        ] {
            let (mut whole, mut bytes) = (Text::<128>::new(), Text::<128>::new());
            Redactor::new().push(&mut whole, message.as_bytes());
            let mut redactor = Redactor::new();
            message.bytes().for_each(|byte| redactor.push(&mut bytes, &[byte]));
            assert_eq!((whole.as_str(), bytes.as_str()), (kept, kept));
        }
    }

    /// The end of the room never uncovers a credential.
    #[test]
    fn short_room() {
        let mut text = Text::<12>::new();
        Redactor::new().push(&mut text, b"oauth-token (SECRET)");
        assert_eq!(text.as_str(), "oauth-token ");
    }
}
