//! A diagnostic in the lines that it is about: the one file that knows the snippet renderer.

use std::sync::Arc;

use annotate_snippets::{
    AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str as clean,
};

use super::{Diagnostic, Label, Severity};

/// The block of one diagnostic.
pub(super) fn block(diagnostic: &Diagnostic, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group(diagnostic)]) + "\n"
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let title = level.primary_title(diagnostic.title.as_str());
    let mut group = title
        .id(diagnostic.code.as_str())
        .elements(snippets(diagnostic));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    group
}

/// One snippet per file, of the lines its labels touch.
fn snippets(diagnostic: &Diagnostic) -> Vec<Snippet<'_, annotate_snippets::Annotation<'_>>> {
    let mut files: Vec<Vec<&Label>> = Vec::new();
    for label in diagnostic.labels() {
        let same = |file: &&mut Vec<&Label>| {
            file.iter()
                .all(|other| Arc::ptr_eq(&other.source, &label.source))
        };
        match files.iter_mut().find(same) {
            Some(file) => file.push(label),
            None => files.push(vec![label]),
        }
    }
    let primary = &diagnostic.primary;
    let snippets = files.iter().filter_map(|labels| snippet(primary, labels));
    snippets.collect()
}

fn snippet<'a>(
    primary: &Label,
    labels: &[&'a Label],
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let source = &labels.first()?.source;
    let start = labels.iter().map(|label| label.span.start).min()?;
    let end = labels.iter().map(|label| label.span.end).max()?;
    let ((first, _), (last, _)) = (source.line_column(start), source.line_column(end));
    let lines = source.lines(first, last);
    let annotations = labels.iter().map(|label| {
        let kind = if std::ptr::eq(*label, primary) {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let inside = |at: usize| at.clamp(lines.start, lines.end) - lines.start;
        let span = inside(label.span.start)..inside(label.span.end);
        let words = (!label.text.is_empty()).then(|| clean(&label.text));
        kind.span(span).label(words)
    });
    let text = source.text.get(lines.clone()).unwrap_or_default();
    let snippet = Snippet::source(text)
        .path(source.name.as_str())
        .line_start(first);
    Some(snippet.annotations(annotations.collect::<Vec<_>>()))
}
