//! Who sends: the host, the credential, the user agent.

use crate::error::{Error, Field, Problem};
use crate::http::header::{self, Host, Value};
use crate::http::request::{DEFAULT_USER_AGENT, Head, Method, Secret};
use crate::text::{contains, is_among};

use super::ApiVersion;

/// A HubSpot account as the caller knows it. Everything stays borrowed; `Debug` masks the credential.
///
/// ```
/// use mailwire::hubspot::Account;
/// let account = Account::bearer("EXAMPLE-ACCESS-TOKEN")?;
/// assert!(!format!("{account:?}").contains("EXAMPLE"));
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    host: Host<'a>,
    user_agent: Value<'a>,
    credential: Credential<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Credential<'a> {
    None,
    Bearer(Secret<'a>),
    RetiredQueryKey(Secret<'a>),
}

/// Which kind of credential an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// See [`Account::bearer`].
    Bearer,
    /// See [`Account::without_credential`].
    None,
    /// See [`Account::retired_v1_query_key`].
    RetiredV1QueryKey,
}

/// Longest credential, in bytes. The documentation asks to allow for 512; more room costs nothing.
const CREDENTIAL_LIMIT: u32 = 2048;
const DEFAULT_HOST: &str = "api.hubapi.com";

impl<'a> Account<'a> {
    /// An account by its bearer token: an OAuth access token, a private app token or a service key. White space around
    /// it is left out.
    ///
    /// # Errors
    /// [`Error::Config`] for the field `Token`: `Empty`, `TooLong`, `Forbidden` (what RFC 6750 section 2.1 does not
    /// allow in a token),
    /// and the kinds of credential that never work as a bearer token: `IsApiKey`, `IsSmtpToken`,
    /// `IsPersonalAccessKey`.
    pub fn bearer(token: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let token = token.as_ref().trim_ascii();
        let problem = if is_uuid(token) {
            Problem::IsApiKey
        } else if is_among(token, b'@') || contains(token, b"smtp.hubspot.net") {
            Problem::IsSmtpToken
        } else if token.starts_with(b"CiR") && token.len() > 60 {
            // Base64 of a record whose first field is a text of 36 bytes, its length and kind included in these three.
            Problem::IsPersonalAccessKey
        } else {
            // What a bearer token consists of (RFC 6750 section 2.1).
            let is_of_token = |byte: u8| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
            };
            header::check(Field::Token, token, CREDENTIAL_LIMIT, is_of_token)?;
            return Ok(Self::with(Credential::Bearer(Secret(token))));
        };
        Err(Error::config(Field::Token, problem))
    }

    /// **Retired.** The query key of version 1, which stopped working on 2022-11-30. It stands in the address, where
    /// proxies and logs see it. Only for old stand-ins of the service, and only with [`ApiVersion::V1`].
    ///
    /// The key is part of every request target made with this account; it cannot get lost on the way to the wire.
    ///
    /// # Errors
    /// [`Error::Config`] for the field `QueryKey`: `Empty`, `TooLong`, `Forbidden`, and `IsBearerToken` for a private
    /// app token.
    pub fn retired_v1_query_key(key: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let key = key.as_ref();
        if key.starts_with(b"pat-") {
            return Err(Error::config(Field::QueryKey, Problem::IsBearerToken));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        header::check(Field::QueryKey, key, CREDENTIAL_LIMIT, allowed)?;
        Ok(Self::with(Credential::RetiredQueryKey(Secret(key))))
    }

    /// No credential, for the OAuth calls: they carry theirs in the body.
    pub fn without_credential() -> Self {
        Self::with(Credential::None)
    }

    /// An account of values that were checked before, in the same exchange: for a caller that keeps the values and not
    /// the account, and puts it together whenever it is asked for. An empty host or user agent is the default.
    ///
    /// What was not checked is refused where it would break out of its place on the wire, and not noticed elsewhere.
    #[inline(always)]
    pub fn unchecked(kind: CredentialKind, credential: &'a [u8], host: &'a [u8], user_agent: &'a [u8]) -> Self {
        let mut account = Self::with(match kind {
            CredentialKind::Bearer => Credential::Bearer(Secret(credential.trim_ascii())),
            CredentialKind::None => Credential::None,
            CredentialKind::RetiredV1QueryKey => Credential::RetiredQueryKey(Secret(credential)),
        });
        if !host.is_empty() {
            account.host = Host::unchecked(host);
        }
        if !user_agent.is_empty() {
            account.user_agent = Value::unchecked(user_agent);
        }
        account
    }

    #[inline(always)]
    fn with(credential: Credential<'a>) -> Self {
        // The default is visible ASCII, as a test shows.
        let user_agent = Value::literal(DEFAULT_USER_AGENT);
        Account { host: Host::literal(DEFAULT_HOST), user_agent, credential }
    }

    /// Another host than `api.hubapi.com`. The host is never derived from the token.
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

    /// Whom to connect to, and which name the certificate must have.
    pub const fn server(&self) -> Host<'a> {
        self.host
    }

    /// The credential fits a call of this version (`None`: of the current APIs).
    #[inline(always)]
    pub(crate) fn check(&self, version: Option<ApiVersion>) -> Result<(), Error> {
        match (self.credential, version) {
            (Credential::None, _) => Err(Error::config(Field::Token, Problem::Empty)),
            (Credential::Bearer(_), _) | (Credential::RetiredQueryKey(_), Some(ApiVersion::V1)) => Ok(()),
            (Credential::RetiredQueryKey(_), _) => Err(Error::config(Field::QueryKey, Problem::NotInThisVersion)),
        }
    }

    /// The key that goes into the target.
    pub(crate) fn query_key(&self) -> Option<&'a [u8]> {
        match self.credential {
            Credential::RetiredQueryKey(key) => Some(key.0),
            _ => None,
        }
    }

    pub(crate) fn head(&self, method: Method, content_type: Option<&'static str>) -> Head<'a> {
        Head {
            method,
            host: self.host,
            bearer: match self.credential {
                Credential::Bearer(token) => Some(token),
                _ => None,
            },
            content_type,
            accept: "application/json",
            user_agent: self.user_agent,
        }
    }

    /// As [`head`](Self::head), without the credential: for calls that carry theirs in the body.
    pub(crate) fn head_without_credential(&self, method: Method, content_type: Option<&'static str>) -> Head<'a> {
        Head { bearer: None, ..self.head(method, content_type) }
    }
}

impl crate::operation::AnyAccount for Account<'_> {
    type Reader = super::Reader;
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, with or without a region such as `eu1-` before it.
fn is_uuid(text: &[u8]) -> bool {
    let text = match text {
        [b'a'..=b'z', b'a'..=b'z', b'0'..=b'9', b'-', rest @ ..] if rest.len() == 36 => rest,
        _ => text,
    };
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(result: Result<Account<'_>, Error>) -> &'static str {
        match result {
            Ok(_) => "ok",
            Err(Error::Config { problem, .. }) => problem.as_str(),
            Err(other) => other.as_str(),
        }
    }

    /// Each kind of credential, and what is said about it.
    #[test]
    fn kinds_of_credential() {
        let mut personal_access_key = [b'A'; 84];
        personal_access_key[..4].copy_from_slice(b"CiRl");
        for (token, want) in [
            ("EXAMPLE-ACCESS-TOKEN", "ok"),
            (" EXAMPLE-ACCESS-TOKEN\n", "ok"),
            ("pat-na1-00000000-0000-4000-8000-000000000000", "ok"),
            ("00000000-0000-4000-8000-000000000000", "is-api-key"),
            ("eu1-00000000-0000-4000-8000-000000000000", "is-api-key"),
            ("abc@62515.smtp.hubspot.net", "is-smtp-token"),
            ("abc.smtp.hubspot.net", "is-smtp-token"),
            ("", "empty"),
            (" \t", "empty"),
            ("a b", "forbidden"),
            ("a\r\nX: 1", "forbidden"),
            ("a\0b", "forbidden"),
            ("tökén", "forbidden"),
            (core::str::from_utf8(&personal_access_key).unwrap(), "is-personal-access-key"),
            (core::str::from_utf8(&[b'a'; 2049]).unwrap(), "too-long"),
        ] {
            assert_eq!(problem(Account::bearer(token)), want, "{token:?}");
        }
        for (key, want) in [
            ("demo", "ok"),
            ("00000000-0000-4000-8000-000000000000", "ok"),
            ("", "empty"),
            ("a&b=c", "forbidden"),
            ("a b", "forbidden"),
            ("pat-na1-x", "is-bearer-token"),
        ] {
            assert_eq!(problem(Account::retired_v1_query_key(key)), want, "{key:?}");
        }
    }

    /// A key is for version 1 only; no credential is for OAuth only.
    #[test]
    fn credential_and_version() {
        let key = Account::retired_v1_query_key("demo").unwrap();
        assert!(key.check(Some(ApiVersion::V1)).is_ok());
        assert!(key.check(Some(ApiVersion::V3)).is_err() && key.check(None).is_err());
        assert!(Account::without_credential().check(None).is_err());
        assert!(Account::bearer("t").unwrap().check(Some(ApiVersion::V1)).is_ok());
    }

    #[test]
    fn defaults_are_valid() {
        assert!(Host::new(DEFAULT_HOST).is_ok() && Value::new(DEFAULT_USER_AGENT).is_ok());
        let account = Account::bearer("t").unwrap();
        assert!(matches!(
            account.user_agent("a\nb"),
            Err(Error::Config { field: Field::UserAgent, problem: Problem::Forbidden { offset: 1 }, .. })
        ));
        assert!(account.host("http://api.hubapi.com").is_err());
    }
}
