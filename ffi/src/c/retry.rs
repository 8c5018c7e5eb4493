//! Whether and when to try again.

use mailwire::diagnosis::Diagnosis;
use mailwire::operation::Dedupe;
use mailwire::outcome::{Reason, RetryAfter};
use mailwire::retry::{Decision, Finding, Schedule, decide};

use super::exchange::{mw_dedupe, mw_dedupe_kind};
use super::failure::{mw_status, status};
use super::outcome::{mw_outcome, mw_retry_after};
use super::slice::{place, required};
use super::words::mw_stop;

/// How often and how far apart to try, as data. All times in milliseconds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_schedule {
    /// Attempts in all, the first one included; at most 255.
    pub attempts: u32,
    /// Longest wait before the second attempt, unless somebody asks for more.
    pub first_ms: u32,
    /// How the longest wait grows from attempt to attempt; at most 255.
    pub factor: u32,
    /// Where it stops growing.
    pub cap_ms: u32,
    /// Shortest wait after 429 or 477 without a policy or Retry-After.
    pub rate_limit_ms: u32,
    /// A wait that the provider asks for and that is longer than this is not waited for.
    pub longest_ms: u32,
}

/// What to do after an attempt.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_decision {
    /// Whether to try the same request again, with the same dedupe key.
    pub again: bool,
    /// After how many milliseconds, if so.
    pub after_ms: u32,
    /// Why not, if not: an `mw_stop`.
    pub stop: u32,
}

/// For a device whose alert may come late: 3 attempts, 5 s, three times as long each time, at most 15 min; 60 s after a
/// rate limit.
///
/// Errors: `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_schedule_default(out: *mut mw_schedule) -> mw_status {
    // SAFETY: the header asks for a place.
    unsafe { put_schedule(out, DEFAULT) }
}

/// For a program that waits in line for the answer: 3 attempts, 1 s, twice as long each time, at most 30 s.
///
/// Errors: `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_schedule_in_line(out: *mut mw_schedule) -> mw_status {
    // SAFETY: the header asks for a place.
    unsafe { put_schedule(out, schedule(&Schedule::IN_LINE)) }
}

/// A schedule of the core as a record.
const fn schedule(from: &Schedule) -> mw_schedule {
    mw_schedule {
        attempts: from.attempts as u32,
        first_ms: from.first_ms,
        factor: from.factor as u32,
        cap_ms: from.cap_ms,
        rate_limit_ms: from.rate_limit_ms,
        longest_ms: from.longest_ms,
    }
}

const DEFAULT: mw_schedule = schedule(&Schedule::DEFAULT);

unsafe fn put_schedule(out: *mut mw_schedule, from: mw_schedule) -> mw_status {
    status((|| {
        // SAFETY: the caller was asked for a place.
        unsafe { place(out)?.put(from) };
        Ok(())
    })())
}

/// What to do after attempt number `attempt` (from 1) came to `outcome`. Of the outcome only reason, diagnosis and
/// retry_after count, of `dedupe` only the kind: a device that keeps an alert over a restart keeps these numbers. `seed`
/// is any number that differs from device to device and from event to event. `schedule` may be NULL: the default.
///
/// An outcome is about one attempt. After an attempt of kind `unknown` that was repeated, a later `rejected` or `deferred`
/// says that *that* attempt sent nothing; the message of the earlier one may be under way. So remember whether an attempt
/// was `unknown`: unless a later one is `accepted`, the whole is.
///
/// The function keeps no state. A wait is what the provider asks for and a random part, evenly from 0 to the longest wait
/// of the schedule for this attempt, so that many devices do not come back at once.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` for a number that is none of its enumeration or above its limit;
/// `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_retry_decide(
    outcome: *const mw_outcome,
    dedupe: *const mw_dedupe,
    attempt: u32,
    seed: u32,
    schedule: *const mw_schedule,
    out: *mut mw_decision,
) -> mw_status {
    status((|| {
        // SAFETY: the header asks for valid records.
        let (outcome, dedupe) = unsafe { (required(outcome)?, required(dedupe)?) };
        let out = place(out)?;
        let schedule = if schedule.is_null() {
            &DEFAULT
        } else {
            // SAFETY: the header asks for a valid record.
            unsafe { required(schedule)? }
        };
        if attempt.max(schedule.attempts).max(schedule.factor) > 255 {
            return Err(mw_status::OutOfRange.into());
        }
        let schedule = Schedule {
            attempts: schedule.attempts as u8,
            first_ms: schedule.first_ms,
            factor: schedule.factor as u8,
            cap_ms: schedule.cap_ms,
            rate_limit_ms: schedule.rate_limit_ms,
            longest_ms: schedule.longest_ms,
        };
        let attempt = attempt as u8;
        let decision = match decide(finding(outcome)?, attempt, repeats(dedupe)?, seed, &schedule) {
            Decision::After(after_ms) => mw_decision { again: true, after_ms, stop: 0 },
            Decision::Stop(stop) => mw_decision { again: false, after_ms: 0, stop: mw_stop::from(stop) as u32 },
        };
        // SAFETY: the header asks for a place.
        unsafe { out.put(decision) };
        Ok(())
    })())
}

/// The value of an enumeration of the core whose number (from 1) this is.
fn value<T: Copy>(all: &[T], number: u32) -> Result<T, mw_status> {
    all.get((number as usize).wrapping_sub(1)).copied().ok_or(mw_status::OutOfRange)
}

fn finding(outcome: &mw_outcome) -> Result<Finding, mw_status> {
    let retry_after = match outcome.retry_after_kind {
        kind if kind == mw_retry_after::None as u32 => None,
        kind if kind == mw_retry_after::Seconds as u32 => {
            Some(RetryAfter::Seconds(u32::try_from(outcome.retry_after).unwrap_or(u32::MAX)))
        }
        kind if kind == mw_retry_after::Date as u32 => {
            Some(RetryAfter::Date(u32::try_from(outcome.retry_after).unwrap_or(u32::MAX)))
        }
        _ => return Err(mw_status::OutOfRange),
    };
    let diagnosis = match outcome.diagnosis {
        0 => None,
        number => Some(value(Diagnosis::ALL, number)?),
    };
    Ok(Finding { reason: value(Reason::ALL, outcome.reason)?, diagnosis, retry_after })
}

/// Whether a repeat is noticed; the key itself does not count.
fn repeats(dedupe: &mw_dedupe) -> Result<Dedupe<'static>, mw_status> {
    match dedupe.kind {
        kind if kind == mw_dedupe_kind::None as u32 => Ok(Dedupe::None),
        kind if kind == mw_dedupe_kind::Idempotent as u32 || kind == mw_dedupe_kind::Key as u32 => {
            Ok(Dedupe::Idempotent)
        }
        _ => Err(mw_status::OutOfRange),
    }
}
