//! Sections 7 and 10 of the specification as tables: a reply, or none, goes through the exchange, and the decision about
//! a repeat is the one of the table. And the sum of it: nobody gets two mails.

use std::collections::HashMap;

use mailwire::diagnosis::Diagnosis;
use mailwire::hubspot::{Account, ApiVersion, AuthorizationCode, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::{Dedupe, Operation};
use mailwire::outcome::{Kind, Outcome, Reason};
use mailwire::retry::{Decision, Schedule, Stop, decide};
use mailwire::{Event, Exchange, Wants};
use mailwire_tests::dice::Dice;
use mailwire_tests::specification::{Done, STATUSES};
use mailwire_tests::vectors::document;
use mailwire_tests::wire::{FRAMINGS, Framing, reply};

/// What happens to one attempt.
#[derive(Clone, Debug)]
enum Fate {
    /// So many bytes of the request leave, or all but one for a number larger than that, and the connection is lost.
    CutAfter(usize),
    /// The whole request leaves, and these bytes come back before the connection ends.
    Answer(Vec<u8>),
}

/// One attempt, and whether the whole request left.
fn attempt<'a>(account: &Account<'a>, operation: &dyn Operation<Account<'a>>, fate: &Fate) -> (Outcome, Vec<u8>) {
    let mut exchange = Exchange::new(account, operation);
    let length = exchange.check().expect("valid").request as usize;
    let (mut sent, mut buffer) = (Vec::new(), [0; 200]);
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer).expect("valid");
        let n = match fate {
            Fate::CutAfter(limit) => n.min((*limit).min(length - 1) - sent.len()),
            Fate::Answer(_) => n,
        };
        if n == 0 {
            return (exchange.outcome().clone(), sent);
        }
        sent.extend_from_slice(&buffer[..n]);
        exchange.advance(n).expect("as offered");
    }
    if let Fate::Answer(bytes) = fate {
        let mut input = &bytes[..];
        while let Ok(Event::Row(_)) = exchange.receive(&mut input) {}
        let _ = exchange.receive_end_of_stream();
    }
    (exchange.outcome().clone(), sent)
}

fn answered(operation: &dyn Operation<Account<'_>>, fate: &Fate) -> Outcome {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    attempt(&account, operation, fate).0
}

const KEY: Dedupe<'static> = Dedupe::Key { key: b"boiler-7-0042", place: "message.sendId", window_s: None };

/// A send with a key, and one without.
fn sends() -> [(SingleSend<'static>, Dedupe<'static>); 2] {
    let plain = SingleSend::new(7, "jane@customer.example").expect("valid");
    [(plain.send_id("boiler-7-0042").expect("valid"), KEY), (plain, Dedupe::None)]
}

/// The decision after the first attempt.
fn decided(outcome: &Outcome, dedupe: Dedupe<'_>) -> Decision {
    decide(outcome, 1, dedupe, 0xfeed, &Schedule::DEFAULT)
}

/// What a machine may do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repeat {
    /// Not.
    Never,
    /// It may try again.
    Yes,
    /// It may try again where the service takes no notice of a second one.
    WithKey,
}

fn assert_repeat(what: &str, fate: &Fate, want: Repeat) {
    for (send, dedupe) in sends() {
        assert_eq!(Operation::<Account<'_>>::dedupe(&send), dedupe);
        let outcome = answered(&send, fate);
        let decision = decided(&outcome, dedupe);
        let may = want == Repeat::Yes || want == Repeat::WithKey && dedupe.is_repeatable();
        assert_eq!(matches!(decision, Decision::After(_)), may, "{what}, {dedupe:?}: {decision:?} for {outcome:?}");
        if want == Repeat::WithKey && !may {
            assert_eq!(decision, Decision::Stop(Stop::MayHaveBeenSent), "{what}");
        }
    }
}

/// Bodies that come with a status: none, an envelope, a page, a text, and one that breaks off.
fn bodies(status: u16) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for framing in FRAMINGS {
        for body in [
            &b""[..],
            br#"{"status":"error","message":"no","correlationId":"c-1"}"#,
            br#"{"status":"success","statusId":"s-1"}"#,
            b"<html><head><title>no</title></head></html>",
            b"error code: 1016",
            br#"{"message":"no"#,
        ] {
            all.push(reply(status, "", body, framing));
        }
    }
    all.push(reply(status, "", b"{\"message\":\"no\"}", Framing::Sized)[..40].to_vec());
    all
}

