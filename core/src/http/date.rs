//! HTTP-date in all three forms (RFC 9110 section 5.6.7), with nom.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::combinator::{all_consuming, map_opt, value, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

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
    let date = all_consuming(alt((imf_fixdate, rfc850, asctime))).parse(text).ok()?.1;
    date.seconds()
}

struct Date {
    year: u32,
    month: u8,
    day: u32,
    time: u32,
}

impl Date {
    /// Days from civil, counting years from March so that the leap day is last.
    fn seconds(&self) -> Option<u64> {
        const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let length = LENGTHS.get(usize::from(self.month))? + u32::from(leap && self.month == 1);
        if self.day == 0 || self.day > length || self.year < 1970 {
            return None;
        }
        let before: u32 = LENGTHS.iter().take(usize::from(self.month)).sum();
        let past = self.year - 1;
        let leap_days = (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400);
        let days = (self.year - 1970) * 365 + leap_days + before + u32::from(leap && self.month > 1) + self.day - 1;
        Some(u64::from(days) * 86_400 + u64::from(self.time))
    }
}

type Parsed<'i, T> = IResult<&'i [u8], T>;

fn number<'i>(digits: usize, limit: u32) -> impl Parser<&'i [u8], Output = u32, Error = nom::error::Error<&'i [u8]>> {
    verify(
        take_while_m_n(digits, digits, |byte: u8| byte.is_ascii_digit())
            .map(|text: &[u8]| text.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))),
        move |number| *number < limit,
    )
}

fn month(input: &[u8]) -> Parsed<'_, u8> {
    const NAMES: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    map_opt(take_while_m_n(3, 3, |byte: u8| byte.is_ascii_alphabetic()), |text: &[u8]| {
        NAMES.iter().position(|name| *name == text).map(|index| index as u8)
    })
    .parse(input)
}

fn day_name(input: &[u8]) -> Parsed<'_, &[u8]> {
    verify(take_while_m_n(3, 9, |byte: u8| byte.is_ascii_alphabetic()), |name: &[u8]| {
        [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"].iter().any(|day| name.starts_with(*day))
    })
    .parse(input)
}

/// `08:49:37`, a leap second allowed.
fn time(input: &[u8]) -> Parsed<'_, u32> {
    (number(2, 24), preceded(tag(":"), number(2, 60)), preceded(tag(":"), number(2, 61)))
        .map(|(hour, minute, second)| hour * 3600 + minute * 60 + second)
        .parse(input)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn imf_fixdate(input: &[u8]) -> Parsed<'_, Date> {
    preceded(
        (day_name, tag(", ")),
        (
            terminated(number(2, 32), tag(" ")),
            terminated(month, tag(" ")),
            terminated(number(4, 10_000), tag(" ")),
            terminated(time, tag(" GMT")),
        ),
    )
    .map(|(day, month, year, time)| Date { year, month, day, time })
    .parse(input)
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
fn rfc850(input: &[u8]) -> Parsed<'_, Date> {
    preceded(
        (day_name, tag(", ")),
        (
            terminated(number(2, 32), tag("-")),
            terminated(month, tag("-")),
            terminated(number(2, 100), tag(" ")),
            terminated(time, tag(" GMT")),
        ),
    )
    .map(|(day, month, year, time)| Date { year: if year < 70 { 2000 + year } else { 1900 + year }, month, day, time })
    .parse(input)
}

/// `Sun Nov  6 08:49:37 1994`
fn asctime(input: &[u8]) -> Parsed<'_, Date> {
    let day = alt((number(2, 32), preceded(value((), tag(" ")), number(1, 10))));
    (
        preceded((day_name, tag(" ")), month),
        preceded(tag(" "), day),
        preceded(tag(" "), time),
        preceded(tag(" "), number(4, 10_000)),
    )
        .map(|(month, day, time, year)| Date { year, month, day, time })
        .parse(input)
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
            ("Thu, 01 Jan 1970 00:00:00 GMT ", None),
            ("Xyz, 01 Jan 1970 00:00:00 GMT", None),
            ("", None),
            ("120", None),
        ] {
            assert_eq!(parse(text.as_bytes()), seconds, "{text}");
        }
    }
}
