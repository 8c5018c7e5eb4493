//! The program, as a script sees it.

mod support;

use mailwire_sandbox::{BUILT_IN_TOKENS, Version};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use support::bluehornet::{document, form, method};
use support::{connect, mail_to, read_answer, send_request};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mailwire-sandbox"))
}

/// A directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

/// Ends the program with the test.
struct Running(Child);

impl Running {
    fn start(arguments: &[&str]) -> (Self, String) {
        let mut child = program().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (Running(child), line)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_writes_its_authority_and_its_address() {
    let directory = directory("program-files");
    let (ca, port) = (directory.join("ca.pem"), directory.join("address"));
    let (_running, line) = Running::start(&[
        "--json",
        "--ca-out",
        ca.to_str().unwrap(),
        "--port-file",
        port.to_str().unwrap(),
        "--step-ms=0",
        "--token=EXAMPLE-OWN",
        "--fault",
        "interim=103",
        "--fault-once=status=503",
    ]);
    let told: Value = serde_json::from_str(&line).unwrap();
    let address = told["address"].as_str().unwrap().parse().unwrap();
    // The line comes before the file of the address.
    let written = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::read_to_string(&port).ok()
    });
    assert_eq!(written.unwrap().trim(), told["address"]);

    let ca = fs::read_to_string(ca).unwrap();
    let mut stream = connect(address, &ca, "api.hubapi.com").unwrap();
    let bytes = send_request(Version::V3, &mail_to("a@example.com"), &[]);
    stream.write_all(&bytes).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 503);
    stream.write_all(&bytes).unwrap();
    let answer = read_answer(&mut stream).unwrap();
    assert_eq!((answer.status, answer.interim), (200, vec![103]));
}

#[test]
fn it_says_what_to_try() {
    let (_running, line) = Running::start(&["--plain"]);
    assert!(line.starts_with("The sandbox listens on http://127.0.0.1:"), "{line}");
}

#[test]
fn it_takes_the_ways_of_bluehornet() {
    let directory = directory("program-bluehornet");
    let ca = directory.join("ca.pem");
    let (_running, line) = Running::start(&[
        "--json",
        "--ca-out",
        ca.to_str().unwrap(),
        "--bluehornet-style=plain",
        "--php-layout=wrapped",
        "--request-ip=203.0.113.77",
    ]);
    let told: Value = serde_json::from_str(&line).unwrap();
    let (address, ca) = (told["address"].as_str().unwrap().parse().unwrap(), fs::read_to_string(ca).unwrap());
    let mut stream = connect(address, &ca, "echo.bluehornet.com").unwrap();
    let mut ask = |extra: &str| {
        stream.write_all(&form(&document(extra, &[method("utilities.checkEmail", &[])]))).unwrap();
        read_answer(&mut stream).unwrap().text()
    };
    assert!(ask("").contains("    <responseData>\n      <request_ip>203.0.113.77</request_ip>\n"));
    assert!(
        ask("<response_type>php</response_type>").starts_with("a:1:{s:14:\"methodResponse\";a:1:{s:4:\"item\";a:6:")
    );
}

#[test]
fn the_long_help_lists_the_conventions() {
    let help = String::from_utf8(program().arg("--help").output().unwrap().stdout).unwrap();
    for (token, ..) in BUILT_IN_TOKENS {
        assert!(help.contains(token), "{token}");
    }
    let unset: Value = serde_json::to_value(mailwire_sandbox::Fault {
        status: Some(500),
        retry_after: Some(String::new()),
        send_result: Some(String::new()),
        cut_request_after: Some(1),
        cut_reply_after: Some(1),
        stall_after: Some(1),
        interim: vec![100],
        body: Some(mailwire_sandbox::FaultBody::Own),
        body_text: Some(String::new()),
        framing: Some(mailwire_sandbox::Framing::Close),
        write_seed: Some(1),
        chunk_seed: Some(1),
        without: vec![String::new()],
        ..mailwire_sandbox::Fault::default()
    })
    .unwrap();
    for name in unset.as_object().unwrap().keys() {
        assert!(help.contains(&format!("  {name}")), "{name}");
    }
    for word in
        ["result+SEND_RESULT@", "stuck+pending@", "http+429-retry-after-7@", "hapikey=", "EXAMPLE-API-KEY", "7100042"]
    {
        assert!(help.contains(word), "{word}");
    }
}

#[test]
fn it_refuses_what_it_cannot_do() {
    for (arguments, reason) in [
        (&["--listen", "0.0.0.0:0"][..], "--allow-remote"),
        (&["--fault", "no_such_fault"], "no_such_fault"),
        (&["--plain", "--ca-out", "x"], "--plain"),
        (&["--bluehornet-style", "bold"], "padded-cdata"),
        (&["--php-layout", "deep"], "wrapped-list"),
        (&["--request-ip", "10.0.0"], "--request-ip"),
    ] {
        let child = program().args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running(child);
        // It ends by itself; one that runs on instead is ended by `Running`.
        let ended = (0..250).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            running.0.try_wait().unwrap()
        });
        assert!(!ended.expect("an end").success(), "{arguments:?}");
        let mut said = String::new();
        running.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
}
