//! Text that keeps its first `N` bytes and says so when there were more.

use core::fmt;

use super::WIDE;

/// UTF-8 text of at most `N` bytes (N <= 255), kept in place.
///
/// It is filled piece by piece; what does not fit is left out at a character boundary, and
/// [`is_truncated`](Self::is_truncated) says so. Never a silent cut.
///
/// ```
/// let text: mailwire::text::Text<4> = mailwire::text::Text::from_start("héllo");
/// assert_eq!(text.as_str(), "hél");
/// assert!(text.is_truncated());
/// ```
#[derive(Clone)]
pub struct Text<const N: usize> {
    bytes: heapless::Vec<u8, N, u8>,
    truncated: bool,
}

impl<const N: usize> Text<N> {
    /// No text.
    pub const fn new() -> Self {
        Text { bytes: heapless::Vec::new(), truncated: false }
    }

    /// The first bytes of `text`, as many whole characters as fit.
    pub fn from_start(text: &str) -> Self {
        let mut kept = Self::new();
        kept.push(text.as_bytes());
        kept.end();
        kept
    }

    /// The text. While a character is still arriving, the text before it.
    pub fn as_str(&self) -> &str {
        match core::str::from_utf8(&self.bytes) {
            Ok(text) => text,
            Err(cut) => self.bytes.get(..cut.valid_up_to()).and_then(|b| core::str::from_utf8(b).ok()).unwrap_or(""),
        }
    }

    /// The bytes of the text.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of the text. While a character is still arriving, those before it.
    pub fn whole_bytes(&self) -> &[u8] {
        self.lend().whole_bytes()
    }

    /// Whether there was more than `N` bytes hold.
    #[inline]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The text, with its size forgotten.
    #[inline]
    pub fn lend(&self) -> TextRef<'_> {
        TextRef { bytes: &self.bytes, is_truncated: self.truncated }
    }

    /// Whether nothing was there.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Forgets the text.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.truncated = false;
    }

    /// Appends a piece of UTF-8 that may be cut inside a character.
    #[inline]
    pub(crate) fn push(&mut self, piece: &[u8]) {
        push(&mut self.bytes, &mut self.truncated, piece);
    }

    /// The last piece is in: a character that was cut, by the end of the room or of the text, goes.
    #[inline]
    pub(crate) fn end(&mut self) {
        drop_cut_character(&mut self.bytes);
    }

    /// The last piece is in, and blanks at the end do not belong to the text.
    pub(crate) fn trim_end(&mut self) {
        let length = self.bytes.trim_ascii_end().len();
        self.bytes.truncate(length);
        self.end();
    }
}

/// A [`Text`] of any size.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextRef<'t> {
    bytes: &'t [u8],
    is_truncated: bool,
}

impl<'t> TextRef<'t> {
    /// As [`Text::whole_bytes`].
    pub fn whole_bytes(self) -> &'t [u8] {
        self.bytes.get(..self.bytes.len() - cut_length(self.bytes)).unwrap_or(&[])
    }

    /// As [`Text::is_truncated`].
    pub const fn is_truncated(self) -> bool {
        self.is_truncated
    }

    /// The first bytes, as many whole characters as fit into `size`.
    pub(crate) fn cut(self, size: usize) -> Self {
        match self.bytes.get(..size) {
            Some(bytes) if bytes.len() < self.bytes.len() => {
                TextRef { bytes: TextRef { bytes, is_truncated: true }.whole_bytes(), is_truncated: true }
            }
            _ => self,
        }
    }

    /// Cut, if so.
    pub(crate) const fn cut_if(self, is_truncated: bool) -> Self {
        TextRef { bytes: self.bytes, is_truncated }
    }

    /// A copy, as it is.
    pub(crate) fn keep<const N: usize>(self) -> Text<N> {
        let mut kept = Text::new();
        kept.push(self.bytes);
        if kept.truncated {
            kept.end();
        }
        kept.truncated |= self.is_truncated;
        kept
    }
}

/// `Text::push` with the size forgotten, so that it exists once in the binary.
#[inline(never)]
fn push(bytes: &mut heapless::VecView<u8, u8>, truncated: &mut bool, piece: &[u8]) {
    // All at once on a PC or a phone; a microcontroller does without another copying routine.
    if WIDE && !*truncated && bytes.extend_from_slice(piece).is_ok() {
        return;
    }
    for &byte in piece {
        if *truncated || bytes.push(byte).is_err() {
            *truncated = true;
            return;
        }
    }
}

