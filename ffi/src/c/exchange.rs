//! The context of one exchange, in memory the caller owns, and its verbs.

use core::ffi::c_void;
use core::marker::PhantomData;

use mailwire::error::Misuse;
use mailwire::exchange::{Emit, State, measure};
use mailwire::http::request::Head;
use mailwire::operation::{Dedupe, Operation, Piece, Reader, Row};
use mailwire::text::Cursor;
use mailwire::{Error, Event, Wants, bluehornet, hubspot};

use super::failure::{Refusal, answer, mw_failure, mw_stage, mw_status, status};
use super::record::{AccountRecord, OperationRecord, record};
use super::slice::{Place, check_array, mw_slice, place, room};
use super::words::mw_row_name;

/// Words (of 8 bytes) of a context for any provider.
pub const MW_EXCHANGE_WORDS: usize = 104;
/// Words (of 8 bytes) of a context that is used with HubSpot only: memory that is no `mw_exchange` but an array of so
/// many `uint64_t` may be given in its place.
pub const MW_HUBSPOT_EXCHANGE_WORDS: usize = 72;

/// The context of one exchange: allocated by the caller, anywhere. It owns nothing, so it may be moved by copying its
/// bytes, dropped without a call, and initialised anew at any time. One owner at a time; no function keeps a pointer to
/// it. `mw_exchange_clear` wipes it.
#[repr(C)]
pub struct mw_exchange {
    /// Of no concern to the caller.
    pub opaque: [u64; MW_EXCHANGE_WORDS],
}

/// What an exchange needs next.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_wants {
    /// It is over; see the outcome.
    Nothing = 0,
    /// Bytes of the request are to be sent: `mw_exchange_transmit`, then `mw_exchange_advance`.
    Transmit = 1,
    /// Bytes of the reply are to be read: `mw_exchange_receive`.
    Receive = 2,
}

/// What `mw_exchange_receive` came to.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_event {
    /// The input is used up; bring more.
    NeedMore = 0,
    /// A piece of a value that is handed out while reading. Call again: input may be left.
    Row = 1,
    /// A call of a batch was answered: see `mw_exchange_call`. Call again: input may be left.
    Call = 2,
    /// The reply is complete. What is left of the input follows it on the connection.
    Complete = 3,
}

/// A piece of a value that is handed out while the reply is read, because it has no bound or because it is a secret.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_row {
    /// The name of the value: an `mw_row_name`. `MW_ROW_NAME_VALUE` has a path: see `mw_exchange_path`.
    pub name: u32,
    /// The place of the item in the reply that it belongs to, from 1; 0 where a reply has no items.
    pub item: u32,
    /// The piece: UTF-8, maybe cut inside a character. It points into the input or into the context, and is valid until
    /// either changes or moves.
    pub piece: mw_slice,
    /// 1 if the value is complete with this piece, else 0. A value that never gets there is not one: a row of another name
    /// or path, a call, or the end of the reply takes its place.
    pub is_last: u32,
}

/// What became of input.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_received {
    /// How many bytes of the input were consumed. The rest is to be given again, unless the event is
    /// `MW_EVENT_COMPLETE`: then it follows the reply on the connection.
    pub consumed: usize,
    /// What happened: an `mw_event`.
    pub event: u32,
    /// The row of `MW_EVENT_ROW`; else all zero.
    pub row: mw_row,
}

/// The lengths of a request, in bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_lengths {
    /// Head and body.
    pub request: u32,
    /// The body alone.
    pub body: u32,
}

/// Whom to connect to.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_server {
    /// The name or address alone, for name resolution, SNI and certificate checks; `mw_copy_text` puts a NUL behind it. It
    /// points into the account or is static.
    pub name: mw_slice,
    /// The port; 443 unless the account says otherwise.
    pub port: u16,
}

/// How the provider tells a repeat.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_dedupe_kind {
    /// Not at all. An outcome of kind `unknown` is never repeated by machine.
    None = 0,
    /// The operation changes nothing, or the same thing again.
    Idempotent = 1,
    /// By a key: a second call with it is ignored.
    Key = 2,
}

/// What keeps a repeat of an operation from doing the same thing twice.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_dedupe {
    /// How: an `mw_dedupe_kind`.
    pub kind: u32,
    /// How long the provider remembers the key, in seconds; 0: it does not say.
    pub window_s: u32,
    /// The key; it points into the operation.
    pub key: mw_slice,
    /// Where the key goes in the request. Static.
    pub place: mw_slice,
}

