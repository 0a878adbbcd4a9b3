//! One record's slots → its unified fields as JSON, written straight into the output.

use super::evaluate::{Here, Scratch, Typed, entry, evaluate, fault, unprefixed};
use super::leaf::Leaf;
use super::program::{Expr, Field, FieldKind, Program, Source};
use super::read::{Origin, Origins, at};
use super::scanner::Scanner;
use crate::document::Pointer;
use crate::plan::RecordFacts;
use serde_json::Value;
use std::ops::Range;

/// Writes records one after another; keeps what it needs for that.
pub(super) struct Emitter<'p> {
    program: &'p Program,
    facts: &'p RecordFacts<'p>,
    pub(super) scratch: Scratch,
    elements: Vec<Element>,
}

/// One element of a list that is being written.
struct Element {
    whole: Range<usize>,
    id: Option<Range<usize>>,
}

impl<'p> Emitter<'p> {
    pub(super) fn new(program: &'p Program, facts: &'p RecordFacts<'p>) -> Emitter<'p> {
        Emitter {
            program,
            facts,
            scratch: Scratch::default(),
            elements: Vec::new(),
        }
    }

    /// Whether a record is left out.
    pub(super) fn skips(&self, slots: &[&str]) -> bool {
        let here = Origin::Slots(slots);
        let origins = Origins {
            record: slots,
            here,
        };
        self.program
            .skip
            .as_ref()
            .is_some_and(|skip| skip.holds(&origins))
    }

    /// Writes a record's fields, each with its key and a comma before all but the first. `done` is
    /// told of each field and where it begins; it may cut it off again.
    pub(super) fn record(
        &mut self,
        slots: &[&str],
        record: &str,
        out: &mut String,
        done: &mut dyn FnMut(&Field, usize, &mut String),
    ) {
        if !record.starts_with('{') {
            let mut told = fault(
                "no_object",
                "the record is no object".to_owned(),
                &Pointer::new(),
            );
            told.remote = Some(String::new());
            self.scratch.faults.push(told);
        }
        let program = self.program;
        for field in &program.fields {
            let start = out.len();
            if !out.ends_with('{') {
                out.push(',');
            }
            out.push_str(&field.key);
            self.field(field, slots, out);
            done(field, start, out);
        }
    }

    fn field(&mut self, field: &Field, slots: &[&str], out: &mut String) {
        match &field.kind {
            FieldKind::Empty(text) => out.push_str(text),
            FieldKind::Scalar(expr) => {
                let here = Origin::Slots(slots);
                self.value(
                    expr,
                    &field.name,
                    Origins {
                        record: slots,
                        here,
                    },
                    out,
                );
            }
            FieldKind::Object(source) => {
                let start = out.len();
                self.elements.clear();
                self.source(source, slots, out);
                match self.elements.first() {
                    None => out.push_str("null"),
                    Some(first) => out.truncate(first.whole.end),
                }
                debug_assert!(out.len() > start);
            }
            FieldKind::List(sources) => {
                self.elements.clear();
                out.push('[');
                for source in sources {
                    self.source(source, slots, out);
                }
                out.push(']');
            }
        }
    }

    /// Writes one value, or null: whether there is one. Its faults are told with its field.
    fn value(&mut self, expr: &Expr, field: &str, origins: Origins<'_>, out: &mut String) -> bool {
        let before = self.scratch.faults.len();
        let mut here = Here {
            origins,
            facts: self.facts,
            scratch: &mut self.scratch,
        };
        let written = match &expr.prefix {
            None => evaluate(expr, &mut here).map(|value| write(value, "", out)),
            Some(prefix) => unprefixed(expr, &mut here).map(|value| write(value, prefix, out)),
        };
        if written.is_none() {
            out.push_str("null");
        }
        for told in self.scratch.faults.iter_mut().skip(before) {
            field.clone_into(&mut told.field);
            if told.remote.is_none() {
                told.remote.clone_from(&expr.remote);
            }
        }
        written.is_some()
    }

    /// Writes the elements of one source: objects whose members are not all null, none twice.
    fn source(&mut self, source: &Source, slots: &[&str], out: &mut String) {
        let record = Origins {
            record: slots,
            here: Origin::Slots(slots),
        };
        if source
            .when
            .as_ref()
            .is_some_and(|when| !when.holds(&record))
        {
            return;
        }
        let Some(each) = &source.each else {
            if !at(slots, 0).is_none_or(|record| record.starts_with('n')) {
                self.element(source, record, out);
            }
            return;
        };
        each.all(&record, &mut |leaf| {
            if leaf.is_null() {
                return;
            }
            match &leaf {
                Leaf::Raw(raw) => {
                    let mut found = [""; 8];
                    let mut many;
                    let width = source.element.width();
                    let own = if let Some(few) = found.get_mut(..width) {
                        few
                    } else {
                        many = vec![""; width];
                        many.as_mut_slice()
                    };
                    // The text has been scanned before: there is nothing to refuse.
                    let _ = source.element.walk(&mut Scanner::new(raw), own, &mut ());
                    let here = Origin::Slots(own);
                    self.element(
                        source,
                        Origins {
                            record: slots,
                            here,
                        },
                        out,
                    );
                }
                Leaf::Value(value) => {
                    let here = Origin::Value(value);
                    self.element(
                        source,
                        Origins {
                            record: slots,
                            here,
                        },
                        out,
                    );
                }
                Leaf::Owned(value) => {
                    let here = Origin::Value(value);
                    self.element(
                        source,
                        Origins {
                            record: slots,
                            here,
                        },
                        out,
                    );
                }
            }
        });
    }

    fn element(&mut self, source: &Source, origins: Origins<'_>, out: &mut String) {
        if source
            .only
            .as_ref()
            .is_some_and(|only| !only.holds(&origins))
        {
            return;
        }
        let origins = match &source.lookup {
            None => origins,
            Some(lookup) => {
                let before = self.scratch.faults.len();
                let mut here = Here {
                    origins,
                    facts: self.facts,
                    scratch: &mut self.scratch,
                };
                let found = entry(lookup, &source.place, &mut here);
                for told in self.scratch.faults.iter_mut().skip(before) {
                    source.field.clone_into(&mut told.field);
                }
                // Without an entry, only what stands on the record itself can be told.
                let here = Origin::Value(found.unwrap_or(&Value::Null));
                Origins { here, ..origins }
            }
        };
        let before = out.len();
        if !self.elements.is_empty() {
            out.push(',');
        }
        let start = out.len();
        let (mut id, mut any) = (None, false);
        out.push('{');
        for member in &source.members {
            if !out.ends_with('{') {
                out.push(',');
            }
            out.push_str(&member.key);
            let value = out.len();
            let given = if let Some(expr) = &member.expr {
                self.value(expr, &member.dotted, origins, out)
            } else {
                out.push_str("null");
                false
            };
            any |= given;
            if given && member.is_id {
                id = Some(value..out.len());
            }
        }
        out.push('}');
        let whole = start..out.len();
        let element = Element { whole, id };
        if any && !self.elements.iter().any(|known| same(&element, known, out)) {
            self.elements.push(element);
        } else {
            out.truncate(before);
        }
    }
}

/// Elements are one when their ids are, or where the later has none, when all their members are.
fn same(element: &Element, known: &Element, out: &str) -> bool {
    let text = |range: &Range<usize>| out.get(range.clone()).unwrap_or_default();
    match (&element.id, &known.id) {
        (Some(id), Some(known)) => same_json(text(id), text(known)),
        (Some(_), None) => false,
        (None, _) => same_json(text(&element.whole), text(&known.whole)),
    }
}

/// Texts without escapes mean the same when they are the same.
fn same_json(one: &str, other: &str) -> bool {
    one == other
        || ((one.contains('\\') || other.contains('\\'))
            && super::leaf::parse(one) == super::leaf::parse(other))
}

/// Appends a value as a JSON string.
#[inline]
fn write(value: Typed<'_>, prefix: &str, out: &mut String) {
    match value {
        Typed::Json(json) if prefix.is_empty() => out.push_str(json),
        Typed::Json(json) => {
            out.push('"');
            escape(prefix, out);
            out.push_str(json.strip_prefix('"').unwrap_or(json));
        }
        Typed::Text(text) => {
            out.push('"');
            escape(prefix, out);
            escape(&text, out);
            out.push('"');
        }
        Typed::Moment(moment) => {
            out.push('"');
            escape(prefix, out);
            moment.write(out);
            out.push('"');
        }
        Typed::Milliseconds(ms) => {
            out.push('"');
            escape(prefix, out);
            whole_seconds(ms, out);
            out.push('"');
        }
    }
}

fn whole_seconds(ms: i64, out: &mut String) {
    use std::fmt::Write;
    // Writing to a text cannot fail.
    let _ = write!(out, "{}", ms / 1000);
}

/// Appends a text as it stands between the quotes of a JSON string.
fn escape(text: &str, out: &mut String) {
    if !text
        .bytes()
        .any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
    {
        out.push_str(text);
        return;
    }
    let quoted = Value::from(text).to_string();
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    out.push_str(inner.unwrap_or_default());
}
