//! The whitelist of a BlueHornet API user: which addresses may call.

use core::net::Ipv4Addr;

use mailwire::bluehornet::Whitelist;

use super::failure::{Refusal, mw_status, status};
use super::slice::{mw_slice, place};
use super::words::mw_whitelist_fault;

/// What is wrong with a whitelist, and where.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_whitelist_error {
    /// What: an `mw_whitelist_fault`; 0 if nothing is.
    pub fault: u32,
    /// Index of the byte at fault, from 0.
    pub offset: usize,
}

/// The addresses from `first` to `last`, both in it: IPv4, as numbers (`0xCB007107` is 203.0.113.7).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_addresses {
    /// The first address.
    pub first: u32,
    /// The last address.
    pub last: u32,
}

unsafe fn read<'a>(text: mw_slice) -> Result<Whitelist<'a>, Refusal> {
    text.check()?;
    // SAFETY: the text lives through the call.
    Whitelist::new(unsafe { text.bytes() }).map_err(|_| mw_status::ErrorConfig.into())
}

/// Checks a whitelist: entries separated by commas or line ends, each an address, a range `a-b`, or CIDR. `*out` says what
/// is wrong; it is written in both cases.
///
/// Errors: `MW_STATUS_ERROR_CONFIG` with `*out`; `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_whitelist_check(text: mw_slice, out: *mut mw_whitelist_error) -> mw_status {
    status((|| {
        text.check()?;
        let out = place(out)?;
        // SAFETY: the text lives through the call; the header asks for a place.
        unsafe {
            match Whitelist::new(text.bytes()) {
                Ok(_) => {
                    out.put(mw_whitelist_error { fault: 0, offset: 0 });
                    Ok(())
                }
                Err(error) => {
                    let fault = mw_whitelist_fault::from(error.fault) as u32;
                    out.put(mw_whitelist_error { fault, offset: error.offset });
                    Err(mw_status::ErrorConfig.into())
                }
            }
        }
    })())
}

/// The entry at `index`, from 0. Each call reads the list from its beginning.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_ERROR_CONFIG` for a list that `mw_whitelist_check` refuses,
/// `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_whitelist_entry(text: mw_slice, index: usize, out: *mut mw_addresses) -> mw_status {
    status((|| {
        // SAFETY: the header asks for a text.
        let (list, out) = (unsafe { read(text)? }, place(out)?);
        let entry = list.entries().nth(index).ok_or(mw_status::OutOfRange)?;
        // SAFETY: the header asks for a place.
        unsafe { out.put(mw_addresses { first: entry.first.to_bits(), last: entry.last.to_bits() }) };
        Ok(())
    })())
}

/// Whether a call from `address` (a number as in `mw_addresses`) passes. The address is the one the service sees: behind
/// a router that is not the device's own; an outcome `MW_REASON_IP_NOT_WHITELISTED` tells it as the detail.
///
/// Errors: `MW_STATUS_ERROR_CONFIG` for a list that `mw_whitelist_check` refuses, `MW_STATUS_NULL_POINTER`,
/// `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_whitelist_covers(text: mw_slice, address: u32, out: *mut bool) -> mw_status {
    status((|| {
        // SAFETY: the header asks for a text.
        let (list, out) = (unsafe { read(text)? }, place(out)?);
        // SAFETY: the header asks for a place.
        unsafe { out.put(list.covers(Ipv4Addr::from_bits(address))) };
        Ok(())
    })())
}

/// As `mw_whitelist_covers`, with an address in text, such as the detail of an outcome.
///
/// Errors: as `mw_whitelist_covers`; `MW_STATUS_OUT_OF_RANGE` if `address` is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_whitelist_covers_text(text: mw_slice, address: mw_slice, out: *mut bool) -> mw_status {
    status((|| {
        address.check()?;
        // SAFETY: the header asks for texts.
        let (list, address, out) = (unsafe { read(text)? }, unsafe { address.bytes() }, place(out)?);
        let covers = list.covers_text(address).ok_or(mw_status::OutOfRange)?;
        // SAFETY: the header asks for a place.
        unsafe { out.put(covers) };
        Ok(())
    })())
}
