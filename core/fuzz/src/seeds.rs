//! Where every target begins: the vectors of tests/vectors, dressed as it wants them, and the seeds that lie in `seeds`.

use std::fs;
use std::path::{Path, PathBuf};

use mailwire::bluehornet::Method;
use mailwire::hubspot::ApiVersion;
use serde_json::Value;

use crate::cuts::Numbers;
use crate::{bluehornet_reply, encode, hubspot_reply};

/// A name, and the bytes.
pub type Seed = (String, Vec<u8>);

/// All seeds of a target.
///
/// # Panics
/// If the vectors are not there, or the target is none.
pub fn of(target: &str) -> Vec<Seed> {
    let mut seeds = committed(target);
    seeds.extend(match target {
        "framer" => files("hubspot", |name| name.starts_with("http-")).into_iter().chain(beyond_caps()).collect(),
        "json" => files("hubspot", |name| name.ends_with(".json") && name != "replies.json" && name != "requests.json"),
        "xml" => files("bluehornet", |name| name.ends_with(".xml")),
        "php" => files("bluehornet", |name| name.ends_with(".ser")),
        "hubspot_reply" => hubspot_replies().into_iter().chain(two_details()).collect(),
        "bluehornet_reply" => bluehornet_replies(),
        "whitelist" => texts(&document("bluehornet", "whitelist.json")),
        "http_date" => dates(),
        "request_head" => heads(),
        "hubspot_request" => hubspot_requests(),
        "bluehornet_request" => files("bluehornet", is_request),
        "exchange" => exchanges(),
        "encode" => requests().into_iter().chain(numbers()).collect(),
        "c_abi" => contexts(),
        other => panic!("no target {other}"),
    });
    seeds
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Replies that go beyond what is borne with: too many fields, too long a head, too much of chunk lines. Those that are too
/// long for a fuzzer are still read whole when the seeds are tested.
fn beyond_caps() -> Vec<Seed> {
    let head = "HTTP/1.1 200 OK\r\n";
    let chunks = format!("1;{}\r\nx\r\n", "e".repeat(60)).repeat(300);
    [
        ("fields", format!("{head}{}\r\n", "a:b\r\n".repeat(101))),
        ("head", format!("{head}a:{}\r\n\r\n", "b".repeat(16 * 1024))),
        ("chunk-lines", format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")),
    ]
    .map(|(name, reply)| (format!("beyond-{name}.http"), reply.into_bytes()))
    .into()
}

/// The id of an event and what else goes in its place, in either order.
fn two_details() -> Vec<Seed> {
    [
        r#"{"eventId":{"id":"EVENT"},"context":{"requiredScopes":["SCOPE"]}}"#,
        r#"{"context":{"requiredScopes":["SCOPE"]},"eventId":{"id":"EVENT"}}"#,
    ]
    .iter()
    .enumerate()
    .map(|(index, body)| {
        let status = hubspot_reply::STATUSES.iter().position(|status| *status == 403).expect("a status");
        (format!("two-details-{index}"), [body.as_bytes(), &[status as u8, 0]].concat())
    })
    .collect()
}

/// The seeds that lie beside this crate.
pub fn committed(target: &str) -> Vec<Seed> {
    listed(&root().join("seeds").join(target), |_| true)
}

fn listed(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Seed> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| wanted(name));
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, bytes)
        })
        .collect()
}

fn vectors(provider: &str) -> PathBuf {
    root().join("../../tests/vectors").join(provider)
}

fn files(provider: &str, wanted: impl Fn(&str) -> bool) -> Vec<Seed> {
    let found = listed(&vectors(provider), wanted);
    assert!(!found.is_empty(), "no vectors of {provider}");
    found
}

fn file(provider: &str, name: &str) -> Vec<u8> {
    fs::read(vectors(provider).join(name)).unwrap_or_else(|error| panic!("{provider}/{name}: {error}"))
}

fn document(provider: &str, name: &str) -> Value {
    serde_json::from_slice(&file(provider, name)).unwrap_or_else(|error| panic!("{provider}/{name}: {error}"))
}

fn entries(document: &Value, lists: &[&str]) -> Vec<Value> {
    lists.iter().flat_map(|list| document[*list].as_array().expect("a list").clone()).collect()
}

fn text<'v>(entry: &'v Value, member: &str) -> &'v str {
    entry[member].as_str().unwrap_or("")
}

