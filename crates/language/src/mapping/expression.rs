//! Where one value comes from: picked, converted, mapped. Generic over what stands for a path, so
//! that compiling only puts slots where paths were.

use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::expr::{self, Compute, Condition, Path, TimeForm, Unit};
use crate::json::{Json, Object};
use crate::model::Scalar;
use crate::written::{self, Otherwise};
use indexmap::IndexMap;
use jiff::tz::TimeZone;

/// Where one value comes from. `P` is a path, or the slot that a plan gives it.
#[derive(Clone, Debug)]
pub struct Expression<P = Path> {
    /// What is picked.
    pub pick: Pick<P>,
    /// What the value is: this decides how it is converted.
    pub scalar: Scalar,
    /// The table that `from` starts in, instead of the record.
    pub lookup: Option<LookupUse<P>>,
    /// How the vendor writes the time.
    pub time: Option<TimeForm>,
    /// The zone of times without an offset.
    pub zone: Option<TimeZone>,
    /// The unit of a duration.
    pub unit: Option<Unit>,
    /// The vendor's word → ours.
    pub map: Option<WordMap>,
    /// A text before the value.
    pub prefix: Option<String>,
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
    /// The first branch whose condition holds.
    Choose(Vec<(Option<Condition>, Option<Expression<P>>)>),
}

/// The vendor's words and ours.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMap {
    /// The vendor's word (in lower case when case is ignored) → ours.
    pub words: IndexMap<String, String>,
    /// Whether upper and lower case are ignored.
    pub ignore_case: bool,
    /// What becomes of any other word.
    pub otherwise: Otherwise,
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
            Pick::Choose(branches) => branches
                .iter()
                .filter_map(|(_, part)| part.as_ref())
                .collect(),
            Pick::From(_) | Pick::Always(_) | Pick::Query(_) | Pick::Compute(_) => Vec::new(),
        }
    }

    /// Every path that it reads, those of its parts too.
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

/// How the outer expression says its parts are written, where they do not say it themselves.
#[derive(Clone, Default)]
struct Inherited {
    time: Option<TimeForm>,
    zone: Option<TimeZone>,
    unit: Option<Unit>,
}

/// Resolves where one value comes from.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Field,
    scalar: &Scalar,
    pointer: &Pointer,
) -> Option<Expression> {
    expression(resolver, written, scalar, pointer, &Inherited::default())
}

fn expression(
    resolver: &mut Resolver<'_>,
    written: &written::Field,
    scalar: &Scalar,
    pointer: &Pointer,
    inherited: &Inherited,
) -> Option<Expression> {
    let field = &written.0;
    let time = resolver.form(
        field.time.as_ref().map(|t| t.0.as_str()),
        &pointer.key("time"),
        TimeForm::parse,
    )?;
    let zone = resolver.form(
        field.zone.as_deref(),
        &pointer.key("zone"),
        expr::time::zone,
    )?;
    let unit = resolver.form(
        field.unit.as_ref().map(|u| u.0.as_str()),
        &pointer.key("unit"),
        Unit::parse,
    )?;
    let own = Inherited {
        time: time.or_else(|| inherited.time.clone()),
        zone: zone.or_else(|| inherited.zone.clone()),
        unit: unit.or(inherited.unit),
    };
    let pick = pick(resolver, field, scalar, pointer, &own)?;
    let lookup = match &field.lookup {
        Some(table) => {
            let mut by = Vec::new();
            for (index, text) in field.by.iter().flatten().enumerate() {
                by.push(resolver.path(text, &pointer.key("by").index(index))?);
            }
            Some(LookupUse {
                table: table.clone(),
                by,
            })
        }
        None => None,
    };
    let map = field.map.as_ref().map(|words| WordMap {
        words: words
            .iter()
            .map(|(theirs, ours)| {
                let theirs = if field.ignore_case {
                    theirs.to_lowercase()
                } else {
                    theirs.clone()
                };
                (theirs, ours.as_text().unwrap_or_default().to_owned())
            })
            .collect(),
        ignore_case: field.ignore_case,
        otherwise: field.otherwise.unwrap_or(Otherwise::Keep),
    });
    Some(Expression {
        pick,
        scalar: scalar.clone(),
        lookup,
        time: own.time,
        zone: own.zone,
        unit: own.unit,
        map,
        prefix: field.prefix.clone(),
        pointer: pointer.clone(),
    })
}

