//! What may be typed at a place: keys, words, members of recorded replies, names.

mod asked;
mod completion;
#[cfg(test)]
mod in_holes;
mod keys;
mod names;
mod paths;
mod words;

pub use completion::{Completion, Sort};

use crate::cursor::{Half, typed};
use crate::language::Language;
use crate::samples::Samples;
use asked::Asked;
use touchpoint_language::source::SourceFile;

/// Everything that may be typed at an offset, the most likely first.
pub fn complete(
    language: &Language,
    source: &SourceFile,
    offset: usize,
    samples: &Samples,
) -> Vec<Completion> {
    let mut found = Vec::new();
    for typed in typed(language, source, offset) {
        let asked = Asked {
            language,
            sheet: &typed.sheet,
            samples,
            offset,
        };
        let offered = match &typed.half {
            Half::Key {
                map,
                before,
                written,
                colon,
            } => keys::keys(&asked, map, before, written, *colon),
            Half::Value { value, before } => words::values(&asked, value, before),
        };
        for one in offered {
            if !found
                .iter()
                .any(|other: &Completion| other.label == one.label)
            {
                found.push(one);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::engagement_model;

    /// What is offered at the `|` of a text, by its labels; `§` is a `|` of the text itself.
    fn offered(text: &str) -> Vec<String> {
        let language = Language::new(engagement_model()).unwrap();
        let offset = text.split('|').next().unwrap().replace('§', "|").len();
        let text = text.replacen('|', "", 1).replace('§', "|");
        let source = SourceFile::new("a.yaml", text);
        let found = complete(&language, &source, offset, &Samples::default());
        found.into_iter().map(|one| one.label).collect()
    }

    #[test]
    fn values_with_a_form_offer_all_their_words() {
        let times = ["rfc3339", "date", "unix_s", "unix_ms", "%Y-%m-%d %H:%M:%S"];
        let field =
            |rest: &str| format!("list:\n  fields:\n    start_time: {{ from: $.a, {rest} }}\n");
        assert_eq!(offered(&field("time: |")), times);
        let units = ["ms", "s", "min", "h", "hh:mm", "mm:ss", "hh:mm:ss"];
        assert_eq!(offered(&field("unit: |")), units);
        let reset = "connection:\n  rate_limit:\n    - { reset: { header: a, form: | } }\n";
        assert!(offered(reset).starts_with(&["delay_s".to_owned(), "delay_ms".to_owned()]));
        assert!(offered(reset).contains(&"http_date".to_owned()));
    }

    #[test]
    fn behind_a_bar_stand_filters() {
        let hole = |hole: &str| {
            offered(&format!(
                "list:\n  request: \"GET /a?b={{{{ {hole} }}}}\"\n"
            ))
        };
        let filters = hole("query.subject § lo|");
        assert!(filters.contains(&"lower".to_owned()), "{filters:?}");
        assert!(
            !filters.iter().any(|name| name.contains('.')),
            "{filters:?}"
        );
        assert!(hole("que|").contains(&"query.subject".to_owned()));
    }
}
