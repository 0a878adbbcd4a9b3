//! Checks a typed query by the unified model: names, dates, sort and key. A query that was built in
//! code, not read, is checked in the same way.

use super::failure::{Failure, bracketed, shorten};
use super::list_query::{Filter, Format, ListQuery};
use super::names::Names;
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::json::Number;
use touchpoint_language::model::{Direction, Kind, Model, Scalar};

impl ListQuery {
    /// Everything in this query that the model does not allow, in the words of these names.
    pub fn check(&self, model: &Model, names: Names) -> Vec<Failure> {
        let mut failures: Vec<Failure> = self
            .filters
            .iter()
            .filter_map(|f| filter(f, &names.spelling.of(&f.parameter), model))
            .collect();
        failures.extend(self.sort.iter().filter_map(|(field, _)| sort(field, model)));
        if self.limit == Some(0) {
            failures.push(bad_limit("0"));
        }
        if self.format != Format::Raw {
            let keys = self.key_by.iter();
            failures.extend(keys.filter_map(|key| key_by(key, model, names)));
        }
        failures
    }
}

/// The fault of a filter on something that the model does not have, or with an impossible value.
/// `shown` is the parameter as the caller writes it.
pub(super) fn filter(filter: &Filter, shown: &str, model: &Model) -> Option<Failure> {
    let Some(scalar) = model.filterable(&filter.parameter) else {
        return Some(unknown(&filter.parameter, "", &model.filterable_names()));
    };
    if filter.values.is_empty() || (filter.values.len() > 1 && !filter.operator.takes_many()) {
        let word = filter.operator.word();
        let says = match filter.values.len() {
            0 if filter.operator.takes_many() => {
                format!("with `{word}` has no value; give it one or more")
            }
            0 => format!("with `{word}` has no value; give it one"),
            many => format!("with `{word}` takes one value, and {many} came"),
        };
        return Some(Failure::new(shown, &filter.values.join(", "), &says));
    }
    filter.values.iter().find_map(|v| value(v, scalar, shown))
}

fn value(text: &str, scalar: &Scalar, shown: &str) -> Option<Failure> {
    let came = shorten(text);
    let says = match scalar {
        Scalar::Instant if !is_date(text) => {
            // The most common mistake: an offset of `+02:00` sent without encoding.
            let hint = if text.contains(' ') {
                "; in a query `+` is a space, so write `%2B` for it"
            } else {
                ""
            };
            format!(
                "is `{came}`, which is no date; write RFC 3339, as `2026-03-02T10:00:00Z`, \
                 or a plain date, as `2026-03-02`{hint}"
            )
        }
        Scalar::Duration if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) => {
            format!("is `{came}`; write whole seconds, as `90`")
        }
        Scalar::Number if Number::parse(text).is_none() => {
            format!("is `{came}`, which is no number")
        }
        Scalar::Boolean if !matches!(text, "true" | "false") => {
            format!("is `{came}`; write `true` or `false`")
        }
        _ => return None,
    };
    Some(Failure::new(shown, text, &says))
}

/// True if a text is an RFC 3339 time with its offset, or a plain date.
fn is_date(text: &str) -> bool {
    if text.len() == 10 {
        return has_shape(text, &[(4, b'-'), (7, b'-')])
            && text.parse::<jiff::civil::Date>().is_ok();
    }
    is_instant(text)
}

/// True if a text is an RFC 3339 time with its offset.
pub(crate) fn is_instant(text: &str) -> bool {
    // A caller may write fewer forms than a vendor, so the language's reader is not used. The
    // library decides, and the forms that it accepts beyond RFC 3339 (basic forms, missing seconds,
    // zone names in brackets) are refused first.
    has_shape(text, &[(4, b'-'), (7, b'-'), (13, b':'), (16, b':')])
        && !text.contains('[')
        && text.parse::<jiff::Timestamp>().is_ok()
}

fn has_shape(text: &str, marks: &[(usize, u8)]) -> bool {
    let bytes = text.as_bytes();
    marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark))
}

/// The fault of a field that the model does not sort by.
pub(super) fn sort(field: &str, model: &Model) -> Option<Failure> {
    if model.sortable.iter().any(|name| name == field) {
        return None;
    }
    let says = format!(
        "names `{}`, which is not sorted by; sort by one of: {}",
        shorten(field),
        model.sortable.join(", ")
    );
    Some(Failure::new("sort_by", field, &says).allowing(&model.sortable))
}

/// A direction's word.
pub(super) fn direction(word: &str, shown: &str) -> Result<Direction, Failure> {
    [Direction::Asc, Direction::Desc]
        .into_iter()
        .find(|d| d.word() == word)
        .ok_or_else(|| {
            let says = format!("is `{}`; write `asc` or `desc`", shorten(word));
            Failure::new(shown, word, &says).allowing(["asc", "desc"])
        })
}

/// The fault of a key that is not a single value of the record.
pub(super) fn key_by(key: &str, model: &Model, names: Names) -> Option<Failure> {
    let allowed = keys(model);
    if allowed.iter().any(|name| name == key) {
        return None;
    }
    let says = match model.field(key) {
        Some(_) => format!(
            "is `{}`, which is not one value of the record",
            shorten(key)
        ),
        None => format!("is `{}`, which is no field", shorten(key)),
    };
    let guess = nearest(key, &allowed);
    let next = guess.map_or_else(
        || format!("name one of: {}", allowed.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Some(Failure::new(names.key_by, key, &format!("{says}; {next}")).allowing(allowed))
}

/// The dotted names of the fields that hold one value per record.
fn keys(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for field in &model.fields {
        match &field.kind {
            Kind::Scalar(_) => names.push(field.name.clone()),
            Kind::Object(members) => {
                names.extend(members.iter().map(|m| format!("{}.{}", field.name, m.name)));
            }
            Kind::List(_) | Kind::Values(_) => {}
        }
    }
    names
}

pub(super) fn bad_limit(came: &str) -> Failure {
    let says = format!("is `{}`; write a whole number, 1 or more", shorten(came));
    Failure::new("limit", came, &says)
}

/// The parameters of the model as a caller writes them.
pub(super) fn known(model: &Model) -> Vec<String> {
    let names = model.filterable_names();
    names.iter().map(|name| bracketed(name)).collect()
}

/// The fault of an unknown parameter, with the nearest known name.
pub(super) fn unknown(parameter: &str, came: &str, known: &[String]) -> Failure {
    // The name before the brackets is compared too: `colur` for `colour[id]`.
    let bases = known
        .iter()
        .filter_map(|name| Some(name.split_once('[')?.0));
    let words: Vec<&str> = known.iter().map(String::as_str).chain(bases).collect();
    let dotted = bracketed(parameter);
    let guess = known
        .iter()
        .find(|name| **name == dotted)
        .map(String::as_str)
        .or_else(|| nearest(parameter, &words));
    let next = guess.map_or_else(
        || "leave it out, or take one of those allowed".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    let says = format!("is no parameter; {next}");
    Failure::new(parameter, came, &says).allowing(known)
}
