//! Every error there is, provoked: what must come out and at which byte, and that what is just inside a limit passes.

use std::cell::Cell;
use std::collections::BTreeSet;

use mailwire::error::{Error, Fault, Field, Limit, Misuse, Problem};
use mailwire::exchange::{Emit, Request, State, measure};
use mailwire::http::header::{Host, Name, Target, Value as FieldValue};
use mailwire::http::request::Head;
use mailwire::http::response::{MAX_CHUNK_LINE, MAX_CHUNK_OVERHEAD, MAX_FIELDS, MAX_HEAD, MAX_INTERIM};
use mailwire::hubspot::request::{BodyFault, Room, parse};
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, Indexed, Properties, Property, RefreshToken, SendStatus, SingleSend, Texts,
    Tokens, Value,
};
use mailwire::operation::{Operation, Piece, Row};
use mailwire::outcome::{Kind, Reason};
use mailwire::text::Cursor;
use mailwire::text::json::Scanner;
use mailwire::{Event, Exchange, Outcome, Wants};
use mailwire_tests::operations::{Call, each_kind, every};
use mailwire_tests::replay::read;
use mailwire_tests::vectors::{bytes, document};

type Built = Result<(), Error>;

fn token() -> Account<'static> {
    Account::bearer("t").expect("a token")
}

fn least() -> SingleSend<'static> {
    SingleSend::new(1, "a@b").expect("valid")
}

/// The first error on the way onto the wire: nothing has left, and the outcome says that nothing ever will.
fn sent<'a>(account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> Built {
    let mut exchange = Exchange::new(account, operation);
    let checked = exchange.check().map(drop);
    assert_eq!(
        (exchange.wants(), exchange.outcome().reason),
        (Wants::Transmit, Reason::NotSent),
        "check changes nothing"
    );
    let mut buffer = [0xaa; 4096];
    let first = exchange.transmit(&mut buffer).map(drop);
    assert_eq!(checked, first, "check and the first transmit agree");
    if first.is_err() {
        assert_eq!(exchange.wants(), Wants::Nothing);
        assert_eq!((exchange.outcome().kind(), exchange.outcome().reason), (Kind::Rejected, Reason::RequestInvalid));
        assert_eq!(exchange.transmit(&mut buffer), Ok(0), "nothing leaves after an error");
        assert_eq!(exchange.advance(1), Err(Error::Misuse(Misuse::Ended)), "nothing can have left");
        assert_eq!(exchange.receive(&mut &b"HTTP/1.1 200 OK\r\n"[..]), Err(Error::Misuse(Misuse::NothingSent)));
        assert_eq!(exchange.outcome().reason, Reason::RequestInvalid, "and the outcome stays");
    }
    first
}

/// A message that is written with a bearer token.
fn message(send: SingleSend<'_>) -> Built {
    sent(&token(), &send)
}

fn account(built: Result<Account<'_>, Error>) -> Built {
    built.map(drop)
}

/// A list of addresses as a caller has it who cannot promise UTF-8.
struct Raw(&'static [&'static [u8]]);

impl Indexed<&'static [u8]> for Raw {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<&'static [u8]> {
        self.0.get(index).copied()
    }
}

