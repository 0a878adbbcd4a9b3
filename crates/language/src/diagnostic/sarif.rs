//! Diagnostics as a SARIF 2.1.0 log, for code-scanning services.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Code, Diagnostic, Label, Mend, Severity};
use crate::source::{SourceFile, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The page of the diagnostics.
const PAGE: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/main/docs/diagnostics.md"
);

/// What a relative URI cannot hold as it is.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One run with every code of the table as a rule.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let rules = Code::ALL.iter().map(|code| {
        json!({
            "id": code.as_str(),
            "name": code.slug(),
            "shortDescription": { "text": code.meaning() },
            "helpUri": format!("{PAGE}#{}-{}", code.as_str().to_lowercase(), code.slug()),
        })
    });
    let places = Code::ALL.iter().enumerate();
    let places: HashMap<_, _> = places.map(|(place, code)| (*code, place)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "touchpoint",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.collect::<Value>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|d| result(d, &places)).collect::<Value>(),
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic, places: &HashMap<Code, usize>) -> Value {
    let mut lines = vec![diagnostic.title.as_str()];
    let words = [Some(&diagnostic.primary.text), diagnostic.help.as_ref()];
    lines.extend(
        words
            .into_iter()
            .flatten()
            .filter(|t| !t.is_empty())
            .map(String::as_str),
    );
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": places.get(&diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": lines.join("\n") },
        "locations": [location(&diagnostic.primary)],
    });
    if let (Value::Object(result), false) = (&mut result, diagnostic.secondary.is_empty()) {
        let others = diagnostic.secondary.iter().enumerate().map(|(id, label)| {
            let mut other = location(label);
            if let Value::Object(other) = &mut other {
                other.insert("id".into(), id.into());
                other.insert("message".into(), json!({ "text": label.text }));
            }
            other
        });
        result.insert("relatedLocations".into(), others.collect());
    }
    if let (Value::Object(result), Some(mend)) = (&mut result, &diagnostic.mend) {
        result.insert(
            "fixes".into(),
            json!([fix(mend, &diagnostic.primary.source)]),
        );
    }
    result
}

/// The one change that mends the fault.
fn fix(mend: &Mend, source: &SourceFile) -> Value {
    let replacements = mend.edits.iter().map(|edit| {
        json!({
            "deletedRegion": region(source, &edit.span),
            "insertedContent": { "text": edit.text },
        })
    });
    json!({
        "description": { "text": mend.title },
        "artifactChanges": [{
            "artifactLocation": artifact(source),
            "replacements": replacements.collect::<Value>(),
        }],
    })
}

/// The log's own word for it.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::Warning => severity.as_str(),
        Severity::Notice => "note",
    }
}

fn location(label: &Label) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(&label.source),
        "region": region(&label.source, &label.span),
    } })
}

fn artifact(source: &SourceFile) -> Value {
    let name = source.name.replace('\\', "/");
    json!({ "uri": utf8_percent_encode(&name, PATH).to_string() })
}

fn region(source: &SourceFile, span: &Span) -> Value {
    let (line, column) = source.line_column(span.start);
    let (end_line, end_column) = source.line_column(span.end);
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}
