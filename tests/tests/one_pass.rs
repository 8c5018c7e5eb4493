//! A PC or a phone checks most values as it writes them, a microcontroller before. Whatever a caller puts in, both say the same:
//! what `check` refuses is refused with the same words, and what it takes is written as the body alone writes it.

use mailwire::Error;
use mailwire::bluehornet::{
    self, Argument, ArgumentValue, Batch, Call, Carriage, Date, IndexedArguments, ResponseType,
};
use mailwire::error::{Limit, Misuse};
use mailwire::exchange::{Emit, Exchange, Request, measure, write_body};
use mailwire::hubspot::{self, ApiVersion, IndexedTexts, Properties, Property, SingleSend, Texts, Value};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::text::Cursor;
use mailwire_tests::operations::{WithBody, each_kind};
use proptest::collection::vec;
use proptest::prelude::*;

/// What cannot be sent, in one kind of document or the other.
const WRONG: &[&[u8]] = &[
    b"\0",
    b"\x0b",
    b"\x1f",
    b"\x7f",
    b"\x80",
    b"\xff",
    b"\xc0\xaf",
    b"\xc3",
    b"\xe0\x9f\xbf",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"\xef\xbf\xbf",
    b"\xf0\x8f\xbf\xbf",
    b"\xf4\x90\x80\x80",
    b"\xe2\x82",
];

/// Bytes of every kind that a writer treats in its own way, alone and in runs, so that they come to lie on both sides of every
/// width that is looked at in one go.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => "[a-zA-Z0-9 ._-]{1,20}".prop_map(String::into_bytes),
        2 => prop::sample::select(&["é", "°C", "語", "😀", "\u{7ff}", "\u{800}", "\u{10ffff}", "\u{feff}"][..])
            .prop_map(|text| text.as_bytes().to_vec()),
        4 => prop::sample::select(&["<", ">", "&", "]]>", "\"", "\\", "\n", "\r", "\t"][..]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(WRONG).prop_map(<[u8]>::to_vec),
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Mostly a name that can be sent.
fn name() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        30 => "[a-z][a-z0-9_]{0,20}".prop_map(String::into_bytes),
        3 => "[ab]".prop_map(String::into_bytes),
        1 => text(),
        1 => Just(vec![b'n'; 300]),
    ]
}

/// Mostly an address.
fn address() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![6 => "[a-z]{1,20}@[a-z.]{1,20}".prop_map(String::into_bytes), 1 => text().prop_map(|text| [&text[..], b"@b"].concat()), 1 => text()]
}

/// Says the same in one pass as in two, in room enough, in too little, and before anything is written.
fn agrees<A: AnyAccount>(account: &A, operation: &dyn Operation<A>) -> Result<(), Error> {
    let request = Request::new(account, operation);
    let checked = request.check();
    let mut room = vec![0; 16 * 1024];
    let mut alone = Cursor::fill(&mut room);
    request.body(&mut alone);
    let (length, has_fault) = (alone.position(), alone.has_fault());
    let wanted = alone.filled().to_vec();
    let mut room = vec![0; 16 * 1024];
    let written = write_body(&request, &mut room);
    assert_eq!(written, checked.map(|()| length));
    assert_eq!(measure(&request).map(|lengths| lengths.body as usize), written);
    assert_eq!(Exchange::new(account, operation).transmit(&mut room.clone()).err(), checked.err());
    assert_eq!(Exchange::new(account, operation).transmit(&mut [0; 7]).err(), checked.err());
    let Ok(length) = written else { return checked };
    assert!(!has_fault, "what can be sent is not refused as it is written");
    assert_eq!(room[..length], wanted);
    let (needed, available) = (length as u32, length as u32 - 1);
    let short = Error::Capacity { limit: Limit::Buffer, needed, available };
    assert_eq!(write_body(&request, &mut room[..length - 1]), Err(short));
    assert_eq!(write_body(&request, &mut room[..length]), Ok(length));
    checked
}

struct Addresses(Vec<Vec<u8>>);

impl IndexedTexts for Addresses {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(Vec::as_slice)
    }
}

/// The values of a send, by the kind of property.
type Send = (Vec<u8>, [Vec<Vec<u8>>; 2], Vec<(Vec<u8>, Vec<u8>)>, Vec<(Vec<u8>, Vec<u8>, u8)>);

fn send() -> impl Strategy<Value = Send> {
    let few = || vec(address(), 0..3);
    (address(), [few(), few()], vec((name(), text()), 0..4), vec((name(), text(), 0..5u8), 0..4))
}

fn value(text: &[u8], kind: u8) -> Value<'_> {
    match kind {
        0 => Value::Integer(-7),
        1 => Value::Boolean(true),
        2 => Value::Json(text),
        _ => Value::Text(text),
    }
}

/// An argument, as values that a test can own.
#[derive(Clone, Debug)]
enum Owned {
    Text(Vec<u8>),
    Number(i64),
    Boolean(bool),
    Date,
    Template(Vec<u8>, Vec<u8>),
    Nested(Vec<(Vec<u8>, Owned)>),
}

fn owned() -> impl Strategy<Value = Owned> {
    let leaf = prop_oneof![
        6 => text().prop_map(Owned::Text),
        2 => prop_oneof![any::<i64>(), Just(i64::MIN), -20..20i64].prop_map(Owned::Number),
        1 => any::<bool>().prop_map(Owned::Boolean),
        1 => Just(Owned::Date),
        1 => (text(), text()).prop_map(|(html, plain)| Owned::Template(html, plain)),
    ]
    .boxed();
    let deep = leaf.clone().prop_recursive(7, 12, 2, |inner| vec((name(), inner), 0..3).prop_map(Owned::Nested));
    prop_oneof![5 => leaf, 1 => deep]
}

