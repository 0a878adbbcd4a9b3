//! How one unified parameter is asked of the vendor: each operator with where and how it is sent.

use super::adds::{self, Goes};
use super::grammar::Grammar;
use super::resolver::Resolver;
use crate::diagnostic::{Code, Help};
use crate::document::Pointer;
use crate::expr::{Path, Pattern, SentTime, TimeForm, time};
use crate::json::Json;
use crate::model::Operator;
use crate::written::{self, Give, ValueType};
use indexmap::IndexMap;

/// How one unified parameter is asked of the vendor.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its canonical name.
    pub name: String,
    /// The operators that the vendor understands, and how each is sent.
    pub sendings: Vec<Sending>,
    /// The type that the vendor wants.
    pub value_type: ValueType,
    /// Our word → the vendor's; a list is several of them, any of which is meant.
    pub map: Option<IndexMap<String, Json>>,
    /// The text between several values.
    pub join: Option<String>,
    /// What the whole value must match.
    pub pattern: Option<Pattern>,
    /// What a value without an operator means.
    pub bare: Operator,
    /// True if we check the records instead.
    pub checked: bool,
    /// True if the vendor's own words pass.
    pub raw: bool,
    /// The other parameter that the vendor needs beside it.
    pub pushed_with: Option<String>,
    /// How its value is looked up before it is sent.
    pub through: Option<Through>,
    /// True if it is beyond the contract's page.
    pub extra: bool,
    /// What the contract's page says of it.
    pub note: Option<String>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// One operator and how it is sent.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The operator.
    pub operator: Operator,
    /// Where it goes.
    pub goes: Goes,
    /// How it writes a time.
    pub time: SentTime,
    /// True if the vendor applies it loosely.
    pub loose: bool,
}

/// How a value is looked up before it is sent.
#[derive(Clone, Debug)]
pub struct Through {
    /// The table.
    pub table: String,
    /// The path that is compared with the value.
    pub find: Path,
    /// True if upper and lower case are ignored.
    pub ignore_case: bool,
    /// What is sent: one path, or an object of paths.
    pub give: GivePaths,
}

/// What is sent of the entry found.
#[derive(Clone, Debug)]
pub enum GivePaths {
    /// One value.
    One(Path),
    /// An object.
    Object(Vec<(String, Path)>),
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    name: &str,
    written: &written::Parameter,
    grammar: Option<&Grammar>,
    pointer: &Pointer,
) -> Option<Parameter> {
    let written::Parameter {
        // what it adds to a request, which `adds` gathers
        send_as: _,
        send: _,
        body: _,
        headers: _,
        clause: _,
        value_type,
        map,
        time,
        zone,
        join,
        pattern,
        operators,
        bare,
        loose,
        checked,
        raw,
        pushed_with,
        through,
        extra,
        note,
        // how each operator is sent, which `operator_forms` lists
        eq: _,
        ne: _,
        gt: _,
        gte: _,
        lt: _,
        lte: _,
        any: _,
        nin: _,
        like: _,
    } = written;
    let value_type = value_type.unwrap_or_default();
    let own = adds::resolve(resolver, written.adds(), pointer)?;
    let time = sent_time(
        resolver,
        time.as_ref(),
        zone.as_deref(),
        pointer,
        &SentTime::default(),
    )?;
    let mut sendings = Vec::new();
    for (word, operator, form) in operator_forms(written) {
        let Some(form) = form else { continue };
        let place = pointer.key(word);
        let zone = form.zone.as_deref();
        let time = sent_time(resolver, form.time.as_ref(), zone, &place, &time)?;
        let goes = if form.adds().is_empty() {
            own.clone()
        } else {
            adds::resolve(resolver, form.adds(), &place)?
        };
        sendings.push(Sending {
            operator,
            goes,
            time,
            loose: form.loose || *loose,
        });
    }
    let told = !sendings.is_empty() && written.adds().is_empty() && operators.is_none();
    if !told && !checked {
        let scalar = resolver.model.filterable(name);
        let meant = || adds::operators(&own, grammar, scalar, value_type);
        let mut meant = operators.clone().or_else(meant);
        // A part of our word says nothing about the vendor's.
        if let (Some(meant), None, Some(_)) = (&mut meant, operators, map) {
            meant.retain(|operator| *operator != Operator::Like);
        }
        for operator in meant.unwrap_or_else(|| default_operators(written)) {
            if sendings.iter().all(|s| s.operator != operator) {
                sendings.push(Sending {
                    operator,
                    goes: own.clone(),
                    time: time.clone(),
                    loose: *loose,
                });
            }
        }
    }
    let through = match through {
        Some(through) => Some(resolve_through(resolver, through, &pointer.key("through"))?),
        None => None,
    };
    if let Some(pattern) = pattern
        && let Err(fault) = regex_lite::Regex::new(&pattern.0)
    {
        let label = fault.to_string();
        resolver.fault(
            Code::BadPattern,
            &pointer.key("pattern"),
            "this pattern cannot be read",
            &label,
            None::<Help>,
        );
        return None;
    }
    Some(Parameter {
        name: name.to_owned(),
        sendings,
        value_type,
        map: map.clone(),
        join: join.clone(),
        pattern: pattern.as_ref().map(|p| Pattern::new(p.0.clone())),
        bare: meant_by_bare(*bare),
        checked: *checked,
        raw: *raw,
        pushed_with: pushed_with.clone(),
        through,
        extra: *extra,
        note: note.clone(),
        pointer: pointer.clone(),
    })
}

