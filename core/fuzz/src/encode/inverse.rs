//! The way back: bytes of which `Arbitrary` makes the values that are given, for seeds made of vectors. What it takes from the
//! front (numbers, choices) and from the end (lengths of texts) grows from both ends; zeros between keep every length at two
//! bytes, and a fuzzer has room to work in.

/// More than the length of a text is told in one byte for.
const BETWEEN: usize = 260;

/// Bytes that grow from both ends.
#[derive(Default)]
pub(super) struct Inverse {
    front: Vec<u8>,
    /// Reversed.
    end: Vec<u8>,
}

impl Inverse {
    /// The input that stands for a value.
    pub(super) fn of(value: &impl Undo) -> Vec<u8> {
        let mut inverse = Inverse::default();
        value.undo(&mut inverse);
        let Inverse { mut front, mut end } = inverse;
        front.resize(front.len() + BETWEEN, 0);
        end.reverse();
        front.append(&mut end);
        front
    }

    /// One of so many variants of an enumeration.
    pub(super) fn variant(&mut self, index: u64, of: u64) {
        let number = (index << 32).div_ceil(of);
        self.front.extend((number as u32).to_le_bytes());
    }
}

/// A value that knows the bytes it could have been made of.
pub(super) trait Undo {
    /// Writes them.
    fn undo(&self, inverse: &mut Inverse);
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Undo for $number {
            fn undo(&self, inverse: &mut Inverse) {
                inverse.front.extend(self.to_le_bytes());
            }
        }
    )*};
}
numbers!(u8 u16 u64 i64);

impl Undo for bool {
    fn undo(&self, inverse: &mut Inverse) {
        u8::from(*self).undo(inverse);
    }
}

impl Undo for String {
    fn undo(&self, inverse: &mut Inverse) {
        inverse.front.extend(self.as_bytes());
        inverse.end.extend((self.len() as u16).to_le_bytes());
    }
}

impl<T: Undo> Undo for Option<T> {
    fn undo(&self, inverse: &mut Inverse) {
        self.is_some().undo(inverse);
        if let Some(value) = self {
            value.undo(inverse);
        }
    }
}

impl<T: Undo> Undo for Vec<T> {
    fn undo(&self, inverse: &mut Inverse) {
        for item in self {
            true.undo(inverse);
            item.undo(inverse);
        }
        false.undo(inverse);
    }
}

impl<T: Undo, const N: usize> Undo for [T; N] {
    fn undo(&self, inverse: &mut Inverse) {
        self.iter().for_each(|item| item.undo(inverse));
    }
}

impl<A: Undo, B: Undo> Undo for (A, B) {
    fn undo(&self, inverse: &mut Inverse) {
        self.0.undo(inverse);
        self.1.undo(inverse);
    }
}

/// The fields of a structure in their order.
macro_rules! undo {
    ($name:ty { $($field:tt),+ }) => {
        impl $crate::encode::inverse::Undo for $name {
            fn undo(&self, inverse: &mut $crate::encode::inverse::Inverse) {
                $($crate::encode::inverse::Undo::undo(&self.$field, inverse);)+
            }
        }
    };
}

/// The variants of an enumeration in their order, from 0, with the values each holds.
macro_rules! undo_variants {
    ($name:ident { $($index:literal $variant:ident $(($($value:ident),+))?),+ }) => {
        impl $crate::encode::inverse::Undo for $name {
            fn undo(&self, inverse: &mut $crate::encode::inverse::Inverse) {
                let of = [$($index),+].len() as u64;
                match self {
                    $($name::$variant $(($($value),+))? => {
                        inverse.variant($index, of);
                        $($($crate::encode::inverse::Undo::undo($value, inverse);)+)?
                    })+
                }
            }
        }
    };
}
pub(super) use {undo, undo_variants};
