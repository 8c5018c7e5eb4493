//! The requests of tests/vectors/hubspot/requests.json as typed values.

use mailwire::hubspot::{ApiVersion, OauthVersion};
use serde_json::{Value, json};

use super::super::{Message, Words};
use super::{Code, Custom, Held, Refresh, Send};

/// Each good body, with its properties one by one and as one document, the token calls of every version, and ids to ask for.
pub(in crate::encode) fn messages(document: &Value) -> Vec<Message> {
    let list = |name: &str| document[name].as_array().expect("a list").clone();
    let mut messages = Vec::new();
    for entry in list("requests") {
        let version = ApiVersion::ALL.iter().position(|version| version.as_str() == entry["version"]);
        let version = version.expect("a version") as u8;
        messages.push(Message::Send(single_send(version, &entry["fields"], false)));
        if entry["fields"]["custom"].as_array().is_some_and(|custom| !custom.is_empty()) {
            messages.push(Message::Send(single_send(version, &entry["fields"], true)));
        }
    }
    // No vector has a property that is null.
    let mut fields = list("requests").swap_remove(0)["fields"].take();
    fields["custom"] = json!([["nothing", null]]);
    messages
        .extend((0..ApiVersion::ALL.len()).map(|version| Message::Send(single_send(version as u8, &fields, false))));
    // Names that are the same only once their escapes are read, and names that are not.
    for object in
        [r#"{"pump":1,"p\u0075mp":2}"#, r#"{"a\"b":1,"a\u005cb":2,"\ud83d\ude00":3}"#, r#"{"\u00e9":1,"é":2}"#, "{}"]
    {
        let mut send = single_send(messages.len() as u8, &fields, false);
        send.custom = Custom::Object(object.into());
        messages.push(Message::Send(send));
    }
    for form in list("forms") {
        let fields = form["fields"].as_array().expect("fields");
        let field = |name: &str| {
            let pair = fields.iter().find(|pair| pair[0] == name);
            pair.map(|pair| Words::raw(pair[1].as_str().expect("a text")))
        };
        let must = |name| field(name).expect("required");
        for version in 0..OauthVersion::ALL.len() as u8 {
            let [client_id, client_secret] = [must("client_id"), must("client_secret")];
            messages.push(match field("refresh_token") {
                Some(token) => Message::Refresh(Refresh { version, client_id, client_secret, token }),
                None => {
                    let [code, redirect_uri] = [must("code"), must("redirect_uri")];
                    // Every second call with a proof key.
                    let code_verifier = (version % 2 == 0).then(|| Words::raw("EXAMPLE-verifier_0.1~2"));
                    Message::Code(Code { version, client_id, client_secret, code, redirect_uri, code_verifier })
                }
            });
        }
    }
    messages.extend(["STATUSID", "a/b?c=d&e#f", "\u{17d} %20+", ".a."].map(|id| Message::Status(Words::raw(id))));
    messages
}

fn single_send(version: u8, fields: &Value, is_object: bool) -> Send {
    let text = |name: &str| fields[name].as_str().map(Words::raw);
    let texts = |name: &str| {
        let items = fields[name].as_array().expect("a list");
        items.iter().map(|item| Words::raw(item.as_str().expect("a text"))).collect()
    };
    let pairs = |name: &str| {
        let pairs = fields[name].as_array().expect("a list").clone();
        pairs.into_iter().map(|pair| (pair[0].as_str().expect("a name").to_owned(), pair[1].clone()))
    };
    Send {
        version,
        email_id: fields["email_id"].as_u64().expect("an id"),
        to: text("to").expect("required"),
        // The name in front is put there by the target.
        from: text("from")
            .map(|from| Words::raw(from.text.rsplit(['<', '>']).find(|part| !part.is_empty()).expect("one"))),
        send_id: text("send_id"),
        reply_to: texts("reply_to"),
        cc: texts("cc"),
        bcc: texts("bcc"),
        contact: pairs("contact")
            .map(|(name, value)| (Words::raw(&name), value.as_str().expect("a text").to_owned()))
            .collect(),
        custom: match is_object {
            true => Custom::Object(Value::Object(pairs("custom").collect()).to_string()),
            false => Custom::Listed(pairs("custom").map(|(name, value)| (Words::raw(&name), held(value))).collect()),
        },
    }
}

fn held(value: Value) -> Held {
    match (value.as_i64(), value) {
        (Some(number), _) => Held::Integer(number),
        (_, Value::String(text)) => Held::Text(text),
        (_, Value::Bool(boolean)) => Held::Boolean(boolean),
        (_, Value::Null) => Held::Null,
        (_, other) => Held::Json(other.to_string()),
    }
}
