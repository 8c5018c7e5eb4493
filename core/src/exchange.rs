//! One attempt of one operation: bytes out, bytes in, an outcome.
//!
//! ```text
//!            transmit, advance          receive                receive / receive_end_of_stream
//!  Transmit ───────────────────> Receive ───────────> Receive ────────────────────────────────> Nothing
//!     │     last byte advanced            head, rows             reply complete, or broken
//!     └───────────────────────────────────────────────────────────────────────────────────────>
//!           a reply may also come before the last byte was sent
//! ```

use crate::error::{Error, Fault, Limit, Misuse};
use crate::http::response::{Framer, Part};
use crate::operation::{AnyAccount, Dedupe, Found, Operation, Reader, Row};
use crate::outcome::{CallOutcome, Outcome, Reason, Summary, Texts};
use crate::reply::{Path, Reply};

mod request;

pub use request::{Emit, Lengths, Request, measure, write_body};
use request::{check_before, first, window};

/// What the exchange needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Bytes of the request are to be sent: [`transmit`](Exchange::transmit), then [`advance`](Exchange::advance).
    Transmit,
    /// Bytes of the reply are to be read: [`receive`](Exchange::receive).
    Receive,
    /// It is over; see the [`outcome`](Exchange::outcome).
    Nothing,
}

/// What [`receive`](Exchange::receive) came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'i> {
    /// The input is used up; bring more.
    NeedMore,
    /// A piece of a value that is handed out while reading. Call again: input may be left.
    Row(Row<'i>),
    /// A call of a batch was answered: see [`Exchange::call`]. Call again: input may be left.
    Call,
    /// The reply is complete. What is left of the input follows it on the connection.
    Complete,
}

/// The state of an exchange without the borrow: a plain value that may be moved, copied into a C context, or stored.
///
/// [`Exchange`] is this and a [`Request`]; the verbs are the same and are documented there. A `&mut State<R>` is a
/// `&mut State<dyn Reader>` where one is wanted: one machine for all providers of a program.
#[derive(Clone, Debug)]
pub struct State<R: ?Sized> {
    /// Of a request of no bytes as long as nothing was measured.
    lengths: Lengths,
    sent: u32,
    /// What `transmit` has written since the last `advance`.
    offered: u32,
    received: u32,
    framer: Framer,
    has_ended: bool,
    /// The host frames replies itself.
    is_request_level: bool,
    reply: Reply<R>,
}

impl<R: Reader> State<R> {
    /// Before the first byte.
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub fn new(reader: R) -> Self {
        State {
            lengths: Lengths { request: 0, body: 0 },
            sent: 0,
            offered: 0,
            received: 0,
            framer: Framer::new(),
            has_ended: false,
            is_request_level: false,
            reply: Reply::new(reader),
        }
    }
}

impl<R: Reader + ?Sized> State<R> {
    /// See [`Exchange::wants`].
    pub fn wants(&self) -> Wants {
        match self.lengths.request {
            _ if self.has_ended || self.is_request_level => Wants::Nothing,
            1.. if self.sent == self.lengths.request => Wants::Receive,
            _ => Wants::Transmit,
        }
    }

