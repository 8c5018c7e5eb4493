//! The XML scanner: cuts change nothing. What it takes for a document, quick-xml reads as the same one; what roxmltree, which
//! is strict, takes for one, it takes too, and the other way round, but for the differences that are listed here.

use mailwire::text::xml::{Malformed, Scanner, Token};
use quick_xml::events::Event;

use crate::cuts::{Cut, Steps};

/// What a document consists of, in its order; texts put together, without line ends of other systems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Open(Vec<u8>),
    Attribute(Vec<u8>, Vec<u8>),
    Text(Vec<u8>),
    Close(Vec<u8>),
}

impl Part {
    /// The text of an element or of an attribute.
    pub(crate) fn into_text(self) -> Option<Vec<u8>> {
        match self {
            Part::Text(text) | Part::Attribute(_, text) => Some(text),
            Part::Open(_) | Part::Close(_) => None,
        }
    }
}

type Read = (Vec<Part>, Result<(), Malformed>, usize);

/// Cuts, the bound on work, quick-xml and roxmltree.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(text: &[u8]) {
    let [whole, others @ ..] = Cut::all(text);
    let read_whole = read(text, whole);
    for cut in others {
        assert_eq!(read(text, cut), read_whole, "{cut:?}");
    }
    let (parts, verdict, at) = read_whole;
    let Some(decoded) = decoded(text) else {
        assert!(verdict.is_err(), "neither UTF-8 nor ISO-8859-1");
        return;
    };
    if verdict.is_ok() {
        let wanted = quick(&decoded).unwrap_or_else(|error| panic!("quick-xml refuses it: {error}"));
        assert_eq!(parts, wanted, "quick-xml reads something else");
    }
    if is_comparable(&decoded) {
        strict(&decoded, &parts, verdict, at);
    }
}

/// Everything the scanner finds in `text`, cut like this.
pub(crate) fn read(text: &[u8], cut: Cut) -> Read {
    let (mut scanner, mut parts) = (Scanner::new(), Vec::new());
    let pieces = cut.pieces(text);
    let (mut steps, mut at) = (Steps::new(text.len(), pieces.len()), 0);
    let (mut in_value, mut depth) = (false, 0);
    for piece in pieces {
        let mut input = piece;
        loop {
            steps.take();
            let mut character = [0; 4];
            match scanner.next(&mut input) {
                Ok(Token::More) => break,
                Ok(Token::Open) => {
                    depth += 1;
                    parts.push(Part::Open(scanner.name().to_vec()));
                }
                Ok(Token::Close) => {
                    depth -= 1;
                    parts.push(Part::Close(scanner.closed_name().to_vec()));
                }
                Ok(Token::Text(piece)) => grow(&mut parts, piece),
                Ok(Token::Char(found)) => grow(&mut parts, found.encode_utf8(&mut character).as_bytes()),
                Ok(token) => {
                    let piece = match token {
                        Token::Attribute(piece) => piece,
                        Token::AttributeChar(found) => found.encode_utf8(&mut character).as_bytes(),
                        _ => &[],
                    };
                    if !in_value {
                        parts.push(Part::Attribute(scanner.attribute().to_vec(), Vec::new()));
                    }
                    if let Some(Part::Attribute(_, value)) = parts.last_mut() {
                        value.extend_from_slice(piece);
                    }
                    in_value = token != Token::AttributeEnd;
                }
                Err(error) => {
                    let mut more: &[u8] = b"x";
                    assert_eq!((scanner.next(&mut more), more), (Err(error), &b"x"[..]), "an error is final");
                    assert_eq!(scanner.finish(), Err(error), "also at the end");
                    return (parts, Err(error), at + piece.len() - input.len());
                }
            }
            assert_eq!(scanner.depth(), depth);
            assert_eq!(scanner.open_names().count(), depth);
        }
        assert!(input.is_empty(), "more is wanted with input left");
        at += piece.len();
    }
    (parts, scanner.finish(), at)
}

fn grow(parts: &mut Vec<Part>, piece: &[u8]) {
    match parts.last_mut() {
        Some(Part::Text(text)) => text.extend_from_slice(piece),
        _ if piece.is_empty() => {}
        _ => parts.push(Part::Text(piece.to_vec())),
    }
}

/// The document as UTF-8: where its declaration names ISO-8859-1, each byte is a character.
pub(crate) fn decoded(text: &[u8]) -> Option<String> {
    let end = text.windows(2).position(|pair| pair == b"?>").unwrap_or(0);
    let declaration = text.get(..end).unwrap_or(&[]).to_ascii_lowercase();
    if declaration.starts_with(b"<?xml") && declaration.windows(10).any(|part| part == b"iso-8859-1") {
        return Some(text.iter().map(|byte| char::from(*byte)).collect());
    }
    Some(std::str::from_utf8(text).ok()?.trim_start_matches('\u{feff}').to_owned())
}

