//! The whitelist of a BlueHornet API user: which addresses may call.

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;

use mailwire::bluehornet;

use super::failure::MailwireError;
use super::words::WhitelistFault;

/// A whitelist. Entries are separated by commas or line ends: a single address, a range `a-b` with both ends in it, or
/// CIDR, whose host bits are masked. IPv4 only: nothing is known of IPv6 at this service.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display, Eq)]
#[derive(PartialEq, Eq)]
pub struct Whitelist {
    text: String,
}

#[uniffi::export]
impl Whitelist {
    /// Checks `text`. No entries at all is a list that covers nobody.
    ///
    /// Throws `Whitelist` with the first fault and its place.
    #[uniffi::constructor]
    pub fn new(text: String) -> Result<Arc<Self>, MailwireError> {
        bluehornet::Whitelist::new(&text)?;
        Ok(Arc::new(Whitelist { text }))
    }

    /// The entries in their order: an address, CIDR where it is a network, else a range.
    pub fn entries(&self) -> Vec<String> {
        self.core().map_or_else(Vec::new, |list| list.entries().map(|entry| entry.to_string()).collect())
    }

    /// Whether a call from `address` passes. The address is the one the service sees: behind a router that is not the
    /// device's own; an outcome with the diagnosis `ipNotWhitelisted` tells it as the detail.
    ///
    /// Throws `Whitelist` if `address` is no IPv4 address.
    pub fn covers(&self, address: &str) -> Result<bool, MailwireError> {
        let address: Ipv4Addr =
            address.parse().map_err(|_| MailwireError::Whitelist { fault: WhitelistFault::Address, offset: 0 })?;
        Ok(self.core().is_some_and(|list| list.covers(address)))
    }
}

impl Whitelist {
    fn core(&self) -> Option<bluehornet::Whitelist<'_>> {
        bluehornet::Whitelist::new(&self.text).ok()
    }
}

impl fmt::Display for Whitelist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entries().join("\n"))
    }
}

impl fmt::Debug for Whitelist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}
