//! Turns a `JMESPath` expression into a computation over one subtree.
//!
//! This is the only file that names the `JMESPath` library. It knows numbers as integers of 64 bits
//! and as doubles: one that is neither is rounded, and the outcome says so. An expression that is a
//! path is walked without it, so that what it finds is exact. Objects come out sorted by key.

mod arity;

use super::fault::{ExprFault, nearest};
use crate::diagnostic::Help;
use crate::json::{Json, Number, Object};
use jmespath::ast::Ast;
use jmespath::{DEFAULT_RUNTIME, Expression};
use std::sync::Arc;

mod convert;
mod interpret;

use convert::{MOST_DEPTH, lift, lower};
pub use interpret::{Budget, MOST_STEPS};
use interpret::{Stopped, interpret};

/// The longest expression, and the deepest nesting of its brackets and prefixes.
const MOST_BYTES: usize = 1000;
const MOST_NESTING: usize = 32;
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
/// let json = r#"{"parts": [{"kept": true, "text": "a"}, {"text": "b"}]}"#;
/// let computed = compute.run(&touchpoint_language::json::Json::parse(json).unwrap()).unwrap();
/// assert_eq!(computed.value.as_str(), Some("a"));
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
        let ast = jmespath::parse(text).map_err(|error| {
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
        settle(&ast, text, 0)?;
        let expression = Expression::new(text, ast, &DEFAULT_RUNTIME);
        Ok(Self {
            expression: Arc::new(expression),
        })
    }

    /// The expression's text.
    pub fn text(&self) -> &str {
        self.expression.as_str()
    }

    /// The members of the value that it reads, when it reads nothing else of it.
    pub fn names(&self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        named(self.expression.as_ast(), &mut names).then_some(names)
    }

    /// Runs over one value; a missing place gives null, as `JMESPath` has it.
    ///
    /// # Errors
    /// What the expression cannot do with this value; it becomes a warning of the record.
    pub fn run(&self, value: &Json) -> Result<Computed, String> {
        self.run_within(value, &mut Budget::new(MOST_STEPS))
    }

    /// Runs over one value as [`Compute::run`], within a budget that many share.
    ///
    /// # Errors
    /// As [`Compute::run`]; and when the budget is spent.
    pub fn run_within(&self, value: &Json, budget: &mut Budget) -> Result<Computed, String> {
        budget.lend(MOST_STEPS, |budget| self.walk(value, budget))
    }

    fn walk(&self, value: &Json, budget: &mut Budget) -> Result<Computed, String> {
        let too_deep = || format!("the value is nested deeper than {MOST_DEPTH}");
        if let Some(found) = walked(self.expression.as_ast(), value) {
            if !is_within(value, MOST_DEPTH) {
                return Err(too_deep());
            }
            return Ok(Computed {
                value: found.cloned().unwrap_or_default(),
                rounded: None,
            });
        }
        let mut rounded = None;
        let input = match (value, self.names()) {
            // Members that are not read are not computed with, and nothing in them is rounded.
            (Json::Object(members), Some(names)) => {
                let named = names
                    .into_iter()
                    .filter_map(|name| members.get_key_value(&name));
                let named: Object = named
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                lift(&Json::Object(named), 0, &mut rounded)
            }
            (value, _) => lift(value, 0, &mut rounded),
        };
        let input = input.ok_or_else(too_deep)?;
        let mut context = jmespath::Context::new(self.text(), &DEFAULT_RUNTIME);
        let stopped = |stopped| match stopped {
            Stopped::Spent => "the expression costs too much for this record".to_owned(),
            Stopped::Fault(fault) => lower_first(fault.reason.to_string().trim_end_matches('.')),
        };
        let ast = self.expression.as_ast();
        budget.weigh(&input).map_err(stopped)?;
        let found = interpret(&input, ast, &mut context, budget).map_err(stopped)?;
        // Shared parts are written out in full.
        budget.weigh(&found).map_err(stopped)?;
        let value = lower(&found, 0).ok_or_else(too_deep)?;
        Ok(Computed { value, rounded })
    }
}

