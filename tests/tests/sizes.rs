//! The sizes that README and documentation state are those of this build.

use mailwire::exchange::State;
use mailwire_tests::vectors::folder;

fn stated(row: &str) -> usize {
    let readme = std::fs::read_to_string(folder("").join("../../README.md")).expect("README.md");
    let line =
        readme.lines().find(|line| line.starts_with(&format!("| {row} |"))).unwrap_or_else(|| panic!("no row {row}"));
    line.trim_end_matches(" |").rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

/// The sizing table, on a 64-bit machine.
#[cfg(target_pointer_width = "64")]
#[test]
fn sizing_table() {
    assert_eq!(size_of::<State<mailwire::hubspot::Reader>>(), stated("state of an exchange with HubSpot, 64-bit"));
    assert_eq!(
        size_of::<State<mailwire::bluehornet::Reader>>(),
        stated("state of an exchange with BlueHornet, 64-bit")
    );
    assert_eq!(size_of::<mailwire::Outcome>(), stated("outcome, a copy"));
}
