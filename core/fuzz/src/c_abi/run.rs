//! `mw_exchange_run` over a transport that takes and gives little, fails, or lies, beside the loop by hand over another that
//! does the same.

use std::ffi::c_void;
use std::ptr;

use mailwire::error::{Limit, Misuse};
use mailwire::exchange::measure;
use mailwire::{Error, Event, Wants};
use mailwire_ffi::c::exchange::{mw_event, mw_exchange, mw_exchange_wants, mw_received};
use mailwire_ffi::c::failure::{mw_failure, mw_status};
use mailwire_ffi::c::outcome::mw_exchange_path;
use mailwire_ffi::c::run::{mw_exchange_run, mw_transport};

use super::contexts::{Open, Out, Slot, failure_tells, status_of};
use super::tokens::Collector;
use super::verbs::{bytes_of, shown};

/// What a call of the transport may come to.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    Fails,
    Closed,
    /// It says that more passed than could.
    Boasts,
}

/// A connection that follows a script.
#[derive(Clone)]
struct Script<'i> {
    reply: &'i [u8],
    /// The most that passes in one call; of the request, these.
    most: usize,
    most_written: usize,
    /// Which call has which trouble.
    trouble: Option<(usize, Trouble)>,
    calls: usize,
    written: Vec<u8>,
    flushes: usize,
    /// What was handed out.
    shown: Vec<String>,
}

const CODE: isize = -7;

impl Script<'_> {
    fn trouble(&mut self) -> Option<Trouble> {
        self.calls += 1;
        assert!(self.calls < 1 << 16, "it does not get on");
        self.trouble.filter(|(call, _)| *call == self.calls).map(|(_, trouble)| trouble)
    }

    fn write(&mut self, bytes: &[u8]) -> isize {
        match self.trouble() {
            Some(Trouble::Fails) => CODE,
            Some(Trouble::Closed) => 0,
            Some(Trouble::Boasts) => bytes.len() as isize + 1,
            None => {
                let taken = bytes.len().min(self.most_written);
                self.written.extend(&bytes[..taken]);
                taken as isize
            }
        }
    }

    fn read(&mut self, out: &mut [u8]) -> isize {
        match self.trouble() {
            Some(Trouble::Fails) => CODE,
            Some(Trouble::Closed) => 0,
            Some(Trouble::Boasts) => out.len() as isize + 1,
            None => {
                let n = out.len().min(self.most).min(self.reply.len());
                let (piece, rest) = self.reply.split_at(n);
                out[..n].copy_from_slice(piece);
                self.reply = rest;
                n as isize
            }
        }
    }

    fn flush(&mut self) -> i32 {
        self.flushes += 1;
        if self.trouble() == Some(Trouble::Fails) { CODE as i32 } else { 0 }
    }
}

/// The connection as C has it, with the collector of tokens.
struct Lent<'s, 'i> {
    script: &'s mut Script<'i>,
    collector: &'s mut Option<Collector>,
}

/// # Safety
/// `context` is a `Lent`, as for all callbacks.
unsafe fn lent<'c>(context: *mut c_void) -> &'c mut Lent<'c, 'c> {
    // SAFETY: as the caller promises.
    unsafe { &mut *context.cast() }
}

unsafe extern "C" fn write(context: *mut c_void, bytes: *const u8, length: usize) -> isize {
    // SAFETY: the library lends what it wrote.
    unsafe { lent(context).script.write(std::slice::from_raw_parts(bytes, length)) }
}

unsafe extern "C" fn read(context: *mut c_void, out: *mut u8, size: usize) -> isize {
    // SAFETY: the library lends room.
    unsafe { lent(context).script.read(std::slice::from_raw_parts_mut(out, size)) }
}

unsafe extern "C" fn flush(context: *mut c_void) -> i32 {
    // SAFETY: as above.
    unsafe { lent(context).script.flush() }
}

unsafe extern "C" fn show(context: *mut c_void, exchange: *const mw_exchange, received: *const mw_received) {
    let (mut path, mut length) = ([0_u8; 4096], 0);
    // SAFETY: as above; the exchange may be asked, and record and piece live through the call.
    unsafe {
        let lent = lent(context);
        assert_eq!(mw_exchange_wants(exchange), 2, "a reply is under way");
        assert_eq!(mw_exchange_path(exchange, path.as_mut_ptr().cast(), path.len(), &raw mut length), mw_status::Ok);
        let received = &*received;
        let row = (received.event == mw_event::Row as u32).then_some(&received.row);
        let row = row.map(|row| (row.name, row.item, row.is_last != 0, bytes_of(row.piece)));
        lent.script.shown.push(format!("{row:?} at {}", String::from_utf8_lossy(&path[..length])));
        if let Some(collector) = lent.collector {
            collector.push(received);
        }
    }
}

/// Why a run ended early.
enum Ended {
    Error(Error),
    Transport(isize),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Ended::Error(error)
    }
}

