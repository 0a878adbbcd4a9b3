//! Two pages of each integration. The full page is filled from an outline in `pages/`, which has every
//! member that the vendor sends for this request, with texts of ordinary length. The small page
//! repeats the records of the cases that the sandbox plays, which have little else than what is mapped.
//! Both are written without space, as vendors send them.

use conformance::filled;
use std::cmp::Reverse;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint::ListQuery;
use touchpoint::mapping_files;
use touchpoint_core::plan::{Chosen, Plan, choose};
use touchpoint_core::registry::{PlanReader, Registry};
use touchpoint_language::expr::path::Step;
use touchpoint_language::json::{Json, Number};
use touchpoint_language::unified::engagement_model;

pub(crate) const RECORDS: usize = 100;

/// One page and how it is mapped.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) plan: Arc<Plan>,
    pub(crate) query: ListQuery,
    pub(crate) body: Vec<u8>,
    /// A page of twice the records.
    pub(crate) twice: Vec<u8>,
    pub(crate) small: bool,
}

impl Sample {
    /// The list that it is a page of.
    pub(crate) fn chosen(&self) -> Chosen<'_> {
        choose(&self.plan, &self.query, None).expect("a list")
    }
}

/// A page of the corpus, and where its records are.
struct Recorded {
    plan: Arc<Plan>,
    query: ListQuery,
    page: Json,
    list: Vec<Step>,
    /// The place of its case, and how many records it has.
    rank: (Reverse<usize>, usize),
}

const SEED: u64 = 20_261_124;

/// The pages of all integrations, full and small.
pub(crate) fn samples() -> Vec<Sample> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let outlines = here.join("benches/map_page/pages");
    let recorded = recorded(&mapping_folder());
    let full = recorded.iter().map(|recorded| {
        let slug = recorded.plan.integration();
        let text =
            std::fs::read_to_string(outlines.join(format!("{slug}.json"))).expect("an outline");
        let outline = Json::parse(&text).expect("JSON");
        recorded.sample(&|count| filled(&outline, count, SEED), false)
    });
    let small = recorded
        .iter()
        .map(|recorded| recorded.sample(&|count| recorded.repeated(count), true));
    full.chain(small).collect()
}

/// Where the mappings are.
pub(crate) fn mapping_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../mappings")
}

/// A page of each mapping: of its first case that the sandbox plays, the fullest.
fn recorded(mappings: &Path) -> Vec<Recorded> {
    let reader = PlanReader::new(engagement_model()).expect("the model");
    let outcome = Registry::read(&reader, mapping_files(&[mappings.to_owned()]).sources);
    let cases = touchpoint_corpus::built_in().expect("the corpus");
    let mut all = Vec::new();
    for plan in outcome.registry.plans() {
        let mut best: Option<Recorded> = None;
        for case in cases
            .iter()
            .filter(|case| case.sandbox && case.slug == plan.integration())
        {
            let Ok((query, _)) = touchpoint_contract::parse(&case.query, &plan.model) else {
                continue;
            };
            let Ok(chosen) = choose(plan, &query, None) else {
                continue;
            };
            let Some((list, _)) = chosen.route.records.wildcard_tail() else {
                continue;
            };
            for exchange in &case.exchanges {
                let Ok(page) = Json::from_slice(&exchange.reply.body) else {
                    continue;
                };
                // Of the first case, the page with the most records.
                let found = elements(&page, list).map_or(0, Vec::len);
                let rank = (Reverse(chosen.case_at), found);
                if found > 0 && best.as_ref().is_none_or(|best| rank > best.rank) {
                    best = Some(Recorded {
                        plan: plan.clone(),
                        query: query.clone(),
                        page,
                        list: list.to_vec(),
                        rank,
                    });
                }
            }
        }
        all.extend(best);
    }
    all
}

impl Recorded {
    fn sample(&self, page: &dyn Fn(usize) -> Vec<u8>, small: bool) -> Sample {
        Sample {
            name: self.plan.integration().to_owned(),
            plan: self.plan.clone(),
            query: self.query.clone(),
            body: page(RECORDS),
            twice: page(2 * RECORDS),
            small,
        }
    }

    fn repeated(&self, count: usize) -> Vec<u8> {
        let mut page = self.page.clone();
        let known = elements(&self.page, &self.list)
            .cloned()
            .unwrap_or_default();
        let list = self.list.iter().try_fold(&mut page, |at, step| match step {
            Step::Name(name) => at.get_mut(name),
            Step::Index(index) => at.as_array_mut()?.get_mut(*index),
        });
        let filled = known
            .iter()
            .cycle()
            .take(count)
            .enumerate()
            .map(|(index, element)| {
                let mut element = element.clone();
                vary(&mut element, "", index);
                element
            });
        *list.unwrap() = filled.collect();
        page.to_string().into_bytes()
    }
}

fn elements<'v>(page: &'v Json, list: &[Step]) -> Option<&'v Vec<Json>> {
    let found = list.iter().try_fold(page, |at, step| match step {
        Step::Name(name) => at.get(name),
        Step::Index(index) => at.as_array()?.get(*index),
    });
    found?.as_array()
}

/// Gives the record's own id other last digits; what it refers to stays, so that lookups find it.
fn vary(element: &mut Json, name: &str, index: usize) {
    match element {
        Json::Object(members) => {
            for (name, member) in members.iter_mut() {
                if matches!(
                    name.to_lowercase().as_str(),
                    "id" | "_id" | "message_id" | "data" | "engagement"
                ) {
                    vary(member, name, index);
                }
            }
        }
        Json::String(text) if text.len() >= 3 && text.is_ascii() && name != "data" => {
            text.truncate(text.len() - 3);
            let _ = write!(text, "{index:03}");
        }
        Json::Number(number) => {
            let text = format!("{number}{index:03}");
            if let Some(varied) = Number::parse(&text) {
                *number = varied;
            }
        }
        _ => {}
    }
}
