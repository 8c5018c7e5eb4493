//! One message on its way: attempts until there is nothing left to decide, and whether all that was said is true.

use std::fmt::Write as _;

use mailwire::bluehornet::{self, Argument, Batch, Call, ResponseType};
use mailwire::hubspot::{self, ApiVersion, SingleSend};
use mailwire::operation::{AnyAccount, Dedupe, Operation};
use mailwire::outcome::{Kind, Outcome};
use mailwire::retry::{Decision, Schedule, Stop, decide};
use mailwire::{Exchange, exchange};

use super::host::Host;
use super::link::{Clock, Link};
use super::provider::{Provider, Service};
use super::trouble::Trouble;
use crate::dice::Dice;

/// A message, and who sends it how often.
#[derive(Clone, Debug)]
pub struct Message {
    /// To whom.
    pub service: Service,
    /// With a dedupe key, where the provider has one.
    pub has_key: bool,
    /// By which program.
    pub host: Host,
    /// Through a buffer of so many bytes.
    pub buffer: usize,
    /// A text of so many characters.
    pub text: usize,
    /// The plan of attempts.
    pub schedule: Schedule,
    /// What the waits depend on.
    pub seed: u32,
}

/// What became of a message.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// How many attempts.
    pub attempts: usize,
    /// How many of them came to what is accepted, rejected, deferred, unknown.
    pub kinds: [usize; 4],
    /// The mails.
    pub mails: usize,
    /// The host knows that it was sent.
    pub is_done: bool,
    /// An attempt may have sent it, as far as the host knows.
    pub may_have_been_sent: bool,
    /// Bytes that went over connections.
    pub bytes: usize,
    /// Bytes of the request, and of the longest reply.
    pub lengths: (usize, usize),
    /// What happened, line by line.
    pub lines: String,
}

/// More time than any attempt takes: patience, and a call for each byte.
const LONGEST_ATTEMPT: u64 = 600_000;

impl Message {
    /// One by lot, whose schedule allows up to six attempts.
    pub fn drawn(dice: &mut Dice) -> Self {
        let service = Service::ALL[dice.below(4)];
        let schedule = if dice.below(2) == 0 { Schedule::DEFAULT } else { Schedule::IN_LINE };
        Message {
            service,
            has_key: service.is_hubspot() && dice.below(3) != 0,
            host: Host::ALL[dice.below(3)],
            buffer: [19, 64, 64, 256, 256, 1024, 1024, 4096][dice.below(8)],
            text: [0, 10, 300][dice.below(3)],
            schedule: Schedule { attempts: 1 + dice.below(6) as u8, ..schedule },
            seed: dice.roll() as u32,
        }
    }

    /// The same with another host.
    pub fn by(&self, host: Host) -> Self {
        Message { host, ..self.clone() }
    }

