//! A point in time as scans state it: with a zone, or without.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date and time, with an offset from UTC where the source states one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    local: DateTime,
    offset: Option<Offset>,
}

impl Moment {
    /// Reads every form seen in scan files: ISO 8601 with `T` or a space, a fraction of up to nine
    /// digits, a one-digit hour, a zone (`Z`, `+01:00`, `+0100`, `+01`) or none, and seconds or
    /// milliseconds since 1970 as a decimal number.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(epoch) = text.parse::<f64>() {
            return Self::from_epoch(epoch);
        }
        let (date, rest) = text.split_at_checked(10)?;
        let date: Date = date.parse().ok()?;
        let rest = rest.trim_start_matches(['T', 't', ' ']);
        if rest.is_empty() {
            return Some(Self { local: date.at(0, 0, 0, 0), offset: None });
        }
        let zone = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
        let (clock, zone) = rest.split_at(zone);
        let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
        let mut parts = clock.split(':').map(|part| part.parse::<i8>().ok().filter(|_| part.len() <= 2));
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = match parts.next() {
            Some(second) => second?.min(59),
            None => 0,
        };
        let digits: String = fraction.chars().take(9).collect();
        let nanos = if digits.is_empty() { 0 } else { format!("{digits:0<9}").parse::<i32>().ok()? };
        let local = DateTime::new(date.year(), date.month(), date.day(), hour, minute, second, nanos).ok()?;
        let offset = match zone.trim() {
            "" => None,
            zone => Some(parse_offset(zone)?),
        };
        Some(Self { local, offset })
    }

    /// From seconds since 1970 in UTC; numbers above 1e11 are milliseconds.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked by jiff")]
    pub fn from_epoch(epoch: f64) -> Option<Self> {
        if !epoch.is_finite() || epoch < 0.0 {
            return None;
        }
        let seconds = if epoch > 1e11 { epoch / 1e3 } else { epoch };
        // Microseconds are what the sources carry; a finer fraction would be noise of the float.
        let timestamp = Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()?;
        Some(Self { local: Offset::UTC.to_datetime(timestamp), offset: Some(Offset::UTC) })
    }

    /// Whether the source stated a zone.
    pub fn zoned(&self) -> bool {
        self.offset.is_some()
    }

    /// The date in UTC; a time without a zone is taken for UTC.
    pub fn utc_date(&self) -> Date {
        self.utc().date()
    }

    /// The same local time in the zone of another, where it states none itself.
    #[must_use]
    pub fn in_zone_of(self, other: Self) -> Self {
        Self { offset: self.offset.or(other.offset), ..self }
    }

    /// Milliseconds since 1970; a time without a zone is taken for UTC.
    pub fn epoch_millis(&self) -> i64 {
        Offset::UTC.to_timestamp(self.utc()).map_or(0, Timestamp::as_millisecond)
    }

    /// Microseconds since 1970; a time without a zone is taken for UTC.
    pub fn epoch_micros(&self) -> i64 {
        Offset::UTC.to_timestamp(self.utc()).map_or(0, Timestamp::as_microsecond)
    }

    fn utc(&self) -> DateTime {
        let seconds = self.offset.map_or(0, |offset| i64::from(offset.seconds()));
        self.local.saturating_sub(SignedDuration::from_secs(seconds))
    }
}

/// An offset; `None` when the text is none.
fn parse_offset(zone: &str) -> Option<Offset> {
    if zone.eq_ignore_ascii_case("z") || zone.eq_ignore_ascii_case("utc") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match zone.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, zone.strip_prefix('+')?),
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.utc().cmp(&other.utc()).then(self.offset.cmp(&other.offset))
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local)?;
        match self.offset {
            Some(offset) if offset.is_zero() => f.write_str("Z"),
            Some(offset) => {
                let seconds = offset.seconds();
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => Ok(()),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a time such as 2026-11-20T18:04:05Z")))
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A time such as 2026-11-20T18:04:05Z; the zone may be absent"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_seen_in_scan_files_is_read() {
        for (text, shown) in [
            ("2015-12-18T10:10:51.776+01:00", "2015-12-18T10:10:51.776+01:00"),
            ("2026-02-15T22:43:38.206000-05:00", "2026-02-15T22:43:38.206-05:00"),
            ("2016-03-22 20:58:21.370000+00:00", "2016-03-22T20:58:21.37Z"),
            ("2016-09-20T02:34:49.189Z", "2016-09-20T02:34:49.189Z"),
            ("2007-09-25T7:45:02", "2007-09-25T07:45:02"),
            ("2020-12-30T08:58:00.33Z", "2020-12-30T08:58:00.33Z"),
            ("1458680301.37", "2016-03-22T20:58:21.37Z"),
            ("1458680301370", "2016-03-22T20:58:21.37Z"),
            ("2026-11-20", "2026-11-20T00:00:00"),
            ("2026-11-20T10:00:00+0530", "2026-11-20T10:00:00+05:30"),
        ] {
            assert_eq!(Moment::parse(text).map(|m| m.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in
            ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-20T25:00:00Z", "2026-11-20Tx", "-5", "NaN", "é2026-1"]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["2026-02-15T22:43:38.206-05:00", "2007-09-25T07:45:02", "2026-02-15T22:43:38Z"] {
            assert_eq!(Moment::parse(text).expect("a time").to_string(), text);
        }
    }

    #[test]
    fn the_day_is_that_of_utc() {
        assert_eq!(Moment::parse("2026-11-20T23:30:00-05:00").expect("a time").utc_date().to_string(), "2026-11-21");
    }
}
