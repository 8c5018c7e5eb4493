//! Every error there is, provoked: what must come out and at which byte, and that what is just inside a limit passes.

use std::cell::Cell;
use std::collections::BTreeSet;

use mailwire::error::{Error, Fault, Field, Limit, Misuse, Problem};
use mailwire::exchange::{Request, State, measure};
use mailwire::http::header::{Host, Name, Target, Value as FieldValue};
use mailwire::http::response::{MAX_CHUNK_LINE, MAX_CHUNK_OVERHEAD, MAX_FIELDS, MAX_HEAD, MAX_INTERIM};
use mailwire::hubspot;
use mailwire::hubspot::request::{BodyFault, Room, parse};
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, IndexedProperties, IndexedTexts, Properties, Property, RefreshToken,
    SendStatus, SingleSend, Texts, Tokens, Value,
};
use mailwire::operation::{Operation, Piece, Row, RowName};
use mailwire::outcome::{Kind, Reason};
use mailwire::text::Cursor;
use mailwire::text::json::Scanner;
use mailwire::{Event, Exchange, Outcome, Wants};
use mailwire_tests::operations::{WithBody, each_kind, every};
use mailwire_tests::replay::read;
use mailwire_tests::sentences::assert_says;
use mailwire_tests::specification::OF_BLUEHORNET;
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

impl IndexedTexts for Raw {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
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
        (Field::CustomPropertyValue, 0, Problem::NotJson { offset: 3 }, custom(&[value(Value::Json(b"\"a\"}"))])),
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
        assert_says(field, item, problem);
    }
}