fn pick(
    resolver: &mut Resolver<'_>,
    field: &written::FieldObject,
    scalar: &Scalar,
    pointer: &Pointer,
    own: &Inherited,
) -> Option<Pick> {
    let parts =
        |resolver: &mut Resolver<'_>, all: &[written::Field], key: &str, own: &Inherited| {
            let mut parts = Vec::new();
            for (index, part) in all.iter().enumerate() {
                let place = pointer.key(key).index(index);
                let scalar = operand(key, index, part, scalar);
                parts.push(expression(resolver, part, &scalar, &place, own));
            }
            // All parts are resolved, so that all their faults are told, before one is missed.
            parts.into_iter().collect::<Option<Vec<_>>>()
        };
    if let Some(text) = &field.from {
        // The short form is the text itself; the long one has it under `from`.
        let place = if resolver.document.get(&pointer.key("from")).is_some() {
            pointer.key("from")
        } else {
            pointer.clone()
        };
        return resolver.path(text, &place).map(Pick::From);
    }
    if let Some(all) = &field.first_of {
        return parts(resolver, all, "first_of", own).map(Pick::FirstOf);
    }
    if let Some(value) = &field.always {
        return Some(Pick::Always(value.clone()));
    }
    if let Some(name) = &field.query {
        return Some(Pick::Query(name.clone()));
    }
    if let Some(all) = &field.sum {
        return parts(resolver, all, "sum", &Inherited::default()).map(Pick::Sum);
    }
    if let Some(all) = &field.difference {
        let mut all = parts(resolver, all, "difference", own)?.into_iter();
        return Some(Pick::Difference(Box::new((all.next()?, all.next()?))));
    }
    if let Some(text) = &field.compute {
        return match Compute::parse(&text.0) {
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
        };
    }
    let mut branches = Vec::new();
    for (index, chosen) in field.choose.iter().flatten().enumerate() {
        let place = pointer.key("choose").index(index);
        let when = chosen
            .when
            .as_ref()
            .map(|when| resolver.condition(&when.0, &place.key("when")));
        let part = chosen
            .field
            .as_ref()
            .map(|part| expression(resolver, part, scalar, &place, own));
        branches.push(match (when, part) {
            (Some(None), _) | (_, Some(None)) => return None,
            (when, part) => (when.flatten(), part.flatten()),
        });
    }
    Some(Pick::Choose(branches))
}

/// The type of one operand: what is added to a time is a duration when it has a unit, and the
/// operands of a difference are times.
fn operand(key: &str, index: usize, part: &written::Field, scalar: &Scalar) -> Scalar {
    match key {
        "sum" if part.0.unit.is_some() || *scalar == Scalar::Duration => Scalar::Duration,
        "sum" if index == 0 || part.0.time.is_some() => Scalar::Instant,
        "sum" => Scalar::Duration,
        "difference" => Scalar::Instant,
        _ => scalar.clone(),
    }
}

impl Resolver<'_> {
    /// Reads a word with a grammar of its own; the outer `None` is a fault, already told.
    #[allow(clippy::option_option, reason = "absent and faulty are two things")]
    fn form<T>(
        &mut self,
        text: Option<&str>,
        pointer: &Pointer,
        parse: impl Fn(&str) -> Result<T, expr::ExprFault>,
    ) -> Option<Option<T>> {
        match text.map(parse) {
            None => Some(None),
            Some(Ok(form)) => Some(Some(form)),
            Some(Err(fault)) => {
                self.text_fault(Code::WrongForm, pointer, "this form cannot be read", &fault);
                None
            }
        }
    }

    /// Reads a condition on what the caller asks.
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
