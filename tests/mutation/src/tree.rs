//! The copy of the repository in which mutants live, what its compiler says, and its programs of tests.

use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string, write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::list::Mutant;
use crate::trial::Program;
use crate::weave;

/// Tests that take seconds: they run where no other test has noticed, and no reason is known.
const SLOW: [&str; 8] = [
    "faults::",
    "splits_change_nothing",
    "debug_of_the_exchange",
    "drivers::",
    "injection::",
    "nobody_gets_two_mails",
    "echoes_are_masked",
    "near_forms_are_masked",
];
/// A test of a test, which panics on purpose.
const PANICS: &str = "the_search_finds";

/// What the compiler has against the mutants in the tree.
pub struct Faults {
    /// The numbers of those that do not compile.
    pub mutants: Vec<usize>,
    /// Functions that have to stay `const`.
    pub constant: Vec<String>,
    /// Everything else.
    pub others: Vec<String>,
}

/// A copy of the repository, and the sources as they were.
pub struct Tree {
    root: PathBuf,
    sources: BTreeMap<String, String>,
}

const CORE: &str = "core/src/lib.rs";

impl Tree {
    /// Over a fresh copy. The tests of one package become one program.
    pub fn new(root: PathBuf, mutants: &[Mutant]) -> Self {
        let mut tree = Tree { root, sources: BTreeMap::new() };
        for file in mutants.iter().map(|mutant| mutant.file.as_str()).chain([CORE]) {
            let text = read_to_string(tree.root.join(file)).expect(file);
            tree.sources.insert(file.to_owned(), text);
        }
        let folder = tree.root.join("tests/tests");
        let mut names: Vec<String> = read_dir(&folder)
            .expect("tests")
            .flatten()
            .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".rs")?.to_owned()))
            // The first go through a server, the second is about the words of a header.
            .filter(|name| !name.starts_with("end_to_end") && name != "words" && name != "all")
            .collect();
        names.sort();
        let all: String = names.iter().map(|name| format!("#[path = \"{name}.rs\"] mod {name};\n")).collect();
        write(folder.join("all.rs"), format!("//! All tests without a server.\n\n{all}")).expect("tests");
        tree
    }

    /// The sources as they were.
    pub fn restore(&self) {
        for (file, text) in &self.sources {
            write(self.root.join(file), text).expect(file);
        }
    }

    /// Writes these mutants into the tree; answers which it could not write.
    pub fn weave<'m>(&self, mutants: &[&'m Mutant], constant: &[String]) -> Vec<&'m Mutant> {
        let mut others = Vec::new();
        for (file, source) in &self.sources {
            let here: Vec<&Mutant> = mutants.iter().copied().filter(|mutant| mutant.file == *file).collect();
            let (mut text, left) = weave::weave(source, &here, constant);
            if file == CORE {
                text += weave::CHOSEN;
            }
            write(self.root.join(file), text).expect(file);
            others.extend(left);
        }
        others
    }

    /// Writes one mutant into the tree as it is.
    pub fn put(&self, mutant: &Mutant) {
        let text = weave::replaced(&self.sources[&mutant.file], mutant);
        write(self.root.join(&mutant.file), text).expect(&mutant.file);
    }

    /// The line at which a mutant begins.
    pub fn line(&self, mutant: &Mutant) -> &str {
        self.sources[&mutant.file].lines().nth(mutant.start.0 - 1).unwrap_or("").trim()
    }

    /// Looks whether the core compiles.
    pub fn check(&self) -> Result<(), Faults> {
        let (good, messages) = self.cargo(&["check", "-p", "mailwire", "--all-features"], "target");
        if good {
            return Ok(());
        }
        let mut faults = Faults { mutants: Vec::new(), constant: Vec::new(), others: Vec::new() };
        for message in messages.iter().filter(|message| message["message"]["level"] == "error") {
            let message = &message["message"];
            let found: Vec<usize> =
                message["spans"].as_array().into_iter().flatten().filter_map(|span| self.at(span)).collect();
            let said = message["rendered"].as_str().unwrap_or("");
            if !found.is_empty() {
                faults.mutants.extend(found);
            } else if let Some(name) = not_constant(said) {
                faults.constant.push(name);
            } else {
                faults.others.push(said.to_owned());
            }
        }
        Err(faults)
    }

    /// The mutant around this place of a message.
    fn at(&self, span: &Value) -> Option<usize> {
        let mut span = span;
        while span["expansion"].is_object() && !span["file_name"].as_str()?.starts_with("core/") {
            span = &span["expansion"]["span"];
        }
        if span["is_primary"] != Value::Bool(true) {
            return None;
        }
        let text = read_to_string(self.root.join(span["file_name"].as_str()?)).ok()?;
        weave::number_at(&text, span["byte_start"].as_u64()? as usize)
    }

    /// Builds the unit tests of the core; `None` where they do not compile.
    pub fn unit(&self) -> Option<Vec<Program>> {
        let unit = self.program(&["test", "--no-run", "-p", "mailwire", "--lib", "--all-features"], "target")?;
        Some(vec![Program::new("unit", 10, self.root.join("core"), unit, &[])])
    }

    /// Builds the tests of everything else: the quick ones, and the slow ones.
    pub fn others(&self) -> Option<(Vec<Program>, Vec<Program>)> {
        let fuzz =
            ["test", "--no-run", "--manifest-path", "core/fuzz/Cargo.toml", "--no-default-features", "--test", "seeds"];
        let seeds = self.program(&fuzz, "target-fuzz")?;
        let tests = self.program(&["test", "--no-run", "-p", "mailwire-tests", "--test", "all"], "target")?;
        let folder = self.root.join("tests");
        let quick: Vec<&str> = SLOW.iter().chain([&PANICS]).flat_map(|name| ["--skip", name]).collect();
        let quick = vec![
            Program::new("seeds", 15, self.root.join("core/fuzz"), seeds, &[]),
            Program::new("tests", 60, folder.clone(), tests.clone(), &quick),
        ];
        Some((quick, vec![Program::new("slow tests", 240, folder, tests, &SLOW)]))
    }

    fn program(&self, arguments: &[&str], target: &str) -> Option<PathBuf> {
        let (good, messages) = self.cargo(arguments, target);
        let program = messages.iter().filter_map(|message| message["executable"].as_str()).next_back()?;
        good.then(|| PathBuf::from(program))
    }

    /// Runs cargo, and reads its messages. A folder for each lock file: the same package is built once in each.
    fn cargo(&self, arguments: &[&str], target: &str) -> (bool, Vec<Value>) {
        let output = Command::new("cargo")
            .args(arguments)
            .args(["-q", "--locked", "--message-format=json"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("..").join(target))
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            // Mutants compare with what is always less, and leave variables unused. What the compiler would not end with stays wrong.
            .env("RUSTFLAGS", "-Awarnings -Aarithmetic_overflow -Aunconditional_panic")
            .stderr(Stdio::null())
            .output()
            .expect("cargo");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }
}

/// The function that a message is about because a constant calls it: the last name of "non-const function `path::name::<N>`".
fn not_constant(message: &str) -> Option<String> {
    let (_, behind) = message.split_once("non-const ")?;
    let path = behind.split('`').nth(1)?;
    let path = path.split("::<").next()?;
    Some(path.rsplit("::").next()?.to_owned())
}
