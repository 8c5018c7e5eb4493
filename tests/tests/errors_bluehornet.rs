//! The errors that only BlueHornet's calls and documents can come to, provoked as in `errors.rs`.

use mailwire::Exchange;
use mailwire::bluehornet::{
    Account, Argument, ArgumentValue, Batch, Call, CheckEmail, ListTemplates, ResponseType, SendTransaction,
};
use mailwire::error::{Error, Fault, Field, Limit, Problem};
use mailwire::outcome::Reason;
use mailwire::text::{php, xml};
use mailwire_tests::replay::read_with;
use mailwire_tests::sentences::assert_says;
use mailwire_tests::specification::OF_BLUEHORNET;

type Built = Result<(), Error>;

fn account() -> Account<'static> {
    Account::new("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET").expect("valid")
}

/// The first error on the way onto the wire.
fn sent(account: &Account<'_>, calls: &[Call<'_>]) -> Built {
    let batch = Batch::new(calls);
    let mut exchange = Exchange::new(account, &batch);
    let checked = exchange.check().map(drop);
    let first = exchange.transmit(&mut [0; 1 << 16]).map(drop);
    assert_eq!(checked, first, "check and the first transmit agree");
    assert_eq!(first.is_err(), exchange.outcome().reason == Reason::RequestInvalid);
    first
}

