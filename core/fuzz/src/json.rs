//! The JSON scanner: cuts change nothing, and serde_json finds the same document, or none either.

use mailwire::text::json::{Malformed, Scanner, Token};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::cuts::{Cut, Steps};

/// What a document consists of, in its order; texts and numbers put together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Object,
    Array,
    End,
    /// A member name; `false` if it did not come to its end.
    Name(Vec<u8>, bool),
    /// A text, likewise.
    Text(Vec<u8>, bool),
    /// A number as it is written, likewise.
    Number(Vec<u8>, bool),
    True,
    False,
    Null,
}

/// What came of a document: its parts, the verdict, and at which byte it was given.
type Read = (Vec<Part>, Result<(), Malformed>, usize);

/// Cuts, the bound on work, and serde_json.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(text: &[u8]) {
    let [whole, others @ ..] = Cut::all(text);
    let read_whole = read(text, whole);
    for cut in others {
        assert_eq!(read(text, cut), read_whole, "{cut:?}");
    }
    let is_one = mailwire::text::json::check(text);
    assert_eq!(is_one, read_whole.1.map_err(|error| (error, read_whole.2)), "check and next differ");
    let (parts, verdict, _) = read_whole;
    // serde_json takes a number for an object of one member with a name of its own.
    let has_magic = text.windows(10).any(|window| window == b"serde_json");
    // It has no depth; ours is bounded on purpose.
    if verdict != Err(Malformed::Depth) && !has_magic {
        match (verdict, oracle(text)) {
            (Ok(()), Ok(wanted)) => {
                let parts: Vec<_> = parts.into_iter().map(with_plain_exponent).collect();
                assert_eq!(parts, wanted, "serde_json reads something else");
            }
            (Err(_), Err(_)) => {}
            (ours, theirs) => panic!("the scanner says {ours:?}, serde_json {theirs:?}"),
        }
    }
}

/// The document as serde_json reads it; `None` where the comparison means nothing: it nests deeper than the scanner goes, or
/// holds the name by which serde_json tells a number from an object.
pub(crate) fn value(text: &[u8]) -> Option<Result<serde_json::Value, serde_json::Error>> {
    let brackets = text.iter().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets > Scanner::MAX_DEPTH || text.windows(10).any(|window| window == b"serde_json") {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader);
    Some(value.and_then(|value| reader.end().map(|()| value)))
}

/// The names of an object's members in their order, those that come twice, too; of what is no object, none.
pub(crate) fn names(object: &[u8]) -> Vec<String> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some((name, _)) = members.next_entry::<String, IgnoredAny>()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    serde_json::Deserializer::from_slice(object).deserialize_map(Names).unwrap_or_default()
}

fn read(text: &[u8], cut: Cut) -> Read {
    let (mut scanner, mut parts) = (Scanner::new(), Vec::new());
    let pieces = cut.pieces(text);
    let (mut steps, mut at) = (Steps::new(text.len(), pieces.len()), 0);
    for piece in pieces {
        let mut input = piece;
        loop {
            steps.take();
            match scanner.next(&mut input) {
                Ok(Token::More) => break,
                Ok(token) => push(&mut parts, token),
                Err(error) => {
                    let mut more: &[u8] = b"x";
                    assert_eq!((scanner.next(&mut more), more), (Err(error), &b"x"[..]), "an error is final");
                    assert_eq!(scanner.finish(), Err(error), "also at the end");
                    return (parts, Err(error), at + piece.len() - input.len());
                }
            }
        }
        assert!(input.is_empty(), "more is wanted with input left");
        at += piece.len();
    }
    (parts, scanner.finish(), at)
}

fn push(parts: &mut Vec<Part>, token: Token<'_>) {
    let mut bytes = [0; 4];
    match token {
        Token::Key(piece, last) => grow(parts, Part::Name, piece, last),
        Token::KeyChar(character) => grow(parts, Part::Name, character.encode_utf8(&mut bytes).as_bytes(), false),
        Token::Text(piece, last) => grow(parts, Part::Text, piece, last),
        Token::TextChar(character) => grow(parts, Part::Text, character.encode_utf8(&mut bytes).as_bytes(), false),
        Token::Number(piece, last) => grow(parts, Part::Number, piece, last),
        Token::Object => parts.push(Part::Object),
        Token::Array => parts.push(Part::Array),
        Token::End => parts.push(Part::End),
        Token::True => parts.push(Part::True),
        Token::False => parts.push(Part::False),
        Token::Null => parts.push(Part::Null),
        Token::More => {}
    }
}

/// One more piece of the part under way, or the first of a new one.
fn grow(parts: &mut Vec<Part>, new: fn(Vec<u8>, bool) -> Part, piece: &[u8], last: bool) {
    match parts.last_mut() {
        Some(Part::Name(text, is_whole) | Part::Text(text, is_whole) | Part::Number(text, is_whole)) if !*is_whole => {
            text.extend_from_slice(piece);
            *is_whole = last;
        }
        _ => parts.push(new(piece.to_vec(), last)),
    }
}

/// The parts that serde_json finds.
fn oracle(text: &[u8]) -> Result<Vec<Part>, serde_json::Error> {
    let mut parts = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(text);
    reader.disable_recursion_limit();
    reader.deserialize_any(Into(&mut parts))?;
    reader.end()?;
    // A number on its own ends with the text, and our scanner cannot know that it does.
    if let [Part::Number(_, is_whole)] = &mut parts[..] {
        *is_whole = text.last().is_some_and(u8::is_ascii_whitespace);
    }
    Ok(parts.into_iter().map(with_plain_exponent).collect())
}

/// serde_json hands a number out as it is written, but for its exponent.
fn with_plain_exponent(part: Part) -> Part {
    match part {
        Part::Number(digits, is_whole) => {
            let digits = String::from_utf8_lossy(&digits).replace('E', "e").replace("e+", "e");
            Part::Number(digits.into_bytes(), is_whole)
        }
        other => other,
    }
}

/// Writes the parts down in the order of the document.
struct Into<'p>(&'p mut Vec<Part>);

impl<'de> serde::de::DeserializeSeed<'de> for Into<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Into<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.push(Part::Null);
        Ok(())
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<(), E> {
        self.0.push(if boolean { Part::True } else { Part::False });
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push(Part::Text(text.as_bytes().to_vec(), true));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.0.push(Part::Number(number.to_string().into_bytes(), true));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.0.push(Part::Number(number.to_string().into_bytes(), true));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.push(Part::Array);
        while items.next_element_seed(Into(self.0))?.is_some() {}
        self.0.push(Part::End);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let start = self.0.len();
        self.0.push(Part::Object);
        while let Some(name) = members.next_key::<String>()? {
            if name == "$serde_json::private::Number" {
                self.0.truncate(start);
                let digits = members.next_value::<String>()?;
                self.0.push(Part::Number(digits.into_bytes(), true));
                return Ok(());
            }
            self.0.push(Part::Name(name.into_bytes(), true));
            members.next_value_seed(Into(self.0))?;
        }
        self.0.push(Part::End);
        Ok(())
    }
}
