//! JMESPath that authors write as if it were another language: `"x"` is a name and not a text, and
//! there is no `record`.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, Edit, Help};
use crate::expr::path::Step;
use crate::mapping::{Expression, Pick};
use std::ops::Range;

/// Names of scopes elsewhere in the language.
const SCOPES: [&str; 4] = ["record", "query", "context", "page"];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for case in &checking.mapping.cases {
        let members: Vec<&str> = case
            .paths_read()
            .into_iter()
            .filter_map(|path| match path.prefix().first() {
                Some(Step::Name(name)) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for field in &case.fields {
            for (_, expression) in field.expressions() {
                of_expression(checking, expression, &members, &mut found);
            }
        }
    }
    found
}

fn of_expression(
    checking: &Checking<'_>,
    expression: &Expression,
    members: &[&str],
    found: &mut Vec<Diagnostic>,
) {
    if let Pick::Compute(compute) = &expression.pick {
        let text = compute.text();
        let place = expression.pointer.key("compute");
        for (range, name) in quoted_names(text) {
            let title = format!("`\"{name}\"` is the name of a member here");
            let label = checking.document.label_in(&place, range, "no text");
            let text = format!("'{name}'");
            let help = Help::from(format!("a text stands between single quotes: `{text}`"));
            let help = help.value(&text);
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        }
        for name in compute.names().unwrap_or_default() {
            let scope = SCOPES.contains(&name.as_str()) && !members.contains(&name.as_str());
            let Some(at) = text.find(&format!("{name}.")).filter(|_| scope) else {
                continue;
            };
            let title = format!("`{name}` is a member of the value here");
            let label =
                checking
                    .document
                    .label_in(&place, at..at + name.len(), "no name of its own");
            let help = if name == "record" {
                let scope = checking
                    .document
                    .label_in(&place, at..at + name.len() + 1, "");
                let scope = Some(scope.span).filter(|span| label.source.slice(span) == "record.");
                let edits = scope.map(|span| Edit::new(span, "")).into_iter().collect();
                Help::from("`compute` starts at the record: take `record.` away").edits(edits)
            } else {
                "`compute` reads the record alone; `query: name` gives what the caller gave".into()
            };
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        }
    }
    for part in expression.parts() {
        of_expression(checking, part, members, found);
    }
}

/// The names in double quotes that stand where a text is meant: after a comparison, or as an
/// argument of a function. Names that need the quotes are left out.
fn quoted_names(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut rest = text.char_indices();
    let mut open: Option<(char, usize)> = None;
    while let Some((at, c)) = rest.next() {
        match open {
            Some(_) if c == '\\' => {
                rest.next();
            }
            Some((quote, start)) if c == quote => {
                open = None;
                if quote != '"' {
                    continue;
                }
                let end = at.saturating_add(1);
                let before = text.get(..start).unwrap_or_default().trim_end();
                let after = text.get(end..).unwrap_or_default().trim_start();
                let name = text.get(start.saturating_add(1)..at).unwrap_or_default();
                if is_meant_as_text(before, name, after) {
                    found.push((start..end, name.to_owned()));
                }
            }
            None if matches!(c, '"' | '\'' | '`') => open = Some((c, at)),
            Some(_) | None => {}
        }
    }
    found
}

fn is_meant_as_text(before: &str, name: &str, after: &str) -> bool {
    // a step of a longer name, or the key of an object
    if before.ends_with('.') || after.starts_with(['.', '[', ':']) {
        return false;
    }
    let compared = ["==", "!=", "<=", ">=", "<", ">"];
    if compared.iter().any(|sign| before.ends_with(sign)) {
        return true;
    }
    let argument = before.ends_with(['(', ',']);
    let is_separator = !name.contains(char::is_alphanumeric);
    let needless = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    argument && (is_separator || needless) || before.ends_with("||")
}

#[cfg(test)]
mod tests {
    use super::quoted_names;

    #[test]
    fn names_that_are_meant_as_texts() {
        for (text, names) in [
            ("join(\" - \", [a, b])", vec![" - "]),
            ("users[?role == \"owner\"].id | [0]", vec!["owner"]),
            ("contains(\"x\", 'y')", vec!["x"]),
            ("a || \"none\"", vec!["none"]),
            ("\"Call Type\" == 'x'", vec![]),
            ("not_null(\"Call Type\", a)", vec![]),
            ("{\"a\": b}", vec![]),
            ("a.\"b c\"", vec![]),
            ("'say \"x\"'", vec![]),
        ] {
            let found: Vec<String> = quoted_names(text).into_iter().map(|(_, n)| n).collect();
            assert_eq!(found, names, "{text}");
        }
    }
}
