//! Why a request cannot be made: whose fault, which value, which limit.

use std::fmt;

use mailwire::Error;
use mailwire::bluehornet::WhitelistError;
use mailwire::error;

use super::words::{Field, Limit, WhitelistFault};

/// Why the library refuses. Nothing has left: an answer of a service is never an error, but an outcome.
#[derive(Clone, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Debug, Display)]
pub enum MailwireError {
    /// A value cannot be sent.
    Config {
        /// Which value.
        field: Field,
        /// Where the field is a list its index, from 0; in a BlueHornet batch the index of the call, but for the name
        /// of a variable that of the variable; else 0.
        item: i32,
        /// What is wrong with it.
        problem: Problem,
    },
    /// Something does not fit where it has to go.
    Capacity {
        /// What is too small.
        limit: Limit,
        /// How much would be enough: bytes, or items where the limit counts items.
        needed: i64,
        /// How much there is.
        available: i64,
    },
    /// A whitelist, or an address, that is none.
    Whitelist {
        /// What is wrong.
        fault: WhitelistFault,
        /// The byte at fault, from 0.
        offset: i64,
    },
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum Problem {
    /// Nothing is there, and something must be.
    Empty,
    /// Longer than the field may be.
    TooLong {
        /// Longest allowed, in bytes of UTF-8.
        limit: i64,
        /// What was given, in bytes of UTF-8.
        length: i64,
    },
    /// A character that the field forbids, such as a line end or a blank.
    Forbidden {
        /// Where: bytes of UTF-8 before it.
        offset: i64,
    },
    /// Not UTF-8, or a character that the format of the request does not have.
    NotUtf8 {
        /// Where: bytes before it.
        offset: i64,
    },
    /// Not one JSON value.
    NotJson {
        /// Where: bytes of UTF-8 before it.
        offset: i64,
    },
    /// Outside the numbers or names the field allows.
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
    MissingArgument {
        /// Its name.
        argument: String,
    },
    /// None of the arguments of which the method requires one is there.
    MissingOneOf {
        /// The name of the first of them.
        argument: String,
    },
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

macro_rules! problems {
    ($($name:ident $({ $($field:ident),* })? $(($argument:ident))?,)*) => {
        impl From<error::Problem> for Problem {
            fn from(problem: error::Problem) -> Self {
                match problem {
                    $(error::Problem::$name $({ $($field),* })? $(($argument))? => Problem::$name
                        $({ $($field: $field.into()),* })? $({ $argument: $argument.to_owned() })?,)*
                    // A test goes through all.
                    _ => unreachable!("a problem of another core"),
                }
            }
        }

        impl Problem {
            /// As the core has it, for its words; `None` where the argument is none the core knows.
            fn to_core(&self) -> Option<error::Problem> {
                Some(match self {
                    $(Problem::$name $({ $($field),* })? $({ $argument })? => error::Problem::$name
                        $({ $($field: u32::try_from(*$field).unwrap_or(u32::MAX)),* })? $((known($argument)?))?,)*
                })
            }
        }
    };
}
problems! {
    Empty, TooLong { limit, length }, Forbidden { offset }, NotUtf8 { offset }, NotJson { offset }, OutOfRange, Duplicate,
    NotAnAddress, SeveralAddresses, NotAHost, NotText, NotAnObject, MissingArgument(argument), MissingOneOf(argument),
    MustBeAlone, XmlOnly, TooDeep, NotInThisVersion, IsApiKey, IsSmtpToken, IsPersonalAccessKey, IsBearerToken,
}

/// The core's own text of an argument's name.
fn known(argument: &str) -> Option<&'static str> {
    let mut names = mailwire::bluehornet::Method::all().flat_map(|method| method.required().chain(method.one_of()));
    names.find(|name| *name == argument)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_core() {
            Some(problem) => problem.fmt(f),
            None => f.write_str("an argument is required"),
        }
    }
}

impl fmt::Display for MailwireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MailwireError::Config { field, item: 0, problem } => write!(f, "{field}: {problem}"),
            MailwireError::Config { field, item, problem } => write!(f, "{field} (item {item}): {problem}"),
            MailwireError::Capacity { limit, needed, available } => {
                write!(f, "{limit}: {needed} needed, {available} available")
            }
            MailwireError::Whitelist { fault, offset } => write!(f, "{fault} at index {offset}"),
        }
    }
}

impl fmt::Debug for MailwireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Swift hands this to people as the description of the error.
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MailwireError {}

impl MailwireError {
    pub(super) const fn config(field: Field, problem: Problem) -> Self {
        MailwireError::Config { field, item: 0, problem }
    }
}

impl From<Error> for MailwireError {
    fn from(error: Error) -> Self {
        match error {
            Error::Config { field, item, problem } => {
                MailwireError::Config { field: field.into(), item: item.into(), problem: problem.into() }
            }
            Error::Capacity { limit, needed, available } => {
                MailwireError::Capacity { limit: limit.into(), needed: needed.into(), available: available.into() }
            }
            // A request is written at once, from memory nobody else has, and its reply is read into an outcome.
            Error::Peer { .. } | Error::Misuse(_) => unreachable!("{error}"),
        }
    }
}

impl From<WhitelistError> for MailwireError {
    fn from(error: WhitelistError) -> Self {
        let offset = i64::try_from(error.offset).unwrap_or(i64::MAX);
        MailwireError::Whitelist { fault: error.fault.into(), offset }
    }
}
