//! Whether and when to try again: a pure function of the outcome, the number of the attempt and a seed.
//!
//! An outcome is about one attempt. After an attempt of kind `Unknown` that was repeated under its dedupe key, a later
//! `Rejected` or `Deferred` says that *that* attempt sent nothing; the message of the earlier one may be under way. A
//! program that keeps messages over a restart keeps with each whether an attempt of it was `Unknown`.
//!
//! ```
//! use mailwire::hubspot::{Account, SingleSend};
//! use mailwire::retry::{Decision, Schedule, Stop, decide};
//! let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
//! let send = SingleSend::new(7, "jane@customer.example")?.send_id("boiler-7-0042")?;
//! let exchange = mailwire::Exchange::new(&account, &send);
//! // ... the connection was lost before the request was handed over:
//! let decision = decide(exchange.outcome(), 1, exchange.dedupe(), 0x1234_5678, &Schedule::default());
//! assert!(matches!(decision, Decision::After(0..=5_000)));
//! let decision = decide(exchange.outcome(), 3, exchange.dedupe(), 0x1234_5678, &Schedule::default());
//! assert_eq!(decision, Decision::Stop(Stop::AttemptsUsedUp));
//! # Ok::<(), mailwire::Error>(())
//! ```

use crate::diagnosis::Diagnosis;
use crate::error::words;
use crate::operation::Dedupe;
use crate::outcome::{Kind, Outcome, Reason, RetryAfter, Summary};

/// How often and how far apart, as data. All times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Schedule {
    /// Attempts in all, the first one included.
    pub attempts: u8,
    /// Longest wait before the second attempt, unless somebody asks for more.
    pub first_ms: u32,
    /// How the longest wait grows from attempt to attempt.
    pub factor: u8,
    /// Where it stops growing.
    pub cap_ms: u32,
    /// Shortest wait after 429 or 477 without a policy or Retry-After.
    pub rate_limit_ms: u32,
    /// A wait that the provider asks for and that is longer than this is not waited for: the decision is
    /// [`Stop::WaitTooLong`], and the outcome still says how long.
    pub longest_ms: u32,
}

impl Schedule {
    /// For a device whose alert may come late: 3 attempts, 5 s, three times as long each time, at most 15 min; 60 s
    /// after a rate limit; a provider may ask for up to 15 min.
    pub const DEFAULT: Schedule = Schedule {
        attempts: 3,
        first_ms: 5_000,
        factor: 3,
        cap_ms: 900_000,
        rate_limit_ms: 60_000,
        longest_ms: 900_000,
    };

    /// For a program that waits in line for the answer: 3 attempts, 1 s, twice as long each time; a provider may ask
    /// for up to 30 s.
    pub const IN_LINE: Schedule =
        Schedule { attempts: 3, first_ms: 1_000, factor: 2, cap_ms: 30_000, rate_limit_ms: 1_000, longest_ms: 30_000 };
}

impl Default for Schedule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[must_use]
pub enum Decision {
    /// Try the same request again after so many milliseconds, with the same dedupe key.
    After(u32),
    /// Do not try again by machine.
    Stop(Stop),
}

words! {
    /// Why not to try again.
    #[non_exhaustive]
    Stop {
        /// It was accepted.
        Done = "done",
        /// It was rejected: the same request never will be accepted.
        Rejected = "rejected",
        /// It may have been sent, and the provider would not notice a repeat.
        MayHaveBeenSent = "may-have-been-sent",
        /// The schedule allows no more attempts.
        AttemptsUsedUp = "attempts-used-up",
        /// The provider asks for a wait longer than the schedule allows.
        WaitTooLong = "wait-too-long",
        /// The provider names a date, and only a host with a clock can wait for it.
        AtDate = "at-date",
        /// The daily limit is used up: not before it is reset.
        DailyLimit = "daily-limit",
        /// Somebody has to set something right: a token, or TLS between edge and service.
        Configuration = "configuration",
    }
}

/// Shortest wait after 423, which HubSpot asks for.
const LOCKED_MS: u32 = 2_000;
/// Wait for each attempt after the limit of ten seconds was hit.
const TEN_SECONDLY_MS: u32 = 10_000;
/// Wait after the limit of one second was hit.
const SECONDLY_MS: u32 = 1_000;

/// What a decision depends on; a device that keeps an alert over a restart keeps this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    /// See [`Outcome::reason`].
    pub reason: Reason,
    /// See [`Outcome::diagnosis`].
    pub diagnosis: Option<Diagnosis>,
    /// See [`Outcome::retry_after`].
    pub retry_after: Option<RetryAfter>,
}

