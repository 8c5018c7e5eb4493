//! The whitelist of an API user: which addresses may call.
//!
//! Entries are separated by commas or line ends: a single address, a range `a-b` with both ends in it, or CIDR, whose
//! host bits are masked. IPv4 only: nothing is known of IPv6 at this service.

use core::fmt;
use core::net::Ipv4Addr;

use crate::error::words;

words! {
    /// What is wrong with an entry.
    #[non_exhaustive]
    WhitelistFault {
        /// No address where one should be; at the byte that is not part of one.
        Address = "address",
        /// A number above 255; at its first digit.
        Octet = "octet",
        /// A number with a leading zero, which others read as octal; at that zero.
        LeadingZero = "leading-zero",
        /// A prefix that is no number up to 32; at its first digit.
        Prefix = "prefix",
        /// A range whose end is before its beginning; at the end address.
        RangeReversed = "range-reversed",
        /// An IPv6 address; at its first byte.
        Ipv6 = "ipv6",
        /// Something behind an entry; at its first byte.
        Trailing = "trailing",
    }
}

/// What is wrong with a whitelist, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhitelistError {
    /// What.
    pub fault: WhitelistFault,
    /// Index of the byte at fault.
    pub offset: usize,
}

impl fmt::Display for WhitelistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at index {}", self.fault.as_str(), self.offset)
    }
}

impl core::error::Error for WhitelistError {}

/// An entry: the addresses from `first` to `last`, both in it. It prints as an address, as CIDR where it is a network,
/// else as a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The first address.
    pub first: Ipv4Addr,
    /// The last address.
    pub last: Ipv4Addr,
}

impl Addresses {
    /// Whether `address` is one of them.
    pub fn contains(&self, address: Ipv4Addr) -> bool {
        (self.first..=self.last).contains(&address)
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first.to_bits(), self.last.to_bits());
        let host = first ^ last;
        let is_network = host & host.wrapping_add(1) == 0 && first & host == 0;
        match host {
            0 => write!(f, "{}", self.first),
            _ if is_network => write!(f, "{}/{}", self.first, host.leading_zeros()),
            _ => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

/// A checked whitelist; the text stays borrowed.
///
/// ```
/// use mailwire::bluehornet::Whitelist;
/// let list = Whitelist::new("203.0.113.7, 198.51.100.0/24\n10.0.0.1-10.0.0.9")?;
/// assert!(list.covers([198, 51, 100, 42].into()));
/// assert!(!list.covers([10, 0, 0, 10].into()));
/// assert_eq!(list.to_string(), "203.0.113.7\n198.51.100.0/24\n10.0.0.1-10.0.0.9\n");
/// assert_eq!(Whitelist::new("10.0.0.1/33").unwrap_err().offset, 9);
/// # Ok::<(), mailwire::bluehornet::WhitelistError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whitelist<'a> {
    text: &'a [u8],
}

impl<'a> Whitelist<'a> {
    /// Checks `text`. No entries at all is a list that covers nobody.
    ///
    /// # Errors
    /// The first fault and its place.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, WhitelistError> {
        let text = text.as_ref();
        let mut place = Place { text, at: 0 };
        while place.entry()?.is_some() {}
        Ok(Whitelist { text })
    }

    /// The entries in their order.
    pub fn entries(&self) -> impl Iterator<Item = Addresses> + use<'a> {
        let mut place = Place { text: self.text, at: 0 };
        core::iter::from_fn(move || place.entry().ok().flatten())
    }

    /// Whether a call from `address` passes. The address is the one the service sees: behind a router that is not the
    /// device's own; the failure `IpNotWhitelisted` tells it as the detail.
    pub fn covers(&self, address: Ipv4Addr) -> bool {
        self.entries().any(|entry| entry.contains(address))
    }

    /// As [`covers`](Self::covers), with an address in text, such as the detail of a failure; `None` if it is none.
    pub fn covers_text(&self, address: &[u8]) -> Option<bool> {
        let mut place = Place { text: address, at: 0 };
        let address = place.address().ok()?;
        (place.at == place.text.len()).then(|| self.covers(address))
    }
}

impl fmt::Display for Whitelist<'_> {
    /// One entry a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

struct Place<'a> {
    text: &'a [u8],
    at: usize,
}

impl Place<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, which: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&which) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: u8) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// The next entry, `None` at the end.
    fn entry(&mut self) -> Result<Option<Addresses>, WhitelistError> {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b',' | b'\r' | b'\n'));
        if self.peek().is_none() {
            return Ok(None);
        }
        let first = self.address()?;
        let mut last = first;
        let mut entry = Addresses { first, last };
        if self.take(b'/') {
            let start = self.at;
            let prefix = self.number(32, WhitelistFault::Prefix)?.ok_or(wrong(WhitelistFault::Prefix, start))?;
            let host = u32::MAX.checked_shr(prefix).unwrap_or(0);
            entry.first = Ipv4Addr::from_bits(first.to_bits() & !host);
            entry.last = Ipv4Addr::from_bits(first.to_bits() | host);
            self.blanks();
        } else {
            self.blanks();
            if self.take(b'-') {
                self.blanks();
                let start = self.at;
                last = self.address()?;
                if last < first {
                    return Err(wrong(WhitelistFault::RangeReversed, start));
                }
                self.blanks();
            }
            entry.last = last;
        }
        match self.peek() {
            None | Some(b',' | b'\r' | b'\n') => Ok(Some(entry)),
            Some(_) => Err(wrong(WhitelistFault::Trailing, self.at)),
        }
    }

    fn blanks(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// Four numbers with points between.
    fn address(&mut self) -> Result<Ipv4Addr, WhitelistError> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or(&[]);
        let is_part = |byte: &&u8| !matches!(byte, b',' | b' ' | b'\t' | b'\r' | b'\n' | b'-' | b'/');
        if rest.iter().take_while(is_part).any(|byte| *byte == b':') {
            return Err(wrong(WhitelistFault::Ipv6, start));
        }
        let mut bits = 0;
        for octet in 0..4 {
            if octet > 0 && !self.take(b'.') {
                return Err(wrong(WhitelistFault::Address, self.at));
            }
            let number = self.number(255, WhitelistFault::Octet)?.ok_or(wrong(WhitelistFault::Address, self.at))?;
            bits = bits << 8 | number;
        }
        Ok(Ipv4Addr::from_bits(bits))
    }

    /// A number up to `limit`; `None` where there are no digits.
    fn number(&mut self, limit: u32, fault: WhitelistFault) -> Result<Option<u32>, WhitelistError> {
        let start = self.at;
        let mut number = 0u32;
        while let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or(&[]);
        match digits {
            [] => Ok(None),
            [b'0', _, ..] => Err(wrong(WhitelistFault::LeadingZero, start)),
            _ if number > limit => Err(wrong(fault, start)),
            _ => Ok(Some(number)),
        }
    }
}

const fn wrong(fault: WhitelistFault, offset: usize) -> WhitelistError {
    WhitelistError { fault, offset }
}
