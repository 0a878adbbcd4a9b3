//! One record of the remote → one unified record. A bad field is null and told; the record stays.

use super::compile::{PlanCase, PlanKind, PlanSource};
use super::fill::{Here, entry, fill};
use super::read::{Slot, Slots};
use super::tables::Tables;
use serde_json::{Map, Value};
use std::borrow::Cow;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::condition::Facts;
use touchpoint_language::expr::{Path, path::Root};
use touchpoint_language::mapping::{Expression, Pick};

/// What a record is mapped with, beside itself.
pub struct RecordFacts<'c> {
    /// The caller's values, by parameter, in the remote's words.
    pub query: &'c Map<String, Value>,
    /// The tables at hand.
    pub tables: &'c Tables,
}

/// Why one field of one record is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFault {
    /// Its code: `unreadable_time`.
    pub code: &'static str,
    /// What is there.
    pub message: String,
    /// The dotted unified field; filled in by the record.
    pub field: String,
    /// Where the value stands in the record, as a JSON pointer, where it is one place.
    pub remote: Option<String>,
    /// The place in the mapping.
    pub pointer: Pointer,
}

impl FieldFault {
    pub(super) fn new<P>(
        code: &'static str,
        message: String,
        expression: &Expression<P>,
    ) -> FieldFault {
        FieldFault {
            code,
            message,
            field: String::new(),
            remote: None,
            pointer: expression.pointer.clone(),
        }
    }
}

/// Maps one record. Never fails: what cannot be mapped is null, and told.
pub fn map_record(
    case: &PlanCase,
    record: &Value,
    facts: &RecordFacts<'_>,
) -> (Value, Vec<FieldFault>) {
    let slots = case.reads.fill(record);
    let here = Here {
        value: record,
        record,
        slots: &slots,
        record_slots: &slots,
        facts,
    };
    let mut unified = Map::new();
    let mut faults = Vec::new();
    if !record.is_object() {
        faults.push(FieldFault {
            code: "no_object",
            message: "the record is no object".to_owned(),
            field: String::new(),
            remote: Some(String::new()),
            pointer: Pointer::new(),
        });
    }
    for field in &case.fields {
        let before = faults.len();
        let value = match &field.kind {
            PlanKind::Empty { list: true } => Value::Array(Vec::new()),
            PlanKind::Empty { list: false } => Value::Null,
            PlanKind::Scalar(expression) => {
                let value = fill(expression, &here, &mut faults);
                name(
                    &mut faults,
                    before,
                    &field.name,
                    expression,
                    case.reads.paths(),
                    &[],
                );
                value
            }
            PlanKind::Object(source) => elements(source, &field.name, case, &here, &mut faults)
                .into_iter()
                .next()
                .unwrap_or(Value::Null),
            PlanKind::List(sources) => {
                let all = sources
                    .iter()
                    .flat_map(|s| elements(s, &field.name, case, &here, &mut faults))
                    .collect();
                Value::Array(distinct(all))
            }
        };
        unified.insert(field.name.clone(), value);
    }
    (Value::Object(unified), faults)
}

/// Whether a record is left out.
pub(crate) fn is_skipped(case: &PlanCase, record: &Value) -> bool {
    case.skip.as_ref().is_some_and(|skip| {
        skip.holds(&RecordConditions {
            value: record,
            record,
        })
    })
}

