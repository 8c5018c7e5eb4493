//! HTTP/1.1 framing (RFC 9110, RFC 9112). It knows no provider.

pub mod date;
pub mod header;
pub mod request;
pub mod response;
pub(crate) mod retry_after;
