//! The same message in whatever form the caller holds it: Rust slices, lists by index, typed calls. The bytes are the
//! same, equality and printing follow what is in a list, not how it is held.

use mailwire::bluehornet::{
    Account, Argument, ArgumentValue, Batch, Call, Carriage, Date, EmailPreference, IndexedArguments, IndexedCalls,
    InsertTemplate, ManageSubscriber, SendTransaction, TemplateData,
};
use mailwire::exchange::{Lengths, Wants};
use mailwire::hubspot::{
    self, ApiVersion, IndexedProperties, IndexedTexts, Properties, Property, SingleSend, Texts, Value,
};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::{Error, Exchange};

/// A list of any items, by index.
struct List<'a, T>(&'a [T]);

impl IndexedTexts for List<'_, &str> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(|text| text.as_bytes())
    }
}

impl IndexedProperties for List<'_, Property<'_>> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<Property<'_>> {
        self.0.get(index).copied()
    }
}

impl IndexedArguments for List<'_, Argument<'_>> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        self.0.get(index).copied()
    }
}

impl IndexedCalls for List<'_, Call<'_>> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<Call<'_>> {
        self.0.get(index).copied()
    }
}

/// The whole request.
fn written<A: AnyAccount>(account: &A, operation: &dyn Operation<A>) -> Result<Vec<u8>, Error> {
    let mut exchange = Exchange::new(account, operation);
    let Lengths { request, .. } = exchange.check()?;
    let mut buffer = vec![0; request as usize];
    let length = exchange.transmit(&mut buffer)?;
    assert_eq!((length, exchange.advance(length)), (buffer.len(), Ok(())));
    assert_eq!(exchange.wants(), Wants::Receive, "in one piece");
    Ok(buffer)
}

fn bluehornet() -> Account<'static> {
    Account::new("EXAMPLE-KEY", "EXAMPLE-SECRET").expect("valid").carriage(Carriage::Raw)
}

/// The `<data>` of a request with one call.
fn document(call: Call<'_>) -> String {
    let request = String::from_utf8(written(&bluehornet(), &Batch::new(&[call])).expect("valid")).expect("UTF-8");
    let start = request.find("<data>").expect("calls") + "<data>".len();
    request[start..request.find("</data>").expect("their end")].to_owned()
}