    /// See [`Exchange::transmit`].
    pub fn transmit(&mut self, request: &dyn Emit, out: &mut [u8]) -> Result<usize, Error> {
        self.at_byte_level()?;
        if self.wants() != Wants::Transmit {
            return Ok(0);
        }
        if out.is_empty() {
            return Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 });
        }
        let written = self.write(request, out);
        self.offered = written.map_or(0, |n| n as u32);
        if written.is_err() {
            // The request cannot be sent, or not be continued: no repeat of this call will do.
            self.has_ended = true;
            if self.sent == 0 {
                self.reply.request_invalid();
            }
        }
        written
    }

    #[inline(always)]
    fn write(&mut self, request: &dyn Emit, out: &mut [u8]) -> Result<usize, Error> {
        if self.lengths.request == 0 {
            check_before(request)?;
            let written;
            (self.lengths, written) = first(request, out)?;
            if let Some(written) = written {
                return Ok(written);
            }
        }
        window(request, self.lengths, self.sent, out)
    }

    /// See [`Exchange::advance`].
    pub fn advance(&mut self, n: usize) -> Result<(), Error> {
        self.at_byte_level()?;
        match u32::try_from(n) {
            Ok(0) => Ok(()),
            Ok(_) if self.has_ended => Err(Error::Misuse(Misuse::Ended)),
            Ok(n) if n <= self.offered => {
                self.sent += n;
                self.offered -= n;
                if self.lengths.request == self.sent {
                    self.reply.request_sent();
                }
                Ok(())
            }
            _ => Err(Error::Misuse(Misuse::AdvancedTooFar)),
        }
    }

    /// See [`Exchange::receive`].
    pub fn receive<'i>(&mut self, input: &mut &'i [u8]) -> Result<Event<'i>, Error> {
        self.at_byte_level()?;
        if self.sent == 0 {
            return Err(Error::Misuse(Misuse::NothingSent));
        }
        if self.has_ended {
            // Also asked again after the end: nothing is consumed.
            return if self.framer.is_done() { Ok(Event::Complete) } else { Err(Error::Misuse(Misuse::Ended)) };
        }
        loop {
            let before = input.len();
            let part = self.framer.next(input);
            self.count(before - input.len());
            match part {
                Ok(Part::More) => return Ok(Event::NeedMore),
                Ok(Part::Status(status)) => self.reply.status(status),
                Ok(Part::Field(field, piece, last)) => self.reply.field_piece(field, piece, last),
                Ok(Part::Head) => self.reply.head_end(),
                Ok(Part::Body(span)) => {
                    let mut rest = span;
                    let found = self.reply.body(&mut rest, self.received);
                    let used = span.len() - rest.len();
                    self.framer.consume(input, used);
                    self.count(used);
                    match found {
                        Some(Found::Row(row)) => return Ok(Event::Row(row)),
                        Some(Found::Call) => return Ok(Event::Call),
                        None => {}
                    }
                }
                Ok(Part::End) => return self.end().map(|()| Event::Complete),
                Err(fault) => return Err(self.fail(fault)),
            }
        }
    }

    /// See [`Exchange::receive_end_of_stream`].
    pub fn receive_end_of_stream(&mut self) -> Result<(), Error> {
        self.at_byte_level()?;
        if self.has_ended {
            return Ok(());
        }
        match self.framer.end_of_stream() {
            Ok(()) => self.end(),
            Err(fault) => Err(self.fail(fault)),
        }
    }

    /// See [`Exchange::outcome`].
    pub fn outcome(&self) -> Outcome {
        self.reply.outcome()
    }

    /// The outcome without its texts.
    pub const fn summary(&self) -> &Summary {
        self.reply.summary()
    }

    /// The texts of the outcome, where they lie.
    pub fn texts(&self) -> Texts<'_> {
        self.reply.texts()
    }

    /// See [`Exchange::call`].
    pub fn call(&self) -> Option<&CallOutcome> {
        self.reply.call()
    }

    /// See [`Exchange::unanswered`].
    pub fn unanswered(&self) -> impl Iterator<Item = (u16, Reason)> + use<'_, R> {
        self.reply.unanswered()
    }

    /// See [`Exchange::path`].
    pub const fn path(&self) -> Path<'_, R> {
        self.reply.path()
    }

    /// The reading half, for a host that frames replies itself: give it status, header fields and spans of the body.
    ///
    /// # Errors
    /// `Misuse(LevelsMixed)` after `transmit`. The verbs over bytes answer the same after this. `Misuse(Ended)` after
    /// [`abandon`](Self::abandon).
    pub fn reply(&mut self) -> Result<&mut Reply<R>, Error> {
        if self.lengths.request > 0 {
            return Err(Error::Misuse(Misuse::LevelsMixed));
        }
        if self.has_ended {
            return Err(Error::Misuse(Misuse::Ended));
        }
        self.is_request_level = true;
        Ok(&mut self.reply)
    }

    /// Ends the exchange where it stands: the host gives up. The outcome says what that means for the message.
    pub const fn abandon(&mut self) {
        self.has_ended = true;
    }

    /// The verbs over bytes are not for a host that frames replies itself.
    fn at_byte_level(&self) -> Result<(), Error> {
        if self.is_request_level { Err(Error::Misuse(Misuse::LevelsMixed)) } else { Ok(()) }
    }

    fn count(&mut self, received: usize) {
        self.received = self.received.saturating_add(received as u32);
    }

    /// The reply is complete.
    fn end(&mut self) -> Result<(), Error> {
        self.has_ended = true;
        self.reply.end(self.received)
    }

    /// The reply cannot be read any further.
    fn fail(&mut self, fault: Fault) -> Error {
        self.has_ended = true;
        self.reply.fail(fault, self.received > 0);
        Error::Peer { fault, offset: self.received }
    }
}

