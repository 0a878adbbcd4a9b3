//! What a hole may hold: the names that exist only at their place, and the filters that may stand behind a name.
//! The checks refuse all else, and an editor offers these.

use crate::model::Operator;

/// In what a filter adds to the request, beside the word of each operator.
pub const FILTER: [&str; 3] = ["value", "values", "operator"];
/// In a clause of a filter's own, beside the word of each operator.
pub const CLAUSE: [&str; 2] = ["value", "values"];
/// In a comparison of a grammar.
pub const COMPARISON: [&str; 4] = ["column", "operator", "value", "values"];
/// In the comparison for `like` of a grammar that makes a text.
pub const OF_LIKE: [&str; 5] = ["column", "operator", "value", "values", "pattern"];
/// In `around` of a grammar.
pub const AROUND: [&str; 1] = ["clauses"];
/// In `child` of a grammar.
pub const CHILD: [&str; 2] = ["list", "columns"];
/// In what a sort adds to the request.
pub const SORT: [&str; 2] = ["field", "direction"];
/// The texts that a grammar makes, in `send` and `body` beside it.
pub const TEXTS: [&str; 3] = ["clauses", "columns", "order"];

/// True if a filter may stand behind a name: it makes no other value of what the caller gave.
pub fn may_stand_behind(filter: &str, name: &str) -> bool {
    let root = name.split('.').next().unwrap_or_default();
    let several = root == "values" || name == "lookup.keys";
    let is_text = TEXTS.contains(&root);
    let is_caller_s = root == "query"
        || several
        || is_text
        || name == "lookup.key"
        || ["value", "pattern", "operator"].contains(&root)
        || Operator::ALL.iter().any(|operator| operator.word() == root);
    !is_caller_s
        || match filter {
            "default" | "string" => true,
            // A whole text has quoted values in it.
            "lower" | "upper" => !is_text,
            "join" => several,
            _ => false,
        }
}
