//! What the scanner finds, and why a text is not XML.

#[cfg(doc)]
use super::Scanner;

/// Why a text is not XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Malformed {
    /// A byte that cannot stand where it stands.
    Syntax,
    /// Not UTF-8.
    Utf8,
    /// A character that XML forbids, as it stands or as a reference.
    Character,
    /// A reference to an entity that is not predefined.
    Entity,
    /// A closing tag that is not that of the innermost element.
    Mismatch,
    /// The same attribute twice.
    Attribute,
    /// A document type.
    Doctype,
    /// A name longer than [`Scanner::MAX_NAME`].
    NameTooLong,
    /// The names of the open elements, and of the attributes of the tag under way, together need more than
    /// [`Scanner::MAX_NAMES`] bytes.
    Depth,
    /// An encoding that is not decoded, or a name beyond ASCII in ISO-8859-1, where names are not decoded.
    Encoding,
    /// The text ended too early.
    Truncated,
}

/// What [`Scanner::next`] found. Spans are pieces of the caller's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'i> {
    /// The input is used up; bring more.
    More,
    /// An element began; see [`Scanner::name`].
    Open,
    /// The innermost element ended; [`Scanner::name`] is now that of the element around it.
    Close,
    /// A piece of character data, plain or CDATA. Line ends are `\n`, as the standard wants.
    Text(&'i [u8]),
    /// A character that stood as a reference, as a line end, or in ISO-8859-1.
    Char(char),
    /// A piece of the value of the attribute [`Scanner::attribute`].
    Attribute(&'i [u8]),
    /// A character of that value that stood as a reference.
    AttributeChar(char),
    /// That value is complete.
    AttributeEnd,
}
