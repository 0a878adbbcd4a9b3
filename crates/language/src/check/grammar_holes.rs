//! The texts of a mapping's own grammar, and of a sort: each hole names what exists there and changes nothing of
//! it, and what looks like a hole is one.
//!
//! ```text
//! write:  "{{ column }}={{ valeu }}"               M206
//! around: "AND({clauses})"                         M210
//! in:     "{{ column }} in ({{ values | first }})" M433
//! ```

use super::checking::Checking;
use super::holes::{UNCHANGED, changing};
use super::in_hole::{AROUND, CHILD, COMPARISON, OF_LIKE, SORT};
use super::sent::{enclosed, without_holes};
use super::walk::{last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Help, help_for};
use crate::document::{At, Pointer, Step};
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::{Body, Comparison, Grammar, Parts};
use crate::model::Operator;
use std::ops::Range;

/// A text of a grammar or a sort, with its place and the names that exist there.
struct Text<'g> {
    template: &'g Template,
    place: Pointer,
    names: &'static [&'static str],
}

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: Vec<&Pointer> = Vec::new();
    for (_, route) in checking.routes() {
        let of_sort = route.sort.iter().flat_map(|sort| of_sort(&sort.parts));
        for text in of_sort.filter(|text| checking.has(&text.place)) {
            found.extend(text.judge(checking, false));
        }
        let Some(grammar) = &route.grammar else {
            continue;
        };
        if seen.contains(&&grammar.pointer) {
            continue;
        }
        seen.push(&grammar.pointer);
        for text in texts(checking, grammar) {
            found.extend(text.judge(checking, grammar.and.is_some()));
        }
        words(checking, grammar, &mut found);
    }
    found
}

/// The key of the grammar that says how an operator is written: none in a grammar that has a name.
pub(super) fn place_of_form(
    checking: &Checking<'_>,
    grammar: &Grammar,
    operator: Operator,
) -> Option<Pointer> {
    let mut keys = [operator.word(), "write"].into_iter();
    let place = keys.find_map(|key| {
        let place = grammar.pointer.key(key);
        checking.has(&place).then_some(place)
    });
    place.filter(|_| is_own(checking, grammar))
}

/// True if a form names what no comparison has: it is told as that.
pub(super) fn is_misnamed(checking: &Checking<'_>, form: &Pointer) -> bool {
    let text = checking.document.get(form).and_then(|node| node.as_text());
    let Some(Ok(template)) = text.map(Template::parse) else {
        return false;
    };
    let mut names = template.names().filter_map(|name| name.first());
    names.any(|name| name != "context" && !OF_LIKE.contains(&name.as_str()))
}

/// True if the grammar stands in the mapping as data.
pub(super) fn is_own(checking: &Checking<'_>, grammar: &Grammar) -> bool {
    let node = checking.document.get(&grammar.pointer);
    node.is_some_and(|node| !node.entries().is_empty()) && !lies_below(&grammar.pointer, "soql")
}

/// Every text with holes.
fn texts<'g>(checking: &Checking<'_>, grammar: &'g Grammar) -> Vec<Text<'g>> {
    let mut all = Vec::new();
    for (operator, form, _) in &grammar.forms {
        let Some(place) = place_of_form(checking, grammar, *operator) else {
            continue;
        };
        // Only a text has wildcards.
        let is_like = *operator == Operator::Like && grammar.and.is_some();
        let names = if is_like {
            &OF_LIKE[..]
        } else {
            &COMPARISON[..]
        };
        let templates = match form {
            Comparison::Text(template) => vec![(template, place)],
            Comparison::Json(body) => {
                let templates = body.templates().into_iter();
                templates
                    .map(|(template, place)| (template, place.clone()))
                    .collect()
            }
        };
        all.extend(templates.into_iter().map(|(template, place)| Text {
            template,
            place,
            names,
        }));
    }
    let others = [
        (&grammar.around, "around", &AROUND[..]),
        (&grammar.child, "child", &CHILD[..]),
    ];
    all.extend(others.into_iter().filter_map(|(template, key, names)| {
        Some(Text {
            template: template.as_ref()?,
            place: grammar.pointer.key(key),
            names,
        })
    }));
    all.retain(|text| checking.has(&text.place));
    all
}

/// The values of what a sort adds.
fn of_sort(parts: &Parts) -> Vec<Text<'_>> {
    let values = parts.send.iter().map(|(_, value)| value);
    let bodies = values.chain(&parts.body).flat_map(Body::templates);
    let texts = bodies.map(|(template, place)| Text {
        template,
        place: place.clone(),
        names: &SORT[..],
    });
    texts.collect()
}