    /// Sends it, each attempt with the trouble that comes, and those behind the last one without any.
    ///
    /// # Errors
    /// A promise that was broken, and the story up to there.
    pub fn send(&self, troubles: &mut dyn Iterator<Item = Trouble>) -> Result<Story, String> {
        let text = "Boiler 7: 96 °C ".repeat(self.text.div_ceil(16));
        if self.service.is_hubspot() {
            let custom = [("alert", text.as_str())];
            let account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
            let version = if self.service == Service::HubSpotV1 { ApiVersion::V1 } else { ApiVersion::default() };
            let send = SingleSend::new(7, "jane@customer.example").expect("valid").version(version).custom(&custom);
            let send = if self.has_key { send.send_id("boiler-7-0042").expect("a key") } else { send };
            return self.attempts(&account, &send, Operation::<hubspot::Account<'_>>::dedupe(&send), troubles);
        }
        let arguments = [
            Argument::new("email", "jane@customer.example"),
            Argument::new("template_id", "7"),
            Argument::new("alert", &*text),
        ];
        let calls = [Call::custom("transactional.sendTransaction", &arguments).expect("a name")];
        let batch = Batch::new(&calls);
        let account = bluehornet::Account::new("EXAMPLE-KEY", "EXAMPLE-SECRET").expect("valid");
        let account = match self.service {
            Service::BlueHornetPhp => account.response_type(ResponseType::Php),
            _ => account,
        };
        self.attempts(&account, &batch, Operation::<bluehornet::Account<'_>>::dedupe(&batch), troubles)
    }

    fn attempts<A: AnyAccount>(
        &self,
        account: &A,
        operation: &dyn Operation<A>,
        dedupe: Dedupe<'_>,
        troubles: &mut dyn Iterator<Item = Trouble>,
    ) -> Result<Story, String> {
        let length = exchange::measure(Exchange::new(account, operation).request()).expect("valid").request as usize;
        let (mut provider, clock) = (Provider::new(self.service), Clock::new(0));
        let (mut story, mut buffer) = (Story::default(), vec![0; self.buffer]);
        let _ = writeln!(story.lines, "{self:?}, a request of {length} bytes");
        loop {
            let trouble = troubles.next().unwrap_or_else(Trouble::none);
            story.attempts += 1;
            if self.seed.rotate_left(story.attempts as u32) & 1 == 0 {
                provider.catch_up();
            }
            let (before, start) = (provider.mails(), clock.get());
            let mut link = Link::new(&mut provider, &trouble, &clock, length);
            let outcome = self.host.attempt(account, operation, &mut link, &mut buffer);
            let (calls, bytes, has_arrived) = (link.calls(), link.bytes(), link.close());
            story.bytes += bytes;
            story.lengths = (length, story.lengths.1.max(link.reply_length()));
            let made = provider.mails() - before;
            let decision = decide(&outcome, story.attempts as u8, dedupe, self.seed, &self.schedule);
            let _ = writeln!(
                story.lines,
                "{trouble:?}\n  arrived: {has_arrived}, mails: {made} of {}, {} {}, {decision:?}",
                provider.mails(),
                outcome.kind(),
                outcome.reason
            );
            let promises = self.of_attempt(&outcome, &trouble, made, provider.mails(), has_arrived);
            let is_bounded = calls <= 2 * bytes + 8 && clock.get() - start <= LONGEST_ATTEMPT;
            let promises = promises.and(if is_bounded { Ok(()) } else { Err("an attempt is bounded") });
            story.kinds[outcome.kind() as usize] += 1;
            story.may_have_been_sent |= outcome.kind() == Kind::Unknown;
            promises.and(self.of_decision(&decision, &story, dedupe, &outcome)).map_err(|what| told(what, &story))?;
            match decision {
                Decision::After(wait) => clock.set(clock.get() + u64::from(wait)),
                Decision::Stop(stop) => {
                    provider.catch_up();
                    story.mails = provider.mails();
                    story.is_done = stop == Stop::Done;
                    return self.of_end(&story).map_err(|what| told(what, &story)).map(|()| story);
                }
            }
        }
    }

    /// What one attempt says is true.
    fn of_attempt(
        &self,
        outcome: &Outcome,
        trouble: &Trouble,
        made: usize,
        mails: usize,
        has_arrived: bool,
    ) -> Result<(), &'static str> {
        let is_true = match outcome.kind() {
            Kind::Accepted => mails == 1,
            Kind::Rejected | Kind::Deferred => made == 0,
            Kind::Unknown => made <= 1,
        };
        let is_good = !trouble.is_harmless() || outcome.kind() == Kind::Accepted;
        let is_whole = made == 0 || has_arrived;
        match (is_true, is_good, is_whole) {
            (false, ..) => Err("an outcome is true"),
            (_, false, _) => Err("an attempt without trouble is accepted"),
            (.., false) => Err("a part of a request is not processed"),
            _ => Ok(()),
        }
    }

    /// The decision is one that the schedule and the provider allow.
    fn of_decision(
        &self,
        decision: &Decision,
        story: &Story,
        dedupe: Dedupe<'_>,
        outcome: &Outcome,
    ) -> Result<(), &'static str> {
        let Decision::After(wait) = *decision else { return Ok(()) };
        let longest = self.schedule.longest_ms.max(self.schedule.rate_limit_ms).max(10_000 * story.attempts as u32);
        match outcome.kind() {
            _ if story.attempts >= usize::from(self.schedule.attempts) => Err("attempts are bounded"),
            _ if wait > longest + self.schedule.cap_ms => Err("waits are bounded"),
            Kind::Accepted | Kind::Rejected => Err("what is decided is not repeated"),
            Kind::Unknown if !dedupe.is_repeatable() => Err("without a key nothing unknown is repeated"),
            _ => Ok(()),
        }
    }

    /// Once, or the host knows why not.
    fn of_end(&self, story: &Story) -> Result<(), &'static str> {
        match (story.mails, story.is_done) {
            (2.., _) => Err("no mail is sent twice"),
            (0, true) => Err("what is done was sent"),
            (1, false) if !story.may_have_been_sent => Err("what was sent is done, or unknown"),
            _ => Ok(()),
        }
    }
}

fn told(promise: &str, story: &Story) -> String {
    format!("broken: {promise}\n{}", story.lines)
}
