//! Diagnostics as GitHub workflow commands: each becomes an annotation on its line.

use std::fmt::Write as _;

use super::Diagnostic;

/// One `::error file=…,line=…,…::…` per line.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().fold(String::new(), |mut out, diagnostic| {
        let label = &diagnostic.primary;
        let (line, column) = label.source.line_column(label.span.start);
        let (end_line, end_column) = label.source.line_column(label.span.end);
        let mut message = diagnostic.title.clone();
        for more in [Some(&label.text), diagnostic.help.as_ref()].into_iter().flatten() {
            if !more.is_empty() {
                message += "\n";
                message += more;
            }
        }
        let title = format!("{} {}", diagnostic.code.as_str(), diagnostic.code.slug());
        // writing to a String cannot fail
        let _ = writeln!(
            out,
            "::{} file={},line={line},endLine={end_line},col={column},endColumn={end_column},title={}::{}",
            diagnostic.severity.as_str(),
            property(&label.source.name),
            property(&title),
            data(&message),
        );
        out
    })
}

/// The escapes of a command's message.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D");
    text.replace('\n', "%0A")
}

/// The escapes of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
