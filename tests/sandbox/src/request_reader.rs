//! Reads one request from a connection, byte-exact, because faults count bytes.

use crate::control;
use crate::errors;
use crate::faults::Fault;
use crate::reply::Reply;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Enough to tell a path of the sandbox from one of the service: `DELETE /sandbox/`.
const OPENING: usize = 16;
const LONGEST_HEAD: usize = 16 * 1024;
const LONGEST_BODY: usize = 1024 * 1024;
const MOST_FIELDS: usize = 64;

/// A whole request.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub head: Head,
    pub body: Vec<u8>,
    /// Bytes of the request as it came.
    pub received: usize,
    /// What goes wrong with this exchange.
    pub fault: Fault,
}

/// Request line and fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub method: String,
    pub target: String,
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    pub minor: u8,
    pub fields: Vec<(String, Vec<u8>)>,
    /// Bytes up to and with the empty line.
    length: usize,
}

/// Why there is no request.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The client closed, or the connection failed.
    Closed,
    /// A fault cuts here: the bytes so far.
    Cut(Vec<u8>, Box<Fault>),
    /// What came is no request.
    Malformed(Box<Reply>),
}

/// The bytes that were received and not used yet. They outlive a request when a client pipelines.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    buffer: Vec<u8>,
}

impl Inbox {
    /// The next request. `claim` is called once, when it has begun, for the fault that belongs to it.
    pub async fn request<T>(&mut self, transport: &mut T, claim: impl FnOnce() -> Fault) -> Result<Incoming, Stop>
    where
        T: AsyncRead + AsyncWrite + Unpin,
    {
        while !self.has_opening() {
            self.fill(transport, OPENING - self.buffer.len()).await?;
        }
        let own_path = is_own_path(&self.buffer);
        let mut fault = if own_path { Fault::default() } else { claim() };

        let head = loop {
            match parse_head(&self.buffer) {
                Ok(Some(head)) => break head,
                Ok(None) if self.buffer.len() >= LONGEST_HEAD => return Err(malformed(431)),
                Ok(None) => self.fill_up_to_cut(transport, &fault).await?,
                Err(_) => return Err(malformed(400)),
            }
        };
        if !head.is_sound() {
            return Err(malformed(400));
        }
        if let Some(asked) = head.field("x-sandbox-fault").filter(|_| !own_path) {
            match String::from_utf8_lossy(asked).parse() {
                Ok(asked) => fault = fault.overlaid(&asked),
                Err(error) => {
                    return Err(Stop::Malformed(Box::new(Reply::text(400, &format!("X-Sandbox-Fault: {error}")))));
                }
            }
        }

        let mut continued = false;
        let (body, received) = loop {
            match parse_body(&head, &self.buffer[head.length..])? {
                Some((body, length)) => break (body, head.length + length),
                None if head.expects_continue() && !continued => {
                    let interim = transport.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await;
                    interim.map_err(|_| Stop::Closed)?;
                    transport.flush().await.map_err(|_| Stop::Closed)?;
                    continued = true;
                }
                None => self.fill_up_to_cut(transport, &fault).await?,
            }
        };
        if fault.cut_request_after.is_some_and(|cut| cut < received) {
            return Err(self.cut(&fault));
        }
        self.buffer.drain(..received);
        Ok(Incoming { head, body, received, fault })
    }

    fn has_opening(&self) -> bool {
        self.buffer.len() >= OPENING || self.buffer.windows(2).any(|pair| pair == b"\r\n")
    }

    /// Reads more, never a byte beyond the place where the fault cuts.
    async fn fill_up_to_cut<T: AsyncRead + Unpin>(&mut self, transport: &mut T, fault: &Fault) -> Result<(), Stop> {
        let room = match fault.cut_request_after {
            Some(cut) => cut.saturating_sub(self.buffer.len()),
            None => usize::MAX,
        };
        if room == 0 {
            return Err(self.cut(fault));
        }
        self.fill(transport, room).await
    }

    async fn fill<T: AsyncRead + Unpin>(&mut self, transport: &mut T, most: usize) -> Result<(), Stop> {
        let mut piece = [0; 4096];
        let room = piece.len().min(most);
        match transport.read(&mut piece[..room]).await {
            Ok(0) | Err(_) => Err(Stop::Closed),
            Ok(read) => {
                self.buffer.extend_from_slice(&piece[..read]);
                Ok(())
            }
        }
    }

