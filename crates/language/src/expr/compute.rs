//! A `JMESPath` expression into a computation over one subtree.
//!
//! The only file that names the `JMESPath` library. Numbers that merely pass through keep their
//! digits; what the expression calculates is a 64-bit float. Objects come out sorted by key.

use super::fault::{ExprFault, nearest};
use jmespath::ast::Ast;
use jmespath::{DEFAULT_RUNTIME, Expression, Rcvar, Variable};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The longest expression, and the deepest nesting of its brackets and prefixes.
const MOST_BYTES: usize = 1000;
const MOST_NESTING: usize = 32;
/// The deepest value that is converted.
const MOST_DEPTH: usize = 128;
/// The largest index, bound or step of a slice.
const MOST_INDEX: u32 = 1_000_000;

const FUNCTIONS: [&str; 26] = [
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "floor",
    "join",
    "keys",
    "length",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
    "values",
];

/// A parsed computation.
///
/// ```
/// use touchpoint_language::expr::Compute;
/// let compute = Compute::parse("join(' ', parts[?kept].text)").unwrap();
/// let value = serde_json::json!({"parts": [{"kept": true, "text": "a"}, {"text": "b"}]});
/// assert_eq!(compute.run(&value), Ok(serde_json::json!("a")));
/// ```
#[derive(Debug, Clone)]
pub struct Compute {
    expression: Arc<Expression<'static>>,
}

/// Two computations are equal when their texts are.
impl PartialEq for Compute {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Compute {
    /// Parses an expression, and looks for functions that do not exist.
    ///
    /// # Errors
    /// A text that is no `JMESPath`, for the mapping's author.
    pub fn parse(text: &str) -> Result<Self, ExprFault> {
        refuse_large(text)?;
        let mut ast = jmespath::parse(text).map_err(|error| {
            let start = byte_of(text, error.offset);
            let reason = error.reason.to_string();
            let reason = reason
                .strip_prefix("Parse error: ")
                .unwrap_or(&reason)
                .trim_end_matches('.');
            ExprFault::new(format!(
                "not a JMESPath expression: {}",
                lower_first(reason)
            ))
            .at(start..text.len().max(start))
        })?;
        settle(&mut ast, text, 0)?;
        let expression = Expression::new(text, ast, &DEFAULT_RUNTIME);
        Ok(Self {
            expression: Arc::new(expression),
        })
    }

    /// The expression's text.
    pub fn text(&self) -> &str {
        self.expression.as_str()
    }

    /// The members of the value that it names, when it reads nothing else of it.
    pub fn names(&self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        named(self.expression.as_ast(), &mut names).then_some(names)
    }

    /// Runs over one value; a missing place gives null, as `JMESPath` has it.
    ///
    /// # Errors
    /// What the expression cannot do with this value, for the problem list of a record.
    pub fn run(&self, value: &Value) -> Result<Value, String> {
        let too_deep = || format!("the value is nested deeper than {MOST_DEPTH}");
        let input = lift(value, 0).ok_or_else(too_deep)?;
        let mut context = jmespath::Context::new(self.text(), &DEFAULT_RUNTIME);
        let found = jmespath::interpret(&input, self.expression.as_ast(), &mut context)
            .map_err(|error| lower_first(error.reason.to_string().trim_end_matches('.')))?;
        lower(&found, 0).ok_or_else(too_deep)
    }
}

/// Gathers the names that are read of the whole value; false where it is read itself. What stands
/// after a name, in a projection or a reference to an expression reads what it is given; a name in
/// it is gathered too, which does no harm.
fn named(ast: &Ast, names: &mut Vec<String>) -> bool {
    match ast {
        Ast::Identity { .. } => false,
        Ast::Literal { .. } | Ast::Index { .. } | Ast::Slice { .. } => true,
        Ast::Field { name, .. } => {
            if !names.contains(name) {
                names.push(name.clone());
            }
            true
        }
        Ast::Subexpr { lhs, .. } | Ast::Projection { lhs, .. } => named(lhs, names),
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => {
            named(node, names)
        }
        Ast::Condition {
            predicate: lhs,
            then: rhs,
            ..
        }
        | Ast::Comparison { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. } => named(lhs, names) && named(rhs, names),
        Ast::Expref { ast, .. } => named(ast, names),
        Ast::MultiList { elements, .. } => elements.iter().all(|ast| named(ast, names)),
        Ast::MultiHash { elements, .. } => elements.iter().all(|pair| named(&pair.value, names)),
        Ast::Function { args, .. } => args.iter().all(|ast| named(ast, names)),
    }
}

/// The library parses by recursion, so depth is bounded before it sees the text.
fn refuse_large(text: &str) -> Result<(), ExprFault> {
    if text.len() > MOST_BYTES {
        return Err(ExprFault::new(format!(
            "the expression is longer than {MOST_BYTES} bytes"
        )));
    }
    let mut depth: usize = 0;
    let mut prefixes: usize = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth = depth.saturating_add(1),
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '&' | '|' => prefixes = prefixes.saturating_add(1),
            _ => {}
        }
        if depth > MOST_NESTING || prefixes > MOST_NESTING * 2 {
            return Err(ExprFault::new(format!(
                "the expression is nested deeper than {MOST_NESTING}"
            )));
        }
    }
    Ok(())
}

