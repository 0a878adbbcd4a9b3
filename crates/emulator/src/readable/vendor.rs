//! A vendor for people: its records are modelled on the recorded ones, with other texts, ids and
//! times.

use super::recorded::RecordedVendor;
use super::recorded_ids::ids;
use crate::seed::id::id_like;
use crate::seed::pools::Pools;
use crate::world::entries::recorded_tables;
use crate::world::played_vendor::PlayedVendor;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;

/// The seed of every vendor for people.
pub(crate) const SEED: u64 = 26;

/// How many records an integration has, over all of its lists.
const RECORDS: u64 = 250;

/// The least number of ids of each kind.
const IDS: usize = 8;

/// The vendor of this mapping for people to read, modelled on these cases: the same at every start.
pub fn readable_vendor(plan: &Arc<Plan>, cases: &[Case]) -> PlayedVendor {
    let recorded = RecordedVendor::of(plan, cases);
    let pools = pools(plan, &recorded);
    let tables = recorded_tables(&plan.mapping, &recorded.tables, &pools, SEED);
    let own = plan.mapping.cases.iter().filter(|case| !case.merged);
    let lists = own.count().max(1) as u64;
    PlayedVendor::filled(
        plan.clone(),
        SEED,
        pools,
        tables,
        &recorded.shapes,
        |case| {
            let sizes = case.routes.iter().map(|route| route.paging.size.min);
            // A vendor whose smallest page is large has more than one page.
            let least = sizes.max().unwrap_or(1);
            (RECORDS / lists).max(least + least / 4)
        },
    )
}

/// The recorded ids and, where they are few, some like them.
fn pools(plan: &Plan, recorded: &RecordedVendor) -> Pools {
    let mut pools = Pools::new(&plan.mapping, &plan.model, SEED);
    pools.readable = true;
    for (field, mut ids) in ids(recorded, plan) {
        let templates = ids.clone();
        for (serial, template) in (1..).zip(templates.iter().cycle()).take(4 * IDS) {
            let id = id_like(template, serial * 7);
            if ids.len() < IDS && !ids.contains(&id) {
                ids.push(id);
            }
        }
        if !ids.is_empty() {
            pools.ids.insert(field, ids);
        }
    }
    pools
}
