//! Writes all mutants of a file into it, each behind a number that is asked for when the program runs.
//!
//! `a + b` becomes `(match crate::mutant::chosen() { 7 => a - b, 8 => a * b, _ => a + b })`: one build serves them all.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::LineColumn;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::{Mutant, What};

/// What stands in the core for the number of the mutant that is on: 0 is none. The first panic ends the program, because one
/// is enough.
pub const CHOSEN: &str = r#"
#[doc(hidden)]
#[allow(missing_docs, clippy::all)]
pub mod mutant {
    extern crate std;
    static CHOSEN: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {
        let chosen = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        if chosen != 0 {
            std::panic::set_hook(std::boxed::Box::new(|panic| {
                std::eprintln!("stopped in {:?}: {panic}", std::thread::current().name());
                std::process::exit(101);
            }));
        }
        chosen
    });
    #[inline]
    pub fn chosen() -> u32 {
        *CHOSEN
    }
}
"#;

/// The file with its mutants, and those that could not be written into it.
pub fn weave<'m>(source: &str, mutants: &[&'m Mutant], constant: &[String]) -> (String, Vec<&'m Mutant>) {
    let lines = Lines::of(source);
    let file = syn::parse_file(source).expect("cargo-mutants has read it");
    let mut search = Search { lines: &lines, mutants, constant, top: None, found: BTreeMap::new(), consts: Vec::new() };
    search.visit_file(&file);
    let Search { found, consts, .. } = search;
    let mut regions = Vec::new();
    let mut taken = Vec::new();
    // What is computed while compiling cannot ask for a number.
    for ((start, end, rank), changes) in found {
        let inside = |one: &Range<usize>| one.contains(&start) && (rank != Rank::Body || one.start < start);
        let changes = if consts.iter().any(inside) { Vec::new() } else { changes };
        taken.extend(changes.iter().map(|change| change.number));
        if !changes.is_empty() || rank == Rank::Word {
            regions.push(Region { range: start..end, rank, changes });
        }
    }
    // What is outside comes first, but for what is put before it.
    regions.sort_by_key(|region| {
        (region.range.start, !region.range.is_empty(), std::cmp::Reverse(region.range.end), region.rank)
    });
    let text = Text { source, regions: &regions }.render(0..source.len(), 0..regions.len());
    (text, mutants.iter().copied().filter(|mutant| !taken.contains(&mutant.number)).collect())
}

/// The file with one mutant, written as it is.
pub fn replaced(source: &str, mutant: &Mutant) -> String {
    let range = Lines::of(source).range(mutant);
    format!("{}{}{}", &source[..range.start], mutant.by, &source[range.end..])
}

/// The number of the mutant that stands around this byte of a file.
pub fn number_at(text: &str, at: usize) -> Option<usize> {
    let (_, begun) = text.get(..at)?.rsplit_once("/*<")?;
    let number = begun.split_once("*/")?.0;
    (!begun.contains(&end(number))).then(|| number.parse().ok())?
}

fn end(number: &str) -> String {
    format!("/*{number}>*/")
}

/// One mutant in its region: the bytes that are replaced, and by what.
struct Change {
    number: usize,
    range: Range<usize>,
    by: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    /// The beginning of a function.
    Body,
    /// Behind the pattern of an arm without a guard.
    Pattern,
    /// A guard of an arm, which may also be gone with its arm.
    Guard,
    /// An expression.
    Expression,
    /// `const` of a function.
    Word,
}

struct Region {
    range: Range<usize>,
    rank: Rank,
    changes: Vec<Change>,
}

struct Search<'s, 'm> {
    lines: &'s Lines,
    mutants: &'s [&'m Mutant],
    /// Functions that are called while compiling.
    constant: &'s [String],
    /// The outermost of the operators around.
    top: Option<Range<usize>>,
    found: BTreeMap<(usize, usize, Rank), Vec<Change>>,
    consts: Vec<Range<usize>>,
}

impl Search<'_, '_> {
    fn range(&self, node: &impl Spanned) -> Range<usize> {
        let span = node.span();
        self.lines.at(span.start())..self.lines.at(span.end())
    }

    /// The mutants that replace exactly this, and their changes, into a region.
    fn put(&mut self, region: Range<usize>, rank: Rank, at: &Range<usize>, wanted: impl Fn(&What) -> bool) {
        for mutant in self.mutants {
            if self.lines.range(mutant) == *at && wanted(&mutant.what) {
                let change = Change { number: mutant.number, range: at.clone(), by: mutant.by.clone() };
                self.found.entry((region.start, region.end, rank)).or_default().push(change);
            }
        }
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (Some(first), Some(last)) = (block.stmts.first(), block.stmts.last()) else { return };
        let at = self.range(first).start..self.range(last).end;
        self.put(at.start..at.start, Rank::Body, &at, |what| *what == What::Function);
        if let Some(word) = &signature.constness {
            let word = self.range(word);
            let body = self.range(block);
            if self.constant.iter().any(|name| signature.ident == name) {
                self.consts.push(body);
            } else if self.mutants.iter().any(|mutant| body.contains(&self.lines.range(mutant).start)) {
                self.found.entry((word.start, word.end, Rank::Word)).or_default();
            }
        }
    }

    fn with_top(&mut self, top: Option<Range<usize>>, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.top, top);
        visit(self);
        self.top = before;
    }
}

