//! What a person may ask of a played vendor, where a query cannot be asked: values that it knows, and
//! a command that works.

use touchpoint::{Account, Touchpoint};
use touchpoint_core::query::bracketed;
use touchpoint_core::run::CallerFault;
use touchpoint_language::model::Scalar;

/// Values that the played vendor knows of what is missing, and a query that works.
pub(crate) struct Help {
    /// ``the sandbox knows `contact_id`: 3104, 3111``; empty where nothing is to be known.
    pub(crate) known: String,
    /// `contact_id=3104`
    pub(crate) query: String,
}

/// What helps where a played vendor's list cannot be asked for with this query.
pub(crate) fn help(
    touchpoint: &Touchpoint,
    account: &Account,
    asked: &str,
    fault: &CallerFault,
) -> Option<Help> {
    let slug = &account.integration;
    let missing: Vec<&String> = fault.missing.iter().collect();
    let either: Vec<&String> = fault.conditionally_missing.iter().collect();
    let mut values: Vec<(&str, String)> = Vec::new();
    let mut told: Vec<(&str, String)> = Vec::new();
    for name in missing.iter().chain(&either) {
        let known = known(touchpoint, slug, name);
        let Some(first) = known.values.first() else {
            continue;
        };
        values.push((name.as_str(), first.clone()));
        if !known.are_words {
            let text = format!("the sandbox knows `{name}`: {}", known.values.join(", "));
            told.push((name.as_str(), text));
        }
    }
    let query = candidates(asked, &missing, &either, &values)
        .into_iter()
        .chain(touchpoint.sandbox_queries(slug))
        .find(|query| works(touchpoint, account, query))?;
    told.retain(|(name, _)| query.contains(&format!("{}=", bracketed(name))));
    let told: Vec<String> = told.into_iter().map(|(_, text)| text).collect();
    Some(Help {
        known: told.join("; "),
        query,
    })
}

/// Queries to try: with all that is required, and one of what is required in some cases.
fn candidates(
    asked: &str,
    missing: &[&String],
    either: &[&String],
    values: &[(&str, String)],
) -> Vec<String> {
    let pair = |name: &str| {
        let (_, value) = values.iter().find(|(own, _)| *own == name)?;
        Some(format!("{}={value}", bracketed(name)))
    };
    let Some(required) = missing
        .iter()
        .map(|name| pair(name))
        .collect::<Option<Vec<_>>>()
    else {
        return Vec::new();
    };
    let kept = asked.trim_start_matches('?');
    let of = |more: Option<String>| {
        let kept = Some(kept.to_owned()).filter(|kept| !kept.is_empty());
        let pairs = kept.into_iter().chain(required.iter().cloned()).chain(more);
        pairs.collect::<Vec<_>>().join("&")
    };
    let mut all = vec![of(None)];
    all.extend(
        either
            .iter()
            .filter_map(|name| pair(name))
            .map(|more| of(Some(more))),
    );
    all
}

/// True if a query can be asked.
fn works(touchpoint: &Touchpoint, account: &Account, query: &str) -> bool {
    let Some(model) = touchpoint.model() else {
        return false;
    };
    let read = touchpoint_contract::parse(query, model);
    read.is_ok_and(|(query, _)| touchpoint.preview(account, &query).is_ok())
}

/// The values of a parameter.
struct KnownValues {
    values: Vec<String>,
    /// True for the words of an enum; else they are what the records of the played vendor have.
    are_words: bool,
}

fn known(touchpoint: &Touchpoint, slug: &str, name: &str) -> KnownValues {
    let scalar = touchpoint.model().and_then(|model| model.filterable(name));
    if let Some(Scalar::Word(_)) = scalar {
        let plan = touchpoint.plan(slug);
        return KnownValues {
            values: plan.map(|plan| plan.words_of(name)).unwrap_or_default(),
            are_words: true,
        };
    }
    KnownValues {
        values: touchpoint.sandbox_known(slug, name),
        are_words: false,
    }
}
