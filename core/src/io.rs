//! The one loop, ready made, over the transports of embedded Rust. This is the only place that does IO.
//!
//! The transport is a TLS connection to [`Account::server`](crate::hubspot::Account::server) that the host has opened
//! and verified. The drivers neither open nor close it, have no time-outs of their own (give the transport some), and
//! never panic.

use core::fmt;

use crate::error::Limit;
use crate::operation::AnyAccount;
use crate::{Error, Event, Exchange, Wants};

/// Why a driver stopped before the reply was complete. Read the outcome all the same: it says what this means for the
/// message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// The transport failed.
    Transport(E),
    /// The transport takes no more bytes: it is closed.
    WriteZero,
    /// The exchange cannot go on.
    Exchange(Error),
}

impl<E> From<Error> for Failure<E> {
    fn from(error: Error) -> Self {
        Failure::Exchange(error)
    }
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Transport(error) => write!(f, "transport: {error}"),
            Failure::WriteZero => f.write_str("transport: closed while writing"),
            Failure::Exchange(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for Failure<E> {}

/// Runs the exchange to its end over a blocking transport, with a lent `buffer` of any size from 1 (256 bytes and more
/// are sensible). `show` gets what is handed out while the reply is read, [`Event::Row`] and [`Event::Call`], with the
/// exchange to ask for more.
///
/// A `write` that fails is taken to have passed nothing on, as `std` promises it. Over a transport that may fail after it
/// has sent what it was given, run the loop by hand and tell [`Exchange::advance`] first: or the outcome of a message that
/// went out could be `NotSent`.
///
/// Afterwards [`Exchange::outcome`] tells what became of the message, also after a failure.
///
/// ```
/// # use mailwire::hubspot::{Account, SingleSend};
/// # struct Transport(&'static [u8]);
/// # impl embedded_io::ErrorType for Transport { type Error = core::convert::Infallible; }
/// # impl embedded_io::Read for Transport { fn read(&mut self, b: &mut [u8]) -> Result<usize, Self::Error> {
/// #     let n = b.len().min(self.0.len()); b[..n].copy_from_slice(&self.0[..n]); self.0 = &self.0[n..]; Ok(n) } }
/// # impl embedded_io::Write for Transport {
/// #     fn write(&mut self, b: &[u8]) -> Result<usize, Self::Error> { Ok(b.len()) }
/// #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) } }
/// # let mut tls = Transport(b"HTTP/1.1 401 \r\nContent-Length: 0\r\n\r\n");
/// # let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
/// # let send = SingleSend::new(7, "jane@customer.example")?;
/// let mut exchange = mailwire::Exchange::new(&account, &send);
/// let done = mailwire::io::drive(&mut exchange, &mut tls, &mut [0; 256], |_, _| {});
/// println!("{done:?}: {}", exchange.outcome().reason);
/// # Ok::<(), mailwire::Error>(())
/// ```
///
/// # Errors
/// [`Failure`].
pub fn drive<A: AnyAccount, T: embedded_io::Read + embedded_io::Write>(
    exchange: &mut Exchange<'_, A>,
    transport: &mut T,
    buffer: &mut [u8],
    mut show: impl FnMut(&Exchange<'_, A>, Event<'_>),
) -> Result<(), Failure<T::Error>> {
    let buffer = has_room(buffer)?;
    loop {
        match exchange.wants() {
            Wants::Transmit => {
                let n = exchange.transmit(buffer)?;
                let taken = transport.write(buffer.get(..n).unwrap_or(&[])).map_err(Failure::Transport)?;
                if taken == 0 {
                    return Err(Failure::WriteZero);
                }
                exchange.advance(taken)?;
                if exchange.wants() == Wants::Receive {
                    transport.flush().map_err(Failure::Transport)?;
                }
            }
            Wants::Receive => {
                let n = transport.read(buffer).map_err(Failure::Transport)?;
                received(exchange, buffer.get(..n).unwrap_or(&[]), &mut show)?;
            }
            Wants::Nothing => return Ok(()),
        }
    }
}

/// As [`drive`], for an async transport. Dropping the future leaves the exchange readable: its outcome is then that of
/// a lost connection. If it was dropped in the middle of a write the exchange has ended, as nobody knows which bytes are
/// still to be sent.
///
/// # Errors
/// [`Failure`].
#[cfg(feature = "embedded-io-async")]
pub async fn drive_async<A: AnyAccount, T: embedded_io_async::Read + embedded_io_async::Write>(
    exchange: &mut Exchange<'_, A>,
    transport: &mut T,
    buffer: &mut [u8],
    mut show: impl FnMut(&Exchange<'_, A>, Event<'_>),
) -> Result<(), Failure<T::Error>> {
    let room = has_room(buffer)?;
    loop {
        match exchange.wants() {
            Wants::Transmit => {
                let n = exchange.transmit(room)?;
                let guard = WriteUnderWay { exchange: &mut *exchange, n };
                let written = transport.write(room.get(..n).unwrap_or(&[])).await;
                core::mem::forget(guard);
                let taken = written.map_err(Failure::Transport)?;
                if taken == 0 {
                    return Err(Failure::WriteZero);
                }
                exchange.advance(taken)?;
                if exchange.wants() == Wants::Receive {
                    transport.flush().await.map_err(Failure::Transport)?;
                }
            }
            Wants::Receive => {
                let n = transport.read(room).await.map_err(Failure::Transport)?;
                received(exchange, room.get(..n).unwrap_or(&[]), &mut show)?;
            }
            Wants::Nothing => return Ok(()),
        }
    }
}

/// A buffer of no bytes would read nothing for ever, which looks like the end of the stream.
fn has_room(buffer: &mut [u8]) -> Result<&mut [u8], Error> {
    if buffer.is_empty() {
        return Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 });
    }
    Ok(buffer)
}

/// Bytes that are being written. If this is dropped the write was, and nobody knows how many were taken.
#[cfg(feature = "embedded-io-async")]
struct WriteUnderWay<'e, 'a, A: AnyAccount> {
    exchange: &'e mut Exchange<'a, A>,
    n: usize,
}

#[cfg(feature = "embedded-io-async")]
impl<A: AnyAccount> Drop for WriteUnderWay<'_, '_, A> {
    fn drop(&mut self) {
        self.exchange.abandon(self.n);
    }
}

/// What a read brought; nothing is the end of the stream.
fn received<A: AnyAccount>(
    exchange: &mut Exchange<'_, A>,
    mut input: &[u8],
    show: &mut dyn FnMut(&Exchange<'_, A>, Event<'_>),
) -> Result<(), Error> {
    if input.is_empty() {
        return exchange.receive_end_of_stream();
    }
    loop {
        match exchange.receive(&mut input)? {
            Event::NeedMore | Event::Complete => return Ok(()),
            event => show(exchange, event),
        }
    }
}
