//! Writes one record's slots as its unified fields in JSON, straight into the output.

use super::bare;
use super::elements::{self, Element, Elements};
use super::evaluate::{Here, Scratch, entry, evaluate, fault, too_large};
use super::few::{filled, with_slots};
use super::observe::{Nobody, Observer, Step};
use super::output::Output;
use super::program::{Expr, FieldKind, Program, RowField, RowSource};
use super::quick::{Quick, quick};
use super::read::{Origins, is_given, says_more};
use super::trie::ExpectedMembers;
use crate::record::{FieldFault, RecordFacts};
use crate::slices::scanner::{Refused, Scanner};
use std::ops::Range;
use touchpoint_language::document::Pointer;

/// The most bytes of one row's lists, including what a mapping adds to each element.
const MOST_ROW_BYTES: usize = 8 * 1024 * 1024;
/// The code for a list that is cut.
const CUT: &str = "cut_list";

/// Writes records one after another, and keeps what it needs between them.
pub(crate) struct Emitter<'p, O = Nobody> {
    program: &'p Program,
    facts: &'p RecordFacts<'p>,
    scratch: Scratch<O>,
    elements: Elements,
    /// The byte at which the current row must end: lists take nothing beyond it.
    most_bytes: usize,
    /// The expected members of the elements of each source.
    expected: Vec<ExpectedMembers<'p, 'p>>,
}

