//! HubSpot over TLS: what success means, all results, and connections that fail (spec 4.3, 6.1, 7).

use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::operation::Operation;
use mailwire_sandbox::{End, Fault, FaultBody};
use mailwire_tests::case::{AT_ONCE, Case, DONE, EMAIL, JANE, ONLY_WITH_KEY, REJECTED, Row, hold, long_reply};
use mailwire_tests::service::{NAME, Service, account, again, words};
use mailwire_tests::vectors::document;

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
