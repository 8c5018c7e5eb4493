//! The reading half without framing: status, header fields and spans of the body in, an outcome out.
//!
//! [`Exchange`](crate::Exchange) feeds it from a connection. A host that owns an HTTP stack feeds it from there:
//!
//! ```
//! use mailwire::exchange::{Emit, Request, write_body};
//! use mailwire::hubspot::{Account, SingleSend};
//! use mailwire::operation::Operation;
//! use mailwire::reply::Reply;
//! use mailwire::text::Cursor;
//!
//! let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
//! let send = SingleSend::new(4126643121, "jane@customer.example")?.send_id("boiler-7-0042")?;
//! let request = Request::new(&account, &send);
//!
//! // Out: method, host, target, header fields, body.
//! let mut body = [0; 512];
//! let length = write_body(&request, &mut body)?;
//! assert!(body[..length].ends_with(b"}"));
//! let mut target = [0; 64];
//! let mut cursor = Cursor::fill(&mut target);
//! request.target(&mut cursor);
//! assert_eq!(cursor.filled(), b"/marketing/transactional/2026-09/single-email/send");
//! let head = request.head();
//! let names: Vec<_> = head.fields().map(|field| field.name).collect();
//! assert_eq!(names, ["Authorization", "Content-Type", "Accept", "User-Agent"]);
//!
//! // In: whatever the stack hands back, in spans of any size.
//! let mut reply = Reply::new(send.reader(&account));
//! reply.request_sent();
//! reply.status(429);
//! reply.field(b"Retry-After", b"7");
//! reply.head_end();
//! reply.body(&mut b"{\"policyName\":\"SECONDLY\"}".as_slice(), 0);
//! reply.end(0)?;
//! assert_eq!(reply.outcome().reason, mailwire::outcome::Reason::RateLimited);
//! # Ok::<(), mailwire::Error>(())
//! ```

use core::num::NonZeroU32;

use crate::error::{Error, Fault, Misuse};
use crate::http::response::ResponseField;
use crate::http::{date, retry_after};
use crate::operation::{Found, Reader};
use crate::outcome::{CallOutcome, Outcome, Reason, Summary, Texts};

/// Reads one reply. A plain value; call its verbs in the order they stand here.
///
/// A `&mut Reply<R>` is a `&mut Reply<dyn Reader>` where one is wanted: the verbs exist once then for all providers.
#[derive(Clone, Debug)]
pub struct Reply<R: ?Sized> {
    /// The Date of the reply, in seconds since 1970-01-01T00:00:00Z.
    date: Option<NonZeroU32>,
    summary: Summary,
    reader: R,
}

impl<R: Reader> Reply<R> {
    /// Before the request was sent.
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub const fn new(reader: R) -> Self {
        Reply { reader, date: None, summary: Summary::new() }
    }
}

impl<R: Reader + ?Sized> Reply<R> {
    /// The request could not be built.
    pub(crate) const fn request_invalid(&mut self) {
        self.summary.reason = Reason::RequestInvalid;
    }

    /// The last byte of the request was handed over, or may have been: from now on a missing reply means `Unknown`.
    pub const fn request_sent(&mut self) {
        if self.summary.http_status == 0 {
            self.summary.reason = Reason::NoReply;
        }
    }

    /// The status of the final reply.
    pub fn status(&mut self, status: u16) {
        self.summary.http_status = status;
        self.summary.reason = Reason::IncompleteReply;
        if status >= 300 {
            self.decide();
        }
    }

    /// A whole header field. Those that mean nothing here are passed over; case does not matter.
    pub fn field(&mut self, name: &[u8], value: &[u8]) {
        if let Some(field) = ResponseField::from_name(name) {
            self.field_piece(field, value.trim_ascii(), true);
        }
    }

    /// A piece of a header field that means something.
    pub(crate) fn field_piece(&mut self, field: ResponseField, piece: &[u8], last: bool) {
        match field {
            ResponseField::CorrelationId | ResponseField::CfRay => {
                self.reader.correlation(field == ResponseField::CfRay, piece, last);
            }
            ResponseField::Date | ResponseField::RetryAfter => {
                let Some(kept) = self.reader.field() else { return };
                kept.push(piece);
                if last {
                    kept.trim_end();
                    if field == ResponseField::Date {
                        let date = date::parse(kept.as_bytes());
                        self.date = date.and_then(|date| NonZeroU32::new(u32::try_from(date).unwrap_or(u32::MAX)));
                    } else if !kept.is_truncated() {
                        self.summary.retry_after = retry_after::parse(kept.as_bytes());
                    }
                    kept.clear();
                }
            }
        }
    }

