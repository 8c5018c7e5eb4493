//! Whether and when to try again: a pure function of the outcome, the number of the attempt and a seed.

use mailwire::{operation, outcome, retry};

use super::outcome::{RetryAfter, SendOutcome};
use super::words::{Diagnosis, Reason, Stop};

/// What keeps a repeat of a request from doing the same thing twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Dedupe {
    /// Nothing. An outcome `unknown` is never repeated by machine.
    None,
    /// The operation changes nothing, or the same thing again.
    Idempotent,
    /// The provider ignores a second call with this key.
    Key {
        /// The key.
        key: String,
        /// Where it goes in the request.
        place: String,
        /// How long the provider remembers it, in seconds; nothing: it does not say.
        window_s: Option<i64>,
    },
}

impl From<operation::Dedupe<'_>> for Dedupe {
    fn from(dedupe: operation::Dedupe<'_>) -> Self {
        match dedupe {
            operation::Dedupe::None => Dedupe::None,
            operation::Dedupe::Idempotent => Dedupe::Idempotent,
            operation::Dedupe::Key { key, place, window_s } => Dedupe::Key {
                key: String::from_utf8_lossy(key).into_owned(),
                place: place.to_owned(),
                window_s: window_s.map(i64::from),
            },
            // A test goes through all operations.
            _ => unreachable!("a dedupe of another core"),
        }
    }
}

impl Dedupe {
    pub(super) fn core(&self) -> operation::Dedupe<'_> {
        match self {
            Dedupe::None => operation::Dedupe::None,
            Dedupe::Idempotent => operation::Dedupe::Idempotent,
            // A decision looks at neither place nor window.
            Dedupe::Key { key, .. } => operation::Dedupe::Key { key: key.as_bytes(), place: "", window_s: None },
        }
    }
}

/// How often and how far apart. Times are in milliseconds. Negative numbers count as 0, and numbers above 255
/// (`attempts`, `factor`) or 2^32-1 as those.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct Schedule {
    /// Attempts in all, the first one included.
    #[uniffi(default = 3)]
    pub attempts: i32,
    /// Longest wait before the second attempt, unless somebody asks for more.
    #[uniffi(default = 5000)]
    pub first_ms: i64,
    /// How the longest wait grows from attempt to attempt.
    #[uniffi(default = 3)]
    pub factor: i32,
    /// Where it stops growing.
    #[uniffi(default = 900000)]
    pub cap_ms: i64,
    /// Shortest wait after 429 or 477 without a policy or Retry-After.
    #[uniffi(default = 60000)]
    pub rate_limit_ms: i64,
    /// A wait that the provider asks for and that is longer than this is not waited for: the decision is to stop with
    /// `waitTooLong`, and the outcome still says how long.
    #[uniffi(default = 900000)]
    pub longest_ms: i64,
}

impl Default for Schedule {
    fn default() -> Self {
        retry::Schedule::DEFAULT.into()
    }
}

impl From<retry::Schedule> for Schedule {
    fn from(schedule: retry::Schedule) -> Self {
        Schedule {
            attempts: schedule.attempts.into(),
            first_ms: schedule.first_ms.into(),
            factor: schedule.factor.into(),
            cap_ms: schedule.cap_ms.into(),
            rate_limit_ms: schedule.rate_limit_ms.into(),
            longest_ms: schedule.longest_ms.into(),
        }
    }
}

impl From<&Schedule> for retry::Schedule {
    fn from(schedule: &Schedule) -> Self {
        let small = |number: i32| number.clamp(0, u8::MAX.into()) as u8;
        let large = |number: i64| number.clamp(0, u32::MAX.into()) as u32;
        retry::Schedule {
            attempts: small(schedule.attempts),
            first_ms: large(schedule.first_ms),
            factor: small(schedule.factor),
            cap_ms: large(schedule.cap_ms),
            rate_limit_ms: large(schedule.rate_limit_ms),
            longest_ms: large(schedule.longest_ms),
        }
    }
}

/// The schedule for an app whose alert may come late, in the background: 3 attempts, 5 s, three times as long each
/// time, at most 15 min; 60 s after a rate limit; a provider may ask for up to 15 min. What `Schedule()` has.
#[uniffi::export]
pub fn schedule_default() -> Schedule {
    retry::Schedule::DEFAULT.into()
}

/// The schedule for an app that waits in line for the answer: 3 attempts, 1 s, twice as long each time; a provider may
/// ask for up to 30 s.
#[uniffi::export]
pub fn schedule_in_line() -> Schedule {
    retry::Schedule::IN_LINE.into()
}

/// What a decision depends on; an app that keeps an alert over a restart keeps this, and whether an attempt was
/// `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct Finding {
    /// See `SendOutcome`.
    pub reason: Reason,
    /// See `SendOutcome`.
    #[uniffi(default = None)]
    pub diagnosis: Option<Diagnosis>,
    /// See `SendOutcome`.
    #[uniffi(default = None)]
    pub retry_after: Option<RetryAfter>,
}

#[uniffi::export]
impl SendOutcome {
    /// What a decision depends on.
    pub fn finding(&self) -> Finding {
        Finding { reason: self.reason, diagnosis: self.diagnosis, retry_after: self.retry_after.clone() }
    }
}

/// What to do after an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Decision {
    /// Try the same request again after a wait, with the same dedupe key.
    After {
        /// How long to wait, in milliseconds.
        after_ms: i64,
    },
    /// Do not try again by machine.
    Stop {
        /// Why.
        stop: Stop,
    },
}

/// What to do after attempt number `attempt` (from 1) came to `finding`. The schedule is the default unless given.
///
/// The wait is what the provider asks for (its Retry-After, or the span of the limit that was hit), plus a random part
/// of the schedule's span for this attempt: full jitter, so that many devices do not come back at once. `seed` is any
/// number that differs from device to device and from event to event; the function keeps no state.
///
/// Accepted and rejected: stop. Deferred: after a wait; but stop for a daily limit, a wait that is too long, a fault of
/// configuration. Unknown: after a wait if `dedupe` lets the provider notice a repeat, else stop.
///
/// An outcome is about one attempt: after one of kind `unknown`, a later `rejected` or `deferred` says nothing about
/// the message of the earlier one, which may be under way.
#[uniffi::export(default(schedule = None))]
pub fn retry_decide(
    finding: &Finding,
    attempt: i32,
    dedupe: &Dedupe,
    seed: i32,
    schedule: Option<Schedule>,
) -> Decision {
    let finding = retry::Finding {
        reason: finding.reason.into(),
        diagnosis: finding.diagnosis.map(Into::into),
        retry_after: finding.retry_after.as_ref().map(outcome::RetryAfter::from),
    };
    let schedule = schedule.as_ref().map_or(retry::Schedule::DEFAULT, Into::into);
    let attempt = attempt.clamp(1, u8::MAX.into()) as u8;
    match retry::decide(finding, attempt, dedupe.core(), seed as u32, &schedule) {
        retry::Decision::After(after_ms) => Decision::After { after_ms: after_ms.into() },
        retry::Decision::Stop(stop) => Decision::Stop { stop: stop.into() },
    }
}
