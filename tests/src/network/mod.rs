//! A network in memory with a provider at its end, on which everything goes wrong by a seeded schedule: what a host makes of
//! it, attempt by attempt, against what the provider has really done.
//!
//! ```text
//! seed ─> Message: which provider, which host, how many attempts
//!            └─> Trouble of each attempt ─> Link (bytes, clock) ─> Provider (mails, keys)
//!                  └─> Outcome ─> retry::decide ─> next attempt, or the end
//! ```
//!
//! Time is a number. Nothing sleeps, and the same seed gives the same story.

mod host;
mod link;
mod message;
mod provider;
mod trouble;

pub use host::Host;
pub use link::{Broken, Clock, Link};
pub use message::{Message, Story};
pub use provider::{Provider, Service};
pub use trouble::{Answer, End, Place, Processing, Trouble};
