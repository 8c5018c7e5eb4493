//! How a request document arrives: as a form field, as the body itself, in a multipart form, in a query.

use http::{HeaderMap, Method, header};

/// The one field name of forms and queries.
const FIELD: &str = "data";

/// The bytes of the document; none if the request does not carry one in any of the known ways.
///
/// A raw document that is declared as a form is not looked for: the guide calls that the number one error.
pub(crate) fn document(method: &Method, query: &str, headers: &HeaderMap, body: &[u8]) -> Option<Vec<u8>> {
    if method == Method::GET {
        return form(query.as_bytes());
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media.as_str() {
        "application/x-www-form-urlencoded" => form(body),
        "multipart/form-data" => multipart(body, &parameter(content_type, "boundary")?),
        _ => Some(body.to_vec()),
    }
}

/// The field among the pairs, by its bytes: what is no UTF-8 must not be repaired here.
fn form(pairs: &[u8]) -> Option<Vec<u8>> {
    let pair = pairs.split(|&byte| byte == b'&').find_map(|pair| {
        let equals = pair.iter().position(|&byte| byte == b'=')?;
        (pair[..equals] == *FIELD.as_bytes()).then_some(&pair[equals + 1..])
    })?;
    Some(decoded(pair).into_iter().map(|(byte, _)| byte).collect())
}

/// The bytes behind a form encoding, each with the place where it begins.
pub(crate) fn decoded(encoded: &[u8]) -> Vec<(u8, usize)> {
    let digit = |at: usize| encoded.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(encoded.len()), 0);
    while let Some(&byte) = encoded.get(at) {
        let (value, length) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'+', ..) => (b' ', 1),
            (b'%', Some(high), Some(low)) => (u8::try_from(high * 16 + low).unwrap_or_default(), 3),
            _ => (byte, 1),
        };
        out.push((value, at));
        at += length;
    }
    out
}

/// The part with the field's name; the last boundary has to be there.
fn multipart(body: &[u8], boundary: &str) -> Option<Vec<u8>> {
    let mut delimited = b"\r\n".to_vec();
    delimited.extend_from_slice(body);
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    let mut rest = &delimited[find(&delimited, delimiter.as_bytes())? + delimiter.len()..];
    while !rest.starts_with(b"--") {
        let end = find(rest, delimiter.as_bytes())?;
        parts.push(&rest[..end]);
        rest = &rest[end + delimiter.len()..];
    }
    parts.into_iter().find_map(|part| {
        let head = find(part, b"\r\n\r\n")?;
        let fields = String::from_utf8_lossy(&part[..head]).into_owned();
        let named = fields.lines().any(|line| {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            name.trim().eq_ignore_ascii_case("content-disposition")
                && parameter(value, "name").as_deref() == Some(FIELD)
        });
        named.then(|| part[head + 4..].to_vec())
    })
}

/// A parameter of a field value, without its quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|pair| {
        let (known, value) = pair.split_once('=')?;
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        (known.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_among_others() {
        assert_eq!(form(b"a=1&data=%3Ca%3e+%2B&b=2").unwrap(), b"<a> +");
        assert_eq!(form(b"data=").unwrap(), b"");
        assert_eq!(form(b"data=%4").unwrap(), b"%4");
        assert_eq!(form(b"xml=<a/>"), None);
    }

    #[test]
    fn a_part_among_others() {
        let head = "Content-Disposition: form-data; name=";
        let body =
            format!("--a b\r\n{head}other\r\n\r\n1\r\n--a b\r\nx-y: z\r\n{head}\"data\"\r\n\r\n<a/>\r\n--a b--\r\n");
        assert_eq!(multipart(body.as_bytes(), "a b").unwrap(), b"<a/>");
        assert_eq!(multipart(&body.as_bytes()[..body.len() - 4], "a b"), None);
        assert_eq!(parameter("multipart/form-data; x=1; Boundary=\"a b\"", "boundary").unwrap(), "a b");
    }
}
