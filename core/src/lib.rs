//! placeholder
#![no_std]
#![forbid(unsafe_code)]
extern crate self as mailwire;
pub mod diagnosis;
pub mod error;
pub mod exchange;
pub mod http;
pub mod hubspot;
#[cfg(feature = "embedded-io")]
pub mod io;
pub mod operation;
pub mod outcome;
pub mod retry;
pub mod text;
pub use error::Error;
pub use exchange::{Event, Exchange, Wants};
pub use outcome::Outcome;
