//! The plain judge and the validator refuse the same: every mapping of this repository, every faulty one of its
//! diagnostics, those in the folder that `BROKEN_MAPPINGS` names, and mutants of them.
#![cfg(feature = "validate")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::number::judged;
use super::plain::Plain;
use super::validated::Validated;
use super::violation::{Breach, Violation};
use crate::document::parse;
use crate::formats::formats;
use crate::overlay::overlay_schema;
use crate::schema::mapping_schema;
use crate::source::SourceFile;
use crate::unified::models;

const MUTANTS: usize = 10_000;

/// A schema as both read it.
struct Both {
    plain: Plain,
    validated: Validated,
}

impl Both {
    fn new(schema: &Value) -> Both {
        Both {
            plain: Plain::new(schema, &formats()).unwrap(),
            validated: Validated::new(schema, &formats()).unwrap(),
        }
    }

    /// True if the document is refused; both say so, and of the same places for the same reason.
    fn refuse(&self, name: &str, document: &Value) -> bool {
        let told = |found: Vec<Violation>| -> BTreeSet<String> {
            let sorted = found.into_iter().map(|one| Violation {
                breach: sorted(one.breach),
                ..one
            });
            sorted.map(|one| format!("{one:?}")).collect()
        };
        let plain = told(self.plain.violations(document, usize::MAX));
        let validated = told(self.validated.violations(document, usize::MAX));
        assert_eq!(plain, validated, "{name}\n{document:#}");
        !plain.is_empty()
    }
}

/// The same breach; types have no order.
fn sorted(breach: Breach) -> Breach {
    match breach {
        Breach::Type(mut types) => {
            types.sort_unstable();
            Breach::Type(types)
        }
        Breach::Name(name, breach) => Breach::Name(name, Box::new(sorted(*breach))),
        other => other,
    }
}

/// The schema of each model's mappings, and of overlays.
fn schemas() -> Vec<Both> {
    let mappings: Vec<Value> = models().iter().map(mapping_schema).collect();
    let overlays = mappings.first().map(overlay_schema);
    mappings.iter().chain(&overlays).map(Both::new).collect()
}

/// The YAML files below a folder; none where there is no such folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml")
        {
            found.push(path);
        }
    }
}

/// The documents of a folder as the judges see them; a text without a tree is no document.
fn documents(folder: &Path) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    files(folder, &mut found);
    found.sort();
    let read = found.into_iter().filter_map(|path| {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let name = path.display().to_string();
        let (document, _) = parse(Arc::new(SourceFile::new(name.clone(), text)));
        Some((name, judged(document.root.as_ref()?)))
    });
    read.collect()
}

fn of_repository(folder: &str) -> Vec<(String, Value)> {
    documents(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(folder),
    )
}

#[test]
fn both_judges_refuse_the_same_files() {
    let mut all = of_repository("mappings");
    let sound = all.len();
    assert!(sound > 10, "{sound} mappings");
    all.extend(of_repository("tests/diagnostics"));
    assert!(all.len() > sound + 50, "{} files", all.len());
    if let Some(broken) = std::env::var_os("BROKEN_MAPPINGS") {
        all.extend(documents(Path::new(&broken)));
    }
    let schemas = schemas();
    let mut refused = 0;
    for (at, (name, document)) in all.iter().enumerate() {
        let told: Vec<bool> = schemas
            .iter()
            .map(|both| both.refuse(name, document))
            .collect();
        // Lists of several resources are read apart.
        let apart = document.get("lists").is_some();
        assert!(
            at >= sound || apart || told.contains(&false),
            "{name} is sound"
        );
        refused += usize::from(!told.contains(&false));
    }
    println!("{refused} of {} files are refused", all.len());
    assert!(refused > 20, "{refused} are refused");
}

/// Numbers that look as if thrown, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap()
    }
}

/// The places in a document, as JSON pointers.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            places(
                member,
                format!("{at}/{}", super::route::escaped(name)),
                found,
            );
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            places(item, format!("{at}/{index}"), found);
        }),
        _ => {}
    }
    found.push(at);
}

/// A value of another document, or a small one.
fn any_value(dice: &mut Dice, all: &[(String, Value)]) -> Value {
    if dice.below(3) > 0 {
        let (_, other) = &all[dice.below(all.len())];
        let mut found = Vec::new();
        places(other, String::new(), &mut found);
        return other
            .pointer(&found[dice.below(found.len())])
            .unwrap()
            .clone();
    }
    let small = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(5_000_000_000_u64),
        json!(""),
        json!("x"),
        json!("$.a"),
        json!("$["),
        json!("{{ query.limit }}"),
        json!("{{"),
        json!("GET /x"),
        json!([]),
        json!([1]),
        json!({}),
        json!({ "from": "$.a" }),
        json!({ "kind": "cursor" }),
        json!({ "x/y~z": 1 }),
    ];
    small[dice.below(small.len())].clone()
}

/// Changes a document at one place: a value is replaced, a member is taken away, renamed or added.
fn mutate(document: &mut Value, dice: &mut Dice, all: &[(String, Value)]) {
    let mut found = Vec::new();
    places(document, String::new(), &mut found);
    let place = found[dice.below(found.len())].clone();
    let other = any_value(dice, all);
    match document.pointer_mut(&place).unwrap() {
        Value::Object(members) if dice.below(2) == 0 => {
            let names: Vec<String> = members.keys().cloned().collect();
            let Some(name) = names.get(dice.below(names.len())) else {
                return;
            };
            match dice.below(3) {
                0 => _ = members.remove(name),
                1 => _ = members.insert(format!("{name}s"), other),
                _ => {
                    let kept = std::mem::replace(members, Map::new()).into_iter();
                    let new = |known: String| {
                        if known == *name {
                            format!("{known}x")
                        } else {
                            known
                        }
                    };
                    members.extend(kept.map(|(known, value)| (new(known), value)));
                }
            }
        }
        Value::Array(items) if dice.below(2) == 0 => match dice.below(2) {
            0 => items.push(other),
            _ => _ = items.pop(),
        },
        value => *value = other,
    }
}

#[test]
fn both_judges_refuse_the_same_mutants() {
    let all = of_repository("mappings");
    let schemas = schemas();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for mutant in 0..MUTANTS {
        let (name, sound) = &all[dice.below(all.len())];
        let mut document = sound.clone();
        for _ in 0..=dice.below(3) {
            mutate(&mut document, &mut dice, &all);
        }
        let both = &schemas[usize::from(mutant % 10 == 0)];
        refused += usize::from(both.refuse(&format!("mutant {mutant} of {name}"), &document));
    }
    println!("{refused} of {MUTANTS} mutants are refused");
    assert!(refused > MUTANTS / 4 && refused < MUTANTS, "{refused}");
}
