//! W5: a JSON reply: by the scanner, into the answer that all parsers fill; and by the reader of an exchange, to an
//! outcome: texts copied into bounded room, credentials masked, the case decided and diagnosed.

use mailwire::hubspot::{Account, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::{Outcome, Reason};
use mailwire::reply::Reply;
use mailwire::text::json::{Scanner, Token};

use crate::answers::JsonReply;
use crate::contender::{Answer, Contender};
use crate::samples::TOKEN;

/// The scanner and the answer of all.
pub fn scanner(text: &'static [u8]) -> Contender {
    Contender::new("mailwire", JsonReply::<&[u8]>::default(), move |reply| {
        *reply = JsonReply::default();
        let (mut scanner, mut input) = (Scanner::new(), text);
        let (mut parent, mut name): (&[u8], &[u8]) = (b"", b"");
        loop {
            let token = scanner.next(&mut input).expect("JSON");
            let within = (scanner.depth() > 1).then_some(parent);
            match token {
                Token::More => break,
                Token::Key(key, _) => name = key,
                Token::Text(value, _) => reply.text(within, name, value),
                Token::Number(digits, _) => reply.number(within, name, digits),
                Token::Object if scanner.depth() == 2 => parent = name,
                _ => {}
            }
        }
        scanner.finish().expect("a whole document");
    })
}

/// The reader of an exchange, at the request level.
pub fn outcome(text: &'static [u8], status: u16, expected: Vec<u8>) -> Contender {
    let account = Account::bearer(TOKEN).expect("a token");
    let send = SingleSend::new(7, "jdoe@example.com").expect("valid");
    Contender::new("mailwire, to an outcome", Decided(None), move |decided| {
        let mut reply = Reply::new(send.reader(&account));
        reply.request_sent();
        reply.status(status);
        reply.head_end();
        let mut input = text;
        assert!(reply.body(&mut input, 0).is_none());
        reply.end(text.len() as u32).expect("readable");
        decided.0 = Some(reply.outcome().clone());
    })
    .expecting(expected)
}

struct Decided(Option<Outcome>);

impl Answer for Decided {
    fn rendered(&self) -> Vec<u8> {
        let outcome = self.0.as_ref().expect("it has run");
        outcome_text(
            outcome.reason,
            [outcome.text.as_str(), outcome.correlation_id.as_str(), outcome.status_id.as_str()],
            outcome.event_id.as_str(),
        )
    }
}

fn outcome_text(reason: Reason, texts: [&str; 3], event_id: &str) -> Vec<u8> {
    format!("{reason} {texts:?} {event_id}").into_bytes()
}

/// What an outcome of the two samples must say.
pub fn expected_error() -> Vec<u8> {
    let message = "Any of the listed authentication credentials are missing";
    outcome_text(Reason::Unauthorized, [message, "xxxxxxx", ""], "")
}

/// As [`expected_error`].
pub fn expected_success() -> Vec<u8> {
    let status_id = "6b2f9c0e-6f0b-4a53-9a55-0f3b7c1d2e4a";
    outcome_text(Reason::Sent, ["", "", status_id], "1f0c2a4e-9b1d-4f7e-8a55-7d2f1c0b9e33")
}
