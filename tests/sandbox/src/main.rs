//! The sandbox as a program.
#![forbid(unsafe_code)]

use clap::{ArgAction, Parser};
use mailwire_sandbox::bluehornet::{self, BUILT_IN_API_USERS, PhpLayout, SHARED_SECRET, Style, TEMPLATE_ID};
use mailwire_sandbox::{ACCESS_TOKEN, BUILT_IN_TOKENS, Fault, HAPIKEY, OAuthApp, Sandbox, Standing, Version};
use serde_json::json;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// A local stand-in for the HubSpot and BlueHornet APIs over TLS, with faults on demand. It sends no mail.
#[derive(Debug, Parser)]
#[command(name = "mailwire-sandbox", version, after_long_help = conventions())]
struct Arguments {
    /// Address to listen on; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Allow an address that other machines can reach
    #[arg(long)]
    allow_remote: bool,

    /// Plain HTTP instead of TLS
    #[arg(long)]
    plain: bool,

    /// Write the certificate authority of this run here, in PEM
    #[arg(long, value_name = "FILE", conflicts_with = "plain")]
    ca_out: Option<PathBuf>,

    /// Write the address here once it listens
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,

    /// Move statuses on by time, so many milliseconds for each of the two steps, instead of by queries
    #[arg(long, value_name = "MILLISECONDS")]
    step_ms: Option<u64>,

    /// Refuse dated requests without the lists and maps that their schema requires
    #[arg(long)]
    strict_required: bool,

    /// One more valid bearer token; never a real one. May be repeated
    #[arg(long, value_name = "TOKEN", action = ArgAction::Append)]
    token: Vec<String>,

    /// Life of the access tokens that the token endpoint gives out, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    token_life: u64,

    /// How BlueHornet writes its XML: plain, cdata or padded-cdata
    #[arg(long, value_name = "STYLE", default_value = "cdata")]
    bluehornet_style: Style,

    /// How BlueHornet nests its PHP replies: list, wrapped or wrapped-list
    #[arg(long, value_name = "LAYOUT", default_value = "list")]
    php_layout: PhpLayout,

    /// Where BlueHornet requests seem to come from, as if behind a NAT
    #[arg(long, value_name = "ADDRESS")]
    request_ip: Option<IpAddr>,

    /// Fault of every request, such as "delay_ms=200; byte_writes"
    #[arg(long, value_name = "FAULT")]
    fault: Option<Fault>,

    /// Fault of one request, in the order given. May be repeated
    #[arg(long, value_name = "FAULT", action = ArgAction::Append)]
    fault_once: Vec<Fault>,

    /// What to log on standard error: off, error, warn, info, debug
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    log: String,

    /// Print one line of JSON instead of words
    #[arg(long)]
    json: bool,
}

