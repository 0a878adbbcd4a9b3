//! What rustdoc tells of crates, and how an item that one names is found in another.

use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Crates by their names.
pub(super) struct Crates(HashMap<String, Crate>);

/// One crate.
pub(super) struct Crate {
    docs: Value,
    /// Where each of its own items is defined, `touchpoint_core::exchange::account::Account`, and its number.
    defined: HashMap<String, String>,
}

impl Crates {
    /// Reads `<name>.json` of each.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn read(folder: &Path, names: &[String]) -> Result<Crates, String> {
        let read = |name: &String| {
            let path = folder.join(format!("{name}.json"));
            let text = fs::read_to_string(&path);
            let text = text.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let docs: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            Ok((name.clone(), Crate::new(docs)))
        };
        names.iter().map(read).collect::<Result<_, _>>().map(Crates)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Crate> {
        self.0.get(name)
    }

    /// The item that a crate knows by this number, with the crate that describes it: itself, or another of these.
    pub(super) fn item<'c>(
        &'c self,
        from: &'c Crate,
        id: &Value,
    ) -> Option<(&'c Crate, &'c Value)> {
        if let Some(item) = from.item(id) {
            return Some((from, item));
        }
        let path = from.path(id)?;
        let owner = self.named(path.split("::").next()?)?;
        let id = owner.defined.get(&path)?;
        Some((owner, owner.docs.get("index")?.get(id)?))
    }
}

impl Crate {
    fn new(docs: Value) -> Crate {
        let paths = docs.get("paths").and_then(Value::as_object);
        let own = paths
            .into_iter()
            .flatten()
            .filter(|(_, known)| known.get("crate_id").and_then(Value::as_u64) == Some(0));
        let defined = own.filter_map(|(id, known)| Some((joined(known)?, id.clone())));
        Crate {
            defined: defined.collect(),
            docs,
        }
    }

    pub(super) fn root(&self) -> Option<&Value> {
        self.item(self.docs.get("root")?)
    }

    pub(super) fn item(&self, id: &Value) -> Option<&Value> {
        self.docs.get("index")?.get(id.to_string())
    }

    /// Where the item of this number is defined: `std::time::Duration`.
    pub(super) fn path(&self, id: &Value) -> Option<String> {
        joined(self.docs.get("paths")?.get(id.to_string())?)
    }
}

fn joined(known: &Value) -> Option<String> {
    let parts = known.get("path")?.as_array()?.iter();
    let parts: Vec<&str> = parts.filter_map(Value::as_str).collect();
    Some(parts.join("::"))
}
