//! mailwire through its public interface, as its users call it: validation on, every machine resumable.

pub mod chunked;
pub mod json_encode;
pub mod json_reply;
pub mod reply_head;
pub mod request;
pub mod xml_encode;
pub mod xml_reply;