impl<'p, O: Observer> Emitter<'p, O> {
    pub(super) fn new(
        program: &'p Program,
        facts: &'p RecordFacts<'p>,
        observer: O,
    ) -> Emitter<'p, O> {
        Emitter {
            program,
            facts,
            scratch: Scratch::new(observer),
            elements: Elements::default(),
            most_bytes: usize::MAX,
            expected: Vec::new(),
        }
    }

    /// True if a record is left out.
    pub(crate) fn skips(&self, slots: &'p [&'p str]) -> bool {
        let skip = self.program.skip.as_ref();
        skip.is_some_and(|skip| skip.holds(&Origins::of_record(slots)))
    }

    /// Writes a record's row without its closing brace.
    pub(crate) fn row(&mut self, slots: &'p [&'p str], record: &'p str, out: &mut Output) {
        self.tell_no_object(record);
        self.most_bytes = out.len().saturating_add(MOST_ROW_BYTES);
        let program = self.program;
        for (before, place) in &program.layout.pieces {
            out.literal(before);
            if let Some(field) = program.fields.get(*place) {
                self.field(field, slots, out);
            }
        }
        out.literal(&program.layout.end);
    }

    /// Makes every field of a record once more, and gives back who looked on.
    pub(super) fn shown(mut self, slots: &'p [&'p str]) -> O {
        let mut out = Output::new(Vec::new());
        for field in &self.program.fields {
            self.scratch.see(|| Step::Field(&field.name));
            self.field(field, slots, &mut out);
        }
        self.scratch.observer
    }

    /// Takes the faults of fields since the last call.
    pub(crate) fn faults(&mut self) -> impl Iterator<Item = FieldFault> {
        self.scratch.faults.drain(..)
    }

    fn tell_no_object(&mut self, record: &'p str) {
        if !record.starts_with('{') {
            let mut told = fault(
                "no_object",
                "the record is no object".to_owned(),
                &Pointer::new(),
            );
            told.remote = Some(String::new());
            self.scratch.faults.push(told);
        }
    }

    fn field(&mut self, field: &'p RowField, slots: &'p [&'p str], out: &mut Output) {
        let record = Origins::of_record(slots);
        match &field.kind {
            FieldKind::Empty(text) => out.text(text),
            FieldKind::Scalar(expr) => _ = self.value(expr, &field.name, record, out),
            FieldKind::Object(source) if source.is_record() => {
                let start = out.len();
                let given = is_given(slots) && self.begins(source, &record);
                if !given || !self.members(source, record, out).0 {
                    out.truncate(start);
                    out.null();
                }
            }
            FieldKind::Object(source) => {
                self.elements.clear();
                self.source(source, slots, out);
                match self.elements.first() {
                    None => out.null(),
                    Some(first) => out.truncate(first.whole.end),
                }
            }
            FieldKind::List(sources) => {
                self.elements.clear();
                out.byte(b'[');
                for source in sources {
                    self.source(source, slots, out);
                }
                out.byte(b']');
            }
        }
    }

    /// Writes one value, or null; true if there is a value. Its faults are reported with its field.
    #[inline]
    fn value(&mut self, expr: &Expr, field: &str, origins: Origins<'_>, out: &mut Output) -> bool {
        if O::LOOKS {
            return self.any_value(expr, field, origins, out);
        }
        match quick(expr, &origins, out) {
            Quick::Given => true,
            Quick::Absent => {
                out.null();
                false
            }
            Quick::Unknown => self.any_value(expr, field, origins, out),
        }
    }

    /// True if a source's own condition holds.
    fn begins(&mut self, source: &RowSource, record: &Origins<'_>) -> bool {
        let applies = source.applies(record);
        self.scratch.see(|| Step::Source {
            place: &source.place,
            applies,
            has_elements: source.each.is_some(),
        });
        applies
    }

    fn any_value(
        &mut self,
        expr: &Expr,
        field: &str,
        origins: Origins<'_>,
        out: &mut Output,
    ) -> bool {
        let before = self.scratch.faults.len();
        let mut here = Here {
            origins,
            facts: self.facts,
            scratch: &mut self.scratch,
        };
        let value = evaluate(expr, &mut here);
        let written = value.and_then(|value| bare::write(expr, value, &mut here, out));
        if written.is_none() {
            out.null();
        }
        for told in self.scratch.faults.iter_mut().skip(before) {
            field.clone_into(&mut told.field);
            if told.remote.is_none() {
                told.remote.clone_from(&expr.remote);
            }
        }
        written.is_some()
    }

    /// Writes the elements of one source: objects whose members are not all null, each once.
    fn source(&mut self, source: &'p RowSource, slots: &'p [&'p str], out: &mut Output) {
        let record = Origins::of_record(slots);
        if !self.begins(source, &record) {
            return;
        }
        let Some(each) = &source.each else {
            if is_given(slots) {
                self.element(source, record, out);
            }
            return;
        };
        if let Some((more, place)) = &source.more
            && more.first(&record).is_some_and(says_more)
        {
            let told = FieldFault::list_cut(&source.field, place);
            self.scratch.faults.push(told);
        }
        if let Some(list) = each.list(&record) {
            self.list(source, list, slots, out);
            return;
        }
        let shown = each.all(&record, &mut |raw| {
            with_slots(source.element.width(), |own| {
                let mut scanner = Scanner::again(raw);
                // The text has been scanned before: there is nothing to refuse.
                let mut nothing = ExpectedMembers::none();
                let _ = self.walk(source, &mut scanner, own, &mut nothing, slots, out);
            });
        });
        if !shown {
            self.tell(source, too_large(&source.place));
        }
    }

    /// Reports a fault of a source.
    fn tell(&mut self, source: &RowSource, mut told: FieldFault) {
        source.field.clone_into(&mut told.field);
        self.scratch.faults.push(told);
    }

    /// Writes the elements of a list's text.
    fn list(
        &mut self,
        source: &'p RowSource,
        list: &'p str,
        slots: &'p [&'p str],
        out: &mut Output,
    ) {
        if list.len() <= 2 {
            return;
        }
        if self.expected.len() <= source.number {
            self.expected
                .resize_with(source.number + 1, ExpectedMembers::learning);
        }
        let mut members = ExpectedMembers::none();
        if let Some(known) = self.expected.get_mut(source.number) {
            std::mem::swap(&mut members, known);
        }
        with_slots(source.element.width(), |own| {
            let mut scanner = Scanner::again(list);
            // The text has been scanned before: there is nothing to refuse.
            let mut more = scanner.open(b']').unwrap_or_default();
            while more {
                let walked = self.walk(source, &mut scanner, own, &mut members, slots, out);
                more = walked.and_then(|()| scanner.more(b']')).unwrap_or_default();
            }
        });
        if let Some(known) = self.expected.get_mut(source.number) {
            *known = members;
        }
    }

    /// Reads the element at which the scanner stands, and writes it.
    fn walk<'t, 'b>(
        &mut self,
        source: &'t RowSource,
        scanner: &mut Scanner<'b>,
        own: &mut [&'b str],
        order: &mut ExpectedMembers<'t, 'b>,
        slots: &'p [&'p str],
        out: &mut Output,
    ) -> Result<(), Refused> {
        own.fill("");
        let null = scanner.peek() == b'n';
        let start = scanner.at();
        source.element.walk(scanner, own, &mut (), order)?;
        if O::LOOKS {
            let whole = scanner.since(start)?;
            self.scratch.see(|| Step::Element(whole));
        }
        if !null {
            let origins = Origins {
                record: slots,
                here: own,
            };
            self.element(source, origins, out);
        }
        Ok(())
    }

    /// Writes the members of an object; true if any has a value, and where its id stands, if it has
    /// one.
    #[inline]
    fn members(
        &mut self,
        source: &RowSource,
        origins: Origins<'_>,
        out: &mut Output,
    ) -> (bool, Option<Range<usize>>) {
        let (mut id, mut any) = (None, false);
        for member in &source.members {
            out.literal(&member.key);
            let value = out.len();
            self.scratch.see(|| Step::Member(&member.dotted));
            let given = if let Some(expr) = &member.expr {
                self.value(expr, &member.dotted, origins, out)
            } else {
                out.null();
                false
            };
            any |= given;
            if given && member.is_id {
                id = Some(value..out.len());
            }
        }
        if !source.bare {
            out.byte(b'}');
        }
        (any, id)
    }

    fn element(&mut self, source: &RowSource, origins: Origins<'_>, out: &mut Output) {
        if self.elements.is_full() || out.len() >= self.most_bytes {
            return self.tell_cut(source);
        }
        if source
            .only
            .as_ref()
            .is_some_and(|only| !only.holds(&origins))
        {
            self.scratch.see(|| Step::LeftOut);
            return;
        }
        let Some(lookup) = &source.lookup else {
            return self.taken(source, origins, out);
        };
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
        let of_entry = |emitter: &mut Self, raw: &str, out: &mut Output| {
            filled(&source.entry, raw, |here| {
                emitter.taken(source, Origins { here, ..origins }, out);
            });
        };
        match (found, &source.then_each) {
            // Without an entry, only members that are read of the record have values.
            (None, None) => self.taken(
                source,
                Origins {
                    here: &[],
                    ..origins
                },
                out,
            ),
            (None, Some(_)) => {}
            (Some(raw), None) => of_entry(self, raw, out),
            (Some(raw), Some(each)) => {
                each.all(raw, &mut |raw| {
                    if raw != "null" && !self.elements.is_full() {
                        self.scratch.see(|| Step::Element(raw));
                        of_entry(self, raw, out);
                    }
                });
            }
        }
    }

    /// Writes an element, unless it is empty or there already.
    fn taken(&mut self, source: &RowSource, origins: Origins<'_>, out: &mut Output) {
        let before = out.len();
        if !self.elements.is_empty() {
            out.byte(b',');
        }
        let start = out.len();
        let (any, id) = self.members(source, origins, out);
        let whole = start..out.len();
        let element = Element { whole, id };
        let is_new = any && self.elements.add(element, out);
        self.scratch.see(|| Step::Taken(is_new));
        if !is_new {
            out.truncate(before);
        }
    }

    /// Reports, once, that a list has more elements than are taken.
    fn tell_cut(&mut self, source: &RowSource) {
        let is_told = |told: &FieldFault| told.code == CUT && told.field == source.field;
        if self.scratch.faults.last().is_some_and(is_told) {
            return;
        }
        let most = elements::MOST;
        let message = format!(
            "the list has more than {most} elements, or more than 8 MiB of them; the rest is left out"
        );
        self.tell(source, fault(CUT, message, &source.place));
    }
}
