//! The whitelist: a reader that splits and leaves addresses to the standard library has the same entries, or a fault at no
//! later place.

use std::net::Ipv4Addr;

use mailwire::bluehornet::{Addresses, Whitelist};

/// The other reader; what is printed reads the same; who is covered.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(text: &[u8]) {
    let wanted = entries(text);
    let list = match (Whitelist::new(text), &wanted) {
        (Ok(list), Some(_)) => list,
        (Err(error), None) => {
            assert!(error.offset <= text.len());
            // What stands before the entry at fault is a list.
            let before = &text[..error.offset];
            let end = before.iter().rposition(|byte| matches!(byte, b',' | b'\r' | b'\n')).unwrap_or(0);
            assert!(Whitelist::new(&text[..end]).is_ok(), "an earlier entry is at fault");
            return;
        }
        (ours, _) => panic!("the whitelist says {ours:?}, the other reader {wanted:?}"),
    };
    let wanted = wanted.unwrap_or_default();
    let found: Vec<_> = list.entries().map(|entry| (entry.first.to_bits(), entry.last.to_bits())).collect();
    assert_eq!(found, wanted);
    let printed = list.to_string();
    let again = Whitelist::new(&printed).expect("what is printed is a list");
    assert!(again.entries().eq(list.entries()), "printed as {printed}");
    // The ends of each entry, and what lies next to them.
    for (first, last) in wanted.iter().take(16) {
        for address in [*first, *last, first.wrapping_sub(1), last.wrapping_add(1)] {
            let covers = wanted.iter().any(|(first, last)| (*first..=*last).contains(&address));
            let address = Ipv4Addr::from_bits(address);
            assert_eq!(list.covers(address), covers);
            assert_eq!(list.covers_text(address.to_string().as_bytes()), Some(covers));
            let entry = Addresses { first: Ipv4Addr::from_bits(*first), last: Ipv4Addr::from_bits(*last) };
            assert_eq!(entry.contains(address), (*first..=*last).contains(&address.to_bits()));
        }
    }
}

fn entries(text: &[u8]) -> Option<Vec<(u32, u32)>> {
    let text = std::str::from_utf8(text).ok()?;
    let parts =
        text.split([',', '\r', '\n']).map(|part| part.trim_matches([' ', '\t'])).filter(|part| !part.is_empty());
    parts.map(entry).collect()
}

fn entry(text: &str) -> Option<(u32, u32)> {
    let address = |text: &str| text.parse::<Ipv4Addr>().ok().map(Ipv4Addr::to_bits);
    if let Some((first, last)) = text.split_once('-') {
        let blanks = [' ', '\t'];
        let (first, last) = (address(first.trim_end_matches(blanks))?, address(last.trim_start_matches(blanks))?);
        return (first <= last).then_some((first, last));
    }
    let Some((first, prefix)) = text.split_once('/') else { return address(text).map(|address| (address, address)) };
    let first = address(first)?;
    // `+8` and `08` are numbers for Rust, and none here.
    let is_number = prefix.bytes().all(|byte| byte.is_ascii_digit()) && (prefix.len() == 1 || !prefix.starts_with('0'));
    let prefix: u32 = prefix.parse().ok().filter(|prefix| is_number && *prefix <= 32)?;
    let host = if prefix == 32 { 0 } else { u32::MAX >> prefix };
    Some((first & !host, first | host))
}
