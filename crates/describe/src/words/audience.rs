//! The reader of the words, who decides how a name looks.

/// Who reads the words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Audience {
    /// A mapping's author: names are written as in the file.
    Author,
    /// A caller: names are written as in a query, and marked as code.
    Caller,
}

impl Audience {
    /// The name of a parameter.
    pub(super) fn parameter(self, dotted: &str) -> String {
        match self {
            Audience::Author => dotted.to_owned(),
            Audience::Caller => format!("`{}`", shown(dotted)),
        }
    }

    /// The text of a path.
    pub(super) fn path(self, path: &str) -> String {
        match self {
            Audience::Author => path.to_owned(),
            Audience::Caller => format!("`{path}`"),
        }
    }
}

/// The name of a parameter on a caller's page, where an object stands for its `id`.
///
/// ```text
/// account.id → account      remote_query.a.b → remote_query[a][b]      created_at → created_at
/// ```
pub(crate) fn shown(dotted: &str) -> String {
    match dotted.strip_prefix("remote_query.") {
        Some(path) => {
            let members = path.split('.').map(|member| format!("[{member}]"));
            format!("remote_query{}", members.collect::<String>())
        }
        None => dotted.strip_suffix(".id").unwrap_or(dotted).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_sees_an_object_as_a_whole() {
        assert_eq!(Audience::Author.parameter("account.id"), "account.id");
        assert_eq!(Audience::Caller.parameter("account.id"), "`account`");
        assert_eq!(shown("remote_query.a.b"), "remote_query[a][b]");
        assert_eq!(shown("created_at"), "created_at");
    }
}
