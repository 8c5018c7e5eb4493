//! What is wrong with a request that arrives, and where: bodies of single sends and documents of batches. The place is
//! marked in the text itself, by `^` before the byte at fault.

use mailwire::bluehornet::request::{self as document, RequestFault};
use mailwire::bluehornet::{Argument, Call};
use mailwire::error::{Error, Field, Limit, Problem};
use mailwire::hubspot::request::{self as body, BodyFault};
use mailwire::hubspot::{ApiVersion, Property, SingleSend};

/// Line and column, from 1, of the mark, and the text without it.
fn marked(text: &[u8]) -> (Vec<u8>, u32, u32) {
    let at = text.iter().position(|byte| *byte == b'^').unwrap_or_else(|| panic!("no mark in {text:?}"));
    let line = 1 + text[..at].iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + text[..at].iter().rev().take_while(|byte| **byte != b'\n').count();
    ([&text[..at], &text[at + 1..]].concat(), line as u32, column as u32)
}

/// How much room a request is given: bytes of text, arguments or addresses, calls or properties.
type Lent = (usize, usize, usize);
const ENOUGH: Lent = (512, 16, 16);

type Document = (RequestFault, Lent, Vec<u8>, Option<Error>);

fn documents() -> Vec<Document> {
    use RequestFault::*;
    const HEAD: &str = "<api><authentication><api_key>k</api_key><shared_secret>s</shared_secret></authentication>";
    let data = |inner: &str| format!("{HEAD}<data>{inner}</data></api>").into_bytes();
    let call = |inner: &str| data(&format!("\n<methodCall>{inner}<methodName>m.n</methodName></methodCall>"));
    let capacity = |limit, needed, available| Some(Error::Capacity { limit, needed, available });
    vec![
        (NoContent, ENOUGH, b" \n ^".to_vec(), None),
        (NotXml, ENOUGH, b"\xef\xbb\xbf^api".to_vec(), None),
        (Truncated, ENOUGH, b"<!-- no more -->^".to_vec(), None),
        (Truncated, ENOUGH, b"<api><!-- no end^".to_vec(), None),
        (Truncated, ENOUGH, b"<api><![CDATA[no end^".to_vec(), None),
        (Truncated, ENOUGH, b"<api><?no end^".to_vec(), None),
        (Truncated, ENOUGH, b"<api><data no='end'^".to_vec(), None),
        (Doctype, ENOUGH, b"^<!DOCTYPE api><api/>".to_vec(), None),
        (Syntax, ENOUGH, b"^<api a=\"b>\n</api>".to_vec(), None),
        (MissingElement, ENOUGH, b"<api a=\"'>'\" b = '\">\"'>^</api>".to_vec(), None),
        (Character, ENOUGH, b"<api>\n ^\x01</api>".to_vec(), None),
        (Syntax, ENOUGH, b"<api><authentication>^<=/></authentication></api>".to_vec(), None),
        (Entity, ENOUGH, b"<api><authentication><api_key>k^&Key;</api_key></authentication></api>".to_vec(), None),
        (Syntax, ENOUGH, data("^<=/>"), None),
        (Syntax, ENOUGH, call("<a/>^<=/>"), None),
        (UnknownElement, ENOUGH, b"<?xml version=\"1.0\"?>\n^<apis/>".to_vec(), None),
        (Syntax, ENOUGH, b"^</api>".to_vec(), None),
        (Syntax, ENOUGH, b"^<?><api/>?>".to_vec(), None),
        (Syntax, ENOUGH, b"^<?a=1?><api/>".to_vec(), None),
        (Syntax, ENOUGH, b"^<!-- a -- b --><api/>".to_vec(), None),
        (MissingElement, ENOUGH, b"<?a?><?b c?><api>^</api>".to_vec(), None),
        (Syntax, ENOUGH, [&call("")[..], b"\n^<api/>"].concat(), None),
        (Syntax, ENOUGH, [&call("")[..], b"^x"].concat(), None),
        (MissingElement, ENOUGH, b"<api>^</api>".to_vec(), None),
        (UnknownElement, ENOUGH, b"<api>^<other/></api>".to_vec(), None),
        (TagMismatch, ENOUGH, b"<api>^</apis>".to_vec(), None),
        (UnexpectedText, ENOUGH, b"<api> ^x</api>".to_vec(), None),
        (UnexpectedText, ENOUGH, b"<api>^&amp;</api>".to_vec(), None),
        (UnknownElement, ENOUGH, data("^<call/>"), None),
        (EmptyData, ENOUGH, data("^"), None),
        (MissingElement, ENOUGH, data("<methodCall>^</methodCall>"), None),
        (EmptyValue, ENOUGH, data("<methodCall>^<methodName> </methodName></methodCall>"), None),
        (DuplicateElement, ENOUGH, call("<methodName>x</methodName>").replace_mark(), None),
        (TagMismatch, ENOUGH, call("<a>1^</b>"), None),
        (UnknownElement, ENOUGH, data("<methodCall><methodName>m^<b/></methodName></methodCall>"), None),
        (UnexpectedText, ENOUGH, call("<a><b>1</b>^text</a>"), None),
        (Entity, ENOUGH, call("<a>^&deg;</a>"), None),
        (Syntax, ENOUGH, call("<a>^& b</a>"), None),
        (Character, ENOUGH, call("<a>^&#0;</a>"), None),
        (Character, ENOUGH, call("<a>^&#x110000;</a>"), None),
        (Character, ENOUGH, call("<a>ab^\u{1}</a>"), None),
        (Character, ENOUGH, call("<a>ab^\u{fffe}</a>"), None),
        (Utf8, ENOUGH, splice(call("<a>ab^?</a>"), b'?', 0xe9), None),
        (Depth, ENOUGH, call("<a><a><a><a><a><a>^<a>1</a></a></a></a></a></a></a>"), None),
        (
            InvalidValue,
            (512, 16, 1),
            {
                data(
                    "<methodCall><methodName>a</methodName></methodCall>^<methodCall><methodName>b</methodName></methodCall>",
                )
            },
            capacity(Limit::Calls, 2, 1),
        ),
        (
            InvalidValue,
            (512, 1, 16),
            data("^<methodCall><a>1</a><b>2</b></methodCall>"),
            capacity(Limit::TextSlots, 2, 1),
        ),
        (
            InvalidValue,
            (512, 3, 16),
            data("<methodCall><a>1</a>^<b><c>2</c><d>3</d></b></methodCall>"),
            capacity(Limit::TextSlots, 2, 1),
        ),
        (InvalidValue, (3, 16, 16), call("^<name>1</name>"), capacity(Limit::TextBuffer, 4, 1)),
        (InvalidValue, (6, 16, 16), call("<a>^12345678</a>"), capacity(Limit::TextBuffer, 4, 3)),
        (
            InvalidValue,
            ENOUGH,
            data("<methodCall>^<methodName>m n</methodName></methodCall>"),
            Some(Error::Config { field: Field::MethodName, item: 0, problem: Problem::Forbidden { offset: 1 } }),
        ),
    ]
}

