//! The JSON suite (RFC 8259): its documents against our scanner, and against serde_json.

use mailwire::text::json::check;
use mailwire_tests::conformance::{compare, documents, hold, json, read_every_way};
use mailwire_tests::dice::Dice;
use serde_json::Value;

/// Every case is read as its document says, in whatever pieces it comes.
#[test]
fn every_case() {
    hold("json", json::read);
}

/// The whole check answers what the scanner does.
#[test]
fn the_check_of_a_whole_text_is_the_same() {
    for case in documents("json").iter().flat_map(|document| &document.cases) {
        let wanted = json::read(&case.bytes, &mut std::iter::repeat(usize::MAX));
        let found = check(&case.bytes);
        assert_eq!(found.is_ok(), wanted.is_ok(), "{}", case.means);
        assert_eq!(found.err().map(|(_, at)| at), wanted.err().map(|(_, at)| at), "{}", case.means);
    }
}

/// serde_json takes the same texts and finds the same values in them; what differs has its reason in the document.
#[test]
fn serde_json_reads_the_same() {
    let judge = |bytes: &[u8]| match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => Ok(value.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let count = compare("json", "serde_json", json::read, |case| Some(judge(&case.bytes)));
    assert!(count.as_ref().is_ok_and(|count| *count > 300), "{}", count.err().unwrap_or_default());
}

/// Bytes that mean something in JSON, and bytes that never do.
const BYTES: &[u8] = b"[]{}\",:\\u0123e.-+ \n\t\x80\xc3\xff";

/// Texts that no document has: cases with a byte changed, lost or doubled, or two of them grown together. serde_json takes
/// and finds the same, but for numbers that it cannot hold.
#[test]
fn serde_json_reads_the_same_of_what_chance_makes() {
    let cases: Vec<_> = documents("json").into_iter().flat_map(|document| document.cases).collect();
    // Deep nesting is a difference of its own.
    let short: Vec<_> = cases.iter().map(|case| &case.bytes).filter(|bytes| bytes.len() < 100).collect();
    let mut dice = Dice::new(8259);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..60_000 {
        let mut text = short[dice.below(short.len())].clone();
        for _ in 0..dice.piece(3) {
            let (at, other) = (dice.below(text.len() + 1), short[dice.below(short.len())]);
            match dice.below(4) {
                0 => drop(text.splice(at.., other[other.len().min(at)..].iter().copied())),
                1 if at < text.len() => drop(text.remove(at)),
                2 => text.insert(at, BYTES[dice.below(BYTES.len())]),
                _ => drop(text.splice(at..at, other.iter().copied())),
            }
        }
        let ours = read_every_way(&text, json::read);
        match serde_json::from_slice::<Value>(&text) {
            Ok(value) => {
                taken += 1;
                assert_eq!(ours, Ok(value.to_string()), "{}", text.escape_ascii());
            }
            Err(error) => {
                refused += 1;
                let is_range = error.to_string().starts_with("number out of range");
                assert!(is_range || ours.is_err(), "{}: {ours:?}, and serde_json: {error}", text.escape_ascii());
            }
        }
    }
    assert!(taken > 3_000 && refused > 3_000, "{taken} taken, {refused} refused");
}
