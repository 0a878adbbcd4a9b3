//! A parsed expression over one value, within a budget of steps. A short expression can ask for
//! more than any machine has: `[@,@]|[@,@]|…` doubles its value at each bar. The library counts
//! nothing, so its tree is walked here, and the arguments of its functions are weighed before each
//! call.

use jmespath::ast::{Ast, Comparator, KeyValuePair};
use jmespath::{Context, DEFAULT_RUNTIME, JmespathError, Rcvar, Variable};
use std::collections::BTreeMap;

/// What the work of one computation may cost: about one for each value that is looked at.
pub const MOST_STEPS: u64 = 200_000;
/// This many bytes of a text count as one value.
const BYTES_A_STEP: usize = 16;

/// What is left of the steps of one or many computations.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
}

impl Budget {
    /// A budget of this many steps.
    pub fn new(steps: u64) -> Budget {
        Budget { steps }
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        self.steps
    }

    /// Lends up to `most` steps to one computation, and takes off what it used.
    pub fn lend<T>(&mut self, most: u64, run: impl FnOnce(&mut Budget) -> T) -> T {
        let lent = most.min(self.steps);
        let mut own = Budget::new(lent);
        let given = run(&mut own);
        self.steps = self.steps.saturating_sub(lent.saturating_sub(own.steps));
        given
    }

    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Stopped> {
        let left = self.steps.checked_sub(steps);
        self.steps = left.unwrap_or(0);
        left.map(drop).ok_or(Stopped::Spent)
    }

    fn spend_many(&mut self, things: usize) -> Result<(), Stopped> {
        self.spend(u64::try_from(things).unwrap_or(u64::MAX))
    }

    /// Pays for a value with all below it, however often a part of it is shared.
    pub(super) fn weigh(&mut self, value: &Variable) -> Result<(), Stopped> {
        self.spend(1)?;
        match value {
            Variable::String(text) => self.spend_many(text.len() / BYTES_A_STEP),
            Variable::Array(items) => items.iter().try_for_each(|item| self.weigh(item)),
            Variable::Object(members) => members.iter().try_for_each(|(name, item)| {
                self.spend_many(name.len() / BYTES_A_STEP)?;
                self.weigh(item)
            }),
            _ => Ok(()),
        }
    }
}

/// Why a computation has no value.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The budget is spent.
    Spent,
    /// The library cannot do it with this value.
    Fault(Box<JmespathError>),
}

impl From<JmespathError> for Stopped {
    fn from(fault: JmespathError) -> Stopped {
        Stopped::Fault(Box::new(fault))
    }
}

type Found = Result<Rcvar, Stopped>;

/// The value of an expression.
pub(super) fn interpret(
    data: &Rcvar,
    node: &Ast,
    context: &mut Context<'_>,
    budget: &mut Budget,
) -> Found {
    budget.spend(1)?;
    match node {
        Ast::Subexpr { lhs, rhs, .. } => {
            let left = interpret(data, lhs, context, budget)?;
            interpret(&left, rhs, context, budget)
        }
        Ast::Or { lhs, rhs, .. } => {
            let left = interpret(data, lhs, context, budget)?;
            if left.is_truthy() {
                return Ok(left);
            }
            interpret(data, rhs, context, budget)
        }
        Ast::And { lhs, rhs, .. } => {
            let left = interpret(data, lhs, context, budget)?;
            if !left.is_truthy() {
                return Ok(left);
            }
            interpret(data, rhs, context, budget)
        }
        Ast::Not { node, .. } => {
            let found = interpret(data, node, context, budget)?;
            Ok(Rcvar::new(Variable::Bool(!found.is_truthy())))
        }
        Ast::Condition {
            predicate, then, ..
        } => {
            if interpret(data, predicate, context, budget)?.is_truthy() {
                return interpret(data, then, context, budget);
            }
            Ok(Rcvar::new(Variable::Null))
        }
        Ast::Comparison {
            comparator,
            lhs,
            rhs,
            ..
        } => {
            let left = interpret(data, lhs, context, budget)?;
            let right = interpret(data, rhs, context, budget)?;
            compared(comparator, &left, &right, budget)
        }
        Ast::ObjectValues { node, .. } => {
            let found = interpret(data, node, context, budget)?;
            values(&found, budget)
        }
        Ast::Projection { lhs, rhs, .. } => {
            let left = interpret(data, lhs, context, budget)?;
            projected(&left, rhs, context, budget)
        }
        Ast::Flatten { node, .. } => {
            let found = interpret(data, node, context, budget)?;
            flattened(&found, budget)
        }
        Ast::MultiList { .. } | Ast::MultiHash { .. } if data.is_null() => {
            Ok(Rcvar::new(Variable::Null))
        }
        Ast::MultiList { elements, .. } => {
            let items = each(data, elements, context, budget)?;
            Ok(Rcvar::new(Variable::Array(items)))
        }
        Ast::MultiHash { elements, .. } => object(data, elements, context, budget),
        Ast::Function { name, args, offset } => {
            let given = each(data, args, context, budget)?;
            context.offset = *offset;
            call(name, given, context, budget)
        }
        Ast::Slice { .. } => {
            if let Variable::Array(items) = data.as_ref() {
                budget.spend_many(items.len())?;
            }
            Ok(jmespath::interpret(data, node, context)?)
        }
        // One step, and nothing below it.
        Ast::Identity { .. }
        | Ast::Literal { .. }
        | Ast::Field { .. }
        | Ast::Index { .. }
        | Ast::Expref { .. } => Ok(jmespath::interpret(data, node, context)?),
    }
}

