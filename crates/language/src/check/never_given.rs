//! Conditions on what an account brings or a caller gives name values that can come.

use super::checking::Checking;
use super::conditions;
use crate::diagnostic::{Code, Diagnostic, Help, help_for};
use crate::document::{At, Pointer};
use crate::expr::condition::{Clause, Subject, Want, of_account};
use crate::json::Json;
use crate::model::Scalar;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let clauses = conditions::clauses(checking).into_iter();
    let told = clauses.filter_map(|(clause, place)| tell(checking, clause, &place));
    told.collect()
}

fn tell(checking: &Checking<'_>, clause: &Clause, place: &Pointer) -> Option<Diagnostic> {
    let (Subject::Parameter(name), Want::AnyOf(values)) = (&clause.subject, &clause.want) else {
        return None;
    };
    let place = place.key(name.as_str());
    let mut values = values.iter().enumerate();
    values.find_map(|(at, value)| {
        let item = place.index(at);
        let place = if checking.has(&item) { &item } else { &place };
        match of_account(name) {
            Some(variable) => no_such_value(checking, variable, value, place),
            None => no_boolean(checking, name, value, place),
        }
    })
}

/// A value that the variable's own pattern refuses.
fn no_such_value(
    checking: &Checking<'_>,
    variable: &str,
    value: &Json,
    place: &Pointer,
) -> Option<Diagnostic> {
    let mut declared = checking.mapping.context.iter().map(|own| &own.need);
    let need = declared.find(|need| need.name == variable)?;
    let pattern = need.pattern.as_ref()?;
    let text = value.as_text()?;
    if pattern.matches(text) || need.default.as_deref() == Some(text) {
        return None;
    }
    let title = format!("no account brings `{text}` as `{variable}`");
    let label = format!("its pattern is `{}`", pattern.text());
    let fault = checking.error(Code::NeverFits, title, place, At::Value, &label);
    let words: Vec<&str> = pattern.text().split('|').collect();
    let is_word = |word: &&str| {
        let mut letters = word.chars();
        letters.all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
    };
    let help = help_for(text, &words).filter(|_| words.iter().all(is_word));
    Some(
        fault.with_help(
            help.unwrap_or_else(|| "write a value that the pattern lets through".into()),
        ),
    )
}

/// `true` or `false` for what callers give as a text: given or not is said in words.
fn no_boolean(
    checking: &Checking<'_>,
    name: &str,
    value: &Json,
    place: &Pointer,
) -> Option<Diagnostic> {
    let Json::Bool(value) = value else {
        return None;
    };
    let scalar = checking.model.filterable(name)?;
    if *scalar == Scalar::Boolean {
        return None;
    }
    let title = format!("`{name}` is compared with the text `{value}`");
    let text = "no caller gives that";
    let fault = checking.error(Code::NeverFits, title, place, At::Value, text);
    Some(fault.with_help(Help::write(if *value { "given" } else { "absent" })))
}
