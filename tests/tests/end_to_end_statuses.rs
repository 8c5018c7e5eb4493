//! HubSpot over TLS: each HTTP status, each cause behind one, each rate limit (spec 7, 9.2, 10, 13).

use mailwire::hubspot::{Account, ApiVersion, SendStatus, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::RetryAfter;
use mailwire_sandbox::{Fault, FaultBody};
use mailwire_tests::case::{
    AT_ONCE, CONFIGURATION, Case, DONE, EMAIL, JANE, ONLY_WITH_KEY, REJECTED, Row, hold, without_field,
};
use mailwire_tests::service::{Proxy, Service, account, again, run_over, words};

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
