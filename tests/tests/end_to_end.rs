//! Every line of the tables of the HubSpot spec: what is done against a sandbox over TLS, what must be said about it,
//! whether it may be done again, and how many mails there are in truth.
//!
//! The tables read: what it shows; what is done; kind, reason, diagnosis (`-` for none) and HTTP status; the decision
//! on another attempt with and without a `sendId` (`after` so many milliseconds, before jitter); the mails.

use std::net::TcpStream;
use std::time::Duration;

use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, OauthVersion, Property, RefreshToken, SendStatus, SingleSend, Tokens, Value,
};
use mailwire::io::Failure;
use mailwire::operation::{Dedupe, Operation};
use mailwire::outcome::{Kind, RetryAfter};
use mailwire::{Exchange, Outcome};
use mailwire_sandbox::{
    ACCESS_TOKEN, ACCOUNT, BUILT_IN_TOKENS, End, Fault, FaultBody, HAPIKEY, OAuthApp, OTHER_ACCOUNT,
    OTHER_ACCOUNT_TOKEN, Sandbox, Standing,
};
use mailwire_tests::service::{
    Connection, GivesUpAfter, NAME, Proxy, Ran, Service, account, again, is_true, run_over, run_rows, trusting, words,
};
use mailwire_tests::vectors::document;
use serde_json::{Value as Json, json};

const JANE: &str = "jane@customer.example";
const EMAIL: u64 = 4_126_643_121;

/// The decisions that most rows come to: with a sendId, without.
const DONE: [&str; 2] = ["stop done"; 2];
const REJECTED: [&str; 2] = ["stop rejected"; 2];
const AT_ONCE: [&str; 2] = ["after 0"; 2];
const ONLY_WITH_KEY: [&str; 2] = ["after 0", "stop may-have-been-sent"];
const CONFIGURATION: [&str; 2] = ["stop configuration"; 2];

