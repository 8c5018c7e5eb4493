//! What a function answers, and the record that says what was wrong.

use core::ffi::{CStr, c_char};

use mailwire::Error;
use mailwire::error::{Fault, Field, Limit, Misuse, Problem};
use mailwire::text::Cursor;

use super::slice::{mw_slice, place, required, room};
use super::words::{mw_fault, mw_field, mw_limit, mw_misuse, mw_problem};

/// What a function came to: 0 is OK, errors are negative.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_status {
    /// It was done.
    Ok = 0,
    /// A value given by the caller cannot be sent. Nothing has left.
    ErrorConfig = -1,
    /// Something does not fit where it has to go; the failure says how much would have been enough.
    ErrorCapacity = -2,
    /// The reply breaks the protocol or a cap on its size. The outcome stays readable.
    ErrorPeer = -3,
    /// The verbs were called in an order that makes no sense; the failure says which rule.
    ErrorMisuse = -4,
    /// The host's transport failed; the failure has its code.
    ErrorTransport = -5,
    /// NULL where something must be.
    NullPointer = -6,
    /// A pointer that is not aligned, or a length that no memory has.
    BadPointer = -7,
    /// The size of a record or context is not the one this library knows: header and library differ, or a `_default`
    /// function was not called.
    WrongSize = -8,
    /// A context that was never initialised, was cleared, or is damaged.
    NotInitialized = -9,
    /// A number that is none of its enumeration, or an index behind the end.
    OutOfRange = -10,
}

/// When something failed.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_stage {
    /// Nothing failed.
    None = 0,
    /// While an account or an operation was checked: nothing has left.
    Configure = 1,
    /// While the request was written.
    Transmit = 2,
    /// While the reply was read.
    Receive = 3,
    /// Anywhere else.
    Other = 4,
}

/// What was wrong: a plain record without pointers into anything that ends. Every function that can fail fills it in if it is
/// given one; it is not touched where all went well. What does not apply is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_failure {
    /// What the function answered: an `mw_status`.
    pub status: i32,
    /// When: an `mw_stage`.
    pub stage: u32,
    /// Config: which value, an `mw_field`.
    pub field: u32,
    /// Config: what is wrong with it, an `mw_problem`.
    pub problem: u32,
    /// Capacity: what was too small, an `mw_limit`.
    pub limit: u32,
    /// Peer: which rule the reply breaks, an `mw_fault`.
    pub fault: u32,
    /// Misuse: which rule was broken, an `mw_misuse`.
    pub misuse: u32,
    /// Config: where the field is a list its index, from 0; in a BlueHornet batch the index of the call, but
    /// for the name of a variable that of the variable.
    pub item: u32,
    /// Config: the byte at fault, from 0. Peer: the place in the reply, in bytes from its start.
    pub offset: u32,
    /// Capacity: how much would have been enough. Config, too long: how long the value is. In bytes, or in items for
    /// limits that count items.
    pub needed: u32,
    /// Capacity: how much there was. Config, too long: how long it may be.
    pub available: u32,
    /// Transport: what the callback answered, as it was.
    pub transport_code: i64,
    /// The HTTP status of the reply, as far as it is known.
    pub http_status: u32,
    /// Config, missing argument: its name; else empty. Static.
    pub argument: mw_slice,
}

impl mw_failure {
    const NONE: mw_failure = mw_failure {
        status: 0,
        stage: 0,
        field: 0,
        problem: 0,
        limit: 0,
        fault: 0,
        misuse: 0,
        item: 0,
        offset: 0,
        needed: 0,
        available: 0,
        transport_code: 0,
        http_status: 0,
        argument: mw_slice::EMPTY,
    };
}

/// Why a function could not do it.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    /// The call itself was wrong.
    Status(mw_status),
    /// The core says no.
    Error(Error),
    /// The host's transport said no.
    Transport(isize),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Error(error)
    }
}

impl From<mw_status> for Refusal {
    fn from(status: mw_status) -> Self {
        Refusal::Status(status)
    }
}

