//! Every BlueHornet request vector written by the library: the same bytes, in both carriages; the method table; the
//! whitelist notations.

use mailwire::Exchange;
use mailwire::bluehornet::request::{RequestError, Room, parse};
use mailwire::bluehornet::{Account, Argument, ArgumentValue, Batch, Call, Carriage, Method, ResponseType, Whitelist};
use mailwire_tests::vectors::{bytes, document};
use serde_json::Value;

/// Texts of a document live as long as the test program.
fn text(value: &Value) -> &'static str {
    Box::leak(value.as_str().expect("a text").to_owned().into_boxed_str())
}

fn argument_value(value: &Value) -> ArgumentValue<'static> {
    match value {
        Value::String(_) => text(value).into(),
        Value::Number(number) => number.as_i64().expect("a whole number").into(),
        Value::Bool(boolean) => (*boolean).into(),
        Value::Array(members) => ArgumentValue::Nested(arguments(members)),
        Value::Object(list) => {
            let items: Vec<_> = list["list"].as_array().expect("a list").iter().map(argument_value).collect();
            let items: &'static [ArgumentValue<'static>] = items.leak();
            match list.get("child") {
                Some(child) => ArgumentValue::ListOf(text(child), items),
                None => ArgumentValue::List(items),
            }
        }
        Value::Null => panic!("no value"),
    }
}

fn arguments(members: &[Value]) -> &'static [Argument<'static>] {
    let arguments: Vec<_> = members
        .iter()
        .map(|member| Argument { name: text(&member[0]).as_bytes(), value: argument_value(&member[1]) })
        .collect();
    arguments.leak()
}

fn account(authentication: &Value) -> Account<'static> {
    let php = authentication["response_type"] == "php";
    Account::new(text(&authentication["api_key"]), text(&authentication["shared_secret"]))
        .expect("valid")
        .response_type(if php { ResponseType::Php } else { ResponseType::Xml })
        .no_halt(
            authentication["no_halt"] == true || authentication["no_halt"] == 1 || authentication["no_halt"] == "1",
        )
}

fn calls(entry: &Value) -> Vec<Call<'static>> {
    let calls = entry["calls"].as_array().expect("calls");
    calls
        .iter()
        .map(|call| {
            let arguments = arguments(call["arguments"].as_array().expect("arguments"));
            Call::custom(text(&call["method"]), arguments).expect("a name")
        })
        .collect()
}

/// The body as it goes out, whole and through a buffer of 7 bytes.
fn body(account: &Account<'_>, calls: &[Call<'_>]) -> Result<Vec<u8>, mailwire::Error> {
    let batch = Batch::new(calls);
    let mut bodies = Vec::new();
    for size in [65_536, 7] {
        let mut exchange = Exchange::new(account, &batch);
        let lengths = exchange.check()?;
        let (mut all, mut buffer) = (Vec::new(), vec![0; size]);
        loop {
            let n = exchange.transmit(&mut buffer)?;
            if n == 0 {
                break;
            }
            all.extend_from_slice(&buffer[..n]);
            exchange.advance(n)?;
        }
        assert_eq!(all.len(), lengths.request as usize);
        bodies.push(all.split_off(all.len() - lengths.body as usize));
    }
    assert_eq!(bodies[0], bodies[1], "windows change nothing");
    Ok(bodies.remove(0))
}