/// One attempt of one operation over one connection: a plain value, movable, with no buffer of its own.
///
/// The host owns the connection and lends buffers of any size. This is the whole loop:
///
/// ```
/// use mailwire::hubspot::{Account, SingleSend};
/// use mailwire::{Event, Exchange, Wants, outcome::Kind};
/// # struct Tls<'a>(&'a [u8]);
/// # impl Tls<'_> {
/// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, mailwire::Error> { Ok(bytes.len().min(7)) }
/// #     fn flush(&mut self) -> Result<(), mailwire::Error> { Ok(()) }
/// #     fn read(&mut self, buffer: &mut [u8]) -> Result<usize, mailwire::Error> {
/// #         let n = self.0.len().min(buffer.len()); buffer[..n].copy_from_slice(&self.0[..n]); self.0 = &self.0[n..]; Ok(n) }
/// # }
/// # let mut tls = Tls(b"HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}");
/// let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
/// let send = SingleSend::new(4126643121, "jane@customer.example")?.send_id("boiler-7-0042")?;
/// let mut exchange = Exchange::new(&account, &send);
/// let mut buffer = [0; 256];
/// loop {
///     match exchange.wants() {
///         Wants::Transmit => {
///             let n = exchange.transmit(&mut buffer)?;
///             let taken = tls.write(&buffer[..n])?;
///             if taken == 0 {
///                 break; // the connection is gone
///             }
///             exchange.advance(taken)?;
///             if exchange.wants() == Wants::Receive {
///                 tls.flush()?;
///             }
///         }
///         Wants::Receive => {
///             let n = tls.read(&mut buffer)?;
///             if n == 0 {
///                 exchange.receive_end_of_stream()?;
///                 continue;
///             }
///             let mut input = &buffer[..n]; // shrinks as it is consumed; what follows the reply stays in it
///             loop {
///                 match exchange.receive(&mut input)? {
///                     Event::Row(row) => println!("{}: {row:?}", exchange.path()),
///                     Event::Call => println!("{:?}", exchange.call()),
///                     Event::NeedMore | Event::Complete => break,
///                 }
///             }
///         }
///         Wants::Nothing => break,
///     }
/// }
/// assert_eq!(exchange.outcome().kind(), Kind::Accepted);
/// assert_eq!(exchange.outcome().status_id.as_str(), "s-1");
/// # Ok::<(), mailwire::Error>(())
/// ```
///
/// Whatever goes wrong on the way, [`outcome`](Self::outcome) tells what it means for the message.
pub struct Exchange<'a, A: AnyAccount> {
    request: Request<'a, A>,
    state: State<A::Reader>,
}

impl<'a, A: AnyAccount> Exchange<'a, A> {
    /// Borrows account and operation until the exchange has ended. Nothing is checked or measured yet; see
    /// [`check`](Self::check).
    pub fn new(account: &'a A, operation: &'a dyn Operation<A>) -> Self {
        Exchange { request: Request::new(account, operation), state: State::new(operation.reader(account)) }
    }

    /// Tells errors and lengths early, without a buffer. The first [`transmit`](Self::transmit) does the same.
    ///
    /// # Errors
    /// As [`measure`].
    pub fn check(&self) -> Result<Lengths, Error> {
        measure(&self.request)
    }

