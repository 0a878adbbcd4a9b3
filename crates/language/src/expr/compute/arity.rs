//! How many arguments each function of `JMESPath` takes. The library counts them only when it runs.

use crate::expr::fault::ExprFault;

/// Refuses a number of arguments that a function does not take.
pub(super) fn judge(function: &str, here: usize) -> Result<(), ExprFault> {
    match arity(function) {
        Some((least, most)) if !(least..=most).contains(&here) => {
            let wanted = words((least, most));
            let message = format!("`{function}` takes {wanted}, here are {here}");
            Err(ExprFault::new(message).help("several values are one list: `[a, b]`"))
        }
        _ => Ok(()),
    }
}

/// The least and the most.
fn arity(function: &str) -> Option<(usize, usize)> {
    Some(match function {
        "contains" | "ends_with" | "join" | "map" | "max_by" | "min_by" | "sort_by"
        | "starts_with" => (2, 2),
        "merge" | "not_null" => (1, usize::MAX),
        "abs" | "avg" | "ceil" | "floor" | "keys" | "length" | "max" | "min" | "reverse"
        | "sort" | "sum" | "to_array" | "to_number" | "to_string" | "type" | "values" => (1, 1),
        _ => return None,
    })
}

/// `2 arguments`, `at least 1 argument`
fn words((least, most): (usize, usize)) -> String {
    let plural = if least == 1 { "" } else { "s" };
    if least == most {
        format!("{least} argument{plural}")
    } else {
        format!("at least {least} argument{plural}")
    }
}
