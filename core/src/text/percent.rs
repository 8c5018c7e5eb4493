//! Percent-encoding (RFC 3986 section 2.1) for path segments and form fields.

use super::Cursor;

const fn is_unreserved(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~')
}

/// Writes `text` with every byte but the unreserved ones as `%XX`, so that it stays one path segment, one query
/// value or one form value whatever it holds.
///
/// ```
/// use mailwire::text::{Cursor, percent};
/// let mut out = [0; 16];
/// let mut cursor = Cursor::fill(&mut out);
/// percent::encode(&mut cursor, b"a b/c&d");
/// assert_eq!(cursor.filled(), b"a%20b%2Fc%26d");
/// ```
pub fn encode(out: &mut Cursor<'_>, text: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|byte| !is_unreserved(*byte)).unwrap_or(rest.len());
        let Some((run, after)) = rest.split_at_checked(plain) else { return };
        out.raw(run);
        let Some((&byte, after)) = after.split_first() else { return };
        out.raw(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        rest = after;
    }
}