/// A method that is not in the table, with these arguments.
fn custom(arguments: &[Argument<'_>]) -> Built {
    sent(&account(), &[CheckEmail::new("a@b").call(), Call::custom("a.b", arguments)?])
}

/// A documented method with these arguments.
fn method(name: &str, arguments: &[Argument<'_>]) -> Built {
    sent(&account(), &[Call::new(name, arguments)?])
}

fn configuration() -> Vec<(Field, u16, Problem, Built)> {
    let argument = |name: &'static str, value| custom(&[Argument { name: name.as_bytes(), value }]);
    let variables = |variables: &[Argument<'_>]| SendTransaction::new("a@b", 7).variables(variables).map(drop);
    let text = |text: &'static [u8]| ArgumentValue::Text(text);
    let level6 = [Argument::new("a", 1_i64)];
    let level5 = [Argument { name: b"a", value: ArgumentValue::Nested(&level6) }];
    let level4 = [Argument { name: b"a", value: ArgumentValue::Nested(&level5) }];
    let level3 = [Argument { name: b"a", value: ArgumentValue::Nested(&level4) }];
    let level2 = [Argument { name: b"a", value: ArgumentValue::Nested(&level3) }];
    let level1 = [Argument { name: b"a", value: ArgumentValue::Nested(&level2) }];
    let level0 = [Argument { name: b"a", value: ArgumentValue::Nested(&level1) }];
    let long = "x".repeat(257);
    let php = account().response_type(ResponseType::Php);
    let list = ListTemplates::new();
    let campaign = Call::new("legacy.send_campaign", &[]).expect("a method");
    let unsubscribed = Call::new("legacy.retrieve_unsub", &[]).expect("a method");
    assert_eq!(custom(&level1), Ok(()), "six levels are allowed");
    vec![
        (Field::ApiKey, 0, Problem::Empty, Account::new("", "s").map(drop)),
        (Field::ApiKey, 0, Problem::TooLong { limit: 256, length: 257 }, Account::new(&long, "s").map(drop)),
        (Field::SharedSecret, 0, Problem::Forbidden { offset: 1 }, Account::new("k", "s s").map(drop)),
        (Field::MethodName, 0, Problem::OutOfRange, Call::new("transactional.sendNothing", &[]).map(drop)),
        (Field::MethodName, 0, Problem::Forbidden { offset: 1 }, Call::custom("a<b", &[]).map(drop)),
        (Field::MethodName, 0, Problem::Empty, Call::custom("", &[]).map(drop)),
        (Field::MethodName, 0, Problem::Empty, Call::indexed(b"", &ListTemplates::new()).map(drop)),
        (Field::Calls, 0, Problem::Empty, sent(&account(), &[])),
        (Field::Calls, 1, Problem::MustBeAlone, sent(&account(), &[list.call(), campaign])),
        (Field::Calls, 0, Problem::XmlOnly, sent(&php, &[unsubscribed])),
        (Field::ArgumentName, 0, Problem::MissingArgument("email"), method("utilities.checkEmail", &[])),
        (Field::ArgumentName, 0, Problem::MissingArgument("email"), {
            method("utilities.checkEmail", &[Argument::new("email", " ")])
        }),
        (Field::ArgumentName, 0, Problem::MissingOneOf("email"), method("legacy.manage_subscriber", &[])),
        (Field::ArgumentName, 1, Problem::Duplicate, custom(&[Argument::new("methodname", "x")])),
        (Field::ArgumentName, 1, Problem::Empty, custom(&[Argument::new("", "x")])),
        (Field::ArgumentName, 1, Problem::Forbidden { offset: 1 }, custom(&[Argument::new("a/", "x")])),
        (
            Field::ArgumentName,
            1,
            Problem::TooLong { limit: 64, length: 65 },
            custom(&[Argument::new(&long[..65], "x")]),
        ),
        (Field::ArgumentValue, 1, Problem::Forbidden { offset: 1 }, argument("a", text(b"a\0"))),
        (Field::ArgumentValue, 1, Problem::NotUtf8 { offset: 2 }, argument("a", text(b"ab\xff"))),
        (Field::ArgumentValue, 1, Problem::Forbidden { offset: 0 }, {
            argument("a", ArgumentValue::Template { html: b"\x1b", plain: b"" })
        }),
        (Field::ArgumentValue, 1, Problem::NotUtf8 { offset: 2 }, {
            argument("a", ArgumentValue::Template { html: b"", plain: b"a\xc3" })
        }),
        (Field::ArgumentName, 1, Problem::Forbidden { offset: 1 }, {
            argument("a", ArgumentValue::ListOf("b c", &[ArgumentValue::Number(1)]))
        }),
        (Field::ArgumentValue, 1, Problem::TooDeep, custom(&level0)),
        (Field::VariableName, 0, Problem::Forbidden { offset: 0 }, variables(&[Argument::new("Name", "x")])),
        (Field::VariableName, 0, Problem::Empty, variables(&[Argument::new("", "x")])),
        (Field::VariableName, 0, Problem::Forbidden { offset: 1 }, variables(&[Argument::new("a-b", "x")])),
        (Field::VariableName, 1, Problem::Duplicate, {
            variables(&[Argument::new("boiler", "x"), Argument::new("boiler", "y")])
        }),
        (Field::VariableName, 0, Problem::Duplicate, variables(&[Argument::new("email", "x")])),
    ]
}

/// Each wrong value is refused with its field, the call it belongs to and its problem.
#[test]
fn every_wrong_value_is_named() {
    for (row, (field, item, problem, built)) in configuration().into_iter().enumerate() {
        assert_eq!(built, Err(Error::Config { field, item, problem }), "row {row}");
        assert_says(field, item, problem);
    }
}

/// As many calls as a batch may have, and one more.
#[test]
fn the_most_calls() {
    let check = CheckEmail::new("a@b");
    let calls = vec![check.call(); Batch::MAX_CALLS + 1];
    assert_eq!(sent(&account(), &calls[1..]), Ok(()));
    let (needed, available) = (Batch::MAX_CALLS as u32 + 1, Batch::MAX_CALLS as u32);
    assert_eq!(sent(&account(), &calls), Err(Error::Capacity { limit: Limit::Calls, needed, available }));
}

/// What a document can do wrong: what was right, and what is wrong from there on. PHP data where `is_php`.
fn faults() -> Vec<(Fault, bool, Vec<u8>, Vec<u8>)> {
    let xml = |fault, right: &str, wrong: &[u8]| (fault, false, right.as_bytes().to_vec(), wrong.to_vec());
    let php = |fault, right: &str, wrong: &[u8]| (fault, true, right.as_bytes().to_vec(), wrong.to_vec());
    let root = "<methodResponse>";
    let name = "x".repeat(xml::Scanner::MAX_NAME);
    // Each open name takes a byte more than it has; the root and two long ones leave too little for a third.
    let names = format!("{root}<{name}><{name}>");
    let left = xml::Scanner::MAX_NAMES - ("methodResponse".len() + 1) - 2 * (name.len() + 1) - 1;
    let arrays = "a:1:{i:0;".repeat(php::Scanner::MAX_DEPTH - 1) + "a:1:";
    vec![
        xml(Fault::XmlSyntax, &format!("{root}<"), b"1>"),
        xml(Fault::XmlSyntax, &format!("{root}</methodResponse>"), b"x"),
        xml(Fault::XmlUtf8, root, b"\xff</methodResponse>"),
        xml(Fault::XmlCharacter, root, b"\x01</methodResponse>"),
        xml(Fault::XmlEntity, &format!("{root}&nbsp"), b";</methodResponse>"),
        xml(Fault::XmlTagMismatch, &format!("{root}<item></"), b"x></methodResponse>"),
        xml(Fault::XmlAttribute, &format!("{root}<a b='1' b"), b"='2'/></methodResponse>"),
        xml(Fault::XmlDoctype, "<!", b"DOCTYPE x><methodResponse/>"),
        xml(Fault::XmlNameTooLong, &format!("{root}<{name}"), b"x/></methodResponse>"),
        xml(Fault::XmlDepth, &format!("{names}<{}", "x".repeat(left)), b"x/>"),
        xml(Fault::XmlEncoding, "<?xml version='1.0' encoding='UTF-16", b"'?><methodResponse/>"),
        xml(Fault::XmlTruncated, &format!("{root}<item>"), b""),
        php(Fault::PhpSyntax, "a:1:{", b"x"),
        php(Fault::PhpLength, "a:1:{i:0;a:1:{i:0;s:3:\"abc", b"d\";}}"),
        php(Fault::PhpLength, "a:1:{i:0;a:1:{i:0;s:", b"-1:\"\";}}"),
        php(Fault::PhpType, "", b"O:1:\"a\":0:{}"),
        php(Fault::PhpType, "a:1:{", b"d:1;i:1;}"),
        php(Fault::PhpCount, "a:104857", b"7:{}"),
        php(Fault::PhpCount, "a:1:{i:0;a:0:{}", b"i:1;a:0:{}}"),
        php(Fault::PhpDepth, &(arrays + "{i:0;a:1:"), b"{"),
        php(Fault::PhpUtf8, "a:1:{i:0;a:1:{i:0;s:1:\"", b"\xff\";}}"),
        php(Fault::PhpTrailing, "a:0:{}", b"x"),
        php(Fault::PhpTruncated, "a:1:{i:0;", b""),
    ]
}

/// Each fault is told with the byte at which the document goes wrong, in whatever pieces it arrives, and claims nothing.
#[test]
fn every_fault_has_its_place() {
    for (index, (fault, is_php, right, wrong)) in faults().into_iter().enumerate() {
        let head = b"HTTP/1.1 200 OK\r\n\r\n";
        let reply = [head, &right[..], &wrong].concat();
        let error = Some(Error::Peer { fault, offset: (head.len() + right.len()) as u32 });
        let account = account().response_type(if is_php { ResponseType::Php } else { ResponseType::Xml });
        let check = CheckEmail::new("a@b");
        let calls = [check.call()];
        let batch = Batch::new(&calls);
        for size in [usize::MAX, 1, 7] {
            let seen = read_with(Exchange::new(&account, &batch), &reply, &mut std::iter::once(size));
            assert_eq!(seen.error, error, "row {index}, {fault} in pieces of {size}");
            assert_eq!(seen.outcome.reason, Reason::MalformedReply, "row {index}, {fault}");
        }
    }
}

/// A text where an item has to be an array: the place is the same in whatever pieces the reply arrives.
#[test]
fn a_text_in_place_of_an_item() {
    let account = account().response_type(ResponseType::Php);
    let check = CheckEmail::new("a@b");
    let calls = [check.call()];
    let batch = Batch::new(&calls);
    let reply = b"HTTP/1.1 200 OK\r\n\r\na:1:{i:0;s:3:\"abc\";}";
    let whole = read_with(Exchange::new(&account, &batch), reply, &mut std::iter::once(usize::MAX));
    assert!(matches!(whole.error, Some(Error::Peer { fault: Fault::PhpType, .. })));
    for size in 1..40 {
        let split = read_with(Exchange::new(&account, &batch), reply, &mut std::iter::once(size));
        assert_eq!(split.error, whole.error, "in pieces of {size}");
    }
}

/// No word without a row.
#[test]
fn every_word_has_a_row() {
    let mut seen = vec![Limit::Calls.as_str()];
    for (field, _, problem, _) in configuration() {
        seen.extend([field.as_str(), problem.as_str()]);
    }
    seen.extend(faults().iter().map(|row| row.0.as_str()));
    for word in OF_BLUEHORNET {
        assert!(seen.contains(&word), "{word}");
    }
}