/// Section 7: every status of failure, with and without a key. What needs a person is never repeated: 400 to 415, and
/// among what was surely not processed 525, 526 and 530.
#[test]
fn statuses() {
    for (status, done, may_succeed_later) in STATUSES {
        let want = match (done, status) {
            (_, 525 | 526 | 530) => Repeat::Never,
            (Done::Maybe, _) => Repeat::WithKey,
            (Done::No, _) if may_succeed_later => Repeat::Yes,
            _ => Repeat::Never,
        };
        for body in bodies(status) {
            assert_repeat(&status.to_string(), &Fate::Answer(body), want);
        }
    }
}

/// Section 7, the rows without a status: the connection, and a success that cannot be read.
#[test]
fn connections() {
    for cut in [0, 1, 100, usize::MAX] {
        assert_repeat(&format!("cut after {cut} bytes of the request"), &Fate::CutAfter(cut), Repeat::Yes);
    }
    let good = br#"{"statusId":"s-1","status":"PENDING"}"#;
    for framing in FRAMINGS {
        let whole = reply(200, "", good, framing);
        let end = if framing == Framing::UntilClose { whole.len() - 1 } else { whole.len() };
        for cut in 0..end {
            assert_repeat(
                &format!("cut after {cut} of the reply"),
                &Fate::Answer(whole[..cut].to_vec()),
                Repeat::WithKey,
            );
        }
        assert_repeat("a whole reply", &Fate::Answer(whole), Repeat::Never);
        for body in [
            "",
            "OK",
            "<html>",
            "{}",
            "[]",
            r#"{"status":"COMPLETE"}"#,
            r#"{"statusId":"s-1","status":"COMPLETE"}"#,
            r#"{"statusId":"s-1","status":"NEW"}"#,
        ] {
            assert_repeat(body, &Fate::Answer(reply(200, "", body.as_bytes(), framing)), Repeat::WithKey);
        }
    }
    assert_repeat("204", &Fate::Answer(reply(204, "", b"", Framing::Sized)), Repeat::WithKey);
    for broken in
        ["HTTP/1.1 200 OK\nX: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", "SSH-2.0-x\r\n"]
    {
        assert_repeat(broken, &Fate::Answer(broken.as_bytes().to_vec()), Repeat::WithKey);
    }
}