impl Refusal {
    pub(crate) const fn status(&self) -> mw_status {
        match self {
            Refusal::Status(status) => *status,
            Refusal::Error(Error::Config { .. }) => mw_status::ErrorConfig,
            Refusal::Error(Error::Capacity { .. }) => mw_status::ErrorCapacity,
            Refusal::Error(Error::Peer { .. }) => mw_status::ErrorPeer,
            Refusal::Error(Error::Misuse(_)) => mw_status::ErrorMisuse,
            Refusal::Transport(_) => mw_status::ErrorTransport,
        }
    }

    fn describe(&self, failure: &mut mw_failure) {
        failure.status = self.status() as i32;
        match *self {
            Refusal::Status(_) => {}
            Refusal::Transport(code) => failure.transport_code = code as i64,
            Refusal::Error(Error::Config { field, item, problem }) => {
                failure.stage = mw_stage::Configure as u32;
                (failure.field, failure.problem) = (mw_field::from(field) as u32, mw_problem::from(problem) as u32);
                failure.item = item.into();
                match problem {
                    Problem::TooLong { limit, length } => (failure.available, failure.needed) = (limit, length),
                    Problem::Forbidden { offset } | Problem::NotUtf8 { offset } | Problem::NotJson { offset } => {
                        failure.offset = offset;
                    }
                    Problem::MissingArgument(name) | Problem::MissingOneOf(name) => {
                        failure.argument = mw_slice::of(name.as_bytes());
                    }
                    _ => {}
                }
            }
            Refusal::Error(Error::Capacity { limit, needed, available }) => {
                (failure.limit, failure.needed, failure.available) = (mw_limit::from(limit) as u32, needed, available);
            }
            Refusal::Error(Error::Peer { fault, offset }) => {
                (failure.fault, failure.offset) = (mw_fault::from(fault) as u32, offset);
            }
            Refusal::Error(Error::Misuse(misuse)) => failure.misuse = mw_misuse::from(misuse) as u32,
        }
    }
}

/// What a function answers; fills in the record where one is given.
///
/// # Safety
/// `failure` is NULL or a place for a record.
pub(crate) unsafe fn answer(
    done: Result<(), Refusal>,
    stage: mw_stage,
    http_status: u16,
    failure: *mut mw_failure,
) -> mw_status {
    let Err(refusal) = done else { return mw_status::Ok };
    if let Ok(out) = place(failure) {
        // Straight into its place: a copy of it would take more code and stack.
        // SAFETY: as the caller promises.
        let failure = unsafe { out.fill(mw_failure::NONE) };
        (failure.stage, failure.http_status) = (stage as u32, http_status.into());
        refusal.describe(failure);
    }
    refusal.status()
}

/// What a function answers that has no record.
pub(crate) fn status(done: Result<(), Refusal>) -> mw_status {
    done.map_or_else(|refusal| refusal.status(), |()| mw_status::Ok)
}

/// The word for an `mw_status`; "?" for a number that is none. Static.
#[unsafe(no_mangle)]
pub extern "C" fn mw_status_name(status: i32) -> *const c_char {
    status_word(status).as_ptr()
}

fn status_word(status: i32) -> &'static CStr {
    const WORDS: [&CStr; 11] = [
        c"ok",
        c"config",
        c"capacity",
        c"peer",
        c"misuse",
        c"transport",
        c"null-pointer",
        c"bad-pointer",
        c"wrong-size",
        c"not-initialized",
        c"out-of-range",
    ];
    // Not `-status`: it overflows for one number.
    WORDS.get(0_i32.wrapping_sub(status) as usize).copied().unwrap_or(c"?")
}

