//! Errors say whose fault it was, which field, which limit, and how many bytes were needed.

use core::ffi::CStr;
use core::fmt;

/// Why the library could not go on. Small, `Copy`, no text of anybody's inside.
///
/// An answer of the service is never an error: it is an [`Outcome`](crate::Outcome).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[must_use]
pub enum Error {
    /// A value given by the caller cannot be sent. Nothing has left.
    Config {
        /// Which value.
        field: Field,
        /// Where the field is a list its index, from 0; in a BlueHornet batch the index of the call; else 0.
        item: u16,
        /// What is wrong with it.
        problem: Problem,
    },
    /// Something does not fit where it has to go.
    Capacity {
        /// What was too small.
        limit: Limit,
        /// How much would have been enough.
        needed: u32,
        /// How much there was.
        available: u32,
    },
    /// The reply breaks the protocol or a cap on its size. The outcome stays readable.
    Peer {
        /// Which rule was broken.
        fault: Fault,
        /// Where: bytes from the start of the reply as it was handed in.
        offset: u32,
    },
    /// The library was called in a way that makes no sense. Nothing has changed, except that
    /// [`Misuse::MessageChanged`] ends the exchange.
    Misuse(Misuse),
}

impl Error {
    /// Wrong at the caller's side, a single value.
    pub(crate) const fn config(field: Field, problem: Problem) -> Self {
        Error::Config { field, item: 0, problem }
    }

    /// The word for the group: `config`, `capacity`, `peer`, `misuse`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Error::Config { .. } => "config",
            Error::Capacity { .. } => "capacity",
            Error::Peer { .. } => "peer",
            Error::Misuse(_) => "misuse",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::Config { field, item: 0, problem } => write!(f, "{}: {problem}", field.as_str()),
            Error::Config { field, item, problem } => write!(f, "{} (item {item}): {problem}", field.as_str()),
            Error::Capacity { limit, needed, available } => {
                write!(f, "{}: {needed} needed, {available} available", limit.as_str())
            }
            Error::Peer { fault, offset } => write!(f, "{} at byte {offset} of the reply", fault.as_str()),
            Error::Misuse(misuse) => f.write_str(misuse.as_str()),
        }
    }
}

impl core::error::Error for Error {}

