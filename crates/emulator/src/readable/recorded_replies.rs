//! The recorded cases of an integration as calls with their replies, read as its vendor reads them.

use crate::notation::call::ReceivedCall;
use crate::world::played_vendor::PlayedVendor;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::{Case, built_in_further, built_in_of};
use touchpoint_language::json::Json;

/// The built-in cases of a plan's list.
pub(crate) fn cases_of(plan: &Plan) -> Vec<Case> {
    let slug = plan.integration();
    let mut further = built_in_further(&plan.model.resource).unwrap_or_default();
    further.retain(|case| case.slug == slug);
    if further.is_empty() {
        return built_in_of(slug).unwrap_or_default();
    }
    further
}

/// The vendor of a case, at the address of the case's account; it has no records.
pub(crate) fn vendor_of(plan: &Arc<Plan>, case: &Case) -> PlayedVendor {
    PlayedVendor::bare(plan.clone(), 0, case.context.clone())
}

/// Every call of a case that was answered with JSON, and the answer.
pub(crate) fn replies(case: &Case) -> impl Iterator<Item = (ReceivedCall, Json)> {
    let good = case.exchanges.iter().filter(|e| e.reply.status == 200);
    good.filter_map(|exchange| {
        let request = &exchange.request;
        let method = request.method.to_string();
        let mut call =
            ReceivedCall::new(&method, request.url.as_str(), vec![], request.body.clone());
        call.query.clone_from(&request.query);
        call.headers.clone_from(&request.headers);
        let body = Json::from_slice(&exchange.reply.body).ok()?;
        Some((call, body))
    })
}
