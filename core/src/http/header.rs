//! Validated pieces of a request head: a value that could end its line, or leave its place, cannot be built.

use core::fmt;

use crate::error::{Error, Field, Problem};

/// Index of the first byte of `text` that `allowed` refuses.
fn first_forbidden(text: &[u8], allowed: impl Fn(u8) -> bool) -> Option<u32> {
    text.iter().position(|byte| !allowed(*byte)).map(|index| index as u32)
}

/// Not empty, not over `limit`, every byte allowed.
pub(crate) fn check(field: Field, text: &[u8], limit: u32, allowed: impl Fn(u8) -> bool) -> Result<(), Error> {
    let problem = if text.is_empty() {
        Problem::Empty
    } else if text.len() as u64 > u64::from(limit) {
        Problem::TooLong { limit, length: text.len() as u32 }
    } else if let Some(offset) = first_forbidden(text, allowed) {
        Problem::Forbidden { offset }
    } else {
        return Ok(());
    };
    Err(Error::config(field, problem))
}

/// A `tchar` of RFC 9110 section 5.6.2.
#[inline]
pub(crate) const fn is_token_byte(byte: u8) -> bool {
    const TABLE: [u32; 8] = {
        let (mut table, mut i) = ([0; 8], 0);
        let bytes = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        while i < bytes.len() {
            table[(bytes[i] >> 5) as usize] |= 1 << (bytes[i] & 31);
            i += 1;
        }
        table
    };
    TABLE[(byte >> 5) as usize] >> (byte & 31) & 1 != 0
}

macro_rules! validated {
    ($(#[$outer:meta])* $name:ident, $field:expr, $limit:expr, $allowed:expr $(, $more:ident)?) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $name<'a>(&'a [u8]);

        impl<'a> $name<'a> {
            /// Longest allowed, in bytes.
            pub const LIMIT: u32 = $limit;

            /// Checks `text`; it stays borrowed.
            ///
            /// # Errors
            /// [`Error::Config`] if it is empty, longer than [`LIMIT`](Self::LIMIT) or has a byte that cannot stand there.
            pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
                let text = text.as_ref();
                check($field, text, Self::LIMIT, $allowed)?;
                $($more($field, text)?;)?
                Ok(Self(text))
            }

            /// The bytes: visible ASCII.
            pub const fn as_bytes(self) -> &'a [u8] {
                self.0
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(core::str::from_utf8(self.0).unwrap_or(""), f)
            }
        }
    };
}

validated! {
    /// A header field name (RFC 9110 section 5.1): token characters only.
    ///
    /// ```
    /// use mailwire::http::header::Name;
    /// assert!(Name::new("X-Trace").is_ok());
    /// assert!(Name::new("X-Trace:").is_err());
    /// ```
    Name, Field::FieldName, 256, is_token_byte
}

/// Blanks at the ends of a value do not belong to it, so they would be gone on the other side.
fn check_ends(field: Field, text: &[u8]) -> Result<(), Error> {
    let offset = match text {
        [b' ', ..] => 0,
        [.., b' '] => text.len() as u32 - 1,
        _ => return Ok(()),
    };
    Err(Error::config(field, Problem::Forbidden { offset }))
}

validated! {
    /// A header field value (RFC 9110 section 5.5): visible ASCII and blanks between.
    ///
    /// ```
    /// use mailwire::http::header::Value;
    /// assert!(Value::new("alert-device/1.2 (rev B)").is_ok());
    /// assert!(Value::new("a\r\nX-Evil: 1").is_err());
    /// ```
    Value, Field::FieldValue, 4096, |byte| (0x20..0x7f).contains(&byte), check_ends
}