/// The records of an exchange, as its context holds them.
#[repr(C)]
struct Records {
    account: *const c_void,
    operation: *const c_void,
}

/// A request as records: account and operation of the core are put together for each question and only as far as it goes,
/// so that the stack of a device need not hold them while the request is written.
#[repr(transparent)]
struct Lent<O>(Records, PhantomData<O>);

impl<O: OperationRecord> Lent<O> {
    fn account(&self) -> &O::AccountRecord {
        // SAFETY: `lend` was given records of these types and has checked them.
        unsafe { &*self.0.account.cast() }
    }

    fn operation(&self) -> &O {
        // SAFETY: as above.
        unsafe { &*self.0.operation.cast() }
    }
}

impl<O: OperationRecord> Emit for Lent<O> {
    // Not inlined: what it takes of the stack is given back before the rest of `init`.
    #[inline(never)]
    fn check(&self) -> Result<(), Error> {
        self.operation().operation().check(&self.account().account())
    }

    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self) -> bool {
        self.operation().operation().may_be_written(&self.account().account())
    }

    fn with_head(&self, each: &mut dyn FnMut(&Head<'_>)) {
        each(&self.operation().operation().head(&self.account().account()));
    }

    fn target(&self, out: &mut Cursor<'_>) {
        self.operation().operation().target(&self.account().account(), out);
    }

    fn body(&self, out: &mut Cursor<'_>) {
        self.operation().operation().body(&self.account().account(), out);
    }
}

/// A request whose records were checked.
pub(crate) trait Checked: Emit {
    /// What keeps a repeat from doing it twice.
    fn dedupe(&self) -> mw_dedupe;
}

impl<O: OperationRecord> Checked for Lent<O> {
    fn dedupe(&self) -> mw_dedupe {
        let nothing = mw_dedupe { kind: 0, window_s: 0, key: mw_slice::EMPTY, place: mw_slice::EMPTY };
        match self.operation().operation().dedupe() {
            Dedupe::Key { key, place, window_s } => mw_dedupe {
                kind: mw_dedupe_kind::Key as u32,
                window_s: window_s.unwrap_or(0),
                key: mw_slice::of(key),
                place: mw_slice::of(place.as_bytes()),
            },
            Dedupe::Idempotent => mw_dedupe { kind: mw_dedupe_kind::Idempotent as u32, ..nothing },
            _ => mw_dedupe { kind: mw_dedupe_kind::None as u32, ..nothing },
        }
    }
}

/// What stands at the beginning of every context. It holds no address of itself, so a context may be moved.
#[repr(C)]
pub(crate) struct Front {
    tag: u32,
    /// The character of a row that stood in the reply as an escape.
    character: [u8; 4],
    records: Records,
    /// Checks the records and makes them a request.
    lend: unsafe fn(&Records) -> Result<&dyn Checked, Refusal>,
    /// Where the state lies. Only what a program begins is linked: this is the one way to a provider's reader.
    state: unsafe fn(*mut Front) -> *mut State<dyn Reader>,
}

/// A context as it lies in the caller's memory.
#[repr(C)]
struct Context<R> {
    front: Front,
    state: State<R>,
}

const fn fits<R>(words: usize) -> bool {
    size_of::<Context<R>>() <= words * 8 && align_of::<Context<R>>() <= align_of::<u64>()
}

const _: () = assert!(fits::<hubspot::Reader>(MW_HUBSPOT_EXCHANGE_WORDS));
const _: () = assert!(fits::<bluehornet::Reader>(MW_EXCHANGE_WORDS));
const _: () = assert!(MW_HUBSPOT_EXCHANGE_WORDS <= MW_EXCHANGE_WORDS);

/// "mwx" and a number that changes with the layout.
const TAG: u32 = 0x6d77_7801;

unsafe fn state<R: Reader + 'static>(front: *mut Front) -> *mut State<dyn Reader> {
    // SAFETY: the front is that of a `Context<R>`: `init` has put this function there together with the state.
    unsafe { &raw mut (*front.cast::<Context<R>>()).state }
}

