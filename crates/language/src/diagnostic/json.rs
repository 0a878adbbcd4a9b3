//! Diagnostics as a JSON array, for tools.

use serde_json::{Value, json};

use super::{Diagnostic, Label};

/// An array of `{code, slug, severity, title, file, line, column, end_line, end_column, label,
/// labels, help}`. Lines and columns count from 1, columns in characters, ends are exclusive;
/// `labels` are the other places. `help` is null where there is none.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let array: Value = diagnostics.iter().map(value).collect();
    format!("{array:#}\n")
}

/// One diagnostic as JSON.
pub fn value(diagnostic: &Diagnostic) -> Value {
    let mut object = json!({
        "code": diagnostic.code.as_str(),
        "slug": diagnostic.code.slug(),
        "severity": diagnostic.severity.as_str(),
        "title": diagnostic.title,
    });
    let others = diagnostic.secondary.iter().map(label);
    if let Value::Object(object) = &mut object {
        if let Value::Object(place) = label(&diagnostic.primary) {
            object.extend(place);
        }
        object.insert("labels".into(), others.collect());
        object.insert("help".into(), diagnostic.help.clone().into());
    }
    object
}

fn label(label: &Label) -> Value {
    let (line, column) = label.source.line_column(label.span.start);
    let (end_line, end_column) = label.source.line_column(label.span.end);
    json!({
        "file": label.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "label": label.text,
    })
}
