//! What an exchange sends: checked, measured and written, in one pass or window by window.

use crate::error::{Error, Limit, Misuse};
use crate::http::request::{Head, RESERVED_DIGITS};
use crate::operation::{AnyAccount, Dedupe, Operation};
use crate::text::Cursor;

/// An operation with the account it is done for: what [`State`](super::State) needs of them at each call.
#[derive(Clone, Copy)]
pub struct Request<'a, A: AnyAccount> {
    account: &'a A,
    operation: &'a dyn Operation<A>,
}

impl<'a, A: AnyAccount> Request<'a, A> {
    /// Borrows both until the exchange has ended.
    pub fn new(account: &'a A, operation: &'a dyn Operation<A>) -> Self {
        Request { account, operation }
    }

    /// Method, host and header fields.
    pub fn head(&self) -> Head<'a> {
        self.operation.head(self.account)
    }

    /// What keeps a repeat of this request from doing it twice.
    pub fn dedupe(&self) -> Dedupe<'a> {
        self.operation.dedupe()
    }
}

/// A request that can be checked and written, of any provider.
pub trait Emit {
    /// Every value can be sent.
    ///
    /// # Errors
    /// [`Error::Config`] with the field.
    fn check(&self) -> Result<(), Error>;

    /// Whether nothing but what [`body`](Self::body) refuses by itself keeps this from being sent: see
    /// [`Operation::may_be_written`].
    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self) -> bool {
        self.check().is_ok()
    }

    /// Calls `each` with method, host and header fields. A request that is put together for each call has them only so
    /// long.
    fn with_head(&self, each: &mut dyn FnMut(&Head<'_>));

    /// The request target.
    fn target(&self, out: &mut Cursor<'_>);

    /// The body.
    fn body(&self, out: &mut Cursor<'_>);
}

impl<A: AnyAccount> Emit for Request<'_, A> {
    fn check(&self) -> Result<(), Error> {
        self.operation.check(self.account)
    }

    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self) -> bool {
        self.operation.may_be_written(self.account)
    }

    fn with_head(&self, each: &mut dyn FnMut(&Head<'_>)) {
        each(&self.head());
    }

    fn target(&self, out: &mut Cursor<'_>) {
        self.operation.target(self.account, out);
    }

    fn body(&self, out: &mut Cursor<'_>) {
        self.operation.body(self.account, out);
    }
}

/// Head and body over a cursor; answers the place of Content-Length, 0 where there is none, and where the body begins.
fn emit(request: &dyn Emit, out: &mut Cursor<'_>, content_length: Option<u32>) -> (usize, usize) {
    let place = emit_head(request, out, content_length);
    let body = out.position();
    request.body(out);
    (place, body)
}

// Not inlined: its room on the stack is given back before the body is written.
#[inline(never)]
fn emit_head(request: &dyn Emit, out: &mut Cursor<'_>, content_length: Option<u32>) -> usize {
    let mut place = 0;
    request.with_head(&mut |head| place = head.emit(out, |out| request.target(out), content_length));
    place
}

/// The lengths of a request, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Head and body.
    pub request: u32,
    /// The body alone.
    pub body: u32,
}

/// Checks every value and measures, without a buffer.
///
/// # Errors
/// [`Error::Config`] with the field; [`Error::Capacity`] for a request above 2 GiB.
pub fn measure(request: &dyn Emit) -> Result<Lengths, Error> {
    check_before(request)?;
    let mut count = Cursor::count();
    let (place, body) = emit(request, &mut count, None);
    #[cfg(target_pointer_width = "64")]
    check_refused(request, &count)?;
    lengths(&count, place, body)
}

/// Checks every value and writes the body into `out`, for a host with an HTTP stack of its own; answers its length.
///
/// # Errors
/// [`Error::Config`] with the field; [`Error::Capacity`] where the body does not fit, with the bytes it needs. What was written
/// is then not to be sent.
///
/// ```
/// use mailwire::exchange::{Request, write_body};
/// use mailwire::hubspot::{Account, SingleSend};
/// let account = Account::bearer("EXAMPLE-TOKEN")?;
/// let send = SingleSend::new(4126643121, "jane@customer.example")?;
/// let mut body = [0; 256];
/// let length = write_body(&Request::new(&account, &send), &mut body)?;
/// assert!(body[..length].starts_with(b"{\"emailId\":4126643121,"));
/// # Ok::<(), mailwire::Error>(())
/// ```
pub fn write_body(request: &dyn Emit, out: &mut [u8]) -> Result<usize, Error> {
    check_before(request)?;
    let mut pass = Cursor::fill(out);
    request.body(&mut pass);
    #[cfg(target_pointer_width = "64")]
    check_refused(request, &pass)?;
    if pass.has_fault() {
        return Err(Error::Misuse(Misuse::MessageChanged));
    }
    let (length, room) = (pass.position(), pass.filled().len());
    if room < length {
        let needed = u32::try_from(length).unwrap_or(u32::MAX);
        return Err(Error::Capacity { limit: Limit::Buffer, needed, available: room as u32 });
    }
    Ok(length)
}

/// What is checked before the first pass: everything, or on PCs and phones what that pass does not refuse.
#[inline(always)]
pub(super) fn check_before(request: &dyn Emit) -> Result<(), Error> {
    #[cfg(target_pointer_width = "64")]
    if request.may_be_written() {
        return Ok(());
    }
    request.check()
}

/// What is wrong, where the first pass was refused. Such a pass of a microcontroller is refused only where something changed
/// since the check.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn check_refused(request: &dyn Emit, pass: &Cursor<'_>) -> Result<(), Error> {
    if pass.has_fault() { request.check() } else { Ok(()) }
}

