//! How a reply is read: whole, or as far as it came, with everything that is handed out on the way.

use mailwire::operation::{Found, Piece, Reader, RowName};
use mailwire::outcome::{Kind, Reason};
use mailwire::reply::Reply;
use mailwire::{Error, bluehornet, hubspot};
use secrecy::{ExposeSecret, SecretSlice};

use super::oauth::Tokens;
use super::outcome::{CallOutcome, ReplyFault, Row, SendOutcome};
use super::request::ReplyHeader;
use super::words::Fault;

/// What reads the replies to a request: a reader before its first byte.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "it lies on the heap, with its request")]
pub(super) enum Reading {
    HubSpot(hubspot::Reader),
    BlueHornet(bluehornet::Reader),
}

/// A value that is handed out in pieces.
struct Value {
    item: u16,
    name: RowName,
    path: String,
    bytes: Vec<u8>,
}

/// What was handed out while a reply was read.
#[derive(Default)]
struct Handed {
    calls: Vec<CallOutcome>,
    rows: Vec<Row>,
    file: Option<Vec<u8>>,
    /// Under way.
    value: Option<Value>,
}

impl Reading {
    /// No reply came.
    pub(super) fn lost(&self, is_request_sent: bool) -> SendOutcome {
        match self.clone() {
            Reading::HubSpot(reader) => lost(&mut Reply::new(reader), is_request_sent),
            Reading::BlueHornet(reader) => lost(&mut Reply::new(reader), is_request_sent),
        }
    }

    /// A reply came, `is_complete` or not.
    pub(super) fn interpret(
        &self,
        status: i32,
        headers: &[ReplyHeader],
        body: &[u8],
        is_complete: bool,
    ) -> SendOutcome {
        match self.clone() {
            Reading::HubSpot(reader) => interpret(&mut Reply::new(reader), status, headers, body, is_complete),
            Reading::BlueHornet(reader) => interpret(&mut Reply::new(reader), status, headers, body, is_complete),
        }
    }

    /// The tokens of a complete reply.
    pub(super) fn tokens(&self, status: i32, body: &SecretSlice<u8>) -> Option<Tokens> {
        let body = body.expose_secret();
        let Reading::HubSpot(reader) = self.clone() else { return None };
        let mut reply = Reply::new(reader);
        reply.status(u16::try_from(status).ok().filter(is_status)?);
        reply.head_end();
        // Escapes only get shorter, so everything fits.
        let mut room = vec![0; body.len()];
        let (mut tokens, mut rest) = (hubspot::Tokens::new(&mut room), body);
        while let Some(found) = reply.body(&mut rest, 0) {
            if let Found::Row(row) = found {
                tokens.push(&row).ok()?;
            }
        }
        reply.end(0).ok()?;
        (reply.outcome().reason == Reason::TokenIssued).then(|| Tokens::of(&tokens))?
    }
}

fn is_status(status: &u16) -> bool {
    (100..=999).contains(status)
}

fn lost(reply: &mut Reply<dyn Reader>, is_request_sent: bool) -> SendOutcome {
    if is_request_sent {
        reply.request_sent();
    }
    let handed = Handed { calls: unanswered(reply), ..Handed::default() };
    handed.outcome(reply)
}

fn interpret(
    reply: &mut Reply<dyn Reader>,
    status: i32,
    headers: &[ReplyHeader],
    body: &[u8],
    is_complete: bool,
) -> SendOutcome {
    reply.request_sent();
    let Some(status) = u16::try_from(status).ok().filter(is_status) else {
        let mut outcome = lost(reply, true);
        outcome.fault = Some(ReplyFault { fault: Fault::StatusLine, offset: 0 });
        return outcome;
    };
    reply.status(status);
    for header in headers {
        reply.field(header.name.as_bytes(), header.value.as_bytes());
    }
    reply.head_end();
    let (mut handed, mut rest) = (Handed::default(), body);
    loop {
        let offset = u32::try_from(body.len() - rest.len()).unwrap_or(u32::MAX);
        match reply.body(&mut rest, offset) {
            Some(Found::Call) => {
                handed.value = None;
                handed.calls.extend(reply.call().map(CallOutcome::from));
            }
            Some(Found::Row(row)) => {
                let path = reply.path().to_string();
                handed.row(row, path);
            }
            None => break,
        }
    }
    let end = if is_complete {
        reply.end(u32::try_from(body.len()).unwrap_or(u32::MAX))
    } else {
        reply.cut();
        Ok(())
    };
    // A file ends with the reply, and what was refused is an answer, not a file.
    if is_complete
        && reply.outcome().kind() == Kind::Accepted
        && let Some(Value { name: RowName::File, bytes, .. }) = handed.value.take()
    {
        handed.file = Some(bytes);
    }
    handed.calls.extend(unanswered(reply));
    handed.calls.sort_by_key(|call| call.number);
    let mut outcome = handed.outcome(reply);
    if let Err(Error::Peer { fault, offset }) = end {
        outcome.fault = Some(ReplyFault { fault: fault.into(), offset: offset.into() });
    }
    outcome
}

fn unanswered(reply: &Reply<dyn Reader>) -> Vec<CallOutcome> {
    reply.unanswered().map(|(number, reason)| CallOutcome::unanswered(number, reason)).collect()
}

impl Handed {
    fn row(&mut self, row: mailwire::operation::Row<'_>, path: String) {
        if matches!(row.name, RowName::AccessToken | RowName::RefreshToken | RowName::ExpiresIn) {
            return; // `tokens` collects those.
        }
        let continues = |value: &&mut Value| (value.item, value.name, &value.path) == (row.item, row.name, &path);
        let value = match self.value.as_mut().filter(continues) {
            Some(value) => value,
            None => self.value.insert(Value { item: row.item, name: row.name, path, bytes: Vec::new() }),
        };
        match row.piece {
            Piece::Span(span) => value.bytes.extend_from_slice(span),
            Piece::Char(character) => value.bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        if row.is_last
            && let Some(Value { item, path, bytes, .. }) = self.value.take()
        {
            // The scanner has checked it.
            let value = String::from_utf8_lossy(&bytes).into_owned();
            self.rows.push(Row { item: item.into(), path, value });
        }
    }

    fn outcome(self, reply: &Reply<dyn Reader>) -> SendOutcome {
        let Handed { calls, rows, file, .. } = self;
        SendOutcome { calls, rows, file, ..SendOutcome::of(&reply.outcome()) }
    }
}
