//! Every target over all its seeds, without a fuzzer: what was found once stays found.

use std::panic;

use mailwire_fuzz::{TARGETS, seeds};

#[test]
fn every_seed_holds() {
    let mut wrong = Vec::new();
    for (target, holds) in TARGETS {
        let seeds = seeds::of(target);
        assert!(seeds.len() >= 8, "{target} has {} seeds", seeds.len());
        for (name, bytes) in seeds {
            if panic::catch_unwind(|| holds(&bytes)).is_err() {
                wrong.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// No seed lies where no target looks.
#[test]
fn every_folder_is_of_a_target() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    for entry in std::fs::read_dir(folder).expect("the seeds").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(TARGETS.iter().any(|(target, _)| *target == name), "{name} is no target");
        assert!(!seeds::committed(&name).is_empty(), "{name} has no seeds");
    }
}
