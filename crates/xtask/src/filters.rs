//! What becomes of every filter with every operator, for each integration and each way of asking:
//! asked of the planner, call by call. `tests/data/filters.yaml` says what the ways are, and what must
//! become of each; `docs/filters.md` shows what does.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use touchpoint::{Error, ListQuery, Operator, Touchpoint, accounts};
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::Plan;
use touchpoint_language::model::{Model, Scalar};

/// The file of the ways of asking.
pub const WAYS: &str = "tests/data/filters.yaml";
/// The page.
pub const PAGE: &str = "docs/filters.md";

/// What becomes of one filter under each operator, as nine letters in the order of
/// [`Operator::ALL`]: `P` pushed, `B` pushed and checked, `C` checked, `-` refused.
pub type Fates = String;

/// One way of asking an integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What stands in the query beside the filter.
    pub given: String,
    /// Parameter or field → its fates.
    pub rows: BTreeMap<String, Fates>,
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
                if key == "given" {
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
            let given = way.get("given").and_then(Value::as_str).unwrap_or_default();
            ways.push(Way {
                given: given.to_owned(),
                rows,
            });
        }
        all.insert(slug.clone(), ways);
    }
    Ok(all)
}

/// Integration → filter → what may be its values at this vendor, as the file has them.
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

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Values that may be a filter's: the one of the way first, then those that the file gives.
pub(crate) fn samples(
    model: &Model,
    given: &[String],
    name: &str,
    first: Option<String>,
) -> Vec<String> {
    let own: [&str; 2] = match model.filterable(name) {
        Some(Scalar::Instant) => ["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"],
        Some(Scalar::Duration) => ["90", "120"],
        Some(Scalar::Word(words)) => match words.as_slice() {
            [one, other, ..] => [one, other],
            _ => ["7", "8"],
        },
        Some(Scalar::Text) | None => ["7", "8"],
    };
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

/// Integration → its ways, as the planner decides.
///
/// # Errors
/// The file cannot be read, or one of its ways cannot be asked.
pub fn planned(root: &Path) -> Result<BTreeMap<String, Vec<Way>>, String> {
    let written = written(root)?;
    let touchpoint = engine()?;
    let mut all = BTreeMap::new();
    for (slug, integration) in &written {
        let plan = touchpoint
            .plan(slug)
            .ok_or_else(|| format!("there is no mapping `{slug}`"))?;
        let mut ways = Vec::new();
        for way in list(integration, "ways") {
            let given = way.get("given").and_then(Value::as_str).unwrap_or_default();
            let asking = Asking {
                touchpoint: &touchpoint,
                plan,
                given,
                values: integration.get("values").and_then(Value::as_object),
            };
            asking.alone()?;
            let names = plan.model.filterable_names();
            let rows = names.into_iter().map(|name| {
                let fates = asking.fates(&name);
                (name, fates)
            });
            ways.push(Way {
                given: given.to_owned(),
                rows: rows.collect(),
            });
        }
        all.insert(slug.clone(), ways);
    }
    Ok(all)
}

/// The page, as Markdown.
///
/// # Errors
/// As [`planned`].
pub fn page(root: &Path) -> Result<String, String> {
    let mut text = String::from(
        "<!-- Made by `cargo xtask generate` from the mappings. -->\n\n# Filters\n\n\
         What becomes of a filter: the vendor applies it (**P**, pushed); it applies it loosely and the\n\
         records are checked again (**B**, both); the records are checked (**C**); the call is refused\n\
         with a 400 (**-**). A filter that is not in a table is refused under every operator.\n\n\
         The tables are the planner's own answers. `tests/data/filters.yaml` says by hand what they must\n\
         be, and a test holds the two equal.\n",
    );
    let touchpoint = engine()?;
    for (slug, ways) in planned(root)? {
        let label = touchpoint
            .plan(&slug)
            .map_or(slug.as_str(), |plan| &plan.mapping.label);
        let _ = writeln!(text, "\n## {label}");
        for way in ways {
            let given = if way.given.is_empty() {
                "Nothing else given:".to_owned()
            } else {
                format!("With `{}`:", way.given)
            };
            let operators = Operator::ALL.map(Operator::word).join(" | ");
            let _ = writeln!(text, "\n{given}\n\n| filter | {operators} |");
            let _ = writeln!(text, "|---|{}", "---|".repeat(Operator::ALL.len()));
            for (name, fates) in &way.rows {
                if fates.chars().all(|fate| fate == '-') {
                    continue;
                }
                let cells: Vec<String> = fates.chars().map(String::from).collect();
                let _ = writeln!(text, "| `{name}` | {} |", cells.join(" | "));
            }
        }
    }
    Ok(text)
}

fn written(root: &Path) -> Result<Map<String, Value>, String> {
    let text = fs::read_to_string(root.join(WAYS)).map_err(|error| format!("{WAYS}: {error}"))?;
    let faulty = |error: serde_yaml::Error| format!("{WAYS}: {error}");
    let mut written: serde_yaml::Value = serde_yaml::from_str(&text).map_err(faulty)?;
    written.apply_merge().map_err(faulty)?;
    serde_yaml::from_value(written).map_err(faulty)
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn engine() -> Result<Touchpoint, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let built = runtime.block_on(Touchpoint::builder().build());
    built.map_err(|error| error.to_string())
}

/// One way of asking, into which filters are put.
struct Asking<'a> {
    touchpoint: &'a Touchpoint,
    plan: &'a Plan,
    given: &'a str,
    values: Option<&'a Map<String, Value>>,
}

