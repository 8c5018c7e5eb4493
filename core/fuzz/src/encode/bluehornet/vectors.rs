//! The requests of tests/vectors/bluehornet/requests.json as typed values.

use serde_json::Value;

use super::super::{Message, Words};
use super::{Held, Owned, Posted, Posting};

/// Each good document, as a form and as it is.
pub(in crate::encode) fn messages(document: &Value) -> Vec<Message> {
    let entries = document["requests"].as_array().expect("a list");
    entries.iter().flat_map(|entry| [false, true].map(|is_raw| Message::Batch(posted(entry, is_raw)))).collect()
}

fn posted(entry: &Value, is_raw: bool) -> Posted {
    let authentication = &entry["authentication"];
    let credential = |name: &str| Words::raw(authentication[name].as_str().expect("a text"));
    let calls = entry["calls"].as_array().expect("a list");
    Posted {
        key: credential("api_key"),
        secret: credential("shared_secret"),
        is_raw,
        is_php: authentication["response_type"] == "php",
        no_halt: authentication["no_halt"] == true,
        calls: calls
            .iter()
            .map(|call| Posting {
                method: None,
                name: Words::raw(call["method"].as_str().expect("a name")),
                arguments: members(&call["arguments"]),
            })
            .collect(),
    }
}

/// A structure: a list of pairs.
fn members(pairs: &Value) -> Owned {
    let pairs = pairs.as_array().expect("a list");
    Owned(pairs.iter().map(|pair| (Words::raw(pair[0].as_str().expect("a name")), held(&pair[1]))).collect())
}

fn held(value: &Value) -> Held {
    match value {
        Value::String(text) => date(text).unwrap_or_else(|| Held::Text(text.clone())),
        Value::Bool(boolean) => Held::Boolean(*boolean),
        Value::Array(pairs) => match &pairs[..] {
            [html, plain] if html[0] == "html" && plain[0] == "plain" => {
                let text = |pair: &Value| pair[1].as_str().expect("a text").to_owned();
                Held::Template(text(html), text(plain))
            }
            _ => Held::Nested(members(value)),
        },
        Value::Object(list) => {
            let child = list.get("child").and_then(Value::as_str).unwrap_or("item");
            let items = list["list"].as_array().expect("a list");
            Held::Nested(Owned(items.iter().map(|item| (Words::raw(child), held(item))).collect()))
        }
        _ => Held::Number(value.as_i64().expect("a number")),
    }
}

/// A date, which is typed here and a text in the document.
fn date(text: &str) -> Option<Held> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    Some(Held::Date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}