/// The elements of one source: objects whose members are not all null.
fn elements(
    source: &PlanSource,
    field: &str,
    case: &PlanCase,
    here: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Vec<Value> {
    if source
        .when
        .as_ref()
        .is_some_and(|when| !when.holds(&here.conditions()))
    {
        return Vec::new();
    }
    let values = match source.each {
        None => vec![here.value],
        Some(slot) => here.record_slots.all(slot),
    };
    let mut all = Vec::new();
    for value in values {
        let conditions = RecordConditions {
            value,
            record: here.record,
        };
        if value.is_null()
            || source
                .only
                .as_ref()
                .is_some_and(|only| !only.holds(&conditions))
        {
            continue;
        }
        let own;
        let slots = if source.each.is_none() {
            here.record_slots
        } else {
            own = source.reads.fill(value);
            &own
        };
        let element = Here {
            value,
            record: here.record,
            slots,
            record_slots: here.record_slots,
            facts: here.facts,
        };
        let Some(lookup) = &source.lookup else {
            all.extend(object(source, None, field, case, &element, faults));
            continue;
        };
        let before = faults.len();
        let mut members = source.members.iter();
        let first = members.find_map(|(_, member)| member.as_ref());
        let found = first.and_then(|first| entry(lookup, &element, first, faults));
        for fault in faults.iter_mut().skip(before) {
            field.clone_into(&mut fault.field);
        }
        // Without an entry, only what stands on the element itself can be told.
        let found = found.unwrap_or(&Value::Null);
        let entries = match &source.then_each {
            None => vec![found],
            Some(each) => each.all(found),
        };
        let listed = source.then_each.is_some();
        for value in entries.into_iter().filter(|v| !listed || !v.is_null()) {
            all.extend(object(source, Some(value), field, case, &element, faults));
        }
    }
    all
}

/// One object: of the element itself, or of the entry that it was looked up as.
fn object(
    source: &PlanSource,
    found: Option<&Value>,
    field: &str,
    case: &PlanCase,
    element: &Here<'_, '_>,
    faults: &mut Vec<FieldFault>,
) -> Option<Value> {
    let found: Option<(&Value, Slots<'_>)> = found.map(|value| (value, source.entry.fill(value)));
    let inner = match &found {
        None => element.again(),
        Some((value, slots)) => Here {
            value,
            slots,
            ..element.again()
        },
    };
    let mut members = Map::new();
    for (member, expression) in &source.members {
        let before = faults.len();
        let value = expression
            .as_ref()
            .map_or(Value::Null, |e| fill(e, &inner, faults));
        if let Some(expression) = expression {
            let paths = if source.lookup.is_some() {
                source.entry.paths()
            } else {
                source.reads.paths()
            };
            name(
                faults,
                before,
                &format!("{field}.{member}"),
                expression,
                case.reads.paths(),
                paths,
            );
        }
        members.insert(member.clone(), value);
    }
    (!members.values().all(Value::is_null)).then_some(Value::Object(members))
}

/// Names the field of new faults, and where the value stands when it stands in one place.
fn name(
    faults: &mut [FieldFault],
    before: usize,
    field: &str,
    expression: &Expression<Slot>,
    record: &[Path],
    element: &[Path],
) {
    let path = match &expression.pick {
        Pick::From(Slot::Record(slot)) => record.get(*slot),
        Pick::From(Slot::Here(slot)) => element.get(*slot),
        _ => None,
    };
    for fault in faults.iter_mut().skip(before) {
        field.clone_into(&mut fault.field);
        if fault.remote.is_none() {
            fault.remote = path.and_then(json_pointer);
        }
    }
}

/// A plain path as a JSON pointer (RFC 6901).
pub(crate) fn json_pointer(path: &Path) -> Option<String> {
    use touchpoint_language::expr::path::Step;
    let steps = path.plain()?.iter().map(|step| match step {
        Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    });
    Some(steps.collect())
}

/// A list is distinct by `id`, or by all members where there is none; the first counts.
fn distinct(all: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in all {
        let same = |other: &Value| match (value.get("id"), other.get("id")) {
            (Some(id), Some(known)) if !id.is_null() => id == known,
            _ => *other == value,
        };
        if !kept.iter().any(same) {
            kept.push(value);
        }
    }
    kept
}

/// A condition on a record or an element of it.
pub(super) struct RecordConditions<'v> {
    pub(super) value: &'v Value,
    pub(super) record: &'v Value,
}

impl Facts for RecordConditions<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Value>> {
        let root = if path.root() == Root::Record {
            self.record
        } else {
            self.value
        };
        path.one(root).map(Cow::Borrowed)
    }
}

impl<'v, 'c> Here<'v, 'c> {
    pub(super) fn conditions(&self) -> RecordConditions<'v> {
        RecordConditions {
            value: self.value,
            record: self.record,
        }
    }

    fn again(&self) -> Here<'v, 'c> {
        Here {
            value: self.value,
            record: self.record,
            slots: self.slots,
            record_slots: self.record_slots,
            facts: self.facts,
        }
    }
}
