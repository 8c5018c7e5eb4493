//! The JSON binder: from body bytes to a mail, with line and column of what does not fit.
//!
//! Every value is kept as a slice of the body, so its place is the place of the slice.

use crate::version::Version;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

const REQUEST: &str = "com.hubspot.transactional.PublicSingleSendRequestEgg";
const MESSAGE: &str = "com.hubspot.transactional.PublicSingleSendEmail";
const STRING: &str = "java.lang.String";
const STRINGS: &str = "java.util.ArrayList<java.lang.String>";
const STRING_MAP: &str = "java.util.LinkedHashMap<java.lang.String,java.lang.String>";
const OBJECT_MAP: &str = "java.util.LinkedHashMap<java.lang.String,java.lang.Object>";
const PROPERTIES: &str = "java.util.ArrayList<com.hubspot.transactional.EmailProperty>";

/// What one request asks for, the same for every version.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mail {
    pub email_id: i64,
    pub to: String,
    pub send_id: Option<String>,
    pub from: Option<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub reply_to: Vec<String>,
    pub contact_properties: Vec<(String, Value)>,
    pub custom_properties: Vec<(String, Value)>,
}

/// Why a body was not bound.
#[derive(Debug, PartialEq)]
pub(crate) enum Refusal {
    /// Follows "Invalid input JSON": `: ...` or ` on line L, column C: ...`.
    Json(String),
    /// Required members that are absent: where, and which.
    Missing(&'static str, Vec<&'static str>),
}

/// Binds a body; `strict` also asks for what the dated schemas list as required.
pub(crate) fn bind(version: Version, body: &[u8], strict: bool) -> Result<Mail, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Json(": No content (empty input stream)".to_owned()));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let (at, byte) = (error.valid_up_to(), body[error.valid_up_to()]);
        Refusal::Json(format!("{}: Invalid UTF-8 start byte 0x{byte:x}", place(body, at)))
    })?;
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    let root = Node { whole: text, raw: raw.get() };
    let members = Members { of: root.object(REQUEST)? };

    let v1 = version == Version::V1;
    let mut absent = Vec::new();
    let email_id = members.get("emailId").map(|node| node.integer(v1)).transpose()?;
    if email_id.is_none() {
        absent.push("emailId");
    }
    let Some(message) = members.get("message") else {
        absent.push("message");
        return Err(Refusal::Missing("request", absent));
    };
    let message = Members { of: message.object(MESSAGE)? };
    let mail = Mail {
        email_id: email_id.unwrap_or_default(),
        to: message.string("to")?.unwrap_or_default(),
        send_id: message.string("sendId")?,
        from: message.string("from")?,
        cc: message.strings("cc")?,
        bcc: message.strings("bcc")?,
        reply_to: reply_to(&message, v1)?,
        contact_properties: members.properties("contactProperties", v1, STRING_MAP)?,
        custom_properties: members.properties("customProperties", v1, OBJECT_MAP)?,
    };
    let strict = strict && version.requires_collections();
    absent.extend(["contactProperties", "customProperties"].into_iter().filter(|name| strict && !members.has(name)));
    if !absent.is_empty() {
        return Err(Refusal::Missing("request", absent));
    }
    if message.get("to").is_none() {
        absent.push("to");
    }
    absent.extend(["bcc", "cc", "replyTo"].into_iter().filter(|name| strict && !message.has(name)));
    if !absent.is_empty() {
        return Err(Refusal::Missing("message", absent));
    }
    Ok(mail)
}

/// One string in v1, with `replyToList` beside it; a list everywhere else.
fn reply_to(message: &Members, v1: bool) -> Result<Vec<String>, Refusal> {
    if !v1 {
        return message.strings("replyTo");
    }
    let mut all: Vec<String> = message.string("replyTo")?.into_iter().collect();
    all.extend(message.strings("replyToList")?);
    Ok(all)
}

