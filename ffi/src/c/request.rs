//! The request level, for hosts with an HTTP stack: method, address, header fields and body out; status, header fields
//! and body in.

use core::ffi::c_char;

use mailwire::error::Limit;
use mailwire::exchange::{Emit, measure};
use mailwire::operation::Found;
use mailwire::text::Cursor;
use mailwire::{Error, Event};

use super::exchange::{mw_exchange, mw_received, open, received, verb};
use super::failure::{Refusal, mw_failure, mw_stage, mw_status, status, write_text};
use super::slice::{array, check_array, mw_slice, place, room};
use super::words::mw_http_method;

/// A header field of a request. Its value is `scheme` and `value` in a row: a credential is lent, not copied.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_header {
    /// Its name. Static.
    pub name: mw_slice,
    /// What stands before the value, such as `Bearer ` with its blank, or nothing. Static.
    pub scheme: mw_slice,
    /// The value: visible ASCII. It points into the account or is static.
    pub value: mw_slice,
    /// The value is a secret: do not log it.
    pub is_secret: bool,
}

/// The method of the request: `*out` is an `mw_http_method`. `mw_http_method_name` has its word.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_method(exchange: *const mw_exchange, out: *mut u32) -> mw_status {
    status((|| {
        let (out, mut method) = (place(out)?, 0);
        // SAFETY: the header asks for a context.
        unsafe { open(exchange)? }
            .front
            .request()?
            .with_head(&mut |head| method = mw_http_method::from(head.method) as u32);
        // SAFETY: the header asks for a place.
        unsafe { out.put(method) };
        Ok(())
    })())
}

/// Writes the address of the request, `https://` and host and target, with a NUL behind it. `*out_length`, if
/// `out_length` is not NULL, is the length without the NUL.
///
/// Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
/// NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_url(
    exchange: *const mw_exchange,
    out: *mut c_char,
    size: usize,
    out_length: *mut usize,
) -> mw_status {
    status((|| {
        // SAFETY: the header asks for a context.
        let open = unsafe { open(exchange)? };
        let request = open.front.request()?;
        write_text(out, size, out_length, |text| {
            text.raw(b"https://");
            request.with_head(&mut |head| text.field(head.host.as_bytes()));
            request.target(text);
        })
    })())
}

/// The header field at `index`, from 0. Host and Content-Length are the stack's.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` behind the end; `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_header(
    exchange: *const mw_exchange,
    index: usize,
    out: *mut mw_header,
) -> mw_status {
    status((|| {
        let (out, mut found) = (place(out)?, None);
        // SAFETY: the header asks for a context.
        unsafe { open(exchange)? }.front.request()?.with_head(&mut |head| {
            found = head.fields().nth(index).map(|field| mw_header {
                name: mw_slice::of(field.name.as_bytes()),
                scheme: mw_slice::of(field.scheme.as_bytes()),
                value: mw_slice::of(field.value),
                is_secret: field.is_secret(),
            });
        });
        // SAFETY: the header asks for a place.
        unsafe { out.put(found.ok_or(mw_status::OutOfRange)?) };
        Ok(())
    })())
}

/// Writes the body from byte `from` on into `out`, of `size` bytes; `*out_length` is how many. None means that the body
/// ends there. Its whole length is `mw_lengths.body` of `mw_exchange_check`.
///
/// Errors: as `mw_exchange_check`; `MW_STATUS_ERROR_CAPACITY` for a `size` of 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_body(
    exchange: *const mw_exchange,
    from: usize,
    out: *mut u8,
    size: usize,
    out_length: *mut usize,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context, room and places.
    unsafe {
        verb(exchange, mw_stage::Transmit, failure, |open| {
            let (length, room) = (place(out_length)?, room(out, size)?);
            if room.is_empty() {
                return Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 }.into());
            }
            length.put(window(open.front.request()?, from, room)?);
            Ok(())
        })
    }
}

