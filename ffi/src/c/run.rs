//! The loop over a transport, for hosts that want one call.

use core::ffi::c_void;

use mailwire::error::Limit;
use mailwire::{Error, Wants};

use super::exchange::{mw_event, mw_exchange, mw_received, open, receive, transmit};
use super::failure::{Refusal, answer, mw_failure, mw_stage, mw_status};
use super::slice::{place, required, room};

/// A TLS connection that the host has opened and verified, as callbacks. The library neither opens nor closes it and
/// has no time-outs of its own. Set all of it to zero first.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_transport {
    /// Handed to every callback; may be NULL.
    pub context: *mut c_void,
    /// Sends some of `length` bytes, and answers how many: at least 1. 0: the connection is closed. Negative: it failed;
    /// the number is handed on as `mw_failure.transport_code`. If bytes may have been passed on before a failure, answer
    /// their number first. A TLS record that was not written whole was not passed on: no one can read a part of it.
    pub write: Option<unsafe extern "C" fn(context: *mut c_void, bytes: *const u8, length: usize) -> isize>,
    /// Receives at most `size` bytes, and answers how many. 0: the other side has closed. Negative: it failed.
    pub read: Option<unsafe extern "C" fn(context: *mut c_void, out: *mut u8, size: usize) -> isize>,
    /// Called when the whole request was written; 0, or negative: it failed. May be NULL.
    pub flush: Option<unsafe extern "C" fn(context: *mut c_void) -> i32>,
    /// Gets what is handed out while the reply is read: `MW_EVENT_ROW` and `MW_EVENT_CALL`, with the exchange to ask for
    /// more. It must not call a verb that changes the exchange. May be NULL.
    pub show:
        Option<unsafe extern "C" fn(context: *mut c_void, exchange: *const mw_exchange, received: *const mw_received)>,
}

/// Runs an exchange to its end over a transport, with a lent buffer of `size` bytes: any number from 1; 256 and more
/// are sensible. Afterwards `mw_exchange_outcome` tells what became of the message, also after a failure.
///
/// Errors: `MW_STATUS_ERROR_TRANSPORT` with the code of the callback, 0 for a connection that closed while writing;
/// those of `mw_exchange_transmit` and `mw_exchange_receive`; `MW_STATUS_NULL_POINTER` for a missing `write` or `read`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_run(
    exchange: *mut mw_exchange,
    transport: *const mw_transport,
    buffer: *mut u8,
    size: usize,
    failure: *mut mw_failure,
) -> mw_status {
    let mut stage = mw_stage::Transmit;
    // SAFETY: the header asks for a context, a transport, room and a place.
    unsafe {
        let done = run(exchange, transport, room(buffer, size), &mut stage);
        let http_status = open(exchange).map_or(0, |open| open.state.summary().http_status);
        answer(done, stage, http_status, failure)
    }
}

/// What a callback answered, as a number of bytes of the `most` there were.
fn taken(answer: isize, most: usize) -> Result<usize, Refusal> {
    match usize::try_from(answer) {
        Ok(n) if n <= most => Ok(n),
        Ok(_) => Err(Error::Misuse(mailwire::error::Misuse::AdvancedTooFar).into()),
        Err(_) => Err(Refusal::Transport(answer)),
    }
}

/// # Safety
/// As [`mw_exchange_run`].
unsafe fn run(
    exchange: *const mw_exchange,
    transport: *const mw_transport,
    room: Result<&mut [u8], mw_status>,
    stage: &mut mw_stage,
) -> Result<(), Refusal> {
    // SAFETY: as the caller promises.
    let (transport, room) = (unsafe { required(transport)? }, room?);
    let (Some(write), Some(read)) = (transport.write, transport.read) else {
        return Err(mw_status::NullPointer.into());
    };
    if room.is_empty() {
        return Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 }.into());
    }
    // The context is opened anew for each step: a callback may look into it.
    // SAFETY: as the caller promises.
    let context = || unsafe { open(exchange) };
    loop {
        let wants = context()?.state.wants();
        match wants {
            Wants::Transmit => {
                let mut n = 0;
                // SAFETY: the place is our own.
                unsafe { transmit(&mut context()?, room, place(&raw mut n)?)? };
                // SAFETY: the callback keeps to its contract.
                let taken = taken(unsafe { write(transport.context, room.as_ptr(), n) }, n)?;
                if taken == 0 {
                    return Err(Refusal::Transport(0));
                }
                context()?.state.advance(taken)?;
                if let (Wants::Receive, Some(flush)) = (context()?.state.wants(), transport.flush) {
                    // SAFETY: the callback keeps to its contract.
                    match unsafe { flush(transport.context) } {
                        0.. => {}
                        code => return Err(Refusal::Transport(code as isize)),
                    }
                }
            }
            Wants::Receive => {
                *stage = mw_stage::Receive;
                // SAFETY: the callback keeps to its contract.
                let n = taken(unsafe { read(transport.context, room.as_mut_ptr(), room.len()) }, room.len())?;
                if n == 0 {
                    context()?.state.receive_end_of_stream()?;
                    continue;
                }
                let mut input = room.get(..n).unwrap_or(&[]);
                loop {
                    let received = receive(&mut context()?, &mut input)?;
                    if received.event == mw_event::NeedMore as u32 || received.event == mw_event::Complete as u32 {
                        break;
                    }
                    if let Some(show) = transport.show {
                        // SAFETY: the callback keeps to its contract.
                        unsafe { show(transport.context, exchange, &raw const received) };
                    }
                }
            }
            Wants::Nothing => return Ok(()),
        }
    }
}
