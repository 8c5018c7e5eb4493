//! Send an alert email through a provider's HTTPS API from a device or an app: once, or know exactly why not.
//!
//! The crate turns a typed request into the exact bytes to send, turns the bytes that come back into a typed
//! [`Outcome`], and leaves the connection, TLS included, to the host. It needs no allocator, no operating system, no
//! clock, and no buffer of its own: buffers of any size are lent, time and randomness are arguments.
//!
//! ```
//! use mailwire::hubspot::{Account, SingleSend};
//! use mailwire::outcome::{Kind, Reason};
//! use mailwire::{Event, Exchange, Wants};
//!
//! # struct Tls(&'static [u8]);
//! # impl Tls {
//! #     fn write(&mut self, bytes: &[u8]) -> Result<usize, mailwire::Error> { Ok(bytes.len().min(100)) }
//! #     fn flush(&mut self) -> Result<(), mailwire::Error> { Ok(()) }
//! #     fn read(&mut self, buffer: &mut [u8]) -> Result<usize, mailwire::Error> {
//! #         let n = self.0.len().min(buffer.len());
//! #         buffer[..n].copy_from_slice(&self.0[..n]);
//! #         self.0 = &self.0[n..];
//! #         Ok(n)
//! #     }
//! # }
//! # let mut tls = Tls(b"HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}");
//! let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
//! let custom = [("alert", "Boiler 7: 96 °C")];
//! let send = SingleSend::new(4126643121, "jane@customer.example")?.send_id("boiler-7-0042")?.custom(&custom);
//!
//! let mut exchange = Exchange::new(&account, &send);
//! let mut buffer = [0; 256];
//! loop {
//!     match exchange.wants() {
//!         Wants::Transmit => {
//!             let n = exchange.transmit(&mut buffer)?;
//!             let taken = tls.write(&buffer[..n])?;
//!             if taken == 0 {
//!                 break; // the connection is gone
//!             }
//!             exchange.advance(taken)?;
//!             if exchange.wants() == Wants::Receive {
//!                 tls.flush()?;
//!             }
//!         }
//!         Wants::Receive => {
//!             let n = tls.read(&mut buffer)?;
//!             if n == 0 {
//!                 exchange.receive_end_of_stream()?;
//!                 continue;
//!             }
//!             let mut input = &buffer[..n];
//!             loop {
//!                 match exchange.receive(&mut input)? {
//!                     Event::Row(row) => println!("{}: {row:?}", exchange.path()),
//!                     Event::Call => println!("{:?}", exchange.call()),
//!                     Event::NeedMore | Event::Complete => break,
//!                 }
//!             }
//!         }
//!         Wants::Nothing => break,
//!     }
//! }
//! let outcome = exchange.outcome();
//! assert_eq!((outcome.kind(), outcome.reason), (Kind::Accepted, Reason::Pending));
//! # Ok::<(), mailwire::Error>(())
//! ```
//!
//! That loop is the whole contract. [`io`] has it ready made for blocking and async transports; every `?` in it may
//! also lead to [`Exchange::outcome`], which is readable at any time and says what a lost connection means.
//!
//! # The house
//!
//! ```text
//! SingleSend, SendStatus, Batch ... ── Operation ──> Cursor ──> out[] lent by the host ──> TLS ──> provider
//!                                                                                                    │
//! Outcome <── provider's reader <── JSON, XML, PHP scanner <── framer <── in[] lent by the host <────┘
//!    └──> retry::decide ──> a delay, or a reason to stop
//! ```
//!
//! Arrows in the code point down only, with one exception: an outcome keeps its words in a bounded [`text::Text`].
//!
//! | layer | what it knows |
//! |---|---|
//! | [`io`] (feature `embedded-io`) | the loop over a transport; the only IO |
//! | [`exchange`], [`retry`] | one attempt of one operation over a connection; whether to try again |
//! | [`reply`] | the reading half alone, for hosts with an HTTP stack |
//! | [`hubspot`], [`bluehornet`] | the providers: accounts, operations, replies, what they mean; they do not know each other |
//! | [`operation`] | what an operation is: what to send, how to read the answer, what dedupes it |
//! | [`http`] | HTTP/1.1: validated head pieces, request heads, response framing, dates |
//! | [`text`] | bytes: the cursor that all output goes through, JSON, XML, PHP data, percent-encoding, UTF-8 |
//! | [`outcome`], [`diagnosis`], [`error`] | the words for what happened; they know no layer above |
//!
//! **Encoding** is a pure function run over a [`text::Cursor`]: to measure, to fill a buffer, or to fill a window of
//! the same stream. The bytes on the wire are the same whatever the buffers. **Decoding** is a chain of scanners that
//! keep their place: input may be cut at any byte, and nothing is stored but the bounded texts of the outcome.
//!
//! C and C++ programs use all of this through `include/mailwire.h` and `include/mailwire.hpp`, which the package
//! `mailwire-ffi` makes.
//!
//! # Four kinds of outcome
//!
//! | kind | means | again by machine? |
//! |---|---|---|
//! | [`Accepted`](outcome::Kind::Accepted) | the service took it over | no |
//! | [`Rejected`](outcome::Kind::Rejected) | surely not done, and never will be as it stands | no |
//! | [`Deferred`](outcome::Kind::Deferred) | surely not done, may be tried again | yes, after a wait |
//! | [`Unknown`](outcome::Kind::Unknown) | it may have been done | only if the provider dedupes |
//!
//! # Sizes
//!
//! | what | bytes |
//! |---|---|
//! | buffer for `transmit` and `receive` (may be the same) | any from 1; 256 and more are sensible |
//! | [`exchange::State`] with HubSpot's reader, 64-bit | 512 |
//! | the same with BlueHornet's | 764 |
//! | longest reply head ([`http::response::MAX_HEAD`]) | 16384, scanned, not stored |
//! | body of a request | up to 2 GiB, never held |
//! | body of a reply | below 4 GiB by its length or in a chunk, scanned, not stored |
//!
//! # Features
//!
//! None is on by default; features only add. `embedded-io` and `embedded-io-async`: the drivers in [`io`]. `serde`:
//! derives on public value types. `serde-json-core`: custom properties straight from a `Serialize` value.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(feature = "embedded-io"), allow(rustdoc::broken_intra_doc_links))]

pub mod bluehornet;
pub mod diagnosis;
pub mod error;
pub mod exchange;
pub mod http;
pub mod hubspot;
#[cfg(feature = "embedded-io")]
pub mod io;
pub mod operation;
pub mod outcome;
pub mod reply;
pub mod retry;
pub mod text;

pub use error::Error;
pub use exchange::{Event, Exchange, Wants};
pub use outcome::Outcome;