/// Walks the tree: refuses unknown functions, and mends number literals, which the library reads
/// as an object when numbers are kept exact.
fn settle(ast: &mut Ast, text: &str, depth: usize) -> Result<(), ExprFault> {
    if depth > MOST_BYTES {
        return Err(ExprFault::new("the expression is nested too deep"));
    }
    let next = depth.saturating_add(1);
    let each = |ast: &mut Ast| settle(ast, text, next);
    match ast {
        Ast::Identity { .. } | Ast::Field { .. } => Ok(()),
        Ast::Index { idx, .. } => refuse_far(&[*idx]),
        Ast::Slice {
            start, stop, step, ..
        } => refuse_far(&[start.unwrap_or(0), stop.unwrap_or(0), *step]),
        Ast::Literal { value, .. } => {
            if let Some(exact) = lower(value, 0).and_then(|json| lift(&json, 0)) {
                *value = exact;
            }
            Ok(())
        }
        Ast::Condition {
            predicate, then, ..
        } => {
            each(predicate)?;
            each(then)
        }
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => {
            each(lhs)?;
            each(rhs)
        }
        Ast::Expref { ast, .. } => each(ast),
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => {
            each(node)
        }
        Ast::MultiList { elements, .. } => elements.iter_mut().try_for_each(each),
        Ast::MultiHash { elements, .. } => elements
            .iter_mut()
            .try_for_each(|pair| each(&mut pair.value)),
        Ast::Function { name, args, offset } => {
            if DEFAULT_RUNTIME.get_function(name).is_none() {
                let start = byte_of(text, *offset);
                return Err(ExprFault::new(format!("JMESPath has no function `{name}`"))
                    .at(start..start.saturating_add(name.len()).min(text.len()))
                    .help(nearest(name, &FUNCTIONS)));
            }
            args.iter_mut().try_for_each(each)
        }
    }
}

/// The library adds to these without looking for overflow.
fn refuse_far(numbers: &[i32]) -> Result<(), ExprFault> {
    if numbers
        .iter()
        .all(|number| number.unsigned_abs() <= MOST_INDEX)
    {
        return Ok(());
    }
    Err(ExprFault::new(format!(
        "an index or step lies beyond {MOST_INDEX}"
    )))
}

/// The byte at which the character `offset` begins.
fn byte_of(text: &str, offset: usize) -> usize {
    text.char_indices()
        .nth(offset)
        .map_or(text.len(), |(at, _)| at)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

fn lift(value: &Value, depth: usize) -> Option<Rcvar> {
    if depth > MOST_DEPTH {
        return None;
    }
    let next = depth.saturating_add(1);
    Some(Rcvar::new(match value {
        Value::Null => Variable::Null,
        Value::Bool(truth) => Variable::Bool(*truth),
        Value::Number(number) => Variable::Number(number.clone()),
        Value::String(text) => Variable::String(text.clone()),
        Value::Array(list) => Variable::Array(
            list.iter()
                .map(|item| lift(item, next))
                .collect::<Option<_>>()?,
        ),
        Value::Object(map) => Variable::Object(
            map.iter()
                .map(|(key, item)| Some((key.clone(), lift(item, next)?)))
                .collect::<Option<_>>()?,
        ),
    }))
}

fn lower(variable: &Variable, depth: usize) -> Option<Value> {
    if depth > MOST_DEPTH {
        return None;
    }
    let next = depth.saturating_add(1);
    Some(match variable {
        Variable::Null | Variable::Expref(_) => Value::Null,
        Variable::Bool(truth) => Value::Bool(*truth),
        Variable::Number(number) => Value::Number(number.clone()),
        Variable::String(text) => Value::String(text.clone()),
        Variable::Array(list) => Value::Array(
            list.iter()
                .map(|item| lower(item, next))
                .collect::<Option<_>>()?,
        ),
        Variable::Object(map) => {
            if let Some(number) = exact_number(map) {
                return Some(number);
            }
            let pairs = map
                .iter()
                .map(|(key, item)| Some((key.clone(), lower(item, next)?)));
            Value::Object(pairs.collect::<Option<Map<_, _>>>()?)
        }
    })
}

/// A number as serde shows it to the library when digits are kept.
fn exact_number(map: &std::collections::BTreeMap<String, Rcvar>) -> Option<Value> {
    let digits = map.get("$serde_json::private::Number")?.as_string()?;
    (map.len() == 1)
        .then(|| serde_json::from_str(digits).ok())
        .flatten()
}

#[cfg(test)]
mod tests;
