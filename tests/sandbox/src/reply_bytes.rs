//! Turns a reply into the bytes on the wire, head as recorded from the service, framing as asked.

use crate::bluehornet;
use crate::clock;
use crate::faults::{Fault, FaultBody, Framing};
use crate::reply::{Answerer, HTML, Reply, TEXT};
use crate::request_reader::Head;
use http::{HeaderValue, header};
use std::time::SystemTime;
use uuid::Uuid;

/// The bytes of one reply, and whether the connection has to end behind them.
pub(crate) struct ReplyBytes {
    pub bytes: Vec<u8>,
    pub closes: bool,
}

/// Replaces the body as the fault asks.
pub(crate) fn with_body(reply: Reply, body: FaultBody) -> Reply {
    let api_type = reply.api_type();
    let (content_type, body) = match body {
        FaultBody::Own => return reply,
        FaultBody::Html if reply.answerer == Answerer::BlueHornet => {
            (HTML, bluehornet::page(reply.status.as_u16()).into_bytes())
        }
        FaultBody::Html => {
            let page = Reply::edge_page(reply.status.as_u16(), reason(reply.status.as_u16()));
            (HTML, page.body)
        }
        FaultBody::Text => (TEXT, b"upstream request timeout".to_vec()),
        FaultBody::Garbage => (api_type, [0x00, 0xff, 0xfe, b'{', 0x80, 0x1f, b'"', 0xc3, 0x28, b'\n'].repeat(4)),
        FaultBody::HalfJson => (api_type, reply.body[..reply.body.len() / 2].to_vec()),
        FaultBody::Empty => (api_type, Vec::new()),
    };
    with_bytes(reply, content_type, body)
}

/// Replaces the body and its type.
pub(crate) fn with_bytes(mut reply: Reply, content_type: &'static str, body: Vec<u8>) -> Reply {
    reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply.headers.remove(header::CONTENT_LENGTH);
    reply.body = body;
    reply
}

/// Writes interim responses, head and body into one buffer.
pub(crate) fn reply_bytes(reply: &Reply, request: &Head, fault: &Fault) -> ReplyBytes {
    let status = reply.status.as_u16();
    let framing = framing(reply, request, fault);
    let closes = !request.keeps_alive() || framing == Some(Framing::Close) || fault.garbage_head;

    let mut bytes = Vec::new();
    for code in &fault.interim {
        let fields = if *code == 103 { "Link: <https://localhost/>; rel=preconnect\r\n" } else { "" };
        bytes.extend_from_slice(format!("HTTP/1.1 {code} {}\r\n{fields}\r\n", reason(*code)).as_bytes());
    }
    if fault.garbage_head {
        bytes.extend_from_slice(b"\x15\x03\x03\x00\x02HTP/9.x two hundred\n\x00: \xff\xfe\n\n");
    } else {
        bytes.extend_from_slice(format!("HTTP/1.1 {status} {}\r\n", reason(status)).as_bytes());
        for (name, value) in fields(reply, framing, closes) {
            if !fault.without.iter().any(|left_out| left_out.eq_ignore_ascii_case(&name)) {
                bytes.extend_from_slice(name.as_bytes());
                bytes.extend_from_slice(b": ");
                bytes.extend_from_slice(&value);
                bytes.extend_from_slice(b"\r\n");
            }
        }
        bytes.extend_from_slice(b"\r\n");
    }
    match framing {
        None => {}
        Some(_) if request.method == "HEAD" => {}
        Some(Framing::Chunked) => chunks(&mut bytes, &reply.body, fault.chunk_seed),
        Some(Framing::Length | Framing::Close) => bytes.extend_from_slice(&reply.body),
    }
    ReplyBytes { bytes, closes }
}

/// How the body's end is told: the fault's way, else chunked for JSON of 2xx, else a length; 204 and 304 have none.
fn framing(reply: &Reply, request: &Head, fault: &Fault) -> Option<Framing> {
    let usual = match reply.status.as_u16() {
        204 | 304 => return None,
        200..=299 if request.minor == 1 && !reply.body.is_empty() && reply.answerer == Answerer::Service => {
            Framing::Chunked
        }
        _ => Framing::Length,
    };
    let asked = fault.framing.or(fault.chunk_seed.map(|_| Framing::Chunked));
    Some(asked.filter(|asked| request.minor == 1 || *asked != Framing::Chunked).unwrap_or(usual))
}

type Field = (String, Vec<u8>);

