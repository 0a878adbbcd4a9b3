//! A condition on a path that gives several values compares the first of them alone: `$.tags[*]: vip` holds
//! only where `vip` is the first tag. A filter says that one of them is.

use super::checking::Checking;
use super::conditions;
use crate::diagnostic::{Code, Diagnostic, Edit, Help};
use crate::document::{At, Pointer};
use crate::expr::Path;
use crate::expr::condition::{Clause, Subject, Want};
use crate::json::Json;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let clauses = conditions::clauses(checking).into_iter();
    let told = clauses.filter_map(|(clause, place)| tell(checking, clause, &place));
    told.collect()
}

fn tell(checking: &Checking<'_>, clause: &Clause, place: &Pointer) -> Option<Diagnostic> {
    let Subject::Path(path) = &clause.subject else {
        return None;
    };
    let compared = match &clause.want {
        // Something is there, or nothing is: of several, one is enough.
        Want::Given | Want::Absent => return None,
        Want::AnyOf(values) => values.as_slice(),
        Want::Filled | Want::Null => &[],
    };
    if !path.takes_all() {
        return None;
    }
    let title = format!("`{path}` gives several values, and the first alone is compared");
    let place = place.key(path.text());
    let told = checking.error(Code::OtherMeaning, title, &place, At::Key, "several values");
    let help = match one_of(path, compared) {
        Some(filter) => {
            let written = format!("\"{filter}\"");
            let span = |at: At| checking.document.label(&place, at, "").span;
            let edits = vec![
                Edit::new(span(At::Key), written.as_str()),
                Edit::new(span(At::Value), "given"),
            ];
            Help::from(format!("write `{written}: given`")).edits(edits)
        }
        None => "name the one that is meant, such as `[0]`, or write a filter, `[?@ == 'word']`, with `given`".into(),
    };
    Some(told.with_help(help))
}

/// The filter that one of several values passes: `$.tags[?@.name == 'vip']` for `$.tags[*].name: vip`.
fn one_of(path: &Path, values: &[Json]) -> Option<String> {
    path.wildcard_tail()?;
    // The filter stands between double quotes.
    let text = Some(path.text()).filter(|text| !text.contains('"'));
    let (list, tail) = text?.split_once("[*]")?;
    let each = values.iter().map(|value| {
        let literal = match value {
            Json::String(text) if text.contains(['\'', '\\', '"']) => return None,
            Json::String(text) => format!("'{text}'"),
            Json::Number(_) | Json::Bool(_) => value.to_string(),
            Json::Null | Json::Array(_) | Json::Object(_) => return None,
        };
        Some(format!("@{tail} == {literal}"))
    });
    let each: Option<Vec<String>> = each.collect();
    let each = each.filter(|each| !each.is_empty())?;
    Some(format!("{list}[?{}]", each.join(" || ")))
}
