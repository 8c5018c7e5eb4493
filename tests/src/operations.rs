//! Every operation there is, in every version, with every field: what the invariants are shown for.

use mailwire::error::Error;
use mailwire::exchange::{Emit, Request, State};
use mailwire::http::request::Head;
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, OauthVersion, Properties, Property, Reader, RefreshToken, SendStatus,
    SingleSend, Value,
};
use mailwire::operation::Operation;
use mailwire::text::Cursor;
use mailwire::{Exchange, Wants};

/// The bearer token of every account here.
pub const TOKEN: &str = "EXAMPLE-ACCESS-TOKEN-Zq7Xk";
/// The retired query key.
pub const QUERY_KEY: &str = "EXAMPLE-QUERY-KEY-Zq7Xk";
/// The OAuth client secret.
pub const CLIENT_SECRET: &str = "EXAMPLE~CLIENT-SECRET Zq7Xk/+=";
/// The OAuth refresh token.
pub const REFRESH_TOKEN: &str = "na1-EXAMPLE-REFRESH-Zq7Xk&";
/// The OAuth authorization code.
pub const CODE: &str = "na1-EXAMPLE-CODE-Zq7Xk%";
/// The OAuth code verifier.
pub const CODE_VERIFIER: &str = "EXAMPLE.CODE_VERIFIER~Zq7Xk";

/// Texts with everything that is escaped, and with characters of one to four bytes.
const TEXT: &str = "q\" b\\ s/ n\n r\r t\t 0\u{0} 1\u{1} 1f\u{1f} 7f\u{7f} é € 😀 \u{2028} </script> {{x}} %41 a&b=c";

/// Contact properties of a full send.
pub static CONTACT: [(&str, &str); 3] = [("firstname", "Jané"), ("note \"q\" é", TEXT), ("empty", "")];
/// Its custom properties.
pub static CUSTOM: [Property<'static>; 6] = [
    Property { name: b"alert", value: Value::Text(TEXT.as_bytes()) },
    Property { name: b"least", value: Value::Integer(i64::MIN) },
    Property { name: b"on", value: Value::Boolean(true) },
    Property { name: b"off", value: Value::Boolean(false) },
    Property { name: b"nothing", value: Value::Null },
    Property { name: b"list", value: Value::Json(b" [1, {\"a\": -2.5e3, \"b\": \"\\u00e9\\\"\"}, []] ") },
];
/// Custom properties as one object.
pub const OBJECT: &[u8] = b" {\"boiler\": 7, \"t\\u00e9xt\": \"a\\\"b\", \"list\": [1, {\"x\": null}]} ";

/// One call: an operation, with the account it is done for.
pub struct Call {
    /// What it is, for messages.
    pub name: String,
    /// Whose replies it reads: `single-send`, `send-status` or `oauth`.
    pub answers: &'static str,
    /// For whom it is done.
    pub account: Account<'static>,
    /// What is done.
    pub operation: Box<dyn Operation<Account<'static>>>,
    /// What must never be seen, in the form in which it goes out.
    pub secrets: &'static [&'static str],
}

impl Call {
    /// Operation and account, as the exchange wants them.
    pub fn request(&self) -> Request<'_, Account<'static>> {
        Request::new(&self.account, &*self.operation)
    }

    /// A new exchange.
    pub fn exchange(&self) -> Exchange<'_, Account<'static>> {
        Exchange::new(&self.account, &*self.operation)
    }

    /// A new exchange without the borrow, which can be cloned in the middle.
    pub fn state(&self) -> State<Reader> {
        State::new(self.operation.reader(&self.account))
    }

    /// A state whose request was handed over.
    pub fn sent(&self) -> State<Reader> {
        let mut state = self.state();
        let (request, mut buffer) = (self.request(), vec![0; 32 * 1024]);
        while state.wants() == Wants::Transmit {
            let n = state.transmit(&request, &mut buffer).expect("a valid request");
            state.advance(n).expect("as offered");
        }
        state
    }

    /// The request, written in one piece.
    pub fn bytes(&self) -> Vec<u8> {
        let (mut state, mut buffer) = (self.state(), vec![0; 32 * 1024]);
        let n = state.transmit(&self.request(), &mut buffer).expect("a valid request");
        state.advance(n).expect("as offered");
        assert_eq!(state.wants(), Wants::Receive, "{}: the request fits", self.name);
        buffer.truncate(n);
        buffer
    }

    /// A body that says yes.
    pub fn good_body(&self) -> &'static [u8] {
        match self.answers {
            "single-send" => br#"{"requestedAt":"2026-11-02T09:15:27Z","statusId":"s-1","status":"PENDING"}"#,
            "send-status" => {
                br#"{"statusId":"s-1","status":"COMPLETE","sendResult":"SENT","eventId":{"id":"e-1","created":1}}"#
            }
            _ => {
                br#"{"token_type":"bearer","access_token":"A\u002dTOKEN","refresh_token":"R-TOKEN","expires_in":1800}"#
            }
        }
    }
}

