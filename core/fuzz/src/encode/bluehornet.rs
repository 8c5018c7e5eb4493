//! BlueHornet's requests: quick-xml finds the elements and texts that were put in, in their order.

mod vectors;

use arbitrary::Arbitrary;
use mailwire::Error;
use mailwire::bluehornet::{
    Account, Argument, ArgumentValue, Batch, Call, Carriage, Date, IndexedArguments, Method, ResponseType,
};
use mailwire::error::{Field, Problem};

pub(super) use vectors::messages;

use super::{Sender, Words, of_sender, pairs, send, undo, undo_variants};
use crate::xml::{self, Part};

/// A batch with whatever is in it.
#[derive(Arbitrary, Debug)]
pub(super) struct Posted {
    key: Words,
    secret: Words,
    is_raw: bool,
    is_php: bool,
    no_halt: bool,
    calls: Vec<Posting>,
}

undo!(Posted { key, secret, is_raw, is_php, no_halt, calls });

#[derive(Arbitrary, Debug)]
struct Posting {
    /// One of the table.
    method: Option<u8>,
    /// Else this name.
    name: Words,
    arguments: Owned,
}

undo!(Posting { method, name, arguments });

/// Arguments that are lent by index.
#[derive(Arbitrary, Debug)]
struct Owned(Vec<(Words, Held)>);

undo!(Owned { 0 });

#[derive(Arbitrary, Debug)]
enum Held {
    Text(String),
    Number(i64),
    Boolean(bool),
    Date(u16, u8, u8),
    Template(String, String),
    Nested(Owned),
}

undo_variants!(Held {
    0 Text(text),
    1 Number(number),
    2 Boolean(boolean),
    3 Date(year, month, day),
    4 Template(html, plain),
    5 Nested(owned)
});

fn name(words: &Words) -> String {
    let text = words.of(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.'));
    if words.is_raw { text } else { format!("n{text}").chars().take(64).collect() }
}

impl Held {
    fn lend(&self) -> ArgumentValue<'_> {
        match self {
            Held::Text(text) => ArgumentValue::Text(text.as_bytes()),
            Held::Number(number) => ArgumentValue::Number(*number),
            Held::Boolean(boolean) => ArgumentValue::Boolean(*boolean),
            Held::Date(year, month, day) => match Date::new(*year, *month, *day) {
                Some(date) => ArgumentValue::Date(date),
                None => ArgumentValue::Boolean(false),
            },
            Held::Template(html, plain) => ArgumentValue::Template { html: html.as_bytes(), plain: plain.as_bytes() },
            Held::Nested(owned) => ArgumentValue::Indexed(owned),
        }
    }

    /// The parts that quick-xml must find inside the element.
    fn parts(&self, parts: &mut Vec<Part>) {
        match self {
            Held::Text(given) => text(parts, &arrives(given)),
            Held::Number(number) => text(parts, &number.to_string()),
            Held::Boolean(boolean) => text(parts, if *boolean { "1" } else { "0" }),
            Held::Date(year, month, day) => match Date::new(*year, *month, *day) {
                Some(_) => text(parts, &format!("{year:04}-{month:02}-{day:02}")),
                None => text(parts, "0"),
            },
            Held::Template(html, plain) => {
                element(parts, "html", |parts| text(parts, &arrives(html)));
                element(parts, "plain", |parts| text(parts, &arrives(plain)));
            }
            Held::Nested(owned) => owned.parts(parts),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Held::Template(..) => 2,
            Held::Nested(owned) => 1 + owned.0.iter().map(|(_, held)| held.depth()).max().unwrap_or(0),
            _ => 1,
        }
    }

    /// As if it were not there.
    fn is_blank(&self) -> bool {
        match self {
            Held::Text(text) => text.trim_ascii().is_empty(),
            Held::Nested(owned) => owned.0.is_empty(),
            _ => false,
        }
    }

    fn is_bad(&self) -> bool {
        match self {
            Held::Text(text) => is_bad_text(text),
            Held::Template(html, plain) => is_bad_text(html) || is_bad_text(plain),
            Held::Nested(owned) => owned.0.iter().any(|(_, held)| held.is_bad()),
            _ => false,
        }
    }
}

/// Where a text holds markup it goes as CDATA, and in that every line end arrives as a line feed (XML 1.0 section 2.11).
fn arrives(given: &str) -> String {
    match given.contains(['<', '>', '&']) {
        true => given.replace("\r\n", "\n").replace('\r', "\n"),
        false => given.to_owned(),
    }
}

fn is_bad_text(text: &str) -> bool {
    text.chars().any(|c| (c < ' ' && !matches!(c, '\t' | '\r' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn is_bad_name(name: &str) -> bool {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.len() > 64 || !name.chars().all(is_good) || !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

impl Owned {
    fn parts(&self, parts: &mut Vec<Part>) {
        for (words, held) in &self.0 {
            element(parts, &name(words), |parts| held.parts(parts));
        }
    }

    fn is_any_name(&self, is_so: &dyn Fn(&str) -> bool) -> bool {
        self.0
            .iter()
            .any(|(words, held)| is_so(&name(words)) || matches!(held, Held::Nested(owned) if owned.is_any_name(is_so)))
    }
}

impl IndexedArguments for Owned {
    fn len(&self) -> usize {
        self.0.len()
    }

    /// Behind `settle`.
    fn get(&self, index: usize) -> Option<Argument<'_>> {
        let (words, held) = self.0.get(index)?;
        Some(Argument { name: words.text.as_bytes(), value: held.lend() })
    }
}

impl Owned {
    /// Puts in the names as they are sent, so that they can be lent.
    fn settle(&mut self) {
        for (words, held) in &mut self.0 {
            *words = Words { is_raw: true, text: name(words) };
            if let Held::Nested(owned) = held {
                owned.settle();
            }
        }
    }
}

fn element(parts: &mut Vec<Part>, name: &str, inside: impl FnOnce(&mut Vec<Part>)) {
    parts.push(Part::Open(name.into()));
    inside(parts);
    parts.push(Part::Close(name.into()));
}

fn text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.into()));
    }
}

