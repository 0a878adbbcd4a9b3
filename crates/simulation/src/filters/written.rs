//! `tests/data/filters.yaml`: the ways of asking each integration, and what must become of each filter,
//! written by hand.

use super::offer::Offer;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use touchpoint_language::model::{Model, Scalar};

/// The file of the ways of asking.
pub const WAYS: &str = "tests/data/filters.yaml";

/// How deep `<<` may stand in what another `<<` names.
const MERGES: usize = 3;

/// What becomes of one filter under each operator, as nine letters in the order of
/// [`Operator::ALL`](touchpoint::Operator::ALL): `P` pushed, `B` pushed and checked, `C` checked,
/// `O` checked in order, `D` decided, `-` refused.
pub type Fates = String;

/// One way of asking an integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The rest of the query.
    pub given: String,
    /// What the account says of its own: variable → value.
    pub context: BTreeMap<String, String>,
    /// The vendor's page of the list, which names the filters that it takes.
    pub see: String,
    /// Filter → what that page offers for it; none where nobody has written it.
    pub offers: BTreeMap<String, Offer>,
    /// Parameter or field → its fates.
    pub rows: BTreeMap<String, Fates>,
}

impl Way {
    /// What stands beside the filter, for people: the query, and what the account says; empty for nothing.
    ///
    /// ```text
    /// `kind=call`, `via: search` in the account's context
    /// ```
    pub fn beside(&self) -> String {
        let given = Some(&self.given).filter(|given| !given.is_empty());
        let given = given.map(|given| format!("`{given}`"));
        let own = self.context.iter();
        let own = own.map(|(name, value)| format!("`{name}: {value}` in the account's context"));
        given.into_iter().chain(own).collect::<Vec<_>>().join(", ")
    }
}

/// Integration → its ways, as the file has them: what must become of each filter.
///
/// # Errors
/// The file cannot be read.
pub fn expected(root: &Path) -> Result<BTreeMap<String, Vec<Way>>, String> {
    let written = written(root)?;
    let mut all = BTreeMap::new();
    for (slug, integration) in &written {
        let mut ways = Vec::new();
        for way in list(integration, "ways") {
            let mut rows = BTreeMap::new();
            for (key, names) in way.as_object().into_iter().flatten() {
                if ["given", "context", "see", "offers"].contains(&key.as_str()) {
                    continue;
                }
                let names = names
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                for name in names {
                    if rows.insert(name.to_owned(), key.clone()).is_some() {
                        return Err(format!("{slug}: `{name}` stands twice in one way"));
                    }
                }
            }
            let given = text(way, "given");
            let offers = offers(way).map_err(|fault| format!("{slug}, `{given}`: {fault}"))?;
            if let Some(name) = offers.keys().find(|name| !rows.contains_key(*name)) {
                return Err(format!("{slug}, `{given}`: `{name}` is no filter"));
            }
            ways.push(Way {
                given,
                context: context(way),
                see: text(way, "see"),
                offers,
                rows,
            });
        }
        all.insert(slug.clone(), ways);
    }
    Ok(all)
}

/// Integration → filter → values that it may have at this vendor, as the file has them.
///
/// # Errors
/// The file cannot be read.
pub fn values(root: &Path) -> Result<BTreeMap<String, BTreeMap<String, Vec<String>>>, String> {
    let written = written(root)?;
    let of_slug = |integration: &Value| {
        let values = integration.get("values").and_then(Value::as_object);
        let names = values.into_iter().flatten();
        names
            .map(|(name, given)| (name.clone(), texts(given)))
            .collect()
    };
    let all = written
        .iter()
        .map(|(slug, integration)| (slug.clone(), of_slug(integration)));
    Ok(all.collect())
}

pub(super) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Values to ask a filter with: first that of the way, then those that the file gives.
pub(crate) fn samples(
    model: &Model,
    given: &[String],
    name: &str,
    first: Option<String>,
) -> Vec<String> {
    let own = model.filterable(name).unwrap_or(&Scalar::Text).examples();
    let mut all: Vec<String> = first.into_iter().chain(given.iter().cloned()).collect();
    all.extend(own.map(str::to_owned));
    let mut seen = Vec::new();
    all.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    all
}

/// The whole file.
pub(super) fn written(root: &Path) -> Result<Map<String, Value>, String> {
    let text = fs::read_to_string(root.join(WAYS)).map_err(|error| format!("{WAYS}: {error}"))?;
    let faulty = |error: serde_yaml::Error| format!("{WAYS}: {error}");
    let mut written: serde_yaml::Value = serde_yaml::from_str(&text).map_err(faulty)?;
    // What is merged may say `<<` itself.
    for _ in 0..MERGES {
        written.apply_merge().map_err(faulty)?;
    }
    serde_yaml::from_value(written).map_err(faulty)
}

/// The text of this name; empty where there is none.
pub(super) fn text(value: &Value, name: &str) -> String {
    let text = value.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// What the account of a way says of its own; nothing unless said.
pub(super) fn context(way: &Value) -> BTreeMap<String, String> {
    let own = way.get("context").and_then(Value::as_object);
    let texts = own.into_iter().flatten();
    texts
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// What the vendor's page offers for each filter; nothing unless said.
fn offers(way: &Value) -> Result<BTreeMap<String, Offer>, String> {
    let all = way.get("offers").and_then(Value::as_object);
    let all = all.into_iter().flatten();
    all.map(|(name, written)| Ok((name.clone(), Offer::read(name, written)?)))
        .collect()
}

/// The list of this name; an empty one where it has none.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
