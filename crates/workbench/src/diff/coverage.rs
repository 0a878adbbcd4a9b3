//! What callers may ask for and what records may hold: what is lost, narrowed, or gained.

use super::change::{Change, Grade, Kind, one};
use touchpoint_core::registry::Registry;
use touchpoint_describe::coverage::{IntegrationCoverage, ParameterCoverage, Support, derive};
use touchpoint_language::model::Model;

/// Integrations, parameters and fields that came or went.
pub(super) fn changes(old: &Registry, new: &Registry, model: &Model) -> Vec<Change> {
    let (old, new) = (derive(old, model), derive(new, model));
    let mut found = Vec::new();
    for before in &old.integrations {
        match new.integration(&before.slug) {
            Some(after) => found.extend(of_integration(before, after)),
            None => found.push(one(
                &before.slug,
                Grade::Breaking,
                Kind::Integration,
                "is gone",
                "",
            )),
        }
    }
    let added = new.integrations.iter();
    let added = added.filter(|after| old.integration(&after.slug).is_none());
    found.extend(added.map(|after| one(&after.slug, Grade::Gain, Kind::Integration, "is new", "")));
    found
}

fn of_integration(before: &IntegrationCoverage, after: &IntegrationCoverage) -> Vec<Change> {
    let slug = before.slug.as_str();
    let tell = |grade, about: String| one(slug, grade, Kind::Coverage, about, "");
    let mut found = Vec::new();
    for old in &before.parameters {
        match after.parameter(&old.name) {
            Some(new) => {
                found.extend(of_parameter(old, new).map(|(grade, about)| tell(grade, about)));
            }
            None => found.push(tell(
                Grade::Breaking,
                format!("the parameter `{}` is gone", old.name),
            )),
        }
    }
    for new in after
        .parameters
        .iter()
        .filter(|new| before.parameter(&new.name).is_none())
    {
        let (grade, word) = match new.support {
            Support::Required => (Grade::Breaking, "now required"),
            Support::Supported | Support::Extra => (Grade::Gain, "new"),
        };
        found.push(tell(
            grade,
            format!("the parameter `{}` is {word}", new.name),
        ));
    }
    let gone = before
        .fields
        .iter()
        .filter(|field| !after.fields.contains(field));
    found.extend(
        gone.map(|field| tell(Grade::Breaking, format!("no record has `{field}` any more"))),
    );
    let came = after
        .fields
        .iter()
        .filter(|field| !before.fields.contains(field));
    found.extend(came.map(|field| tell(Grade::Gain, format!("records have `{field}`"))));
    let rules = after
        .rules
        .iter()
        .filter(|rule| !before.rules.contains(rule));
    found.extend(rules.map(|rule| tell(Grade::Review, format!("a rule is new: {rule}"))));
    let gone = before
        .rules
        .iter()
        .filter(|rule| !after.rules.contains(rule));
    found.extend(gone.map(|rule| tell(Grade::Review, format!("a rule is gone: {rule}"))));
    found
}

fn of_parameter<'c>(
    old: &'c ParameterCoverage,
    new: &'c ParameterCoverage,
) -> impl Iterator<Item = (Grade, String)> + 'c {
    let name = old.name.as_str();
    let required = match (old.support, new.support) {
        (Support::Supported | Support::Extra, Support::Required) => Some((
            Grade::Breaking,
            format!("the parameter `{name}` is now required"),
        )),
        (Support::Required, Support::Supported | Support::Extra) => Some((
            Grade::Gain,
            format!("the parameter `{name}` is required no more"),
        )),
        _ => None,
    };
    // No words are no limit.
    let fewer = !new.values.is_empty();
    let gone = old
        .values
        .iter()
        .filter(move |word| fewer && !new.values.contains(word));
    let gone = gone.map(move |word| (Grade::Breaking, format!("`{name}` takes `{word}` no more")));
    let limited = (old.values.is_empty() && fewer).then(|| {
        let about = format!("`{name}` takes only {}", new.values.join(", "));
        (Grade::Breaking, about)
    });
    let more = new
        .values
        .iter()
        .filter(move |word| !old.values.is_empty() && !old.values.contains(word));
    let more = more.map(move |word| (Grade::Gain, format!("`{name}` takes `{word}`")));
    required.into_iter().chain(gone).chain(limited).chain(more)
}
