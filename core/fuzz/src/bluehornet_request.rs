//! Request documents of BlueHornet as they arrive: what is taken, quick-xml reads too and finds the same texts in it, and what
//! is written of it is read again as the same; what is refused is refused at a place in the document.

use mailwire::bluehornet::request::{ReceivedRequest, RequestError, RequestFault, Room, parse};
use mailwire::bluehornet::{Argument, ArgumentValue, Batch, Call};
use mailwire::error::Error;
use mailwire::exchange::{Emit, Request};
use mailwire::text::Cursor;

use crate::cuts::{Numbers, hash};
use crate::xml;

/// quick-xml, and the way back.
///
/// # Panics
/// If something does not hold.
pub fn holds(document: &[u8]) {
    with_room(document, |ours| in_less_room(document, &format!("{ours:?}")));
    with_room(document, |ours| match ours {
        Ok(request) => {
            let text = std::str::from_utf8(document).expect("what is taken is UTF-8");
            let parts = xml::quick(text.trim_start_matches('\u{feff}').trim_ascii_start());
            let parts = parts.unwrap_or_else(|error| panic!("quick-xml does not take it: {error}"));
            let wanted = texts(parts);
            let mut found = vec![request.api_key.to_owned(), request.shared_secret.to_owned()];
            request.calls().for_each(|call| leaves(call, &mut found));
            for text in &found {
                let text = text.trim_ascii();
                assert!(
                    text.is_empty() || wanted.iter().any(|there| there == text),
                    "{text:?} is nowhere in the document"
                );
            }
            is_read_again(&request);
        }
        Err(error) => {
            assert!(error.line > 0 && error.column > 0);
            let lines = document.split(|byte| *byte == b'\n').take(error.line as usize - 1).map(|line| line.len() + 1);
            assert!(lines.sum::<usize>() + error.column as usize - 1 <= document.len(), "{error}");
        }
    });
}

fn with_room(document: &[u8], then: impl FnOnce(Result<ReceivedRequest<'_>, RequestError>)) {
    let slots = document.len() / 4 + 1;
    let (mut text, mut calls) = (vec![0; document.len()], vec![None; slots]);
    let mut arguments = vec![Argument::new("", ""); slots];
    let request = parse(document, Room { text: &mut text, arguments: &mut arguments, calls: &mut calls });
    if let Err(error) = &request {
        let is_room = matches!(error.error, Some(mailwire::Error::Capacity { .. }));
        assert!(!is_room || error.fault != RequestFault::InvalidValue, "as much room as is always enough: {error}");
    }
    then(request);
}

/// In less room it is the same, or the room that is missing is named.
fn in_less_room(document: &[u8], wanted: &str) {
    let mut numbers = Numbers::new(hash(document));
    let mut text = vec![0; numbers.below(document.len() + 1)];
    let mut arguments = vec![Argument::new("", ""); numbers.below(8)];
    let mut calls = vec![None; numbers.below(4)];
    let found = parse(document, Room { text: &mut text, arguments: &mut arguments, calls: &mut calls });
    match &found {
        Err(RequestError { error: Some(Error::Capacity { needed, available, .. }), .. }) => assert!(needed > available),
        found => assert_eq!(format!("{found:?}"), wanted),
    }
}

/// The texts of elements, without the blanks around them.
fn texts(parts: Vec<xml::Part>) -> Vec<String> {
    let texts = parts.into_iter().filter_map(xml::Part::into_text);
    texts.map(|text| String::from_utf8_lossy(&text).trim_ascii().to_owned()).collect()
}

/// The name of the method, and the texts of all arguments.
fn leaves(call: Call<'_>, found: &mut Vec<String>) {
    found.push(String::from_utf8_lossy(call.name()).into_owned());
    call.arguments().for_each(|argument| leaf(&argument.value, found));
}

fn leaf(value: &ArgumentValue<'_>, found: &mut Vec<String>) {
    match value {
        ArgumentValue::Text(text) => found.push(String::from_utf8_lossy(text).into_owned()),
        ArgumentValue::Nested(arguments) => arguments.iter().for_each(|argument| leaf(&argument.value, found)),
        other => panic!("a value that no document has: {other:?}"),
    }
}

/// Written and read, the request is the same, if it can be sent at all.
fn is_read_again(request: &ReceivedRequest<'_>) {
    let Ok(account) = request.account() else { return };
    let calls: Vec<_> = request.calls().collect();
    let batch = Batch::new(&calls);
    let again = Request::new(&account, &batch);
    if again.check().is_err() {
        return;
    }
    let mut count = Cursor::count();
    again.body(&mut count);
    let mut written = vec![0; count.position()];
    let mut cursor = Cursor::fill(&mut written);
    again.body(&mut cursor);
    assert!(!cursor.has_fault(), "checked, and not written");
    with_room(&written, |read| {
        let read = read.unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&written)));
        assert_eq!(arrives(&read), arrives(request));
        assert_eq!((read.api_key, read.shared_secret), (request.api_key, request.shared_secret));
        assert_eq!(read.response_type, Some(request.response_type.unwrap_or_default()));
        assert_eq!(read.no_halt, Some(request.no_halt.unwrap_or(false)));
    });
}

/// The calls in words. A text with markup goes as CDATA, and in that every line end arrives as a line feed (XML 1.0 section
/// 2.11).
fn arrives(request: &ReceivedRequest<'_>) -> String {
    format!("{request:?}").replace("\\r\\n", "\\n").replace("\\r", "\\n")
}
