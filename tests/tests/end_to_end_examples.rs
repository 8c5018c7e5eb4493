//! The examples as programs: what a person at a terminal, or a script, sees of them.
//!
//! `cargo test` builds the examples; where a single test is run and they were never built, the first test builds them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use mailwire::Exchange;
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::outcome::{CORRELATION_ID_SIZE, PROVIDER_CODE_SIZE, TEXT_SIZE};
use mailwire_sandbox::{ACCESS_TOKEN, HAPIKEY};
use mailwire_tests::vectors;
use serde_json::Value;

/// The folder of the examples, beside that of this test.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let test = std::env::current_exe().expect("a path");
        let profile = test.parent().and_then(Path::parent).expect("target/PROFILE/deps/TEST");
        let folder = profile.join("examples");
        let are_there = ["decode", "send_alert"].iter().all(|name| folder.join(file_name(name)).exists());
        if !are_there {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let name = profile.file_name().and_then(|name| name.to_str()).expect("a name");
            let name = if name == "debug" { "dev" } else { name };
            let built = Command::new(cargo)
                .args(["build", "--quiet", "--package", "mailwire-tests", "--examples", "--profile", name])
                .arg("--target-dir")
                .arg(profile.parent().expect("a folder"))
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .status();
            assert!(built.expect("cargo runs").success(), "the examples compile");
        }
        folder
    })
}

fn file_name(example: &str) -> String {
    format!("{example}{}", std::env::consts::EXE_SUFFIX)
}

/// An example with its arguments; the environment has no token.
fn example(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(folder().join(file_name(name)));
    command.args(arguments).env_remove("MAILWIRE_HUBSPOT_TOKEN").env_remove("RUST_BACKTRACE");
    command
}

