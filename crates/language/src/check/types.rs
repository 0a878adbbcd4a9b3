//! A source gives what its field can hold: one value for a single one, and times and durations with
//! their forms.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::{At, Pointer};
use crate::expr::Path;
use crate::mapping::{Ask, Case, Expression, Pick, Route};
use crate::model::Scalar;
use crate::transform::{Judged, Transform, Value};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for field in checking.mapping.cases.iter().flat_map(|case| &case.fields) {
        for source in field.sources() {
            if let Some(each) = source.each.as_ref().filter(|each| each.is_single()) {
                found.push(not_many(checking, each, &source.pointer.key("each")));
            }
            if let Some(each) = source.then_each.as_ref().filter(|each| each.is_single()) {
                found.push(not_many(checking, each, &source.pointer.key("then_each")));
            }
        }
        for (name, expression) in field.expressions() {
            let judging = Judging {
                checking,
                name: &name,
                field: &expression.pointer,
            };
            judging.expression(expression, &mut found);
        }
    }
    if let Some(message) = &checking.mapping.connection.message {
        let judging = Judging {
            checking,
            name: "message",
            field: &message.pointer,
        };
        judging.expression(message, &mut found);
    }
    for lookup in checking.mapping.lookups.values() {
        let many = matches!(lookup.ask, Ask::Once(_) | Ask::Batch(_));
        let place = lookup.pointer.key("entries");
        if many && lookup.entries.is_single() && checking.has(&place) {
            found.push(not_many(checking, &lookup.entries, &place));
        }
    }
    for (case, route) in checking.routes() {
        let place = checking.place_of(case, route, "records");
        let place = place.unwrap_or_else(|| route.pointer.clone());
        match (&route.missing, route.records.is_single()) {
            (None, true) => {
                let path = &route.records;
                let many = elements(path);
                let help = format!(
                    "write `{many}`, or `{{ one: {path}, missing: … }}` where a reply is one record"
                );
                found.push(not_many(checking, path, &place).with_help(help));
            }
            (Some(_), false) => found.push(not_one(checking, &route.records, &place.key("one"))),
            (None, false) | (Some(_), true) => {}
        }
        found.extend(otherwise_below(checking, case, route));
        for parameter in route.parameters.values() {
            let scalar = checking.model.filterable(&parameter.name);
            if scalar.is_none_or(|scalar| *scalar == Scalar::Instant) {
                continue;
            }
            for (key, what) in [("time", "a form of time"), ("zone", "a zone")] {
                let place = parameter.pointer.key(key);
                if checking.has(&place) {
                    let title = format!("`{}` is no time", parameter.name);
                    let text = format!("{what} belongs to a time");
                    let fault = checking.error(Code::TypeMismatch, title, &place, At::Value, text);
                    found.push(fault.with_help(format!("take `{key}` away")));
                }
            }
        }
    }
    found
}

/// Records that may stand at several places are found in the same way at each.
fn otherwise_below(checking: &Checking<'_>, case: &Case, route: &Route) -> Option<Diagnostic> {
    let tail = |path: &Path| path.wildcard_tail().map(|(_, tail)| tail.to_vec());
    let wanted = tail(&route.records);
    let mut others = (1..).zip(&route.records_else);
    let (at, path) = others.find(|(_, path)| path.is_single() || tail(path) != wanted)?;
    let place = checking.place_of(case, route, "records")?;
    let place = place.key("first_of").index(at);
    let title = format!("`{path}` finds other records than the first path");
    let text = "differs below its list";
    let fault = checking.error(Code::BadPath, title, &place, At::Value, text);
    Some(fault.with_help("write the same behind `[*]` in each, and one list in each"))
}