/// The arguments of a call, of which nobody knows what they are.
struct Given<'a>(&'a [Argument<'a>]);

impl IndexedArguments for Given<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        self.0.get(index).copied()
    }
}

/// Borrowed for as long as the test runs.
fn borrowed((name, value): &(Vec<u8>, Owned)) -> Argument<'static> {
    let text = |text: &[u8]| -> &'static [u8] { text.to_vec().leak() };
    let value = match value {
        Owned::Text(value) => ArgumentValue::Text(text(value)),
        Owned::Number(number) => ArgumentValue::Number(*number),
        Owned::Boolean(boolean) => ArgumentValue::Boolean(*boolean),
        Owned::Date => ArgumentValue::Date(Date::new(2026, 11, 2).expect("a date")),
        Owned::Template(html, plain) => ArgumentValue::Template { html: text(html), plain: text(plain) },
        Owned::Nested(members) => ArgumentValue::Nested(members.iter().map(borrowed).collect::<Vec<_>>().leak()),
    };
    Argument { name: text(name), value }
}

/// How many of the random requests could be sent, of how many: both kinds must be among them.
fn both_kinds(results: &[Result<(), Error>]) {
    let sent = results.iter().filter(|result| result.is_ok()).count();
    assert!(sent > 0 && sent < results.len(), "{sent} of {} could be sent", results.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Sends, with properties as pairs of texts, as a slice and as an object.
    #[test]
    fn sends(sends in vec(send(), 30), is_v1 in any::<bool>()) {
        let account = hubspot::Account::bearer("EXAMPLE-TOKEN").expect("a token");
        let version = if is_v1 { ApiVersion::V1 } else { ApiVersion::default() };
        let mut results = Vec::new();
        for (to, [reply_to, cc], contact, custom) in sends {
            let (reply_to, cc) = (Addresses(reply_to), Addresses(cc));
            let texts: Vec<_> = contact
                .iter()
                .filter_map(|(name, value)| Some((str::from_utf8(name).ok()?, str::from_utf8(value).ok()?)))
                .collect();
            let object = texts.iter().map(|(name, value)| (*name, *value)).collect::<std::collections::BTreeMap<_, _>>();
            let object = serde_json::to_vec(&object).expect("JSON");
            let contact: Vec<_> =
                contact.iter().map(|(name, text)| Property { name, value: Value::Text(text) }).collect();
            let custom: Vec<_> =
                custom.iter().map(|(name, text, kind)| Property { name, value: value(text, *kind) }).collect();
            let send = SingleSend::unchecked(7, &to, b"", b"").version(version);
            let send = send.reply_to(Texts::Indexed(&reply_to)).cc(Texts::Indexed(&cc));
            results.push(agrees(&account, &send.contact(&contact[..]).custom(&custom[..])));
            results.push(agrees(&account, &send.contact(&texts[..]).custom(Properties::Object(&object))));
            if let Ok(send) = SingleSend::new(7, &to) {
                results.push(agrees(&account, &send.contact(&texts[..])));
            }
        }
        both_kinds(&results);
    }

    /// Calls with arguments of every kind as a slice and by index, as the body and as a form field, alone and together.
    #[test]
    fn batches(calls in vec((0..6usize, vec((name(), owned()), 0..4), any::<bool>()), 30)) {
        const METHODS: [&str; 6] = ["transactional.sendTransaction", "utilities.checkEmail", "legacy.manage_subscriber",
            "legacy.message_stats", "transactional.bouncedList", "another.method"];
        let mut results = Vec::new();
        let mut arguments = Vec::new();
        for (method, members, has_all) in &calls {
            let mut given: Vec<_> = members.iter().map(borrowed).collect();
            if *has_all {
                given.extend([Argument::new("email", "a@b"), Argument::new("template_id", 7_i64)]);
            }
            arguments.push((METHODS[*method], given));
        }
        let indexed: Vec<_> = arguments.iter().map(|(_, given)| Given(given)).collect();
        let slices: Vec<_> =
            arguments.iter().map(|(method, given)| Call::custom(*method, given).expect("a name")).collect();
        let lists: Vec<_> = arguments
            .iter()
            .zip(&indexed)
            .map(|((method, _), given)| Call::indexed(method.as_bytes(), given).expect("a name"))
            .collect();
        let account = bluehornet::Account::new("EXAMPLE-KEY", "EXAMPLE-SECRET").expect("valid");
        for account in [account, account.carriage(Carriage::Raw), account.response_type(ResponseType::Php)] {
            for calls in [&slices, &lists] {
                for call in calls {
                    results.push(agrees(&account, &Batch::new(std::slice::from_ref(call))));
                }
                for several in calls.chunks(2) {
                    results.push(agrees(&account, &Batch::new(several)));
                }
            }
            results.push(agrees(&account, &Batch::new(&[])));
            results.push(agrees(&account, &Batch::new(&slices.repeat(3))));
        }
        both_kinds(&results);
    }
}

/// A body that is refused though nothing is wrong with its values: something changed between the check and the pass.
#[test]
fn changed_since_the_check() {
    let call = each_kind().into_iter().next().expect("a call");
    let request = WithBody { request: call.request(), body: |out: &mut Cursor<'_>| out.refuse() };
    let changed = Error::Misuse(Misuse::MessageChanged);
    assert_eq!((request.check(), write_body(&request, &mut [0; 64])), (Ok(()), Err(changed)));
    assert_eq!(measure(&request), Err(changed));
}
