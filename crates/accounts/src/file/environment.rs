//! `${NAME}` in a value becomes the variable's value; `$${` becomes `${`. Values that were put in
//! are not expanded again.

/// Why a text's variables are not put in. It holds a variable's name at most.
#[derive(Debug, PartialEq)]
pub(super) enum NotExpanded {
    /// The environment has no variable of this name.
    Unset(String),
    /// What is wrong with the text, in words that follow its name.
    Form(String),
}

/// Replaces every variable of a text.
///
/// # Errors
/// [`NotExpanded`], for the first that cannot be replaced.
pub(super) fn expand(
    text: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, NotExpanded> {
    let (mut expanded, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(literal) = before.strip_suffix('$') {
            expanded.push_str(literal);
            expanded.push_str("${");
            rest = after;
            continue;
        }
        let inside = after.split_once('}');
        if let Some(name) = inside.and_then(|(inside, _)| with_default(inside)) {
            return Err(NotExpanded::Form(format!(
                "has a default, and defaults are not read; write `${{{name}}}` and set the variable"
            )));
        }
        let (name, after) = inside
            .filter(|(name, _)| is_name(name))
            // The text there may be part of a secret.
            .ok_or_else(|| {
                let says =
                    "has a `${` without a variable's name; write `${NAME}`, or `$${` for the text `${`";
                NotExpanded::Form(says.to_owned())
            })?;
        let value = lookup(name).ok_or_else(|| NotExpanded::Unset(name.to_owned()))?;
        expanded.push_str(before);
        expanded.push_str(&value);
        rest = after;
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// The variable that a text names in the spelling of something else: `$NAME`, `$(NAME)`, `%NAME%`,
/// `{{ NAME }}`, `env:NAME`. Names are in capitals, as those of variables are.
pub(super) fn meant(text: &str) -> Option<&str> {
    let text = text.trim();
    let between = |start: &str, end: &str| text.strip_prefix(start)?.strip_suffix(end);
    let name = between("$(", ")")
        .or_else(|| between("%", "%"))
        .or_else(|| between("{{", "}}"))
        .or_else(|| between("${{", "}}"))
        .or_else(|| text.strip_prefix("env:"))
        .or_else(|| text.strip_prefix('$'))?
        .trim();
    let name = name.strip_prefix("env.").unwrap_or(name);
    let capitals = !name.contains(|c: char| c.is_ascii_lowercase()) && name.len() > 2;
    (is_name(name) && capitals).then_some(name)
}

/// The name in `NAME:-default` and its like, as shells have it.
fn with_default(text: &str) -> Option<&str> {
    let at = text.find([':', '-', '?'])?;
    let (name, rest) = text.split_at_checked(at)?;
    let sign = rest
        .trim_start_matches(':')
        .starts_with(['-', '=', '?', '+']);
    (is_name(name) && sign).then_some(name)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> Result<String, NotExpanded> {
        expand(text, &|name| (name == "A_1").then(|| "x${A_1}".to_owned()))
    }

    #[test]
    fn variables_are_put_in_once() {
        assert_eq!(expanded("p-${A_1}-q").unwrap(), "p-x${A_1}-q");
        assert_eq!(expanded("$5 } $${A_1}").unwrap(), "$5 } ${A_1}");
        assert_eq!(expanded("").unwrap(), "");
    }

    #[test]
    fn other_spellings_of_a_variable_are_known() {
        for text in [
            "$A_1",
            "$(A_1)",
            "%A_1%",
            "{{ A_1 }}",
            "{{ env.A_1 }}",
            "env:A_1",
        ] {
            assert_eq!(meant(text), Some("A_1"), "{text}");
        }
        for text in ["$hush", "A_1", "hush$A_1", "$5", "${A_1}", "%A_1"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn a_fault_names_the_variable_and_nothing_else() {
        assert_eq!(
            expanded("hush${B}").unwrap_err(),
            NotExpanded::Unset("B".to_owned())
        );
        for text in ["${A_1:-hush}", "${A_1-hush}"] {
            let NotExpanded::Form(fault) = expanded(text).unwrap_err() else {
                panic!("{text}");
            };
            assert!(
                fault.contains("`${A_1}`") && !fault.contains("hush"),
                "{fault}"
            );
        }
        for text in ["${hush", "${}", "${1hush}", "${hush hush}"] {
            let fault = format!("{:?}", expanded(text).unwrap_err());
            assert!(!fault.contains("hush"), "{fault}");
        }
    }
}
