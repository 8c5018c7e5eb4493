//! What a byte costs, over the size of the pieces a reply comes in and over the size of the message: by exchanges, from
//! the first byte to the outcome.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mailwire::bluehornet::{self, Batch, SendTransaction};
use mailwire::exchange::{Emit, Request, State};
use mailwire::hubspot::{self, SingleSend};
use mailwire::operation::{Operation, Reader};
use mailwire::{Event, Wants};

const PIECES: [usize; 10] = [1, 2, 4, 8, 16, 64, 256, 1024, 8192, 65536];
const SIZES: [usize; 5] = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const FEW: usize = 1_000_000;
/// What a busy machine may add.
const SLACK: f64 = 2.0;

const KINDS: [&str; 3] = ["JSON, sized", "JSON, chunks of 7 bytes", "XML, sized"];

/// Prints Markdown; fails where a byte costs more than it should.
pub fn print() -> ExitCode {
    let mut good = pieces();
    good &= growth();
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn pieces() -> bool {
    println!("## Pieces\n");
    println!(
        "Nanoseconds a byte, replies of 1 MB handed in piece by piece. A call has a price, so small pieces cost more;"
    );
    println!("beyond that price a byte costs the same however the reply is cut.\n");
    println!("| reply | {} |", PIECES.map(|piece| piece.to_string()).join(" | "));
    println!("|---|{}", "---:|".repeat(PIECES.len()));
    let mut good = true;
    for kind in KINDS {
        let http = reply(kind, FEW);
        let costs = PIECES.map(|piece| cost(http.len(), || read(kind, &http, piece)));
        println!("| {kind} | {} |", costs.map(|cost| format!("{cost:.2}")).join(" | "));
        let (one, whole) = (costs[0], costs[PIECES.len() - 1]);
        for (piece, cost) in PIECES.iter().zip(costs) {
            if cost > SLACK * (whole + one / *piece as f64) {
                good = false;
                eprintln!("curve: {kind}: pieces of {piece} bytes cost {cost:.2} ns a byte");
            }
        }
    }
    println!();
    good
}

fn growth() -> bool {
    println!("## Growth\n");
    println!(
        "Nanoseconds a byte over the size of the message: a reply in pieces of 64 KB, a request into one buffer.\n"
    );
    println!("| message | {} |", SIZES.map(|size| format!("{} kB", size / 1000)).join(" | "));
    println!("|---|{}", "---:|".repeat(SIZES.len()));
    let mut good = true;
    for kind in KINDS.into_iter().chain(["JSON request", "XML request"]) {
        let costs = SIZES.map(|size| match kind {
            "JSON request" => json_request(size),
            "XML request" => xml_request(size),
            _ => {
                let http = reply(kind, size);
                cost(http.len(), || read(kind, &http, 65536))
            }
        });
        println!("| {kind} | {} |", costs.map(|cost| format!("{cost:.2}")).join(" | "));
        if costs[SIZES.len() - 1] > SLACK * costs[2] {
            good = false;
            eprintln!("curve: {kind}: a byte of 100 MB costs more than {SLACK} times one of 1 MB");
        }
    }
    good
}

/// Nanoseconds a byte: the fastest of several runs.
fn cost(bytes: usize, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut fastest = Duration::MAX;
    for round in 0..200 {
        let begun = Instant::now();
        work();
        fastest = fastest.min(begun.elapsed());
        if round > 4 && start.elapsed() > Duration::from_millis(300) {
            break;
        }
    }
    fastest.as_nanos() as f64 / bytes as f64
}

/// A reply of about `size` bytes.
fn reply(kind: &str, size: usize) -> Vec<u8> {
    let mut body = Vec::new();
    if kind.starts_with("JSON") {
        body.push(b'{');
        for index in 0.. {
            if body.len() >= size {
                break;
            }
            let text = "Boiler 7: 96 °C ".repeat(index % 7);
            let member =
                format!(r#""unknown{index}":{{"list":[{index},-1.5e3,true,"caf\u00e9\n"],"message":"{text}"}}, "#);
            body.extend_from_slice(member.as_bytes());
        }
        body.extend_from_slice(br#""statusId":"s-1","status":"PENDING"}"#);
    } else {
        body.extend_from_slice(b"<methodResponse>\n");
        for index in 1.. {
            if body.len() >= size {
                break;
            }
            let item = format!(
                "<item>\n<methodName><![CDATA[transactional.sendTransaction]]></methodName>\n<responseText><![CDATA[\
                 Transaction queued for user{index:06}]]></responseText>\n<responseNum><![CDATA[{}]]></responseNum>\n</item>\n",
                (index - 1) % 64 + 1
            );
            body.extend_from_slice(item.as_bytes());
        }
        body.extend_from_slice(b"</methodResponse>\n");
    }
    let mut http = b"HTTP/1.1 200 OK\r\n".to_vec();
    if kind.contains("chunks") {
        http.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
        for chunk in body.chunks(7) {
            http.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            http.extend_from_slice(chunk);
            http.extend_from_slice(b"\r\n");
        }
        http.extend_from_slice(b"0\r\n\r\n");
    } else {
        http.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        http.extend_from_slice(&body);
    }
    http
}

fn hubspot_account() -> hubspot::Account<'static> {
    hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token")
}

fn bluehornet_account() -> bluehornet::Account<'static> {
    bluehornet::Account::new("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET").expect("valid")
}

/// A whole exchange whose reply comes in pieces.
fn read(kind: &str, http: &[u8], piece: usize) {
    if kind.starts_with("JSON") {
        let account = hubspot_account();
        let send = SingleSend::new(7, "jane@customer.example").expect("valid");
        exchange(State::new(send.reader(&account)), &Request::new(&account, &send), http, piece);
    } else {
        let account = bluehornet_account();
        let send = SendTransaction::new("jane@customer.example", 7);
        let calls = [send.call(); 64];
        let batch = Batch::new(&calls);
        exchange(State::new(batch.reader(&account)), &Request::new(&account, &batch), http, piece);
    }
}

fn exchange<R: Reader>(mut state: State<R>, request: &dyn Emit, http: &[u8], piece: usize) {
    let n = state.transmit(request, &mut [0; 64 * 1024]).expect("valid");
    state.advance(n).expect("as offered");
    for mut input in http.chunks(piece) {
        loop {
            match state.receive(&mut input).expect("a good reply") {
                Event::NeedMore | Event::Complete => break,
                event => {
                    black_box(event);
                }
            }
        }
    }
    assert!(state.wants() == Wants::Nothing, "the reply is complete");
    black_box(state.outcome());
}

/// One property of `size` bytes.
fn json_request(size: usize) -> f64 {
    let (text, mut buffer) = (long_text(size), vec![0; size + size / 4 + 2000]);
    let account = hubspot_account();
    let custom = [("log", text.as_str())];
    let send = SingleSend::new(7, "jane@customer.example").expect("valid").custom(&custom);
    cost(size, || {
        let mut state = State::new(send.reader(&account));
        assert!(state.transmit(&Request::new(&account, &send), &mut buffer).expect("valid") > size);
    })
}

/// One variable of `size` bytes.
fn xml_request(size: usize) -> f64 {
    let (text, mut buffer) = (long_text(size), vec![0; size + size / 4 + 2000]);
    let account = bluehornet_account().carriage(bluehornet::Carriage::Raw);
    let arguments = [
        bluehornet::Argument::new("email", "jane@customer.example"),
        bluehornet::Argument::new("template_id", 7_i64),
        bluehornet::Argument::new("log", text.as_str()),
    ];
    let calls = [bluehornet::Call::new("transactional.sendTransaction", &arguments).expect("documented")];
    let batch = Batch::new(&calls);
    cost(size, || {
        let mut state = State::new(batch.reader(&account));
        assert!(state.transmit(&Request::new(&account, &batch), &mut buffer).expect("valid") > size);
    })
}

/// Text with an escape here and there.
fn long_text(size: usize) -> String {
    "Boiler 7: \"96 C\", the limit of node 12 is 95 C. ".repeat(size / 48 + 1)
}
