//! The tables: goals and what became of them, then every contender.

use std::collections::HashMap;
use std::process::ExitCode;

use crate::workloads::{WORKLOADS, workload};

/// Workload, our contender, the peer, and the ratio of ours to the peer that is the goal.
type Goal = (&'static str, &'static str, &'static str, f64);

const GOALS: [Goal; 29] = [
    ("W1s", "mailwire", "serde-json-core", 0.2),
    ("W1s", "mailwire", "serde_json, reused Vec", 0.5),
    ("W1s", "mailwire, body alone", "serde-json-core", 0.2),
    ("W1s", "mailwire, body alone", "serde_json, reused Vec", 0.5),
    ("W1L", "mailwire", "sonic-rs, reused Vec", 1.0),
    ("W1L", "mailwire", "serde-json-core", 0.1),
    ("W1L", "mailwire, body alone", "sonic-rs, reused Vec", 1.0),
    ("W1L", "mailwire, body alone", "serde-json-core", 0.1),
    ("W2full", "mailwire", "core::fmt + serde_json", 0.36),
    ("W2full", "mailwire", "ureq-proto + serde_json", 0.125),
    ("W3_1", "mailwire", "core::fmt", 0.25),
    ("W3_1", "mailwire", "quick-xml", 0.167),
    ("W3_64", "mailwire", "core::fmt", 0.25),
    ("W3_64", "mailwire", "quick-xml", 0.167),
    ("W4cf", "mailwire", "httparse", 0.95),
    ("W4easy", "mailwire", "httparse", 0.95),
    ("W4cf_64", "mailwire", "httparse", 0.3),
    ("W5err", "mailwire", "serde_json", 0.5),
    ("W5err", "mailwire", "sonic-rs", 0.95),
    ("W5ok", "mailwire", "serde_json", 0.5),
    ("W5ok", "mailwire", "sonic-rs", 0.95),
    ("W6ip", "mailwire", "quick-xml", 0.4),
    ("W6ip", "mailwire", "nom tokenizer", 0.9),
    ("W6batch", "mailwire", "quick-xml", 0.4),
    ("W6batch", "mailwire", "nom tokenizer", 0.9),
    ("W7_1k", "mailwire", "memcpy of the content", 0.4),
    ("W7_7b", "mailwire", "httparse and copy", 1.0),
    ("W7_7b", "mailwire and copy", "httparse and copy", 1.0),
    ("W7_1k", "mailwire and copy", "httparse and copy", 1.0),
];

/// Callgrind counts a copy by the processor's own instruction byte by byte: such a count says nothing.
const NOT_COUNTED: &str = "memcpy of the content";

type Measured = HashMap<(String, String), f64>;

/// Prints Markdown from two files of lines `workload TAB contender TAB number`.
pub fn print(times: &str, counts: &str) -> ExitCode {
    let (Some(times), Some(counts)) = (read(times), read(counts)) else {
        eprintln!("report: a file cannot be read");
        return ExitCode::FAILURE;
    };
    goals(&times, &counts);
    everything(&times, &counts);
    ExitCode::SUCCESS
}

fn read(path: &str) -> Option<Measured> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = |line: &str| {
        let mut parts = line.split('\t');
        let key = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some((key, parts.next()?.parse().ok()?))
    };
    text.lines().map(line).collect()
}

fn of(measured: &Measured, workload: &str, contender: &str) -> f64 {
    measured.get(&(workload.to_owned(), contender.to_owned())).copied().unwrap_or(f64::NAN)
}

fn goals(times: &Measured, counts: &Measured) {
    println!("## Goals\n");
    println!("Ours divided by the peer's: below 1 we are faster. Held: by the time.\n");
    println!("| workload | of us | beside | goal | time | instructions | held |");
    println!("|---|---|---|---:|---:|---:|---|");
    for (name, ours, peer, goal) in GOALS {
        let time = of(times, name, ours) / of(times, name, peer);
        let count = match peer {
            NOT_COUNTED => "-".to_owned(),
            _ => format!("{:.2}", of(counts, name, ours) / of(counts, name, peer)),
        };
        let held = if time <= goal { "yes" } else { "no" };
        println!("| {name} | {ours} | {peer} | {goal:.2} | {time:.2} | {count} | {held} |");
    }
}

fn everything(times: &Measured, counts: &Measured) {
    println!("\n## All of it\n");
    println!("Median nanoseconds and callgrind instructions of one run.\n");
    println!("| workload | bytes | contender | ns | instructions | per byte |");
    println!("|---|---:|---|---:|---:|---:|");
    for (name, about) in WORKLOADS {
        let workload = workload(name).expect("a name of the list");
        let mut title = format!("{name}: {about} | {}", workload.bytes);
        for contender in &workload.contenders {
            let (time, count) = (of(times, name, contender.name), of(counts, name, contender.name));
            let per_byte = count / workload.bytes as f64;
            println!("| {title} | {} | {time:.0} | {count:.0} | {per_byte:.2} |", contender.name);
            title = " | ".to_owned();
        }
    }
}
