//! A request that ended without a whole reply: not sent, or nobody knows, or as much as was read decides.

use mailwire::Error;
use mailwire::error::Fault;
use mailwire::exchange::State;
use mailwire_ffi::mobile::outcome::RetryAfter;
use mailwire_ffi::mobile::words::{Diagnosis, Kind, Reason};
use mailwire_tests::operations::{each_kind, every};
use mailwire_tests::vectors;

use super::calls;
use super::replies::request;
use super::stack::{frame, header, in_words};

/// Before the last byte of the request nothing was sent; behind it nobody knows.
#[test]
fn no_reply() {
    for operation in ["single-send", "send-status", "oauth"] {
        let (before, behind) = (request(operation).interpret_lost(false), request(operation).interpret_lost(true));
        assert_eq!((before.kind, before.reason), (Kind::Deferred, Reason::NotSent), "{operation}");
        assert_eq!((behind.kind, behind.reason), (Kind::Unknown, Reason::NoReply), "{operation}");
        assert_eq!((before.http_status, behind.http_status), (0, 0));
    }
    // The same as over bytes.
    for call in every() {
        assert_eq!(call.state().outcome().reason.to_string(), "not-sent");
        assert_eq!(call.sent().outcome().reason.to_string(), "no-reply");
    }
}

/// The connection ends inside the body: the outcome is the one of the exchange over bytes, cut at the same byte.
#[test]
fn a_reply_that_was_cut() {
    let mut compared = 0;
    for reply in vectors::replies() {
        let framed = frame(&reply.http).expect("a reply");
        let is_sized = reply.http.ends_with(&framed.body) && !framed.body.is_empty();
        if !is_sized {
            continue;
        }
        let head = reply.http.len() - framed.body.len();
        let request = request(&reply.operation);
        let call = each_kind().into_iter().find(|call| call.answers == reply.operation).expect("an operation");
        // Three places for a long one, all for a short one.
        let step = (framed.body.len() / 40).max(1);
        for kept in (0..framed.body.len()).step_by(step) {
            let mut state: State<_> = call.sent();
            let mut input = &reply.http[..head + kept];
            while !matches!(state.receive(&mut input), Ok(mailwire::Event::NeedMore) | Err(_)) {}
            if !matches!(state.receive_end_of_stream(), Err(Error::Peer { fault: Fault::Truncated, .. })) {
                continue; // Without a length the end of the connection is the end of the body.
            }
            let outcome =
                request.interpret(framed.status.into(), framed.headers.clone(), framed.body[..kept].to_vec(), false);
            let want = mailwire_tests::replay::in_words(&state.outcome());
            assert_eq!(in_words(&outcome), want, "{} cut at {kept}", reply.file);
            assert_eq!(outcome.is_damaged, state.outcome().is_damaged, "{} cut at {kept}", reply.file);
            assert_ne!(outcome.kind, Kind::Accepted);
            compared += 1;
        }
    }
    assert!(compared > 5_000, "only {compared} cuts");
}

/// What a failure said before it broke off is kept, and so is when to come back.
#[test]
fn a_refusal_that_was_cut() {
    let body = br#"{"policyName":"DAILY","message":"You have reached your da"#.to_vec();
    let outcome = request("single-send").interpret(429, vec![header("retry-after", "7")], body, false);
    assert_eq!((outcome.kind, outcome.reason), (Kind::Deferred, Reason::RateLimited));
    assert_eq!(outcome.diagnosis, Some(Diagnosis::RateLimitDaily));
    assert_eq!(outcome.retry_after, Some(RetryAfter::Seconds { seconds: 7 }));
    assert!(outcome.is_damaged);
}

/// Each call of a batch has its outcome, also where no answer came: in the order of the calls.
#[test]
fn calls_without_an_answer() {
    let request = calls::batch_of_three(false);
    let reasons = |outcome: mailwire_ffi::mobile::outcome::SendOutcome| -> Vec<_> {
        outcome.calls.iter().map(|call| (call.number, call.reason, call.is_answered)).collect()
    };
    let all = |reason| vec![(1, reason, false), (2, reason, false), (3, reason, false)];
    assert_eq!(reasons(request.interpret_lost(false)), all(Reason::NotSent));
    assert_eq!(reasons(request.interpret_lost(true)), all(Reason::NoAnswer));
    assert_eq!(reasons(request.interpret(503, Vec::new(), Vec::new(), true)), all(Reason::NoAnswer));
    let two = "<?xml version='1.0'?><methodResponse><item><methodName>utilities.checkEmail</methodName><responseNum>1\
               </responseNum><responseCode>201</responseCode></item><item><methodName>utilities.checkEmail</methodName>\
               <responseNum>2</responseNum><error>1</error><responseCode>400</responseCode></item>";
    let outcome = request.interpret(200, Vec::new(), two.into(), false);
    assert_eq!(outcome.kind, Kind::Unknown);
    assert_eq!(reasons(outcome), [(1, Reason::Done, true), (2, Reason::Refused, true), (3, Reason::NoAnswer, false)]);
}
