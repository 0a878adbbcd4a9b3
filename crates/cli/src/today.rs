//! The day against which the end of an API is judged.

use clap::Args;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Today {
    /// The day on which the end of an API is judged, as 2027-08-31; today unless said
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
}

impl Today {
    /// The day that was given, or today in UTC.
    pub(crate) fn day(self) -> Date {
        let now = || TimeZone::UTC.to_datetime(Timestamp::now()).date();
        self.today.unwrap_or_else(now)
    }
}
