//! Outcomes in plain words.

use mailwire::Outcome;
use mailwire::hubspot::SendResult;
use mailwire::outcome::{Kind, RetryAfter};

/// The outcome in plain words.
pub fn tell(outcome: &Outcome) {
    let what = match outcome.kind() {
        Kind::Accepted => "Accepted",
        Kind::Rejected => "Rejected: surely not sent, and it never will be as it stands",
        Kind::Deferred => "Deferred: surely not sent, may be tried again",
        Kind::Unknown => "Unknown: it may have been sent",
    };
    println!("   {what} ({}).", outcome.reason);
    if let Some(result) = SendResult::from_value(outcome.provider_code.as_bytes()) {
        println!("   {} means: {}.", result.value(), result.meaning());
    }
    if !outcome.text.is_empty() {
        println!("   The service says: {}", outcome.text);
    }
    if let Some(diagnosis) = outcome.diagnosis {
        println!("   {}", diagnosis.hint());
    }
    if !outcome.detail.is_empty() {
        println!("   Detail: {}{}", outcome.detail, if outcome.detail.is_truncated() { "..." } else { "" });
    }
    if let Some(RetryAfter::Seconds(seconds)) = outcome.retry_after {
        println!("   Not before {seconds} s.");
    }
    if !outcome.correlation_id.is_empty() {
        println!("   Correlation id: {}", outcome.correlation_id);
    }
}
