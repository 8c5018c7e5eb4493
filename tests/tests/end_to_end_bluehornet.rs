//! BlueHornet against the sandbox: every method, both carriages, both reply types, batches, the whitelist, access levels,
//! faults. What the outcome says is compared with what the sandbox did.

use embedded_io_adapters::std::FromStd;
use mailwire::bluehornet::{
    Account, Argument, ArgumentValue, Batch, Call, CallOutcome, Carriage, CheckEmail, ConfirmCampaign, GetFile,
    GetTasks, InsertTemplate, ListTemplates, ManageSubscriber, Method, RebuildTemplate, ResponseType, SendCampaign,
    SendTest, SendTransaction, TemplateData, UpdateTemplate, Whitelist,
};
use mailwire::diagnosis::Diagnosis;
use mailwire::operation::Piece;
use mailwire::outcome::{Kind, Reason};
use mailwire::retry::{Decision, Schedule, Stop, decide};
use mailwire::{Event, Exchange, Outcome};
use mailwire_sandbox::bluehornet::{API_KEY, CUSTOM_API_KEY, ELSEWHERE_API_KEY, SHARED_SECRET, Style, TEMPLATE_ID};
use mailwire_sandbox::{Fault, FaultBody, Sandbox};
use mailwire_tests::service::Service;

/// Everything one request came to.
struct Done {
    outcome: Outcome,
    calls: Vec<CallOutcome>,
    unanswered: Vec<(u16, Reason)>,
    /// Path and text of each row.
    rows: Vec<(String, String)>,
}

impl Done {
    fn row(&self, path: &str) -> &str {
        self.rows.iter().find(|row| row.0 == path).map_or_else(|| panic!("no {path} in {:?}", self.rows), |row| &row.1)
    }
}

fn account() -> Account<'static> {
    Account::new(API_KEY, SHARED_SECRET).expect("valid")
}

fn send_with(service: &Service, account: &Account<'_>, calls: &[Call<'_>], buffer: usize) -> Done {
    let batch = Batch::new(calls);
    let mut exchange = Exchange::new(account, &batch);
    let (mut answered, mut rows) = (Vec::new(), Vec::new());
    let mut is_open = false;
    // A driver that fails leaves an outcome all the same.
    let _ = mailwire::io::drive(
        &mut exchange,
        &mut FromStd::new(service.connect()),
        &mut vec![0; buffer],
        |exchange, event| match event {
            Event::Call => answered.push(exchange.call().expect("a call").clone()),
            Event::Row(row) => {
                if !std::mem::replace(&mut is_open, !row.is_last) {
                    rows.push((exchange.path().to_string(), String::new()));
                }
                let text = &mut rows.last_mut().expect("a row").1;
                match row.piece {
                    Piece::Span(span) => *text += &String::from_utf8_lossy(span),
                    Piece::Char(character) => text.push(character),
                }
            }
            _ => {}
        },
    );
    let unanswered = exchange.unanswered().collect();
    Done { outcome: exchange.outcome().clone(), calls: answered, unanswered, rows }
}

fn send(service: &Service, account: &Account<'_>, calls: &[Call<'_>]) -> Done {
    send_with(service, account, calls, 256)
}

/// Every documented method, with what it requires, is answered and read back: in XML and in PHP data, as a form and raw.
#[test]
fn every_method() {
    let service = Service::over_tls();
    for (response_type, carriage) in
        [(ResponseType::Xml, Carriage::Form), (ResponseType::Xml, Carriage::Raw), (ResponseType::Php, Carriage::Form)]
    {
        for method in Method::all().filter(|method| !method.is_xml_only() || response_type == ResponseType::Xml) {
            let template_id = i64::from(u32::try_from(TEMPLATE_ID).expect("an id"));
            let value = |name: &str| match name {
                "email" | "reply_email" | "from_email" => ArgumentValue::from("jane@customer.example"),
                "template_id" => template_id.into(),
                "template_data" => TemplateData { html: "<p>x</p>", plain: "x" }.into(),
                _ => ArgumentValue::from("1"),
            };
            let names = method.required().chain(method.one_of().next());
            let arguments: Vec<_> = names.map(|name| Argument { name: name.as_bytes(), value: value(name) }).collect();
            let calls = [Call::new(method.name(), &arguments).expect("in the table")];
            let account = account().response_type(response_type).carriage(carriage);
            let done = send(&service, &account, &calls);
            let what = format!("{} in {response_type} by {carriage}: {:?}", method.name(), done.outcome);
            assert_ne!(done.outcome.kind(), Kind::Unknown, "{what}");
            assert_ne!(done.outcome.reason, Reason::MissingVariables, "{what}");
            assert_ne!(done.outcome.reason, Reason::UnknownMethod, "{what}");
            // A file is its own answer; every other call is answered by its name.
            if method.name() != "utilities.getFile" {
                assert_eq!(done.calls.len(), 1, "{what}");
                assert!(done.calls[0].method.as_str().eq_ignore_ascii_case(method.name()), "{what}: {:?}", done.calls);
            }
        }
    }
}

