//! What errors say to a person.

use mailwire::error::{Error, Field, Problem};

/// A person reads which field it is, which of several, and a sentence about it with every number there is.
pub fn assert_says(field: Field, item: u16, problem: Problem) {
    let said = Error::Config { field, item, problem }.to_string();
    let place = if item == 0 { field.to_string() } else { format!("{field} (item {item})") };
    let sentence = said.strip_prefix(&format!("{place}: ")).unwrap_or_else(|| panic!("{said} is not about {place}"));
    assert!(sentence.split(' ').count() > 2, "{said} says nothing");
    let numbers: Vec<String> = match problem {
        Problem::TooLong { limit, length } => vec![limit.to_string(), length.to_string()],
        Problem::Forbidden { offset } | Problem::NotUtf8 { offset } | Problem::NotJson { offset } => {
            vec![offset.to_string()]
        }
        _ => Vec::new(),
    };
    assert!(numbers.iter().all(|number| sentence.contains(number)), "{said} lacks one of {numbers:?}");
}
