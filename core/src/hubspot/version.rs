//! The versions of single send: where each lives and which shape its body has.

use crate::error::words;
use crate::text::{Table, table};

words! {
    /// A version of single send. The default is the newest dated one.
    ///
    /// HubSpot publishes a dated version each March and September and supports it for 18 months; v1 and v3 become
    /// unsupported in September 2027, v4 on 2027-03-30.
    #[derive(Default)]
    #[non_exhaustive]
    ApiVersion {
        /// Synchronous; properties as lists. The only version that ever took a query key.
        V1 = "v1",
        /// Asynchronous; properties as maps.
        V3 = "v3",
        /// **Marketing** single send: it makes the recipient a marketing contact, which is billed, and subscription
        /// rules apply. Needs Marketing Hub Enterprise.
        V4Marketing = "v4-marketing",
        /// Dated version of September 2025.
        Dated2025_09 = "2025-09",
        /// Dated version of March 2026.
        Dated2026_03 = "2026-03",
        /// Dated version of September 2026.
        #[default]
        Dated2026_09 = "2026-09",
        /// Dated **marketing** single send of March 2026: recipients become marketing contacts, as in v4.
        Dated2026_03Marketing = "2026-03-marketing",
    }
}

/// In the order of the versions.
const PATHS: Table = table![
    "/email/public/v1/singleEmail/send",
    "/marketing/v3/transactional/single-email/send",
    "/marketing/v4/email/single-send",
    "/marketing/transactional/2025-09/single-email/send",
    "/marketing/transactional/2026-03/single-email/send",
    "/marketing/transactional/2026-09/single-email/send",
    "/marketing/email-campaigns/2026-03/single-send",
];

impl ApiVersion {
    /// The path of the send call.
    pub fn path(self) -> &'static str {
        PATHS.get(self as usize)
    }

    /// Properties are lists of name and value (v1), not maps.
    pub(crate) const fn has_property_lists(self) -> bool {
        matches!(self, ApiVersion::V1)
    }

    /// Empty lists and maps are sent too: the dated versions list them as required.
    pub(crate) const fn sends_empty_members(self) -> bool {
        !matches!(self, ApiVersion::V1 | ApiVersion::V3 | ApiVersion::V4Marketing)
    }
}
