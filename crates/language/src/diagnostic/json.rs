//! Diagnostics as a JSON array, for tools.

use serde_json::{Value, json};

use super::{Diagnostic, Label, Mend};
use crate::source::{SourceFile, Span};

/// An array of `{code, slug, severity, title, file, line, column, end_line, end_column, label,
/// labels, help, mend}`. Lines and columns count from 1, columns in characters, ends are exclusive;
/// `labels` are the other places. `help` is null where there is none; so is `mend`, the one change that
/// mends the fault: `{title, edits: [{line, column, end_line, end_column, text}]}`.
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
        let mended = diagnostic.mend.as_ref();
        let mended = mended.map(|one| mend(one, &diagnostic.primary.source));
        object.insert("mend".into(), mended.into());
    }
    object
}

fn label(label: &Label) -> Value {
    let mut object = place(&label.source, &label.span);
    if let Value::Object(object) = &mut object {
        object.insert("file".into(), label.source.name.as_str().into());
        object.insert("label".into(), label.text.as_str().into());
    }
    object
}

fn mend(mend: &Mend, source: &SourceFile) -> Value {
    let edits = mend.edits.iter().map(|edit| {
        let mut object = place(source, &edit.span);
        if let Value::Object(object) = &mut object {
            object.insert("text".into(), edit.text.as_str().into());
        }
        object
    });
    json!({ "title": mend.title, "edits": edits.collect::<Value>() })
}

fn place(source: &SourceFile, span: &Span) -> Value {
    let (line, column) = source.line_column(span.start);
    let (end_line, end_column) = source.line_column(span.end);
    json!({
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    })
}
