//! How a query text is made of clauses: each operator's form, how values are quoted, how clauses are
//! joined. A grammar that has a name is the same data, kept in `grammars/`.

use super::body::{Body, body};
use super::resolver::Resolver;
use crate::diagnostic::Code;
use crate::document::{Document, Pointer, parse};
use crate::expr::template::Part;
use crate::expr::{ExprFault, Template};
use crate::json::{Json, from_json};
use crate::model::{Operator, Scalar};
use crate::source::SourceFile;
use crate::written::{
    self, Directions, Escape, NamedGrammar, OwnGrammar, Unquoted, ValueType, Wildcard,
};
use std::sync::{Arc, LazyLock};

/// How a query text is made of clauses.
#[derive(Clone, Debug)]
pub struct Grammar {
    /// How each operator is written, with the vendor's word for it.
    pub forms: Vec<(Operator, Comparison, String)>,
    /// The text between clauses that must all hold; absent where they are elements of a JSON list.
    pub and: Option<String>,
    /// The text between clauses of which at least one must hold.
    pub or: Option<String>,
    /// What stands around two clauses or more.
    pub around: Option<Template>,
    /// True if clauses are joined two by two.
    pub pairs: bool,
    /// The quote before and after a text.
    pub quote: String,
    /// The characters of a value that are escaped.
    pub escape: Option<Escape>,
    /// What stands without quotes.
    pub bare: Vec<Unquoted>,
    /// The wildcard that stands for any text.
    pub wildcard: Option<Wildcard>,
    /// The most clauses that the vendor takes.
    pub at_most: Option<usize>,
    /// The text between two columns, and between two keys of an order.
    pub list: String,
    /// The words of the two directions.
    pub directions: Directions,
    /// How a list below a column is selected.
    pub child: Option<Template>,
    /// True if a column may be a member of another.
    pub dotted: bool,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// One comparison as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// A text with holes.
    Text(Template),
    /// JSON, in which every text may have holes.
    Json(Body),
}

impl Comparison {
    /// True if it holds all values of a filter that has several: in one place, or in an element for each.
    pub fn holds_many(&self) -> bool {
        self.reads("values") || matches!(self, Comparison::Json(body) if body.has_element())
    }

    /// True if each value is followed by a sign that no value holds unescaped: `({{ column }}:in:{{ values }})`.
    fn closes_values(&self, is_escaped: &impl Fn(char) -> bool) -> bool {
        let Comparison::Text(template) = self else {
            return false;
        };
        let closes = |part: Option<&Part>| matches!(part, Some(Part::Text(text)) if text.starts_with(is_escaped));
        let parts = template.parts();
        parts.iter().enumerate().all(|(at, part)| {
            let Part::Hole(hole) = part else { return true };
            let reads = |word: &str| hole.names.iter().flatten().any(|name| name == word);
            let is_value = reads("value") || reads("values") || reads("pattern");
            !is_value || closes(parts.get(at + 1)) && (!reads("values") || is_escaped(','))
        })
    }

    /// True if a hole of it reads this word; in JSON, also one of a member's name.
    pub fn reads(&self, word: &str) -> bool {
        match self {
            Comparison::Text(template) => template.reads(word),
            Comparison::Json(body) => body.reads(word) || body.names_hole(word),
        }
    }

    /// True if this text stands in it by itself: a column that needs no hole.
    pub fn holds_text(&self, text: &str) -> bool {
        let holds = |template: &Template| {
            let mut parts = template.parts().iter();
            parts.any(|part| matches!(part, Part::Text(own) if own.contains(text)))
        };
        match self {
            Comparison::Text(template) => holds(template),
            Comparison::Json(body) => {
                let mut templates = body.templates().into_iter();
                templates.any(|(template, _)| holds(template)) || body.names_text(text)
            }
        }
    }
}

impl Grammar {
    /// How an operator is written, with the vendor's word for it.
    pub fn form(&self, operator: Operator) -> Option<(&Comparison, &str)> {
        let mut forms = self.forms.iter();
        let (_, form, word) = forms.find(|(known, ..)| *known == operator)?;
        Some((form, word))
    }

    /// True if one comparison expresses an operator, however many values the filter has.
    pub fn says_at_once(&self, operator: Operator) -> bool {
        let form = self.form(operator);
        form.is_some_and(|(form, _)| !operator.takes_many() || form.holds_many())
    }

