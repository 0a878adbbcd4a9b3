//! An open text with what lies beside it, and what is told of it in the words of the protocol.

use crate::complete::{Completion, Sort};
use crate::lines::{Columns, offset, range};
use crate::samples::Samples;
use std::sync::Arc;
use touchpoint_language::diagnostic::{self, Severity};
use touchpoint_language::source::{SourceFile, Span};
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Diagnostic,
    DiagnosticRelatedInformation, DiagnosticSeverity, Documentation, Location, MarkupContent,
    MarkupKind, NumberOrString, Position, Range, TextEdit, Uri,
};

/// An open text with what lies beside it.
pub(crate) struct Opened {
    pub(crate) source: Arc<SourceFile>,
    pub(crate) samples: Arc<Samples>,
    pub(crate) columns: Columns,
}

impl Opened {
    pub(crate) fn offset(&self, position: Position) -> usize {
        offset(&self.source, position, self.columns)
    }

    pub(crate) fn range(&self, span: &Span) -> Range {
        range(&self.source, span, self.columns)
    }

    /// A fault of the text.
    pub(crate) fn fault(&self, uri: &Uri, fault: &diagnostic::Diagnostic) -> Diagnostic {
        let mut message = fault.title.clone();
        for part in [Some(&fault.primary.text), fault.help.as_ref()]
            .into_iter()
            .flatten()
        {
            if !part.is_empty() {
                message.push('\n');
                message.push_str(part);
            }
        }
        let here = fault
            .secondary
            .iter()
            .filter(|label| label.source.name == self.source.name);
        let related = here.map(|label| DiagnosticRelatedInformation {
            location: Location::new(uri.clone(), self.range(&label.span)),
            message: label.text.clone(),
        });
        let related: Vec<_> = related.collect();
        Diagnostic {
            range: self.range(&fault.primary.span),
            severity: Some(match fault.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Notice => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(fault.code.as_str().to_owned())),
            source: Some("touchpoint".to_owned()),
            message,
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// Something that may be typed; `rank` is its place among all.
    pub(crate) fn completion(&self, rank: usize, one: Completion) -> CompletionItem {
        let kind = match one.sort {
            Sort::Key => CompletionItemKind::PROPERTY,
            Sort::Unified => CompletionItemKind::FIELD,
            Sort::Word => CompletionItemKind::ENUM_MEMBER,
            Sort::Member => CompletionItemKind::VALUE,
            Sort::Name => CompletionItemKind::VARIABLE,
            Sort::Example => CompletionItemKind::SNIPPET,
        };
        CompletionItem {
            kind: Some(kind),
            detail: one.detail,
            documentation: one
                .documentation
                .map(|text| Documentation::MarkupContent(markdown(text))),
            sort_text: Some(format!("{rank:04}")),
            filter_text: Some(one.label.clone()),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
                self.range(&one.replaced),
                one.insert,
            ))),
            label: one.label,
            ..CompletionItem::default()
        }
    }
}

/// A text for people.
pub(crate) fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}
