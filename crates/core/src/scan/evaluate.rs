//! Evaluates one value of a record over slots: picked, converted, mapped. Texts are copied only
//! into the output. Every record is mapped by this code.

use super::leaf::Leaf;
use super::observe::{Nobody, Observer, Step};
use super::program::{Computed, Expr, LookupBy, Picked, QuickForm};
use super::read::{Origins, PathRead};
use super::time::{self, Moment};
use super::typed::Typed;
use crate::record::{FieldFault, RecordFacts};
use crate::slices;
use jiff::SignedDuration;
use std::borrow::Cow;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::compute::{Budget, MOST_STEPS};
use touchpoint_language::json::{Json, Number, Object};
use touchpoint_language::transform::{Value, ValueFault, read_seen};

/// Where an expression reads, and where its faults go.
pub(super) struct Here<'c, 'f, O> {
    pub(super) origins: Origins<'c>,
    pub(super) facts: &'c RecordFacts<'c>,
    pub(super) scratch: &'f mut Scratch<O>,
}

/// Buffers and budgets that are reused.
pub(super) struct Scratch<O = Nobody> {
    pub(super) faults: Vec<FieldFault>,
    pub(super) observer: O,
    /// The texts of a lookup's key.
    key: Vec<String>,
    /// The steps that are left for the computations of a page.
    budget: Budget,
}

/// The most steps for the computations of all records of a page.
const MOST_STEPS_OF_PAGE: u64 = 50 * MOST_STEPS;
/// Larger records are not computed with: their values would take many times their size.
const MOST_COMPUTED: usize = 512 * 1024;

impl<O: Observer> Scratch<O> {
    /// Empty buffers, and who looks on.
    pub(super) fn new(observer: O) -> Scratch<O> {
        Scratch {
            faults: Vec::new(),
            observer,
            key: Vec::new(),
            budget: Budget::new(MOST_STEPS_OF_PAGE),
        }
    }

    /// Tells a step, where anybody looks.
    #[inline]
    pub(super) fn see<'s>(&mut self, step: impl FnOnce() -> Step<'s>) {
        if O::LOOKS {
            self.observer.see(step());
        }
    }
}

/// The fault of a path that gives up because the text is too large.
pub(super) fn too_large(place: &Pointer) -> FieldFault {
    let message = "what stands there is too large to be looked through".to_owned();
    fault("too_large", message, place)
}

/// A fault whose field is not known yet.
pub(super) fn fault(code: &'static str, message: String, place: &Pointer) -> FieldFault {
    FieldFault {
        code,
        message,
        field: String::new(),
        remote: None,
        pointer: place.clone(),
    }
}

/// The value.
#[inline]
pub(super) fn evaluate<'c, O: Observer>(
    expr: &'c Expr,
    here: &mut Here<'c, '_, O>,
) -> Option<Typed<'c>> {
    if !O::LOOKS {
        return made(expr, here);
    }
    let before = here.scratch.faults.len();
    here.scratch.see(|| Step::Begins(&expr.place));
    let value = made(expr, here);
    let Scratch {
        faults, observer, ..
    } = &mut *here.scratch;
    let own = faults.iter().skip(before);
    for told in own.filter(|told| told.pointer == expr.place) {
        observer.see(Step::Fault(told));
    }
    let shown = value.clone().map(Value::from);
    observer.see(Step::Ends(shown.as_ref()));
    value
}

