//! The conformance suites: documents of cases (`tests/conformance`), and how each case is read.

mod document;
pub mod http;
pub mod json;
mod notation;
pub mod php;
pub mod quick;
pub mod xml;

use crate::dice::Dice;

pub use document::{Case, Document, Verdict, documents};

/// What became of an input: its content in the words of the format, or the fault and the byte where it stands.
pub type Reading = Result<String, (String, usize)>;
/// A reader of one format, which gets the input in pieces of the lengths that come.
pub type Reader = fn(&[u8], &mut dyn Iterator<Item = usize>) -> Reading;

/// Splits at random that every input is read in.
const SPLITS: u64 = 12;

/// The reading of `input`, which is the same whole, byte by byte and in pieces at random.
///
/// # Panics
/// If it is not.
pub fn read_every_way(input: &[u8], read: Reader) -> Reading {
    let whole = read(input, &mut std::iter::repeat(usize::MAX));
    assert_eq!(read(input, &mut std::iter::repeat(1)), whole, "byte by byte: {}", input.escape_ascii());
    for seed in 0..SPLITS {
        let mut dice = Dice::new(seed ^ (input.len() as u64) << 8);
        let most = 1 + dice.below(40);
        let mut pieces = std::iter::repeat_with(|| dice.piece(most));
        assert_eq!(read(input, &mut pieces), whole, "in pieces by seed {seed}: {}", input.escape_ascii());
    }
    whole
}

/// Every case of a suite: the verdict, the fault and the content are those of its document.
///
/// # Panics
/// If one is not; all that differ are told.
pub fn hold(suite: &str, read: Reader) {
    let mut wrong = Vec::new();
    for document in documents(suite) {
        for case in &document.cases {
            let reading = read_every_way(&case.bytes, read);
            if let Err(what) = case.holds(&reading) {
                wrong.push(format!("{}: {}: {what}", document.file, case.means));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every case of a suite as another program reads it. `judge` answers `None` for what that program is not asked.
///
/// # Errors
/// What differs and is not listed in its document, and what is listed and does not differ.
pub fn compare(
    suite: &str,
    oracle: &str,
    read: Reader,
    mut judge: impl FnMut(&Case) -> Option<Result<String, String>>,
) -> Result<usize, String> {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for document in documents(suite) {
        for case in &document.cases {
            let Some(theirs) = judge(case) else { continue };
            let ours = read(&case.bytes, &mut std::iter::repeat(usize::MAX));
            let same = match (&ours, &theirs) {
                (Ok(ours), Ok(theirs)) => ours == theirs,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            count += 1;
            match (same, document.differs(case, oracle)) {
                (false, false) => wrong.push(format!(
                    "{}: {}: {oracle} reads {theirs:?}, we {ours:?}, and no reason is listed",
                    document.file, case.means
                )),
                (true, true) => wrong.push(format!(
                    "{}: {}: {oracle} is listed as different, and reads the same",
                    document.file, case.means
                )),
                _ => {}
            }
        }
    }
    if wrong.is_empty() { Ok(count) } else { Err(format!("{} cases differ:\n{}", wrong.len(), wrong.join("\n"))) }
}

/// Feeds `input` in pieces to `step`, which takes what it can and answers whether it wants more.
fn feed(
    input: &[u8],
    pieces: &mut dyn Iterator<Item = usize>,
    mut step: impl FnMut(&mut &[u8]) -> Result<bool, String>,
) -> Result<usize, (String, usize)> {
    let (mut at, mut steps) = (0, 0);
    while at < input.len() {
        let size = pieces.next().unwrap_or(1).clamp(1, input.len() - at);
        let mut piece = &input[at..at + size];
        loop {
            steps += 1;
            assert!(steps <= 8 * input.len() + 64, "no end of steps: {}", input.escape_ascii());
            let wants_more = step(&mut piece);
            let now = at + size - piece.len();
            match wants_more {
                Err(fault) => return Err((fault, now)),
                Ok(true) if piece.is_empty() => break,
                Ok(true) => return Ok(now),
                Ok(false) => {}
            }
        }
        at += size;
    }
    Ok(at)
}

/// The word of a fault, as it is written everywhere else: `tag-mismatch`.
fn word(fault: impl serde::Serialize) -> String {
    match serde_json::to_value(fault) {
        Ok(serde_json::Value::String(word)) => word,
        other => panic!("no word: {other:?}"),
    }
}