/// The members of one object, in order; of a repeated name the last one counts.
struct Members<'a> {
    of: Vec<(String, Node<'a>)>,
}

impl<'a> Members<'a> {
    fn has(&self, name: &str) -> bool {
        self.of.iter().any(|(known, _)| known == name)
    }

    /// The value of a member; absent and null are the same.
    fn get(&self, name: &str) -> Option<Node<'a>> {
        let found = self.of.iter().rev().find(|(known, _)| known == name)?;
        (found.1.raw != "null").then_some(found.1)
    }

    fn string(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.get(name).map(|node| node.string(STRING)).transpose()
    }

    fn strings(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let Some(node) = self.get(name) else { return Ok(Vec::new()) };
        node.array(STRINGS)?.iter().map(|entry| entry.string(STRING)).collect()
    }

    fn properties(&self, name: &str, v1: bool, map: &str) -> Result<Vec<(String, Value)>, Refusal> {
        let Some(node) = self.get(name) else { return Ok(Vec::new()) };
        if v1 {
            return node.array(PROPERTIES)?.iter().map(Node::property).collect();
        }
        let members = node.object(map)?;
        let text_only = map == STRING_MAP;
        members
            .into_iter()
            .map(|(name, value)| match text_only {
                true => Ok((name, Value::String(value.string(STRING)?))),
                false => Ok((name, value.value())),
            })
            .collect()
    }
}

/// One value: its text, a slice of the whole body.
#[derive(Clone, Copy)]
struct Node<'a> {
    whole: &'a str,
    raw: &'a str,
}

impl<'a> Node<'a> {
    fn object(&self, wanted: &str) -> Result<Vec<(String, Node<'a>)>, Refusal> {
        if !self.raw.starts_with('{') {
            return Err(self.mismatch(wanted));
        }
        let members: Ordered<'a> = serde_json::from_str(self.raw).map_err(|error| syntax(self.whole, &error))?;
        let node = |raw: &'a RawValue| Node { whole: self.whole, raw: raw.get() };
        Ok(members.0.into_iter().map(|(name, raw)| (name, node(raw))).collect())
    }

    fn array(&self, wanted: &str) -> Result<Vec<Node<'a>>, Refusal> {
        if !self.raw.starts_with('[') {
            return Err(self.mismatch(wanted));
        }
        let entries: Vec<&'a RawValue> = serde_json::from_str(self.raw).map_err(|error| syntax(self.whole, &error))?;
        Ok(entries.into_iter().map(|raw| Node { whole: self.whole, raw: raw.get() }).collect())
    }

    fn string(&self, wanted: &str) -> Result<String, Refusal> {
        match self.value() {
            Value::String(text) => Ok(text),
            _ => Err(self.mismatch(wanted)),
        }
    }

    /// A 64-bit integer; v1 is known to take it in quotes too.
    fn integer(&self, quoted: bool) -> Result<i64, Refusal> {
        match self.value() {
            Value::Number(number) if number.as_i64().is_some() => Ok(number.as_i64().unwrap_or_default()),
            Value::String(text) if quoted && text.parse::<i64>().is_ok() => Ok(text.parse().unwrap_or_default()),
            _ => Err(self.mismatch("long")),
        }
    }

    /// `{name, value}` of v1; public programs put numbers where the schema has text, and get through.
    fn property(&self) -> Result<(String, Value), Refusal> {
        let members = Members { of: self.object("com.hubspot.transactional.EmailProperty")? };
        let Some(name) = members.string("name")? else {
            return Err(Refusal::Missing("EmailProperty", vec!["name"]));
        };
        let value = match members.get("value").map(|node| (node, node.value())) {
            None => Value::Null,
            Some((node, Value::Array(_) | Value::Object(_))) => return Err(node.mismatch(STRING)),
            Some((_, Value::String(text))) => Value::String(text),
            Some((_, scalar)) => Value::String(scalar.to_string()),
        };
        Ok((name, value))
    }

    /// The whole value. Its syntax was checked with the body, so this cannot fail.
    fn value(&self) -> Value {
        serde_json::from_str(self.raw).unwrap_or_default()
    }

    fn mismatch(&self, wanted: &str) -> Refusal {
        let (kind, token) = match self.raw.as_bytes().first() {
            Some(b'[') => ("Array", "START_ARRAY"),
            Some(b'{') => ("Object", "START_OBJECT"),
            Some(b'"') => ("String", "VALUE_STRING"),
            Some(b't') => ("Boolean", "VALUE_TRUE"),
            Some(b'f') => ("Boolean", "VALUE_FALSE"),
            Some(b'n') => ("Null", "VALUE_NULL"),
            _ if self.raw.contains(['.', 'e', 'E']) => ("Floating-point", "VALUE_NUMBER_FLOAT"),
            _ => ("Integer", "VALUE_NUMBER_INT"),
        };
        // Both are slices of one buffer: the difference of their addresses is the place of the value.
        let at = self.raw.as_ptr().addr() - self.whole.as_ptr().addr();
        Refusal::Json(format!(
            "{}: Cannot deserialize value of type `{wanted}` from {kind} value (token `JsonToken.{token}`)",
            place(self.whole.as_bytes(), at)
        ))
    }
}

