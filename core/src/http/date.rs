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
    FORMS.iter().find_map(|form| Date::read(form, rest))?.seconds()
}

/// Names of days, and what the long form adds to each.
const DAYS: Table = table!["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_ENDS: Table = table!["day", "sday", "nesday", "rsday", "day", "urday", "day"];

/// What follows the name of the day: d day, n name of the month, y year, Y year in two digits, h hour, i minute, s second, `_` a blank or a
/// digit of the day; everything else stands for itself.
const FORMS: Table = table![", dd nnn yyyy hh:ii:ss GMT", ", dd-nnn-YY hh:ii:ss GMT", " nnn _d hh:ii:ss yyyy"];

const MONTHS: Table = table!["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LENGTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

#[derive(Default)]
struct Date {
    year: u32,
    /// The three letters of its name.
    month: [u8; 3],
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Date {
    fn read(form: &[u8], text: &[u8]) -> Option<Date> {
        let mut date = Date::default();
        if form.len() != text.len() {
            return None;
        }
        for (code, byte) in form.iter().zip(text) {
            let number = match code {
                b'd' => &mut date.day,
                b'_' if *byte == b' ' => continue,
                b'_' => &mut date.day,
                b'y' | b'Y' => &mut date.year,
                b'h' => &mut date.hour,
                b'i' => &mut date.minute,
                b's' => &mut date.second,
                b'n' => {
                    let [_, second, third] = date.month;
                    date.month = [second, third, *byte];
                    continue;
                }
                _ if code == byte => continue,
                _ => return None,
            };
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            *number = *number * 10 + u32::from(digit);
        }
        if form.iter().any(|code| *code == b'Y') {
            date.year += if date.year < 70 { 2000 } else { 1900 };
        }
        Some(date)
    }

    fn seconds(&self) -> Option<u64> {
        /// How many leap days there were from the year 1 to the end of this one.
        fn leap_days(year: u32) -> u32 {
            year / 4 - year / 100 + year / 400
        }
        let month = MONTHS.position(&self.month)?;
        let years = self.year.checked_sub(1970)?;
        let past = leap_days(self.year - 1);
        let leap = leap_days(self.year) - past;
        let length = u32::from(*LENGTHS.get(month)?) + if month == 1 { leap } else { 0 };
        // A leap second may stand; it counts as the second after it.
        if self.day.wrapping_sub(1) >= length || self.hour > 23 || self.minute > 59 || self.second > 60 {
            return None;
        }
        let before: u32 = LENGTHS.iter().take(month).map(|days| u32::from(*days)).sum();
        let days = years * 365 + past - leap_days(1969) + before + if month > 1 { leap } else { 0 } + self.day - 1;
        Some(u64::from(days) * 86_400 + u64::from(self.hour * 3600 + self.minute * 60 + self.second))
    }
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
            ("Thu, 01 Jan 1970 00:00:00 UTC", None),
            ("Thu, 01 Jan 0070 00:00:00 GMT", None),
            ("Thursdy, 01-Jan-70 00:00:00 GMT", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT ", None),
            ("Xyz, 01 Jan 1970 00:00:00 GMT", None),
            ("", None),
            ("120", None),
        ] {
            assert_eq!(parse(text.as_bytes()), seconds, "{text}");
        }
    }
}