/// Names are unique in whatever form the properties come: of two members of one name the service would drop one, and
/// nobody would know.
#[test]
fn an_object_has_unique_names_too() {
    let twice = message(least().custom(Properties::Object(br#"{"a":1,"b":2,"a":3}"#)));
    let error = Error::Config { field: Field::CustomPropertyName, item: 2, problem: Problem::Duplicate };
    assert_eq!(twice, Err(error));
    let escaped = message(least().custom(Properties::Object(br#"{"ab":1,"a\u0062":2}"#)));
    let error = Error::Config { field: Field::CustomPropertyName, item: 1, problem: Problem::Duplicate };
    assert_eq!(escaped, Err(error), "a name is what it stands for, not how it is written");
    let nested = message(least().custom(Properties::Object(br#"{"a":{"a":1},"b":{"a":1}}"#)));
    assert_eq!(nested, Ok(()), "names of other objects are their own");
}

/// No field and no problem without a row, here or in `errors_bluehornet.rs`.
#[test]
fn every_field_and_problem_has_a_row() {
    let rows = configuration();
    for field in Field::ALL {
        let is_elsewhere = OF_BLUEHORNET.contains(&field.as_str());
        assert_ne!(rows.iter().any(|row| row.0 == *field), is_elsewhere, "{field}");
    }
    // Problems carry data, so there is no list of them; there is one of their words.
    let words: BTreeSet<_> = Problem::WORDS
        .iter()
        .map(|word| word.to_str().expect("ASCII"))
        .filter(|word| !OF_BLUEHORNET.contains(word))
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

/// The longest request there may be.
const LONGEST: usize = i32::MAX as usize;

/// Measures a request of `length` bytes; counting passes over a block at a time.
fn long_request(length: usize) -> Built {
    static BLOCK: [u8; 1 << 20] = [b'x'; 1 << 20];
    let call = every().swap_remove(0);
    let measured = |length: usize| {
        let body = |out: &mut Cursor<'_>| {
            (0..length / BLOCK.len()).for_each(|_| out.raw(&BLOCK));
            out.raw(&BLOCK[..length % BLOCK.len()]);
        };
        measure(&WithBody { request: call.request(), body })
    };
    let head = measured(1_000_000_000)?.request as usize - 1_000_000_000;
    measured(length - head).map(|lengths| assert_eq!(lengths.request as usize, length))
}

/// A request of as many bytes as are available fits: an error never says that no more is needed than there is.
#[test]
fn the_longest_request_fits() {
    assert_eq!(long_request(LONGEST), Ok(()));
}

/// What does not fit is said with what would: the last value that fits passes, one less does not.
#[test]
fn every_limit_has_an_edge() {
    let mut seen = Vec::new();
    let mut edge = |limit, needed, available, fits: Built, too_small: Built| {
        assert_eq!(fits, Ok(()), "{limit}: enough is enough");
        assert_eq!(too_small, Err(Error::Capacity { limit, needed, available }), "{limit}");
        assert!(needed > available, "{limit}: more is needed than there is");
        seen.push(limit);
    };

    let transmit = |size: usize| Exchange::new(&token(), &least()).transmit(&mut vec![0; size]).map(drop);
    edge(Limit::Buffer, 1, 0, transmit(1), transmit(0));

    edge(Limit::Request, 1 << 31, LONGEST as u32, long_request(LONGEST - 1), long_request(LONGEST + 1));

    let body =
        br#"{"emailId":7,"message":{"to":"a@bc","cc":["d@e","f@g"]},"customProperties":{"t":"21 \u00b0C","u":1}}"#;
    let read_back = |text: usize, texts: usize, properties: usize| {
        let mut room = (vec![0; text], vec![""; texts], vec![Property::new("", ""); properties]);
        let room = Room { text: &mut room.0, texts: &mut room.1, properties: &mut room.2 };
        parse(body, ApiVersion::V3, room).map(drop).map_err(|error| {
            assert_eq!(error.fault, BodyFault::NoRoom);
            error.error.expect("the limit")
        })
    };
    let text = "a@bcd@ef@gt21 °Cu".len();
    edge(Limit::TextBuffer, 1, 0, read_back(text, 2, 2), read_back(text - 1, 2, 2));
    edge(Limit::TextSlots, 2, 1, read_back(text, 2, 2), read_back(text, 1, 2));
    edge(Limit::PropertySlots, 2, 1, read_back(text, 2, 2), read_back(text, 2, 1));

    let telemetry = std::collections::BTreeMap::from([("boiler", 7)]);
    let serialize = |room: usize| Properties::from_serialize(&telemetry, &mut vec![0; room]).map(drop);
    let length = br#"{"boiler":7}"#.len();
    edge(Limit::JsonBuffer, 64, length as u32 - 1, serialize(length), serialize(length - 1));

    let collect = |room: usize| {
        let mut room = vec![0; room];
        let mut tokens = Tokens::new(&mut room);
        tokens.push(&Row { item: 0, name: RowName::AccessToken, piece: Piece::Span(b"EXAMPLE"), is_last: false })?;
        tokens.push(&Row { item: 0, name: RowName::AccessToken, piece: Piece::Char('é'), is_last: true })
    };
    edge(Limit::TokenBuffer, 9, 8, collect(9), collect(8));

    let all: Vec<_> = Limit::ALL.iter().filter(|limit| !OF_BLUEHORNET.contains(&limit.as_str())).collect();
    assert_eq!(seen.iter().collect::<Vec<_>>(), all, "every limit has its edge");
}

const TO_CLOSE: &str = "HTTP/1.1 200 OK\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const PENDING: &str = r#"{"statusId":"s-1","status":"PENDING"}"#;

/// `before`, filled up with a field to the `length` a head may have, `counted` of which were already there.
fn filled(before: &str, length: usize, counted: usize) -> String {
    format!("{before}X: {}", "x".repeat(length - counted - "X: ".len()))
}

fn fields(count: u8) -> String {
    (0..count).map(|index| format!("X-{index}: 1\r\n")).collect()
}

fn interim(count: u8) -> String {
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(usize::from(count))
}

/// Chunks of one byte behind the longest lines, up to the zero chunk: with `last` bytes in the line of the last one.
/// A line takes its bytes, and each byte of content gives eight back.
fn overhead(last: usize) -> String {
    const LONGEST: usize = MAX_CHUNK_LINE as usize + 2;
    let lines = (MAX_CHUNK_OVERHEAD as usize - "0\r\n".len()) / (LONGEST - 8);
    let body = format!("{PENDING:>width$}", width = lines + 1);
    let mut reply = CHUNKED.to_owned();
    for (index, byte) in body.char_indices() {
        let line = if index == lines { last } else { LONGEST };
        reply += &format!("1;{}\r\n{byte}\r\n", "x".repeat(line - "1;\r\n".len()));
    }
    reply
}

/// The longest line of the last chunk of [`overhead`] that leaves just enough for the zero chunk.
const LAST_LINE: usize = (MAX_CHUNK_OVERHEAD as usize - 3) % (MAX_CHUNK_LINE as usize + 2 - 8) + 8;

/// Replies that are just inside every cap.
fn at_the_edge() -> Vec<(&'static str, String)> {
    let end = "\r\n\r\n";
    let max_head = usize::from(MAX_HEAD);
    let after_interim = interim(MAX_INTERIM) + "HTTP/1.1 200 OK\r\n";
    let sized = |length: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{PENDING}");
    let whole_chunk = format!("{:x}\r\n{PENDING}\r\n0\r\n", PENDING.len());
    let trailer = filled(&format!("{CHUNKED}{whole_chunk}"), max_head - end.len(), CHUNKED.len());
    let zeros = "0".repeat(usize::from(MAX_CHUNK_LINE) - 2);
    let deep = "[".repeat(Scanner::MAX_DEPTH - 1) + &"]".repeat(Scanner::MAX_DEPTH - 1);
    let deep = PENDING.replace("{", &format!("{{\"deep\":{deep},"));
    vec![
        ("the longest head", filled("HTTP/1.1 200 OK\r\n", max_head - end.len(), 17) + end + PENDING),
        ("interim heads count", filled(&after_interim, max_head - end.len(), after_interim.len()) + end + PENDING),
        ("trailers count", trailer + end),
        ("the most fields", format!("HTTP/1.1 200 OK\r\n{}\r\n{PENDING}", fields(MAX_FIELDS))),
        ("the most trailers", format!("{CHUNKED}{whole_chunk}{}\r\n", fields(MAX_FIELDS))),
        ("each interim head may have the most", {
            let interim = format!("HTTP/1.1 103 \r\n{}\r\n", fields(MAX_FIELDS));
            format!("{interim}{interim}HTTP/1.1 200 OK\r\n{}\r\n{PENDING}", fields(MAX_FIELDS))
        }),
        ("the most interim replies", interim(MAX_INTERIM) + TO_CLOSE + PENDING),
        ("the longest chunk line", format!("{CHUNKED}{zeros}{whole_chunk}\r\n")),
        ("the most framing", overhead(LAST_LINE) + "0\r\n\r\n"),
        ("leading zeros in a length", sized(&format!("0000000000000000000{}", PENDING.len()))),
        ("the same length twice", sized(&format!("{0}\r\ncontent-length:{0} ", PENDING.len()))),
        ("no coding at all", sized(&format!("{}\r\nContent-Encoding: Identity\r\nContent-Encoding:", PENDING.len()))),
        ("the deepest document", TO_CLOSE.to_owned() + &deep),
    ]
}

/// Everything at its limit is read as if there were none.
#[test]
fn limits_of_a_reply_are_inclusive() {
    for (what, reply) in at_the_edge() {
        for size in [usize::MAX, 1, 61] {
            let seen = read("single-send", reply.as_bytes(), &mut std::iter::once(size));
            assert_eq!((seen.error, seen.outcome.reason), (None, Reason::Pending), "{what}, in pieces of {size}");
        }
    }
    // Lengths that cannot be sent here: their heads are fine.
    for head in ["HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\n", &format!("{CHUNKED}FFFFFFFF\r\n")] {
        let mut state = each_kind().remove(0).sent();
        assert_eq!(state.receive(&mut head.as_bytes()), Ok(Event::NeedMore), "{head}");
    }
}

/// The ways a reply can be wrong at once, at least one for each fault: what was right, and what is wrong from there on.
fn faults() -> Vec<(Fault, Vec<u8>, Vec<u8>)> {
    let row = |fault, right: &str, wrong: &str| (fault, right.as_bytes().to_vec(), wrong.as_bytes().to_vec());
    let max_head = usize::from(MAX_HEAD);
    let after_interim = interim(MAX_INTERIM) + "HTTP/1.1 200 OK\r\n";
    let no_chunk = format!("{CHUNKED}0\r\n");
    vec![
        row(Fault::StatusLine, "HTTP/1.", "2 200 OK\r\n"),
        row(Fault::StatusLine, "", "SSH-2.0"),
        row(Fault::StatusLine, "HTTP/1.1 ", "099 OK\r\n"),
        row(Fault::StatusLine, "HTTP/1.1 20", "\r\n"),
        row(Fault::StatusLine, "HTTP/1.1 200", "0 OK\r\n"),
        row(Fault::FieldName, "HTTP/1.1 200 OK\r\nContent-Length", " : 2\r\n"),
        row(Fault::FieldName, "HTTP/1.1 200 OK\r\n", ": 2\r\n"),
        row(Fault::FieldName, "HTTP/1.1 200 OK\r\nX", "\u{e9}: 2\r\n"),
        row(Fault::FieldName, "HTTP/1.1 200 OK\r\nX", "\r\n"),
        row(Fault::FieldValue, "HTTP/1.1 200 OK\r\nX: a", "\0\r\n"),
        row(Fault::FieldValue, "HTTP/1.1 200 OK\r\nX: a", "\x7f\r\n"),
        row(Fault::FieldValue, "HTTP/1.1 200 a", "\x1b[0m\r\n"),
        row(Fault::FoldedLine, "HTTP/1.1 200 OK\r\nX: a\r\n", " b\r\n"),
        row(Fault::FoldedLine, "HTTP/1.1 200 OK\r\nX: a\r\n", "\tb\r\n"),
        row(Fault::LineEnd, "HTTP/1.1 200 OK", "\nX: a\r\n"),
        row(Fault::LineEnd, "HTTP/1.1 200 OK\r\nX: a", "\n\r\n"),
        row(Fault::LineEnd, "HTTP/1.1 200 OK\r\nX: a\r", "X"),
        row(Fault::LineEnd, "HTTP/1.1 200 OK\r\nX: a\r\n", "\n"),
        row(Fault::LineEnd, "HTTP/1.1 200 OK\r\nX: a\r\n\r", "{"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: ", "+2\r\n"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: 2", "x\r\n"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: 2", ", 2\r\n"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: 2 ", "2\r\n"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: ", "\r\n"),
        row(Fault::ContentLength, "HTTP/1.1 200 OK\r\nContent-Length: 429496729", "6\r\n"),
        row(Fault::ContentLengthDiffers, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3", "\r\n"),
        row(Fault::TransferEncoding, "HTTP/1.1 200 OK\r\nTransfer-Encoding: ", "gzip\r\n"),
        row(Fault::TransferEncoding, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", ", gzip\r\n"),
        row(Fault::TransferEncoding, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunke", "\r\n"),
        row(Fault::TransferEncoding, &format!("{}transfer-encoding: chunked", &CHUNKED[..CHUNKED.len() - 2]), "\r\n"),
        row(Fault::LengthAndCoding, &format!("{}Content-Length: 2\r\n\r", &CHUNKED[..CHUNKED.len() - 2]), "\n"),
        row(Fault::ContentEncoding, "HTTP/1.1 200 OK\r\nContent-Encoding: ", "gzip\r\n"),
        row(Fault::ContentEncoding, "HTTP/1.1 200 OK\r\nContent-Encoding: identit", "\r\n"),
        row(Fault::Upgrade, "HTTP/1.1 101", " Switching Protocols\r\n"),
        row(Fault::HeadTooLong, &filled("HTTP/1.1 200 OK\r\n", max_head, 17), "x"),
        row(Fault::HeadTooLong, &(filled("HTTP/1.1 200 OK\r\n", max_head - 3, 17) + "\r\n\r"), "\n"),
        row(Fault::HeadTooLong, &filled(&after_interim, max_head, after_interim.len()), "x"),
        row(Fault::HeadTooLong, &filled(&no_chunk, max_head, CHUNKED.len()), "x"),
        row(Fault::TooManyFields, &format!("HTTP/1.1 200 OK\r\n{}", fields(MAX_FIELDS)), "X: 1\r\n"),
        row(Fault::TooManyFields, &(no_chunk.clone() + &fields(MAX_FIELDS)), "X: 1\r\n"),
        row(Fault::TooManyInterim, &(interim(MAX_INTERIM) + "HTTP/1.1 100 \r\n\r"), "\n"),
        row(Fault::ChunkSize, CHUNKED, "g\r\n"),
        row(Fault::ChunkSize, CHUNKED, ";x=1\r\n"),
        row(Fault::ChunkSize, &format!("{CHUNKED}FFFFFFFF"), "0\r\n"),
        row(Fault::ChunkSize, &format!("{CHUNKED}5 "), "5\r\n"),
        row(Fault::ChunkSize, &format!("{CHUNKED}5;\""), "\n"),
        row(Fault::ChunkSize, &format!("{CHUNKED}5\r"), "{"),
        row(Fault::ChunkLineTooLong, &format!("{CHUNKED}1;{}", "x".repeat(usize::from(MAX_CHUNK_LINE) - 2)), "x\r\n"),
        row(Fault::ChunkLineTooLong, &format!("{CHUNKED}{}", "0".repeat(MAX_CHUNK_LINE.into())), "1\r\n"),
        row(Fault::ChunkEnd, &format!("{CHUNKED}2\r\n  "), " "),
        row(Fault::ChunkEnd, &format!("{CHUNKED}2\r\n  \r"), "\r"),
        row(Fault::ChunkOverhead, &(overhead(LAST_LINE + 1) + "0\r"), "\n"),
    ]
}

/// What a body of a success can do wrong. It is told when the reply is complete, with the place where it was.
fn body_faults() -> Vec<(Fault, Vec<u8>, Vec<u8>)> {
    let row = |fault, right: &str, wrong: &[u8]| (fault, [TO_CLOSE, right].concat().into_bytes(), wrong.to_vec());
    vec![
        row(Fault::BodyKind, "", b"<html>"),
        row(Fault::BodyKind, " \r\n", b"OK"),
        row(Fault::BodyKind, "", b"[1]"),
        row(Fault::BodyEmpty, "", b""),
        row(Fault::BodyEmpty, " \t\r\n", b""),
        row(Fault::JsonSyntax, "{\"a\":1", b";}"),
        row(Fault::JsonSyntax, "{\"a\":1} ", b"{"),
        row(Fault::JsonSyntax, "{\"a\":\"1", b"\n\"}"),
        row(Fault::JsonUtf8, "{\"a\":\"", b"\xff\"}"),
        row(Fault::JsonUtf8, "{\"a\":\"\u{e9}", b"\x80\"}"),
        row(Fault::JsonEscape, "{\"a\":\"\\", b"x\"}"),
        row(Fault::JsonEscape, "{\"a\":\"\\ud83d", b"\"}"),
        row(Fault::JsonNumber, "{\"a\":0", b"1}"),
        row(Fault::JsonNumber, "{\"a\":1.", b"}"),
        row(Fault::JsonDepth, &("{\"a\":".to_owned() + &"[".repeat(Scanner::MAX_DEPTH - 1)), b"["),
        row(Fault::JsonTruncated, "{\"a\":[\"b", b""),
        (Fault::JsonSyntax, format!("{CHUNKED}3\r\n{{\"a\r\n4\r\n\":1").into_bytes(), b";\r\n0\r\n\r\n".to_vec()),
        (Fault::JsonTruncated, format!("{CHUNKED}2\r\n{{\"\r\n0\r\n\r\n").into_bytes(), Vec::new()),
    ]
}

/// Each fault comes at the byte where the reply goes wrong, in whatever pieces it arrives, and claims nothing.
#[test]
fn every_fault_has_its_place() {
    for (index, (fault, right, wrong)) in faults().into_iter().chain(body_faults()).enumerate() {
        let reply = [&right[..], &wrong[..]].concat();
        let error = Some(Error::Peer { fault, offset: right.len() as u32 });
        for size in [usize::MAX, 1, 7, right.len().max(1)] {
            let seen = read("single-send", &reply, &mut std::iter::once(size));
            assert_eq!(seen.error, error, "row {index} in pieces of {size}");
            assert_eq!(seen.outcome.reason, Reason::MalformedReply, "row {index}: {fault}");
        }
    }
}

/// The byte at the offset is the first that is wrong: what comes before it is accepted, also in the vectors.
#[test]
fn nothing_before_the_place_is_wrong() {
    let document = document("hubspot", "replies.json");
    let vectors = document["broken"].as_array().expect("an array").iter().map(|entry| {
        let reply = bytes("hubspot", entry["file"].as_str().expect("a name"));
        let seen = read("single-send", &reply, &mut std::iter::once(usize::MAX));
        let Some(Error::Peer { fault, offset }) = seen.error else { panic!("{entry}: no fault") };
        assert_eq!(entry["fault"], fault.as_str());
        (fault, reply, offset as usize)
    });
    let rows = faults().into_iter().map(|(fault, right, wrong)| (fault, [&right[..], &wrong].concat(), right.len()));
    for (fault, reply, offset) in rows.chain(vectors) {
        let mut state = each_kind().remove(0).sent();
        assert_eq!(state.receive(&mut &reply[..offset]), Ok(Event::NeedMore), "{fault}: right up to {offset}");
        let Some(byte) = reply.get(offset..=offset) else {
            assert_eq!(fault, Fault::Truncated);
            continue;
        };
        let error = Err(Error::Peer { fault, offset: offset as u32 });
        let mut input = byte;
        assert_eq!(state.receive(&mut input), error, "{fault}: wrong at {offset}");
        assert_eq!(input, byte, "{fault}: the byte at fault is not consumed");
        assert_eq!(state.receive(&mut input), Err(Error::Misuse(Misuse::Ended)), "{fault} is final");
        assert_eq!(state.wants(), Wants::Nothing);
    }
}

/// The end of the connection in the middle, at the byte where it came.
#[test]
fn truncated_at_its_end() {
    let whole = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{PENDING}", PENDING.len());
    for end in 0..whole.len() {
        let seen = read("single-send", &whole.as_bytes()[..end], &mut std::iter::once(usize::MAX));
        assert_eq!(seen.error, Some(Error::Peer { fault: Fault::Truncated, offset: end as u32 }));
    }
}

/// No fault without a row, here or in `errors_bluehornet.rs`.
#[test]
fn every_fault_has_a_row() {
    let rows: Vec<_> = faults().into_iter().chain(body_faults()).map(|row| row.0).chain([Fault::Truncated]).collect();
    for fault in Fault::ALL {
        assert_ne!(rows.contains(fault), OF_BLUEHORNET.contains(&fault.as_str()), "{fault}");
    }
}

/// Under a failure the status has decided: a bad body is no error, a bad frame is one, and both say that they are
/// damaged. A body that is no JSON is no damage.
#[test]
fn faults_under_a_failure() {
    let with_status = |reply: Vec<u8>| {
        let text = String::from_utf8_lossy(&reply).contains(" 200 OK");
        text.then(|| [b"HTTP/1.1 403 Forbidden", &reply[15..]].concat())
    };
    for (fault, right, wrong) in body_faults() {
        let reply = with_status([right, wrong].concat()).expect("a status");
        let seen = read("single-send", &reply, &mut std::iter::once(usize::MAX));
        assert_eq!((seen.error, seen.outcome.reason), (None, Reason::Forbidden), "{fault}");
        assert_eq!(seen.outcome.is_damaged, !matches!(fault, Fault::BodyKind | Fault::BodyEmpty), "{fault}");
    }
    for (fault, right, wrong) in faults() {
        if !right.starts_with(b"HTTP/1.1 200 OK\r\n") {
            continue;
        }
        let reply = [&right[..], &wrong].concat();
        let reply = [b"HTTP/1.1 423 ", &reply[13..]].concat();
        let seen = read("single-send", &reply, &mut std::iter::once(usize::MAX));
        assert_eq!(seen.error, Some(Error::Peer { fault, offset: right.len() as u32 }));
        assert_eq!((seen.outcome.reason, seen.outcome.is_damaged), (Reason::Locked, true), "{fault}");
    }
}

/// A wrong call is answered and changes nothing.
fn changes_nothing(
    state: &mut State<hubspot::Reader>,
    misuse: Misuse,
    call: impl FnOnce(&mut State<hubspot::Reader>) -> Built,
) {
    let before: (Wants, Outcome) = (state.wants(), state.outcome().clone());
    assert_eq!(call(state), Err(Error::Misuse(misuse)));
    assert_eq!((state.wants(), state.outcome().clone()), before, "{misuse} changes nothing");
}

/// A list whose items change between two calls, as memory does that somebody else writes to.
struct Changing<T>(Cell<usize>, [T; 2]);

impl IndexedTexts for Changing<&[u8]> {
    fn len(&self) -> usize {
        1
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        (index == 0).then(|| self.1[self.0.get()])
    }
}

impl IndexedProperties for Changing<Property<'_>> {
    fn len(&self) -> usize {
        1
    }

    fn get(&self, index: usize) -> Option<Property<'_>> {
        (index == 0).then(|| self.1[self.0.get()])
    }
}

/// Every misuse, for every operation, at every stage at which it is one.
#[test]
fn every_misuse_is_named() {
    let mut seen = BTreeSet::new();
    for call in every() {
        let (request, length) = (call.request(), call.bytes().len());
        let mut misuse = |state: &mut State<hubspot::Reader>,
                          misuse: Misuse,
                          verb: &dyn Fn(&mut State<hubspot::Reader>) -> Built| {
            changes_nothing(state, misuse, verb);
            seen.insert(misuse.as_str());
        };
        let receive = |state: &mut State<hubspot::Reader>| state.receive(&mut &b"HTTP/1.1 200 OK\r\n"[..]).map(drop);

        let mut state = call.state();
        misuse(&mut state, Misuse::NothingSent, &receive);
        misuse(&mut state, Misuse::AdvancedTooFar, &|state| state.advance(1));
        assert_eq!(state.transmit(&request, &mut [0; 4096]), Ok(length));
        misuse(&mut state, Misuse::NothingSent, &receive);
        misuse(&mut state, Misuse::AdvancedTooFar, &|state| state.advance(length + 1));
        misuse(&mut state, Misuse::AdvancedTooFar, &|state| state.advance(usize::MAX));
        assert_eq!(state.advance(length - 1), Ok(()));
        misuse(&mut state, Misuse::AdvancedTooFar, &|state| state.advance(2));
        assert_eq!(state.advance(1), Ok(()), "a misuse is no reason to give up");
        misuse(&mut state, Misuse::AdvancedTooFar, &|state| state.advance(1));

        assert!(state.receive(&mut &b"HTTP/1.1 200 \0"[..]).is_err());
        misuse(&mut state, Misuse::Ended, &receive);
        misuse(&mut state, Misuse::Ended, &|state| state.advance(1));

        let mut state = call.state();
        state.reply().expect("no byte was asked for").request_sent();
        misuse(&mut state, Misuse::LevelsMixed, &|state| state.transmit(&request, &mut [0; 64]).map(drop));
        misuse(&mut state, Misuse::LevelsMixed, &|state| state.advance(1));
        misuse(&mut state, Misuse::LevelsMixed, &receive);
        misuse(&mut state, Misuse::LevelsMixed, &|state| state.receive_end_of_stream());
        misuse(&mut state, Misuse::NoStatus, &|state| state.reply().and_then(|reply| reply.end(0)));
        state.reply().expect("as before").status(204);
        assert_eq!(state.outcome().http_status, 204);
        state.abandon();
        misuse(&mut state, Misuse::Ended, &|state| state.reply().map(drop));
        let mut state = call.state();
        assert!(state.transmit(&request, &mut [0; 64]).is_ok());
        misuse(&mut state, Misuse::LevelsMixed, &|state| state.reply().map(drop));
    }
    seen.insert(changed_message().as_str());
    assert!(Misuse::ALL.iter().all(|misuse| seen.contains(misuse.as_str())), "every misuse has a row: {seen:?}");
}

/// The memory of the message changes after the first bytes have left. This one ends the exchange: what was sent is no
/// request, and will never be one. A part of a request is not processed, so it is surely not sent.
fn changed_message() -> Misuse {
    let addresses = Changing(Cell::new(0), [&b"a@b"[..], b"longer@customer.example"]);
    let longer = least().cc(Texts::Indexed(&addresses));
    let number = |value| Property { name: b"n", value };
    let numbers = Changing(Cell::new(0), [number(Value::Integer(1)), number(Value::Integer(-1))]);
    let another = least().custom(Properties::Indexed(&numbers));
    let json = |value| Property { name: b"n", value: Value::Json(value) };
    let values = Changing(Cell::new(0), [json(&b"[\"\"]"[..]), json(b"],[\"")]);
    let no_json = least().custom(Properties::Indexed(&values));
    for (send, flip) in [(longer, &addresses.0), (another, &numbers.0), (no_json, &values.0)] {
        flip.set(0);
        let account = token();
        let mut exchange = Exchange::new(&account, &send);
        let n = exchange.transmit(&mut [0; 64]).expect("valid");
        exchange.advance(n).expect("as offered");
        flip.set(1);
        assert_eq!(exchange.transmit(&mut [0; 64]), Err(Error::Misuse(Misuse::MessageChanged)));
        assert_eq!((exchange.wants(), exchange.outcome().reason), (Wants::Nothing, Reason::NotSent));
        // Before the first byte has left, nothing will: the request is what is wrong.
        flip.set(0);
        let mut exchange = Exchange::new(&account, &send);
        assert_eq!(exchange.transmit(&mut [0; 64]), Ok(64));
        flip.set(1);
        assert_eq!(exchange.transmit(&mut [0; 64]), Err(Error::Misuse(Misuse::MessageChanged)));
        assert_eq!((exchange.wants(), exchange.outcome().reason), (Wants::Nothing, Reason::RequestInvalid));
    }
    Misuse::MessageChanged
}

/// Another account, or another operation, in the middle of a request: its windows belong to another stream.
#[test]
fn another_request_in_the_middle() {
    let send = least();
    let longer = token().host("api-eu1.hubapi.example").expect("valid");
    let with_id = send.send_id("k").expect("valid");
    let requests: [(&Account<'_>, SingleSend<'_>); 2] = [(&longer, send), (&token(), with_id)];
    for (account, operation) in requests {
        let (token, mut state) = (token(), State::new(send.reader(&token())));
        let n = state.transmit(&Request::new(&token, &send), &mut [0; 64]).expect("valid");
        state.advance(n).expect("as offered");
        let changed = state.transmit(&Request::new(account, &operation), &mut [0; 64]);
        assert_eq!(changed, Err(Error::Misuse(Misuse::MessageChanged)));
        assert_eq!((state.wants(), state.outcome().reason), (Wants::Nothing, Reason::NotSent));
    }
}

/// `advance` is for what `transmit` has offered: bytes that were never written out cannot have been taken.
#[test]
fn advance_stays_within_the_offer() {
    for call in each_kind() {
        let mut state = call.state();
        let n = state.transmit(&call.request(), &mut [0; 16]).expect("valid");
        let verb = |state: &mut State<hubspot::Reader>| state.advance(n + 1);
        changes_nothing(&mut state, Misuse::AdvancedTooFar, verb);
        state.advance(n).expect("as offered");
        changes_nothing(&mut state, Misuse::AdvancedTooFar, |state| state.advance(1));
    }
}

/// Buffers of no bytes and advances by nothing: an answer, and no change.
#[test]
fn empty_buffers() {
    for call in every() {
        let (request, length) = (call.request(), call.bytes().len());
        let no_room = Err(Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 });
        let mut state = call.state();
        assert_eq!(state.transmit(&request, &mut []), no_room, "before the first byte");
        assert_eq!((state.wants(), state.outcome().reason), (Wants::Transmit, Reason::NotSent));
        assert_eq!(state.advance(0), Ok(()));
        assert_eq!(state.transmit(&request, &mut [0; 8]), Ok(8));
        assert_eq!(state.advance(0), Ok(()));
        state.advance(8).expect("as offered");
        assert_eq!(state.transmit(&request, &mut []), no_room, "in the middle");
        assert_eq!((state.wants(), state.outcome().reason), (Wants::Transmit, Reason::NotSent));
        assert_eq!(state.receive(&mut &[][..]), Ok(Event::NeedMore), "before the end of the request");
        assert_eq!(state.transmit(&request, &mut [0; 4096]), Ok(length - 8));
        state.advance(length - 8).expect("as offered");
        assert_eq!(state.transmit(&request, &mut []), Ok(0), "nothing is left, and nothing is wanted");
        for part in [b"HTTP/1.1 ".as_slice(), b"429 \r\nRetry-After: 7\r\n", b"Content-Length: 0\r\n\r\n"] {
            let before = (state.wants(), state.outcome().clone());
            assert_eq!(state.receive(&mut &[][..]), Ok(Event::NeedMore));
            assert_eq!((state.wants(), state.outcome().clone()), before);
            state.receive(&mut &part[..]).expect("right");
        }
        assert_eq!(state.receive(&mut &[][..]), Ok(Event::Complete), "also asked again");
        assert_eq!((state.wants(), state.receive_end_of_stream()), (Wants::Nothing, Ok(())));
        assert_eq!(state.advance(0), Ok(()));
    }
}

/// Every kind of error, in the words of a person.
#[test]
fn errors_speak() {
    for (error, group, text) in [
        (
            Error::Config { field: Field::Cc, item: 2, problem: Problem::Empty },
            "config",
            "cc (item 2): must not be empty",
        ),
        (
            Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 },
            "capacity",
            "buffer: 1 needed, 0 available",
        ),
        (Error::Peer { fault: Fault::LineEnd, offset: 15 }, "peer", "line-end at byte 15 of the reply"),
        (Error::Misuse(Misuse::Ended), "misuse", "ended"),
    ] {
        assert_eq!((error.as_str(), error.to_string().as_str()), (group, text));
    }
}
