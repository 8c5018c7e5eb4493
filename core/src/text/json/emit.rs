//! JSON strings on the way out: no text can end the string it stands in.

use crate::text::Cursor;
#[cfg(target_pointer_width = "64")]
use crate::text::block::copy_plain;
use crate::text::run::plain;

impl Cursor<'_> {
    /// One byte of structure (`:` `,` `[` `{`) and the JSON string that follows it, with its quotes. `text` is UTF-8.
    ///
    /// Escapes are the short ones and `\u00xx` for other controls (RFC 8259 section 7); everything else goes as it is.
    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    pub fn json(&mut self, lead: u8, text: &[u8]) {
        // Escaped text is never shorter than plain text, so this room is asked for exactly.
        let Some([before, open, body @ .., close]) = self.place(text.len() + 3) else {
            return self.json_by_runs(lead, text);
        };
        (*before, *open) = (lead, b'"');
        let (run, _) = copy_plain(body, text, [b'"', b'\\']);
        if run == text.len() {
            *close = b'"';
            return self.skip(text.len() + 3);
        }
        self.skip(run + 2);
        self.json_from(text.get(run..).unwrap_or(&[]));
    }

    /// The rest of a string from its first byte on that cannot stand in it.
    // On its own, so that a string without one pays for nothing of it.
    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    fn json_from(&mut self, mut rest: &[u8]) {
        while let Some((&byte, after)) = rest.split_first() {
            self.escape(byte);
            let run = match self.place(after.len()) {
                Some(place) => {
                    let (run, _) = copy_plain(place, after, [b'"', b'\\']);
                    self.skip(run);
                    run
                }
                None => {
                    let (run, _) = plain(after, [b'"', b'\\']);
                    self.raw(after.get(..run).unwrap_or(&[]));
                    run
                }
            };
            rest = after.get(run..).unwrap_or(&[]);
        }
        self.raw(b"\"");
    }

    /// One byte of structure (`:` `,` `[` `{`) and the JSON string that follows it, with its quotes. `text` is UTF-8.
    ///
    /// Escapes are the short ones and `\u00xx` for other controls (RFC 8259 section 7); everything else goes as it is.
    #[cfg(not(target_pointer_width = "64"))]
    #[inline]
    pub fn json(&mut self, lead: u8, text: &[u8]) {
        self.json_by_runs(lead, text);
    }

    #[inline(never)]
    fn json_by_runs(&mut self, lead: u8, text: &[u8]) {
        let (run, _) = plain(text, [b'"', b'\\']);
        let mut rest = text.get(run..).unwrap_or(&[]);
        let plain_text = text.get(..run).unwrap_or(text);
        // Escaped text is never shorter than plain text, so this room is asked for exactly.
        if let Some([before, open, body @ .., close]) = self.place(text.len() + 3) {
            (*before, *open) = (lead, b'"');
            for (to, from) in body.iter_mut().zip(plain_text) {
                *to = *from;
            }
            if rest.is_empty() {
                *close = b'"';
                return self.skip(text.len() + 3);
            }
            self.skip(run + 2);
        } else {
            self.raw(&[lead, b'"']);
            self.raw(plain_text);
        }
        while let Some((&byte, after)) = rest.split_first() {
            self.escape(byte);
            let (run, _) = plain(after, [b'"', b'\\']);
            self.raw(after.get(..run).unwrap_or(&[]));
            rest = after.get(run..).unwrap_or(&[]);
        }
        self.raw(b"\"");
    }

    /// A byte that cannot stand in a JSON string.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let hex = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble };
                return self.raw(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)]);
            }
        };
        self.raw(&[b'\\', short]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way of small machines writes what the other writes, however much room there is.
    #[test]
    fn both_ways_write_the_same() {
        for text in ["", "plain", "a\"b", "\\", "\u{1}\n\u{7f}é€😀", "twenty plain characters, then \"\""] {
            for room in 0..80 {
                let (mut one, mut other) = ([0xaa; 80], [0xaa; 80]);
                let mut one = Cursor::fill(one.split_at_mut(room).0);
                let mut other = Cursor::fill(other.split_at_mut(room).0);
                one.json(b':', text.as_bytes());
                other.json_by_runs(b':', text.as_bytes());
                assert_eq!(one.position(), other.position(), "{text:?} in {room} bytes");
                assert_eq!(one.filled(), other.filled(), "{text:?} in {room} bytes");
            }
        }
    }
}
