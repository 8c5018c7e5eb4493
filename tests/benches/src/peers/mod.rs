//! The libraries beside us, each used as its documentation says.

pub mod chunked;
pub mod fixed;
pub mod json_encode;
pub mod json_reply;
pub mod reply_head;
pub mod request;
pub mod xml_encode;
pub mod xml_reply;
