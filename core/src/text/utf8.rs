//! UTF-8 validity, with the character under way as state, so that a character may be cut anywhere.

/// Checks UTF-8 (RFC 3629) piece by piece.
///
/// ```
/// let mut utf8 = mailwire::text::Utf8::new();
/// assert_eq!(utf8.check(&[0xc3]), Ok(()));      // half of "ü"
/// assert!(!utf8.is_whole());
/// assert_eq!(utf8.check(&[0xbc, b'!']), Ok(())); // the other half
/// assert!(utf8.is_whole());
/// assert_eq!(utf8.check(b"ok\xff"), Err(2));     // the place of the first wrong byte
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utf8 {
    /// The character under way, or the last one that was more than one byte: its number, and above that how many bytes
    /// it has in all and how many of them are missing.
    state: u32,
}

const TOTAL: u32 = 24;
const MISSING: u32 = 28;

impl Default for Utf8 {
    fn default() -> Self {
        Self::new()
    }
}

impl Utf8 {
    /// Between two characters.
    pub const fn new() -> Self {
        Utf8 { state: 0 }
    }

    /// Whether the text seen so far ends between two characters.
    #[inline]
    pub const fn is_whole(self) -> bool {
        self.state >> MISSING == 0
    }

    /// Whether the character under way is U+FFFE or U+FFFF, at which [`check_xml`](Self::check_xml) stops.
    pub(crate) const fn is_noncharacter(self) -> bool {
        self.is_whole() && self.state & 0xff_ffff | 1 == 0xffff
    }

    /// Checks the next piece.
    ///
    /// # Errors
    /// The index in `piece` of the first byte that cannot stand there: a stray or missing continuation byte, an
    /// overlong form, a surrogate, or a value above U+10FFFF. The error is final.
    #[inline]
    pub fn check(&mut self, piece: &[u8]) -> Result<(), usize> {
        self.scan(piece, false)
    }

    /// As [`check`](Self::check), and without U+FFFE and U+FFFF, which XML forbids (XML 1.0 section 2.2).
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[inline]
    pub fn check_xml(&mut self, piece: &[u8]) -> Result<(), usize> {
        self.scan(piece, true)
    }

    #[inline(never)]
    fn scan(&mut self, piece: &[u8], xml: bool) -> Result<(), usize> {
        let (mut missing, mut total) = (self.state >> MISSING, self.state >> TOTAL & 7);
        let mut code = self.state & 0xff_ffff;
        let mut found = Ok(());
        for (index, &byte) in piece.iter().enumerate() {
            if missing > 0 {
                if byte & 0xc0 != 0x80 {
                    found = Err(index);
                    break;
                }
                missing -= 1;
                code = code << 6 | u32::from(byte & 0x3f);
                let least = match total {
                    2 => 0x80,
                    3 => 0x800,
                    _ => 0x1_0000,
                };
                let is_wrong = code < least || char::from_u32(code).is_none() || xml && code | 1 == 0xffff;
                if missing == 0 && is_wrong {
                    found = Err(index);
                    break;
                }
            } else if byte >= 0x80 {
                missing = match byte {
                    0xc0..=0xdf => 1,
                    0xe0..=0xef => 2,
                    0xf0..=0xf7 => 3,
                    _ => {
                        found = Err(index);
                        break;
                    }
                };
                total = missing + 1;
                code = u32::from(byte & (0x3f >> missing));
            }
        }
        self.state = missing << MISSING | total << TOTAL | code;
        found
    }
}

