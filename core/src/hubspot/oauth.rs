//! OAuth: an access token for a refresh token or for an authorization code.

use crate::error::{Error, Field, Limit, words};
use crate::http::header;
use crate::http::request::{Head, Method, Secret};
use crate::operation::{Dedupe, Operation, Piece, Row, RowName};
use crate::text::{Cursor, percent};

use super::Account;
use super::reply::{Reader, ReplyOf};

words! {
    /// A version of the token call. The default is the newest dated one.
    #[derive(Default)]
    #[non_exhaustive]
    OauthVersion {
        /// Switched off on 2027-02-16.
        V1 = "v1",
        /// Since January 2026.
        V3 = "v3",
        /// Dated version of March 2026.
        Dated2026_03 = "2026-03",
        /// Dated version of September 2026.
        #[default]
        Dated2026_09 = "2026-09",
    }
}

impl OauthVersion {
    /// The path of the token call.
    pub const fn path(self) -> &'static str {
        match self {
            OauthVersion::V1 => "/oauth/v1/token",
            OauthVersion::V3 => "/oauth/v3/token",
            OauthVersion::Dated2026_03 => "/oauth/2026-03/token",
            OauthVersion::Dated2026_09 => "/oauth/2026-09/token",
        }
    }
}

/// The form every token call sends, and the pairs it consists of.
#[derive(Clone, Copy, Debug)]
struct Form<'a> {
    version: OauthVersion,
    client_id: &'a [u8],
    client_secret: Secret<'a>,
}

const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";
const VALUE_LIMIT: u32 = 4096;

fn check(field: Field, text: &[u8]) -> Result<(), Error> {
    header::check(field, text, VALUE_LIMIT, |byte| (0x20..0x7f).contains(&byte))
}

impl<'a> Form<'a> {
    fn new(client_id: &'a [u8], client_secret: &'a [u8]) -> Result<Self, Error> {
        let form = Form { version: OauthVersion::default(), client_id, client_secret: Secret(client_secret) };
        form.check()?;
        Ok(form)
    }

    fn unchecked(client_id: &'a [u8], client_secret: &'a [u8]) -> Self {
        Form { version: OauthVersion::default(), client_id, client_secret: Secret(client_secret) }
    }

    fn check(&self) -> Result<(), Error> {
        check(Field::ClientId, self.client_id)?;
        check(Field::ClientSecret, self.client_secret.0)
    }

    fn emit(&self, out: &mut Cursor<'_>, grant: &[u8], pairs: &[(&[u8], &[u8])]) {
        out.raw(b"grant_type=");
        out.raw(grant);
        let credential: [(&[u8], &[u8]); 2] =
            [(b"client_id", self.client_id), (b"client_secret", self.client_secret.0)];
        for (name, value) in credential.iter().chain(pairs).filter(|(_, value)| !value.is_empty()) {
            out.raw(b"&");
            out.raw(name);
            out.raw(b"=");
            percent::encode(out, value);
        }
    }
}

/// A new access token for a refresh token. The call can be repeated.
///
/// The tokens of the answer are handed out as [rows](crate::Event::Row) named `access_token`, `refresh_token` and
/// `expires_in` (seconds): the library keeps none. [`Tokens`] collects them into room you lend.
///
/// Refresh by the clock, 60 to 300 s before `expires_in`, under one lock per account; a 401 alone is no reason to
/// refresh, only the diagnosis `TokenExpired` is. Send it with [`Account::without_credential`].
#[derive(Clone, Copy, Debug)]
pub struct RefreshToken<'a> {
    form: Form<'a>,
    refresh_token: Secret<'a>,
}

impl<'a> RefreshToken<'a> {
    /// The app by its id and secret, and the refresh token.
    ///
    /// # Errors
    /// [`Error::Config`] for `ClientId`, `ClientSecret`, `RefreshToken`: empty, over 4096 bytes, or anything but visible ASCII and blanks.
    pub fn new(
        client_id: &'a (impl AsRef<[u8]> + ?Sized),
        client_secret: &'a (impl AsRef<[u8]> + ?Sized),
        refresh_token: &'a (impl AsRef<[u8]> + ?Sized),
    ) -> Result<Self, Error> {
        let form = Form::new(client_id.as_ref(), client_secret.as_ref())?;
        let refresh_token = refresh_token.as_ref();
        check(Field::RefreshToken, refresh_token)?;
        Ok(RefreshToken { form, refresh_token: Secret(refresh_token) })
    }

