//! Reads a captured reply and prints what it means, as one line of JSON.
//!
//! ```text
//! cargo run --example decode -- hubspot reply.http
//! cargo run --example decode -- hubspot --status 401 body.json
//! cargo run --example decode -- bluehornet reply.xml
//! ```

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use mailwire::bluehornet::{self, Batch, Call, CallOutcome, ResponseType};
use mailwire::hubspot::{self, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::AnyAccount;
use mailwire::outcome::{Reason, RetryAfter};
use mailwire::{Error, Event, Exchange, Wants};
use serde_json::{Value, json};

/// Reads a captured reply and prints what it means, as one line of JSON.
///
/// The file is a whole HTTP/1.1 reply, or with --status the body of one; for BlueHornet it may be the body alone. The
/// exit code is 0 whenever an outcome could be stated, also for garbage, and 2 for wrong usage.
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
    /// HubSpot: what the reply answers
    #[arg(long, value_enum, default_value_t = Asked::SingleSend)]
    operation: Asked,
    /// BlueHornet: how many calls were posted; as many as are answered, unless given
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=64))]
    calls: Option<u8>,
    /// BlueHornet: calls after a failing one were to be executed
    #[arg(long)]
    no_halt: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Provider {
    Hubspot,
    Bluehornet,
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
    let line = match arguments.provider {
        Provider::Hubspot => hubspot(&arguments, &reply),
        Provider::Bluehornet => bluehornet(&arguments, &reply),
    };
    match line {
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

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut reply = Vec::new();
        std::io::stdin().read_to_end(&mut reply)?;
        return Ok(reply);
    }
    std::fs::read(file)
}

// A reply is read by the exchange that it answers; what was asked in it is of no consequence here.

fn hubspot(arguments: &Arguments, reply: &[u8]) -> Result<Value, Error> {
    let account = hubspot::Account::bearer("captured")?;
    let send = SingleSend::new(1, "captured@localhost")?;
    let status = SendStatus::new("captured")?;
    let token = RefreshToken::new("captured", "captured", "captured")?;
    let seen = match arguments.operation {
        Asked::SingleSend => decode(Exchange::new(&account, &send), arguments.status, reply),
        Asked::SendStatus => decode(Exchange::new(&account, &status), arguments.status, reply),
        Asked::Oauth => decode(Exchange::new(&account, &token), arguments.status, reply),
    }?;
    Ok(seen.line)
}

fn bluehornet(arguments: &Arguments, reply: &[u8]) -> Result<Value, Error> {
    let is_whole = reply.starts_with(b"HTTP/") && arguments.status.is_none();
    let status = if is_whole { None } else { Some(arguments.status.unwrap_or(200)) };
    let body = reply.windows(4).position(|end| end == b"\r\n\r\n").filter(|_| is_whole).map_or(0, |at| at + 4);
    let is_php = reply[body..].trim_ascii_start().first().is_some_and(|byte| b"asidbNO".contains(byte));
    let account = bluehornet::Account::new("captured", "captured")?
        .response_type(if is_php { ResponseType::Php } else { ResponseType::Xml })
        .no_halt(arguments.no_halt);
    let with = |count: u8| {
        let calls = vec![Call::custom("captured", &[])?; usize::from(count)];
        let batch = Batch::new(&calls);
        decode(Exchange::new(&account, &batch), status, reply)
    };
    // How many were posted cannot be read off a reply; the answers tell at least how many there were.
    let count = match arguments.calls {
        Some(count) => count,
        None => with(Batch::MAX_CALLS as u8)?.answered.max(1),
    };
    Ok(with(count)?.line)
}

struct Seen {
    line: Value,
    /// The highest number of a call that has an answer of its own.
    answered: u8,
}

fn decode<A: AnyAccount>(mut exchange: Exchange<'_, A>, status: Option<u16>, reply: &[u8]) -> Result<Seen, Error> {
    let mut buffer = [0; 1024];
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer)?;
        exchange.advance(n)?;
    }
    let head =
        status.map_or(String::new(), |status| format!("HTTP/1.1 {status} \r\nContent-Length: {}\r\n\r\n", reply.len()));
    let mut calls = Vec::new();
    let found = feed(&mut exchange, head.as_bytes(), &mut calls)
        .and_then(|()| feed(&mut exchange, reply, &mut calls))
        .and_then(|()| match exchange.wants() {
            Wants::Receive => exchange.receive_end_of_stream(),
            _ => Ok(()),
        });
    let offset = match found {
        Err(Error::Peer { offset, .. }) => Some(offset.saturating_sub(head.len() as u32)),
        _ => None,
    };
    let answered = calls.iter().map(|call| call.number).max().unwrap_or(0) as u8;
    let outcome = exchange.outcome();
    let line = json!({
        "outcome": outcome.kind().as_str(),
        "reason": outcome.reason.as_str(),
        "http_status": outcome.http_status,
        "provider_code": outcome.provider_code.as_str(),
        "text": outcome.text.as_str(),
        "correlation_id": outcome.correlation_id.as_str(),
        "retry_after_s": match outcome.retry_after { Some(RetryAfter::Seconds(seconds)) => Some(seconds), _ => None },
        "diagnosis": outcome.diagnosis.map_or(String::new(), |found| format!("{found}: {}", found.hint())),
        "calls": listed(calls, exchange.unanswered()),
        "offset": offset,
    });
    Ok(Seen { line, answered })
}

/// Every call that was posted, in order, answered or not.
fn listed(calls: Vec<CallOutcome>, unanswered: impl Iterator<Item = (u16, Reason)>) -> Vec<Value> {
    let answered = calls.into_iter().map(|call| {
        let line = json!({
            "number": call.number,
            "method": call.method.as_str(),
            "outcome": call.kind().as_str(),
            "reason": call.reason.as_str(),
            "code": call.code.as_str(),
            "text": call.text.as_str(),
            "detail": call.detail.as_str(),
        });
        (call.number, line)
    });
    let others = unanswered.map(|(number, reason)| {
        let line = json!({
            "number": number,
            "method": "",
            "outcome": reason.kind().as_str(),
            "reason": reason.as_str(),
            "code": "",
            "text": "",
            "detail": "",
        });
        (number, line)
    });
    let mut all: Vec<_> = answered.chain(others).collect();
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, line)| line).collect()
}

fn feed<A: AnyAccount>(
    exchange: &mut Exchange<'_, A>,
    mut input: &[u8],
    calls: &mut Vec<CallOutcome>,
) -> Result<(), Error> {
    while !input.is_empty() && exchange.wants() == Wants::Receive {
        match exchange.receive(&mut input)? {
            Event::Call => calls.extend(exchange.call().cloned()),
            Event::Row(_) => {}
            Event::NeedMore | Event::Complete => break,
        }
    }
    Ok(())
}