/// From a pass with reserved digits to the lengths with the canonical ones.
fn lengths(pass: &Cursor<'_>, place: usize, body: usize) -> Result<Lengths, Error> {
    if pass.has_fault() {
        // The values were checked a moment ago.
        return Err(Error::Misuse(Misuse::MessageChanged));
    }
    let end = pass.position();
    let body = (end - body) as u64;
    let mut length = end as u64;
    if place > 0 {
        length = length - RESERVED_DIGITS as u64 + Cursor::decimal_length(body) as u64;
    }
    match u32::try_from(length) {
        Ok(request) if request <= i32::MAX as u32 => Ok(Lengths { request, body: body as u32 }),
        _ => {
            let needed = u32::try_from(length).unwrap_or(u32::MAX);
            Err(Error::Capacity { limit: Limit::Request, needed, available: i32::MAX as u32 })
        }
    }
}

/// Before a byte has left: measures and writes, in one pass where all fits; else the bytes written are
/// `None`.
// Not inlined: neither the check nor later passes take its room on the stack.
#[inline(never)]
pub(super) fn first(request: &dyn Emit, out: &mut [u8]) -> Result<(Lengths, Option<usize>), Error> {
    let mut pass = Cursor::fill(out);
    let (place, body) = emit(request, &mut pass, None);
    #[cfg(target_pointer_width = "64")]
    check_refused(request, &pass)?;
    let lengths = lengths(&pass, place, body)?;
    // The request is there already; only the digits are to be put in their place.
    let fits = match place {
        0 => pass.filled().len() == pass.position(),
        place => pass.settle(place, RESERVED_DIGITS, u64::from(lengths.body)),
    };
    Ok((lengths, fits.then(|| pass.filled().len())))
}

/// The bytes of a measured request from position `from` on.
#[inline(never)]
pub(super) fn window(request: &dyn Emit, known: Lengths, from: u32, out: &mut [u8]) -> Result<usize, Error> {
    let mut window = Cursor::window(out, from as usize);
    let (_, body) = emit(request, &mut window, Some(known.body));
    let end = window.position();
    if window.has_fault() || end != known.request as usize || end.wrapping_sub(body) != known.body as usize {
        return Err(Error::Misuse(Misuse::MessageChanged));
    }
    Ok(window.filled().len())
}
