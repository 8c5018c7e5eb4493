//! Serialized data as our scanner reads it: the path of every value that is no array, and its text in hex.

use mailwire::text::php::{Scanner, Token};

use super::{Reading, feed, word};

/// The values, as a list of pairs in JSON; an empty array is a value without text.
pub fn read(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    let (mut scanner, mut found) = (Scanner::new(), Vec::new());
    let (mut text, mut is_leaf) = (Vec::new(), false);
    feed(input, pieces, |piece| {
        let mut names: Vec<_> = scanner.open_names().map(<[u8]>::escape_ascii).map(|name| format!("/{name}")).collect();
        names.reverse();
        match scanner.next(piece).map_err(word)? {
            Token::More => return Ok(true),
            Token::Open => {
                is_leaf = true;
                text.clear();
            }
            Token::Text(part) => text.extend_from_slice(part),
            Token::Close => {
                if std::mem::replace(&mut is_leaf, false) {
                    found.push((names.concat(), text.escape_ascii().to_string()));
                }
            }
        }
        Ok(false)
    })?;
    scanner.finish().map_err(|fault| (word(fault), input.len()))?;
    Ok(serde_json::to_string(&found).expect("pairs"))
}
