//! Takes keys and secrets out of recorded requests, whatever carried them and wherever they were cut.

use super::carriage::decoded;
use std::ops::Range;

const SECRET_ELEMENTS: [&str; 2] = ["api_key", "shared_secret"];
const MASK: &[u8] = b"(masked)";

/// The bytes with the contents of `api_key` and `shared_secret` masked, raw and form-encoded; all else stays.
pub(crate) fn masked(bytes: &[u8]) -> Vec<u8> {
    let plain: Vec<(u8, usize)> = bytes.iter().copied().zip(0..).collect();
    let once = without(bytes, &plain);
    let view = decoded(&once);
    without(&once, &view)
}

/// Masks what `view` shows; it gives each byte with its place in `bytes`.
fn without(bytes: &[u8], view: &[(u8, usize)]) -> Vec<u8> {
    let text: Vec<u8> = view.iter().map(|(byte, _)| byte.to_ascii_lowercase()).collect();
    let place = |at: usize| view.get(at).map_or(bytes.len(), |(_, place)| *place);
    let (mut out, mut done) = (Vec::with_capacity(bytes.len()), 0);
    for Range { start, end } in contents(&text) {
        let (start, end) = (place(start), place(end));
        out.extend_from_slice(&bytes[done..start]);
        out.extend_from_slice(MASK);
        done = end;
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// What is between the tags; up to the end where the end tag is missing.
fn contents(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].iter().position(|&byte| byte == b'<').map(|open| at + open) {
        at = open + 1;
        let Some(name) = SECRET_ELEMENTS.iter().find(|name| text[at..].starts_with(name.as_bytes())) else { continue };
        let Some(start) = text[at..].iter().position(|&byte| byte == b'>').map(|end| at + end + 1) else { continue };
        if text[..start].ends_with(b"/>") {
            continue;
        }
        let end_tag = format!("</{name}");
        let length = text[start..].windows(end_tag.len()).position(|window| window == end_tag.as_bytes());
        let end = length.map_or(text.len(), |length| start + length);
        if end > start {
            found.push(start..end);
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked_text(text: &str) -> String {
        String::from_utf8(masked(text.as_bytes())).unwrap()
    }

    #[test]
    fn in_every_carriage() {
        assert_eq!(
            masked_text("<a><api_key>K</api_key><API_KEY x='1'><![CDATA[K]]></API_KEY >ü<shared_secret/></a>"),
            "<a><api_key>(masked)</api_key><API_KEY x='1'>(masked)</API_KEY >ü<shared_secret/></a>"
        );
        assert_eq!(
            masked_text("data=%3Cshared_secret%3eA+B%26%3C%2Fshared_secret%3E&x=%zz"),
            "data=%3Cshared_secret%3e(masked)%3C%2Fshared_secret%3E&x=%zz"
        );
        assert_eq!(masked_text("{\"plain\": \"100 % + <api_keys>\"}"), "{\"plain\": \"100 % + <api_keys>(masked)");
    }

    #[test]
    fn where_it_was_cut() {
        assert_eq!(masked_text("<api_key>SECR"), "<api_key>(masked)");
        assert_eq!(masked_text("%3Capi_key%3ESECR%4"), "%3Capi_key%3E(masked)");
        assert_eq!(masked_text("<api_key>"), "<api_key>");
        assert_eq!(masked_text("<api_key"), "<api_key");
    }
}
