//! The clauses of a query in JSON are a list by themselves: an item of another list holds them as a list in
//! a list.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Edit, Help};
use crate::document::{At, Kind, Step};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let is_text = route.grammar.as_ref().is_some_and(|g| g.and.is_some());
        if is_text {
            continue;
        }
        for (template, place) in route.templates() {
            let alone = template.text().trim().trim_start_matches("{{");
            let alone = alone.trim_end_matches("}}").trim() == "clauses";
            let in_list = matches!(place.steps().last(), Some(Step::Index(_)));
            let Some(list) = place.parent().filter(|_| alone && in_list) else {
                continue;
            };
            let title = "the clauses are a list already";
            let text = "a list in a list";
            let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
            let node = checking.document.get(&list);
            let one = node.filter(|node| match &node.kind {
                Kind::List(items) => items.len() == 1,
                _ => false,
            });
            let help = Help::from("take the brackets away: `\"{{ clauses }}\"`");
            let edits = one.map(|node| Edit::new(node.span.clone(), "\"{{ clauses }}\""));
            found.push(fault.with_help(help.edits(edits.into_iter().collect())));
        }
    }
    found
}
