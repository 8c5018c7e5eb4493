//! BlueHornet: a transaction, an address that is not on the whitelist, and a batch that halts or does not.

use mailwire::bluehornet::{
    Account, Argument, Batch, Call, CheckEmail, InsertTemplate, SendTransaction, TemplateData, Whitelist,
};
use mailwire::outcome::{Kind, Reason};
use mailwire::{Event, Exchange, Outcome};
use mailwire_sandbox::Sandbox;
use mailwire_sandbox::bluehornet::{API_KEY, ELSEWHERE_API_KEY, SHARED_SECRET};

use crate::Failure;
use crate::connection::Service;
use crate::words::tell;

/// Three scenes with the sandbox.
pub fn demonstrate(sandbox: &Sandbox, service: &Service, text: &str) -> Result<(), Failure> {
    let account = Account::new(API_KEY, SHARED_SECRET)?;

    println!("\n5. The same alert as a BlueHornet transaction: a template, and a mail made of it");
    let html = TemplateData { html: "<p><b>{$alert}</b></p>", plain: "{$alert}" };
    let insert =
        InsertTemplate::new("Boiler alarm", "Boiler house", "alerts@boiler.example", "desk@boiler.example", html);
    let outcome = run(service, &account, &[insert.call()])?;
    let template_id: u32 = outcome.detail.as_str().parse()?;
    let variables = [Argument::new("alert", text)];
    let send = SendTransaction::new("jane@customer.example", template_id).name("Jane").variables(&variables)?;
    run(service, &account, &[send.call()])?;

    println!("\n6. The same from an address that is not on the whitelist of its API user");
    let elsewhere = Account::new(ELSEWHERE_API_KEY, SHARED_SECRET)?;
    let outcome = run(service, &elsewhere, &[send.call()])?;
    if outcome.reason == Reason::IpNotWhitelisted {
        let list = Whitelist::new("198.51.100.0/24\n203.0.113.7")?;
        let covers = list.covers_text(outcome.detail.as_bytes()) == Some(true);
        println!("   Add {} to the whitelist. Would 198.51.100.0/24, 203.0.113.7 do? {covers}", outcome.detail);
    }

    println!("\n7. Three calls in one request, the second with a template that does not exist");
    let check = CheckEmail::new("jane@customer.example");
    let wrong = SendTransaction::new("jane@customer.example", 999_999_999);
    let calls = [check.call(), wrong.call(), send.call()];
    println!("   As it is by default:");
    run(service, &account, &calls)?;
    println!("   With no_halt:");
    run(service, &account.no_halt(true), &calls)?;

    println!("\nThe sandbox has {} mails of BlueHornet.", sandbox.transactions().len());
    Ok(())
}

/// One request; says what became of each call.
fn run(service: &Service, account: &Account<'_>, calls: &[Call<'_>]) -> Result<Outcome, Failure> {
    let batch = Batch::new(calls);
    let is_batch = calls.len() > 1;
    let done = service.run(account.server(), account, &batch, |exchange: &Exchange<'_, _>, event| {
        if let (Event::Call, Some(call), true) = (event, exchange.call(), is_batch) {
            println!("   {}. {}: {} ({})", call.number, call.method, call.reason, call.text);
        }
    })?;
    for (number, reason) in done.unanswered.iter().filter(|_| is_batch) {
        println!("   {number}. {reason}");
    }
    if is_batch && done.outcome.kind() != Kind::Accepted {
        println!("   Not every call was accepted; of the first that was not ({}):", done.outcome.reason);
        println!("   {}", done.outcome.diagnosis.map_or("no diagnosis", |diagnosis| diagnosis.hint()));
    } else {
        tell(&done.outcome);
    }
    Ok(done.outcome)
}
