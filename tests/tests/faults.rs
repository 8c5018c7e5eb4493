//! The fault campaign: messages over a network in memory, on which everything goes wrong by seeded schedules. What is
//! promised, whatever happens: no mail twice, no mail lost without a word, every attempt and every wait bounded.
//!
//! ```text
//! cargo test --release -p mailwire-tests --test faults                         # 10^4 schedules
//! FAULTS_SCHEDULES=1000000 cargo test --release -p mailwire-tests --test faults schedules -- --nocapture
//! FAULTS_SEED=4711 cargo test -p mailwire-tests --test faults schedules -- --nocapture     # one of them, told
//! ```

use std::time::Instant;

use mailwire_tests::dice::Dice;
use mailwire_tests::network::{Answer, End, Host, Message, Place, Processing, Service, Story, Trouble};
use mailwire_tests::wire::{FRAMINGS, Framing};

/// Schedules without a wish for more.
const SCHEDULES: u64 = 10_000;
/// The first seed, so that the schedules of a run follow each other.
const FIRST: u64 = 1;

/// The message of a seed and its troubles, which end some time.
fn told(seed: u64) -> Result<Story, String> {
    let mut dice = Dice::new(seed);
    let message = Message::drawn(&mut dice);
    let (mut left, is_hubspot) = (dice.below(6), message.service.is_hubspot());
    let mut troubles = std::iter::from_fn(|| {
        left = left.checked_sub(1)?;
        Some(Trouble::drawn(&mut dice, is_hubspot, message.host))
    });
    message.send(&mut troubles)
}

fn of_environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Random schedules: every one keeps every promise, and together they reach every kind of end.
#[test]
fn schedules_keep_every_promise() {
    if let Some(seed) = of_environment("FAULTS_SEED") {
        match told(seed) {
            Ok(story) => println!("{}", story.lines),
            Err(what) => panic!("{what}"),
        }
        return;
    }
    let (count, start) = (of_environment("FAULTS_SCHEDULES").unwrap_or(SCHEDULES), Instant::now());
    let mut total = Story::default();
    let (mut sent, mut in_doubt, mut unsent) = (0, 0, 0);
    for index in 0..count {
        let seed = FIRST + index;
        let story = told(seed).unwrap_or_else(|what| panic!("{what}\nagain: FAULTS_SEED={seed}"));
        total.attempts += story.attempts;
        total.mails += story.mails;
        total.bytes += story.bytes;
        for (total, kind) in total.kinds.iter_mut().zip(story.kinds) {
            *total += kind;
        }
        match (story.is_done, story.may_have_been_sent) {
            (true, _) => sent += 1,
            (_, true) => in_doubt += 1,
            _ => unsent += 1,
        }
        if (index + 1) % (count / 10).max(1) == 0 {
            println!("{} of {count} schedules, {} s", index + 1, start.elapsed().as_secs());
        }
    }
    let [accepted, rejected, deferred, unknown] = total.kinds;
    println!(
        "{count} schedules, {} attempts ({accepted} accepted, {rejected} rejected, {deferred} deferred, {unknown} \
         unknown), {} mails, {} bytes: {sent} known to be sent, {in_doubt} in doubt and said so, {unsent} known not to be",
        total.attempts, total.mails, total.bytes
    );
    let ends = [accepted, rejected, deferred, unknown, sent, in_doubt, unsent];
    assert!(count < 1000 || ends.iter().all(|end| *end > count as usize / 50), "every kind of end: {ends:?}");
}

/// Messages of every kind, each with a host by lot.
fn messages() -> impl Iterator<Item = Message> {
    let kinds = Service::ALL.into_iter().flat_map(|service| [(service, true), (service, false)]);
    kinds.filter(|(service, has_key)| service.is_hubspot() || !has_key).map(|(service, has_key)| {
        let drawn = Message::drawn(&mut Dice::new(service as u64));
        let schedule = mailwire::retry::Schedule { attempts: 3, ..mailwire::retry::Schedule::DEFAULT };
        Message { service, has_key, text: 0, buffer: 256, schedule, ..drawn }
    })
}