fn window(request: &dyn Emit, from: usize, room: &mut [u8]) -> Result<usize, Refusal> {
    // Behind the end there is nothing; a place that no body reaches would be no window either.
    if from >= measure(request)?.body as usize {
        return Ok(0);
    }
    let mut window = Cursor::window(room, from);
    request.body(&mut window);
    Ok(window.filled().len())
}

/// The request was handed over to the host's stack: from now on a missing reply means `unknown`, no longer `deferred`.
/// Call it when the connection stands and before the stack begins to send; libcurl calls `CURLOPT_PREREQFUNCTION` there.
/// With a stack that does not say when that is, call it before the stack is started: a connection that never came about is
/// then `unknown` too. A second call changes nothing.
///
/// If the stack fails before the reply is complete, do not call `mw_reply_end`: the outcome then says what that means.
///
/// Errors: `MW_STATUS_ERROR_MISUSE` (`MW_MISUSE_LEVELS_MIXED`) after `mw_exchange_transmit`. `mw_exchange_transmit` and the
/// other verbs over bytes answer the same after this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_request_sent(exchange: *mut mw_exchange, failure: *mut mw_failure) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe {
        verb(exchange, mw_stage::Transmit, failure, |open| {
            open.state.reply()?.request_sent();
            Ok(())
        })
    }
}

/// The status of the final reply: 200 to 599 of interest; interim ones are the stack's.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` for a number that is no status of three digits; `MW_STATUS_ERROR_MISUSE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_status(
    exchange: *mut mw_exchange,
    http_status: u32,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            match u16::try_from(http_status) {
                Ok(http_status @ 100..=999) => open.state.reply()?.status(http_status),
                _ => return Err(mw_status::OutOfRange.into()),
            }
            Ok(())
        })
    }
}

/// A header field of the reply. Those that mean nothing here are passed over; case does not matter.
///
/// Errors: `MW_STATUS_ERROR_MISUSE`, `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_field(
    exchange: *mut mw_exchange,
    name: mw_slice,
    value: mw_slice,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context, texts and a place.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            name.check()?;
            value.check()?;
            open.state.reply()?.field(name.bytes(), value.bytes());
            Ok(())
        })
    }
}

/// All header fields are in.
///
/// Errors: `MW_STATUS_ERROR_MISUSE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_head_end(exchange: *mut mw_exchange, failure: *mut mw_failure) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            open.state.reply()?.head_end();
            Ok(())
        })
    }
}

/// Bytes of the body, without framing: `length` bytes at `input`, which begin at byte `from` of the body. Call again
/// with the rest until the event is `MW_EVENT_NEED_MORE`. Events are those of `mw_exchange_receive`; a body has no
/// `MW_EVENT_COMPLETE`.
///
/// Errors: `MW_STATUS_ERROR_MISUSE`, `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_body(
    exchange: *mut mw_exchange,
    input: *const u8,
    length: usize,
    from: usize,
    out: *mut mw_received,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context, input and places.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            check_array(input, length)?;
            let (out, mut rest) = (place(out)?, array(input, length));
            let found = open.state.reply()?.body(&mut rest, u32::try_from(from).unwrap_or(u32::MAX));
            let event = match found {
                Some(Found::Row(row)) => Event::Row(row),
                Some(Found::Call) => Event::Call,
                None => Event::NeedMore,
            };
            out.put(received(open.front, length - rest.len(), event));
            Ok(())
        })
    }
}

/// The body, of `length` bytes, is complete: now the outcome is decided.
///
/// Errors: `MW_STATUS_ERROR_PEER` if the body was to say what was done and cannot be read: the outcome is `unknown`
/// then. `MW_STATUS_ERROR_MISUSE`: `MW_MISUSE_NO_STATUS` if `mw_reply_status` was not called, `MW_MISUSE_ENDED` to this
/// and every other `mw_reply_*` after the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_reply_end(
    exchange: *mut mw_exchange,
    length: usize,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            let done = open.state.reply()?.end(u32::try_from(length).unwrap_or(u32::MAX));
            if !matches!(done, Err(Error::Misuse(_))) {
                // What is decided stays so.
                open.state.abandon();
            }
            Ok(done?)
        })
    }
}
