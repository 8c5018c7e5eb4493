//! What an API operation is: what to send and how to read the answer. One type per operation implements it.

use crate::error::{Error, Fault, words};
use crate::http::request::Head;
use crate::outcome::{CallOutcome, Reason, Summary, Texts};
use crate::text::{Cursor, Text};

/// For whom an operation is done: an account of one provider, and with it that provider's reader.
pub trait AnyAccount {
    /// What reads this provider's replies.
    type Reader: Reader;
}

/// One operation of a provider's API, for accounts of type `A`. An operation of one provider does not compile with an
/// account of another.
///
/// Encoding is a pure function over a [`Cursor`]: it is run again for every window, so it must write the same bytes
/// each time.
pub trait Operation<A: AnyAccount> {
    /// Checks every value before a byte has left.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    fn check(&self, account: &A) -> Result<(), Error>;

    /// Whether nothing but what [`body`](Self::body) refuses by itself keeps this from being sent. A short cut of PCs and
    /// phones: where it answers `true` and the body was written without a fault, [`check`](Self::check) has nothing to
    /// say; `false` says nothing.
    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self, account: &A) -> bool {
        self.check(account).is_ok()
    }

    /// Method, host and header fields.
    fn head<'s>(&'s self, account: &'s A) -> Head<'s>;

    /// Writes the request target in origin form.
    fn target(&self, account: &A, out: &mut Cursor<'_>);

    /// Writes the body; nothing where the head has no content type.
    fn body(&self, account: &A, out: &mut Cursor<'_>);

    /// What reads the answer.
    fn reader(&self, account: &A) -> A::Reader;

    /// What keeps a repeat from doing it twice.
    fn dedupe(&self) -> Dedupe<'_>;
}

/// What keeps a repeat of an operation from doing the same thing twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dedupe<'a> {
    /// Nothing. An outcome `Unknown` is never repeated by machine.
    None,
    /// The operation changes nothing, or the same thing again.
    Idempotent,
    /// The provider ignores a second call with this key.
    Key {
        /// The key.
        key: &'a [u8],
        /// Where it goes in the request.
        place: &'static str,
        /// How long the provider remembers it, in seconds; `None`: it does not say.
        window_s: Option<u32>,
    },
}

impl Dedupe<'_> {
    /// Whether an attempt of unknown outcome may be repeated by machine.
    pub const fn is_repeatable(&self) -> bool {
        !matches!(self, Dedupe::None)
    }
}

/// Room for a header field that has to be read whole, in bytes: a date has at most 33.
pub const FIELD_SIZE: usize = 36;

/// What reads the body of a reply: a plain value, one type per provider.
///
/// [`Reply`](crate::reply::Reply) calls it. It is safe as `dyn Reader`, so that one exchange machine can serve all
/// providers of a program and the linker leaves out those it does not use.
pub trait Reader {
    /// Reads a span of the body until there is something to hand out or it is used up; `span` loses what was consumed.
    /// `offset` is its place in the reply.
    fn read<'i>(&mut self, span: &mut &'i [u8], offset: u32, summary: &mut Summary) -> Option<Found<'i>>;

    /// The body is complete; `offset` is where it ends.
    fn finish(&mut self, offset: u32);

    /// No more of the body will come.
    fn abandon(&mut self);

    /// Why the body could not be read, and at which byte of the reply.
    fn fault(&self) -> Option<(Fault, u32)>;

    /// Makes reason and diagnosis of the HTTP status and what was read.
    fn decide(&mut self, summary: &mut Summary);

    /// The texts of the outcome.
    fn texts(&self) -> Texts<'_>;

    /// Room for the header field under way, until the body begins: what reads the body lies there then.
    fn field(&mut self) -> Option<&mut Text<FIELD_SIZE>>;

    /// A piece of a header field with an id for the provider's support; `is_edge`: of the edge, not of the service.
    fn correlation(&mut self, _is_edge: bool, _piece: &[u8], _last: bool) {}

    /// The call that was just [found](Found::Call) to be answered.
    fn call(&self) -> Option<&CallOutcome> {
        None
    }

    /// How many calls were posted, where answers are counted.
    fn calls(&self) -> u16 {
        0
    }

    /// What it means that the call of this number (from 1) has no answer; `None` if it has one.
    fn unanswered(&self, _number: u16, _summary: &Summary) -> Option<Reason> {
        None
    }

    /// Calls `each` with the names on the path of the row that was just handed out: see
    /// [`Path::names`](crate::reply::Path::names).
    fn path(&self, _each: &mut dyn FnMut(&[u8], u16)) {}
}

/// What a reader has to hand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'i> {
    /// A piece of a value.
    Row(Row<'i>),
    /// A call of a batch was answered.
    Call,
}

/// A piece of a value that is handed out while the reply is read, because it has no bound or because it is a secret
/// the library does not keep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Row<'i> {
    /// The place of the item in the reply that it belongs to, from 1; 0 where a reply has no items.
    pub item: u16,
    /// The name of the value.
    pub name: RowName,
    /// The piece.
    pub piece: Piece<'i>,
    /// Whether the value is complete with this piece. A value that never gets there is not one: a row of another name or
    /// path, a call, or the end of the reply takes its place. That happens where the reply is broken, and in XML where
    /// an element holds other elements behind its text.
    pub is_last: bool,
}

words! {
    /// The name of a value that is handed out.
    #[non_exhaustive]
    RowName {
        /// OAuth: the access token.
        AccessToken = "access_token",
        /// OAuth: the refresh token to keep from now on.
        RefreshToken = "refresh_token",
        /// OAuth: how long the access token works, in seconds.
        ExpiresIn = "expires_in",
        /// A value whose [path](crate::Exchange::path) tells more.
        Value = "value",
        /// A body that passes through.
        File = "file",
    }
}

/// A piece of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Piece<'i> {
    /// A span of the caller's own input: UTF-8, maybe cut inside a character.
    Span(&'i [u8]),
    /// A character that stood in the reply as an escape.
    Char(char),
}

impl core::fmt::Debug for Row<'_> {
    /// Rows may be secrets: the piece is not shown.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Row {{ item: {}, name: {}, is_last: {} }}", self.item, self.name, self.is_last)
    }
}

impl core::fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Piece(***)")
    }
}