fn passed(answer: isize, most: usize) -> Result<usize, Ended> {
    match usize::try_from(answer) {
        Ok(n) if n <= most => Ok(n),
        Ok(_) => Err(Error::Misuse(Misuse::AdvancedTooFar).into()),
        Err(_) => Err(Ended::Transport(answer)),
    }
}

/// The loop that the documentation of the verbs describes.
fn by_hand(open: &mut Open, script: &mut Script<'_>, size: usize) -> Result<(), Ended> {
    let mut room = vec![0; size];
    if size == 0 {
        return Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 }.into());
    }
    loop {
        match open.beside.state().wants() {
            Wants::Nothing => return Ok(()),
            Wants::Transmit => {
                let n = open.with(|request, _, state| state.transmit(request, &mut room))?;
                let taken = passed(script.write(&room[..n]), n)?;
                if taken == 0 {
                    return Err(Ended::Transport(0));
                }
                open.beside.state().advance(taken)?;
                if open.beside.state().wants() == Wants::Receive {
                    passed(script.flush() as isize, 0)?;
                }
            }
            Wants::Receive => {
                let state = open.beside.state();
                let n = passed(script.read(&mut room), size)?;
                if n == 0 {
                    state.receive_end_of_stream()?;
                    continue;
                }
                let mut input = &room[..n];
                loop {
                    let row = match state.receive(&mut input)? {
                        Event::NeedMore | Event::Complete => break,
                        Event::Call => None,
                        Event::Row(row) => Some(shown(&row)),
                    };
                    script.shown.push(format!("{row:?} at {}", state.path()));
                }
            }
        }
    }
}

/// Runs what is in the slot over a connection that `which` chooses.
pub(super) fn run(slot: &mut Slot<'_>, which: u8, size: usize) {
    const MOST: [usize; 4] = [usize::MAX, 1, 7, 100];
    const TROUBLES: [Option<Trouble>; 4] = [None, Some(Trouble::Fails), Some(Trouble::Closed), Some(Trouble::Boasts)];
    let trouble = TROUBLES[usize::from(which) / 4 % 4].map(|trouble| (1 + size % 13, trouble));
    let most = MOST[usize::from(which) % 4];
    // Windows of the request cost a pass each; a bound on their number keeps the work in proportion.
    let request =
        slot.open.as_mut().map_or(0, |open| open.with(|request, _, _| measure(request).map_or(0, |all| all.request)));
    let least = request as usize / 64 + 1;
    let (most_written, size) = (most.max(least), if size == 0 { 0 } else { size.max(least) });
    let reply = slot.reply;
    let new = || Script { reply, most, most_written, trouble, calls: 0, written: vec![], flushes: 0, shown: vec![] };
    let (mut script, mut beside) = (new(), new());
    let (context, mut failure) = (slot.context(), Out::<mw_failure>::new());
    let mut room = vec![0xaa; size];
    let mut lent = Lent { script: &mut script, collector: &mut slot.collector };
    let lent = (&raw mut lent).cast();
    let mut transport =
        mw_transport { context: lent, write: Some(write), read: Some(read), flush: Some(flush), show: Some(show) };
    // SAFETY: context, connection, room and place are valid, or NULL where the header says what that comes to.
    let status = unsafe {
        let none = mw_exchange_run(context, ptr::null(), room.as_mut_ptr(), size, ptr::null_mut());
        assert_eq!(none, mw_status::NullPointer);
        transport.read = None;
        let none = mw_exchange_run(context, &raw const transport, room.as_mut_ptr(), size, ptr::null_mut());
        assert_eq!(none, mw_status::NullPointer);
        transport.read = Some(read);
        mw_exchange_run(context, &raw const transport, room.as_mut_ptr(), size, failure.place())
    };
    let Some(open) = &mut slot.open else {
        assert_eq!(status, if size == 0 { mw_status::ErrorCapacity } else { mw_status::NotInitialized });
        assert_eq!((script.calls, script.flushes), (0, 0), "nothing was asked of the connection");
        return;
    };
    match by_hand(open, &mut beside, size) {
        Ok(()) => {
            assert_eq!(status, mw_status::Ok);
            failure_tells(&failure, status, None);
        }
        Err(Ended::Error(error)) => {
            assert_eq!(status, status_of(&Err::<(), _>(error)), "{error:?}");
            failure_tells(&failure, status, Some(error));
        }
        Err(Ended::Transport(code)) => {
            assert_eq!(status, mw_status::ErrorTransport);
            failure_tells(&failure, status, None);
            // SAFETY: it failed, so the record was written.
            assert_eq!(unsafe { failure.get() }.transport_code, code as i64);
        }
    }
    assert_eq!(script.written, beside.written, "other bytes on the wire");
    assert_eq!((script.calls, script.flushes, script.reply), (beside.calls, beside.flushes, beside.reply));
    assert_eq!(script.shown, beside.shown);
    slot.reply = script.reply;
    slot.offered = 0;
}
