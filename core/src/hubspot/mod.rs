//! HubSpot: single send, send status, OAuth. One file per operation; the reply is read by one reader.

mod account;
mod decide;
mod list;
mod oauth;
mod property;
mod reply;
pub mod request;
#[cfg(target_pointer_width = "64")]
mod seen;
mod send_result;
mod send_status;
mod single_send;
mod version;

pub use account::{Account, CredentialKind};
pub use list::{IndexedProperties, IndexedTexts, Texts};
pub use oauth::{AuthorizationCode, OauthVersion, RefreshToken, Tokens};
pub use property::{Properties, Property, Value};
pub use reply::Reader;
pub use send_result::{Class, SendResult};
pub use send_status::SendStatus;
pub use single_send::SingleSend;
pub use version::ApiVersion;
