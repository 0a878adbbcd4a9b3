//! Checks a read about a cell of the filter tables against what the table says.

use crate::asked::Question;
use crate::violation::Violation;
use touchpoint_core::cursor::Key;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Options, PreviewedList, preview};
use touchpoint_emulator::{PlayedVendor, ReadLog};

/// Checks what became of a cell's filter against the table.
///
/// # Errors
/// Something else became of it.
pub(super) fn as_said(question: &Question, fates: &[(String, Fate)]) -> Result<(), Violation> {
    let Some(cell) = &question.cell else {
        return Ok(());
    };
    let mut of_cell = fates.iter().rev().filter(|(name, _)| *name == cell.name);
    let fate = of_cell.next().map(|(_, fate)| *fate);
    if fate == cell.fate {
        return Ok(());
    }
    let word = |fate: Option<Fate>| fate.map_or("refused", Fate::word);
    let what = format!(
        "`{}[{}]` with `{}` is {}, and not {}",
        cell.name,
        cell.operator.word(),
        cell.given,
        word(fate),
        word(cell.fate)
    );
    Err(Violation::new("the table", what))
}

/// Checks the vendor's call against the table: with a checked filter it is the same call as without
/// the filter, and with a pushed filter it is not.
///
/// # Errors
/// It was asked in another way.
pub(crate) fn as_asked(
    world: &PlayedVendor,
    question: &Question,
    seen: &ReadLog,
) -> Result<(), Violation> {
    let Some(cell) = &question.cell else {
        return Ok(());
    };
    let plan = world.plan();
    let mut alone = question.query.clone();
    alone.filters.retain(|filter| filter.parameter != cell.name);
    let account = world.account("nobody", "no secret");
    let options = Options::new(Key::new(b"simulated"));
    // A filter that replaces one of the way's own cannot be left out.
    let preview_of = |query: &ListQuery| preview(plan, query, &account, &options);
    let Ok(preview) = preview_of(&alone) else {
        return Ok(());
    };
    // A filter that chooses the list leads to another one where it is left out.
    let whole = preview_of(&question.query).ok();
    let of_case = |lists: &[PreviewedList]| -> Vec<String> {
        let cases = lists.iter().map(|list| list.request.about.route.clone());
        cases.collect()
    };
    let chooses = whole.is_some_and(|whole| of_case(&whole.lists) != of_case(&preview.lists));
    if chooses && matches!(cell.fate, Some(Fate::Checked | Fate::CheckedInOrder)) {
        return Ok(());
    }
    let is_seen = |list: &PreviewedList| {
        let call = world.shown(&list.request);
        let mut exchanges = seen.exchanges.iter();
        exchanges.any(|exchange| exchange.request == call)
    };
    let mut lists = preview.lists.iter();
    let Some(first) = preview.lists.first() else {
        return Ok(());
    };
    // Of lists that are read as one, it is enough that one is asked for a filter that is pushed.
    let same = match cell.fate {
        Some(Fate::Pushed | Fate::PushedAndChecked) => lists.all(is_seen),
        _ => is_seen(first),
    };
    let wrong = match cell.fate {
        Some(Fate::Checked | Fate::CheckedInOrder) if !same => {
            "is checked, but the vendor was asked in another way"
        }
        Some(Fate::Pushed | Fate::PushedAndChecked) if same => {
            "is pushed, but the vendor was not asked"
        }
        None if !seen.exchanges.is_empty() => "is refused, but the vendor was asked",
        _ => return Ok(()),
    };
    let what = format!("`{}[{}]` {wrong}", cell.name, cell.operator.word());
    Err(Violation::new("the table", what))
}