/// Section 6: every result, under a success and, as version 1 may send it, under a refusal or a failure.
#[test]
fn results() {
    let table = document("hubspot", "sendresults.json");
    for row in table["results"].as_array().expect("rows") {
        let value = row["value"].as_str().expect("a value");
        let want = if row["retry"] == "same-sendId-later" { Repeat::Yes } else { Repeat::Never };
        for status in [200, 400, 409, 500] {
            let body =
                serde_json::json!({"sendResult": value, "message": "x", "statusId": "s-1", "status": "COMPLETE"});
            let fate = Fate::Answer(reply(status, "", body.to_string().as_bytes(), Framing::Sized));
            assert_repeat(&format!("{value} under {status}"), &fate, want);
        }
    }
    let unknown = Fate::Answer(reply(200, "", br#"{"sendResult":"SOMETHING_NEW"}"#, Framing::Sized));
    assert_repeat("a result nobody knows", &unknown, Repeat::Never);
}

/// Section 10: the policies of a 429, and who else asks for a wait. The floor is kept by every seed, and what is above
/// it is at most the span of the schedule.
#[test]
fn waits() {
    /// The shortest wait in milliseconds, or why there is none.
    type Floor = Result<u32, Stop>;
    const NEVER: Floor = Err(Stop::WaitTooLong);
    let body = |policy: &str| format!(r#"{{"errorType":"RATE_LIMIT","policyName":"{policy}"}}"#);
    let rows: [(&str, u16, &str, String, Floor, Floor); 17] = [
        // What, status, fields, body; then the floor in ms at the first and at the second attempt.
        ("ten-secondly: 10 s times the attempt", 429, "", body("TEN_SECONDLY_ROLLING"), Ok(10_000), Ok(20_000)),
        ("secondly: 1 s", 429, "", body("SECONDLY"), Ok(1_000), Ok(1_000)),
        ("daily: not by waiting", 429, "", body("DAILY"), Err(Stop::DailyLimit), Err(Stop::DailyLimit)),
        ("no policy", 429, "", "{}".into(), Ok(60_000), Ok(60_000)),
        ("an unknown policy", 429, "", body("HOURLY"), Ok(60_000), Ok(60_000)),
        ("a page", 429, "", "<html>".into(), Ok(60_000), Ok(60_000)),
        (
            "Retry-After wins over a policy",
            429,
            "Retry-After: 3\r\n",
            body("TEN_SECONDLY_ROLLING"),
            Ok(3_000),
            Ok(3_000),
        ),
        ("Retry-After: 0", 429, "Retry-After: 0\r\n", "{}".into(), Ok(0), Ok(0)),
        ("Retry-After at the limit", 429, "Retry-After: 900\r\n", "{}".into(), Ok(900_000), Ok(900_000)),
        ("Retry-After above it", 429, "Retry-After: 901\r\n", "{}".into(), NEVER, NEVER),
        ("a date", 429, "Retry-After: Mon, 02 Nov 2026 09:17:27 GMT\r\n", "{}".into(), Ok(120_000), Ok(120_000)),
        ("migrating for a day", 477, "Retry-After: 86400\r\n", "{}".into(), NEVER, NEVER),
        ("migrating", 477, "", "{}".into(), Ok(60_000), Ok(60_000)),
        ("locked: 2 s", 423, "", "{}".into(), Ok(2_000), Ok(2_000)),
        ("overloaded, asked to wait", 503, "Retry-After: 30\r\n", "{}".into(), Ok(30_000), Ok(30_000)),
        ("overloaded", 503, "", "{}".into(), Ok(0), Ok(0)),
        ("throttled", 200, "", r#"{"sendResult":"THROTTLED"}"#.into(), Ok(0), Ok(0)),
    ];
    let spans = [5_000, 15_000];
    for (what, status, fields, body, first, second) in rows {
        let outcome = answered(&sends()[0].0, &Fate::Answer(reply(status, fields, body.as_bytes(), Framing::Sized)));
        for (attempt, want) in [(1, first), (2, second)] {
            let mut least = u32::MAX;
            for seed in 0..500 {
                match (decide(&outcome, attempt, KEY, seed, &Schedule::DEFAULT), want) {
                    (Decision::After(ms), Ok(floor)) => {
                        let most = floor + spans[usize::from(attempt) - 1];
                        assert!((floor..=most).contains(&ms), "{what}: {ms} ms at attempt {attempt}");
                        least = least.min(ms - floor);
                    }
                    (Decision::Stop(stop), Err(want)) => assert_eq!(stop, want, "{what}"),
                    (got, _) => panic!("{what}: {got:?} instead of {want:?}"),
                }
            }
            assert!(want.is_err() || least < 500, "{what}: the jitter goes down to the floor");
        }
        assert_eq!(
            decide(&outcome, 3, KEY, 0, &Schedule::DEFAULT),
            Decision::Stop(match first {
                Err(Stop::DailyLimit) => Stop::DailyLimit,
                _ => Stop::AttemptsUsedUp,
            })
        );
    }
    // Without a Date in the reply, a date is for a host that has a clock.
    let dated = b"HTTP/1.1 429 \r\nRetry-After: Mon, 02 Nov 2026 09:17:27 GMT\r\nContent-Length: 0\r\n\r\n".to_vec();
    let outcome = answered(&sends()[0].0, &Fate::Answer(dated));
    assert_eq!(decided(&outcome, KEY), Decision::Stop(Stop::AtDate));
}

/// A program that waits in line waits no longer than 30 s for anybody.
#[test]
fn waits_in_line() {
    for (seconds, want) in [(30, true), (31, false), (u64::from(u32::MAX), false), (u64::MAX, false)] {
        let http = reply(429, &format!("Retry-After: {seconds}\r\n"), b"{}", Framing::Sized);
        let outcome = answered(&sends()[0].0, &Fate::Answer(http));
        let decision = decide(&outcome, 1, KEY, 1, &Schedule::IN_LINE);
        assert_eq!(matches!(decision, Decision::After(30_000..=31_000)), want, "{seconds} s: {decision:?}");
        assert!(want || decision == Decision::Stop(Stop::WaitTooLong));
    }
}

/// A query and a refresh change nothing, so they are repeated where a send is not; a code works once.
#[test]
fn other_operations() {
    let status = SendStatus::new("s-1").expect("valid");
    let refresh = RefreshToken::new("i", "s", "r").expect("valid");
    let code = AuthorizationCode::new("i", "s", "c", "u").expect("valid");
    let operations: [(&dyn Operation<Account<'_>>, bool); 3] = [(&status, true), (&refresh, true), (&code, false)];
    for (operation, may) in operations {
        let dedupe = operation.dedupe();
        assert_eq!(dedupe.is_repeatable(), may);
        for unknown in [Fate::Answer(Vec::new()), Fate::Answer(reply(502, "", b"", Framing::Sized))] {
            let outcome = answered(operation, &unknown);
            assert_eq!(outcome.kind(), Kind::Unknown);
            assert_eq!(matches!(decided(&outcome, dedupe), Decision::After(_)), may);
        }
        let outcome = answered(operation, &Fate::CutAfter(9));
        assert!(matches!(decided(&outcome, dedupe), Decision::After(_)), "what was not sent may be sent");
    }
}

/// The rule of section 8.3: a token that has expired is refreshed once and the send repeated; one that never was valid
/// is not. Both are refusals for the machine: the diagnosis tells them apart.
#[test]
fn expired_and_never_valid() {
    for (expired, diagnosis) in
        [("2026-11-02T09:00:00Z", Diagnosis::TokenExpired), ("1970-01-01T00:00:00Z", Diagnosis::TokenNeverValid)]
    {
        let body = serde_json::json!({"category": "EXPIRED_AUTHENTICATION", "context": {"expire time": [expired]}});
        let outcome =
            answered(&sends()[0].0, &Fate::Answer(reply(401, "", body.to_string().as_bytes(), Framing::Sized)));
        assert_eq!((outcome.kind(), outcome.diagnosis), (Kind::Rejected, Some(diagnosis)));
        assert_eq!(decided(&outcome, KEY), Decision::Stop(Stop::Rejected));
    }
}

// ------------------------------------------------------------------------------------------------- simulation

/// A provider that sends at most one mail for each `sendId`, over a network that loses things. It is honest as section 7
/// has it: what it says was not done was not done.
struct Provider {
    dice: Dice,
    mails: HashMap<String, usize>,
    /// Mails without a key.
    unnamed: usize,
}

impl Provider {
    /// What becomes of the next attempt, before the request is there.
    fn cut(&mut self) -> Option<usize> {
        (self.dice.below(6) == 0).then(|| self.dice.below(700))
    }

    /// The request is there.
    fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let head = request.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head") + 4;
        let body: serde_json::Value = serde_json::from_slice(&request[head..]).expect("a whole body");
        let key = body["message"]["sendId"].as_str().map(str::to_owned);
        let framing = FRAMINGS[self.dice.below(FRAMINGS.len())];
        let pending = br#"{"statusId":"s-1","status":"PENDING"}"#;
        // Refused before anything was done, in the words of the table.
        match self.dice.below(24) {
            0 => return reply(429, "", br#"{"policyName":"SECONDLY"}"#, framing),
            1 => return reply(429, "Retry-After: 2\r\n", b"", framing),
            2 => return reply(477, "Retry-After: 86400\r\n", b"", framing),
            3 => return reply(423, "", b"{}", framing),
            4 => return reply(521, "", b"<html>", framing),
            5 => return reply(200, "", br#"{"sendResult":"THROTTLED"}"#, framing),
            6 => return reply(401, "", br#"{"category":"INVALID_AUTHENTICATION"}"#, framing),
            // A failure before anything was done, which looks like one after it.
            7..=9 => return reply([500, 502, 503, 504, 520, 524][self.dice.below(6)], "", b"{}", framing),
            10 => return Vec::new(),
            _ => {}
        }
        let is_new = match &key {
            Some(key) => {
                let sent = self.mails.entry(key.clone()).or_default();
                let is_new = *sent == 0;
                *sent += usize::from(is_new);
                is_new
            }
            None => {
                self.unnamed += 1;
                true
            }
        };
        let body = if is_new { &pending[..] } else { br#"{"sendResult":"IDEMPOTENT_IGNORE"}"# };
        let whole = reply(200, "", body, framing);
        // Done, and the answer gets lost on the way.
        match self.dice.below(8) {
            0 => Vec::new(),
            1 => whole[..self.dice.below(whole.len() - 1)].to_vec(),
            2 => reply([500, 502, 503, 504, 520, 524][self.dice.below(6)], "", b"", framing),
            3 => reply(200, "", b"<html>welcome to the portal</html>", framing),
            _ => whole,
        }
    }
}

/// One event is sent until the decision is to stop; the attempts, the last outcome and why it stopped.
fn run(provider: &mut Provider, send: &SingleSend<'_>, schedule: &Schedule, seed: u32) -> (u8, Outcome, Stop) {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    let dedupe = Operation::<Account<'_>>::dedupe(send);
    for number in 1..=u8::MAX {
        let cut = provider.cut();
        let fate = match cut {
            Some(bytes) => Fate::CutAfter(bytes),
            None => {
                let (_, request) = attempt(&account, send, &Fate::Answer(Vec::new()));
                Fate::Answer(provider.answer(&request))
            }
        };
        let (outcome, _) = attempt(&account, send, &fate);
        match decide(&outcome, number, dedupe, seed, schedule) {
            Decision::Stop(stop) => return (number, outcome, stop),
            Decision::After(_) => {
                let is_safe = outcome.kind() != Kind::Unknown || dedupe.is_repeatable();
                assert!(is_safe && !matches!(outcome.kind(), Kind::Accepted | Kind::Rejected), "{outcome:?}");
            }
        }
    }
    panic!("no end of attempts")
}

/// 10,000 events with a key and as many without, each driven by `decide` alone: never two mails, attempts bounded, an
/// event that says "accepted" has its one mail, and one that says it surely was not done has none. Without a key an
/// unknown outcome is the last.
#[test]
fn nobody_gets_two_mails() {
    let mut stops: HashMap<(bool, Stop), usize> = HashMap::new();
    let mut repeats = 0;
    for seed in 0..10_000u32 {
        for has_key in [true, false] {
            let mut provider = Provider { dice: Dice::new(u64::from(seed)), mails: HashMap::new(), unnamed: 0 };
            let key = format!("boiler-7-{seed}");
            let versions = ApiVersion::ALL;
            let mut send = SingleSend::new(7, "jane@customer.example").expect("valid");
            send = send.version(versions[seed as usize % versions.len()]);
            if has_key {
                send = send.send_id(&key).expect("valid");
            }
            let schedule = Schedule { attempts: 1 + (seed % 6) as u8, ..Schedule::DEFAULT };
            let (attempts, outcome, stop) = run(&mut provider, &send, &schedule, seed);
            let mails = provider.unnamed + provider.mails.values().sum::<usize>();
            let what = format!("seed {seed}, {has_key}: {mails} mails, {attempts} attempts, {stop}, {outcome:?}");
            assert!(mails <= 1, "{what}");
            assert!(attempts <= schedule.attempts, "{what}");
            match outcome.kind() {
                Kind::Accepted => assert_eq!(mails, 1, "{what}"),
                // With a key an earlier attempt may have done what this one says it has not.
                Kind::Rejected | Kind::Deferred => assert!(has_key || mails == 0, "{what}"),
                Kind::Unknown => {}
            }
            assert!(has_key || outcome.kind() != Kind::Unknown || stop == Stop::MayHaveBeenSent, "{what}");
            *stops.entry((has_key, stop)).or_default() += 1;
            repeats += usize::from(attempts > 1);
        }
    }
    // The runs did go through what they are to show.
    for stop in [Stop::Done, Stop::Rejected, Stop::AttemptsUsedUp, Stop::WaitTooLong] {
        assert!(stops[&(true, stop)] > 100 && stops[&(false, stop)] > 100, "{stops:?}");
    }
    assert!(stops[&(false, Stop::MayHaveBeenSent)] > 1000, "{stops:?}");
    assert!(!stops.contains_key(&(true, Stop::MayHaveBeenSent)), "{stops:?}");
    assert!(repeats > 5000, "{repeats} runs with a repeat");
}

/// Every reason leads to a decision of its kind.
#[test]
fn every_reason_decides() {
    for reason in Reason::ALL {
        let mut outcome = answered(&sends()[0].0, &Fate::CutAfter(1));
        outcome.reason = *reason;
        let [with_key, without] = [KEY, Dedupe::None].map(|dedupe| decided(&outcome, dedupe));
        match reason.kind() {
            Kind::Accepted | Kind::Rejected => {
                assert_eq!(with_key, without);
                assert!(matches!(with_key, Decision::Stop(Stop::Done | Stop::Rejected)), "{reason}");
            }
            Kind::Deferred => assert_eq!(with_key, without, "{reason}: a key changes nothing where nothing was done"),
            _ => assert_eq!(without, Decision::Stop(Stop::MayHaveBeenSent), "{reason}"),
        }
    }
}
