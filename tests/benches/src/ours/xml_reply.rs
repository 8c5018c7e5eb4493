//! W6: an XML reply: by the scanner, into the answer that all parsers fill; and by the reader of an exchange, to the
//! outcome of each call: texts copied into bounded room, credentials masked, each call decided.

use mailwire::bluehornet::{Account, Argument, Batch, Call};
use mailwire::operation::{Found, Operation};
use mailwire::outcome::Reason;
use mailwire::reply::Reply;
use mailwire::text::xml::{Scanner, Token};

use crate::answers::Items;
use crate::contender::{Answer, Contender};
use crate::samples::{API_KEY, METHOD, SHARED_SECRET};

/// The scanner and the answer of all.
pub fn scanner(text: &'static [u8]) -> Contender {
    Contender::new("mailwire", Items::default(), move |items| {
        items.clear();
        let (mut scanner, mut input) = (Scanner::new(), text);
        loop {
            match scanner.next(&mut input).expect("XML") {
                Token::More => break,
                Token::Open => items.open(scanner.name()),
                Token::Text(span) => items.text(span),
                Token::Close => items.close(),
                _ => {}
            }
        }
        scanner.finish().expect("a whole document");
    })
}

/// The reader of an exchange with `posted` calls, at the request level. Items behind those are read, and nobody's.
pub fn outcome(text: &'static [u8], posted: usize) -> Contender {
    let account = Account::new(API_KEY, SHARED_SECRET).expect("valid").no_halt(true);
    let arguments = Vec::leak(vec![Argument::new("email", "jdoe@example.com"), Argument::new("template_id", 7_i64)]);
    let call = Call::new(METHOD, arguments).expect("a documented method");
    let batch = Batch::new(Vec::leak(vec![call; posted]));
    Contender::new("mailwire, to outcomes", Answered(Vec::with_capacity(posted)), move |answered| {
        answered.0.clear();
        let mut reply = Reply::new(batch.reader(&account));
        reply.request_sent();
        reply.status(200);
        reply.head_end();
        let mut input = text;
        while let Some(found) = reply.body(&mut input, 0) {
            if let (Found::Call, Some(call)) = (found, reply.call()) {
                answered.0.push((call.number, call.reason, call.text.as_bytes().len()));
            }
        }
        reply.end(text.len() as u32).expect("readable");
    })
    .expecting(expected(text, posted))
}

/// What the outcomes must say, by what the scanner finds; that is compared with the peers.
fn expected(text: &'static [u8], posted: usize) -> Vec<u8> {
    let mut items = Items::default();
    let (mut scanner, mut input) = (Scanner::new(), text);
    while let Ok(token) = scanner.next(&mut input) {
        match token {
            Token::Open => items.open(scanner.name()),
            Token::Text(span) => items.text(span),
            Token::Close => items.close(),
            Token::More => break,
            _ => {}
        }
    }
    let of_item = |item: &crate::answers::Item<'_>| {
        let reason = match item.error {
            0 => Reason::Sent,
            _ if item.request_ip.is_empty() => Reason::Refused,
            _ => Reason::IpNotWhitelisted,
        };
        (item.number as u16, reason, item.text.len().min(96))
    };
    Answered(items.list.iter().take(posted).map(of_item).collect()).rendered()
}

/// Number, reason and length of the text of each call.
struct Answered(Vec<(u16, Reason, usize)>);

impl Answer for Answered {
    fn rendered(&self) -> Vec<u8> {
        format!("{:?}", self.0).into_bytes()
    }
}
