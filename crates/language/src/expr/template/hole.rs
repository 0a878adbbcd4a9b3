//! The inside of a hole: where it ends, which names it reads, and whether everything in it exists
//! here. The template library would notice an unknown filter only when it runs.

use crate::expr::fault::{ExprFault, nearest};
use std::ops::Range;

/// The filters a template may use. Quoting is not a filter: it depends on the place.
pub(super) const FILTERS: [&str; 10] = [
    "default", "lower", "upper", "trim", "replace", "int", "string", "join", "first", "last",
];
/// The tests a template may use after `is`.
pub(super) const TESTS: [&str; 4] = ["defined", "undefined", "string", "number"];
const WORDS: [&str; 12] = [
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "True", "False", "none",
];
const SIGNS: [&str; 17] = [
    "==", "!=", "<=", ">=", "<", ">", ".", "|", "(", ")", "[", "]", ",", "~", "+", "-", "*",
];

/// What an expression reads.
pub(super) struct HoleReads {
    pub(super) names: Vec<Vec<String>>,
    /// It is one dotted name and nothing else.
    pub(super) is_name: bool,
    /// It multiplies, so all that it reads are numbers.
    pub(super) multiplies: bool,
}

/// How many bytes the hole's inside has: up to the first `}}` outside a quoted text.
pub(super) fn length(after: &str) -> Option<usize> {
    let mut quote = None;
    let mut chars = after.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match quote {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '}' && chars.peek().is_some_and(|(_, next)| *next == '}') => {
                return Some(at);
            }
            Some(_) | None => {}
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Name(&'t str),
    Quoted(&'t str),
    Number,
    Sign(&'t str),
}

/// Reads an expression's names and refuses everything that templates here do not have.
pub(super) fn read(expression: &str) -> Result<HoleReads, ExprFault> {
    let tokens = tokens(expression)?;
    if tokens.is_empty() {
        return Err(
            ExprFault::new("the braces are empty").help("name a value, as in `{{ query.id }}`")
        );
    }
    let token = |at: usize| tokens.get(at).map(|(token, _)| *token);
    for ((before, _), (sign, span)) in tokens.iter().zip(tokens.iter().skip(1)) {
        if *sign == Token::Sign("(") && matches!(before, Token::Sign(")" | "]") | Token::Quoted(_))
        {
            return Err(no_calls("(", span.clone()));
        }
    }
    let mut names = Vec::new();
    let mut is_name = false;
    let mut at = 0;
    while let Some((Token::Name(word), span)) = skip_to_name(&tokens, &mut at) {
        let before = at.checked_sub(1).and_then(token);
        let called = token(at.saturating_add(1)) == Some(Token::Sign("("));
        let start = at;
        at = at.saturating_add(1);
        let tested = before == Some(Token::Name("is"))
            || (before == Some(Token::Name("not"))
                && start.checked_sub(2).and_then(token) == Some(Token::Name("is")));
        if before == Some(Token::Sign("|")) {
            known(word, "filter", &FILTERS, span)?;
        } else if tested && word != "not" {
            known(word, "test", &TESTS, span)?;
        } else if WORDS.contains(&word) && before != Some(Token::Sign(".")) {
        } else if called {
            return Err(no_calls(word, span));
        } else if before != Some(Token::Sign(".")) {
            let mut name = vec![word.to_owned()];
            loop {
                match (
                    token(at),
                    token(at.saturating_add(1)),
                    token(at.saturating_add(2)),
                ) {
                    (Some(Token::Sign(".")), Some(Token::Name(key)), next) => {
                        if next == Some(Token::Sign("(")) {
                            let key_span = tokens.get(at.saturating_add(1));
                            let span = key_span.map_or(span, |(_, span)| span.clone());
                            return Err(no_calls(key, span));
                        }
                        name.push(key.to_owned());
                        at = at.saturating_add(2);
                    }
                    (Some(Token::Sign("[")), Some(Token::Quoted(key)), Some(Token::Sign("]")))
                        if !key.contains('\\') =>
                    {
                        name.push(key.to_owned());
                        at = at.saturating_add(3);
                    }
                    _ => break,
                }
            }
            is_name = start == 0 && at == tokens.len();
            names.push(name);
        }
    }
    Ok(HoleReads {
        names,
        is_name,
        multiplies: multiplies(&tokens)?,
    })
}

/// True if an expression multiplies. A text times a number would repeat the text, perhaps beyond
/// all memory, so `*` takes only numbers.
fn multiplies(tokens: &[TokenAt<'_>]) -> Result<bool, ExprFault> {
    if !tokens.iter().any(|(token, _)| *token == Token::Sign("*")) {
        return Ok(false);
    }
    let befores = std::iter::once(None).chain(tokens.iter().map(|(token, _)| Some(*token)));
    for (before, (token, span)) in befores.zip(tokens) {
        let is_text = match token {
            Token::Quoted(_) | Token::Sign("~" | "[") => true,
            Token::Name(filter) => {
                before == Some(Token::Sign("|")) && !["int", "default"].contains(filter)
            }
            _ => false,
        };
        if is_text {
            return Err(
                ExprFault::new("`*` multiplies numbers, and this makes a text")
                    .at(span.clone())
                    .help("write the text outside the braces"),
            );
        }
    }
    Ok(true)
}

type TokenAt<'t> = (Token<'t>, Range<usize>);

/// Moves `at` to the next word.
fn skip_to_name<'t>(tokens: &[TokenAt<'t>], at: &mut usize) -> Option<TokenAt<'t>> {
    let found = tokens
        .iter()
        .enumerate()
        .skip(*at)
        .find(|(_, (token, _))| matches!(token, Token::Name(_)))?;
    *at = found.0;
    Some(found.1.clone())
}

fn known(word: &str, kind: &str, all: &[&str], span: Range<usize>) -> Result<(), ExprFault> {
    if all.contains(&word) {
        return Ok(());
    }
    Err(ExprFault::new(format!("templates have no {kind} `{word}`"))
        .at(span)
        .help(nearest(word, all)))
}

fn no_calls(word: &str, span: Range<usize>) -> ExprFault {
    let filter = if FILTERS.contains(&word) {
        word
    } else {
        "lower"
    };
    ExprFault::new(format!("templates call no functions, here `{word}`"))
        .at(span)
        .help(format!(
            "use a filter, as in `{{{{ query.id | {filter} }}}}`"
        ))
}

fn tokens(expression: &str) -> Result<Vec<TokenAt<'_>>, ExprFault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some((_, rest)) = expression.split_at_checked(at) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        let (token, length) = match first {
            c if c.is_whitespace() => {
                at = at.saturating_add(c.len_utf8());
                continue;
            }
            '"' | '\'' => quoted(rest, first).ok_or_else(|| {
                ExprFault::new("a quoted text is never closed").at(at..expression.len())
            })?,
            c if c.is_ascii_digit() => (
                Token::Number,
                run(rest, |c| c.is_ascii_alphanumeric() || c == '_'),
            ),
            c if c.is_alphabetic() || c == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_');
                let (word, _) = rest.split_at_checked(length).unwrap_or((rest, ""));
                (Token::Name(word), length)
            }
            c => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => {
                    return Err(
                        ExprFault::new(format!("`{c}` has no meaning in a template"))
                            .at(at..at.saturating_add(c.len_utf8()))
                            .help("write one name, with filters behind `|`"),
                    );
                }
            },
        };
        let end = at.saturating_add(length);
        tokens.push((token, at..end));
        at = end;
    }
    Ok(tokens)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn quoted(text: &str, quote: char) -> Option<(Token<'_>, usize)> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            let (inside, _) = text.split_at_checked(at)?;
            return Some((
                Token::Quoted(inside.strip_prefix(quote)?),
                at.saturating_add(1),
            ));
        }
    }
    None
}
