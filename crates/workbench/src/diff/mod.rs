//! What a change of mappings does: to what is asked, to what comes back, to what callers may filter by.
//! Both sides run the same recorded cases, so every change is one that a caller would see.
//!
//! ```text
//! acme  breaking  newly null     `subject`: 3 records in 2 cases, first acme/calls 1.expected.json result[0]
//! acme  breaking  filter weaker  `owner.id` (eq): the vendor applied it, the records are checked
//! ```

mod cases;
mod coverage;
mod fates;
mod records;
mod revision;

pub use revision::{Side, side};

use touchpoint_core::registry::Registry;
use touchpoint_corpus::Case;
use touchpoint_language::model::Model;

/// How much a change matters to those who call.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// Something that worked does not, or something that came does not come.
    Breaking,
    /// Something is different; a person should look.
    Review,
    /// Something is added.
    Gain,
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// An integration came or went.
    Integration,
    /// What a caller may ask for, or what a record may hold.
    Coverage,
    /// A filter is applied elsewhere than before.
    Filter,
    /// Another request is sent.
    Request,
    /// A page became an error, an error a page, or the list ends elsewhere.
    Page,
    /// Records came or went.
    Records,
    /// A field had a value and has none.
    NewlyNull,
    /// A list has fewer elements.
    Narrowed,
    /// A field has another value.
    Changed,
    /// A field had no value and has one.
    Filled,
    /// The page warns of something.
    Warning,
}

/// One change, however often it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The integration.
    pub slug: String,
    /// How much it matters.
    pub grade: Grade,
    /// What kind it is.
    pub kind: Kind,
    /// What it is about, in words: a field, a parameter, a request.
    pub about: String,
    /// How often it is seen.
    pub count: usize,
    /// The first place where it is seen: a case and its file; empty for what no case shows.
    pub first: String,
}

impl Grade {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Breaking => "breaking",
            Grade::Review => "review",
            Grade::Gain => "gain",
        }
    }
}

impl Kind {
    /// The words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Integration => "integration",
            Kind::Coverage => "coverage",
            Kind::Filter => "filter",
            Kind::Request => "request",
            Kind::Page => "page",
            Kind::Records => "records",
            Kind::NewlyNull => "newly null",
            Kind::Narrowed => "narrowed",
            Kind::Changed => "changed",
            Kind::Filled => "filled",
            Kind::Warning => "warning",
        }
    }
}

/// Every change between two sets of mappings, the gravest of each integration first.
pub async fn changes(old: &Registry, new: &Registry, cases: &[Case], model: &Model) -> Vec<Change> {
    let mut found = coverage::changes(old, new, model);
    for plan in old.plans() {
        let slug = plan.integration();
        let Some(newer) = new.get(slug) else {
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

/// A change that is seen once.
fn one(
    slug: &str,
    grade: Grade,
    kind: Kind,
    about: impl Into<String>,
    first: impl Into<String>,
) -> Change {
    Change {
        slug: slug.to_owned(),
        grade,
        kind,
        about: about.into(),
        count: 1,
        first: first.into(),
    }
}

#[cfg(test)]
mod tests {
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
