//! Diagnostics as a compiler prints them, for people at a terminal.

#[cfg(any(test, not(feature = "validate")))]
use super::{Diagnostic, Severity};

#[cfg(feature = "validate")]
use super::snippets::block;
#[cfg(any(test, not(feature = "validate")))]
use std::fmt::Write;

/// One block per diagnostic, a blank line between them, in the order given. The lines of the texts are shown
/// with the feature `validate`; without it, their places alone.
///
/// ```text
/// error[M201]: no unified field is called `subjetc`
///   --> mappings/acme.yaml:31:5
/// ```
pub fn render(diagnostics: &[super::Diagnostic], colour: bool) -> String {
    let blocks = diagnostics.iter();
    let blocks: Vec<_> = blocks.map(|diagnostic| block(diagnostic, colour)).collect();
    blocks.join("\n")
}

#[cfg(not(feature = "validate"))]
fn block(diagnostic: &Diagnostic, _: bool) -> String {
    plain(diagnostic)
}

/// A diagnostic with its places and no lines of the texts. Nothing in it is more than one line, so that a text
/// cannot look like another diagnostic.
#[cfg(any(test, not(feature = "validate")))]
fn plain(diagnostic: &Diagnostic) -> String {
    let clean = |text: &str| text.replace(char::is_control, " ");
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let title = clean(&diagnostic.title);
    let mut block = format!("{word}[{}]: {title}\n", diagnostic.code.as_str());
    for label in diagnostic.labels() {
        let (line, column) = label.source.line_column(label.span.start);
        let place = format!("  --> {}:{line}:{column}", clean(&label.source.name));
        let words = clean(&label.text);
        let colon = if words.is_empty() { "" } else { ": " };
        let _ = writeln!(block, "{place}{colon}{words}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(block, "  = help: {}", clean(help));
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Label};
    use crate::source::SourceFile;
    use std::sync::Arc;

    #[test]
    fn a_block_without_lines_has_the_place_and_the_next_step() {
        let source = Arc::new(SourceFile::new("a.yaml", "mapping: 1\nlabl: x\n"));
        let label = Label::new(&source, 11..15, "means\nnothing");
        let told = Diagnostic::error(Code::UnknownKey, "unknown key `labl`", label);
        let code = Code::UnknownKey.as_str();
        assert_eq!(
            plain(&told.with_help("did you mean `label`?")),
            format!(
                "error[{code}]: unknown key `labl`\n  --> a.yaml:2:1: means nothing\n  = help: did you mean `label`?\n"
            )
        );
    }
}
