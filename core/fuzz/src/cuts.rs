//! The ways an input can be cut into pieces, and numbers that an input chooses.

/// A way to cut an input.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// Not at all.
    Whole,
    /// Between all bytes.
    Everywhere,
    /// Where numbers made of a seed say.
    Seeded(u64),
}

impl Cut {
    /// The ways every input is cut: the last one differs from input to input, but not from run to run.
    pub fn all(input: &[u8]) -> [Cut; 3] {
        [Cut::Whole, Cut::Everywhere, Cut::Seeded(hash(input))]
    }

    /// The pieces, none of them empty.
    pub fn pieces(self, input: &[u8]) -> Vec<&[u8]> {
        let mut numbers = Numbers::new(if let Cut::Seeded(seed) = self { seed } else { 0 });
        let (mut pieces, mut rest) = (Vec::new(), input);
        while !rest.is_empty() {
            let size = match self {
                Cut::Whole => rest.len(),
                Cut::Everywhere => 1,
                // Mostly small, as faults hide at the ends of pieces.
                Cut::Seeded(_) => {
                    let most = if numbers.below(4) == 0 { 64 } else { 9 };
                    1 + numbers.below(most)
                }
            };
            let (piece, after) = rest.split_at(size.min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces
    }
}

/// A number for an input (FNV-1a).
pub fn hash(input: &[u8]) -> u64 {
    input.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Numbers that follow from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Numbers(seed)
    }

    /// The next 64 bits.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.number() % limit as u64) as usize
    }
}

/// Choices at the end of an input. They are taken from there, so that a captured document with a few bytes behind it is
/// an input, and a choice that is missing is 0.
#[derive(Clone, Debug)]
pub struct Choices<'i> {
    rest: &'i [u8],
}

impl<'i> Choices<'i> {
    /// At the end of `input`.
    pub fn new(input: &'i [u8]) -> Self {
        Choices { rest: input }
    }

    /// The last byte that is left.
    pub fn byte(&mut self) -> u8 {
        match self.rest.split_last() {
            Some((byte, rest)) => {
                self.rest = rest;
                *byte
            }
            None => 0,
        }
    }

    /// One of `items`.
    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::from(self.byte()) % items.len()]
    }

    /// The last `most` bytes that are left, or all.
    pub fn bytes(&mut self, most: usize) -> &'i [u8] {
        let (rest, bytes) = self.rest.split_at(self.rest.len() - most.min(self.rest.len()));
        self.rest = rest;
        bytes
    }

    /// What stands before all choices that were taken.
    pub fn document(self) -> &'i [u8] {
        self.rest
    }
}

/// Calls of a scanner against a bound that grows with the input alone: it gets on, whatever it is given.
#[derive(Debug)]
pub struct Steps {
    left: usize,
}

impl Steps {
    /// For an input of so many bytes in so many pieces: each byte may take three calls, each piece two.
    pub fn new(bytes: usize, pieces: usize) -> Self {
        Steps { left: 3 * bytes + 2 * pieces + 16 }
    }

    /// One more call.
    ///
    /// # Panics
    /// If there were too many.
    pub fn take(&mut self) {
        assert!(self.left > 0, "it does not get on");
        self.left -= 1;
    }
}
