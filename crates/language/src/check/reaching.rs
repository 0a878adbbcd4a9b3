//! An `or` in a text that is joined with others reaches beyond it, unless it stands in brackets.
//!
//! ```text
//! clause: "o = {{ value }} OR p = {{ value }}"   o = 5 OR p = 5 AND c = 6: the second filter is lost on `o`
//! send: { q: "{{ clauses }} OR pinned = 1" }     what is pinned comes whatever is asked
//! ```

use super::checking::Checking;
use super::grammar_holes::place_of_form;
use super::own_holes::text_node;
use super::sent::without_holes;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::expr::Template;
use crate::mapping::{Clause, Comparison, Goes, Grammar, Parameter};
use crate::model::Operator;
use std::ops::Range;

/// What becomes of records where an `or` is not held together.
const LOOSE: &str = "what is joined to it by `and` counts for one side alone";

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let or = route.grammar.as_ref().and_then(|own| own.or.as_deref());
        for (template, place) in route.templates() {
            found.extend(around(checking, template, place, or));
        }
        let Some(grammar) = route.grammar.as_ref().filter(|own| own.and.is_some()) else {
            continue;
        };
        found.extend(of_grammar(checking, grammar));
        for parameter in route.parameters.values() {
            found.extend(of_clauses(checking, parameter, or));
        }
        if let Some(template) = &grammar.around {
            let place = grammar.pointer.key("around");
            found.extend(around(checking, template, &place, or));
        }
    }
    found
}

/// An alternative to the clauses as a whole.
fn around(
    checking: &Checking<'_>,
    template: &Template,
    place: &Pointer,
    or: Option<&str>,
) -> Option<Diagnostic> {
    let mut holes = template.holes();
    let hole = holes.find(|hole| hole.names.iter().any(|name| name.as_slice() == ["clauses"]))?;
    if !checking.has(place) {
        return None;
    }
    let (range, word) = loose_or(template.text(), or, Some(hole.span.start))?;
    let title = format!("`{word}` reaches beyond the clauses");
    let text = "records come that no filter lets in";
    let label = checking.document.label_in(place, range, text);
    let fault = Diagnostic::warning(Code::OtherMeaning, title, label);
    Some(fault.with_help(
        "leave it away, or put brackets around the alternatives that all records may have, without the clauses",
    ))
}

/// A comparison of the grammar with an `or` that nothing holds together.
fn of_grammar(checking: &Checking<'_>, grammar: &Grammar) -> Vec<Diagnostic> {
    let or = grammar.or.as_deref();
    let told = grammar.forms.iter().filter_map(|(operator, form, _)| {
        let Comparison::Text(template) = form else {
            return None;
        };
        let place = place_of_form(checking, grammar, *operator)?;
        let (range, word) = loose_or(template.text(), or, None)?;
        let title = format!("`{word}` reaches beyond this clause");
        let label = checking.document.label_in(&place, range, LOOSE);
        let fault = Diagnostic::warning(Code::OtherMeaning, title, label);
        Some(fault.with_help(format!("put brackets around it: `({})`", template.text())))
    });
    told.collect()
}

/// A clause of a filter's own.
fn of_clauses(
    checking: &Checking<'_>,
    parameter: &Parameter,
    or: Option<&str>,
) -> Option<Diagnostic> {
    let loose = parameter.sendings.iter().find_map(|sending| {
        let Goes::Clauses(all) = &sending.goes else {
            return None;
        };
        // Several stand in brackets by themselves, with `or` between.
        let unequal = matches!(sending.operator, Operator::Ne | Operator::Nin);
        if all.len() > 1 && !unequal {
            return None;
        }
        all.iter().find_map(|clause| match clause {
            Clause::Own(Comparison::Text(template)) => {
                let (range, word) = loose_or(template.text(), or, None)?;
                Some((template, range, word))
            }
            _ => None,
        })
    });
    let (template, range, word) = loose?;
    let place = text_node(checking, &parameter.pointer, template.text())?;
    let title = format!("`{word}` reaches beyond this clause");
    let label = checking.document.label_in(&place, range, LOOSE);
    let fault = Diagnostic::warning(Code::OtherMeaning, title, label);
    Some(fault.with_help(format!(
        "name each column in a list, `clause: [a, b]`, or put brackets around it: `({})`",
        template.text()
    )))
}

/// The first `or` outside of quotes whose brackets all hold the byte `target` too; without a target, one outside
/// of all brackets.
fn loose_or(text: &str, or: Option<&str>, target: Option<usize>) -> Option<(Range<usize>, String)> {
    let plain = without_holes(text);
    let mut open: Vec<usize> = Vec::new();
    let mut quote = None;
    let mut at_target: Option<Vec<usize>> = target.is_none().then(Vec::new);
    let mut found: Vec<(Range<usize>, Vec<usize>)> = Vec::new();
    for (at, sign) in plain.char_indices() {
        if target.is_some_and(|target| target <= at) && at_target.is_none() {
            at_target = Some(open.clone());
        }
        match (quote, sign) {
            (Some(own), _) => quote = (own != sign).then_some(own),
            (None, '\'' | '"' | '`') => quote = Some(sign),
            (None, '(' | '[' | '{') => open.push(at),
            (None, ')' | ']' | '}') => _ = open.pop(),
            (None, _) => {
                let length = or_at(&plain, at, or);
                found.extend(length.map(|length| (at..at.saturating_add(length), open.clone())));
            }
        }
    }
    let holds = at_target?;
    let mut loose = found.into_iter();
    let (range, _) = loose.find(|(_, own)| holds.starts_with(own))?;
    let word = text.get(range.clone())?.to_owned();
    Some((range, word))
}

/// The length of an `or` that begins at a byte.
fn or_at(text: &str, at: usize, or: Option<&str>) -> Option<usize> {
    let (before, rest) = text.split_at_checked(at)?;
    let own = or.map(str::trim).filter(|own| !own.is_empty());
    let mut words = ["||", "or"].into_iter().chain(own);
    let is_part = |sign: char| sign.is_alphanumeric() || "_-./$".contains(sign);
    words.find_map(|word| {
        let (begin, behind) = rest.split_at_checked(word.len())?;
        let by_letters = word.chars().all(char::is_alphanumeric);
        let alone = !by_letters || !before.ends_with(is_part) && !behind.starts_with(is_part);
        (begin.eq_ignore_ascii_case(word) && alone).then_some(word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::loose_or;

    #[test]
    fn an_or_outside_of_brackets_is_loose() {
        let word = |text: &str| loose_or(text, Some(","), None).map(|(_, word)| word);
        for (text, loose) in [
            ("a = 1 OR b = 2", Some("OR")),
            ("a = 1 or b = 2", Some("or")),
            ("a || b", Some("||")),
            ("a==1,b==2", Some(",")),
            ("(a = 1 OR b = 2)", None),
            ("x in (1,2)", None),
            ("a = 'x OR y'", None),
            ("order by author_or_owner", None),
            ("a = {{ value | default('or') }}", None),
        ] {
            assert_eq!(word(text).as_deref(), loose, "{text}");
        }
    }

    #[test]
    fn it_counts_beside_what_it_would_loosen() {
        let loose = |text: &str| {
            let hole = text.find("{{").unwrap();
            loose_or(text, None, Some(hole)).is_some()
        };
        assert!(loose("{{ clauses }} OR pinned = 1"));
        assert!(loose("({{ clauses }}) OR pinned = 1"));
        assert!(loose("({{ clauses }} OR pinned = 1)"));
        assert!(!loose("(a = 1 OR b = 2) AND {{ clauses }}"));
    }
}
