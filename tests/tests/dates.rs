//! HTTP-date against an oracle: a nom grammar of RFC 9110 section 5.6.7, written apart from the parser.

use mailwire::http::date::parse;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::combinator::{all_consuming, map_opt, value, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};
use proptest::prelude::*;

/// Day, month from 1, year as it stands, seconds of the day.
type Date = (u32, u32, u32, u32);

fn number<'i>(digits: usize, limit: u32) -> impl Parser<&'i str, Output = u32, Error = nom::error::Error<&'i str>> {
    verify(
        map_opt(take_while_m_n(digits, digits, |c: char| c.is_ascii_digit()), |text: &str| text.parse().ok()),
        move |number| *number < limit,
    )
}

fn month(input: &str) -> IResult<&str, u32> {
    const NAMES: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    map_opt(take_while_m_n(3, 3, |c: char| c.is_ascii_alphabetic()), |name: &str| {
        (0..12).find(|at| NAMES[at * 3..at * 3 + 3] == *name).map(|at| at as u32 + 1)
    })
    .parse(input)
}

fn time(input: &str) -> IResult<&str, u32> {
    (number(2, 24), preceded(tag(":"), number(2, 60)), preceded(tag(":"), number(2, 61)))
        .map(|(hour, minute, second)| hour * 3600 + minute * 60 + second)
        .parse(input)
}

fn short_day(input: &str) -> IResult<&str, &str> {
    alt((tag("Mon"), tag("Tue"), tag("Wed"), tag("Thu"), tag("Fri"), tag("Sat"), tag("Sun"))).parse(input)
}

fn long_day(input: &str) -> IResult<&str, &str> {
    alt((
        tag("Monday"),
        tag("Tuesday"),
        tag("Wednesday"),
        tag("Thursday"),
        tag("Friday"),
        tag("Saturday"),
        tag("Sunday"),
    ))
    .parse(input)
}

fn imf_fixdate(input: &str) -> IResult<&str, Date> {
    let day = preceded((alt((long_day, short_day)), tag(", ")), terminated(number(2, 32), tag(" ")));
    (day, terminated(month, tag(" ")), terminated(number(4, 10_000), tag(" ")), terminated(time, tag(" GMT")))
        .parse(input)
}

fn rfc850(input: &str) -> IResult<&str, Date> {
    let day = preceded((alt((long_day, short_day)), tag(", ")), terminated(number(2, 32), tag("-")));
    let year = number(2, 100).map(|year| if year < 70 { 2000 + year } else { 1900 + year });
    (day, terminated(month, tag("-")), terminated(year, tag(" ")), terminated(time, tag(" GMT"))).parse(input)
}

fn asctime(input: &str) -> IResult<&str, Date> {
    let day = alt((number(2, 32), preceded(value((), tag(" ")), number(1, 10))));
    let month = preceded((alt((long_day, short_day)), tag(" ")), month);
    (month, preceded(tag(" "), day), preceded(tag(" "), time), preceded(tag(" "), number(4, 10_000)))
        .map(|(month, day, time, year)| (day, month, year, time))
        .parse(input)
}

/// Counts the days one by one.
fn oracle(text: &str) -> Option<u64> {
    let (_, (day, month, year, time)) = all_consuming(alt((imf_fixdate, rfc850, asctime))).parse(text).ok()?;
    let is_leap = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = |month: u32, year: u32| match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if year < 1970 || day == 0 || day > length(month, year) {
        return None;
    }
    let years: u32 = (1970..year).map(|year| 365 + u32::from(is_leap(year))).sum();
    let months: u32 = (1..month).map(|month| length(month, year)).sum();
    Some(u64::from(years + months + day - 1) * 86_400 + u64::from(time))
}

const MONTHS: [&str; 13] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Foo"];

/// Every day from 1970 to 2070, in the three forms.
#[test]
fn every_day() {
    for year in 1969..2071 {
        for month in MONTHS {
            for day in 0..33 {
                for text in [
                    format!("Sun, {day:02} {month} {year} 08:49:37 GMT"),
                    format!("Sunday, {day:02}-{month}-{:02} 23:59:60 GMT", year % 100),
                    format!("Sun {month} {day:2} 00:00:00 {year}"),
                ] {
                    assert_eq!(parse(text.as_bytes()), oracle(&text), "{text}");
                }
            }
        }
    }
}

proptest! {
    /// Near misses: one character of a good date replaced, left out or doubled.
    #[test]
    fn near_misses(form in 0..3usize, at in 0..40usize, other in "[ -~]", what in 0..3) {
        let mut text: Vec<char> = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"][form]
            .chars()
            .collect();
        let at = at.min(text.len() - 1);
        match what {
            0 => text[at] = other.chars().next().expect("one character"),
            1 => { text.remove(at); }
            _ => text.insert(at, text[at]),
        }
        let text: String = text.into_iter().collect();
        prop_assert_eq!(parse(text.as_bytes()), oracle(&text), "{}", text);
    }
}
