//! The C ABI. Only this module is unsafe: it turns pointers into borrows for the length of one call.
//!
//! | file | what it knows |
//! |---|---|
//! | [`mod@slice`] | texts and lists the caller owns |
//! | [`words`] | the words of the core as C enums, made by a program |
//! | [`failure`] | statuses, and the record that says what was wrong |
//! | [`record`] | records that begin with their size, and operations as such records |
//! | [`hubspot`], [`property`], [`bluehornet`] | accounts and operations as records, and how they become those of the core |
//! | [`exchange`] | the context and its verbs |
//! | [`outcome`] | what is read off an exchange |
//! | [`request`] | the request level, for hosts with an HTTP stack |
//! | [`run`] | the loop over a transport |
//! | [`retry`], [`tokens`], [`whitelist`], [`version`] | the rest |
//! | `layout` | sizes and offsets, as numbers |
//!
//! The rules that hold for every function stand at the top of the header, in `ffi/cbindgen.toml`.
#![allow(non_camel_case_types, reason = "the names are those of C")]

pub mod bluehornet;
pub mod exchange;
pub mod failure;
pub mod hubspot;
mod layout;
pub mod outcome;
pub mod property;
pub mod record;
pub mod request;
pub mod retry;
pub mod run;
pub mod slice;
pub mod tokens;
pub mod version;
pub mod whitelist;
pub mod words;