/// Each of several expressions over one value.
fn each(
    data: &Rcvar,
    nodes: &[Ast],
    context: &mut Context<'_>,
    budget: &mut Budget,
) -> Result<Vec<Rcvar>, Stopped> {
    let found = nodes.iter();
    found
        .map(|node| interpret(data, node, context, budget))
        .collect()
}

/// `{ name: expression }`.
fn object(
    data: &Rcvar,
    pairs: &[KeyValuePair],
    context: &mut Context<'_>,
    budget: &mut Budget,
) -> Found {
    let mut members = BTreeMap::new();
    for pair in pairs {
        let value = interpret(data, &pair.value, context, budget)?;
        members.insert(pair.key.clone(), value);
    }
    Ok(Rcvar::new(Variable::Object(members)))
}

/// `left == right`; null where the two cannot be compared.
fn compared(by: &Comparator, left: &Rcvar, right: &Rcvar, budget: &mut Budget) -> Found {
    budget.weigh(left)?;
    budget.weigh(right)?;
    let said = left.compare(by, right);
    Ok(Rcvar::new(said.map_or(Variable::Null, Variable::Bool)))
}

/// `@.*`: the values of an object.
fn values(of: &Rcvar, budget: &mut Budget) -> Found {
    let Variable::Object(members) = of.as_ref() else {
        return Ok(Rcvar::new(Variable::Null));
    };
    budget.spend_many(members.len())?;
    let values = members.values().cloned().collect();
    Ok(Rcvar::new(Variable::Array(values)))
}

/// `list[*].expression`: what has a value, of each item.
fn projected(
    list: &Rcvar,
    expression: &Ast,
    context: &mut Context<'_>,
    budget: &mut Budget,
) -> Found {
    let Variable::Array(items) = list.as_ref() else {
        return Ok(Rcvar::new(Variable::Null));
    };
    let mut collected = Vec::new();
    for item in items {
        let found = interpret(item, expression, context, budget)?;
        if !found.is_null() {
            collected.push(found);
        }
    }
    Ok(Rcvar::new(Variable::Array(collected)))
}

/// `list[]`: the items, and those of the lists among them.
fn flattened(list: &Rcvar, budget: &mut Budget) -> Found {
    let Variable::Array(items) = list.as_ref() else {
        return Ok(Rcvar::new(Variable::Null));
    };
    let mut collected = Vec::new();
    for item in items {
        if let Variable::Array(inner) = item.as_ref() {
            budget.spend_many(inner.len())?;
            collected.extend(inner.iter().cloned());
        } else {
            budget.spend(1)?;
            collected.push(item.clone());
        }
    }
    Ok(Rcvar::new(Variable::Array(collected)))
}

/// The value of a function.
fn call(
    name: &str,
    mut given: Vec<Rcvar>,
    context: &mut Context<'_>,
    budget: &mut Budget,
) -> Found {
    for value in &given {
        budget.weigh(value)?;
    }
    match (name, given.as_slice()) {
        ("join", [glue, list]) => {
            if let (Variable::String(glue), Variable::Array(list)) = (glue.as_ref(), list.as_ref())
            {
                budget.spend_many(glue.len().saturating_mul(list.len()) / BYTES_A_STEP)?;
            }
        }
        ("map", [by, list]) => {
            if let (Variable::Expref(by), Variable::Array(list)) = (by.as_ref(), list.as_ref()) {
                let keys = list.iter().map(|item| interpret(item, by, context, budget));
                let keys = keys.collect::<Result<Vec<_>, _>>()?;
                return Ok(Rcvar::new(Variable::Array(keys)));
            }
        }
        ("sort_by" | "max_by" | "min_by", [list, by]) => {
            if let (Variable::Array(list), Variable::Expref(by)) = (list.as_ref(), by.as_ref()) {
                // The keys are found here, within the budget; the library compares what was found.
                let pairs = list.iter().map(|item| {
                    let key = interpret(item, by, context, budget)?;
                    let pair = [("k".to_owned(), key), ("v".to_owned(), item.clone())];
                    Ok(Rcvar::new(Variable::Object(BTreeMap::from(pair))))
                });
                let pairs = pairs.collect::<Result<Vec<_>, Stopped>>()?;
                let key = Ast::Field {
                    name: "k".to_owned(),
                    offset: context.offset,
                };
                given = vec![
                    Rcvar::new(Variable::Array(pairs)),
                    Rcvar::new(Variable::Expref(key)),
                ];
                let found = of_library(name, &given, context)?;
                return Ok(match found.as_ref() {
                    Variable::Array(pairs) => {
                        let items = pairs.iter().map(|pair| pair.get_field("v"));
                        Rcvar::new(Variable::Array(items.collect()))
                    }
                    _ => found.get_field("v"),
                });
            }
        }
        _ => {}
    }
    of_library(name, &given, context)
}

fn of_library(name: &str, given: &[Rcvar], context: &mut Context<'_>) -> Found {
    match DEFAULT_RUNTIME.get_function(name) {
        Some(function) => Ok(function.evaluate(given, context)?),
        // Unknown functions were refused when the mapping was read.
        None => Ok(Rcvar::new(Variable::Null)),
    }
}