/// No request of [`messages`] is longer, so that the places up to here are all there are.
const REQUEST: usize = 720;
/// The same of their replies, but for those of a storm.
const REPLY: usize = 1000;

/// Sends with this trouble at first, and none after it.
fn once(message: &Message, trouble: &Trouble) -> Story {
    let story = message.send(&mut std::iter::once(trouble.clone())).unwrap_or_else(|what| panic!("{what}"));
    let (request, reply) = story.lengths;
    assert!(request < REQUEST && (reply < REPLY || trouble.most == 1), "{request}, {reply}");
    story
}

/// All of `choices` in the long mode; else the one whose turn it is at this byte.
fn in_turns<T: Copy>(at: usize, choices: &[T]) -> Vec<T> {
    let is_long = std::env::var("FAULTS_SCHEDULES").is_ok();
    if is_long { choices.to_vec() } else { vec![choices[at % choices.len()]] }
}

const ENDS: [End; 3] = [End::Closed, End::Reset, End::Silence];

/// At every byte of the request: the transport fails, the network loses the rest, the provider has seen enough.
#[test]
fn every_byte_of_the_request() {
    for message in messages() {
        // A place behind the end begins again at the front.
        for at in 0..REQUEST {
            let place = Some(Place(at));
            for (end, host) in
                ENDS.into_iter().flat_map(|end| in_turns(at, &Host::ALL).into_iter().map(move |host| (end, host)))
            {
                let message = message.by(host);
                let none = Trouble { end, most: 200, ..Trouble::none() };
                for passes_on in [false, host.tells_what_passed()] {
                    once(&message, &Trouble { write_fails: place, passes_on, ..none.clone() });
                }
                once(&message, &Trouble { lost_behind: place, ..none.clone() });
                once(&message, &Trouble { early: place, answer: Answer::Refused(429), ..none.clone() });
                once(&message, &Trouble { early: place, write_fails: Some(Place(at * 7)), ..none });
            }
        }
    }
}

/// At every byte of the reply, however it is framed: the connection ends, or the byte is none of a text.
#[test]
fn every_byte_of_the_reply() {
    let answers = [
        Answer::Own,
        Answer::Refused(429),
        Answer::Refused(401),
        Answer::Failed(503, Processing::Now),
        Answer::Failed(500, Processing::Never),
        Answer::Throttled(500),
    ];
    for message in messages() {
        for (framing, at) in FRAMINGS.into_iter().flat_map(|framing| (0..REPLY).map(move |at| (framing, at))) {
            let place = Some(Place(at));
            let message = message.by(Host::ALL[at % 3]);
            // What the provider did is cut at every byte, the other answers in turns.
            let others = in_turns(at, &answers[1..]);
            for answer in others.into_iter().chain([Answer::Own]) {
                let none = Trouble { framing, answer, interim: at % 2, most: 200, ..Trouble::none() };
                for end in in_turns(at / 3, &ENDS) {
                    let story = once(&message, &Trouble { cut: place, end, ..none.clone() });
                    // With a key the mail goes out in the end, whatever became of the first reply.
                    let ends_well = message.has_key && answer != Answer::Refused(401);
                    assert!(!ends_well || story.is_done && story.mails == 1, "{}", story.lines);
                }
                once(&message, &Trouble { garbled: place, ..none });
            }
        }
    }
}

/// Interim replies without end, and a network that gives a byte at a time and takes its time: nothing hangs.
#[test]
fn storms_and_slow_bytes_end() {
    for message in messages() {
        for host in Host::ALL {
            let message = Message { host, ..message.clone() };
            for (interim, is_done) in [(0, true), (8, true), (9, message.has_key), (5000, message.has_key)] {
                let trouble =
                    Trouble { interim, most: 1, slow_ms: 20, framing: Framing::Chunked(1), ..Trouble::none() };
                let story = once(&message, &trouble);
                assert_eq!((story.is_done, story.mails), (is_done, 1), "{}", story.lines);
            }
        }
    }
}
