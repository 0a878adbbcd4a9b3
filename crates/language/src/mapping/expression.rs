//! Where one value comes from: picked, converted, mapped. Generic over what stands for a path, so
//! that compiling only puts slots where paths were.

use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{Compute, Condition, Path};
use crate::json::{Json, Object};
use crate::model::Scalar;
use crate::transform::Transform;
use crate::written;

/// Where one value comes from. `P` is a path, or the slot that a plan gives it.
#[derive(Clone, Debug)]
pub struct Expression<P = Path> {
    /// What is picked.
    pub pick: Pick<P>,
    /// The type of the value, which decides how it is converted.
    pub scalar: Scalar,
    /// The table that `from` starts in, instead of the record.
    pub lookup: Option<LookupUse<P>>,
    /// What is done with the value, in this order. Transforms that say how the vendor writes a
    /// value also apply to the parts.
    pub transforms: Vec<Transform>,
    /// True if an empty text counts as a value. It does for texts, but not for ids, nor for an
    /// alternative that is followed by another one.
    pub empty: bool,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// What is picked.
#[derive(Clone, Debug)]
pub enum Pick<P = Path> {
    /// The value at a path.
    From(P),
    /// The first that has a value.
    FirstOf(Vec<Expression<P>>),
    /// A fixed value.
    Always(Json),
    /// What the caller gave for this parameter.
    Query(String),
    /// A time and durations, added.
    Sum(Vec<Expression<P>>),
    /// The first time minus the second.
    Difference(Box<(Expression<P>, Expression<P>)>),
    /// A `JMESPath` over the record.
    Compute(Compute),
    /// The first whose condition holds.
    Choose(Vec<Arm<P>>),
}

/// One of those among which a value is chosen.
#[derive(Clone, Debug)]
pub struct Arm<P = Path> {
    /// When it is chosen; always, without a condition.
    pub when: Option<Condition>,
    /// Where the value comes from then; nowhere, without an expression.
    pub value: Option<Expression<P>>,
}

/// The use of a table: which, and by which key.
#[derive(Clone, Debug)]
pub struct LookupUse<P = Path> {
    /// The table's name.
    pub table: String,
    /// The key's parts, on the record or the element.
    pub by: Vec<P>,
}

impl<P> Expression<P> {
    /// The expressions that this one is made of.
    pub fn parts(&self) -> Vec<&Expression<P>> {
        match &self.pick {
            Pick::FirstOf(all) | Pick::Sum(all) => all.iter().collect(),
            Pick::Difference(pair) => vec![&pair.0, &pair.1],
            Pick::Choose(arms) => arms.iter().filter_map(|arm| arm.value.as_ref()).collect(),
            Pick::From(_) | Pick::Always(_) | Pick::Query(_) | Pick::Compute(_) => Vec::new(),
        }
    }

    /// The transforms that read the picked value.
    pub fn reading(&self) -> impl Iterator<Item = &Transform> {
        let own = self.transforms.iter();
        own.filter(|one| one.reads() && one.fits(&self.scalar))
    }

    /// The transforms that work on the result of the pick.
    pub fn finishing(&self) -> impl Iterator<Item = &Transform> {
        let own = self.transforms.iter();
        own.filter(|one| !one.reads() && one.fits(&self.scalar))
    }

    /// True if a picked text is the value as it stands.
    pub(super) fn keeps_text(&self) -> bool {
        let is_text = matches!(self.scalar, Scalar::Text | Scalar::Word(_));
        self.finishing().next().is_none() && !(is_text && self.reading().next().is_some())
    }

    /// Every path that it reads, including those of its parts.
    pub fn paths(&self) -> Vec<&P> {
        let own = match &self.pick {
            Pick::From(path) => Some(path),
            _ => None,
        };
        let by = self.lookup.iter().flat_map(|lookup| &lookup.by);
        // After a lookup, `from` starts at the entry: it reads nothing of the record.
        let own = own.filter(|_| self.lookup.is_none());
        own.into_iter()
            .chain(by)
            .chain(self.parts().into_iter().flat_map(Expression::paths))
            .collect()
    }
}

/// Resolves where one value comes from.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Field,
    scalar: &Scalar,
    pointer: &Pointer,
) -> Option<Expression> {
    expression(resolver, written, scalar, pointer, &[])
}

/// What holds for a whole expression, and so for its parts.
#[derive(Clone, Copy)]
struct Whole<'w> {
    scalar: &'w Scalar,
    pointer: &'w Pointer,
    transforms: &'w [Transform],
}

fn expression(
    resolver: &mut Resolver<'_>,
    written: &written::Field,
    scalar: &Scalar,
    pointer: &Pointer,
    above: &[Transform],
) -> Option<Expression> {
    let written::FieldObject { picks, transforms } = &written.0;
    let transforms = transforms.resolve(resolver, pointer, scalar, above).ok()?;
    let whole = Whole {
        scalar,
        pointer,
        transforms: &transforms,
    };
    let pick = pick(resolver, picks, whole)?;
    let lookup = match &picks.lookup {
        Some(table) => {
            let mut by = Vec::new();
            for (index, text) in picks.by.iter().flatten().enumerate() {
                by.push(resolver.path(text, &pointer.key("by").index(index))?);
            }
            Some(LookupUse {
                table: table.clone(),
                by,
            })
        }
        None => None,
    };
    Some(Expression {
        pick,
        scalar: scalar.clone(),
        lookup,
        transforms,
        empty: *scalar == Scalar::Text,
        pointer: pointer.clone(),
    })
}

impl Expression {
    /// The same expression, for which an empty text is no value.
    pub(super) fn without_empty(mut self) -> Expression {
        self.pass_over_empty();
        self
    }

