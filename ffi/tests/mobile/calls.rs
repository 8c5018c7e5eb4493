//! Calls of BlueHornet: those of the vectors by name, the typed ones of the core, and batches.

use std::sync::Arc;

use mailwire::bluehornet as core;
use mailwire::text::Cursor;
use mailwire_ffi::mobile::argument::{Argument, ArgumentValue, CalendarDate};
use mailwire_ffi::mobile::bluehornet::{BlueHornetAccount, blue_hornet_methods};
use mailwire_ffi::mobile::call::{BlueHornetCall, EmailPreference, TemplateData};
use mailwire_ffi::mobile::request::HttpRequest;
use mailwire_ffi::mobile::retry::Dedupe;
use mailwire_ffi::mobile::words::{BlueHornetCarriage, BlueHornetResponseType};
use mailwire_tests::vectors::{bytes, document};
use serde_json::Value;

pub(crate) const API_KEY: &str = "EXAMPLE-API-KEY-Zq7Xk";
pub(crate) const SHARED_SECRET: &str = "EXAMPLE-SHARED-SECRET-Zq7Xk";

pub(crate) fn account() -> Arc<BlueHornetAccount> {
    let raw = Some(BlueHornetCarriage::Raw);
    BlueHornetAccount::new(API_KEY.into(), SHARED_SECRET.into(), None, raw, false, None, None).expect("valid")
}

/// Three calls that are alike.
pub(crate) fn batch_of_three(no_halt: bool) -> Arc<HttpRequest> {
    let (key, secret) = ("EXAMPLE-API-KEY".into(), "EXAMPLE-SHARED-SECRET".into());
    let account = BlueHornetAccount::new(key, secret, None, None, no_halt, None, None).expect("valid");
    let call = || BlueHornetCall::check_email("jane@customer.example".into(), None, None).expect("valid");
    account.prepare_batch(vec![call(), call(), call()]).expect("valid")
}

pub(crate) fn text(text: &str) -> ArgumentValue {
    ArgumentValue::Text { text: text.to_owned() }
}

pub(crate) fn argument(name: &str, value: ArgumentValue) -> Argument {
    Argument { name: name.to_owned(), value }
}

fn value(value: &Value) -> ArgumentValue {
    match value {
        Value::String(string) => text(string),
        Value::Number(number) => ArgumentValue::Number { number: number.as_i64().expect("a whole number") },
        Value::Bool(boolean) => ArgumentValue::Boolean { boolean: *boolean },
        Value::Array(members) => ArgumentValue::Nested { arguments: arguments(members) },
        Value::Object(list) => ArgumentValue::ListOf {
            values: list["list"].as_array().expect("a list").iter().map(self::value).collect(),
            item_name: list.get("child").map_or("item", |child| child.as_str().expect("a name")).to_owned(),
        },
        Value::Null => panic!("no value"),
    }
}

fn arguments(members: &[Value]) -> Vec<Argument> {
    members.iter().map(|member| argument(member[0].as_str().expect("a name"), value(&member[1]))).collect()
}

/// Every canonical vector comes out byte for byte: nested arguments, lists, CDATA.
#[test]
fn every_canonical_request_is_written() {
    let mut written = 0;
    for entry in document("bluehornet", "requests.json")["requests"].as_array().expect("an array") {
        let (file, authentication) = (entry["file"].as_str().expect("a name"), &entry["authentication"]);
        let secret = |name: &str| authentication[name].as_str().expect("a text").to_owned();
        let php = (authentication["response_type"] == "php").then_some(BlueHornetResponseType::Php);
        let (raw, no_halt) = (Some(BlueHornetCarriage::Raw), authentication["no_halt"] == true);
        let account = BlueHornetAccount::new(secret("api_key"), secret("shared_secret"), php, raw, no_halt, None, None);
        let call = |call: &Value| {
            let method = call["method"].as_str().expect("a name").to_owned();
            BlueHornetCall::custom(method, arguments(call["arguments"].as_array().expect("arguments"))).expect(file)
        };
        let calls = entry["calls"].as_array().expect("calls").iter().map(call).collect();
        let request = account.expect("valid").prepare_batch(calls).unwrap_or_else(|error| panic!("{file}: {error}"));
        if entry["bytes_equal"] == true {
            let body = String::from_utf8(request.body().expect("a body")).expect("UTF-8");
            assert_eq!(body, String::from_utf8_lossy(&bytes("bluehornet", file)), "{file}");
            written += 1;
        }
    }
    assert!(written > 20, "only {written}");
}