/// Puts the mark before the second name of a call, which a format string cannot.
trait Marked {
    fn replace_mark(self) -> Self;
}

impl Marked for Vec<u8> {
    fn replace_mark(mut self) -> Self {
        let at = self.windows(11).rposition(|part| part == b"<methodName").expect("a second name");
        self.insert(at, b'^');
        self
    }
}

/// A byte that no text of Rust holds, in place of another.
fn splice(mut text: Vec<u8>, from: u8, to: u8) -> Vec<u8> {
    let at = text.iter().rposition(|byte| *byte == from).expect("the byte");
    text[at] = to;
    text
}

/// Reads a document with so much room.
fn read_document(text: &[u8], (texts, arguments, calls): Lent) -> Result<String, document::RequestError> {
    let (mut texts, mut arguments) = (vec![0; texts], vec![Argument::new("", 0_i64); arguments]);
    let mut calls: Vec<Option<Call<'_>>> = vec![None; calls];
    let room = document::Room { text: &mut texts, arguments: &mut arguments, calls: &mut calls };
    document::parse(text, room).map(|request| format!("{request:?}"))
}

/// A document may hold a credential that no account takes: it is found out when the account is made of it.
#[test]
fn a_credential_that_no_account_takes() {
    let document = b"<api><authentication><api_key>a b</api_key><shared_secret>s</shared_secret></authentication>\
        <data><methodCall><methodName>m</methodName></methodCall></data></api>";
    let (mut text, mut arguments, mut calls) = ([0; 64], [], [None]);
    let room = document::Room { text: &mut text, arguments: &mut arguments, calls: &mut calls };
    let request = document::parse(document, room).expect("well-formed");
    let wrong = Error::Config { field: Field::ApiKey, item: 0, problem: Problem::Forbidden { offset: 1 } };
    assert_eq!(request.account().map(drop), Err(wrong));
}

/// Each fault of a document, its place, and the room that was missing.
#[test]
fn documents_at_fault() {
    for (fault, lent, text, error) in documents() {
        let (text, line, column) = marked(&text);
        let shown = String::from_utf8_lossy(&text).into_owned();
        let wrong = read_document(&text, lent).expect_err(&shown);
        assert_eq!((wrong.fault, wrong.line, wrong.column, wrong.error), (fault, line, column, error), "{shown}");
        let said = wrong.to_string();
        assert!(said.starts_with(&format!("{} at line {line}, column {column}", fault.as_str())), "{said}");
        assert!(said.ends_with(&error.map(|error| error.to_string()).unwrap_or_default()), "{said}");
    }
}

