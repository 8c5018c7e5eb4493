//! Each fault, as it looks from the other end.

mod support;

use mailwire_sandbox::{End, Fault, FaultBody, Framing, Sandbox, Version};
use serde_json::json;
use std::io::Write as _;
use std::time::{Duration, Instant};
use support::{Ended, call, get, mail_to, open, read_answer, read_to_end, request, sandbox, send_request};

fn good() -> Vec<u8> {
    send_request(Version::V3, &mail_to("jane@example.com"), &[])
}

/// Sends the good request on a connection of its own and gives back all that comes.
fn raw(sandbox: &Sandbox) -> (Vec<u8>, Ended) {
    let mut stream = open(sandbox);
    // A connection that is cut early may break the writing, too.
    let _ = stream.write_all(&good());
    read_to_end(&mut stream)
}

#[test]
fn a_status_instead_of_the_service() {
    let sandbox = sandbox();
    sandbox.fault(Fault { status: Some(429), retry_after: Some("9".to_owned()), ..Fault::default() });
    sandbox.fault(Fault { status: Some(429), ..Fault::default() });
    let limited = call(&sandbox, &good());
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("9")));
    let limited = call(&sandbox, &good());
    assert_eq!((limited.status, limited.header("retry-after")), (429, None));
    assert!(sandbox.messages().is_empty());
    assert_eq!(call(&sandbox, &good()).status, 200);

    sandbox.fault(Fault { status: Some(301), ..Fault::default() });
    let moved = call(&sandbox, &good());
    assert_eq!((moved.status, moved.header("location")), (301, Some("https://localhost:9/redirected")));

    sandbox.fault(Fault { status: Some(502), processed: true, ..Fault::default() });
    assert_eq!(call(&sandbox, &good()).status, 502);
    assert_eq!(sandbox.messages().len(), 2);

    sandbox.fault(Fault { status: Some(400), body: Some(FaultBody::Own), ..Fault::default() });
    let own = call(&sandbox, &good());
    assert_eq!((own.status, &own.json()["status"]), (400, &json!("PENDING")));
    assert_eq!(sandbox.messages().len(), 3);
}

#[test]
fn a_result_for_this_mail_only() {
    let sandbox = sandbox();
    let mail = json!({"emailId": 1, "message": {"to": "a@example.com", "sendId": "s"}});
    let bytes = send_request(Version::V1, &mail, &[]);
    sandbox.fault(Fault { send_result: Some("THROTTLED".to_owned()), ..Fault::default() });
    assert_eq!(call(&sandbox, &bytes).json()["sendResult"], "THROTTLED");
    assert_eq!(call(&sandbox, &bytes).json()["sendResult"], "SENT");
    assert_eq!(call(&sandbox, &bytes).json()["sendResult"], "IDEMPOTENT_IGNORE");
}

#[test]
fn a_reply_cut_at_every_byte_was_processed() {
    let sandbox = sandbox();
    let whole = call(&sandbox, &good()).length;
    for cut in (0..whole).step_by(37).chain([whole - 1]) {
        sandbox.clear();
        sandbox.fault(Fault { cut_reply_after: Some(cut), ..Fault::default() });
        let (bytes, ended) = raw(&sandbox);
        assert_eq!((bytes.len(), ended), (cut, Ended::Truncated));
        assert_eq!(sandbox.messages().len(), 1);
    }
    sandbox.fault(Fault { cut_reply_after: Some(whole + 10), ..Fault::default() });
    assert_eq!(call(&sandbox, &good()).status, 200);
}

#[test]
fn a_request_cut_at_every_byte_was_not_processed() {
    let sandbox = sandbox();
    let whole = good().len();
    for cut in (16..whole).step_by(29).chain([whole - 1]) {
        sandbox.fault(Fault { cut_request_after: Some(cut), ..Fault::default() });
        let (bytes, ended) = raw(&sandbox);
        assert_eq!((bytes.len(), ended), (0, Ended::Truncated), "{cut}");
        let seen = sandbox.requests().pop().unwrap();
        assert_eq!((seen.received, seen.complete, seen.method.as_str()), (cut, false, "POST"));
    }
    assert!(sandbox.messages().is_empty());
    sandbox.fault(Fault { cut_request_after: Some(whole), ..Fault::default() });
    assert_eq!(call(&sandbox, &good()).status, 200);
}