/// A body, its status, and what it answers.
fn hubspot_replies() -> Vec<Seed> {
    let entries = entries(&document("hubspot", "replies.json"), &["replies", "broken"]);
    let with_status = entries.iter().filter_map(|entry| Some((entry, entry["status"].as_u64()?)));
    let seed = |(entry, status): (&Value, u64)| {
        let mut bytes = file("hubspot", text(entry, "file"));
        let status = hubspot_reply::STATUSES.iter().position(|known| u64::from(*known) == status).unwrap_or(0);
        let asked = ["single-send", "send-status", "oauth"].iter().position(|name| *name == text(entry, "operation"));
        bytes.extend([status as u8, asked.unwrap_or(0) as u8]);
        (format!("{}-{}", text(entry, "file"), text(entry, "operation")), bytes)
    };
    with_status.map(seed).collect()
}

/// A body, the methods it answers, and the form that was asked for.
fn bluehornet_replies() -> Vec<Seed> {
    let entries = entries(&document("bluehornet", "replies.json"), &["replies", "broken"]);
    let seed = |(index, entry): (usize, &Value)| {
        let mut bytes = file("bluehornet", text(entry, "file"));
        let given = entry["method"].as_array().cloned().unwrap_or_default();
        let methods: Vec<&str> = given.iter().filter_map(Value::as_str).take(4).collect();
        let flags = u8::from(text(entry, "response_type") == "php") | u8::from(entry["no_halt"] == true) << 1;
        let status = entry["status"].as_u64().unwrap_or(200);
        let status = bluehornet_reply::STATUSES.iter().position(|known| u64::from(*known) == status).unwrap_or(0);
        let number = |name: &&str| {
            let usual = bluehornet_reply::USUAL.iter().position(|known| known == name);
            let place = Method::all().position(|method| method.name() == *name).unwrap_or(0);
            usual.unwrap_or(if place < 2 { place + Method::all().len() } else { place }) as u8
        };
        bytes.extend(methods.iter().rev().map(number));
        bytes.extend([methods.len().saturating_sub(1) as u8, flags, status as u8]);
        (format!("{index}-{}", text(entry, "file")), bytes)
    };
    entries.iter().enumerate().map(seed).collect()
}

fn texts(document: &Value) -> Vec<Seed> {
    let entries = entries(document, &["good", "bad"]);
    let seed = |(index, entry): (usize, &Value)| (format!("{index}"), text(entry, "text").as_bytes().to_vec());
    entries.iter().enumerate().map(seed).collect()
}

fn dates() -> Vec<Seed> {
    const DATES: [&str; 8] = [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Thu, 29 Feb 2024 23:59:60 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Tuesday, 31-Dec-69 23:59:59 GMT",
        "Wed Feb 29 00:00:00 2023",
    ];
    DATES.iter().map(|date| (date.replace([' ', ',', ':'], "-"), date.as_bytes().to_vec())).collect()
}

fn heads() -> Vec<Seed> {
    let mut seeds = files("hubspot", |name| name.starts_with("req-") && name.ends_with(".http"));
    seeds.extend(files("bluehornet", |name| name.starts_with("msg_") && name.ends_with(".http")));
    seeds
}

/// A body and its version.
fn hubspot_requests() -> Vec<Seed> {
    let entries = entries(&document("hubspot", "requests.json"), &["requests", "bad"]);
    let seed = |(index, entry): (usize, &Value)| {
        let version = ApiVersion::ALL.iter().position(|version| version.as_str() == text(entry, "version"));
        let mut bytes = file("hubspot", text(entry, "file"));
        bytes.push(version.unwrap_or(0) as u8);
        (format!("{index}-{}", text(entry, "file")), bytes)
    };
    entries.iter().enumerate().map(seed).collect()
}

fn is_request(name: &str) -> bool {
    (name.starts_with("req") || name.starts_with("bad_")) && (name.ends_with(".xml") || name.ends_with(".txt"))
}

/// Whole replies: HubSpot's as they are, its tokens and BlueHornet's with a head.
fn replies() -> Vec<(String, Vec<u8>, &'static [u8])> {
    let hubspot = files("hubspot", |name| name.starts_with("http-"));
    let with_head = |(name, body): Seed| {
        let mut reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        reply.extend(body);
        (name, reply)
    };
    let wanted = |end: &'static str| files("bluehornet", move |name| name.ends_with(end) && name.len() % 3 == 0);
    let hubspot = hubspot.into_iter().map(|(name, reply)| (name, reply, &[0, 1, 2][..]));
    let tokens = files("hubspot", |name| name.starts_with("resp-oauth-"));
    let tokens = tokens.into_iter().map(with_head).map(|(name, reply)| (name, reply, &[2][..]));
    let xml = wanted(".xml").into_iter().map(with_head).map(|(name, reply)| (name, reply, &[3, 4][..]));
    let php = wanted(".ser").into_iter().map(with_head).map(|(name, reply)| (name, reply, &[5][..]));
    hubspot.chain(tokens).chain(xml).chain(php).collect()
}

