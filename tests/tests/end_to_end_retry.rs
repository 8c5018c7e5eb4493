//! A host's loop with the retry decision against faults in a row: with a sendId exactly one mail, without one never a
//! second attempt after an outcome that is unknown. Nobody sleeps: the waits are added up.

use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::{Kind, Reason};
use mailwire::retry::{Decision, Schedule, Stop, decide};
use mailwire::{Exchange, Outcome};
use mailwire_sandbox::{End, Fault, FaultBody};
use mailwire_tests::dice::Dice;
use mailwire_tests::service::{Ran, Service, account, is_true};

const VERSIONS: [ApiVersion; 2] = [ApiVersion::V1, ApiVersion::Dated2026_09];

/// What goes wrong with one attempt.
#[derive(Clone, Debug)]
enum Trouble {
    /// At the service.
    Service(Box<Fault>),
    /// The host loses the connection in the request.
    Lost,
}

impl Trouble {
    fn of(fault: Fault) -> Self {
        Trouble::Service(Box::new(fault))
    }

    /// The send is refused for its rate, unless its sendId is known already.
    fn throttles(&self) -> bool {
        matches!(self, Trouble::Service(fault) if fault.send_result.is_some())
    }

    /// The mail is taken over, although the host does not get to know.
    fn takes_over(&self) -> bool {
        let Trouble::Service(fault) = self else { return false };
        fault.cut_request_after.is_none() && fault.send_result.is_none() && (fault.status.is_none() || fault.processed)
    }
}

/// How many attempts these troubles cost: one each, and one more; but a send that was taken over is not throttled.
fn attempts_needed(row: &[Trouble]) -> usize {
    let mut is_taken = false;
    for (index, trouble) in row.iter().enumerate() {
        if is_taken && trouble.throttles() {
            return index + 1;
        }
        is_taken |= trouble.takes_over();
    }
    row.len() + 1
}

/// Everything that may be tried again, and once each way in which the service does it.
fn troubles() -> Vec<Trouble> {
    let none = Fault::default;
    let status = |status| Fault { status: Some(status), ..none() };
    let mut all: Vec<Trouble> = [
        Fault { cut_request_after: Some(100), ..none() },
        Fault { cut_reply_after: Some(0), ..none() },
        Fault { cut_reply_after: Some(300), end: End::Reset, ..none() },
        Fault { body: Some(FaultBody::HalfJson), ..none() },
        Fault { garbage_head: true, ..none() },
        status(429),
        Fault { retry_after: Some("7".to_owned()), ..status(429) },
        status(500),
        Fault { processed: true, ..status(500) },
        status(503),
        Fault { processed: true, ..status(503) },
        status(522),
        status(423),
        Fault { send_result: Some("THROTTLED".to_owned()), ..none() },
    ]
    .map(Trouble::of)
    .into();
    all.push(Trouble::Lost);
    all
}

/// One attempt: the send, and its status until it is final.
fn attempt(service: &Service, send: &SingleSend<'_>, trouble: Option<&Trouble>) -> Outcome {
    let account = account();
    let ran = match trouble {
        Some(Trouble::Lost) => {
            let length = Exchange::new(&account, send).check().expect("valid").request as usize;
            service.run_losing(length / 2, &account, send, 64)
        }
        Some(Trouble::Service(fault)) => service.run_with(Fault::clone(fault), &account, send),
        None => service.run(&account, send),
    };
    service.follow(&account, ran, 2).outcome
}

/// The loop of a host: attempts with their decisions, and what would have been slept, in milliseconds.
fn host_loop(
    service: &Service,
    send: &SingleSend<'_>,
    troubles: &[Trouble],
    schedule: &Schedule,
) -> (Vec<(Outcome, Decision)>, u64) {
    let (mut attempts, mut slept) = (Vec::new(), 0);
    let mut troubles = troubles.iter();
    loop {
        let outcome = attempt(service, send, troubles.next());
        let number = attempts.len() as u8 + 1;
        let dedupe = Operation::<Account<'_>>::dedupe(send);
        let decision = decide(&outcome, number, dedupe, 7 * u32::from(number), schedule);
        attempts.push((outcome, decision));
        match decision {
            Decision::After(milliseconds) => slept += u64::from(milliseconds),
            Decision::Stop(_) => return (attempts, slept),
        }
    }
}

