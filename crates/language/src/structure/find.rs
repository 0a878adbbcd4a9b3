//! From a schema's violation to a finding: the words, the place, the help, and what to take away.

use std::collections::HashSet;

use serde_json::Value;

use super::form::{Form, form};
use super::violation::{Breach, Violation};
use super::{Finding, Judge, shape, words};
use crate::diagnostic::{Code, Diagnostic, help_for, nearest};
use crate::document::{At, Document, Kind, Pointer, Step};
use crate::source::Span;

impl Judge {
    /// The findings of one round, without what only follows from another finding.
    pub(super) fn findings(
        &self,
        document: &Document,
        json: &Value,
        violations: Vec<Violation>,
    ) -> Vec<Finding> {
        let strays = self.strays(json, &violations);
        let found = self.told(document, json, &violations, &strays, false);
        if !found.is_empty() {
            return found;
        }
        // never silent: where all seems to follow from something else, all is told
        self.told(document, json, &violations, &[], true)
    }

    fn told(
        &self,
        document: &Document,
        json: &Value,
        violations: &[Violation],
        strays: &[Stray],
        all: bool,
    ) -> Vec<Finding> {
        let wrong_type: HashSet<_> = violations
            .iter()
            .filter(|violation| matches!(violation.breach, Breach::Type(_)))
            .map(|violation| violation.instance.as_str())
            .collect();
        let mut found = Vec::new();
        for violation in violations {
            // a value of a wrong type is no wrong word besides
            let words = matches!(violation.breach, Breach::Words(_));
            if words && wrong_type.contains(violation.instance.as_str()) {
                continue;
            }
            if self.is_misspelt(violation, violations) {
                continue;
            }
            let place = Place {
                judge: self,
                document,
                json,
                violation,
                all,
                pointer: Pointer::from_json_pointer(&violation.instance),
            };
            let stray = strays.iter().find(|stray| stray.map == violation.instance);
            place.find(stray, &mut found);
        }
        found
    }

    /// Whether what a map lacks stands there misspelt, and so is told with its nearest word.
    fn is_misspelt(&self, violation: &Violation, violations: &[Violation]) -> bool {
        let wanted = match &violation.breach {
            Breach::Missing(key) => Some(vec![key.clone()]),
            Breach::Alternatives => {
                shape::at(&self.schema, &violation.route).and_then(shape::required_keys)
            }
            _ => None,
        };
        let Some(wanted) = wanted else {
            return false;
        };
        let mut here = violations
            .iter()
            .filter(|other| other.instance == violation.instance);
        here.any(|other| match &other.breach {
            Breach::UnknownKeys(keys) => keys
                .iter()
                .any(|key| !wanted.contains(key) && nearest(key, &wanted).is_some()),
            _ => false,
        })
    }

    /// The maps whose choosing key (`kind`) is itself faulty or missing: no branch fits them, so
    /// nothing that depends on a branch can be told.
    fn strays(&self, json: &Value, violations: &[Violation]) -> Vec<Stray> {
        let stray = |violation| self.stray(json, violation);
        violations.iter().filter_map(stray).collect()
    }

    fn stray(&self, json: &Value, violation: &Violation) -> Option<Stray> {
        let route = shape::outermost(parent(&violation.route));
        let (map, key, route) = if let Breach::Missing(key) = &violation.breach {
            (violation.instance.as_str(), escaped(key), route)
        } else {
            let (map, key) = violation.instance.rsplit_once('/')?;
            let route = route.strip_suffix(&format!("/properties/{key}"))?;
            (map, key.to_owned(), shape::outermost(route))
        };
        let schema = shape::at(&self.schema, route)?;
        let shape = shape::of(&self.schema, schema, json.pointer(map)?);
        let chooses = shape.choosing.iter().any(|name| escaped(name) == key);
        chooses.then(|| Stray {
            map: map.to_owned(),
            key,
        })
    }
}

/// A map that fits no branch, and the key to blame; both as steps of a JSON pointer.
struct Stray {
    map: String,
    key: String,
}

/// A violation with all that is needed to tell it.
struct Place<'a> {
    judge: &'a Judge,
    document: &'a Document,
    json: &'a Value,
    violation: &'a Violation,
    /// Nothing is left out.
    all: bool,
    pointer: Pointer,
}

