//! The tokens of an OAuth answer, collected from its rows into room of the caller's.

use core::mem::{ManuallyDrop, MaybeUninit};

use mailwire::hubspot::Tokens;
use mailwire::operation::{Piece, Row, RowName};

use super::exchange::{mw_event, mw_received};
use super::failure::{Refusal, answer, mw_failure, mw_stage, mw_status, status};
use super::slice::{check_array, mw_slice, place, required, room};

/// Words (of 8 bytes) of a collector of tokens.
pub const MW_HUBSPOT_TOKENS_WORDS: usize = 16;

/// Collects the tokens of an OAuth answer. Allocated by the caller; it may be moved, the room it fills may not.
#[repr(C)]
pub struct mw_hubspot_tokens {
    /// Of no concern to the caller.
    pub opaque: [u64; MW_HUBSPOT_TOKENS_WORDS],
}

/// What was found so far.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_hubspot_token_values {
    /// The access token, once it is complete; else empty. It points into the room.
    pub access_token: mw_slice,
    /// The refresh token to keep from now on, once it is complete; else empty. It points into the room.
    pub refresh_token: mw_slice,
    /// How long the access token works, in seconds; 0 if the reply does not say.
    pub expires_in_s: u32,
}

#[repr(C)]
struct Inner {
    tag: u32,
    /// Wiped by `mw_hubspot_tokens_clear`, not by a drop.
    tokens: ManuallyDrop<Tokens<'static>>,
}

const TAG: u32 = 0x6d77_7401;
const _: () = assert!(size_of::<Inner>() <= size_of::<mw_hubspot_tokens>());
const _: () = assert!(align_of::<Inner>() <= align_of::<mw_hubspot_tokens>());

unsafe fn open<'t>(tokens: *const mw_hubspot_tokens) -> Result<&'t mut Inner, Refusal> {
    let inner = tokens.cast_mut().cast::<Inner>();
    check_array(inner, 1)?;
    // SAFETY: the tag alone first; the rest may be anything in a collector that was never initialised.
    if unsafe { (&raw const (*inner).tag).read() } != TAG {
        return Err(mw_status::NotInitialized.into());
    }
    // SAFETY: a collector with this tag was written by `mw_hubspot_tokens_init`.
    Ok(unsafe { &mut *inner })
}

/// Begins to collect. `room`, of `room_size` bytes, is borrowed until `mw_hubspot_tokens_clear`; 1024 bytes hold the
/// tokens that are known. `size` is `sizeof *tokens`.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_tokens_init(
    tokens: *mut mw_hubspot_tokens,
    size: usize,
    room: *mut u8,
    room_size: usize,
) -> mw_status {
    status((|| {
        check_array(tokens, 1)?;
        if size != size_of::<mw_hubspot_tokens>() {
            return Err(mw_status::WrongSize.into());
        }
        // SAFETY: the header asks for room that is borrowed until it is cleared.
        let room = unsafe { self::room(room, room_size)? };
        let inner = Inner { tag: TAG, tokens: ManuallyDrop::new(Tokens::new(room)) };
        // SAFETY: the size was just compared, and the two assertions above hold.
        unsafe { tokens.cast::<Inner>().write(inner) };
        Ok(())
    })())
}

/// Takes what `mw_exchange_receive` handed out; everything but rows with tokens is passed over.
///
/// Errors: `MW_STATUS_ERROR_CAPACITY` if the room is too small; `needed` counts what is known so far.
/// `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_tokens_push(
    tokens: *mut mw_hubspot_tokens,
    received: *const mw_received,
    failure: *mut mw_failure,
) -> mw_status {
    let done = (|| {
        // SAFETY: the header asks for a collector and a record.
        let (inner, received) = unsafe { (open(tokens)?, required(received)?) };
        if received.event != mw_event::Row as u32 {
            return Ok(());
        }
        let row = received.row;
        row.piece.check()?;
        let Some(name) = (row.name as usize).checked_sub(1).and_then(|index| RowName::ALL.get(index)) else {
            return Err(mw_status::OutOfRange.into());
        };
        // SAFETY: the piece is valid until the next verb.
        let piece = Piece::Span(unsafe { row.piece.bytes() });
        Ok(inner.tokens.push(&Row { item: 0, name: *name, piece, is_last: row.is_last != 0 })?)
    })();
    // SAFETY: the header asks for a place.
    unsafe { answer(done, mw_stage::Receive, 0, failure) }
}

/// What was found so far.
///
/// Errors: `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_tokens_values(
    tokens: *const mw_hubspot_tokens,
    out: *mut mw_hubspot_token_values,
) -> mw_status {
    status((|| {
        let out = place(out)?;
        // SAFETY: the header asks for a collector.
        let inner = unsafe { open(tokens)? };
        let text = |token: Option<&str>| token.map_or(mw_slice::EMPTY, |token| mw_slice::of(token.as_bytes()));
        let values = mw_hubspot_token_values {
            access_token: text(inner.tokens.access_token()),
            refresh_token: text(inner.tokens.refresh_token()),
            expires_in_s: inner.tokens.expires_in_s().unwrap_or(0),
        };
        // SAFETY: the header asks for a place.
        unsafe { out.put(values) };
        Ok(())
    })())
}

/// Wipes the room and the collector.
///
/// Errors: `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_hubspot_tokens_clear(tokens: *mut mw_hubspot_tokens) -> mw_status {
    status((|| {
        // SAFETY: the header asks for a collector.
        let inner = unsafe { open(tokens)? };
        // SAFETY: it is dropped once: the tag is gone behind this.
        unsafe {
            ManuallyDrop::drop(&mut inner.tokens);
            tokens.cast::<MaybeUninit<Inner>>().write(MaybeUninit::zeroed());
        }
        Ok(())
    })())
}
