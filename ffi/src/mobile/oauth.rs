//! HubSpot's OAuth: an app that gets tokens, and tokens as they came.

use std::fmt;
use std::sync::Arc;

use mailwire::hubspot;
use secrecy::{ExposeSecret, SecretString};

use super::failure::MailwireError;
use super::hubspot::Place;
use super::reading::Reading;
use super::request::{HttpRequest, prepare};
use super::words::HubSpotOauthVersion;

/// An app of HubSpot's OAuth: what asks for tokens. It prints without its secret.
///
/// Refresh by the clock, 60 to 300 s before `expiresInS` is over, and one refresh at a time for each account; a 401
/// alone is no reason to refresh, only the diagnosis `tokenExpired` is.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct HubSpotApp {
    client_id: String,
    client_secret: SecretString,
    version: hubspot::OauthVersion,
    place: Place,
}

#[uniffi::export]
impl HubSpotApp {
    /// An app by its id and secret. `version` is another one than the newest dated one, `host` another host than
    /// `api.hubapi.com`, `userAgent` another User-Agent than `mailwire/` and the version.
    ///
    /// Throws `Config` for `clientId`, `clientSecret` (empty, over 4096 bytes, anything but visible ASCII and blanks),
    /// `host`, `userAgent`.
    #[uniffi::constructor(default(version = None, host = None, user_agent = None))]
    pub fn new(
        client_id: String,
        client_secret: String,
        version: Option<HubSpotOauthVersion>,
        host: Option<String>,
        user_agent: Option<String>,
    ) -> Result<Arc<Self>, MailwireError> {
        let version = version.map_or_else(Default::default, Into::into);
        let client_secret = client_secret.into();
        let app = HubSpotApp { client_id, client_secret, version, place: Place { host, user_agent } };
        app.lend()?;
        // Only made to be checked: the token is that of a later call.
        hubspot::RefreshToken::new(&app.client_id, app.client_secret.expose_secret(), "-")?;
        Ok(Arc::new(app))
    }

    /// The request for a new access token. It can be repeated.
    ///
    /// Throws `Config` for `refreshToken`: empty, over 4096 bytes, anything but visible ASCII and blanks.
    pub fn prepare_refresh_token(&self, refresh_token: String) -> Result<Arc<HttpRequest>, MailwireError> {
        let refresh_token = SecretString::from(refresh_token);
        let (id, secret) = (&self.client_id, self.client_secret.expose_secret());
        let operation = hubspot::RefreshToken::new(id, secret, refresh_token.expose_secret())?.version(self.version);
        prepare(&self.lend()?, &operation, Reading::HubSpot)
    }

    /// The request for the first tokens. A code works once, so this is never repeated by machine.
    ///
    /// `redirectUri` is the address that was used to get the code, `codeVerifier` that of a proof key (RFC 7636).
    ///
    /// Throws `Config` for `authorizationCode`, `redirectUri`, `codeVerifier`: empty, over 4096 bytes, anything but
    /// visible ASCII and blanks.
    #[uniffi::method(default(code_verifier = None))]
    pub fn prepare_authorization_code(
        &self,
        code: String,
        redirect_uri: &str,
        code_verifier: Option<String>,
    ) -> Result<Arc<HttpRequest>, MailwireError> {
        let (code, verifier) = (SecretString::from(code), code_verifier.map(SecretString::from));
        let (id, secret) = (&self.client_id, self.client_secret.expose_secret());
        let mut operation = hubspot::AuthorizationCode::new(id, secret, code.expose_secret(), redirect_uri)?;
        if let Some(verifier) = &verifier {
            operation = operation.code_verifier(verifier.expose_secret())?;
        }
        prepare(&self.lend()?, &operation.version(self.version), Reading::HubSpot)
    }
}

impl HubSpotApp {
    fn lend(&self) -> Result<hubspot::Account<'_>, mailwire::Error> {
        self.place.of(hubspot::Account::without_credential())
    }
}

impl fmt::Display for HubSpotApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubSpotApp({} ***)", self.client_id)
    }
}

impl fmt::Debug for HubSpotApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The tokens of an answer. They are wiped with the object, and it prints without them.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct Tokens {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    expires_in_s: Option<i64>,
}

impl Tokens {
    /// A copy of what was collected; `None` without an access token.
    pub(super) fn of(tokens: &hubspot::Tokens<'_>) -> Option<Self> {
        Some(Tokens {
            access_token: tokens.access_token()?.into(),
            refresh_token: tokens.refresh_token().map(Into::into),
            expires_in_s: tokens.expires_in_s().map(i64::from),
        })
    }
}

#[uniffi::export]
impl Tokens {
    /// The access token: what `HubSpotAccount.bearer` takes.
    pub fn access_token(&self) -> String {
        self.access_token.expose_secret().to_owned()
    }

    /// The refresh token to keep from now on, in place of the one before; nothing if the service gave none.
    pub fn refresh_token(&self) -> Option<String> {
        self.refresh_token.as_ref().map(|token| token.expose_secret().to_owned())
    }

    /// How long the access token works, in seconds; nothing if the service did not say.
    pub fn expires_in_s(&self) -> Option<i64> {
        self.expires_in_s
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(***)")
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