/// Is all of `text` UTF-8, for XML without U+FFFE and U+FFFF? For PCs and phones: ASCII goes by words, and a few characters
/// beyond it, the usual case, one by one. (The standard library's is for long texts: it takes three times as long for a
/// line with one degree sign.)
#[cfg(target_pointer_width = "64")]
pub(crate) fn is_whole(text: &[u8], xml: bool) -> bool {
    let mut rest = text;
    loop {
        while let Some((word, behind)) = rest.split_first_chunk() {
            let beyond = u64::from_le_bytes(*word) & 0x8080_8080_8080_8080;
            if beyond != 0 {
                rest = rest.get((beyond.trailing_zeros() / 8) as usize..).unwrap_or(&[]);
                break;
            }
            rest = behind;
        }
        // The table of RFC 3629 section 4.
        rest = match rest {
            [] => return true,
            [0..=0x7f, behind @ ..] | [0xc2..=0xdf, 0x80..=0xbf, behind @ ..] => behind,
            [0xef, 0xbf, 0xbe..=0xbf, ..] if xml => return false,
            [0xe0, 0xa0..=0xbf, 0x80..=0xbf, behind @ ..]
            | [0xe1..=0xec | 0xee..=0xef, 0x80..=0xbf, 0x80..=0xbf, behind @ ..]
            | [0xed, 0x80..=0x9f, 0x80..=0xbf, behind @ ..]
            | [0xf0, 0x90..=0xbf, 0x80..=0xbf, 0x80..=0xbf, behind @ ..]
            | [0xf1..=0xf3, 0x80..=0xbf, 0x80..=0xbf, 0x80..=0xbf, behind @ ..]
            | [0xf4, 0x80..=0x8f, 0x80..=0xbf, 0x80..=0xbf, behind @ ..] => behind,
            _ => return false,
        };
    }
}

/// Whole text: the index of the first byte that is not UTF-8, if any. A text cut inside a character is wrong at its end.
pub(crate) fn check_whole(text: &[u8]) -> Result<(), usize> {
    #[cfg(target_pointer_width = "64")]
    if is_whole(text, false) {
        return Ok(());
    }
    let mut utf8 = Utf8::new();
    utf8.check(text)?;
    if utf8.is_whole() { Ok(()) } else { Err(text.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every two-byte text and every edge of the code point ranges agrees with the standard library.
    #[test]
    fn agrees_with_core() {
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let text = [first, second];
                assert_eq!(check_whole(&text).is_ok(), core::str::from_utf8(&text).is_ok(), "{text:x?}");
            }
        }
        for text in [
            "\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}".as_bytes(),
            b"\xe0\x9f\xbf",
            b"\xed\xa0\x80",
            b"\xf0\x8f\xbf\xbf",
            b"\xf4\x90\x80\x80",
            b"\xc0\xaf",
        ] {
            assert_eq!(check_whole(text).is_ok(), core::str::from_utf8(text).is_ok(), "{text:x?}");
        }
    }

    /// The short way of PCs and phones takes every character, XML's all but two, and what the standard library refuses it
    /// refuses: all two bytes, and all that begin a longer character, wherever they come to lie in a word.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn whole_texts_agree_with_core() {
        for character in '\0'..=char::MAX {
            let mut room = [0; 4];
            let text = character.encode_utf8(&mut room).as_bytes();
            assert!(is_whole(text, false), "{character:?}");
            assert_eq!(is_whole(text, true), !matches!(character, '\u{fffe}' | '\u{ffff}'), "{character:?}");
        }
        let mut room = *b"abcdefghijklmnopqrstuvwx";
        for lead in 0x80..=0xff_u8 {
            for second in 0..=0xff_u8 {
                for tail in [*b"zz", [0x80, b'z'], [0x80, 0x80], [0xbf, 0xbf], [0xc2, 0x80]] {
                    let at = usize::from(lead ^ second) % 20;
                    room[at..at + 4].copy_from_slice(&[lead, second, tail[0], tail[1]]);
                    for end in [at + 1, at + 2, at + 3, at + 4, 24] {
                        let text = &room[..end];
                        assert_eq!(is_whole(text, false), core::str::from_utf8(text).is_ok(), "{text:x?}");
                    }
                    room = *b"abcdefghijklmnopqrstuvwx";
                }
            }
        }
    }
}