/// The fields of the head, in the order of the recordings.
fn fields(reply: &Reply, framing: Option<Framing>, closes: bool) -> Vec<Field> {
    let mut own = reply.headers.clone();
    // axum sets the length, and for HEAD it alone knows it.
    let length = own.remove(header::CONTENT_LENGTH).unwrap_or_else(|| reply.body.len().into());
    let mut all: Vec<Field> = Vec::new();
    let mut add = |name: &str, value: &[u8]| all.push((name.to_owned(), value.to_vec()));

    add("Date", clock::http_date(SystemTime::now()).as_bytes());
    if let Some(value) = own.remove(header::CONTENT_TYPE) {
        add("Content-Type", value.as_bytes());
    }
    match framing {
        Some(Framing::Length) => add("Content-Length", length.as_bytes()),
        Some(Framing::Chunked) => add("Transfer-Encoding", b"chunked"),
        Some(Framing::Close) | None => {}
    }
    add("Connection", if closes { b"close" } else { b"keep-alive" });
    let ray = Uuid::new_v4().simple().to_string();
    let ray = format!("{}-FRA", &ray[..16]);
    match reply.answerer {
        Answerer::Sandbox => {}
        Answerer::BlueHornet => add("Server", b"Apache"),
        Answerer::Edge => {
            add("X-Frame-Options", b"SAMEORIGIN");
            add("Server", b"cloudflare");
            add("CF-RAY", ray.as_bytes());
        }
        Answerer::Service => {
            let correlation = match own.remove("x-hubspot-correlation-id") {
                Some(known) => known.to_str().unwrap_or_default().to_owned(),
                None => Uuid::now_v7().to_string(),
            };
            add("CF-RAY", ray.as_bytes());
            add("CF-Cache-Status", b"DYNAMIC");
            add("Strict-Transport-Security", b"max-age=31536000; includeSubDomains; preload");
            add("Vary", b"origin");
            add("Vary", b"Accept-Encoding");
            add("access-control-allow-credentials", b"false");
            add("server-timing", format!("hcid;desc=\"{correlation}\"").as_bytes());
            add("x-hubspot-correlation-id", correlation.as_bytes());
            add("x-trace", format!("2B{:0<58}", Uuid::new_v4().simple().to_string().to_uppercase()).as_bytes());
            add(
                "Set-Cookie",
                b"__cf_bm=EXAMPLE-sandbox-cookie-EXAMPLE-sandbox-cookie; path=/; domain=.hubapi.com; HttpOnly; \
                  Secure; SameSite=None",
            );
            add(
                "Report-To",
                br#"{"endpoints":[{"url":"https:\/\/a.nel.cloudflare.com\/report\/v3?s=EXAMPLE"}],"group":"cf-nel","max_age":604800}"#,
            );
            add("NEL", br#"{"success_fraction":0.01,"report_to":"cf-nel","max_age":604800}"#);
            add("Server", b"cloudflare");
            add("alt-svc", br#"h3=":443"; ma=86400"#);
        }
    }
    for (name, value) in own.iter() {
        add(name.as_str(), value.as_bytes());
    }
    all
}

/// The chunked coding: one chunk, or chunks of random size with an extension and a trailer field.
fn chunks(bytes: &mut Vec<u8>, body: &[u8], seed: Option<u64>) {
    let mut rest = body;
    let mut sizes = seed.map(|seed| Sizes::new(seed, 24));
    while !rest.is_empty() {
        let size = sizes.as_mut().map_or(rest.len(), Sizes::next_size).min(rest.len());
        let extension = if seed.is_some() && rest.len() == body.len() { ";sandbox=\"first, chunk\"" } else { "" };
        bytes.extend_from_slice(format!("{size:x}{extension}\r\n").as_bytes());
        bytes.extend_from_slice(&rest[..size]);
        bytes.extend_from_slice(b"\r\n");
        rest = &rest[size..];
    }
    bytes.extend_from_slice(if seed.is_some() { b"0\r\nServer-Timing: end\r\n\r\n" } else { b"0\r\n\r\n" });
}

/// Piece sizes from a seed (SplitMix64), the same for every run.
pub(crate) struct Sizes {
    state: u64,
    most: u64,
}

impl Sizes {
    pub fn new(seed: u64, most: u64) -> Self {
        Self { state: seed, most }
    }

    /// From 1 to the most.
    pub fn next_size(&mut self) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % self.most).unwrap_or(0) + 1
    }
}

/// The reason phrase; the edge leaves it empty where HTTP has none.
fn reason(status: u16) -> &'static str {
    match status {
        103 => "Early Hints",
        477 => "Migration in Progress",
        other => http::StatusCode::from_u16(other).ok().and_then(|status| status.canonical_reason()).unwrap_or(""),
    }
}