/// Which field of which item has which problem, and what was said about it.
fn configuration() -> Vec<(Field, u16, Problem, Built)> {
    let long = |length: usize| "x".repeat(length);
    let refresh = |id: &str, secret: &str, refresh: &str| RefreshToken::new(id, secret, refresh).map(drop);
    let code = |code: &str, uri: &str| AuthorizationCode::new("i", "s", code, uri).map(drop);
    let custom = |properties: &[Property<'_>]| message(least().custom(properties));
    let contact = |properties: &[Property<'_>]| message(least().contact(properties));
    let object = |text: &[u8]| message(least().custom(Properties::Object(text)));
    let key = Account::retired_v1_query_key("demo").expect("a key");
    let value = |value| Property { name: b"n", value };
    let name = |name| Property { name, value: Value::Null };
    let mut personal_access_key = [b'A'; 84];
    personal_access_key[..4].copy_from_slice(b"CiRl");
    let bad_list = Raw(&[b"a@b", b"a@\xff"]);
    vec![
        (Field::Host, 0, Problem::Empty, account(token().host(""))),
        (Field::Host, 0, Problem::TooLong { limit: 255, length: 256 }, account(token().host(&long(256)))),
        (Field::Host, 0, Problem::Forbidden { offset: 3 }, account(token().host("api\r\nX: 1"))),
        (Field::Host, 0, Problem::NotAHost, account(token().host("http://api.hubapi.com"))),
        (Field::Host, 0, Problem::NotAHost, account(token().host("api.hubapi.com:0"))),
        (Field::UserAgent, 0, Problem::Empty, account(token().user_agent(""))),
        (Field::UserAgent, 0, Problem::TooLong { limit: 4096, length: 4097 }, account(token().user_agent(&long(4097)))),
        (Field::UserAgent, 0, Problem::Forbidden { offset: 1 }, account(token().user_agent("a\nb"))),
        (Field::Token, 0, Problem::Empty, account(Account::bearer(" \t"))),
        (Field::Token, 0, Problem::Empty, sent(&Account::without_credential(), &least())),
        (Field::Token, 0, Problem::TooLong { limit: 2048, length: 2049 }, account(Account::bearer(&long(2049)))),
        (Field::Token, 0, Problem::Forbidden { offset: 2 }, account(Account::bearer("ab\r\nX: 1"))),
        (Field::Token, 0, Problem::IsApiKey, account(Account::bearer("00000000-0000-4000-8000-000000000000"))),
        (Field::Token, 0, Problem::IsSmtpToken, account(Account::bearer("abc@62515.smtp.hubspot.net"))),
        (Field::Token, 0, Problem::IsPersonalAccessKey, account(Account::bearer(&personal_access_key))),
        (Field::QueryKey, 0, Problem::Empty, account(Account::retired_v1_query_key(""))),
        (Field::QueryKey, 0, Problem::Forbidden { offset: 1 }, account(Account::retired_v1_query_key("a&b=c"))),
        (Field::QueryKey, 0, Problem::IsBearerToken, account(Account::retired_v1_query_key("pat-na1-x"))),
        (Field::QueryKey, 0, Problem::NotInThisVersion, sent(&key, &least().version(ApiVersion::V3))),
        (Field::QueryKey, 0, Problem::NotInThisVersion, sent(&key, &SendStatus::new("s").expect("valid"))),
        (Field::EmailId, 0, Problem::OutOfRange, SingleSend::new(0, "a@b").map(drop)),
        (Field::EmailId, 0, Problem::OutOfRange, SingleSend::new(1 << 63, "a@b").map(drop)),
        (Field::To, 0, Problem::Empty, SingleSend::new(1, "").map(drop)),
        (Field::To, 0, Problem::TooLong { limit: 512, length: 513 }, SingleSend::new(1, &(long(511) + "@b")).map(drop)),
        (Field::To, 0, Problem::Forbidden { offset: 3 }, SingleSend::new(1, "a@b\r\nBcc: c@d").map(drop)),
        (Field::To, 0, Problem::NotUtf8 { offset: 2 }, SingleSend::new(1, b"a@\xffb").map(drop)),
        (Field::To, 0, Problem::NotUtf8 { offset: 4 }, SingleSend::new(1, b"a@b\xc3").map(drop)),
        (Field::To, 0, Problem::NotAnAddress, SingleSend::new(1, "jane").map(drop)),
        (Field::To, 0, Problem::NotAnAddress, SingleSend::new(1, "@b").map(drop)),
        (Field::To, 0, Problem::NotAnAddress, SingleSend::new(1, "a@").map(drop)),
        (Field::To, 0, Problem::SeveralAddresses, SingleSend::new(1, "a@b, c@d").map(drop)),
        (Field::To, 0, Problem::SeveralAddresses, SingleSend::new(1, "a@b;").map(drop)),
        (Field::From, 0, Problem::Empty, least().from("").map(drop)),
        (Field::From, 0, Problem::Forbidden { offset: 6 }, least().from("Boiler\t<a@b>").map(drop)),
        (Field::From, 0, Problem::NotAnAddress, least().from("Boiler <a>").map(drop)),
        (Field::SendId, 0, Problem::Empty, least().send_id("").map(drop)),
        (Field::SendId, 0, Problem::TooLong { limit: 100, length: 101 }, least().send_id(&long(101)).map(drop)),
        (Field::SendId, 0, Problem::Forbidden { offset: 1 }, least().send_id("a b").map(drop)),
        (Field::ReplyTo, 0, Problem::Empty, message(least().reply_to(&[""]))),
        (Field::ReplyTo, 1, Problem::NotAnAddress, message(least().reply_to(&["a@b", "c"]))),
        (Field::Cc, 2, Problem::Forbidden { offset: 3 }, message(least().cc(&["a@b", "c@d", "e@f\n"]))),
        (Field::Bcc, 1, Problem::NotUtf8 { offset: 2 }, message(least().bcc(Texts::Indexed(&bad_list)))),
        (Field::ContactPropertyName, 1, Problem::Duplicate, message(least().contact(&[("a", "1"), ("a", "2")]))),
        (Field::ContactPropertyName, 0, Problem::Empty, message(least().contact(&[("", "1")]))),
        (Field::ContactPropertyName, 0, Problem::Empty, message(least().contact(Properties::Object(br#"{"":"1"}"#)))),
        (Field::ContactPropertyValue, 0, Problem::NotText, contact(&[Property::new("n", 1)])),
        (
            Field::ContactPropertyValue,
            1,
            Problem::NotText,
            message(least().contact(Properties::Object(br#"{"a":"1","b":2}"#))),
        ),
        (Field::ContactPropertyValue, 0, Problem::NotUtf8 { offset: 1 }, contact(&[value(Value::Text(b"a\xffb"))])),
        (Field::CustomPropertyName, 1, Problem::TooLong { limit: 256, length: 257 }, {
            custom(&[value(Value::Null), Property::new(&long(257), "v")])
        }),
        (Field::CustomPropertyName, 0, Problem::Forbidden { offset: 1 }, custom(&[name(b"a\0b")])),
        (Field::CustomPropertyName, 0, Problem::NotUtf8 { offset: 1 }, custom(&[name(b"a\x80")])),
        (Field::CustomPropertyValue, 0, Problem::NotUtf8 { offset: 3 }, custom(&[value(Value::Text(b"ab\xe2"))])),
        (Field::CustomPropertyValue, 0, Problem::NotJson { offset: 3 }, custom(&[value(Value::Json(b"[1,]"))])),
        (Field::CustomPropertyValue, 0, Problem::NotJson { offset: 4 }, custom(&[value(Value::Json(b"\"a\"}"))])),
        (Field::CustomPropertyValue, 0, Problem::NotJson { offset: 0 }, custom(&[value(Value::Json(b""))])),
        (Field::CustomPropertyValue, 0, Problem::NotJson { offset: 5 }, object(b"{\"a\":}")),
        (Field::CustomPropertyValue, 0, Problem::NotAnObject, object(b"[1]")),
        (Field::StatusId, 0, Problem::Empty, SendStatus::new("").map(drop)),
        (Field::StatusId, 0, Problem::TooLong { limit: 255, length: 256 }, SendStatus::new(&long(256)).map(drop)),
        (Field::StatusId, 0, Problem::Forbidden { offset: 1 }, SendStatus::new("a\nb").map(drop)),
        (Field::ClientId, 0, Problem::Empty, refresh("", "s", "r")),
        (Field::ClientSecret, 0, Problem::Forbidden { offset: 1 }, refresh("i", "s\r\n", "r")),
        (Field::RefreshToken, 0, Problem::TooLong { limit: 4096, length: 4097 }, refresh("i", "s", &long(4097))),
        (Field::AuthorizationCode, 0, Problem::Empty, code("", "https://a")),
        (Field::RedirectUri, 0, Problem::Forbidden { offset: 8 }, code("c", "https://é")),
        (Field::CodeVerifier, 0, Problem::Empty, {
            AuthorizationCode::new("i", "s", "c", "u").expect("valid").code_verifier("").map(drop)
        }),
        (Field::Target, 0, Problem::Forbidden { offset: 2 }, Target::new("/a b").map(drop)),
        (Field::FieldName, 0, Problem::Forbidden { offset: 7 }, Name::new("X-Trace: 1").map(drop)),
        (Field::FieldValue, 0, Problem::Forbidden { offset: 1 }, FieldValue::new("a\r\nX: 1").map(drop)),
    ]
}

/// Each wrong value is refused with its field, its place in the list and its problem.
#[test]
fn every_wrong_value_is_named() {
    for (row, (field, item, problem, built)) in configuration().into_iter().enumerate() {
        assert_eq!(built, Err(Error::Config { field, item, problem }), "row {row}");
    }
}

/// The version is an enum here; only a face that takes it as a number can get a wrong one.
const NOT_FROM_CORE: [Field; 1] = [Field::Version];

/// No field and no problem without a row.
#[test]
fn every_field_and_problem_has_a_row() {
    let rows = configuration();
    for field in Field::ALL {
        assert_ne!(rows.iter().any(|row| row.0 == *field), NOT_FROM_CORE.contains(field), "{field}");
    }
    // Problems carry data, so there is no list of them; the words stand in the source.
    let source = include_str!("../../core/src/error.rs");
    let words: BTreeSet<_> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Problem::"))
        .filter_map(|line| line.split_once("=> \"").and_then(|(_, word)| word.strip_suffix("\",")))
        .collect();
    let seen: BTreeSet<_> = rows.iter().map(|row| row.2.as_str()).collect();
    assert!(words.len() >= 17, "the words are found");
    assert_eq!(seen, words);
}

/// A text of the longest allowed length passes, one byte more is refused with both lengths.
#[test]
fn longest_values() {
    let text = |length: usize| "x".repeat(length);
    let address = |length: usize| "x".repeat(length - 2) + "@b";
    type Build = fn(&str) -> Built;
    let rows: [(Field, u32, Build); 21] = [
        (Field::Host, 255, |text| Host::new(text).map(drop)),
        (Field::UserAgent, 4096, |text| account(token().user_agent(text))),
        (Field::Token, 2048, |text| account(Account::bearer(text))),
        (Field::QueryKey, 2048, |text| account(Account::retired_v1_query_key(text))),
        (Field::To, 512, |text| SingleSend::new(1, text).map(drop)),
        (Field::From, 512, |text| least().from(text).map(drop)),
        (Field::SendId, 100, |text| least().send_id(text).map(drop)),
        (Field::ReplyTo, 512, |text| message(least().reply_to(&[text]))),
        (Field::Cc, 512, |text| message(least().cc(&[text]))),
        (Field::Bcc, 512, |text| message(least().bcc(&[text]))),
        (Field::ContactPropertyName, 256, |text| message(least().contact(&[(text, "")]))),
        (Field::CustomPropertyName, 256, |text| message(least().custom(&[(text, "")]))),
        (Field::StatusId, 255, |text| SendStatus::new(text).map(drop)),
        (Field::ClientId, 4096, |text| RefreshToken::new(text, "s", "r").map(drop)),
        (Field::ClientSecret, 4096, |text| RefreshToken::new("i", text, "r").map(drop)),
        (Field::RefreshToken, 4096, |text| RefreshToken::new("i", "s", text).map(drop)),
        (Field::AuthorizationCode, 4096, |text| AuthorizationCode::new("i", "s", text, "u").map(drop)),
        (Field::RedirectUri, 4096, |text| AuthorizationCode::new("i", "s", "c", text).map(drop)),
        (Field::FieldName, 256, |text| Name::new(text).map(drop)),
        (Field::FieldValue, 4096, |text| FieldValue::new(text).map(drop)),
        (Field::Target, 16 * 1024, |text| Target::new(text).map(drop)),
    ];
    for (field, limit, build) in rows {
        let of_length = |length: u32| match field {
            Field::To | Field::From | Field::ReplyTo | Field::Cc | Field::Bcc => address(length as usize),
            _ => text(length as usize),
        };
        assert_eq!(build(&of_length(limit)), Ok(()), "{field} of {limit} bytes");
        let problem = Problem::TooLong { limit, length: limit + 1 };
        assert_eq!(build(&of_length(limit + 1)), Err(Error::Config { field, item: 0, problem }), "{field}");
    }
    assert!(SingleSend::new(1, "a@b").is_ok() && SingleSend::new(i64::MAX as u64, "a@b").is_ok());
}

/// A request of any length, at no cost.
struct Long {
    length: usize,
}

impl Emit for Long {
    fn check(&self) -> Built {
        Ok(())
    }

    fn head(&self) -> Head<'_> {
        static STATUS: std::sync::LazyLock<Call> =
            std::sync::LazyLock::new(|| every().into_iter().find(|call| call.name == "send-status").expect("a call"));
        static REQUEST: std::sync::LazyLock<(Account<'static>, SendStatus<'static>)> =
            std::sync::LazyLock::new(|| (token(), SendStatus::new("s").expect("valid")));
        let _ = &STATUS;
        Operation::head(&REQUEST.1, &REQUEST.0)
    }

    fn target(&self, out: &mut Cursor<'_>) {
        out.raw(b"/");
    }

    fn body(&self, out: &mut Cursor<'_>) {
        static BLOCK: [u8; 1 << 16] = [b'x'; 1 << 16];
        for _ in 0..self.length / BLOCK.len() {
            out.raw(&BLOCK);
        }
        out.raw(&BLOCK[..self.length % BLOCK.len()]);
    }
}
