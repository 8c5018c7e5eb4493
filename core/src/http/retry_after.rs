//! Retry-After (RFC 9110 section 10.2.3): seconds, or a date measured against the reply's own Date.

use super::date;
use crate::outcome::RetryAfter;

/// The value of a Retry-After field. What is neither a number nor a date is ignored; a number that no clock could wait
/// for is the largest there is.
pub(crate) fn parse(field: &[u8]) -> Option<RetryAfter> {
    if field.is_empty() || !field.iter().all(u8::is_ascii_digit) {
        return date::parse(field).map(|date| RetryAfter::Date(u32::try_from(date).unwrap_or(u32::MAX)));
    }
    let seconds = field.iter().try_fold(0u32, |number, digit| {
        number.checked_mul(10).and_then(|number| number.checked_add(u32::from(digit - b'0')))
    });
    Some(RetryAfter::Seconds(seconds.unwrap_or(u32::MAX)))
}

/// Measures a date against the Date of the same reply, whose clock it is. A date in the past is 0 seconds.
pub(crate) fn since(retry_after: RetryAfter, reply_date: Option<u32>) -> RetryAfter {
    match (retry_after, reply_date) {
        (RetryAfter::Date(date), Some(now)) => RetryAfter::Seconds(date.saturating_sub(now)),
        _ => retry_after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let now = date::parse(b"Mon, 02 Nov 2026 09:15:27 GMT").map(|date| date as u32);
        for (field, date, want) in [
            ("120", None, Some(RetryAfter::Seconds(120))),
            ("0", now, Some(RetryAfter::Seconds(0))),
            ("99999999999", now, Some(RetryAfter::Seconds(u32::MAX))),
            ("Mon, 02 Nov 2026 09:17:27 GMT", now, Some(RetryAfter::Seconds(120))),
            ("Mon, 02 Nov 2026 09:15:00 GMT", now, Some(RetryAfter::Seconds(0))),
            ("Mon, 02 Nov 2026 09:17:27 GMT", None, Some(RetryAfter::Date(1_793_611_047))),
            ("Fri, 31 Dec 9999 23:59:59 GMT", None, Some(RetryAfter::Date(u32::MAX))),
            ("-1", now, None),
            ("1.5", now, None),
            ("soon", now, None),
            ("", now, None),
        ] {
            assert_eq!(parse(field.as_bytes()).map(|found| since(found, date)), want, "{field}");
        }
    }
}
