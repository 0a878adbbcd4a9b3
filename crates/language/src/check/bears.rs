//! The records of a case that is chosen by a word show that word: else the filter by it leaves them all out.
//!
//! ```text
//! call: { when: { engagement_type: call }, request: GET /calls }      no field says `call`
//! ```

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::expr::condition::{Clause, Subject, Want};
use crate::json::Json;
use crate::mapping::{Case, Parameter, Pick, Sending};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let cases = checking.mapping.cases.iter().filter(|case| !case.merged);
    let chosen = cases.flat_map(|case| {
        let clauses = case.when.iter().flat_map(|when| &when.clauses);
        clauses.map(move |clause| (case, clause))
    });
    chosen
        .filter_map(|(case, clause)| tell(checking, case, clause))
        .collect()
}

fn tell(checking: &Checking<'_>, case: &Case, clause: &Clause) -> Option<Diagnostic> {
    let (Subject::Parameter(name), Want::AnyOf(words)) = (&clause.subject, &clause.want) else {
        return None;
    };
    let field = checking.model.compared_field(name)?;
    if checking.was_written(&case.pointer.key("fields").key(field.as_str()))
        && !case.fields.iter().any(|own| own.name == field)
        || is_sent(case, name)
    {
        return None;
    }
    // What no case shows is decided by the choice alone.
    let mut cases = checking.mapping.cases.iter();
    let shown = |case: &Case| case.fields.iter().any(|own| own.name == field);
    if !cases.any(shown) {
        return None;
    }
    let all = case.fields.iter().flat_map(|field| field.expressions());
    let mut own = all.filter(|(name, _)| *name == field).map(|(_, own)| own);
    let is_word = |word: &Json| words.contains(word);
    let title = match own.next().map(|own| &own.pick) {
        None => format!("the records of `{}` have no `{field}`", case.name),
        Some(Pick::Always(word)) if !is_word(word) => format!(
            "the records of `{}` all say `{}`",
            case.name,
            word.as_text().unwrap_or_default()
        ),
        Some(_) => return None,
    };
    let place = checking.when_of(case)?.key(name.as_str());
    let text = "the filter by this word would leave them all out";
    let word = words.first().and_then(Json::as_text).unwrap_or_default();
    let told = checking.error(Code::OtherMeaning, title, &place, At::Value, text);
    Some(told.with_help(format!(
        "say it in the case: `fields: {{ {field}: {{ always: {word} }} }}`"
    )))
}

/// True if a route of the case sends the word, so that the vendor applies it.
fn is_sent(case: &Case, name: &str) -> bool {
    case.routes.iter().any(|route| {
        let goes = |parameter: &Parameter| {
            let placed = |own: &Sending| !route.places(parameter, own.operator).is_empty();
            !parameter.checked && parameter.sendings.iter().any(placed)
        };
        route.parameters.get(name).is_some_and(goes)
            || route.templates().iter().any(|(template, _)| {
                let dotted = format!("query.{name}");
                template.names().any(|read| read.join(".") == dotted)
            })
    })
}
