//! Request heads as they arrive: httparse takes what we take, and finds the same in it.

use mailwire::http::header::Name;
use mailwire::http::request::{HeadFault, parse};

/// httparse, and the places of faults.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(bytes: &[u8]) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let ours = parse(bytes);
    let mut slots = vec![httparse::EMPTY_HEADER; bytes.len() / 3 + 1];
    let mut theirs = httparse::Request::new(&mut slots);
    match ours {
        Ok((head, body)) => {
            let length = match theirs.parse(bytes) {
                Ok(httparse::Status::Complete(length)) => length,
                other => panic!("httparse does not take the head: {other:?}"),
            };
            assert_eq!(&bytes[length..], body, "another body");
            assert_eq!(theirs.method, Some(head.method));
            assert_eq!(theirs.path.map(str::as_bytes), Some(head.target.as_bytes()));
            let fields: Vec<_> = head.fields().map(|(name, value)| (name.as_bytes(), value)).collect();
            let wanted: Vec<_> = theirs.headers.iter().map(|field| (field.name.as_bytes(), field.value)).collect();
            assert_eq!(fields, wanted);
            for (name, value) in &fields {
                let name = std::str::from_utf8(name).expect("names are ASCII");
                let first = fields.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
                assert_eq!(head.field(name), first.map(|first| first.1));
                assert!(!value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
            }
        }
        Err(HeadFault::Incomplete) => assert_eq!(end, None, "the head is whole"),
        Err(HeadFault::RequestLine(at) | HeadFault::FieldLine(at)) => {
            assert!(at <= bytes.len());
            refused(bytes, theirs, at);
        }
        Err(other) => panic!("a fault without a test: {other:?}"),
    }
}

/// What we refuse, httparse refuses, or it is one of the rules in which it is laxer, or larger.
fn refused<'b>(bytes: &'b [u8], mut theirs: httparse::Request<'_, 'b>, at: usize) {
    let Ok(httparse::Status::Complete(length)) = theirs.parse(bytes) else { return };
    let head = &bytes[..length];
    // It takes line feeds alone and empty lines in front.
    let has_bare_feed = head.iter().enumerate().any(|(at, byte)| *byte == b'\n' && (at == 0 || head[at - 1] != b'\r'));
    let is_lax = has_bare_feed || head.starts_with(b"\r\n");
    let is_beyond_ascii = theirs.path.is_some_and(|path| !path.is_ascii());
    let is_long = theirs.path.is_some_and(|path| path.len() > 16 * 1024)
        || theirs.headers.iter().any(|field| field.name.len() > Name::LIMIT as usize);
    assert!(is_lax || is_beyond_ascii || is_long, "httparse takes what we refuse at {at}");
}
