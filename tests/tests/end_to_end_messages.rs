//! HubSpot over TLS: what was given arrives, and under one `sendId` once (spec 3, 7).

use mailwire::hubspot::{Account, ApiVersion, Property, SingleSend, Value};
use mailwire::operation::Operation;
use mailwire::outcome::Kind;
use mailwire_sandbox::{ACCOUNT, Fault, FaultBody, OTHER_ACCOUNT_TOKEN, Sandbox};
use mailwire_tests::case::{EMAIL, JANE};
use mailwire_tests::service::{Service, account, again, run_over, words};
use serde_json::{Value as Json, json};

/// Characters that JSON escapes or that naive code breaks: each control, quotes, line ends, one to four bytes, joined
/// and reordering ones, and what templates and addresses read.
fn texts() -> Vec<(String, String)> {
    let controls: String = (0..0x20).chain([0x7f]).filter_map(char::from_u32).collect();
    let mut all: Vec<(String, String)> = [
        ("empty", ""),
        ("quotes", "\"a\" 'b' \\\"c\\\" `d`"),
        ("line_ends", "one\r\ntwo\nthree\rfour\r\n\r\n.\r\n"),
        ("looks_like_a_head", "x\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\n"),
        ("looks_like_json", "\",\"message\":{\"to\":\"mallory@evil.example\"},\"x\":\""),
        ("unicode", "Größe ≥ 96 °C, Καλημέρα, ЁЖ, 日本語, עברית, العربية"),
        ("emoji", "😀 👩‍👩‍👧‍👦 🇩🇪 👍🏽"),
        ("combining", "e\u{301} \u{202e}evil\u{202c} \u{feff} \u{2028}\u{2029} \u{10ffff}"),
        ("html", "<b>&amp; </script><!-- {{ custom.alert }} ${x} %s %41"),
        ("Überschrift \"q\" 😀", "a name that is escaped, too"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into();
    all.push(("controls".to_owned(), controls));
    all.push(("long".to_owned(), "0123456789 é€😀\"\\\n".repeat(300)));
    all
}

/// Every version takes a message with every field, through small and large buffers, and what arrives is exactly what
/// was given: nothing lost, nothing added, in order.
#[test]
fn every_version_delivers_exactly_what_was_given() {
    let service = Service::over_tls();
    let texts = texts();
    let contact: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut custom: Vec<Property<'_>> = contact.iter().map(|(name, text)| Property::new(name, *text)).collect();
    custom.extend([
        Property::new("least", i64::MIN),
        Property::new("most", i64::MAX),
        Property::new("on", true),
        Property::new("off", false),
        Property { name: b"nothing", value: Value::Null },
    ]);
    let nested = [Property { name: b"list", value: Value::Json(br#"[{"name":"\u00e9\"","at":-2.5e3},[],null]"#) }];
    let from = "\"Boiler \\\"7\\\", Süd\" <boiler@süd.example>";
    let reply_to = ["desk@süd.example", "\"Night, desk\" <night@customer.example>", "a@b"];
    let (cc, bcc) = (["one@customer.example", "Zwei <zwei@süd.example>"], ["archive@customer.example"; 1]);

    for version in ApiVersion::ALL.iter().copied() {
        // v1 takes texts; numbers and truth values arrive as texts.
        let takes_any = version != ApiVersion::V1;
        let mut all = custom.clone();
        all.extend(takes_any.then_some(nested[0]));
        for buffer in [64, 1000, 60_000] {
            service.sandbox.clear();
            let send = SingleSend::new(i64::MAX as u64, "jané+ö'o@kunde.example")
                .expect("valid")
                .version(version)
                .from(from)
                .expect("valid")
                .send_id("Boiler-7.overheat_0042")
                .expect("valid")
                .reply_to(&reply_to)
                .cc(&cc)
                .bcc(&bcc)
                .contact(contact.as_slice())
                .custom(all.as_slice());
            let outcome = run_over(&mut service.connect(), &account(), &send, buffer).outcome;
            let says = if takes_any { "accepted pending - 200" } else { "accepted sent - 200" };
            assert_eq!(words(&outcome), says, "{version}: {outcome:?}");

            let messages = service.sandbox.messages();
            let [message] = messages.as_slice() else { panic!("{} messages", messages.len()) };
            assert_eq!(message.version.path(), version.path());
            assert_eq!((message.account, message.email_id), (ACCOUNT, i64::MAX));
            assert_eq!(message.to, "jané+ö'o@kunde.example");
            assert_eq!(message.from.as_deref(), Some(from));
            assert_eq!(message.send_id.as_deref(), Some("Boiler-7.overheat_0042"));
            assert_eq!(message.reply_to, reply_to);
            assert_eq!(message.cc, cc);
            assert_eq!(message.bcc, bcc);
            if takes_any {
                assert_eq!(message.status_id, outcome.status_id.as_str());
            }
            let text = |text: &str| Json::from(text);
            let wanted: Vec<_> = contact.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            let got: Vec<_> = message.contact_properties.clone().into_iter().collect();
            assert_eq!(got, wanted, "{version}: contact properties");
            let scalar = |value: Json| if takes_any { value } else { Json::from(value.to_string()) };
            let mut wanted = wanted;
            wanted.extend([
                ("least".to_owned(), scalar(json!(i64::MIN))),
                ("most".to_owned(), scalar(json!(i64::MAX))),
                ("on".to_owned(), scalar(json!(true))),
                ("off".to_owned(), scalar(json!(false))),
                ("nothing".to_owned(), Json::Null),
            ]);
            wanted.extend(takes_any.then(|| ("list".to_owned(), json!([{"name": "é\"", "at": -2500.0}, [], null]))));
            let got: Vec<_> = message.custom_properties.clone().into_iter().collect();
            assert_eq!(got, wanted, "{version}: custom properties");
        }
    }
}

/// Every version takes a message with nothing but an id and a recipient, also where the schema is taken at its word,
/// and nothing arrives that was not given.
#[test]
fn every_version_takes_the_least() {
    let service = Service::of(Sandbox::builder().strict_required(true));
    for version in ApiVersion::ALL.iter().copied() {
        service.sandbox.clear();
        let send = SingleSend::new(1, "a@b").expect("valid").version(version);
        let outcome = service.run(&account(), &send).outcome;
        assert_eq!(outcome.kind(), Kind::Accepted, "{version}: {outcome:?}");
        let messages = service.sandbox.messages();
        let [message] = messages.as_slice() else { panic!("{} messages", messages.len()) };
        assert_eq!((message.email_id, message.to.as_str(), message.version.path()), (1, "a@b", version.path()));
        assert_eq!((&message.from, &message.send_id), (&None, &None));
        assert!(message.cc.is_empty() && message.bcc.is_empty() && message.reply_to.is_empty());
        assert!(message.contact_properties.is_empty() && message.custom_properties.is_empty());
    }
}

/// Lists of every length: v1 has one field for one reply address and another for several.
#[test]
fn every_member_of_every_list_arrives() {
    let service = Service::over_tcp();
    let addresses: Vec<String> = (0..40).map(|index| format!("address-{index}@customer.example")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    for version in ApiVersion::ALL.iter().copied() {
        for length in [0, 1, 2, 3, 40] {
            service.sandbox.clear();
            let (reply_to, cc, bcc) = (&addresses[..length], &addresses[40 - length..], &addresses[..40 - length]);
            let send = SingleSend::new(1, "a@b").expect("valid").version(version);
            let send = send.reply_to(reply_to).cc(cc).bcc(bcc);
            service.run(&account(), &send);
            let messages = service.sandbox.messages();
            let [message] = messages.as_slice() else { panic!("{version}, {length}: {} messages", messages.len()) };
            assert_eq!(message.reply_to, reply_to, "{version}");
            assert_eq!(message.cc, cc, "{version}");
            assert_eq!(message.bcc, bcc, "{version}");
        }
    }
}

/// 7: one sendId, one mail: the same send again is ignored, another one is a conflict, in and across all versions;
/// another account has keys of its own, and a refused send gives its key back.
#[test]
fn a_send_id_sends_once() {
    let service = Service::over_tls();
    let other_account = Account::bearer(OTHER_ACCOUNT_TOKEN).expect("well formed");
    let versions = ApiVersion::ALL.iter().copied();
    for (first, second) in versions.clone().zip(versions.clone()).chain(versions.clone().zip(versions.rev())) {
        service.sandbox.clear();
        let send = SingleSend::new(EMAIL, JANE).expect("valid").send_id("boiler-7-0042").expect("valid");
        let other = SingleSend::new(EMAIL, "john@customer.example").expect("valid");
        let other = other.send_id("boiler-7-0042").expect("valid");
        let refused = SingleSend::new(EMAIL, "result+blocked-address@customer.example").expect("valid");
        let refused = refused.send_id("boiler-7-0042").expect("valid");
        let run = |caller: &Account<'static>, send: SingleSend<'static>, version| {
            let ran = service.run(caller, &send.version(version));
            words(&service.follow(caller, ran, 2).outcome)
        };
        let each = format!("{first}, then {second}");
        assert_eq!(run(&account(), refused, first), "rejected recipient-refused - 200", "{each}");
        assert_eq!(
            (run(&account(), send, first).as_str(), service.mails().len()),
            ("accepted sent - 200", 1),
            "{each}"
        );
        assert_eq!(run(&account(), send, second), "accepted duplicate-ignored - 200", "{each}");
        assert_eq!(run(&account(), other, second), "rejected duplicate-conflict - 200", "{each}");
        assert_eq!(service.mails().len(), 1, "{each}: still one mail");
        assert_eq!(run(&other_account, send, second), "accepted sent - 200", "{each}");
        assert_eq!(service.mails().len(), 2, "{each}: one for each account");
    }
}

/// 7: after an outcome that is unknown, the same send with its sendId makes it certain, and there is one mail; without
/// one a repeat would be a second mail, which is why the decision is against it.
#[test]
fn a_send_id_makes_an_unknown_outcome_certain() {
    let service = Service::over_tls();
    for fault in [
        Fault { cut_reply_after: Some(0), ..Fault::default() },
        Fault { cut_reply_after: Some(300), ..Fault::default() },
        Fault { status: Some(500), processed: true, ..Fault::default() },
        Fault { body: Some(FaultBody::HalfJson), ..Fault::default() },
        Fault { garbage_head: true, ..Fault::default() },
    ] {
        service.sandbox.clear();
        let send = SingleSend::new(EMAIL, JANE).expect("valid").send_id("boiler-7-0042").expect("valid");
        let first = service.run_with(fault.clone(), &account(), &send).outcome;
        assert_eq!(first.kind(), Kind::Unknown, "{fault:?}: {first:?}");
        let second = service.run(&account(), &send).outcome;
        assert_eq!(words(&second), "accepted duplicate-ignored - 200", "{fault:?}");
        assert_eq!(service.mails().len(), 1, "{fault:?}");
    }
    service.sandbox.clear();
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let first = service.run_with(Fault { cut_reply_after: Some(0), ..Fault::default() }, &account(), &send).outcome;
    assert_eq!(again(&first, Operation::<Account<'_>>::dedupe(&send)), "stop may-have-been-sent");
    service.run(&account(), &send);
    assert_eq!(service.mails().len(), 2, "what the decision prevents");
}