impl Text<'_> {
    /// `joins` says that the grammar makes a text, in which several values are joined already.
    fn judge(&self, checking: &Checking<'_>, joins: bool) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for hole in self.template.holes() {
            let unknown = self.unknown(checking, hole);
            found.extend(unknown.or_else(|| self.changed(checking, joins, hole)));
        }
        found.extend(self.single_brace(checking));
        found
    }

    fn unknown(&self, checking: &Checking<'_>, hole: &Hole) -> Option<Diagnostic> {
        let mut names = hole.names.iter().map(|name| name.join("."));
        let name = names.find(|name| !self.names.contains(&name.as_str()))?;
        let title = format!("`{name}` does not exist here");
        let (text, help) = if name == "pattern" {
            let text = "exists for `like` alone, in a grammar that has `and`";
            (text, Some(Help::write("value")))
        } else {
            ("nothing would stand there", help_for(&name, self.names))
        };
        let at = hole.expression.find(&name).unwrap_or_default();
        let start = hole.span.start.saturating_add(at);
        let range = start..start.saturating_add(name.len());
        let label = checking.document.label_in(&self.place, range, text);
        Some(Diagnostic::error(Code::NotInScope, title, label).with_help_if(help))
    }

    /// A hole that makes something else of what it reads.
    fn changed(&self, checking: &Checking<'_>, joins: bool, hole: &Hole) -> Option<Diagnostic> {
        let tell = |title: String, text: &str, help: &str| {
            let label = checking
                .document
                .label_in(&self.place, hole.span.clone(), text);
            Diagnostic::error(Code::ExpressionInHole, title, label).with_help(help)
        };
        if !hole.is_plain() {
            let title = "a value is computed inside a hole".to_owned();
            let help = "write one name, as in `{{ value }}`; what goes with it stands around it";
            return Some(tell(title, "more than one name and filters", help));
        }
        let name = hole.names.first()?.join(".");
        let mut filters = hole.filters();
        if let "value" | "pattern" | "values" = name.as_str() {
            let again = joins && name == "values";
            let again = || hole.filters().find(|filter| again && *filter == "join");
            let filter = changing(hole).or_else(again)?;
            let title = format!("`{filter}` changes the value that is sent");
            let text = "the vendor would be asked for another value";
            return Some(tell(title, text, UNCHANGED));
        }
        let is_sort = SORT.contains(&name.as_str());
        let filter = filters.find(|filter| match *filter {
            "default" | "string" => false,
            "lower" | "upper" => !is_sort,
            _ => true,
        })?;
        let title = format!("`{filter}` changes what `{name}` is");
        let help = format!("write `{{{{ {name} }}}}` alone: it stands here as the mapping has it");
        Some(tell(
            title,
            "the vendor would be asked something else",
            &help,
        ))
    }

    /// `{value}`, which is meant as a hole.
    fn single_brace(&self, checking: &Checking<'_>) -> Option<Diagnostic> {
        let text = self.template.text();
        let (range, name) = braced(text, self.names)?;
        let written = text.get(range.clone()).unwrap_or_default();
        let title = format!("`{written}` is sent as it stands");
        let label = checking
            .document
            .label_in(&self.place, range, "no place for a value");
        let help = Help::write(&format!("{{{{ {name} }}}}"));
        Some(Diagnostic::error(Code::LiteralHole, title, label).with_help(help))
    }
}

/// The first `{name}`, `${name}` or `#{name}` of a text, with the name.
pub(super) fn braced(text: &str, names: &[&str]) -> Option<(Range<usize>, String)> {
    let text = without_holes(text);
    let mut at = text.match_indices('{');
    at.find_map(|(at, _)| {
        let (range, name) = enclosed(text.get(at..)?, "{", "}")?;
        let name = name.trim();
        let before = text.get(..at)?.ends_with(['$', '#', '%']);
        let start = at.saturating_sub(usize::from(before));
        let is_name = names.contains(&name);
        is_name.then(|| (start..at.saturating_add(range.end), name.to_owned()))
    })
}

/// Words of the grammar, in which no template is filled in: `and`, `quote`, an operator's word.
fn words(checking: &Checking<'_>, grammar: &Grammar, found: &mut Vec<Diagnostic>) {
    if !is_own(checking, grammar) {
        return;
    }
    walk(checking.document, &grammar.pointer, &mut |place, node| {
        let steps = place.steps().get(grammar.pointer.steps().len()..);
        let key = steps.and_then(|steps| steps.first()).and_then(Step::as_key);
        let Some(key) = key else { return };
        let is_template = Operator::from_word(key).is_some()
            || ["write", "around", "child", "directions"].contains(&key);
        let Some(text) = node.as_text().filter(|text| text.contains("{{")) else {
            return;
        };
        if is_template {
            return;
        }
        let title = format!("`{text}` is sent as it stands");
        let at = "no template is filled in here";
        let fault = checking.error(Code::LiteralHole, title, place, At::Value, at);
        let help = match last_key(place) {
            "quote" => "write the quote alone: it is put before and after each text",
            "list" => "write what stands between two columns, as in `, `",
            "and" | "or" => "write what stands between two clauses, as in ` AND `",
            _ => "holes stand in `write`, in the form of an operator, in `around` and `child`",
        };
        found.push(fault.with_help(help));
    });
}