    /// True if it can express an operator: by a form of its own, or by a comparison for each value.
    pub fn says(&self, operator: Operator) -> bool {
        let each = self.form(self.of_each(operator)).is_some();
        self.says_at_once(operator)
            || match operator {
                Operator::In => self.or.is_some() && each,
                Operator::Nin => each,
                _ => false,
            }
    }

    /// The operator that compares one value, where several are compared one by one: `eq` for `in`, `ne` for `nin`.
    pub fn of_each(&self, operator: Operator) -> Operator {
        let own = match operator {
            Operator::In => Operator::Eq,
            Operator::Nin => Operator::Ne,
            other => other,
        };
        if self.form(own).is_some() {
            own
        } else {
            operator
        }
    }

    /// The operators that it can express for a value of this kind.
    pub fn operators(&self, scalar: &Scalar) -> Vec<Operator> {
        let unfit = |operator: &Operator| {
            matches!(
                (scalar, operator),
                (
                    Scalar::Instant
                        | Scalar::Duration
                        | Scalar::Word(_)
                        | Scalar::Number
                        | Scalar::Boolean,
                    Operator::Like
                ) | (Scalar::Instant, Operator::In | Operator::Nin)
                    | (
                        Scalar::Text | Scalar::Word(_) | Scalar::Boolean,
                        Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte,
                    )
            )
        };
        let all = Operator::ALL.into_iter();
        all.filter(|operator| !unfit(operator))
            .filter(|operator| self.says(*operator))
            .collect()
    }

    /// True if a value of this kind stands without quotes.
    pub fn is_bare(&self, scalar: &Scalar, value_type: ValueType, value: &Json) -> bool {
        let kind = match (value, scalar, value_type) {
            (Json::Number(_), ..) | (_, _, ValueType::Integer | ValueType::Number) => {
                Unquoted::Number
            }
            (Json::Bool(_), ..) | (_, _, ValueType::Boolean) => Unquoted::Boolean,
            (_, _, ValueType::Uuid) => Unquoted::Uuid,
            (_, Scalar::Instant, _) => Unquoted::Time,
            _ => Unquoted::Text,
        };
        self.bare.contains(&kind)
    }

    /// True if a text may end its own quotes, or where nothing is quoted its clause: each needs a pattern.
    pub fn leaves_texts_open(&self) -> bool {
        let Some(and) = &self.and else {
            return false;
        };
        let Some(escape) = &self.escape else {
            return true;
        };
        let is_escaped = |sign: char| {
            let mut named = escape.named.keys();
            escape.these.contains(sign) || named.any(|own| own.chars().eq([sign]))
        };
        let ends = if self.quote.is_empty() {
            let mut between = [Some(and), self.or.as_ref()].into_iter().flatten();
            between.all(|text| text.chars().any(is_escaped))
                || self
                    .forms
                    .iter()
                    .all(|(_, form, _)| form.closes_values(&is_escaped))
        } else {
            self.quote.chars().all(is_escaped)
        };
        !(ends && escape.by.chars().all(is_escaped))
    }

    /// A value quoted as a text: `O'Neil` → `'O\'Neil'`.
    ///
    /// # Errors
    /// A control character that the grammar cannot escape.
    pub fn quoted(&self, text: &str) -> Result<String, ExprFault> {
        let quote = &self.quote;
        Ok(format!("{quote}{}{quote}", self.escaped(text)?))
    }

    /// A value between wildcards, quoted: `50%` → `'%50\%%'`.
    ///
    /// # Errors
    /// As [`Grammar::quoted`].
    pub fn pattern(&self, text: &str) -> Result<String, ExprFault> {
        let mut inside = self.escaped(text)?;
        let Some(wildcard) = &self.wildcard else {
            return self.quoted(text);
        };
        for sign in wildcard.these.chars() {
            inside = inside.replace(sign, &format!("{}{sign}", wildcard.by));
        }
        let (quote, any) = (&self.quote, &wildcard.any);
        Ok(format!("{quote}{any}{inside}{any}{quote}"))
    }