/// One line of a table.
struct Row {
    shows: &'static str,
    does: fn(&Case<'_>) -> Ran,
    says: &'static str,
    again: [&'static str; 2],
    mails: usize,
}

/// The send that a row makes, once with a sendId and once without.
struct Case<'s> {
    service: &'s Service,
    send_id: Option<&'s str>,
}

impl<'s> Case<'s> {
    fn send(&self, to: &'s str) -> SingleSend<'s> {
        let send = SingleSend::new(EMAIL, to).expect("a recipient").custom(&[("alert", "Boiler 7: 96 °C")]);
        match self.send_id {
            Some(send_id) => send.send_id(send_id).expect("a key"),
            None => send,
        }
    }

    /// To this recipient, in the newest version.
    fn to(&self, to: &'static str) -> Ran {
        self.service.run(&account(), &self.send(to))
    }

    /// To this recipient, in version 1.
    fn v1(&self, to: &'static str) -> Ran {
        self.service.run(&account(), &self.send(to).version(ApiVersion::V1))
    }

    /// To this recipient, then asked for the status so many times.
    fn followed(&self, to: &'static str, polls: u8) -> Ran {
        let accepted = self.to(to);
        self.service.follow(&account(), accepted, polls)
    }

    /// With this fault.
    fn with(&self, fault: Fault) -> Ran {
        self.service.run_with(fault, &account(), &self.send(JANE))
    }

    /// With this fault, in version 1.
    fn v1_with(&self, fault: Fault) -> Ran {
        self.service.run_with(fault, &account(), &self.send(JANE).version(ApiVersion::V1))
    }

    /// Answered with this HTTP status; the request was processed all the same.
    fn processed(&self, status: u16) -> Ran {
        self.with(Fault { status: Some(status), processed: true, ..Fault::default() })
    }

    /// Answered with this HTTP status and text; the request was not processed.
    fn refused(&self, status: u16, body_text: &str) -> Ran {
        self.with(Fault { status: Some(status), body_text: Some(body_text.to_owned()), ..Fault::default() })
    }

    /// Processed, and answered with 200 and this text.
    fn answered(&self, body_text: &str) -> Ran {
        self.with(Fault { body_text: Some(body_text.to_owned()), ..Fault::default() })
    }

    /// Processed, and answered with 200 and such a body.
    fn body(&self, body: FaultBody) -> Ran {
        self.with(Fault { body: Some(body), ..Fault::default() })
    }

    /// Processed, and the connection ends after so many bytes of the reply.
    fn cut(&self, cut: usize, end: End) -> Ran {
        self.with(Fault { cut_reply_after: Some(cut), end, ..long_reply(true) })
    }

    /// Processed, and the client gives up in the silence after so many bytes of the reply.
    fn stalled(&self, bytes: usize) -> Ran {
        self.service.sandbox.fault(Fault { stall_after: Some(bytes), ..long_reply(true) });
        let mut client = GivesUpAfter { inner: self.service.connect(), left: bytes };
        run_over(&mut client, &account(), &self.send(JANE), 512)
    }

    /// Through a proxy that rewrites the head.
    fn through(&self, edit: fn(&str) -> String) -> Ran {
        run_over(&mut Proxy::new(self.service.connect(), edit), &account(), &self.send(JANE), 512)
    }

    /// The same in version 1.
    fn v1_through(&self, edit: fn(&str) -> String) -> Ran {
        let send = self.send(JANE).version(ApiVersion::V1);
        run_over(&mut Proxy::new(self.service.connect(), edit), &account(), &send, 512)
    }

    /// Over a connection that the host loses when so many bytes are left to send.
    fn lost_before_the_last(&self, left: u32) -> Ran {
        let (account, send) = (account(), self.send(JANE));
        let length = Exchange::new(&account, &send).check().expect("valid").request;
        self.service.run_losing((length - left) as usize, &account, &send, 512)
    }

    /// Over a connection that never comes about.
    fn refused_connection(&self) -> Ran {
        let (account, send) = (account(), self.send(JANE));
        let refused = TcpStream::connect(("127.0.0.1", 1)).expect_err("nobody listens there");
        let outcome = Exchange::new(&account, &send).outcome().clone();
        Ran { outcome, failure: Some(Failure::Transport(refused)) }
    }

    /// Over TLS that fails: the certificate is not for this name, or not of this authority.
    fn handshake(&self, authority: &Service, name: &str) -> Ran {
        let config = trusting(authority.sandbox.ca_pem());
        let mut tls = Connection::secured(self.service.tcp(), &config, name);
        let ran = run_over(&mut tls, &account(), &self.send(JANE), 512);
        assert!(matches!(ran.failure, Some(Failure::Transport(_))), "{:?}", ran.failure);
        ran
    }
}

/// A reply that says it was accepted, in a body so long that 2000 bytes of the reply end in it: inside the document, or
/// behind it.
fn long_reply(inside: bool) -> Fault {
    let (start, end) = if inside { (" ", "") } else { ("", " ") };
    let (start, end) = (start.repeat(4000), end.repeat(4000));
    Fault { body_text: Some(format!("{{\"statusId\":\"s\",{start}\"status\":\"PENDING\"}}{end}")), ..Fault::default() }
}

/// Every row of a table, with a sendId and without one; all that differ are told.
fn hold(service: &Service, rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        for (send_id, decision) in [Some("boiler-7-overheat-0042"), None].into_iter().zip(row.again) {
            service.sandbox.clear();
            let case = Case { service, send_id };
            let outcome = (row.does)(&case).outcome;
            let send = case.send(JANE);
            let dedupe = Operation::<Account<'_>>::dedupe(&send);
            let seen = (words(&outcome), again(&outcome, dedupe), service.mails_become(row.mails));
            if seen != (row.says.to_owned(), decision.to_owned(), row.mails) || !is_true(&outcome, seen.2) {
                wrong.push(format!(
                    "{}\n  with sendId {send_id:?}: {seen:?}\n  wanted: {:?}, {decision:?}, {}\n  {outcome:?}",
                    row.shows, row.says, row.mails
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// 4.3: what success means. 200 is not sent.
#[test]
fn success_is_what_the_status_and_the_result_say() {
    let service = Service::over_tls();
    hold(
        &service,
        &[
            Row {
                shows: "200, PENDING, no result: accepted, ask for the status",
                does: |case| case.to(JANE),
                says: "accepted pending - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "200, PROCESSING, no result: the same",
                does: |case| case.followed(JANE, 1),
                says: "accepted pending - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "a send that stays PENDING is accepted, however often it is asked for",
                does: |case| case.followed("stuck+pending@customer.example", 5),
                says: "accepted pending - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "200, COMPLETE, SENT: sent",
                does: |case| case.followed(JANE, 2),
                says: "accepted sent - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "v1 says SENT at once",
                does: |case| case.v1(JANE),
                says: "accepted sent - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "200, COMPLETE, QUEUED: queued",
                does: |case| case.followed("result+queued@customer.example", 2),
                says: "accepted queued - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "200, PENDING, QUEUED: queued",
                does: |case| case.answered(r#"{"statusId":"s","status":"PENDING","sendResult":"QUEUED"}"#),
                says: "accepted queued - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "v1, QUEUED",
                does: |case| case.v1("stuck+pending@customer.example"),
                says: "accepted queued - 200",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "200, COMPLETE, no result: unknown, never sent",
                does: |case| case.answered(r#"{"statusId":"s","status":"COMPLETE"}"#),
                says: "unknown no-result - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "200, CANCELED, no result: not sent",
                does: |case| case.followed("status+canceled@customer.example", 2),
                says: "rejected canceled - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "200, CANCELED, any result: not sent",
                does: |case| case.refused(200, r#"{"statusId":"s","sendResult":"SENT","status":"CANCELED"}"#),
                says: "rejected canceled - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "v1 calls it by the result",
                does: |case| case.v1("status+canceled@customer.example"),
                says: "rejected account-refused - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "200, any other result: refused",
                does: |case| case.followed("result+blocked-domain@customer.example", 2),
                says: "rejected recipient-refused - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "200, a result that nobody knows yet: refused",
                does: |case| case.followed("result+not-in-any-list@customer.example", 2),
                says: "rejected result-unrecognized - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "a role address is refused",
                does: |case| case.followed("postmaster@customer.example", 2),
                says: "rejected recipient-refused - 200",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "200, a status that nobody knows yet: unknown",
                does: |case| case.answered(r#"{"statusId":"s","status":"SLEEPING"}"#),
                says: "unknown status-unrecognized - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, neither statusId nor result",
                does: |case| case.answered("{}"),
                says: "unknown no-result - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, a page",
                does: |case| case.body(FaultBody::Html),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, text",
                does: |case| case.body(FaultBody::Text),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, bytes that are nothing",
                does: |case| case.body(FaultBody::Garbage),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, half a document",
                does: |case| case.body(FaultBody::HalfJson),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, a document that says SENT and then breaks",
                does: |case| case.answered(r#"{"statusId":"s","status":"COMPLETE","sendResult":"SENT"]"#),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "2xx, nothing",
                does: |case| case.body(FaultBody::Empty),
                says: "unknown malformed-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "204, which has no body",
                does: |case| case.processed(204),
                says: "unknown malformed-reply - 204",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "202 with the usual body is as good as 200",
                does: |case| case.with(Fault { status: Some(202), body: Some(FaultBody::Own), ..Fault::default() }),
                says: "accepted pending - 202",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "v1: a result is a result, also under 400",
                does: |case| case.v1_with(Fault { status: Some(400), body: Some(FaultBody::Own), ..Fault::default() }),
                says: "accepted sent - 400",
                again: DONE,
                mails: 1,
            },
        ],
    );
}

/// 6.1: all 51 results, from v1 at once and from the newest version by polling; kind, reason and retry follow from the
/// class in the table of results, and an email leaves for two of them only.
#[test]
fn every_result_is_of_its_class() {
    let service = Service::over_tls();
    let table = document("hubspot", "sendresults.json");
    let rows = table["results"].as_array().expect("a list");
    assert_eq!(rows.len(), 51);
    for row in rows {
        let text = |name: &str| row[name].as_str().expect("a text");
        let value = text("value");
        let says = match (text("class"), value) {
            ("accepted", "SENT") => "accepted sent - 200",
            ("accepted", _) => "accepted queued - 200",
            ("duplicate", "IDEMPOTENT_IGNORE") => "accepted duplicate-ignored - 200",
            ("duplicate", _) => "rejected duplicate-conflict - 200",
            ("transient", _) => "deferred transient - 200",
            ("request", _) => "rejected request-refused - 200",
            ("recipient", _) => "rejected recipient-refused - 200",
            ("consent", _) => "rejected consent-missing - 200",
            ("account", _) => "rejected account-refused - 200",
            (other, _) => panic!("no class {other}"),
        };
        let decision = match (text("retry"), &says[..8]) {
            ("same-sendId-later", _) => "after 0",
            (_, "accepted") => "stop done",
            _ => "stop rejected",
        };
        let address = format!("result+{value}@customer.example");
        for version in [ApiVersion::V1, ApiVersion::default()] {
            service.sandbox.clear();
            let send = SingleSend::new(EMAIL, &address).expect("valid").version(version).send_id("k").expect("valid");
            let accepted = service.run(&account(), &send);
            let outcome = service.follow(&account(), accepted, 2).outcome;
            let dedupe = Operation::<Account<'_>>::dedupe(&send);
            assert_eq!((words(&outcome).as_str(), again(&outcome, dedupe).as_str()), (says, decision), "{value}");
            assert_eq!(outcome.provider_code.as_str(), value, "{version}: the value is kept");
            assert_eq!(outcome.text.is_empty(), matches!(value, "SENT" | "QUEUED"), "{version}: {value}");
            assert_eq!(outcome.event_id.is_empty(), value != "SENT", "{version}: {value}");
            let leaves = usize::from(matches!(value, "SENT" | "QUEUED"));
            assert_eq!(service.mails().len(), leaves, "{version}: {value}");
        }
    }
}

/// 7: what fails before, while and after the request is handed over.
#[test]
fn a_failed_connection_says_what_it_means() {
    let service = Service::over_tls();
    hold(
        &service,
        &[
            Row {
                shows: "name resolution or connect failed, so the exchange never began: not sent",
                does: |case| case.refused_connection(),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "TLS handshake failed, the certificate has another name: not sent",
                does: |case| case.handshake(case.service, "api.wrong.example"),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "TLS handshake failed, the certificate is of another authority: not sent",
                does: |case| case.handshake(&Service::over_tls(), NAME),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "the connection is lost before the first byte",
                does: |case| case.lost_before_the_last(300),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "the connection is lost in the body",
                does: |case| case.lost_before_the_last(20),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "the connection is lost before the last byte",
                does: |case| case.lost_before_the_last(1),
                says: "deferred not-sent - 0",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "the connection is lost when the last byte was handed over: it may arrive, and here it does",
                does: |case| case.lost_before_the_last(0),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "the service stops reading in the head; to the host the request is handed over",
                does: |case| case.with(Fault { cut_request_after: Some(100), ..Fault::default() }),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 0,
            },
            Row {
                shows: "the service ends the connection politely before the last byte",
                does: |case| {
                    case.with(Fault { cut_request_after: Some(300), end: End::CloseNotify, ..Fault::default() })
                },
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 0,
            },
            Row {
                shows: "the service resets the connection before the last byte",
                does: |case| case.with(Fault { cut_request_after: Some(300), end: End::Reset, ..Fault::default() }),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 0,
            },
            Row {
                shows: "closed after the request was written, no byte of a reply",
                does: |case| case.cut(0, End::Drop),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "the same with a polite end",
                does: |case| case.cut(0, End::CloseNotify),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "closed in the status line",
                does: |case| case.cut(5, End::CloseNotify),
                says: "unknown incomplete-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "closed in the head of a 200",
                does: |case| case.cut(200, End::Drop),
                says: "unknown incomplete-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "closed in the body of a 200",
                does: |case| case.cut(2000, End::CloseNotify),
                says: "unknown incomplete-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "closed in the body of a 200, behind a document that says all: the body was not complete",
                does: |case| case.with(Fault { cut_reply_after: Some(2000), ..long_reply(false) }),
                says: "unknown incomplete-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "timed out after the request was written, no byte of a reply",
                does: |case| case.stalled(0),
                says: "unknown no-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "timed out in the head of a 200",
                does: |case| case.stalled(200),
                says: "unknown incomplete-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "timed out in the body of a 200",
                does: |case| case.stalled(2000),
                says: "unknown incomplete-reply - 200",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "bytes that are no HTTP",
                does: |case| case.with(Fault { garbage_head: true, ..Fault::default() }),
                says: "unknown malformed-reply - 0",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
        ],
    );
}

/// TLS asked of a port that does not speak it: no handshake, so nothing was sent.
#[test]
fn no_tls_there_means_not_sent() {
    let (plain, authority) = (Service::over_tcp(), Service::over_tls());
    let case = Case { service: &plain, send_id: None };
    assert_eq!(words(&case.handshake(&authority, NAME).outcome), "deferred not-sent - 0");
    assert!(plain.sandbox.messages().is_empty() && plain.sandbox.requests().is_empty());
}

/// One HTTP status: the recipient that asks for it, what must be said, and the decisions.
const STATUSES: [(u16, &str, [&str; 2]); 42] = [
    (300, "rejected redirect - 300", REJECTED),
    (301, "rejected redirect - 301", REJECTED),
    (302, "rejected redirect - 302", REJECTED),
    (303, "rejected redirect - 303", REJECTED),
    (304, "rejected redirect - 304", REJECTED),
    (307, "rejected redirect - 307", REJECTED),
    (308, "rejected redirect - 308", REJECTED),
    (400, "rejected bad-request validation 400", REJECTED),
    (401, "rejected unauthorized credential-not-recognized 401", REJECTED),
    (402, "rejected client-error - 402", REJECTED),
    (403, "rejected forbidden missing-scopes 403", REJECTED),
    (404, "rejected not-found wrong-id 404", REJECTED),
    (405, "rejected method-not-allowed wrong-method 405", REJECTED),
    (406, "rejected client-error - 406", REJECTED),
    (409, "rejected conflict conflict 409", REJECTED),
    (410, "rejected client-error - 410", REJECTED),
    (413, "rejected client-error - 413", REJECTED),
    (414, "rejected client-error - 414", REJECTED),
    (415, "rejected unsupported-media-type content-type 415", REJECTED),
    (422, "rejected client-error - 422", REJECTED),
    (423, "deferred locked locked 423", ["after 2000"; 2]),
    (429, "deferred rate-limited rate-limit-ten-secondly 429", ["after 10000"; 2]),
    (431, "rejected client-error - 431", REJECTED),
    (477, "deferred migrating migrating 477", ["after 120000"; 2]),
    (499, "rejected client-error - 499", REJECTED),
    (500, "unknown server-error origin-error 500", ONLY_WITH_KEY),
    (501, "unknown server-error - 501", ONLY_WITH_KEY),
    (502, "unknown server-error origin-error 502", ONLY_WITH_KEY),
    (503, "unknown server-error overloaded 503", ONLY_WITH_KEY),
    (504, "unknown server-error origin-error 504", ONLY_WITH_KEY),
    (505, "unknown server-error - 505", ONLY_WITH_KEY),
    (520, "unknown server-error origin-silent 520", ONLY_WITH_KEY),
    (521, "deferred edge-unreachable origin-unreachable 521", AT_ONCE),
    (522, "deferred edge-unreachable origin-unreachable 522", AT_ONCE),
    (523, "deferred edge-unreachable origin-unreachable 523", AT_ONCE),
    (524, "unknown server-error origin-silent 524", ONLY_WITH_KEY),
    (525, "deferred edge-configuration origin-tls 525", CONFIGURATION),
    (526, "deferred edge-configuration origin-tls 526", CONFIGURATION),
    (527, "unknown server-error - 527", ONLY_WITH_KEY),
    (530, "deferred edge-configuration malformed-token 530", CONFIGURATION),
    (598, "unknown server-error - 598", ONLY_WITH_KEY),
    (599, "unknown server-error - 599", ONLY_WITH_KEY),
];

/// 7 and 9.2: each HTTP status, in both forms of the call; for those that may hide a send once with the mail taken
/// over and once without. A redirect is never followed.
#[test]
fn every_http_status_has_its_outcome() {
    let service = Service::over_tls();
    for (status, says, decisions) in STATUSES {
        let address = format!("http+{status}@customer.example");
        for version in [ApiVersion::V1, ApiVersion::default()] {
            for (send_id, decision) in ["boiler-7", ""].into_iter().zip(decisions) {
                let send = SingleSend::new(EMAIL, &address).expect("valid").version(version);
                let send = if send_id.is_empty() { send } else { send.send_id(send_id).expect("valid") };
                let dedupe = Operation::<Account<'_>>::dedupe(&send);
                service.sandbox.clear();
                let outcome = service.run(&account(), &send).outcome;
                assert_eq!((words(&outcome).as_str(), again(&outcome, dedupe).as_str()), (says, decision));
                assert!(service.sandbox.messages().is_empty(), "{status}: not processed");
                assert_eq!(service.sandbox.requests().len(), 1, "{status}: one request, whatever the answer says");
                if says.starts_with("unknown") {
                    let outcome = Case { service: &service, send_id: None }.processed(status).outcome;
                    assert_eq!((words(&outcome).as_str(), service.mails().len()), (says, 1), "processed after all");
                }
            }
        }
    }
}

/// Cuts the last byte off the length: the service reads a body that is no JSON.
fn one_byte_less(head: &str) -> String {
    let (before, after) = head.split_once("Content-Length: ").expect("a length");
    let (length, rest) = after.split_once("\r\n").expect("a line");
    format!("{before}Content-Length: {}\r\n{rest}", length.parse::<usize>().expect("a number") - 1)
}

fn without_field(head: &str, name: &str) -> String {
    head.split_inclusive("\r\n").filter(|line| !line.starts_with(name)).collect()
}

/// 9.2 and 13: the bodies behind a status, and what a proxy or a mix-up of versions makes of a good request.
#[test]
fn every_cause_has_its_diagnosis() {
    let service = Service::over_tls();
    hold(
        &service,
        &[
            Row {
                shows: "400, envelope without a category",
                does: |case| case.refused(400, r#"{"status":"error","message":"No","correlationId":"c"}"#),
                says: "rejected bad-request - 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "400, Invalid input JSON on line 1: the body lost its last byte",
                does: |case| case.through(one_byte_less),
                says: "rejected bad-request invalid-json 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "400, Invalid input JSON, LinkedHashMap: lists of v1 went to v3",
                does: |case| case.v1_through(|head| head.replace(ApiVersion::V1.path(), ApiVersion::V3.path())),
                says: "rejected bad-request property-shape 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "400, Invalid input JSON, the reverse: maps went to v1",
                does: |case| case.through(|head| head.replace(ApiVersion::default().path(), ApiVersion::V1.path())),
                says: "rejected bad-request property-shape 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "400, No content: the body was dropped",
                does: |case| {
                    let empty = |head: &str| {
                        without_field(head, "Content-Length").replacen("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n", 1)
                    };
                    let mut proxy = Proxy::new(case.service.connect(), empty).without_body();
                    run_over(&mut proxy, &account(), &case.send(JANE), 512)
                },
                says: "rejected bad-request empty-body 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "404, a page: the path is wrong",
                does: |case| case.through(|head| head.replacen("/marketing/", "/marketng/", 1)),
                says: "rejected not-found wrong-path 404",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "404, an envelope: the status id is wrong",
                does: |case| case.service.run(&account(), &SendStatus::new("Ab/Cd?é").expect("valid")),
                says: "rejected not-found wrong-id 404",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "405: something turned POST into GET",
                does: |case| case.through(|head| head.replacen("POST ", "GET ", 1)),
                says: "rejected method-not-allowed wrong-method 405",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "415: the content type was lost",
                does: |case| case.through(|head| without_field(head, "Content-Type")),
                says: "rejected unsupported-media-type content-type 415",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "400, a page of something on the way",
                does: |case| case.with(Fault { status: Some(400), body: Some(FaultBody::Html), ..Fault::default() }),
                says: "rejected bad-request - 400",
                again: REJECTED,
                mails: 0,
            },
            Row {
                shows: "477: longer than a device waits in line",
                does: |case| case.to("http+477-retry-after-86400@customer.example"),
                says: "deferred migrating migrating 477",
                again: ["stop wait-too-long"; 2],
                mails: 0,
            },
            Row {
                shows: "500, an envelope, although the mail is on its way",
                does: |case| case.processed(500),
                says: "unknown server-error origin-error 500",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "500, a page",
                does: |case| case.with(Fault { status: Some(500), body: Some(FaultBody::Html), ..Fault::default() }),
                says: "unknown server-error origin-error 500",
                again: ONLY_WITH_KEY,
                mails: 0,
            },
            Row {
                shows: "500 with the body of a success: the status decides",
                does: |case| case.with(Fault { status: Some(500), body: Some(FaultBody::Own), ..Fault::default() }),
                says: "unknown server-error origin-error 500",
                again: ONLY_WITH_KEY,
                mails: 1,
            },
            Row {
                shows: "v1 under 500: a result is a result",
                does: |case| case.v1_with(Fault { status: Some(500), body: Some(FaultBody::Own), ..Fault::default() }),
                says: "accepted sent - 500",
                again: DONE,
                mails: 1,
            },
            Row {
                shows: "502, an envelope",
                does: |case| case.refused(502, r#"{"status":"error","message":"Bad gateway"}"#),
                says: "unknown server-error origin-error 502",
                again: ONLY_WITH_KEY,
                mails: 0,
            },
            Row {
                shows: "503 with Retry-After",
                does: |case| case.to("http+503-retry-after-30@customer.example"),
                says: "unknown server-error overloaded 503",
                again: ["after 30000", "stop may-have-been-sent"],
                mails: 0,
            },
            Row {
                shows: "423 with Retry-After",
                does: |case| case.to("http+423-retry-after-5@customer.example"),
                says: "deferred locked locked 423",
                again: ["after 5000"; 2],
                mails: 0,
            },
        ],
    );
}

/// 10: each policy, with and without Retry-After. A 429 was not processed, so a sendId changes nothing.
#[test]
fn every_rate_limit_has_its_wait() {
    fn limited(policy: &str, retry_after: Option<&str>) -> Fault {
        let body = format!(
            "{{\"status\":\"error\",\"message\":\"You have reached your limit.\",\"errorType\":\"RATE_LIMIT\",\
             \"correlationId\":\"c\"{policy},\"groupName\":\"publicapi:private_app-api-calls:1000001:1000002\"}}"
        );
        Fault {
            status: Some(429),
            retry_after: retry_after.map(str::to_owned),
            body_text: Some(body),
            ..Fault::default()
        }
    }
    let service = Service::over_tls();
    hold(
        &service,
        &[
            Row {
                shows: "TEN_SECONDLY_ROLLING: ten seconds",
                does: |case| case.with(limited(r#","policyName":"TEN_SECONDLY_ROLLING""#, None)),
                says: "deferred rate-limited rate-limit-ten-secondly 429",
                again: ["after 10000"; 2],
                mails: 0,
            },
            Row {
                shows: "TEN_SECONDLY_ROLLING with Retry-After: that long",
                does: |case| case.with(limited(r#","policyName":"TEN_SECONDLY_ROLLING""#, Some("7"))),
                says: "deferred rate-limited rate-limit-ten-secondly 429",
                again: ["after 7000"; 2],
                mails: 0,
            },
            Row {
                shows: "SECONDLY: a second",
                does: |case| case.with(limited(r#","policyName":"SECONDLY""#, None)),
                says: "deferred rate-limited rate-limit-secondly 429",
                again: ["after 1000"; 2],
                mails: 0,
            },
            Row {
                shows: "DAILY: not in line",
                does: |case| case.with(limited(r#","policyName":"DAILY""#, None)),
                says: "deferred rate-limited rate-limit-daily 429",
                again: ["stop daily-limit"; 2],
                mails: 0,
            },
            Row {
                shows: "DAILY with Retry-After: still not in line",
                does: |case| case.with(limited(r#","policyName":"DAILY""#, Some("7"))),
                says: "deferred rate-limited rate-limit-daily 429",
                again: ["stop daily-limit"; 2],
                mails: 0,
            },
            Row {
                shows: "no policy: the wait of the schedule",
                does: |case| case.with(limited("", None)),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 60000"; 2],
                mails: 0,
            },
            Row {
                shows: "a policy that nobody knows yet: the same",
                does: |case| case.with(limited(r#","policyName":"FORTNIGHTLY""#, None)),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 60000"; 2],
                mails: 0,
            },
            Row {
                shows: "category RATE_LIMITS of the newer bodies",
                does: |case| case.with(limited(r#","category":"RATE_LIMITS","policyName":"SECONDLY""#, None)),
                says: "deferred rate-limited rate-limit-secondly 429",
                again: ["after 1000"; 2],
                mails: 0,
            },
            Row {
                shows: "no policy, with Retry-After: that long",
                does: |case| case.with(limited("", Some("120"))),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 120000"; 2],
                mails: 0,
            },
            Row {
                shows: "Retry-After that is longer than the schedule waits",
                does: |case| case.with(limited("", Some("901"))),
                says: "deferred rate-limited rate-limit 429",
                again: ["stop wait-too-long"; 2],
                mails: 0,
            },
            Row {
                shows: "Retry-After that is no number and no date: as if it were not there",
                does: |case| case.with(limited("", Some("soon"))),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 60000"; 2],
                mails: 0,
            },
            Row {
                shows: "Retry-After as a date that has passed: at once",
                does: |case| case.with(limited("", Some("Sun, 06 Nov 1994 08:49:37 GMT"))),
                says: "deferred rate-limited rate-limit 429",
                again: AT_ONCE,
                mails: 0,
            },
            Row {
                shows: "Retry-After as a date, and no Date to measure it by: only a clock can wait for it",
                does: |case| {
                    let date = Some("Mon, 02 Nov 2026 09:17:27 GMT");
                    let ran = case.with(Fault { without: vec!["date".to_owned()], ..limited("", date) });
                    assert_eq!(ran.outcome.retry_after, Some(RetryAfter::Date(1_793_611_047)));
                    ran
                },
                says: "deferred rate-limited rate-limit 429",
                again: ["stop at-date"; 2],
                mails: 0,
            },
            Row {
                shows: "a page of the edge: nothing but the status",
                does: |case| case.with(Fault { status: Some(429), body: Some(FaultBody::Html), ..Fault::default() }),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 60000"; 2],
                mails: 0,
            },
            Row {
                shows: "half a body: what was read of it counts",
                does: |case| case.with(Fault { status: Some(429), body: Some(FaultBody::Empty), ..Fault::default() }),
                says: "deferred rate-limited rate-limit 429",
                again: ["after 60000"; 2],
                mails: 0,
            },
            Row {
                shows: "by the address: Retry-After of the service",
                does: |case| case.to("http+429-retry-after-11@customer.example"),
                says: "deferred rate-limited rate-limit-ten-secondly 429",
                again: ["after 11000"; 2],
                mails: 0,
            },
        ],
    );
}

/// 10: Retry-After as a date is measured by the Date of the same reply; between the two the clock may tick once.
#[test]
fn a_retry_date_is_measured_by_the_date_of_the_reply() {
    let service = Service::over_tls();
    for seconds in [1, 60, 3_600] {
        let fault = Fault { status: Some(429), retry_after: Some(format!("date+{seconds}")), ..Fault::default() };
        let outcome = Case { service: &service, send_id: None }.with(fault).outcome;
        let Some(RetryAfter::Seconds(wait)) = outcome.retry_after else { panic!("{:?}", outcome.retry_after) };
        assert!(wait == seconds || wait + 1 == seconds, "{wait} for {seconds}");
    }
}

/// 8.4, where the credential is a bearer token: the built-in ones of the sandbox, each with the version it is shown
/// with; what is said, and the scopes or credentials that the detail names.
const TOKENS: [(&str, ApiVersion, &str, &str); 17] = [
    (ACCESS_TOKEN, ApiVersion::Dated2026_09, "accepted pending - 200", ""),
    (ACCESS_TOKEN, ApiVersion::V1, "accepted sent - 200", ""),
    (OTHER_ACCOUNT_TOKEN, ApiVersion::Dated2026_09, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::V4Marketing, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::Dated2026_03Marketing, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    ("EXAMPLE-EXPIRED-TOKEN", ApiVersion::Dated2026_09, "rejected unauthorized token-expired 401", ""),
    ("EXAMPLE-EXPIRED-TOKEN", ApiVersion::V1, "rejected unauthorized token-expired 401", ""),
    ("EXAMPLE-NEVER-VALID-TOKEN", ApiVersion::Dated2026_09, "rejected unauthorized token-never-valid 401", ""),
    ("EXAMPLE-NO-SCOPE-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    (
        "EXAMPLE-NO-SCOPE-TOKEN",
        ApiVersion::V4Marketing,
        "rejected forbidden missing-scopes 403",
        "marketing-email,transactional-email",
    ),
    ("EXAMPLE-NO-ADDON-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    ("EXAMPLE-OLD-SCOPE-TOKEN", ApiVersion::V3, "rejected forbidden missing-permissions 403", ""),
    ("EXAMPLE-SMTP-TOKEN", ApiVersion::V3, "rejected bad-request wrong-credential-kind 400", ""),
    ("EXAMPLE-MALFORMED-TOKEN", ApiVersion::V3, "deferred edge-configuration malformed-token 530", ""),
    ("EXAMPLE-NOBODYS-TOKEN", ApiVersion::V3, "rejected unauthorized credential-not-recognized 401", ""),
    ("EXAMPLE-NOBODYS-TOKEN", ApiVersion::V1, "rejected unauthorized credential-not-recognized 401", ""),
];

/// 8.4: each bearer token has its diagnosis, on a send and on a status query, and no part of one comes back out.
#[test]
fn every_token_has_its_diagnosis() {
    let service = Service::over_tls();
    for (token, version, says, detail) in TOKENS {
        service.sandbox.clear();
        let caller = Account::bearer(token).expect("well formed");
        let send = SingleSend::new(EMAIL, JANE).expect("valid").version(version).send_id("k").expect("valid");
        let outcome = service.run(&caller, &send).outcome;
        assert_eq!((words(&outcome).as_str(), outcome.detail.as_str()), (says, detail), "{token} on {version}");
        assert!(!format!("{outcome:?}").contains(&token[..12]), "{token} is in {outcome:?}");
        let decision = again(&outcome, Operation::<Account<'_>>::dedupe(&send));
        let wanted = match &says[..8] {
            "accepted" => "stop done",
            "rejected" => "stop rejected",
            _ => "stop configuration",
        };
        assert_eq!(decision, wanted, "{token}: none of these is repeated by machine");
        let mails = service.mails();
        assert!(is_true(&outcome, mails.len()), "{token}");
        let home = if token == OTHER_ACCOUNT_TOKEN { OTHER_ACCOUNT } else { ACCOUNT };
        assert!(mails.iter().all(|mail| mail.account == home));

        let query = SendStatus::new("unknown").expect("valid");
        let outcome = service.run(&caller, &query).outcome;
        let wanted = match version {
            _ if token == "EXAMPLE-MARKETING-TOKEN" => "rejected forbidden missing-scopes 403",
            _ if says.starts_with("accepted") => "rejected not-found wrong-id 404",
            _ => says,
        };
        assert_eq!(words(&outcome), wanted, "{token} asks for a status");
        assert!(!format!("{outcome:?}").contains(&token[..12]), "{token} is in {outcome:?}");
    }
    for (token, ..) in BUILT_IN_TOKENS {
        assert!(TOKENS.iter().any(|row| row.0 == token), "no row for {token}");
    }
}

/// 8.4 and 13: the credential is lost, wrong or replaced on its way.
#[test]
fn a_credential_that_does_not_arrive_has_its_diagnosis() {
    let service = Service::over_tls();
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let v1 = send.version(ApiVersion::V1);
    let key = Account::retired_v1_query_key(HAPIKEY).expect("well formed");
    let wrong_key = Account::retired_v1_query_key("EXAMPLE-WRONG-KEY").expect("well formed");
    let bearer = account();
    let drops_query: fn(&str) -> String = |head| {
        let (target, rest) = head.split_once('?').expect("a query");
        format!("{target}{}", &rest[rest.find(' ').expect("a version")..])
    };
    let empties_query: fn(&str) -> String = |head| head.replacen(HAPIKEY, "", 1);
    let drops_field: fn(&str) -> String = |head| without_field(head, "Authorization");
    let cookie: fn(&str) -> String = |head| {
        let bare = without_field(head, "Authorization");
        bare.replacen("\r\n\r\n", "\r\nCookie: hubspotapi=EXAMPLE\r\n\r\n", 1)
    };
    let nothing: fn(&str) -> String = str::to_owned;
    let not_received = "rejected unauthorized credential-not-received 401";
    let not_recognized = "rejected unauthorized credential-not-recognized 401";
    let browser = "rejected unauthorized browser-cookie 401";
    for (shows, caller, send, edit, says, detail) in [
        ("the retired key arrives", key, &v1, nothing, "accepted sent - 200", ""),
        ("the query string is lost", key, &v1, drops_query, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("the key is left empty", key, &v1, empties_query, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("a key that does not exist", wrong_key, &v1, nothing, "rejected unauthorized api-key-unknown 401", ""),
        ("v1, the header is lost", bearer, &v1, drops_field, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("the header is lost", bearer, &send, drops_field, not_recognized, ""),
        ("a cookie in place of the header", bearer, &send, cookie, browser, "app-cookie,hapikey"),
        ("v1, a cookie in place of the header", bearer, &v1, cookie, browser, "app-cookie,hapikey"),
    ] {
        service.sandbox.clear();
        let outcome = run_over(&mut Proxy::new(service.connect(), edit), &caller, send, 512).outcome;
        assert_eq!((words(&outcome).as_str(), outcome.detail.as_str()), (says, detail), "{shows}");
        assert!(is_true(&outcome, service.mails().len()), "{shows}");
        assert!(!format!("{outcome:?}").contains(HAPIKEY), "{shows}");
    }
}

/// Characters that JSON escapes or that naive code breaks: each control, quotes, line ends, one to four bytes, joined
/// and reordering ones, and what templates and addresses read.
fn texts() -> Vec<(String, String)> {
    let controls: String = (0..0x20).chain([0x7f]).filter_map(char::from_u32).collect();
    let mut all: Vec<(String, String)> = [
        ("empty", ""),
        ("quotes", "\"a\" 'b' \\\"c\\\" `d`"),
        ("line_ends", "one\r\ntwo\nthree\rfour\r\n\r\n.\r\n"),
        ("looks_like_a_head", "x\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\n"),
        ("looks_like_json", "\",\"message\":{\"to\":\"mallory@evil.example\"},\"x\":\""),
        ("unicode", "Größe ≥ 96 °C, Καλημέρα, ЁЖ, 日本語, עברית, العربية"),
        ("emoji", "😀 👩‍👩‍👧‍👦 🇩🇪 👍🏽"),
        ("combining", "e\u{301} \u{202e}evil\u{202c} \u{feff} \u{2028}\u{2029} \u{10ffff}"),
        ("html", "<b>&amp; </script><!-- {{ custom.alert }} ${x} %s %41"),
        ("Überschrift \"q\" 😀", "a name that is escaped, too"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into();
    all.push(("controls".to_owned(), controls));
    all.push(("long".to_owned(), "0123456789 é€😀\"\\\n".repeat(300)));
    all
}

/// Every version takes a message with every field, through small and large buffers, and what arrives is exactly what
/// was given: nothing lost, nothing added, in order.
#[test]
fn every_version_delivers_exactly_what_was_given() {
    let service = Service::over_tls();
    let texts = texts();
    let contact: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut custom: Vec<Property<'_>> = contact.iter().map(|(name, text)| Property::new(name, *text)).collect();
    custom.extend([
        Property::new("least", i64::MIN),
        Property::new("most", i64::MAX),
        Property::new("on", true),
        Property::new("off", false),
        Property { name: b"nothing", value: Value::Null },
    ]);
    let nested = [Property { name: b"list", value: Value::Json(br#"[{"name":"\u00e9\"","at":-2.5e3},[],null]"#) }];
    let from = "\"Boiler \\\"7\\\", Süd\" <boiler@süd.example>";
    let reply_to = ["desk@süd.example", "\"Night, desk\" <night@customer.example>", "a@b"];
    let (cc, bcc) = (["one@customer.example", "Zwei <zwei@süd.example>"], ["archive@customer.example"; 1]);

    for version in ApiVersion::ALL.iter().copied() {
        // v1 takes texts; numbers and truth values arrive as texts.
        let takes_any = version != ApiVersion::V1;
        let mut all = custom.clone();
        all.extend(takes_any.then_some(nested[0]));
        for buffer in [64, 1000, 60_000] {
            service.sandbox.clear();
            let send = SingleSend::new(i64::MAX as u64, "jané+ö'o@kunde.example")
                .expect("valid")
                .version(version)
                .from(from)
                .expect("valid")
                .send_id("Boiler-7.overheat_0042")
                .expect("valid")
                .reply_to(&reply_to)
                .cc(&cc)
                .bcc(&bcc)
                .contact(contact.as_slice())
                .custom(all.as_slice());
            let outcome = run_over(&mut service.connect(), &account(), &send, buffer).outcome;
            let says = if takes_any { "accepted pending - 200" } else { "accepted sent - 200" };
            assert_eq!(words(&outcome), says, "{version}: {outcome:?}");

            let messages = service.sandbox.messages();
            let [message] = messages.as_slice() else { panic!("{} messages", messages.len()) };
            assert_eq!(message.version.path(), version.path());
            assert_eq!((message.account, message.email_id), (ACCOUNT, i64::MAX));
            assert_eq!(message.to, "jané+ö'o@kunde.example");
            assert_eq!(message.from.as_deref(), Some(from));
            assert_eq!(message.send_id.as_deref(), Some("Boiler-7.overheat_0042"));
            assert_eq!(message.reply_to, reply_to);
            assert_eq!(message.cc, cc);
            assert_eq!(message.bcc, bcc);
            if takes_any {
                assert_eq!(message.status_id, outcome.status_id.as_str());
            }
            let text = |text: &str| Json::from(text);
            let wanted: Vec<_> = contact.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            let got: Vec<_> = message.contact_properties.clone().into_iter().collect();
            assert_eq!(got, wanted, "{version}: contact properties");
            let scalar = |value: Json| if takes_any { value } else { Json::from(value.to_string()) };
            let mut wanted = wanted;
            wanted.extend([
                ("least".to_owned(), scalar(json!(i64::MIN))),
                ("most".to_owned(), scalar(json!(i64::MAX))),
                ("on".to_owned(), scalar(json!(true))),
                ("off".to_owned(), scalar(json!(false))),
                ("nothing".to_owned(), Json::Null),
            ]);
            wanted.extend(takes_any.then(|| ("list".to_owned(), json!([{"name": "é\"", "at": -2500.0}, [], null]))));
            let got: Vec<_> = message.custom_properties.clone().into_iter().collect();
            assert_eq!(got, wanted, "{version}: custom properties");
        }
    }
}

/// Every version takes a message with nothing but an id and a recipient, also where the schema is taken at its word,
/// and nothing arrives that was not given.
#[test]
fn every_version_takes_the_least() {
    let service = Service::of(Sandbox::builder().strict_required(true));
    for version in ApiVersion::ALL.iter().copied() {
        service.sandbox.clear();
        let send = SingleSend::new(1, "a@b").expect("valid").version(version);
        let outcome = service.run(&account(), &send).outcome;
        assert_eq!(outcome.kind(), Kind::Accepted, "{version}: {outcome:?}");
        let messages = service.sandbox.messages();
        let [message] = messages.as_slice() else { panic!("{} messages", messages.len()) };
        assert_eq!((message.email_id, message.to.as_str(), message.version.path()), (1, "a@b", version.path()));
        assert_eq!((&message.from, &message.send_id), (&None, &None));
        assert!(message.cc.is_empty() && message.bcc.is_empty() && message.reply_to.is_empty());
        assert!(message.contact_properties.is_empty() && message.custom_properties.is_empty());
    }
}

/// Lists of every length: v1 has one field for one reply address and another for several.
#[test]
fn every_member_of_every_list_arrives() {
    let service = Service::over_tcp();
    let addresses: Vec<String> = (0..40).map(|index| format!("address-{index}@customer.example")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    for version in ApiVersion::ALL.iter().copied() {
        for length in [0, 1, 2, 3, 40] {
            service.sandbox.clear();
            let (reply_to, cc, bcc) = (&addresses[..length], &addresses[40 - length..], &addresses[..40 - length]);
            let send = SingleSend::new(1, "a@b").expect("valid").version(version);
            let send = send.reply_to(reply_to).cc(cc).bcc(bcc);
            service.run(&account(), &send);
            let messages = service.sandbox.messages();
            let [message] = messages.as_slice() else { panic!("{version}, {length}: {} messages", messages.len()) };
            assert_eq!(message.reply_to, reply_to, "{version}");
            assert_eq!(message.cc, cc, "{version}");
            assert_eq!(message.bcc, bcc, "{version}");
        }
    }
}

/// 7: one sendId, one mail: the same send again is ignored, another one is a conflict, in and across all versions;
/// another account has keys of its own, and a refused send gives its key back.
#[test]
fn a_send_id_sends_once() {
    let service = Service::over_tls();
    let other_account = Account::bearer(OTHER_ACCOUNT_TOKEN).expect("well formed");
    let versions = ApiVersion::ALL.iter().copied();
    for (first, second) in versions.clone().zip(versions.clone()).chain(versions.clone().zip(versions.rev())) {
        service.sandbox.clear();
        let send = SingleSend::new(EMAIL, JANE).expect("valid").send_id("boiler-7-0042").expect("valid");
        let other = SingleSend::new(EMAIL, "john@customer.example").expect("valid");
        let other = other.send_id("boiler-7-0042").expect("valid");
        let refused = SingleSend::new(EMAIL, "result+blocked-address@customer.example").expect("valid");
        let refused = refused.send_id("boiler-7-0042").expect("valid");
        let run = |caller: &Account<'static>, send: SingleSend<'static>, version| {
            let ran = service.run(caller, &send.version(version));
            words(&service.follow(caller, ran, 2).outcome)
        };
        let each = format!("{first}, then {second}");
        assert_eq!(run(&account(), refused, first), "rejected recipient-refused - 200", "{each}");
        assert_eq!(
            (run(&account(), send, first).as_str(), service.mails().len()),
            ("accepted sent - 200", 1),
            "{each}"
        );
        assert_eq!(run(&account(), send, second), "accepted duplicate-ignored - 200", "{each}");
        assert_eq!(run(&account(), other, second), "rejected duplicate-conflict - 200", "{each}");
        assert_eq!(service.mails().len(), 1, "{each}: still one mail");
        assert_eq!(run(&other_account, send, second), "accepted sent - 200", "{each}");
        assert_eq!(service.mails().len(), 2, "{each}: one for each account");
    }
}

/// 7: after an outcome that is unknown, the same send with its sendId makes it certain, and there is one mail; without
/// one a repeat would be a second mail, which is why the decision is against it.
#[test]
fn a_send_id_makes_an_unknown_outcome_certain() {
    let service = Service::over_tls();
    for fault in [
        Fault { cut_reply_after: Some(0), ..Fault::default() },
        Fault { cut_reply_after: Some(300), ..Fault::default() },
        Fault { status: Some(500), processed: true, ..Fault::default() },
        Fault { body: Some(FaultBody::HalfJson), ..Fault::default() },
        Fault { garbage_head: true, ..Fault::default() },
    ] {
        service.sandbox.clear();
        let send = SingleSend::new(EMAIL, JANE).expect("valid").send_id("boiler-7-0042").expect("valid");
        let first = service.run_with(fault.clone(), &account(), &send).outcome;
        assert_eq!(first.kind(), Kind::Unknown, "{fault:?}: {first:?}");
        let second = service.run(&account(), &send).outcome;
        assert_eq!(words(&second), "accepted duplicate-ignored - 200", "{fault:?}");
        assert_eq!(service.mails().len(), 1, "{fault:?}");
    }
    service.sandbox.clear();
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let first = service.run_with(Fault { cut_reply_after: Some(0), ..Fault::default() }, &account(), &send).outcome;
    assert_eq!(again(&first, Operation::<Account<'_>>::dedupe(&send)), "stop may-have-been-sent");
    service.run(&account(), &send);
    assert_eq!(service.mails().len(), 2, "what the decision prevents");
}

/// An app whose values need every escape of a form.
fn app() -> OAuthApp {
    OAuthApp {
        client_id: "EXAMPLE id&=+%/~".to_owned(),
        client_secret: "EXAMPLE+secret &=%41;~".to_owned(),
        redirect_uri: "https://app.example/callback?a=1&b=%20#f".to_owned(),
        codes: (0..9).map(|number| format!("EXAMPLE&code={number}%")).collect(),
        refresh_token: "EXAMPLE-refresh+/=".to_owned(),
        ..OAuthApp::default()
    }
}

/// A token call with its rows collected: the outcome, access token, refresh token and life.
fn tokens<'a>(
    service: &Service,
    operation: &dyn Operation<Account<'a>>,
    buffer: usize,
) -> (Outcome, Option<String>, Option<String>, Option<u32>) {
    let mut room = [0; 1024];
    let mut tokens = Tokens::new(&mut room);
    let none = Account::without_credential();
    let ran = run_rows(&mut service.connect(), &none, operation, buffer, |row| {
        tokens.push(&row).expect("room enough");
    });
    let text = |text: Option<&str>| text.map(str::to_owned);
    (ran.outcome, text(tokens.access_token()), text(tokens.refresh_token()), tokens.expires_in_s())
}

/// 8.3: every version of both token calls issues a token, through buffers of any size, and the token then sends.
#[test]
fn an_issued_token_sends() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let mut codes = app.codes.iter();
    let mut issued = Vec::new();
    for version in OauthVersion::ALL.iter().copied() {
        let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
        let code = codes.next().expect("a code for each version");
        let code = AuthorizationCode::new(&app.client_id, &app.client_secret, code, &app.redirect_uri).expect("valid");
        let code = code.code_verifier("EXAMPLE.code_verifier~").expect("valid");
        for buffer in [64, 2000] {
            let (outcome, access, refreshed, life) = tokens(&service, &refresh.version(version), buffer);
            assert_eq!(words(&outcome), "accepted token-issued - 200", "{version}");
            assert_eq!((refreshed.as_deref(), life), (Some(app.refresh_token.as_str()), Some(1800)), "{version}");
            issued.push(access.expect("a token"));
        }
        let (outcome, access, refreshed, life) = tokens(&service, &code.version(version), 64);
        assert_eq!(words(&outcome), "accepted token-issued - 200", "{version}");
        assert_eq!((refreshed.as_deref(), life), (Some(app.refresh_token.as_str()), Some(1800)), "{version}");
        issued.push(access.expect("a token"));
        let request = service.sandbox.requests().pop().expect("a request");
        assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", version.path()));
        assert_eq!(request.header("authorization"), None, "the credential is in the body alone");
    }
    for token in issued {
        service.sandbox.clear();
        let caller = Account::bearer(&token).expect("well formed");
        let send = SingleSend::new(EMAIL, JANE).expect("valid");
        assert_eq!(words(&service.run(&caller, &send).outcome), "accepted pending - 200", "{token}");
        assert_eq!(service.mails().len(), 1);
    }
}

/// 8.3: each refusal of the token call, in every version, with its code and its diagnosis; no token comes with it, and
/// no secret is in it.
#[test]
fn every_oauth_error_has_its_diagnosis() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let refresh = |id, secret, token| RefreshToken::new(id, secret, token).expect("valid");
    let exchange = |code, uri| AuthorizationCode::new(&app.client_id, &app.client_secret, code, uri).expect("valid");
    let (id, secret, token) = (app.client_id.as_str(), app.client_secret.as_str(), app.refresh_token.as_str());
    let (code, uri) = (app.codes[0].as_str(), app.redirect_uri.as_str());
    for version in OauthVersion::ALL.iter().copied() {
        let good = refresh(id, secret, token).version(version);
        let refused = |operation: &dyn Operation<Account<'static>>, says: &str, code: &str| {
            let (outcome, access, refreshed, _) = tokens(&service, operation, 200);
            assert_eq!((words(&outcome).as_str(), outcome.provider_code.as_str()), (says, code), "{version}");
            assert_eq!((access, refreshed), (None, None), "{version}: {code}");
            assert_eq!(again(&outcome, Dedupe::Idempotent), "stop rejected");
            assert!(!format!("{outcome:?}").contains("EXAMPLE"), "{version}: {outcome:?}");
        };
        let wrong_id = refresh("EXAMPLE-OTHER", secret, token).version(version);
        refused(&wrong_id, "rejected bad-request oauth-client 400", "BAD_CLIENT_ID");
        let wrong_secret = refresh(id, "EXAMPLE-OTHER", token).version(version);
        refused(&wrong_secret, "rejected bad-request oauth-client 400", "BAD_CLIENT_SECRET");
        let wrong_token = refresh(id, secret, "EXAMPLE-OTHER").version(version);
        refused(&wrong_token, "rejected bad-request oauth-refresh-token 400", "BAD_REFRESH_TOKEN");
        let wrong_code = exchange("EXAMPLE-OTHER", uri).version(version);
        refused(&wrong_code, "rejected bad-request oauth-code 400", "BAD_AUTH_CODE");
        let wrong_uri = exchange(code, "https://other.example/").version(version);
        refused(&wrong_uri, "rejected bad-request oauth-redirect-uri 400", "BAD_REDIRECT_URI");
        for (code, says) in [
            ("EXPIRED_AUTH_CODE", "rejected bad-request oauth-code 400"),
            ("BAD_GRANT_TYPE", "rejected bad-request oauth-grant-type 400"),
            ("BAD_HUB", "rejected bad-request oauth-account 400"),
            ("BAD_CODE_VERIFIER", "rejected bad-request oauth-code-verifier 400"),
            ("BAD_SCOPES", "rejected bad-request oauth-scopes 400"),
        ] {
            let body = format!(r#"{{"error":"invalid_grant","status":"{code}","message":"no"}}"#);
            service.sandbox.fault(Fault { status: Some(400), body_text: Some(body), ..Fault::default() });
            refused(&good, says, code);
        }
        let missing = r#"{"message":"Any of the listed","engagement":{"oauth-token":"not engaged"}}"#;
        service.sandbox.fault(Fault { status: Some(401), body_text: Some(missing.to_owned()), ..Fault::default() });
        refused(&good, "rejected unauthorized credential-not-received 401", "");

        let none = Account::without_credential();
        let as_json: fn(&str) -> String =
            |head| head.replacen("application/x-www-form-urlencoded;charset=utf-8", "application/json", 1);
        let through = |edit| run_over(&mut Proxy::new(service.connect(), edit), &none, &good, 200).outcome;
        assert_eq!(words(&through(as_json)), "rejected bad-request oauth-grant-type 400", "the form became JSON");
        let untyped: fn(&str) -> String = |head| without_field(head, "Content-Type");
        assert_eq!(words(&through(untyped)), "rejected unsupported-media-type content-type 415");
    }
}

/// 8.3: a code works once, so the call is never repeated by machine; a refresh is.
#[test]
fn a_code_works_once_and_a_refresh_again_and_again() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let none = Account::without_credential();
    let exchange =
        |code| AuthorizationCode::new(&app.client_id, &app.client_secret, code, &app.redirect_uri).expect("valid");
    let code = exchange(&app.codes[0]);
    assert_eq!(words(&tokens(&service, &code, 200).0), "accepted token-issued - 200");
    assert_eq!(words(&tokens(&service, &code, 200).0), "rejected bad-request oauth-code 400");

    let code = exchange(&app.codes[1]);
    let lost = Fault { cut_reply_after: Some(0), ..Fault::default() };
    let outcome = service.run_with(lost.clone(), &none, &code).outcome;
    assert_eq!(words(&outcome), "unknown no-reply - 0", "the code may be used up");
    assert_eq!(again(&outcome, Operation::<Account<'_>>::dedupe(&code)), "stop may-have-been-sent");
    assert_eq!(words(&service.run(&none, &code).outcome), "rejected bad-request oauth-code 400", "and it is");

    let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
    let outcome = service.run_with(lost, &none, &refresh).outcome;
    assert_eq!(words(&outcome), "unknown no-reply - 0");
    assert_eq!(again(&outcome, Operation::<Account<'_>>::dedupe(&refresh)), "after 0");
    assert_eq!(words(&service.run(&none, &refresh).outcome), "accepted token-issued - 200");
}

/// 8.3: a token that has expired says so, the refused request was not processed, and a refresh mends it; a token that is
/// issued without any life has expired, too.
#[test]
fn an_expired_token_is_refreshed() {
    let app = app();
    let service = Service::of(Sandbox::builder().oauth(app.clone()));
    let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let sends = |service: &Service, token: &str| {
        let caller = Account::bearer(token).expect("well formed");
        words(&service.run(&caller, &send).outcome)
    };
    let first = tokens(&service, &refresh, 200).1.expect("a token");
    assert_eq!(sends(&service, &first), "accepted pending - 200");
    service.sandbox.set_token(&first, Standing::Expired);
    service.sandbox.clear();
    assert_eq!(sends(&service, &first), "rejected unauthorized token-expired 401");
    assert!(service.mails().is_empty(), "so it is safe to send it again");
    let second = tokens(&service, &refresh, 200).1.expect("a token");
    assert_eq!(sends(&service, &second), "accepted pending - 200");

    let service = Service::of(Sandbox::builder().oauth(OAuthApp { token_life: Duration::ZERO, ..app.clone() }));
    let (outcome, token, _, life) = tokens(&service, &refresh, 200);
    assert_eq!((words(&outcome).as_str(), life), ("accepted token-issued - 200", Some(0)));
    assert_eq!(sends(&service, &token.expect("a token")), "rejected unauthorized token-expired 401");
}
