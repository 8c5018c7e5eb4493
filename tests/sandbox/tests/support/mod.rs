//! A small client of its own, so that nothing between the test and the wire repairs anything.
#![allow(dead_code)] // Each test file uses a part of it.

pub mod bluehornet;

use mailwire_sandbox::{ACCESS_TOKEN, Sandbox, Version};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

pub type Tls = StreamOwned<ClientConnection, TcpStream>;

/// How the server's side of a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With `close_notify`.
    Politely,
    /// TCP end without `close_notify`.
    Truncated,
    Reset,
    /// Not within the patience of the client.
    Not,
}

/// A final reply, and what came before and after it.
#[derive(Debug)]
pub struct Answer {
    pub interim: Vec<u16>,
    pub status: u16,
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub chunks: usize,
    /// The bytes of the whole reply.
    pub length: usize,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn sandbox() -> Sandbox {
    Sandbox::builder().start_blocking().expect("a sandbox on loopback")
}

/// Connects and verifies `name` against the sandbox's authority.
pub fn connect(address: SocketAddr, ca_pem: &str, name: &'static str) -> io::Result<Tls> {
    connect_with(address, ca_pem, name, rustls::DEFAULT_VERSIONS)
}

/// As [`connect`], with these versions of TLS.
pub fn connect_with(
    address: SocketAddr,
    ca_pem: &str,
    name: &'static str,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> io::Result<Tls> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).expect("PEM")).expect("a CA certificate");
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let tcp = TcpStream::connect(address)?;
    tcp.set_read_timeout(Some(Duration::from_secs(5)))?;
    tcp.set_nodelay(true)?;
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(name).expect("a name"));
    let mut stream = StreamOwned::new(connection.expect("a client"), tcp);
    stream.conn.complete_io(&mut stream.sock)?;
    Ok(stream)
}

pub fn open(sandbox: &Sandbox) -> Tls {
    connect(sandbox.addr(), sandbox.ca_pem(), "api.hubapi.com").expect("a TLS connection")
}

/// The bytes of a request; `fields` are whole lines, a body brings its length.
pub fn request(method: &str, target: &str, fields: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nHost: api.hubapi.com\r\n").into_bytes();
    for field in fields {
        bytes.extend_from_slice(format!("{field}\r\n").as_bytes());
    }
    if method != "GET" {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// A good request of this version, to this recipient.
pub fn send_request(version: Version, mail: &Value, more: &[&str]) -> Vec<u8> {
    let bearer = format!("Authorization: Bearer {ACCESS_TOKEN}");
    let mut fields = vec![bearer.as_str(), "Content-Type: application/json"];
    fields.extend_from_slice(more);
    request("POST", version.path(), &fields, mail.to_string().as_bytes())
}

pub fn mail_to(to: &str) -> Value {
    json!({"emailId": 4_126_643_121_i64, "message": {"to": to}})
}

/// Sends the bytes on a connection of their own and reads one answer.
pub fn call(sandbox: &Sandbox, request: &[u8]) -> Answer {
    let mut stream = open(sandbox);
    stream.write_all(request).expect("written");
    read_answer(&mut stream).unwrap_or_else(|(bytes, ended)| {
        panic!("no whole reply, {ended:?} after {:?}", String::from_utf8_lossy(&bytes))
    })
}

pub fn send(sandbox: &Sandbox, version: Version, mail: &Value) -> Answer {
    call(sandbox, &send_request(version, mail, &[]))
}

/// A GET with the good token.
pub fn get(sandbox: &Sandbox, target: &str) -> Answer {
    call(sandbox, &request("GET", target, &[&format!("Authorization: Bearer {ACCESS_TOKEN}")], b""))
}

pub fn status(sandbox: &Sandbox, status_id: &Value) -> Value {
    let answer = get(sandbox, &format!("/marketing/v3/email/send-statuses/{}", status_id.as_str().expect("text")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Reads one whole answer, or tells what came instead.
pub fn read_answer(stream: &mut impl Read) -> Result<Answer, (Vec<u8>, Ended)> {
    let mut bytes = Vec::new();
    loop {
        let ended = read_more(stream, &mut bytes);
        match (parse_answer(&bytes, ended == Some(Ended::Politely)), ended) {
            (Some(answer), _) => return Ok(answer),
            (None, Some(ended)) => return Err((bytes, ended)),
            (None, None) => {}
        }
    }
}

/// Reads all that comes up to the end of the connection.
pub fn read_to_end(stream: &mut impl Read) -> (Vec<u8>, Ended) {
    let mut bytes = Vec::new();
    loop {
        if let Some(ended) = read_more(stream, &mut bytes) {
            return (bytes, ended);
        }
    }
}

fn read_more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> Option<Ended> {
    let mut piece = [0; 1024];
    match stream.read(&mut piece) {
        Ok(0) => Some(Ended::Politely),
        Ok(read) => {
            bytes.extend_from_slice(&piece[..read]);
            None
        }
        Err(error) => Some(match error.kind() {
            ErrorKind::UnexpectedEof => Ended::Truncated,
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Ended::Not,
            _ => Ended::Reset,
        }),
    }
}

fn parse_answer(bytes: &[u8], ended: bool) -> Option<Answer> {
    let (mut interim, mut at) = (Vec::new(), 0);
    loop {
        let mut fields = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut fields);
        let Ok(httparse::Status::Complete(length)) = head.parse(&bytes[at..]) else { return None };
        at += length;
        let status = head.code?;
        if status < 200 {
            interim.push(status);
            continue;
        }
        let mut answer = Answer {
            interim,
            status,
            reason: head.reason.unwrap_or_default().to_owned(),
            headers: head
                .headers
                .iter()
                .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).into_owned()))
                .collect(),
            body: Vec::new(),
            chunks: 0,
            length: 0,
        };
        let rest = &bytes[at..];
        let body_length = if answer.header("transfer-encoding").is_some() {
            dechunk(rest, &mut answer)?
        } else if let Some(length) = answer.header("content-length") {
            let length = length.parse().expect("a length");
            answer.body = rest.get(..length)?.to_vec();
            length
        } else if status == 204 {
            0
        } else if ended {
            answer.body = rest.to_vec();
            rest.len()
        } else {
            return None;
        };
        answer.length = at + body_length;
        return Some(answer);
    }
}

fn dechunk(bytes: &[u8], answer: &mut Answer) -> Option<usize> {
    let mut at = 0;
    loop {
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(&bytes[at..]) else {
            return None;
        };
        let size = usize::try_from(size).expect("a size");
        at += line;
        if size == 0 {
            let rest = &bytes[at..];
            let trailer =
                if rest.starts_with(b"\r\n") { 2 } else { rest.windows(4).position(|four| four == b"\r\n\r\n")? + 4 };
            return Some(at + trailer);
        }
        answer.body.extend_from_slice(&bytes.get(at..at + size + 2)?[..size]);
        answer.chunks += 1;
        at += size + 2;
    }
}
