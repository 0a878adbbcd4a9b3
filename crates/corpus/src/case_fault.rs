//! A `case.yaml` that cannot be read → what is wrong with it: the place, what is there, what was meant.

use crate::fault::LineFault;
use std::sync::Arc;
use touchpoint_language::diagnostic::{Severity, help_for};
use touchpoint_language::document::{At, Document, Kind, Node, Pointer, parse};
use touchpoint_language::json::Json;
use touchpoint_language::source::SourceFile;

/// The keys, and what each of them is.
const KEYS: [(&str, &str); 4] = [
    ("about", "one sentence that says what the case shows"),
    ("query", "what the caller asks, as one text: \"limit=2\""),
    (
        "context",
        "the account's variables, each a text: { domain: acme }",
    ),
    ("sandbox", "`true` or `false`"),
];

/// The first thing that is wrong with the text of a `case.yaml`; `None` where nothing is found.
pub(crate) fn wrong(text: &str) -> Option<LineFault> {
    let (document, told) = parse(Arc::new(SourceFile::new("case.yaml", text)));
    let told = told
        .into_iter()
        .find(|told| told.severity == Severity::Error);
    if let Some(told) = told {
        let (line, _) = told.primary.source.line_column(told.primary.span.start);
        let help = told
            .help
            .map(|help| format!("; {help}"))
            .unwrap_or_default();
        return Some(LineFault::at(line, format!("{}{help}", told.title)));
    }
    let top = Pointer::new();
    let Some(root) = document
        .root
        .as_ref()
        .filter(|root| matches!(root.kind, Kind::Map(_)))
    else {
        let found = document.root.as_ref().map_or("nothing", what);
        return Some(LineFault::at(
            1,
            format!("here is {found}; a case begins with `about: …`"),
        ));
    };
    for entry in root.entries() {
        let place = top.key(entry.key.as_str());
        let Some((key, is)) = KEYS.iter().find(|(key, _)| *key == entry.key) else {
            let keys = KEYS.map(|(key, _)| key);
            let help = help_for(&entry.key, &keys).map(|help| format!("; {help}"));
            let message = format!(
                "`{}` is no key of a case{}",
                entry.key,
                help.unwrap_or_default()
            );
            return Some(LineFault::at(line(&document, &place, At::Key), message));
        };
        let odd = match (*key, &entry.node.kind) {
            ("context", Kind::Map(variables)) => variables
                .iter()
                .find(|one| !is_text(&one.node))
                .map(|one| (place.key(one.key.as_str()), &one.node)),
            ("sandbox", Kind::Scalar { value }) if value.as_bool().is_some() => None,
            ("about" | "query", Kind::Scalar { .. }) if is_text(&entry.node) => None,
            _ => Some((place, &entry.node)),
        };
        if let Some((place, node)) = odd {
            let message = format!("`{key}` is {is}; here is {}", what(node));
            return Some(LineFault::at(line(&document, &place, At::Value), message));
        }
    }
    let lacks = document.get(&top.key("about")).is_none();
    lacks.then(|| {
        let (about, is) = KEYS[0];
        LineFault::at(1, format!("`{about}` is missing: {is}"))
    })
}

fn line(document: &Document, place: &Pointer, at: At) -> usize {
    document
        .source
        .line_column(document.locate(place, at).start)
        .0
}

fn is_text(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar { value } if value.is_string())
}

fn what(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Map(_) => "a map",
        Kind::List(_) => "a list",
        Kind::Scalar { value } => match value {
            Json::Null => "nothing",
            Json::Bool(_) => "`true` or `false`",
            Json::Number(_) => "a number; put quotes around it",
            _ => "a text",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn each_fault_says_where_what_and_the_next_step() {
        for (text, line, words) in [
            (
                "abuot: x\n",
                1,
                "`abuot` is no key of a case; did you mean `about`?",
            ),
            ("about: x\nquery: { limit: 2 }\n", 2, "here is a map"),
            (
                "about: x\ncontext:\n  a: 1\n  b: 2\n",
                3,
                "here is a number; put quotes around it",
            ),
            (
                "about: x\nsandbox: maybe\n",
                2,
                "`true` or `false`; here is a text",
            ),
            ("query: a=1\n", 1, "`about` is missing"),
            ("a sentence\n", 1, "a case begins with `about: …`"),
            ("", 1, "here is nothing"),
            ("about: [\n", 1, ""),
        ] {
            let fault = wrong(text).unwrap_or_else(|| panic!("{text}"));
            assert!(fault.message.contains(words), "{text}: {}", fault.message);
            assert!(
                text == "about: [\n" || fault.line == Some(line),
                "{text}: {fault:?}"
            );
            let library = ["expected", "struct", "invalid type"];
            assert!(
                !library.iter().any(|word| fault.message.contains(word)),
                "{}",
                fault.message
            );
        }
        assert_eq!(
            wrong("about: x\nquery: a=1\ncontext: { a: b }\nsandbox: true\n"),
            None
        );
    }
}