/// The second half of the long help: credentials, addresses, faults.
fn conventions() -> String {
    let mut text = String::from("Bearer tokens (any other: 401 INVALID_AUTHENTICATION):\n");
    for (token, _, meaning) in BUILT_IN_TOKENS {
        let _ = writeln!(text, "  {token:<28} {meaning}");
    }
    let app = OAuthApp::default();
    let api_users: String =
        BUILT_IN_API_USERS.iter().map(|(key, meaning)| format!("  {key:<28} {meaning}\n")).collect();
    let _ = write!(
        text,
        "  a value with @               400, the text \"Invalid request\"
  over 512 bytes, blanks       530, the text \"error code: 1016\"

Key of v1, in the query:
  hapikey={HAPIKEY}      good for {v1}; any other: \"This hapikey doesn't exist.\"

OAuth (POST /oauth/v1/token, /oauth/v3/token, /oauth/2026-03/token, /oauth/2026-09/token):
  client_id      {}
  client_secret  {}
  refresh_token  {}
  code           {} (each once)
  redirect_uri   {}

Recipients (any domain; case does not matter, - is as good as _):
  result+SEND_RESULT@          ends with that sendResult, known or not; on v1 at once
  status+canceled@             ends CANCELED
  stuck+pending@               stays PENDING
  http+503@                    the call is answered with that status and the body that fits it
  http+429-retry-after-7@      the same with Retry-After: 7
  http+429-retry-after-date+7@ the same with the date in 7 seconds
  abuse@, noreply@, ...        INVALID_TO_ADDRESS, as for what is not one address
  emailId 404                  MISSING_CONTENT

A sendId that was sent or queued: IDEMPOTENT_IGNORE for the same mail, IDEMPOTENT_FAIL for another.
Each status query is one step: PENDING, PROCESSING, COMPLETE (see --step-ms).

BlueHornet (POST {path}, GET with ?data=): api_key (any other: Could not authenticate, 445), all with the
shared_secret {SHARED_SECRET}:
{api_users}
  template_id {TEMPLATE_ID}          is there from the start; shows {{$title}} and {{$message}}
  template_id 448              Invalid or Inactive Template ID; any other unknown one 429
  binding                      echo is known, every other 444
  an address at .invalid       utilities.checkEmail: Invalid
  an address bounce...@        is in transactional.bouncedList after a sendTransaction
  mess_id, group_id 404        the task ends with ERROR
  category 31007, custom field 80021, static segment 640017 are there from the start
Each utilities.getTasks is one step of a task: PENDING, PROCESSING, COMPLETE (see --step-ms).

Faults, as name=value pairs with semicolons between them, a name alone for true; here, in the request header
X-Sandbox-Fault, or as JSON in POST /sandbox/faults:
  status=503                   answer with it; the mail is not taken over
  processed                    with status: the mail is taken over first
  retry_after=7                or any text, or date+7
  send_result=THROTTLED        for this mail, whatever its address
  delay_ms=500                 before the reply
  cut_request_after=100        end of the connection after so many bytes of the request; it is not processed
  cut_reply_after=100          end of the connection after so many bytes of the reply; the request was processed
  stall_after=100              silence after so many bytes of the reply
  end=drop|close_notify|reset  how a cut connection ends; drop is TCP end without close_notify
  interim=100,103              interim responses first
  body=html|text|garbage|half_json|empty|own
                               another body; own: the service's own although status says otherwise
  body_text=...                this text, declared as JSON, for BlueHornet as XML
  garbage_head                 no HTTP in place of the head
  framing=length|chunked|close how the end of the body is told
  byte_writes                  one byte at a time
  write_seed=1                 pieces of random size
  chunk_seed=1                 chunks of random size, with extension and trailer
  without=content-type         fields left out of the head

The sandbox's own paths: GET /sandbox/messages, GET /sandbox/transactions (BlueHornet), GET /sandbox/requests, POST
/sandbox/faults, DELETE /sandbox/faults, DELETE /sandbox/messages (forgets mails, sendIds, statuses, requests and queued
faults, and what BlueHornet calls changed).
",
        app.client_id,
        app.client_secret,
        app.refresh_token,
        app.codes.join(", "),
        app.redirect_uri,
        v1 = Version::V1.path(),
        path = bluehornet::PATH,
    );
    text
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("mailwire-sandbox: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let filter = EnvFilter::try_new(&arguments.log).map_err(|error| format!("--log: {error}"))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();

    let life = Duration::from_secs(arguments.token_life);
    let mut builder = Sandbox::builder()
        .listen(arguments.listen)
        .allow_remote(arguments.allow_remote)
        .tls(!arguments.plain)
        .strict_required(arguments.strict_required)
        .bluehornet_style(arguments.bluehornet_style)
        .php_layout(arguments.php_layout)
        .oauth(OAuthApp { token_life: life, ..OAuthApp::default() });
    if let Some(milliseconds) = arguments.step_ms {
        builder = builder.step(Duration::from_millis(milliseconds));
    }
    if let Some(address) = arguments.request_ip {
        builder = builder.request_ip(address);
    }
    for token in &arguments.token {
        builder = builder.token(token, Standing::Valid);
    }
    if let Some(fault) = &arguments.fault {
        builder = builder.fault(fault.clone());
    }
    let sandbox = builder.start().await.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied if !arguments.allow_remote => format!("{error}; use --allow-remote to mean it"),
        _ => format!("{}: {error}", arguments.listen),
    })?;
    for fault in &arguments.fault_once {
        sandbox.fault(fault.clone());
    }
    if let Some(file) = &arguments.ca_out {
        write_whole(file, sandbox.ca_pem())?;
    }
    announce(&arguments, &sandbox).map_err(|error| error.to_string())?;
    if let Some(file) = &arguments.port_file {
        write_whole(file, &format!("{}\n", sandbox.addr()))?;
    }
    tokio::signal::ctrl_c().await.map_err(|error| error.to_string())
}

/// Writes beside and renames, so that a script that waits for the file never reads a part of it.
fn write_whole(file: &Path, text: &str) -> Result<(), String> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// Says where it listens and what to try.
fn announce(arguments: &Arguments, sandbox: &Sandbox) -> io::Result<()> {
    let scheme = if arguments.plain { "http" } else { "https" };
    let address = sandbox.addr();
    let mut out = io::stdout().lock();
    if arguments.json {
        let ca = arguments.ca_out.as_ref().map(|file| file.display().to_string());
        let line = json!({
            "address": address.to_string(),
            "port": address.port(),
            "url": format!("{scheme}://{address}"),
            "tls": !arguments.plain,
            "ca": ca,
        });
        writeln!(out, "{line}")?;
        return out.flush();
    }
    let trust = match (&arguments.ca_out, arguments.plain) {
        (_, true) => String::new(),
        (Some(file), _) => format!(" --cacert {}", file.display()),
        (None, _) => " --insecure".to_owned(),
    };
    writeln!(
        out,
        "The sandbox listens on {scheme}://{address}. It sends no mail; Ctrl-C ends it.

Send one:
  curl{trust} -H 'Authorization: Bearer {ACCESS_TOKEN}' -H 'Content-Type: application/json' \\
    -d '{{\"emailId\":4126643121,\"message\":{{\"to\":\"jane@example.com\",\"sendId\":\"6\"}}}}' \\
    {scheme}://{address}{}

See what was taken over:
  curl{trust} {scheme}://{address}/sandbox/messages

BlueHornet, other tokens, recipients and faults: mailwire-sandbox --help",
        Version::V3.path()
    )?;
    out.flush()
}
