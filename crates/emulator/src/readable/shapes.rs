//! The records in the recorded replies of an integration, by case.

use super::recorded_replies::{cases_of, replies, vendor_of};
use crate::notation::{json_path, template};
use crate::world::shapes::Shapes;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;

/// The shapes that the built-in cases show. A reply shows a record of every case whose path was called.
pub fn recorded_shapes(plan: &Arc<Plan>) -> Shapes {
    shapes_of(plan, &cases_of(plan))
}

/// The shapes that some cases show.
pub fn shapes_of(plan: &Arc<Plan>, cases: &[Case]) -> Shapes {
    let mut shapes = Shapes::default();
    for case in cases {
        let vendor = vendor_of(plan, case);
        for (call, body) in replies(case) {
            let cases = plan.mapping.cases.iter();
            let routes = cases.flat_map(|case| case.routes.iter().map(|route| (&case.name, route)));
            for (name, route) in routes {
                let path = vendor.site.path(route.request.path.text());
                let method = route.request.method.to_string();
                if method != call.method || template::values(&path, &call.path).is_none() {
                    continue;
                }
                let steps = json_path::steps(route.records.text()).unwrap_or_default();
                let found = json_path::all(&body, &steps).into_iter();
                let found = found.filter(|record| record.is_object()).cloned();
                shapes.0.entry(name.clone()).or_default().extend(found);
            }
        }
    }
    shapes
}
