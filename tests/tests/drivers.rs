//! The drivers do what the loop by hand does, over transports that take and give little, fail at every call, or are
//! dropped at every await: no panic, and an outcome that is true.

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use mailwire::error::{Error, Field, Limit, Misuse, Problem};
use mailwire::hubspot::{Account, Property, SingleSend};
use mailwire::io::{Failure, drive, drive_async};
use mailwire::operation::Piece;
use mailwire::outcome::{Kind, Outcome, Reason};
use mailwire::{Event, Exchange, Wants};
use mailwire_tests::dice::Dice;
use mailwire_tests::operations::{Call, each_kind, every};
use mailwire_tests::wire::{FRAMINGS, Framing, reply};

/// What a call of the transport may come to besides its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It fails, and nothing has passed.
    Fails,
    /// It takes or gives no byte.
    Zero,
}

/// The failure of a transport: the number of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Broken(usize);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "call {}", self.0)
    }
}

impl std::error::Error for Broken {}

impl embedded_io::Error for Broken {
    fn kind(&self) -> embedded_io::ErrorKind {
        embedded_io::ErrorKind::ConnectionReset
    }
}

/// What passed over a transport, also for those who hold it no more.
#[derive(Clone, Debug, Default)]
struct Log {
    written: Vec<u8>,
    /// How far the last write would have come if all of it had been taken.
    offered: usize,
    read: Vec<u8>,
    flushes: usize,
    calls: usize,
}

/// A connection in memory that follows a script.
struct Script {
    reply: Vec<u8>,
    dice: Dice,
    /// The most that passes in one call.
    most: usize,
    /// Which call has which trouble.
    trouble: Option<(usize, Trouble)>,
    log: Rc<RefCell<Log>>,
}

impl Script {
    fn new(reply: &[u8], seed: u64, most: usize, trouble: Option<(usize, Trouble)>) -> Self {
        Script { reply: reply.to_vec(), dice: Dice::new(seed), most, trouble, log: Rc::default() }
    }

    /// Bytes are about to be written.
    fn offer(&self, bytes: &[u8]) {
        assert!(!bytes.is_empty(), "nothing to write is not written");
        let mut log = self.log.borrow_mut();
        log.offered = log.written.len() + bytes.len();
    }

    /// The number of this call, and its trouble.
    fn call(&self) -> (usize, Option<Trouble>) {
        let mut log = self.log.borrow_mut();
        log.calls += 1;
        let call = log.calls - 1;
        (call, self.trouble.filter(|(at, _)| *at == call).map(|(_, trouble)| trouble))
    }
}

impl embedded_io::ErrorType for Script {
    type Error = Broken;
}

impl embedded_io::Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Broken> {
        assert!(!buffer.is_empty(), "a read into no room would look like the end of the stream");
        assert!(self.log.borrow().flushes > 0, "what was written is flushed before an answer is waited for");
        let (call, trouble) = self.call();
        let n = buffer.len().min(self.reply.len()).min(self.dice.piece(self.most));
        match trouble {
            Some(Trouble::Fails) => return Err(Broken(call)),
            Some(Trouble::Zero) => return Ok(0),
            None => {}
        }
        let given: Vec<_> = self.reply.drain(..n).collect();
        buffer[..n].copy_from_slice(&given);
        self.log.borrow_mut().read.extend(given);
        Ok(n)
    }
}

impl embedded_io::Write for Script {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
        self.offer(bytes);
        let (call, trouble) = self.call();
        let n = bytes.len().min(self.dice.piece(self.most));
        match trouble {
            Some(Trouble::Fails) => return Err(Broken(call)),
            Some(Trouble::Zero) => return Ok(0),
            None => {}
        }
        self.log.borrow_mut().written.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), Broken> {
        let (call, trouble) = self.call();
        self.log.borrow_mut().flushes += 1;
        if trouble.is_some() { Err(Broken(call)) } else { Ok(()) }
    }
}

/// Pending once: every operation of the async transport waits before it does its work, and after it.
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn once() -> Once {
    Once(false)
}

/// The same connection, async. A write that is dropped while it waits has passed nothing on (`is_late`: everything, as
/// a transport that writes by DMA or through a task of its own).
struct AsyncScript {
    script: Script,
    is_late: bool,
}

impl embedded_io::ErrorType for AsyncScript {
    type Error = Broken;
}

impl embedded_io_async::Read for AsyncScript {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Broken> {
        once().await;
        embedded_io::Read::read(&mut self.script, buffer)
    }
}

impl embedded_io_async::Write for AsyncScript {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
        if self.is_late {
            let result = embedded_io::Write::write(&mut self.script, bytes);
            once().await;
            return result;
        }
        self.script.offer(bytes);
        once().await;
        embedded_io::Write::write(&mut self.script, bytes)
    }

    async fn flush(&mut self) -> Result<(), Broken> {
        once().await;
        embedded_io::Write::flush(&mut self.script)
    }
}