impl Place<'_> {
    fn find(&self, stray: Option<&Stray>, found: &mut Vec<Finding>) {
        match &self.violation.breach {
            Breach::UnknownKeys(keys) => self.unknown_keys(keys, stray, found),
            Breach::Name(key, breach) => found.push(self.wrong_name(key, breach)),
            Breach::Missing(key) if stray.is_none_or(|stray| stray.key == escaped(key)) => {
                found.push(self.missing(key));
            }
            Breach::Alternatives if stray.is_none() => found.push(self.alternatives()),
            Breach::Missing(_) | Breach::Alternatives => {}
            _ => found.push(self.wrong_value()),
        }
    }

    fn unknown_keys(&self, keys: &[String], stray: Option<&Stray>, found: &mut Vec<Finding>) {
        let route = &self.violation.route;
        let value = self.value();
        let schema = if route.ends_with("/unevaluatedProperties") {
            shape::at(&self.judge.schema, shape::outermost(parent(route)))
        } else {
            shape::holder(&self.judge.schema, route)
        };
        let shape = schema.map(|schema| shape::of(&self.judge.schema, schema, value));
        let shape = shape.unwrap_or_default();
        for key in keys {
            // a branch that fails for another reason makes all its keys look unknown
            let allowed = if stray.is_some() {
                &shape.every
            } else {
                &shape.names
            };
            if self.all || !allowed.contains(key) {
                let names = match names_of(shape::holder(&self.judge.schema, route)) {
                    Code::UnknownKey => names_of(schema),
                    names => names,
                };
                found.push(self.unknown_key(key, allowed, names));
            }
        }
    }

    fn unknown_key(&self, key: &str, allowed: &[String], names: Code) -> Finding {
        let (title, text) = match names {
            Code::UnknownField => (
                "no such unified field".to_owned(),
                "not in the unified model",
            ),
            Code::UnknownParameter => {
                let text = "not among the model's parameters";
                ("no such unified parameter".to_owned(), text)
            }
            _ => (format!("unknown key `{key}`"), "means nothing here"),
        };
        let pointer = self.pointer.key(key);
        let label = self.document.label(&pointer, At::Key, text);
        let help = help_for(key, &self.judge.in_order(allowed));
        let help = help.unwrap_or_else(|| "take it away".into());
        Finding {
            diagnostic: Diagnostic::error(names, title, label).with_help(help),
            about: self.about(),
            prune: pointer,
        }
    }

    fn wrong_name(&self, key: &str, breach: &Breach) -> Finding {
        let route = parent(&self.violation.route);
        let names = shape::at(&self.judge.schema, route);
        let mut code = names_of(names);
        if code == Code::UnknownKey {
            let owner = route.rsplit_once("/propertyNames").map(|(owner, _)| owner);
            code = names_of(owner.and_then(|owner| shape::at(&self.judge.schema, owner)));
        }
        if let Breach::Words(options) = breach {
            let allowed: Vec<_> = options.iter().map(words::written).collect();
            return self.unknown_key(key, &allowed, code);
        }
        let pointer = self.pointer.key(key);
        let name = format!("the key `{key}`");
        let (code, title, help, at) = form(&self.judge.formats, breach, &name, &key.into());
        let label = match at {
            Some(at) => self.document.label_in_key(&pointer, at, ""),
            None => self.document.label(&pointer, At::Key, ""),
        };
        let diagnostic = Diagnostic::error(code, title, label);
        Finding {
            diagnostic: diagnostic.with_help_if(help.or_else(|| shape::described(names))),
            about: None,
            prune: pointer,
        }
    }

    fn missing(&self, key: &str) -> Finding {
        let title = format!("missing key `{key}`");
        let text = match self.name() {
            Some(name) => format!("{name} needs it"),
            None => String::new(),
        };
        let schema = shape::holder(&self.judge.schema, &self.violation.route);
        let property = schema.and_then(|schema| schema.get("properties")?.get(key));
        let help = shape::described(property).map(|words| format!("`{key}`: {words}"));
        let help = help.unwrap_or_else(|| format!("write `{key}: …` here"));
        self.about_map(Code::MissingKey, title, text, Some(help))
    }

    fn alternatives(&self) -> Finding {
        let value = self.value();
        let alternatives = shape::at(&self.judge.schema, &self.violation.route);
        let Some(keys) = alternatives.and_then(shape::required_keys) else {
            let name = self.name().unwrap_or_else(|| "the file".into());
            let title = format!(
                "{name} fits none of its forms, here is {}",
                words::describe(value)
            );
            let help = shape::described(shape::holder(&self.judge.schema, &self.violation.route));
            return self.about_map(Code::WrongForm, title, String::new(), help);
        };
        let names: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        let exactly = if self.violation.route.ends_with("/oneOf") {
            "exactly"
        } else {
            "at least"
        };
        let title = format!("needs {exactly} one of {}", words::joined(&names, "or"));
        let here: Vec<_> = keys.iter().filter(|key| value.get(key).is_some()).collect();
        let help = Some(format!("keep one of {}", names.join(", ")));
        let Some((last, first)) = here.split_last() else {
            let help = Some(format!("write one of {} here", names.join(", ")));
            return self.about_map(Code::OneOf, title, "none is here".into(), help);
        };
        let mut finding = self.about_map(Code::OneOf, title, String::new(), help);
        let label = |key: &String, text: &str| {
            let pointer = self.pointer.key(key.as_str());
            self.document.label(&pointer, At::Key, text)
        };
        finding.diagnostic.primary = label(last, "one too many");
        finding.diagnostic.secondary = first
            .iter()
            .map(|key| label(key, "is here already"))
            .collect();
        finding
    }

    fn wrong_value(&self) -> Finding {
        let value = self.value();
        let name = self.name().unwrap_or_else(|| "the file".into());
        let (code, title, help, at) = self
            .unknown_resource(value)
            .unwrap_or_else(|| form(&self.judge.formats, &self.violation.breach, &name, value));
        let forbidden = code == Code::UnknownKey;
        let label = match at {
            Some(at) => self.document.label_in(&self.pointer, at, ""),
            None if forbidden => self.document.label(&self.pointer, At::Key, ""),
            None => self.document.label(&self.pointer, self.half(), ""),
        };
        let schema = shape::holder(&self.judge.schema, &self.violation.route);
        let limit = matches!(self.violation.breach, Breach::Limit(_));
        let diagnostic = Diagnostic::error(code, title, label);
        Finding {
            diagnostic: diagnostic.with_help_if(help.or_else(|| shape::described(schema))),
            about: self.about().filter(|_| limit),
            prune: self.prune(),
        }
    }

    /// A resource that there is no model for.
    fn unknown_resource(&self, value: &Value) -> Option<Form> {
        let schema = shape::holder(&self.judge.schema, &self.violation.route)?;
        let named = schema.get("x-names").and_then(Value::as_str) == Some("resource");
        let (Breach::Words(options), Some(resource)) = (&self.violation.breach, value.as_str())
        else {
            return None;
        };
        let known: Vec<_> = options.iter().map(words::written).collect();
        let title = format!("no unified model is called `{resource}`");
        let help = help_for(resource, &known);
        named.then_some((Code::UnknownResource, title, help, None))
    }

    /// A finding about a map as a whole: it stands at the map's key, and the map goes.
    fn about_map(&self, code: Code, title: String, text: String, help: Option<String>) -> Finding {
        let node = self.document.get(&self.pointer);
        let first = node.and_then(|node| node.entries().first());
        let pointer = match (self.pointer.steps().last(), first) {
            (Some(Step::Key(_)), _) | (_, None) => self.pointer.clone(),
            (_, Some(entry)) => self.pointer.key(entry.key.as_str()),
        };
        let label = self.document.label(&pointer, At::Key, text);
        Finding {
            diagnostic: Diagnostic::error(code, title, label).with_help_if(help),
            about: self.about(),
            prune: self.pointer.clone(),
        }
    }

    /// What goes with a wrong value: its entry, or the whole map where the value chooses a branch.
    fn prune(&self) -> Pointer {
        let stray = self.judge.stray(self.json, self.violation);
        let map = stray.and_then(|_| self.pointer.parent());
        map.unwrap_or_else(|| self.pointer.clone())
    }

    /// A value over several lines is blamed at its key.
    fn half(&self) -> At {
        let node = self.document.get(&self.pointer);
        let collection = node.is_some_and(|node| !matches!(node.kind, Kind::Scalar { .. }));
        if collection { At::Key } else { At::Value }
    }

    fn value(&self) -> &Value {
        let value = self.json.pointer(&self.violation.instance);
        value.unwrap_or(&Value::Null)
    }

    fn about(&self) -> Option<Span> {
        self.document
            .get(&self.pointer)
            .map(|node| node.span.clone())
    }

    /// How the value is called: `size`, or an item of `rules`; nothing for the whole file.
    fn name(&self) -> Option<String> {
        match self.pointer.steps().last()? {
            Step::Key(key) => Some(format!("`{key}`")),
            Step::Index(_) => Some(format!("`{}`", self.pointer)),
        }
    }
}

/// What the keys of a closed object are, by its annotation.
fn names_of(schema: Option<&Value>) -> Code {
    match schema.and_then(|schema| schema.get("x-names")?.as_str()) {
        Some("field") => Code::UnknownField,
        Some("parameter") => Code::UnknownParameter,
        _ => Code::UnknownKey,
    }
}

fn parent(route: &str) -> &str {
    route.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
