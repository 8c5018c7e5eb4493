//! A document of cases: inputs, what they mean, the verdict.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Reading, notation};

/// What a standard says about an input.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It has to be taken.
    Accept,
    /// It must not be taken.
    Reject,
    /// The choice is left to the reader, or a limit of its own may stand against it.
    Either,
}

/// A document.
#[derive(Debug)]
pub struct Document {
    /// The name of its file.
    pub file: String,
    /// Its cases.
    pub cases: Vec<Case>,
    /// Differences from other programs, by name.
    differences: BTreeMap<String, Difference>,
}

/// One case.
#[derive(Debug)]
pub struct Case {
    /// What it shows.
    pub means: String,
    /// The input.
    pub bytes: Vec<u8>,
    /// What the standard says.
    pub verdict: Verdict,
    /// Whether we take it.
    pub is_taken: bool,
    /// The fault, where we do not.
    pub fault: Option<String>,
    /// Where it stands, if the case says so.
    pub at: Option<usize>,
    /// What it holds, if the case says so.
    gives: Option<String>,
    /// Names of differences.
    differs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    /// The programs that read it in another way; `standard` where it is us.
    oracles: Vec<String>,
    /// Why.
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// What the document is about.
    about: String,
    /// How the line ends of inputs are meant.
    #[serde(default)]
    lines: Lines,
    #[serde(default)]
    differences: BTreeMap<String, Difference>,
    case: Vec<WrittenCase>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Lines {
    #[default]
    Lf,
    Crlf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCase {
    means: String,
    /// Of the standard.
    section: String,
    input: String,
    verdict: Verdict,
    ours: Option<Verdict>,
    fault: Option<String>,
    at: Option<usize>,
    gives: Option<String>,
    #[serde(default)]
    differs: Vec<String>,
}

/// Every document of a suite.
///
/// # Panics
/// If one has another shape, or says a thing twice.
pub fn documents(suite: &str) -> Vec<Document> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance").join(suite);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let documents: Vec<_> = paths.iter().map(|path| read(path)).collect();
    let mut inputs = BTreeMap::new();
    for case in documents.iter().flat_map(|document| &document.cases) {
        if let Some(other) = inputs.insert(&case.bytes, &case.means) {
            panic!("{suite}: the same input for {other:?} and {:?}", case.means);
        }
    }
    documents
}

fn read(path: &std::path::Path) -> Document {
    let file = path.file_name().expect("a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let written: Written = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(!written.about.is_empty(), "{file} says what it is about");
    let differences = written.differences;
    let mut unused: Vec<_> = differences.keys().cloned().collect();
    let cases: Vec<_> = written.case.into_iter().map(|case| checked(&file, written.lines, case)).collect();
    for (index, case) in cases.iter().enumerate() {
        assert!(cases[..index].iter().all(|other| other.means != case.means), "{file}: {:?} twice", case.means);
        let is_ours = case.verdict != Verdict::Either && case.is_taken != (case.verdict == Verdict::Accept);
        let is_listed =
            case.differs.iter().any(|name| differences.get(name).is_some_and(|found| found.names("standard")));
        assert_eq!(is_ours, is_listed, "{file}: {}: what we do against the standard is listed", case.means);
        for name in &case.differs {
            assert!(differences.contains_key(name), "{file}: {}: no difference {name}", case.means);
            unused.retain(|unused| unused != name);
        }
    }
    assert!(unused.is_empty(), "{file}: no case has the differences {unused:?}");
    assert!(differences.values().all(|difference| difference.reason.len() > 10), "{file}: reasons");
    Document { file, cases, differences }
}

fn checked(file: &str, lines: Lines, case: WrittenCase) -> Case {
    let place = format!("{file}: {}", case.means);
    assert!(!case.section.is_empty(), "{place}: no section");
    let is_taken = match case.ours.unwrap_or(case.verdict) {
        Verdict::Accept => true,
        Verdict::Reject => false,
        Verdict::Either => panic!("{place}: `either` needs `ours`"),
    };
    assert_ne!(case.ours, Some(case.verdict), "{place}: `ours` says nothing new");
    assert_eq!(case.fault.is_some(), !is_taken, "{place}: `fault` belongs to what is not taken");
    assert!(case.at.is_none() || !is_taken, "{place}: `at` is the place of a fault");
    assert!(case.gives.is_none() || is_taken, "{place}: `gives` belongs to what is taken");
    let input = match lines {
        Lines::Lf => case.input,
        Lines::Crlf => case.input.replace('\n', "\r\n"),
    };
    Case {
        bytes: notation::bytes(&input),
        means: case.means,
        verdict: case.verdict,
        is_taken,
        fault: case.fault,
        at: case.at,
        gives: case.gives,
        differs: case.differs,
    }
}

impl Difference {
    fn names(&self, oracle: &str) -> bool {
        self.oracles.iter().any(|name| name == oracle)
    }
}

impl Document {
    /// Whether it lists that `oracle` reads the case in another way.
    pub fn differs(&self, case: &Case, oracle: &str) -> bool {
        case.differs.iter().any(|name| self.differences[name].names(oracle))
    }
}

impl Case {
    /// Is the reading what the case says?
    ///
    /// # Errors
    /// What it is instead.
    pub fn holds(&self, reading: &Reading) -> Result<(), String> {
        match (reading, &self.fault) {
            (Ok(content), None) if self.gives.as_ref().is_none_or(|gives| gives == content) => Ok(()),
            (Ok(content), None) => Err(format!("gives {content:?}")),
            (Ok(content), Some(_)) => Err(format!("is taken, and gives {content:?}")),
            (Err((fault, at)), Some(wanted)) if fault == wanted && self.at.is_none_or(|wanted| wanted == *at) => Ok(()),
            (Err((fault, at)), _) => Err(format!("is not taken: {fault} at {at}")),
        }
    }
}