/// Canonical documents come out byte for byte, as the body itself and as a form field.
#[test]
fn every_canonical_request_is_written() {
    let document = document("bluehornet", "requests.json");
    let mut written = 0;
    for entry in document["requests"].as_array().expect("an array").iter().filter(|entry| entry["bytes_equal"] == true)
    {
        let file = entry["file"].as_str().expect("a name");
        let raw = account(&entry["authentication"]).carriage(Carriage::Raw);
        let got = body(&raw, &calls(entry)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(String::from_utf8_lossy(&got), String::from_utf8_lossy(&bytes("bluehornet", file)), "{file}");
        let form = body(&account(&entry["authentication"]), &calls(entry)).expect("as before");
        let mut wanted = b"data=".to_vec();
        for byte in got {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => wanted.push(byte),
                _ => wanted.extend_from_slice(format!("%{byte:02X}").as_bytes()),
            }
        }
        assert_eq!(form, wanted, "{file} as a form");
        written += 1;
    }
    assert!(written > 20, "only {written}");
    for form in document["forms"].as_array().expect("forms").iter().filter(|form| form["bytes_equal"] == true) {
        let entries = document["requests"].as_array().expect("an array");
        let entry = entries.iter().find(|entry| entry["file"] == form["carries"]).expect("its document");
        let got = body(&account(&entry["authentication"]), &calls(entry)).expect("valid");
        assert_eq!(got, bytes("bluehornet", form["file"].as_str().expect("a name")), "{}", form["file"]);
    }
}

/// The table has every documented method with its rules, and a call that lacks a required argument says which.
#[test]
fn method_table() {
    let document = document("bluehornet", "methods.json");
    let account = Account::new("k", "s").expect("valid");
    let listed = document["methods"].as_array().expect("methods");
    for row in listed {
        let name = row["name"].as_str().expect("a name");
        let method = Method::named(name.to_uppercase().as_bytes()).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(method.is_alone(), row["alone"] == true, "{name} alone");
        assert_eq!(method.is_xml_only(), row["xml_only"] == true, "{name} xml only");
        for list in ["required", "one_of", "optional"] {
            for argument in row[list].as_array().into_iter().flatten().flat_map(|a| match a {
                Value::Array(group) => group.clone(),
                one => vec![one.clone()],
            }) {
                let known = argument.as_str().expect("a name").trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
                assert!(known.contains('<') || method.has_argument(known.as_bytes()), "{name}: {known}");
            }
        }
        if let Some(missing) = method.required().next() {
            let calls = [Call::new(name, &[]).expect("in the table")];
            let error = body(&account, &calls).expect_err("an argument is missing");
            assert_eq!(error.to_string(), format!("argument-name: the argument {missing} is required"), "{name}");
        }
    }
    assert_eq!(Method::all().len(), listed.len());
    for method in Method::all() {
        assert!(listed.iter().any(|row| row["name"] == method.name()), "{} is not in the document", method.name());
    }
}

