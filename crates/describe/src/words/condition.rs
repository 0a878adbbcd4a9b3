//! Conditions in words.

use super::Audience;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::json::Json;

/// `kind is call or visit, and $.done is given` for an author, `` `kind` is call or visit and
/// `$.done` is given `` for a caller. Alternatives come last: `and either owner.id is given or …`.
pub(crate) fn condition(condition: &Condition, audience: Audience) -> String {
    let between = match audience {
        Audience::Author => ", and ",
        Audience::Caller => " and ",
    };
    let mut lines: Vec<String> = condition
        .clauses
        .iter()
        .map(|c| line(c, audience))
        .collect();
    let alternatives = condition.any.iter().map(|clauses| {
        let lines: Vec<String> = clauses.iter().map(|c| line(c, audience)).collect();
        lines.join(" and ")
    });
    let alternatives: Vec<String> = alternatives.collect();
    match alternatives.as_slice() {
        [] => {}
        [one] => lines.push(one.clone()),
        several => lines.push(format!("either {}", several.join(", or "))),
    }
    lines.join(between)
}

fn line(clause: &Clause, audience: Audience) -> String {
    let subject = match &clause.subject {
        Subject::Parameter(name) => audience.parameter(name),
        Subject::Filter(name, operator) => {
            audience.parameter(&format!("{name}[{}]", operator.word()))
        }
        Subject::Merge => {
            let inside = clause.want.accepts(Some(&Json::Bool(true)));
            let not = if inside { "" } else { "not " };
            return format!("the list is {not}read in a merge");
        }
        Subject::Path(path) => audience.path(&path.to_string()),
        Subject::Status => "the status".to_owned(),
        Subject::Header(name) => format!("the header `{name}`"),
    };
    let want = match &clause.want {
        Want::Given => "given".to_owned(),
        Want::Filled => "filled".to_owned(),
        Want::Absent => "absent".to_owned(),
        Want::Null => "null".to_owned(),
        Want::AnyOf(values) => {
            let words: Vec<&str> = values.iter().filter_map(Json::as_text).collect();
            words.join(" or ")
        }
    };
    format!("{subject} is {want}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::json::Json;

    #[test]
    fn alternatives_stand_behind_the_lines() {
        let written = r#"{ "kind": "call", "any": ["owner.id", { "a": 1, "created_at.gte": "given" }, "merge"] }"#;
        let written = Json::parse(written).unwrap();
        let read = Condition::read(written.as_object().unwrap()).unwrap();
        assert_eq!(
            condition(&read, Audience::Author),
            "kind is call, and either owner.id is given, or a is 1 and created_at[gte] is given, \
             or the list is read in a merge"
        );
    }

    #[test]
    fn clauses_are_joined() {
        let written = r#"{ "kind": ["call", "visit"], "$.done": "given", "status": 403 }"#;
        let written = Json::parse(written).unwrap();
        let read = Condition::read(written.as_object().unwrap()).unwrap();
        assert_eq!(
            condition(&read, Audience::Author),
            "kind is call or visit, and $.done is given, and the status is 403"
        );
        assert_eq!(
            condition(&read, Audience::Caller),
            "`kind` is call or visit and `$.done` is given and the status is 403"
        );
    }
}