/// What a driver left behind.
#[derive(Debug, PartialEq)]
struct Left {
    result: Option<Result<(), Failure<Broken>>>,
    outcome: Outcome,
    wants: Wants,
    rows: String,
    written: Vec<u8>,
    offered: usize,
    read: Vec<u8>,
}

/// Names and texts of the rows in a row.
fn note(rows: &mut String, event: mailwire::Event<'_>) {
    let mailwire::Event::Row(row) = event else { panic!("{event:?}") };
    match row.piece {
        Piece::Span(span) => *rows += &String::from_utf8_lossy(span),
        Piece::Char(character) => rows.push(character),
    }
    if row.is_last {
        *rows += &format!(" is the {};", row.name);
    }
}

fn driven(call: &Call, mut script: Script, room: usize) -> Left {
    let (mut exchange, mut rows) = (call.exchange(), String::new());
    let result = drive(&mut exchange, &mut script, &mut vec![0; room], |_, event| note(&mut rows, event));
    let log = script.log.take();
    Left {
        result: Some(result),
        outcome: exchange.outcome().clone(),
        wants: exchange.wants(),
        rows,
        written: log.written,
        offered: log.offered,
        read: log.read,
    }
}

/// Polls at most `polls` times, then drops the future.
fn driven_async(call: &Call, script: Script, room: usize, polls: usize, is_late: bool) -> Left {
    let (mut exchange, mut rows, mut result) = (call.exchange(), String::new(), None);
    let log = script.log.clone();
    let mut transport = AsyncScript { script, is_late };
    {
        let mut buffer = vec![0; room];
        let mut future =
            pin!(drive_async(&mut exchange, &mut transport, &mut buffer, |_, event| note(&mut rows, event)));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
                result = Some(done);
                break;
            }
        }
    }
    let log = log.take();
    Left {
        result,
        outcome: exchange.outcome().clone(),
        wants: exchange.wants(),
        rows,
        written: log.written,
        offered: log.offered,
        read: log.read,
    }
}

/// The loop by hand, over the bytes that passed: the whole request or a part of it, then the reply, then its end if
/// `is_closed`.
fn by_hand(call: &Call, written: usize, read: &[u8], is_closed: bool) -> (Outcome, String, Result<(), Error>) {
    let mut state = call.state();
    state.transmit(&call.request(), &mut vec![0; 8192]).expect("valid");
    state.advance(written).expect("no more than there is");
    let (mut rows, mut input) = (String::new(), read);
    let mut result = Ok(());
    while written > 0 && state.wants() != Wants::Nothing {
        match state.receive(&mut input) {
            Ok(event @ Event::Row(_)) => note(&mut rows, event),
            Ok(_) => break,
            Err(error) => result = Err(error),
        }
    }
    if is_closed && state.wants() == Wants::Receive {
        result = state.receive_end_of_stream();
    }
    (state.outcome().clone(), rows, result)
}

