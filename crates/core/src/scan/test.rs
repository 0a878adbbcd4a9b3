//! A condition on a record or an element, held against slots. It means what
//! [`touchpoint_language::expr::Condition`] means.

use super::read::{Origins, Read};
use crate::slices;
use touchpoint_language::expr::condition::{Clause, Subject, Want};
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::json::Json;

/// A compiled condition.
#[derive(Clone, Debug)]
pub(super) struct Test(Vec<(Option<Read>, Demand)>);

#[derive(Clone, Debug)]
enum Demand {
    AnyOf(Vec<String>),
    Given,
    Absent,
    Null,
}

impl Test {
    pub(super) fn new(condition: &Condition, read: &mut dyn FnMut(&Path) -> Read) -> Test {
        let clauses = condition.clauses.iter().map(|Clause { subject, want }| {
            let looked_at = match subject {
                Subject::Path(path) => Some(read(path)),
                // A record has neither parameters nor a status: nothing is found.
                Subject::Parameter(_) | Subject::Status | Subject::Header(_) => None,
            };
            let wanted = match want {
                Want::AnyOf(values) => Demand::AnyOf(
                    values
                        .iter()
                        .filter_map(Json::as_text)
                        .map(str::to_owned)
                        .collect(),
                ),
                Want::Given => Demand::Given,
                Want::Absent => Demand::Absent,
                Want::Null => Demand::Null,
            };
            (looked_at, wanted)
        });
        Test(clauses.collect())
    }

    /// True if all clauses hold.
    #[inline]
    pub(super) fn holds(&self, origins: &Origins<'_>) -> bool {
        self.0.iter().all(|(read, wanted)| {
            let found = read.as_ref().and_then(|read| read.first(origins));
            wanted.accepts(found)
        })
    }

    /// The paths for which a tree must be built.
    pub(super) fn apart(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|(read, _)| read.as_ref()?.apart())
    }
}

impl Demand {
    fn accepts(&self, found: Option<&str>) -> bool {
        let given = found.is_some_and(|raw| raw != "null");
        match (self, found) {
            (Demand::Given, _) => given,
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
