//! What may go wrong with one attempt.

use super::host::Host;
use crate::dice::Dice;
use crate::wire::{FRAMINGS, Framing};

/// A place in bytes of a length that is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub usize);

impl Place {
    /// The place in `length` bytes: before the first one, behind the last one, or between two.
    pub fn of(self, length: usize) -> usize {
        self.0 % (length + 1)
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The other side closes its half.
    Closed,
    /// It is reset.
    Reset,
    /// Nothing comes any more, until the host gives up.
    Silence,
}

/// When a request that was answered with a failure is processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processing {
    /// Before the answer.
    Now,
    /// After the answer, and perhaps after the next request.
    Later,
    /// Not at all.
    Never,
}

/// What the provider answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What it did.
    Own,
    /// A status of refusal; the request is not processed.
    Refused(u16),
    /// A status that hides whether it was.
    Failed(u16, Processing),
    /// It was processed, and the answer has this status and body.
    Replaced(u16, &'static str),
    /// It was taken, but not done: too many at once. From a provider that has no such answer it is a 429.
    Throttled(u16),
}

/// What goes wrong with one attempt. `Trouble::none()` is nothing.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The answer.
    pub answer: Answer,
    /// Its Retry-After.
    pub retry_after: Option<&'static str>,
    /// How many interim replies come before it.
    pub interim: usize,
    /// How its body ends.
    pub framing: Framing,
    /// The transport of the host fails when it has taken so many bytes of the request.
    pub write_fails: Option<Place>,
    /// The write that fails has passed its bytes on all the same.
    pub passes_on: bool,
    /// What comes behind so many bytes of the request is lost on its way.
    pub lost_behind: Option<Place>,
    /// The provider refuses when so many bytes of the request have come, and reads no more.
    pub early: Option<Place>,
    /// The connection ends when so many bytes of the reply have come.
    pub cut: Option<Place>,
    /// This byte of the reply is one that no text has.
    pub garbled: Option<Place>,
    /// How the connection ends, where it ends too early.
    pub end: End,
    /// The most bytes that pass in one call.
    pub most: usize,
    /// How long a call takes, in milliseconds.
    pub slow_ms: u64,
    /// The request is processed when the host is gone.
    pub late: bool,
}

/// Statuses under which nothing was done, of any provider.
const REFUSALS: [u16; 13] = [307, 400, 401, 403, 404, 405, 409, 413, 415, 423, 429, 451, 477];
/// The same from the edge of HubSpot, which does not reach the service.
const EDGE: [u16; 6] = [521, 522, 523, 525, 526, 530];
/// Statuses that hide whether something was done.
const FAILURES: [u16; 7] = [500, 501, 502, 503, 504, 520, 524];
/// Bodies under a status of success that say nothing.
const BODIES: [&str; 8] = [
    "",
    " ",
    "{}",
    "null",
    "OK",
    "<html><title>Just a moment</title></html>",
    "{\"statusId\":\"s-1\",\"status\":\"PENDI",
    "<methodResponse><item><methodName>transactional.sendtransaction</methodName>",
];
const WAITS: [&str; 7] = ["0", "1", "7", "120", "4000", "Mon, 02 Nov 2026 09:16:27 GMT", "soon"];

impl Trouble {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Trouble {
            answer: Answer::Own,
            retry_after: None,
            interim: 0,
            framing: Framing::Sized,
            write_fails: None,
            passes_on: false,
            lost_behind: None,
            early: None,
            cut: None,
            garbled: None,
            end: End::Closed,
            most: usize::MAX,
            slow_ms: 0,
            late: false,
        }
    }

    /// Whether an attempt with it succeeds: it changes how the bytes come, and not what they say.
    pub fn is_harmless(&self) -> bool {
        let changes = [self.write_fails, self.lost_behind, self.early, self.cut, self.garbled];
        self.answer == Answer::Own && !self.late && changes.iter().all(Option::is_none) && self.interim <= 8
    }

    /// Everything at once, by lot, for a host of this kind.
    pub fn drawn(dice: &mut Dice, is_hubspot: bool, host: Host) -> Self {
        let mut trouble = Trouble::none();
        // A byte at a time is slow to try, so it comes seldom.
        trouble.most =
            [1, 3, 17, 17, 50, 50, 200, 200, 200, 200, 600, 600, usize::MAX, usize::MAX, usize::MAX, usize::MAX]
                [dice.below(16)];
        trouble.slow_ms = [0, 0, 1, 20][dice.below(4)];
        trouble.framing = FRAMINGS[dice.below(FRAMINGS.len())];
        trouble.end = [End::Closed, End::Reset, End::Silence][dice.below(3)];
        trouble.interim = [0, 0, 0, 0, 0, 1, 2, 8, 9, 40][dice.below(10)];
        trouble.answer = Self::answer(dice, is_hubspot);
        if dice.below(4) == 0 {
            trouble.retry_after = Some(WAITS[dice.below(WAITS.len())]);
        }
        let place = Place(dice.roll() as usize);
        match dice.below(8) {
            0 => {
                trouble.write_fails = Some(place);
                trouble.passes_on = host.tells_what_passed() && dice.below(2) == 0;
            }
            1 => trouble.lost_behind = Some(place),
            2 => {
                trouble.early = Some(place);
                trouble.write_fails = (dice.below(2) == 0).then(|| Place(dice.roll() as usize));
            }
            3 => trouble.late = true,
            _ => {}
        }
        let place = Place(dice.roll() as usize);
        match dice.below(4) {
            0 => trouble.cut = Some(place),
            1 => trouble.garbled = Some(place),
            _ => {}
        }
        trouble
    }

    fn answer(dice: &mut Dice, is_hubspot: bool) -> Answer {
        let processing = [Processing::Now, Processing::Later, Processing::Never][dice.below(3)];
        match dice.below(10) {
            0 | 1 => Answer::Refused(REFUSALS[dice.below(REFUSALS.len())]),
            // Limits and a migration are what comes most often.
            2 => Answer::Refused([429, 477][dice.below(2)]),
            3 if is_hubspot => Answer::Refused(EDGE[dice.below(EDGE.len())]),
            3 | 4 => Answer::Failed(FAILURES[dice.below(FAILURES.len())], processing),
            5 => Answer::Replaced([200, 202, 204][dice.below(3)], BODIES[dice.below(BODIES.len())]),
            6 => Answer::Throttled([200, 400, 500][dice.below(3)]),
            _ => Answer::Own,
        }
    }
}
