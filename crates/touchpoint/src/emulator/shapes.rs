//! The recorded cases of an integration into the shapes of its records.

use super::holes;
use super::spot;
use super::wire::Call;
use super::world::World;
use crate::corpus;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_core::plan::Plan;

/// The recorded records of one integration, by case: what its records look like.
#[derive(Clone, Debug, Default)]
pub struct Shapes(pub(super) HashMap<String, Vec<Value>>);

impl Shapes {
    /// The shapes that the built-in cases show.
    pub fn of(plan: &Arc<Plan>) -> Shapes {
        let mut shapes: HashMap<String, Vec<Value>> = HashMap::new();
        let bare = World::bare(plan.clone(), 0);
        for case in corpus::built_in_of(plan.integration()).unwrap_or_default() {
            for exchange in case.exchanges.iter().filter(|e| e.reply.status == 200) {
                let request = &exchange.request;
                let mut call = Call::new(
                    &request.method.to_string(),
                    request.url.as_str(),
                    vec![],
                    request.body.clone(),
                );
                call.query.clone_from(&request.query);
                let mut world = World::bare(plan.clone(), 0);
                world.context.extend(case.context.clone());
                world.base = bare.base_with(&world.context);
                let Ok(body) = serde_json::from_slice::<Value>(&exchange.reply.body) else {
                    continue;
                };
                for (name, route) in world.routes() {
                    let path = format!(
                        "{}{}",
                        world.base_path(),
                        world.with_context(route.request.path.text())
                    );
                    if holes::held(&path, &call.path).is_none() {
                        continue;
                    }
                    let steps = spot::steps(route.records.text()).unwrap_or_default();
                    let found = spot::all(&body, &steps)
                        .into_iter()
                        .filter(|v| v.is_object())
                        .cloned();
                    shapes.entry(name.to_owned()).or_default().extend(found);
                }
            }
        }
        Shapes(shapes)
    }
}
