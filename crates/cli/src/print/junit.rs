//! Cases as a JUnit report, which CI systems show.

use super::Screen;
use super::diff::CaseOutcome;
use std::io;

/// Writes all cases, one suite for each integration.
pub(crate) fn junit(screen: &mut Screen, outcomes: &[CaseOutcome<'_>]) -> io::Result<()> {
    let failures = |of: &[CaseOutcome<'_>]| of.iter().filter(|one| !one.lines.is_empty()).count();
    let seconds = |of: &[CaseOutcome<'_>]| of.iter().map(|one| one.seconds).sum::<f64>();
    let counts = |of: &[CaseOutcome<'_>]| {
        let (tests, failures, seconds) = (of.len(), failures(of), seconds(of));
        format!(r#"tests="{tests}" failures="{failures}" time="{seconds:.3}""#)
    };
    screen.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let all = counts(outcomes);
    screen.text(&format!("<testsuites name=\"touchpoint\" {all}>\n"))?;
    for suite in outcomes.chunk_by(|one, other| one.slug == other.slug) {
        let Some(first) = suite.first() else {
            continue;
        };
        let slug = escaped(first.slug);
        let own = counts(suite);
        screen.text(&format!("  <testsuite name=\"{slug}\" {own}>\n"))?;
        for one in suite {
            let name = escaped(one.name);
            let seconds = one.seconds;
            let head =
                format!("    <testcase classname=\"{slug}\" name=\"{name}\" time=\"{seconds:.3}\"");
            if one.lines.is_empty() {
                screen.text(&format!("{head}/>\n"))?;
                continue;
            }
            let message = escaped(one.about);
            let lines = escaped(&one.lines.join("\n"));
            screen.text(&format!(
                "{head}>\n      <failure message=\"{message}\">{lines}</failure>\n    </testcase>\n"
            ))?;
        }
        screen.text("  </testsuite>\n")?;
    }
    screen.text("</testsuites>\n")
}

/// A text as XML 1.0 takes it, in content and in quotes; a control character is U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn xml_takes_every_text() {
        assert_eq!(
            escaped("<a b=\"1\">&\u{1}\n"),
            "&lt;a b=&quot;1&quot;&gt;&amp;\u{fffd}\n"
        );
    }
}
