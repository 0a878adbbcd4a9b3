//! A grammar's comparisons hold every value, and no two of them read alike.
//!
//! ```text
//! in: "{{ column }} in {{ value }}"        of several values, the first alone
//! operators: { gt: ">", gte: ">" }         a record at the bound is lost
//! ```

use super::checking::Checking;
use super::grammar_holes::{is_misnamed, place_of_form};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::Template;
use crate::expr::template::Part;
use crate::mapping::{Clause, Comparison, Goes, Grammar, Route};
use crate::model::Operator;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut seen: Vec<&Pointer> = Vec::new();
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let Some(grammar) = &route.grammar else {
            continue;
        };
        // A grammar that has a name stands as one word in the file.
        if seen.contains(&&grammar.pointer)
            || !checking.has(&grammar.pointer.key("write"))
                && !checking.has(&grammar.pointer.key("eq"))
        {
            continue;
        }
        seen.push(&grammar.pointer);
        for operator in Operator::ALL {
            found.extend(
                first_alone(checking, grammar, operator)
                    .or_else(|| alike(checking, grammar, operator))
                    .or_else(|| wordless(checking, grammar, operator))
                    .or_else(|| exact(checking, grammar, operator)),
            );
        }
    }
    for (_, route) in checking.routes() {
        found.extend(no_column(checking, route));
    }
    found
}

/// A form that compares every column alike.
fn no_column(checking: &Checking<'_>, route: &Route) -> Option<Diagnostic> {
    let grammar = route.grammar.as_ref()?;
    let sendings = route.parameters.values().flat_map(|own| &own.sendings);
    let of_filters = sendings.filter_map(|sending| match &sending.goes {
        Goes::Clauses(all) => Some((sending.operator, all)),
        _ => None,
    });
    let of_filters = of_filters.flat_map(|(operator, all)| {
        let columns = all.iter().filter_map(|clause| match clause {
            Clause::Column(column) => Some(column.as_str()),
            Clause::Own(_) => None,
        });
        columns.map(move |column| (operator, column))
    });
    let constants = route.clauses.iter();
    let constants = constants.map(|own| (own.operator, own.column.as_str()));
    // A form that names its one column by itself compares that one.
    let mut others = of_filters
        .chain(constants)
        .filter_map(|(operator, column)| {
            let one = grammar.of_each(operator);
            let form = grammar.form(operator).or_else(|| grammar.form(one));
            let (form, _) = form?;
            let named = form.reads("column") || form.holds_text(column);
            (!named).then_some((operator, one, column))
        });
    let (operator, one, column) = others.next()?;
    let forms = [operator, one].into_iter();
    let mut places = forms.filter_map(|operator| place_of_form(checking, grammar, operator));
    let place = places
        .next()
        .filter(|place| !is_misnamed(checking, place))?;
    let title = format!("the grammar writes `{}` without a column", operator.word());
    let text = format!("`{column}` would not be named");
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    Some(fault.with_help("write `{{ column }}` where the column stands"))
}

/// An operator that has no word, in a form that puts one in.
fn wordless(checking: &Checking<'_>, grammar: &Grammar, operator: Operator) -> Option<Diagnostic> {
    let (form, _) = grammar.form(operator)?;
    let ours = operator.word();
    // An empty word may be meant, as in `age:5` beside `age:>5`.
    let has_word = checking.has(&grammar.pointer.key("operators").key(ours));
    if has_word || !form.reads("operator") {
        return None;
    }
    let place = place_of_form(checking, grammar, operator)?;
    let title = format!("the grammar has no word for `{ours}`");
    let text = "nothing would stand where `operator` does";
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    Some(fault.with_help(format!("add it, as `operators: {{ {ours}: … }}`")))
}

