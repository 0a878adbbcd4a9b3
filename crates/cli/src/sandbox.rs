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
    let query = touchpoint.sandbox_query(account, asked)?;
    let missing = fault.missing.iter().chain(&fault.conditionally_missing);
    let is_asked = |name: &&String| query.contains(&format!("{}=", bracketed(name)));
    let told = missing.filter(is_asked).filter_map(|name| {
        let values = known(touchpoint, &account.integration, name);
        (!values.is_empty()).then(|| format!("the sandbox knows `{name}`: {}", values.join(", ")))
    });
    Some(Help {
        known: told.collect::<Vec<_>>().join("; "),
        query,
    })
}

/// Values that records of the played vendor have. The words of an enum are told by the refusal itself.
fn known(touchpoint: &Touchpoint, slug: &str, name: &str) -> Vec<String> {
    let scalar = touchpoint.model().filterable(name);
    match scalar {
        Some(Scalar::Word(_)) => Vec::new(),
        _ => touchpoint.sandbox_known(slug, name),
    }
}
