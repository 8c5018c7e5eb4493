//! XML as our scanner reads it: a line for each tag, attribute and run of text.

use mailwire::text::xml::{Scanner, Token};

use super::{Reading, feed, word};

/// What happens in a document, in the words both sides of a comparison use.
#[derive(Debug, Default)]
pub struct Events {
    lines: String,
    attributes: Vec<(String, String)>,
    text: Vec<u8>,
}

impl Events {
    /// An element begins: `<name`.
    pub fn open(&mut self, name: &str) {
        self.end_of_text();
        self.lines += &format!("<{name} ");
    }

    /// It has an attribute; their order does not matter.
    pub fn attribute(&mut self, name: &str, value: &str) {
        self.attributes.push((name.to_owned(), value.to_owned()));
    }

    /// A piece of character data.
    pub fn text(&mut self, piece: &[u8]) {
        self.end_of_tag();
        self.text.extend_from_slice(piece);
    }

    /// An element ends.
    pub fn close(&mut self) {
        self.end_of_text();
        self.lines += "> ";
    }

    /// All of it in one line: `<a @b="c" "text" > `.
    pub fn line(mut self) -> String {
        self.end_of_text();
        self.lines.trim_end().to_owned()
    }

    fn end_of_tag(&mut self) {
        self.attributes.sort();
        for (name, value) in self.attributes.drain(..) {
            self.lines += &format!("@{name}={value:?} ");
        }
    }

    fn end_of_text(&mut self) {
        self.end_of_tag();
        if !self.text.is_empty() {
            self.lines += &format!("{:?} ", std::str::from_utf8(&self.text).expect("UTF-8"));
            self.text.clear();
        }
    }
}

/// The document in one line.
pub fn read(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    let (mut scanner, mut events) = (Scanner::new(), Events::default());
    let mut value = Vec::new();
    feed(input, pieces, |piece| {
        let token = scanner.next(piece).map_err(word)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match token {
            Token::More => return Ok(true),
            Token::Open => events.open(&text(scanner.name())),
            Token::Close => events.close(),
            Token::Text(span) => events.text(span),
            Token::Char(character) => events.text(character.to_string().as_bytes()),
            Token::Attribute(span) => value.extend_from_slice(span),
            Token::AttributeChar(character) => value.extend_from_slice(character.to_string().as_bytes()),
            Token::AttributeEnd => {
                events.attribute(&text(scanner.attribute()), &text(&value));
                value.clear();
            }
        }
        Ok(false)
    })?;
    scanner.finish().map_err(|fault| (word(fault), input.len()))?;
    Ok(events.line())
}
