//! JSON as our scanner reads it, put together as a value of serde_json.

use mailwire::text::json::{Scanner, Token};
use serde_json::{Map, Value};

use super::{Reading, feed, word};

/// The document in one line, as serde_json writes it; of members with the same name the last one counts.
pub fn read(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    let (mut scanner, mut build) = (Scanner::new(), Build::default());
    feed(input, pieces, |piece| {
        let token = scanner.next(piece).map_err(word)?;
        build.add(&token);
        Ok(token == Token::More)
    })?;
    scanner.finish().map_err(|fault| (word(fault), input.len()))?;
    build.number_end();
    Ok(build.root.expect("a value").to_string())
}

/// A value under way.
#[derive(Default)]
struct Build {
    root: Option<Value>,
    /// Open objects and arrays, each with the name under which it will stand.
    open: Vec<(String, Value)>,
    key: Vec<u8>,
    text: Vec<u8>,
    number: Vec<u8>,
}

impl Build {
    fn add(&mut self, token: &Token<'_>) {
        match *token {
            Token::More => {}
            Token::Object => self.begin(Value::Object(Map::new())),
            Token::Array => self.begin(Value::Array(Vec::new())),
            Token::End => {
                let (key, value) = self.open.pop().expect("something is open");
                self.key = key.into_bytes();
                self.value(value);
            }
            Token::Key(span, _) => self.key.extend_from_slice(span),
            Token::KeyChar(character) => self.key.extend_from_slice(character.to_string().as_bytes()),
            Token::TextChar(character) => self.text.extend_from_slice(character.to_string().as_bytes()),
            Token::Text(span, is_last) => {
                self.text.extend_from_slice(span);
                if is_last {
                    let text = String::from_utf8(std::mem::take(&mut self.text)).expect("UTF-8");
                    self.value(Value::String(text));
                }
            }
            Token::Number(span, is_last) => {
                self.number.extend_from_slice(span);
                if is_last {
                    self.number_end();
                }
            }
            Token::True => self.value(Value::Bool(true)),
            Token::False => self.value(Value::Bool(false)),
            Token::Null => self.value(Value::Null),
        }
    }

    /// The number is complete; the end of the text is the end of a number, too.
    fn number_end(&mut self) {
        if !self.number.is_empty() {
            let text = String::from_utf8(std::mem::take(&mut self.number)).expect("ASCII");
            // Those that no machine number holds keep their text.
            self.value(text.parse().map_or_else(|_| Value::String(format!("number {text}")), Value::Number));
        }
    }

    fn begin(&mut self, value: Value) {
        let key = String::from_utf8(std::mem::take(&mut self.key)).expect("UTF-8");
        self.open.push((key, value));
    }

    fn value(&mut self, value: Value) {
        let key = String::from_utf8(std::mem::take(&mut self.key)).expect("UTF-8");
        match self.open.last_mut() {
            None => assert!(self.root.replace(value).is_none(), "one value"),
            Some((_, Value::Array(items))) => items.push(value),
            Some((_, Value::Object(members))) => {
                members.insert(key, value);
            }
            Some(_) => unreachable!("only arrays and objects are open"),
        }
    }
}
