//! One exchange, its verbs called in any order with buffers of any size, over a reply in any pieces. A model of a few lines
//! says what each verb must answer; the bytes on the wire are always those of the request; what is said of the message is never
//! more than is known; and where everything arrived the outcome is that of a plain run.

use mailwire::bluehornet::{self, Argument, Batch};
use mailwire::error::{Limit, Misuse};
use mailwire::hubspot::{self, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::outcome::{Kind, Outcome, Reason};
use mailwire::{Error, Event, Exchange, Wants};

use crate::cuts::{Choices, Cut};
use crate::replies::{Value, Values, texts_are_whole};

/// The last byte chooses the operation, up to 64 pairs of bytes before it are verbs; the rest is the reply.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let which = choices.byte();
    let mut verbs = Vec::new();
    while verbs.len() < 64 {
        match (choices.byte(), choices.byte()) {
            // So a reply with a few bytes behind it is an input.
            (0, _) => break,
            verb => verbs.push(verb),
        }
    }
    let reply = choices.document();
    with_operation(which, Run { verbs, reply });
}

/// What is done with an exchange of any provider.
struct Run<'r> {
    verbs: Vec<(u8, u8)>,
    reply: &'r [u8],
}

fn with_operation(which: u8, run: Run<'_>) {
    let account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    match which % 6 {
        0 => {
            let send = SingleSend::new(7, "jane@customer.example").expect("valid").send_id("k-1").expect("valid");
            run.over(&account, &send.custom(&[("alert", "\"96 °C\"\n")]));
        }
        1 => run.over(&account, &SendStatus::new("s/1 %").expect("valid")),
        2 => run.over(&account, &RefreshToken::new("id", "secret & more", "token").expect("valid")),
        which => {
            let account = bluehornet::Account::new("key", "s<&>").expect("valid").no_halt(which == 4);
            let is_php = which == 5;
            let account = account.response_type(if is_php {
                bluehornet::ResponseType::Php
            } else {
                bluehornet::ResponseType::Xml
            });
            let send = [Argument::new("email", "jane@customer.example"), Argument::new("template_id", 7_i64)];
            let check = [Argument::new("email", "<&>]]>")];
            let calls = [
                bluehornet::Call::new("transactional.sendTransaction", &send).expect("a method"),
                bluehornet::Call::new("utilities.checkEmail", &check).expect("a method"),
            ];
            run.over(&account, &Batch::new(if which == 3 { &calls[..1] } else { &calls }));
        }
    }
}

/// What an exchange must answer, from what was done so far.
struct Model {
    request: Vec<u8>,
    is_measured: bool,
    sent: usize,
    offered: usize,
    has_ended: bool,
    is_complete: bool,
    consumed: usize,
    /// How much of the reply was given; where it is at fault that is more than was consumed.
    given: usize,
    /// Every byte of the reply came when the whole request was handed over.
    is_in_order: bool,
    values: Values,
    calls: usize,
}

impl Model {
    fn wants(&self) -> Wants {
        match self.has_ended {
            true => Wants::Nothing,
            false if self.is_measured && self.sent == self.request.len() => Wants::Receive,
            false => Wants::Transmit,
        }
    }
}

impl Run<'_> {
    fn over<A: AnyAccount>(self, account: &A, operation: &dyn Operation<A>) {
        let request = written(account, operation);
        let mut exchange = Exchange::new(account, operation);
        let mut model = Model {
            request,
            is_measured: false,
            sent: 0,
            offered: 0,
            has_ended: false,
            is_complete: false,
            consumed: 0,
            given: 0,
            is_in_order: true,
            values: Values::default(),
            calls: 0,
        };
        for (verb, size) in &self.verbs {
            let size = usize::from(*size);
            match verb % 8 {
                0 => transmit(&mut exchange, &mut model, 4096),
                1 => transmit(&mut exchange, &mut model, size),
                2 => advance(&mut exchange, &mut model, size),
                3 => {
                    let offered = model.offered;
                    advance(&mut exchange, &mut model, offered);
                }
                4 => self.receive(&mut exchange, &mut model, 1 + size),
                5 => self.receive(&mut exchange, &mut model, usize::MAX),
                6 => self.receive(&mut exchange, &mut model, size % 3),
                _ => self.end_of_stream(&mut exchange, &mut model),
            }
            assert_eq!(exchange.wants(), model.wants());
            says_no_more_than_is_known(&exchange.outcome(), &model);
        }
        if model.has_ended {
            texts_are_whole(&exchange.outcome());
            self.is_as_in_a_plain_run(&exchange, &model, account, operation);
        }
    }

    fn receive<A: AnyAccount>(&self, exchange: &mut Exchange<'_, A>, model: &mut Model, most: usize) {
        let piece = &self.reply[model.consumed..];
        let piece = &piece[..most.min(piece.len())];
        if !model.has_ended && model.sent > 0 {
            model.given = model.consumed + piece.len();
        }
        let mut input = piece;
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps <= 3 * piece.len() + 8, "it does not get on");
            let before = input.len();
            let answer = exchange.receive(&mut input);
            let consumed = before - input.len();
            model.consumed += consumed;
            model.is_in_order &= model.sent == model.request.len() || consumed == 0;
            if model.sent == 0 {
                assert_eq!((answer, consumed), (Err(Error::Misuse(Misuse::NothingSent)), 0));
                return;
            }
            if model.has_ended {
                let wanted = if model.is_complete { Ok(Event::Complete) } else { Err(Error::Misuse(Misuse::Ended)) };
                assert_eq!((answer, consumed), (wanted, 0), "after the end");
                return;
            }
            match answer {
                Ok(Event::NeedMore) => {
                    assert!(input.is_empty(), "more is wanted with input left");
                    return;
                }
                Ok(Event::Row(row)) => model.values.take(&row, &exchange.path().to_string()),
                Ok(Event::Call) => {
                    assert!(exchange.call().is_some_and(|call| call.number > 0));
                    model.calls += 1;
                }
                Ok(Event::Complete) => {
                    (model.has_ended, model.is_complete) = (true, true);
                    return;
                }
                Err(Error::Peer { offset, .. }) => {
                    assert!(offset as usize <= model.consumed);
                    model.has_ended = true;
                    // A body that cannot be read may be whole all the same: asking again tells.
                    model.is_complete = exchange.receive(&mut input) == Ok(Event::Complete);
                    return;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }

    fn end_of_stream<A: AnyAccount>(&self, exchange: &mut Exchange<'_, A>, model: &mut Model) {
        let before = exchange.outcome();
        let answer = exchange.receive_end_of_stream();
        if model.has_ended {
            assert_eq!((answer, exchange.outcome()), (Ok(()), before), "after the end");
            return;
        }
        assert!(matches!(answer, Ok(()) | Err(Error::Peer { .. })), "{answer:?}");
        model.is_in_order &= model.sent == model.request.len();
        model.has_ended = true;
        model.is_complete = exchange.receive(&mut [].as_slice()) == Ok(Event::Complete);
    }

    /// The outcome of the same bytes in one piece, after the whole request.
    fn is_as_in_a_plain_run<A: AnyAccount>(
        &self,
        exchange: &Exchange<'_, A>,
        model: &Model,
        account: &A,
        operation: &dyn Operation<A>,
    ) {
        if !model.is_in_order || model.sent < model.request.len() {
            return;
        }
        let received = &self.reply[..model.given];
        let (outcome, values, calls, unanswered) = plain(account, operation, received);
        assert_eq!(exchange.outcome(), outcome, "another outcome than in a plain run");
        assert_eq!((&model.values.0, model.calls), (&values, calls), "other rows than in a plain run");
        assert_eq!(exchange.unanswered().collect::<Vec<_>>(), unanswered);
    }
}