/// A single send with every field, in the shape of `version`.
pub fn full_send(version: ApiVersion) -> SingleSend<'static> {
    SingleSend::new(i64::MAX as u64, "Jané \"J\\D\" Döe <jane@customer.example>")
        .expect("valid")
        .version(version)
        .from("Boiler \"7\" <boiler@süd.example>")
        .expect("valid")
        .send_id("boiler-7.overheat_0042")
        .expect("valid")
        .reply_to(&["desk@süd.example", "\"Night, desk\" <night@customer.example>"])
        .cc(&["one@customer.example"])
        .bcc(&["archive@customer.example", "two@customer.example", "three@customer.example"])
        .contact(&CONTACT)
        .custom(&CUSTOM)
}

/// An account with everything of its own.
pub fn account() -> Account<'static> {
    Account::bearer(TOKEN)
        .expect("valid")
        .host("api-eu1.hubapi.example:8443")
        .expect("valid")
        .user_agent(AGENT)
        .expect("valid")
}

/// The User-Agent of [`account`].
pub const AGENT: &str = "alert-device/1.2 (rev \"B\"; %41)";

/// Every operation in every version: with every field, and with none that can be left out.
pub fn every() -> Vec<Call> {
    let mut calls = Vec::new();
    let mut add = |name: String, answers, account, operation, secrets| {
        calls.push(Call { name, answers, account, operation, secrets });
    };
    for version in ApiVersion::ALL {
        let version = *version;
        add(format!("single-send {version}"), "single-send", account(), Box::new(full_send(version)), &[TOKEN]);
        let least = SingleSend::new(1, "a@b").expect("valid").version(version);
        add(format!("single-send {version}, least"), "single-send", account(), Box::new(least), &[TOKEN]);
        let object = least.send_id("k").expect("valid").custom(Properties::Object(OBJECT));
        add(format!("single-send {version}, object"), "single-send", account(), Box::new(object), &[TOKEN]);
    }
    let with_key = Account::retired_v1_query_key(QUERY_KEY).expect("valid");
    add("single-send v1, key".into(), "single-send", with_key, Box::new(full_send(ApiVersion::V1)), &[QUERY_KEY]);
    let status = SendStatus::new("Ab/Cd?é% \"x\"&#..").expect("valid");
    add("send-status".into(), "send-status", account(), Box::new(status), &[TOKEN]);
    for version in OauthVersion::ALL {
        let version = *version;
        let refresh = RefreshToken::new("id-0&=", CLIENT_SECRET, REFRESH_TOKEN).expect("valid").version(version);
        let none = Account::without_credential();
        add(format!("refresh-token {version}"), "oauth", none, Box::new(refresh), &[CLIENT_SECRET, REFRESH_TOKEN]);
        let uri = "https://app.example/callback?a=1&b=%20";
        let code = AuthorizationCode::new("id-0&=", CLIENT_SECRET, CODE, uri).expect("valid").version(version);
        let verified = code.code_verifier(CODE_VERIFIER).expect("valid");
        let secrets = &[CLIENT_SECRET, CODE, CODE_VERIFIER];
        add(format!("authorization-code {version}"), "oauth", none, Box::new(verified), secrets);
        // An account that has a token keeps it out of a call that carries credentials of its own.
        add(
            format!("authorization-code {version}, no verifier"),
            "oauth",
            account(),
            Box::new(code),
            &[CLIENT_SECRET, CODE, TOKEN],
        );
    }
    calls
}

/// One call of each kind, in its newest version.
pub fn each_kind() -> Vec<Call> {
    let wanted =
        ["single-send 2026-09", "single-send v1", "send-status", "refresh-token 2026-09", "authorization-code 2026-09"];
    let calls: Vec<_> = every().into_iter().filter(|call| wanted.contains(&call.name.as_str())).collect();
    assert_eq!(calls.len(), wanted.len());
    calls
}

/// The head of a real request with any body: for lengths that no message has.
pub struct WithBody<'a, B: Fn(&mut Cursor<'_>)> {
    /// Whose head it is.
    pub request: Request<'a, Account<'static>>,
    /// Writes the body.
    pub body: B,
}

impl<B: Fn(&mut Cursor<'_>)> Emit for WithBody<'_, B> {
    fn check(&self) -> Result<(), Error> {
        self.request.check()
    }

    fn with_head(&self, each: &mut dyn FnMut(&Head<'_>)) {
        self.request.with_head(each);
    }

    fn target(&self, out: &mut Cursor<'_>) {
        self.request.target(out);
    }

    fn body(&self, out: &mut Cursor<'_>) {
        (self.body)(out);
    }
}
