//! What went wrong, in the cases that are known, and one sentence a person can act on.

use crate::error::{texts, words};

words! {
    /// A known cause. [`hint`](Self::hint) says it in a sentence; a device that prints codes does not carry those.
    #[non_exhaustive]
    Diagnosis {
        /// 401: the service saw no credential.
        CredentialNotReceived = "credential-not-received",
        /// 401: the service saw something, but no credential it knows.
        CredentialNotRecognized = "credential-not-recognized",
        /// 401: no such API key.
        ApiKeyUnknown = "api-key-unknown",
        /// 401: the token has expired.
        TokenExpired = "token-expired",
        /// 401: "expired" in 1970, so it never was an access token.
        TokenNeverValid = "token-never-valid",
        /// 401: a browser cookie came along.
        BrowserCookie = "browser-cookie",
        /// 401 of another kind.
        NotAuthorized = "not-authorized",
        /// 400: a credential of another kind.
        WrongCredentialKind = "wrong-credential-kind",
        /// 403: scope or entitlement missing.
        MissingScopes = "missing-scopes",
        /// 403 in the older wording.
        MissingPermissions = "missing-permissions",
        /// 403 of another kind.
        NotPermitted = "not-permitted",
        /// 530: the token is so malformed that it cannot be routed.
        MalformedToken = "malformed-token",

        /// 400: a value of the shape another version has, such as lists where maps go.
        PropertyShape = "property-shape",
        /// 400: the body was not read as JSON.
        InvalidJson = "invalid-json",
        /// 400: the body did not arrive.
        EmptyBody = "empty-body",
        /// 400: a value was refused.
        Validation = "validation",
        /// 404: no such thing.
        WrongId = "wrong-id",
        /// 404: no such path.
        WrongPath = "wrong-path",
        /// 405: the method changed on the way.
        WrongMethod = "wrong-method",
        /// 409: it exists already.
        Conflict = "conflict",
        /// 415: the content type did not arrive.
        ContentType = "content-type",
        /// 423: locked for the moment.
        Locked = "locked",
        /// 429: the daily limit.
        RateLimitDaily = "rate-limit-daily",
        /// 429: the limit of the last ten seconds.
        RateLimitTenSecondly = "rate-limit-ten-secondly",
        /// 429: the limit of the last second.
        RateLimitSecondly = "rate-limit-secondly",
        /// 429 without a policy.
        RateLimit = "rate-limit",
        /// 477: the account is moving.
        Migrating = "migrating",
        /// 500, 502, 504: the service failed.
        OriginError = "origin-error",
        /// 503: the service is overloaded.
        Overloaded = "overloaded",
        /// 520, 524: the service gave the edge no usable answer.
        OriginSilent = "origin-silent",
        /// 521, 522, 523: the edge could not reach the service.
        OriginUnreachable = "origin-unreachable",
        /// 525, 526: TLS between edge and service.
        OriginTls = "origin-tls",

        /// BlueHornet: the address of the caller is not on the whitelist.
        IpNotWhitelisted = "ip-not-whitelisted",
        /// BlueHornet: an argument is missing or blank.
        MissingVariables = "missing-variables",
        /// BlueHornet: no such method.
        UnknownMethod = "unknown-method",
        /// BlueHornet: no such template, or not active.
        WrongTemplate = "wrong-template",
        /// BlueHornet: no such IP binding.
        WrongBinding = "wrong-binding",
        /// BlueHornet: the document did not arrive.
        NoXml = "no-xml",
        /// BlueHornet: the API user may not call this method.
        AccessDenied = "access-denied",

        /// OAuth: the refresh token.
        OauthRefreshToken = "oauth-refresh-token",
        /// OAuth: the authorization code.
        OauthCode = "oauth-code",
        /// OAuth: client id or secret.
        OauthClient = "oauth-client",
        /// OAuth: the redirect address.
        OauthRedirectUri = "oauth-redirect-uri",
        /// OAuth: the grant type did not arrive.
        OauthGrantType = "oauth-grant-type",
        /// OAuth: the account.
        OauthAccount = "oauth-account",
        /// OAuth: the code verifier.
        OauthCodeVerifier = "oauth-code-verifier",
        /// OAuth: the scopes.
        OauthScopes = "oauth-scopes",
    }
}

