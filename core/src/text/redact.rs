//! Masks credentials that a service echoes in its messages, as the text arrives: what is masked was never kept.

use super::{Table, Text, table};

/// Names that announce a credential.
const NAMES: Table =
    table!["oauth-token", "hapikey", "_token", "_secret", "_verifier", "api_key", "code", "bearer", "basic"];
/// For each of [`NAMES`], what may stand between name and credential beside blanks and quotes. One of these must stand
/// there; `%` is where a form has come back as it was sent. `code` not with a colon: "error code: 1016".
const BETWEEN: Table = table!["(=:%", "(=:%", "=:>%", "=:>%", "=:%", "=:>%", "=", " ", " "];
/// The beginning of a private app token, which is announced by nothing.
const PRIVATE_APP_TOKEN: &[u8] = b"pat-";

/// Where the masking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing is announced.
    Open,
    /// A name was there (its index), and nothing but blanks and quotes since.
    Named(u8),
    /// A name and what has to follow it: the next byte that is neither blank nor quote is the credential.
    Announced,
    /// Inside a credential.
    Inside,
}

/// Appends text to a [`Text`] with `***` in the place of credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redactor(State);

impl Redactor {
    pub(crate) const fn new() -> Self {
        Redactor(State::Open)
    }

    pub(crate) fn push<const N: usize>(&mut self, text: &mut Text<N>, piece: &[u8]) {
        let mut rest = piece;
        while let Some((&byte, behind)) = rest.split_first() {
            // Behind a letter or a digit no other one changes anything.
            #[cfg(target_pointer_width = "64")]
            if self.0 == State::Open && byte.is_ascii_alphanumeric() && text.as_bytes().last() != Some(&b'-') {
                let n = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                text.push(super::take(&mut rest, n));
                continue;
            }
            rest = behind;
            self.0 = self.step(text.as_bytes(), byte);
            match self.0 {
                State::Inside if !text.as_bytes().ends_with(b"***") => text.push(b"***"),
                State::Inside => {}
                _ => text.push(&[byte]),
            }
        }
    }

    /// The state with one more byte behind `text`.
    fn step(self, text: &[u8], byte: u8) -> State {
        let is_gap = matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'\\');
        match self.0 {
            State::Inside if !ends(byte) => State::Inside,
            State::Inside | State::Open => Self::named(text, byte),
            State::Named(name) => {
                let follows = BETWEEN.get(usize::from(name)).bytes().any(|between| between == byte);
                match (follows, is_gap) {
                    (true, _) => State::Announced,
                    (false, true) => State::Named(name),
                    (false, false) => Self::named(text, byte),
                }
            }
            State::Announced if is_gap || matches!(byte, b'=' | b':' | b'(') => State::Announced,
            State::Announced if ends(byte) => State::Open,
            State::Announced => State::Inside,
        }
    }

    /// `text` may end with a name, and `byte` follows it.
    fn named(text: &[u8], byte: u8) -> State {
        if byte.is_ascii_alphanumeric() {
            let is_private = text.ends_with(PRIVATE_APP_TOKEN);
            return if is_private { State::Inside } else { State::Open };
        }
        let ends_with = |name: &[u8]| {
            let at = text.len().checked_sub(name.len());
            at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(name))
        };
        match NAMES.iter().position(ends_with) {
            Some(index) => Redactor(State::Named(index as u8)).step(&[], byte),
            None => State::Open,
        }
    }
}

/// What ends a credential: a credential may hold any punctuation but that which texts, JSON, XML and forms put behind it.
const fn ends(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'"' | b'\'' | b'<' | b'&' | b')' | b',' | b';' | b'\\' | b'}' | 0x7f)
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
            ("GET /x?hapikey=&a=1", "GET /x?hapikey=&a=1"),
            ("access_token=SECRET refresh_token=SECRET", "access_token=*** refresh_token=***"),
            (r#"{"client_secret":"SECRET","x":1}"#, r#"{"client_secret":"***","x":1}"#),
            (r#"{"client_secret" : "SECRET"}"#, r#"{"client_secret" : "***"}"#),
            (r#"{\"access_token\": \"SECRET\"}"#, r#"{\"access_token\": \"***\"}"#),
            ("<shared_secret>SECRET</shared_secret>", "<shared_secret>***</shared_secret>"),
            ("Authorization: Bearer SECRET", "Authorization: Bearer ***"),
            ("Bearer  \"SECRET\"", "Bearer  \"***\""),
            ("token pat-na1-SECRET-SECRET ok", "token pat-*** ok"),
            ("code=SECRET", "code=***"),
            ("code_verifier='SECRET'", "code_verifier='***'"),
            ("<shared_secret>S$E!C</shared_secret>", "<shared_secret>***</shared_secret>"),
            ("data=%3Capi_key%3ESECRET%3C%2Fapi_key%3E", "data=%3Capi_key%***"),
            ("error code: 1016", "error code: 1016"),
            ("hapikey not engaged, oauth-token is missing", "hapikey not engaged, oauth-token is missing"),
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
        let mut text = Text::<13>::new();
        Redactor::new().push(&mut text, b"oauth-token (SECRET)");
        assert_eq!(text.as_str(), "oauth-token (");
    }
}
