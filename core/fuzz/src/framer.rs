//! The HTTP framer: cuts change nothing. A head that it takes, httparse takes too, with the same status and fields; the body
//! is the one that a plain reader of the whole reply finds behind that head.

use mailwire::error::Fault;
use mailwire::http::response::{Framer, MAX_FIELDS, MAX_INTERIM, Part, ResponseField};

use crate::cuts::{Cut, Steps};

/// Everything that came of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Read {
    status: Option<u16>,
    /// The fields that are handed out; `false` if the last one did not come to its end.
    fields: Vec<(Option<ResponseField>, Vec<u8>, bool)>,
    has_head: bool,
    body: Vec<u8>,
    is_done: bool,
    fault: Option<Fault>,
    /// The place of the fault, or what of the input was consumed.
    at: usize,
    /// Whether the end of the connection would complete the reply.
    ends_with_connection: bool,
}

/// Cuts, the bound on work, httparse, and the plain reader.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(reply: &[u8]) {
    let [whole, others @ ..] = Cut::all(reply);
    let read_whole = read(reply, whole);
    for cut in others {
        assert_eq!(read(reply, cut), read_whole, "{cut:?}");
    }
    if read_whole.has_head {
        compare(reply, &read_whole);
    }
}

fn read(reply: &[u8], cut: Cut) -> Read {
    let (mut framer, mut read) = (Framer::new(), Read::default());
    let pieces = cut.pieces(reply);
    let mut steps = Steps::new(reply.len(), pieces.len());
    // How much of a body span is taken at once.
    let mut appetite = 1;
    'reply: for piece in pieces {
        let mut input = piece;
        loop {
            steps.take();
            let before = input.len();
            let part = framer.next(&mut input);
            read.at += before - input.len();
            match part {
                Ok(Part::More) => break,
                Ok(Part::Status(status)) => {
                    assert!(read.status.is_none() && (200..=999).contains(&status));
                    read.status = Some(status);
                }
                Ok(Part::Field(field, piece, last)) => match read.fields.last_mut() {
                    Some((known, value, is_whole)) if !*is_whole => {
                        assert_eq!(*known, Some(field), "pieces of two fields");
                        value.extend_from_slice(piece);
                        *is_whole = last;
                    }
                    _ => read.fields.push((Some(field), piece.to_vec(), last)),
                },
                Ok(Part::Head) => read.has_head = true,
                Ok(Part::Body(span)) => {
                    assert!(!span.is_empty());
                    appetite = if appetite > 40 { 1 } else { appetite * 3 };
                    let taken = span.len().min(appetite);
                    read.body.extend_from_slice(&span[..taken]);
                    framer.consume(&mut input, taken);
                    read.at += taken;
                }
                Ok(Part::End) => {
                    assert!(framer.is_done());
                    let left = input;
                    assert_eq!(
                        (framer.next(&mut input), input),
                        (Ok(Part::End), left),
                        "nothing is consumed behind the end"
                    );
                    read.is_done = true;
                    break 'reply;
                }
                Err(fault) => {
                    read.fault = Some(fault);
                    break 'reply;
                }
            }
        }
        assert!(input.is_empty(), "more is wanted with input left");
    }
    if read.fault.is_none() {
        // The end may be due without another byte.
        read.is_done |= framer.next(&mut [].as_slice()) == Ok(Part::End);
        read.ends_with_connection = framer.end_of_stream().is_ok();
    }
    read
}

fn compare(reply: &[u8], read: &Read) {
    let mut rest = reply;
    for _ in 0..=MAX_INTERIM {
        let mut slots = [httparse::EMPTY_HEADER; MAX_FIELDS as usize];
        let mut head = httparse::Response::new(&mut slots);
        let length = match head.parse(rest) {
            Ok(httparse::Status::Complete(length)) => length,
            // A reason phrase may hold a tab and what is beyond ASCII; httparse is stricter there than RFC 9112 section 4.
            Err(httparse::Error::Status) => return,
            other => panic!("httparse does not take the head: {other:?}"),
        };
        let code = head.code.expect("complete");
        rest = &rest[length..];
        if code >= 200 {
            assert_eq!(read.status, Some(code));
            compare_fields(head.headers, read);
            compare_body(head.headers, code, rest, read);
            return;
        }
    }
    panic!("more interim replies than are taken");
}

fn compare_fields(fields: &[httparse::Header<'_>], read: &Read) {
    let trim = |value: &[u8]| {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let start = value.iter().take_while(is_blank).count();
        let end = value[start..].iter().rev().take_while(is_blank).count();
        value[start..value.len() - end].to_vec()
    };
    let wanted: Vec<_> = fields
        .iter()
        .filter_map(|field| Some((Some(ResponseField::from_name(field.name.as_bytes())?), trim(field.value), true)))
        .collect();
    let found: Vec<_> = read.fields.iter().map(|(field, value, is_whole)| (*field, trim(value), *is_whole)).collect();
    assert_eq!(found, wanted, "httparse finds other fields");
}

fn compare_body(fields: &[httparse::Header<'_>], code: u16, rest: &[u8], read: &Read) {
    let value = |name: &str| fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value);
    let (body, is_done): (Vec<u8>, bool) = if matches!(code, 204 | 304) {
        (Vec::new(), true)
    } else if value("transfer-encoding").is_some() {
        unchunked(rest)
    } else if let Some(length) = value("content-length") {
        let length = std::str::from_utf8(length).ok().and_then(|text| text.trim().parse::<usize>().ok());
        let length = length.expect("a length that was taken");
        (rest[..length.min(rest.len())].to_vec(), rest.len() >= length)
    } else {
        (rest.to_vec(), false)
    };
    if read.fault.is_some() {
        // What was handed out before the fault was right.
        assert!(body.starts_with(&read.body) || read.body.starts_with(&body), "another body before the fault");
        return;
    }
    assert_eq!(read.body, body, "another body");
    if value("transfer-encoding").is_none() {
        assert_eq!(read.is_done, is_done, "another end");
    }
}

/// The content of chunks as far as they are whole or begun; whether the last one was there.
fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        // httparse counts zeros in front against the digits it takes.
        while let [b'0', after @ ..] = rest
            && after.first().is_some_and(u8::is_ascii_hexdigit)
        {
            rest = after;
        }
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(rest) else { break };
        rest = &rest[line..];
        if size == 0 {
            return (body, true);
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        body.extend_from_slice(&rest[..size.min(rest.len())]);
        if size >= rest.len() {
            break;
        }
        rest = rest[size..].strip_prefix(b"\r\n").unwrap_or(&[]);
    }
    (body, false)
}