    fn escaped(&self, text: &str) -> Result<String, ExprFault> {
        let mut out = String::with_capacity(text.len());
        for sign in text.chars() {
            let named = self.escape.as_ref().and_then(|escape| {
                let named = escape.named.iter();
                named
                    .filter(|(own, _)| own.chars().eq([sign]))
                    .map(|(_, text)| text)
                    .next()
            });
            match (&self.escape, named) {
                (_, Some(named)) => out.push_str(named),
                _ if sign.is_control() => {
                    let says = format!("cannot hold the character U+{:04X}", u32::from(sign));
                    return Err(ExprFault::new(says));
                }
                (Some(escape), None) if escape.these.contains(sign) => {
                    out.push_str(&escape.by);
                    out.push(sign);
                }
                _ => out.push(sign),
            }
        }
        Ok(out)
    }
}

static SOQL: LazyLock<Document> =
    LazyLock::new(|| named("soql", include_str!("../../grammars/soql.yaml")));
static ODATA: LazyLock<Document> =
    LazyLock::new(|| named("odata", include_str!("../../grammars/odata.yaml")));
static COQL: LazyLock<Document> =
    LazyLock::new(|| named("coql", include_str!("../../grammars/coql.yaml")));

fn named(name: &str, text: &str) -> Document {
    parse(Arc::new(SourceFile::new(name, text))).0
}

/// Resolves a grammar.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Grammar,
    pointer: &Pointer,
) -> Option<Grammar> {
    match written {
        written::Grammar::Own(own) => of(resolver, own, pointer),
        written::Grammar::Named(name) => of_name(resolver, *name, pointer),
    }
}

/// A grammar that has a name.
pub(super) fn of_name(
    resolver: &mut Resolver<'_>,
    name: NamedGrammar,
    pointer: &Pointer,
) -> Option<Grammar> {
    let document = match name {
        NamedGrammar::Soql => &SOQL,
        NamedGrammar::Odata => &ODATA,
        NamedGrammar::Coql => &COQL,
    };
    let own: OwnGrammar = from_json(document.to_json()).ok()?;
    of(resolver, &own, pointer)
}

fn of(resolver: &mut Resolver<'_>, own: &OwnGrammar, pointer: &Pointer) -> Option<Grammar> {
    let mut forms = Vec::new();
    for operator in Operator::ALL {
        let word = own.operators.get(&operator);
        let (form, key) = match (own.form(operator), &own.write, word) {
            (Some(form), ..) => (form, operator.word()),
            (None, Some(write), Some(_)) => (write, "write"),
            // A grammar without words has one comparison, which means `eq`.
            (None, Some(write), None) if own.operators.is_empty() && operator == Operator::Eq => {
                (write, "write")
            }
            _ => continue,
        };
        let form = comparison(resolver, &form.0, &pointer.key(key))?;
        forms.push((operator, form, word.cloned().unwrap_or_default()));
    }
    if forms.is_empty() {
        let label = "nothing says how a comparison is written";
        let help = r#"add `write: "{{ column }}=={{ value }}"`"#.to_owned();
        resolver.fault(
            Code::MissingKey,
            pointer,
            "`write` is missing",
            label,
            Some(help),
        );
        return None;
    }
    let text = |resolver: &mut Resolver<'_>, text: &Option<String>, key: &str| match text {
        None => Some(None),
        Some(text) => resolver.template(text, &pointer.key(key)).map(Some),
    };
    Some(Grammar {
        forms,
        and: own.and.clone(),
        or: own.or.clone(),
        around: text(resolver, &own.around, "around")?,
        pairs: own.pairs,
        quote: own.quote.clone().unwrap_or_default(),
        escape: own.escape.clone(),
        bare: own.bare.clone(),
        wildcard: own.wildcard.clone(),
        at_most: own.at_most,
        list: own.list.clone().unwrap_or_else(|| ", ".to_owned()),
        directions: own.directions.clone().unwrap_or_default(),
        child: text(resolver, &own.child, "child")?,
        dotted: own.dotted,
        pointer: pointer.clone(),
    })
}

/// One comparison: a text or JSON with holes.
pub(super) fn comparison(
    resolver: &mut Resolver<'_>,
    written: &Json,
    pointer: &Pointer,
) -> Option<Comparison> {
    match written {
        Json::String(text) => resolver.template(text, pointer).map(Comparison::Text),
        json => body(resolver, json, pointer).map(Comparison::Json),
    }
}
