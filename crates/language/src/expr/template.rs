//! Splits a text with `{{ … }}` holes into parts, and turns parts and a scope into a value.
//!
//! A text that is one whole hole keeps the value's type. In a longer text each hole's value is
//! quoted for its place. If a hole's value is absent, nothing is produced, never an empty text or
//! the word for null.

mod engine;
mod hole;

use super::fault::ExprFault;
use crate::json::{Json, Object};
use engine::Compiled;
use std::fmt;
use std::ops::Range;

const MOST_BYTES: usize = 8000;
/// The longest text that it makes.
const MOST_FILLED: usize = 1024 * 1024;

/// A parsed template.
#[derive(Debug, Clone)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

/// One part of a template.
#[derive(Debug, Clone)]
pub enum Part {
    /// Text that stands as it is.
    Text(String),
    /// A place where a value is put in.
    Hole(Hole),
}

/// What stands between `{{` and `}}`.
#[derive(Debug, Clone)]
pub struct Hole {
    /// The expression, without the braces and the space inside them.
    pub expression: String,
    /// Where the expression stands in the template's text.
    pub span: Range<usize>,
    /// The dotted names that it reads: `query.contact.id` is `["query", "contact", "id"]`.
    pub names: Vec<Vec<String>>,
    reads: Reads,
}

/// How a hole gets its value.
#[derive(Debug, Clone)]
enum Reads {
    /// A single name: its value is looked up and kept exact.
    Name,
    /// Anything else goes through the template library.
    Expression(Compiled),
}

/// Two templates are equal when their texts are.
impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Template {}

/// The template as it was written.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Template {
    /// Parses a template; every hole's names, filters and tests are checked here.
    ///
    /// ```
    /// use touchpoint_language::expr::{Template, quote::path_segment};
    /// let template = Template::parse("/people/{{ query.id }}").unwrap();
    /// let scope = touchpoint_language::json::Json::parse(r#"{ "query": { "id": "a/b" } }"#).unwrap();
    /// assert_eq!(template.fill(&scope, path_segment), Ok(Some("/people/a%2Fb".into())));
    /// ```
    ///
    /// # Errors
    /// An unclosed hole, a statement, an unknown filter: for the mapping's author.
    pub fn parse(text: &str) -> Result<Self, ExprFault> {
        if text.len() > MOST_BYTES {
            return Err(ExprFault::new(format!(
                "the template is longer than {MOST_BYTES} bytes"
            )));
        }
        for (mark, what) in [("{%", "statements"), ("{#", "comments")] {
            if let Some(at) = text.find(mark) {
                return Err(
                    ExprFault::new(format!("`{mark}`: a template holds no {what}"))
                        .at(at..at.saturating_add(mark.len()))
                        .help("only `{{ … }}` is read"),
                );
            }
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some((_, rest)) = text.split_at_checked(at) {
            let Some((before, after)) = rest.split_once("{{") else {
                push_text(&mut parts, rest);
                break;
            };
            push_text(&mut parts, before);
            let start = at.saturating_add(before.len()).saturating_add(2);
            let Some(length) = hole::length(after) else {
                return Err(ExprFault::new("`{{` is never closed")
                    .at(start.saturating_sub(2)..text.len())
                    .help("end it with `}}`"));
            };
            let (inside, _) = after.split_at_checked(length).unwrap_or((after, ""));
            parts.push(Part::Hole(Hole::parse(inside, start)?));
            at = start.saturating_add(length).saturating_add(2);
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// The template as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its parts, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            Part::Text(_) => None,
        })
    }

    /// The dotted names that its holes read, in order.
    pub fn names(&self) -> impl Iterator<Item = &[String]> {
        let names = self.holes().flat_map(|hole| &hole.names);
        names.map(Vec::as_slice)
    }

    /// True if a hole reads a name that begins with this word: `query` is read by
    /// `{{ query.contact.id }}`.
    pub fn reads(&self, word: &str) -> bool {
        let mut names = self.names();
        names.any(|name| name.first().is_some_and(|first| first == word))
    }

    /// True if it is one hole and nothing else.
    pub fn is_whole(&self) -> bool {
        matches!(self.parts.as_slice(), [Part::Hole(_)])
    }

    /// The text, when there is no hole in it.
    pub fn literal(&self) -> Option<&str> {
        self.holes().next().is_none().then_some(self.text.as_str())
    }

    /// Puts the scope's values in. `None` when a hole names something absent or null.
    ///
    /// A whole hole gives its value unquoted; the caller quotes it for its place.
    ///
    /// # Errors
    /// A value that cannot stand at its place, or a filter that cannot take its value.
    pub fn fill(
        &self,
        scope: &Json,
        quote: impl Fn(&str) -> Result<String, ExprFault>,
    ) -> Result<Option<Json>, ExprFault> {
        if let [Part::Hole(hole)] = self.parts.as_slice() {
            return hole.value(scope);
        }
        let mut filled = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Hole(hole) => {
                    let Some(value) = hole.value(scope)? else {
                        return Ok(None);
                    };
                    let text = value.as_text().ok_or_else(|| {
                        hole.fault("a list or an object cannot stand inside a text")
                            .help("join it: `{{ … | join(',') }}`")
                    })?;
                    filled.push_str(&quote(text).map_err(|fault| ExprFault {
                        at: Some(hole.span.clone()),
                        ..fault
                    })?);
                }
            }
            if filled.len() > MOST_FILLED {
                return Err(ExprFault::new(format!(
                    "the template makes more than {MOST_FILLED} bytes"
                )));
            }
        }
        Ok(Some(Json::String(filled)))
    }
}