/// With a sendId, any two troubles in a row end in exactly one mail, and the host knows it.
#[test]
fn any_two_troubles_end_in_one_mail() {
    let service = Service::over_tcp();
    let troubles = troubles();
    for (index, first) in troubles.iter().enumerate() {
        for (turn, second) in troubles.iter().enumerate() {
            service.sandbox.clear();
            let version = VERSIONS[(index + turn) % 2];
            let send = SingleSend::new(7, "jane@customer.example").expect("valid").version(version);
            let send = send.send_id("boiler-7-overheat-0042").expect("valid");
            let row = [first.clone(), second.clone()];
            let (attempts, slept) = host_loop(&service, &send, &row, &Schedule::DEFAULT);
            let (last, decision) = attempts.last().expect("an attempt");
            assert_eq!((last.kind(), *decision), (Kind::Accepted, Decision::Stop(Stop::Done)), "{row:?}: {attempts:?}");
            assert!(matches!(last.reason, Reason::Sent | Reason::DuplicateIgnored), "{row:?}: {last:?}");
            assert_eq!(service.mails().len(), 1, "{row:?}");
            assert_eq!(attempts.len(), attempts_needed(&row), "{row:?}");
            assert!(slept <= 2 * 60_000 + 5_000 + 15_000, "{slept}");
        }
    }
}

/// The same over TLS for long rows of troubles, drawn by lot, with a host that does not give up.
#[test]
fn a_long_row_of_troubles_ends_in_one_mail() {
    let service = Service::over_tls();
    let (troubles, mut dice) = (troubles(), Dice::new(42));
    let patient = Schedule { attempts: 12, ..Schedule::DEFAULT };
    for round in 0..20 {
        service.sandbox.clear();
        let row: Vec<Trouble> = (0..10).map(|_| troubles[dice.below(troubles.len())].clone()).collect();
        let send = SingleSend::new(7, "jane@customer.example").expect("valid").version(VERSIONS[round % 2]);
        let send = send.send_id("boiler-7-overheat-0042").expect("valid");
        let (attempts, _) = host_loop(&service, &send, &row, &patient);
        assert_eq!(attempts.last().map(|last| last.1), Some(Decision::Stop(Stop::Done)), "{row:?}: {attempts:?}");
        assert_eq!((attempts.len(), service.mails().len()), (attempts_needed(&row), 1), "{row:?}");
    }
}

/// Attempts end where the schedule ends, and the last outcome is as true as any.
#[test]
fn a_host_gives_up_in_time() {
    let service = Service::over_tcp();
    for trouble in troubles() {
        for attempts in [1, 2, 3] {
            service.sandbox.clear();
            let send = SingleSend::new(7, "jane@customer.example").expect("valid").send_id("k").expect("valid");
            let schedule = Schedule { attempts, ..Schedule::IN_LINE };
            let row = vec![trouble.clone(); 9];
            let (made, _) = host_loop(&service, &send, &row, &schedule);
            let (last, decision) = made.last().expect("an attempt");
            assert_eq!(*decision, Decision::Stop(Stop::AttemptsUsedUp), "{trouble:?}: {made:?}");
            assert_eq!(made.len(), usize::from(attempts), "{trouble:?}");
            assert!(is_true(last, service.mails().len()), "{trouble:?}: {last:?}");
        }
    }
}

/// Without a sendId, an outcome that is unknown is the end: there is no attempt after it, and never a second mail.
#[test]
fn without_a_send_id_nothing_follows_an_unknown_outcome() {
    let service = Service::over_tcp();
    let troubles = troubles();
    let (mut ended_unknown, mut ended_well) = (0, 0);
    for (index, first) in troubles.iter().enumerate() {
        for (turn, second) in troubles.iter().enumerate() {
            service.sandbox.clear();
            let version = VERSIONS[(index + turn) % 2];
            let send = SingleSend::new(7, "jane@customer.example").expect("valid").version(version);
            let row = [first.clone(), second.clone()];
            let (attempts, _) = host_loop(&service, &send, &row, &Schedule::DEFAULT);
            let (last, decision) = attempts.last().expect("an attempt");
            let before = &attempts[..attempts.len() - 1];
            assert!(before.iter().all(|(outcome, _)| outcome.kind() == Kind::Deferred), "{row:?}: {attempts:?}");
            match last.kind() {
                Kind::Unknown => {
                    assert_eq!(*decision, Decision::Stop(Stop::MayHaveBeenSent), "{row:?}");
                    ended_unknown += 1;
                }
                Kind::Accepted => ended_well += 1,
                other => panic!("{row:?}: {other}"),
            }
            assert!(is_true(last, service.mails().len()), "{row:?}: {attempts:?}");
        }
    }
    assert!(ended_unknown > 100 && ended_well > 20, "both were shown: {ended_unknown}, {ended_well}");
}

