//! A grammar's comparisons hold every value, and no two of them read alike.
//!
//! ```text
//! in: "{{ column }} in {{ value }}"        of several values, the first alone
//! operators: { gt: ">", gte: ">" }         a record at the bound is lost
//! ```

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::Grammar;
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
                    .or_else(|| alike(checking, grammar, operator)),
            );
        }
    }
    found
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
