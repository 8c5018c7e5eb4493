//! Makes the words of the core those of C and of apps: reads the enums of `core/src` and writes the sources below
//! `ffi/src/c` that cbindgen turns into the header, and those below `ffi/src/mobile` that become Swift and Kotlin.

mod mobile;
mod read;
mod write;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
c_words [--check]

Writes the words of the core as C enums, ffi/src/c/words.rs and what is below ffi/src/c/words/, and as those of Swift and
Kotlin, ffi/src/mobile/words.rs and what is below ffi/src/mobile/words/.

  --check   write nothing; fail if the files are not what would be written";

/// How to run this.
const COMMAND: &str = "cargo run -p mailwire-tests --bin c_words";

/// Which way a value goes.
#[derive(Clone, Copy)]
enum Way {
    /// C is told. 0 is nothing.
    Out,
    /// C chooses. 0 is the default.
    In,
}
use Way::{In, Out};

/// An enum of the core that C has.
struct Row {
    module: &'static str,
    name: &'static str,
    /// Below `core/src`.
    file: &'static str,
    c_name: &'static str,
    way: Way,
}

const fn row(module: &'static str, name: &'static str, file: &'static str, c_name: &'static str, way: Way) -> Row {
    Row { module, name, file, c_name, way }
}

/// A file below `ffi/src/c/words`.
struct Part {
    name: &'static str,
    /// Its first line.
    idea: &'static str,
    rows: &'static [Row],
}

const PARTS: [Part; 3] = [
    Part {
        name: "requests",
        idea: "Words for what is asked: choices, the parts of a request and what is wrong with them.",
        rows: &[
            row("error", "Field", "error.rs", "mw_field", Out),
            row("error", "Problem", "error.rs", "mw_problem", Out),
            row("error", "Limit", "error.rs", "mw_limit", Out),
            row("error", "Misuse", "error.rs", "mw_misuse", Out),
            row("http::request", "Method", "http/request.rs", "mw_http_method", Out),
            row("hubspot", "ApiVersion", "hubspot/version.rs", "mw_hubspot_version", In),
            row("hubspot", "OauthVersion", "hubspot/oauth.rs", "mw_hubspot_oauth_version", In),
            row("bluehornet", "ResponseType", "bluehornet/account.rs", "mw_bluehornet_response_type", In),
            row("bluehornet", "Carriage", "bluehornet/account.rs", "mw_bluehornet_carriage", In),
            row("bluehornet", "WhitelistFault", "bluehornet/whitelist.rs", "mw_whitelist_fault", Out),
        ],
    },
    Part {
        name: "outcomes",
        idea: "Words for what came of it: outcomes, diagnoses, and why not to try again.",
        rows: &[
            row("outcome", "Kind", "outcome.rs", "mw_kind", Out),
            row("outcome", "Reason", "outcome.rs", "mw_reason", Out),
            row("diagnosis", "Diagnosis", "diagnosis.rs", "mw_diagnosis", Out),
            row("retry", "Stop", "retry.rs", "mw_stop", Out),
        ],
    },
    Part {
        name: "replies",
        idea: "Words for a reply: what is wrong with it, and what it holds.",
        rows: &[
            row("error", "Fault", "error.rs", "mw_fault", Out),
            row("operation", "RowName", "operation.rs", "mw_row_name", Out),
            row("hubspot", "Class", "hubspot/send_result.rs", "mw_hubspot_result_class", Out),
            row("bluehornet", "DataPlace", "bluehornet/method.rs", "mw_bluehornet_data_place", Out),
        ],
    },
];

/// Words that C does not have, by file and name: they are about reading requests, which only stand-ins of a provider
/// do.
const RUST_ONLY: [(&str, &str); 2] = [("hubspot/request.rs", "BodyFault"), ("bluehornet/request.rs", "RequestFault")];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let is_check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = match read::core(&root.join("core/src")) {
        Ok(core) => write::files(&core).into_iter().chain(mobile::files(&core)).collect::<Vec<_>>(),
        Err(reason) => {
            eprintln!("{reason}");
            return ExitCode::FAILURE;
        }
    };
    let mut code = ExitCode::SUCCESS;
    for (name, source) in files {
        let path = root.join(&name);
        let reason = if is_check {
            (std::fs::read_to_string(&path).ok().as_ref() != Some(&source))
                .then(|| format!("not what the words of the core make; to write it: {COMMAND}"))
        } else {
            std::fs::create_dir_all(path.parent().expect("a file in a directory"))
                .and_then(|()| std::fs::write(&path, source))
                .err()
                .map(|error| error.to_string())
        };
        if let Some(reason) = reason {
            eprintln!("{name}: {reason}");
            code = ExitCode::FAILURE;
        }
    }
    code
}
