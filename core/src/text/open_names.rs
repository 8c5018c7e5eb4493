//! The stack of the names of what is open: elements of XML and their attributes, keys of PHP's arrays. Both scanners have the
//! same, so that whoever reads paths has one kind of stack to read.

/// Names, one after the other: the bytes of each, then their count. The names of the open elements lie below `base`; those
/// of the attributes of the tag under way lie above, up to `top`.
// `repr(C)` keeps the small fields first: a Thumb load reaches 31 bytes with a short instruction.
#[repr(C)]
#[derive(Clone, Debug)]
pub(crate) struct OpenNames {
    pub(crate) top: u8,
    pub(crate) base: u8,
    /// End of the name of the element that was closed last.
    pub(crate) closed: u8,
    bytes: [u8; Self::ROOM],
}

impl OpenNames {
    /// Longest name, in bytes.
    pub(crate) const MAX_NAME: usize = 64;
    pub(crate) const ROOM: usize = 160;

    pub(crate) const fn new() -> Self {
        OpenNames { top: 0, base: 0, closed: 0, bytes: [0; Self::ROOM] }
    }

    /// Where the name that ends at `end` starts, and its bytes.
    #[inline]
    pub(crate) fn below(&self, end: u8) -> (u8, &[u8]) {
        let last = usize::from(end).wrapping_sub(1);
        let length = usize::from(self.bytes.get(last).copied().unwrap_or(0));
        let from = last.wrapping_sub(length);
        (from as u8, self.bytes.get(from..last).unwrap_or(&[]))
    }

    /// The name of the innermost open element.
    #[inline]
    pub(crate) fn innermost(&self) -> &[u8] {
        self.below(self.base).1
    }

    /// The name of the element that was closed last.
    #[inline]
    pub(crate) fn closed(&self) -> &[u8] {
        self.below(self.closed).1
    }

    /// The name on top: of the attribute under way.
    #[inline]
    pub(crate) fn attribute(&self) -> &[u8] {
        self.below(self.top).1
    }

    /// The names of the `depth` open elements, innermost first.
    pub(crate) fn open(&self, depth: u8) -> impl Iterator<Item = &[u8]> {
        let mut end = self.base;
        (0..depth).map(move |_| {
            let (from, name) = self.below(end);
            end = from;
            name
        })
    }

    /// Everything on the stack, counts and all.
    pub(crate) fn all(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.top)).unwrap_or(&[])
    }

    /// Where the next bytes of a name go of which `length` bytes are there.
    #[inline]
    pub(crate) fn room(&mut self, length: u8) -> &mut [u8] {
        let top = usize::from(self.top);
        let limit = (top + Self::MAX_NAME).min(Self::ROOM - 1);
        self.bytes.get_mut(top + usize::from(length)..limit).unwrap_or(&mut [])
    }

    /// All that is left for a name of which `length` bytes are there, but for its count.
    pub(crate) fn left(&mut self, length: u8) -> &mut [u8] {
        self.bytes.get_mut(usize::from(self.top) + usize::from(length)..Self::ROOM - 1).unwrap_or(&mut [])
    }

    /// Closes the name under way with its count; `false` if there is no room for that.
    #[inline]
    pub(crate) fn push(&mut self, length: u8) -> bool {
        let end = usize::from(self.top) + usize::from(length);
        match self.bytes.get_mut(end) {
            Some(count) => {
                *count = length;
                self.top = end as u8 + 1;
                true
            }
            None => false,
        }
    }

    /// The name of an element that begins, whole; `false`, and nothing is changed, if there is no room for it.
    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    pub(crate) fn open_whole(&mut self, name: &[u8]) -> bool {
        let Some([place @ .., count]) =
            self.bytes.get_mut(usize::from(self.top)..).and_then(|b| b.get_mut(..name.len() + 1))
        else {
            return false;
        };
        if name.len() > Self::MAX_NAME {
            return false;
        }
        super::block::copy(place, name);
        *count = name.len() as u8;
        self.top += name.len() as u8 + 1;
        self.base = self.top;
        true
    }

    /// Does the attribute on top repeat another one of this tag?
    #[inline(never)]
    pub(crate) fn is_duplicate(&self) -> bool {
        let (mut at, new) = self.below(self.top);
        while at > self.base {
            let (from, old) = self.below(at);
            if old == new {
                return true;
            }
            at = from;
        }
        false
    }

    /// Drops the name of the innermost element.
    #[inline]
    pub(crate) fn close(&mut self) {
        self.closed = self.base;
        self.base = self.below(self.base).0;
        self.top = self.base;
    }
}

#[cfg(test)]
#[cfg(target_pointer_width = "64")]
mod tests {
    use super::*;

    /// A name that is whole goes onto the stack as one that comes in pieces does: up to the longest, and while there is room.
    #[test]
    fn whole_names() {
        const LONGEST: [u8; OpenNames::MAX_NAME + 1] = [b'n'; OpenNames::MAX_NAME + 1];
        for length in 0..=LONGEST.len() {
            let mut names = OpenNames::new();
            assert_eq!(names.open_whole(&LONGEST[..length]), length <= OpenNames::MAX_NAME, "{length}");
            assert_eq!(names.innermost().len(), if length <= OpenNames::MAX_NAME { length } else { 0 });
        }
        let mut names = OpenNames::new();
        assert!(names.open_whole(&LONGEST[..64]) && names.open_whole(&LONGEST[..64]));
        assert!(!names.open_whole(&LONGEST[..30]) && names.open_whole(&LONGEST[..29]));
        assert_eq!(usize::from(names.top), OpenNames::ROOM);
    }
}
