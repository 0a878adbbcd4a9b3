//! What a reply says beside its records, on standard error.

use super::Screen;
use super::findings::several;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::Ignored;
use touchpoint_core::response::Warning;

/// How many warnings are shown.
const SHOWN: usize = 5;

/// Says what was left out because lenient ways were asked for.
pub(crate) fn ignored<'i>(screen: &mut Screen, ignored: impl IntoIterator<Item = &'i Ignored>) {
    for one in ignored {
        screen.warn(&format!("ignored: {}: {}", one.parameter, one.message));
    }
}

/// Says what could not be mapped: how much, and the first few with their places.
pub(crate) fn warnings(screen: &mut Screen, warnings: &[Warning]) {
    if warnings.is_empty() {
        return;
    }
    screen.warn(&several(warnings.len(), "warning"));
    for warning in warnings.iter().take(SHOWN) {
        screen.note(&format!("  {}", line(warning)));
    }
    if warnings.len() > SHOWN {
        screen.note(&format!("  and {} more", warnings.len() - SHOWN));
    }
}

fn line(warning: &Warning) -> String {
    let record = warning.record.map(|record| format!("record {record}: "));
    // The empty pointer is the whole record.
    let pointer = warning
        .pointer
        .as_deref()
        .filter(|pointer| !pointer.is_empty());
    let pointer = pointer.map(|pointer| format!(", at {pointer}"));
    let place = warning.place.as_ref().map(|place| format!(" ({place})"));
    let parts = [record, Some(warning.message.clone()), pointer, place];
    parts.into_iter().flatten().collect()
}

/// Says what became of the filters.
pub(super) fn filters(screen: &mut Screen, filters: &[(String, Fate)]) {
    if !filters.is_empty() {
        let each = filters
            .iter()
            .map(|(name, fate)| format!("{name} {}", fate.word()));
        screen.note(&format!("filters: {}", each.collect::<Vec<_>>().join(", ")));
    }
}