#[inline]
fn made<'c, O: Observer>(expr: &'c Expr, here: &mut Here<'c, '_, O>) -> Option<Typed<'c>> {
    let value = match &expr.pick {
        Picked::From(read) => {
            if !O::LOOKS
                && let Some(raw) = read.plain(&here.origins)
            {
                if raw.is_empty() || raw == "null" {
                    return None;
                }
                if let Some(value) = quick(&expr.reading.known, raw) {
                    return finished(expr, value, here);
                }
            }
            let found = read.first(&here.origins);
            here.scratch.see(|| Step::Found(found));
            let Some(raw) = found else {
                if read.gives_up(&here.origins) {
                    here.scratch.faults.push(too_large(&expr.place));
                }
                return None;
            };
            convert(expr, Leaf::found(raw), here)
        }
        Picked::Entry(lookup, walk) => {
            let found = walk.one(entry(lookup, &expr.place, here)?);
            here.scratch.see(|| Step::Found(found));
            convert(expr, Leaf::found(found?), here)
        }
        Picked::Always(json) => {
            here.scratch.see(|| Step::Made(json));
            convert(expr, Leaf::found(json), here)
        }
        Picked::Query(name) => {
            let given = here.facts.query.get(name)?;
            here.scratch.see(|| Step::Made(given));
            convert(expr, Leaf::found(given), here)
        }
        Picked::FirstOf(all) => first_of(all, here),
        Picked::Sum(all) => sum(all, here),
        Picked::Difference(pair) => difference(&pair.0, &pair.1, here),
        Picked::Compute(computed) => match run(computed, &here.origins, &mut here.scratch.budget) {
            Ok((value, rounded)) => {
                if let Some(number) = rounded {
                    let message = format!("`{number}` has more digits than can be computed with");
                    let faults = &mut here.scratch.faults;
                    faults.push(fault("rounded_number", message, &expr.place));
                }
                let text = value.to_string();
                here.scratch.see(|| Step::Made(&text));
                convert(expr, Leaf(Cow::Owned(text)), here)
            }
            Err(message) => {
                here.scratch
                    .faults
                    .push(fault("not_computed", message, &expr.place));
                None
            }
        },
        Picked::Choose(branches) => {
            let holds = |when: &super::test::Test| when.holds(&here.origins);
            let branch = branches
                .iter()
                .find(|(when, _)| when.as_ref().is_none_or(holds));
            branch.and_then(|(_, part)| evaluate(part.as_ref()?, here))
        }
    }?;
    finished(expr, value, here)
}

/// The first alternative that has a value. Those before it that read the same path in another form need
/// not have read it.
fn first_of<'c, O: Observer>(all: &'c [Expr], here: &mut Here<'c, '_, O>) -> Option<Typed<'c>> {
    let told = here.scratch.faults.len();
    let mut parts = all.iter();
    let (part, value) = parts.find_map(|part| Some((part, evaluate(part, here)?)))?;
    if here.scratch.faults.len() > told {
        let is_form = |place: &Pointer| {
            let mut same = all.iter().filter(|other| other.remote == part.remote);
            part.remote.is_some() && same.any(|other| other.place == *place)
        };
        let since = here.scratch.faults.split_off(told);
        let kept = since.into_iter().filter(|fault| !is_form(&fault.pointer));
        here.scratch.faults.extend(kept);
    }
    Some(value)
}

/// The picked value after the transforms.
#[inline]
fn finished<'c, O: Observer>(
    expr: &'c Expr,
    value: Typed<'c>,
    here: &mut Here<'c, '_, O>,
) -> Option<Typed<'c>> {
    if expr.finishing.is_empty() {
        return Some(value);
    }
    let mut value = Value::from(value);
    for transform in &expr.finishing {
        let next = told(transform.apply(value), expr, here);
        here.scratch.see(|| Step::Became(transform, next.as_ref()));
        value = next?;
    }
    Some(Typed::from(value))
}

/// Reports why there is no value, where that is a fault.
fn told<'c, O>(
    outcome: Result<Option<Value<'c>>, ValueFault>,
    expr: &Expr,
    here: &mut Here<'_, '_, O>,
) -> Option<Value<'c>> {
    outcome.unwrap_or_else(|ValueFault { code, message }| {
        here.scratch.faults.push(fault(code, message, &expr.place));
        None
    })
}

/// Reads the text of a value that is not null, where it is of a common form.
#[inline]
fn quick<'c>(known: &QuickForm, raw: &'c str) -> Option<Typed<'c>> {
    match known {
        QuickForm::Text { empty } if raw.starts_with('"') => {
            (*empty || raw != "\"\"").then_some(Typed::Json(raw))
        }
        QuickForm::Text { .. } | QuickForm::No => None,
        QuickForm::Instant { form, zone } => {
            time::moment(form, zone.as_ref(), unquoted(raw)).map(Typed::Moment)
        }
        QuickForm::Count(each) => time::milliseconds(*each, unquoted(raw)).map(Typed::Milliseconds),
    }
}