    /// All header fields are in.
    pub fn head_end(&mut self) {
        let (asked, date) = (self.summary.retry_after, self.date.map(NonZeroU32::get));
        self.summary.retry_after = asked.map(|asked| retry_after::since(asked, date));
    }

    /// A span of the body; it loses what was consumed. What is [`Found`] is handed out as soon as it is read: call again
    /// until there is nothing, then bring the next span. `offset` is the span's place in the reply, for errors.
    pub fn body<'i>(&mut self, span: &mut &'i [u8], offset: u32) -> Option<Found<'i>> {
        self.reader.read(span, offset, &mut self.summary)
    }

    /// The call that was just [found](Found::Call) to be answered.
    pub fn call(&self) -> Option<&CallOutcome> {
        self.reader.call()
    }

    /// Calls of a batch that have no answer, by number, and what that means for each. Ask at the end.
    pub fn unanswered(&self) -> impl Iterator<Item = (u16, Reason)> + use<'_, R> {
        (1..=self.reader.calls())
            .filter_map(|number| self.reader.unanswered(number, &self.summary).map(|reason| (number, reason)))
    }

    /// The path of the row that was just handed out: see [`Exchange::path`](crate::Exchange::path).
    pub const fn path(&self) -> Path<'_, R> {
        Path(&self.reader)
    }

    /// The body is complete; `offset` is the place of its end.
    ///
    /// # Errors
    /// `Misuse(NoStatus)` if no status was given: nothing is decided then. [`Error::Peer`] if it was to say what was done and cannot be read: the outcome is `Unknown` then. Under a status
    /// of failure the status has decided, and the body is best effort.
    pub fn end(&mut self, offset: u32) -> Result<(), Error> {
        if self.summary.http_status == 0 {
            return Err(Error::Misuse(Misuse::NoStatus));
        }
        self.reader.finish(offset);
        self.decide();
        match self.reader.fault() {
            Some((fault, offset)) if self.summary.http_status < 300 => Err(Error::Peer { fault, offset }),
            _ => Ok(()),
        }
    }

    /// The reply began and no more of it will come, instead of [`end`](Self::end): the outcome is `Unknown`, or what a
    /// status of failure and that much of the body say.
    pub fn cut(&mut self) {
        self.fail(Fault::Truncated, true);
    }

    /// The reply breaks off with a fault of framing. `has_begun`: at least a byte of it came.
    pub(crate) fn fail(&mut self, fault: Fault, has_begun: bool) {
        self.reader.abandon();
        let is_cut = fault == Fault::Truncated;
        match self.summary.http_status {
            300.. => {
                self.decide();
                self.summary.is_damaged = true;
            }
            // The request was not handed over: it stays unsent.
            0 if self.summary.reason == Reason::NotSent => {}
            0 if is_cut && !has_begun => {}
            _ if is_cut => self.summary.reason = Reason::IncompleteReply,
            _ => self.summary.reason = Reason::MalformedReply,
        }
    }

    /// What became of it, readable at any time: a copy.
    pub fn outcome(&self) -> Outcome {
        Outcome::new(&self.summary, &self.texts())
    }

    /// What became of it, without the texts.
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The texts of the outcome, where they lie.
    pub fn texts(&self) -> Texts<'_> {
        self.reader.texts()
    }

    fn decide(&mut self) {
        self.reader.decide(&mut self.summary);
    }
}

/// Where a row stands below the item it belongs to: names joined by `/`, items of lists numbered from 1, an attribute
/// behind `@`, as in `responseData/task/item[2]/status` and `responseData/message_data/message@id`.
pub struct Path<'r, R: ?Sized>(&'r R);

impl<R: Reader + ?Sized> Path<'_, R> {
    /// Calls `each` with every name from the outside in, and its number where it is an item of a list (else 0). The
    /// name of an attribute follows a name `@`.
    pub fn names(&self, mut each: impl FnMut(&[u8], u16)) {
        self.0.path(&mut each);
    }
}

impl<R: Reader + ?Sized> core::fmt::Display for Path<'_, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (mut result, mut lead) = (Ok(()), "");
        self.names(|name, number| {
            let text = core::str::from_utf8(name).unwrap_or("");
            if result.is_ok() {
                result = match (text, number) {
                    ("@", _) => f.write_str("@"),
                    (_, 0) => write!(f, "{lead}{text}"),
                    (_, number) => write!(f, "{lead}{text}[{number}]"),
                };
            }
            lead = if text == "@" { "" } else { "/" };
        });
        result
    }
}

impl<R: Reader + ?Sized> core::fmt::Debug for Path<'_, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}
