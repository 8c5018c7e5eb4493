//! The shared harness: vectors, splits, and one way to run any reply through any operation.
//!
//! "Spec" with the number of a section means the maintainers' notes on the providers' documentation, from which the tables
//! here were made. The notes are not part of this repository; each table stands for itself.

pub mod case;
pub mod conformance;
pub mod dice;
pub mod network;
pub mod operations;
pub mod replay;
pub mod sentences;
pub mod service;
pub mod specification;
pub mod vectors;
pub mod wire;

/// The code of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
