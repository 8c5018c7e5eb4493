//! HTTP-date in all three forms (RFC 9110 section 5.6.7).
//!
//! The grammar is three fixed layouts, so a template of one line each reads it. (A nom grammar of the same three forms is
//! the oracle in the tests: on a device its slicing keeps panics alive and costs 3 KB.)

use crate::text::{Table, table};

/// Seconds since 1970-01-01T00:00:00Z of an HTTP-date: IMF-fixdate, RFC 850 form or asctime form.
///
/// The two-digit year of the RFC 850 form counts as 1970 to 2069. The name of the day is not compared with the
/// date. `None` for anything else, and for dates before 1970.
///
/// ```
/// use mailwire::http::date::parse;
/// assert_eq!(parse(b"Sun, 06 Nov 1994 08:49:37 GMT"), Some(784111777));
/// assert_eq!(parse(b"Sunday, 06-Nov-94 08:49:37 GMT"), Some(784111777));
/// assert_eq!(parse(b"Sun Nov  6 08:49:37 1994"), Some(784111777));
/// assert_eq!(parse(b"tomorrow"), None);
/// ```
pub fn parse(text: &[u8]) -> Option<u64> {
    let name = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (name, rest) = text.split_at_checked(name)?;
    let (short, long) = name.split_at_checked(3)?;
    let day = DAYS.position(short)?;
    if !long.is_empty() && long != DAY_ENDS.get(day).as_bytes() {
        return None;
    }
    // The three forms have three lengths.
    let (index, form) = FORMS.iter().enumerate().find(|(_, form)| form.len() == rest.len())?;
    let mut numbers = [0; 6];
    for (code, byte) in form.iter().zip(rest) {
        let place = NUMBERS.iter().position(|number| number == code);
        let Some(number) = place.and_then(|place| numbers.get_mut(place)) else {
            if code == byte {
                continue;
            }
            return None;
        };
        let digit = byte.wrapping_sub(b'0');
        *number = match code {
            b'n' => *number << 8 | u32::from(*byte),
            // The tens of a day may be a blank in the last form.
            b'd' if *byte == b' ' && index == 2 && *number == 0 => 0,
            _ if digit > 9 => return None,
            _ => *number * 10 + u32::from(digit),
        };
    }
    let [year, month, day, hour, minute, second] = numbers;
    let year = match (index, year) {
        (1, 0..70) => year + 2000,
        (1, _) => year + 1900,
        _ => year,
    };
    let days = days(year, month, day)?;
    // A leap second may stand; it counts as the second after it.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(u64::from(days) * 86_400 + u64::from(hour * 3600 + minute * 60 + second))
}

/// Names of days, and what the long form adds to each.
const DAYS: Table = table!["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_ENDS: Table = table!["day", "sday", "nesday", "rsday", "day", "urday", "day"];

/// What follows the name of the day: letters of [`NUMBERS`]; everything else stands for itself.
const FORMS: Table = table![", dd nnn yyyy hh:ii:ss GMT", ", dd-nnn-yy hh:ii:ss GMT", " nnn dd hh:ii:ss yyyy"];

/// Year, name of the month, day, hour, minute, second.
const NUMBERS: &[u8; 6] = b"yndhis";

const MONTHS: Table = table!["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LENGTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Days since 1970-01-01; `month` is the three letters of its name.
fn days(year: u32, month: u32, day: u32) -> Option<u32> {
    /// How many leap days there were from the year 1 to the end of this one.
    fn leap_days(year: u32) -> u32 {
        year / 4 - year / 100 + year / 400
    }
    let [_, name @ ..] = month.to_be_bytes();
    let month = MONTHS.position(&name)?;
    let years = year.checked_sub(1970)?;
    let past = leap_days(year - 1);
    let leap = leap_days(year) - past;
    let length = u32::from(*LENGTHS.get(month)?) + if month == 1 { leap } else { 0 };
    if day.wrapping_sub(1) >= length {
        return None;
    }
    let before: u32 = LENGTHS.iter().take(month).map(|days| u32::from(*days)).sum();
    Some(years * 365 + past - leap_days(1969) + before + if month > 1 { leap } else { 0 } + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dates, the seconds they name (as `date -u -d ... +%s` says), and texts that are none.
    #[test]
    fn known_dates() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Mon, 02 Nov 2026 09:15:27 GMT", Some(1_793_610_927)),
            ("Thu, 29 Feb 2024 23:59:60 GMT", Some(1_709_251_200)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Tue, 31 Dec 2069 23:59:59 GMT", Some(3_155_759_999)),
            ("Monday, 02-Nov-26 09:15:27 GMT", Some(1_793_610_927)),
            ("Wednesday, 01-Jan-70 00:00:00 GMT", Some(0)),
            ("Mon Nov 12 09:15:27 2026", Some(1_794_474_927)),
            ("Wed, 29 Feb 2023 00:00:00 GMT", None),
            ("Thu, 01 Jan 1969 00:00:00 GMT", None),
            ("Thu, 00 Jan 1970 00:00:00 GMT", None),
            ("Thu, 01 Jan 1970 24:00:00 GMT", None),
            ("Thu, 01 Jan 1970 00:60:00 GMT", None),
            ("Thu, 01 Jan 1970 00:00:61 GMT", None),
            ("Thu, 01 Jan 1970 00:00:00 UTC", None),
            ("Thu, 01 Jan 0070 00:00:00 GMT", None),
            ("Thursdy, 01-Jan-70 00:00:00 GMT", None),
            ("Thu Jan  1 00:00:00 1970", Some(0)),
            ("Thu Jan 1  00:00:00 1970", None),
            ("Thu Jan    00:00:00 1970", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT ", None),
            ("Xyz, 01 Jan 1970 00:00:00 GMT", None),
            ("", None),
            ("120", None),
        ] {
            assert_eq!(parse(text.as_bytes()), seconds, "{text}");
        }
    }
}
