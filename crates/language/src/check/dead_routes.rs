//! A route that is chosen by a filter can serve it: it sends the filter, or its records show it. Else the
//! call that would choose it is refused, and nothing ever takes the route. What chooses a case is a word
//! that its records say.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::condition::{Clause, Subject, Want};
use crate::json::Json;
use crate::mapping::{Case, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if checking.mapping.partial {
        return found;
    }
    for (case, route) in checking.routes() {
        found.extend(unserved(checking, case, route));
    }
    for case in &checking.mapping.cases {
        found.extend(other_word(checking, case));
    }
    found
}

fn unserved(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    let when = route.when.as_ref()?;
    let clauses = when.clauses.iter();
    let name = clauses
        .filter(|clause| !matches!(clause.want, Want::Absent | Want::Null))
        .find_map(|clause| lost(checking, case, route, clause))?;
    let place = route.pointer.key("when");
    let title = format!("nothing on this route serves `{name}`");
    let text = "a call that comes with it is not answered here";
    let fault = checking.warning(Code::NeverReached, title, &place, At::Value, text);
    let help = "send it on this route, or map the field that shows it; an operator is declared with `operators`";
    Some(fault.with_help(help))
}

/// The filter of a line that this route can neither send nor check.
fn lost(checking: &Checking<'_>, case: &Case, route: &Route, clause: &Clause) -> Option<String> {
    let (name, operator) = match &clause.subject {
        Subject::Parameter(name) => (name, None),
        Subject::Filter(name, operator) => (name, Some(*operator)),
        Subject::Merge | Subject::Path(_) | Subject::Status | Subject::Header(_) => return None,
    };
    let parameter = route.parameters.get(name)?;
    let mut sendings = parameter.sendings.iter();
    let of_operator = |s: &&crate::mapping::Sending| operator.is_none_or(|o| o == s.operator);
    let sent = sendings
        .by_ref()
        .filter(of_operator)
        .any(|sending| !route.places(parameter, sending.operator).is_empty());
    let declared = operator.is_none_or(|o| parameter.sending(o).is_some());
    let shown = declared && shows(checking, case, name);
    let read = case
        .fields
        .iter()
        .any(|field| field.query_names().contains(&name.as_str()));
    if sent || shown || read || parameter.checked || parameter.through.is_some() {
        return None;
    }
    Some(match operator {
        Some(operator) => format!("{name}.{}", operator.word()),
        None => name.clone(),
    })
}

/// True if the records of a case show what a filter compares.
fn shows(checking: &Checking<'_>, case: &Case, name: &str) -> bool {
    let compared = checking.model.compared_field(name);
    let dotted = compared.as_deref().unwrap_or(name);
    let whole = dotted.split('.').next().unwrap_or(dotted);
    case.fields.iter().any(|field| field.name == whole)
}

/// A case that is chosen by a word which its records never say.
fn other_word(checking: &Checking<'_>, case: &Case) -> Option<Diagnostic> {
    let when = case.when.as_ref()?;
    let (name, word, says) = when.clauses.iter().find_map(|clause| {
        let Subject::Parameter(name) = &clause.subject else {
            return None;
        };
        let Want::AnyOf(words) = &clause.want else {
            return None;
        };
        let field = checking.model.compared_field(name)?;
        let says = case.constant(&field)?;
        let mut other = words.iter().filter(|word| *word != says);
        Some((name, other.next()?, says))
    })?;
    let shown = |word: &Json| word.as_text().unwrap_or_default().to_owned();
    let (word, says) = (shown(word), shown(says));
    if word.is_empty() || says.is_empty() {
        return None;
    }
    let title = format!("`{word}` chooses records that say `{says}`");
    let place = checking.when_of(case)?;
    let text = format!("a call for `{word}` would find nothing");
    let fault = checking.warning(Code::NeverFits, title, &place, At::Value, text);
    Some(fault.with_help(format!(
        "take `{word}` away, or read `{name}` from the record"
    )))
}
