//! Compares with programs of others: what we write as XML is read by libxml2 and by quick-xml, what PHP serializes is
//! read by us; and the conformance suites are read by libxml2, PHP and h11. Needs `xmllint` (libxml2), `php`, and `python3`
//! with h11; the last line says how many comparisons passed.

mod conformance;

use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

use mailwire::Exchange;
use mailwire::bluehornet::{Account, Argument, Batch, Call, Carriage};
use mailwire::text::php::{Scanner, Token};
use mailwire_tests::dice::Dice;
use quick_xml::events::Event;

fn main() -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for (name, wrong, count) in [("xml", xml(400), 400), ("php", php(400), 400)] {
        wrong.iter().take(10).for_each(|text| println!("{name}: {text}"));
        println!("{name}: {} of {count} the same", count - wrong.len());
        passed += count - wrong.len();
        failed += wrong.len();
    }
    let suites = [
        ("xml suite, libxml2", conformance::libxml2()),
        ("php suite, PHP", conformance::unserialize()),
        ("http suite, h11", conformance::h11()),
    ];
    for (name, compared) in suites {
        match compared {
            Ok(count) => {
                println!("{name}: {count} as their documents say");
                passed += count;
            }
            Err(what) => {
                println!("{name}: {what}");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Output of a program that is given `input`.
fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    // A program that has seen enough closes its end.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("it ends").stdout
}

/// A text of awkward characters.
fn text(dice: &mut Dice) -> String {
    const PARTS: [&str; 20] = [
        "]]>",
        "]]",
        "<",
        ">",
        "&",
        "&amp;",
        "&#0;",
        "</email>",
        "<!--",
        "-->",
        "<![CDATA[",
        "\"",
        "'",
        "\n",
        "\t",
        " ",
        "é",
        "😀",
        "\u{fffd}",
        "x",
    ];
    (0..dice.below(8)).map(|_| PARTS[dice.below(PARTS.len())]).collect()
}

/// Documents with random values: the values that libxml2 and quick-xml find are those that were put in.
fn xml(count: usize) -> Vec<String> {
    let mut dice = Dice::new(7);
    let mut wrong = Vec::new();
    for _ in 0..count {
        let values: Vec<_> = (0..3).map(|_| text(&mut dice)).collect();
        let names = ["email", "html_content", "note"];
        let arguments: Vec<_> =
            names.iter().zip(&values).map(|(name, value)| Argument::new(name, value.as_str())).collect();
        let calls = [Call::custom("a.b", &arguments).expect("a name")];
        let account = Account::new("k<&>", "s]]>").expect("valid").carriage(Carriage::Raw);
        let document = written(&account, &calls);
        // xmllint prints text as UTF-8 with markup escaped; its string() does not.
        for (name, value) in names.iter().zip(&values) {
            let found = run("xmllint", &["--xpath", &format!("string(/api/data/methodCall/{name})"), "-"], &document);
            let found = String::from_utf8_lossy(&found);
            if found.strip_suffix('\n').unwrap_or(&found) != *value {
                wrong.push(format!("libxml2 finds {found:?} in place of {value:?}"));
            }
        }
        let found = leaves(&document);
        let wanted: Vec<_> = names.iter().map(|name| (*name).to_owned()).zip(values).collect();
        if found.len() != wanted.len() + 6 - 1 || !found.ends_with(&wanted) {
            wrong.push(format!("quick-xml finds {found:?} in place of {wanted:?}"));
        }
    }
    wrong
}

fn written(account: &Account<'_>, calls: &[Call<'_>]) -> Vec<u8> {
    let batch = Batch::new(calls);
    let mut exchange = Exchange::new(account, &batch);
    let lengths = exchange.check().expect("valid");
    let mut request = vec![0; lengths.request as usize];
    let n = exchange.transmit(&mut request).expect("valid");
    request[n - lengths.body as usize..n].to_vec()
}

/// Name and text of every element without elements in it, as quick-xml reads them.
fn leaves(document: &[u8]) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(document).expect("UTF-8"));
    let (mut found, mut open, mut text) = (Vec::new(), None, String::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(tag) => {
                open = Some(tag.name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(piece) => text += &piece,
            Event::CData(piece) => text += &piece,
            Event::GeneralRef(name) => {
                text += match name.as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    other => panic!("&{other};"),
                }
            }
            Event::End(_) => found.extend(open.take().map(|name| (name, text.clone()))),
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Arrays that PHP makes up and serializes: we find the values that PHP lists.
fn php(count: usize) -> Vec<String> {
    const SCRIPT: &str = r#"<?php
        mt_srand(7);
        function made($depth) {
            switch (mt_rand(0, $depth > 4 ? 6 : 8)) {
                case 0: return mt_rand(-1000000, 1000000);
                case 1: return mt_rand(0, 1) == 1;
                case 2: return null;
                case 3: return mt_rand(-100000, 100000) / (10 ** mt_rand(0, 30));
                case 4: return str_repeat("\";}", mt_rand(0, 3));
                case 5: return "é😀" . chr(mt_rand(32, 126)) . "\n\0";
                case 6: return INF;
                default:
                    $array = [];
                    foreach (range(0, mt_rand(0, 4)) as $i)
                        $array[mt_rand(0, 1) ? "k$i" . str_repeat("ä", mt_rand(0, 2)) : $i] = made($depth + 1);
                    return $array;
            }
        }
        function listed($value, $path, &$list) {
            if (is_array($value) && $value) {
                foreach ($value as $key => $child) listed($child, $path . "/" . (is_int($key) ? "item" : $key), $list);
            } elseif (is_array($value) || $value === null || $value === false) $list[] = [$path, ""];
            elseif (is_string($value)) $list[] = [$path, bin2hex($value)];
            else $list[] = [$path, bin2hex($value === true ? "1" : substr(serialize($value), 2, -1))];
        }
        for ($i = 0; $i < COUNT; $i++) {
            $array = ["root" => made(0), made(1)];
            $list = [];
            listed($array, "", $list);
            echo bin2hex(serialize($array)), " ", json_encode($list), "\n";
        }
    "#;
    let output = run("php", &[], SCRIPT.replace("COUNT", &count.to_string()).as_bytes());
    let lines = String::from_utf8(output).expect("ASCII");
    let mut dice = Dice::new(11);
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let (digits, list) = line.split_once(' ').expect("two parts");
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex");
        let serialized: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        let wanted: Vec<(String, String)> = serde_json::from_str(list).expect("pairs");
        match read(&serialized, &mut dice) {
            Ok(found) if found == wanted => {}
            found => wrong.push(format!("{}: {found:?} in place of {wanted:?}", String::from_utf8_lossy(&serialized))),
        }
    }
    let missing = count - lines.lines().count().min(count);
    wrong.extend((0..missing).map(|_| "php printed less than was asked for".to_owned()));
    wrong
}

/// Path and text (in hex, as PHP lists it) of every entry without entries in it; the input in random pieces.
fn read(serialized: &[u8], dice: &mut Dice) -> Result<Vec<(String, String)>, String> {
    let (mut scanner, mut found) = (Scanner::new(), Vec::new());
    let (mut text, mut is_leaf) = (Vec::new(), false);
    let mut rest = serialized;
    while !rest.is_empty() {
        let (mut piece, after) = rest.split_at(dice.below(9).clamp(1, rest.len()));
        rest = after;
        loop {
            let path = || {
                let mut names: Vec<_> = scanner.open_names().map(String::from_utf8_lossy).collect();
                names.reverse();
                names.iter().map(|name| format!("/{name}")).collect::<String>()
            };
            let before = path();
            match scanner.next(&mut piece).map_err(|error| format!("{error:?}"))? {
                Token::More => break,
                Token::Open => (is_leaf, text) = (true, Vec::new()),
                Token::Text(part) => text.extend_from_slice(part),
                Token::Close => {
                    if std::mem::replace(&mut is_leaf, false) {
                        found.push((before, hex(&text)));
                    }
                }
            }
        }
    }
    scanner.finish().map_err(|error| format!("{error:?}"))?;
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