fn run(name: &str, arguments: &[&str]) -> Output {
    example(name, arguments).output().expect("the example runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// As [`run`], with something on the standard input.
fn run_with_input(name: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = example(name, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the example runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input).expect("the example reads");
    drop(stdin);
    child.wait_with_output().expect("the example ends")
}

/// The members of a line of `decode`, in order.
const MEMBERS: [&str; 9] = [
    "outcome",
    "reason",
    "http_status",
    "provider_code",
    "text",
    "correlation_id",
    "retry_after_s",
    "diagnosis",
    "calls",
];

/// What `decode` printed: one line, one document, the members in order, nothing else.
fn decoded(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    let line = text(&output.stdout);
    assert_eq!((line.lines().count(), line.ends_with('\n')), (1, true), "{line}");
    let document: Value = serde_json::from_str(&line).expect("JSON");
    let names: Vec<_> = document.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names[..MEMBERS.len()], MEMBERS, "{line}");
    document
}

/// The first bytes of a text, as an outcome keeps them.
fn kept(value: &Value, size: usize) -> Value {
    let text = value.as_str().expect("a text");
    let end = (0..=text.len().min(size)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].into()
}

/// Every reply of the vectors, whole or as a body with its status, says in `decode` what its document says.
#[test]
fn decode_says_what_a_captured_reply_means() {
    let document = vectors::document("hubspot", "replies.json");
    for entry in document["replies"].as_array().expect("a list") {
        let (file, operation) = (entry["file"].as_str().expect("a name"), entry["operation"].as_str().expect("a name"));
        let path = vectors::folder("hubspot").join(file);
        let mut command = example("decode", &["hubspot", "--operation", operation]);
        if let Some(status) = entry["status"].as_u64() {
            command.args(["--status", &status.to_string()]);
        }
        let seen = decoded(&command.arg(path).output().expect("the example runs"));
        let wanted = &entry["expect"];
        for name in ["outcome", "reason", "http_status", "retry_after_s"] {
            assert_eq!(seen[name], wanted[name], "{file}: {name}");
        }
        for (name, size) in
            [("provider_code", PROVIDER_CODE_SIZE), ("text", TEXT_SIZE), ("correlation_id", CORRELATION_ID_SIZE)]
        {
            assert_eq!(seen[name], kept(&wanted[name], size), "{file}: {name}");
        }
        // The word, then a sentence for a person.
        let diagnosis = seen["diagnosis"].as_str().expect("a text");
        let word = diagnosis.split_once(": ").map_or("", |(word, _)| word);
        assert_eq!(Value::from(word), wanted["diagnosis"], "{file}: {diagnosis}");
        assert_eq!(seen["calls"], Value::Array(Vec::new()), "{file}: HubSpot has one call for each request");
    }
}

/// Every reply of the other provider comes out in the same form, with its calls; only two kinds of reply cannot be told
/// without knowing what was asked: a file, and one encoding in the place of the other.
#[test]
fn decode_reads_both_providers() {
    let document = vectors::document("bluehornet", "replies.json");
    for entry in document["replies"].as_array().expect("a list") {
        let file = entry["file"].as_str().expect("a name");
        let posted = entry["method"].as_array().expect("a list").len();
        let status = entry["status"].as_u64().expect("a status").to_string();
        let mut command = example("decode", &["bluehornet", "--status", &status, "--calls", &posted.to_string()]);
        if entry["no_halt"] == true {
            command.arg("--no-halt");
        }
        let path = vectors::folder("bluehornet").join(file);
        let seen = decoded(&command.arg(path).output().expect("the example runs"));
        if !file.starts_with("getfile_") && file != "body_php_for_xml.ser" {
            assert_eq!(seen["outcome"], entry["expect"]["outcome"], "{file}: {seen}");
        }
        let calls = seen["calls"].as_array().expect("a list");
        let numbers: Vec<_> = calls.iter().map(|call| call["number"].as_u64()).collect();
        let wanted: Vec<_> = (1..=posted as u64).map(Some).collect();
        assert_eq!(numbers, wanted, "{file}: each call that was posted, in order");
    }
}

/// The same reply from the standard input.
#[test]
fn decode_reads_the_standard_input() {
    let reply = vectors::bytes("hubspot", "http-429-retry-after.http");
    let from_file =
        run("decode", &["hubspot", &vectors::folder("hubspot").join("http-429-retry-after.http").to_string_lossy()]);
    let from_input = run_with_input("decode", &["hubspot", "-"], &reply);
    assert_eq!(decoded(&from_input), decoded(&from_file));
    assert_eq!(decoded(&from_input)["reason"], "rate-limited");
    let body = run_with_input("decode", &["hubspot", "--status", "404", "-"], b"<html><title>Not here</title>");
    assert_eq!((&decoded(&body)["reason"], &decoded(&body)["text"]), (&"not-found".into(), &"Not here".into()));
}

/// Garbage is an answer, too: unknown, and exit code 0.
#[test]
fn decode_states_an_outcome_of_garbage() {
    for garbage in [
        b"".as_slice(),
        b"\0",
        b"\xff\xfe\x00garbage\r\n\r\n",
        b"HTTP/1.1",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        &[b'a'; 100_000],
        &[b'{'; 100_000],
    ] {
        let seen = decoded(&run_with_input("decode", &["hubspot", "-"], garbage));
        let start = String::from_utf8_lossy(&garbage[..garbage.len().min(40)]).into_owned();
        assert_eq!(seen["outcome"], "unknown", "{start:?}: {seen}");
    }
    for body in [b"".as_slice(), b"{", b"\xff", &[b'['; 100_000]] {
        let seen = decoded(&run_with_input("decode", &["hubspot", "--status", "200", "-"], body));
        assert_eq!(seen["outcome"], "unknown", "{seen}");
        let seen = decoded(&run_with_input("decode", &["hubspot", "--status", "401", "-"], body));
        assert_eq!((&seen["outcome"], &seen["reason"]), (&"rejected".into(), &"unauthorized".into()), "{seen}");
    }
}

/// Wrong usage is exit code 2 with a word about it, and nothing where the answer would be.
#[test]
fn decode_refuses_wrong_usage() {
    let reply = vectors::folder("hubspot").join("http-429-retry-after.http");
    let reply = reply.to_str().expect("a path");
    for arguments in [
        ["hubspot", "/no/such/file"].as_slice(),
        &["hubspot", "/"],
        &["hubspot"],
        &[],
        &["mailchimp", reply],
        &["hubspot", reply, "another"],
        &["hubspot", "--status", "99", reply],
        &["hubspot", "--status", "600", reply],
        &["hubspot", "--status", "ok", reply],
        &["hubspot", "--operation", "receive", reply],
        &["hubspot", "--nonsense", reply],
    ] {
        let output = run("decode", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

/// The help of both programs names every option, and works without anything else.
#[test]
fn the_help_names_every_option() {
    for (name, options) in [
        ("decode", ["--status", "--operation", "single-send", "send-status", "oauth", "hubspot"].as_slice()),
        (
            "send_alert",
            &[
                "--to",
                "--email-id",
                "--send-id",
                "--text",
                "--api-version",
                "--buffer",
                "--dry-run",
                "--live",
                "--token",
                "MAILWIRE_HUBSPOT_TOKEN",
                "v1",
                "2026-09",
                "Examples:",
            ],
        ),
    ] {
        for flag in ["--help", "-h"] {
            let mut command = example(name, &[flag]);
            // A token in the environment does not show.
            let output = command.env("MAILWIRE_HUBSPOT_TOKEN", "EXAMPLE-FROM-ENVIRONMENT").output().expect("it runs");
            assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{name} {flag}");
            let help = text(&output.stdout);
            for option in options {
                assert!(help.contains(option), "{name} {flag} does not name {option}:\n{help}");
            }
            assert!(!help.contains("EXAMPLE-FROM-ENVIRONMENT"), "{name} {flag} shows the token");
        }
    }
}

/// What the request has to be, with the credential masked.
fn masked_request(version: ApiVersion, send_id: &str, alert: &str) -> String {
    let account = Account::bearer(ACCESS_TOKEN).expect("well formed");
    let custom = [("alert", alert)];
    let send = SingleSend::new(4_126_643_121, "jane@customer.example").expect("valid").version(version);
    let send = send.send_id(send_id).expect("valid").custom(&custom);
    let mut exchange = Exchange::new(&account, &send);
    let mut request = vec![0; 4096];
    let length = exchange.transmit(&mut request).expect("valid");
    text(&request[..length]).replacen(ACCESS_TOKEN, "***", 1)
}

/// `--dry-run` prints exactly the bytes of the request, with `Bearer ***` in the place of the credential.
#[test]
fn a_dry_run_prints_the_request_without_its_credential() {
    let hard = "\"96 °C\" \\ 😀\r\nX: y";
    for version in ApiVersion::ALL.iter().copied() {
        let output = run(
            "send_alert",
            &["--dry-run", "--api-version", version.as_str(), "--send-id", "event-1", "--text", hard],
        );
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{version}");
        let printed = text(&output.stdout);
        assert_eq!(printed, format!("{}\n", masked_request(version, "event-1", hard)), "{version}");
        assert!(printed.contains("\r\nAuthorization: Bearer ***\r\n") && !printed.contains(ACCESS_TOKEN));
    }
    let plain = run("send_alert", &["--dry-run"]);
    let wanted = masked_request(ApiVersion::default(), "boiler-7-overheat-0042", "Boiler 7: 96 °C, limit 90 °C");
    assert_eq!(text(&plain.stdout), format!("{wanted}\n"));
}

/// A token that is given, on the command line or in the environment, is masked just so; nothing is sent.
#[test]
fn a_dry_run_masks_the_token_it_was_given() {
    let wanted = masked_request(ApiVersion::default(), "boiler-7-overheat-0042", "Boiler 7: 96 °C, limit 90 °C");
    let recipient = ["--dry-run", "--to", "jane@customer.example", "--email-id", "4126643121"];
    for token in ["EXAMPLE-OWN-TOKEN", " EXAMPLE-OWN-TOKEN\n", "pat-na1-00000000-0000-4000-8000-000000000000"] {
        let given = example("send_alert", &recipient).args(["--token", token]).output().expect("it runs");
        let found = example("send_alert", &recipient).env("MAILWIRE_HUBSPOT_TOKEN", token).output().expect("it runs");
        for output in [given, found] {
            assert_eq!(text(&output.stdout), format!("{wanted}\n"), "{token:?}: {}", text(&output.stderr));
        }
    }
}

/// The scenes of `send_alert` in order: four with HubSpot, three with BlueHornet. No credential is in any of them.
fn scenes(output: &Output) -> [String; 7] {
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let printed = text(&output.stdout);
    // Every credential of the sandbox begins with the same word.
    let credentials = [ACCESS_TOKEN, HAPIKEY, "EXAMPLE", "Bearer", "hapikey="];
    for secret in credentials {
        assert!(!printed.contains(secret), "{secret} is in\n{printed}");
    }
    assert!(printed.starts_with("A sandbox of ") && printed.contains(" 127.0.0.1:"), "{printed}");
    let mut places = Vec::new();
    for number in 1..=7 {
        places.push(printed.find(&format!("\n{number}. ")).unwrap_or_else(|| panic!("no scene {number}:\n{printed}")));
    }
    places.push(printed.len());
    assert!(places.is_sorted(), "{printed}");
    [0, 1, 2, 3, 4, 5, 6].map(|index| printed[places[index]..places[index + 1]].to_owned())
}

fn says(scene: &str, words: &[&str]) {
    let mut rest = scene;
    for word in words {
        let at = rest.find(word).unwrap_or_else(|| panic!("{word:?} is not in its place in\n{scene}"));
        rest = &rest[at + word.len()..];
    }
}

/// Without arguments, with HubSpot: an alert followed to its end, a lost key diagnosed, a duplicate noticed, a cut
/// connection repeated with its sendId; two mails in all. With BlueHornet: the same alert, an address that is not on the
/// whitelist, a batch that halts. And no secret printed.
#[test]
fn send_alert_plays_its_scenes() {
    let [sent, lost, duplicate, cut, transaction, whitelist, batch] = scenes(&run("send_alert", &[]));
    says(
        &sent,
        &["256-byte buffer", "bytes of request", "Accepted (pending)", "Asked for the status", "Accepted (sent)"],
    );
    says(&lost, &["drops the query string", "Rejected", "(unauthorized)", "query string", "hapikey"]);
    says(&duplicate, &["same sendId", "Accepted (duplicate-ignored)", "IDEMPOTENT_IGNORE means"]);
    says(
        &cut,
        &[
            "connection is cut",
            "Unknown: it may have been sent (no-reply)",
            "safe to repeat",
            "Accepted (duplicate-ignored)",
            "No further attempt: done",
            "The sandbox took over 2 mails for the two alerts.",
        ],
    );
    says(&transaction, &["Accepted (done)", "Accepted (sent)"]);
    says(&whitelist, &["Rejected", "(ip-not-whitelisted)", "127.0.0.1"]);
    says(&batch, &["invalid-template", "3. not-executed", "With no_halt", "3. ", "sent", "2 mails of BlueHornet"]);
}

/// The same through a buffer of one byte, in version 1, which answers at once.
#[test]
fn send_alert_plays_them_through_one_byte() {
    let played = scenes(&run("send_alert", &["--buffer", "1", "--api-version", "v1"]));
    let [sent, lost, duplicate, cut, transaction, whitelist, batch] = played;
    says(&sent, &["1-byte buffer", "Accepted (sent)"]);
    assert!(!sent.contains("Asked for the status"), "{sent}");
    says(&lost, &["Rejected", "(unauthorized)"]);
    says(&duplicate, &["Accepted (duplicate-ignored)"]);
    says(&cut, &["Unknown", "Accepted (duplicate-ignored)", "took over 2 mails"]);
    says(&transaction, &["Accepted (sent)"]);
    says(&whitelist, &["(ip-not-whitelisted)"]);
    says(&batch, &["not-executed", "2 mails of BlueHornet"]);
}

/// Wrong usage and values that cannot be sent end the program before anything happens, and do not show a token.
#[test]
fn send_alert_refuses_wrong_usage() {
    for arguments in [
        ["--live"].as_slice(),
        &["--live", "--to", "jane@customer.example"],
        &["--buffer", "0"],
        &["--buffer", "65537"],
        &["--email-id", "seven"],
        &["--api-version", "v2"],
        &["--nonsense"],
        &["positional"],
    ] {
        let output = run("send_alert", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    for arguments in [
        ["--to", "nobody"].as_slice(),
        &["--to", "a@b.example, c@d.example"],
        &["--email-id", "0"],
        &["--send-id", "has blanks"],
        &["--send-id", ""],
        &["--token", "EXAMPLE\r\nX: y"],
        &["--token", "EXAMPLE@62515.smtp.hubspot.net"],
    ] {
        let output = run("send_alert", arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", text(&output.stdout));
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(output.stdout.is_empty() && !printed.contains("EXAMPLE"), "{arguments:?}: {printed}");
    }
}
