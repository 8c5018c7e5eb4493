//! Decisions are those of the core, for every finding; numbers out of range count as the docs say.

use mailwire::operation;
use mailwire::outcome;
use mailwire_ffi::mobile::outcome::RetryAfter;
use mailwire_ffi::mobile::retry::{
    Decision, Dedupe, Finding, Schedule, retry_decide, schedule_default, schedule_in_line,
};
use mailwire_ffi::mobile::words::{Diagnosis, Reason, Stop};

use super::replies::{request, send};

/// Every reason, diagnosis, Retry-After, dedupe, attempt and schedule.
#[test]
fn decisions_are_those_of_the_core() {
    let diagnoses = mailwire::diagnosis::Diagnosis::ALL.iter().copied().map(Some).chain([None]);
    let diagnoses: Vec<_> = diagnoses.collect();
    let waits = [
        None,
        Some(outcome::RetryAfter::Seconds(0)),
        Some(outcome::RetryAfter::Seconds(7)),
        Some(outcome::RetryAfter::Seconds(u32::MAX)),
        Some(outcome::RetryAfter::Date(1_793_611_047)),
    ];
    let key = Dedupe::Key { key: "k".into(), place: "message.sendId".into(), window_s: None };
    let dedupes = [
        (Dedupe::None, operation::Dedupe::None),
        (Dedupe::Idempotent, operation::Dedupe::Idempotent),
        (key, operation::Dedupe::Key { key: b"k", place: "message.sendId", window_s: None }),
    ];
    let schedules = [
        (None, mailwire::retry::Schedule::DEFAULT),
        (Some(schedule_default()), mailwire::retry::Schedule::DEFAULT),
        (Some(schedule_in_line()), mailwire::retry::Schedule::IN_LINE),
    ];
    let mut compared = 0;
    for reason in outcome::Reason::ALL {
        for diagnosis in &diagnoses {
            for retry_after in waits {
                let theirs = mailwire::retry::Finding { reason: *reason, diagnosis: *diagnosis, retry_after };
                let ours = Finding {
                    reason: (*reason).into(),
                    diagnosis: diagnosis.map(Into::into),
                    retry_after: retry_after.map(Into::into),
                };
                for (ours_dedupe, theirs_dedupe) in &dedupes {
                    for (ours_schedule, theirs_schedule) in &schedules {
                        for (attempt, seed) in [(1, 0), (2, u32::MAX), (3, 7)] {
                            let decided = retry_decide(&ours, attempt, ours_dedupe, seed as i32, ours_schedule.clone());
                            let wanted =
                                mailwire::retry::decide(theirs, attempt as u8, *theirs_dedupe, seed, theirs_schedule);
                            assert_eq!(decided, in_words(wanted), "{ours:?} {ours_dedupe:?} {attempt}");
                            compared += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(compared > 100_000);
}

fn in_words(decision: mailwire::retry::Decision) -> Decision {
    match decision {
        mailwire::retry::Decision::After(after_ms) => Decision::After { after_ms: after_ms.into() },
        mailwire::retry::Decision::Stop(stop) => Decision::Stop { stop: stop.into() },
    }
}

/// A request decides with what dedupes it: the same loss is repeated with a key, and is not without.
#[test]
fn a_request_knows_what_dedupes_it() {
    let lost = request("single-send").interpret_lost(true).finding();
    assert!(matches!(request("single-send").decide(&lost, 1, 7, None), Decision::After { after_ms: 0..=5_000 }));
    let account = mailwire_ffi::mobile::hubspot::HubSpotAccount::bearer("t".into(), None, None).expect("valid");
    let send = mailwire_ffi::mobile::hubspot::HubSpotSingleSend { send_id: None, ..send() };
    let without = account.prepare_single_send(&send).expect("valid");
    assert_eq!(without.decide(&lost, 1, 7, None), Decision::Stop { stop: Stop::MayHaveBeenSent });
    let batch = super::calls::batch_of_three(false);
    assert_eq!(batch.decide(&lost, 1, 7, None), Decision::Stop { stop: Stop::MayHaveBeenSent });
}

/// What an outcome is kept as.
#[test]
fn findings() {
    let headers = vec![super::stack::header("Retry-After", "7")];
    let body = br#"{"policyName":"SECONDLY"}"#.to_vec();
    let finding = request("single-send").interpret(429, headers, body, true).finding();
    let retry_after = Some(RetryAfter::Seconds { seconds: 7 });
    let diagnosis = Some(Diagnosis::RateLimitSecondly);
    assert_eq!(finding, Finding { reason: Reason::RateLimited, diagnosis, retry_after });
}

/// Numbers that no schedule has count as the nearest that one has.
#[test]
fn numbers_out_of_range() {
    let lost = Finding { reason: Reason::NotSent, diagnosis: None, retry_after: None };
    let decide = |attempt, schedule: Schedule| retry_decide(&lost, attempt, &Dedupe::None, 7, Some(schedule));
    let used_up = Decision::Stop { stop: Stop::AttemptsUsedUp };
    assert_eq!(decide(1, Schedule { attempts: -5, ..schedule_default() }), used_up);
    assert_eq!(decide(i32::MAX, Schedule { attempts: i32::MAX, ..schedule_default() }), used_up);
    assert_eq!(decide(-7, schedule_default()), decide(1, schedule_default()));
    assert_eq!(decide(1, Schedule { first_ms: -1, ..schedule_default() }), Decision::After { after_ms: 0 });
    assert_eq!(decide(2, Schedule { factor: -1, ..schedule_default() }), Decision::After { after_ms: 0 });
    let endless = Schedule { first_ms: i64::MAX, cap_ms: i64::MAX, ..schedule_default() };
    assert!(matches!(decide(1, endless), Decision::After { after_ms: 0..=0xffff_ffff }));
    let before = Finding { retry_after: Some(RetryAfter::Seconds { seconds: -1 }), ..lost };
    assert!(matches!(retry_decide(&before, 1, &Dedupe::None, 0, None), Decision::After { .. }));
}
