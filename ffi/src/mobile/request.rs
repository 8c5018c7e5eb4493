//! The request as values, for a host with an HTTP stack of its own.

use std::fmt;
use std::sync::Arc;

use mailwire::exchange::{Emit, Request, measure};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::text::Cursor;
use secrecy::{ExposeSecret, SecretSlice, SecretString};

use super::failure::MailwireError;
use super::oauth::Tokens;
use super::outcome::SendOutcome;
use super::reading::Reading;
use super::retry::{Decision, Dedupe, Finding, Schedule, retry_decide};
use super::words::HttpMethod;

/// A request that is ready to be sent, as often as `decide` says, and the reading of its replies. It never changes.
///
/// Give its parts to the HTTP stack of the platform, over TLS only, with redirects, cookies and cache switched off, and
/// hand back what came. It prints without secrets; its parts have them: the header field `Authorization`, the body of a
/// BlueHornet or OAuth request, and the address with a retired query key.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct HttpRequest {
    method: HttpMethod,
    /// Without the query: it has a secret, if there is one.
    address: String,
    url: SecretString,
    headers: Vec<Arc<HttpHeader>>,
    body: Option<SecretSlice<u8>>,
    dedupe: Dedupe,
    reading: Reading,
}

/// A header field of a request. It prints without a secret.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct HttpHeader {
    name: &'static str,
    /// What stands before a secret, such as `Bearer ` with its blank, or nothing.
    scheme: &'static str,
    /// Scheme and value.
    value: SecretString,
    is_secret: bool,
}

/// A header field of a reply.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct ReplyHeader {
    /// Its name, in any case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Checks, measures and writes a request.
pub(super) fn prepare<A: AnyAccount>(
    account: &A,
    operation: &dyn Operation<A>,
    reading: impl FnOnce(A::Reader) -> Reading,
) -> Result<Arc<HttpRequest>, MailwireError> {
    let request = Request::new(account, operation);
    let length = measure(&request)?.body as usize;
    let head = request.head();
    let body = head.content_type.map(|_| write(length, &|out| request.body(out)));
    let url = |out: &mut Cursor<'_>| {
        out.raw(b"https://");
        out.raw(head.host.as_bytes());
        request.target(out);
    };
    let mut count = Cursor::count();
    url(&mut count);
    let url = text(write(count.position(), &url));
    let header = |field: mailwire::http::request::Field<'_>| {
        let value = write(field.scheme.len() + field.value.len(), &|out| {
            out.raw(field.scheme.as_bytes());
            out.raw(field.value);
        });
        let is_secret = field.is_secret();
        Arc::new(HttpHeader { name: field.name, scheme: field.scheme, value: text(value).into(), is_secret })
    };
    Ok(Arc::new(HttpRequest {
        method: head.method.into(),
        address: url.split('?').next().unwrap_or_default().to_owned(),
        url: url.into(),
        headers: head.fields().map(header).collect(),
        body: body.map(Into::into),
        dedupe: request.dedupe().into(),
        reading: reading(operation.reader(account)),
    }))
}

/// As many bytes as were counted: memory that holds a secret must not move while it grows.
fn write(length: usize, emit: &dyn Fn(&mut Cursor<'_>)) -> Vec<u8> {
    let mut bytes = vec![0; length];
    emit(&mut Cursor::fill(&mut bytes));
    bytes
}

/// Addresses and header fields are ASCII: the core has checked that.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

#[uniffi::export]
impl HttpHeader {
    /// Its name.
    pub fn name(&self) -> String {
        self.name.to_owned()
    }

    /// Its value: visible ASCII, and blanks.
    pub fn value(&self) -> String {
        self.value.expose_secret().to_owned()
    }

    /// The value is a secret: do not log it.
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }
}

#[uniffi::export]
impl HttpRequest {
    /// GET or POST.
    pub fn method(&self) -> HttpMethod {
        self.method
    }

    /// The address, `https://` and host and target. The certificate must be for this host.
    pub fn url(&self) -> String {
        self.url.expose_secret().to_owned()
    }

    /// The header fields, in order. Host and Content-Length are the stack's.
    pub fn headers(&self) -> Vec<Arc<HttpHeader>> {
        self.headers.clone()
    }

    /// The body; nothing where the request has none.
    pub fn body(&self) -> Option<Vec<u8>> {
        self.body.as_ref().map(|body| body.expose_secret().to_vec())
    }

    /// Whether an attempt of unknown outcome may be repeated by machine.
    pub fn is_repeatable(&self) -> bool {
        self.dedupe.core().is_repeatable()
    }

    /// What keeps a repeat from doing the same thing twice.
    pub fn dedupe(&self) -> Dedupe {
        self.dedupe.clone()
    }

    /// What a reply means. Never fails: a reply that cannot be read is an outcome too.
    ///
    /// `status` is that of the final reply; interim ones are the stack's, and redirects must not be followed. Of
    /// `headers` those that mean nothing here are passed over, and case does not matter. `body` is without framing and
    /// content coding. `isComplete`: the reply ended as its framing says. Not so where the connection broke, it took
    /// too long, or the app gave up; then `body` is what came of it, which may be nothing.
    ///
    /// A `status` that is no number of three digits makes the outcome `unknown` with the fault `statusLine`.
    #[uniffi::method(default(is_complete = true))]
    pub fn interpret(&self, status: i32, headers: Vec<ReplyHeader>, body: Vec<u8>, is_complete: bool) -> SendOutcome {
        self.reading.interpret(status, &headers, &body, is_complete)
    }

    /// What it means that no reply came.
    ///
    /// `isRequestSent`: the last byte of the request was handed over, or may have been; then the outcome is `unknown`
    /// (`noReply`). Only where the stack says that no connection came about, or that it broke before that byte, it is
    /// `deferred` (`notSent`). If in doubt, say `true`.
    pub fn interpret_lost(&self, is_request_sent: bool) -> SendOutcome {
        self.reading.lost(is_request_sent)
    }

    /// The tokens in a complete reply to an OAuth request; nothing unless its outcome is `tokenIssued`. They are in no
    /// outcome.
    pub fn tokens(&self, status: i32, body: Vec<u8>) -> Option<Arc<Tokens>> {
        self.reading.tokens(status, &SecretSlice::from(body)).map(Arc::new)
    }

    /// What to do after attempt number `attempt` (from 1) of this request came to `finding`: `retryDecide` with the
    /// dedupe of this request.
    #[uniffi::method(default(schedule = None))]
    pub fn decide(&self, finding: &Finding, attempt: i32, seed: i32, schedule: Option<Schedule>) -> Decision {
        retry_decide(finding, attempt, &self.dedupe, seed, schedule)
    }
}

impl fmt::Display for HttpHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_secret {
            true => write!(f, "{}: {}***", self.name, self.scheme),
            false => write!(f, "{}: {}", self.name, self.value.expose_secret()),
        }
    }
}

impl fmt::Debug for HttpHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = if self.address.len() < self.url.expose_secret().len() { "?***" } else { "" };
        write!(f, "{} {}{query}", self.method, self.address)?;
        match &self.body {
            Some(body) => write!(f, " ({} bytes)", body.expose_secret().len()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