    /// As [`new`](Self::new), for values that were checked before, in the same exchange.
    #[inline(always)]
    pub fn unchecked(client_id: &'a [u8], client_secret: &'a [u8], refresh_token: &'a [u8]) -> Self {
        RefreshToken { form: Form::unchecked(client_id, client_secret), refresh_token: Secret(refresh_token) }
    }

    /// Another version than the newest dated one.
    pub fn version(mut self, version: OauthVersion) -> Self {
        self.form.version = version;
        self
    }
}

/// The first tokens for an authorization code. A code works once, so the call is never repeated by machine.
///
/// Rows as in [`RefreshToken`].
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationCode<'a> {
    form: Form<'a>,
    code: Secret<'a>,
    redirect_uri: &'a [u8],
    code_verifier: Secret<'a>,
}

impl<'a> AuthorizationCode<'a> {
    /// The app by its id and secret, the code, and the redirect address that was used to get it.
    ///
    /// # Errors
    /// [`Error::Config`] for `ClientId`, `ClientSecret`, `AuthorizationCode`, `RedirectUri`: empty, over 4096 bytes,
    /// or anything but visible ASCII and blanks.
    pub fn new(
        client_id: &'a (impl AsRef<[u8]> + ?Sized),
        client_secret: &'a (impl AsRef<[u8]> + ?Sized),
        code: &'a (impl AsRef<[u8]> + ?Sized),
        redirect_uri: &'a (impl AsRef<[u8]> + ?Sized),
    ) -> Result<Self, Error> {
        let call = AuthorizationCode {
            form: Form::new(client_id.as_ref(), client_secret.as_ref())?,
            code: Secret(code.as_ref()),
            redirect_uri: redirect_uri.as_ref(),
            code_verifier: Secret(b""),
        };
        call.check_values()?;
        Ok(call)
    }

    /// As [`new`](Self::new), for values that were checked before, in the same exchange. An empty verifier is none.
    #[inline(always)]
    pub fn unchecked(
        client_id: &'a [u8],
        client_secret: &'a [u8],
        code: &'a [u8],
        redirect_uri: &'a [u8],
        code_verifier: &'a [u8],
    ) -> Self {
        AuthorizationCode {
            form: Form::unchecked(client_id, client_secret),
            code: Secret(code),
            redirect_uri,
            code_verifier: Secret(code_verifier),
        }
    }

    /// The verifier of a proof key (RFC 7636).
    ///
    /// # Errors
    /// [`Error::Config`] for `CodeVerifier`.
    pub fn code_verifier(mut self, verifier: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        self.code_verifier = Secret(verifier.as_ref());
        check(Field::CodeVerifier, self.code_verifier.0)?;
        Ok(self)
    }

    /// Another version than the newest dated one.
    pub fn version(mut self, version: OauthVersion) -> Self {
        self.form.version = version;
        self
    }

    fn check_values(&self) -> Result<(), Error> {
        check(Field::AuthorizationCode, self.code.0)?;
        check(Field::RedirectUri, self.redirect_uri)
    }
}

impl<'a> Operation<Account<'a>> for RefreshToken<'_> {
    fn check(&self, _: &Account<'a>) -> Result<(), Error> {
        self.form.check()?;
        check(Field::RefreshToken, self.refresh_token.0)
    }

    fn head<'s>(&'s self, account: &'s Account<'a>) -> Head<'s> {
        account.head_without_credential(Method::Post, Some(FORM))
    }

    fn target(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        out.raw(self.form.version.path().as_bytes());
    }

    fn body(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        self.form.emit(out, b"refresh_token", &[(b"refresh_token", self.refresh_token.0)]);
    }

    fn reader(&self, _: &Account<'a>) -> Reader {
        Reader::new(ReplyOf::Token)
    }

    fn dedupe(&self) -> Dedupe<'_> {
        Dedupe::Idempotent
    }
}

impl<'a> Operation<Account<'a>> for AuthorizationCode<'_> {
    fn check(&self, _: &Account<'a>) -> Result<(), Error> {
        self.form.check()?;
        self.check_values()
    }

    fn head<'s>(&'s self, account: &'s Account<'a>) -> Head<'s> {
        account.head_without_credential(Method::Post, Some(FORM))
    }

    fn target(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        out.raw(self.form.version.path().as_bytes());
    }

    fn body(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        self.form.emit(
            out,
            b"authorization_code",
            &[(b"redirect_uri", self.redirect_uri), (b"code", self.code.0), (b"code_verifier", self.code_verifier.0)],
        );
    }

    fn reader(&self, _: &Account<'a>) -> Reader {
        Reader::new(ReplyOf::Token)
    }

    fn dedupe(&self) -> Dedupe<'_> {
        Dedupe::None
    }
}

