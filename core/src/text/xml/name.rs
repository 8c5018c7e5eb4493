//! Names: which bytes they are of, and the stack that holds those of the open elements.

/// Names, one after the other: the bytes of each, then their count. The names of the open elements lie below `base`; those
/// of the attributes of the tag under way lie above, up to `top`.
// `repr(C)` keeps the small fields first: a Thumb load reaches 31 bytes with a short instruction.
#[repr(C)]
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) top: u8,
    pub(super) base: u8,
    /// End of the name of the element that was closed last.
    pub(super) closed: u8,
    bytes: [u8; Self::ROOM],
}

impl Names {
    /// Longest name, in bytes.
    pub(super) const MAX_NAME: usize = 64;
    pub(super) const ROOM: usize = 160;

    pub(super) const fn new() -> Self {
        Names { top: 0, base: 0, closed: 0, bytes: [0; Self::ROOM] }
    }

    /// Where the name that ends at `end` starts, and its bytes.
    #[inline]
    pub(super) fn below(&self, end: u8) -> (u8, &[u8]) {
        let last = usize::from(end).wrapping_sub(1);
        let length = usize::from(self.bytes.get(last).copied().unwrap_or(0));
        let from = last.wrapping_sub(length);
        (from as u8, self.bytes.get(from..last).unwrap_or(&[]))
    }

    /// Everything on the stack, counts and all.
    pub(super) fn all(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.top)).unwrap_or(&[])
    }

    /// Where the next bytes of a name go of which `length` bytes are there.
    #[inline]
    pub(super) fn room(&mut self, length: u8) -> &mut [u8] {
        let top = usize::from(self.top);
        let limit = (top + Self::MAX_NAME).min(Self::ROOM - 1);
        self.bytes.get_mut(top + usize::from(length)..limit).unwrap_or(&mut [])
    }

    /// Closes the name under way with its count; `false` if there is no room for that.
    #[inline]
    pub(super) fn push(&mut self, length: u8) -> bool {
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

    /// Does the attribute on top repeat another one of this tag?
    #[inline(never)]
    pub(super) fn is_duplicate(&self) -> bool {
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
    pub(super) fn close(&mut self) {
        self.closed = self.base;
        self.base = self.below(self.base).0;
        self.top = self.base;
    }
}

const fn name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | b'0'..=b'9' | b'-' | b'.' | 0x80..)
}

/// May `byte` stand in a name? A PC looks it up, a microcontroller computes it.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
pub(super) fn is_name(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let (mut table, mut i) = ([false; 256], 0);
        while i < 256 {
            table[i] = name_byte(i as u8);
            i += 1;
        }
        table
    };
    TABLE[usize::from(byte)]
}

/// May `byte` stand in a name? A PC looks it up, a microcontroller computes it.
#[cfg(not(target_pointer_width = "64"))]
#[inline(never)]
pub(super) fn is_name(byte: u8) -> bool {
    name_byte(byte)
}

#[inline]
pub(super) fn is_name_start(byte: u8) -> bool {
    is_name(byte) && !matches!(byte, b'0'..=b'9' | b'-' | b'.')
}

#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
