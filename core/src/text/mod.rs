//! Byte codecs. They know no HTTP and no provider.
//!
//! Everything that leaves goes through one sink, the [`Cursor`]; everything that arrives goes through a scanner
//! that keeps its place, so that input may be cut at any byte and output may be asked for in windows of any size.

#[cfg(target_pointer_width = "64")]
pub(crate) mod block;
mod bounded;
mod cursor;
pub mod json;
mod names;
mod open_names;
pub mod percent;
pub mod php;
mod redact;
mod run;
mod utf8;
pub mod xml;

pub use bounded::{Text, TextRef};
pub use cursor::Cursor;
pub(crate) use names::{Names, Table, nested_length, nested_row, nested_table, row, row_length, table};
pub(crate) use open_names::OpenNames;
pub(crate) use redact::Redactor;
pub(crate) use run::{WIDE, contains, field_text, is_among, is_visible, line_and_column, take};
pub use utf8::Utf8;
pub(crate) use utf8::check_whole;
