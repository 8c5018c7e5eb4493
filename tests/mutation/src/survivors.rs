//! The file of mutants that no test can notice: `file | the line | what is done there | reason`.

use std::collections::BTreeSet;

use crate::list::Mutant;

/// The reasons, and which of them were of use.
pub struct Survivors {
    lines: Vec<[String; 4]>,
    used: BTreeSet<usize>,
}

impl Survivors {
    /// Reads the file.
    pub fn read(text: &str) -> Self {
        let is_entry = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let lines = text.lines().filter(is_entry).map(|line| {
            let parts: Vec<String> = line.split(" | ").map(|part| part.trim().replace("\\|", "|")).collect();
            parts.try_into().unwrap_or_else(|_| panic!("not `file | line | mutant | reason`: {line}"))
        });
        Survivors { lines: lines.collect(), used: BTreeSet::new() }
    }

    /// Whether there is a reason why this mutant lives. `*` stands for all mutants of a line.
    pub fn explains(&mut self, mutant: &Mutant, line: &str) -> bool {
        let what = what(mutant);
        let is_it = |[file, text, done, _]: &[String; 4]| {
            *file == mutant.file && text == line && (done == "*" || done.split("; ").any(|one| one == what))
        };
        let found = self.lines.iter().position(is_it);
        self.used.extend(found);
        found.is_some()
    }

    /// Reasons for mutants of these files that do not live.
    pub fn unused(&self, files: &BTreeSet<&str>) -> Vec<String> {
        let all = self.lines.iter().enumerate();
        let unused = all.filter(|(index, line)| !self.used.contains(index) && files.contains(line[0].as_str()));
        unused.map(|(_, line)| line[..3].join(" | ")).collect()
    }
}

/// What a mutant does, without place and function.
pub fn what(mutant: &Mutant) -> &str {
    let done = mutant.name.splitn(4, ':').last().unwrap_or("").trim();
    done.rsplit_once(" in ").map_or(done, |(done, _)| done)
}

/// The beginning of an entry.
pub fn entry(mutant: &Mutant, line: &str) -> String {
    [&mutant.file, line, what(mutant)].map(|part| part.replace('|', "\\|")).join(" | ")
}
