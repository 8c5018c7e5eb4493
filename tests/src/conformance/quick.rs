//! XML as quick-xml reads it.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::xml::Events;

/// The document in one line, in the words of [`Events`]. That there is one root and that it is closed, and that the text
/// is UTF-8, quick-xml leaves to its caller. `None`: it is not asked about other encodings, where they `may_be`.
pub fn read(bytes: &[u8], may_be: bool) -> Option<Result<String, String>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(events(text)),
        Err(_) if may_be => None,
        Err(error) => Some(Err(error.to_string())),
    }
}

fn events(text: &str) -> Result<String, String> {
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().enable_all_checks(true);
    let (mut events, mut depth, mut roots) = (Events::default(), 0, 0);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => {
                roots += usize::from(depth == 0);
                depth += 1;
                begin(&mut events, &tag)?;
            }
            Event::Empty(tag) => {
                roots += usize::from(depth == 0);
                begin(&mut events, &tag)?;
                events.close();
            }
            Event::End(_) => {
                depth -= 1;
                events.close();
            }
            Event::Text(piece) if depth == 0 => {
                if !piece.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
                    return Err("text outside of the root".to_owned());
                }
            }
            Event::Text(piece) => events.text(piece.xml10_content().as_bytes()),
            Event::CData(_) if depth == 0 => return Err("CDATA outside of the root".to_owned()),
            Event::CData(piece) => events.text(piece.xml10_content().as_bytes()),
            Event::GeneralRef(_) if depth == 0 => return Err("a reference outside of the root".to_owned()),
            Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|error| error.to_string())? {
                Some(character) => events.text(character.to_string().as_bytes()),
                None => {
                    let text = resolve_predefined_entity(&name).ok_or("an entity that nobody declared")?;
                    events.text(text.as_bytes());
                }
            },
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof if depth == 0 && roots == 1 => return Ok(events.line()),
            Event::Eof => return Err(format!("{roots} roots, {depth} elements open")),
        }
    }
}

fn begin(events: &mut Events, tag: &quick_xml::events::BytesStart<'_>) -> Result<(), String> {
    events.open(tag.name().as_ref());
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        events.attribute(attribute.key.as_ref(), &value);
    }
    Ok(())
}