impl Posted {
    pub(super) fn holds(&mut self, sender: &Sender, sizes: [u8; 4]) {
        self.calls.iter_mut().for_each(|call| call.arguments.settle());
        let credential = |words: &Words| words.ascii().replace(' ', "_");
        let (key, secret) = (credential(&self.key), credential(&self.secret));
        let names: Vec<String> = self.calls.iter().map(Posting::name).collect();
        let (host, agent) = (sender.host(), sender.agent());
        let built = (|| {
            let account = of_sender!(Account::new(&key, &secret)?, host, agent)
                .response_type(if self.is_php { ResponseType::Php } else { ResponseType::Xml })
                .carriage(if self.is_raw { Carriage::Raw } else { Carriage::Form })
                .no_halt(self.no_halt);
            let calls: Result<Vec<_>, Error> = self
                .calls
                .iter()
                .zip(&names)
                .map(|(call, name)| Call::indexed(name.as_bytes(), &call.arguments))
                .collect();
            send(&account, &Batch::new(&calls?), sizes)
        })();
        match built {
            Ok(sent) => {
                let kind = if self.is_raw { "application/xml" } else { "application/x-www-form-urlencoded" };
                let fields = [("Host", "echo.bluehornet.com"), ("Content-Type", kind), ("Accept", "*/*")];
                sent.has_head(sender, "POST", "/api/xmlrpc/index.php", &fields);
                let document = if self.is_raw {
                    String::from_utf8(sent.body).expect("UTF-8")
                } else {
                    let mut form = pairs(&sent.body);
                    assert_eq!(form.len(), 1, "one field");
                    let (name, document) = form.remove(0);
                    assert_eq!(name, "data");
                    document
                };
                assert_eq!(xml::quick(&document).expect("XML"), self.parts(&key, &secret, &names));
            }
            Err(error) => assert!(
                sender.is_wrong(error) || self.is_wrong(&key, &secret, &names, error),
                "refused without a reason: {error}"
            ),
        }
    }

    fn parts(&self, key: &str, secret: &str, names: &[String]) -> Vec<Part> {
        let mut parts = Vec::new();
        element(&mut parts, "api", |parts| {
            element(parts, "authentication", |parts| {
                element(parts, "api_key", |parts| text(parts, key));
                element(parts, "shared_secret", |parts| text(parts, secret));
                element(parts, "response_type", |parts| text(parts, if self.is_php { "php" } else { "xml" }));
                element(parts, "no_halt", |parts| text(parts, if self.no_halt { "1" } else { "0" }));
            });
            element(parts, "data", |parts| {
                for (call, name) in self.calls.iter().zip(names) {
                    element(parts, "methodCall", |parts| {
                        element(parts, "methodName", |parts| text(parts, name));
                        call.arguments.parts(parts);
                    });
                }
            });
        });
        parts
    }

    /// There is something wrong with the value that the error names.
    fn is_wrong(&self, key: &str, secret: &str, names: &[String], error: Error) -> bool {
        let is_visible =
            |text: &str| text.len() <= 256 && !text.is_empty() && text.chars().all(|c| ('!'..='~').contains(&c));
        let Error::Config { field, item, problem } = error else { return self.calls.len() > Batch::MAX_CALLS };
        let Some(call) = self.calls.get(usize::from(item)) else { return self.calls.is_empty() };
        let method = Method::all().find(|method| method.name().eq_ignore_ascii_case(&names[usize::from(item)]));
        match (field, problem) {
            (Field::ApiKey, _) => !is_visible(key),
            (Field::SharedSecret, _) => !is_visible(secret),
            (Field::MethodName, _) => names.iter().any(|name| is_bad_name(name)),
            (Field::Calls, Problem::MustBeAlone) => self.calls.len() > 1 && method.is_some_and(Method::is_alone),
            (Field::Calls, Problem::XmlOnly) => self.is_php && method.is_some_and(Method::is_xml_only),
            (Field::Calls, _) => self.calls.is_empty(),
            (Field::ArgumentValue, Problem::TooDeep) => call.arguments.0.iter().any(|(_, held)| held.depth() > 6),
            (Field::ArgumentValue, _) => call.arguments.0.iter().any(|(_, held)| held.is_bad()),
            (Field::ArgumentName, Problem::MissingArgument(missing) | Problem::MissingOneOf(missing)) => {
                method.is_some()
                    && !call.arguments.0.iter().any(|(words, held)| name(words) == missing && !held.is_blank())
            }
            (Field::ArgumentName, Problem::Duplicate) => {
                call.arguments.is_any_name(&|name| name.eq_ignore_ascii_case("methodName"))
            }
            (Field::ArgumentName, _) => call.arguments.is_any_name(&is_bad_name),
            _ => false,
        }
    }
}

impl Posting {
    fn name(&self) -> String {
        match self.method {
            Some(index) => crate::bluehornet_reply::nth_method(usize::from(index)).into(),
            None => name(&self.name),
        }
    }
}