#[test]
fn a_cut_connection_ends_as_asked() {
    let sandbox = sandbox();
    for (end, expected) in
        [(End::Drop, Ended::Truncated), (End::CloseNotify, Ended::Politely), (End::Reset, Ended::Reset)]
    {
        sandbox.fault(Fault { cut_reply_after: Some(20), end, ..Fault::default() });
        let (bytes, ended) = raw(&sandbox);
        assert_eq!(ended, expected);
        // A reset may overtake the bytes before it.
        assert!(bytes == b"HTTP/1.1 200 OK\r\nDat" || end == End::Reset);
    }
}

#[test]
fn silence() {
    let sandbox = sandbox();
    sandbox.fault(Fault { stall_after: Some(20), ..Fault::default() });
    let mut stream = open(&sandbox);
    stream.sock.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    stream.write_all(&good()).unwrap();
    let (bytes, ended) = read_to_end(&mut stream);
    assert_eq!((bytes.len(), ended), (20, Ended::Not));
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
fn delay() {
    let sandbox = sandbox();
    sandbox.fault(Fault { delay_ms: 250, ..Fault::default() });
    let start = Instant::now();
    assert_eq!(call(&sandbox, &good()).status, 200);
    assert!(start.elapsed() >= Duration::from_millis(250));
}

#[test]
fn interim_responses_come_first() {
    let sandbox = sandbox();
    sandbox.fault(Fault { interim: vec![100, 102, 103], ..Fault::default() });
    let answer = call(&sandbox, &good());
    assert_eq!((answer.interim, answer.status), (vec![100, 102, 103], 200));
}

#[test]
fn other_bodies() {
    let sandbox = sandbox();
    let with = |body| {
        sandbox.fault(Fault { body: Some(body), ..Fault::default() });
        let answer = call(&sandbox, &good());
        assert_eq!(answer.status, 200);
        answer
    };
    let html = with(FaultBody::Html);
    assert!(html.text().starts_with("<html>") && html.header("content-type").unwrap().starts_with("text/html"));
    let text = with(FaultBody::Text);
    assert!(!text.text().contains(['<', '{']) && text.header("content-type").unwrap().starts_with("text/plain"));
    let garbage = with(FaultBody::Garbage);
    assert!(
        String::from_utf8(garbage.body.clone()).is_err() && garbage.header("content-type").unwrap().contains("json")
    );
    let half = with(FaultBody::HalfJson);
    assert!(half.text().starts_with('{') && serde_json::from_slice::<serde_json::Value>(&half.body).is_err());
    assert_eq!(with(FaultBody::Empty).header("content-length"), Some("0"));
    assert_eq!(sandbox.messages().len(), 5);

    let daily = r#"{"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY"}"#;
    sandbox.fault(Fault { status: Some(429), body_text: Some(daily.to_owned()), ..Fault::default() });
    let answer = call(&sandbox, &good());
    assert_eq!((answer.status, answer.text().as_str()), (429, daily));
}

#[test]
fn a_head_that_is_none() {
    let sandbox = sandbox();
    sandbox.fault(Fault { garbage_head: true, cut_reply_after: Some(60), ..Fault::default() });
    let (bytes, _) = raw(&sandbox);
    assert!(!bytes.starts_with(b"HTTP/") && bytes.len() == 60);
}

#[test]
fn other_framings_and_fields() {
    let sandbox = sandbox();
    let with = |framing| {
        sandbox.fault(Fault { framing: Some(framing), without: vec!["Content-Type".to_owned()], ..Fault::default() });
        let answer = call(&sandbox, &good());
        assert_eq!((&answer.json()["status"], answer.header("content-type")), (&json!("PENDING"), None));
        (answer.header("content-length").is_some(), answer.header("transfer-encoding").is_some())
    };
    assert_eq!(with(Framing::Length), (true, false));
    assert_eq!(with(Framing::Chunked), (false, true));
    assert_eq!(with(Framing::Close), (false, false));
}

#[test]
fn pieces_and_chunks_change_nothing() {
    let sandbox = sandbox();
    let view = call(&sandbox, &good()).json();
    let target = format!("/marketing/v3/email/send-statuses/{}", view["statusId"].as_str().unwrap());
    get(&sandbox, &target);
    let last = get(&sandbox, &target).body;
    for seed in 0..8 {
        sandbox.fault(Fault { chunk_seed: Some(seed), write_seed: Some(seed), ..Fault::default() });
        let answer = get(&sandbox, &target);
        assert!(answer.chunks > 5, "{}", answer.chunks);
        assert_eq!(answer.body, last);
    }
    sandbox.fault(Fault { byte_writes: true, ..Fault::default() });
    let rustls::StreamOwned { conn, sock } = open(&sandbox);
    let mut stream = rustls::StreamOwned::new(conn, Counting { sock, received: 0 });
    stream.write_all(&good()).unwrap();
    let answer = read_answer(&mut stream).unwrap();
    // A record takes 5 bytes of head, and with TLS 1.3 one of type and 16 of tag.
    assert!(stream.sock.received >= 23 * answer.length, "{}", stream.sock.received);
}

/// Counts the bytes below TLS.
struct Counting {
    sock: std::net::TcpStream,
    received: usize,
}

impl std::io::Read for Counting {
    fn read(&mut self, piece: &mut [u8]) -> std::io::Result<usize> {
        let read = self.sock.read(piece)?;
        self.received += read;
        Ok(read)
    }
}

impl std::io::Write for Counting {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.sock.write(piece)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.sock.flush()
    }
}

