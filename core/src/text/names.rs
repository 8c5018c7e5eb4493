//! Which name of a table is arriving: a set of candidates that shrinks piece by piece, with no buffer.

/// Names in a row, each behind one byte that holds its length: a list of slices takes eight bytes more for each of them.
/// Made by [`table!`].
#[derive(Clone, Copy)]
pub(crate) struct Table(&'static str);

impl Table {
    /// What [`table!`] has put in a row.
    // Called while compiling only.
    pub(crate) const fn new(row: &'static [u8]) -> Self {
        match core::str::from_utf8(row) {
            Ok(row) => Table(row),
            Err(_) => panic!("not UTF-8"),
        }
    }

    /// The names, in order.
    #[inline]
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static [u8]> {
        let mut rest = self.0.as_bytes();
        core::iter::from_fn(move || {
            let (length, behind) = rest.split_first()?;
            let (name, behind) = behind.split_at_checked(usize::from(*length))?;
            rest = behind;
            Some(name)
        })
    }

    /// The index of this name.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(crate) fn position(self, name: &[u8]) -> Option<usize> {
        self.iter().position(|known| known == name)
    }

    /// The same where upper and lower case are one.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(crate) fn position_ignoring_case(self, name: &[u8]) -> Option<usize> {
        self.iter().position(|known| known.eq_ignore_ascii_case(name))
    }

    /// The names as text, in order.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        (0..).map(move |index| self.get(index)).take_while(|name| !name.is_empty())
    }

    /// The list at `index` of a [`nested_table!`]; empty behind the end.
    pub(crate) fn nested(self, index: usize) -> Table {
        Table(self.get(index))
    }

    /// The name at `index`; empty behind the end.
    pub(crate) fn get(self, index: usize) -> &'static str {
        let mut at = 0;
        for _ in 0..index {
            at += 1 + usize::from(self.0.as_bytes().get(at).copied().unwrap_or(0));
        }
        let length = usize::from(self.0.as_bytes().get(at).copied().unwrap_or(0));
        self.0.get(at + 1..at + 1 + length).unwrap_or("")
    }
}

/// A [`Table`] whose names are rows themselves, made of lists that may be empty: see [`Table::nested`].
macro_rules! nested_table {
    ($lists:ident) => {
        const {
            const ROW: [u8; $crate::text::nested_length($lists)] = $crate::text::nested_row($lists);
            $crate::text::Table::new(&ROW)
        }
    };
}
pub(crate) use nested_table;

/// Called while compiling only.
pub(crate) const fn nested_length(lists: &[&[&str]]) -> usize {
    let (mut length, mut index) = (0, 0);
    while index < lists.len() {
        length += 1 + row_length(lists[index]);
        index += 1;
    }
    length
}

/// Called while compiling only.
pub(crate) const fn nested_row<const N: usize>(lists: &[&[&str]]) -> [u8; N] {
    let (mut nested, mut at, mut index) = ([0; N], 0, 0);
    while index < lists.len() {
        let length = row_length(lists[index]);
        let row: [u8; 127] = row(lists[index]);
        nested[at] = length as u8;
        let mut byte = 0;
        while byte < length {
            nested[at + 1 + byte] = row[byte];
            byte += 1;
        }
        at += 1 + length;
        index += 1;
    }
    nested
}

/// A [`Table`] of names in this order, none empty, below 128 bytes each. For [`Names`] at most 32.
macro_rules! table {
    ($names:ident) => {
        const {
            const ROW: [u8; $crate::text::row_length($names)] = $crate::text::row($names);
            $crate::text::Table::new(&ROW)
        }
    };
    ($($name:literal),* $(,)?) => {
        const {
            const NAMES: &[&str] = &[$($name),*];
            $crate::text::table!(NAMES)
        }
    };
}
pub(crate) use table;

/// Called while compiling only.
pub(crate) const fn row_length(names: &[&str]) -> usize {
    let (mut length, mut index) = (0, 0);
    while index < names.len() {
        length += 1 + names[index].len();
        index += 1;
    }
    length
}

/// Called while compiling only. What is left of the room is 0.
pub(crate) const fn row<const N: usize>(names: &[&str]) -> [u8; N] {
    let (mut row, mut at, mut index) = ([0; N], 0, 0);
    while index < names.len() {
        let name = names[index].as_bytes();
        assert!(!name.is_empty() && name.len() < 128);
        row[at] = name.len() as u8;
        let mut byte = 0;
        while byte < name.len() {
            row[at + 1 + byte] = name[byte];
            byte += 1;
        }
        at += 1 + name.len();
        index += 1;
    }
    row
}

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
    pub(crate) fn push(&mut self, table: Table, piece: &[u8], last: bool) -> Option<usize> {
        if last && self.at == 0 {
            return table.position(piece); // not cut: the usual case
        }
        self.narrow(table, piece, last, false)
    }

    /// The same for names in which upper and lower case are one (header fields). `table` is in lower case.
    #[inline]
    pub(crate) fn push_ignoring_case(&mut self, table: Table, piece: &[u8], last: bool) -> Option<usize> {
        if last && self.at == 0 {
            return table.position_ignoring_case(piece);
        }
        self.narrow(table, piece, last, true)
    }

    #[inline(never)]
    fn narrow(&mut self, table: Table, piece: &[u8], last: bool, fold_case: bool) -> Option<usize> {
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
        let table = table!["status", "statusId", "message"];
        assert_eq!((table.get(0), table.get(2), table.get(3)), ("status", "message", ""));
        for (name, want) in
            [("status", Some(0)), ("statusId", Some(1)), ("statu", None), ("messages", None), ("", None)]
        {
            let mut names = Names::new();
            assert_eq!(names.push(table, name.as_bytes(), true), want, "{name} whole");
            for byte in name.as_bytes() {
                assert_eq!(names.push(table, &[*byte], false), None);
            }
            assert_eq!(names.push(table, b"", true), want, "{name} in bytes");
        }
    }

    /// A name that ends like a known one, and is cut before that, is not the known one.
    #[test]
    fn the_end_of_a_name_is_no_name() {
        let mut names = Names::new();
        assert_eq!(names.push(table!["status", "message"], b"x", false), None);
        assert_eq!(names.push(table!["status", "message"], b"status", true), None);
        // The first byte fits: only the place says that a name is under way.
        assert_eq!(names.push(table!["sstatus", "status"], b"s", false), None);
        assert_eq!(names.push(table!["sstatus", "status"], b"status", true), Some(0));
        assert_eq!(names.push_ignoring_case(table!["ddate", "date"], b"D", false), None);
        assert_eq!(names.push_ignoring_case(table!["ddate", "date"], b"Date", true), Some(0));
    }
}
