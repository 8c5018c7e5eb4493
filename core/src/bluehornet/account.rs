//! Who calls: the host, key and secret of an API user, and how documents travel.

use core::fmt;

use crate::error::{Error, Field, Problem, words};
use crate::http::header::{self, Host, Value};
use crate::http::request::{Head, Method as HttpMethod, Secret};

words! {
    /// The form of a reply.
    #[derive(Default)]
    #[non_exhaustive]
    ResponseType {
        /// XML.
        #[default]
        Xml = "xml",
        /// PHP's `serialize()`.
        Php = "php",
    }
}

words! {
    /// How the XML document travels.
    #[derive(Default)]
    #[non_exhaustive]
    Carriage {
        /// As the form field `data`, as documented. The guide calls a missing field the number one source of error.
        #[default]
        Form = "form",
        /// As the body itself, which stand-ins and several clients use.
        Raw = "raw",
    }
}

/// An API user of a BlueHornet account. Everything stays borrowed; `Debug` masks key and secret.
///
/// An API user has an access level: *Full* (every method the account has), *Custom* (only the methods ticked), or
/// *3rd Party Integration*; and a whitelist of addresses that may call. See
/// [`Whitelist`](crate::bluehornet::Whitelist).
#[derive(Clone, Copy)]
pub struct Account<'a> {
    host: Host<'a>,
    user_agent: Value<'a>,
    api_key: Secret<'a>,
    shared_secret: Secret<'a>,
    response_type: ResponseType,
    carriage: Carriage,
    no_halt: bool,
    /// Key and secret were checked when they were set.
    is_checked: bool,
}

const CREDENTIAL_LIMIT: u32 = 256;
const DEFAULT_HOST: &str = "echo.bluehornet.com";
/// The path is the same on every host.
pub(crate) const PATH: &[u8] = b"/api/xmlrpc/index.php";

impl<'a> Account<'a> {
    /// An API user by key and secret.
    ///
    /// # Errors
    /// [`Error::Config`] for `ApiKey` and `SharedSecret`: empty, over 256 bytes, or anything but visible ASCII without
    /// blanks.
    pub fn new(
        api_key: &'a (impl AsRef<[u8]> + ?Sized),
        shared_secret: &'a (impl AsRef<[u8]> + ?Sized),
    ) -> Result<Self, Error> {
        let account = Account {
            host: Host::literal(DEFAULT_HOST),
            user_agent: Value::literal(crate::http::request::DEFAULT_USER_AGENT),
            api_key: Secret(api_key.as_ref()),
            shared_secret: Secret(shared_secret.as_ref()),
            response_type: ResponseType::default(),
            carriage: Carriage::default(),
            no_halt: false,
            is_checked: false,
        };
        account.check()?;
        Ok(Account { is_checked: true, ..account })
    }

    /// An account of values that were checked before, in the same exchange: for a caller that keeps the values and not
    /// the account, and puts it together whenever it is asked for. An empty host or user agent is the default.
    ///
    /// What was not checked is refused where it would break out of its place on the wire, and not noticed elsewhere.
    #[inline(always)]
    pub fn unchecked(api_key: &'a [u8], shared_secret: &'a [u8], host: &'a [u8], user_agent: &'a [u8]) -> Self {
        let default_agent = crate::http::request::DEFAULT_USER_AGENT;
        Account {
            host: if host.is_empty() { Host::literal(DEFAULT_HOST) } else { Host::unchecked(host) },
            user_agent: if user_agent.is_empty() {
                Value::literal(default_agent)
            } else {
                Value::unchecked(user_agent)
            },
            api_key: Secret(api_key),
            shared_secret: Secret(shared_secret),
            response_type: ResponseType::default(),
            carriage: Carriage::default(),
            no_halt: false,
            is_checked: false,
        }
    }

    /// Another host than `echo.bluehornet.com`: a numbered one, a white label, or a name of the customer's own.
    ///
    /// # Errors
    /// As [`Host::new`].
    pub fn host(mut self, host: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        self.host = Host::new(host)?;
        Ok(self)
    }

    /// Another User-Agent than `mailwire/` and the version.
    ///
    /// # Errors
    /// [`Error::Config`] for the field `UserAgent`.
    pub fn user_agent(mut self, user_agent: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        self.user_agent = Value::user_agent(user_agent.as_ref())?;
        Ok(self)
    }

    /// Replies as PHP data instead of XML.
    #[inline(always)]
    pub fn response_type(mut self, response_type: ResponseType) -> Self {
        self.response_type = response_type;
        self
    }

    /// Documents as the body itself instead of a form field.
    #[inline(always)]
    pub fn carriage(mut self, carriage: Carriage) -> Self {
        self.carriage = carriage;
        self
    }

    /// Whether the calls of a batch after a failing one are executed all the same. They are not by default.
    #[inline(always)]
    pub fn no_halt(mut self, no_halt: bool) -> Self {
        self.no_halt = no_halt;
        self
    }

    /// Whom to connect to, and which name the certificate must have.
    pub const fn server(&self) -> Host<'a> {
        self.host
    }

    pub(crate) const fn is_no_halt(&self) -> bool {
        self.no_halt
    }

    pub(crate) const fn reply_type(&self) -> ResponseType {
        self.response_type
    }

    pub(crate) const fn is_form(&self) -> bool {
        matches!(self.carriage, Carriage::Form)
    }

    #[inline(always)]
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.is_checked {
            return Ok(());
        }
        check_credential(Field::ApiKey, self.api_key.0)?;
        check_credential(Field::SharedSecret, self.shared_secret.0)
    }

    pub(crate) fn head(&self) -> Head<'a> {
        let content_type = if self.is_form() { "application/x-www-form-urlencoded" } else { "application/xml" };
        Head {
            method: HttpMethod::Post,
            host: self.host,
            bearer: None,
            content_type: Some(content_type),
            accept: "*/*",
            user_agent: self.user_agent,
        }
    }

    /// The element `authentication`.
    pub(crate) fn emit(&self, out: &mut crate::text::Cursor<'_>) {
        out.raw(b"<authentication><api_key>");
        out.xml_text(self.api_key.0);
        out.raw(b"</api_key><shared_secret>");
        out.xml_text(self.shared_secret.0);
        out.raw(b"</shared_secret><response_type>");
        out.raw(self.response_type.as_str().as_bytes());
        out.raw(b"</response_type><no_halt>");
        out.raw(if self.no_halt { b"1" } else { b"0" });
        out.raw(b"</no_halt></authentication>");
    }
}

impl crate::operation::AnyAccount for Account<'_> {
    type Reader = super::Reader;
}

impl fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("host", &self.host)
            .field("response_type", &self.response_type)
            .field("carriage", &self.carriage)
            .field("no_halt", &self.no_halt)
            .finish_non_exhaustive()
    }
}

#[inline(never)]
fn check_credential(field: Field, text: &[u8]) -> Result<(), Error> {
    header::check(field, text, CREDENTIAL_LIMIT, |byte| (0x21..0x7f).contains(&byte))
}

/// A problem of the whole batch.
pub(crate) const fn calls(item: u16, problem: Problem) -> Error {
    Error::Config { field: Field::Calls, item, problem }
}