texts! {
    Diagnosis {
        /// One sentence for a person: the likely cause and what to do.
        hint,
        /// The same as C wants it: with a NUL behind.
        hint_c_str,
        /// The hints of all values, in order, as C wants them.
        HINTS,
    }
    CredentialNotReceived =
        "The service saw no credential at all: it was dropped on the way, for example by a proxy or by code that rebuilds the address without its query string.",
    CredentialNotRecognized =
        "The service recognized no credential: the token is empty, mistyped, revoked, of another product, or its header did not arrive.",
    ApiKeyUnknown =
        "The service does not know this API key; API keys were retired on 2022-11-30, so use a private app token or OAuth as a bearer token.",
    TokenExpired =
        "The access token has expired: refresh it once and send again; the refused request was not processed.",
    TokenNeverValid =
        "This was never an access token (a placeholder or a personal access key of the command line tool); refreshing is useless, put the right token in.",
    BrowserCookie = "A browser cookie came with the request; do not call this service from a web page.",
    NotAuthorized =
        "The service refused the credential; check that the token belongs to this account and is still in force.",
    WrongCredentialKind =
        "The credential is of the wrong kind, most likely an SMTP token used as a bearer token; use a private app token or OAuth.",
    MissingScopes =
        "A scope is missing or the account is not entitled to it: grant the scope (transactional-email for single send), check that the transactional email add-on is bought, and note that test accounts and sandboxes may show the scope without having it.",
    MissingPermissions =
        "The token lacks a permission that the service names in its message; grant the scope and install the app again.",
    NotPermitted = "The credential is good, but this account may not do this; check its products and add-ons.",
    MalformedToken =
        "Error 530 looks like an outage, but here it mostly means that the token is so malformed that it cannot be routed: check the token.",
    PropertyShape =
        "A value has the shape of another version: version 1 takes properties as lists and one reply address as a text, every later version takes maps and lists.",
    InvalidJson = "The body did not arrive as valid JSON; the message names line and column of the body that was sent.",
    EmptyBody = "The body did not arrive: a transport fault, or a redirect that dropped it.",
    Validation = "A value was refused; the message says which one.",
    WrongId = "The service does not know this id; check the email id or status id and that it belongs to this account.",
    WrongPath = "The service does not know this path; check the host and the version of the API.",
    WrongMethod = "The service saw another method, most likely because a redirect turned POST into GET.",
    Conflict = "It exists already, or was changed by somebody else meanwhile.",
    ContentType = "The content type did not arrive or was changed on the way.",
    Locked = "The resource is locked for the moment; try again after two seconds or more.",
    RateLimitDaily =
        "The daily limit of the account is used up; it is reset at midnight in the time zone of the account.",
    RateLimitTenSecondly = "Too many calls within ten seconds; wait ten seconds or more.",
    RateLimitSecondly = "Too many calls within one second; wait a second or more.",
    RateLimit = "Too many calls; wait before the next one.",
    Migrating =
        "The account is moving to another data centre, which can take up to a day; try again at the time given.",
    OriginError = "The service failed while it worked on the request; the message may have been sent.",
    Overloaded = "The service is overloaded; the message may have been sent.",
    OriginSilent = "The service gave no answer in time; the message may have been sent.",
    OriginUnreachable = "The edge of the service could not reach it; the request was not processed.",
    OriginTls = "The edge of the service could not set up TLS to it; the request was not processed.",
    IpNotWhitelisted =
        "The address that the service saw, given as the detail, is not on the whitelist of this API user: add it, and note that behind a router it is not the device's own address.",
    MissingVariables = "An argument that the method requires is missing or blank; the detail names it.",
    UnknownMethod = "The service does not know this method; check its name.",
    WrongTemplate = "The template id is not one of this account, or the template is not active.",
    WrongBinding = "The IP binding is not assigned to this account.",
    NoXml =
        "No document arrived: it must be the form field named data, or the body itself on stand-ins that take that.",
    AccessDenied =
        "The API user may not call this method: its access level is Custom without this method, or the account lacks the module.",
    OauthRefreshToken =
        "The refresh token is invalid, expired, revoked, or belongs to another app than this client id; the user must authorize again.",
    OauthCode = "The authorization code is unknown, was used before or has expired; ask the user to authorize again.",
    OauthClient = "Client id and client secret do not belong together.",
    OauthRedirectUri = "The redirect address is not the one that was used to get the code.",
    OauthGrantType = "The grant type did not arrive: the body must be a form, not JSON.",
    OauthAccount = "The account is unknown or the app is not installed in it.",
    OauthCodeVerifier = "The code verifier does not fit the challenge that was used to get the code.",
    OauthScopes = "The scopes asked for are not among those the app may ask for.",
}
