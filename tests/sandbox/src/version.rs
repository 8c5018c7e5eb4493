//! The published forms of single send and their paths.

use serde::Serialize;

/// A published form of the single-send call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum Version {
    /// `/email/public/v1/singleEmail/send`: synchronous, properties as lists.
    #[serde(rename = "v1")]
    V1,
    /// `/marketing/v3/transactional/single-email/send`
    #[serde(rename = "v3")]
    V3,
    /// `/marketing/v4/email/single-send`
    #[serde(rename = "v4")]
    V4,
    /// `/marketing/transactional/2025-09/single-email/send`
    #[serde(rename = "2025-09")]
    Dated2025_09,
    /// `/marketing/transactional/2026-03/single-email/send`
    #[serde(rename = "2026-03")]
    Dated2026_03,
    /// `/marketing/transactional/2026-09/single-email/send`
    #[serde(rename = "2026-09")]
    Dated2026_09,
    /// `/marketing/email-campaigns/2026-03/single-send`
    #[serde(rename = "2026-03-marketing")]
    Marketing2026_03,
}

impl Version {
    /// Every version, oldest first.
    pub const ALL: [Version; 7] = [
        Version::V1,
        Version::V3,
        Version::V4,
        Version::Dated2025_09,
        Version::Dated2026_03,
        Version::Dated2026_09,
        Version::Marketing2026_03,
    ];

    /// The path of the send call.
    pub const fn path(self) -> &'static str {
        match self {
            Version::V1 => "/email/public/v1/singleEmail/send",
            Version::V3 => "/marketing/v3/transactional/single-email/send",
            Version::V4 => "/marketing/v4/email/single-send",
            Version::Dated2025_09 => "/marketing/transactional/2025-09/single-email/send",
            Version::Dated2026_03 => "/marketing/transactional/2026-03/single-email/send",
            Version::Dated2026_09 => "/marketing/transactional/2026-09/single-email/send",
            Version::Marketing2026_03 => "/marketing/email-campaigns/2026-03/single-send",
        }
    }

    /// Whether the call sends marketing email: it then also takes the scope `marketing-email`.
    pub const fn is_marketing(self) -> bool {
        matches!(self, Version::V4 | Version::Marketing2026_03)
    }

    /// Whether the published schema lists the lists and maps as required, and `to` not.
    pub(crate) const fn requires_collections(self) -> bool {
        matches!(
            self,
            Version::Dated2025_09 | Version::Dated2026_03 | Version::Dated2026_09 | Version::Marketing2026_03
        )
    }
}