/// # Safety
/// The records are those of `O`, or NULL, and the caller keeps them as long as the exchange runs.
unsafe fn lend<O: OperationRecord>(records: &Records) -> Result<&dyn Checked, Refusal> {
    // SAFETY: as the caller promises.
    unsafe { Ok(check::<O>(records)?) }
}

/// Checks all that a record shows without its lists.
///
/// # Safety
/// As [`lend`].
#[inline(never)]
unsafe fn check<O: OperationRecord>(records: &Records) -> Result<&Lent<O>, Refusal> {
    // SAFETY: as the caller promises.
    let (account, operation) =
        unsafe { (record(records.account.cast::<O::AccountRecord>())?, record(records.operation.cast::<O>())?) };
    account.check_values()?;
    operation.check_values()?;
    // SAFETY: `Lent` is transparent.
    Ok(unsafe { &*core::ptr::from_ref(records).cast::<Lent<O>>() })
}

/// Begins an exchange: checks everything, then writes the context.
///
/// # Safety
/// Pointers are NULL or valid; `exchange` has `size` bytes.
pub(crate) unsafe fn init<O: OperationRecord>(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const O::AccountRecord,
    operation: *const O,
    failure: *mut mw_failure,
) -> mw_status {
    let done = (|| {
        let memory = exchange.cast::<Context<<O::AccountRecord as AccountRecord>::Reader>>();
        check_array(memory, 1)?;
        if size < size_of::<Context<<O::AccountRecord as AccountRecord>::Reader>>() {
            return Err(mw_status::WrongSize.into());
        }
        // Whoever overlooks an error below must not go on with the exchange that was here before.
        // SAFETY: the memory is large enough and aligned, as was just checked.
        unsafe { (&raw mut (*memory).front.tag).write(0) };
        let records = Records { account: account.cast(), operation: operation.cast() };
        // SAFETY: as the caller promises.
        unsafe { check::<O>(&records)? }.check()?;
        // SAFETY: the memory is large enough and aligned, and the records are good, as was just checked.
        unsafe { begin::<O>(memory, records) };
        Ok(())
    })();
    // SAFETY: as the caller promises.
    unsafe { answer(done, mw_stage::Configure, 0, failure) }
}

/// Writes a context, each member in its place.
///
/// # Safety
/// Memory and records were checked.
// Not inlined: what it takes of the stack does not lie on top of the checks.
#[inline(never)]
unsafe fn begin<O: OperationRecord>(
    memory: *mut Context<<O::AccountRecord as AccountRecord>::Reader>,
    records: Records,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let (account, operation) = (&*records.account.cast::<O::AccountRecord>(), &*records.operation.cast::<O>());
        let front = Front {
            tag: TAG,
            character: [0; 4],
            records,
            lend: lend::<O>,
            state: state::<<O::AccountRecord as AccountRecord>::Reader>,
        };
        let reader = operation.operation().reader(&account.account());
        memory.write(Context { front, state: State::new(reader) });
    }
}

/// A context that was initialised, as two borrows of its parts.
pub(crate) struct Open<'c> {
    pub(crate) front: &'c mut Front,
    pub(crate) state: &'c mut State<dyn Reader>,
}

impl Front {
    /// The request, if its records are still as good as when the exchange began.
    pub(crate) fn request(&self) -> Result<&dyn Checked, Refusal> {
        // SAFETY: `init` was given these records; the caller keeps them as long as the exchange runs.
        unsafe { (self.lend)(&self.records) }
    }
}

/// Opens a context for the length of one call.
///
/// # Safety
/// NULL, or memory of at least the size of a front that nobody else uses during the call.
pub(crate) unsafe fn open<'c>(exchange: *const mw_exchange) -> Result<Open<'c>, Refusal> {
    let front = exchange.cast_mut().cast::<Front>();
    check_array(front, 1)?;
    // The tag alone first: the rest may be anything in a context that was never initialised.
    // SAFETY: aligned and not NULL; the caller promises the memory.
    if unsafe { (&raw const (*front).tag).read() } != TAG {
        return Err(mw_status::NotInitialized.into());
    }
    // SAFETY: a front with this tag was written by `init`, and its state behind it; the two do not overlap.
    unsafe { Ok(Open { state: &mut *((*front).state)(front), front: &mut *front }) }
}

