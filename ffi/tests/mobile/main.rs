//! The request level of apps, from the side of an app: everything goes through what UniFFI exports.

mod calls;
mod errors;
mod lost;
mod replies;
mod replies_bluehornet;
mod requests;
mod retry;
mod secrets;
mod stack;
mod whitelist;
mod words;
