//! The recorded cases of an integration into what a vendor for people is made of: records by case,
//! tables by name, ids by field.

use super::asked;
use super::holes;
use super::shapes::Shapes;
use super::spot;
use super::value::holds;
use super::wire::Call;
use super::world::World;
use crate::corpus;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use touchpoint_core::plan::Plan;
use touchpoint_language::mapping::{Ask, Case, Expression, Pick, Source};

/// What was recorded of one integration.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorded {
    /// The records, by case.
    pub(super) shapes: Shapes,
    /// The entries, by table.
    pub(super) tables: HashMap<String, Vec<Value>>,
}

impl Recorded {
    /// What the built-in cases show. Those that are meant to be shown come first; where they have
    /// nothing of a list, the others serve.
    pub(super) fn of(plan: &Arc<Plan>) -> Recorded {
        let cases = corpus::built_in_of(plan.integration()).unwrap_or_default();
        let (mut shown, mut others) = (Recorded::default(), Recorded::default());
        for case in &cases {
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

    fn read(&mut self, plan: &Arc<Plan>, case: &corpus::Case) {
        let mut world = World::bare(plan.clone(), 0);
        world.context.extend(case.context.clone());
        world.base = world.base_with(&world.context);
        for exchange in case.exchanges.iter().filter(|e| e.reply.status == 200) {
            let request = &exchange.request;
            let method = request.method.to_string();
            let mut call = Call::new(&method, request.url.as_str(), vec![], request.body.clone());
            call.query.clone_from(&request.query);
            call.headers.clone_from(&request.headers);
            let Ok(body) = serde_json::from_slice::<Value>(&exchange.reply.body) else {
                continue;
            };
            self.read_tables(&world, &call, &body);
            self.read_page(&world, &call, &body);
        }
    }

    fn read_tables(&mut self, world: &World, call: &Call, body: &Value) {
        for (name, lookup) in &world.mapping().lookups {
            let asked = match &lookup.ask {
                Ask::InReply => true,
                Ask::Once(line) | Ask::Batch(line) | Ask::Each(line) => {
                    let path = world.with_context(line.path.text());
                    holes::held(&format!("{}{path}", world.base_path()), &call.path).is_some()
                }
            };
            let steps = spot::steps(lookup.entries.text()).unwrap_or_default();
            let found = spot::all(body, &steps).into_iter().cloned();
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

    fn read_page(&mut self, world: &World, call: &Call, body: &Value) {
        let Ok(asked) = asked::read(world, call) else {
            return;
        };
        let (Some(case), Some(route)) = (
            world.mapping().cases.get(asked.case),
            world.route(asked.case, asked.route),
        ) else {
            return;
        };
        let steps = spot::steps(route.records.text()).unwrap_or_default();
        let left_out = |record: &&Value| case.skip.as_ref().is_some_and(|skip| holds(skip, record));
        let found = spot::all(body, &steps).into_iter();
        let found = found.filter(|record| record.is_object() && !left_out(record));
        let known = self.shapes.0.entry(case.name.clone()).or_default();
        known.extend(found.cloned());
    }

    /// The ids that stand in each dotted field, each once.
    pub(super) fn ids(&self, plan: &Plan) -> BTreeMap<String, Vec<String>> {
        let mut ids = BTreeMap::new();
        for case in &plan.mapping.cases {
            let shapes = self.shapes.0.get(&case.name);
            for shape in shapes.into_iter().flatten() {
                ids_of(case, shape, &mut ids);
            }
        }
        ids
    }
}

fn ids_of(case: &Case, record: &Value, ids: &mut BTreeMap<String, Vec<String>>) {
    for field in &case.fields {
        for source in field.sources() {
            let there = source.when.as_ref().is_none_or(|when| holds(when, record));
            if !there || source.lookup.is_some() {
                continue;
            }
            for element in elements(source, record) {
                for (member, e) in &source.members {
                    let known = ids.entry(format!("{}.{member}", field.name)).or_default();
                    for text in texts(e, element) {
                        if !known.contains(&text) {
                            known.push(text);
                        }
                    }
                }
            }
        }
    }
}

fn elements<'v>(source: &Source, record: &'v Value) -> Vec<&'v Value> {
    let Some(each) = &source.each else {
        return vec![record];
    };
    let steps = spot::steps(each.text()).unwrap_or_default();
    let only = |element: &&Value| source.only.as_ref().is_none_or(|only| holds(only, element));
    spot::all(record, &steps).into_iter().filter(only).collect()
}

/// The texts at the paths of an expression.
fn texts(e: &Expression, from: &Value) -> Vec<String> {
    let own = match &e.pick {
        Pick::From(path) if e.lookup.is_none() => spot::steps(path.text()),
        _ => None,
    };
    let own = own.and_then(|steps| spot::first(from, &steps).and_then(spot::text));
    let parts = e.parts().into_iter().flat_map(|part| texts(part, from));
    own.into_iter().chain(parts).collect()
}