fn replies(call: &Call) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for framing in FRAMINGS {
        all.push(reply(200, "CF-RAY: 1\r\n", call.good_body(), framing));
        all.push(reply(429, "Retry-After: 7\r\n", br#"{"message":"slow","policyName":"DAILY"}"#, framing));
    }
    all.push(reply(503, "", b"<html><title>x</title>", Framing::Sized));
    all.push(reply(204, "", b"", Framing::Sized));
    all.push(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"statusId\":".to_vec());
    all.push(b"HTTP/1.1 200 OK\nX: 1\r\n\r\n".to_vec());
    all.push(b"".to_vec());
    all
}

/// Blocking and async, through any buffer, over a transport that takes and gives random parts: the bytes, the rows, the
/// result and the outcome are those of the loop by hand.
#[test]
fn drivers_do_what_the_loop_does() {
    let mut dice = Dice::new(7);
    // All replies with a call of each kind, one reply with all other calls.
    let kinds: Vec<_> = each_kind().into_iter().map(|call| call.name).collect();
    for call in every() {
        let request = call.bytes();
        let count = if kinds.contains(&call.name) { usize::MAX } else { 1 };
        for reply in replies(&call).into_iter().take(count) {
            let (outcome, rows, result) = by_hand(&call, request.len(), &reply, true);
            for (room, most) in [(1, 1), (7, 3), (64, 100), (256, 256), (4096, 4096)] {
                let seed = dice.roll();
                let script = || Script::new(&reply, seed, most, None);
                let left = driven(&call, script(), room);
                assert_eq!(left.written, request, "{}", call.name);
                assert_eq!((&left.outcome, &left.rows), (&outcome, &rows), "{}", call.name);
                assert_eq!(left.result, Some(result.map_err(Failure::Exchange)), "{}", call.name);
                assert!(reply.starts_with(&left.read));
                assert_eq!(driven_async(&call, script(), room, usize::MAX, false), left, "{}: async", call.name);
                assert_eq!(driven_async(&call, script(), room, usize::MAX, true), left, "{}: async", call.name);
            }
        }
    }
}

/// Every call of the transport fails once, or takes or gives nothing: the driver stops there, says which call it was,
/// and the outcome is that of the bytes that passed until then. A write that fails has taken nothing, as with
/// `std::io::Write`.
#[test]
fn trouble_at_every_call() {
    for call in each_kind() {
        let length = call.bytes().len();
        for reply in replies(&call) {
            for (room, most) in [(90, 70), (4096, 4096)] {
                let calls = {
                    let script = Script::new(&reply, 1, most, None);
                    let log = script.log.clone();
                    let mut exchange = call.exchange();
                    let _ = drive(&mut exchange, &mut { script }, &mut vec![0; room], |_, _| {});
                    log.borrow().calls
                };
                for at in 0..calls {
                    for trouble in [Trouble::Fails, Trouble::Zero] {
                        let script = || Script::new(&reply, 1, most, Some((at, trouble)));
                        let left = driven(&call, script(), room);
                        assert_eq!(
                            driven_async(&call, script(), room, usize::MAX, false),
                            left,
                            "{}: async",
                            call.name
                        );
                        let what = format!("{}: {trouble:?} at call {at} of {calls}: {left:?}", call.name);
                        let is_sent = left.written.len() == length;
                        let is_end = trouble == Trouble::Zero
                            && is_sent
                            && left.result != Some(Err(Failure::Transport(Broken(at))));
                        let (outcome, rows, result) = by_hand(&call, left.written.len(), &left.read, is_end);
                        assert_eq!((&left.outcome, &left.rows), (&outcome, &rows), "{what}");
                        let want = match trouble {
                            _ if is_end => result.map_err(Failure::Exchange),
                            Trouble::Zero if !is_sent => Err(Failure::WriteZero),
                            _ => Err(Failure::Transport(Broken(at))),
                        };
                        assert_eq!(left.result, Some(want), "{what}");
                        if !is_sent {
                            assert_eq!((left.outcome.kind(), left.outcome.reason), (Kind::Deferred, Reason::NotSent));
                        }
                    }
                }
            }
        }
    }
}

/// The future is dropped at every await: the outcome is that of a connection lost there.
#[test]
fn dropped_at_every_await() {
    for call in each_kind() {
        let length = call.bytes().len();
        for reply in replies(&call) {
            for polls in 0.. {
                let left = driven_async(&call, Script::new(&reply, 1, 60, None), 100, polls, false);
                if left.result.is_some() {
                    assert!(polls > length / 60, "{} polls", polls);
                    break;
                }
                // Of a write that was dropped nobody knows whether it has passed; see below.
                let mut hands = vec![by_hand(&call, left.written.len(), &left.read, false)];
                if left.written.len() < length && left.offered == length {
                    hands.push(by_hand(&call, length, &left.read, false));
                }
                let is_one = hands.iter().any(|hand| (&hand.0, &hand.1) == (&left.outcome, &left.rows));
                assert!(is_one, "{} after {polls} polls: {left:?}", call.name);
                if left.offered < length {
                    assert_eq!((left.outcome.kind(), left.outcome.reason), (Kind::Deferred, Reason::NotSent));
                }
            }
        }
    }
}

/// A future that is dropped while it writes the last bytes: `embedded_io_async::Write` need not be side-effect-free on
/// cancel, and a time-out around the driver is how most programs cancel. The message may have been sent, and the outcome
/// must not say that it surely was not. Nor can it go on: nobody knows with which byte.
#[test]
fn a_write_that_is_dropped_may_have_passed() {
    for call in each_kind() {
        let length = call.bytes().len();
        for polls in 1.. {
            let left = driven_async(&call, Script::new(b"", 1, 4096, None), 64, polls, true);
            assert_eq!(left.wants, Wants::Nothing, "{}", call.name);
            if left.written.len() == length {
                assert_eq!(
                    (left.outcome.kind(), left.outcome.reason),
                    (Kind::Unknown, Reason::NoReply),
                    "{}",
                    call.name
                );
                break;
            }
            assert_eq!(left.outcome.reason, Reason::NotSent, "{}: a part is never processed", call.name);
        }
    }
}

/// No room is an error before anything is sent, and it is not taken for the end of the stream afterwards.
#[test]
fn a_buffer_of_no_bytes() {
    let no_room = Failure::Exchange(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 });
    let call = &each_kind()[0];
    let left = driven(call, Script::new(b"", 1, 1, None), 0);
    assert_eq!((left.result, left.outcome.reason), (Some(Err(no_room)), Reason::NotSent));
    assert_eq!(driven_async(call, Script::new(b"", 1, 1, None), 0, usize::MAX, false).result, Some(Err(no_room)));

    let mut exchange = call.exchange();
    let n = exchange.transmit(&mut [0; 8192]).expect("valid");
    exchange.advance(n).expect("as offered");
    /// A read into no room gives no bytes, as the trait demands.
    struct Endless;
    impl embedded_io::ErrorType for Endless {
        type Error = Broken;
    }
    impl embedded_io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Broken> {
            Ok(buffer.len())
        }
    }
    impl embedded_io::Write for Endless {
        fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
            Ok(bytes.len())
        }
        fn flush(&mut self) -> Result<(), Broken> {
            Ok(())
        }
    }
    assert_eq!(drive(&mut exchange, &mut Endless, &mut [], |_, _| {}), Err(no_room));
    assert_eq!(exchange.wants(), Wants::Receive, "the reply may still be read");
}

