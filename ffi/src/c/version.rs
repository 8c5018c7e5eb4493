//! Which library this is, and the secure wipe.

use core::ffi::{CStr, c_char, c_void};
use core::sync::atomic::{Ordering, compiler_fence};

use super::failure::{mw_status, status};
use super::slice::room;

/// Grows with every change after which programs must be compiled again: sizes and members of records, numbers of
/// enumerations, signatures.
pub const MW_ABI_VERSION: u32 = 1;

/// `mw_features`: HubSpot is in this library.
pub const MW_FEATURE_HUBSPOT: u32 = 1;
/// `mw_features`: BlueHornet is in this library.
pub const MW_FEATURE_BLUEHORNET: u32 = 2;

/// The `MW_ABI_VERSION` this library was built with. A program that links a shared library compares the two.
#[unsafe(no_mangle)]
pub extern "C" fn mw_abi_version() -> u32 {
    MW_ABI_VERSION
}

/// The version of the library, such as `0.1.0`. Static.
#[unsafe(no_mangle)]
pub extern "C" fn mw_version() -> *const c_char {
    const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };
    VERSION.as_ptr()
}

/// What this library holds: bits `MW_FEATURE_*`.
#[unsafe(no_mangle)]
pub extern "C" fn mw_features() -> u32 {
    MW_FEATURE_HUBSPOT | MW_FEATURE_BLUEHORNET
}

/// Overwrites `size` bytes with zeros in a way the compiler does not leave out, for tokens and contexts.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_wipe(memory: *mut c_void, size: usize) -> mw_status {
    status((|| {
        // SAFETY: the header asks for memory of this size.
        for byte in unsafe { room(memory.cast(), size)? } {
            // SAFETY: a byte of the caller's.
            unsafe { core::ptr::from_mut(byte).write_volatile(0) };
        }
        compiler_fence(Ordering::SeqCst);
        Ok(())
    })())
}
