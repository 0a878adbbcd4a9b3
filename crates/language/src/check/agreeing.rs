//! A filter's words and its field's agree: what is asked for is what the records then show.
//!
//! ```text
//! parameter  map: { call: PHONE }              asks for PHONE
//! field      map: { PHONE: call, SMS: call }   shows SMS as `call` too, which is not asked for
//! ```

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::{Case, Expression, Parameter, Pick, Route, Sending};
use crate::transform::{Transform, WordMap};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    checking.of_parameters(tell)
}

/// Why records that are asked for by a word do not show it.
enum Disagreement<'m> {
    /// What is asked for is shown as another word: `(call, PHONE, email)`.
    Crossed(&'m str, String, &'m str),
    /// More of the vendor's words are shown as that one: `(call, SMS)`.
    Missing(&'m str, &'m str),
    /// Our word goes out as it stands, and the vendor's is another: `(call, PHONE)`.
    Unmapped(&'m str, &'m str),
}

fn tell(
    checking: &Checking<'_>,
    (case, route, parameter): (&Case, &Route, &Parameter),
) -> Option<Diagnostic> {
    let goes =
        |sending: &Sending| !sending.loose && !route.places(parameter, sending.operator).is_empty();
    let templated = parameter.through.is_some() || parameter.checked;
    if templated || !parameter.sendings.iter().any(goes) {
        return None;
    }
    let field = checking.model.compared_field(&parameter.name)?;
    let all = case.fields.iter().flat_map(|field| field.expressions());
    let mut own = all.filter(|(name, _)| *name == field);
    let (expression, shown) = own.find_map(|(_, own)| Some((own, words_of(own)?)))?;
    let name = &parameter.name;
    let (title, text, help) = match disagreement(parameter, shown)? {
        Disagreement::Crossed(ours, theirs, other) => (
            format!("`{ours}` of `{name}` asks for `{theirs}`, which the field shows as `{other}`"),
            "the records that come are left out again, or are others",
            "let both maps say the same".to_owned(),
        ),
        Disagreement::Missing(ours, theirs) => (
            format!(
                "`{ours}` of `{name}` does not ask for `{theirs}`, which the field shows as `{ours}` too"
            ),
            "records would be missing",
            format!("name all of the vendor's words: `{ours}: […]`"),
        ),
        Disagreement::Unmapped(ours, theirs) => (
            format!("`{name}` asks for `{ours}` as it stands, and the records say `{theirs}`"),
            "the vendor would find none",
            format!("say its words: `map: {{ {ours}: {theirs}, … }}`, or `checked: true`"),
        ),
    };
    let key = parameter.pointer.key("map");
    let (place, at) = if checking.has(&key) {
        (key, At::Value)
    } else {
        (parameter.pointer.clone(), At::Key)
    };
    let told = checking.error(Code::OtherMeaning, title, &place, at, text);
    let label = checking
        .document
        .label(&expression.pointer, At::Value, "shows them so");
    Some(told.with_secondary(label).with_help(help))
}

/// How a field that is one value of the record maps its words.
fn words_of(expression: &Expression) -> Option<&WordMap> {
    let mut words = expression
        .transforms
        .iter()
        .filter_map(|transform| match transform {
            Transform::WordMap(words) => Some(words),
            _ => None,
        });
    let is_value = matches!(expression.pick, Pick::From(_)) && expression.lookup.is_none();
    words.next().filter(|_| is_value)
}

fn disagreement<'m>(parameter: &'m Parameter, shown: &'m WordMap) -> Option<Disagreement<'m>> {
    let Some(map) = &parameter.map else {
        if parameter.raw {
            return None;
        }
        let mut words = shown.words();
        let (theirs, ours) = words.find(|(_, ours)| shown.ours(ours) != Some(ours))?;
        return Some(Disagreement::Unmapped(ours, theirs));
    };
    map.keys().find_map(|ours| {
        let asked = || {
            parameter.words(ours).iter().map(|word| {
                word.as_text()
                    .map_or_else(|| word.to_string(), str::to_owned)
            })
        };
        let crossed = asked().find_map(|theirs| {
            let other = shown.ours(&theirs).filter(|other| other != ours)?;
            Some(Disagreement::Crossed(ours, theirs, other))
        });
        // A vendor may have other words in its filter than in its records.
        let is_known = asked().any(|theirs| shown.knows(&theirs));
        let mut others = shown.words().filter(|(theirs, word)| {
            let is_asked = asked()
                .any(|asked| shown.ours(&asked).is_some() && asked.eq_ignore_ascii_case(theirs));
            is_known && word == ours && !is_asked
        });
        crossed.or_else(|| {
            others
                .next()
                .map(|(theirs, _)| Disagreement::Missing(ours, theirs))
        })
    })
}
