//! A connection between a host and a provider, as a transport of embedded-io.

use std::cell::Cell;

use super::provider::Provider;
use super::trouble::{End, Trouble};
use crate::wire::Framing;

/// How long a host listens into a silence, in milliseconds.
const PATIENCE: u64 = 30_000;

/// The time, in milliseconds.
pub type Clock = Cell<u64>;

/// Why the transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The connection was reset.
    Reset,
    /// The host's patience is at its end.
    TimedOut,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Broken {}

impl embedded_io::Error for Broken {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Broken::Reset => embedded_io::ErrorKind::ConnectionReset,
            Broken::TimedOut => embedded_io::ErrorKind::TimedOut,
        }
    }
}

/// One connection with its trouble.
pub struct Link<'n> {
    provider: &'n mut Provider,
    trouble: &'n Trouble,
    clock: &'n Clock,
    /// The length of the request that will come.
    length: usize,
    /// What the transport has taken.
    taken: Vec<u8>,
    /// The reply, once there is one, and how much of it was read.
    reply: Option<Vec<u8>>,
    read: usize,
    calls: usize,
    has_passed_on: bool,
    is_broken: bool,
}

impl<'n> Link<'n> {
    /// For a request of `length` bytes.
    pub fn new(provider: &'n mut Provider, trouble: &'n Trouble, clock: &'n Clock, length: usize) -> Self {
        Link {
            provider,
            trouble,
            clock,
            length,
            taken: Vec::with_capacity(length),
            reply: None,
            read: 0,
            calls: 0,
            has_passed_on: false,
            is_broken: false,
        }
    }

    /// Whether the write that failed may have passed on what it was given.
    pub fn may_have_passed_on(&self) -> bool {
        self.has_passed_on
    }

    /// Whether there is something to read, so that a host need not wait for it.
    pub fn is_readable(&mut self) -> bool {
        self.meet();
        self.reply.as_ref().is_some_and(|reply| self.read < self.ends_at(reply))
    }

    /// The calls so far.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// The bytes that went either way.
    pub fn bytes(&self) -> usize {
        self.taken.len() + self.read
    }

    /// The length of the whole reply; 0 if there was none.
    pub fn reply_length(&self) -> usize {
        self.reply.as_ref().map_or(0, Vec::len)
    }

    /// The host is gone. What has arrived is processed all the same. Answers whether the whole request has.
    pub fn close(&mut self) -> bool {
        self.meet();
        self.is_whole()
    }

    fn call(&mut self) {
        self.calls += 1;
        self.clock.set(self.clock.get() + self.trouble.slow_ms);
    }

    /// What has arrived at the provider.
    fn arrived(&self) -> &[u8] {
        let lost = self.trouble.lost_behind.map_or(usize::MAX, |place| place.of(self.length));
        &self.taken[..self.taken.len().min(lost)]
    }

    fn is_whole(&self) -> bool {
        self.arrived().len() == self.length && Provider::is_whole(self.arrived())
    }

    /// The provider sees what has arrived, and answers if it can.
    fn meet(&mut self) {
        if self.reply.is_some() {
            return;
        }
        let mut reply = match self.trouble.early {
            Some(place) if self.arrived().len() >= place.of(self.length - 1).max(1) => {
                self.provider.answer_early(self.trouble)
            }
            Some(_) => return,
            None if self.is_whole() => {
                let request = self.arrived().to_vec();
                self.provider.answer(&request, self.trouble)
            }
            None => return,
        };
        if self.trouble.late {
            reply.clear();
        }
        if let (Some(place), 1..) = (self.trouble.garbled, reply.len()) {
            let at = place.of(reply.len() - 1);
            reply[at] = 0xff;
        }
        self.reply = Some(reply);
    }

    /// Where the reply ends, too early or not.
    fn ends_at(&self, reply: &[u8]) -> usize {
        self.trouble.cut.map_or(reply.len(), |place| place.of(reply.len()))
    }

    fn ended(&self, end: End) -> Result<usize, Broken> {
        match end {
            End::Closed => Ok(0),
            End::Reset => Err(Broken::Reset),
            End::Silence => {
                self.clock.set(self.clock.get() + PATIENCE);
                Err(Broken::TimedOut)
            }
        }
    }
}

impl embedded_io::ErrorType for Link<'_> {
    type Error = Broken;
}

impl embedded_io::Write for Link<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
        assert!(!bytes.is_empty(), "nothing to write is not written");
        self.call();
        let room = match self.trouble.write_fails {
            _ if self.is_broken => 0,
            Some(place) => place.of(self.length) - self.taken.len(),
            None => usize::MAX,
        };
        let n = bytes.len().min(self.trouble.most).min(room);
        if n == 0 {
            if self.trouble.passes_on && !self.is_broken {
                self.taken.extend_from_slice(bytes);
                self.has_passed_on = true;
            }
            self.is_broken = true;
            // A write does not end politely.
            return self.ended(if self.trouble.end == End::Closed { End::Reset } else { self.trouble.end });
        }
        self.taken.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), Broken> {
        self.call();
        Ok(())
    }
}

impl embedded_io::Read for Link<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Broken> {
        assert!(!buffer.is_empty(), "a read into no room would look like the end of the stream");
        self.call();
        self.meet();
        let Some(reply) = &self.reply else { return self.ended(self.trouble.end) };
        let end = self.ends_at(reply);
        let n = buffer.len().min(self.trouble.most).min(end - self.read);
        if n == 0 {
            let is_end = end == reply.len() && self.trouble.framing == Framing::UntilClose && !reply.is_empty();
            return self.ended(if is_end { End::Closed } else { self.trouble.end });
        }
        buffer[..n].copy_from_slice(&reply[self.read..self.read + n]);
        self.read += n;
        Ok(n)
    }
}
