//! Names: which bytes they are of.

// Called while compiling only.
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

/// The bytes of names in ASCII.
#[cfg(target_pointer_width = "64")]
pub(super) const ASCII_NAMES: &[bool; 256] = &{
    let (mut table, mut i) = ([false; 256], 0);
    while i < 0x80 {
        table[i] = name_byte(i as u8);
        i += 1;
    }
    table
};

/// May `byte` stand in the name of an element of a request? That is ASCII without a colon.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
pub(super) fn is_element_name(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = *ASCII_NAMES;
        table[b':' as usize] = false;
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

#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
