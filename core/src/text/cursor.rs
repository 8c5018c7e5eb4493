//! The one sink: counts bytes, fills a window at an offset of the stream, or fills a slice.

#[cfg(target_pointer_width = "64")]
use super::block;
#[cfg(not(target_pointer_width = "64"))]
use super::run::plain;

/// Where emitted bytes go.
///
/// An encoder is a plain function over a cursor. Run over [`count`](Self::count) it measures; run over
/// [`fill`](Self::fill) it writes; run over [`window`](Self::window) it writes only the bytes
/// `[from, from + out.len())` of the same stream. So a request needs no buffer of its own size and no state but
/// how much of it was sent: the same bytes come out whatever the buffers.
///
/// ```
/// use mailwire::text::Cursor;
/// fn greeting(out: &mut Cursor) {
///     out.raw(b"hello, ");
///     out.json(b'[', b"wo\"rld");
/// }
/// let mut count = Cursor::count();
/// greeting(&mut count);
/// assert_eq!(count.position(), 17);
///
/// let mut piece = [0; 6];
/// let mut window = Cursor::window(&mut piece, 5);
/// greeting(&mut window);
/// assert_eq!(window.filled(), b", [\"wo"[..6].as_ref());
/// ```
///
/// A cursor refuses text that its context forbids ([`field`](Self::field)) by remembering a
/// [`fault`](Self::has_fault); look at it once at the end.
pub struct Cursor<'a> {
    out: &'a mut [u8],
    /// Where in the stream the window begins.
    from: usize,
    /// Position relative to the window, wrapping: huge before it, at least `out.len()` behind it. One bounds test
    /// then serves all three cases.
    at: usize,
    fault: bool,
    /// Everything goes percent-encoded, as the value of a form field.
    is_form: bool,
}

