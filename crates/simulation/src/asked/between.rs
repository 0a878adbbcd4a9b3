//! Moments that a vendor's form of time cannot tell from others: where no field shows the time, the call is
//! refused.

use super::asker::declared;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use touchpoint_core::query::Filter;
use touchpoint_emulator::PlayedVendor;
use touchpoint_language::mapping::Route;

/// True if a filter's moment lies between two that the vendor tells apart, further than a second, and nothing
/// can be checked.
pub(super) fn lies_between(world: &PlayedVendor, route: &Route, filter: &Filter) -> bool {
    let plan = world.plan();
    let shown = plan.model.compared_field(&filter.parameter);
    if shown.is_some_and(|field| plan.fills(&field)) {
        return false;
    }
    let Some(parameter) = declared(world, route, &filter.parameter) else {
        return false;
    };
    let mut moments = filter.values.iter().filter_map(|text| moment(text));
    moments.any(|moment| {
        let around = parameter
            .sendings
            .iter()
            .filter_map(|own| own.time.around(moment));
        let mut around = around.map(|(before, after)| after.duration_since(before));
        around.any(|apart| apart > SignedDuration::from_secs(1))
    })
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let day: Date = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
    })
}
