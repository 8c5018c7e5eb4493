//! JSON (RFC 8259): strings are escaped on the way out, any document is scanned on the way in.

mod children;
mod decode;
mod emit;
mod scan;

pub(crate) use children::{Children, Parent, children};
pub(crate) use decode::{Decoded, decode};
pub use scan::{Malformed, Scanner, Token, check};
