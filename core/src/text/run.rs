//! Runs of ordinary bytes at word speed: the one place where the width of the machine shows.

/// A PC or a phone. It takes a few shortcuts that make the same transitions at once; results are the same.
pub(crate) const WIDE: bool = cfg!(target_pointer_width = "64");

/// u64 on a PC, u32 on a microcontroller.
pub(super) type Word = usize;
const WIDTH: usize = size_of::<Word>();
pub(super) const LOW: Word = Word::MAX / 255;
pub(super) const TOP: Word = LOW << 7;

/// Marks, in the top bit of each lane, the bytes of `word` that are below 0x20 or equal to one of `stop`.
/// Borrows travel upwards only, so the lowest mark is exact; higher ones may be false.
#[inline(always)]
pub(super) fn marks<const N: usize>(word: Word, stop: [u8; N]) -> Word {
    hits(word, stop) & !word & TOP
}

/// [`marks`] before what is no mark is taken away: in the top bits, and right where all lanes are ASCII.
#[inline(always)]
pub(super) fn hits<const N: usize>(word: Word, stop: [u8; N]) -> Word {
    let mut hit = word.wrapping_sub(LOW * 0x20);
    for byte in &stop {
        hit |= (word ^ (LOW * Word::from(*byte))).wrapping_sub(LOW);
    }
    hit
}

/// Is `byte` one of `stop`? By the nearest of them: of the ways to say so the one that makes the fewest vector instructions.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
pub(super) fn stop_in<const N: usize>(stop: &[u8; N], byte: u8) -> bool {
    stop.iter().fold(u8::MAX, |least, stop| least.min(byte ^ stop)) == 0
}

/// Length of the run before the first byte that is below 0x20 or one of `stop`, and whether a byte of it may be
/// above 0x7f. Stop bytes are ASCII.
#[cfg(target_pointer_width = "64")]
#[inline]
pub(crate) fn plain<const N: usize>(text: &[u8], stop: [u8; N]) -> (usize, bool) {
    run(text, stop)
}

/// The same for microcontrollers: one copy of it, for four stop bytes, serves all.
#[cfg(not(target_pointer_width = "64"))]
#[inline(always)]
pub(crate) fn plain<const N: usize>(text: &[u8], stop: [u8; N]) -> (usize, bool) {
    of_four(text, u32::from_le_bytes([stop[0], stop[1 % N], stop[2 % N], stop[3 % N]]))
}

#[cfg(not(target_pointer_width = "64"))]
#[inline(never)]
fn of_four(text: &[u8], stop: u32) -> (usize, bool) {
    run(text, stop.to_le_bytes())
}

#[inline(always)]
fn run<const N: usize>(text: &[u8], stop: [u8; N]) -> (usize, bool) {
    let (mut rest, mut seen) = (text, 0);
    while let Some((head, tail)) = rest.split_first_chunk::<WIDTH>() {
        let word = Word::from_le_bytes(*head);
        let hit = marks(word, stop);
        seen |= word;
        if hit != 0 {
            return (text.len() - rest.len() + (hit.trailing_zeros() / 8) as usize, seen & TOP != 0);
        }
        rest = tail;
    }
    while let Some((&byte, tail)) = rest.split_first() {
        if byte < 0x20 || is_among(&stop, byte) {
            break;
        }
        seen |= Word::from(byte);
        rest = tail;
    }
    (text.len() - rest.len(), seen & TOP != 0)
}

/// Length of the run of header field text: everything but control characters, tab allowed (RFC 9110 section 5.5).
#[inline]
pub(crate) fn field_text(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or(&[]);
        #[cfg(target_pointer_width = "64")]
        let n = super::block::plain(rest, [0x7f]);
        #[cfg(not(target_pointer_width = "64"))]
        let (n, _) = plain(rest, [0x7f]);
        at += n;
        if text.get(at) != Some(&b'\t') {
            return at;
        }
        at += 1;
    }
}

/// Is this certainly visible ASCII with blanks? A short cut of PCs and phones; a microcontroller never says so.
#[inline(always)]
pub(crate) fn is_visible(#[cfg_attr(not(target_pointer_width = "64"), allow(unused))] text: &[u8]) -> bool {
    #[cfg(target_pointer_width = "64")]
    return super::block::is_visible(text);
    #[cfg(not(target_pointer_width = "64"))]
    return false;
}

/// Is `byte` one of these few?
#[inline]
#[allow(clippy::manual_contains, reason = "`contains` brings a search for long texts along, 300 bytes of flash")]
pub(crate) fn is_among(bytes: &[u8], byte: u8) -> bool {
    bytes.iter().any(|one| *one == byte)
}

/// Does `part` stand in `text`? Case does not count.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    // `windows` would panic for a part of no bytes, and at opt-level s the compiler keeps that.
    let stands_at = |at: usize| text.get(at..).and_then(|rest| rest.get(..part.len()));
    (0..text.len()).any(|at| stands_at(at).is_some_and(|there| there.eq_ignore_ascii_case(part)))
}

/// Line and column of the byte at `at`, both from 1, for a person who looks at the text in an editor.
pub(crate) fn line_and_column(text: &[u8], at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() as u32 + 1;
    (line, column)
}

/// Cuts the first `n` bytes off `input`.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn take<'i>(input: &mut &'i [u8], n: usize) -> &'i [u8] {
    let (head, tail) = input.split_at_checked(n).unwrap_or((input, &[]));
    *input = tail;
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The word-wide run stops where a byte-wise one stops, at every alignment and for every byte.
    #[test]
    fn word_and_byte_agree() {
        for stop in 0..=255u8 {
            for place in 0..20 {
                let mut text = [b'a'; 24];
                text[place] = stop;
                let want = if stop < 0x20 || stop == b'"' || stop == b'\\' { place } else { 24 };
                assert_eq!(plain(&text, [b'"', b'\\']).0, want, "byte {stop:#x} at {place}");
                let want = if (stop < 0x20 && stop != b'\t') || stop == 0x7f { place } else { 24 };
                assert_eq!(field_text(&text), want, "byte {stop:#x} at {place}");
            }
        }
    }

    /// Bytes beyond ASCII are announced, of whatever bits; where there are none, so is that.
    #[test]
    fn high_bytes_are_announced() {
        for length in 1..40 {
            let mut text = [b'a'; 40];
            let text = &mut text[..length];
            assert_eq!(plain(text, [b'"', b'\\']), (length, false));
            for byte in [0x80, 0xbf, 0xff] {
                text[length - 1] = byte;
                assert_eq!(plain(text, [b'"', b'\\']), (length, true), "{byte:#x} at the end of {length}");
                text.fill(byte);
                assert_eq!(plain(text, [b'"', b'\\']), (length, true), "{length} times {byte:#x}");
                text.fill(b'a');
            }
        }
        assert_eq!(plain(b"\x80\x80\x80\x80\x80\x80\x80\x80\"aaaaaaa", [b'"', b'"']), (8, true));
    }
}
