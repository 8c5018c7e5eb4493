//! HTTP-date: the crate httpdate says the same of every date, but for the name of the day, which it compares and we do not,
//! and for leap seconds, which it does not know.

use std::time::{Duration, SystemTime};

use mailwire::http::date::parse;

const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// httpdate in both directions, and what it prints.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(text: &[u8]) {
    let ours = parse(text);
    let theirs = std::str::from_utf8(text).ok().and_then(oracle);
    if theirs.is_some() && is_written_so(text) {
        assert_eq!(ours, theirs, "httpdate takes it for a date");
    }
    let Some(seconds) = ours else { return };
    let text = std::str::from_utf8(text).expect("dates are ASCII");
    if let Some(place) = text.find(":60") {
        // A leap second counts as the second behind it.
        let before = format!("{}:59{}", &text[..place], &text[place + 3..]);
        assert_eq!(parse(before.as_bytes()), Some(seconds - 1));
        return;
    }
    assert_eq!(
        oracle(&with_right_day(text, seconds)),
        Some(seconds),
        "httpdate takes it for another date, or for none"
    );
    let printed = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(parse(printed.as_bytes()), Some(seconds));
}

fn oracle(text: &str) -> Option<u64> {
    let time = httpdate::parse_http_date(text).ok()?;
    Some(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs())
}

/// Whether letters, digits and all else stand where one of the three forms has them: httpdate does not look at all of it.
fn is_written_so(text: &[u8]) -> bool {
    const FORMS: [&[u8]; 4] = [
        b", 00 aaa 0000 00:00:00 aaa",
        b", 00-aaa-00 00:00:00 aaa",
        b" aaa 00 00:00:00 0000",
        b" aaa  0 00:00:00 0000",
    ];
    let name = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let kinds = text[name..].iter().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        b'0'..=b'9' => b'0',
        other => *other,
    });
    let kinds: Vec<u8> = kinds.collect();
    FORMS.contains(&&kinds[..])
}

/// The same date with the day it is, in the form that httpdate wants.
fn with_right_day(text: &str, seconds: u64) -> String {
    let at = text.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(text.len());
    let day = DAYS[(seconds / 86_400 % 7) as usize];
    let is_long = text.as_bytes().get(at + 4) == Some(&b'-');
    format!("{}{}", if is_long { day } else { &day[..3] }, &text[at..])
}