/// Writes a failure for a person, in words and numbers, such as `config: to: not-an-address` or `peer: line-end at
/// byte 17 of the reply`, with a NUL behind it. `*out_length`, if `out_length` is not NULL, is the length without it.
///
/// Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
/// NUL, and `out` holds what fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_failure_text(
    failure: *const mw_failure,
    out: *mut c_char,
    size: usize,
    out_length: *mut usize,
) -> mw_status {
    status((|| {
        // SAFETY: the header asks for a valid record.
        let failure = unsafe { required(failure)? };
        write_text(out, size, out_length, |text| describe(failure, text))
    })())
}

/// Writes text with a NUL behind it into room of the caller's; how long it is goes to `out_length`.
pub(crate) fn write_text(
    out: *mut c_char,
    size: usize,
    out_length: *mut usize,
    emit: impl Fn(&mut Cursor<'_>),
) -> Result<(), Refusal> {
    // NULL is fine, another pointer must be one.
    let length_place = if out_length.is_null() { None } else { Some(place(out_length)?) };
    // SAFETY: the header asks for room of this size.
    let room = unsafe { room(out.cast(), size)? };
    let available = room.len();
    let mut length = Cursor::count();
    emit(&mut length);
    let length = length.position();
    if let Some((end, text)) = room.split_last_mut() {
        let mut window = Cursor::window(text, 0);
        emit(&mut window);
        let filled = window.filled().len();
        *end = 0;
        if let Some(end) = text.get_mut(filled) {
            *end = 0;
        }
    }
    if let Some(out) = length_place {
        // SAFETY: the header asks for a place.
        unsafe { out.put(length) };
    }
    if length >= available {
        let (needed, available) = ((length as u32).saturating_add(1), available as u32);
        return Err(Error::Capacity { limit: Limit::Buffer, needed, available }.into());
    }
    Ok(())
}

fn describe(failure: &mw_failure, out: &mut Cursor<'_>) {
    let word = |out: &mut Cursor<'_>, words: &[&CStr], number: u32| {
        let word = (number as usize).checked_sub(1).and_then(|index| words.get(index));
        out.raw(b": ");
        out.raw(word.map_or(b"?", |word| word.to_bytes()));
    };
    let number = |out: &mut Cursor<'_>, lead: &[u8], number: u64, behind: &[u8]| {
        out.raw(lead);
        out.decimal(number);
        out.raw(behind);
    };
    out.raw(status_word(failure.status).to_bytes());
    let is = |status: mw_status| failure.status == status as i32;
    let has = |problem: mw_problem| failure.problem == problem as u32;
    match () {
        () if is(mw_status::ErrorConfig) => {
            word(out, Field::WORDS, failure.field);
            if failure.item > 0 {
                number(out, b" (item ", failure.item.into(), b")");
            }
            word(out, Problem::WORDS, failure.problem);
            match () {
                () if has(mw_problem::TooLong) => {
                    number(out, b", ", failure.needed.into(), b" bytes");
                    number(out, b", at most ", failure.available.into(), b" allowed");
                }
                () if has(mw_problem::Forbidden) || has(mw_problem::NotUtf8) || has(mw_problem::NotJson) => {
                    number(out, b" at byte ", failure.offset.into(), b"");
                }
                () => {}
            }
            if !failure.argument.is_empty() {
                out.raw(b" ");
                // SAFETY: the name is static.
                out.raw(unsafe { failure.argument.bytes() });
            }
        }
        () if is(mw_status::ErrorCapacity) => {
            word(out, Limit::WORDS, failure.limit);
            number(out, b": ", failure.needed.into(), b" needed");
            number(out, b", ", failure.available.into(), b" available");
        }
        () if is(mw_status::ErrorPeer) => {
            word(out, Fault::WORDS, failure.fault);
            number(out, b" at byte ", failure.offset.into(), b" of the reply");
        }
        () if is(mw_status::ErrorMisuse) => word(out, Misuse::WORDS, failure.misuse),
        () if is(mw_status::ErrorTransport) => {
            out.raw(if failure.transport_code < 0 { b": code -" } else { b": code " });
            out.decimal(failure.transport_code.unsigned_abs());
        }
        () => {}
    }
}
