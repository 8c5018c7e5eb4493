//! Faults on demand: what may go wrong with one exchange, and how it is asked for.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::str::FromStr;

/// What goes wrong with one exchange. `Fault::default()` is none.
///
/// The JSON of `POST /sandbox/faults` has the same members. The header `X-Sandbox-Fault` and the command line take
/// `name=value` pairs between semicolons, `cut_reply_after=100; interim=100,103; byte_writes`; a name alone is true.
///
/// All byte counts are plaintext HTTP bytes, of the one request or of its reply with all that comes before (1xx).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// Answer with this HTTP status and the body that fits it. The request is not processed unless `processed` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// With `status`: process the request first, so that the mail is taken over although the answer says otherwise.
    pub processed: bool,
    /// `Retry-After`: seconds, any text, or `date+7` for the HTTP date in 7 seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "text_or_number")]
    pub retry_after: Option<String>,
    /// The `sendResult` that this mail ends with, whatever its address asks for; nothing for BlueHornet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_result: Option<String>,
    /// Wait before the first byte of the reply, after the request was processed.
    pub delay_ms: u64,
    /// Drop the connection when so many bytes of the request were read; it is not processed. A request that is not
    /// longer is not cut. The first 16 bytes are always read; as a header it takes effect where the head ends at
    /// the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_request_after: Option<usize>,
    /// Drop the connection after so many bytes of the reply; the request was processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_reply_after: Option<usize>,
    /// Fall silent after so many bytes of the reply, and keep the connection open until the client gives up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stall_after: Option<usize>,
    /// How a cut connection ends.
    pub end: End,
    /// Interim responses before the final one, such as 100, 102, 103.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interim: Vec<u16>,
    /// Another body in place of the one that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<FaultBody>,
    /// This text as the body, declared as JSON, for BlueHornet as XML; in place of `body`. Best with `status`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// Bytes that are no HTTP in place of the status line and the fields.
    pub garbage_head: bool,
    /// How the end of the body is told, in place of the usual way (chunked for 2xx JSON, else a length).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framing: Option<Framing>,
    /// Write byte by byte; over TLS each byte is a record of its own.
    pub byte_writes: bool,
    /// Write in pieces of random size, 1 to 200 bytes, from this seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_seed: Option<u64>,
    /// Send chunks of random size, 1 to 24 bytes, from this seed; with a chunk extension and a trailer field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunk_seed: Option<u64>,
    /// Fields that the head does not have, such as `content-type`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// How a cut connection ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// TCP end without the `close_notify` of TLS: what a client must take for truncation.
    #[default]
    Drop,
    /// `close_notify`, then TCP end: the polite way, still too early.
    CloseNotify,
    /// TCP reset.
    Reset,
}

/// A body in place of the one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultBody {
    /// The service's own body, although `status` says otherwise. The request is processed.
    Own,
    /// A page of the edge.
    Html,
    /// One line of text.
    Text,
    /// Bytes that are neither text nor JSON, declared as JSON, for BlueHornet as XML.
    Garbage,
    /// The first half of the JSON, for BlueHornet of the XML or PHP; complete for HTTP.
    HalfJson,
    /// Nothing.
    Empty,
}

/// How the end of a body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// `Content-Length`
    Length,
    /// `Transfer-Encoding: chunked`
    Chunked,
    /// Neither: the end of the connection is the end of the body.
    Close,
}

impl Fault {
    /// Lays the members that `over` sets on top of this fault.
    pub fn overlaid(&self, over: &Fault) -> Fault {
        let mut members = as_object(self);
        let unset = as_object(&Fault::default());
        members.extend(as_object(over).into_iter().filter(|(name, value)| unset.get(name) != Some(value)));
        // Both sides came from a Fault, so the merged object is one.
        serde_json::from_value(Value::Object(members)).unwrap_or_default()
    }

    /// Checks what types cannot: a status that HTTP can carry.
    pub(crate) fn check(self) -> Result<Self, String> {
        match (self.status, self.interim.iter().find(|code| !(100..200).contains(*code))) {
            (Some(status), _) if !(200..=999).contains(&status) => Err(format!("no final status: {status}")),
            (_, Some(code)) => Err(format!("no interim status: {code}")),
            _ => Ok(self),
        }
    }
}

fn as_object(fault: &Fault) -> Map<String, Value> {
    match serde_json::to_value(fault) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

impl FromStr for Fault {
    type Err = String;

    /// Reads the `name=value; name` form.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut members = Map::new();
        for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, "true"));
            let (name, value) = (name.trim(), value.trim());
            let entry = |value: &str| match value {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => value.parse::<u64>().map_or_else(|_| Value::from(value), Value::from),
            };
            let value = match name {
                "interim" | "without" => value.split(',').map(|value| entry(value.trim())).collect(),
                _ => entry(value),
            };
            members.insert(name.to_owned(), value);
        }
        let fault: Fault = serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
        fault.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_and_the_json_say_the_same() {
        let pairs: Fault =
            "status=429; retry_after=7;interim=100,103; byte_writes; body=half_json; end=reset".parse().unwrap();
        let json =
            r#"{"status":429,"retry_after":7,"interim":[100,103],"byte_writes":true,"body":"half_json","end":"reset"}"#;
        assert_eq!(pairs, serde_json::from_str(json).unwrap());
        assert_eq!("".parse::<Fault>().unwrap(), Fault::default());
    }

    #[test]
    fn unknown_names_and_impossible_values_are_refused() {
        for text in ["delay=5", "status=99", "interim=200", "cut_reply_after=-1", "end=never"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn one_fault_over_another_keeps_what_the_upper_one_does_not_set() {
        let under = Fault { delay_ms: 5, status: Some(500), ..Fault::default() };
        let over = Fault { status: Some(503), byte_writes: true, ..Fault::default() };
        let both = Fault { delay_ms: 5, status: Some(503), byte_writes: true, ..Fault::default() };
        assert_eq!(under.overlaid(&over), both);
    }
}
