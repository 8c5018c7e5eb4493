//! The request document: who calls, and the calls.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deeper documents are refused.
const DEEPEST: usize = 64;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub api_key: String,
    pub shared_secret: String,
    /// `response_type` is php; XML for every other value.
    pub php: bool,
    /// `no_halt` is 1.
    pub no_halt: bool,
    pub calls: Vec<Call>,
}

/// One method call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The name as it was posted.
    pub method: String,
    pub arguments: Vec<Element>,
}

/// An element with its text, and with its child elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Call {
    /// The argument with this name; of several the last.
    pub fn argument(&self, name: &str) -> Option<&Element> {
        self.arguments.iter().rev().find(|argument| argument.name == name)
    }

    /// The trimmed text of an argument; none if it is blank.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.argument(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// An id; none if it is missing or no number.
    pub fn id(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    /// Whether the argument is there and neither blank nor without elements.
    pub fn has(&self, name: &str) -> bool {
        self.text(name).is_some() || self.argument(name).is_some_and(|argument| !argument.children.is_empty())
    }

    /// Whether the argument says yes: 1 or Y.
    pub fn says(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text == "1" || text.eq_ignore_ascii_case("y"))
    }
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Reads the document. What is wrong with it is told in words.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let root = parse(text)?;
    if root.name != "api" {
        return Err(format!("the root is {}, not api", root.name));
    }
    no_text_in(&root)?;
    let authentication = one(&root, "authentication")?;
    let data = one(&root, "data")?;
    if root.children.len() != 2 {
        return Err("api holds more than authentication and data".to_owned());
    }
    no_text_in(authentication)?;
    let mut document = Document {
        api_key: String::new(),
        shared_secret: String::new(),
        php: false,
        no_halt: false,
        calls: Vec::new(),
    };
    for (at, element) in authentication.children.iter().enumerate() {
        if authentication.children[..at].iter().any(|earlier| earlier.name == element.name) {
            return Err(format!("{} twice in authentication", element.name));
        }
        if !element.children.is_empty() {
            return Err(format!("elements in {}", element.name));
        }
        let value = element.text.trim().to_owned();
        match element.name.as_str() {
            "api_key" => document.api_key = value,
            "shared_secret" => document.shared_secret = value,
            "response_type" if ["", "xml", "php"].contains(&value.as_str()) => document.php = value == "php",
            "no_halt" if ["", "0", "1"].contains(&value.as_str()) => document.no_halt = value == "1",
            "response_type" | "no_halt" => return Err(format!("{} is {value:?}", element.name)),
            other => return Err(format!("unknown element {other} in authentication")),
        }
    }
    no_text_in(data)?;
    document.calls = data.children.iter().map(call).collect::<Result<_, _>>()?;
    if document.calls.is_empty() {
        return Err("data holds no methodCall".to_owned());
    }
    Ok(document)
}

fn call(element: &Element) -> Result<Call, String> {
    if element.name != "methodCall" {
        return Err(format!("unknown element {} in data", element.name));
    }
    no_text_in(element)?;
    // One sample of the guide writes the tag in small letters.
    let (names, arguments): (Vec<Element>, Vec<Element>) =
        element.children.iter().cloned().partition(|child| child.name.eq_ignore_ascii_case("methodName"));
    match names.as_slice() {
        [name] if name.children.is_empty() && !name.text.trim().is_empty() => {
            Ok(Call { method: name.text.trim().to_owned(), arguments })
        }
        [_] => Err("a methodName without a name".to_owned()),
        [] => Err("a methodCall without methodName".to_owned()),
        _ => Err("a methodCall with several methodName".to_owned()),
    }
}

fn one<'e>(parent: &'e Element, name: &str) -> Result<&'e Element, String> {
    let mut found = parent.children.iter().filter(|child| child.name == name);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(format!("no {name}")),
        _ => Err(format!("{name} twice")),
    }
}

fn no_text_in(element: &Element) -> Result<(), String> {
    if element.text.trim().is_empty() { Ok(()) } else { Err(format!("text between the elements of {}", element.name)) }
}

/// Builds the tree; the parser finds what is no XML, the rest is checked here.
fn parse(text: &str) -> Result<Element, String> {
    if let Some(forbidden) = text.trim_start_matches('\u{feff}').chars().find(|c| !is_xml_character(*c)) {
        return Err(format!("a character that XML does not allow: {forbidden:?}"));
    }
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let at = reader.buffer_position();
        let fault = |what: &str| format!("byte {at}: {what}");
        let said = match reader.read_event().map_err(|error| fault(&words(&error)))? {
            Event::Start(tag) => {
                if root.is_some() || open.len() == DEEPEST {
                    return Err(fault("an element too many or too deep"));
                }
                open.push(element(&tag).map_err(|error| fault(&error))?);
                continue;
            }
            Event::Empty(tag) => {
                let closed = element(&tag).map_err(|error| fault(&error))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(closed),
                    None if root.is_none() => root = Some(closed),
                    None => return Err(fault("a second root")),
                }
                continue;
            }
            Event::End(_) => {
                let closed = open.pop().ok_or_else(|| fault("an end tag without its start"))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(closed),
                    None => root = Some(closed),
                }
                continue;
            }
            Event::Text(text) if text.contains("]]>") => return Err(fault("the end of CDATA in text")),
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(_) if open.is_empty() => return Err(fault("CDATA outside the root")),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) if is_xml_character(c) => c.to_string(),
                Ok(Some(_)) => return Err(fault("a reference to a character that XML does not allow")),
                Ok(None) => predefined(&reference).ok_or_else(|| fault("an unknown entity"))?.to_owned(),
                Err(_) => return Err(fault("a reference to no character")),
            },
            Event::DocType(_) => return Err(fault("a DOCTYPE")),
            Event::Decl(_) if at > 0 => return Err(fault("a declaration that is not first")),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => continue,
            Event::Eof => break,
        };
        match open.last_mut() {
            Some(element) => element.text.push_str(&said),
            None if said.trim().is_empty() => {}
            None => return Err(fault("text outside the root")),
        }
    }
    match (root, open.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err("the document ends too early".to_owned()),
    }
}

/// The parser's words, unless they would repeat a piece of the document: behind a bare bracket that may be a secret.
fn words(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(error) => error.to_string(),
        _ => "not well-formed".to_owned(),
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let name = tag.name().as_ref().to_owned();
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !begins || !name.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c)) {
        return Err("a tag without a name".to_owned());
    }
    for attribute in tag.attributes() {
        attribute.map_err(|_| "a bad attribute".to_owned())?;
    }
    Ok(Element { name, ..Element::default() })
}

fn predefined(entity: &str) -> Option<&'static str> {
    match entity {
        "lt" => Some("<"),
        "gt" => Some(">"),
        "amp" => Some("&"),
        "apos" => Some("'"),
        "quot" => Some("\""),
        _ => None,
    }
}

/// The characters of XML 1.0.
fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
