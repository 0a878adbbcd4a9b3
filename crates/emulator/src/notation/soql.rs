//! A query text in SOQL, read: the columns, the object, the conditions joined by AND, the order.

use touchpoint_core::query::Operator;

/// What a query text asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SoqlQuery {
    pub(crate) columns: Vec<String>,
    pub(crate) from: String,
    pub(crate) conditions: Vec<(String, Operator, Vec<SoqlLiteral>)>,
    /// Column, and whether the greatest comes first.
    pub(crate) order: Vec<(String, bool)>,
}

/// A literal: quoted, or a bare word such as a number or a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SoqlLiteral {
    Quoted(String),
    Bare(String),
}

impl SoqlLiteral {
    pub(crate) fn text(&self) -> &str {
        match self {
            SoqlLiteral::Quoted(text) | SoqlLiteral::Bare(text) => text,
        }
    }
}

/// Reads a query text.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn read(text: &str) -> Result<SoqlQuery, String> {
    let words = words(text)?;
    let mut at = words.iter();
    let mut query = SoqlQuery::default();
    let bare = |word: Option<&SoqlLiteral>| match word {
        Some(SoqlLiteral::Bare(text)) => Ok(text.clone()),
        other => Err(format!("unexpected {other:?}")),
    };
    if bare(at.next())? != "SELECT" {
        return Err("a query begins with SELECT".to_owned());
    }
    loop {
        let word = bare(at.next())?;
        match word.as_str() {
            "FROM" => break,
            "," => {}
            _ => query.columns.push(word),
        }
    }
    query.from = bare(at.next())?;
    let mut joins = "WHERE";
    loop {
        match at.next() {
            None => return Ok(query),
            Some(SoqlLiteral::Bare(word)) if word == joins => joins = "AND",
            Some(SoqlLiteral::Bare(word)) if word == "ORDER" => {
                query.order = order(&mut at)?;
                return Ok(query);
            }
            Some(other) => return Err(format!("unexpected {other:?}")),
        }
        let column = bare(at.next())?;
        let mut sign = bare(at.next())?;
        if sign == "NOT" {
            sign = format!("NOT {}", bare(at.next())?);
        }
        let operator = match sign.as_str() {
            "=" => Operator::Eq,
            "!=" => Operator::Ne,
            ">" => Operator::Gt,
            ">=" => Operator::Gte,
            "<" => Operator::Lt,
            "<=" => Operator::Lte,
            "LIKE" => Operator::Like,
            "IN" => Operator::In,
            "NOT IN" => Operator::Nin,
            other => return Err(format!("unknown operator {other}")),
        };
        let mut values = Vec::new();
        if operator.takes_many() {
            if bare(at.next())? != "(" {
                return Err("a list begins with (".to_owned());
            }
            loop {
                match at.next().ok_or("a list without an end")? {
                    SoqlLiteral::Bare(text) if text == ")" => break,
                    SoqlLiteral::Bare(text) if text == "," => {}
                    value => values.push(value.clone()),
                }
            }
        } else {
            values.push(at.next().ok_or("a condition without a value")?.clone());
        }
        query.conditions.push((column, operator, values));
    }
}

/// `BY A DESC, B`, after the word ORDER, to the end.
fn order<'w>(
    at: &mut impl Iterator<Item = &'w SoqlLiteral>,
) -> Result<Vec<(String, bool)>, String> {
    if at.next().map(SoqlLiteral::text) != Some("BY") {
        return Err("ORDER goes with BY".to_owned());
    }
    let mut found: Vec<(String, bool)> = Vec::new();
    let mut column = true;
    for word in at {
        match (word, column) {
            (SoqlLiteral::Bare(word), false) if word == "," => column = true,
            (SoqlLiteral::Bare(word), false) if word == "ASC" || word == "DESC" => {
                if let Some((_, down)) = found.last_mut() {
                    *down = word == "DESC";
                }
            }
            (SoqlLiteral::Bare(name), true) => {
                found.push((name.clone(), false));
                column = false;
            }
            (other, _) => return Err(format!("unexpected {other:?}")),
        }
    }
    if column {
        return Err("an order without a column".to_owned());
    }
    Ok(found)
}

