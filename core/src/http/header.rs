//! Validated pieces of a request head: a value that could end its line, or leave its place, cannot be built.

use core::fmt;

use crate::error::{Error, Field, Problem};

/// Not empty, not over `limit`, every byte allowed.
// A function pointer: one copy for all fields, but where it is worth one for each.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn check(field: Field, text: &[u8], limit: u32, allowed: fn(u8) -> bool) -> Result<(), Error> {
    let problem = if text.is_empty() {
        Problem::Empty
    } else if text.len() as u64 > u64::from(limit) {
        Problem::TooLong { limit, length: text.len() as u32 }
    } else if is_certainly_allowed(text, allowed) {
        return Ok(());
    } else if let Some(index) = text.iter().position(|byte| !allowed(*byte)) {
        Problem::Forbidden { offset: index as u32 }
    } else {
        return Ok(());
    };
    Err(Error::config(field, problem))
}

/// A short cut of PCs and phones.
#[inline(always)]
fn is_certainly_allowed(text: &[u8], allowed: fn(u8) -> bool) -> bool {
    crate::text::WIDE && text.iter().fold(true, |is_good, byte| is_good & allowed(*byte))
}

const TOKEN_BYTES: &[u8] = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A `tchar` of RFC 9110 section 5.6.2. A byte for each on PCs and phones, a bit on a microcontroller.
#[cfg(target_pointer_width = "64")]
#[inline]
pub(crate) const fn is_token_byte(byte: u8) -> bool {
    TOKEN_TABLE[byte as usize]
}

/// For [`is_token_byte`].
#[cfg(target_pointer_width = "64")]
pub(crate) const TOKEN_TABLE: &[bool; 256] = &{
    let (mut table, mut i) = ([false; 256], 0);
    while i < TOKEN_BYTES.len() {
        table[TOKEN_BYTES[i] as usize] = true;
        i += 1;
    }
    table
};

/// A `tchar` of RFC 9110 section 5.6.2. A byte for each on PCs and phones, a bit on a microcontroller.
#[cfg(not(target_pointer_width = "64"))]
#[inline]
pub(crate) const fn is_token_byte(byte: u8) -> bool {
    const TABLE: [u32; 8] = {
        let (mut table, mut i) = ([0; 8], 0);
        while i < TOKEN_BYTES.len() {
            table[(TOKEN_BYTES[i] >> 5) as usize] |= 1 << (TOKEN_BYTES[i] & 31);
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
pub struct Host<'a>(&'a [u8]);

impl<'a> Host<'a> {
    /// Longest allowed, in bytes.
    pub const LIMIT: u32 = 255;

    /// A host that is known to be right.
    pub(crate) const fn literal(host: &'a str) -> Self {
        Host(host.as_bytes())
    }

    /// A host that was checked before.
    pub(crate) const fn unchecked(host: &'a [u8]) -> Self {
        Host(host)
    }

    /// Checks `text`, which stays borrowed: `host`, `host:port`, or `[address]:port` for IPv6.
    ///
    /// # Errors
    /// [`Error::Config`] with `Empty`, `TooLong`, `Forbidden`, or `NotAHost` for anything with a scheme, a path, user
    /// information, or a port outside 1 to 65535.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let host = Host(text.as_ref());
        host.check()?;
        Ok(host)
    }

    fn check(self) -> Result<(), Error> {
        let not_a_host = Err(Error::config(Field::Host, Problem::NotAHost));
        if self.0.iter().any(|byte| matches!(byte, b'/' | b'@' | b'?' | b'#')) {
            return not_a_host;
        }
        check(
            Field::Host,
            self.0,
            Self::LIMIT,
            |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b':' | b'[' | b']'),
        )?;
        let (name, port) = self.split();
        let name_is_good = match name {
            [b'[', address @ .., b']'] => !address.is_empty(),
            _ => !name.is_empty() && !name.iter().any(|byte| matches!(byte, b':' | b'[' | b']')),
        };
        if name_is_good && port.is_none_or(|port| number(port).is_some()) { Ok(()) } else { not_a_host }
    }

    /// The name with its brackets, and what stands behind its colon.
    fn split(self) -> (&'a [u8], Option<&'a [u8]>) {
        // Not `rsplit_once`: its search keeps a panic at opt-level 3.
        let colon = self.0.iter().rposition(|byte| *byte == b':');
        match colon.and_then(|at| self.0.get(..at).zip(self.0.get(at + 1..))) {
            Some((name, port)) if port.last() != Some(&b']') => (name, Some(port)),
            _ => (self.0, None),
        }
    }

    /// The name or address alone, for name resolution, SNI and certificate checks.
    pub fn name(self) -> &'a str {
        // Only ASCII is in it, so this cannot fail.
        core::str::from_utf8(self.name_bytes()).unwrap_or("")
    }

    /// The same as bytes: a device has no use for a second look at them.
    pub fn name_bytes(self) -> &'a [u8] {
        match self.split().0 {
            [b'[', address @ .., b']'] => address,
            name => name,
        }
    }

    /// The port to connect to; 443 unless one was given.
    pub fn port(self) -> u16 {
        self.split().1.and_then(number).unwrap_or(443)
    }

    /// The text as it stands in the Host field.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

/// The number of a port: 1 to 65535, in digits.
fn number(port: &[u8]) -> Option<u16> {
    let number = port.iter().try_fold(0u16, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 { None } else { number.checked_mul(10)?.checked_add(u16::from(digit)) }
    });
    number.filter(|number| *number > 0)
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(core::str::from_utf8(self.0).unwrap_or(""), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in ["a", "api.hubapi.com", "api-eu1.hubapi.com:8443", "127.0.0.1:1", "a:65199", "[::1]:443", "[::1]"] {
            assert!(Host::new(good).is_ok(), "{good}");
        }
        assert_eq!((Host::new("[::1]:8443").unwrap().name(), Host::new("[::1]:8443").unwrap().port()), ("::1", 8443));
        for bad in [
            "",
            "https://a",
            "a/b",
            "u@a",
            "a:",
            "a:1x",
            "a:+1",
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

    /// A blank at an end of a value is refused where it stands; blanks between are not.
    #[test]
    fn blanks_at_the_ends() {
        assert!(Value::new("a  b").is_ok());
        for (text, offset) in [(" ab", 0), ("ab ", 2), (" ", 0), ("a  ", 2)] {
            let forbidden = Error::config(Field::FieldValue, Problem::Forbidden { offset });
            assert_eq!(Value::new(text).map(|_| ()), Err(forbidden), "{text:?}");
        }
    }

    /// On PCs and phones good texts go the short way, and others do not.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn the_short_way() {
        assert!(is_certainly_allowed(b"X-Trace", is_token_byte));
        assert!(!is_certainly_allowed(b":X-Trace", is_token_byte) && !is_certainly_allowed(b"X-Trace:", is_token_byte));
    }
}
