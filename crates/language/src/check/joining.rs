//! How a mapping's own grammar joins and lists: what stands around clauses holds them, and no two of its words
//! are alike.
//!
//! ```text
//! around: "( )"                            every filter would be lost
//! and: " AND ", or: " AND "                the vendor cannot tell them apart
//! directions: { asc: asc, desc: asc }      one of them would come the other way round
//! ```

use super::checking::Checking;
use super::grammar_holes::{braced, is_own};
use super::lost::is_clause;
use super::sorting::same_directions;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::{Grammar, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, route) in checking.routes() {
        let Some(grammar) = &route.grammar else {
            continue;
        };
        if !is_own(checking, grammar) {
            continue;
        }
        found.extend(around(checking, grammar));
        found.extend(or(checking, grammar));
        found.extend(same_directions(
            checking,
            &grammar.pointer.key("directions"),
        ));
        found.extend(at_most(checking, route, grammar));
        found.extend(quote(checking, grammar));
    }
    found
}

/// What stands around the clauses, without them.
fn around(checking: &Checking<'_>, grammar: &Grammar) -> Option<Diagnostic> {
    let around = grammar.around.as_ref()?;
    let place = grammar.pointer.key("around");
    // A hole of another name, or of another format, is told as that.
    let told = around.holes().next().is_some() || braced(around.text(), &["clauses"]).is_some();
    if around.reads("clauses") || told || !checking.has(&place) {
        return None;
    }
    let title = "`around` does not hold the clauses";
    let text = "of two clauses or more, this alone would be sent";
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    Some(fault.with_help("write `{{ clauses }}` where they stand, as in `({{ clauses }})`"))
}

/// One word for both ways to join.
fn or(checking: &Checking<'_>, grammar: &Grammar) -> Option<Diagnostic> {
    let (and, or) = (grammar.and.as_ref()?, grammar.or.as_ref()?);
    if !and.trim().eq_ignore_ascii_case(or.trim()) {
        return None;
    }
    let place = grammar.pointer.key("or");
    let title = "`or` is written as `and` is";
    let text = "the vendor cannot tell them apart";
    let fault = checking.error(Code::NotInGrammar, title, &place, At::Value, text);
    let label = checking
        .document
        .label(&grammar.pointer.key("and"), At::Value, "all must hold");
    let help = "write the vendor's word, or leave `or` away: then there are no alternatives";
    Some(fault.with_secondary(label).with_help(help))
}

/// Room for as many clauses as always stand there.
fn at_most(checking: &Checking<'_>, route: &Route, grammar: &Grammar) -> Option<Diagnostic> {
    let most = grammar.at_most?;
    let first = route.clauses.first()?;
    if route.clauses.len() < most || !route.parameters.values().any(is_clause) {
        return None;
    }
    let place = grammar.pointer.key("at_most");
    let title = format!("the constants leave no room in a query text of {most}");
    let text = "no filter is ever sent";
    let fault = checking.warning(Code::NoEffect, title, &place, At::Value, text);
    let always = checking
        .document
        .label(&first.pointer, At::Key, "always stands there");
    let help = "count the constants in: a higher number, or fewer of them";
    Some(fault.with_secondary(always).with_help(help))
}

/// A quote that is written twice: it is put before and after each text by itself.
fn quote(checking: &Checking<'_>, grammar: &Grammar) -> Option<Diagnostic> {
    let quote = grammar.quote.as_str();
    let sign = quote.chars().next()?;
    let is_pair = quote.chars().count() == 2 && quote.chars().all(|one| one == sign);
    if !is_pair || !"'\"`".contains(sign) {
        return None;
    }
    let place: Pointer = grammar.pointer.key("quote");
    let title = format!("each text stands in two pairs of quotes, as `{quote}a{quote}`");
    let text = "put before each text, and after it";
    let fault = checking.warning(Code::OtherMeaning, title, &place, At::Value, text);
    Some(fault.with_help(format!("write one: `{sign}`")))
}
