//! Whatever goes wrong on the way, the outcome is never a lie: what is called accepted was taken over, what is called
//! rejected or deferred was not, and unknown is said where it cannot be known.
//!
//! The sandbox knows the truth; each exchange has a recipient of its own, by whom it is looked up.

use std::cell::Cell;

use mailwire::hubspot::{ApiVersion, SingleSend};
use mailwire::outcome::{Kind, Reason};
use mailwire::{Exchange, Outcome};
use mailwire_sandbox::{End, Fault, FaultBody, Framing};
use mailwire_tests::dice::Dice;
use mailwire_tests::service::{Connection, GivesUpAfter, Ran, Service, account, is_true, run_over, words};
use serde_json::Value as Json;

const VERSIONS: [ApiVersion; 2] = [ApiVersion::V1, ApiVersion::Dated2026_09];

/// A sandbox and a row of recipients.
struct Device {
    service: Service,
    sends: Cell<u32>,
}

impl Device {
    fn new(service: Service) -> Self {
        Device { service, sends: Cell::new(0) }
    }

    /// One send that meets a fault: its outcome, and how many mails it made in truth.
    fn send(&self, fault: &Fault, version: ApiVersion, buffer: usize) -> (Outcome, usize) {
        self.send_over(self.service.connect(), fault, version, buffer)
    }

    /// As [`send`](Self::send), over this connection. A client to whom silence is promised gives up in it.
    fn send_over(&self, inner: Connection, fault: &Fault, version: ApiVersion, buffer: usize) -> (Outcome, usize) {
        let silence = if fault.delay_ms > 1_000 { Some(0) } else { fault.stall_after };
        match silence {
            Some(left) => {
                self.run(fault, version, |send| run_over(&mut GivesUpAfter { inner, left }, &account(), &send, buffer))
            }
            None => self.run(fault, version, |send| {
                let mut inner = inner;
                run_over(&mut inner, &account(), &send, buffer)
            }),
        }
    }

    fn run(&self, fault: &Fault, version: ApiVersion, run: impl FnOnce(SingleSend<'_>) -> Ran) -> (Outcome, usize) {
        self.sends.set(self.sends.get() + 1);
        self.service.sandbox.clear();
        self.service.sandbox.fault(fault.clone());
        let recipient = format!("device-{}@customer.example", self.sends.get());
        let outcome = run(SingleSend::new(7, &recipient).expect("valid").version(version)).outcome;
        let mails = self.service.mails_to(&recipient);
        assert!(is_true(&outcome, mails), "{version}: {mails} mails after {fault:?}: {outcome:?}");
        (outcome, mails)
    }
}

/// A fault, and what is said about a send of version 1 and of the newest version; where the outcome depends on who is
/// faster, each that is true.
type Alone = (Fault, &'static [&'static str], &'static [&'static str]);

