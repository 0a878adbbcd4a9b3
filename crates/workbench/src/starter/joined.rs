//! The members that samples show, and what a document has of them → both as one. What is made of a
//! schema stands only where nothing is known, and was never seen.

use super::schema::Shown;
use super::survey::{FoundList, Member, find_list, members, without_objects};
use touchpoint_language::json::Json;

/// The members of the records of samples, and of those that a document shows of the same list.
pub(super) fn joined(
    samples: &[&Json],
    list: &FoundList<'_>,
    shown: Option<&Shown>,
) -> Vec<Member> {
    let mut all = members(samples);
    for member in &mut all {
        member.seen = member.values.len();
    }
    let Some(shown) = shown else { return all };
    let of = |page: &Json| {
        let found = find_list(page).filter(|other| list.is_like(other));
        found.map_or_else(Vec::new, |found| members(&found.records))
    };
    let (said, words) = (of(&shown.said), of(&shown.words));
    for made in of(&shown.body) {
        let same = |other: &&Member| other.names == made.names && other.list == made.list;
        let said = said.iter().find(same).filter(|said| said.given > 0);
        let is_new = !all.iter().any(|own| same(&own));
        if is_new {
            all.push(Member {
                values: Vec::new(),
                given: 0,
                ..made.clone()
            });
        }
        let Some(own) = all.iter_mut().find(|own| same(&&**own)) else {
            continue;
        };
        if own.given == 0 {
            own.values.clone_from(&said.unwrap_or(&made).values);
            // Of a member that samples have without a value, none was seen.
            own.seen = said.filter(|_| is_new).map_or(0, |said| said.values.len());
            own.given = made.given;
        } else if let Some(words) = words.iter().find(same) {
            let further = words.values.iter();
            let further = further.filter(|word| !own.values.contains(word));
            let further: Vec<Json> = further.cloned().collect();
            own.values.extend(further);
        }
    }
    without_objects(&all)
}