/// Runs a computation over the value that it reads; a number that had to be rounded is reported.
fn run(
    computed: &Computed,
    origins: &Origins<'_>,
    budget: &mut Budget,
) -> Result<(Json, Option<Number>), String> {
    if budget.left() == 0 {
        return Err("the computations of this page cost too much".to_owned());
    }
    let first = |read: &PathRead| read.first(origins);
    let whole = computed.whole.as_ref().and_then(first);
    if whole.is_some_and(|whole| whole.len() > MOST_COMPUTED) {
        return Err(format!("more than {MOST_COMPUTED} bytes to compute with"));
    }
    let value = match (&computed.members, whole) {
        (Some(members), Some(whole)) if whole.starts_with('{') => {
            let found = members
                .iter()
                .filter_map(|(name, read)| Some((name.clone(), slices::value(first(read)?))));
            Json::Object(found.collect::<Object>())
        }
        (_, Some(whole)) => slices::value(whole),
        (_, None) => Json::Null,
    };
    let computed = computed.compute.run_within(&value, budget)?;
    Ok((computed.value, computed.rounded))
}

/// The table's entry for an element; absent when its key is, or when the table has none.
pub(super) fn entry<'c, O: Observer>(
    lookup: &'c LookupBy,
    place: &Pointer,
    here: &mut Here<'c, '_, O>,
) -> Option<&'c str> {
    let key = &mut here.scratch.key;
    key.resize(lookup.by.len(), String::new());
    for (at, (part, read)) in key.iter_mut().zip(&lookup.by).enumerate() {
        let Some(text) = read.first(&here.origins).and_then(slices::text) else {
            if O::LOOKS {
                here.scratch.observer.see(Step::Entry {
                    table: &lookup.table,
                    key: here.scratch.key.get(..at).unwrap_or_default(),
                    entry: None,
                });
            }
            return None;
        };
        part.clear();
        part.push_str(&text);
    }
    let facts = here.facts;
    let table = facts.tables.0.get(&lookup.table);
    let found = table.and_then(|table| table.get(key));
    if O::LOOKS {
        here.scratch.observer.see(Step::Entry {
            table: &lookup.table,
            key,
            entry: found,
        });
    }
    let table = table?;
    if found.is_none() && !table.may_lack() {
        let message = format!("`{}` has no entry for `{}`", lookup.table, key.join("`, `"));
        here.scratch.faults.push(fault("no_entry", message, place));
    }
    found
}

fn convert<'c, O: Observer>(
    expr: &'c Expr,
    leaf: Leaf<'c>,
    here: &mut Here<'c, '_, O>,
) -> Option<Typed<'c>> {
    if leaf.is_null() {
        return None;
    }
    let reading = &expr.reading;
    if !O::LOOKS
        && let Cow::Borrowed(raw) = leaf.0
        && let Some(value) = quick(&reading.known, raw)
    {
        return Some(value);
    }
    let read = read_seen(
        &reading.steps,
        &reading.scalar,
        reading.empty,
        leaf.value()?,
        |transform, value| here.scratch.see(|| Step::Became(transform, value)),
    );
    told(read, expr, here).map(Typed::from)
}

/// What stands between the quotes, escapes and all; other texts as they are.
fn unquoted(raw: &str) -> &str {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(raw)
}

fn sum<'c, O: Observer>(all: &'c [Expr], here: &mut Here<'c, '_, O>) -> Option<Typed<'c>> {
    let mut instant = None;
    let mut milliseconds: i64 = 0;
    for part in all {
        match evaluate(part, here)? {
            Typed::Moment(at) => instant = Some(at),
            Typed::Milliseconds(ms) => milliseconds = milliseconds.checked_add(ms)?,
            Typed::Text(_) | Typed::Json(_) => return None,
        }
    }
    let Some(instant) = instant else {
        return Some(Typed::Milliseconds(milliseconds));
    };
    let duration = SignedDuration::from_millis(milliseconds);
    let at = instant.timestamp()?.checked_add(duration).ok()?;
    Some(Typed::Moment(Moment::At(at)))
}

fn difference<'c, O: Observer>(
    later: &'c Expr,
    earlier: &'c Expr,
    here: &mut Here<'c, '_, O>,
) -> Option<Typed<'c>> {
    match (evaluate(later, here)?, evaluate(earlier, here)?) {
        (Typed::Moment(later), Typed::Moment(earlier)) => {
            let ms = later
                .timestamp()?
                .duration_since(earlier.timestamp()?)
                .as_millis();
            i64::try_from(ms).ok().map(Typed::Milliseconds)
        }
        _ => None,
    }
}
