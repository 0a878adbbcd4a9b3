//! Now and then one reply of each integration is compared with the recorded ones, and the differences are
//! counted: members, types and words that are new or gone, and how often what the mapping reads is empty.
//! No value is kept, and no reply outlives its comparison.

use crate::engine::Current;
use crate::metrics::Metrics;
use crate::offered::ToCompare;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use tokio::sync::mpsc::Receiver;
use touchpoint_core::plan::Plan;
use touchpoint_corpus::drift::{Answering, Known, Shape, differences, filled};
use touchpoint_corpus::{built_in_of, read_dir_of};
use touchpoint_language::json::Json;

/// The most paths of one integration that are counted under their own names.
const MOST_PATHS: usize = 200;
/// What stands for all others.
const OTHER: &str = "other";

/// Compares replies as they come, one after another, until there can be no more.
pub(crate) async fn compare(
    mut replies: Receiver<ToCompare>,
    engine: Weak<Current>,
    corpus: Option<PathBuf>,
    metrics: Arc<Metrics>,
) {
    let mut comparing = Comparing {
        corpus,
        known: HashMap::new(),
        paths: HashMap::new(),
        metrics,
    };
    while let Some(seen) = replies.recv().await {
        // The engines hold where replies are offered, so this must not hold them.
        let Some(engine) = engine.upgrade().map(|current| current.get()) else {
            return;
        };
        let done = tokio::task::spawn_blocking(move || {
            if let Some(plan) = engine.reading(&seen.integration).plan(&seen.integration) {
                comparing.one(plan, &seen);
            }
            comparing
        });
        match done.await {
            Ok(ready) => comparing = ready,
            Err(broken) => {
                tracing::error!(%broken, "replies are compared no more");
                return;
            }
        }
    }
}

/// What comparisons need from one to the next.
struct Comparing {
    corpus: Option<PathBuf>,
    known: HashMap<String, Known>,
    /// The paths of each integration that are counted under their own names.
    paths: HashMap<String, BTreeSet<String>>,
    metrics: Arc<Metrics>,
}

impl Comparing {
    fn one(&mut self, plan: &Plan, seen: &ToCompare) {
        let slug = &seen.integration;
        let Ok(body) = Json::from_slice(&seen.body) else {
            return;
        };
        let mut now = Shape::default();
        now.add(&body);
        let corpus = self.corpus.as_ref();
        let known = self.known.entry(slug.clone()).or_insert_with(|| {
            let slugs = std::slice::from_ref(slug);
            let cases = corpus.map_or_else(|| built_in_of(slug), |dir| read_dir_of(dir, slugs));
            Known::of(&cases.unwrap_or_default())
        });
        let Some(recorded) = known.of_call(&seen.call) else {
            self.metrics.compared(slug, "not recorded");
            return;
        };
        self.metrics.compared(slug, "compared");
        let query = |text: &str| touchpoint_contract::parse(text, &plan.model).ok();
        let query = |text: &str| query(text).map(|(query, _)| query);
        let answering = Answering::of(plan, recorded, &query);
        let found = differences(&answering, &recorded.shape, &now);
        for drift in found {
            let path = self.counted(slug, &seen.secrets.masked(&drift.path));
            let (grade, kind) = (drift.grade.word(), drift.kind.word());
            self.metrics.drifted(slug, [grade, kind, &path]);
        }
        for one in filled(&answering, &now) {
            let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            self.metrics
                .filled(slug, &one.path, number(one.places), number(one.empty));
        }
    }

    /// A path as it is counted: beyond the most paths of an integration, all others count as one.
    fn counted(&mut self, slug: &str, path: &str) -> String {
        let path = without_names_of_records(path);
        let paths = self.paths.entry(slug.to_owned()).or_default();
        if paths.contains(&path) || paths.len() < MOST_PATHS {
            paths.insert(path.clone());
            return path;
        }
        OTHER.to_owned()
    }
}

/// A path without the names that tell a record or a customer: those with several digits, long ones, and
/// those that are no plain words.
fn without_names_of_records(path: &str) -> String {
    let plain = |name: &str| {
        let name = name.strip_suffix("[*]").unwrap_or(name);
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        let word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-@$".contains(&byte);
        digits < 3 && name.len() <= 40 && name.bytes().all(word)
    };
    let names = path.split('.');
    let names = names.map(|name| if plain(name) { name } else { "*" });
    names.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_no_record() {
        for (path, counted) in [
            ("$.data[*].owner.id", "$.data[*].owner.id"),
            ("$.by_id.31044.name", "$.by_id.*.name"),
            ("$.data[*].Bo Miles", "$.data[*].*"),
            ("$.data[*].line2", "$.data[*].line2"),
        ] {
            assert_eq!(without_names_of_records(path), counted);
        }
    }

    #[test]
    fn a_member_that_is_named_by_a_secret_is_not_counted_by_name() {
        let account = touchpoint::Account {
            credentials: [("key".to_owned(), "plain-secret-key".into())].into(),
            ..touchpoint::Account::default()
        };
        let secrets = touchpoint_core::exchange::Secrets::of(&account);
        for name in [
            "plain-secret-key",
            "Plain-Secret-Key",
            "cGxhaW4tc2VjcmV0LWtleQ",
        ] {
            let path = secrets.masked(&format!("$.data[*].{name}.id"));
            assert_eq!(without_names_of_records(&path), "$.data[*].*.id", "{name}");
        }
    }

    #[test]
    fn one_integration_has_only_so_many_paths() {
        let mut comparing = Comparing {
            corpus: None,
            known: HashMap::new(),
            paths: HashMap::new(),
            metrics: Arc::default(),
        };
        let name = |n: usize| {
            let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
            format!("$.{}{}", letter(n / 26), letter(n))
        };
        for n in 0..MOST_PATHS {
            assert_eq!(comparing.counted("acme", &name(n)), name(n));
        }
        assert_eq!(comparing.counted("acme", &name(MOST_PATHS)), OTHER);
        assert_eq!(comparing.counted("acme", &name(0)), name(0));
        assert_eq!(comparing.counted("other", "$.a"), "$.a");
    }
}
