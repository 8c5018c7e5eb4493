//! Times as the service writes them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;

/// RFC 3339 in UTC with milliseconds, as in `requestedAt`.
pub(crate) fn rfc3339(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

/// IMF-fixdate (RFC 9110, 5.6.7), as in `Date` and in the date form of `Retry-After`.
pub(crate) fn http_date(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        &weekday[..3],
        at.day(),
        &month[..3],
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// `YYYY-MM-DD HH:MM:SS` in US Pacific standard time, as BlueHornet writes times; never daylight saving time.
pub(crate) fn pacific(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at) - Duration::from_secs(8 * 3600);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Milliseconds since 1970, as v1 writes `eventId.created`.
pub(crate) fn epoch_milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_all_three_forms() {
        let at = UNIX_EPOCH + Duration::from_millis(1_793_610_927_104);
        assert_eq!(rfc3339(at), "2026-11-02T09:15:27.104Z");
        assert_eq!(http_date(at), "Mon, 02 Nov 2026 09:15:27 GMT");
        assert_eq!(pacific(at), "2026-11-02 01:15:27");
        assert_eq!(epoch_milliseconds(at), 1_793_610_927_104);
    }
}