/// A transport that says it took more than it was given is not believed; a message that cannot be sent never reaches one.
#[test]
fn a_transport_that_cannot_count() {
    struct Boastful;
    impl embedded_io::ErrorType for Boastful {
        type Error = Broken;
    }
    impl embedded_io::Read for Boastful {
        fn read(&mut self, _: &mut [u8]) -> Result<usize, Broken> {
            panic!("nothing was sent yet")
        }
    }
    impl embedded_io::Write for Boastful {
        fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
            Ok(bytes.len() + 1)
        }
        fn flush(&mut self) -> Result<(), Broken> {
            Ok(())
        }
    }
    impl embedded_io_async::Read for Boastful {
        async fn read(&mut self, _: &mut [u8]) -> Result<usize, Broken> {
            panic!("nothing was sent yet")
        }
    }
    impl embedded_io_async::Write for Boastful {
        async fn write(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
            Ok(bytes.len() + 1)
        }
        async fn flush(&mut self) -> Result<(), Broken> {
            Ok(())
        }
    }
    let account = Account::bearer("EXAMPLE").expect("valid");
    let send = SingleSend::new(7, "a@b").expect("valid");
    let nameless = [Property::new("", "x")];
    let no_name = Error::Config { field: Field::CustomPropertyName, item: 0, problem: Problem::Empty };
    for (send, wanted) in [(send, Error::Misuse(Misuse::AdvancedTooFar)), (send.custom(&nameless[..]), no_name)] {
        let mut exchange = Exchange::new(&account, &send);
        let done = drive(&mut exchange, &mut Boastful, &mut [0; 64], |_, _| {});
        assert_eq!(done, Err(Failure::Exchange(wanted)));
        let mut exchange = Exchange::new(&account, &send);
        let (mut buffer, mut boastful) = ([0; 64], Boastful);
        let future = pin!(drive_async(&mut exchange, &mut boastful, &mut buffer, |_, _| {}));
        let done = future.poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(done, Poll::Ready(Err(Failure::Exchange(wanted))));
    }
}

/// A driver that is called again after a failure goes on where it was; after the end it does nothing.
#[test]
fn a_driver_goes_on() {
    for call in each_kind() {
        let http = reply(200, "", call.good_body(), Framing::Sized);
        let (outcome, rows, _) = by_hand(&call, call.bytes().len(), &http, false);
        let mut exchange = call.exchange();
        let (mut seen, mut written, mut rest) = (String::new(), Vec::new(), http.clone());
        for at in (1..8).cycle().take(10_000) {
            let mut script = Script::new(&rest, 1, 30, Some((at, Trouble::Fails)));
            script.log.borrow_mut().flushes = usize::from(exchange.wants() == Wants::Receive);
            let result = drive(&mut exchange, &mut script, &mut [0; 50], |_, event| note(&mut seen, event));
            let log = script.log.take();
            written.extend(log.written);
            rest.drain(..log.read.len());
            if result.is_ok() {
                break;
            }
        }
        assert_eq!((&exchange.outcome(), &seen, exchange.wants()), (&outcome, &rows, Wants::Nothing), "{}", call.name);
        assert_eq!((written, rest.len()), (call.bytes(), 0));
        let mut script = Script::new(&http, 1, 30, None);
        assert_eq!(drive(&mut exchange, &mut script, &mut [0; 50], |_, _| {}), Ok(()));
        assert_eq!(script.log.borrow().calls, 0, "it is over");
    }
}

/// What went wrong, in words.
#[test]
fn failures_speak() {
    assert_eq!(Failure::Transport(Broken(3)).to_string(), "transport: call 3");
    assert_eq!(Failure::<Broken>::WriteZero.to_string(), "transport: closed while writing");
    let error = Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 };
    assert_eq!(Failure::<Broken>::from(error).to_string(), error.to_string());
}