/// The life of a template: inserted, sent, changed, sent as it was, rebuilt, sent as it is; and the typed constructors.
#[test]
fn life_of_a_template() {
    let service = Service::over_tls();
    let account = account();
    let first = TemplateData { html: "<p>{$alert} & more</p>", plain: "{$alert} ]]> 1" };
    let insert = InsertTemplate::new("Alarm", "Boiler house", "alerts@boiler.example", "desk@boiler.example", first)
        .message_notes("notes <1>")
        .track_links(false);
    let done = send(&service, &account, &[insert.call()]);
    assert_eq!(done.outcome.kind(), Kind::Accepted, "{:?}", done.outcome);
    let id: u32 = done.outcome.detail.as_str().parse().expect("a template id");

    let text = "96 °C <b>\"now\"</b> & ]]> 😀";
    let variables = [Argument::new("alert", text)];
    let mail = SendTransaction::new("jane@customer.example", id).name("Jane").variables(&variables).expect("valid");
    assert_eq!(send(&service, &account, &[mail.call()]).outcome.reason, Reason::Sent);
    let change = UpdateTemplate::new(id).template_data(TemplateData { html: "<i>{$alert}</i>", plain: "{$alert} 2" });
    assert_eq!(send(&service, &account, &[change.call()]).outcome.kind(), Kind::Accepted);
    assert_eq!(send(&service, &account, &[mail.call()]).outcome.reason, Reason::Sent);
    let test = SendTest::new("jane@customer.example", id).variables(&variables).expect("valid");
    assert_eq!(send(&service, &account, &[test.call()]).outcome.reason, Reason::Sent);
    assert_eq!(send(&service, &account, &[RebuildTemplate::new(id).call()]).outcome.kind(), Kind::Accepted);
    assert_eq!(send(&service, &account, &[mail.call()]).outcome.reason, Reason::Sent);

    // A sending of the live version twice, a test of the changed one, and the changed one once it is live.
    let sent: Vec<_> = service.sandbox.transactions().into_iter().filter_map(|mail| mail.plain).collect();
    let (first, changed) = (format!("{text} ]]> 1"), format!("{text} 2"));
    assert_eq!(sent, [first.as_str(), first.as_str(), changed.as_str(), changed.as_str()]);

    let list = send(&service, &account, &[ListTemplates::new().call()]);
    let path = list.rows.iter().find(|row| row.1 == id.to_string()).expect("our template").0.clone();
    assert_eq!(list.row(&path.replace("template_id", "template_data/html")), "<i>{$alert}</i>");
}

/// A campaign goes in two steps; a subscriber is added and changed; an address is checked; a task is followed to its file.
#[test]
fn other_calls() {
    let service = Service::over_tls();
    let account = account();
    let campaign = SendCampaign::new("news@boiler.example", "Boiler news", "Heat").grp("640017").text_mbody("hot");
    let draft = send(&service, &account, &[campaign.call()]);
    assert_eq!(draft.outcome.reason, Reason::DraftCreated, "{:?}", draft.outcome);
    let key = draft.rows.iter().find(|row| row.0.ends_with("message_key")).expect("a key").1.clone();
    let confirmed = send(&service, &account, &[ConfirmCampaign::new(&key).call()]);
    assert_eq!(confirmed.outcome.reason, Reason::Done, "{:?}", confirmed.outcome);

    let jane = ManageSubscriber::new("jane@customer.example").firstname("Jane");
    for _ in 0..2 {
        assert_eq!(send(&service, &account, &[jane.call()]).outcome.kind(), Kind::Accepted);
    }
    let invalid = CheckEmail::new("x@host.invalid").mx_check(true);
    let checked = send(&service, &account, &[invalid.call()]);
    assert_eq!((checked.outcome.reason, checked.outcome.detail.as_str()), (Reason::Done, "valid=0"));

    let export = [Argument::new("mess_id", "5")];
    let job = send(&service, &account, &[Call::new("statistics.getMessageSubscriberData", &export).expect("known")]);
    assert_eq!(job.outcome.reason, Reason::TaskCreated, "{:?}", job.outcome);
    let task = job.outcome.detail.as_str().to_owned();
    let mut states = Vec::new();
    let file = loop {
        let polled = send(&service, &account, &[GetTasks::new().task_id(&task).call()]);
        states.push(polled.row("responseData/task/item[1]/status").to_owned());
        if states.last().is_some_and(|state| state == "COMPLETE") {
            break polled.row("responseData/task/item[1]/task_response/file_name").to_owned();
        }
        assert!(states.len() < 9, "{states:?}");
    };
    assert!(states.len() > 1, "it takes its time: {states:?}");
    let fetched = send_with(&service, &account, &[GetFile::new(&file).call()], 64);
    assert_eq!(fetched.outcome.reason, Reason::Done);
    let whole: String = fetched.rows.iter().map(|row| row.1.as_str()).collect();
    assert!(whole.starts_with("<?xml") && whole.trim_end().ends_with('>'), "{whole}");
}