impl From<&Outcome> for Finding {
    fn from(outcome: &Outcome) -> Self {
        Finding { reason: outcome.reason, diagnosis: outcome.diagnosis, retry_after: outcome.retry_after }
    }
}

impl From<Outcome> for Finding {
    fn from(outcome: Outcome) -> Self {
        (&outcome).into()
    }
}

impl From<&Summary> for Finding {
    fn from(summary: &Summary) -> Self {
        Finding { reason: summary.reason, diagnosis: summary.diagnosis, retry_after: summary.retry_after }
    }
}

/// What to do after attempt number `attempt` (from 1) came to `outcome`, an [`Outcome`] or what was kept of one.
///
/// The wait is what the provider asks for (its Retry-After, or the span of the limit that was hit), plus a random part
/// of the schedule's span for this attempt: full jitter, so that many devices do not come back at once. `seed` is any
/// number that differs from device to device and from event to event; the function keeps no state.
///
/// | outcome | decision |
/// |---|---|
/// | accepted | stop |
/// | rejected | stop |
/// | deferred | after a wait; but stop for a daily limit, a wait that is too long, a fault of configuration |
/// | unknown | after a wait if [`dedupe`](Dedupe::is_repeatable) allows a repeat, else stop |
pub fn decide(
    outcome: impl Into<Finding>,
    attempt: u8,
    dedupe: Dedupe<'_>,
    seed: u32,
    schedule: &Schedule,
) -> Decision {
    let outcome = outcome.into();
    let stop = match outcome.reason.kind() {
        Kind::Accepted => Some(Stop::Done),
        Kind::Rejected => Some(Stop::Rejected),
        Kind::Unknown if !dedupe.is_repeatable() => Some(Stop::MayHaveBeenSent),
        Kind::Deferred if outcome.reason == Reason::EdgeConfiguration => Some(Stop::Configuration),
        Kind::Deferred if outcome.diagnosis == Some(Diagnosis::RateLimitDaily) => Some(Stop::DailyLimit),
        _ if attempt >= schedule.attempts => Some(Stop::AttemptsUsedUp),
        _ => None,
    };
    if let Some(stop) = stop {
        return Decision::Stop(stop);
    }
    let floor = match outcome.retry_after {
        Some(RetryAfter::Seconds(seconds)) => seconds.saturating_mul(1_000),
        Some(RetryAfter::Date(_)) => return Decision::Stop(Stop::AtDate),
        None => match (outcome.reason, outcome.diagnosis) {
            (_, Some(Diagnosis::RateLimitTenSecondly)) => TEN_SECONDLY_MS.saturating_mul(u32::from(attempt.max(1))),
            (_, Some(Diagnosis::RateLimitSecondly)) => SECONDLY_MS,
            (Reason::RateLimited | Reason::Migrating, _) => schedule.rate_limit_ms,
            (Reason::Locked, _) => LOCKED_MS,
            _ => 0,
        },
    };
    if floor > schedule.longest_ms && outcome.retry_after.is_some() {
        return Decision::Stop(Stop::WaitTooLong);
    }
    Decision::After(floor.saturating_add(jitter(seed, attempt, span(schedule, attempt))))
}

/// The longest random part after this attempt.
fn span(schedule: &Schedule, attempt: u8) -> u32 {
    let mut span = schedule.first_ms;
    for _ in 1..attempt {
        if span >= schedule.cap_ms {
            break;
        }
        span = span.saturating_mul(u32::from(schedule.factor));
    }
    span.min(schedule.cap_ms)
}

