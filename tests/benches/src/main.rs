//! mailwire beside the libraries that do parts of its work. `tests/benches/run` calls this; alone it says what it takes.

mod answers;
mod contender;
mod curve;
mod ours;
#[cfg(feature = "peers")]
mod peers;
mod report;
mod samples;
mod time;
mod verify;
mod workloads;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => list(),
        ["verify"] => return verify::all(),
        ["time", chosen @ ..] => time::of(chosen),
        ["count", workload, contender] => return count(workload, contender),
        ["report", times, counts] => return report::print(times, counts),
        ["curve"] => return curve::print(),
        _ => {
            eprintln!("list | verify | time [WORKLOAD...] | count WORKLOAD CONTENDER | report TIMES COUNTS | curve");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Workload and contender, one pair a line.
fn list() {
    for (name, _) in workloads::WORKLOADS {
        let workload = workloads::workload(name).expect("a name of the list");
        for contender in &workload.contenders {
            println!("{name}\t{}", contender.name);
        }
    }
}

/// Does the work of one contender once where callgrind collects, after once where it does not.
fn count(workload: &str, contender: &str) -> ExitCode {
    let Some(mut workload) = workloads::workload(workload) else { return ExitCode::FAILURE };
    let Some(found) = workload.contenders.iter_mut().find(|known| known.name == contender) else {
        return ExitCode::FAILURE;
    };
    // Memory is grown and processors are asked for their features the first time.
    found.run();
    contender::measured(found);
    ExitCode::SUCCESS
}
