//! Schedules of the fault campaign against the sandbox over TLS: what a network in memory shows (see `faults.rs`) holds for
//! sockets, records and a service that was written without a look at the library.
//!
//! `FAULTS_SCHEDULES` and `FAULTS_SEED` are those of `faults.rs`; without them 500 schedules.

use std::time::{Duration, Instant};

use mailwire::Exchange;
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::{Kind, Outcome};
use mailwire::retry::{Decision, Stop, decide};
use mailwire_sandbox::{Fault, Framing};
use mailwire_tests::dice::Dice;
use mailwire_tests::network::{Answer, End, Host, Message, Place, Processing, Service, Trouble};
use mailwire_tests::service::{self, GivesUpAfter, account, run_over};
use mailwire_tests::wire;

const SCHEDULES: u64 = 500;
/// A sandbox that has not processed a request by then will not.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than any reply of the sandbox to a send.
const REPLY: usize = 1300;
/// The sandbox reads so many bytes before it loses a request.
const BEGINNING: usize = 16;

/// The trouble as a fault of the sandbox.
fn fault(trouble: &Trouble, version: ApiVersion, length: usize) -> Fault {
    let mut fault = Fault {
        retry_after: trouble.retry_after.map(str::to_owned),
        interim: vec![103; trouble.interim],
        byte_writes: trouble.most == 1,
        write_seed: (trouble.most < 100).then_some(trouble.most as u64),
        cut_request_after: lost_behind(trouble, length),
        cut_reply_after: trouble.cut.map(|place| place.of(REPLY)),
        stall_after: trouble.late.then_some(0),
        garbage_head: trouble.garbled.is_some(),
        framing: Some(match trouble.framing {
            wire::Framing::Sized => Framing::Length,
            wire::Framing::Chunked(_) => Framing::Chunked,
            wire::Framing::UntilClose => Framing::Close,
        }),
        end: match trouble.end {
            End::Closed => mailwire_sandbox::End::CloseNotify,
            End::Reset => mailwire_sandbox::End::Reset,
            End::Silence => mailwire_sandbox::End::Drop,
        },
        ..Fault::default()
    };
    match trouble.answer {
        Answer::Own => {}
        Answer::Refused(status) => fault.status = Some(status),
        Answer::Failed(status, processing) => {
            (fault.status, fault.processed) = (Some(status), processing != Processing::Never);
        }
        Answer::Replaced(_, body) => fault.body_text = Some(body.to_owned()),
        // Newer versions say so only when they are asked for the status.
        Answer::Throttled(_) if version == ApiVersion::V1 => fault.send_result = Some("THROTTLED".to_owned()),
        Answer::Throttled(_) => fault.status = Some(429),
    }
    fault
}

/// Where a request is lost on its way, if it is.
fn lost_behind(trouble: &Trouble, length: usize) -> Option<usize> {
    trouble.lost_behind.map(|place| place.of(length).max(BEGINNING)).filter(|place| *place < length)
}

/// Whether the mail is taken over, although the host may not get to know.
fn is_taken_over(trouble: &Trouble, length: usize) -> bool {
    if let Some(place) = trouble.write_fails {
        return place.of(length) == length;
    }
    let is_done = match trouble.answer {
        Answer::Own | Answer::Replaced(..) => true,
        Answer::Failed(_, processing) => processing != Processing::Never,
        Answer::Refused(_) | Answer::Throttled(_) => false,
    };
    is_done && lost_behind(trouble, length).is_none()
}

fn attempt(
    service: &service::Service,
    send: &SingleSend<'_>,
    version: ApiVersion,
    trouble: &Trouble,
    buffer: usize,
) -> Outcome {
    let account = account();
    let length = Exchange::new(&account, send).check().expect("valid").request as usize;
    if let Some(Place(_)) = trouble.write_fails {
        let after = trouble.write_fails.map_or(0, |place| place.of(length));
        return service.run_losing(after, &account, send, buffer).outcome;
    }
    service.sandbox.fault(fault(trouble, version, length));
    let mut client = GivesUpAfter { inner: service.connect(), left: if trouble.late { 0 } else { usize::MAX } };
    run_over(&mut client, &account, send, buffer).outcome
}

/// The message of a seed, sent until there is nothing left to decide; what was said is true.
fn held(service: &service::Service, seed: u64) {
    let mut dice = Dice::new(seed);
    let drawn = Message::drawn(&mut dice);
    let (has_key, version) = match drawn.service {
        Service::HubSpotV1 | Service::BlueHornetXml => (drawn.has_key, ApiVersion::V1),
        _ => (true, ApiVersion::default()),
    };
    service.sandbox.clear();
    let text = "Boiler 7 ".repeat(drawn.text / 9);
    let custom = [("alert", text.as_str())];
    // Of their own: a request of an earlier client may still arrive.
    let (recipient, key) = (format!("device-{seed}@customer.example"), format!("boiler-{seed}"));
    let send = SingleSend::new(7, &recipient).expect("valid").version(version).custom(&custom);
    let send = if has_key { send.send_id(&key).expect("a key") } else { send };
    let dedupe = Operation::<Account<'_>>::dedupe(&send);
    let length = Exchange::new(&account(), &send).check().expect("valid").request as usize;
    let (mut wanted, mut in_doubt, mut number) = (0, false, 0);
    loop {
        number += 1;
        let mut trouble = Trouble::drawn(&mut dice, true, Host::Driver);
        if number > 3 {
            trouble = Trouble::none();
        }
        // A sandbox has no answer before the end of a request.
        trouble.early = None;
        let is_new = is_taken_over(&trouble, length) && !(has_key && wanted > 0);
        wanted += usize::from(is_new);
        let outcome = attempt(service, &send, version, &trouble, drawn.buffer);
        let decision = decide(&outcome, number, dedupe, drawn.seed, &drawn.schedule);
        let story = format!(
            "seed {seed}, attempt {number}, key {has_key}: {trouble:?}\n  {} {} {decision:?}, {wanted} mails wanted",
            outcome.kind(),
            outcome.reason
        );
        let start = Instant::now();
        while service.mails_to(&recipient) < wanted && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(service.mails_to(&recipient), wanted, "{story}");
        assert!(wanted <= 1, "sent twice: {story}");
        match outcome.kind() {
            Kind::Accepted => assert_eq!(wanted, 1, "{story}"),
            Kind::Rejected | Kind::Deferred => assert!(!is_new, "{story}"),
            Kind::Unknown => in_doubt = true,
        }
        match decision {
            Decision::After(_) => assert!(number < drawn.schedule.attempts, "{story}"),
            Decision::Stop(Stop::Done) => return,
            Decision::Stop(_) => {
                assert!(wanted == 0 || in_doubt, "sent, and the host does not know: {story}");
                return;
            }
        }
    }
}

/// No mail twice, none lost without a word, over TLS.
#[test]
fn schedules_hold_over_tls() {
    let of_environment = |name| std::env::var(name).ok().map(|value: String| value.parse().expect("a number"));
    let service = service::Service::over_tls();
    if let Some(seed) = of_environment("FAULTS_SEED") {
        return held(&service, seed);
    }
    for seed in 1..=of_environment("FAULTS_SCHEDULES").unwrap_or(SCHEDULES) {
        held(&service, seed);
    }
}
