//! The day on which dates are judged, alike in every command.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day of the judgement.
#[derive(clap::Args, Debug)]
pub(super) struct AsOfArgs {
    /// The day on which dates are judged, such as 2027-01-31; today in UTC unless given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

impl AsOfArgs {
    pub(super) fn date(&self) -> Date {
        self.as_of.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
    }
}
