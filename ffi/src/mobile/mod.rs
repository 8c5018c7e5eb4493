//! The request level for apps: what UniFFI makes Swift and Kotlin of.
//!
//! ```text
//! HubSpotAccount, HubSpotApp, BlueHornetAccount ── prepare_* ──> HttpRequest ──> URLSession, OkHttp, java.net.http
//!                                                                     │                        │
//!        Decision <── decide ── SendOutcome <── interpret* ───────────┴──── status, headers, body
//! ```
//!
//! No function waits, keeps a thread or calls back: the host sends, and may stop sending, with what its platform has.
//! Every value is checked by `prepare_*`, before anything has left.
//!
//! | file | what it knows |
//! |---|---|
//! | [`words`] | the words of the core, made by a program |
//! | [`failure`] | why a request cannot be made |
//! | [`property`], [`hubspot`], [`oauth`] | HubSpot: what is sent, for whom, and tokens |
//! | [`argument`], [`call`], [`bluehornet`] | BlueHornet: arguments, calls of methods, batches of them |
//! | [`request`], [`reading`] | the request as values, and how its reply is read |
//! | [`outcome`], [`retry`] | what became of it, and whether to try again |
//! | [`whitelist`] | the rest |
//!
//! Types with a secret inside are objects: the records of Swift and Kotlin print their fields. What prints an object is
//! written here, and masks. Texts that are handed out cannot be taken back: a token that was asked for is the app's.
//!
//! The docs of what is exported become those of Swift and Kotlin, so they name things as those do.
//!
//! Numbers are signed, because those of Kotlin and Swift are; what is out of range is refused by name, or counts as the
//! nearest where the docs say so.

pub mod argument;
pub mod bluehornet;
pub mod call;
pub mod failure;
pub mod hubspot;
pub mod oauth;
pub mod outcome;
pub mod property;
pub mod reading;
pub mod request;
pub mod retry;
pub mod whitelist;
pub mod words;

/// The version of this library, such as `0.1.0`.
#[uniffi::export]
pub fn mailwire_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
