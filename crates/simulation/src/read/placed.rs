//! What a filter is told to be, held against the calls: with another value a pushed one makes another
//! call, and a checked one makes the very same.

use crate::asked::{Question, other_value};
use crate::violation::Violation;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Request;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::{Filter, ListQuery};
use touchpoint_core::run::{Options, Preview, preview};
use touchpoint_emulator::PlayedVendor;
use touchpoint_language::expr::Condition;

/// Holds every filter of a question against the calls.
///
/// # Errors
/// One is pushed, and its value is not in the call; or it is not, and its value is.
pub(crate) fn as_placed(
    world: &PlayedVendor,
    question: &Question,
    seed: u64,
) -> Result<(), Violation> {
    let ask = |query: &ListQuery| {
        let account = world.account("nobody", "no secret");
        preview(
            world.plan(),
            query,
            &account,
            &Options::new(Key::new(b"simulated")),
        )
        .ok()
    };
    let Some(own) = ask(&question.query) else {
        return Ok(());
    };
    for (at, filter) in question.query.filters.iter().enumerate() {
        let mut others = question.query.filters.iter().enumerate();
        // Of two on one field it is not known which one a place holds.
        if others.any(|(other, f)| other != at && f.parameter == filter.parameter) {
            continue;
        }
        let Some(other) = other_value(world, question, filter, seed) else {
            continue;
        };
        let mut query = question.query.clone();
        if let Some(filter) = query.filters.get_mut(at) {
            filter.values = vec![other];
        }
        let Some(varied) = ask(&query) else { continue };
        held(world, filter, &own, &varied)?;
    }
    Ok(())
}

fn held(
    world: &PlayedVendor,
    filter: &Filter,
    own: &Preview,
    varied: &Preview,
) -> Result<(), Violation> {
    let (Some(fate), Some(other)) = (fate(own, filter), fate(varied, filter)) else {
        return Ok(());
    };
    let same = own.lists.len() == varied.lists.len()
        && own
            .lists
            .iter()
            .zip(&varied.lists)
            .all(|(own, varied)| text(&own.request) == text(&varied.request));
    let is_pushed = |fate| matches!(fate, Fate::Pushed | Fate::PushedAndChecked);
    let wrong = match (is_pushed(fate), is_pushed(other)) {
        (true, true) if same => "is pushed, and its value does not stand in the call",
        (false, false) if !same && !decides(world, &filter.parameter) => {
            "is not pushed, and its value stands in the call"
        }
        _ => return Ok(()),
    };
    let what = format!("`{}[{}]` {wrong}", filter.parameter, filter.operator.word());
    Err(Violation::new("placed", what))
}

fn fate(preview: &Preview, filter: &Filter) -> Option<Fate> {
    let mut fates = preview.fates.iter();
    let own = fates.find(|(name, _)| *name == filter.parameter)?;
    Some(own.1)
}

/// True if a parameter, or its twin, chooses between cases or routes.
fn decides(world: &PlayedVendor, name: &str) -> bool {
    let plan = world.plan();
    let same_as = plan.model.parameter(name).and_then(|p| p.same_as.clone());
    let cases = plan.mapping.cases.iter();
    let conditions = cases.flat_map(|case| {
        let routes = case.routes.iter().filter_map(|route| route.when.as_ref());
        case.when.iter().chain(routes)
    });
    let merge = plan.mapping.merge.iter().map(|merge| &merge.when);
    let mut names = conditions.chain(merge).flat_map(Condition::parameters);
    names.any(|own| own == name || Some(own) == same_as.as_deref())
}

fn text(request: &Request) -> String {
    let headers = request.headers.iter();
    let headers: Vec<String> = headers
        .map(|header| format!("{}: {}", header.name, header.value.expose()))
        .collect();
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    format!(
        "{} {} {headers:?} {body}",
        request.method,
        request.address()
    )
}
