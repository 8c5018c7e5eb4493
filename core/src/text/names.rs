//! Which name of a table is arriving: a set of candidates that shrinks piece by piece, with no buffer.

/// A matcher for one name at a time out of a table of at most 32.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    /// Bit per table entry that no longer fits.
    out: u32,
    at: u8,
}

impl Names {
    pub(crate) const fn new() -> Self {
        Names { out: 0, at: 0 }
    }

    /// Feeds a piece of the name. After the last piece: its index in `table`, if it is there; the matcher starts afresh.
    #[inline]
    pub(crate) fn push(&mut self, table: &[&[u8]], piece: &[u8], last: bool) -> Option<usize> {
        if last && self.at == 0 && self.out == 0 {
            return table.iter().position(|name| *name == piece); // not cut: the usual case
        }
        self.narrow(table, piece, last, false)
    }

    /// The same for names in which upper and lower case are one (header fields). `table` is in lower case.
    #[inline]
    pub(crate) fn push_ignoring_case(&mut self, table: &[&[u8]], piece: &[u8], last: bool) -> Option<usize> {
        if last && self.at == 0 && self.out == 0 {
            return table.iter().position(|name| name.eq_ignore_ascii_case(piece));
        }
        self.narrow(table, piece, last, true)
    }

    #[inline(never)]
    fn narrow(&mut self, table: &[&[u8]], piece: &[u8], last: bool, fold_case: bool) -> Option<usize> {
        let from = usize::from(self.at);
        let end = from + piece.len();
        let mut found = None;
        for (index, name) in table.iter().enumerate() {
            if self.out >> index & 1 != 0 {
                continue;
            }
            let fits =
                name.get(from..end).is_some_and(|part| part == piece || fold_case && part.eq_ignore_ascii_case(piece));
            if fits && (!last || name.len() == end) {
                found = Some(index);
            } else {
                self.out |= 1 << index;
            }
        }
        // A name longer than any in the table has no candidates left, so the place need not be exact.
        self.at = end.min(255) as u8;
        if last {
            *self = Names::new();
            return found;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole, byte by byte, and with empty pieces, the answer is the same; a prefix is not the name.
    #[test]
    fn any_split() {
        let table: [&[u8]; 3] = [b"status", b"statusId", b"message"];
        for (name, want) in
            [("status", Some(0)), ("statusId", Some(1)), ("statu", None), ("messages", None), ("", None)]
        {
            let mut names = Names::new();
            assert_eq!(names.push(&table, name.as_bytes(), true), want, "{name} whole");
            for byte in name.as_bytes() {
                assert_eq!(names.push(&table, &[*byte], false), None);
            }
            assert_eq!(names.push(&table, b"", true), want, "{name} in bytes");
        }
    }
}
