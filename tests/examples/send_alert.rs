//! Sends one alert email through HubSpot and says what became of it.
//!
//! Without arguments it starts a sandbox of its own, so there is nothing to configure:
//!
//! ```text
//! cargo run --example send_alert
//! ```

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use embedded_io_adapters::std::FromStd;
use mailwire::hubspot::{Account, ApiVersion, SendResult, SendStatus, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::{Kind, Reason, RetryAfter};
use mailwire::retry::{Decision, Schedule, decide};
use mailwire::{Event, Exchange, Outcome, Wants};
use mailwire_sandbox::{ACCESS_TOKEN, Fault, HAPIKEY, Sandbox};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

type Failure = Box<dyn std::error::Error>;
type Tls = StreamOwned<ClientConnection, TcpStream>;

/// Sends one alert email and says what became of it.
///
/// Without --live a sandbox is started inside this program, with a certificate authority of its own, on loopback: one
/// alert is sent and followed to its end, then three things that go wrong in practice are shown. Nothing leaves this
/// machine.
#[derive(Parser)]
#[command(
    name = "send_alert",
    version,
    after_help = "Examples:\n  \
    cargo run --example send_alert\n  \
    cargo run --example send_alert -- --dry-run --api-version v1\n  \
    MAILWIRE_HUBSPOT_TOKEN=... cargo run --example send_alert -- --to you@example.com --email-id 123456789"
)]
struct Arguments {
    /// The one recipient
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// The content id of the email in HubSpot (it stands in the address of the email's editor)
    #[arg(long, value_name = "ID")]
    email_id: Option<u64>,
    /// The dedupe key: derive it from the event, not from the clock
    #[arg(long, value_name = "KEY", default_value = "boiler-7-overheat-0042")]
    send_id: String,
    /// The text of the alert, given to the email as {{ custom.alert }}
    #[arg(long, default_value = "Boiler 7: 96 °C, limit 90 °C")]
    text: String,
    /// The version of the API
    #[arg(long, value_name = "VERSION", default_value = "2026-09",
          value_parser = clap::builder::PossibleValuesParser::new(ApiVersion::ALL.iter().map(|version| version.as_str())))]
    api_version: String,
    /// The size of the one buffer, in bytes; any from 1
    #[arg(long, value_name = "BYTES", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=65536))]
    buffer: u32,
    /// Print the exact bytes of the request instead of sending it, the credential masked
    #[arg(long)]
    dry_run: bool,
    /// Talk to the real api.hubapi.com, with the root certificates of this machine
    #[arg(long, requires_all = ["to", "email_id", "token"])]
    live: bool,
    /// The bearer token; with it, --to and --email-id the program is --live
    #[arg(long, env = "MAILWIRE_HUBSPOT_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

impl Arguments {
    fn version(&self) -> ApiVersion {
        let named = |version: &&ApiVersion| version.as_str() == self.api_version;
        ApiVersion::ALL.iter().find(named).copied().unwrap_or_default()
    }

    fn to(&self) -> &str {
        self.to.as_deref().unwrap_or("jane@customer.example")
    }

    fn email_id(&self) -> u64 {
        self.email_id.unwrap_or(4_126_643_121)
    }

    fn is_live(&self) -> bool {
        self.live || (self.token.is_some() && self.to.is_some() && self.email_id.is_some())
    }
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let custom = [("alert", arguments.text.as_str())];
    let send = SingleSend::new(arguments.email_id(), arguments.to())?
        .version(arguments.version())
        .send_id(&arguments.send_id)?
        .custom(&custom);
    let token = arguments.token.as_deref().unwrap_or(ACCESS_TOKEN);
    let account = Account::bearer(token)?;
    if arguments.dry_run {
        return dry_run(&account, &send, token);
    }
    if arguments.is_live() {
        let host = account.server();
        let address = (host.name(), host.port()).to_socket_addrs()?.next().ok_or("the name has no address")?;
        let service = Service { address, roots: platform_roots()?, buffer: arguments.buffer };
        println!("Sending to {} at {}.", arguments.to(), host.name());
        return show_send(&service, &account, &send);
    }
    demonstrate(&arguments, &account, &send)
}

