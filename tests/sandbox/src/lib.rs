//! A local stand-in for the HubSpot API, over real TLS, with faults on demand.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod binder;
mod clock;
mod connection;
mod control;
mod convention;
mod credentials;
mod errors;
mod faults;
mod messages;
mod oauth;
mod reply;
mod reply_bytes;
mod request_reader;
mod requests;
mod routes;
mod sandbox;
mod send_result;
mod service;
mod single_send;
mod status;
mod tls;
mod version;

pub use credentials::{ACCESS_TOKEN, ACCOUNT, BUILT_IN_TOKENS, HAPIKEY, OTHER_ACCOUNT, OTHER_ACCOUNT_TOKEN, Standing};
pub use faults::{End, Fault, FaultBody, Framing};
pub use messages::Message;
pub use oauth::OAuthApp;
pub use requests::RecordedRequest;
pub use sandbox::{Builder, Sandbox};
pub use tls::NAMES;
pub use version::Version;
