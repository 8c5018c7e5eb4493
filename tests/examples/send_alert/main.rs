//! Sends alert emails through HubSpot and BlueHornet and says what became of them.
//!
//! Without arguments it starts a sandbox of its own, so there is nothing to configure:
//!
//! ```text
//! cargo run --example send_alert
//! ```

mod bluehornet;
mod connection;
mod hubspot;
mod words;

use std::net::ToSocketAddrs;
use std::process::ExitCode;

use clap::Parser;
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire_sandbox::{ACCESS_TOKEN, Sandbox};

use crate::connection::{Service, platform_roots, sandbox_roots};

type Failure = Box<dyn std::error::Error>;

/// Sends alert emails and says what became of them.
///
/// Without --live a sandbox is started inside this program, with a certificate authority of its own, on loopback: alerts
/// are sent through both providers, and what goes wrong in practice is shown. Nothing leaves this machine. --live and
/// --dry-run are for HubSpot.
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

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            // A value that cannot be sent is wrong usage.
            let is_usage = matches!(failure.downcast_ref(), Some(mailwire::Error::Config { .. }));
            ExitCode::from(if is_usage { 2 } else { 1 })
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let custom = [("alert", arguments.text.as_str())];
    let send = SingleSend::new(arguments.email_id(), arguments.to())?
        .version(arguments.version())
        .send_id(&arguments.send_id)?
        .custom(&custom);
    // The sandbox knows its own token; a real one, from the environment, has no business there. It is checked all the same.
    let mut token = arguments.token.as_deref().unwrap_or(ACCESS_TOKEN);
    let mut account = Account::bearer(token)?;
    if !arguments.is_live() && !arguments.dry_run {
        token = ACCESS_TOKEN;
        account = Account::bearer(token)?;
    }
    if arguments.dry_run {
        return hubspot::dry_run(&account, &send, token);
    }
    if arguments.is_live() {
        let host = account.server();
        let address = (host.name(), host.port()).to_socket_addrs()?.next().ok_or("the name has no address")?;
        let service = Service { address, roots: platform_roots()?, buffer: arguments.buffer };
        println!("Sending to {} at {}.", arguments.to(), host.name());
        return hubspot::show_send(&service, &account, &send);
    }
    let sandbox = Sandbox::builder().start_blocking()?;
    let roots = sandbox_roots(sandbox.ca_pem())?;
    let service = Service { address: sandbox.addr(), roots, buffer: arguments.buffer };
    println!(
        "A sandbox of both services listens on {}; certificates are verified under the services' names.",
        sandbox.addr()
    );
    hubspot::demonstrate(&sandbox, &service, arguments, &account, &send)?;
    bluehornet::demonstrate(&sandbox, &service, &arguments.text)
}
