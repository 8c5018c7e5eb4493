//! The whitelist notations, as an app uses them.

use mailwire_ffi::mobile::failure::MailwireError;
use mailwire_ffi::mobile::whitelist::Whitelist;

#[test]
fn entries_and_addresses() {
    let list = Whitelist::new("203.0.113.7, 198.51.100.9/24\n10.0.0.1-10.0.0.9".into()).expect("valid");
    assert_eq!(list.entries(), ["203.0.113.7", "198.51.100.0/24", "10.0.0.1-10.0.0.9"]);
    assert_eq!(list.to_string(), "203.0.113.7\n198.51.100.0/24\n10.0.0.1-10.0.0.9");
    for (address, covered) in
        [("203.0.113.7", true), ("198.51.100.255", true), ("10.0.0.9", true), ("10.0.0.10", false)]
    {
        assert_eq!(list.covers(address), Ok(covered), "{address}");
    }
    assert_eq!(Whitelist::new(String::new()).expect("nobody").covers("10.0.0.1"), Ok(false));
}

/// The fault and its place; an address that is none is refused too.
#[test]
fn faults() {
    let fault = |text: &str| Whitelist::new(text.into()).expect_err(text).to_string();
    for (text, wanted) in [
        ("10.0.0.1/33", "prefix at index 9"),
        ("10.0.0.256", "octet at index 7"),
        ("10.0.0.01", "leading-zero at index 7"),
        ("10.0.0.9-10.0.0.1", "range-reversed at index 9"),
        ("::1", "ipv6 at index 0"),
        ("10.0.0.1 x", "trailing at index 9"),
        ("a", "address at index 0"),
    ] {
        assert_eq!(fault(text), wanted);
    }
    let list = Whitelist::new("10.0.0.1".into()).expect("valid");
    for address in ["", "10.0.0", "10.0.0.1 ", "::1", "10.0.0.01"] {
        assert!(matches!(list.covers(address), Err(MailwireError::Whitelist { offset: 0, .. })), "{address:?}");
    }
}
