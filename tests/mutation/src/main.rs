//! `mailwire-mutation LIST TREE SURVIVORS`: which mutants of the list do the tests in this copy of the repository not notice?

#![allow(missing_docs, reason = "a program has no documentation but its usage")]

mod list;
mod survivors;
mod tree;
mod trial;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::process::ExitCode;

use list::Mutant;
use survivors::Survivors;
use tree::Tree;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, root, reasons] = arguments.as_slice() else { panic!("LIST TREE SURVIVORS") };
    let all = list::read(&read_to_string(list).expect(list));
    let tree = Tree::new(root.into(), &all);
    let mut run = Run {
        all: &all,
        tree: &tree,
        reasons: Survivors::read(&read_to_string(reasons).expect(reasons)),
        verdicts: BTreeMap::new(),
    };
    let alone = run.together();
    run.one_by_one(&alone);
    tree.restore();
    run.table();
    run.report()
}

struct Run<'m> {
    all: &'m [Mutant],
    tree: &'m Tree,
    reasons: Survivors,
    verdicts: BTreeMap<usize, Verdict>,
}

impl<'m> Run<'m> {
    /// All mutants that can be chosen when a program runs, in one build. Answers the others.
    fn together(&mut self) -> Vec<&'m Mutant> {
        let (mut chosen, mut constant): (Vec<&Mutant>, _) = (self.all.iter().collect(), Vec::new());
        let alone = loop {
            let others = self.tree.weave(&chosen, &constant);
            let Err(faults) = self.tree.check() else { break others };
            if faults.mutants.is_empty() && faults.constant.is_empty() {
                panic!("the mutants do not compile: {}", faults.others.join("\n"));
            }
            let (bad, good): (Vec<&Mutant>, _) =
                chosen.into_iter().partition(|one| faults.mutants.contains(&one.number));
            bad.iter().for_each(|mutant| self.put(mutant, Verdict::NotRust));
            chosen = good;
            constant.extend(faults.constant);
        };
        chosen.retain(|mutant| !alone.iter().any(|other| other.number == mutant.number));
        eprintln!("{} mutants in one build", chosen.len());
        let mut programs = self.tree.unit().expect("it was checked");
        let (quick, slow) = self.tree.others().expect("the core was checked");
        programs.extend(quick);
        trial::hold(&programs);
        let mut living = Vec::new();
        trial::run(&chosen, &programs, |mutant, test| match test {
            Some(_) => self.put(mutant, Verdict::of(test)),
            None => living.push(mutant),
        });
        let (explained, others): (Vec<&Mutant>, _) =
            living.into_iter().partition(|mutant| self.reasons.explains(mutant, self.tree.line(mutant)));
        explained.iter().for_each(|mutant| self.put(mutant, Verdict::Lives));
        trial::run(&others, &slow, |mutant, test| self.put(mutant, Verdict::of(test)));
        alone
    }

    /// A build for each of what is computed while compiling.
    fn one_by_one(&mut self, alone: &[&Mutant]) {
        eprintln!("{} mutants one by one", alone.len());
        for mutant in alone {
            self.tree.restore();
            self.tree.put(mutant);
            let Some(unit) = self.tree.unit() else {
                self.put(mutant, Verdict::NotRust);
                continue;
            };
            let mut test = trial::notices(&unit, 0);
            if test.is_none() && !self.reasons.explains(mutant, self.tree.line(mutant)) {
                test = match self.tree.others() {
                    Some((quick, slow)) => trial::notices(&quick, 0).or_else(|| trial::notices(&slow, 0)),
                    None => Some("others: the compiler".to_owned()),
                };
            }
            self.put(mutant, Verdict::of(test));
        }
    }

    fn put(&mut self, mutant: &Mutant, verdict: Verdict) {
        match &verdict {
            Verdict::Lives => println!("lives\t{}", mutant.name),
            Verdict::Noticed(test) => println!("noticed\t{}\t{test}", mutant.name),
            Verdict::NotRust => println!("not Rust\t{}", mutant.name),
        }
        self.verdicts.insert(mutant.number, verdict);
        if self.verdicts.len().is_multiple_of(100) {
            eprintln!("{} of {}", self.verdicts.len(), self.all.len());
        }
    }

    /// What lives without a reason, and what has one and does not live.
    fn report(mut self) -> ExitCode {
        let mut unexplained = Vec::new();
        for mutant in self.all.iter().filter(|mutant| self.verdicts[&mutant.number] == Verdict::Lives) {
            let line = self.tree.line(mutant);
            if !self.reasons.explains(mutant, line) {
                unexplained.push(format!("{} (line {})", survivors::entry(mutant, line), mutant.start.0));
            }
        }
        let unused = self.reasons.unused(&self.all.iter().map(|mutant| mutant.file.as_str()).collect());
        for (what, lines) in [("lives without a reason", &unexplained), ("has a reason and does not live", &unused)] {
            lines.iter().for_each(|line| eprintln!("{what}: {line}"));
        }
        if unexplained.is_empty() && unused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn table(&self) {
        let files: BTreeSet<&str> = self.all.iter().map(|mutant| mutant.file.as_str()).collect();
        eprintln!("{:34} {:>7} {:>8} {:>7} {:>7} {:>5}", "file", "mutants", "not Rust", "noticed", "hang", "live");
        for file in files.into_iter().map(Some).chain([None]) {
            let here = || {
                let in_file = self.all.iter().filter(|mutant| file.is_none_or(|file| mutant.file == file));
                in_file.map(|mutant| &self.verdicts[&mutant.number])
            };
            let count = |is_it: &dyn Fn(&Verdict) -> bool| here().filter(|one| is_it(one)).count();
            eprintln!(
                "{:34} {:7} {:8} {:7} {:7} {:5}",
                file.unwrap_or("all"),
                here().count(),
                count(&|one| *one == Verdict::NotRust),
                count(&|one| matches!(one, Verdict::Noticed(_))),
                count(&|one| matches!(one, Verdict::Noticed(test) if test.ends_with("too long"))),
                count(&|one| *one == Verdict::Lives)
            );
        }
    }
}

#[derive(PartialEq, Eq)]
enum Verdict {
    /// It does not compile.
    NotRust,
    /// By this program and test.
    Noticed(String),
    Lives,
}

impl Verdict {
    fn of(test: Option<String>) -> Self {
        test.map_or(Verdict::Lives, Verdict::Noticed)
    }
}