/// `like` that is written by the vendor's `LIKE`, and without a wildcard: it finds the text alone.
fn exact(checking: &Checking<'_>, grammar: &Grammar, operator: Operator) -> Option<Diagnostic> {
    let (form, word) = grammar.form(operator)?;
    if operator != Operator::Like || grammar.and.is_none() {
        return None;
    }
    let Comparison::Text(template) = form else {
        return None;
    };
    let has_pattern = template.reads("pattern");
    if has_pattern && grammar.wildcard.is_some() || !has_pattern && has_own_wildcard(template) {
        return None;
    }
    let by_word = |text: &str| {
        let mut words = text.split(|sign: char| !sign.is_alphanumeric());
        words.any(|word| ["like", "ilike"].contains(&word.to_lowercase().as_str()))
    };
    let texts = template.parts().iter().filter_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Hole(_) => None,
    });
    let is_like = by_word(word) || texts.into_iter().any(by_word);
    if !is_like && grammar.wildcard.is_none() {
        return None;
    }
    let (title, help) = if has_pattern {
        (
            "`like` is written with a pattern, and the grammar has no `wildcard`",
            "add what stands for any text, as in `wildcard: { any: '%', these: '%_', by: '!' }`",
        )
    } else {
        (
            "`like` is written without `{{ pattern }}`",
            r#"add `like: "{{ column }} LIKE {{ pattern }}"` and a `wildcard` to the grammar, or leave `like` away: then the records are checked"#,
        )
    };
    let place = place(checking, grammar, operator);
    let text = "finds the text alone, and not what contains it";
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    Some(fault.with_help(help))
}

/// `LIKE %{{ value }}%`
fn has_own_wildcard(template: &Template) -> bool {
    let mut pairs = template.parts().windows(2);
    pairs.any(|pair| match pair {
        [Part::Text(text), Part::Hole(_)] => text.ends_with(['%', '*']),
        _ => false,
    })
}

/// The place of an operator's form, or of its word.
fn place(checking: &Checking<'_>, grammar: &Grammar, operator: Operator) -> Pointer {
    let own = grammar.pointer.key(operator.word());
    let word = grammar.pointer.key("operators").key(operator.word());
    let mut places = [own, word].into_iter();
    places
        .find(|place| checking.has(place))
        .unwrap_or_else(|| grammar.pointer.clone())
}

/// `in` and `nin` whose form has room for one value.
fn first_alone(
    checking: &Checking<'_>,
    grammar: &Grammar,
    operator: Operator,
) -> Option<Diagnostic> {
    let (form, _) = grammar.form(operator)?;
    if !operator.takes_many() || form.holds_many() {
        return None;
    }
    let word = operator.word();
    let title = format!("`{word}` is written with one value");
    let place = place(checking, grammar, operator);
    let text = "of several values, there is room for one";
    let told = checking.error(Code::NotInGrammar, title, &place, At::Key, text);
    let each = if operator == Operator::In {
        "`or` between an `eq` for each"
    } else {
        "a `ne` for each"
    };
    Some(told.with_help(format!(
        "give `{word}` a form of its own in which `{{{{ values }}}}` stands for all; without one it is written as {each}"
    )))
}

/// Two operators with one text.
fn alike(checking: &Checking<'_>, grammar: &Grammar, operator: Operator) -> Option<Diagnostic> {
    let (form, word) = grammar.form(operator)?;
    let mut before = grammar
        .forms
        .iter()
        .take_while(|(known, ..)| *known != operator);
    let (other, ..) = before
        .find(|(_, own, own_word)| own == form && (own_word == word || !form.reads("operator")))?;
    let (ours, other) = (operator.word(), other.word());
    let title = format!("`{ours}` is written as `{other}` is");
    let place = place(checking, grammar, operator);
    let text = "the vendor cannot tell them apart";
    let told = checking.error(Code::NotInGrammar, title, &place, At::Key, text);
    Some(told.with_help(format!(
        "put `{{{{ operator }}}}` into `write`, give each its own word, or leave `{ours}` away: then the records are checked"
    )))
}