impl<'a> Cursor<'a> {
    /// Measures only.
    pub const fn count() -> Cursor<'static> {
        Cursor { out: &mut [], from: 0, at: 0, fault: false, is_form: false }
    }

    /// Fills `out` from the start of the stream; what does not fit is counted.
    pub const fn fill(out: &'a mut [u8]) -> Self {
        Cursor { out, from: 0, at: 0, fault: false, is_form: false }
    }

    /// Fills `out` with the bytes of the stream from position `from` on.
    pub const fn window(out: &'a mut [u8], from: usize) -> Self {
        Cursor { out, from, at: 0usize.wrapping_sub(from), fault: false, is_form: false }
    }

    /// How many bytes the stream has so far, those outside the window included.
    #[inline]
    pub const fn position(&self) -> usize {
        self.at.wrapping_add(self.from)
    }

    /// The bytes of the window that are written.
    pub fn filled(&self) -> &[u8] {
        let end = if (self.at as isize) < 0 { 0 } else { self.at.min(self.out.len()) };
        self.out.get(..end).unwrap_or(&[])
    }

    /// Whether something was refused. The bytes are then not to be sent.
    #[inline]
    pub const fn has_fault(&self) -> bool {
        self.fault
    }

    /// Marks the stream as not to be sent.
    #[inline]
    pub const fn refuse(&mut self) {
        self.fault = true;
    }

    /// What `write` writes goes percent-encoded (RFC 3986 section 2.1), as the value of a form field: another pass over
    /// a document is not needed.
    pub fn form_value(&mut self, write: impl FnOnce(&mut Self)) {
        self.is_form = true;
        write(self);
        self.is_form = false;
    }

    /// The place of the next `n` bytes, if the window holds all of them and they go as they are.
    #[inline(always)]
    pub(super) fn place(&mut self, n: usize) -> Option<&mut [u8]> {
        if self.is_form {
            return None;
        }
        self.out.get_mut(self.at..)?.get_mut(..n)
    }

    #[inline(always)]
    pub(super) const fn skip(&mut self, n: usize) {
        self.at = self.at.wrapping_add(n);
    }

    /// Bytes that need no check: literals of the protocol, text that was escaped.
    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    pub fn raw(&mut self, bytes: &[u8]) {
        match self.place(bytes.len()) {
            Some(place) => {
                block::copy(place, bytes);
                self.skip(bytes.len());
            }
            None => self.raw_elsewhere(bytes),
        }
    }

    /// Counted, cut, or as a form value.
    #[cfg(target_pointer_width = "64")]
    #[cold]
    #[inline(never)]
    fn raw_elsewhere(&mut self, bytes: &[u8]) {
        if self.is_form {
            return self.form_encoded(bytes);
        }
        self.overlap(bytes);
        self.skip(bytes.len());
    }

    /// Bytes that need no check: literals of the protocol, text that was escaped.
    #[cfg(not(target_pointer_width = "64"))]
    #[inline]
    pub fn raw(&mut self, bytes: &[u8]) {
        if self.is_form {
            return self.form_encoded(bytes);
        }
        match self.place(bytes.len()) {
            // A zip instead of `copy_from_slice`: its length test survives as a panic at opt-level z.
            Some(place) => {
                for (to, from) in place.iter_mut().zip(bytes) {
                    *to = *from;
                }
            }
            None => self.overlap(bytes),
        }
        self.skip(bytes.len());
    }

    #[inline(never)]
    fn form_encoded(&mut self, bytes: &[u8]) {
        self.is_form = false;
        super::percent::encode(self, bytes);
        self.is_form = true;
    }

    /// The part of `bytes` that lies in the window: at most twice in a pass.
    #[cold]
    #[inline(never)]
    fn overlap(&mut self, bytes: &[u8]) {
        let at = self.at as isize;
        let (skip, to) = if at < 0 { (at.unsigned_abs(), 0) } else { (0, self.at) };
        if let (Some(bytes), Some(place)) = (bytes.get(skip..), self.out.get_mut(to..)) {
            for (to, from) in place.iter_mut().zip(bytes) {
                *to = *from;
            }
        }
    }

    /// Text of a request line or a header field. Controls, DEL and non-ASCII are refused: no caller's text can
    /// end the line it stands in.
    #[inline(never)]
    pub fn field(&mut self, text: &[u8]) {
        if !is_field(text) {
            self.refuse();
        }
        self.raw(text);
    }

    /// A decimal number.
    #[inline(never)]
    pub fn decimal(&mut self, value: u64) {
        let (digits, first) = digits(value);
        self.raw(digits.get(first..).unwrap_or(&[]));
    }

    /// How many digits a number has.
    pub(crate) fn decimal_length(value: u64) -> usize {
        #[cfg(target_pointer_width = "64")]
        return value.checked_ilog10().unwrap_or(0) as usize + 1;
        #[cfg(not(target_pointer_width = "64"))]
        return 20 - digits(value).1;
    }

    /// Replaces the `reserved` bytes at `place` of a stream that began at 0 by the decimal `value`, moving what
    /// follows where the digits are more or fewer. Answers `false`, with the window spoiled, where the result does
    /// not fit.
    #[inline(never)]
    pub(crate) fn settle(&mut self, place: usize, reserved: usize, value: u64) -> bool {
        let (digits, first) = digits(value);
        let digits = digits.get(first..).unwrap_or(&[]);
        let (tail, end) = (place + reserved, self.position());
        let grown = end - reserved + digits.len();
        if end > self.out.len() || grown > self.out.len() || tail > end {
            return false;
        }
        // Byte by byte and rarely: `copy_within` brings a panic along.
        let mut shift = |at: usize| {
            let to = at.wrapping_add(digits.len()).wrapping_sub(reserved);
            if let Some(byte) = self.out.get(at).copied()
                && let Some(slot) = self.out.get_mut(to)
            {
                *slot = byte;
            }
        };
        if digits.len() < reserved {
            (tail..end).for_each(&mut shift);
        } else if digits.len() > reserved {
            (tail..end).rev().for_each(&mut shift);
        }
        self.at = place;
        self.raw(digits);
        self.at = grown;
        true
    }
}

