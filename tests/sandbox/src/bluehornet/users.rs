//! API users: key, secret, whitelist and access level.

use super::whitelist::Whitelist;
use std::collections::HashMap;
use std::net::IpAddr;

/// The key of an API user with every right, good from loopback.
pub const API_KEY: &str = "EXAMPLE-API-KEY";

/// The key of an API user that may only call `utilities.checkEmail`.
pub const CUSTOM_API_KEY: &str = "EXAMPLE-CUSTOM-KEY";

/// The key of an API user whose whitelist covers 203.0.113.0/24 and 198.51.100.7-198.51.100.9 alone.
pub const ELSEWHERE_API_KEY: &str = "EXAMPLE-ELSEWHERE-KEY";

/// The key of an API user of a third party integration: every right, no whitelist.
pub const THIRD_PARTY_API_KEY: &str = "EXAMPLE-THIRD-PARTY-KEY";

/// The secret of all built-in API users.
pub const SHARED_SECRET: &str = "EXAMPLE-SHARED-SECRET";

/// The built-in API users: key and what it is good for. All have [`SHARED_SECRET`].
pub const BUILT_IN_API_USERS: [(&str, &str); 4] = [
    (API_KEY, "every method, from loopback"),
    (CUSTOM_API_KEY, "utilities.checkEmail alone, from loopback"),
    (ELSEWHERE_API_KEY, "not from loopback: Invalid Request IP"),
    (THIRD_PARTY_API_KEY, "every method, from everywhere"),
];

/// Someone who may call. Never a real key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiUser {
    /// A name for the lists of this sandbox.
    pub name: String,
    /// `api_key`
    pub key: String,
    /// `shared_secret`
    pub secret: String,
    /// The addresses that may call; [`AccessLevel::ThirdParty`] needs none.
    pub whitelist: Whitelist,
    /// The methods that may be called.
    pub level: AccessLevel,
}

/// What an API user may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessLevel {
    /// Every method.
    Full,
    /// These methods; letter case does not matter.
    Custom(Vec<String>),
    /// Every method, from every address: the service whitelists its integrations itself.
    ThirdParty,
}

impl ApiUser {
    /// A user with every right, whose whitelist is loopback.
    pub fn new(name: impl Into<String>, key: impl Into<String>, secret: impl Into<String>) -> Self {
        let whitelist = "127.0.0.0-127.255.255.255".parse().unwrap_or_default();
        Self { name: name.into(), key: key.into(), secret: secret.into(), whitelist, level: AccessLevel::Full }
    }

    /// Whether calls from this address pass.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        self.level == AccessLevel::ThirdParty || self.whitelist.covers(address)
    }

    /// Whether the user may call the method.
    pub(crate) fn may_call(&self, method: &str) -> bool {
        match &self.level {
            AccessLevel::Full | AccessLevel::ThirdParty => true,
            AccessLevel::Custom(methods) => methods.iter().any(|known| known.eq_ignore_ascii_case(method)),
        }
    }
}

/// The built-in users by their keys.
pub(crate) fn built_in() -> HashMap<String, ApiUser> {
    let user = |name: &str, key: &str| ApiUser::new(name, key, SHARED_SECRET);
    let elsewhere = "203.0.113.0/24\n198.51.100.7-198.51.100.9".parse().unwrap_or_default();
    [
        user("full", API_KEY),
        ApiUser {
            level: AccessLevel::Custom(vec!["utilities.checkEmail".to_owned()]),
            ..user("custom", CUSTOM_API_KEY)
        },
        ApiUser { whitelist: elsewhere, ..user("elsewhere", ELSEWHERE_API_KEY) },
        ApiUser { level: AccessLevel::ThirdParty, ..user("third party", THIRD_PARTY_API_KEY) },
    ]
    .map(|user| (user.key.clone(), user))
    .into()
}