    fn pass_over_empty(&mut self) {
        self.empty = false;
        match &mut self.pick {
            Pick::FirstOf(all) => all.iter_mut().for_each(Expression::pass_over_empty),
            Pick::Choose(arms) => {
                let parts = arms.iter_mut().filter_map(|arm| arm.value.as_mut());
                parts.for_each(Expression::pass_over_empty);
            }
            Pick::From(_)
            | Pick::Always(_)
            | Pick::Query(_)
            | Pick::Sum(_)
            | Pick::Difference(_)
            | Pick::Compute(_) => {}
        }
    }
}

fn pick(resolver: &mut Resolver<'_>, written: &written::Picks, whole: Whole<'_>) -> Option<Pick> {
    let written::Picks {
        from,
        first_of,
        always,
        raw: _, // a promise about `always`, which `check/words.rs` reads in the text
        query,
        sum,
        difference,
        compute,
        choose,
        lookup: _, // the table that the picked path starts in: its expression reads both
        by: _,
    } = written;
    if let Some(text) = from {
        return picked(resolver, text, whole.pointer);
    }
    if let Some(all) = first_of {
        let all = parts(resolver, all, "first_of", whole)?.into_iter();
        return Some(Pick::FirstOf(all.map(Expression::without_empty).collect()));
    }
    if let Some(value) = always {
        return Some(Pick::Always(value.clone()));
    }
    if let Some(name) = query {
        return Some(Pick::Query(name.clone()));
    }
    if let Some(all) = sum {
        let alone = Whole {
            transforms: &[],
            ..whole
        };
        return parts(resolver, all, "sum", alone).map(Pick::Sum);
    }
    if let Some(all) = difference {
        let mut all = parts(resolver, all, "difference", whole)?.into_iter();
        return Some(Pick::Difference(Box::new((all.next()?, all.next()?))));
    }
    if let Some(text) = compute {
        return computed(resolver, text, whole.pointer);
    }
    arms(resolver, choose.iter().flatten(), whole).map(Pick::Choose)
}

fn picked(
    resolver: &mut Resolver<'_>,
    text: &written::PathText,
    pointer: &Pointer,
) -> Option<Pick> {
    // The short form is the path itself; the long one has it under `from`.
    let place = if resolver.document.get(&pointer.key("from")).is_some() {
        pointer.key("from")
    } else {
        pointer.clone()
    };
    resolver.path(text, &place).map(Pick::From)
}

/// All parts are resolved first, so that all their faults are reported.
fn parts(
    resolver: &mut Resolver<'_>,
    all: &[written::Field],
    key: &str,
    whole: Whole<'_>,
) -> Option<Vec<Expression>> {
    let mut parts = Vec::new();
    for (index, part) in all.iter().enumerate() {
        let place = whole.pointer.key(key).index(index);
        let scalar = operand(key, index, part, whole.scalar);
        parts.push(expression(
            resolver,
            part,
            &scalar,
            &place,
            whole.transforms,
        ));
    }
    parts.into_iter().collect()
}

fn computed(
    resolver: &mut Resolver<'_>,
    text: &written::ComputeText,
    pointer: &Pointer,
) -> Option<Pick> {
    match Compute::parse(&text.0) {
        Ok(compute) => Some(Pick::Compute(compute)),
        Err(fault) => {
            resolver.text_fault(
                Code::BadCompute,
                &pointer.key("compute"),
                "this JMESPath cannot be read",
                &fault,
            );
            None
        }
    }
}

fn arms<'w>(
    resolver: &mut Resolver<'_>,
    written: impl Iterator<Item = &'w written::Chosen>,
    whole: Whole<'_>,
) -> Option<Vec<Arm>> {
    let mut arms = Vec::new();
    for (index, written::Chosen { when, field }) in written.enumerate() {
        let place = whole.pointer.key("choose").index(index);
        let when = when
            .as_ref()
            .map(|when| resolver.condition(&when.0, &place.key("when")));
        let value = field
            .as_ref()
            .map(|part| expression(resolver, part, whole.scalar, &place, whole.transforms));
        arms.push(match (when, value) {
            (Some(None), _) | (_, Some(None)) => return None,
            (when, value) => Arm {
                when: when.flatten(),
                value: value.flatten(),
            },
        });
    }
    Some(arms)
}

/// The type of one operand: what is added to a time is a duration when it has a unit, and the
/// operands of a difference are times.
fn operand(key: &str, index: usize, part: &written::Field, scalar: &Scalar) -> Scalar {
    let made = part.0.transforms.makes();
    let makes = |wanted: Scalar| made.contains(&wanted);
    match key {
        "sum" if makes(Scalar::Duration) || *scalar == Scalar::Duration => Scalar::Duration,
        "sum" if index == 0 || makes(Scalar::Instant) => Scalar::Instant,
        "sum" => Scalar::Duration,
        "difference" => Scalar::Instant,
        _ => scalar.clone(),
    }
}

impl Resolver<'_> {
    /// Reads a condition on the caller's query.
    pub(super) fn of_query(&mut self, written: &Object, pointer: &Pointer) -> Option<Condition> {
        self.condition(written, pointer).map(Condition::of_query)
    }

    /// Reads a condition on a record or a reply.
    pub(super) fn condition(&mut self, written: &Object, pointer: &Pointer) -> Option<Condition> {
        match Condition::read(written) {
            Ok(condition) => Some(condition),
            Err((at, fault)) => {
                let within = at.alternative.map(|index| pointer.key("any").index(index));
                let within = within.unwrap_or_else(|| pointer.clone());
                let place = at.key.map_or(within.clone(), |key| within.key(key));
                self.text_fault(
                    Code::BadPath,
                    &place,
                    "this condition cannot be read",
                    &fault,
                );
                None
            }
        }
    }
}
