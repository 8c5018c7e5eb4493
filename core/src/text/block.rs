//! Sixteen bytes at a time, for PCs and phones: arrays of fixed size, which compilers turn into vectors. A microcontroller
//! has [`run`](super::run) alone.

use super::run::{LOW, TOP, Word, hits, marks, stop_in};

const BLOCK: usize = 16;

/// Copies `from` to the beginning of `to`, which is as long at least, up to the first byte that is below 0x20 or one of
/// `stop`; answers how many bytes are before it, and whether one of them may be above 0x7f. What is written behind them is of
/// no use.
#[inline(always)]
pub(crate) fn copy_plain<const N: usize>(to: &mut [u8], from: &[u8], stop: [u8; N]) -> (usize, bool) {
    let length = from.len();
    let Some(to) = to.get_mut(..length) else { return (0, true) };
    if length >= BLOCK {
        let mut may_be_beyond_ascii = false;
        let (blocks, rest) = from.as_chunks::<BLOCK>();
        for (index, (block, place)) in blocks.iter().zip(to.as_chunks_mut().0).enumerate() {
            *place = *block;
            if !is_plain_ascii(block, stop) {
                let (run, is_beyond) = look(block, stop);
                may_be_beyond_ascii |= is_beyond;
                if run < BLOCK {
                    return (index * BLOCK + run, may_be_beyond_ascii);
                }
            }
        }
        // The last block overlaps the one before, in which there is no stop.
        if !rest.is_empty()
            && let (Some(block), Some(place)) = (from.last_chunk::<BLOCK>(), to.last_chunk_mut::<BLOCK>())
        {
            *place = *block;
            if !is_plain_ascii(block, stop) {
                let (run, is_beyond) = look(block, stop);
                may_be_beyond_ascii |= is_beyond;
                if run < BLOCK {
                    return (length - BLOCK + run, may_be_beyond_ascii);
                }
            }
        }
        return (length, may_be_beyond_ascii);
    }
    let is_plain_ascii = if let (Some(first), Some(last)) = (from.first_chunk::<8>(), from.last_chunk::<8>()) {
        put(to, 0, first);
        put(to, length - 8, last);
        let (first, last) = (Word::from_le_bytes(*first), Word::from_le_bytes(*last));
        (hits(first, stop) | first | hits(last, stop) | last) & TOP == 0
    } else if let (Some(first), Some(last)) = (from.first_chunk::<4>(), from.last_chunk::<4>()) {
        put(to, 0, first);
        put(to, length - 4, last);
        let ([a, b, c, d], [e, f, g, h]) = (*first, *last);
        let word = Word::from_le_bytes([a, b, c, d, e, f, g, h]);
        (hits(word, stop) | word) & TOP == 0
    } else {
        let mut is_plain_ascii = true;
        for (byte, place) in from.iter().zip(to) {
            *place = *byte;
            is_plain_ascii &= byte.cast_signed() >= 0x20 && !stop_in(&stop, *byte);
        }
        is_plain_ascii
    };
    if is_plain_ascii { (length, false) } else { super::run::plain(from, stop) }
}

/// Copies `from` to the beginning of `to`, which is as long at least. Short texts are the usual case, and for them a call of
/// `memcpy` is the larger part.
#[inline(always)]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    let length = from.len();
    let Some(to) = to.get_mut(..length) else { return };
    if length > 4 * BLOCK {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
    } else if let (Some(first), Some(last)) = (from.first_chunk::<BLOCK>(), from.last_chunk::<BLOCK>()) {
        put(to, 0, first);
        // Up to four blocks: those in the middle overlap what is there where there are fewer.
        for at in [BLOCK, 2 * BLOCK] {
            if let Some(block) = from.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>) {
                put(to, at, block);
            }
        }
        put(to, length - BLOCK, last);
    } else if let (Some(first), Some(last)) = (from.first_chunk::<8>(), from.last_chunk::<8>()) {
        put(to, 0, first);
        put(to, length - 8, last);
    } else if let (Some(first), Some(last)) = (from.first_chunk::<4>(), from.last_chunk::<4>()) {
        put(to, 0, first);
        put(to, length - 4, last);
    } else {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
    }
}

