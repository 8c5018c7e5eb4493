//! Key and shared secret of a BlueHornet API user are shown to nobody, also when the service sends our own request back.

use mailwire::bluehornet::{Account, Batch, Carriage, CheckEmail, Reader, ResponseType};
use mailwire::error::Error;
use mailwire::exchange::{Emit, Request, State};
use mailwire::text::Cursor;
use mailwire::{Event, Exchange, Wants};
use mailwire_tests::wire::{FRAMINGS, Framing, reply};

/// A part of both secrets.
const PART: &str = "Zq7Xk";
const KEY: &str = "EXAMPLE-KEY-Zq7Xk";
const SECRET: &str = "EXAMPLE-SECRET-Zq7Xk";

fn accounts() -> Vec<Account<'static>> {
    let account = Account::new(KEY, SECRET).expect("valid");
    let all = [Carriage::Form, Carriage::Raw].map(|carriage| {
        [ResponseType::Xml, ResponseType::Php].map(|kind| account.carriage(carriage).response_type(kind))
    });
    all.concat()
}

/// `Debug` of account, batch, head and exchange, and errors about them.
#[test]
fn debug_hides() {
    let check = CheckEmail::new("jane@customer.example");
    let calls = [check.call()];
    let batch = Batch::new(&calls);
    for account in accounts() {
        let request = Request::new(&account, &batch);
        let mut exchange = Exchange::new(&account, &batch);
        exchange.transmit(&mut [0; 100]).expect("valid");
        let shown = format!("{account:#?} {batch:?} {:?} {exchange:?}", request.head());
        assert!(!shown.contains(PART), "{shown}");
        for field in request.head().fields() {
            assert!(!String::from_utf8_lossy(field.value).contains(PART), "{field:?}");
        }
    }
    for text in [format!("{SECRET} "), SECRET.repeat(20)] {
        let errors: [Error; 2] =
            [Account::new(&text, "s"), Account::new("k", &text)].map(|built| built.expect_err("refused"));
        assert!(!format!("{errors:?} {} {}", errors[0], errors[1]).contains(PART));
    }
}

/// The request comes back as text, in a page, and in the text of an answer, under every kind of status, byte by byte: no
/// outcome and no outcome of a call shows a part of key or secret at any time.
#[test]
fn our_own_request_comes_back() {
    let check = CheckEmail::new("jane@customer.example");
    let calls = [check.call()];
    let batch = Batch::new(&calls);
    let mut shown = std::collections::BTreeSet::new();
    for account in accounts() {
        let request = Request::new(&account, &batch);
        let mut body = vec![0; 4096];
        let mut cursor = Cursor::fill(&mut body);
        request.body(&mut cursor);
        let length = cursor.position();
        let text = String::from_utf8(body[..length].to_vec()).expect("UTF-8");
        // An outcome keeps the beginning of a text: let each part be the beginning once.
        let at = text.find("authentication").expect("the element");
        for text in [text.as_str(), &text[at..], &text[text.find("shared_secret").expect("the element")..]] {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            let item = |text: &str| {
                format!(
                    "<methodResponse><item><error>1</error><responseCode>448</responseCode>\
                     <responseText>{text}</responseText></item></methodResponse>"
                )
            };
            let php =
                format!("a:1:{{i:0;a:2:{{s:5:\"error\";i:1;s:12:\"responseText\";s:{}:\"{text}\";}}}}", text.len());
            let page = format!("<html><head><title>{escaped}</title></head></html>");
            for body in [text.to_owned(), format!("Bad request: {text}"), page, item(&escaped), php] {
                for (status, framing) in [(200, FRAMINGS[0]), (400, FRAMINGS[1]), (500, Framing::UntilClose)] {
                    let mut state = sent(&request, &account, &batch);
                    let mut note = |state: &State<Reader>| {
                        let seen = format!("{:?} {:?}", state.outcome(), state.call());
                        if seen.contains(&PART[..2]) {
                            shown.insert(format!(
                                "under {status}: {:?} {:?}",
                                state.outcome().text,
                                state.call().map(|c| &c.text)
                            ));
                        }
                    };
                    for byte in reply(status, "", body.as_bytes(), framing) {
                        let mut input = &[byte][..];
                        while let Ok(Event::Row(_) | Event::Call) = state.receive(&mut input) {
                            note(&state);
                        }
                    }
                    let _ = state.receive_end_of_stream();
                    note(&state);
                }
            }
        }
    }
    assert!(shown.is_empty(), "{} texts: {shown:#?}", shown.len());
}

fn sent<'a>(request: &Request<'a, Account<'a>>, account: &Account<'a>, batch: &Batch<'_>) -> State<Reader> {
    let mut state = State::new(mailwire::operation::Operation::reader(batch, account));
    while state.wants() == Wants::Transmit {
        let n = state.transmit(request, &mut [0; 4096]).expect("valid");
        state.advance(n).expect("as offered");
    }
    state
}
