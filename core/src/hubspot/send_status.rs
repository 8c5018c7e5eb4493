//! Send status: what became of a send that was accepted.

use crate::error::{Error, Field, Problem};
use crate::http::header;
use crate::http::request::{Head, Method};
use crate::operation::{Dedupe, Operation};
use crate::text::{Cursor, percent};

use super::Account;
use super::reply::{Reader, ReplyOf};

/// Asks for the status of a send by the `statusId` its reply gave.
///
/// One path serves all versions. Poll after 1 s, then 2, 4, 8, 15, 30 s, and give up after about 5 min: HubSpot
/// documents no cadence. An outcome `Pending` means ask again.
///
/// ```
/// let status = mailwire::hubspot::SendStatus::new("a/b c")?; // opaque: percent-encoded into the path
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendStatus<'a> {
    status_id: &'a [u8],
}

const STATUS_ID_LIMIT: u32 = 255;

/// When to ask, in milliseconds after the answer before; the last one repeats.
pub(crate) const POLL_AFTER_MS: [u32; 6] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

impl<'a> SendStatus<'a> {
    /// Asks for `status_id`, opaque text.
    ///
    /// # Errors
    /// [`Error::Config`] for `StatusId`: empty, over 255 bytes, with a control, or `.` or `..`.
    pub fn new(status_id: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let status = SendStatus { status_id: status_id.as_ref() };
        status.check_id()?;
        Ok(status)
    }

    /// As [`new`](Self::new), for an id that was checked before, in the same exchange.
    #[inline(always)]
    pub const fn unchecked(status_id: &'a [u8]) -> Self {
        SendStatus { status_id }
    }

    /// How long to wait before the poll of this number (from 0), in milliseconds; `None` after about five minutes.
    pub fn poll_after_ms(poll: u8) -> Option<u32> {
        let last = POLL_AFTER_MS.len() as u8 - 1;
        // 60 s up to here, then every 30 s until 300 s.
        (poll <= last + 8).then(|| POLL_AFTER_MS.get(usize::from(poll.min(last))).copied().unwrap_or(30_000))
    }

    fn check_id(&self) -> Result<(), Error> {
        if matches!(self.status_id, b"." | b"..") {
            // A segment of dots is taken out of a path on the way (RFC 3986 section 5.2.4).
            return Err(Error::config(Field::StatusId, Problem::Forbidden { offset: 0 }));
        }
        header::check(Field::StatusId, self.status_id, STATUS_ID_LIMIT, |byte| byte >= 0x20 && byte != 0x7f)
    }
}

impl<'a> Operation<Account<'a>> for SendStatus<'_> {
    fn check(&self, account: &Account<'a>) -> Result<(), Error> {
        account.check(None)?;
        self.check_id()
    }

    fn head<'s>(&'s self, account: &'s Account<'a>) -> Head<'s> {
        account.head(Method::Get, None)
    }

    fn target(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        out.raw(b"/marketing/v3/email/send-statuses/");
        percent::encode(out, self.status_id);
    }

    fn body(&self, _: &Account<'a>, _: &mut Cursor<'_>) {}

    fn reader(&self, _: &Account<'a>) -> Reader {
        Reader::new(ReplyOf::Status)
    }

    fn dedupe(&self) -> Dedupe<'_> {
        Dedupe::Idempotent
    }
}