/// Addresses and properties by index are written as those in a slice, and equal them.
#[test]
fn lists_of_single_send() {
    let addresses = ["a@b.example", "c@d.example"];
    let properties = [Property::new("a", "1"), Property { name: b"b", value: Value::Integer(-2) }];
    let account = hubspot::Account::bearer("EXAMPLE-TOKEN").expect("valid");
    let send = SingleSend::new(7, "to@b.example").expect("valid");
    for version in [ApiVersion::V1, ApiVersion::V3] {
        let send = send.version(version);
        let slices = send.cc(&addresses).bcc(&addresses).reply_to(&addresses).custom(&properties);
        let lists = (List(&addresses), List(&properties));
        let texts = || Texts::Indexed(&lists.0);
        let indexed = send.cc(texts()).bcc(texts()).reply_to(texts()).custom(Properties::Indexed(&lists.1));
        assert_eq!(written(&account, &slices), written(&account, &indexed), "{version:?}");
        assert_eq!(slices, indexed);
        assert_eq!(format!("{slices:?}"), format!("{indexed:?}"));
        assert_ne!(slices, slices.cc(&addresses[..1]));
        assert_ne!(slices, slices.custom(&properties[..1]));
    }
    let (texts, none) = (Texts::Indexed(&List(&addresses)), Texts::default());
    assert!(!texts.is_empty() && none.is_empty() && List::<&str>(&[]).is_empty() && !List(&addresses).is_empty());
    assert_eq!((texts.len(), texts.get(1), texts.get(2)), (2, Some(&b"c@d.example"[..]), None));
    assert!(List::<Property<'_>>(&[]).is_empty() && !List(&properties).is_empty());
}

/// Properties that are JSON already are counted, but not taken apart: names in them may hold escapes.
#[test]
fn an_object_is_one_piece() {
    let object = Properties::Object(br#"{"a":1,"b":{"c":2}}"#);
    assert_eq!((object.len(), object.is_empty(), object.get(0)), (2, false, None));
    assert_eq!(object, Properties::Object(br#"{"a":1,"b":{"c":2}}"#));
    assert_ne!(object, Properties::Object(b"{}"));
    assert_ne!(object, Properties::default());
    assert_eq!(format!("{object:?}"), r#"{"a":1,"b":{"c":2}}"#);
    assert_eq!(format!("{:?}", Properties::Object(b"\xff")), "(not UTF-8)");
}

/// Arguments and calls by index are written as those in a slice.
#[test]
fn lists_of_a_batch() {
    let arguments = [Argument::new("email", "jane@customer.example"), Argument::new("template_id", 7_i64)];
    let nested = List(&arguments);
    let (slice, indexed) = (ArgumentValue::Nested(&arguments), ArgumentValue::Indexed(&nested));
    assert_eq!(format!("{slice:?}"), format!("{indexed:?}"));
    let outer = [slice, indexed].map(|value| [Argument { name: b"outer", value }]);
    let calls = [Call::custom("a.b", &outer[0]), Call::custom("a.b", &outer[1])].map(|call| call.expect("a name"));
    assert_eq!(document(calls[0]), document(calls[1]));
    assert_eq!(
        document(calls[0]),
        "<methodCall><methodName>a.b</methodName><outer><email>jane@customer.example</email>\
         <template_id>7</template_id></outer></methodCall>"
    );
    let by_index = Call::indexed(b"a.b", &nested).expect("a name");
    assert_eq!(document(by_index), document(Call::custom("a.b", &arguments).expect("a name")));
    let two = [by_index, calls[0]];
    let (slice, list) = (Batch::new(&two), List(&two));
    let indexed = Batch::indexed(&list);
    assert_eq!(written(&bluehornet(), &slice), written(&bluehornet(), &indexed));
    assert_eq!(format!("{slice:?}"), format!("{indexed:?}"));
    assert!(!list.is_empty() && !nested.is_empty() && List::<Call<'_>>(&[]).is_empty());
    assert!(List::<Argument<'_>>(&[]).is_empty());
    assert!(Call::new("utilities.checkEmail", &[]).expect("documented").method().is_some());
    assert!(by_index.method().is_none(), "not in the table");
}

/// Each kind of value, as it goes out and as it is printed.
#[test]
fn values_of_arguments() {
    let inner = [Argument::new("a", "1")];
    let items = [ArgumentValue::Number(1), ArgumentValue::Boolean(false)];
    for (value, written, printed) in [
        ("a&b".into(), "<![CDATA[a&b]]>", "\"a&b\""),
        (7_u32.into(), "7", "7"),
        ((-7_i64).into(), "-7", "-7"),
        (i64::MIN.into(), "-9223372036854775808", "-9223372036854775808"),
        (true.into(), "1", "true"),
        (false.into(), "0", "false"),
        (Date::new(2026, 2, 3).expect("a day").into(), "2026-02-03", "Date { year: 2026, month: 2, day: 3 }"),
        (
            ArgumentValue::Template { html: b"<p>", plain: b"p" },
            "<html><![CDATA[<p>]]></html><plain>p</plain>",
            "Template { html: \"<p>\", plain: \"p\" }",
        ),
        (ArgumentValue::Nested(&inner), "<a>1</a>", "{a: \"1\"}"),
        (ArgumentValue::List(&items), "<item>1</item><item>0</item>", "[1, false]"),
        (ArgumentValue::ListOf("x", &items), "<x>1</x><x>0</x>", "[1, false]"),
        (EmailPreference::Mime.into(), "mime", "\"mime\""),
        (EmailPreference::Html.into(), "html", "\"html\""),
        (EmailPreference::Plain.into(), "plain", "\"plain\""),
        (ArgumentValue::Text(b""), "", "\"\""),
    ] {
        let arguments = [Argument { name: b"v", value }];
        let wanted = format!("<methodCall><methodName>m</methodName><v>{written}</v></methodCall>");
        assert_eq!(document(Call::custom("m", &arguments).expect("a name")), wanted);
        assert_eq!(format!("{:?}", arguments[0]), format!("v: {printed}"));
    }
    assert_eq!(format!("{:?}", ArgumentValue::Text(b"\xff")), "\"(not UTF-8)\"");
    assert_eq!(format!("{:?}", Argument { name: b"\xff", value: 1_i64.into() }), "(not UTF-8): 1");
}

/// A required argument that is a list with nothing in it is missing.
#[test]
fn empty_lists_are_missing() {
    let (nothing, none) = (List::<Argument<'_>>(&[]), [ArgumentValue::List(&[]), ArgumentValue::Nested(&[])]);
    for value in none.into_iter().chain([ArgumentValue::Indexed(&nothing), ArgumentValue::ListOf("x", &[])]) {
        let arguments = [Argument { name: b"email", value }];
        let call = Call::new("utilities.checkEmail", &arguments).expect("documented");
        let error = written(&bluehornet(), &Batch::new(&[call])).expect_err("missing");
        assert!(error.to_string().contains("the argument email is required"), "{error}");
    }
}

/// Arguments that a typed call has no setter for follow those that it has.
#[test]
fn more_arguments() {
    let more = [Argument::new("custval7", "boiler room")];
    let subscriber = ManageSubscriber::new("jane@customer.example").more(&more);
    let document = document(subscriber.call());
    assert!(document.ends_with("<custval7>boiler room</custval7></methodCall>"), "{document}");
}

/// What a typed call sets stands under its documented name, in the documented order, and variables follow.
#[test]
fn typed_calls() {
    let variables = [Argument::new("pump", 3_i64)];
    let send = SendTransaction::new("jane@customer.example", 7).check_optout(true).name("Jane").variables(&variables);
    assert_eq!(
        document(send.expect("good names").call()),
        "<methodCall><methodName>transactional.sendTransaction</methodName><email>jane@customer.example</email>\
         <template_id>7</template_id><name>Jane</name><check_optout>1</check_optout><pump>3</pump></methodCall>"
    );
    let data = TemplateData { html: "<p>Pump</p>", plain: "Pump" };
    let template = InsertTemplate::new("Pump", "Harbour", "a@harbour.example", "b@harbour.example", data);
    assert_eq!(
        document(template.track_links(false).call()),
        "<methodCall><methodName>transactional.insertTemplate</methodName><subject>Pump</subject>\
         <from_description>Harbour</from_description><from_email>a@harbour.example</from_email>\
         <reply_email>b@harbour.example</reply_email>\
         <template_data><html><![CDATA[<p>Pump</p>]]></html><plain>Pump</plain></template_data>\
         <track_links>0</track_links></methodCall>"
    );
}

/// Another host and another User-Agent stand in the head, once each.
#[test]
fn host_and_user_agent() {
    let account =
        bluehornet().host("echo3.bluehornet.example").expect("a host").user_agent("boiler/7").expect("a name");
    let arguments = [Argument::new("email", "jane@customer.example")];
    let calls = [Call::new("utilities.checkEmail", &arguments).expect("documented")];
    let request = String::from_utf8(written(&account, &Batch::new(&calls)).expect("valid")).expect("UTF-8");
    assert_eq!(request.matches("\r\nHost: echo3.bluehornet.example\r\n").count(), 1, "{request}");
    assert_eq!(request.matches("\r\nUser-Agent: boiler/7\r\n").count(), 1, "{request}");
    let literal = bluehornet().host("[::1]:8443").expect("an address");
    assert_eq!((literal.server().name(), literal.server().port()), ("::1", 8443), "as a resolver wants it");
    assert_eq!((account.server().name(), account.server().port()), ("echo3.bluehornet.example", 443));
    assert!(bluehornet().host("a b").is_err() && bluehornet().user_agent("a\nb").is_err());
}

/// The calendar: the last day of each month, leap years, and years of four digits.
#[test]
fn dates_of_the_calendar() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (year, is_leap) in [(1000, false), (1900, false), (2000, true), (2024, true), (2026, false), (9999, false)] {
        for (month, length) in (1..).zip(lengths) {
            let last = length + u8::from(is_leap && month == 2);
            assert!(Date::new(year, month, 1).is_some() && Date::new(year, month, last).is_some(), "{year}-{month}");
            assert!(
                Date::new(year, month, 0).is_none() && Date::new(year, month, last + 1).is_none(),
                "{year}-{month}"
            );
        }
    }
    assert!(
        [(999, 1), (10_000, 1), (2026, 0), (2026, 13)]
            .iter()
            .all(|(year, month)| Date::new(*year, *month, 1).is_none())
    );
}
