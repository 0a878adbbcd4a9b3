//! One recorded case, run with the mapping before and the mapping after.

use super::change::{Change, Grade, Kind, one};
use super::records::{self, Compared};
use crate::replay::{Replayed, as_expected, pages};
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::Plan;
use touchpoint_core::run::{Error, Listing};
use touchpoint_corpus::Case;
use touchpoint_language::json::Json;

/// What differs between the two runs of a case.
pub(super) async fn changes(case: &Case, old: &Plan, new: &Plan) -> Vec<Change> {
    let (before, after) = (pages(case, old).await, pages(case, new).await);
    let mut found = requests(case, &before, &after);
    let place = |page: usize| format!("{}/{} page {page}", case.slug, case.name);
    for (index, was) in before.pages.iter().enumerate() {
        let place = place(index.saturating_add(1));
        match (was, after.pages.get(index)) {
            (Ok(was), Some(Ok(is))) => found.extend(page(case, was, is, &place)),
            (Ok(_), Some(Err(error))) => {
                let about = format!("a page became an error: {}", shortened(error));
                found.push(one(&case.slug, Grade::Breaking, Kind::Page, about, place));
            }
            (Err(_), Some(Ok(_))) => {
                let about = "an error became a page";
                found.push(one(&case.slug, Grade::Review, Kind::Page, about, place));
            }
            (Err(was), Some(Err(is))) if was.to_string() != is.to_string() => {
                let about = format!("another error: {}", shortened(is));
                found.push(one(&case.slug, Grade::Review, Kind::Page, about, place));
            }
            (Err(_), Some(Err(_))) => {}
            (_, None) => {
                let about = "the list ends earlier";
                found.push(one(&case.slug, Grade::Breaking, Kind::Page, about, place));
            }
        }
    }
    if after.pages.len() > before.pages.len() {
        let place = place(before.pages.len());
        found.push(one(
            &case.slug,
            Grade::Review,
            Kind::Page,
            "the list goes on",
            place,
        ));
    }
    found
}

/// The calls that differ from the recorded ones in one run and not in the other.
fn requests(case: &Case, before: &Replayed, after: &Replayed) -> Vec<Change> {
    let place = format!("{}/{}", case.slug, case.name);
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these
            .iter()
            .filter(|line| !those.contains(line))
            .cloned()
            .collect()
    };
    let added = only(&after.calls, &before.calls);
    let gone = only(&before.calls, &after.calls);
    let tell = |line: &String, lead: &str| {
        // The file's name is the case's; the line says what differs from what was recorded.
        let line = line
            .split_once(".request.http: ")
            .map_or(line.as_str(), |(_, line)| line);
        one(
            &case.slug,
            Grade::Review,
            Kind::Request,
            format!("{lead}`{}`", line.trim()),
            place.clone(),
        )
    };
    let added = added.iter().map(|line| tell(line, ""));
    let gone = gone.iter().map(|line| tell(line, "as recorded again: "));
    added.chain(gone).collect()
}

fn page(case: &Case, was: &Listing, is: &Listing, place: &str) -> Vec<Change> {
    let slug = case.slug.as_str();
    let data = |listing| as_expected(&Json::Null, listing).unwrap_or(Json::Null);
    let (before, after) = (data(was), data(is));
    let mut found = Vec::new();
    for compared in records::compare(&before, &after) {
        let Compared {
            grade,
            kind,
            about,
            at,
        } = compared;
        found.push(one(slug, grade, kind, about, format!("{place} {at}")));
    }
    let more = |page: &Json| page.get("next_cursor").is_some_and(Json::is_string);
    match (more(&before), more(&after)) {
        (true, false) => found.push(one(
            slug,
            Grade::Breaking,
            Kind::Page,
            "the list ends earlier",
            place,
        )),
        (false, true) => found.push(one(
            slug,
            Grade::Review,
            Kind::Page,
            "the list goes on",
            place,
        )),
        _ => {}
    }
    let told = |listing: &Listing| -> Vec<String> {
        let warnings = listing.response.warnings.iter();
        warnings.map(|warning| warning.message.clone()).collect()
    };
    let (had, has) = (told(was), told(is));
    let new = has.iter().filter(|message| !had.contains(message));
    found.extend(
        new.map(|message| one(slug, Grade::Review, Kind::Warning, message.as_str(), place)),
    );
    for (name, before, after) in elsewhere(&was.filters, &is.filters) {
        let about = format!("`{name}`: {before}, now {after}");
        found.push(one(slug, Grade::Review, Kind::Filter, about, place));
    }
    found
}

/// The parameters of which a clause is applied elsewhere than before, with the words of all their
/// clauses: a parameter may have several, and each its own.
fn elsewhere(was: &[(String, Fate)], is: &[(String, Fate)]) -> Vec<(String, String, String)> {
    let words = |all: &[(String, Fate)], name: &str| -> Vec<&str> {
        let own = all.iter().filter(|(other, _)| other == name);
        own.map(|(_, fate)| fate.word()).collect()
    };
    let mut found: Vec<(String, String, String)> = Vec::new();
    for (name, _) in is {
        let (before, after) = (words(was, name), words(is, name));
        let known = found.iter().any(|(other, ..)| other == name);
        if !known && !before.is_empty() && before != after {
            found.push((name.clone(), before.join(" and "), after.join(" and ")));
        }
    }
    found
}

/// An error in one line.
fn shortened(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(120).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::elsewhere;
    use touchpoint_core::filter::Fate;

    #[test]
    fn each_clause_of_a_parameter_is_compared_with_its_own() {
        let of = |fates: &[Fate]| -> Vec<(String, Fate)> {
            fates
                .iter()
                .map(|fate| ("created_at".to_owned(), *fate))
                .collect()
        };
        let both = of(&[Fate::PushedAndChecked, Fate::Checked]);
        assert!(elsewhere(&both, &both).is_empty());
        let [(_, before, after)] = &elsewhere(&both, &of(&[Fate::Checked, Fate::Checked]))[..]
        else {
            panic!("one change");
        };
        assert_eq!(
            (before.as_str(), after.as_str()),
            ("pushed+checked and checked", "checked and checked")
        );
        assert!(elsewhere(&[], &both).is_empty());
    }
}