/// Four scenes with the sandbox.
fn demonstrate(arguments: &Arguments, account: &Account<'_>, send: &SingleSend<'_>) -> Result<(), Failure> {
    let sandbox = Sandbox::builder().start_blocking()?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes())?)?;
    let service = Service { address: sandbox.addr(), roots, buffer: arguments.buffer };
    println!(
        "A sandbox of HubSpot listens on {}; the certificate is verified as {}.",
        sandbox.addr(),
        account.server().name()
    );

    println!("\n1. An alert, sent through a {}-byte buffer and followed to its end", arguments.buffer);
    show_send(&service, account, send)?;

    println!("\n2. The same send through a proxy that drops the query string, and with it the key");
    let old_account = Account::retired_v1_query_key(HAPIKEY)?;
    let old_send = send.version(ApiVersion::V1);
    let mut exchange = Exchange::new(&old_account, &old_send);
    let mut proxy = DropsQuery { inner: service.connect(&old_account)?, held: Vec::new(), is_past: false };
    run_loop(&mut exchange, &mut proxy, service.buffer)?;
    tell(exchange.outcome());

    println!("\n3. The first send once more, with the same sendId");
    let outcome = service.run(account, send)?;
    tell(&outcome);

    println!("\n4. Another alert, and the connection is cut when the request has arrived");
    let other_id = format!("{}-again", arguments.send_id);
    let other = (*send).send_id(&other_id)?;
    sandbox.fault(Fault { cut_reply_after: Some(0), ..Fault::default() });
    let mut attempt = 1;
    loop {
        let outcome = service.run(account, &other)?;
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
fn show_send<'a>(service: &Service, account: &Account<'a>, send: &SingleSend<'a>) -> Result<(), Failure> {
    let mut exchange = Exchange::new(account, send);
    let lengths = exchange.check()?;
    let mut tls = service.connect(account)?;
    // The byte level by hand: this loop is all there is to it.
    if let Err(failure) = run_loop(&mut exchange, &mut tls, service.buffer) {
        println!("   The connection failed: {failure}");
    }
    println!("   {} bytes of request, {} of them the body.", lengths.request, lengths.body);
    tell(exchange.outcome());

    let status_id = exchange.outcome().status_id.clone();
    let mut reason = exchange.outcome().reason;
    let mut polls = 0;
    while reason == Reason::Pending && !status_id.is_truncated() {
        let Some(wait) = SendStatus::poll_after_ms(polls) else { break };
        sleep(Duration::from_millis(u64::from(wait)));
        polls += 1;
        let outcome = service.run(account, &SendStatus::new(status_id.as_bytes())?)?;
        println!("   Asked for the status after {} s:", wait / 1000);
        tell(&outcome);
        reason = outcome.reason;
    }
    Ok(())
}

/// The one loop over any stream.
fn run_loop<A>(exchange: &mut Exchange<'_, A>, tls: &mut (impl Read + Write), buffer: u32) -> Result<(), Failure> {
    let mut buffer = vec![0; buffer as usize];
    loop {
        match exchange.wants() {
            Wants::Transmit => {
                let n = exchange.transmit(&mut buffer)?;
                let taken = tls.write(&buffer[..n])?;
                exchange.advance(taken)?;
            }
            Wants::Receive => {
                let n = tls.read(&mut buffer)?;
                if n == 0 {
                    exchange.receive_end_of_stream()?;
                    continue;
                }
                let mut input = &buffer[..n];
                while let Event::Row(_) | Event::Call = exchange.receive(&mut input)? {}
            }
            Wants::Nothing => return Ok(()),
        }
    }
}

/// Where to connect, and whom to trust.
struct Service {
    address: SocketAddr,
    roots: RootCertStore,
    buffer: u32,
}

impl Service {
    /// A TLS connection whose certificate is that of the account's host.
    fn connect(&self, account: &Account<'_>) -> Result<Tls, Failure> {
        let config = ClientConfig::builder().with_root_certificates(self.roots.clone()).with_no_client_auth();
        let name = ServerName::try_from(account.server().name().to_owned())?;
        let tcp = TcpStream::connect_timeout(&self.address, Duration::from_secs(10))?;
        tcp.set_read_timeout(Some(Duration::from_secs(30)))?;
        tcp.set_write_timeout(Some(Duration::from_secs(30)))?;
        Ok(StreamOwned::new(ClientConnection::new(Arc::new(config), name)?, tcp))
    }

    /// One operation with the ready-made driver. What goes wrong on the way is in the outcome.
    fn run<'a>(&self, account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> Result<Outcome, Failure> {
        let mut exchange = Exchange::new(account, operation);
        let mut transport = FromStd::new(self.connect(account)?);
        let mut buffer = vec![0; self.buffer as usize];
        if let Err(failure) = mailwire::io::drive(&mut exchange, &mut transport, &mut buffer, |_, _| {}) {
            println!("   The connection failed: {failure}");
        }
        Ok(exchange.outcome().clone())
    }
}

/// The outcome in plain words.
fn tell(outcome: &Outcome) {
    let what = match outcome.kind() {
        Kind::Accepted => "Accepted",
        Kind::Rejected => "Rejected: surely not sent, and it never will be as it stands",
        Kind::Deferred => "Deferred: surely not sent, may be tried again",
        Kind::Unknown => "Unknown: it may have been sent",
    };
    println!("   {what} ({}).", outcome.reason);
    if let Some(result) = SendResult::from_value(outcome.provider_code.as_bytes()) {
        println!("   {} means: {}.", result.value(), result.meaning());
    }
    if !outcome.text.is_empty() {
        println!("   HubSpot says: {}", outcome.text);
    }
    if let Some(diagnosis) = outcome.diagnosis {
        println!("   {}", diagnosis.hint());
    }
    if !outcome.detail.is_empty() {
        println!("   Detail: {}{}", outcome.detail, if outcome.detail.is_truncated() { "..." } else { "" });
    }
    if let Some(RetryAfter::Seconds(seconds)) = outcome.retry_after {
        println!("   Not before {seconds} s.");
    }
    if !outcome.correlation_id.is_empty() {
        println!("   Correlation id: {}", outcome.correlation_id);
    }
}

/// The exact bytes, with the credential masked.
fn dry_run<'a>(account: &Account<'a>, send: &SingleSend<'a>, token: &str) -> Result<(), Failure> {
    let mut exchange = Exchange::new(account, send);
    let mut request = vec![0; exchange.check()?.request as usize];
    let n = exchange.transmit(&mut request)?;
    let text = String::from_utf8_lossy(&request[..n]);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.replacen(&format!("Bearer {}", token.trim()), "Bearer ***", 1))?;
    Ok(())
}

fn platform_roots() -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(format!("no root certificates on this machine: {:?}", found.errors).into());
    }
    Ok(roots)
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