/// Each field of a fault, alone or with the one that gives it a meaning.
fn alone() -> Vec<Alone> {
    const SENT: &[&str] = &["accepted sent - 200"];
    const PENDING: &[&str] = &["accepted pending - 200"];
    const MALFORMED: &[&str] = &["unknown malformed-reply - 200"];
    const NO_HTTP: &[&str] = &["unknown malformed-reply - 0"];
    const NO_REPLY: &[&str] = &["unknown no-reply - 0"];
    const IN_LINE: &[&str] = &["unknown no-reply - 0", "unknown incomplete-reply - 0"];
    const IN_HEAD: &[&str] = &["unknown incomplete-reply - 200"];
    const IN_REQUEST: &[&str] = &["unknown no-reply - 0", "deferred not-sent - 0"];
    const RESET: &[&str] = &["unknown no-reply - 0", "unknown incomplete-reply - 0", "unknown incomplete-reply - 200"];
    const OVERLOADED: &[&str] = &["unknown server-error overloaded 503"];
    let text = |body: &str| Some(body.to_owned());
    let none = Fault::default;
    vec![
        (none(), SENT, PENDING),
        (Fault { status: Some(503), ..none() }, OVERLOADED, OVERLOADED),
        (Fault { status: Some(503), processed: true, ..none() }, OVERLOADED, OVERLOADED),
        (Fault { retry_after: text("7"), ..none() }, SENT, PENDING),
        (Fault { send_result: text("THROTTLED"), ..none() }, &["deferred transient - 200"], PENDING),
        (Fault { delay_ms: 20, ..none() }, SENT, PENDING),
        (Fault { delay_ms: 60_000, ..none() }, NO_REPLY, NO_REPLY),
        (Fault { cut_request_after: Some(0), ..none() }, IN_REQUEST, IN_REQUEST),
        (Fault { cut_request_after: Some(100), ..none() }, IN_REQUEST, IN_REQUEST),
        (Fault { cut_request_after: Some(100_000), ..none() }, SENT, PENDING),
        (Fault { cut_reply_after: Some(0), ..none() }, NO_REPLY, NO_REPLY),
        (Fault { cut_reply_after: Some(5), ..none() }, IN_LINE, IN_LINE),
        (Fault { cut_reply_after: Some(100), ..none() }, IN_HEAD, IN_HEAD),
        (Fault { cut_reply_after: Some(100_000), ..none() }, SENT, PENDING),
        (Fault { cut_reply_after: Some(100), end: End::CloseNotify, ..none() }, IN_HEAD, IN_HEAD),
        (Fault { cut_reply_after: Some(100), end: End::Reset, ..none() }, RESET, RESET),
        (Fault { stall_after: Some(0), ..none() }, NO_REPLY, NO_REPLY),
        (Fault { stall_after: Some(5), ..none() }, IN_LINE, IN_LINE),
        (Fault { stall_after: Some(100), ..none() }, IN_HEAD, IN_HEAD),
        (Fault { stall_after: Some(100_000), ..none() }, SENT, PENDING),
        (Fault { interim: vec![100, 103], ..none() }, SENT, PENDING),
        (Fault { interim: vec![102; 8], ..none() }, SENT, PENDING),
        (Fault { interim: vec![102; 9], ..none() }, NO_HTTP, NO_HTTP),
        (Fault { interim: vec![101], ..none() }, NO_HTTP, NO_HTTP),
        (Fault { body: Some(FaultBody::Own), ..none() }, SENT, PENDING),
        (Fault { body: Some(FaultBody::Html), ..none() }, MALFORMED, MALFORMED),
        (Fault { body: Some(FaultBody::Text), ..none() }, MALFORMED, MALFORMED),
        (Fault { body: Some(FaultBody::Garbage), ..none() }, MALFORMED, MALFORMED),
        (Fault { body: Some(FaultBody::HalfJson), ..none() }, MALFORMED, MALFORMED),
        (Fault { body: Some(FaultBody::Empty), ..none() }, MALFORMED, MALFORMED),
        (Fault { body_text: text(r#"{"sendResult":"SENT"}"#), ..none() }, SENT, SENT),
        (Fault { garbage_head: true, ..none() }, NO_HTTP, NO_HTTP),
        (Fault { framing: Some(Framing::Length), ..none() }, SENT, PENDING),
        (Fault { framing: Some(Framing::Chunked), ..none() }, SENT, PENDING),
        (Fault { framing: Some(Framing::Close), ..none() }, SENT, PENDING),
        (Fault { byte_writes: true, ..none() }, SENT, PENDING),
        (Fault { write_seed: Some(7), ..none() }, SENT, PENDING),
        (Fault { chunk_seed: Some(7), ..none() }, SENT, PENDING),
        (Fault { without: vec!["content-type".to_owned(), "date".to_owned()], ..none() }, SENT, PENDING),
    ]
}

/// Every field of a fault alone, over TLS and over TCP, in both forms of the call, through buffers from 1 byte on.
#[test]
fn every_fault_alone_has_its_outcome() {
    let rows = alone();
    for device in [Device::new(Service::over_tls()), Device::new(Service::over_tcp())] {
        for (fault, v1, newest) in &rows {
            for (version, says) in VERSIONS.into_iter().zip([v1, newest]) {
                for buffer in [1, 50, 4096] {
                    let (outcome, _) = device.send(fault, version, buffer);
                    let seen = words(&outcome);
                    assert!(says.contains(&seen.as_str()), "{version}, {fault:?}: {seen}, not {says:?}");
                }
            }
        }
    }
}

/// The table above leaves no field of a fault out.
#[test]
fn no_field_of_a_fault_is_left_out() {
    // Written out, so that a new field does not compile here.
    let full = Fault {
        status: Some(500),
        processed: true,
        retry_after: Some("1".to_owned()),
        send_result: Some("SENT".to_owned()),
        delay_ms: 1,
        cut_request_after: Some(1),
        cut_reply_after: Some(1),
        stall_after: Some(1),
        end: End::Reset,
        interim: vec![100],
        body: Some(FaultBody::Own),
        body_text: Some(String::new()),
        garbage_head: true,
        framing: Some(Framing::Length),
        byte_writes: true,
        write_seed: Some(1),
        chunk_seed: Some(1),
        without: vec!["date".to_owned()],
    };
    let members = |fault: &Fault| match serde_json::to_value(fault) {
        Ok(Json::Object(members)) => members,
        other => panic!("{other:?}"),
    };
    let unset = members(&Fault::default());
    let rows = alone();
    for (name, _) in members(&full) {
        let is_set = |fault: &Fault| members(fault).get(&name).is_some_and(|value| unset.get(&name) != Some(value));
        assert!(rows.iter().any(|row| is_set(&row.0)), "no row sets {name}");
    }
}

/// Ways to write the same reply, each of one field or of two.
fn shapes() -> Vec<Fault> {
    let none = Fault::default;
    let fields = ["Content-Type", "Date", "Server", "Connection", "Vary", "Set-Cookie", "x-hubspot-correlation-id"];
    vec![
        Fault { byte_writes: true, ..none() },
        Fault { write_seed: Some(1), ..none() },
        Fault { write_seed: Some(2), ..none() },
        Fault { chunk_seed: Some(1), ..none() },
        Fault { chunk_seed: Some(2), ..none() },
        Fault { framing: Some(Framing::Length), ..none() },
        Fault { framing: Some(Framing::Chunked), ..none() },
        Fault { framing: Some(Framing::Close), ..none() },
        Fault { interim: vec![100, 103], ..none() },
        Fault { delay_ms: 1, ..none() },
        Fault { without: fields.map(str::to_owned).to_vec(), ..none() },
    ]
}

/// Replies of every kind that a complete exchange can end with.
fn replies() -> Vec<Fault> {
    let none = Fault::default;
    let status = |status| Fault { status: Some(status), ..none() };
    let body = |body| Fault { body: Some(body), ..none() };
    vec![
        none(),
        Fault { send_result: Some("THROTTLED".to_owned()), ..none() },
        status(204),
        status(308),
        status(400),
        status(401),
        status(403),
        status(405),
        Fault { retry_after: Some("7".to_owned()), ..status(429) },
        status(477),
        Fault { processed: true, ..status(500) },
        status(503),
        status(530),
        body(FaultBody::Html),
        body(FaultBody::Text),
        body(FaultBody::Garbage),
        body(FaultBody::HalfJson),
        body(FaultBody::Empty),
        Fault { garbage_head: true, ..none() },
        Fault { status: Some(401), ..body(FaultBody::HalfJson) },
        Fault { status: Some(429), ..body(FaultBody::Garbage) },
        Fault { status: Some(500), ..body(FaultBody::Html) },
    ]
}

/// What an outcome says, without the ids that differ from reply to reply.
fn said(outcome: &Outcome) -> String {
    let Outcome { retry_after, is_damaged, provider_code, text, detail, .. } = outcome;
    format!("{} {retry_after:?} {is_damaged} {provider_code:?} {text:?} {detail:?}", words(outcome))
}

/// How a reply is written does not change what it says: every pair of shapes, for every kind of reply.
#[test]
fn the_shape_of_a_reply_changes_nothing() {
    let device = Device::new(Service::over_tcp());
    let shapes = shapes();
    let mut sizes = Dice::new(7);
    for reply in replies() {
        let plain = VERSIONS.map(|version| said(&device.send(&reply, version, 4096).0));
        for (index, one) in shapes.iter().enumerate() {
            for (turn, other) in shapes[index..].iter().enumerate() {
                let fault = reply.overlaid(one).overlaid(other);
                // Both forms of the call, in turns.
                let version = VERSIONS[turn % 2];
                let seen = said(&device.send(&fault, version, sizes.piece(300)).0);
                assert_eq!(seen, plain[turn % 2], "{version}, {fault:?}");
            }
        }
    }
}

/// The same over TLS, where each write of the service is a record.
#[test]
fn the_shape_of_a_reply_changes_nothing_over_tls() {
    let device = Device::new(Service::over_tls());
    for reply in replies() {
        let plain = said(&device.send(&reply, ApiVersion::default(), 4096).0);
        for shape in shapes() {
            let fault = reply.overlaid(&shape);
            assert_eq!(said(&device.send(&fault, ApiVersion::default(), 64).0), plain, "{fault:?}");
        }
    }
}

/// A connection stays usable behind every complete reply: the next exchange begins at its first byte, whatever trailer,
/// interim replies or chunks came before.
#[test]
fn a_connection_is_good_for_the_next_exchange() {
    for device in [Device::new(Service::over_tls()), Device::new(Service::over_tcp())] {
        let mut connection = device.service.connect();
        for shape in shapes().into_iter().filter(|shape| shape.framing != Some(Framing::Close)) {
            for reply in replies().into_iter().filter(|reply| !reply.garbage_head) {
                let fault = reply.overlaid(&shape);
                let alone = said(&device.send(&fault, ApiVersion::default(), 100).0);
                let (outcome, _) =
                    device.run(&fault, ApiVersion::default(), |send| run_over(&mut connection, &account(), &send, 100));
                assert_eq!(said(&outcome), alone, "{fault:?}");
            }
        }
    }
}

/// The length of the request that [`Device`] makes next.
fn request_length(device: &Device, version: ApiVersion) -> usize {
    let recipient = format!("device-{}@customer.example", device.sends.get() + 1);
    let send = SingleSend::new(7, &recipient).expect("valid").version(version);
    Exchange::new(&account(), &send).check().expect("valid").request as usize
}

/// The host loses the connection at every byte of the request: before the last one nothing was sent, with the last one
/// it was, and that is not known.
#[test]
fn a_connection_lost_at_every_byte_of_the_request() {
    for (device, step) in [(Device::new(Service::over_tcp()), 1), (Device::new(Service::over_tls()), 31)] {
        for version in VERSIONS {
            for after in (0..).step_by(step) {
                let length = request_length(&device, version);
                let after = after.min(length);
                let (outcome, _) = device
                    .run(&Fault::default(), version, |send| device.service.run_losing(after, &account(), &send, 97));
                if after == length {
                    assert_eq!(words(&outcome), "unknown no-reply - 0", "{after} of {length} bytes");
                    assert_eq!(device.service.mails_become(1), 1, "the last byte arrived");
                    break;
                }
                assert_eq!(words(&outcome), "deferred not-sent - 0", "{after} of {length} bytes");
            }
        }
    }
}

/// The service cuts the connection at every byte of the request, in every way: it is not processed, and nothing else is
/// claimed.
#[test]
fn a_request_cut_at_every_byte_is_not_processed() {
    for (device, step) in [(Device::new(Service::over_tcp()), 1), (Device::new(Service::over_tls()), 23)] {
        for version in VERSIONS {
            for end in [End::Drop, End::CloseNotify, End::Reset] {
                for cut in (16..).step_by(step) {
                    if cut >= request_length(&device, version) {
                        break;
                    }
                    let fault = Fault { cut_request_after: Some(cut), end, ..Fault::default() };
                    let (outcome, mails) = device.send(&fault, version, if cut % 2 == 0 { 4096 } else { 64 });
                    let honest = matches!(outcome.reason, Reason::NoReply | Reason::NotSent);
                    assert!(honest && mails == 0, "cut at {cut}, {end:?}: {outcome:?}");
                    assert_eq!(outcome.http_status, 0);
                }
            }
        }
    }
}

/// Cuts the reply at every byte from the first on, until it is not cut any more; answers what each cut came to.
fn cut_everywhere(device: &Device, reply: &Fault, version: ApiVersion, end: End, step: usize) -> Vec<(Outcome, usize)> {
    let whole = said(&device.send(reply, version, 4096).0);
    let mut seen = Vec::new();
    for cut in (0..).step_by(step) {
        let fault = Fault { cut_reply_after: Some(cut), end, ..reply.clone() };
        let is_cut = Cell::new(true);
        let (outcome, mails) = device.run(&fault, version, |send| {
            let mut connection = device.service.connect();
            let ran = run_over(&mut connection, &account(), &send, 300);
            is_cut.set(ran.failure.is_some());
            ran
        });
        if !is_cut.get() {
            assert_eq!(said(&outcome), whole, "not cut at {cut}");
            return seen;
        }
        seen.push((outcome, mails));
    }
    unreachable!("a reply has an end")
}

/// The reply to a send that was taken over, cut at every byte and in every way: unknown to the last byte.
#[test]
fn a_reply_cut_at_every_byte_is_not_a_success() {
    let device = Device::new(Service::over_tcp());
    for (version, framing, end, step) in [
        (ApiVersion::V1, Framing::Length, End::Drop, 1),
        (ApiVersion::V1, Framing::Chunked, End::Reset, 13),
        (ApiVersion::default(), Framing::Chunked, End::Drop, 1),
        (ApiVersion::default(), Framing::Length, End::Reset, 11),
    ] {
        let reply = Fault { framing: Some(framing), ..Fault::default() };
        let seen = cut_everywhere(&device, &reply, version, end, step);
        assert!(seen.len() * step > 900, "{} places", seen.len());
        for (place, (outcome, mails)) in seen.iter().enumerate() {
            let honest = matches!(outcome.reason, Reason::NoReply | Reason::IncompleteReply);
            assert!(honest && *mails == 1, "cut at {}: {outcome:?}", place * step);
        }
    }
}

/// The same over TLS, at some places, with and without a polite end.
#[test]
fn a_reply_cut_over_tls_is_not_a_success() {
    let device = Device::new(Service::over_tls());
    for (end, step) in [(End::Drop, 17), (End::CloseNotify, 19), (End::Reset, 41)] {
        for framing in [Framing::Chunked, Framing::Length, Framing::Close] {
            let reply = Fault { framing: Some(framing), ..Fault::default() };
            for (outcome, mails) in cut_everywhere(&device, &reply, ApiVersion::default(), end, step) {
                // Where the end of the connection is the end of the body, half a document is what came.
                let honest = matches!(outcome.reason, Reason::NoReply | Reason::IncompleteReply)
                    || framing == Framing::Close && outcome.reason == Reason::MalformedReply;
                assert!(honest && mails == 1, "{end:?}, {framing:?}: {outcome:?}");
            }
        }
    }
}

/// The reply to a send that was refused, cut at every byte: unknown until the status is there, from then on what the
/// status says; a body that is cut takes nothing back.
#[test]
fn a_refusal_cut_at_every_byte_is_one_from_its_status_on() {
    let device = Device::new(Service::over_tcp());
    for (status, kind, step) in
        [(401, Kind::Rejected, 1), (403, Kind::Rejected, 5), (429, Kind::Deferred, 3), (530, Kind::Deferred, 2)]
    {
        let reply = Fault { status: Some(status), ..Fault::default() };
        let seen = cut_everywhere(&device, &reply, ApiVersion::default(), End::Drop, step);
        let known = seen.iter().position(|(outcome, _)| outcome.http_status != 0).expect("a status");
        assert!(known * step <= "HTTP/1.1 401 Unauthorized\r\n".len() + step, "{status}: known at {known}");
        for (place, (outcome, mails)) in seen.iter().enumerate() {
            let wanted = if place < known { (Kind::Unknown, 0) } else { (kind, status) };
            assert_eq!((outcome.kind(), outcome.http_status, *mails), (wanted.0, wanted.1, 0), "{outcome:?}");
        }
    }
}

/// A 5xx that hid a send, cut at every byte: unknown throughout.
#[test]
fn a_failure_cut_at_every_byte_stays_unknown() {
    let device = Device::new(Service::over_tcp());
    for status in [500, 503] {
        let reply = Fault { status: Some(status), processed: true, ..Fault::default() };
        for (outcome, mails) in cut_everywhere(&device, &reply, ApiVersion::default(), End::Drop, 2) {
            assert_eq!((outcome.kind(), mails), (Kind::Unknown, 1), "{outcome:?}");
        }
    }
}

/// The service falls silent at places all over the reply, and the client gives up: unknown.
#[test]
fn a_silence_anywhere_in_the_reply_is_not_a_success() {
    for device in [Device::new(Service::over_tls()), Device::new(Service::over_tcp())] {
        for (index, bytes) in (0..900).step_by(75).enumerate() {
            let fault = Fault { stall_after: Some(bytes), ..Fault::default() };
            let (outcome, mails) = device.send(&fault, VERSIONS[index % 2], 200);
            assert_eq!((outcome.kind(), mails), (Kind::Unknown, 1), "silent after {bytes}: {outcome:?}");
        }
    }
}

/// Faults of many fields at once, from a seed: nothing hangs, nothing panics, and no outcome is a lie.
#[test]
fn faults_at_random_are_never_answered_with_a_lie() {
    let mut dice = Dice::new(0x5eed);
    let (shapes, replies) = (shapes(), replies());
    for (device, rounds) in [(Device::new(Service::over_tcp()), 1200), (Device::new(Service::over_tls()), 200)] {
        for _ in 0..rounds {
            let mut fault = replies[dice.below(replies.len())].clone();
            for _ in 0..dice.below(4) {
                fault = fault.overlaid(&shapes[dice.below(shapes.len())]);
            }
            fault.end = [End::Drop, End::CloseNotify, End::Reset][dice.below(3)];
            match dice.below(8) {
                0 => fault.cut_request_after = Some(dice.below(500)),
                1..=4 => fault.cut_reply_after = Some(dice.below(1300)),
                5 if dice.below(5) == 0 => fault.stall_after = Some(dice.below(1300)),
                _ => {}
            }
            // The assertion is in there.
            device.send(&fault, VERSIONS[dice.below(2)], dice.piece(600));
        }
    }
}
