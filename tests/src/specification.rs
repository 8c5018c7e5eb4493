//! What the specification says a status means, written down a second time, from its tables alone.

use mailwire::outcome::Kind;

/// Whether the service may have done what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was done.
    Yes,
    /// It was surely not done.
    No,
    /// Nobody knows.
    Maybe,
}

/// Spec sections 7 and 9.2: a status of failure, what it says about the message, and whether the same request may
/// succeed later without anybody's help.
pub const STATUSES: [(u16, Done, bool); 35] = [
    (301, Done::No, false),
    (302, Done::No, false),
    (307, Done::No, false),
    (308, Done::No, false),
    (400, Done::No, false),
    (401, Done::No, false),
    (402, Done::No, false),
    (403, Done::No, false),
    (404, Done::No, false),
    (405, Done::No, false),
    (409, Done::No, false),
    (408, Done::No, false),
    (410, Done::No, false),
    (413, Done::No, false),
    (414, Done::No, false),
    (415, Done::No, false),
    (422, Done::No, false),
    (423, Done::No, true),
    (429, Done::No, true),
    (451, Done::No, false),
    (477, Done::No, true),
    (500, Done::Maybe, false),
    (501, Done::Maybe, false),
    (502, Done::Maybe, false),
    (503, Done::Maybe, false),
    (504, Done::Maybe, false),
    (520, Done::Maybe, false),
    (521, Done::No, true),
    (522, Done::No, true),
    (523, Done::No, true),
    (524, Done::Maybe, false),
    (525, Done::No, true),
    (526, Done::No, true),
    (530, Done::No, true),
    (599, Done::Maybe, false),
];

/// The kind of outcome a failure has when its status is all that is known.
///
/// # Panics
/// If the table does not have the status.
pub fn kind(status: u16) -> Kind {
    match STATUSES.iter().find(|row| row.0 == status) {
        Some((_, Done::Maybe, _)) => Kind::Unknown,
        Some((_, Done::No, true)) => Kind::Deferred,
        Some((_, Done::No, false)) => Kind::Rejected,
        _ => panic!("{status} is not in the table"),
    }
}

/// The words of errors that only BlueHornet's operations and documents can come to.
pub const OF_BLUEHORNET: [&str; 31] = [
    // Fields.
    "api-key",
    "shared-secret",
    "method-name",
    "calls", // a limit too
    "argument-name",
    "argument-value",
    "variable-name",
    // Problems.
    "missing-argument",
    "missing-one-of",
    "must-be-alone",
    "xml-only",
    "too-deep",
    // Faults.
    "xml-syntax",
    "xml-utf8",
    "xml-character",
    "xml-entity",
    "xml-tag-mismatch",
    "xml-attribute",
    "xml-doctype",
    "xml-name-too-long",
    "xml-depth",
    "xml-encoding",
    "xml-truncated",
    "php-syntax",
    "php-length",
    "php-type",
    "php-count",
    "php-depth",
    "php-utf8",
    "php-trailing",
    "php-truncated",
];