#[inline(never)]
fn drop_cut_character(bytes: &mut heapless::VecView<u8, u8>) {
    let whole = bytes.len() - cut_length(bytes);
    bytes.truncate(whole);
}

/// How many bytes at the end belong to a character that was cut.
#[inline(never)]
fn cut_length(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take_while(|b| **b & 0xc0 == 0x80).count();
    let whole = match bytes.iter().rev().nth(tail) {
        None | Some(0..0x80) => 0,
        Some(0x80..0xe0) => 1,
        Some(0xe0..0xf0) => 2,
        Some(0xf0..) => 3,
    };
    if tail < whole { tail + 1 } else { 0 }
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> PartialEq for Text<N> {
    fn eq(&self, other: &Self) -> bool {
        self.truncated == other.truncated && self.bytes == other.bytes
    }
}

impl<const N: usize> Eq for Text<N> {}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)?;
        f.write_str(if self.truncated { "..." } else { "" })
    }
}

#[cfg(feature = "serde")]
impl<const N: usize> serde::Serialize for Text<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de, const N: usize> serde::Deserialize<'de> for Text<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<const N: usize>;
        impl<const N: usize> serde::de::Visitor<'_> for Visitor<N> {
            type Value = Text<N>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text<N>, E> {
                Ok(Text::from_start(text))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cut falls between characters, wherever the room ends.
    #[test]
    fn cuts_between_characters() {
        assert_eq!(Text::<5>::from_start("aé€").as_str(), "aé");
        assert_eq!(Text::<6>::from_start("aé€").as_str(), "aé€");
        assert!(!Text::<6>::from_start("aé€").is_truncated());
        assert_eq!(Text::<3>::from_start("😀").as_str(), "");
        assert_eq!(Text::<4>::from_start("😀").as_str(), "😀");
        assert_eq!(Text::<4>::from_start("😀x").as_str(), "😀");
        assert!(Text::<4>::from_start("😀x").is_truncated());
    }

    /// A text that is looked at between two bytes of a character ends before it.
    #[test]
    fn a_character_under_way() {
        let mut text = Text::<8>::new();
        text.push("a€".as_bytes().get(..3).unwrap_or(&[]));
        assert_eq!((text.as_str(), text.whole_bytes()), ("a", &b"a"[..]));
        text.push("€".as_bytes().get(2..).unwrap_or(&[]));
        assert_eq!((text.as_str(), text.whole_bytes()), ("a€", "a€".as_bytes()));
    }

    /// Texts are the same where both their bytes and what they say of the rest are.
    #[test]
    fn same_texts() {
        assert_eq!(Text::<4>::from_start("abcd"), Text::from_start("abcd"));
        assert_ne!(Text::<4>::from_start("abcd"), Text::from_start("abcx"));
        assert_ne!(Text::<4>::from_start("abcd"), Text::from_start("abcde"));
    }

    /// Behind a cut nothing is taken up again, though there is room.
    #[test]
    fn nothing_behind_a_cut() {
        let mut text = Text::<4>::from_start("abc€");
        text.push(b"x");
        assert_eq!((text.as_str(), text.is_truncated()), ("abc", true));
    }

    /// A text that is lent says the same of itself, and so does what is cut of it: at a character, and only where there is more.
    #[test]
    fn cuts_of_what_is_lent() {
        let text = Text::<8>::from_start("aé€");
        for (size, want) in [(0, ""), (2, "a"), (3, "aé"), (5, "aé"), (6, "aé€"), (7, "aé€")] {
            let cut = text.lend().cut(size);
            assert_eq!((cut.whole_bytes(), cut.is_truncated()), (want.as_bytes(), want.len() < 6), "{size}");
        }
    }

    /// What serde hands over is kept as any text is.
    #[cfg(feature = "serde")]
    #[test]
    fn deserialized() {
        use serde::Deserialize;
        use serde::de::value::{Error, StrDeserializer, U8Deserializer};
        use serde::de::{Error as _, IntoDeserializer, Unexpected};
        let text: StrDeserializer<'_, Error> = "aé€".into_deserializer();
        assert_eq!(Text::<5>::deserialize(text), Ok(Text::from_start("aé€")));
        let number: U8Deserializer<Error> = 7u8.into_deserializer();
        let refused = Error::invalid_type(Unexpected::Unsigned(7), &"a text");
        assert_eq!(Text::<5>::deserialize(number), Err(refused));
    }
}
