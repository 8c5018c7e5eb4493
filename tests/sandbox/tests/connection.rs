//! TLS, names, plain HTTP, and several requests on one connection.

mod support;

use mailwire_sandbox::{Sandbox, Version};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use support::{Ended, connect, connect_with, mail_to, open, read_answer, read_to_end, request, sandbox, send_request};

#[test]
fn the_certificate_is_good_for_every_name_and_no_other() {
    let sandbox = sandbox();
    for name in mailwire_sandbox::NAMES {
        let stream = connect(sandbox.addr(), sandbox.ca_pem(), name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    }
    assert!(connect(sandbox.addr(), sandbox.ca_pem(), "api.example.com").is_err());
    let other = support::sandbox();
    assert!(connect(sandbox.addr(), other.ca_pem(), "localhost").is_err());
}

#[test]
fn both_versions_of_tls() {
    let sandbox = sandbox();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut stream = connect_with(sandbox.addr(), sandbox.ca_pem(), "localhost", &[version]).unwrap();
        assert_eq!(stream.conn.protocol_version(), Some(version.version));
        stream.write_all(&send_request(Version::V3, &mail_to("a@example.com"), &[])).unwrap();
        assert_eq!(read_answer(&mut stream).unwrap().status, 200);
    }
}

#[test]
fn plain_http_on_request() {
    let sandbox = Sandbox::builder().tls(false).start_blocking().unwrap();
    assert_eq!(sandbox.ca_pem(), "");
    let mut stream = TcpStream::connect(sandbox.addr()).unwrap();
    stream.write_all(&send_request(Version::V3, &mail_to("a@example.com"), &[])).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);
}

#[test]
fn only_loopback_unless_told_otherwise() {
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let refused = Sandbox::builder().listen(everywhere).start_blocking().unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
    assert!(sandbox().addr().ip().is_loopback());
}

#[tokio::test]
async fn it_starts_within_a_runtime_in_both_ways() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let other = Sandbox::builder().start_blocking().unwrap();
    assert_ne!(sandbox.addr(), other.addr());
}

#[test]
fn it_ends_when_it_is_dropped() {
    let sandbox = sandbox();
    let mut stream = open(&sandbox);
    let address = sandbox.addr();
    drop(sandbox);
    assert_ne!(read_to_end(&mut stream).1, Ended::Not);
    std::thread::sleep(Duration::from_millis(50));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn one_connection_serves_many_requests_even_at_once() {
    let sandbox = sandbox();
    let mut stream = open(&sandbox);
    let bytes = send_request(Version::V3, &mail_to("a@example.com"), &[]);
    for _ in 0..3 {
        stream.write_all(&bytes).unwrap();
        let answer = read_answer(&mut stream).unwrap();
        assert_eq!((answer.status, answer.header("connection")), (200, Some("keep-alive")));
    }
    let last = send_request(Version::V3, &mail_to("b@example.com"), &["Connection: close"]);
    stream.write_all(&[bytes.clone(), bytes, last].concat()).unwrap();
    let (replies, ended) = read_to_end(&mut stream);
    assert_eq!(String::from_utf8(replies).unwrap().matches("HTTP/1.1 200 OK").count(), 3);
    assert_eq!(ended, Ended::Politely);
    assert_eq!(sandbox.messages().len(), 6);
}

#[test]
fn a_request_may_come_byte_by_byte_or_in_chunks() {
    let sandbox = sandbox();
    let mut stream = open(&sandbox);
    for byte in send_request(Version::V3, &mail_to("a@example.com"), &[]) {
        stream.write_all(&[byte]).unwrap();
    }
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);

    let body = mail_to("b@example.com").to_string();
    let (first, second) = body.split_at(10);
    let head = request(
        "GET",
        Version::V3.path(),
        &["Authorization: Bearer EXAMPLE-ACCESS-TOKEN", "Content-Type: application/json", "Transfer-Encoding: chunked"],
        b"",
    );
    let head = String::from_utf8(head).unwrap().replacen("GET", "POST", 1);
    let chunked = format!("{head}a;x=y\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\nTrailer: x\r\n\r\n", second.len());
    stream.write_all(chunked.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);
    assert_eq!(sandbox.requests()[1].body, body.as_bytes());
}

#[test]
fn an_expectation_is_met() {
    let sandbox = sandbox();
    let bytes = send_request(Version::V3, &mail_to("a@example.com"), &["Expect: 100-continue"]);
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let mut stream = open(&sandbox);
    stream.write_all(&bytes[..head]).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&bytes[head..]).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);
}

#[test]
fn what_is_no_request_ends_the_connection() {
    let sandbox = sandbox();
    let body = mail_to("a@example.com").to_string();
    let post = format!("POST {} HTTP/1.1\r\n", Version::V3.path());
    for bad in [
        "not HTTP at all\r\n\r\n".to_owned(),
        format!("{post}Content-Length: {}\r\n\r\n{body}", body.len()),
        format!("{post}Host: a\r\nHost: b\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
        format!("{post}Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{body}"),
        format!("{post}Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
        format!("{post}Host: a\r\nX-Sandbox-Fault: no_such_fault\r\n\r\n"),
    ] {
        let mut stream = open(&sandbox);
        stream.write_all(bad.as_bytes()).unwrap();
        assert_eq!(read_answer(&mut stream).unwrap().status, 400, "{bad}");
        assert_eq!(read_to_end(&mut stream).1, Ended::Politely);
    }
    assert!(sandbox.messages().is_empty());
}

#[test]
fn head_has_no_body() {
    let sandbox = sandbox();
    let mut stream = open(&sandbox);
    stream.write_all(b"HEAD /sandbox/messages HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let (reply, ended) = read_to_end(&mut stream);
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.contains("Content-Length: 2\r\n") && reply.ends_with("\r\n\r\n"), "{reply}");
    assert_eq!(ended, Ended::Politely);
}
