//! Parts of a mapping in plain words, for people who did not write it.

mod condition;
mod expression;
mod paging;
mod rule;

pub(crate) use condition::condition;
pub(crate) use expression::{expression, source};
pub(crate) use paging::paging;
pub(crate) use rule::rule;

use touchpoint_language::written::SendAs;

/// Where a value goes.
pub(crate) fn place(send_as: &SendAs) -> String {
    match send_as {
        SendAs::Query(name) => format!("the query's `{name}`"),
        SendAs::Body(name) => format!("the body's `{name}`"),
        SendAs::Header(name) => format!("the header `{name}`"),
    }
}

/// A word as a shell reads it back.
pub(crate) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_the_same_word() {
        assert_eq!(shell("a/b.yaml"), "a/b.yaml");
        assert_eq!(shell("kind=x&limit=2"), "'kind=x&limit=2'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell(""), "''");
    }
}