/// The whole request.
fn written<A: AnyAccount>(account: &A, operation: &dyn Operation<A>) -> Vec<u8> {
    let mut exchange = Exchange::new(account, operation);
    let mut request = vec![0; exchange.check().expect("valid").request as usize];
    assert_eq!(exchange.transmit(&mut request), Ok(request.len()), "its length was told before");
    request
}

type Plain = (Outcome, Vec<Value>, usize, Vec<(u16, Reason)>);

/// The whole request, then the reply byte by byte, then the end of the stream.
fn plain<A: AnyAccount>(account: &A, operation: &dyn Operation<A>, reply: &[u8]) -> Plain {
    let mut exchange = Exchange::new(account, operation);
    let mut buffer = [0; 4096];
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer).expect("valid");
        exchange.advance(n).expect("as offered");
    }
    let (mut values, mut calls) = (Values::default(), 0);
    'reply: for piece in Cut::Everywhere.pieces(reply) {
        let mut input = piece;
        loop {
            match exchange.receive(&mut input) {
                Ok(Event::NeedMore) => break,
                Ok(Event::Row(row)) => values.take(&row, &exchange.path().to_string()),
                Ok(Event::Call) => calls += 1,
                Ok(Event::Complete) | Err(_) => break 'reply,
            }
        }
    }
    // Nothing, where the reply is complete.
    let _ = exchange.receive_end_of_stream();
    (exchange.outcome(), values.0, calls, exchange.unanswered().collect())
}

fn transmit<A: AnyAccount>(exchange: &mut Exchange<'_, A>, model: &mut Model, size: usize) {
    let mut out = vec![0xaa; size];
    let answer = exchange.transmit(&mut out);
    if model.wants() != Wants::Transmit {
        assert_eq!(answer, Ok(0));
        return;
    }
    if size == 0 {
        assert!(matches!(answer, Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 })), "{answer:?}");
        return;
    }
    let wanted = &model.request[model.sent..model.request.len().min(model.sent + size)];
    assert_eq!(answer, Ok(wanted.len()));
    assert_eq!(&out[..wanted.len()], wanted, "other bytes than those of the request");
    (model.is_measured, model.offered) = (true, wanted.len());
}

fn advance<A: AnyAccount>(exchange: &mut Exchange<'_, A>, model: &mut Model, n: usize) {
    let answer = exchange.advance(n);
    let wanted = match n {
        0 => Ok(()),
        _ if model.has_ended => Err(Error::Misuse(Misuse::Ended)),
        _ if n > model.offered => Err(Error::Misuse(Misuse::AdvancedTooFar)),
        _ => {
            model.sent += n;
            model.offered -= n;
            Ok(())
        }
    };
    assert_eq!(answer, wanted);
}

/// What an outcome may say, by what went over the wire.
fn says_no_more_than_is_known(outcome: &Outcome, model: &Model) {
    let is_handed_over = model.sent == model.request.len();
    if outcome.http_status == 0 {
        let wanted = if is_handed_over { Kind::Unknown } else { Kind::Deferred };
        assert_eq!(outcome.kind(), wanted, "without a status: {outcome:?}");
        assert!(is_handed_over || outcome.reason == Reason::NotSent);
    } else {
        assert!(model.sent > 0 && (200..=999).contains(&outcome.http_status));
        if outcome.http_status < 300 && !model.has_ended {
            assert_eq!(outcome.reason, Reason::IncompleteReply, "decided before the end");
        }
        if outcome.http_status < 300 && !model.is_complete {
            assert_eq!(outcome.kind(), Kind::Unknown, "decided without the end: {outcome:?}");
        }
    }
}