/// What the core writes for a call.
fn of_core(call: core::Call<'_>) -> String {
    let account = core::Account::new(API_KEY, SHARED_SECRET).expect("valid").carriage(core::Carriage::Raw);
    let calls = [call];
    let batch = core::Batch::new(&calls);
    let request = mailwire::exchange::Request::new(&account, &batch);
    let length = mailwire::exchange::measure(&request).expect("valid").body;
    let mut body = vec![0; length as usize];
    mailwire::exchange::Emit::body(&request, &mut Cursor::fill(&mut body));
    String::from_utf8(body).expect("UTF-8")
}

/// What an app writes for the same.
fn of_app(call: Result<Arc<BlueHornetCall>, mailwire_ffi::mobile::failure::MailwireError>) -> String {
    let request = account().prepare_batch(vec![call.expect("valid")]).expect("valid");
    assert_eq!(request.dedupe(), Dedupe::None, "the service has no key");
    String::from_utf8(request.body().expect("a body")).expect("UTF-8")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Each typed call with every argument is that of the core: no two are exchanged, none is lost.
#[test]
fn typed_calls() {
    let day = CalendarDate { year: 2026, month: 11, day: 22 };
    let date = core::Date::new(2026, 11, 22).expect("a day");
    let data = || TemplateData { html: "<b>7</b>".into(), plain: "7".into() };
    let template = core::TemplateData { html: "<b>7</b>", plain: "7" };
    let variables = [core::Argument::new("alert", "96 °C")];
    let ours = || vec![argument("alert", text("96 °C"))];

    assert_eq!(
        of_app(BlueHornetCall::send_transaction(
            "e".into(),
            7,
            some("x"),
            Some(EmailPreference::Html),
            some("n"),
            some("s"),
            some("fd"),
            some("fe"),
            some("re"),
            Some(true),
            Some(false),
            ours(),
        )),
        of_core(
            core::SendTransaction::new("e", 7)
                .external_id("x")
                .email_preference(core::EmailPreference::Html)
                .name("n")
                .subject("s")
                .from_description("fd")
                .from_email("fe")
                .reply_email("re")
                .check_optout(true)
                .contact_add(false)
                .variables(&variables)
                .expect("valid")
                .call()
        )
    );
    assert_eq!(
        of_app(BlueHornetCall::send_test(
            "e".into(),
            7,
            Some(EmailPreference::Plain),
            some("n"),
            some("s"),
            some("fd"),
            some("fe"),
            some("re"),
            Some(true),
            ours(),
        )),
        of_core(
            core::SendTest::new("e", 7)
                .email_preference(core::EmailPreference::Plain)
                .name("n")
                .subject("s")
                .from_description("fd")
                .from_email("fe")
                .reply_email("re")
                .check_optout(true)
                .variables(&variables)
                .expect("valid")
                .call()
        )
    );
    assert_eq!(
        of_app(BlueHornetCall::insert_template(
            "s".into(),
            "fd".into(),
            "fe".into(),
            "re".into(),
            data(),
            some("mn"),
            some("bc"),
            Some(true),
            Some(false),
            some("b"),
        )),
        of_core(
            core::InsertTemplate::new("s", "fd", "fe", "re", template)
                .message_notes("mn")
                .bill_codes("bc")
                .track_links(true)
                .track_roi(false)
                .binding("b")
                .call()
        )
    );
    assert_eq!(
        of_app(BlueHornetCall::update_template(
            7,
            some("s"),
            some("fd"),
            some("fe"),
            some("re"),
            Some(data()),
            some("mn"),
            some("bc"),
            Some(false),
            Some(true),
            some("b"),
        )),
        of_core(
            core::UpdateTemplate::new(7)
                .subject("s")
                .from_description("fd")
                .from_email("fe")
                .reply_email("re")
                .template_data(template)
                .message_notes("mn")
                .bill_codes("bc")
                .track_links(false)
                .track_roi(true)
                .binding("b")
                .call()
        )
    );
    assert_eq!(
        of_app(BlueHornetCall::rebuild_template(7, some("b"))),
        of_core(core::RebuildTemplate::new(7).binding("b").call())
    );
    assert_eq!(of_app(BlueHornetCall::list_templates()), of_core(core::ListTemplates::new().call()));
    let more = [core::Argument::new("custval7", "c")];
    assert_eq!(
        of_app(BlueHornetCall::manage_subscriber(
            "e".into(),
            some("x"),
            some("ne"),
            some("nx"),
            some("f"),
            some("l"),
            some("a"),
            some("c"),
            some("s"),
            some("p"),
            some("co"),
            some("ph"),
            some("pw"),
            some("fa"),
            some("1,2"),
            some("3"),
            some("4"),
            some("Y"),
            vec![argument("custval7", text("c"))],
        )),
        of_core(
            core::ManageSubscriber::new("e")
                .external_id("x")
                .newemail("ne")
                .new_external_id("nx")
                .firstname("f")
                .lastname("l")
                .address("a")
                .city("c")
                .state("s")
                .postal_code("p")
                .country("co")
                .phone_hm("ph")
                .phone_wk("pw")
                .fax("fa")
                .grp("1,2")
                .grpreplace("3")
                .grpremove("4")
                .optout("Y")
                .more(&more)
                .call()
        )
    );
    assert_eq!(
        of_app(BlueHornetCall::check_email("e".into(), Some(true), Some(false))),
        of_core(core::CheckEmail::new("e").domain_only(true).mx_check(false).call())
    );
    assert_eq!(
        of_app(BlueHornetCall::send_campaign(
            "fe".into(),
            "fd".into(),
            "ms".into(),
            some("1"),
            some("2"),
            some("3"),
            some("4"),
            some("<p>"),
            some("t"),
            some("re"),
            some("Y"),
            Some(day),
            Some(23),
            some("bc"),
            some("mn"),
            some("na"),
            Some(9),
            Some(true),
            Some(false),
            Some(8),
            some("b"),
        )),
        of_core(
            core::SendCampaign::new("fe", "fd", "ms")
                .grp("1")
                .grp_exclude("2")
                .sm("3")
                .sm_exclude("4")
                .rich_mbody("<p>")
                .text_mbody("t")
                .reply_email("re")
                .timed_release("Y")
                .date(date)
                .hour(23)
                .bill_codes("bc")
                .message_notes("mn")
                .message_name("na")
                .campaign_id(9)
                .track_links(true)
                .use_default_footer(false)
                .footer_id(8)
                .binding("b")
                .call()
        )
    );
    assert_eq!(of_app(BlueHornetCall::confirm_campaign("k".into())), of_core(core::ConfirmCampaign::new("k").call()));
    assert_eq!(
        of_app(BlueHornetCall::get_tasks(some("1"), some("ALL"), some("IMPORT"), Some(day), Some(day))),
        of_core(
            core::GetTasks::new().task_id("1").status("ALL").r#type("IMPORT").start_date(date).end_date(date).call()
        )
    );
    assert_eq!(of_app(BlueHornetCall::get_file("f".into())), of_core(core::GetFile::new("f").call()));
}

/// By name: arguments of every kind, and variables behind them.
#[test]
fn calls_by_name() {
    let arguments = vec![
        argument("email", text("e")),
        argument("template_id", ArgumentValue::Number { number: -7 }),
        argument("check_optout", ArgumentValue::Boolean { boolean: true }),
        argument("day", ArgumentValue::Date { date: CalendarDate { year: 2024, month: 2, day: 29 } }),
        argument("both", ArgumentValue::Template { html: "<p>".into(), plain: "p".into() }),
        argument("list", ArgumentValue::ListOf { values: vec![text("1"), text("2")], item_name: "item".into() }),
    ];
    let call = BlueHornetCall::new("TRANSACTIONAL.sendtransaction", arguments, vec![argument("alert", text("x"))]);
    assert_eq!(call.as_ref().expect("valid").method(), "transactional.sendTransaction", "as the table spells it");
    let body = of_app(call);
    let data = &body[body.find("<data>").expect("data")..];
    assert_eq!(
        data,
        "<data><methodCall><methodName>transactional.sendTransaction</methodName><email>e</email>\
         <template_id>-7</template_id><check_optout>1</check_optout><day>2024-02-29</day>\
         <both><html><![CDATA[<p>]]></html><plain>p</plain></both><list><item>1</item><item>2</item></list>\
         <alert>x</alert></methodCall></data></api>"
    );
}

/// The table of methods is that of the core.
#[test]
fn methods() {
    let methods = blue_hornet_methods();
    assert_eq!(methods.len(), core::Method::all().len());
    for (ours, theirs) in methods.iter().zip(core::Method::all()) {
        assert_eq!(ours.name, theirs.name());
        assert!(ours.required.iter().map(String::as_str).eq(theirs.required()), "{}", ours.name);
        assert!(ours.one_of.iter().map(String::as_str).eq(theirs.one_of()), "{}", ours.name);
        assert!(ours.optional.iter().map(String::as_str).eq(theirs.optional()), "{}", ours.name);
        assert_eq!((ours.is_alone, ours.is_xml_only), (theirs.is_alone(), theirs.is_xml_only()));
        assert_eq!((ours.has_variables, ours.data.to_string()), (theirs.has_variables(), theirs.data().to_string()));
    }
}