/// The parts that quick-xml finds.
pub(crate) fn quick(text: &str) -> Result<Vec<Part>, Box<dyn std::error::Error>> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut parts = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Start(tag) => {
                parts.push(Part::Open(tag.name().as_ref().into()));
                for attribute in tag.attributes() {
                    let attribute = attribute?;
                    let value = quick_xml::escape::unescape(&attribute.value)?;
                    parts.push(Part::Attribute(attribute.key.as_ref().into(), value.as_bytes().to_vec()));
                }
            }
            Event::End(tag) => parts.push(Part::Close(tag.name().as_ref().into())),
            Event::Text(piece) if is_inside(&parts) => grow(&mut parts, piece.xml10_content().as_bytes()),
            Event::CData(piece) => grow(&mut parts, piece.xml10_content().as_bytes()),
            Event::GeneralRef(name) => {
                let character = match (name.resolve_char_ref()?, &*name) {
                    (Some(character), _) => character,
                    (None, "lt") => '<',
                    (None, "gt") => '>',
                    (None, "amp") => '&',
                    (None, "quot") => '"',
                    (None, "apos") => '\'',
                    (None, other) => return Err(format!("&{other};").into()),
                };
                grow(&mut parts, character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Event::Eof => return Ok(parts),
            _ => {}
        }
    }
}

fn is_inside(parts: &[Part]) -> bool {
    let count = |which: fn(&Part) -> bool| parts.iter().filter(|part| which(part)).count();
    count(|part| matches!(part, Part::Open(_))) > count(|part| matches!(part, Part::Close(_)))
}

/// What roxmltree has another opinion on, for reasons of its own: it does namespaces (a colon, `xmlns`, the prefix `xml`),
/// document types, and checks which characters beyond ASCII may stand in names; the scanner does none of that. It does not
/// read the encoding, nor does it tell a declaration from an instruction; and it drops a mark behind the first.
fn is_comparable(text: &str) -> bool {
    text.is_ascii() && !text.contains(':') && !text.contains("xmlns") && !text.contains("<!D") && !text.contains("<?")
}

fn strict(text: &str, parts: &[Part], verdict: Result<(), Malformed>, at: usize) {
    let is_limit = matches!(verdict, Err(Malformed::NameTooLong | Malformed::Depth));
    match (verdict, roxmltree::Document::parse(text)) {
        (Ok(()), Ok(document)) => {
            let mut wanted = Vec::new();
            walk(document.root_element(), &mut wanted);
            assert_eq!(normalized(parts), normalized(&wanted), "roxmltree reads something else");
        }
        (Err(_), Err(_)) => {}
        (Err(_), Ok(_)) if is_limit => {}
        // A reference to a character that XML forbids: roxmltree puts another in its place.
        (Err(Malformed::Character), Ok(_)) if text[..at].contains("&#") => {}
        (Ok(()), Err(error)) => panic!("roxmltree refuses it: {error}"),
        (Err(error), Ok(_)) => panic!("the scanner refuses it at {at}: {error:?}"),
    }
}

/// roxmltree normalizes the blanks in the values of attributes, and the scanner hands them out as they stand; and it leaves a
/// line end of another system in a text as it is where a reference follows. (What the scanner makes of them is compared
/// with quick-xml.)
fn normalized(parts: &[Part]) -> Vec<Part> {
    let replaced = |text: &[u8], by: &str| {
        let text = String::from_utf8_lossy(text).replace("\r\n", by).replace(['\r', '\n'], by);
        text.into_bytes()
    };
    let normal = |part: &Part| match part {
        Part::Attribute(name, value) => {
            let value = replaced(value, " ").iter().map(|byte| if *byte == b'\t' { b' ' } else { *byte }).collect();
            Part::Attribute(name.clone(), value)
        }
        Part::Text(text) => Part::Text(replaced(text, "\n")),
        other => other.clone(),
    };
    parts.iter().map(normal).collect()
}

fn walk(element: roxmltree::Node<'_, '_>, parts: &mut Vec<Part>) {
    let name = element.tag_name().name().as_bytes().to_vec();
    parts.push(Part::Open(name.clone()));
    for attribute in element.attributes() {
        parts.push(Part::Attribute(attribute.name().into(), attribute.value().into()));
    }
    for child in element.children() {
        if child.is_element() {
            walk(child, parts);
        } else if child.is_text() {
            grow(parts, child.text().unwrap_or("").as_bytes());
        }
    }
    parts.push(Part::Close(name));
}