/// The tokens of an OAuth answer, collected from its rows into room the caller lends. Wiped when dropped.
///
/// ```
/// use mailwire::hubspot::Tokens;
/// let mut room = [0; 1024];                     // the documentation asks to allow for 512 each
/// let mut tokens = Tokens::new(&mut room);
/// // while let Event::Row(row) = exchange.receive(&mut input)? { tokens.push(&row)?; }
/// assert_eq!(tokens.access_token(), None);      // until the last piece was in
/// ```
pub struct Tokens<'r> {
    room: &'r mut [u8],
    used: usize,
    access: Option<(usize, usize)>,
    refresh: Option<(usize, usize)>,
    expires_in_s: Option<u32>,
    /// Where the value under way begins.
    start: usize,
    /// The value under way does not fit: the rest of it is passed over.
    is_passed_over: bool,
    number: Option<u32>,
}

impl<'r> Tokens<'r> {
    /// Nothing yet; tokens go into `room`.
    pub fn new(room: &'r mut [u8]) -> Self {
        Tokens {
            room,
            used: 0,
            access: None,
            refresh: None,
            expires_in_s: None,
            start: 0,
            is_passed_over: false,
            number: Some(0),
        }
    }

    /// Takes one row; rows of other names are passed over.
    ///
    /// # Errors
    /// [`Error::Capacity`] if the room is too small; `needed` counts what is known so far.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), Error> {
        if row.name == RowName::ExpiresIn {
            if let Piece::Span(digits) = row.piece {
                for digit in digits {
                    let digit = char::from(*digit).to_digit(10);
                    self.number = self.number.zip(digit).and_then(|(n, d)| n.checked_mul(10)?.checked_add(d));
                }
            }
            if row.is_last {
                self.expires_in_s = self.number.replace(0);
            }
            return Ok(());
        }
        let is_known = matches!(row.name, RowName::AccessToken | RowName::RefreshToken);
        let appended = match row.piece {
            _ if self.is_passed_over || !is_known => Ok(()),
            Piece::Span(span) => self.append(span),
            Piece::Char(character) => self.append(character.encode_utf8(&mut [0; 4]).as_bytes()),
        };
        if appended.is_err() {
            self.is_passed_over = true;
        }
        if row.is_last && core::mem::take(&mut self.is_passed_over) {
            self.used = self.start;
        } else if row.is_last {
            let value = Some((self.start, self.used));
            match row.name {
                RowName::AccessToken => self.access = value,
                RowName::RefreshToken => self.refresh = value,
                _ => self.used = self.start,
            }
            self.start = self.used;
        }
        appended
    }

    fn append(&mut self, piece: &[u8]) -> Result<(), Error> {
        let available = self.room.len() as u32;
        let needed = (self.used + piece.len()) as u32;
        let Some(room) = self.room.get_mut(self.used..).and_then(|room| room.get_mut(..piece.len())) else {
            return Err(Error::Capacity { limit: Limit::TokenBuffer, needed, available });
        };
        for (to, from) in room.iter_mut().zip(piece) {
            *to = *from;
        }
        self.used += piece.len();
        Ok(())
    }

    fn text(&self, range: Option<(usize, usize)>) -> Option<&str> {
        range.and_then(|(start, end)| core::str::from_utf8(self.room.get(start..end)?).ok())
    }

    /// The access token, once it is complete.
    pub fn access_token(&self) -> Option<&str> {
        self.text(self.access)
    }

    /// The refresh token to keep from now on, once it is complete.
    pub fn refresh_token(&self) -> Option<&str> {
        self.text(self.refresh)
    }

    /// How long the access token works, in seconds.
    pub fn expires_in_s(&self) -> Option<u32> {
        self.expires_in_s
    }
}

impl Drop for Tokens<'_> {
    fn drop(&mut self) {
        self.room.fill(0);
        // Keeps the compiler from leaving the stores out: the bytes are looked at once more.
        core::hint::black_box(&mut *self.room);
    }
}

impl core::fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Tokens {{ access: {}, refresh: {} }}", self.access.is_some(), self.refresh.is_some())
    }
}
