//! The clock, asked only where nobody gave a date.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Today in UTC.
pub fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}
