//! Makes `bindings/NAMES.md`: what a thing is called in Rust, C, Swift and Kotlin; and finds every name where it is
//! declared.

mod concepts;
mod declared;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
names [--check] --swift DIR --kotlin DIR...

Writes bindings/NAMES.md. Fails if a name of the table is declared nowhere, or if the words of an enum are not the same,
in the same order, in the core, in include/mailwire.h, in the generated Swift and in the generated Kotlin.

  --swift DIR    a folder with Swift sources, generated or not; may be repeated
  --kotlin DIR   the same for Kotlin
  --check        write nothing; fail if bindings/NAMES.md is not what would be written

bindings/names calls this with everything it needs.";

/// How to run this.
const COMMAND: &str = "bindings/names";

/// The sources of each language, as one text.
struct Sources {
    rust: String,
    c: String,
    swift: String,
    kotlin: String,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut is_check, mut swift, mut kotlin) = (false, Vec::new(), Vec::new());
    while let Some(argument) = arguments.next() {
        let folders = match argument.as_str() {
            "--check" => {
                is_check = true;
                continue;
            }
            "--help" | "-h" => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            "--swift" => &mut swift,
            "--kotlin" => &mut kotlin,
            _ => return wrong_use(),
        };
        match arguments.next() {
            Some(folder) => folders.push(PathBuf::from(folder)),
            None => return wrong_use(),
        }
    }
    if swift.is_empty() || kotlin.is_empty() {
        return wrong_use();
    }
    match run(is_check, &swift, &kotlin) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn wrong_use() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn run(is_check: bool, swift: &[PathBuf], kotlin: &[PathBuf]) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = Sources {
        rust: read(&[root.join("core/src")], "rs")?,
        c: read(&[root.join("include")], "h")?,
        swift: read(swift, "swift")?,
        kotlin: read(kotlin, "kt")?,
    };
    let (words, mut wrong) = words::table(&sources);
    wrong.extend(concepts::missing(&sources));
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let table = format!(
        "# Names\n\nWhat a thing is called in each language. Made and checked by `{COMMAND}`; do not edit.\n\n{}{words}",
        concepts::table()
    );
    let path = root.join("bindings/NAMES.md");
    if is_check {
        let is_same = std::fs::read_to_string(&path).is_ok_and(|written| written == table);
        return is_same.then_some(()).ok_or(format!("bindings/NAMES.md is out of date; to write it: {COMMAND}"));
    }
    std::fs::write(&path, table).map_err(|error| format!("{}: {error}", path.display()))
}

/// All files with this ending below the folders, in the order of their names.
fn read(folders: &[PathBuf], ending: &str) -> Result<String, String> {
    let mut text = String::new();
    for folder in folders {
        let says = |error| format!("{}: {error}", folder.display());
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>())
            .map_err(says)?;
        paths.sort();
        for path in paths {
            if path.is_dir() {
                text += &read(&[path], ending)?;
            } else if path.extension().is_some_and(|found| found == ending) {
                text += &std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
    }
    Ok(text)
}