#[test]
fn faults_come_by_http_by_header_and_by_default() {
    let default = Fault { interim: vec![103], ..Fault::default() };
    let sandbox = Sandbox::builder().fault(default).start_blocking().unwrap();
    let queue = json!([{"status": 503, "retry_after": 3}, "status=423"]).to_string();
    let queued = call(&sandbox, &request("POST", "/sandbox/faults", &[], queue.as_bytes()));
    assert_eq!((queued.status, queued.interim.len(), queued.json()), (200, 0, json!({"queued": 2})));
    assert_eq!(call(&sandbox, &request("GET", "/sandbox/messages", &[], b"")).json(), json!([]));
    assert_eq!(sandbox.waiting_faults(), 2);

    let first = call(&sandbox, &good());
    assert_eq!((first.status, first.header("retry-after"), first.interim.len()), (503, Some("3"), 0));
    let both = send_request(Version::V3, &mail_to("a@example.com"), &["X-Sandbox-Fault: interim=100; retry_after=5"]);
    let second = call(&sandbox, &both);
    assert_eq!((second.status, second.header("retry-after"), &second.interim), (423, Some("5"), &vec![100]));
    assert_eq!(call(&sandbox, &good()).interim, [103]);

    for bad in ["[{\"stat\":1}]", "status=1", "{"] {
        let answer = call(&sandbox, &request("POST", "/sandbox/faults", &[], bad.as_bytes()));
        assert_eq!(answer.status, 400, "{bad}");
    }
    call(&sandbox, &request("POST", "/sandbox/faults", &[], b"status=500"));
    call(&sandbox, &request("DELETE", "/sandbox/faults", &[], b""));
    assert_eq!(sandbox.waiting_faults(), 0);
}

#[test]
fn a_cut_by_header() {
    let sandbox = sandbox();
    let bytes = send_request(Version::V3, &mail_to("a@example.com"), &["X-Sandbox-Fault: cut_request_after=10"]);
    let mut stream = open(&sandbox);
    let _ = stream.write_all(&bytes);
    assert_eq!(read_to_end(&mut stream), (Vec::new(), Ended::Truncated));
    assert!(sandbox.messages().is_empty());
    assert!(!sandbox.requests()[0].complete);
}

#[test]
fn an_uncertain_send_repeated_with_its_send_id_is_one_mail() {
    let sandbox = sandbox();
    let mail = json!({"emailId": 1, "message": {"to": "a@example.com", "sendId": "order-7"}});
    let bytes = send_request(Version::Dated2026_09, &mail, &[]);
    sandbox.fault(Fault { cut_reply_after: Some(100), ..Fault::default() });
    let mut stream = open(&sandbox);
    stream.write_all(&bytes).unwrap();
    assert_eq!(read_to_end(&mut stream).1, Ended::Truncated);
    assert_eq!(call(&sandbox, &bytes).json()["sendResult"], "IDEMPOTENT_IGNORE");
    assert_eq!(sandbox.messages().len(), 1);
}
