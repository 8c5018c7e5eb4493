//! The generator of the bindings: as UniFFI has it, in the version that the library is built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
