//! What a change of mappings does: to what is asked, to what comes back, to what callers may filter by.
//! Both sides run the same recorded cases, so every change is one that a caller would see.
//!
//! ```text
//! acme  breaking  newly null     `subject`: 3 records in 2 cases, first acme/calls 1.expected.json result[0]
//! acme  breaking  filter weaker  `owner.id` (eq): the vendor applied it, the records are checked
//! ```

mod cases;
mod change;
mod coverage;
mod fates;
mod records;
mod revision;

pub use change::{Change, Grade, Kind};
pub use revision::{Side, side};

use touchpoint_core::plan::Plan;
use touchpoint_core::registry::Registry;
use touchpoint_corpus::Case;
use touchpoint_language::model::Model;

/// Every change between two sets of mappings, the gravest of each integration first.
pub async fn changes(old: &Registry, new: &Registry, cases: &[Case], model: &Model) -> Vec<Change> {
    let mut found = coverage::changes(old, new, model);
    for plan in old.plans() {
        let slug = plan.integration();
        // What nobody changed does what it did.
        let Some(newer) = new.get(slug).filter(|newer| !is_same(plan, newer)) else {
            continue;
        };
        let of_slug: Vec<&Case> = cases.iter().filter(|case| case.slug == slug).collect();
        found.extend(fates::changes(plan, newer, &of_slug));
        for case in of_slug {
            found.extend(cases::changes(case, plan, newer).await);
        }
    }
    folded(found)
}

/// True if both were made of the same mapping.
fn is_same(old: &Plan, new: &Plan) -> bool {
    old.mapping.document.source.text == new.mapping.document.source.text
}

/// Equal changes as one with their number, in order.
fn folded(found: Vec<Change>) -> Vec<Change> {
    let mut folded: Vec<Change> = Vec::new();
    for change in found {
        let alike = |other: &&mut Change| {
            (&other.slug, other.grade, other.kind, &other.about)
                == (&change.slug, change.grade, change.kind, &change.about)
        };
        match folded.iter_mut().find(alike) {
            Some(known) => known.count = known.count.saturating_add(change.count),
            None => folded.push(change),
        }
    }
    folded.sort_by(|a, b| (&a.slug, a.grade, a.kind).cmp(&(&b.slug, b.grade, b.kind)));
    folded
}

#[cfg(test)]
mod tests {
    use super::change::one;
    use super::*;

    #[test]
    fn equal_changes_are_counted_and_the_gravest_comes_first() {
        let all = vec![
            one("b", Grade::Gain, Kind::Filled, "`x`", "b/1"),
            one("b", Grade::Breaking, Kind::NewlyNull, "`y`", "b/1"),
            one("b", Grade::Gain, Kind::Filled, "`x`", "b/2"),
        ];
        let told: Vec<(usize, String, Grade)> = folded(all)
            .into_iter()
            .map(|change| (change.count, change.first, change.grade))
            .collect();
        let wanted = [
            (1, "b/1".to_owned(), Grade::Breaking),
            (2, "b/1".to_owned(), Grade::Gain),
        ];
        assert_eq!(told, wanted);
    }
}