fn words(text: &str) -> Result<Vec<SoqlLiteral>, String> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' => {}
            '\'' => {
                let mut quoted = String::new();
                loop {
                    match chars.next().ok_or("a text without an end")? {
                        '\'' => break,
                        '\\' => {
                            let c = chars.next().ok_or("a text without an end")?;
                            match c {
                                'n' => quoted.push('\n'),
                                'r' => quoted.push('\r'),
                                't' => quoted.push('\t'),
                                // The two wildcards stay marked for LIKE.
                                '%' | '_' => quoted.extend(['\\', c]),
                                '\\' => quoted.push_str("\\\\"),
                                c => quoted.push(c),
                            }
                        }
                        c if c.is_control() => {
                            return Err("a control character in a text".to_owned());
                        }
                        c => quoted.push(c),
                    }
                }
                found.push(SoqlLiteral::Quoted(quoted));
            }
            ',' | '(' | ')' => found.push(SoqlLiteral::Bare(c.to_string())),
            c => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| !matches!(c, ' ' | ',' | '(' | ')' | '\'')) {
                    word.push(c);
                }
                found.push(SoqlLiteral::Bare(word));
            }
        }
    }
    Ok(found)
}

/// A quoted text that is no pattern.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\\\\", "\\")
        .replace("\\%", "%")
        .replace("\\_", "_")
}

/// True if a text fits a LIKE pattern, whatever its case.
pub(crate) fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut signs = Vec::new();
    let lower = pattern.to_lowercase();
    let mut chars = lower.chars();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '\\' => LikeSign::Exactly(chars.next().unwrap_or('\\')),
            '%' => LikeSign::Any,
            '_' => LikeSign::One,
            c => LikeSign::Exactly(c),
        });
    }
    fits(&text, &signs)
}

enum LikeSign {
    Exactly(char),
    One,
    Any,
}

fn fits(text: &[char], signs: &[LikeSign]) -> bool {
    match (signs.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((LikeSign::Any, rest)), _) => {
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|tail| fits(tail, rest)))
        }
        (Some((LikeSign::One, rest)), Some((_, tail))) => fits(tail, rest),
        (Some((LikeSign::Exactly(c), rest)), Some((first, tail))) => first == c && fits(tail, rest),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read() {
        let query = read("SELECT Id, Who.Type FROM Task WHERE A IN ('x\\'y','z') AND B >= 2026-03-01T00:00:00Z AND C = false").unwrap();
        assert_eq!(query.columns, ["Id", "Who.Type"]);
        assert_eq!(query.from, "Task");
        let (_, _, values) = query.conditions.first().unwrap();
        assert_eq!(values.first().unwrap().text(), "x'y");
        assert_eq!(query.conditions.len(), 3);
        assert!(query.order.is_empty());
        assert!(read("SELECT Id FROM Task WHERE A = 'x' OR B = 'y'").is_err());
        assert!(read("DELETE").is_err());
    }

    #[test]
    fn an_order_is_read() {
        let by = |column: &str, down| (column.to_owned(), down);
        for text in [
            "SELECT Id FROM Task ORDER BY A DESC, B",
            "SELECT Id FROM Task WHERE C = 1 ORDER BY A DESC, B ASC",
        ] {
            assert_eq!(read(text).unwrap().order, [by("A", true), by("B", false)]);
        }
        for wrong in ["ORDER A", "ORDER BY", "ORDER BY A,", "ORDER BY 'A'"] {
            assert!(
                read(&format!("SELECT Id FROM Task {wrong}")).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn like_knows_its_wildcards() {
        assert!(like("100% SURE_thing", "%\\% sure\\_%"));
        assert!(!like("1000 sureXthing", "%\\% sure\\_%"));
        assert!(like("abc", "a_c") && !like("abbc", "a_c"));
    }
}
