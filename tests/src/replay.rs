//! Runs a captured reply through an operation, cut in any way, and writes down everything that came out.

use mailwire::bluehornet::CallOutcome;
use mailwire::error::Error;
use mailwire::hubspot::{Account, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::{AnyAccount, Operation, Piece};
use mailwire::outcome::{Reason, RetryAfter};
use mailwire::{Event, Exchange, Outcome, Wants};
use serde_json::{Value, json};

/// Everything that came out of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What the exchange says at the end.
    pub outcome: Outcome,
    /// The error, if one came.
    pub error: Option<Error>,
    /// The rows, put together: name or path, and text.
    pub rows: Vec<(String, String)>,
    /// The place of the item each row belongs to.
    pub items: Vec<u16>,
    /// The calls that were answered, in the order of the reply.
    pub calls: Vec<CallOutcome>,
    /// The calls that were not.
    pub unanswered: Vec<(u16, Reason)>,
    /// How much of the input was not consumed.
    pub left: usize,
}

/// Feeds `reply` in pieces of the lengths that `pieces` gives (the last one repeats), then the end of the stream.
///
/// # Panics
/// If the exchange breaks its contract.
pub fn read(operation: &str, reply: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Seen {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let send = SingleSend::new(4126643121, "jdoe@hubspot.com").expect("valid").send_id("6").expect("valid");
    let status = SendStatus::new("AbCdEf0123456789-example-status-id").expect("valid");
    let refresh = RefreshToken::new("id", "EXAMPLE-SECRET", "EXAMPLE-REFRESH").expect("valid");
    let operation: &dyn Operation<Account<'_>> = match operation {
        "single-send" => &send,
        "send-status" => &status,
        "oauth" => &refresh,
        other => panic!("no operation {other}"),
    };
    read_with(Exchange::new(&account, operation), reply, pieces)
}

/// As [`read`], with an exchange of any provider.
///
/// # Panics
/// If the exchange breaks its contract.
pub fn read_with<A: AnyAccount>(
    mut exchange: Exchange<'_, A>,
    reply: &[u8],
    pieces: &mut dyn Iterator<Item = usize>,
) -> Seen {
    hand_over(&mut exchange);
    let mut rows: Vec<(String, Vec<u8>, bool)> = Vec::new();
    let (mut items, mut calls, mut steps) = (Vec::new(), Vec::new(), 0);
    let (mut rest, mut error, mut size) = (reply, None, 1);
    'reply: while !rest.is_empty() && exchange.wants() == Wants::Receive {
        size = pieces.next().unwrap_or(size).clamp(1, rest.len());
        let (mut input, after) = rest.split_at(size);
        loop {
            steps += 1;
            assert!(steps <= 4 * reply.len() + 64, "the exchange does not get on");
            match exchange.receive(&mut input) {
                Ok(Event::NeedMore) => {
                    assert!(input.is_empty(), "NeedMore with input left");
                    break;
                }
                Ok(Event::Complete) => {
                    rest = &rest[size - input.len()..];
                    break 'reply;
                }
                Ok(Event::Row(row)) => {
                    let path = exchange.path().to_string();
                    let name = if path.is_empty() { row.name.as_str().to_owned() } else { path };
                    if rows.last().is_none_or(|last| last.2 || last.0 != name) {
                        assert!(rows.last().is_none_or(|last| last.2), "a row begins before the last one ends");
                        rows.push((name, Vec::new(), false));
                        items.push(row.item);
                    }
                    let last = rows.last_mut().expect("a row");
                    match row.piece {
                        Piece::Span(span) => last.1.extend_from_slice(span),
                        Piece::Char(character) => last.1.extend_from_slice(character.to_string().as_bytes()),
                    }
                    last.2 = row.is_last;
                }
                Ok(Event::Call) => calls.push(exchange.call().expect("a call").clone()),
                Err(found) => {
                    error = Some(found);
                    rest = &rest[size - input.len()..];
                    break 'reply;
                }
            }
        }
        rest = after;
    }
    if exchange.wants() == Wants::Receive {
        error = exchange.receive_end_of_stream().err();
    }
    assert_eq!(exchange.wants(), Wants::Nothing, "the exchange has ended");
    assert!(error.is_some() || rows.iter().all(|row| row.2 || row.0 == "file"), "rows are complete");
    let rows = rows.into_iter().map(|(name, text, _)| (name, String::from_utf8_lossy(&text).into_owned())).collect();
    let unanswered = exchange.unanswered().collect();
    Seen { outcome: exchange.outcome().clone(), error, rows, items, calls, unanswered, left: rest.len() }
}

/// Sends the whole request into nowhere.
fn hand_over<A: AnyAccount>(exchange: &mut Exchange<'_, A>) {
    let mut buffer = [0; 4096];
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer).expect("a valid request");
        exchange.advance(n).expect("as offered");
    }
}

/// An outcome in the words of the vector documents.
pub fn in_words(outcome: &Outcome) -> Value {
    json!({
        "outcome": outcome.kind().as_str(),
        "reason": outcome.reason.as_str(),
        "http_status": outcome.http_status,
        "provider_code": outcome.provider_code.as_str(),
        "text": outcome.text.as_str(),
        "correlation_id": outcome.correlation_id.as_str(),
        "status_id": outcome.status_id.as_str(),
        "event_id": outcome.event_id.as_str(),
        "retry_after_s": match outcome.retry_after { Some(RetryAfter::Seconds(seconds)) => json!(seconds), _ => Value::Null },
        "diagnosis": outcome.diagnosis.map_or("", |diagnosis| diagnosis.as_str()),
    })
}
