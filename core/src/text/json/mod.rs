//! JSON (RFC 8259): strings are escaped on the way out, any document is scanned on the way in.

mod emit;
mod members;
mod scan;

pub(crate) use members::members;
pub use scan::{Malformed, Scanner, Token, check};