/// Batches: the calls after a failing one are executed or not, and each call says what became of it.
#[test]
fn batches() {
    let service = Service::over_tls();
    let check = CheckEmail::new("jane@customer.example");
    let wrong = SendTransaction::new("jane@customer.example", 999_999_999);
    let good = SendTransaction::new("jane@customer.example", u32::try_from(TEMPLATE_ID).expect("an id"));
    let calls = [check.call(), wrong.call(), good.call()];
    for response_type in [ResponseType::Xml, ResponseType::Php] {
        let before = service.sandbox.transactions().len();
        let halted = send(&service, &account().response_type(response_type), &calls);
        assert_eq!(halted.outcome.reason, Reason::InvalidTemplate);
        assert_eq!(
            halted.calls.iter().map(|call| (call.number, call.reason)).collect::<Vec<_>>(),
            [(1, Reason::Done), (2, Reason::InvalidTemplate)]
        );
        assert_eq!(halted.unanswered, [(3, Reason::NotExecuted)]);
        assert_eq!(service.sandbox.transactions().len(), before, "not executed");

        let all = send(&service, &account().response_type(response_type).no_halt(true), &calls);
        assert_eq!((all.outcome.reason, all.unanswered.len()), (Reason::InvalidTemplate, 0));
        assert_eq!(all.calls[2].reason, Reason::Sent);
        assert_eq!(service.sandbox.transactions().len(), before + 1);
    }
    let many: Vec<_> = (0..Batch::MAX_CALLS).map(|_| check.call()).collect();
    let done = send_with(&service, &account(), &many, 64);
    assert_eq!((done.outcome.reason, done.calls.len(), done.unanswered.len()), (Reason::Done, Batch::MAX_CALLS, 0));
}

/// A batch that never left: every call has the reason of the batch, whatever its length.
#[test]
fn batches_that_never_left() {
    let account = account();
    let check = CheckEmail::new("jane@customer.example");
    let wrong = CheckEmail::new("");
    for (calls, refused) in
        [(vec![check.call(); 2], false), (vec![wrong.call(); 2], true), (vec![check.call(); 300], true)]
    {
        let batch = Batch::new(&calls);
        let mut exchange = Exchange::new(&account, &batch);
        assert_eq!(exchange.transmit(&mut [0; 64]).is_err(), refused, "{} calls", calls.len());
        let reason = if refused { Reason::RequestInvalid } else { Reason::NotSent };
        assert_eq!(exchange.outcome().reason, reason);
        let unanswered: Vec<_> = exchange.unanswered().collect();
        assert_eq!(unanswered.len(), calls.len().min(Batch::MAX_CALLS));
        assert!(unanswered.iter().all(|call| call.1 == reason), "{unanswered:?}");
    }
}

/// Who may call: the whitelist, the secret, the access level; a failure before dispatch holds for every call.
#[test]
fn who_may_call() {
    for style in [Style::Plain, Style::Cdata, Style::PaddedCdata] {
        let service = Service::of(Sandbox::builder().bluehornet_style(style));
        let check = CheckEmail::new("jane@customer.example");
        let calls = [check.call(), check.call()];
        let elsewhere = Account::new(ELSEWHERE_API_KEY, SHARED_SECRET).expect("valid");
        let refused = send(&service, &elsewhere, &calls);
        assert_eq!(refused.outcome.reason, Reason::IpNotWhitelisted);
        assert_eq!(refused.outcome.diagnosis, Some(Diagnosis::IpNotWhitelisted));
        assert_eq!(refused.unanswered, [(2, Reason::IpNotWhitelisted)], "it holds for the whole batch");
        let address = refused.outcome.detail.as_bytes();
        assert_eq!(Whitelist::new("127.0.0.0/8").expect("valid").covers_text(address), Some(true));
        assert_eq!(Whitelist::new("10.0.0.0/8").expect("valid").covers_text(address), Some(false));

        for (key, secret) in [(API_KEY, "EXAMPLE-WRONG"), ("EXAMPLE-UNKNOWN", SHARED_SECRET)] {
            let account = Account::new(key, secret).expect("valid");
            let refused = send(&service, &account, &calls);
            assert_eq!((refused.outcome.reason, refused.outcome.provider_code.as_str()), (Reason::Unauthorized, "445"));
            assert_eq!(refused.outcome.diagnosis, Some(Diagnosis::CredentialNotRecognized));
        }

        let custom = Account::new(CUSTOM_API_KEY, SHARED_SECRET).expect("valid");
        assert_eq!(send(&service, &custom, &calls).outcome.reason, Reason::Done);
        let denied = send(&service, &custom, &[ListTemplates::new().call()]);
        assert_eq!((denied.outcome.reason, denied.outcome.diagnosis), (Reason::Refused, Some(Diagnosis::AccessDenied)));

        let unknown = Call::custom("utilities.makeTea", &[]).expect("a name");
        assert_eq!(send(&service, &account(), &[unknown]).outcome.reason, Reason::UnknownMethod);
    }
}

