//! Another Rust library for C, as somebody else would make it: no std, a panic handler of its own, code that can panic.
//! Nothing hides its symbols: all of the core library it uses is exported.
#![no_std]

/// The core library that comes with the compiler was made for unwinding and asks for this.
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The sum of the bytes of a text from `first` on.
///
/// # Safety
/// `text` has `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn second_sum(text: *const u8, length: usize, first: usize) -> u64 {
    // SAFETY: as the caller promises.
    let text = unsafe { core::slice::from_raw_parts(text, length) };
    text[first..].iter().map(|byte| u64::from(*byte)).sum()
}

/// A number in decimal: formatting brings a good part of the core library along.
///
/// # Safety
/// `out` has 20 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn second_decimal(number: u64, out: *mut u8) -> usize {
    struct Out<'o>(&'o mut [u8], usize);
    impl core::fmt::Write for Out<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0[self.1..][..text.len()].copy_from_slice(text.as_bytes());
            self.1 += text.len();
            Ok(())
        }
    }
    // SAFETY: as the caller promises.
    let mut out = Out(unsafe { core::slice::from_raw_parts_mut(out, 20) }, 0);
    let _ = core::fmt::Write::write_fmt(&mut out, format_args!("{number}"));
    out.1
}
