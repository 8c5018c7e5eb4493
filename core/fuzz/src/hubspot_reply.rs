//! Bodies of HubSpot's replies to each operation, under any status: cuts change nothing; what is read off a body that is JSON
//! is what serde_json finds in it; what is not JSON is never a success.

use mailwire::hubspot::{Account, Reader, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::{Operation, RowName};
use mailwire::outcome::{Kind, Reason};
use mailwire::text::Text;
use serde_json::Value;

use crate::cuts::{Choices, Cut};
use crate::json;
use crate::replies::{Seen, read};

/// Statuses whose meaning differs.
pub const STATUSES: [u16; 16] = [200, 400, 401, 403, 404, 429, 477, 500, 503, 530, 204, 301, 409, 423, 521, 999];

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A single send.
    Send,
    /// A send status query.
    Status,
    /// A token call.
    Token,
}

/// What reads the reply.
///
/// # Panics
/// Never: the operations are right.
pub fn reader(asked: Asked) -> Reader {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    match asked {
        Asked::Send => SingleSend::new(7, "a@b").expect("valid").reader(&account),
        Asked::Status => SendStatus::new("s-1").expect("valid").reader(&account),
        Asked::Token => RefreshToken::new("id", "secret", "token").expect("valid").reader(&account),
    }
}

/// The last two bytes choose the operation and the status; the rest is the body.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let asked = choices.one_of(&[Asked::Send, Asked::Status, Asked::Token]);
    let status = choices.one_of(&STATUSES);
    let body = choices.document();
    let [whole, others @ ..] = Cut::all(body);
    let seen = read(reader(asked), status, body, whole);
    for cut in others {
        assert_eq!(read(reader(asked), status, body, cut), seen, "{cut:?}");
    }
    assert!(seen.calls.is_empty() && seen.unanswered.is_empty());
    assert_eq!(seen.outcome.http_status, status);
    let unmarked = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match json::value(unmarked) {
        Some(Ok(Value::Object(members))) => members_are_read(asked, status, &members, &seen),
        Some(Err(_)) if status < 300 => {
            assert_eq!(seen.outcome.reason, Reason::MalformedReply, "not JSON");
            assert!(seen.error.is_some());
        }
        _ => {}
    }
    if status < 300 {
        assert_eq!(seen.error.is_some(), seen.outcome.reason == Reason::MalformedReply);
        assert!(!seen.outcome.is_damaged);
    } else {
        assert!(seen.error.is_none(), "under a failure the body is best effort");
        let has_result = matches!(seen.outcome.kind(), Kind::Accepted);
        assert!(!has_result || !seen.outcome.provider_code.is_empty(), "a success under a failure, out of nothing");
    }
    assert!(seen.outcome.reason != Reason::Pending || !seen.outcome.status_id.is_empty(), "nothing to ask for");
}

fn members_are_read(asked: Asked, status: u16, members: &serde_json::Map<String, Value>, seen: &Seen) {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let outcome = &seen.outcome;
    if let Some(wanted) = text("statusId") {
        is_start_of(&outcome.status_id, wanted);
    }
    let Some(result) = text("sendResult") else {
        if asked == Asked::Token && status < 300 && !members.contains_key("sendResult") {
            if text("access_token").is_some_and(|token| !token.is_empty()) {
                assert_eq!(outcome.reason, Reason::TokenIssued);
            } else if !members.contains_key("access_token") {
                assert_eq!(outcome.reason, Reason::NoResult);
            }
        }
        return tokens_are_handed_out(asked, members, seen);
    };
    is_start_of(&outcome.provider_code, result);
    tokens_are_handed_out(asked, members, seen);
}

/// The last value of each name is the one that serde_json keeps of several.
fn tokens_are_handed_out(asked: Asked, members: &serde_json::Map<String, Value>, seen: &Seen) {
    if asked != Asked::Token {
        assert!(seen.values.is_empty(), "rows of a send");
        return;
    }
    for (name, row) in [("access_token", RowName::AccessToken), ("refresh_token", RowName::RefreshToken)] {
        if let Some(wanted) = members.get(name).and_then(Value::as_str) {
            let last = seen.values.iter().rfind(|value| value.name == row).expect("a row");
            assert!(last.is_whole);
            assert_eq!(last.text, wanted.as_bytes());
        }
    }
}

/// A text that is kept is the beginning of the one that was there, and says where it is not all.
fn is_start_of<const N: usize>(kept: &Text<N>, wanted: &str) {
    let is_right = if kept.is_truncated() {
        wanted.starts_with(kept.as_str()) && wanted.len() > N && kept.as_str().len() + 4 > N
    } else {
        kept.as_str() == wanted
    };
    assert!(is_right, "{kept:?} is kept of {wanted:?}");
}