impl<'ast> Visit<'ast> for Search<'_, '_> {
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.consts.push(self.range(item));
        visit::visit_item_const(self, item);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.consts.push(self.range(item));
        visit::visit_impl_item_const(self, item);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.consts.push(self.range(item));
        visit::visit_item_static(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let whole = self.range(arm);
        if let syn::Pat::Guard(guarded) = &arm.pat {
            let guard = self.range(guarded.guard.as_ref());
            self.put(guard.clone(), Rank::Guard, &guard, |what| *what == What::Guard);
            self.put(guard, Rank::Guard, &whole, |what| *what == What::Arm);
        } else {
            let end = self.range(&arm.pat).end;
            self.put(end..end, Rank::Pattern, &whole, |what| *what == What::Arm);
        }
        self.with_top(None, |this| visit::visit_arm(this, arm));
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        use syn::Expr;
        let whole = self.range(expression);
        let goes_on = match expression {
            Expr::Binary(_) | Expr::Paren(_) | Expr::Cast(_) => true,
            Expr::Unary(unary) => !matches!(unary.op, syn::UnOp::Deref(_)),
            _ => false,
        };
        let top = (goes_on && !binds(expression)).then(|| self.top.clone().unwrap_or(whole.clone()));
        if let Some(region) = &top {
            let operator = match expression {
                Expr::Binary(binary) => Some(self.range(&binary.op)),
                Expr::Unary(unary) => Some(self.range(&unary.op)),
                _ => None,
            };
            if let Some(operator) = operator {
                self.put(region.clone(), Rank::Expression, &operator, |what| *what == What::Operator);
            }
        }
        if let Expr::Struct(literal) = expression {
            for field in &literal.fields {
                let field = self.range(field);
                // With the comma behind it.
                let lines = self.lines;
                for mutant in self.mutants {
                    let at = lines.range(mutant);
                    if mutant.what == What::Field && at.start == field.start {
                        let change = Change { number: mutant.number, range: at, by: mutant.by.clone() };
                        self.found.entry((whole.start, whole.end, Rank::Expression)).or_default().push(change);
                    }
                }
            }
        }
        self.with_top(top, |this| visit::visit_expr(this, expression));
    }

    fn visit_type(&mut self, kind: &'ast syn::Type) {
        // The length of an array is a constant.
        if let syn::Type::Array(array) = kind {
            self.consts.push(self.range(&array.len));
        }
        visit::visit_type(self, kind);
    }
}

/// `a && let Some(b) = c` cannot stand in an arm without its `if`.
fn binds(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        syn::Expr::Paren(inner) => binds(&inner.expr),
        _ => false,
    }
}

struct Text<'s> {
    source: &'s str,
    regions: &'s [Region],
}

impl Text<'_> {
    /// The bytes of `range`, with the regions of these indices, which lie in it.
    fn render(&self, range: Range<usize>, regions: Range<usize>) -> String {
        let (mut out, mut at, mut index) = (String::new(), range.start, regions.start);
        while index < regions.end {
            let region = &self.regions[index];
            out += &self.source[at..region.range.start];
            let inner = self.regions[index + 1..regions.end]
                .iter()
                .take_while(|next| next.range.start < region.range.end && next.range.end <= region.range.end)
                .count();
            out += &self.one(region, index + 1..index + 1 + inner);
            at = region.range.end;
            index += 1 + inner;
        }
        out + &self.source[at..range.end]
    }

    fn one(&self, region: &Region, inside: Range<usize>) -> String {
        use std::fmt::Write as _;
        let mut out = String::new();
        let mark = |number: usize, text: &str| format!("/*<{number}*/{text}{}", end(&number.to_string()));
        match region.rank {
            Rank::Word => {}
            Rank::Body => {
                for change in &region.changes {
                    let text = format!("return {};", change.by);
                    let _ = write!(
                        out,
                        "if crate::mutant::chosen() == {} {{ {} }} ",
                        change.number,
                        mark(change.number, &text)
                    );
                }
            }
            Rank::Pattern => {
                let all: Vec<_> = region
                    .changes
                    .iter()
                    .map(|one| mark(one.number, &format!("crate::mutant::chosen() != {}", one.number)))
                    .collect();
                let _ = write!(out, " if {} ", all.join(" && "));
            }
            Rank::Guard | Rank::Expression => {
                out += "(match crate::mutant::chosen() {";
                for change in &region.changes {
                    // An arm without its arm is one that never fits.
                    let text = if change.range.start < region.range.start || change.range.end > region.range.end {
                        "false".to_owned()
                    } else {
                        let (before, after) =
                            (region.range.start..change.range.start, change.range.end..region.range.end);
                        format!("{}{}{}", &self.source[before], change.by, &self.source[after])
                    };
                    let _ = writeln!(out, "{} => ({}),", change.number, mark(change.number, &text));
                }
                let _ = write!(out, "_ => ({}) }})", self.render(region.range.clone(), inside));
            }
        }
        out
    }
}

/// Where lines begin, in bytes, and how far a column is.
struct Lines {
    lines: Vec<(usize, String)>,
}

impl Lines {
    fn of(source: &str) -> Self {
        let mut at = 0;
        let lines = source.split_inclusive('\n').map(|line| {
            at += line.len();
            (at - line.len(), line.to_owned())
        });
        Lines { lines: lines.collect() }
    }

    /// Lines from 1, columns from 0.
    fn at(&self, place: LineColumn) -> usize {
        let Some((start, line)) = self.lines.get(place.line - 1) else {
            return self.lines.last().map_or(0, |last| last.0 + last.1.len());
        };
        start + line.char_indices().nth(place.column).map_or(line.len(), |(at, _)| at)
    }

    fn range(&self, mutant: &Mutant) -> Range<usize> {
        let [start, end] =
            [mutant.start, mutant.end].map(|(line, column)| self.at(LineColumn { line, column: column - 1 }));
        start..end
    }
}
