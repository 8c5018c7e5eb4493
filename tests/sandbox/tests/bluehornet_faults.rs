//! BlueHornet: what goes wrong on the way, with the same faults as everywhere.

mod support;

use mailwire_sandbox::{Fault, FaultBody, Framing};
use std::io::Write as _;
use support::bluehornet::{at, document, fields, form, method};
use support::{Ended, call, open, read_answer, read_to_end, request, sandbox};

fn send(to: &str) -> Vec<u8> {
    form(&document("", &[method("transactional.sendTransaction", &[("email", to), ("template_id", "7100042")])]))
}

fn fault(text: &str) -> Fault {
    text.parse().expect("a fault")
}

#[test]
fn a_cut_reply_was_processed_and_a_cut_request_was_not() {
    let sandbox = sandbox();
    sandbox.fault(fault("cut_reply_after=120"));
    let mut stream = open(&sandbox);
    stream.write_all(&send("a@example.com")).unwrap();
    let (bytes, ended) = read_to_end(&mut stream);
    assert_eq!((bytes.len(), ended), (120, Ended::Truncated));
    assert_eq!(sandbox.transactions().len(), 1);

    let request = send("b@example.com");
    sandbox.fault(Fault { cut_request_after: Some(request.len() - 1), ..Fault::default() });
    let mut stream = open(&sandbox);
    stream.write_all(&request).unwrap();
    assert_eq!(read_to_end(&mut stream).0.len(), 0);
    assert_eq!(sandbox.transactions().len(), 1);
    let cut = &sandbox.requests()[1];
    assert!(!cut.complete && !String::from_utf8_lossy(&cut.body).contains("EXAMPLE"));
}

#[test]
fn statuses_with_pages_of_its_web_server() {
    let sandbox = sandbox();
    sandbox.fault(fault("status=503; retry_after=7"));
    let refused = call(&sandbox, &send("a@example.com"));
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("7")));
    assert!(refused.text().contains("<h1>Service Unavailable</h1>"));
    assert_eq!(refused.header("server"), Some("Apache"));
    assert!(sandbox.transactions().is_empty());

    sandbox.fault(fault("status=500; processed"));
    assert_eq!(call(&sandbox, &send("a@example.com")).status, 500);
    assert_eq!(sandbox.transactions().len(), 1);

    sandbox.fault(fault("status=502; body=own"));
    let own = call(&sandbox, &send("a@example.com"));
    assert_eq!((own.status, at(&fields(&own.text()), "responseText")), (502, "Sent Transaction"));
}

#[test]
fn other_bodies() {
    let sandbox = sandbox();
    let with = |fault: Fault| {
        sandbox.fault(fault);
        call(&sandbox, &send("a@example.com"))
    };
    let own = "<methodResponse><item></methodResponse>";
    let text = with(Fault { body_text: Some(own.to_owned()), ..Fault::default() });
    assert_eq!((text.status, text.text().as_str()), (200, own));
    assert_eq!(text.header("content-type"), Some("text/xml; charset=UTF-8"));
    assert!(with(Fault { body: Some(FaultBody::Html), ..Fault::default() }).text().contains("<h1>OK</h1>"));
    let half = with(Fault { body: Some(FaultBody::HalfJson), ..Fault::default() }).text();
    assert!(half.starts_with("<methodResponse>") && !half.contains("</methodResponse>"));
    assert_eq!(with(Fault { body: Some(FaultBody::Empty), ..Fault::default() }).body, b"");
    assert!(with(Fault { body: Some(FaultBody::Garbage), ..Fault::default() }).body.starts_with(&[0, 0xff]));
}

#[test]
fn every_way_of_writing() {
    let sandbox = sandbox();
    for (text, chunked) in [
        ("byte_writes", false),
        ("write_seed=3", false),
        ("chunk_seed=3", true),
        ("framing=chunked", true),
        ("interim=100,103", false),
        ("without=content-type,date", false),
        ("delay_ms=20", false),
    ] {
        sandbox.fault(fault(text));
        let answer = call(&sandbox, &send("a@example.com"));
        assert_eq!(at(&fields(&answer.text()), "responseText"), "Sent Transaction", "{text}");
        assert_eq!(answer.chunks > 0, chunked, "{text}");
    }
    sandbox.fault(Fault { framing: Some(Framing::Close), ..Fault::default() });
    let mut stream = open(&sandbox);
    stream.write_all(&send("a@example.com")).unwrap();
    assert!(read_answer(&mut stream).unwrap().text().contains("Sent Transaction"));

    let asked = document("", &[method("utilities.checkEmail", &[("email", "a@example.com")])]);
    let asked = request("POST", mailwire_sandbox::bluehornet::PATH, &["X-Sandbox-Fault: status=504"], asked.as_bytes());
    assert_eq!(call(&sandbox, &asked).status, 504);
}
