//! What the planner decides for every filter with every operator, for each integration and each way
//! of asking.

use super::written::{Fates, Way, context, list, samples, text, texts, written};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use touchpoint::{Account, ListQuery, Operator, Touchpoint, example_account};
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::Plan;
use touchpoint_core::run::Error;

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
            let (given, see) = (text(way, "given"), text(way, "see"));
            if !see.starts_with("https://") {
                return Err(format!(
                    "{slug}, {given}: `see` names no page of the vendor"
                ));
            }
            let asking = Asking {
                touchpoint: &touchpoint,
                plan,
                given: &given,
                account: account(plan, &context(way)),
                values: integration.get("values").and_then(Value::as_object),
            };
            asking.alone()?;
            let names = plan.model.filterable_names();
            let rows = names.into_iter().map(|name| {
                let fates = asking.fates(&name);
                (name, fates)
            });
            let rows = rows.collect();
            ways.push(Way {
                given,
                context: context(way),
                see,
                offers: BTreeMap::new(),
                rows,
            });
        }
        all.insert(slug.clone(), ways);
    }
    Ok(all)
}

/// An engine of the mappings that are built in.
pub(super) fn engine() -> Result<Touchpoint, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let built = runtime.block_on(Touchpoint::builder().build());
    built.map_err(|error| error.to_string())
}

/// The example's account, which says these of its own.
fn account(plan: &Plan, own: &BTreeMap<String, String>) -> Account {
    let mut account = example_account(plan);
    let own = own
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()));
    account.context.extend(own);
    account
}

/// One way of asking, to which filters are added.
struct Asking<'a> {
    touchpoint: &'a Touchpoint,
    plan: &'a Plan,
    given: &'a str,
    account: Account,
    values: Option<&'a Map<String, Value>>,
}

impl Asking<'_> {
    /// Checks that the way can be asked without any filter.
    fn alone(&self) -> Result<(), String> {
        let query = self.query()?;
        let preview = self.touchpoint.preview(&self.account, &query);
        let slug = self.plan.integration();
        preview
            .map(drop)
            .map_err(|error| format!("{slug}, {}: {error}", self.given))
    }

    fn query(&self) -> Result<ListQuery, String> {
        let (query, _) = touchpoint_contract::parse(self.given, &self.plan.model)
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
        let same_as = self
            .plan
            .model
            .parameter(name)
            .and_then(|p| p.same_as.clone());
        let same = |other: &str| other == name || Some(other) == same_as.as_deref();
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
        let preview = self.touchpoint.preview(&self.account, &query);
        match preview.map_err(Error::from) {
            Ok(preview) => {
                let mut fates = preview.fates.iter().rev();
                match fates.find(|(parameter, _)| parameter == name) {
                    Some((_, Fate::Pushed)) => 'P',
                    Some((_, Fate::PushedAndChecked)) => 'B',
                    Some((_, Fate::Checked)) => 'C',
                    Some((_, Fate::CheckedInOrder)) => 'O',
                    Some((_, Fate::Decided)) => 'D',
                    None => '?',
                }
            }
            Err(Error::Caller(_)) => '-',
            Err(_) => '?',
        }
    }
}