    /// The operation and its account.
    pub fn request(&self) -> &Request<'a, A> {
        &self.request
    }

    /// What to do next. It can be asked at any time and changes nothing.
    pub fn wants(&self) -> Wants {
        self.state.wants()
    }

    /// Writes the next bytes of the request into `out` and answers how many. Call after `new` and after each
    /// [`advance`](Self::advance), as long as [`wants`](Self::wants) says so; a spurious call writes the same bytes
    /// again, or answers 0 when nothing is left.
    ///
    /// `out` may have any size from 1; the bytes on the wire are the same. Each call runs through the message once, so
    /// small buffers cost time: 256 bytes and more are sensible. Where the whole request fits, it is written in one
    /// pass.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Capacity`] at the first call, before a byte has left; the outcome is then `Rejected`
    /// (`RequestInvalid`). `Misuse(MessageChanged)` if the caller's memory changed since then: close the connection; a
    /// part of a request is never processed. `Capacity` for an `out` of no bytes changes nothing.
    pub fn transmit(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        self.state.transmit(&self.request, out)
    }

    /// The transport took `n` bytes of what `transmit` wrote; fewer is normal. With the last byte the request counts as
    /// handed over: from then on a missing reply means `Unknown`, no longer `Deferred`. A transport that may have
    /// passed bytes on before it failed took them: advance by them first.
    ///
    /// # Errors
    /// `Misuse(AdvancedTooFar)` for more bytes than `transmit` has written since the last `advance`, `Misuse(Ended)` after the end.
    pub fn advance(&mut self, n: usize) -> Result<(), Error> {
        self.state.advance(n)
    }

    /// Ends the exchange in the middle of a write. The `n` bytes offered count as taken, so that an outcome never says
    /// "not sent" of what may have been sent.
    #[cfg(feature = "embedded-io-async")]
    pub(crate) fn abandon(&mut self, n: usize) {
        // Never more than `transmit` has offered, so this cannot fail.
        let _ = self.state.advance(n);
        self.state.abandon();
    }

    /// Reads bytes of the reply. `input` loses what was consumed; a [`Row`] lends pieces of it, not of the exchange. Call
    /// again until `NeedMore` or `Complete`.
    ///
    /// A reply may come before the last byte was sent; receive it, it decides.
    ///
    /// # Errors
    /// [`Error::Peer`] if the reply breaks a rule or a cap, `Misuse(NothingSent)` before the first `advance`,
    /// `Misuse(Ended)` after an error. After `Peer` the exchange has ended and the connection must be closed; the
    /// outcome stays readable. (If it was the body of a complete reply that was at fault, asking again gives `Complete`.)
    pub fn receive<'i>(&mut self, input: &mut &'i [u8]) -> Result<Event<'i>, Error> {
        self.state.receive(input)
    }

    /// The connection was closed by the other side. Fine after the reply, and at the end of a body without a length.
    ///
    /// # Errors
    /// [`Error::Peer`] with `Truncated` if the reply was not complete, or with a fault of its body.
    pub fn receive_end_of_stream(&mut self) -> Result<(), Error> {
        self.state.receive_end_of_stream()
    }

    /// What became of it, readable at any time: before the first byte and while the request is being sent `Deferred`
    /// (`NotSent`), then `Unknown` (`NoReply`) until the reply decides. So after a lost connection or an error of the
    /// transport just read it.
    ///
    /// It is a copy, of about 380 bytes; [`State::summary`] and [`State::texts`] make none.
    pub fn outcome(&self) -> Outcome {
        self.state.outcome()
    }

    /// The call that the event [`Event::Call`] is about, until the next `receive`.
    pub fn call(&self) -> Option<&CallOutcome> {
        self.state.call()
    }

    /// Calls of a batch that have no answer, by number from 1, and what that means for each: not executed, refused as
    /// all were, or without an answer. Ask when the exchange has ended.
    pub fn unanswered(&self) -> impl Iterator<Item = (u16, Reason)> + use<'_, A> {
        self.state.unanswered()
    }

    /// Where the row of the event [`Event::Row`] stands, until the next `receive`; empty where rows have a name of their
    /// own.
    pub const fn path(&self) -> Path<'_, A::Reader> {
        self.state.path()
    }

    /// What keeps a repeat of this operation from doing it twice.
    pub fn dedupe(&self) -> Dedupe<'a> {
        self.request.dedupe()
    }
}

impl<A: AnyAccount> core::fmt::Debug for Exchange<'_, A> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Exchange").field("wants", &self.wants()).field("outcome", &self.outcome()).finish()
    }
}
