//! The enums whose values are words: the same values, in the same order, in four languages.

use std::fmt::Debug;

use mailwire::{bluehornet, diagnosis, error, http, hubspot, outcome, retry};

use crate::Sources;

/// An enum of the core.
struct Words {
    rust: &'static str,
    /// The enum in C; what its values begin with follows from it.
    c: &'static str,
    /// The type in Swift and Kotlin.
    apps: &'static str,
    /// Name and word of each value.
    values: Vec<(String, String)>,
}

fn words<T: Debug + std::fmt::Display>(rust: &'static str, c: &'static str, apps: &'static str, all: &[T]) -> Words {
    Words { rust, c, apps, values: all.iter().map(|value| (format!("{value:?}"), value.to_string())).collect() }
}

fn all() -> Vec<Words> {
    let problems = error::Problem::WORDS.iter().map(|word| word.to_str().expect("ASCII").to_owned());
    let problems = problems.map(|word| (camel(&word), word)).collect();
    vec![
        words("outcome::Kind", "mw_kind", "Kind", outcome::Kind::ALL),
        words("outcome::Reason", "mw_reason", "Reason", outcome::Reason::ALL),
        words("diagnosis::Diagnosis", "mw_diagnosis", "Diagnosis", diagnosis::Diagnosis::ALL),
        words("retry::Stop", "mw_stop", "Stop", retry::Stop::ALL),
        words("error::Field", "mw_field", "Field", error::Field::ALL),
        Words { rust: "error::Problem", c: "mw_problem", apps: "Problem", values: problems },
        words("error::Limit", "mw_limit", "Limit", error::Limit::ALL),
        words("error::Fault", "mw_fault", "Fault", error::Fault::ALL),
        words("http::request::Method", "mw_http_method", "HttpMethod", http::request::Method::ALL),
        words("hubspot::ApiVersion", "mw_hubspot_version", "HubSpotVersion", hubspot::ApiVersion::ALL),
        words("hubspot::OauthVersion", "mw_hubspot_oauth_version", "HubSpotOauthVersion", hubspot::OauthVersion::ALL),
        words("hubspot::Class", "mw_hubspot_result_class", "HubSpotResultClass", hubspot::Class::ALL),
        words(
            "bluehornet::ResponseType",
            "mw_bluehornet_response_type",
            "BlueHornetResponseType",
            bluehornet::ResponseType::ALL,
        ),
        words("bluehornet::Carriage", "mw_bluehornet_carriage", "BlueHornetCarriage", bluehornet::Carriage::ALL),
        words("bluehornet::DataPlace", "mw_bluehornet_data_place", "BlueHornetDataPlace", bluehornet::DataPlace::ALL),
        words("bluehornet::WhitelistFault", "mw_whitelist_fault", "WhitelistFault", bluehornet::WhitelistFault::ALL),
    ]
}

/// `too-long` as `TooLong`.
fn camel(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

/// The tables, and what differs.
pub(crate) fn table(sources: &Sources) -> (String, Vec<String>) {
    let (mut table, mut wrong) = (String::new(), Vec::new());
    for words in all() {
        let (c, swift, kotlin) = (
            c_values(&sources.c, words.c),
            swift_values(&sources.swift, words.apps),
            kotlin_values(&sources.kotlin, words.apps),
        );
        let wanted: Vec<_> = words.values.iter().map(|(name, _)| plain(name)).collect();
        for (language, name, found) in
            [("C", words.c, &c), ("Swift", words.apps, &swift), ("Kotlin", words.apps, &kotlin)]
        {
            // C counts from one; its values are compared without what they begin with.
            let begins = if language == "C" { plain(words.c) } else { String::new() };
            let found: Vec<_> = found.iter().map(|value| plain(value).replacen(&begins, "", 1)).collect();
            let missing: Vec<_> = wanted.iter().filter(|value| !found.contains(value)).collect();
            let strange: Vec<_> = found.iter().filter(|value| !wanted.contains(value)).collect();
            if !missing.is_empty() || !strange.is_empty() {
                wrong.push(format!("{language} {name}: without {missing:?}, and with {strange:?}"));
            } else if found != wanted {
                wrong.push(format!("{language} {name}: not in the order of {}", words.rust));
            }
        }
        table += &format!(
            "\n## {}\n\nRust `{}`, C `{}`, Swift and Kotlin `{}`\n
| word | Rust | C | Swift | Kotlin |\n|---|---|---|---|---|\n",
            words.apps, words.rust, words.c, words.apps
        );
        for (index, (name, word)) in words.values.iter().enumerate() {
            let of = |list: &[String]| list.get(index).cloned().unwrap_or_default();
            table += &format!("| {word} | `{name}` | `{}` | `.{}` | `{}` |\n", of(&c), of(&swift), of(&kotlin));
        }
    }
    (table, wrong)
}

/// A name as any language spells it, without what the spelling adds.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// `MW_KIND_ACCEPTED = 1,` and so on, without 0.
fn c_values(header: &str, name: &str) -> Vec<String> {
    let begins = name.to_uppercase() + "_";
    let value = |line: &str| {
        let (name, number) = line.trim().strip_suffix(',')?.split_once(" = ")?;
        let number: u32 = number.parse().ok()?;
        (name.starts_with(&begins) && number > 0).then(|| name.to_owned())
    };
    block(header, &[&format!("enum {name}")]).into_iter().filter_map(value).collect()
}

/// `case accepted` or `case tooLong(limit: Int64 ...`, not those of a switch.
fn swift_values(source: &str, name: &str) -> Vec<String> {
    let value = |line: &str| {
        let name = line.strip_prefix("    case ")?.split('(').next()?.trim().trim_matches('`');
        name.chars().all(char::is_alphanumeric).then(|| name.to_owned())
    };
    block(source, &[&format!("public enum {name}:"), &format!("public indirect enum {name}:")])
        .into_iter()
        .filter_map(value)
        .collect()
}

/// `ACCEPTED,` of an enum class, `object Empty :` or `data class TooLong(` of a sealed one.
fn kotlin_values(source: &str, name: &str) -> Vec<String> {
    let value = |line: &str| {
        let code = line.trim();
        let entry = code.strip_suffix([',', ';']).filter(|name| {
            !name.is_empty()
                && name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
        });
        let class = code.strip_prefix("object ").or(code.strip_prefix("data class "));
        let class = class.and_then(|rest| rest.split([' ', '(']).next());
        entry.or(class).map(str::to_owned)
    };
    block(source, &[&format!("enum class {name} {{"), &format!("sealed class {name} {{")])
        .into_iter()
        .filter_map(value)
        .collect()
}

/// The lines of a declaration that begins with one of these, up to its closing brace.
fn block<'s>(source: &'s str, begins: &[&str]) -> Vec<&'s str> {
    let is_start = |line: &str| {
        begins.iter().any(|begin| {
            line.strip_prefix(begin).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    let (mut depth, mut has_opened) = (0, false);
    source
        .lines()
        .skip_while(move |line| !is_start(line))
        .take_while(move |line| {
            let is_over = has_opened && depth == 0;
            depth += line.matches('{').count();
            has_opened |= depth > 0;
            depth = depth.saturating_sub(line.matches('}').count());
            !is_over
        })
        .collect()
}