/// How many bytes stand before the first one that is below 0x20 or one of `stop`.
#[inline(always)]
pub(crate) fn plain<const N: usize>(text: &[u8], stop: [u8; N]) -> usize {
    let mut rest = text;
    while let Some((block, behind)) = rest.split_first_chunk::<BLOCK>() {
        if has_stop(block, stop) {
            return text.len() - rest.len() + first_stop(block, stop);
        }
        rest = behind;
    }
    text.len() - rest.len() + super::run::plain(rest, stop).0
}

/// How many bytes stand before the first one that `table` does not have.
#[inline(always)]
pub(crate) fn of_table(text: &[u8], table: &[bool; 256]) -> usize {
    let mut rest = text;
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        // Unrolled: a test of the place for each byte would take as long as the byte.
        for (at, byte) in eight.iter().enumerate() {
            if !table[usize::from(*byte)] {
                return text.len() - rest.len() + at;
            }
        }
        rest = behind;
    }
    text.len() - rest.len() + rest.iter().take_while(|byte| table[usize::from(**byte)]).count()
}

/// Two texts of the same length: are they the same? Short ones are the usual case, and for them a call of `memcmp` is the
/// larger part.
#[inline(always)]
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (one.first_chunk::<8>(), one.last_chunk::<8>())
        && let (Some(other_first), Some(other_last)) = (other.first_chunk::<8>(), other.last_chunk::<8>())
        && one.len() <= 16
    {
        return first == other_first && last == other_last;
    }
    if let (Some(first), Some(last)) = (one.first_chunk::<4>(), one.last_chunk::<4>())
        && let (Some(other_first), Some(other_last)) = (other.first_chunk::<4>(), other.last_chunk::<4>())
        && one.len() <= 8
    {
        return first == other_first && last == other_last;
    }
    one == other
}

/// Is `is_one` true of any byte? Write it without branches: for vectors.
#[inline(always)]
pub(crate) fn any(text: &[u8], is_one: impl Fn(u8) -> bool + Copy) -> bool {
    if text.len() < BLOCK {
        return text.iter().any(|byte| is_one(*byte));
    }
    let mut rest = text;
    while let Some((block, behind)) = rest.split_first_chunk::<BLOCK>() {
        if any_of(block, is_one) {
            return true;
        }
        rest = behind;
    }
    !rest.is_empty() && text.last_chunk::<BLOCK>().is_some_and(|block| any_of(block, is_one))
}

/// Visible ASCII with blanks, all of it?
#[inline(always)]
pub(crate) fn is_visible(text: &[u8]) -> bool {
    let is_good = |word: Word| (word.wrapping_sub(LOW * 0x20) | word | word.wrapping_add(LOW)) & TOP == 0;
    all(text, |byte| byte.wrapping_sub(0x20) < 0x5f, is_good)
}

/// Are all bytes good? Texts shorter than a block go by words.
#[inline(always)]
fn all(text: &[u8], is_good: impl Fn(u8) -> bool + Copy, are_good: impl Fn(Word) -> bool) -> bool {
    if text.len() >= BLOCK {
        !any(text, |byte| !is_good(byte))
    } else if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        are_good(Word::from_le_bytes(*first)) && are_good(Word::from_le_bytes(*last))
    } else if let (Some([a, b, c, d]), Some([e, f, g, h])) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        are_good(Word::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]))
    } else {
        text.iter().all(|byte| is_good(*byte))
    }
}

#[inline(always)]
fn any_of<const N: usize>(block: &[u8; N], is_one: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(false, |any, byte| any | is_one(*byte))
}

#[inline(always)]
fn put<const N: usize>(to: &mut [u8], at: usize, bytes: &[u8; N]) {
    if let Some(place) = to.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<N>) {
        *place = *bytes;
    }
}

#[inline(always)]
fn has_stop<const N: usize>(block: &[u8; BLOCK], stop: [u8; N]) -> bool {
    any_of(block, |byte| (byte < 0x20) | stop_in(&stop, byte))
}

/// How many bytes of a block that is not plain ASCII stand before the first stop, and whether one of them may be above 0x7f.
// On its own, so that it does not stand in the way of vectors.
#[inline(never)]
fn look<const N: usize>(block: &[u8; BLOCK], stop: [u8; N]) -> (usize, bool) {
    if !has_stop(block, stop) {
        return (BLOCK, true);
    }
    (first_stop(block, stop), any_of(block, |byte| byte >= 0x80))
}