/// What nobody should try again stops the loop at its first attempt, whatever the sendId.
#[test]
fn what_cannot_succeed_is_tried_once() {
    let service = Service::over_tcp();
    let daily = r#"{"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY"}"#;
    let status = |status| Fault { status: Some(status), ..Fault::default() };
    for (fault, stop) in [
        (status(400), Stop::Rejected),
        (status(401), Stop::Rejected),
        (status(403), Stop::Rejected),
        (status(308), Stop::Rejected),
        (status(525), Stop::Configuration),
        (status(530), Stop::Configuration),
        (Fault { body_text: Some(daily.to_owned()), ..status(429) }, Stop::DailyLimit),
        (Fault { retry_after: Some("86400".to_owned()), ..status(477) }, Stop::WaitTooLong),
        (Fault { send_result: Some("BLOCKED_DOMAIN".to_owned()), ..Fault::default() }, Stop::Rejected),
    ] {
        for send_id in [Some("boiler-7"), None] {
            service.sandbox.clear();
            let send = SingleSend::new(7, "jane@customer.example").expect("valid");
            let send = send_id.map_or(send, |id| send.send_id(id).expect("valid"));
            let (attempts, slept) = host_loop(&service, &send, &[Trouble::of(fault.clone())], &Schedule::DEFAULT);
            let made: Vec<Decision> = attempts.iter().map(|(_, decision)| *decision).collect();
            assert_eq!((made.as_slice(), slept), ([Decision::Stop(stop)].as_slice(), 0), "{fault:?}");
            assert!(service.mails().is_empty(), "{fault:?}");
        }
    }
}

/// The waits are those that the service asks for, and grow; only their random part differs.
#[test]
fn the_waits_are_what_the_service_asks_for() {
    let service = Service::over_tcp();
    let status = |status| Fault { status: Some(status), ..Fault::default() };
    for (fault, floors) in [
        (status(429), [10_000, 20_000]),
        (Fault { retry_after: Some("7".to_owned()), ..status(429) }, [7_000, 7_000]),
        (Fault { retry_after: Some("30".to_owned()), ..status(503) }, [30_000, 30_000]),
        (status(423), [2_000, 2_000]),
        (status(477), [120_000, 120_000]),
        (status(500), [0, 0]),
    ] {
        service.sandbox.clear();
        let send = SingleSend::new(7, "jane@customer.example").expect("valid").send_id("k").expect("valid");
        let row = vec![Trouble::of(fault.clone()); 2];
        let (attempts, _) = host_loop(&service, &send, &row, &Schedule::DEFAULT);
        let spans = [Schedule::DEFAULT.first_ms, Schedule::DEFAULT.first_ms * 3];
        for (((_, decision), floor), span) in attempts.iter().zip(floors).zip(spans) {
            let Decision::After(wait) = decision else { panic!("{fault:?}: {attempts:?}") };
            assert!((floor..=floor + span).contains(wait), "{fault:?}: {wait}");
        }
        assert_eq!((attempts.len(), service.mails().len()), (3, 1));
    }
}

/// Faults that befall the polls, too: a poll changes nothing, so it is repeated freely, and the mail is one.
#[test]
fn a_status_is_asked_for_until_it_is_known() {
    let service = Service::over_tcp();
    let (troubles, mut dice) = (troubles(), Dice::new(3));
    let account = account();
    for _ in 0..50 {
        service.sandbox.clear();
        let send = SingleSend::new(7, "jane@customer.example").expect("valid");
        let mut last = service.run(&account, &send);
        let status_id = last.outcome.status_id.clone();
        let query = mailwire::hubspot::SendStatus::new(status_id.as_bytes()).expect("a status id");
        let mut polls = 0;
        while last.outcome.reason != Reason::Sent {
            polls += 1;
            assert!(polls < 100, "{last:?}");
            if let Trouble::Service(fault) = &troubles[dice.below(troubles.len())]
                && dice.below(3) > 0
            {
                service.sandbox.fault(Fault::clone(fault));
            }
            let Ran { outcome, .. } = service.run(&account, &query);
            let dedupe = Operation::<Account<'_>>::dedupe(&query);
            let decision = decide(&outcome, 1, dedupe, 7, &Schedule::DEFAULT);
            let is_known = outcome.kind() == Kind::Accepted;
            assert!(is_known || matches!(decision, Decision::After(_)), "{outcome:?}: {decision:?}");
            last.outcome = outcome;
        }
        assert_eq!(service.sandbox.messages().len(), 1);
    }
}