    fn cut(&mut self, fault: &Fault) -> Stop {
        Stop::Cut(std::mem::take(&mut self.buffer), Box::new(fault.clone()))
    }
}

impl Head {
    /// The value of the first field with this name.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let found = self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_slice())
    }

    fn says(&self, name: &str, token: &str) -> bool {
        self.field(name).is_some_and(|value| {
            String::from_utf8_lossy(value).split(',').any(|listed| listed.trim().eq_ignore_ascii_case(token))
        })
    }

    /// Whether the head can be read in one way only: one Host (RFC 9112, 3.2), one way to tell the length (6.3).
    fn is_sound(&self) -> bool {
        let count = |name: &str| self.fields.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
        let hosts = count("host");
        let host = hosts == 1 || (hosts == 0 && self.minor == 0);
        host && count("content-length") + count("transfer-encoding") <= 1
    }

    /// Whether the client is ready for another exchange on this connection.
    pub fn keeps_alive(&self) -> bool {
        self.minor == 1 && !self.says("connection", "close")
    }

    fn expects_continue(&self) -> bool {
        self.minor == 1 && self.says("expect", "100-continue")
    }

    /// What can be read of a request that was cut.
    pub fn of_cut(bytes: &[u8]) -> Self {
        if let Ok(Some(head)) = parse_head(bytes) {
            return head;
        }
        let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let mut request = httparse::Request::new(&mut fields);
        let _ = request.parse(bytes);
        Head {
            method: request.method.unwrap_or_default().to_owned(),
            target: request.path.unwrap_or_default().to_owned(),
            length: bytes.len(),
            ..Head::default()
        }
    }

    /// The bytes behind the head.
    pub fn body_of<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        bytes.get(self.length..).unwrap_or_default()
    }
}

fn is_own_path(opening: &[u8]) -> bool {
    let target = opening.splitn(2, |&byte| byte == b' ').nth(1).unwrap_or_default();
    target.starts_with(control::PREFIX.as_bytes())
}

fn malformed(status: u16) -> Stop {
    Stop::Malformed(Box::new(match status {
        400 => Reply::edge_page(400, "Bad Request"),
        other => errors::answer(other, None),
    }))
}

fn parse_head(bytes: &[u8]) -> Result<Option<Head>, httparse::Error> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = request.parse(bytes)? else { return Ok(None) };
    Ok(Some(Head {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        minor: request.version.unwrap_or_default(),
        fields: request.headers.iter().map(|field| (field.name.to_owned(), field.value.to_vec())).collect(),
        length,
    }))
}

/// The body and its length on the wire; none while it is not complete. Nothing tells a length: no body.
fn parse_body(head: &Head, bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, Stop> {
    if head.says("transfer-encoding", "chunked") {
        return parse_chunks(bytes);
    }
    let length = match head.field("content-length").map(std::str::from_utf8) {
        None => 0,
        Some(Ok(text)) => text.trim().parse().map_err(|_| malformed(400))?,
        Some(Err(_)) => return Err(malformed(400)),
    };
    if length > LONGEST_BODY {
        return Err(malformed(413));
    }
    Ok(bytes.get(..length).map(|body| (body.to_vec(), length)))
}

fn parse_chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, Stop> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let Ok(size) = httparse::parse_chunk_size(&bytes[at..]) else { return Err(malformed(400)) };
        let httparse::Status::Complete((line, size)) = size else { return Ok(None) };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > LONGEST_BODY - body.len() {
            return Err(malformed(413));
        }
        at += line;
        if size == 0 {
            return Ok(end_of_trailer(&bytes[at..]).map(|length| (body, at + length)));
        }
        let Some(chunk) = bytes.get(at..at + size + 2) else { return Ok(None) };
        if &chunk[size..] != b"\r\n" {
            return Err(malformed(400));
        }
        body.extend_from_slice(&chunk[..size]);
        at += size + 2;
    }
}

/// The length of trailer fields and the empty line.
fn end_of_trailer(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let line = bytes[at..].windows(2).position(|pair| pair == b"\r\n")?;
        at += line + 2;
        if line == 0 {
            return Some(at);
        }
    }
}
