//! How the documents write bytes: as text, and between guillemets what cannot be written or seen.

/// The bytes of `text`. Between `«` and `»` stand, separated by blanks, bytes in hex (`0D`) or texts in single quotes
/// (`'[1,'`), each with `*N` behind it where it stands N times.
///
/// # Panics
/// If it is not written so.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once('«') {
        let (items, after) = after.split_once('»').unwrap_or_else(|| panic!("no » in {text:?}"));
        bytes.extend_from_slice(plain.as_bytes());
        let mut items = items.trim();
        while !items.is_empty() {
            let (item, next) = item(items);
            bytes.extend_from_slice(&item);
            items = next.trim_start();
        }
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The first item, and what follows it.
fn item(items: &str) -> (Vec<u8>, &str) {
    let (once, rest) = match items.strip_prefix('\'') {
        Some(quoted) => {
            let (quoted, rest) = quoted.split_once('\'').unwrap_or_else(|| panic!("no quote at the end of {items:?}"));
            (quoted.as_bytes().to_vec(), rest)
        }
        None => {
            let (digits, rest) = items.split_at(2);
            (vec![u8::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("no byte: {digits:?}"))], rest)
        }
    };
    let Some(rest) = rest.strip_prefix('*') else { return (once, rest) };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let times = rest[..end].parse().unwrap_or_else(|_| panic!("no number at {rest:?}"));
    (once.repeat(times), &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn every_form() {
        assert_eq!(bytes("plain \\ é"), "plain \\ é".as_bytes());
        assert_eq!(bytes("a«0D 0a»b«FF»"), b"a\r\nb\xff");
        assert_eq!(bytes("«'[ '*3 5D*2»"), b"[ [ [ ]]");
    }
}