/// Every notation, what it covers, and what is refused where.
#[test]
fn whitelists() {
    let document = document("bluehornet", "whitelist.json");
    for case in document["good"].as_array().expect("cases") {
        let source = case["text"].as_str().expect("a text");
        let list = Whitelist::new(source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
        let entries: Vec<_> =
            list.entries().map(|entry| serde_json::json!([entry.first.to_string(), entry.last.to_string()])).collect();
        assert_eq!(Value::from(entries), case["entries"], "{source:?}");
        for covers in case["covers"].as_array().expect("addresses") {
            let address = covers[0].as_str().expect("an address");
            assert_eq!(list.covers_text(address.as_bytes()), covers[1].as_bool(), "{source:?} covers {address}");
        }
        let printed = list.to_string();
        let again = Whitelist::new(&printed).expect("what it prints it reads");
        assert!(again.entries().eq(list.entries()), "{source:?} prints {printed:?}");
    }
    for case in document["bad"].as_array().expect("cases") {
        let source = case["text"].as_str().expect("a text");
        let error = Whitelist::new(source).expect_err(source);
        assert_eq!(
            (error.fault.as_str(), error.offset as u64),
            (case["fault"].as_str().expect("a word"), case["offset"].as_u64().expect("a place")),
            "{source:?}"
        );
    }
    assert_eq!(Whitelist::new("10.0.0.1").expect("valid").covers_text(b"pumps"), None);
}

/// Everything as the parser gives it: every value a text, every list nested arguments.
fn as_texts(name: &str, value: &Value) -> Value {
    let members = |members: Vec<Value>| Value::from(vec![name.into(), Value::from(members)]);
    match value {
        Value::Array(list) if list.is_empty() => Value::from(vec![name, ""]),
        Value::Array(list) => {
            members(list.iter().map(|member| as_texts(member[0].as_str().expect("a name"), &member[1])).collect())
        }
        Value::Object(list) => {
            let child = list.get("child").map_or("item", |child| child.as_str().expect("a name"));
            members(list["list"].as_array().expect("a list").iter().map(|item| as_texts(child, item)).collect())
        }
        Value::Bool(boolean) => Value::from(vec![name, if *boolean { "1" } else { "0" }]),
        Value::Number(number) => Value::from(vec![name.to_owned(), number.to_string()]),
        other => Value::from(vec![Value::from(name), other.clone()]),
    }
}

fn listed(argument: &Argument<'_>) -> Value {
    let name = String::from_utf8_lossy(argument.name).into_owned();
    match argument.value {
        ArgumentValue::Text(text) => Value::from(vec![name, String::from_utf8_lossy(text).into_owned()]),
        ArgumentValue::Nested(arguments) => {
            Value::from(vec![Value::from(name), Value::from(arguments.iter().map(listed).collect::<Vec<_>>())])
        }
        other => panic!("{other:?}"),
    }
}

/// The calls of a document, and the document written again.
fn read(document: &[u8]) -> Result<(Value, Value, Vec<u8>), RequestError> {
    let mut text = vec![0; document.len()];
    let (mut arguments, mut slots) = (vec![Argument::new("", ""); 128], vec![None; 16]);
    let request = parse(document, Room { text: &mut text, arguments: &mut arguments, calls: &mut slots })?;
    let authentication = serde_json::json!({
        "api_key": request.api_key,
        "shared_secret": request.shared_secret,
        "response_type": request.response_type.map(|kind| kind.as_str()),
        "no_halt": request.no_halt,
    });
    let calls: Vec<_> = request.calls().collect();
    let listed = calls
        .iter()
        .map(|call| {
            let arguments: Vec<_> = call.arguments().map(|argument| listed(&argument)).collect();
            serde_json::json!({"method": String::from_utf8_lossy(call.name()), "arguments": arguments})
        })
        .collect();
    let written = body(&request.account().expect("valid"), &calls).unwrap_or_default();
    Ok((authentication, listed, written))
}

/// Every good document is read into what the document lists; a canonical one, written again, is the same.
#[test]
fn every_request_is_read() {
    let document = document("bluehornet", "requests.json");
    for entry in document["requests"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name");
        let source = bytes("bluehornet", file);
        let (authentication, calls, written) = read(&source).unwrap_or_else(|error| panic!("{file}: {error}"));
        for (key, value) in authentication.as_object().expect("an object") {
            let wanted = &entry["authentication"][key];
            assert!(
                wanted == value || (key == "no_halt" && wanted.as_str().map(|halt| halt == "1") == value.as_bool()),
                "{file}: {key} {value} instead of {wanted}"
            );
        }
        let wanted: Vec<_> = entry["calls"]
            .as_array()
            .expect("calls")
            .iter()
            .map(|call| {
                let arguments = call["arguments"].as_array().expect("arguments");
                let arguments: Vec<_> =
                    arguments.iter().map(|member| as_texts(member[0].as_str().expect("a name"), &member[1])).collect();
                serde_json::json!({"method": call["method"], "arguments": arguments})
            })
            .collect();
        assert_eq!(calls, Value::from(wanted), "{file}");
        if entry["bytes_equal"] == true {
            assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&source), "{file}");
        }
    }
}

/// Each bad document gives its fault at its place.
#[test]
fn every_bad_request_is_explained() {
    let document = document("bluehornet", "requests.json");
    let mut wrong = Vec::new();
    for entry in document["bad"].as_array().expect("an array") {
        let file = entry["file"].as_str().expect("a name");
        let fault = entry["fault"].as_str().expect("a word");
        let want = match entry["line"].as_u64() {
            Some(line) => format!("{fault} at line {line}, column {}", entry["column"]),
            None => fault.to_owned(),
        };
        let got = match read(&bytes("bluehornet", file)) {
            Ok(_) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        };
        if !got.starts_with(&want) {
            wrong.push(format!("{file}: {got} instead of {want}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