/// A number from 0 to `span`, evenly spread over seeds; neighbouring seeds and attempts have nothing in common.
fn jitter(seed: u32, attempt: u8, span: u32) -> u32 {
    // The finalizer of MurmurHash3: every bit of the input changes half of the bits of the result.
    let mut mixed = seed ^ u32::from(attempt).wrapping_mul(0x9e37_79b9);
    mixed = (mixed ^ mixed >> 16).wrapping_mul(0x85eb_ca6b);
    mixed = (mixed ^ mixed >> 13).wrapping_mul(0xc2b2_ae35);
    mixed ^= mixed >> 16;
    ((u64::from(mixed) * (u64::from(span) + 1)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Dedupe<'static> = Dedupe::Key { key: b"k", place: "message.sendId", window_s: None };

    fn outcome(reason: Reason) -> Outcome {
        Outcome::new(&Summary { reason, ..Summary::new() }, &Default::default())
    }

    /// The table of the documentation, for every reason there is.
    #[test]
    fn every_reason() {
        for reason in Reason::ALL {
            let outcome = outcome(*reason);
            let with_key = decide(&outcome, 1, KEY, 7, &Schedule::DEFAULT);
            let without = decide(&outcome, 1, Dedupe::None, 7, &Schedule::DEFAULT);
            match (reason.kind(), reason) {
                (Kind::Accepted, _) => assert_eq!(with_key, Decision::Stop(Stop::Done)),
                (Kind::Rejected, _) => assert_eq!(with_key, Decision::Stop(Stop::Rejected)),
                (_, Reason::EdgeConfiguration) => assert_eq!(with_key, Decision::Stop(Stop::Configuration)),
                (Kind::Deferred, _) => assert!(matches!((with_key, without), (Decision::After(_), Decision::After(_)))),
                (Kind::Unknown, _) => {
                    assert!(matches!(with_key, Decision::After(_)), "{reason}");
                    assert_eq!(without, Decision::Stop(Stop::MayHaveBeenSent), "{reason}");
                    assert!(matches!(
                        decide(&outcome, 1, Dedupe::Idempotent, 7, &Schedule::DEFAULT),
                        Decision::After(_)
                    ));
                }
            }
        }
    }

    /// Policies and Retry-After are floors under the jitter.
    #[test]
    fn floors() {
        let rate_limited = |diagnosis, retry_after| Outcome {
            diagnosis: Some(diagnosis),
            retry_after,
            ..outcome(Reason::RateLimited)
        };
        let after = |outcome: &Outcome, attempt, seed| match decide(outcome, attempt, KEY, seed, &Schedule::DEFAULT) {
            Decision::After(ms) => ms,
            Decision::Stop(stop) => panic!("{stop}"),
        };
        for seed in 0..1000 {
            let ten = rate_limited(Diagnosis::RateLimitTenSecondly, None);
            assert!((10_000..=15_000).contains(&after(&ten, 1, seed)));
            assert!((20_000..=35_000).contains(&after(&ten, 2, seed)));
            let second = rate_limited(Diagnosis::RateLimitSecondly, None);
            assert!((1_000..=6_000).contains(&after(&second, 1, seed)));
            let unnamed = rate_limited(Diagnosis::RateLimit, None);
            assert!((60_000..=65_000).contains(&after(&unnamed, 1, seed)));
            let asked = rate_limited(Diagnosis::RateLimit, Some(RetryAfter::Seconds(7)));
            assert!((7_000..=12_000).contains(&after(&asked, 1, seed)));
            assert!((2_000..=7_000).contains(&after(&outcome(Reason::Locked), 1, seed)));
            assert!((0..=15_000).contains(&after(&outcome(Reason::NotSent), 2, seed)));
        }
        let stop = |outcome: &Outcome| decide(outcome, 1, KEY, 0, &Schedule::DEFAULT);
        assert_eq!(stop(&rate_limited(Diagnosis::RateLimitDaily, None)), Decision::Stop(Stop::DailyLimit));
        let day = Some(RetryAfter::Seconds(86_400));
        assert_eq!(stop(&rate_limited(Diagnosis::RateLimit, day)), Decision::Stop(Stop::WaitTooLong));
        let date = Some(RetryAfter::Date(1_793_611_047));
        assert_eq!(stop(&rate_limited(Diagnosis::RateLimit, date)), Decision::Stop(Stop::AtDate));
        let endless = Some(RetryAfter::Seconds(u32::MAX));
        assert_eq!(stop(&rate_limited(Diagnosis::RateLimit, endless)), Decision::Stop(Stop::WaitTooLong));
    }

    /// The span grows by the factor up to the cap, whatever the numbers, and attempts end.
    #[test]
    fn growth() {
        let schedule = Schedule { attempts: 255, ..Schedule::DEFAULT };
        let spans: [u32; 7] = core::array::from_fn(|attempt| span(&schedule, attempt as u8 + 1));
        assert_eq!(spans, [5_000, 15_000, 45_000, 135_000, 405_000, 900_000, 900_000]);
        assert_eq!(span(&Schedule { factor: 0, ..schedule }, 3), 0);
        assert_eq!(span(&Schedule { first_ms: u32::MAX, ..schedule }, 200), 900_000);
        let last = decide(outcome(Reason::NotSent), 255, KEY, 0, &schedule);
        assert_eq!(last, Decision::Stop(Stop::AttemptsUsedUp));
    }

    /// Full jitter: each quarter of the span gets its share.
    #[test]
    fn jitter_is_even() {
        let mut quarters = [0; 4];
        for seed in 0..4000 {
            quarters[(jitter(seed, 1, 3_999) / 1_000) as usize] += 1;
        }
        assert!(quarters.iter().all(|count| (850..1150).contains(count)), "{quarters:?}");
        assert_eq!(jitter(123, 1, 0), 0);
    }
}
