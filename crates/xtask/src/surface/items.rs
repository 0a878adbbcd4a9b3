//! The items of a crate → a line for each that a program can name, for each of its parts, and for each trait that it
//! has.

use super::crates::{Crate, Crates};
use super::shown::{Shown, is, kind, list, word};
use serde_json::Value;

/// Traits that every type has, or that say how it was derived.
const EVERYWHERE: [&str; 5] = [
    "UnsafeUnpin",
    "Freeze",
    "RefUnwindSafe",
    "StructuralPartialEq",
    "UnwindSafe",
];
/// How many names may lead to each other.
const DEEPEST: usize = 16;

/// The lines of a crate.
pub(super) fn lines(crates: &Crates, name: &str) -> Vec<String> {
    let mut walk = Walk {
        crates,
        lines: Vec::new(),
    };
    if let Some((from, root)) = crates.named(name).and_then(|one| Some((one, one.root()?))) {
        walk.module(from, root, name, 0);
    }
    walk.lines
}

struct Walk<'c> {
    crates: &'c Crates,
    lines: Vec<String>,
}

/// What an item is: its kind, and what stands under it.
fn inner(item: &Value) -> (&str, &Value) {
    item.get("inner").map_or(("", &Value::Null), kind)
}

/// What may grow without breaking a program.
fn grows(item: &Value) -> &'static str {
    let attributes = item.get("attrs").map(ToString::to_string);
    let grows = attributes.is_some_and(|text| text.contains("non_exhaustive"));
    if grows { ", may grow" } else { "" }
}

impl<'c> Walk<'c> {
    fn tell(&mut self, line: String) {
        self.lines.push(line);
    }

    fn module(&mut self, from: &'c Crate, module: &'c Value, path: &str, depth: usize) {
        for id in list(inner(module).1, "items") {
            if let Some(item) = from.item(id) {
                self.item(from, item, path, None, depth);
            }
        }
    }

    /// An item under a path, by its own name unless it is handed on under another.
    fn item(
        &mut self,
        from: &'c Crate,
        item: &'c Value,
        path: &str,
        name: Option<&str>,
        depth: usize,
    ) {
        if depth > DEEPEST {
            return;
        }
        let (kind, inner) = inner(item);
        let shown = Shown(from);
        let named = format!("{path}::{}", name.unwrap_or(word(item, "name")));
        let generics = inner.get("generics").unwrap_or(&Value::Null);
        let (parameters, conditions) = (shown.parameters(generics), shown.conditions(generics));
        match kind {
            "use" => self.handed_on(from, inner, path, depth),
            "module" => self.module(from, item, &named, depth + 1),
            "function" => {
                let line = function(shown, item, name);
                self.tell(format!("{path}: {line}"));
            }
            "struct" | "union" => {
                self.tell(format!(
                    "{named}: {kind}{parameters}{conditions}{}",
                    grows(item)
                ));
                self.fields(from, &named, inner.get("kind").unwrap_or(&Value::Null));
                self.impls(from, &named, inner);
            }
            "enum" => {
                self.tell(format!(
                    "{named}: enum{parameters}{conditions}{}",
                    grows(item)
                ));
                for variant in list(inner, "variants")
                    .iter()
                    .filter_map(|id| from.item(id))
                {
                    self.variant(from, &named, variant);
                }
                self.impls(from, &named, inner);
            }
            "trait" => {
                let bounds = shown.bounds(list(inner, "bounds"));
                let colon = if bounds.is_empty() { "" } else { ": " };
                self.tell(format!(
                    "{named}: trait{parameters}{colon}{bounds}{conditions}"
                ));
                for part in list(inner, "items").iter().filter_map(|id| from.item(id)) {
                    let part = part_of_trait(shown, part);
                    self.tell(format!("{named}: {part}"));
                }
            }
            "type_alias" => {
                let of = inner
                    .get("type")
                    .map(|of| shown.kind(of))
                    .unwrap_or_default();
                self.tell(format!("{named}: type{parameters} = {of}{conditions}"));
            }
            "constant" | "static" => {
                let of = inner
                    .get("type")
                    .map(|of| shown.kind(of))
                    .unwrap_or_default();
                self.tell(format!("{named}: {kind} {of}"));
            }
            other => self.tell(format!("{named}: {other}")),
        }
    }

    /// What a `use` hands on: described here where it is ours, else by its place.
    fn handed_on(&mut self, from: &'c Crate, used: &'c Value, path: &str, depth: usize) {
        let (name, source) = (word(used, "name"), word(used, "source"));
        let id = used.get("id").unwrap_or(&Value::Null);
        let found = self.crates.item(from, id);
        // A whole crate follows no promise.
        let found = found.filter(|(_, item)| !is(inner(item).1, "is_crate"));
        match found {
            Some((owner, module)) if is(used, "is_glob") => {
                self.module(owner, module, path, depth + 1);
            }
            Some((owner, item)) => self.item(owner, item, path, Some(name), depth + 1),
            None => {
                let place = from.path(id).unwrap_or_else(|| source.to_owned());
                self.tell(format!("{path}::{name} is {place}"));
            }
        }
    }

