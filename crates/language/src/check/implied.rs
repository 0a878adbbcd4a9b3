//! Tells if one condition holds whenever another does.

use crate::expr::Condition;
use crate::expr::condition::{Clause, Want};
use crate::json::Json;

/// True if `earlier` holds whenever `later` does, as far as their lines tell.
pub(super) fn covers(earlier: &Condition, later: &Condition) -> bool {
    earlier.any.is_empty()
        && earlier
            .clauses
            .iter()
            .all(|wide| later.clauses.iter().any(|narrow| widens(wide, narrow)))
}

fn widens(wide: &Clause, narrow: &Clause) -> bool {
    wide.subject == narrow.subject
        && match (&wide.want, &narrow.want) {
            (Want::AnyOf(wide), Want::AnyOf(narrow)) => narrow.iter().all(|value| {
                let text = value.as_text();
                wide.iter().map(Json::as_text).any(|other| other == text)
            }),
            (Want::Given, Want::AnyOf(_) | Want::Filled) | (Want::Absent, Want::Null) => true,
            (Want::Filled, Want::AnyOf(narrow)) => {
                narrow.iter().all(|value| value.as_text() != Some(""))
            }
            (wide, narrow) => wide == narrow,
        }
}

#[cfg(test)]
mod tests {
    use super::covers;
    use crate::expr::Condition;
    use crate::json::{Json, json};

    #[test]
    fn what_is_wider_covers() {
        let read = |json: &Json| Condition::read(json.as_object().unwrap()).unwrap();
        for (earlier, later, covered) in [
            (
                json!({ "status": 401 }),
                json!({ "status": "401", "$.a": 1 }),
                true,
            ),
            (
                json!({ "status": [401, 403] }),
                json!({ "status": 403 }),
                true,
            ),
            (json!({ "$.a": "given" }), json!({ "$.a": "x" }), true),
            (json!({ "$.a": "given" }), json!({ "$.a": "filled" }), true),
            (json!({ "$.a": "filled" }), json!({ "$.a": "x" }), true),
            (
                json!({ "$.a": "filled" }),
                json!({ "$.a": ["x", ""] }),
                false,
            ),
            (json!({ "$.a": "filled" }), json!({ "$.a": "given" }), false),
            (
                json!({ "status": 401, "$.a": 1 }),
                json!({ "status": 401 }),
                false,
            ),
            (
                json!({ "status": 401 }),
                json!({ "status": [401, 403] }),
                false,
            ),
            (json!({ "$.a": "absent" }), json!({ "$.a": "x" }), false),
        ] {
            assert_eq!(
                covers(&read(&earlier), &read(&later)),
                covered,
                "{earlier} {later}"
            );
        }
    }
}