/// The operator of a value without one.
fn meant_by_bare(bare: Option<written::Bare>) -> Operator {
    match bare {
        None => Operator::Eq,
        Some(written::Bare::Gte) => Operator::Gte,
        Some(written::Bare::Lte) => Operator::Lte,
    }
}

/// `eq`, and `in` where several values can be sent; a value without an operator is sent as `bare`
/// says.
fn default_operators(written: &written::Parameter) -> Vec<Operator> {
    let eq = meant_by_bare(written.bare);
    let several = written.join.is_some() || written.value_type == Some(ValueType::List);
    if several {
        vec![eq, Operator::In]
    } else {
        vec![eq]
    }
}

fn operator_forms(
    p: &written::Parameter,
) -> [(&'static str, Operator, Option<&written::OperatorForm>); 9] {
    [
        ("eq", Operator::Eq, p.eq.as_ref()),
        ("ne", Operator::Ne, p.ne.as_ref()),
        ("gt", Operator::Gt, p.gt.as_ref()),
        ("gte", Operator::Gte, p.gte.as_ref()),
        ("lt", Operator::Lt, p.lt.as_ref()),
        ("lte", Operator::Lte, p.lte.as_ref()),
        ("in", Operator::In, p.any.as_ref()),
        ("nin", Operator::Nin, p.nin.as_ref()),
        ("like", Operator::Like, p.like.as_ref()),
    ]
}

/// How a time is sent: what is not said is as without it.
fn sent_time(
    resolver: &mut Resolver<'_>,
    form: Option<&written::TimeText>,
    zone: Option<&str>,
    pointer: &Pointer,
    otherwise: &SentTime,
) -> Option<SentTime> {
    let form = form.map(|text| text.0.as_str());
    let form = resolver
        .form(form, &pointer.key("time"), TimeForm::parse)
        .ok()?;
    let zone = resolver.form(zone, &pointer.key("zone"), time::zone).ok()?;
    Some(SentTime {
        form: form.unwrap_or_else(|| otherwise.form.clone()),
        zone: zone.or_else(|| otherwise.zone.clone()),
    })
}

fn resolve_through(
    resolver: &mut Resolver<'_>,
    written: &written::Through,
    pointer: &Pointer,
) -> Option<Through> {
    let find = resolver.path(&written.find, &pointer.key("find"))?;
    let give = match &written.give {
        Give::One(path) => GivePaths::One(resolver.path(path, &pointer.key("give"))?),
        Give::Object(paths) => {
            let mut all = Vec::new();
            for (name, path) in paths {
                all.push((
                    name.clone(),
                    resolver.path(path, &pointer.key("give").key(name.as_str()))?,
                ));
            }
            GivePaths::Object(all)
        }
    };
    Some(Through {
        table: written.lookup.clone(),
        find,
        ignore_case: written.ignore_case,
        give,
    })
}

impl Parameter {
    /// How an operator is sent, where the vendor understands it.
    pub fn sending(&self, operator: Operator) -> Option<&Sending> {
        self.sendings.iter().find(|s| s.operator == operator)
    }

    /// The vendor's words for one of ours: `email` → `["Email", "ListEmail"]`; nothing where `map` has
    /// none.
    pub fn words(&self, ours: &str) -> &[Json] {
        match self.map.as_ref().and_then(|map| map.get(ours)) {
            Some(Json::Array(several)) => several,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        }
    }

    /// Our word for one of the vendor's: `ListEmail` → `email`.
    pub fn our_word(&self, theirs: &str) -> Option<&str> {
        let mut ours = self.map.iter().flat_map(IndexMap::keys);
        let is_theirs = |word: &Json| word.as_text().is_some_and(|word| word == theirs);
        ours.find(|ours| self.words(ours).iter().any(is_theirs))
            .map(String::as_str)
    }

    /// The operator for the vendor's words, which may be several for one of ours: `eq` of `email`
    /// becomes `in` of two.
    pub fn of_words(&self, operator: Operator, ours: &[String]) -> Operator {
        let several = ours.iter().any(|ours| self.words(ours).len() > 1);
        match operator {
            Operator::Eq if several => Operator::In,
            Operator::Ne if several => Operator::Nin,
            operator => operator,
        }
    }
}
