//! What is read off an exchange: its outcome, the call that was answered, calls without an answer, the path of a row.

use core::ffi::c_char;

use mailwire::outcome::{self, RetryAfter, Summary, Texts};
use mailwire::text::TextRef;

use super::exchange::{mw_exchange, open};
use super::failure::{Refusal, mw_status, status, write_text};
use super::slice::{mw_slice, place};
use super::words::{mw_diagnosis, mw_kind, mw_reason};

/// When the provider wants to be asked again.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_retry_after {
    /// It did not say.
    None = 0,
    /// `retry_after` seconds after the reply.
    Seconds = 1,
    /// At `retry_after`, in seconds since 1970-01-01T00:00:00Z, for a host with a clock.
    Date = 2,
}

/// A text of an outcome that was longer than its room is cut at the end of a character, and its bit is set.
pub const MW_TRUNCATED_PROVIDER_CODE: u32 = 1;
/// See `MW_TRUNCATED_PROVIDER_CODE`.
pub const MW_TRUNCATED_TEXT: u32 = 2;
/// See `MW_TRUNCATED_PROVIDER_CODE`.
pub const MW_TRUNCATED_CORRELATION_ID: u32 = 4;
/// See `MW_TRUNCATED_PROVIDER_CODE`.
pub const MW_TRUNCATED_STATUS_ID: u32 = 8;
/// See `MW_TRUNCATED_PROVIDER_CODE`.
pub const MW_TRUNCATED_EVENT_ID: u32 = 16;
/// See `MW_TRUNCATED_PROVIDER_CODE`.
pub const MW_TRUNCATED_DETAIL: u32 = 32;

/// Room for `provider_code` of an outcome, in bytes.
pub const MW_PROVIDER_CODE_SIZE: usize = 40;
/// Room for `text` of an outcome, in bytes.
pub const MW_TEXT_SIZE: usize = 128;
/// Room for `correlation_id` of an outcome, in bytes.
pub const MW_CORRELATION_ID_SIZE: usize = 36;
/// Room for `status_id` of an outcome, in bytes: it has to be copied before its context is used again.
pub const MW_STATUS_ID_SIZE: usize = 64;
/// Room for `event_id` of an outcome, in bytes.
pub const MW_EVENT_ID_SIZE: usize = 36;
/// Room for `detail` of an outcome, in bytes.
pub const MW_DETAIL_SIZE: usize = 40;

const _: () = {
    assert!(MW_PROVIDER_CODE_SIZE == outcome::PROVIDER_CODE_SIZE && MW_TEXT_SIZE == outcome::TEXT_SIZE);
    assert!(MW_CORRELATION_ID_SIZE == outcome::CORRELATION_ID_SIZE && MW_STATUS_ID_SIZE == outcome::STATUS_ID_SIZE);
    assert!(MW_EVENT_ID_SIZE == outcome::EVENT_ID_SIZE && MW_DETAIL_SIZE == outcome::DETAIL_SIZE);
};

/// What became of one attempt. Texts are the provider's, bounded, in UTF-8, with credentials masked; they may hold any
/// character, so escape them where you show them. They point into the context and are valid until it changes, moves or
/// is cleared.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_outcome {
    /// Accepted, rejected, deferred or unknown: an `mw_kind`.
    pub kind: u32,
    /// Why: an `mw_reason`.
    pub reason: u32,
    /// What went wrong, in the cases that are known: an `mw_diagnosis`, or 0.
    pub diagnosis: u32,
    /// The HTTP status of the final reply, 0 if none came.
    pub http_status: u32,
    /// What `retry_after` is: an `mw_retry_after`.
    pub retry_after_kind: u32,
    /// Which texts were cut: bits `MW_TRUNCATED_*`.
    pub truncated: u32,
    /// When to try again, if the provider said.
    pub retry_after: u64,
    /// The result of the send, else the category of the error, else empty. At most 40 bytes.
    pub provider_code: mw_slice,
    /// The provider's message for people. At most 128 bytes.
    pub text: mw_slice,
    /// What the provider's support asks for. At most 36 bytes.
    pub correlation_id: mw_slice,
    /// The key to ask for the status of the send. At most 64 bytes.
    pub status_id: mw_slice,
    /// The id of the event the send made. At most 36 bytes. Empty, and its bit in `truncated` set, where the reply has a
    /// detail of a failure beside it, which the service does not send.
    pub event_id: mw_slice,
    /// What the diagnosis is about: required scopes, credentials not seen, the id of what was made. At most 40 bytes.
    pub detail: mw_slice,
    /// The body of a failure could not be read to its end; what was read is kept.
    pub is_damaged: bool,
}

/// What became of one call of a batch. Texts as in `mw_outcome`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_call_outcome {
    /// Which call, from 1.
    pub number: u32,
    /// An `mw_kind`.
    pub kind: u32,
    /// An `mw_reason`.
    pub reason: u32,
    /// An `mw_diagnosis`, or 0.
    pub diagnosis: u32,
    /// The response code, three digits; empty if none came. Its meaning depends on the method.
    pub code: mw_slice,
    /// The method, as the reply spells it; empty if the reply does not name it.
    pub method: mw_slice,
    /// The text for people; several are joined by `; `.
    pub text: mw_slice,
    /// Names of missing variables, the address that was refused, the id of what was made, or a reason.
    pub detail: mw_slice,
}

fn text(text: TextRef<'_>) -> mw_slice {
    mw_slice::of(text.whole_bytes())
}

