//! In a merge, the word that chose it gives way to the one by which each case is chosen. A case without a word of its
//! own, or with several, has none to put in a path.

use super::checking::Checking;
use super::looked_at::worded;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::expr::template::Hole;
use crate::mapping::{Case, Merge, by_operator};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let Some(merge) = &checking.mapping.merge else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for placed in templates::all(checking) {
        let needed = matches!(placed.used, Use::Request | Use::Header);
        let Some((case, _)) = placed
            .of
            .filter(|(case, _)| needed && takes_part(checking, merge, case))
        else {
            continue;
        };
        for hole in placed.template.holes() {
            found.extend(tell(checking, merge, case, &placed, hole));
        }
    }
    found
}

fn takes_part(checking: &Checking<'_>, merge: &Merge, case: &Case) -> bool {
    let mut read = checking.mapping.merged(merge);
    read.any(|(own, _)| std::ptr::eq(own, case))
}

fn tell(
    checking: &Checking<'_>,
    merge: &Merge,
    case: &Case,
    placed: &Placed<'_>,
    hole: &Hole,
) -> Option<Diagnostic> {
    if hole.expression.contains("default") {
        return None;
    }
    let mut read = hole.names.iter().map(|name| name.join("."));
    let (full, name) = read.find_map(|full| {
        let name = full.strip_prefix("query.")?;
        let name = by_operator(name)
            .map_or(name, |(parameter, _)| parameter)
            .to_owned();
        let chosen = worded(&merge.when).into_iter().any(|(own, _)| own == name);
        chosen.then_some((full, name))
    })?;
    let words: Vec<String> = case
        .when
        .iter()
        .flat_map(worded)
        .filter(|(own, _)| *own == name)
        .flat_map(|(_, words)| words)
        .collect();
    let short = case.own_name();
    let text = match words.as_slice() {
        [_] => return None,
        [] => format!("`{short}` has no word of its own in the merge"),
        _ => format!("`{short}` has several words in the merge"),
    };
    let title = format!("`{full}` has no value here in a merged call");
    let label = placed.label(checking, hole, &full, &text);
    Some(Diagnostic::error(Code::NotInScope, title, label).with_help(format!(
        "give the case one word, `when: {{ {name}: … }}`, or write what the request needs in its place"
    )))
}