/// Members in the order of the text, repeated names included.
struct Ordered<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Ordered<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Ordered<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// A syntax error where serde_json found it, worded without its own place.
fn syntax(text: &str, error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let met = text.split('\n').nth(line.saturating_sub(1));
    let met = met.and_then(|line| line.as_bytes().get(column.saturating_sub(1)).copied());
    let said = match met {
        Some(byte) if !error.is_eof() => {
            format!("Unexpected character ('{}' (code {byte})): {reason}", char::from(byte).escape_default())
        }
        _ => format!("Unexpected end-of-input: {reason}"),
    };
    Refusal::Json(format!(" on line {line}, column {column}: {said}"))
}

/// ` on line L, column C`, both counted from one, the column in bytes.
fn place(text: &[u8], at: usize) -> String {
    let before = &text[..at];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let column = at - before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1) + 1;
    format!(" on line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(version: Version, body: &str) -> String {
        match bind(version, body.as_bytes(), false) {
            Err(Refusal::Json(text)) => text,
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn the_list_form_on_a_map_path_is_the_recorded_error() {
        let body = r#"{"contactProperties":[{"name":"a","value":"b"}],"message":{}}"#;
        assert_eq!(
            refused(Version::V3, body),
            " on line 1, column 22: Cannot deserialize value of type \
             `java.util.LinkedHashMap<java.lang.String,java.lang.String>` from Array value \
             (token `JsonToken.START_ARRAY`)"
        );
        let map = r#"{"emailId":1,"message":{"to":"a@b"},"customProperties":{}}"#;
        assert!(refused(Version::V1, map).contains("java.util.ArrayList"));
        assert!(refused(Version::V1, map).ends_with("from Object value (token `JsonToken.START_OBJECT`)"));
    }

    #[test]
    fn the_place_is_that_of_the_value_in_a_body_of_several_lines() {
        let body = "{\n  \"emailId\": 1,\n  \"message\": {\"to\": [\"a@b\"]}\n}";
        assert!(refused(Version::V3, body).starts_with(" on line 3, column 21: "), "{}", refused(Version::V3, body));
    }

    #[test]
    fn every_member_is_bound_in_both_forms() {
        let v3 = r#"{"emailId":4126643121,"message":{"to":"t@b","from":"f@b","sendId":"6","replyTo":["r@b","s@b"],
            "cc":["c@b"],"bcc":["d@b"],"unknown":1},"contactProperties":{"x":"y"},"customProperties":{"n":[1]},"more":{}}"#;
        let v1 = r#"{"emailId":"4126643121","message":{"to":"t@b","from":"f@b","sendId":"6","replyTo":"r@b",
            "replyToList":["s@b"],"cc":["c@b"],"bcc":["d@b"]},"contactProperties":[{"name":"x","value":"y"}],
            "customProperties":[{"name":"n","value":7}]}"#;
        let v3 = bind(Version::V3, v3.as_bytes(), true).unwrap();
        let v1 = bind(Version::V1, v1.as_bytes(), true).unwrap();
        assert_eq!(v3.custom_properties, [("n".to_owned(), serde_json::json!([1]))]);
        assert_eq!(v1.custom_properties, [("n".to_owned(), serde_json::json!("7"))]);
        assert_eq!(v3.reply_to, ["r@b", "s@b"]);
        assert_eq!(Mail { custom_properties: Vec::new(), ..v3 }, Mail { custom_properties: Vec::new(), ..v1 });
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        assert_eq!(refused(Version::V3, " \n"), ": No content (empty input stream)");
        assert!(
            refused(Version::V3, "{\"emailId\":1,\n'x'}").starts_with(" on line 2, column 1: Unexpected character")
        );
        assert!(refused(Version::V3, "{\"emailId\":1").contains("Unexpected end-of-input"));
        assert!(refused(Version::V3, "[{}]").starts_with(" on line 1, column 1: Cannot deserialize"));
        assert!(refused(Version::V3, "{} x").starts_with(" on line 1, column 4: "));
        let error = bind(Version::V3, b"{\"a\":\"\xff\"}", false).unwrap_err();
        assert_eq!(error, Refusal::Json(" on line 1, column 7: Invalid UTF-8 start byte 0xff".to_owned()));
    }

    #[test]
    fn wrong_kinds_are_refused() {
        for (members, kind) in [
            (r#""contactProperties":{"a":1}"#, "VALUE_NUMBER_INT"),
            (r#""contactProperties":{"a":null}"#, "VALUE_NULL"),
            (r#""contactProperties":{"a":true}"#, "VALUE_TRUE"),
            (r#""contactProperties":"{}""#, "VALUE_STRING"),
        ] {
            let body = format!(r#"{{"emailId":1,"message":{{"to":"a@b"}},{members}}}"#);
            assert!(refused(Version::Dated2026_09, &body).contains(kind), "{body}");
        }
        for (email_id, kind) in
            [("\"1\"", "VALUE_STRING"), ("1.5", "VALUE_NUMBER_FLOAT"), ("1e3", "VALUE_NUMBER_FLOAT")]
        {
            let body = format!(r#"{{"emailId":{email_id},"message":{{"to":"a@b"}}}}"#);
            assert!(refused(Version::V3, &body).contains(kind), "{body}");
        }
        assert!(refused(Version::V3, r#"{"emailId":1,"message":{"to":"a@b","cc":"c@b"}}"#).contains("ArrayList"));
    }

    #[test]
    fn required_members_are_named() {
        let missing = |version, body: &str, strict| match bind(version, body.as_bytes(), strict) {
            Err(Refusal::Missing(place, names)) => (place, names),
            other => panic!("{other:?}"),
        };
        assert_eq!(missing(Version::V3, "{}", false), ("request", vec!["emailId", "message"]));
        assert_eq!(missing(Version::V3, r#"{"message":{"to":"a@b"}}"#, false), ("request", vec!["emailId"]));
        assert_eq!(missing(Version::V3, r#"{"emailId":1,"message":{"to":null}}"#, false), ("message", vec!["to"]));
        let minimal = r#"{"emailId":1,"message":{"to":"a@b"}}"#;
        assert!(bind(Version::Dated2026_03, minimal.as_bytes(), false).is_ok());
        assert!(bind(Version::V3, minimal.as_bytes(), true).is_ok());
        assert_eq!(
            missing(Version::Dated2026_03, minimal, true),
            ("request", vec!["contactProperties", "customProperties"])
        );
    }
}
