//! The conformance suites as programs of others read them: libxml2, PHP and h11. What differs has its reason in the
//! documents; what is listed and does not differ is wrong, too.

use mailwire_tests::conformance::{Reader, compare, documents, http, php, quick, xml};

use crate::run;

/// How many cases were compared, or what differs.
type Compared = Result<usize, String>;

/// xmllint takes the same documents, and its canonical form of each holds the same.
pub fn libxml2() -> Compared {
    compare("xml", "libxml2", xml::read, |case| {
        // Without the check of namespaces there is no canonical form of what is well-formed.
        let canonical = run("xmllint", &["--nonet", "--c14n", "-"], &case.bytes);
        if canonical.is_empty() {
            return Some(Err("no canonical form".to_owned()));
        }
        Some(quick::read(&canonical, false).expect("UTF-8"))
    })
}

/// PHP's unserialize() takes the same values and finds the same in them.
pub fn unserialize() -> Compared {
    let read = |list: &str| -> Option<Result<String, String>> {
        let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
        let Some(pairs) = list.as_array() else { return Some(Err("false".to_owned())) };
        let text = |hex: &serde_json::Value| bytes(hex.as_str().expect("hex")).escape_ascii().to_string();
        let path = |names: &serde_json::Value| -> String {
            names.as_array().expect("names").iter().map(|name| format!("/{}", text(name))).collect()
        };
        let pairs: Vec<_> = pairs.iter().map(|pair| (path(&pair[0]), text(&pair[1]))).collect();
        Some(Ok(serde_json::to_string(&pairs).expect("pairs")))
    };
    by_lines("php", "php", &["-r", include_str!("unserialize.php").trim_start_matches("<?php")], php::read, read)
}

/// h11 makes the same of the same replies.
pub fn h11() -> Compared {
    let read = |reply: &str| -> Option<Result<String, String>> {
        let reply: Option<(u16, String)> = serde_json::from_str(reply).expect("JSON");
        Some(
            reply
                .ok_or_else(|| "refused".to_owned())
                .map(|(status, body)| http::line(status, &bytes(&body), false, b"")),
        )
    };
    by_lines("http", "h11", &["-c", include_str!("replies.py")], http::read_message, read)
}

/// A suite through a program that reads a line of hex for each case and answers with a line.
fn by_lines(
    suite: &str,
    oracle: &str,
    arguments: &[&str],
    ours: Reader,
    theirs: impl Fn(&str) -> Option<Result<String, String>>,
) -> Compared {
    let cases: Vec<_> = documents(suite).into_iter().flat_map(|document| document.cases).collect();
    let hex = |case: &[u8]| case.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n";
    let input: String = cases.iter().map(|case| hex(&case.bytes)).collect();
    // Debian's, which has Debian's h11; the first python3 of a PATH may be another.
    let program = if oracle == "h11" { "/usr/bin/python3" } else { oracle };
    let output = String::from_utf8(run(program, arguments, input.as_bytes())).expect("ASCII");
    let mut lines = output.lines();
    let compared = compare(suite, oracle, ours, |_| lines.next().and_then(&theirs))?;
    if compared == cases.len() {
        Ok(compared)
    } else {
        Err(format!("{oracle} answered {compared} times of {}", cases.len()))
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}
