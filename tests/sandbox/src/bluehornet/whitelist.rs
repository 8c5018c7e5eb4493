//! The addresses that may call as an API user.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// Addresses in the notations of the service: `10.0.0.7`, `127.0.0.0-127.255.255.255`, `169.254.0.0/16`, one after
/// the other with commas or line ends between them. IPv4 only. An empty list covers nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whitelist {
    ranges: Vec<(Ipv4Addr, Ipv4Addr)>,
}

/// The entry of a whitelist that is none of the notations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadWhitelist {
    /// The entry.
    pub entry: String,
}

impl fmt::Display for BadWhitelist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no IPv4 address, range or network: {:?}", self.entry)
    }
}

impl std::error::Error for BadWhitelist {}

impl FromStr for Whitelist {
    type Err = BadWhitelist;

    fn from_str(text: &str) -> Result<Self, BadWhitelist> {
        let entries = text.split([',', '\n', '\r']).map(str::trim).filter(|entry| !entry.is_empty());
        let range = |entry: &str| range(entry).ok_or_else(|| BadWhitelist { entry: entry.to_owned() });
        Ok(Self { ranges: entries.map(range).collect::<Result<_, _>>()? })
    }
}

impl Whitelist {
    /// Whether an entry matches; the ends of a range belong to it, host bits of a network do not count.
    ///
    /// `::1` is taken for 127.0.0.1 and a mapped IPv4 address for itself; no entry matches another IPv6 address.
    pub fn covers(&self, address: IpAddr) -> bool {
        let address = match address {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(address) if address.is_loopback() => Some(Ipv4Addr::LOCALHOST),
            IpAddr::V6(address) => address.to_ipv4_mapped(),
        };
        address.is_some_and(|address| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&address)))
    }
}

fn range(entry: &str) -> Option<(Ipv4Addr, Ipv4Addr)> {
    if let Some((first, last)) = entry.split_once('-') {
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        return (first <= last).then_some((first, last));
    }
    let Some((address, prefix)) = entry.split_once('/') else {
        let address = entry.parse().ok()?;
        return Some((address, address));
    };
    let plain = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let prefix = prefix.parse::<u32>().ok().filter(|bits| plain && *bits <= 32 && bits.to_string() == prefix)?;
    let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
    let hosts = u32::MAX.checked_shr(prefix).unwrap_or(0);
    Some(((address & !hosts).into(), (address | hosts).into()))
}
