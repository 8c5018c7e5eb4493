//! The faces of mailwire for other languages. [`c`] is the C ABI; `include/mailwire.h` is made from it. `mobile`, with
//! the feature `uniffi`, is the request level for apps; the Swift and Kotlin packages are made from it.
//!
//! No code of [`c`] allocates, keeps a global, or can panic. A library for C is linked with the feature
//! `panic-handler`: its handler calls `mw_panicked`, which is defined nowhere. So a library in which a compiler left a
//! way to panic does not link, and says so by that name. A program that wants to link all the same defines `void
//! mw_panicked(void)`, which must not return.
#![cfg_attr(not(any(test, feature = "std")), no_std)]

pub mod c;
#[cfg(feature = "uniffi")]
pub mod mobile;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("mailwire");

#[cfg(all(feature = "panic-handler", not(any(test, feature = "std"))))]
mod panic {
    unsafe extern "C" {
        fn mw_panicked() -> !;
    }

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        // SAFETY: whoever defines it keeps to its contract: no arguments, no return.
        unsafe { mw_panicked() }
    }
}
