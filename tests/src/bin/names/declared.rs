//! Whether a name is declared in a source.

/// What a declaration begins with, in any of the languages.
const KEYWORDS: [&str; 16] = [
    "struct",
    "enum",
    "trait",
    "fn",
    "const",
    "class",
    "interface",
    "object",
    "protocol",
    "actor",
    "func",
    "fun",
    "var",
    "val",
    "let",
    "case",
];

/// Whether `name` is declared: behind a keyword, or as an item of one of the macros that the core makes types with.
pub(crate) fn declared(source: &str, name: &str) -> bool {
    source.lines().any(|line| {
        // Kotlin's generator puts a declaration behind the end of its comment.
        let code = line.trim_start().trim_start_matches("*/").trim();
        if code.starts_with("//") || code.starts_with('*') {
            return false;
        }
        let words: Vec<_> = code.split(|letter: char| !is_of_name(letter)).filter(|word| !word.is_empty()).collect();
        if words.first() == Some(&name) && (code.ends_with(['{', ',']) || code.contains(" \"")) {
            return true;
        }
        words.windows(2).any(|pair| KEYWORDS.contains(&pair[0]) && pair[1] == name)
    })
}

/// Whether `name` stands in the source as a whole word.
pub(crate) fn stands(source: &str, name: &str) -> bool {
    source.match_indices(name).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        let behind = source[at + name.len()..].chars().next();
        !before.is_some_and(is_of_name) && !behind.is_some_and(is_of_name)
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
