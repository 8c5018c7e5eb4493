//! The shared harness: vectors, splits, and one way to run any reply through any operation.

pub mod replay;
pub mod vectors;
