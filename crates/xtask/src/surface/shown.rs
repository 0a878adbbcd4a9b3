//! Types, bounds and signatures of rustdoc's JSON, as Rust writes them.

use super::crates::Crate;
use serde_json::Value;

/// The crates beside ours whose types stand with their names alone; others stand with their crate.
const WITHOUT_CRATE: [&str; 3] = ["alloc", "core", "std"];
/// Of those types, the ones that others call the same.
const ALIKE: [&str; 1] = ["Error"];

/// Writes types as one crate names them.
#[derive(Clone, Copy)]
pub(super) struct Shown<'c>(pub(super) &'c Crate);

/// One of several kinds of thing: `{"slice": …}`, or its word alone.
pub(super) fn kind(value: &Value) -> (&str, &Value) {
    match value {
        Value::String(word) => (word, &Value::Null),
        Value::Object(members) => members
            .iter()
            .next()
            .map_or(("", &Value::Null), |(word, inner)| (word, inner)),
        _ => ("", &Value::Null),
    }
}

pub(super) fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    let list = value.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn is(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool) == Some(true)
}

impl Shown<'_> {
    pub(super) fn kind(self, of: &Value) -> String {
        let (kind, inner) = kind(of);
        let part = |name: &str| {
            inner
                .get(name)
                .map(|part| self.kind(part))
                .unwrap_or_default()
        };
        match kind {
            "resolved_path" => self.path(inner),
            "generic" | "primitive" => inner.as_str().unwrap_or_default().to_owned(),
            "tuple" => {
                let all = inner.as_array().map(Vec::as_slice).unwrap_or_default();
                let comma = if all.len() == 1 { "," } else { "" };
                format!("({}{comma})", self.joined(all))
            }
            "slice" => format!("[{}]", self.kind(inner)),
            "array" => format!("[{}; {}]", part("type"), word(inner, "len")),
            "impl_trait" => {
                let bounds = inner.as_array().map(Vec::as_slice).unwrap_or_default();
                format!("impl {}", self.bounds(bounds))
            }
            "dyn_trait" => {
                let traits = list(inner, "traits").iter().map(|one| {
                    let name = one.get("trait").map(|name| self.path(name));
                    format!("{}{}", for_all(one), name.unwrap_or_default())
                });
                let lifetime = inner.get("lifetime").and_then(Value::as_str);
                let parts: Vec<String> = traits.chain(lifetime.map(str::to_owned)).collect();
                format!("dyn {}", parts.join(" + "))
            }
            "borrowed_ref" => {
                let lifetime = inner.get("lifetime").and_then(Value::as_str);
                let lifetime = lifetime.map(|name| format!("{name} ")).unwrap_or_default();
                let change = if is(inner, "is_mutable") { "mut " } else { "" };
                let of = part("type");
                if of.contains(" + ") && of.starts_with("dyn ") {
                    return format!("&{lifetime}{change}({of})");
                }
                format!("&{lifetime}{change}{of}")
            }
            "raw_pointer" => {
                let change = if is(inner, "is_mutable") {
                    "mut"
                } else {
                    "const"
                };
                format!("*{change} {}", part("type"))
            }
            "function_pointer" => {
                let sig = inner.get("sig").unwrap_or(&Value::Null);
                format!("{}fn{}", for_all(inner), self.signature(sig))
            }
            "qualified_path" => {
                let name = word(inner, "name");
                let args = inner
                    .get("args")
                    .map(|args| self.args(args))
                    .unwrap_or_default();
                let own = part("self_type");
                let is_generic = inner
                    .get("self_type")
                    .is_some_and(|own| own.get("generic").is_some());
                match inner.get("trait").filter(|of| of.is_object()) {
                    Some(of) if !is_generic => {
                        format!("<{own} as {}>::{name}{args}", self.path(of))
                    }
                    _ => format!("{own}::{name}{args}"),
                }
            }
            "infer" => "_".to_owned(),
            other => format!("<{other}>"),
        }
    }

    fn joined(self, all: &[Value]) -> String {
        let all: Vec<String> = all.iter().map(|one| self.kind(one)).collect();
        all.join(", ")
    }

    /// A type or trait with its arguments. Whoever writes it decides how much of the path stands before its name;
    /// here it is the same everywhere.
    pub(super) fn path(self, of: &Value) -> String {
        let written = word(of, "path").rsplit("::").next().unwrap_or_default();
        let defined = of.get("id").and_then(|id| self.0.path(id));
        let name = match defined.as_deref().and_then(|path| path.split_once("::")) {
            Some((crate_name, path)) => {
                let name = path.rsplit("::").next().unwrap_or(path);
                let is_std = WITHOUT_CRATE.contains(&crate_name);
                match (crate_name.starts_with("touchpoint"), is_std) {
                    (true, _) => name.to_owned(),
                    (_, true) if ALIKE.contains(&name) => format!("std::{name}"),
                    (_, true) => name.to_owned(),
                    _ => format!("{crate_name}::{name}"),
                }
            }
            None => written.to_owned(),
        };
        let args = of.get("args").map(|args| self.args(args));
        format!("{name}{}", args.unwrap_or_default())
    }

    fn args(self, of: &Value) -> String {
        match kind(of) {
            ("angle_bracketed", inner) => {
                let args = list(inner, "args").iter().map(|arg| match kind(arg) {
                    ("lifetime", name) => name.as_str().unwrap_or_default().to_owned(),
                    ("type", of) => self.kind(of),
                    ("const", of) => word(of, "expr").to_owned(),
                    _ => "_".to_owned(),
                });
                let bound = list(inner, "constraints").iter().map(|one| {
                    let name = word(one, "name");
                    match one.get("binding").map(kind) {
                        Some(("equality", term)) => {
                            let (_, of) = kind(term);
                            format!("{name} = {}", self.kind(of))
                        }
                        Some((_, bounds)) => {
                            let bounds = bounds.as_array().map(Vec::as_slice);
                            format!("{name}: {}", self.bounds(bounds.unwrap_or_default()))
                        }
                        None => name.to_owned(),
                    }
                });
                let all: Vec<String> = args.chain(bound).collect();
                if all.is_empty() {
                    return String::new();
                }
                format!("<{}>", all.join(", "))
            }
            ("parenthesized", inner) => {
                let output = inner.get("output").filter(|output| !output.is_null());
                let output = output.map(|of| format!(" -> {}", self.kind(of)));
                let inputs = self.joined(list(inner, "inputs"));
                format!("({inputs}){}", output.unwrap_or_default())
            }
            _ => String::new(),
        }
    }

    pub(super) fn bounds(self, all: &[Value]) -> String {
        let shown = all.iter().map(|bound| match kind(bound) {
            ("trait_bound", inner) => {
                let name = inner.get("trait").map(|of| self.path(of));
                let maybe = match word(inner, "modifier") {
                    "maybe" => "?",
                    _ => "",
                };
                format!("{maybe}{}{}", for_all(inner), name.unwrap_or_default())
            }
            ("outlives", name) => name.as_str().unwrap_or_default().to_owned(),
            ("use", args) => {
                let args = args.as_array().map(Vec::as_slice).unwrap_or_default();
                let names = args.iter().filter_map(|arg| kind(arg).1.as_str());
                format!("use<{}>", names.collect::<Vec<_>>().join(", "))
            }
            (other, _) => other.to_owned(),
        });
        shown.collect::<Vec<_>>().join(" + ")
    }

    /// `<'a, T: Bound>`, without what `impl Trait` stands for.
    pub(super) fn parameters(self, generics: &Value) -> String {
        let written = list(generics, "params").iter().filter_map(|one| {
            let name = word(one, "name");
            let (kind, inner) = one.get("kind").map(kind)?;
            let default = |at: &str| {
                let of = inner.get(at).filter(|of| !of.is_null())?;
                Some(format!(
                    " = {}",
                    of.as_str().map_or_else(|| self.kind(of), str::to_owned)
                ))
            };
            match kind {
                "lifetime" => {
                    let longer = list(inner, "outlives").iter().filter_map(Value::as_str);
                    let longer: Vec<&str> = longer.collect();
                    let colon = if longer.is_empty() { "" } else { ": " };
                    Some(format!("{name}{colon}{}", longer.join(" + ")))
                }
                "type" if is(inner, "is_synthetic") => None,
                "type" => {
                    let bounds = self.bounds(list(inner, "bounds"));
                    let colon = if bounds.is_empty() { "" } else { ": " };
                    let default = default("default").unwrap_or_default();
                    Some(format!("{name}{colon}{bounds}{default}"))
                }
                _ => {
                    let of = inner.get("type").map(|of| self.kind(of));
                    Some(format!("const {name}: {}", of.unwrap_or_default()))
                }
            }
        });
        let written: Vec<String> = written.collect();
        if written.is_empty() {
            return String::new();
        }
        format!("<{}>", written.join(", "))
    }

    /// ` where T: Bound`.
    pub(super) fn conditions(self, generics: &Value) -> String {
        let all = list(generics, "where_predicates")
            .iter()
            .map(|one| match kind(one) {
                ("bound_predicate", inner) => {
                    let of = inner
                        .get("type")
                        .map(|of| self.kind(of))
                        .unwrap_or_default();
                    let bounds = self.bounds(list(inner, "bounds"));
                    format!("{}{of}: {bounds}", for_all(inner))
                }
                ("lifetime_predicate", inner) => {
                    let longer = list(inner, "outlives").iter().filter_map(Value::as_str);
                    let longer: Vec<&str> = longer.collect();
                    format!("{}: {}", word(inner, "lifetime"), longer.join(" + "))
                }
                (other, _) => other.to_owned(),
            });
        let all: Vec<String> = all.collect();
        if all.is_empty() {
            return String::new();
        }
        format!(" where {}", all.join(", "))
    }

    /// `(&self, id: &str) -> String`.
    pub(super) fn signature(self, sig: &Value) -> String {
        let inputs = list(sig, "inputs").iter().filter_map(Value::as_array);
        let inputs = inputs.filter_map(|input| {
            let (name, of) = (input.first()?.as_str()?, self.kind(input.get(1)?));
            Some(match (name, of.as_str()) {
                ("self", "Self") => "self".to_owned(),
                ("self", "&Self") => "&self".to_owned(),
                ("self", "&mut Self") => "&mut self".to_owned(),
                ("self", lent) if lent.starts_with("&'") && lent.ends_with(" Self") => {
                    lent.replace("Self", "self")
                }
                ("_" | "", _) => of,
                _ => format!("{name}: {of}"),
            })
        });
        let inputs: Vec<String> = inputs.collect();
        let output = sig.get("output").filter(|output| !output.is_null());
        let output = output.map(|of| format!(" -> {}", self.kind(of)));
        format!("({}){}", inputs.join(", "), output.unwrap_or_default())
    }
}

/// `for<'a> `, where something holds for all lifetimes.
fn for_all(of: &Value) -> String {
    let names = list(of, "generic_params")
        .iter()
        .map(|one| word(one, "name"));
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    format!("for<{}> ", names.join(", "))
}
