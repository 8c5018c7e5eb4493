//! The list that `cargo mutants --list --json` prints.

use serde_json::Value;

/// What kind of text is replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// All that a function does, by a value.
    Function,
    /// One operator.
    Operator,
    /// The guard of an arm, by `true` or `false`.
    Guard,
    /// An arm, by nothing.
    Arm,
    /// A field of a value, by nothing.
    Field,
}

/// One mutant.
#[derive(Debug)]
pub struct Mutant {
    /// From 1, in the order of the list.
    pub number: usize,
    /// File, line, column and what is done there.
    pub name: String,
    /// Below the root of the tree.
    pub file: String,
    /// Line and column, both from 1.
    pub start: (usize, usize),
    /// The same of what follows.
    pub end: (usize, usize),
    /// What is replaced.
    pub what: What,
    /// And by what.
    pub by: String,
}

/// All mutants of a list.
pub fn read(text: &str) -> Vec<Mutant> {
    let all: Vec<Value> = serde_json::from_str(text).expect("a list of mutants");
    all.iter().enumerate().map(|(index, one)| mutant(index + 1, one)).collect()
}

fn mutant(number: usize, one: &Value) -> Mutant {
    let text = |name: &str| one[name].as_str().expect(name).to_owned();
    let place = |end: &str| {
        let number = |name: &str| one["span"][end][name].as_u64().expect(name) as usize;
        (number("line"), number("column"))
    };
    let what = match one["genre"].as_str().expect("genre") {
        "FnValue" => What::Function,
        "BinaryOperator" | "UnaryOperator" => What::Operator,
        "MatchArmGuard" => What::Guard,
        "MatchArm" => What::Arm,
        "StructField" => What::Field,
        genre => panic!("{genre} is no genre of this version"),
    };
    Mutant {
        number,
        name: text("name"),
        file: text("file"),
        start: place("start"),
        end: place("end"),
        what,
        by: text("replacement"),
    }
}
