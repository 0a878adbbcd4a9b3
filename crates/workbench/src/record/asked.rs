//! What the caller asked → the same without anything of a person: each text of a filter is replaced as
//! the member of this name is in the replies. What filters nothing, and our own words, stay.

use super::redact::Redactor;
use touchpoint_contract::PARAMETERS;
use touchpoint_language::model::{Model, Operator, Scalar};

/// A query text with texts replaced.
pub(super) fn redacted(query: &str, model: &Model, redactor: &mut Redactor) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        out.append_pair(&name, &asked(&name, &value, model, redactor));
    }
    let written = out.finish();
    // Brackets read better as they are.
    written
        .replace("%5B", "[")
        .replace("%5D", "]")
        .replace("%3A", ":")
        .replace("%2C", ",")
}

fn asked(name: &str, value: &str, model: &Model, redactor: &mut Redactor) -> String {
    let mut steps: Vec<&str> = name
        .split(['[', ']', '.'])
        .filter(|step| !step.is_empty())
        .collect();
    let first = steps.first().copied().unwrap_or_default();
    let is_own = PARAMETERS.iter().any(|own| own.name == first) && steps.len() == 1;
    if is_own && !value.contains('@') {
        return redactor.known(value);
    }
    let operator = steps.last().and_then(|word| Operator::from_word(word));
    if operator.is_some() {
        steps.pop();
    }
    let scalar = model.filterable(&steps.join("."));
    if let Some(Scalar::Word(words)) = scalar
        && value
            .split(',')
            .all(|one| words.iter().any(|word| word == one))
    {
        return value.to_owned();
    }
    let last = steps.pop().unwrap_or_default();
    let above = steps.pop().unwrap_or_default();
    if operator.is_some_and(Operator::takes_many) {
        let each = value.split(',').map(|one| redactor.text(above, last, one));
        return each.collect::<Vec<_>>().join(",");
    }
    redactor.text(above, last, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::engagement_model;

    #[test]
    fn texts_and_people_are_replaced_and_words_ids_and_times_stay() {
        let mut redactor = Redactor::new(["Demo".to_owned()].into(), "", Vec::new());
        let mut came = |query: &str| redacted(query, &engagement_model(), &mut redactor);
        assert_eq!(came("subject=Maria Keller"), "subject=Text+1");
        assert_eq!(came("subject[like]=keller"), "subject[like]=Text+2");
        assert_eq!(came("subject=Demo"), "subject=Demo");
        assert_eq!(
            came("subject[in]=Maria Keller,Demo"),
            "subject[in]=Text+1,Demo"
        );
        assert_eq!(came("content=hello&limit=2"), "content=Text+3&limit=2");
        let stays = "engagement_type=call&owner[id][in]=9,a8F&created_at[gt]=2026-03-02T10:00:00Z&sort_by[start_time]=asc";
        assert_eq!(came(stays), stays);
    }
}