/// What a computation gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The value; null where there is none.
    pub value: Json,
    /// A number of the input that was rounded because no double is equal to it:
    /// `12345678901234567890123`.
    pub rounded: Option<Number>,
}

/// True if nothing in the value is nested deeper than this.
fn is_within(value: &Json, depth: usize) -> bool {
    let inner = |value: &Json| {
        depth
            .checked_sub(1)
            .is_some_and(|left| is_within(value, left))
    };
    match value {
        Json::Array(items) => items.iter().all(inner),
        Json::Object(members) => members.values().all(inner),
        _ => true,
    }
}

/// What a path leads to: the inner `None` where there is nothing, the outer `None` for an
/// expression that is not only a path.
#[allow(
    clippy::option_option,
    reason = "no path and nothing there are two things"
)]
fn walked<'v>(ast: &Ast, value: &'v Json) -> Option<Option<&'v Json>> {
    match ast {
        Ast::Identity { .. } => Some(Some(value)),
        Ast::Field { name, .. } => Some(value.get(name)),
        Ast::Index { idx, .. } => {
            let item = value.as_array().and_then(|items| {
                let end = usize::try_from(idx.unsigned_abs()).ok()?;
                let place = if *idx < 0 {
                    items.len().checked_sub(end)?
                } else {
                    end
                };
                items.get(place)
            });
            Some(item)
        }
        Ast::Subexpr { lhs, rhs, .. } => match walked(lhs, value)? {
            Some(inner) => walked(rhs, inner),
            None => walked(rhs, &Json::Null).map(|_| None),
        },
        _ => None,
    }
}

/// Gathers the members of the whole value that are read; false where the value is read as a whole.
/// The right side of a sub-expression or a projection reads something else and is not gathered. An
/// expression reference does so too, but its names are gathered all the same, which does no harm.
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

/// Walks the tree and refuses unknown functions, and indices that would overflow in the library.
fn settle(ast: &Ast, text: &str, depth: usize) -> Result<(), ExprFault> {
    if depth > MOST_BYTES {
        return Err(ExprFault::new("the expression is nested too deep"));
    }
    let next = depth.saturating_add(1);
    let each = |ast: &Ast| settle(ast, text, next);
    match ast {
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Literal { .. } => Ok(()),
        Ast::Index { idx, .. } => refuse_far(&[*idx]),
        Ast::Slice {
            start, stop, step, ..
        } => refuse_far(&[start.unwrap_or(0), stop.unwrap_or(0), *step]),
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
        Ast::MultiList { elements, .. } => elements.iter().try_for_each(each),
        Ast::MultiHash { elements, .. } => elements.iter().try_for_each(|pair| each(&pair.value)),
        Ast::Function { name, args, offset } => {
            if DEFAULT_RUNTIME.get_function(name).is_none() {
                return Err(ExprFault::new(format!("JMESPath has no function `{name}`"))
                    .at(name_before(text, name, *offset))
                    .help(meant(name)));
            }
            arity::judge(name, args.len())
                .map_err(|fault| fault.at(name_before(text, name, *offset)))?;
            args.iter().try_for_each(each)
        }
    }
}

/// The library adds to these numbers without checking for overflow.
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

/// The name of a function, which the library places behind it.
fn name_before(text: &str, name: &str, offset: usize) -> std::ops::Range<usize> {
    let end = byte_of(text, offset);
    let before = text.get(..end).and_then(|before| before.rfind(name));
    let start = before.unwrap_or(end.saturating_sub(name.len()));
    start..start.saturating_add(name.len()).min(text.len())
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

/// The function that a name of another language means, or the nearest one.
fn meant(name: &str) -> Help {
    match name {
        "len" | "size" | "count" => Help::write("length"),
        "str" | "string" | "text" => Help::write("to_string"),
        "int" | "float" | "number" => Help::write("to_number"),
        _ => nearest(name, &FUNCTIONS),
    }
}

#[cfg(test)]
mod tests;
