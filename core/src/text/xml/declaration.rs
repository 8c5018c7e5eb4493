//! The declaration, `<?xml version="1.0" encoding="..." standalone="..."?>` (XML 1.0, productions 23 and 80).

/// The attributes lie on the stack of names in their order, so the grammar of the declaration is a list.
const ATTRIBUTES: [&[u8]; 4] = [
    b"version\x07",
    b"version\x07encoding\x08",
    b"version\x07encoding\x08standalone\x0a",
    b"version\x07standalone\x0a",
];
/// What is decoded, and whether each byte is a character of its own number.
const ENCODINGS: [(&[u8], bool); 3] = [(b"utf-8", false), (b"us-ascii", false), (b"iso-8859-1", true)];

/// May these attributes, as they lie on the stack, make a declaration?
pub(super) fn are_attributes(names: &[u8]) -> bool {
    ATTRIBUTES.contains(&names)
}

/// The encodings that a value under way may still name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encodings {
    /// Bit per encoding.
    fitting: u8,
    length: u8,
}

impl Encodings {
    pub(super) const ALL: Self = Encodings { fitting: (1 << ENCODINGS.len()) - 1, length: 0 };

    /// A piece of the value has come; case does not count.
    pub(super) fn narrow(&mut self, piece: &[u8]) {
        for &byte in piece {
            for (index, (name, _)) in ENCODINGS.iter().enumerate() {
                if name.get(usize::from(self.length)) != Some(&byte.to_ascii_lowercase()) {
                    self.fitting &= !(1 << index);
                }
            }
            self.length = self.length.saturating_add(1);
        }
    }

    /// The value is complete: is it ISO-8859-1? `None` if it is none we know.
    pub(super) fn is_latin1(self) -> Option<bool> {
        let mut known = ENCODINGS.iter().enumerate();
        let found =
            known.find(|(index, (name, _))| self.fitting >> index & 1 != 0 && name.len() == usize::from(self.length));
        found.map(|(_, (_, is_latin1))| *is_latin1)
    }
}

#[cfg(test)]
mod tests {
    use crate::text::xml::{Malformed, Scanner, Token};

    /// In ISO-8859-1 texts are decoded and names are not: one beyond ASCII would be handed out as something else than UTF-8.
    #[test]
    fn names_in_latin1_are_ascii() {
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?>".as_slice();
        for (name, rest) in
            [(&b"<caf\xe9>"[..], &b"\xe9>"[..]), (b"<\xc3\xa9>", b"\xc3\xa9>"), (b"<a \xe9='1'>", b"\xe9='1'>")]
        {
            let mut scanner = Scanner::new();
            assert_eq!(scanner.next(&mut { declared }), Ok(Token::More));
            let mut input = name;
            let mut found = scanner.next(&mut input);
            if found == Ok(Token::Open) {
                found = scanner.next(&mut input);
            }
            assert_eq!((found, input), (Err(Malformed::Encoding), rest));
        }
    }
}
