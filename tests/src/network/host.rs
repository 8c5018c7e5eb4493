//! Hosts: the driver of the library, and loops by hand as a program writes them.

use embedded_io::{Read, Write};
use mailwire::io::drive;
use mailwire::operation::{AnyAccount, Operation};
use mailwire::{Event, Exchange, Outcome, Wants};

use super::link::Link;

/// How a program runs an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// With `io::drive`. Its transport passes nothing on where it fails.
    Driver,
    /// By hand. It says what a failed write may have passed on, and gives up.
    ByHand,
    /// By hand; it looks for a reply while it sends, and once more when a write failed.
    Listening,
}

impl Host {
    /// All of them.
    pub const ALL: [Host; 3] = [Host::Driver, Host::ByHand, Host::Listening];

    /// Whether it can say that a write which failed may have passed its bytes on. The driver takes the transport's word
    /// that it has not.
    pub fn tells_what_passed(self) -> bool {
        self != Host::Driver
    }

    /// One attempt over `link`, through `buffer`; what it came to.
    pub fn attempt<A: AnyAccount>(
        self,
        account: &A,
        operation: &dyn Operation<A>,
        link: &mut Link<'_>,
        buffer: &mut [u8],
    ) -> Outcome {
        let mut exchange = Exchange::new(account, operation);
        match self {
            // The outcome says what a failure means.
            Host::Driver => drop(drive(&mut exchange, link, buffer, |_, _| {})),
            Host::ByHand | Host::Listening => self.by_hand(&mut exchange, link, buffer),
        }
        exchange.outcome().clone()
    }

    fn by_hand<A: AnyAccount>(self, exchange: &mut Exchange<'_, A>, link: &mut Link<'_>, buffer: &mut [u8]) {
        loop {
            match exchange.wants() {
                Wants::Transmit => {
                    if self == Host::Listening && link.is_readable() && !receive(exchange, link, buffer) {
                        return;
                    }
                    // The reply may have ended it.
                    let n = exchange.transmit(buffer).expect("a valid request");
                    if n == 0 {
                        continue;
                    }
                    match link.write(&buffer[..n]) {
                        Ok(taken) => exchange.advance(taken).expect("as offered"),
                        Err(_) => {
                            if link.may_have_passed_on() {
                                exchange.advance(n).expect("as offered");
                            }
                            while self == Host::Listening && link.is_readable() && receive(exchange, link, buffer) {}
                            return;
                        }
                    }
                }
                Wants::Receive => {
                    if !receive(exchange, link, buffer) {
                        return;
                    }
                }
                Wants::Nothing => return,
            }
        }
    }
}

/// One read. `false`: the exchange cannot go on.
fn receive<A: AnyAccount>(exchange: &mut Exchange<'_, A>, link: &mut Link<'_>, buffer: &mut [u8]) -> bool {
    match link.read(buffer) {
        Err(_) => false,
        Ok(0) => exchange.receive_end_of_stream().is_ok(),
        Ok(n) => {
            let mut input = &buffer[..n];
            loop {
                match exchange.receive(&mut input) {
                    Ok(Event::Row(_) | Event::Call) => {}
                    Ok(Event::NeedMore | Event::Complete) => return exchange.wants() != Wants::Nothing,
                    Err(_) => return false,
                }
            }
        }
    }
}
