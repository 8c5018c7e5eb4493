//! Lists that the caller owns in whatever form: nothing is copied, nothing is allocated.

use super::Property;

/// A list of texts by length and index, for callers whose items are not a Rust slice (a C array, a queue in flash).
///
/// `len` and `get` must answer the same as long as an exchange runs; an answer that changed between two passes is
/// [`Misuse::MessageChanged`](crate::error::Misuse::MessageChanged).
// One trait for each kind of item: a generic one would make every operation that holds a list invariant.
pub trait IndexedTexts {
    /// How many items.
    fn len(&self) -> usize;

    /// The item at `index`, UTF-8; `None` behind the end.
    fn get(&self, index: usize) -> Option<&[u8]>;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// As [`IndexedTexts`], for properties.
pub trait IndexedProperties {
    /// How many items.
    fn len(&self) -> usize;

    /// The item at `index`; `None` behind the end.
    fn get(&self, index: usize) -> Option<Property<'_>>;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A list of texts: addresses.
#[derive(Clone, Copy)]
pub enum Texts<'a> {
    /// A slice of texts.
    Slice(&'a [&'a str]),
    /// Any other list; items must be UTF-8.
    Indexed(&'a dyn IndexedTexts),
}

impl<'a> Texts<'a> {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Texts::Slice(slice) => slice.len(),
            Texts::Indexed(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text at `index`; `None` behind the end.
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        match self {
            Texts::Slice(slice) => slice.get(index).map(|text| text.as_bytes()),
            Texts::Indexed(list) => list.get(index),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let list = *self;
        (0..list.len()).map(move |index| list.get(index).unwrap_or(&[]))
    }
}

impl Default for Texts<'_> {
    fn default() -> Self {
        Texts::Slice(&[])
    }
}

impl<'a> From<&'a [&'a str]> for Texts<'a> {
    fn from(slice: &'a [&'a str]) -> Self {
        Texts::Slice(slice)
    }
}

impl<'a, const N: usize> From<&'a [&'a str; N]> for Texts<'a> {
    fn from(array: &'a [&'a str; N]) -> Self {
        Texts::Slice(array)
    }
}

impl core::fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.iter().map(|text| core::str::from_utf8(text).unwrap_or("(not UTF-8)"))).finish()
    }
}

impl PartialEq for Texts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
