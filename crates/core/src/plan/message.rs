//! The vendor's own words in a refusal, found where the mapping says.

use super::compiled::Plan;
use crate::slices;

/// The most characters of a text that is shown as a message.
const MOST_SHOWN: usize = 300;

/// The vendor's message, where the body of a reply has one: in JSON at the mapping's path; of
/// another text its title or its beginning.
pub fn message(plan: &Plan, body: &[u8]) -> Option<String> {
    match slices::read(body) {
        Ok(json) => plan.message.as_ref()?.of(json),
        Err(_) => in_words(std::str::from_utf8(body).ok()?),
    }
}

/// The message of a text that is no JSON: the title of a page, or the first line.
fn in_words(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let line = if text.starts_with('<') {
        title(text)?
    } else {
        text.lines().next()?
    };
    let mut words = String::new();
    for word in line.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            let between = if words.is_empty() { "" } else { " " };
            words.extend([between, word]);
        }
    }
    let words: String = words.chars().take(MOST_SHOWN).collect();
    // A text that begins like JSON is JSON that was cut off.
    (!words.is_empty() && !words.starts_with(['{', '['])).then_some(words)
}

/// The text of a page's title.
fn title(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let from = start + lower.get(start..)?.find('>')? + 1;
    let to = from + lower.get(from..)?.find("</title")?;
    page.get(from..to)
}

/// The vendor's message in an answer of the token URL.
pub(crate) fn token_message(plan: &Plan, body: &[u8]) -> Option<String> {
    plan.token_message.as_ref()?.of(slices::read(body).ok()?)
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_text_says_what_its_first_line_says_and_a_page_what_its_title_says() {
        for (text, words) in [
            ("Rate Limit Exceeded\n", Some("Rate Limit Exceeded")),
            ("\n  No  such\tcall.\nSee …", Some("No such call.")),
            (
                "<!doctype html><TITLE lang=en>\n 502 Bad\nGateway </TITLE><p>x",
                Some("502 Bad Gateway"),
            ),
            ("<html><p>no title", None),
            ("<title>never ends", None),
            ("{\"error\": \"broken o", None),
            ("", None),
        ] {
            assert_eq!(in_words(text).as_deref(), words, "{text}");
        }
        assert_eq!(in_words(&"x".repeat(1000)).unwrap().len(), 300);
    }
}
