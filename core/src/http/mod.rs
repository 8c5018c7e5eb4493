//! HTTP/1.1 framing (RFC 9110, RFC 9112). It knows no provider.

pub mod date;
pub mod header;
pub mod request;
pub mod response;
mod retry_after;

pub(crate) use retry_after::retry_after;