impl Hole {
    fn parse(inside: &str, start: usize) -> Result<Self, ExprFault> {
        let expression = inside.trim();
        let lead = inside.len().saturating_sub(inside.trim_start().len());
        let start = start.saturating_add(lead);
        let span = start..start.saturating_add(expression.len());
        let within = |fault: ExprFault| fault.within(span.start, span.end);
        let read = hole::read(expression).map_err(within)?;
        let reads = if read.is_name {
            Reads::Name
        } else {
            Reads::Expression(Compiled::parse(expression, read.multiplies).map_err(within)?)
        };
        Ok(Self {
            expression: expression.to_owned(),
            span,
            names: read.names,
            reads,
        })
    }

    /// The hole's value; `None` when it is absent or null.
    fn value(&self, scope: &Json) -> Result<Option<Json>, ExprFault> {
        match &self.reads {
            Reads::Name => Ok(self
                .names
                .first()
                .and_then(|name| look_up(scope, name))
                .cloned()),
            Reads::Expression(compiled) => match compiled.run(&narrowed(scope, &self.names)) {
                Ok(value) => Ok(value),
                // An expression that fails for lack of a value is absent, not wrong.
                Err(_) if self.names.iter().any(|name| look_up(scope, name).is_none()) => Ok(None),
                Err(message) => Err(self.fault(message)),
            },
        }
    }

    /// True if it is one name with filters behind it, whose arguments are constants.
    pub fn is_plain(&self) -> bool {
        let [_] = self.names.as_slice() else {
            return false;
        };
        let mut parts = self.expression.split('|');
        let is_name = |text: &str| {
            let signs = |c: char| {
                c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '\'' | '"' | '-')
            };
            !text.is_empty() && text.chars().all(signs)
        };
        let is_filter = |text: &str| match text.split_once('(') {
            None => is_name(text),
            Some((name, rest)) => is_name(name) && rest.ends_with(')'),
        };
        parts.next().is_some_and(|name| is_name(name.trim())) && parts.all(|f| is_filter(f.trim()))
    }

    /// The names of the filters behind its name, in order: `default`, `string`.
    pub fn filters(&self) -> impl Iterator<Item = &str> {
        let behind = self.expression.split('|').skip(1);
        behind.map(|filter| filter.split('(').next().unwrap_or_default().trim())
    }

    fn fault(&self, message: impl Into<String>) -> ExprFault {
        ExprFault::new(message).at(self.span.clone())
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

fn look_up<'v>(scope: &'v Json, name: &[String]) -> Option<&'v Json> {
    name.iter()
        .try_fold(scope, |value, key| value.as_object()?.get(key))
        .filter(|value| !value.is_null())
}

/// Only the values that the names read. Their parents always exist, so that `default` also works
/// for a name whose parent is absent; null counts as absent and is left out.
fn narrowed(scope: &Json, names: &[Vec<String>]) -> Json {
    let mut narrow = Json::Object(Object::new());
    let mut names: Vec<&Vec<String>> = names.iter().collect();
    names.sort_by_key(|name| name.len());
    for name in names {
        let Some((last, parents)) = name.split_last() else {
            continue;
        };
        let parent = parents.iter().try_fold(&mut narrow, |value, key| {
            let Json::Object(members) = value else {
                return None;
            };
            let member = members.entry(key.clone());
            Some(member.or_insert_with(|| Json::Object(Object::new())))
        });
        if let (Some(Json::Object(parent)), Some(value)) = (parent, look_up(scope, name)) {
            parent.insert(last.clone(), value.clone());
        }
    }
    narrow
}

#[cfg(test)]
mod tests;
