//! What a source gives can become what its field holds: one value for one, times and durations with
//! the forms that belong to them.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::{Path, TimeForm, Unit};
use crate::mapping::{Expression, Pick};
use crate::model::Scalar;

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
    for (case, route) in checking.routes() {
        if route.records.is_single() {
            let place = checking.place_of(case, route, "records");
            let place = place.unwrap_or_else(|| route.pointer.clone());
            found.push(not_many(checking, &route.records, &place));
        }
        for parameter in route.parameters.values() {
            let scalar = checking.model.filterable(&parameter.name);
            let time = parameter.pointer.key("time");
            if checking.has(&time) && scalar.is_some_and(|s| *s != Scalar::Instant) {
                let title = format!("`{}` is no time", parameter.name);
                let text = "a form of time belongs to a time";
                let fault = checking.error(Code::TypeMismatch, title, &time, At::Value, text);
                found.push(fault.with_help("take `time` away"));
            }
        }
    }
    found
}

fn not_many(checking: &Checking<'_>, path: &Path, place: &Pointer) -> Diagnostic {
    let title = format!("`{path}` is one value, not the elements of a list");
    let help = format!("write `{path}[*]`");
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

/// One field under judgement, and where it stands.
struct Judging<'j, 'c> {
    checking: &'j Checking<'c>,
    name: &'j str,
    field: &'j Pointer,
}

impl Judging<'_, '_> {
    fn fault(&self, title: String, place: &Pointer, text: &str, help: &str) -> Diagnostic {
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
        help: &str,
    ) -> Diagnostic {
        let holds = format!("`{}` is {}", self.name, words(scalar));
        let key = self.checking.document.label(self.field, At::Key, holds);
        self.fault(title, place, text, help).with_secondary(key)
    }

    fn expression(&self, expression: &Expression, found: &mut Vec<Diagnostic>) {
        self.pick(expression, found);
        self.forms(expression, found);
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
                    let help = if text.contains("[*]") {
                        format!("take one, such as `{}`", text.replacen("[*]", "[0]", 1))
                    } else {
                        "take one with an index such as `[0]`".to_owned()
                    };
                    found.push(self.typed(scalar, title, &place, "several values", &help));
                }
                self.unit_wanted(expression, found);
            }
            Pick::Compute(_) => self.unit_wanted(expression, found),
            Pick::Always(value) => {
                let unreadable = match scalar {
                    Scalar::Instant => {
                        let form = expression.time.as_ref().unwrap_or(&TimeForm::Rfc3339);
                        form.read(value, expression.zone.as_ref()).err()
                    }
                    Scalar::Duration => {
                        let unit = expression.unit.unwrap_or(Unit::Seconds);
                        unit.milliseconds(value).err()
                    }
                    Scalar::Text | Scalar::Word(_) => None,
                };
                if let Some(message) = unreadable {
                    let title = format!("this fixed value is not {}", words(scalar));
                    let place = place.key("always");
                    let help = "write it in the form of `time` or `unit`";
                    found.push(self.typed(scalar, title, &place, &message, help));
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
            Pick::Difference(_) | Pick::FirstOf(_) | Pick::Query(_) | Pick::Choose(_) => {}
        }
    }

    fn sum(&self, expression: &Expression, parts: &[Expression], found: &mut Vec<Diagnostic>) {
        let scalar = &expression.scalar;
        let place = expression.pointer.key("sum");
        let times = parts.iter().filter(|p| p.scalar == Scalar::Instant).count();
        let (title, text, help) = match (scalar, times) {
            (Scalar::Text | Scalar::Word(_), _) => (
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

    /// A duration says how the vendor counts.
    fn unit_wanted(&self, expression: &Expression, found: &mut Vec<Diagnostic>) {
        if expression.scalar != Scalar::Duration || expression.unit.is_some() {
            return;
        }
        let written = |place: &Pointer| self.checking.was_written(&place.key("unit"));
        if written(&expression.pointer) || written(self.field) {
            return; // it was faulty, and is told so
        }
        let part = if expression.pointer == *self.field {
            ""
        } else {
            "a part of "
        };
        let title = format!("nothing says in which unit {part}`{}` counts", self.name);
        let help = "add the vendor's unit, such as `unit: s`";
        let place = self.at_key(&expression.pointer, "from");
        found.push(self.fault(title, &place, "a number of what?", help));
    }

    /// The keys that convert belong to the type.
    fn forms(&self, expression: &Expression, found: &mut Vec<Diagnostic>) {
        let scalar = &expression.scalar;
        let has = |key: &str| self.checking.has(&expression.pointer.key(key));
        let is_sum = matches!(expression.pick, Pick::Sum(_));
        let mut refuse = |key: &str, title: String, text: &str, help: &str| {
            let place = expression.pointer.key(key);
            found.push(self.typed(scalar, title, &place, text, help));
        };
        for (key, what, wanted) in [
            ("time", "a form of time", Scalar::Instant),
            ("zone", "a zone", Scalar::Instant),
            ("unit", "a unit", Scalar::Duration),
        ] {
            if !has(key) {
                continue;
            }
            if is_sum {
                let title = format!("`{key}` belongs to the parts of a sum");
                refuse(
                    key,
                    title,
                    "reaches no part",
                    "write it at the part that has it",
                );
            } else if !holds(expression, &wanted) {
                let title = format!("{what} belongs to {}", words(&wanted));
                refuse(key, title, what, &format!("take `{key}` away"));
            }
        }
        let absolute = matches!(
            expression.time,
            Some(TimeForm::UnixSeconds | TimeForm::UnixMilliseconds)
        );
        if has("zone") && absolute {
            let title = "a time that counts from 1970 has no zone".to_owned();
            refuse("zone", title, "means nothing here", "take `zone` away");
        }
        for key in ["map", "prefix"] {
            if has(key) && matches!(scalar, Scalar::Instant | Scalar::Duration) {
                let title = format!("`{key}` belongs to a text, not to {}", words(scalar));
                let text = "would leave no such value";
                refuse(key, title, text, &format!("take `{key}` away"));
            }
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

/// Whether an expression, or a part of it, is of a type.
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
