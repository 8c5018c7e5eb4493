//! Reads a reply without framing, cut in any way, and writes down everything that came out.

use mailwire::Error;
use mailwire::operation::{Found, Piece, Reader, Row, RowName};
use mailwire::outcome::{CallOutcome, Outcome, Reason};
use mailwire::reply::Reply;

use crate::cuts::{Cut, Steps};

/// A value that was handed out, put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The item it belongs to.
    pub item: u16,
    /// Its name.
    pub name: RowName,
    /// Where it stands below the item.
    pub path: String,
    /// Its text.
    pub text: Vec<u8>,
    /// Whether it came to its end.
    pub is_whole: bool,
}

/// Everything that came out of a reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What the reply says at its end.
    pub outcome: Outcome,
    /// The error, if one came.
    pub error: Option<Error>,
    /// What was handed out.
    pub values: Vec<Value>,
    /// The calls that were answered, in the order of the reply.
    pub calls: Vec<CallOutcome>,
    /// The calls that were not.
    pub unanswered: Vec<(u16, Reason)>,
}

/// Feeds a status, then a body that is cut like this.
///
/// # Panics
/// If the reply breaks its contract.
pub fn read<R: Reader>(reader: R, status: u16, body: &[u8], cut: Cut) -> Seen {
    let mut reply = Reply::new(reader);
    reply.request_sent();
    reply.status(status);
    reply.head_end();
    let (mut values, mut calls) = (Values::default(), Vec::new());
    let pieces = cut.pieces(body);
    let (mut steps, mut at) = (Steps::new(body.len(), pieces.len()), 0);
    for piece in pieces {
        let mut span = piece;
        loop {
            steps.take();
            let offset = at + (piece.len() - span.len()) as u32;
            match reply.body(&mut span, offset) {
                Some(Found::Row(row)) => values.take(&row, &reply.path().to_string()),
                Some(Found::Call) => calls.push(reply.call().expect("a call").clone()),
                None => break,
            }
        }
        assert!(span.is_empty(), "more is wanted with input left");
        at += piece.len() as u32;
    }
    let error = reply.end(at).err();
    let seen =
        Seen { outcome: reply.outcome(), error, values: values.0, calls, unanswered: reply.unanswered().collect() };
    seen.texts_are_whole();
    seen
}

/// Rows, put together to values.
#[derive(Debug, Default)]
pub struct Values(pub Vec<Value>);

impl Values {
    /// One more row.
    pub fn take(&mut self, row: &Row<'_>, path: &str) {
        let goes_on =
            |last: &Value| !last.is_whole && (last.item, last.name, last.path.as_str()) == (row.item, row.name, path);
        if !self.0.last().is_some_and(goes_on) {
            self.0.push(Value { item: row.item, name: row.name, path: path.into(), text: Vec::new(), is_whole: false });
        }
        let Some(value) = self.0.last_mut() else { return };
        match row.piece {
            Piece::Span(span) => value.text.extend_from_slice(span),
            Piece::Char(character) => value.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        value.is_whole = row.is_last;
    }
}

impl Seen {
    /// Every text that is kept is UTF-8 to its last byte.
    fn texts_are_whole(&self) {
        texts_are_whole(&self.outcome);
        for call in &self.calls {
            for text in [call.code.as_bytes(), call.method.as_bytes(), call.text.as_bytes(), call.detail.as_bytes()] {
                assert!(std::str::from_utf8(text).is_ok(), "{call:?}");
            }
        }
    }
}

/// Every text of an outcome at its end is UTF-8 to its last byte.
///
/// # Panics
/// If one is not.
pub fn texts_are_whole(outcome: &Outcome) {
    let ids = [outcome.correlation_id.as_bytes(), outcome.status_id.as_bytes(), outcome.event_id.as_bytes()];
    let others = [outcome.provider_code.as_bytes(), outcome.text.as_bytes(), outcome.detail.as_bytes()];
    for text in ids.into_iter().chain(others) {
        assert!(std::str::from_utf8(text).is_ok(), "{outcome:?}");
    }
}