    fn fields(&mut self, from: &'c Crate, named: &str, fields: &Value) {
        let (kind, inner) = kind(fields);
        let ids = match kind {
            "tuple" => inner.as_array().map(Vec::as_slice).unwrap_or_default(),
            _ => list(inner, "fields"),
        };
        for field in ids.iter().filter_map(|id| from.item(id)) {
            let of = self::inner(field).1;
            let name = word(field, "name");
            self.tell(format!("{named}.{name}: {}", Shown(from).kind(of)));
        }
    }

    fn variant(&mut self, from: &'c Crate, named: &str, variant: &Value) {
        let name = format!("{named}::{}", word(variant, "name"));
        let parts = inner(variant).1.get("kind").unwrap_or(&Value::Null);
        let (kind, inner) = kind(parts);
        if kind == "tuple" {
            let fields = inner.as_array().map(Vec::as_slice).unwrap_or_default();
            let fields = fields.iter().filter_map(|id| from.item(id));
            let kinds = fields.map(|field| Shown(from).kind(self::inner(field).1));
            let kinds = kinds.collect::<Vec<_>>().join(", ");
            self.tell(format!("{name}({kinds}){}", grows(variant)));
            return;
        }
        self.tell(format!("{name}{}", grows(variant)));
        self.fields(from, &name, parts);
    }

    /// The methods of a type, and the traits that it has.
    fn impls(&mut self, from: &'c Crate, named: &str, inner: &Value) {
        for item in list(inner, "impls").iter().filter_map(|id| from.item(id)) {
            let one = self::inner(item).1;
            let shown = Shown(from);
            if one
                .get("blanket_impl")
                .is_some_and(|blanket| !blanket.is_null())
            {
                continue;
            }
            let generics = one.get("generics").unwrap_or(&Value::Null);
            let conditions = shown.conditions(generics);
            let parameters = shown.parameters(generics);
            let of = if parameters.contains(':') {
                format!("for{parameters} ")
            } else {
                String::new()
            };
            let Some(of_trait) = one.get("trait").filter(|of| of.is_object()) else {
                for part in list(one, "items").iter().filter_map(|id| from.item(id)) {
                    let line = match self::inner(part) {
                        ("function", _) => function(shown, part, None),
                        (_, inner) => constant(shown, part, inner),
                    };
                    self.tell(format!("{named}: {of}{line}{conditions}"));
                }
                continue;
            };
            let name = shown.path(of_trait);
            if EVERYWHERE.contains(&&*name) {
                continue;
            }
            let has = if is(one, "is_negative") {
                "has not"
            } else {
                "has"
            };
            self.tell(format!("{named}: {of}{has} {name}{conditions}"));
        }
    }
}

fn function(shown: Shown<'_>, item: &Value, name: Option<&str>) -> String {
    let inner = inner(item).1;
    let header = inner.get("header").unwrap_or(&Value::Null);
    let mut words = String::from("pub ");
    for (key, word) in [
        ("is_const", "const "),
        ("is_async", "async "),
        ("is_unsafe", "unsafe "),
    ] {
        if is(header, key) {
            words.push_str(word);
        }
    }
    let name = name.unwrap_or(word(item, "name"));
    format!("{words}fn {name}{}", called(shown, inner))
}

/// `<T>(&self, of: T) -> String where T: Bound`.
fn called(shown: Shown<'_>, function: &Value) -> String {
    let generics = function.get("generics").unwrap_or(&Value::Null);
    let sig = function.get("sig").unwrap_or(&Value::Null);
    format!(
        "{}{}{}",
        shown.parameters(generics),
        shown.signature(sig),
        shown.conditions(generics)
    )
}

fn constant(shown: Shown<'_>, item: &Value, inner: &Value) -> String {
    let of = inner
        .get("type")
        .map(|of| shown.kind(of))
        .unwrap_or_default();
    format!("const {}: {of}", word(item, "name"))
}

fn part_of_trait(shown: Shown<'_>, part: &Value) -> String {
    let name = word(part, "name");
    match inner(part) {
        ("function", inner) => {
            let kind = if is(inner, "has_body") { "may" } else { "must" };
            format!("{kind} fn {name}{}", called(shown, inner))
        }
        ("assoc_type", inner) => {
            let bounds = shown.bounds(list(inner, "bounds"));
            let colon = if bounds.is_empty() { "" } else { ": " };
            format!("type {name}{colon}{bounds}")
        }
        (_, inner) => constant(shown, part, inner),
    }
}
