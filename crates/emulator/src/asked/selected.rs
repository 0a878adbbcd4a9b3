//! How much of what a route reads of its records a call asks for. Routes whose calls differ in nothing else are told
//! apart by it.

use super::query_text::parted;
use crate::notation::call::ReceivedCall;
use crate::notation::template;
use touchpoint_language::mapping::{Case, Grammar, Route, Send};

/// How many of the columns and names that a route reads a call selects, if it selects them all; else 0.
///
/// ```text
/// the route reads    Id, Subject, (SELECT RelationId FROM People)     3
/// the call selects  Id, Subject                                      0
/// ```
pub(super) fn selected(case: &Case, route: &Route, call: &ReceivedCall) -> usize {
    let sent = route.send.iter().map(|(name, (send, _))| match send {
        Send::Names(names) => {
            let join = names.join.as_deref().unwrap_or(",");
            let given = call.query(name).unwrap_or_default();
            let given: Vec<&str> = given.split(join).collect();
            let read = case.names_under(&names.under);
            read.iter()
                .all(|name| given.contains(name))
                .then_some(read.len())
        }
        Send::Text(written) => {
            let given = call.query(name).unwrap_or_default();
            let holds = template::texts(written.text(), given).unwrap_or_default();
            let columns = holds.iter().find(|(hole, _)| hole.trim() == "columns");
            columns.map_or(Some(0), |(_, text)| {
                among(case, route.grammar.as_ref()?, text)
            })
        }
        Send::Fixed(_) => Some(0),
    });
    let statement = route.soql.iter().map(|soql| {
        let text = call.query(&soql.send_as).unwrap_or_default();
        let (columns, _) = parted(text, &soql.from)?;
        among(case, route.grammar.as_ref()?, columns)
    });
    sent.chain(statement).sum::<Option<usize>>().unwrap_or(0)
}

/// How many columns a case reads, if all are among those of a text.
fn among(case: &Case, grammar: &Grammar, text: &str) -> Option<usize> {
    let read = case.columns(grammar.dotted, grammar.child.is_some());
    let selected = parts(text, &grammar.list);
    let has_column = |column: &String| selected.contains(&column.as_str());
    let has_list = |(list, columns): &(String, Vec<String>)| {
        let mut lists = selected.iter().filter(|part| part.starts_with('('));
        lists.any(|part| {
            let has = |wanted: &String| words(part).any(|word| word == wanted.as_str());
            has(list) && columns.iter().all(has)
        })
    };
    let all = read.columns.iter().all(has_column) && read.lists.iter().all(has_list);
    let inner = read.lists.iter().map(|(_, columns)| columns.len());
    all.then(|| read.columns.len() + inner.sum::<usize>() + read.lists.len())
}

/// The parts of a text between separators that stand in no brackets.
fn parts<'t>(text: &'t str, between: &str) -> Vec<&'t str> {
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = text.get(at..).unwrap_or_default();
        if depth == 0 && at >= from && !between.is_empty() && rest.starts_with(between) {
            found.extend(text.get(from..at).map(str::trim));
            from = at + between.len();
        }
    }
    found.extend(text.get(from..).map(str::trim));
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !(sign.is_alphanumeric() || matches!(sign, '_' | '.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_brackets_is_one_part() {
        let text = "Id, Who.Type, (SELECT Id, RelationId FROM People), Subject";
        let list = "(SELECT Id, RelationId FROM People)";
        assert_eq!(parts(text, ", "), ["Id", "Who.Type", list, "Subject"]);
        assert_eq!(parts("Id", ","), ["Id"]);
        let all: Vec<&str> = words(list).filter(|word| !word.is_empty()).collect();
        assert_eq!(all, ["SELECT", "Id", "RelationId", "FROM", "People"]);
    }
}
