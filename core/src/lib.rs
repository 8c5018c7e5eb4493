//! placeholder
#![no_std]
#![forbid(unsafe_code)]
extern crate self as mailwire;
pub mod diagnosis;
pub mod error;
pub mod outcome;
pub mod http;
pub mod text;
pub use error::Error;
pub use outcome::Outcome;
