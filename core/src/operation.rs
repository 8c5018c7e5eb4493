//! What an API operation is: what to send and how to read the answer. One type per operation implements it.

use crate::bluehornet;
use crate::error::Error;
use crate::http::request::Head;
use crate::hubspot;
use crate::text::Cursor;

/// One operation of a provider's API, for accounts of type `A`. An operation of one provider does not compile with an
/// account of another.
///
/// Encoding is a pure function over a [`Cursor`]: it is run again for every window, so it must write the same bytes
/// each time.
pub trait Operation<A> {
    /// Checks every value before a byte has left.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    fn check(&self, account: &A) -> Result<(), Error>;

    /// Method, host and header fields.
    fn head<'s>(&'s self, account: &'s A) -> Head<'s>;

    /// Writes the request target in origin form.
    fn target(&self, account: &A, out: &mut Cursor<'_>);

    /// Writes the body; nothing where the head has no content type.
    fn body(&self, account: &A, out: &mut Cursor<'_>);

    /// What reads the answer.
    fn reader(&self, account: &A) -> Reader;

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

/// One enum for all readers, so that there is one exchange machine and a C context can hold it.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "there is no allocator to put the larger one into")]
pub enum Reader {
    /// HubSpot's JSON.
    HubSpot(hubspot::Reader),
    /// BlueHornet's XML or PHP data.
    BlueHornet(bluehornet::Reader),
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
    /// The name of the value: `access_token`, `refresh_token`, `expires_in`; `value` for a value whose
    /// [path](crate::Exchange::path) tells more; `file` for a body that passes through.
    pub name: &'static str,
    /// The piece.
    pub piece: Piece<'i>,
    /// Whether the value is complete with this piece. A value that never gets there is not one: a row of another name or
    /// path, a call, or the end of the reply takes its place. That happens where the reply is broken, and in XML where
    /// an element holds other elements behind its text.
    pub is_last: bool,
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
        write!(f, "Row {{ item: {}, name: {:?}, is_last: {} }}", self.item, self.name, self.is_last)
    }
}

impl core::fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Piece(***)")
    }
}