/// ASCII alone, and no stop in it?
#[inline(always)]
fn is_plain_ascii<const N: usize>(block: &[u8; BLOCK], stop: [u8; N]) -> bool {
    !any_of(block, |byte| (byte.cast_signed() < 0x20) | stop_in(&stop, byte))
}

/// Where the first stop is in a block that has one.
#[inline(always)]
fn first_stop<const N: usize>(block: &[u8; BLOCK], stop: [u8; N]) -> usize {
    let [low, high] = [0, 8].map(|at| {
        let word = block.get(at..).and_then(<[u8]>::first_chunk::<8>);
        marks(word.map_or(0, |word| Word::from_le_bytes(*word)), stop)
    });
    (if low != 0 { low.trailing_zeros() / 8 } else { 8 + high.trailing_zeros() / 8 }) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length to 70 and every place of a stop: the same as byte by byte.
    #[test]
    fn blocks_and_bytes_agree() {
        for length in 0..70 {
            for place in 0..=length {
                for byte in [0, 0x1f, b'"', b'\\', 0x7f, 0x80, 0xff] {
                    let mut text = [b'a'; 70];
                    let text = &mut text[..length];
                    if let Some(slot) = text.get_mut(place) {
                        *slot = byte;
                    }
                    let want = text.iter().take_while(|byte| !matches!(byte, 0..0x20 | b'"' | b'\\')).count();
                    let mut out = [0; 70];
                    let (run, may_be_beyond_ascii) = copy_plain(&mut out, text, [b'"', b'\\']);
                    assert_eq!(run, want, "{length} {place} {byte:#x}");
                    assert!(may_be_beyond_ascii || text[..want].is_ascii(), "{length} {place} {byte:#x}");
                    assert!(!may_be_beyond_ascii || !text.is_ascii(), "{length} {place} {byte:#x}");
                    assert_eq!(out[..want], text[..want]);
                    assert_eq!(is_visible(text), text.iter().all(|byte| matches!(byte, 0x20..0x7f)));
                    assert_eq!(any(text, |byte| byte >= 0x80), text.iter().any(|byte| *byte >= 0x80));
                    let mut out = [0; 70];
                    copy(&mut out, text);
                    assert_eq!(out[..length], *text);
                    assert!(out[length..].iter().all(|byte| *byte == 0));
                }
            }
        }
    }

    /// Two bytes beyond ASCII, or one and a stop, at any two places: neither hides the other.
    #[test]
    fn bytes_do_not_hide_each_other() {
        for length in 2..40 {
            for place in 1..length {
                for before in 0..place {
                    for (one, other) in [(0x80, 0x80), (0xff, 0xff), (0xc2, 0xa9), (b'"', 0xe9), (0xe9, b'"')] {
                        let mut text = [b'a'; 40];
                        (text[before], text[place]) = (one, other);
                        let text = &text[..length];
                        let (run, may_be_beyond_ascii) = copy_plain(&mut [0; 40], text, [b'"', b'\\']);
                        assert_eq!(run, text.iter().take_while(|byte| **byte != b'"').count(), "{text:x?}");
                        assert!(may_be_beyond_ascii || text[..run].is_ascii(), "{text:x?}");
                    }
                }
            }
        }
    }

    /// The first byte that is not in a table, at every place of every length; more behind it change nothing.
    #[test]
    fn tables_and_bytes_agree() {
        let mut letters = [false; 256];
        letters[usize::from(b'a')] = true;
        for length in 0..40 {
            for from in 0..=length {
                for to in from..=length {
                    let mut text = [b'a'; 40];
                    text[from..to].fill(b'-');
                    let want = if from < to { from } else { length };
                    assert_eq!(of_table(&text[..length], &letters), want, "{length} {from} {to}");
                }
            }
        }
    }

    /// Every length, and a difference at every place.
    #[test]
    fn same_texts() {
        for length in 0..40 {
            let (one, mut other) = ([b'a'; 40], [b'a'; 40]);
            assert!(is_same(&one[..length], &other[..length]), "{length}");
            for place in 0..length {
                other[place] = b'b';
                assert!(!is_same(&one[..length], &other[..length]), "{length} {place}");
                other[place] = b'a';
            }
        }
    }
}