/// The texts of an enum, one for each value. The methods and the list of all are made from the same literal while
/// compiling, so that a program carries each text once.
macro_rules! texts {
    ($name:ident {
        $(#[$str_doc:meta])* $str:ident,
        $(#[$c_str_doc:meta])* $c_str:ident,
        $(#[$list_doc:meta])* $list:ident,
    } $($variant:ident = $text:literal,)*) => {
        impl $name {
            $(#[$list_doc])*
            pub const $list: &'static [&'static ::core::ffi::CStr] =
                &[$($crate::error::c_text($crate::error::literal!($text)),)*];

            $(#[$str_doc])*
            pub const fn $str(self) -> &'static str {
                match self {
                    $($name::$variant { .. } => const { $crate::error::text($crate::error::literal!($text)) },)*
                }
            }

            $(#[$c_str_doc])*
            pub const fn $c_str(self) -> &'static ::core::ffi::CStr {
                match self {
                    $($name::$variant { .. } => const { $crate::error::c_text($crate::error::literal!($text)) },)*
                }
            }
        }
    };
}
pub(crate) use texts;

/// The text before the first NUL of a [`literal!`]. Called while compiling only.
pub(crate) const fn c_text(literal: &'static str) -> &'static CStr {
    match CStr::from_bytes_until_nul(literal.as_bytes()) {
        Ok(text) if text.count_bytes() + 3 >= literal.len() => text,
        _ => panic!("a NUL inside a text"),
    }
}

/// A text with two NUL behind it, or three.
///
/// With one NUL compilers put all such literals of a library into one section, and a program that uses a single word
/// carries them all. The same happens to constants of 4, 8, 16 and 32 bytes.
macro_rules! literal {
    ($text:literal) => {
        if matches!($text.len() + 2, 4 | 8 | 16 | 32) { concat!($text, "\0\0\0") } else { concat!($text, "\0\0") }
    };
}
pub(crate) use literal;

/// The same without its NUL.
// Called while compiling only.
pub(crate) const fn text(literal: &'static str) -> &'static str {
    match c_text(literal).to_str() {
        Ok(text) => text,
        Err(_) => panic!("not UTF-8"),
    }
}

/// An enum whose every value has one word (kebab-case) that every language and every log shares.
macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $name {
            $($(#[$inner])* #[cfg_attr(feature = "serde", serde(rename = $word))] $variant,)*
        }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
        }

        $crate::error::texts! {
            $name {
                /// The word for this value.
                as_str,
                /// The word for this value, as C wants it: with a NUL behind.
                as_c_str,
                /// The words of all values, in order, as C wants them.
                WORDS,
            }
            $($variant = $word,)*
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// A value given by the caller.
    #[non_exhaustive]
    Field {
        /// Host name of the service, with an optional port.
        Host = "host",
        /// The value of the User-Agent header field.
        UserAgent = "user-agent",
        /// The bearer token of the account.
        Token = "token",
        /// The retired query key of the account.
        QueryKey = "query-key",
        /// The content id of the email.
        EmailId = "email-id",
        /// The one recipient.
        To = "to",
        /// The From header.
        From = "from",
        /// The dedupe key.
        SendId = "send-id",
        /// A Reply-To address.
        ReplyTo = "reply-to",
        /// A cc address.
        Cc = "cc",
        /// A bcc address.
        Bcc = "bcc",
        /// The name of a contact property.
        ContactPropertyName = "contact-property-name",
        /// The value of a contact property.
        ContactPropertyValue = "contact-property-value",
        /// The name of a custom property.
        CustomPropertyName = "custom-property-name",
        /// The value of a custom property.
        CustomPropertyValue = "custom-property-value",
        /// The key of a send status query.
        StatusId = "status-id",
        /// The OAuth client id.
        ClientId = "client-id",
        /// The OAuth client secret.
        ClientSecret = "client-secret",
        /// The OAuth refresh token.
        RefreshToken = "refresh-token",
        /// The OAuth authorization code.
        AuthorizationCode = "authorization-code",
        /// The OAuth redirect address.
        RedirectUri = "redirect-uri",
        /// The OAuth code verifier (RFC 7636).
        CodeVerifier = "code-verifier",
        /// A request target (RFC 9112 section 3.2).
        Target = "target",
        /// A header field name.
        FieldName = "field-name",
        /// A header field value.
        FieldValue = "field-value",
        /// The API key of a BlueHornet API user.
        ApiKey = "api-key",
        /// The shared secret of a BlueHornet API user.
        SharedSecret = "shared-secret",
        /// The name of a method.
        MethodName = "method-name",
        /// The calls of a batch.
        Calls = "calls",
        /// The name of an argument.
        ArgumentName = "argument-name",
        /// The value of an argument.
        ArgumentValue = "argument-value",
        /// The name of a template variable.
        VariableName = "variable-name",
    }
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Problem {
    /// Nothing is there, and something must be.
    Empty,
    /// Longer than the field may be.
    TooLong {
        /// Longest allowed, in bytes.
        limit: u32,
        /// What was given, in bytes.
        length: u32,
    },
    /// A byte that the field forbids, such as a line end or a blank.
    Forbidden {
        /// Index of the byte.
        offset: u32,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// Index of the first byte at fault.
        offset: u32,
    },
    /// Not one JSON value.
    NotJson {
        /// Index of the first byte at fault.
        offset: u32,
    },
    /// Outside the numbers the field allows.
    OutOfRange,
    /// The name occurs twice.
    Duplicate,
    /// Not an address: no `@`, or nothing on one side of it.
    NotAnAddress,
    /// More than one address where exactly one goes.
    SeveralAddresses,
    /// A scheme or a path where only `host` or `host:port` goes. The connection is always TLS.
    NotAHost,
    /// Not a text, and the field takes texts only.
    NotText,
    /// Not a JSON object.
    NotAnObject,
    /// An argument that the method requires is not there.
    MissingArgument(&'static str),
    /// None of the arguments of which the method requires one is there; the first of them.
    MissingOneOf(&'static str),
    /// The method must be alone in its request.
    MustBeAlone,
    /// The method answers in XML only.
    XmlOnly,
    /// Nested deeper than arguments may be.
    TooDeep,
    /// The version in use does not have this field or this form of it.
    NotInThisVersion,
    /// A HubSpot API key (UUID form), retired since 2022-11-30. Use a private app token or OAuth.
    IsApiKey,
    /// The user name of an SMTP token. It works for SMTP submission only.
    IsSmtpToken,
    /// A personal access key of the command line tool. It must be exchanged for an access token first.
    IsPersonalAccessKey,
    /// A private app token where the retired query key goes. It is a bearer token.
    IsBearerToken,
}

texts! {
    Problem {
        /// The word for the problem.
        as_str,
        /// The word for the problem, as C wants it: with a NUL behind.
        as_c_str,
        /// The words of all problems, in order, as C wants them.
        WORDS,
    }
    Empty = "empty",
    TooLong = "too-long",
    Forbidden = "forbidden",
    NotUtf8 = "not-utf8",
    NotJson = "not-json",
    OutOfRange = "out-of-range",
    Duplicate = "duplicate",
    NotAnAddress = "not-an-address",
    SeveralAddresses = "several-addresses",
    NotAHost = "not-a-host",
    NotText = "not-text",
    NotAnObject = "not-an-object",
    MissingArgument = "missing-argument",
    MissingOneOf = "missing-one-of",
    MustBeAlone = "must-be-alone",
    XmlOnly = "xml-only",
    TooDeep = "too-deep",
    NotInThisVersion = "not-in-this-version",
    IsApiKey = "is-api-key",
    IsSmtpToken = "is-smtp-token",
    IsPersonalAccessKey = "is-personal-access-key",
    IsBearerToken = "is-bearer-token",
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Problem::Empty => f.write_str("must not be empty"),
            Problem::TooLong { limit, length } => write!(f, "{length} bytes, at most {limit} allowed"),
            Problem::Forbidden { offset } => write!(f, "forbidden byte at index {offset}"),
            Problem::NotUtf8 { offset } => write!(f, "not UTF-8 at index {offset}"),
            Problem::NotJson { offset } => write!(f, "not a JSON value, at index {offset}"),
            Problem::OutOfRange => f.write_str("out of range"),
            Problem::Duplicate => f.write_str("the same name occurs twice"),
            Problem::NotAnAddress => f.write_str("not an email address"),
            Problem::SeveralAddresses => f.write_str("several addresses; exactly one goes here"),
            Problem::NotAHost => f.write_str("must be a host name with an optional port; TLS is always used"),
            Problem::NotText => f.write_str("must be a text; write numbers and booleans as texts"),
            Problem::NotAnObject => f.write_str("must be one JSON object"),
            Problem::MissingArgument(name) => write!(f, "the argument {name} is required"),
            Problem::MissingOneOf(name) => write!(f, "the argument {name} or one of its alternatives is required"),
            Problem::MustBeAlone => f.write_str("this method must be alone in its request"),
            Problem::XmlOnly => f.write_str("this method answers in XML only"),
            Problem::TooDeep => f.write_str("nested deeper than arguments may be"),
            Problem::NotInThisVersion => f.write_str("not available in this version of the API"),
            Problem::IsApiKey => f.write_str(
                "this is a HubSpot API key; those were retired on 2022-11-30, use a private app token or OAuth",
            ),
            Problem::IsSmtpToken => f.write_str("this is an SMTP token; it works for SMTP submission only"),
            Problem::IsPersonalAccessKey => {
                f.write_str("this is a personal access key of the command line tool; exchange it for an access token")
            }
            Problem::IsBearerToken => f.write_str("this is a bearer token, not a query key"),
        }
    }
}

words! {
    /// What was too small.
    #[non_exhaustive]
    Limit {
        /// The buffer lent to [`transmit`](crate::Exchange::transmit) has no room at all.
        Buffer = "buffer",
        /// A request can be at most 2 GiB.
        Request = "request",
        /// The scratch buffer for decoded texts.
        TextBuffer = "text-buffer",
        /// The slots for the items of lists.
        TextSlots = "text-slots",
        /// The slots for properties.
        PropertySlots = "property-slots",
        /// The buffer for a serialized value.
        JsonBuffer = "json-buffer",
        /// A batch has too many calls.
        Calls = "calls",
        /// The room for a received token.
        TokenBuffer = "token-buffer",
    }
}

words! {
    /// Which rule the reply breaks. RFC 9112 for the framing, RFC 8259 for the JSON in it.
    #[non_exhaustive]
    Fault {
        /// The first line is not an HTTP/1.x status line (RFC 9112 section 4).
        StatusLine = "status-line",
        /// A field name is empty, has a forbidden character or a blank before its colon (section 5.1).
        FieldName = "field-name",
        /// A control character in a field value (RFC 9110 section 5.5).
        FieldValue = "field-value",
        /// A folded line (section 5.2): refused, as it allows to smuggle.
        FoldedLine = "folded-line",
        /// A line that does not end in CR LF: refused, for the same reason (section 2.2).
        LineEnd = "line-end",
        /// Content-Length is not a number or above 4 GiB (RFC 9110 section 8.6).
        ContentLength = "content-length",
        /// Two Content-Length values that differ (RFC 9112 section 6.3).
        ContentLengthDiffers = "content-length-differs",
        /// A transfer coding other than chunked, which was not asked for (section 6.1).
        TransferEncoding = "transfer-encoding",
        /// Content-Length together with Transfer-Encoding (section 6.1).
        LengthAndCoding = "length-and-coding",
        /// A content coding, which was not asked for.
        ContentEncoding = "content-encoding",
        /// 101 Switching Protocols, which was not asked for.
        Upgrade = "upgrade",
        /// The head is longer than [`MAX_HEAD`](crate::http::response::MAX_HEAD) bytes.
        HeadTooLong = "head-too-long",
        /// More fields than [`MAX_FIELDS`](crate::http::response::MAX_FIELDS).
        TooManyFields = "too-many-fields",
        /// More interim replies than [`MAX_INTERIM`](crate::http::response::MAX_INTERIM).
        TooManyInterim = "too-many-interim",
        /// A chunk size that is not a number or above 4 GiB, or a broken chunk line (section 7.1).
        ChunkSize = "chunk-size",
        /// A chunk line longer than [`MAX_CHUNK_LINE`](crate::http::response::MAX_CHUNK_LINE) bytes.
        ChunkLineTooLong = "chunk-line-too-long",
        /// No line end behind a chunk (section 7.1).
        ChunkEnd = "chunk-end",
        /// More framing than content, beyond [`MAX_CHUNK_OVERHEAD`](crate::http::response::MAX_CHUNK_OVERHEAD) bytes.
        ChunkOverhead = "chunk-overhead",
        /// The connection ended before the reply did.
        Truncated = "truncated",
        /// The body is empty where a document was due.
        BodyEmpty = "body-empty",
        /// The body is not JSON but something else: HTML or text.
        BodyKind = "body-kind",
        /// The body breaks the JSON grammar.
        JsonSyntax = "json-syntax",
        /// The body is not UTF-8.
        JsonUtf8 = "json-utf8",
        /// A JSON escape that does not exist or half of a surrogate pair.
        JsonEscape = "json-escape",
        /// A number that JSON does not know.
        JsonNumber = "json-number",
        /// The JSON document nests too deep.
        JsonDepth = "json-depth",
        /// The body ended inside the JSON document.
        JsonTruncated = "json-truncated",
        /// The body breaks the XML grammar.
        XmlSyntax = "xml-syntax",
        /// The XML is not UTF-8.
        XmlUtf8 = "xml-utf8",
        /// A character that XML forbids.
        XmlCharacter = "xml-character",
        /// An entity that is not predefined.
        XmlEntity = "xml-entity",
        /// A closing tag that does not fit.
        XmlTagMismatch = "xml-tag-mismatch",
        /// The same attribute twice.
        XmlAttribute = "xml-attribute",
        /// A document type.
        XmlDoctype = "xml-doctype",
        /// A name that is too long.
        XmlNameTooLong = "xml-name-too-long",
        /// Elements nest too deep.
        XmlDepth = "xml-depth",
        /// An encoding that is not decoded.
        XmlEncoding = "xml-encoding",
        /// The body ended inside the XML document.
        XmlTruncated = "xml-truncated",
        /// The body breaks the grammar of serialized data.
        PhpSyntax = "php-syntax",
        /// A text that does not end where its length says.
        PhpLength = "php-length",
        /// An object, a reference, or a key of another type.
        PhpType = "php-type",
        /// A count that is wrong or too large.
        PhpCount = "php-count",
        /// Arrays nest too deep.
        PhpDepth = "php-depth",
        /// A text that is not UTF-8.
        PhpUtf8 = "php-utf8",
        /// Something follows the data.
        PhpTrailing = "php-trailing",
        /// The body ended inside the data.
        PhpTruncated = "php-truncated",
    }
}

words! {
    /// How the library was called wrongly.
    #[non_exhaustive]
    Misuse {
        /// [`receive`](crate::Exchange::receive) before a byte of the request was handed over.
        NothingSent = "nothing-sent",
        /// [`advance`](crate::Exchange::advance) by more than [`transmit`](crate::Exchange::transmit) had offered.
        AdvancedTooFar = "advanced-too-far",
        /// The exchange has ended; use a new one.
        Ended = "ended",
        /// The memory of the message or the account changed while the request was being sent. This one ends the exchange:
        /// what was sent and what is left do not fit together.
        MessageChanged = "message-changed",
        /// The end of a reply without its status.
        NoStatus = "no-status",
        /// The verbs of an exchange over bytes and those of a host that frames replies itself were mixed.
        LevelsMixed = "levels-mixed",
    }
}
