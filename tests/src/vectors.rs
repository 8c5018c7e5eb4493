//! The vector documents of `tests/vectors`.

use std::path::PathBuf;

use serde_json::Value;

/// The folder of a provider's vectors.
pub fn folder(provider: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(provider)
}

/// The bytes of one vector.
///
/// # Panics
/// If the file does not exist.
pub fn bytes(provider: &str, file: &str) -> Vec<u8> {
    std::fs::read(folder(provider).join(file)).unwrap_or_else(|error| panic!("{provider}/{file}: {error}"))
}

/// A vector document.
///
/// # Panics
/// If the file does not exist or is no JSON.
pub fn document(provider: &str, file: &str) -> Value {
    serde_json::from_slice(&bytes(provider, file)).unwrap_or_else(|error| panic!("{provider}/{file}: {error}"))
}

/// One entry of `replies.json`.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The name of its file.
    pub file: String,
    /// What it shows.
    pub shows: String,
    /// `single-send`, `send-status` or `oauth`.
    pub operation: String,
    /// The whole HTTP reply, as it comes over the connection.
    pub http: Vec<u8>,
    /// What must come out.
    pub expect: Value,
}

/// Every entry of `replies.json`; a body without a head gets one.
///
/// # Panics
/// If the document has another shape.
pub fn replies() -> Vec<Reply> {
    let document = document("hubspot", "replies.json");
    let entries = document["replies"].as_array().expect("an array");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let replies: Vec<_> = entries
        .iter()
        .map(|entry| {
            let file = text(&entry["file"]);
            let body = bytes("hubspot", &file);
            let http = match entry["status"].as_u64() {
                Some(status) => with_head(status, &body),
                None => body,
            };
            Reply {
                shows: text(&entry["shows"]),
                operation: text(&entry["operation"]),
                http,
                expect: entry["expect"].clone(),
                file,
            }
        })
        .collect();
    assert!(replies.len() > 300, "only {} replies", replies.len());
    replies
}

/// A whole reply around a body.
pub fn with_head(status: u64, body: &[u8]) -> Vec<u8> {
    let mut http = format!("HTTP/1.1 {status} \r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    http.extend_from_slice(body);
    http
}
