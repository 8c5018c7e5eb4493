//! Whether a name was there before, for PCs and phones: told from most names at once, so that few are compared with all.

/// The names so far, as bits.
#[derive(Default)]
pub(super) struct Seen([u64; 8]);

impl Seen {
    /// Adds a name; `false`: it is certainly the first of its kind.
    #[inline]
    pub(super) fn insert(&mut self, name: &[u8]) -> bool {
        let ends = if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        } else if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        } else {
            name.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        // A multiplication by 2^64 divided by the golden ratio spreads what differs over the upper bits.
        let spread = (ends ^ name.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55;
        let Some(word) = self.0.get_mut(spread as usize / 64) else { return true };
        let bit = 1 << (spread % 64);
        let is_known = *word & bit != 0;
        *word |= bit;
        is_known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that was there is never called new; of names that differ, most are.
    #[test]
    fn knows_what_it_has_seen() {
        extern crate std;
        for (length, most) in [(1, 8), (7, 30), (8, 30), (20, 30)] {
            let (mut seen, mut doubts) = (Seen::default(), 0);
            let name = |index: u32| std::format!("{:1$}", index, length).into_bytes();
            let count = 10_u32.pow(length.min(2) as u32);
            (0..count).for_each(|index| doubts += u32::from(seen.insert(&name(index))));
            assert!(doubts <= most, "{doubts} of {count} names of {length} bytes");
            (0..count).for_each(|index| assert!(seen.insert(&name(index))));
        }
    }
}
