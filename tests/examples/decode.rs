//! Reads a captured reply and prints what it means, as one line of JSON.
//!
//! ```text
//! cargo run --example decode -- hubspot reply.http
//! cargo run --example decode -- hubspot --status 401 body.json
//! ```

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use mailwire::hubspot::{Account, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::Operation;
use mailwire::outcome::RetryAfter;
use mailwire::{Error, Event, Exchange, Wants};

/// Reads a captured reply and prints what it means, as one line of JSON.
///
/// The file is a whole HTTP/1.1 reply, or with --status the body of one. The exit code is 0 whenever an outcome could
/// be stated, also for garbage, and 2 for wrong usage.
#[derive(Parser)]
#[command(name = "decode", version)]
struct Arguments {
    /// Whose reply it is
    provider: Provider,
    /// The file; - is the standard input
    file: PathBuf,
    /// The file is a body that came with this status
    #[arg(long, value_parser = clap::value_parser!(u16).range(200..=599))]
    status: Option<u16>,
    /// What the reply answers
    #[arg(long, value_enum, default_value_t = Asked::SingleSend)]
    operation: Asked,
}

#[derive(Clone, Copy, ValueEnum)]
enum Provider {
    Hubspot,
}

#[derive(Clone, Copy, ValueEnum)]
enum Asked {
    SingleSend,
    SendStatus,
    Oauth,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let reply = match read(&arguments.file) {
        Ok(reply) => reply,
        Err(error) => {
            eprintln!("{}: {error}", arguments.file.display());
            return ExitCode::from(2);
        }
    };
    let Provider::Hubspot = arguments.provider;
    match decode(&arguments, reply) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn read(file: &PathBuf) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut reply = Vec::new();
        std::io::stdin().read_to_end(&mut reply)?;
        return Ok(reply);
    }
    std::fs::read(file)
}

fn decode(arguments: &Arguments, reply: Vec<u8>) -> Result<serde_json::Value, Error> {
    // A reply is read by the exchange that it answers; what was asked is of no consequence here.
    let account = Account::bearer("captured")?;
    let send = SingleSend::new(1, "captured@localhost")?;
    let status = SendStatus::new("captured")?;
    let token = RefreshToken::new("captured", "captured", "captured")?;
    let operation: &dyn Operation<Account<'_>> = match arguments.operation {
        Asked::SingleSend => &send,
        Asked::SendStatus => &status,
        Asked::Oauth => &token,
    };
    let mut exchange = Exchange::new(&account, operation);
    let mut buffer = [0; 1024];
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer)?;
        exchange.advance(n)?;
    }
    let head = arguments
        .status
        .map_or(String::new(), |status| format!("HTTP/1.1 {status} \r\nContent-Length: {}\r\n\r\n", reply.len()));
    let found = feed(&mut exchange, head.as_bytes())
        .and_then(|()| feed(&mut exchange, &reply))
        .and_then(|()| if exchange.wants() == Wants::Receive { exchange.receive_end_of_stream() } else { Ok(()) });
    let offset = match found {
        Err(Error::Peer { offset, .. }) => Some(offset.saturating_sub(head.len() as u32)),
        _ => None,
    };
    let outcome = exchange.outcome();
    Ok(serde_json::json!({
        "outcome": outcome.kind().as_str(),
        "reason": outcome.reason.as_str(),
        "http_status": outcome.http_status,
        "provider_code": outcome.provider_code.as_str(),
        "text": outcome.text.as_str(),
        "correlation_id": outcome.correlation_id.as_str(),
        "retry_after_s": match outcome.retry_after { Some(RetryAfter::Seconds(seconds)) => Some(seconds), _ => None },
        "diagnosis": outcome.diagnosis.map_or(String::new(), |found| format!("{found}: {}", found.hint())),
        "calls": [],
        "offset": offset,
    }))
}

fn feed<A>(exchange: &mut Exchange<'_, A>, mut input: &[u8]) -> Result<(), Error> {
    while !input.is_empty() && exchange.wants() == Wants::Receive {
        if let Event::NeedMore | Event::Complete = exchange.receive(&mut input)? {
            break;
        }
    }
    Ok(())
}
