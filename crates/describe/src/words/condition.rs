//! Conditions in words.

use super::Audience;
use touchpoint_language::expr::Condition;
use touchpoint_language::expr::condition::{Subject, Want};
use touchpoint_language::json::Json;

/// `kind is call or visit, and $.done is given` for an author, `` `kind` is call or visit and `$.done`
/// is given `` for a caller.
pub(crate) fn condition(condition: &Condition, audience: Audience) -> String {
    let clauses = condition.clauses.iter().map(|clause| {
        let subject = match &clause.subject {
            Subject::Parameter(name) => audience.parameter(name),
            Subject::Path(path) => audience.path(&path.to_string()),
            Subject::Status => "the status".to_owned(),
            Subject::Header(name) => format!("the header `{name}`"),
        };
        let want = match &clause.want {
            Want::Given => "given".to_owned(),
            Want::Absent => "absent".to_owned(),
            Want::Null => "null".to_owned(),
            Want::AnyOf(values) => {
                let words: Vec<&str> = values.iter().filter_map(Json::as_text).collect();
                words.join(" or ")
            }
        };
        format!("{subject} is {want}")
    });
    let between = match audience {
        Audience::Author => ", and ",
        Audience::Caller => " and ",
    };
    clauses.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::json::Json;

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
