//! Nothing is measured before every contender gives the answer it must.

use std::process::ExitCode;

use crate::workloads::{WORKLOADS, workload};

/// Runs every contender twice, the second time over what the first has left, and compares.
pub fn all() -> ExitCode {
    let mut wrong = 0;
    for (name, _) in WORKLOADS {
        let mut workload = workload(name).expect("a name of the list");
        for contender in &mut workload.contenders {
            contender.run();
            contender.run();
            let answer = contender.answer();
            let expected = contender.expected().unwrap_or(&workload.expected);
            if answer != expected {
                wrong += 1;
                let at = answer.iter().zip(expected).take_while(|(one, other)| one == other).count();
                let show = |text: &[u8]| {
                    let part = &text[at.saturating_sub(40).min(text.len())..(at + 60).min(text.len())];
                    String::from_utf8_lossy(part).into_owned()
                };
                eprintln!(
                    "{name}: {}: differs at {at}:\n  {:?}\n  {:?}",
                    contender.name,
                    show(&answer),
                    show(expected)
                );
            }
        }
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