impl<'a> Value<'a> {
    /// A text that is known to be right.
    pub(crate) const fn literal(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// A value that was checked before.
    pub(crate) const fn unchecked(text: &'a [u8]) -> Self {
        Self(text)
    }

    /// The value of a User-Agent field; errors name that field.
    pub(crate) fn user_agent(text: &'a [u8]) -> Result<Self, Error> {
        check(Field::UserAgent, text, Self::LIMIT, |byte| (0x20..0x7f).contains(&byte))?;
        check_ends(Field::UserAgent, text)?;
        Ok(Value(text))
    }
}

validated! {
    /// A request target in origin form (RFC 9112 section 3.2.1): visible ASCII without blanks.
    Target, Field::Target, 16 * 1024, |byte| (0x21..0x7f).contains(&byte)
}

/// A host name or address with an optional port (RFC 9110 section 7.2). No scheme, no path: the connection is TLS.
///
/// ```
/// use mailwire::http::header::Host;
/// let host = Host::new("api.hubapi.com")?;
/// assert_eq!((host.name(), host.port()), ("api.hubapi.com", 443));
/// assert!(Host::new("http://api.hubapi.com").is_err());
/// assert!(Host::new("a b").is_err());
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Host<'a>(&'a str);

impl<'a> Host<'a> {
    /// Longest allowed, in bytes.
    pub const LIMIT: u32 = 255;

    /// A host that is known to be right.
    pub(crate) const fn literal(host: &'a str) -> Self {
        Host(host)
    }

    /// A host that was checked before.
    pub(crate) fn unchecked(host: &'a [u8]) -> Self {
        Host(core::str::from_utf8(host).unwrap_or(""))
    }

    /// Checks `text`, which stays borrowed: `host`, `host:port`, or `[address]:port` for IPv6.
    ///
    /// # Errors
    /// [`Error::Config`] with `Empty`, `TooLong`, `Forbidden`, or `NotAHost` for anything with a scheme, a path, user
    /// information, or a port outside 1 to 65535.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = text.as_ref();
        if bytes.iter().any(|byte| matches!(byte, b'/' | b'@' | b'?' | b'#')) {
            return Err(Error::config(Field::Host, Problem::NotAHost));
        }
        check(
            Field::Host,
            bytes,
            Self::LIMIT,
            |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b':' | b'[' | b']'),
        )?;
        // Only ASCII is left, so this cannot fail.
        let host = Host(core::str::from_utf8(bytes).unwrap_or(""));
        let (name, port) = host.split();
        let bracketed = name.starts_with('[') && name.ends_with(']') && name.len() > 2;
        let plain = !name.is_empty() && !name.bytes().any(|byte| matches!(byte, b':' | b'[' | b']'));
        let port_is_good = port.is_none_or(|port| {
            !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && matches!(port.parse::<u16>(), Ok(1..))
        });
        if (bracketed || plain) && port_is_good { Ok(host) } else { Err(Error::config(Field::Host, Problem::NotAHost)) }
    }

    fn split(self) -> (&'a str, Option<&'a str>) {
        // Not `rsplit_once`: its search keeps a panic at opt-level 3.
        let colon = self.0.bytes().rposition(|byte| byte == b':');
        match colon.and_then(|at| self.0.get(..at).zip(self.0.get(at + 1..))) {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (self.0, None),
        }
    }

    /// The name or address alone, for name resolution, SNI and certificate checks.
    pub fn name(self) -> &'a str {
        let name = self.split().0;
        name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)
    }

    /// The port to connect to; 443 unless one was given.
    pub fn port(self) -> u16 {
        self.split().1.and_then(|port| port.parse().ok()).unwrap_or(443)
    }

    /// The text as it stands in the Host field.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in ["a", "api.hubapi.com", "api-eu1.hubapi.com:8443", "127.0.0.1:1", "[::1]:443", "[::1]"] {
            assert!(Host::new(good).is_ok(), "{good}");
        }
        assert_eq!((Host::new("[::1]:8443").unwrap().name(), Host::new("[::1]:8443").unwrap().port()), ("::1", 8443));
        for bad in [
            "",
            "https://a",
            "a/b",
            "u@a",
            "a:",
            "a:0",
            "a:65536",
            "a:1:2",
            "a\r\nb",
            "a b",
            "[]:1",
            ":443",
            "é",
            "a?b",
        ] {
            assert!(Host::new(bad).is_err(), "{bad:?}");
        }
    }

    /// No validated type holds a byte that could end its line.
    #[test]
    fn no_line_ends() {
        for byte in (0..0x20).chain([0x7f, 0x80, 0xff]) {
            let text = [b'a', byte, b'b'];
            assert!(Name::new(&text).is_err() && Value::new(&text).is_err());
            assert!(Target::new(&text).is_err() && Host::new(&text).is_err());
        }
    }
}
