//! HubSpot: an alert followed to its end, and three things that go wrong in practice.

use std::io::{Read, Write};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mailwire::Exchange;
use mailwire::hubspot::{Account, ApiVersion, SendStatus, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::Reason;
use mailwire::retry::{Decision, Schedule, decide};
use mailwire_sandbox::{Fault, HAPIKEY, Sandbox};

use crate::connection::{Service, run_loop};
use crate::words::tell;
use crate::{Arguments, Failure};

/// Four scenes with the sandbox.
pub fn demonstrate(
    sandbox: &Sandbox,
    service: &Service,
    arguments: &Arguments,
    account: &Account<'_>,
    send: &SingleSend<'_>,
) -> Result<(), Failure> {
    println!("\n1. An alert, sent through a {}-byte buffer and followed to its end", arguments.buffer);
    show_send(service, account, send)?;

    println!("\n2. The same send through a proxy that drops the query string, and with it the key");
    let old_account = Account::retired_v1_query_key(HAPIKEY)?;
    let old_send = send.version(ApiVersion::V1);
    let mut exchange = Exchange::new(&old_account, &old_send);
    let mut proxy = DropsQuery { inner: service.connect(old_account.server())?, held: Vec::new(), is_past: false };
    run_loop(&mut exchange, &mut proxy, service.buffer)?;
    tell(&exchange.outcome());

    println!("\n3. The first send once more, with the same sendId");
    let outcome = service.run(account.server(), account, send, |_, _| {})?.outcome;
    tell(&outcome);

    println!("\n4. Another alert, and the connection is cut when the request has arrived");
    let other_id = format!("{}-again", arguments.send_id);
    let other = (*send).send_id(&other_id)?;
    sandbox.fault(Fault { cut_reply_after: Some(0), ..Fault::default() });
    let mut attempt = 1;
    loop {
        let outcome = service.run(account.server(), account, &other, |_, _| {})?.outcome;
        tell(&outcome);
        let dedupe = Operation::<Account>::dedupe(&other);
        match decide(&outcome, attempt, dedupe, seed(), &Schedule::IN_LINE) {
            Decision::After(milliseconds) => {
                println!(
                    "   HubSpot ignores a second send with this sendId, so it is safe to repeat: in {milliseconds} ms."
                );
                sleep(Duration::from_millis(u64::from(milliseconds)));
                attempt += 1;
            }
            Decision::Stop(why) => {
                println!("   No further attempt: {why}.");
                break;
            }
        }
    }
    let taken = sandbox.messages().len();
    println!("\nThe sandbox took over {taken} mails for the two alerts.");
    Ok(())
}

/// Sends, and asks for the status until it is final.
pub fn show_send<'a>(service: &Service, account: &Account<'a>, send: &SingleSend<'a>) -> Result<(), Failure> {
    let mut exchange = Exchange::new(account, send);
    let lengths = exchange.check()?;
    let mut tls = service.connect(account.server())?;
    // The byte level by hand: this loop is all there is to it.
    if let Err(failure) = run_loop(&mut exchange, &mut tls, service.buffer) {
        println!("   The connection failed: {failure}");
    }
    println!("   {} bytes of request, {} of them the body.", lengths.request, lengths.body);
    tell(&exchange.outcome());

    let status_id = exchange.outcome().status_id.clone();
    let mut reason = exchange.outcome().reason;
    let mut polls = 0;
    while reason == Reason::Pending && !status_id.is_truncated() {
        let Some(wait) = SendStatus::poll_after_ms(polls) else { break };
        sleep(Duration::from_millis(u64::from(wait)));
        polls += 1;
        let outcome =
            service.run(account.server(), account, &SendStatus::new(status_id.as_bytes())?, |_, _| {})?.outcome;
        println!("   Asked for the status after {} s:", wait / 1000);
        tell(&outcome);
        reason = outcome.reason;
    }
    Ok(())
}

/// The exact bytes, with the credential masked.
pub fn dry_run<'a>(account: &Account<'a>, send: &SingleSend<'a>, token: &str) -> Result<(), Failure> {
    let mut exchange = Exchange::new(account, send);
    let mut request = vec![0; exchange.check()?.request as usize];
    let n = exchange.transmit(&mut request)?;
    let text = String::from_utf8_lossy(&request[..n]);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.replacen(&format!("Bearer {}", token.trim()), "Bearer ***", 1))?;
    Ok(())
}

/// Any number that differs from run to run.
fn seed() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos() ^ since.as_secs() as u32)
}

/// A proxy that rebuilds the request line and forgets the query string: the mistake behind the 401 that nobody can
/// read.
struct DropsQuery<T> {
    inner: T,
    held: Vec<u8>,
    is_past: bool,
}

impl<T: Write> Write for DropsQuery<T> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.is_past {
            return self.inner.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        if let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(&self.held[..end]).into_owned();
            let start = line.find('?').unwrap_or(line.len());
            let stop = line[start..].find(' ').map_or(line.len(), |at| start + at);
            self.held.drain(start..stop);
            self.inner.write_all(&self.held)?;
            self.is_past = true;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for DropsQuery<T> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.inner.read(buffer)
    }
}
