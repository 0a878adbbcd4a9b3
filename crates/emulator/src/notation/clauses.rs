//! Reads a query text by its mapping's grammar: which comparisons it has, with which values.

use super::literal::{Kind, literals};
use super::template;
use std::collections::BTreeMap;
use touchpoint_core::query::Operator;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Comparison, Grammar};

/// One form in which a comparison may stand in a text.
#[derive(Clone, Debug)]
pub(crate) struct KnownForm {
    /// The number by which it is recognised.
    pub(crate) of: usize,
    /// The column, where the form compares one.
    pub(crate) column: Option<String>,
    /// The operator that it means.
    pub(crate) operator: Operator,
    /// How it is written.
    pub(crate) written: Comparison,
    /// The vendor's word for the operator.
    pub(crate) word: String,
}

impl KnownForm {
    /// What a hole holds that every call fills alike.
    fn fixed(&self, hole: &str) -> Option<String> {
        match hole {
            "column" => self.column.clone(),
            "operator" => Some(self.word.clone()),
            _ => None,
        }
    }
}

/// A comparison that stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadClause {
    /// The forms that it may have: several filters may be written alike.
    pub(crate) of: Vec<usize>,
    /// The columns, of which at least one must match.
    pub(crate) columns: Vec<String>,
    /// True if it, or one of its alternatives, compares more than a column.
    pub(crate) own: bool,
    pub(crate) operator: Operator,
    pub(crate) values: Vec<Json>,
}

/// Reads a query text: all of its clauses hold together.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn read(
    text: &str,
    grammar: &Grammar,
    forms: &[KnownForm],
) -> Result<Vec<ReadClause>, String> {
    let mut reading = Reading {
        rest: text,
        grammar,
        forms,
    };
    let found = reading.joined()?;
    if reading.rest.is_empty() {
        return Ok(found);
    }
    Err(format!("not understood: {}", reading.rest))
}

/// Reads clauses that are elements of a JSON list.
///
/// # Errors
/// A clause that matches no form.
pub(crate) fn read_list(list: &[Json], forms: &[KnownForm]) -> Result<Vec<ReadClause>, String> {
    let each = list.iter().map(|element| {
        let mut found = forms.iter().filter_map(|form| in_json(form, element));
        found
            .next()
            .ok_or_else(|| format!("not understood: {element}"))
    });
    each.collect()
}

struct Reading<'t> {
    rest: &'t str,
    grammar: &'t Grammar,
    forms: &'t [KnownForm],
}

impl Reading<'_> {
    /// Clauses joined by the word for and, or by the word for or.
    fn joined(&mut self) -> Result<Vec<ReadClause>, String> {
        let mut all = self.term()?;
        let and = self.grammar.and.clone().unwrap_or_default();
        let or = self.grammar.or.clone().unwrap_or_default();
        let mut alternatives = false;
        loop {
            let (joins, is_or) = match () {
                () if !and.is_empty() && self.rest.starts_with(&and) => (&and, false),
                () if !or.is_empty() && self.rest.starts_with(&or) => (&or, true),
                () => break,
            };
            self.rest = self.rest.get(joins.len()..).unwrap_or_default();
            alternatives |= is_or;
            all.extend(self.term()?);
        }
        if alternatives {
            return one_of(all).map(|one| vec![one]);
        }
        Ok(all)
    }

    /// One clause, or several in brackets.
    fn term(&mut self) -> Result<Vec<ReadClause>, String> {
        // The one that takes most of the text, and of it most as its own words: a value may look like anything.
        let mut best: Option<((usize, usize), ReadClause)> = None;
        for form in self.forms {
            let Some((clause, taken)) = in_text(form, self.rest, self.grammar) else {
                continue;
            };
            match &mut best {
                Some((most, _)) if taken < *most => {}
                Some((most, known)) if taken == *most => known.or_of(&clause),
                _ => best = Some((taken, clause)),
            }
        }
        if let Some(((length, _), clause)) = best {
            self.rest = self.rest.get(length..).unwrap_or_default();
            return Ok(vec![clause]);
        }
        let Some(inside) = self.rest.strip_prefix('(') else {
            return Err(format!("no clause at: {}", self.rest));
        };
        self.rest = inside;
        let found = self.joined()?;
        self.rest = self
            .rest
            .strip_prefix(')')
            .ok_or_else(|| format!("`)` is missing at: {}", self.rest))?;
        Ok(found)
    }
}

impl ReadClause {
    /// Takes in that another form is written alike.
    fn or_of(&mut self, other: &ReadClause) {
        let same = self.operator == other.operator && self.values == other.values;
        if same && self.columns == other.columns && self.own == other.own {
            self.of.extend(&other.of);
        }
    }
}

