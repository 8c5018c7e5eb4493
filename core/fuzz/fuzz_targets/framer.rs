#![no_main]
#![allow(missing_docs, reason = "the library says what it asserts")]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mailwire_fuzz::framer::holds(bytes));