/// Line ends are `\n` however they were sent; those written as references stay. What was read prints its calls, and no
/// secret.
#[test]
fn a_document_that_is_read() {
    let text =
        b"<api><authentication><api_key>KEY</api_key><shared_secret>SECRET</shared_secret></authentication><data>\
        <methodCall><a>1\r\n2\r3\n4&#13;<![CDATA[\r\n5]]></a><methodName>m</methodName></methodCall></data></api>";
    let printed = read_document(text, ENOUGH).expect("a document");
    assert!(printed.contains(r#""1\n2\n3\n4\r\n5""#), "{printed}");
    assert!(!printed.contains("KEY") && !printed.contains("SECRET"), "{printed}");
}

type Body = (BodyFault, ApiVersion, Lent, Vec<u8>, Option<Error>);

fn bodies() -> Vec<Body> {
    use ApiVersion::{V1, V3};
    use BodyFault::*;
    let with = |message: &str, more: &str| {
        format!("{{\"emailId\":7,\n\"message\":{{\"to\":\"a@b\"{message}}}{more}}}").into_bytes()
    };
    let config = |field, item, problem| Some(Error::Config { field, item, problem });
    let capacity = |limit, needed, available| Some(Error::Capacity { limit, needed, available });
    vec![
        (NoContent, V3, ENOUGH, b"^ \n".to_vec(), None),
        (Syntax, V3, ENOUGH, b"{\"emailId\":7^".to_vec(), None),
        (Syntax, V3, ENOUGH, b"{\"emailId\":7,^}".to_vec(), None),
        (DebugForm, V3, ENOUGH, b"{\"emailId\"^=>7}".to_vec(), None),
        (DebugForm, V3, ENOUGH, b"{^emailId: 7}".to_vec(), None),
        (ArrayAroundObject, V3, ENOUGH, b"^[{\"emailId\":7}]".to_vec(), None),
        (WrongType, V3, ENOUGH, b"^7".to_vec(), None),
        (WrongType, V3, ENOUGH, b"{\"emailId\":^\"\"}".to_vec(), None),
        (WrongType, V3, ENOUGH, b"{\"emailId\":^-7}".to_vec(), None),
        (WrongType, V3, ENOUGH, b"{\"emailId\":7,\"message\":^[]}".to_vec(), None),
        (WrongType, V3, ENOUGH, b"{\"message\":{\"to\":^7}}".to_vec(), None),
        (WrongType, V3, ENOUGH, with(",\"cc\":^\"a@b\"", ""), None),
        (WrongType, V3, ENOUGH, with("", ",\"customProperties\":^7"), None),
        (WrongType, V3, ENOUGH, with("", ",\"contactProperties\":{\"a\":^7}"), None),
        (WrongType, V3, ENOUGH, with(",\"from\":^7", ""), None),
        (WrongType, V3, ENOUGH, with(",\"sendId\":^null", ""), None),
        (WrongType, V3, ENOUGH, with(",\"replyTo\":^\"a@b\"", ""), None),
        (WrongType, V1, ENOUGH, with(",\"replyTo\":^[]", ""), None),
        (WrongType, V1, ENOUGH, with(",\"replyToList\":^{}", ""), None),
        (WrongType, V3, ENOUGH, with(",\"bcc\":^true", ""), None),
        (WrongType, V3, ENOUGH, with(",\"cc\":[\"a@b\",^7]", ""), None),
        (WrongType, V1, ENOUGH, with("", ",\"customProperties\":[{\"name\":^7}]"), None),
        (WrongType, V1, ENOUGH, with("", ",\"contactProperties\":[{\"name\":\"a\",\"value\":^7}]"), None),
        (WrongType, V1, ENOUGH, with("", ",\"customProperties\":[^7]"), None),
        (MissingMember, V3, ENOUGH, b"{\"emailId\":7^}".to_vec(), None),
        (MissingMember, V3, ENOUGH, b"{\"emailId\":7,\"message\":{^}}".to_vec(), None),
        (MissingMember, V1, ENOUGH, with("", ",\"customProperties\":[{\"name\":\"a\"^}]"), None),
        (UnknownMember, V3, ENOUGH, with(",^\"too\":1", ""), None),
        (UnknownMember, V3, ENOUGH, with("", ",^\"too\":1"), None),
        (UnknownMember, V1, ENOUGH, with("", ",\"customProperties\":[{^\"nane\":1}]"), None),
        (ListUnderV3, V3, ENOUGH, with("", ",\"customProperties\":^[]"), None),
        (MapUnderV1, V1, ENOUGH, with("", ",\"customProperties\":^{}"), None),
        (InvalidValue, V3, ENOUGH, b"{\"emailId\":^0,\"message\":{\"to\":\"a@b\"}}".to_vec(), {
            config(Field::EmailId, 0, Problem::OutOfRange)
        }),
        (InvalidValue, V3, ENOUGH, b"{\"emailId\":7,\"message\":{\"to\":^\"\"}}".to_vec(), {
            config(Field::To, 0, Problem::Empty)
        }),
        (InvalidValue, V3, ENOUGH, with(",\"from\":^\"\"", ""), config(Field::From, 0, Problem::Empty)),
        (InvalidValue, V3, ENOUGH, with(",\"sendId\":^\"\"", ""), config(Field::SendId, 0, Problem::Empty)),
        (InvalidValue, V3, ENOUGH, [b"^", &with("", ",\"customProperties\":{\"a\":1,\"a\":2}")[..]].concat(), {
            config(Field::CustomPropertyName, 1, Problem::Duplicate)
        }),
        (NoRoom, V3, (2, 16, 16), b"{\"emailId\":7,\"message\":{\"to\":^\"a@b\"}}".to_vec(), {
            capacity(Limit::TextBuffer, 3, 2)
        }),
        (NoRoom, V3, (512, 1, 16), with(",\"cc\":^[\"a@b\",\"c@d\"]", ""), capacity(Limit::TextSlots, 2, 1)),
        (NoRoom, V3, (512, 16, 1), with("", ",\"customProperties\":{\"a\":1,\"b\":^2}"), {
            capacity(Limit::PropertySlots, 2, 1)
        }),
        (NoRoom, V3, (4, 16, 16), with("", ",\"customProperties\":{\"a\":^[1]}"), capacity(Limit::TextBuffer, 3, 0)),
    ]
}

fn read_body(
    text: &[u8],
    version: ApiVersion,
    lent: Lent,
    read: impl FnOnce(SingleSend<'_>),
) -> Option<body::BodyError> {
    let (mut texts, mut addresses) = (vec![0; lent.0], vec![""; lent.1]);
    let mut properties = vec![Property::new("", ""); lent.2];
    let room = body::Room { text: &mut texts, texts: &mut addresses, properties: &mut properties };
    body::parse(text, version, room).map(read).err()
}

/// Each fault of a body, its place, and the room that was missing.
#[test]
fn bodies_at_fault() {
    for (fault, version, lent, text, error) in bodies() {
        let (text, line, column) = marked(&text);
        let shown = String::from_utf8_lossy(&text).into_owned();
        let wrong = read_body(&text, version, lent, |_| panic!("taken: {shown}")).expect("refused");
        assert_eq!((wrong.fault, wrong.line, wrong.column, wrong.error), (fault, line, column, error), "{shown}");
        assert!(wrong.to_string().contains(fault.as_str()), "{wrong}");
    }
}

/// Every fault of both kinds has a row.
#[test]
fn every_fault_has_a_row() {
    let (documents, bodies) = (documents(), bodies());
    for fault in RequestFault::ALL {
        // A value that the element does not know is in the vectors.
        assert!(*fault == RequestFault::BadValue || documents.iter().any(|row| row.0 == *fault), "{fault}");
    }
    for fault in BodyFault::ALL {
        assert!(bodies.iter().any(|row| row.0 == *fault), "{fault}");
    }
}

/// Version 1 has one reply address, a list, or both: together they are the list, without a second of the first.
#[test]
fn reply_addresses_of_version_1() {
    let text = br#"{"emailId":"7","message":{"to":"a@b","replyTo":"x@y","replyToList":["z@w","x@y"]},
        "customProperties":[{"name":"n","value":null},{"name":"o","value":-0}]}"#;
    let wrong = read_body(text, ApiVersion::V1, ENOUGH, |send| {
        let custom = [
            Property { name: b"n", value: mailwire::hubspot::Value::Null },
            Property { name: b"o", value: mailwire::hubspot::Value::Json(b"-0") },
        ];
        let wanted = SingleSend::new(7, "a@b").expect("valid").version(ApiVersion::V1).reply_to(&["x@y", "z@w"]);
        assert_eq!(send, wanted.custom(&custom));
    });
    assert_eq!(wrong, None);
    let wrong = read_body(text, ApiVersion::V1, (512, 3, 16), |_| panic!("taken")).expect("two lists do not fit");
    assert_eq!(wrong.error, Some(Error::Capacity { limit: Limit::TextSlots, needed: 3, available: 1 }));
}