/// Alternatives of one filter: several columns, or several values.
fn one_of(all: Vec<ReadClause>) -> Result<ReadClause, String> {
    let mut all = all.into_iter();
    let mut one = all.next().ok_or("no alternative")?;
    for other in all {
        one.of.retain(|of| other.of.contains(of));
        if one.of.is_empty() {
            return Err("alternatives of several filters".to_owned());
        }
        one.own |= other.own;
        for column in other.columns {
            if !one.columns.contains(&column) {
                one.columns.push(column);
            }
        }
        for value in other.values {
            if !one.values.contains(&value) {
                one.values.push(value);
            }
        }
    }
    if one.operator == Operator::Eq && one.values.len() > 1 {
        one.operator = Operator::In;
    }
    Ok(one)
}

/// A form at the beginning of a text, with the bytes that it takes, and those of them that are its own words.
fn in_text(
    form: &KnownForm,
    text: &str,
    grammar: &Grammar,
) -> Option<(ReadClause, (usize, usize))> {
    let Comparison::Text(template) = &form.written else {
        return None;
    };
    let mut rest = text;
    let mut in_values = 0;
    let mut values: Option<Vec<Json>> = None;
    let parts = template.parts();
    for (index, part) in parts.iter().enumerate() {
        use touchpoint_language::expr::template::Part;
        let hole = match part {
            Part::Text(fixed) => {
                rest = rest.strip_prefix(fixed.as_str())?;
                continue;
            }
            Part::Hole(hole) => hole.expression.as_str(),
        };
        match hole.split('|').next().map(str::trim) {
            Some("column") => rest = rest.strip_prefix(form.column.as_deref()?)?,
            Some("operator") => rest = rest.strip_prefix(form.word.as_str())?,
            Some(name @ ("value" | "values" | "pattern")) => {
                let stop = match parts.get(index + 1) {
                    Some(Part::Text(next)) => next.as_str(),
                    _ => "",
                };
                let kind = Kind {
                    several: name == "values",
                    pattern: name == "pattern",
                };
                let (found, tail) = literals(rest, grammar, kind, stop)?;
                in_values += rest.len() - tail.len();
                // A form may hold a value twice.
                if values.as_ref().is_some_and(|known| *known != found) {
                    return None;
                }
                values = Some(found);
                rest = tail;
            }
            _ => return None,
        }
    }
    let clause = ReadClause {
        of: vec![form.of],
        columns: form.column.clone().into_iter().collect(),
        own: form.column.is_none(),
        operator: form.operator,
        values: values.unwrap_or_default(),
    };
    let length = text.len() - rest.len();
    Some((clause, (length, length - in_values)))
}

/// A form as an element of a JSON list.
fn in_json(form: &KnownForm, actual: &Json) -> Option<ReadClause> {
    let Comparison::Json(body) = &form.written else {
        return None;
    };
    let mut holes = BTreeMap::new();
    fits(body, actual, form, &mut holes).then_some(())?;
    let values = holes.remove("value").or_else(|| holes.remove("values"));
    Some(ReadClause {
        of: vec![form.of],
        columns: form.column.clone().into_iter().collect(),
        own: form.column.is_none(),
        operator: form.operator,
        values: values.unwrap_or_default(),
    })
}

fn fits(
    body: &Body,
    actual: &Json,
    form: &KnownForm,
    holes: &mut BTreeMap<String, Vec<Json>>,
) -> bool {
    match body {
        Body::Fixed(value) => value == actual,
        Body::Text(template, _) => {
            let fixed = |hole: &str| form.fixed(hole);
            super::part::text(template.text(), actual, &fixed, holes)
        }
        Body::Names(_) => false,
        Body::List(items) => {
            let Some(all) = actual.as_array() else {
                return false;
            };
            let each = items.iter().find(|item| item.reads("value"));
            let count = items.len() - usize::from(each.is_some());
            let (head, tail) = all
                .split_at_checked(count.min(all.len()))
                .unwrap_or((all, &[]));
            let plain = items.iter().filter(|item| !item.reads("value"));
            head.len() == count
                && plain
                    .zip(head)
                    .all(|(item, actual)| fits(item, actual, form, holes))
                && match each {
                    None => tail.is_empty(),
                    Some(item) => tail.iter().all(|actual| fits(item, actual, form, holes)),
                }
        }
        Body::Object(members) => {
            let Some(object) = actual.as_object() else {
                return false;
            };
            object.len() == members.len()
                && members.iter().all(|(name, member)| {
                    let name = template::filled(name, |hole| form.fixed(hole));
                    let value = object.get(&name);
                    value.is_some_and(|value| fits(member, value, form, holes))
                })
        }
    }
}
