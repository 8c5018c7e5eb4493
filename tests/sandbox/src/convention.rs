//! What a recipient address makes the sandbox do.

/// The behaviour that an address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// The status runs to COMPLETE with this `sendResult`.
    Result(String),
    /// The status ends as CANCELED, without a `sendResult`.
    Canceled,
    /// The status stays PENDING.
    Stuck,
    /// The call itself is answered with this status, and `Retry-After` if given.
    Http(u16, Option<String>),
}

/// Local parts that the service refuses for every domain.
const ROLES: [&str; 11] = [
    "abuse",
    "no-reply",
    "noreply",
    "root",
    "spam",
    "security",
    "undisclosed-recipients",
    "unsubscribe",
    "inoc",
    "postmaster",
    "privacy",
];

/// Reads the address: a convention, else an invalid address, else an ordinary recipient (`SENT`).
pub(crate) fn behaviour(to: &str) -> Behaviour {
    let Some(local) = local_part(to) else {
        return Behaviour::Result("INVALID_TO_ADDRESS".to_owned());
    };
    let local = local.to_ascii_lowercase();
    if let Some(name) = local.strip_prefix("result+") {
        return Behaviour::Result(name.to_ascii_uppercase().replace('-', "_"));
    }
    if let Some(asked) = local.strip_prefix("http+") {
        let (status, wait) = match asked.split_once("-retry-after-") {
            Some((status, wait)) => (status, Some(wait.to_owned())),
            None => (asked, None),
        };
        if let Ok(status @ 200..=599) = status.parse() {
            return Behaviour::Http(status, wait);
        }
    }
    match local.as_str() {
        "status+canceled" => Behaviour::Canceled,
        "stuck+pending" => Behaviour::Stuck,
        role if ROLES.contains(&role) => Behaviour::Result("INVALID_TO_ADDRESS".to_owned()),
        _ => Behaviour::Result("SENT".to_owned()),
    }
}

/// The part before `@` of one bare address; none if it is not one, or is several.
fn local_part(address: &str) -> Option<&str> {
    let (local, domain) = address.split_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;<>@\"".contains(c);
    let sound = |part: &str| !part.is_empty() && part.chars().all(plain);
    (sound(local) && sound(domain)).then_some(local)
}

/// Whether a From value, bare or with a display name, holds one address.
pub(crate) fn is_sender(from: &str) -> bool {
    let bare = match (from.rfind('<'), from.ends_with('>')) {
        (Some(open), true) => &from[open + 1..from.len() - 1],
        _ => from,
    };
    local_part(bare).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_ask_for_behaviour() {
        let result = |name: &str| Behaviour::Result(name.to_owned());
        for (to, expected) in [
            ("jane@example.com", result("SENT")),
            ("result+PREVIOUSLY_BOUNCED@example.com", result("PREVIOUSLY_BOUNCED")),
            ("Result+previously-bounced@example.com", result("PREVIOUSLY_BOUNCED")),
            ("result+not_in_any_list@example.com", result("NOT_IN_ANY_LIST")),
            ("status+canceled@example.com", Behaviour::Canceled),
            ("stuck+pending@example.com", Behaviour::Stuck),
            ("http+503@example.com", Behaviour::Http(503, None)),
            ("http+429-retry-after-7@example.com", Behaviour::Http(429, Some("7".to_owned()))),
            ("NoReply@example.com", result("INVALID_TO_ADDRESS")),
            ("a@example.com,b@example.com", result("INVALID_TO_ADDRESS")),
            ("Jane <jane@example.com>", result("INVALID_TO_ADDRESS")),
            ("jane", result("INVALID_TO_ADDRESS")),
            ("", result("INVALID_TO_ADDRESS")),
        ] {
            assert_eq!(behaviour(to), expected, "{to}");
        }
    }

    #[test]
    fn senders_may_have_a_name() {
        assert!(is_sender("alerts@example.com"));
        assert!(is_sender("\"Alerts, Inc.\" <alerts@example.com>"));
        assert!(!is_sender("Alerts"));
        assert!(!is_sender("Alerts <alerts>"));
    }
}
