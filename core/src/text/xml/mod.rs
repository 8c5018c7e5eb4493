//! XML 1.0 without a document type: text is escaped or refused on the way out, any document is scanned on the way in.

mod declaration;
mod emit;
mod name;
mod scan;
mod token;

pub use emit::{check_name, check_text};
pub use scan::Scanner;
pub use token::{Malformed, Token};