impl Asking<'_> {
    /// The way must work without any filter.
    fn alone(&self) -> Result<(), String> {
        let query = self.query()?;
        let preview = self
            .touchpoint
            .preview(&accounts::example(self.plan), &query);
        let slug = self.plan.integration();
        preview
            .map(drop)
            .map_err(|error| format!("{slug}, {}: {error}", self.given))
    }

    fn query(&self) -> Result<ListQuery, String> {
        let (query, _) = ListQuery::parse(self.given, &self.plan.model)
            .map_err(|failures| format!("{}: {failures:?}", self.given))?;
        Ok(query)
    }

    fn fates(&self, name: &str) -> Fates {
        Operator::ALL
            .map(|operator| self.fate(name, operator))
            .iter()
            .collect()
    }

    fn fate(&self, name: &str, operator: Operator) -> char {
        let Ok(mut query) = self.query() else {
            return '?';
        };
        let twin = self
            .plan
            .model
            .parameter(name)
            .and_then(|p| p.same_as.clone());
        let same = |other: &str| other == name || Some(other) == twin.as_deref();
        let own = query
            .filters
            .iter()
            .find(|filter| same(&filter.parameter))
            .cloned();
        query.filters.retain(|filter| !same(&filter.parameter));
        let first = own.and_then(|own| own.values.first().cloned());
        let given = self.values.and_then(|values| values.get(name)).map(texts);
        let values = samples(&self.plan.model, &given.unwrap_or_default(), name, first);
        let count = if operator.takes_many() { 2 } else { 1 };
        let query = if operator == Operator::Eq {
            // As a caller writes it: without an operator.
            query.with(name, values.first().cloned().unwrap_or_default())
        } else {
            query.filter(name, operator, values.into_iter().take(count))
        };
        let preview = self
            .touchpoint
            .preview(&accounts::example(self.plan), &query);
        match preview {
            Ok(preview) => {
                let mut fates = preview.fates.iter().rev();
                match fates.find(|(parameter, _)| parameter == name) {
                    Some((_, Fate::Pushed)) => 'P',
                    Some((_, Fate::PushedAndChecked)) => 'B',
                    Some((_, Fate::Checked)) => 'C',
                    None => '?',
                }
            }
            Err(Error::Caller(_)) => '-',
            Err(_) => '?',
        }
    }
}
