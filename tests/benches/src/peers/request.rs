//! W2: a whole request into one buffer: the body by a JSON library, the head by an HTTP library or by `core::fmt`.

use std::fmt::Write;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use reqwless::headers::ContentType;
use reqwless::request::RequestBuilder;
use ureq_proto::client::{Call, SendRequestResult};

use super::fixed::Fixed;
use super::json_encode::body;
use crate::contender::{Answer, Contender, Written};
use crate::samples::{HOST, PATH, REQUEST, SMALL, TOKEN, USER_AGENT};

pub fn contenders() -> Vec<Contender> {
    vec![fmt_serde_json(), fmt_serde_json_core(), ureq_proto(), reqwless()]
}

fn head(out: &mut Fixed<'_>, length: usize) -> std::fmt::Result {
    write!(
        out,
        "POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n\
         Accept: application/json\r\nUser-Agent: {USER_AGENT}\r\nContent-Length: {length}\r\n\r\n",
        // As arguments at run time, as a program has them: the compiler would join constants.
        PATH = std::hint::black_box(PATH),
        HOST = std::hint::black_box(HOST),
        TOKEN = std::hint::black_box(TOKEN),
        USER_AGENT = std::hint::black_box(USER_AGENT),
    )
}

fn fmt_serde_json() -> Contender {
    let (body, mut json) = (body(&SMALL), Vec::new());
    Contender::new("core::fmt + serde_json", Written::new(1024), move |out| {
        json.clear();
        serde_json::to_writer(&mut json, &body).expect("valid");
        let mut fixed = Fixed::new(out.room);
        head(&mut fixed, json.len()).expect("it fits");
        assert!(fixed.push(&json));
        out.length = fixed.length;
    })
}

fn fmt_serde_json_core() -> Contender {
    let (body, mut json) = (body(&SMALL), [0; 512]);
    Contender::new("core::fmt + serde-json-core", Written::new(1024), move |out| {
        let length = serde_json_core::to_slice(&body, &mut json).expect("it fits");
        let mut fixed = Fixed::new(out.room);
        head(&mut fixed, length).expect("it fits");
        assert!(fixed.push(&json[..length]));
        out.length = fixed.length;
    })
}

fn ureq_proto() -> Contender {
    let (body, mut json) = (body(&SMALL), Vec::new());
    let (uri, bearer) = (format!("https://{HOST}{PATH}"), format!("Bearer {TOKEN}"));
    Contender::new("ureq-proto + serde_json", Unordered(Written::new(1024)), move |out| {
        json.clear();
        serde_json::to_writer(&mut json, &body).expect("valid");
        let request = http::Request::post(uri.as_str())
            .header("Authorization", bearer.as_str())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", USER_AGENT)
            .header("Content-Length", json.len())
            .body(())
            .expect("valid");
        let mut call = Call::new(request).expect("valid").proceed();
        let head = call.write(out.0.room).expect("it fits");
        let Ok(Some(SendRequestResult::SendBody(mut call))) = call.proceed() else { unreachable!() };
        let (_, body) = call.write(&json, &mut out.0.room[head..]).expect("it fits");
        out.0.length = head + body;
    })
    .expecting(unordered(REQUEST))
}

fn reqwless() -> Contender {
    let (body, mut json) = (body(&SMALL), [0; 512]);
    let bearer = format!("Bearer {TOKEN}");
    Contender::new("reqwless + serde-json-core", Unordered(Written::new(1024)), move |out| {
        let length = serde_json_core::to_slice(&body, &mut json).expect("it fits");
        let fields = [("Authorization", bearer.as_str()), ("User-Agent", USER_AGENT)];
        let request = reqwless::request::Request::post(PATH)
            .host(HOST)
            .headers(&fields)
            .content_type(ContentType::ApplicationJson)
            .accept(ContentType::ApplicationJson)
            .body(&json[..length])
            .build();
        let mut fixed = Fixed::new(out.0.room);
        at_once(request.write_header(&mut fixed)).expect("it fits");
        assert!(fixed.push(&json[..length]));
        out.0.length = fixed.length;
    })
    .expecting(unordered(REQUEST))
}

/// Runs a future that never waits.
pub fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

/// A request of a library with an order and a spelling of fields of its own.
struct Unordered(Written);

impl Answer for Unordered {
    fn rendered(&self) -> Vec<u8> {
        unordered(&self.0.rendered())
    }
}

/// Names of fields in lower case, fields in the order of the alphabet.
fn unordered(request: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(request).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut fields: Vec<_> = head
        .lines()
        .skip(1)
        .map(|line| line.split_once(": ").expect("a field"))
        .map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()))
        .collect();
    fields.sort_unstable();
    format!("{}\n{}\n{body}", head.lines().next().expect("a request line"), fields.join("\n")).into_bytes()
}
