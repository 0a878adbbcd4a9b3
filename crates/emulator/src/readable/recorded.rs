//! Gathers from the recorded cases of an integration what a vendor for people is modelled on:
//! records by case, entries by table.

use super::recorded_replies::{replies, vendor_of};
use crate::asked::read::read;
use crate::notation::call::ReceivedCall;
use crate::notation::{json_path, template};
use crate::world::condition::holds;
use crate::world::played_vendor::PlayedVendor;
use crate::world::shapes::Shapes;
use std::collections::HashMap;
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Ask;

/// What was recorded of one integration.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordedVendor {
    /// The records, by case.
    pub(crate) shapes: Shapes,
    /// The entries, by table.
    pub(crate) tables: HashMap<String, Vec<Json>>,
}

impl RecordedVendor {
    /// What some cases show. Cases that are meant for the sandbox come first; the others
    /// fill in lists that those do not show.
    pub(crate) fn of(plan: &Arc<Plan>, cases: &[Case]) -> RecordedVendor {
        let (mut shown, mut others) = (RecordedVendor::default(), RecordedVendor::default());
        for case in cases {
            let into = if case.sandbox {
                &mut shown
            } else {
                &mut others
            };
            into.read(plan, case);
        }
        for (name, shapes) in others.shapes.0 {
            shown.shapes.0.entry(name).or_insert(shapes);
        }
        for (name, entries) in others.tables {
            shown.tables.entry(name).or_insert(entries);
        }
        shown
    }

    fn read(&mut self, plan: &Arc<Plan>, case: &Case) {
        let vendor = vendor_of(plan, case);
        for (call, body) in replies(case) {
            self.read_tables(&vendor, &call, &body);
            self.read_page(&vendor, &call, &body);
        }
    }

    fn read_tables(&mut self, vendor: &PlayedVendor, call: &ReceivedCall, body: &Json) {
        for (name, lookup) in &vendor.mapping().lookups {
            let asked = match &lookup.ask {
                Ask::InReply => true,
                Ask::Once(line) | Ask::Batch(line) | Ask::Each(line) => {
                    let path = vendor.site.path(line.path.text());
                    template::values(&path, &call.path).is_some()
                }
            };
            let steps = json_path::steps(lookup.entries.text()).unwrap_or_default();
            let found = json_path::all(body, &steps).into_iter().cloned();
            let known = self.tables.entry(name.clone()).or_default();
            for entry in found.filter(|entry| asked && entry.is_object()) {
                if !known.contains(&entry) {
                    known.push(entry);
                }
            }
            if known.is_empty() {
                self.tables.remove(name);
            }
        }
    }

    fn read_page(&mut self, vendor: &PlayedVendor, call: &ReceivedCall, body: &Json) {
        let Ok(asked) = read(vendor, call) else {
            return;
        };
        let (Some(case), Some(route)) = (
            vendor.mapping().cases.get(asked.case),
            vendor.route(asked.case, asked.route),
        ) else {
            return;
        };
        let steps = json_path::steps(route.records.text()).unwrap_or_default();
        let left_out = |record: &&Json| case.skip.as_ref().is_some_and(|skip| holds(skip, record));
        let found = json_path::all(body, &steps).into_iter();
        let found = found.filter(|record| record.is_object() && !left_out(record));
        let known = self.shapes.0.entry(case.name.clone()).or_default();
        known.extend(found.cloned());
    }
}