/// Runs a verb on an open context.
///
/// # Safety
/// As [`open`] and [`answer`].
pub(crate) unsafe fn verb(
    exchange: *const mw_exchange,
    stage: mw_stage,
    failure: *mut mw_failure,
    run: impl FnOnce(&mut Open<'_>) -> Result<(), Refusal>,
) -> mw_status {
    // SAFETY: as the caller promises.
    unsafe {
        match open(exchange) {
            Err(refusal) => answer(Err(refusal), stage, 0, failure),
            Ok(mut open) => {
                let done = run(&mut open);
                answer(done, stage, open.state.summary().http_status, failure)
            }
        }
    }
}

/// Bytes of a context for any provider, as this library was built: at most `sizeof(mw_exchange)`.
#[unsafe(no_mangle)]
pub extern "C" fn mw_exchange_size() -> usize {
    size_of::<Context<bluehornet::Reader>>().max(size_of::<Context<hubspot::Reader>>())
}

/// Alignment of a context, as this library was built: at most that of `uint64_t`.
#[unsafe(no_mangle)]
pub extern "C" fn mw_exchange_alignment() -> usize {
    align_of::<Context<bluehornet::Reader>>()
}

/// What to do next: an `mw_wants`, or a negative `mw_status` where the context cannot be used. It can be asked at any
/// time and changes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_wants(exchange: *const mw_exchange) -> i32 {
    // SAFETY: the header asks for a context.
    match unsafe { open(exchange) } {
        Err(refusal) => refusal.status() as i32,
        Ok(open) => match open.state.wants() {
            Wants::Nothing => mw_wants::Nothing as i32,
            Wants::Transmit => mw_wants::Transmit as i32,
            Wants::Receive => mw_wants::Receive as i32,
        },
    }
}

/// Whom to connect to.
///
/// Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`, and those of the init function if the records have
/// changed since.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_server(exchange: *const mw_exchange, out: *mut mw_server) -> mw_status {
    status((|| {
        let out = place(out)?;
        let mut server = mw_server { name: mw_slice::EMPTY, port: 0 };
        // SAFETY: the header asks for a context.
        unsafe { open(exchange)? }.front.request()?.with_head(&mut |head| {
            server = mw_server { name: mw_slice::of(head.host.name_bytes()), port: head.host.port() };
        });
        // SAFETY: the header asks for a place.
        unsafe { out.put(server) };
        Ok(())
    })())
}

/// Tells errors and lengths early, without a buffer. The first `mw_exchange_transmit` does the same.
///
/// Errors: `MW_STATUS_ERROR_CONFIG` with the field, `MW_STATUS_ERROR_CAPACITY` for a request above 2 GiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_check(
    exchange: *const mw_exchange,
    out: *mut mw_lengths,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context and places.
    unsafe {
        verb(exchange, mw_stage::Configure, failure, |open| {
            let out = place(out)?;
            let measured = measure(open.front.request()?)?;
            out.put(mw_lengths { request: measured.request, body: measured.body });
            Ok(())
        })
    }
}

/// What keeps a repeat of the operation from doing it twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_dedupe(exchange: *const mw_exchange, out: *mut mw_dedupe) -> mw_status {
    status((|| {
        let out = place(out)?;
        // SAFETY: the header asks for a context and a place.
        unsafe { out.put(open(exchange)?.front.request()?.dedupe()) };
        Ok(())
    })())
}

/// Writes the next bytes of the request into `out`, of `size` bytes; `*out_length` is how many. Call it as long as
/// `mw_exchange_wants` says so, and `mw_exchange_advance` behind it. A spurious call writes the same bytes again, or
/// none when nothing is left.
///
/// `size` may be any number from 1; the bytes on the wire are the same. Each call runs through the message once, so
/// small buffers cost time: 256 bytes and more are sensible.
///
/// Errors: `MW_STATUS_ERROR_CONFIG` and `MW_STATUS_ERROR_CAPACITY` at the first call, before a byte has left.
/// `MW_STATUS_ERROR_MISUSE` (`MW_MISUSE_MESSAGE_CHANGED`) if the records have changed since: close the connection; a part
/// of a request is never processed. `MW_STATUS_ERROR_CAPACITY` for a `size` of 0 changes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_transmit(
    exchange: *mut mw_exchange,
    out: *mut u8,
    size: usize,
    out_length: *mut usize,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context, room and places.
    unsafe { verb(exchange, mw_stage::Transmit, failure, |open| transmit(open, room(out, size)?, place(out_length)?)) }
}