/// The path of the elements of a list that a path, or its step before the last, leads to.
fn elements(path: &Path) -> String {
    let text = path.text();
    let index = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['));
    match index {
        Some((list, index)) if index.parse::<i64>().is_ok() => format!("{list}[*]"),
        _ => format!("{text}[*]"),
    }
}

fn not_many(checking: &Checking<'_>, path: &Path, place: &Pointer) -> Diagnostic {
    let title = format!("`{path}` is one value, not the elements of a list");
    let help = Help::write(&elements(path));
    checking
        .error(
            Code::TypeMismatch,
            title,
            place,
            At::Value,
            "elements belong here",
        )
        .with_help(help)
}

fn not_one(checking: &Checking<'_>, path: &Path, place: &Pointer) -> Diagnostic {
    let title = format!("`{path}` is many values, not one record");
    let text = "one record belongs here";
    checking
        .error(Code::TypeMismatch, title, place, At::Value, text)
        .with_help(
            "write the record's own path, such as `$.entry`, or `$` where the reply is the record",
        )
}

/// One field that is checked, and where it stands.
struct Judging<'j, 'c> {
    checking: &'j Checking<'c>,
    name: &'j str,
    field: &'j Pointer,
}

impl Judging<'_, '_> {
    fn fault(&self, title: String, place: &Pointer, text: &str, help: Help) -> Diagnostic {
        let checking = self.checking;
        let fault = checking.error(Code::TypeMismatch, title, place, At::Value, text);
        fault.with_help(help)
    }

    /// A fault with the field's type shown beside it.
    fn typed(
        &self,
        scalar: &Scalar,
        title: String,
        place: &Pointer,
        text: &str,
        help: impl Into<Help>,
    ) -> Diagnostic {
        let holds = format!("`{}` is {}", self.name, words(scalar));
        let key = self.checking.document.label(self.field, At::Key, holds);
        self.fault(title, place, text, help.into())
            .with_secondary(key)
    }

    fn expression(&self, expression: &Expression, found: &mut Vec<Diagnostic>) {
        self.pick(expression, found);
        for transform in &expression.transforms {
            self.transform(expression, transform, found);
        }
        for part in expression.parts() {
            self.expression(part, found);
        }
    }

    fn pick(&self, expression: &Expression, found: &mut Vec<Diagnostic>) {
        let (scalar, place) = (&expression.scalar, &expression.pointer);
        match &expression.pick {
            Pick::From(path) => {
                if path.takes_all() {
                    let title = format!("`{path}` gives several values, one belongs here");
                    let place = self.at_key(place, "from");
                    let text = path.text();
                    let first = text.replacen("[*]", "[0]", 1);
                    let help = if text.contains("[*]") {
                        format!("take one, such as `{first}`")
                    } else {
                        "take one with an index such as `[0]`".to_owned()
                    };
                    found.push(self.typed(scalar, title, &place, "several values", help));
                }
            }
            Pick::Always(value) => {
                let read = expression
                    .reading()
                    .try_fold(Value::of(value), |value, one| {
                        value.map_or(Ok(None), |value| one.apply(value))
                    });
                if let Err(fault) = read {
                    let title = format!("this fixed value is not {}", words(scalar));
                    let place = place.key("always");
                    let help = "write it in the form of `time` or `unit`";
                    found.push(self.typed(scalar, title, &place, &fault.message, help));
                }
            }
            Pick::Sum(parts) => self.sum(expression, parts, found),
            Pick::Difference(_) if *scalar != Scalar::Duration => {
                let title = format!(
                    "a difference of two times is a duration, not {}",
                    words(scalar)
                );
                let place = place.key("difference");
                let help = "put it into a field that holds a duration";
                found.push(self.typed(scalar, title, &place, "a duration", help));
            }
            Pick::Difference(_)
            | Pick::FirstOf(_)
            | Pick::Query(_)
            | Pick::Compute(_)
            | Pick::Choose(_) => {}
        }
    }

    fn sum(&self, expression: &Expression, parts: &[Expression], found: &mut Vec<Diagnostic>) {
        let scalar = &expression.scalar;
        let place = expression.pointer.key("sum");
        let times = parts.iter().filter(|p| p.scalar == Scalar::Instant).count();
        let (title, text, help) = match (scalar, times) {
            (Scalar::Text | Scalar::Word(_) | Scalar::Number | Scalar::Boolean, _) => (
                format!("a sum is a time or a duration, not {}", words(scalar)),
                "a sum",
                "put it into a field that holds a time or a duration",
            ),
            (Scalar::Instant, 0) => (
                "durations alone do not make a time".to_owned(),
                "no time to start from",
                "add the time that the durations count from, with its `time`",
            ),
            (Scalar::Instant, 2..) => (
                "two times cannot be added".to_owned(),
                "more than one time",
                "give every part but the time a `unit`",
            ),
            _ => return,
        };
        found.push(self.typed(scalar, title, &place, text, help));
    }

    /// What each transform has to say about its own place.
    fn transform(
        &self,
        expression: &Expression,
        transform: &Transform,
        found: &mut Vec<Diagnostic>,
    ) {
        let judged = Judged {
            name: self.name,
            scalar: &expression.scalar,
            is_read: matches!(expression.pick, Pick::From(_) | Pick::Compute(_)),
            is_sum: matches!(expression.pick, Pick::Sum(_)),
            is_part: expression.pointer != *self.field,
            has: &|key| self.checking.has(&expression.pointer.key(key)),
            meant: &|key| {
                let written = |place: &Pointer| self.checking.was_written(&place.key(key));
                written(&expression.pointer) || written(self.field)
            },
            holds: &|scalar| holds(expression, scalar),
            called: words,
        };
        for complaint in transform.check(&judged) {
            let place = self.at_key(&expression.pointer, complaint.key);
            let (title, text, help) = (complaint.title, complaint.text, complaint.help);
            // A key that should not be there goes.
            let help = if complaint.removes {
                help.edits(self.checking.document.without(&place))
            } else {
                help
            };
            found.push(if complaint.shows_type {
                self.typed(&expression.scalar, title, &place, text, help)
            } else {
                self.fault(title, &place, text, help)
            });
        }
    }

    /// The place of a key, or of the value itself in its short form.
    fn at_key(&self, pointer: &Pointer, key: &str) -> Pointer {
        let long = pointer.key(key);
        if self.checking.has(&long) {
            long
        } else {
            pointer.clone()
        }
    }
}

/// True if an expression, or a part of it, is of a type.
fn holds(expression: &Expression, scalar: &Scalar) -> bool {
    expression.scalar == *scalar
        || expression
            .parts()
            .into_iter()
            .any(|part| holds(part, scalar))
}

fn words(scalar: &Scalar) -> &'static str {
    crate::mapping::scalar_words(scalar)
}
