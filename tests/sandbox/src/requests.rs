//! What came in, kept for tests, with credentials masked.

use crate::bluehornet;
use serde::{Serialize, Serializer};

/// A request as the sandbox read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method; empty if the connection was cut before it.
    pub method: String,
    /// The request target; the values of `hapikey` and the like are masked.
    pub target: String,
    /// Names as they came and values; `Authorization` and `Cookie` keep their first word and their length.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding; secrets of an OAuth form, and keys and secrets of BlueHornet, are masked. In JSON it is text.
    #[serde(serialize_with = "as_text")]
    pub body: Vec<u8>,
    /// The bytes that were read: request line, fields and body as they came.
    pub received: usize,
    /// Whether the whole request was read; if not, it was not processed.
    pub complete: bool,
}

fn as_text<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// Names of queries and forms whose values are credentials.
const SECRET_NAMES: [&str; 8] =
    ["access_token", "api_key", "client_secret", "code", "code_verifier", "hapikey", "refresh_token", "shared_secret"];

impl RecordedRequest {
    pub(crate) fn new(
        method: &str,
        target: &str,
        headers: &[(String, Vec<u8>)],
        body: &[u8],
        received: usize,
        complete: bool,
    ) -> Self {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let masked = |(name, value): &(String, Vec<u8>)| (name.clone(), masked_field(name, value));
        let headers: Vec<(String, String)> = headers.iter().map(masked).collect();
        let is_form = headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.to_ascii_lowercase().contains("form-urlencoded")
        });
        // Whatever the path otherwise: a client may have it wrong.
        let body = match is_form || path.starts_with("/oauth/") {
            true => bluehornet::masked(&masked_pairs(body)),
            false => bluehornet::masked(body),
        };
        let target = match query {
            Some(query) => {
                let query = bluehornet::masked(&masked_pairs(query.as_bytes()));
                format!("{path}?{}", String::from_utf8_lossy(&query))
            }
            None => path.to_owned(),
        };
        Self { method: method.to_owned(), target, headers, body, received, complete }
    }

    /// The value of the first field with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

fn masked_field(name: &str, value: &[u8]) -> String {
    let value = String::from_utf8_lossy(value);
    if !["authorization", "proxy-authorization", "cookie"].contains(&name.to_ascii_lowercase().as_str()) {
        return value.into_owned();
    }
    match value.split_once(' ') {
        Some((scheme, secret)) if !name.eq_ignore_ascii_case("cookie") => {
            format!("{scheme} (masked, {} bytes)", secret.len())
        }
        _ => format!("(masked, {} bytes)", value.len()),
    }
}

fn masked_pairs(pairs: &[u8]) -> Vec<u8> {
    let mask = |pair: &[u8]| {
        let equals = pair.iter().position(|&byte| byte == b'=').filter(|equals| equals + 1 < pair.len());
        match equals.map(|equals| &pair[..equals]) {
            Some(name) if SECRET_NAMES.iter().any(|secret| secret.as_bytes() == name) => [name, b"=(masked)"].concat(),
            _ => pair.to_vec(),
        }
    };
    pairs.split(|&byte| byte == b'&').map(mask).collect::<Vec<_>>().join(&b'&')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_kept() {
        let headers = [
            ("Authorization".to_owned(), b"Bearer SECRET-ONE".to_vec()),
            ("cookie".to_owned(), b"session=SECRET-TWO; more".to_vec()),
            ("X-Plain".to_owned(), b"kept".to_vec()),
        ];
        let kept = RecordedRequest::new("POST", "/a?x=1&hapikey=SECRET-THREE", &headers, b"{}", 10, true);
        let form = b"grant_type=refresh_token&client_secret=SECRET-FOUR&refresh_token=SECRET-FIVE";
        let oauth = RecordedRequest::new("POST", "/oauth/v1/token", &[], form, 10, true);
        assert!(!format!("{kept:?} {} {}", kept.target, String::from_utf8_lossy(&oauth.body)).contains("SECRET"));
        assert_eq!(kept.header("authorization"), Some("Bearer (masked, 10 bytes)"));
        assert_eq!(kept.header("x-plain"), Some("kept"));
        assert_eq!(kept.target, "/a?x=1&hapikey=(masked)");
        assert_eq!(oauth.body, b"grant_type=refresh_token&client_secret=(masked)&refresh_token=(masked)");
    }
}
