//! A condition on a record or an element, tested against slots: a compiled
//! [`touchpoint_language::expr::Condition`].

use super::read::{Origins, PathRead};
use crate::slices;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::json::Json;

/// A compiled condition.
#[derive(Clone, Debug)]
pub(super) struct Test {
    all: Vec<Line>,
    /// The alternatives: one must hold, where there are any.
    any: Vec<Vec<Line>>,
}

/// One thing looked at, and what it must be.
#[derive(Clone, Debug)]
struct Line {
    looked_at: Option<PathRead>,
    wanted: Demand,
}

#[derive(Clone, Debug)]
enum Demand {
    AnyOf(Vec<String>),
    Given,
    Filled,
    Absent,
    Null,
}

impl Test {
    pub(super) fn new(condition: &Condition, read: &mut dyn FnMut(&Path) -> PathRead) -> Test {
        let Condition { clauses, any } = condition;
        let mut lines = |clauses: &[Clause]| clauses.iter().map(|c| Line::new(c, read)).collect();
        Test {
            all: lines(clauses),
            any: any.iter().map(|clauses| lines(clauses)).collect(),
        }
    }

    /// True if all lines hold, and one of the alternatives.
    #[inline]
    pub(super) fn holds(&self, origins: &Origins<'_>) -> bool {
        let all = |lines: &[Line]| lines.iter().all(|line| line.holds(origins));
        all(&self.all) && (self.any.is_empty() || self.any.iter().any(|lines| all(lines)))
    }

    /// The paths for which a tree must be built.
    pub(super) fn apart(&self) -> impl Iterator<Item = &Path> {
        let lines = self.all.iter().chain(self.any.iter().flatten());
        lines.filter_map(|line| line.looked_at.as_ref()?.apart())
    }
}

impl Line {
    fn new(Clause { subject, want }: &Clause, read: &mut dyn FnMut(&Path) -> PathRead) -> Line {
        let looked_at = match subject {
            Subject::Path(path) => Some(read(path)),
            // A record has neither parameters nor a status.
            Subject::Parameter(_)
            | Subject::Filter(..)
            | Subject::Merge
            | Subject::Status
            | Subject::Header(_) => None,
        };
        let wanted = match want {
            Want::AnyOf(values) => {
                let texts = values.iter().filter_map(Json::as_text);
                Demand::AnyOf(texts.map(str::to_owned).collect())
            }
            Want::Given => Demand::Given,
            Want::Filled => Demand::Filled,
            Want::Absent => Demand::Absent,
            Want::Null => Demand::Null,
        };
        Line { looked_at, wanted }
    }

    #[inline]
    fn holds(&self, origins: &Origins<'_>) -> bool {
        let found = self.looked_at.as_ref().and_then(|read| read.first(origins));
        self.wanted.accepts(found)
    }
}

impl Demand {
    fn accepts(&self, found: Option<&str>) -> bool {
        let given = found.is_some_and(|raw| raw != "null");
        match (self, found) {
            (Demand::Given, _) => given,
            (Demand::Filled, _) => given && found != Some("\"\""),
            (Demand::Absent, _) => !given,
            (Demand::Null, found) => found.is_some() && !given,
            (Demand::AnyOf(_), None) => false,
            (Demand::AnyOf(wanted), Some(found)) => {
                let (mut any, mut all) = (false, true);
                let is_list = slices::elements(found, &mut |element| {
                    any = true;
                    all &= is_among(element, wanted);
                });
                if is_list {
                    any && all
                } else {
                    is_among(found, wanted)
                }
            }
        }
    }
}

fn is_among(found: &str, wanted: &[String]) -> bool {
    slices::text(found).is_some_and(|text| wanted.iter().any(|want| **want == *text))
}
