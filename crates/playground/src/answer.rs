//! A trial's outcome as the page reads it.

use crate::support::{Supported, supported};
use crate::trial::{Trial, Tried};
use serde::Serialize;
use serde_json::Value;
use touchpoint_core::filter::Fate;
use touchpoint_core::response::Warning;
use touchpoint_describe::{Explanation, RequestShown};
use touchpoint_language::diagnostic::json;

/// What the page shows after each key.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    /// Every fault, as `touchpoint validate --format json` tells it.
    diagnostics: Vec<Value>,
    /// True if the mapping can be used.
    sound: bool,
    /// Why the caller is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
    /// What would be sent.
    requests: Vec<RequestShown>,
    /// What becomes of each filter.
    filters: Vec<Filter>,
    /// The page, as its bytes: numbers keep their digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// Why there is no page.
    #[serde(skip_serializing_if = "Option::is_none")]
    unmapped: Option<String>,
    /// What the author should know of the reply.
    met: Vec<Warning>,
    /// What the mapping supports.
    support: Vec<Supported>,
    /// The rules, in words.
    rules: Vec<String>,
}

/// One filter of the query.
#[derive(Debug, Serialize)]
struct Filter {
    name: String,
    fate: &'static str,
    says: &'static str,
}

impl Answer {
    /// The answer to a trial.
    pub(crate) fn of(trial: &Trial, tried: &Tried, desk: &crate::desk::Desk) -> Answer {
        let mut answer = Answer {
            diagnostics: tried.diagnostics.iter().map(json::value).collect(),
            sound: tried.plan.is_some(),
            refused: None,
            requests: Vec::new(),
            filters: Vec::new(),
            page: None,
            unmapped: None,
            met: Vec::new(),
            support: Vec::new(),
            rules: Vec::new(),
        };
        let Some(plan) = &tried.plan else {
            return answer;
        };
        let explanation = match &tried.preview {
            Some(Ok(preview)) => {
                let fates = preview.fates.iter();
                answer.filters = fates.map(|(name, fate)| filter(name, *fate)).collect();
                Explanation::of_call(plan, preview)
            }
            Some(Err(why)) => {
                answer.refused = Some(why.clone());
                Explanation::of_all(plan, Vec::new())
            }
            None => Explanation::of_all(plan, Vec::new()),
        };
        answer.rules = explanation
            .rules
            .iter()
            .map(|rule| rule.says.clone())
            .collect();
        answer.requests = explanation.requests;
        answer.support = supported(plan, &desk.model);
        match &tried.listing {
            Some(Ok(listing)) => {
                answer.page =
                    Some(String::from_utf8_lossy(&listing.response.to_json()).into_owned());
                answer.met.clone_from(&listing.met);
            }
            Some(Err(why)) => answer.unmapped = Some(why.clone()),
            None if !trial.reply.trim().is_empty() => answer.unmapped.clone_from(&answer.refused),
            None => {}
        }
        answer
    }
}

fn filter(name: &str, fate: Fate) -> Filter {
    let says = match fate {
        Fate::Pushed => "the vendor applies it",
        Fate::PushedAndChecked => "loosely by the vendor, then checked here",
        Fate::Checked => "checked here, record by record",
        Fate::CheckedInOrder => "checked here; the order ends the reading",
        Fate::Decided => "it chose the list",
    };
    Filter {
        name: name.to_owned(),
        fate: fate.word(),
        says,
    }
}