/// Replies with verbs behind them: all at once, in small pieces, and a reply before the request is out.
fn exchanges() -> Vec<Seed> {
    const VERBS: [&[(u8, u8)]; 3] = [
        &[(8, 0), (11, 0), (13, 0), (15, 0)],
        &[(9, 16), (10, 17), (11, 0), (8, 0), (11, 0), (12, 4), (12, 4), (14, 1), (12, 90), (13, 0), (13, 0), (15, 0)],
        &[(8, 0), (10, 40), (13, 0), (11, 0), (13, 0), (15, 0)],
    ];
    let mut seeds = Vec::new();
    for (at, (name, reply, operations)) in replies().into_iter().enumerate() {
        let verbs = VERBS[at % VERBS.len()];
        for operation in operations {
            let mut bytes = reply.clone();
            bytes.extend([0, 0]);
            bytes.extend(verbs.iter().rev().flat_map(|(verb, size)| [*size, *verb]));
            bytes.push(*operation);
            seeds.push((format!("{name}-{operation}"), bytes));
        }
    }
    seeds
}

/// Replies with calls of the C ABI behind them: over bytes, too early at first and with a move in the middle; at the request
/// level; and in one call over a connection that fails, closes and goes on, with a collector of tokens beside.
fn contexts() -> Vec<Seed> {
    const CALLS: [&[[u8; 3]]; 3] = [
        &[
            [3, 0, 0],
            [6, 0, 40],
            [2, 0, 0],
            [5, 0, 0],
            [12, 0, 9],
            [6, 0, 40],
            [19, 0, 0],
            [7, 0, 0],
            [11, 0, 63],
            [7, 0, 0],
            [7, 0, 0],
            [9, 2, 0],
            [10, 0, 0],
            [8, 0, 0],
            [9, 2, 0],
            [22, 0, 0],
            [21, 0, 0],
        ],
        &[
            [12, 0, 40],
            [13, 0, 90],
            [14, 0, 0],
            [15, 50, 100],
            [16, 2, 0],
            [17, 0, 200],
            [17, 0, 200],
            [18, 0, 0],
            [9, 2, 0],
            [10, 0, 0],
        ],
        &[
            [29, 0, 40],
            [30, 0, 100],
            [25, 10, 3],
            [25, 20, 5],
            [25, 12, 63],
            [25, 4, 63],
            [9, 2, 0],
            [10, 0, 0],
            [30, 2, 0],
            [30, 4, 0],
            [30, 0, 0],
        ],
    ];
    // What `Asked::chosen` makes of the operations of `replies`.
    const ASKED: [u8; 6] = [0, 2, 3, 4, 5, 6];
    let mut seeds = Vec::new();
    for (at, (name, reply, operations)) in replies().into_iter().enumerate() {
        let operation = operations[at % operations.len()];
        // Every second answer with tokens is one to a code.
        let asked = if operation == 2 && at % 2 == 1 { 8 } else { ASKED[usize::from(operation)] };
        let begin = [24, asked << 1, if operation == 5 { 128 } else { 0 }];
        let way = at / 3 % CALLS.len();
        let calls = [&[begin], CALLS[way]].concat();
        let body = match way {
            0 | 2 => &reply[..],
            _ => reply.windows(4).position(|window| window == b"\r\n\r\n").map_or(&reply[..], |end| &reply[end + 4..]),
        };
        let mut bytes = [body, &[0]].concat();
        bytes.extend(calls.iter().rev().flat_map(|[what, which, size]| [*size, *which, *what]));
        seeds.push((format!("{name}-{operation}"), bytes));
    }
    seeds
}

/// The requests of the vectors as typed values.
pub(crate) fn requests() -> Vec<Seed> {
    let inputs = encode::inputs(&document("hubspot", "requests.json"), &document("bluehornet", "requests.json"));
    inputs.into_iter().enumerate().map(|(index, bytes)| (format!("request-{index}"), bytes)).collect()
}

/// Any bytes: what no vector has.
fn numbers() -> Vec<Seed> {
    let seed = |index: u64| {
        let mut numbers = Numbers::new(index);
        let bytes = (0..60 + 40 * index).map(|_| numbers.number() as u8).collect();
        (format!("{index}"), bytes)
    };
    (0..24).map(seed).collect()
}
