//! Time, on a machine that others use too: samples shorter than a slice of the scheduler, contenders in turn, medians.

use std::time::{Duration, Instant};

use crate::contender::{Contender, measured};
use crate::workloads::{WORKLOADS, workload};

const SAMPLE: Duration = Duration::from_micros(30);
/// For each workload, shared by its contenders.
const BUDGET: Duration = Duration::from_millis(1500);
const MOST_ROUNDS: usize = 3000;

/// Prints workload, contender and median nanoseconds, one a line; of these workloads, or of all.
pub fn of(chosen: &[&str]) {
    for (name, _) in WORKLOADS.iter().filter(|(name, _)| chosen.is_empty() || chosen.contains(name)) {
        let mut workload = workload(name).expect("a name of the list");
        eprintln!("time: {name}");
        let repeats: Vec<_> = workload.contenders.iter_mut().map(repeats).collect();
        let mut samples = vec![Vec::new(); repeats.len()];
        let start = Instant::now();
        for _ in 0..MOST_ROUNDS {
            for ((contender, repeats), samples) in workload.contenders.iter_mut().zip(&repeats).zip(&mut samples) {
                samples.push(sample(contender, *repeats));
            }
            if start.elapsed() > BUDGET {
                break;
            }
        }
        for (contender, samples) in workload.contenders.iter().zip(&mut samples) {
            samples.sort_unstable_by(f64::total_cmp);
            println!("{name}\t{}\t{:.1}", contender.name, samples[samples.len() / 2]);
        }
    }
}

/// How often the work fits into one sample.
fn repeats(contender: &mut Contender) -> u32 {
    let fastest = (0..20).map(|_| sample(contender, 1)).fold(f64::MAX, f64::min);
    (SAMPLE.as_nanos() as f64 / fastest.max(1.0)).ceil() as u32
}

/// Nanoseconds of one run, over several.
fn sample(contender: &mut Contender, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        measured(contender);
    }
    start.elapsed().as_nanos() as f64 / f64::from(repeats)
}
