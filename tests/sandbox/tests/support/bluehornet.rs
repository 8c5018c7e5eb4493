//! Documents for BlueHornet, and its replies as flat lists.

use super::{Answer, call, request};
use mailwire_sandbox::Sandbox;
use mailwire_sandbox::bluehornet::{API_KEY, PATH, SHARED_SECRET};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Paths and texts of a reply, in document order; blanks around a text are gone.
pub type Fields = Vec<(String, String)>;

/// A document with these extra elements in `authentication`, and these calls.
pub fn document_as(key: &str, secret: &str, extra: &str, calls: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><api><authentication><api_key>{key}</api_key>\
         <shared_secret>{secret}</shared_secret>{extra}</authentication><data>{}</data></api>",
        calls.concat()
    )
}

pub fn document(extra: &str, calls: &[String]) -> String {
    document_as(API_KEY, SHARED_SECRET, extra, calls)
}

/// One call; the arguments are written as they are.
pub fn method(name: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: String = arguments.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    format!("<methodCall><methodName>{name}</methodName>{arguments}</methodCall>")
}

/// The documented form.
pub fn form(document: &str) -> Vec<u8> {
    let body: String = form_urlencoded::byte_serialize(document.as_bytes()).collect();
    request("POST", PATH, &["Content-Type: application/x-www-form-urlencoded"], format!("data={body}").as_bytes())
}

pub fn post(sandbox: &Sandbox, document: &str) -> Answer {
    call(sandbox, &form(document))
}

/// Posts these calls with the good key and reads the reply.
pub fn fields_of(sandbox: &Sandbox, extra: &str, calls: &[String]) -> Fields {
    let answer = post(sandbox, &document(extra, calls));
    assert_eq!(answer.status, 200, "{}", answer.text());
    fields(&answer.text())
}

/// Posts one call.
pub fn one(sandbox: &Sandbox, name: &str, arguments: &[(&str, &str)]) -> Fields {
    fields_of(sandbox, "", &[method(name, arguments)])
}

/// Reads a reply; an element with elements has no entry, an `item` is told with its number from 1.
pub fn fields(xml: &str) -> Fields {
    let mut reader = Reader::from_str(xml);
    let (mut all, mut open) = (Fields::new(), Vec::<(String, String, usize, bool)>::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            Event::Start(tag) => {
                let mut name = tag.name().as_ref().to_owned();
                if let Some(parent) = open.last_mut() {
                    parent.3 = true;
                    if name == "item" {
                        parent.2 += 1;
                        name = format!("item{}", parent.2);
                    }
                }
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("an attribute");
                    name = format!("{name}@{}={}", attribute.key.as_ref(), attribute.value);
                }
                open.push((name, String::new(), 0, false));
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref().expect("a reference") {
                    Some(c) => c.to_string(),
                    None => match &*reference {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "quot" => "\"".to_owned(),
                        other => panic!("{other}"),
                    },
                };
                push(&mut open, &text);
            }
            Event::End(_) => {
                let path: Vec<&str> = open.iter().skip(1).map(|(name, ..)| name.as_str()).collect();
                let path = path.join("/");
                let (_, text, _, parent) = open.pop().expect("an element");
                if !parent {
                    all.push((path, text.trim().to_owned()));
                }
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    all
}

fn push(open: &mut [(String, String, usize, bool)], text: &str) {
    if let Some((_, sofar, ..)) = open.last_mut() {
        sofar.push_str(text);
    }
}

/// The text at a path of the first item.
pub fn at<'f>(fields: &'f Fields, path: &str) -> &'f str {
    get(fields, &format!("item1/{path}")).unwrap_or_else(|| panic!("no {path} in {fields:?}"))
}

/// The text at a whole path.
pub fn get<'f>(fields: &'f Fields, path: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str())
}

/// Whether the item has an element.
pub fn has(fields: &Fields, path: &str) -> bool {
    get(fields, &format!("item1/{path}")).is_some()
}
