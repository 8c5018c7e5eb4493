//! A local stand-in for the HubSpot single-send API and the BlueHornet eMS XML API, over real TLS, with faults on demand. It sends no mail.
//!
//! It knows nothing of the client library that it helps to test: it is built from the published behaviour of the
//! services alone, so that a mistake in the client is not made twice. For other languages there is the same sandbox
//! as a program, `mailwire-sandbox`; its `--help` lists what follows here and more.
//!
//! # Example
//!
//! ```
//! use mailwire_sandbox::{ACCESS_TOKEN, Fault, Sandbox, Version};
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! # fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::builder().tls(false).start_blocking()?;
//! sandbox.fault(Fault { cut_reply_after: Some(40), ..Fault::default() });
//!
//! let body = r#"{"emailId":4126643121,"message":{"to":"jane@example.com","sendId":"order-7"}}"#;
//! let mut connection = TcpStream::connect(sandbox.addr())?;
//! write!(
//!     connection,
//!     "POST {} HTTP/1.1\r\nHost: api.hubapi.com\r\nAuthorization: Bearer {ACCESS_TOKEN}\r\n\
//!      Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
//!     Version::V3.path(),
//!     body.len()
//! )?;
//! let mut reply = Vec::new();
//! connection.read_to_end(&mut reply)?;
//!
//! // The client saw too little to know, and the mail was taken over: it may have been sent.
//! assert_eq!(reply.len(), 40);
//! assert_eq!(sandbox.messages()[0].send_id.as_deref(), Some("order-7"));
//! # Ok(())
//! # }
//! ```
//!
//! With TLS, trust [`Sandbox::ca_pem`], connect to [`Sandbox::addr`] and verify any of [`NAMES`], `api.hubapi.com`
//! and `echo.bluehornet.com` among them. Programs on tokio use [`Builder::start`] in place of [`Builder::start_blocking`].
//!
//! # What calls are known
//!
//! * the single-send call of every [`Version`], and `GET /marketing/v3/email/send-statuses/{statusId}`;
//! * `POST /oauth/v1/token`, `/oauth/v3/token`, `/oauth/2026-03/token`, `/oauth/2026-09/token` ([`OAuthApp`]);
//! * `POST /api/xmlrpc/index.php` and its `GET` with `?data=`, see [`bluehornet`];
//! * `GET /sandbox/messages`, `GET /sandbox/transactions`, `GET /sandbox/requests`,
//!   `POST` and `DELETE /sandbox/faults`, `DELETE /sandbox/messages`.
//!
//! # Credentials
//!
//! [`BUILT_IN_TOKENS`] lists them; [`Builder::token`] and [`Sandbox::set_token`] add to them. [`HAPIKEY`] is the key for
//! the retired query form of v1. Nothing here looks like a real credential, and none should be given to a sandbox.
//!
//! # What a recipient asks for
//!
//! | address | what happens |
//! |---|---|
//! | `result+PREVIOUSLY_BOUNCED@` | the status ends with that `sendResult`; case does not matter, `-` is as good as `_`; on v1 at once |
//! | `status+canceled@` | the status ends as `CANCELED`; on v1 `CAMPAIGN_CANCELLED` |
//! | `stuck+pending@` | the status stays `PENDING`; on v1 `QUEUED` |
//! | `http+503@`, `http+429-retry-after-7@` | the call is answered with that HTTP status (and `Retry-After`) and the body that fits it |
//! | `abuse@`, `noreply@`, ... | `INVALID_TO_ADDRESS`, as for everything that is not one bare address |
//! | `emailId` 404, or below 1 | `MISSING_CONTENT` |
//! | any other | `SENT` |
//!
//! # Where the service's behaviour is unknown
//!
//! These are choices of this sandbox, made where no recording or document says what happens:
//!
//! * a repeated `sendId` of an account is answered with `COMPLETE` and `IDEMPOTENT_IGNORE`, or `IDEMPOTENT_FAIL` if the
//!   mail is another one; only a mail that is sent, queued or stuck keeps its `sendId`; all versions share the keys;
//! * v1 refusals come with HTTP 200 (a [`Fault`] with `status` and [`FaultBody::Own`] makes it another);
//! * `emailId` in quotes is taken by v1 only; `contactProperties` of v3 and later have to be strings;
//! * dated versions default absent lists and maps, see [`Builder::strict_required`]; `to` is always required;
//! * the wording of 415 and 423, and of most `message` texts;
//! * an unknown token counts as no credential: 401 `INVALID_AUTHENTICATION`.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod binder;
pub mod bluehornet;
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
