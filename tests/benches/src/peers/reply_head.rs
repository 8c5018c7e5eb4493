//! W4: the head of a reply by httparse, parsed again from the start with each piece, as its documentation says; and by
//! reqwless, which reads it so.

use reqwless::request::Method;
use reqwless::response::Response;

use super::request::at_once;
use crate::answers::{ReplyHead, decimal};
use crate::contender::Contender;

pub fn contenders(reply: &'static [u8], piece: usize) -> Vec<Contender> {
    if piece == usize::MAX { vec![httparse(reply, piece), reqwless(reply)] } else { vec![httparse(reply, piece)] }
}

/// Takes what a client needs from a field.
#[inline]
fn field(head: &mut ReplyHead, name: &str, value: &[u8]) {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    match name.len() {
        4 if is("date") => head.date.push(value),
        6 if is("cf-ray") => head.ray.push(value),
        14 if is("content-length") => {
            assert!(value.iter().all(u8::is_ascii_digit));
            head.length = decimal(value) as usize;
        }
        16 if is("content-encoding") => assert!(value.eq_ignore_ascii_case(b"identity")),
        17 if is("transfer-encoding") => unreachable!("these replies have a length"),
        24 if is("x-hubspot-correlation-id") => head.correlation_id.push(value),
        _ => {}
    }
}

fn httparse(reply: &'static [u8], piece: usize) -> Contender {
    Contender::new("httparse", ReplyHead::default(), move |head| {
        let mut end = 0_usize;
        loop {
            end = reply.len().min(end.saturating_add(piece));
            let mut fields = [httparse::EMPTY_HEADER; 32];
            let mut response = httparse::Response::new(&mut fields);
            let httparse::Status::Complete(length) = response.parse(&reply[..end]).expect("a good reply") else {
                continue;
            };
            *head = ReplyHead { status: response.code.expect("complete"), ..ReplyHead::default() };
            for line in response.headers.iter() {
                field(head, line.name, line.value);
            }
            // The body is the rest: it must be there.
            while reply.len().min(end) - length < head.length {
                end += piece;
            }
            break;
        }
    })
}

fn reqwless(reply: &'static [u8]) -> Contender {
    let mut buffer = [0; 2048];
    Contender::new("reqwless", ReplyHead::default(), move |head| {
        let mut connection = reply;
        let response = at_once(Response::read(&mut connection, Method::POST, &mut buffer)).expect("a good reply");
        *head = ReplyHead { status: response.status.0, ..ReplyHead::default() };
        for (name, value) in response.headers() {
            field(head, name, value);
        }
    })
}
