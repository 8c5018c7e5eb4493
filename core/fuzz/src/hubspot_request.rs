//! Bodies of single sends as they arrive, in any version: what is taken is JSON, and what is written of it says the same to
//! serde_json; what is refused is refused at a place in the body.

use std::collections::BTreeSet;

use mailwire::error::Error;
use mailwire::exchange::{Emit, Request};
use mailwire::hubspot::request::{BodyError, BodyFault, Room, parse};
use mailwire::hubspot::{Account, ApiVersion, Property, SingleSend};
use mailwire::text::Cursor;
use serde_json::{Map, Value};

use crate::cuts::{Choices, Numbers, hash};
use crate::json;

/// The last byte chooses the version; the rest is the body.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let version = choices.one_of(ApiVersion::ALL);
    let body = choices.document();
    let theirs = json::value(body);
    with_room(body, version, |ours| in_less_room(body, version, &format!("{ours:?}")));
    with_room(body, version, |ours| match ours {
        Ok(send) => {
            let written = write(&send);
            with_room(&written, version, |again| {
                assert_eq!(again.as_ref(), Ok(&send), "what is written is read again")
            });
            let ours: Value = serde_json::from_slice(&written).expect("what is written is JSON");
            if let Some(theirs) = theirs {
                let theirs = theirs.expect("serde_json takes it, too");
                assert!(says_the_same(&theirs, &ours), "written as {}", String::from_utf8_lossy(&written));
            }
        }
        Err(error) => {
            let at = place(body, &error);
            assert!(at <= body.len(), "{error}");
            let is_syntax = matches!(error.fault, BodyFault::Syntax | BodyFault::DebugForm | BodyFault::NoContent);
            if let Some(theirs) = theirs {
                assert_eq!(is_syntax, theirs.is_err(), "{error}; serde_json: {theirs:?}");
            }
        }
    });
}

fn with_room(body: &[u8], version: ApiVersion, then: impl FnOnce(Result<SingleSend<'_>, BodyError>)) {
    let slots = body.len() / 2 + 1;
    let (mut text, mut texts) = (vec![0; body.len()], vec![""; slots]);
    let mut properties = vec![Property::new("", ""); slots];
    let room = Room { text: &mut text, texts: &mut texts, properties: &mut properties };
    let send = parse(body, version, room);
    if let Err(error) = &send {
        assert_ne!(error.fault, BodyFault::NoRoom, "as much room as is always enough");
    }
    then(send);
}

/// In less room it is the same, or the room that is missing is named.
fn in_less_room(body: &[u8], version: ApiVersion, wanted: &str) {
    let mut numbers = Numbers::new(hash(body));
    let (mut text, mut texts) = (vec![0; numbers.below(body.len() + 1)], vec![""; numbers.below(8)]);
    let mut properties = vec![Property::new("", ""); numbers.below(8)];
    let room = Room { text: &mut text, texts: &mut texts, properties: &mut properties };
    match &parse(body, version, room) {
        Err(BodyError { fault: BodyFault::NoRoom, error, .. }) => {
            let Some(Error::Capacity { needed, available, .. }) = error else { panic!("no room of which kind?") };
            assert!(needed > available);
        }
        found => assert_eq!(format!("{found:?}"), wanted),
    }
}

fn write(send: &SingleSend<'_>) -> Vec<u8> {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let request = Request::new(&account, send);
    let mut count = Cursor::count();
    request.body(&mut count);
    let mut written = vec![0; count.position()];
    request.body(&mut Cursor::fill(&mut written));
    written
}

/// The index that a line and a column from 1 stand for.
fn place(body: &[u8], error: &BodyError) -> usize {
    assert!(error.line > 0 && error.column > 0);
    let lines: usize = body.split(|byte| *byte == b'\n').take(error.line as usize - 1).map(|line| line.len() + 1).sum();
    lines + error.column as usize - 1
}

/// Every value of the first document is in the second, which may have empty lists and maps beside, an id as a number that stood
/// there as a text, and addresses for replies in another member.
fn says_the_same(given: &Value, written: &Value) -> bool {
    match (given, written) {
        (Value::Object(given), Value::Object(written)) => {
            let is_reply = |name: &str| matches!(name, "replyTo" | "replyToList");
            let there = |name: &String| written.get(name).unwrap_or(&Value::Null);
            replies(given) == replies(written)
                && given
                    .iter()
                    .all(|(name, value)| is_reply(name) || is_blank(value) || says_the_same(value, there(name)))
                && written.iter().all(|(name, value)| is_reply(name) || is_blank(value) || given.contains_key(name))
        }
        (Value::Array(given), Value::Array(written)) => {
            given.len() == written.len()
                && given.iter().zip(written).all(|(given, written)| says_the_same(given, written))
        }
        (Value::String(digits), Value::Number(number)) => digits.parse() == Ok(number.as_u64().unwrap_or(0)),
        (given, written) => given == written,
    }
}

/// The addresses for replies, which version 1 spreads over two members.
fn replies(message: &Map<String, Value>) -> BTreeSet<&str> {
    let members = [message.get("replyTo"), message.get("replyToList")].into_iter().flatten();
    let mut found = BTreeSet::new();
    for member in members {
        match member {
            Value::String(address) => found.extend([address.as_str()]),
            Value::Array(items) => found.extend(items.iter().filter_map(Value::as_str)),
            _ => {}
        }
    }
    found
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