/// The reply cut at every byte, and the request cut: the outcome is never a lie, and an unknown send is never repeated.
#[test]
fn cuts_are_never_a_lie() {
    let service = Service::over_tcp();
    let good = SendTransaction::new("jane@customer.example", u32::try_from(TEMPLATE_ID).expect("an id"));
    let calls = [good.call()];
    let whole = send(&service, &account(), &calls);
    assert_eq!(whole.outcome.reason, Reason::Sent);
    let mut cuts = 0;
    for at in 0.. {
        service.sandbox.clear();
        service.sandbox.fault(Fault { cut_reply_after: Some(at), ..Fault::default() });
        let done = send(&service, &account(), &calls);
        assert_eq!(service.sandbox.transactions().len(), 1, "the request was processed");
        if done.outcome.kind() == Kind::Accepted {
            break;
        }
        assert_eq!(done.outcome.kind(), Kind::Unknown, "cut at {at}: {:?}", done.outcome);
        let again = decide(&done.outcome, 1, mailwire::operation::Dedupe::None, 7, &Schedule::DEFAULT);
        assert_eq!(again, Decision::Stop(Stop::MayHaveBeenSent));
        cuts += 1;
    }
    assert!(cuts > 300, "{cuts} places");
    for at in (16..600).step_by(37) {
        service.sandbox.clear();
        service.sandbox.fault(Fault { cut_request_after: Some(at), ..Fault::default() });
        let done = send(&service, &account(), &calls);
        let sent = service.sandbox.transactions().len();
        assert!(sent == 0 || done.outcome.kind() != Kind::Deferred, "cut at {at}: {:?}", done.outcome);
        assert!(sent == 1 || done.outcome.kind() != Kind::Accepted, "cut at {at}: {:?}", done.outcome);
    }
    for (fault, wanted) in [
        (Fault { body: Some(FaultBody::Html), ..Fault::default() }, Kind::Unknown),
        (Fault { body: Some(FaultBody::Empty), ..Fault::default() }, Kind::Unknown),
        (Fault { body: Some(FaultBody::Garbage), ..Fault::default() }, Kind::Unknown),
        (Fault { status: Some(503), ..Fault::default() }, Kind::Unknown),
        (Fault { status: Some(429), ..Fault::default() }, Kind::Deferred),
        (Fault { status: Some(403), ..Fault::default() }, Kind::Rejected),
        (Fault { byte_writes: true, interim: vec![100, 103], ..Fault::default() }, Kind::Accepted),
        (Fault { chunk_seed: Some(3), write_seed: Some(5), ..Fault::default() }, Kind::Accepted),
    ] {
        service.sandbox.fault(fault.clone());
        let done = send_with(&service, &account(), &calls, 64);
        assert_eq!(done.outcome.kind(), wanted, "{fault:?}: {:?}", done.outcome);
    }
}

/// Ten kilobytes out through 64 bytes, and the same text back as a row.
#[test]
fn small_buffers() {
    let service = Service::over_tcp();
    let long = "Boiler 7 & <8> ]]> é ".repeat(500);
    let template = TemplateData { html: &long, plain: "x" };
    let insert = InsertTemplate::new("s", "d", "a@b.example", "c@d.example", template);
    let done = send_with(&service, &account(), &[insert.call()], 64);
    assert_eq!(done.outcome.kind(), Kind::Accepted, "{:?}", done.outcome);
    let list = send_with(&service, &account(), &[ListTemplates::new().call()], 64);
    assert!(list.rows.iter().any(|row| row.1.trim() == long.trim()), "the same text");
}