/// `RetryAfter` as kind and number.
const fn retry_after(found: Option<RetryAfter>) -> (u32, u64) {
    match found {
        None => (mw_retry_after::None as u32, 0),
        Some(RetryAfter::Seconds(seconds)) => (mw_retry_after::Seconds as u32, seconds as u64),
        Some(RetryAfter::Date(date)) => (mw_retry_after::Date as u32, date as u64),
    }
}

fn record(outcome: &Summary, texts: &Texts<'_>) -> mw_outcome {
    let (retry_after_kind, retry_after) = retry_after(outcome.retry_after);
    let bit = |text: TextRef<'_>, bit| if text.is_truncated() { bit } else { 0 };
    mw_outcome {
        kind: mw_kind::from(outcome.reason.kind()) as u32,
        reason: mw_reason::from(outcome.reason) as u32,
        diagnosis: outcome.diagnosis.map_or(0, |diagnosis| mw_diagnosis::from(diagnosis) as u32),
        http_status: outcome.http_status.into(),
        retry_after_kind,
        truncated: bit(texts.provider_code, MW_TRUNCATED_PROVIDER_CODE)
            | bit(texts.text, MW_TRUNCATED_TEXT)
            | bit(texts.correlation_id, MW_TRUNCATED_CORRELATION_ID)
            | bit(texts.status_id, MW_TRUNCATED_STATUS_ID)
            | bit(texts.event_id, MW_TRUNCATED_EVENT_ID)
            | bit(texts.detail, MW_TRUNCATED_DETAIL),
        retry_after,
        provider_code: text(texts.provider_code),
        text: text(texts.text),
        correlation_id: text(texts.correlation_id),
        status_id: text(texts.status_id),
        event_id: text(texts.event_id),
        detail: text(texts.detail),
        is_damaged: outcome.is_damaged,
    }
}

/// What became of the attempt, readable at any time: before the first byte and while the request is being sent
/// `deferred` (`MW_REASON_NOT_SENT`), then `unknown` (`MW_REASON_NO_REPLY`) until the reply decides. So after a lost
/// connection or an error just read it.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_outcome(exchange: *const mw_exchange, out: *mut mw_outcome) -> mw_status {
    status((|| {
        let out = place(out)?;
        // SAFETY: the header asks for a context.
        let open = unsafe { open(exchange)? };
        // SAFETY: the header asks for a place.
        unsafe { out.put(record(open.state.summary(), &open.state.texts())) };
        Ok(())
    })())
}

/// The call that the event `MW_EVENT_CALL` is about, until the next `mw_exchange_receive`.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` for an operation without calls; `MW_STATUS_NULL_POINTER`,
/// `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_call(exchange: *const mw_exchange, out: *mut mw_call_outcome) -> mw_status {
    status((|| {
        let out = place(out)?;
        // SAFETY: the header asks for a context.
        let open = unsafe { open(exchange)? };
        let call = open.state.call().ok_or(mw_status::OutOfRange)?;
        let found = mw_call_outcome {
            number: call.number.into(),
            kind: mw_kind::from(call.kind()) as u32,
            reason: mw_reason::from(call.reason) as u32,
            diagnosis: call.diagnosis.map_or(0, |diagnosis| mw_diagnosis::from(diagnosis) as u32),
            code: text(call.code.lend()),
            method: text(call.method.lend()),
            text: text(call.text.lend()),
            detail: text(call.detail.lend()),
        };
        // SAFETY: the header asks for a place.
        unsafe { out.put(found) };
        Ok(())
    })())
}

/// The first call of a batch behind number `after` that has no answer, and what that means for it: `*out_number`, from
/// 1, and `*out_reason`, an `mw_reason`. Begin with an `after` of 0 when the exchange has ended, go on with the number
/// found. `*out_number` is 0 when there are no more.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_unanswered(
    exchange: *const mw_exchange,
    after: u32,
    out_number: *mut u32,
    out_reason: *mut u32,
) -> mw_status {
    status((|| {
        let (number, reason) = (place(out_number)?, place(out_reason)?);
        // SAFETY: the header asks for a context.
        let open = unsafe { open(exchange)? };
        let next = open.state.unanswered().find(|(number, _)| u32::from(*number) > after);
        // SAFETY: the header asks for places.
        unsafe {
            number.put(next.map_or(0, |(number, _)| number.into()));
            reason.put(next.map_or(0, |(_, reason)| mw_reason::from(reason) as u32));
        }
        Ok(())
    })())
}

/// Writes where the row of the event `MW_EVENT_ROW` stands below its item, with a NUL behind it: names joined by `/`,
/// items of lists numbered from 1, an attribute behind `@`, as in `responseData/task/item[2]/status`. Empty where rows
/// have a name of their own. It holds until the next `mw_exchange_receive`. `*out_length`, if `out_length` is not NULL,
/// is the length without the NUL.
///
/// Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
/// NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_path(
    exchange: *const mw_exchange,
    out: *mut c_char,
    size: usize,
    out_length: *mut usize,
) -> mw_status {
    status((|| -> Result<(), Refusal> {
        // SAFETY: the header asks for a context.
        let open = unsafe { open(exchange)? };
        write_text(out, size, out_length, |text| {
            let mut is_first = true;
            open.state.path().names(|name, number| {
                if name == b"@" {
                    text.raw(b"@");
                } else {
                    text.raw(if is_first { b"" } else { b"/" });
                    text.raw(name);
                    if number > 0 {
                        text.raw(b"[");
                        text.decimal(number.into());
                        text.raw(b"]");
                    }
                }
                is_first = name == b"@";
            });
        })
    })())
}
