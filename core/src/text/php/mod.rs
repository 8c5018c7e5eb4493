//! PHP's `serialize()` format, for reading: arrays of scalars and arrays.

mod scan;

pub use scan::{Malformed, Scanner, Token};