impl core::fmt::Debug for Cursor<'_> {
    /// The place, not the bytes: they may hold a credential.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Cursor")
            .field("position", &self.position())
            .field("has_fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// Visible ASCII and blanks?
#[inline(always)]
fn is_field(text: &[u8]) -> bool {
    #[cfg(target_pointer_width = "64")]
    return super::run::is_visible(text);
    #[cfg(not(target_pointer_width = "64"))]
    return plain(text, [0x7f]) == (text.len(), false);
}

/// The decimal digits of `value`, right-aligned, and where they begin.
#[inline(always)]
pub(super) fn digits(value: u64) -> ([u8; 20], usize) {
    #[cfg(target_pointer_width = "64")]
    return by_division(value);
    #[cfg(not(target_pointer_width = "64"))]
    return by_long_division(value);
}

#[cfg(any(test, target_pointer_width = "64"))]
#[inline(always)]
fn by_division(mut value: u64) -> ([u8; 20], usize) {
    const PAIRS: [[u8; 2]; 100] = {
        let (mut pairs, mut number) = ([[0; 2]; 100], 0);
        while number < 100 {
            pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
            number += 1;
        }
        pairs
    };
    let (mut digits, mut first) = ([b'0'; 20], 20);
    for pair in digits.as_chunks_mut::<2>().0.iter_mut().rev() {
        *pair = PAIRS[(value % 100) as usize];
        value /= 100;
        first -= 2;
        if value == 0 {
            first += usize::from(pair[0] == b'0');
            break;
        }
    }
    (digits, first)
}

/// Small cores have no 64-bit divider, some no divider at all: a long division by hand, byte for byte, whose steps take one
/// multiplication of 32 bits.
#[cfg(any(test, not(target_pointer_width = "64")))]
#[inline(never)]
fn by_long_division(value: u64) -> ([u8; 20], usize) {
    let (mut digits, mut first) = ([b'0'; 20], 20);
    let mut bytes = value.to_be_bytes();
    for digit in digits.iter_mut().rev() {
        let (mut left, mut any) = (0u32, 0);
        for byte in &mut bytes {
            let number = left << 8 | u32::from(*byte);
            // A tenth, exact below 16384: 6554 / 65536 is larger than 1 / 10 by less than that shows.
            let tenth = (number * 6554) >> 16;
            left = number - tenth * 10;
            *byte = tenth as u8;
            any |= tenth;
        }
        *digit = b'0' + left as u8;
        first -= 1;
        if any == 0 {
            break;
        }
    }
    (digits, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(out: &mut Cursor<'_>) {
        out.raw(b"abc");
        out.decimal(1_234_567_890_123);
        out.json(b':', b"plain text that is longer than a block");
        out.json(b',', "q\"b\\n\n\u{1}é".as_bytes());
        out.field(b"visible");
    }

    /// Small cores write the same digits as large ones.
    #[test]
    fn digits_of_every_length() {
        let mut value = 0u64;
        for step in 0..2_000u64 {
            assert_eq!(by_division(value), by_long_division(value), "{value}");
            value = value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (step % 64) | step;
        }
        for value in [0, 9, 10, 99, 100, u64::from(u32::MAX), 10u64.pow(19) - 1, 10u64.pow(19), u64::MAX] {
            assert_eq!(by_division(value), by_long_division(value), "{value}");
        }
    }

    /// Every window of every size holds the same bytes as the whole.
    #[test]
    fn windows_agree() {
        let mut whole = [0u8; 128];
        let mut cursor = Cursor::fill(&mut whole);
        stream(&mut cursor);
        let total = cursor.position();
        assert!(!cursor.has_fault());
        assert_eq!(
            cursor.filled(),
            "abc1234567890123:\"plain text that is longer than a block\",\"q\\\"b\\\\n\\n\\u0001é\"visible".as_bytes()
        );
        for size in 1..=total {
            let mut at = 0;
            while at < total {
                let mut window = [0u8; 128];
                let mut cursor = Cursor::window(&mut window[..size], at);
                stream(&mut cursor);
                assert_eq!(cursor.position(), total);
                let n = cursor.filled().len();
                assert_eq!(cursor.filled(), &whole[at..at + n]);
                assert_eq!(n, size.min(total - at));
                at += n;
            }
        }
        let mut past = [0u8; 8];
        let mut cursor = Cursor::window(&mut past, total);
        stream(&mut cursor);
        assert_eq!(cursor.filled(), b"");
        // Nor is anything written before the stream has come to the window.
        let mut later = [0u8; 8];
        let mut cursor = Cursor::window(&mut later, 5);
        cursor.raw(b"abc");
        assert_eq!(cursor.filled(), b"");
    }

    /// Nothing that could end a header line passes.
    #[test]
    fn field_refuses() {
        for byte in 0..=255u8 {
            let mut cursor = Cursor::count();
            cursor.field(&[b'a', byte, b'b']);
            assert_eq!(cursor.has_fault(), !(0x20..0x7f).contains(&byte), "{byte:#x}");
        }
    }

    /// The reserved digits settle to the canonical number, and only where all fits.
    #[test]
    fn settle_moves_the_tail() {
        for (value, want) in [(7, &b"<7>tail"[..]), (123, b"<123>tail"), (123_456, b"<123456>tail")] {
            for room in 0..16 {
                let mut out = [0u8; 16];
                let mut cursor = Cursor::fill(&mut out[..room]);
                cursor.raw(b"<");
                let place = cursor.position();
                cursor.raw(b"000");
                cursor.raw(b">tail");
                let fits = cursor.settle(place, 3, value);
                assert_eq!(fits, room >= want.len().max(9), "{value} in {room}");
                if fits {
                    assert_eq!(cursor.filled(), want);
                }
            }
        }
    }

    /// A number at the end of what is written settles, too; one of which not all is written yet does not.
    #[test]
    fn settle_at_the_end() {
        let mut out = [0u8; 8];
        let mut cursor = Cursor::fill(&mut out);
        cursor.raw(b"<000");
        assert!(!cursor.settle(1, 4, 12));
        assert!(cursor.settle(1, 3, 12));
        assert_eq!(cursor.filled(), b"<12");
    }
}