/// The next bytes of the request, and how many.
///
/// # Safety
/// The place is the caller's.
pub(crate) unsafe fn transmit(open: &mut Open<'_>, room: &mut [u8], length: Place<usize>) -> Result<(), Refusal> {
    match open.front.request() {
        Ok(request) => {
            let written = open.state.transmit(request, room)?;
            // SAFETY: as the caller promises.
            unsafe { length.put(written) };
            Ok(())
        }
        Err(_) => {
            // The records were good when the exchange began.
            open.state.abandon();
            Err(Error::Misuse(Misuse::MessageChanged).into())
        }
    }
}

/// The transport took `n` bytes of what `mw_exchange_transmit` wrote; fewer is normal. With the last byte the request
/// counts as handed over: from then on a missing reply means `unknown`, no longer `deferred`.
///
/// Errors: `MW_STATUS_ERROR_MISUSE` for more bytes than were written since the last `mw_exchange_advance`, or after the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_advance(
    exchange: *mut mw_exchange,
    n: usize,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe { verb(exchange, mw_stage::Transmit, failure, |open| Ok(open.state.advance(n)?)) }
}

/// Reads bytes of the reply: `length` bytes at `input`. Call again with the rest until the event is
/// `MW_EVENT_NEED_MORE` or `MW_EVENT_COMPLETE`. A reply may come before the last byte was sent; receive it, it decides.
///
/// Errors: `MW_STATUS_ERROR_PEER` if the reply breaks a rule or a cap: the exchange has ended, close the connection; the
/// outcome stays readable. `MW_STATUS_ERROR_MISUSE` before the first `mw_exchange_advance` and after an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_receive(
    exchange: *mut mw_exchange,
    input: *const u8,
    length: usize,
    out: *mut mw_received,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context, input and places.
    unsafe {
        verb(exchange, mw_stage::Receive, failure, |open| {
            check_array(input, length)?;
            let (out, mut rest) = (place(out)?, super::slice::array(input, length));
            out.put(receive(open, &mut rest)?);
            Ok(())
        })
    }
}

/// Reads until there is something to hand out; `input` loses what was consumed.
pub(crate) fn receive(open: &mut Open<'_>, input: &mut &[u8]) -> Result<mw_received, Refusal> {
    let before = input.len();
    let event = open.state.receive(input)?;
    Ok(received(open.front, before - input.len(), event))
}

/// An event as a record; a character is kept in the context.
pub(crate) fn received(front: &mut Front, consumed: usize, event: Event<'_>) -> mw_received {
    let mut row = mw_row { name: 0, item: 0, piece: mw_slice::EMPTY, is_last: 0 };
    let event = match event {
        Event::NeedMore => mw_event::NeedMore,
        Event::Call => mw_event::Call,
        Event::Complete => mw_event::Complete,
        Event::Row(Row { item, name, piece, is_last }) => {
            let piece = match piece {
                Piece::Span(span) => mw_slice::of(span),
                Piece::Char(character) => mw_slice::of(character.encode_utf8(&mut front.character).as_bytes()),
            };
            row = mw_row { name: mw_row_name::from(name) as u32, item: item.into(), piece, is_last: is_last.into() };
            mw_event::Row
        }
    };
    mw_received { consumed, event: event as u32, row }
}

/// The connection was closed by the other side. Fine after the reply, and at the end of a body without a length.
///
/// Errors: `MW_STATUS_ERROR_PEER` (`MW_FAULT_TRUNCATED`) if the reply was not complete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_receive_end_of_stream(
    exchange: *mut mw_exchange,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for a context and a place.
    unsafe { verb(exchange, mw_stage::Receive, failure, |open| Ok(open.state.receive_end_of_stream()?)) }
}

/// Wipes a context of `size` bytes in a way the compiler does not leave out. Every verb then answers
/// `MW_STATUS_NOT_INITIALIZED`. The records and texts are the caller's to wipe: see `mw_wipe`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_exchange_clear(exchange: *mut mw_exchange, size: usize) -> mw_status {
    match check_array(exchange, 1) {
        // SAFETY: the header asks for memory of this size.
        Ok(()) => unsafe { super::version::mw_wipe(exchange.cast(), size) },
        Err(wrong) => wrong,
    }
}
