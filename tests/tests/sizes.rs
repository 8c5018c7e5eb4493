//! The sizes that README and documentation state are those of this build.

use mailwire::exchange::State;
use mailwire_tests::vectors::folder;

/// The number in a row of a file's table.
fn stated(file: &str, row: &str) -> usize {
    let text = std::fs::read_to_string(folder("").join("../..").join(file)).expect("the file");
    let lines = text.lines().map(|line| line.trim_start_matches("//! "));
    let line = { lines }.find(|line| line.starts_with(&format!("| {row} |"))).unwrap_or_else(|| panic!("no row {row}"));
    line.trim_end_matches(" |").rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

/// The sizing table, on a 64-bit machine.
#[cfg(target_pointer_width = "64")]
#[test]
fn sizing_table() {
    let (hubspot, bluehornet) =
        (size_of::<State<mailwire::hubspot::Reader>>(), size_of::<State<mailwire::bluehornet::Reader>>());
    assert_eq!(hubspot, stated("README.md", "state of an exchange with HubSpot, 64-bit"));
    assert_eq!(bluehornet, stated("README.md", "state of an exchange with BlueHornet, 64-bit"));
    assert_eq!(size_of::<mailwire::Outcome>(), stated("README.md", "outcome, a copy"));
    assert_eq!(hubspot, stated("core/src/lib.rs", "[`exchange::State`] with HubSpot's reader, 64-bit"));
    assert_eq!(bluehornet, stated("core/src/lib.rs", "the same with BlueHornet's"));
}
