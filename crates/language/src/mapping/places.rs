//! Where in a request a filter's value stands, known from the mapping alone. The request builder
//! must later place it at the same places.

use super::adds::{Goes, Parts};
use super::body::{Body, Send};
use super::member::with_word;
use super::names::{by_operator, names_of};
use super::{Method, Parameter, Route, Sort};
use crate::expr::Template;
use crate::json::Json;
use crate::model::Operator;
use crate::written::SendAs;

/// One place of a request that a filter takes.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestPlace {
    /// Where it is.
    pub at: PlaceAt,
    /// What the filter has there.
    pub holds: Holds,
}

/// Where in a request.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceAt {
    /// In the path.
    Path,
    /// Under a name of the query string.
    Query(String),
    /// At a member of the body.
    Body(Vec<String>),
    /// In a header, in lower case.
    Header(String),
}

/// What a filter has at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Holds {
    /// Its value, with no room for anything else.
    Value,
    /// Elements of a list: several filters add up.
    Elements,
    /// A constant that is sent with its value: equal constants agree.
    Constant(Json),
    /// One bound of a value that several operators of one parameter share.
    Bound,
    /// A hole of a text that the mapping always sends.
    Hole,
    /// A clause of the query text.
    Clause,
}

impl PlaceAt {
    /// True if one place lies within the other: `f[owner]` within `f`, as vendors read names with brackets.
    pub fn meets(&self, other: &PlaceAt) -> bool {
        match (self, other) {
            (PlaceAt::Body(one), PlaceAt::Body(other)) => {
                one.iter().zip(other).all(|(one, other)| one == other)
            }
            (PlaceAt::Query(one), PlaceAt::Query(other)) => {
                let (one, other) = (without_element(one), without_element(other));
                let below = |name: &str, above: &str| {
                    let rest = name.strip_prefix(above);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
                };
                below(one, other) || below(other, one)
            }
            (one, other) => one == other,
        }
    }
}

/// A name in the query string without the place in a list behind it: `ids[]` → `ids`, `ids[0]` → `ids`.
fn without_element(name: &str) -> &str {
    let element = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['));
    match element {
        Some((list, at)) if at.chars().all(|sign| sign.is_ascii_digit()) => list,
        _ => name,
    }
}

impl From<&SendAs> for PlaceAt {
    fn from(place: &SendAs) -> PlaceAt {
        match place {
            SendAs::Query(name) => PlaceAt::Query(name.clone()),
            SendAs::Header(name) => PlaceAt::Header(name.clone()),
            SendAs::Body(name) => PlaceAt::Body(dotted(name)),
        }
    }
}

impl Sort {
    /// The places that an order takes in a request.
    pub fn places(&self) -> Vec<PlaceAt> {
        let own = self.send_as.iter().map(PlaceAt::from);
        let added = of_parts(&self.parts, Operator::Eq).into_iter();
        let named = added.flat_map(|place| match place.at {
            PlaceAt::Query(name) => {
                let names = self.fields.values();
                let names = names.map(|field| PlaceAt::Query(with_word(&name, "field", field)));
                names.collect()
            }
            at => vec![at],
        });
        own.chain(named).collect()
    }
}

impl RequestPlace {
    /// True if both cannot be placed together.
    pub fn excludes(&self, other: &RequestPlace, same_parameter: bool) -> bool {
        if !self.at.meets(&other.at) {
            return false;
        }
        match (&self.holds, &other.holds) {
            (Holds::Constant(one), Holds::Constant(other)) => one != other,
            (Holds::Elements, Holds::Elements)
            | (Holds::Hole | Holds::Clause, _)
            | (_, Holds::Hole | Holds::Clause) => false,
            (Holds::Bound, Holds::Bound) => !same_parameter,
            _ => true,
        }
    }
}

impl Route {
    /// The places that a filter takes on this route; none where nothing of it would be sent, as in the body of
    /// a GET.
    pub fn places(&self, parameter: &Parameter, operator: Operator) -> Vec<RequestPlace> {
        let mut places = self.places_of(parameter, operator);
        if self.request.method == Method::Get {
            places.retain(|place| !matches!(place.at, PlaceAt::Body(_)));
        }
        places
    }

    fn places_of(&self, parameter: &Parameter, operator: Operator) -> Vec<RequestPlace> {
        let Some(sending) = parameter.sending(operator) else {
            return Vec::new();
        };
        let place = |at, holds| RequestPlace { at, holds };
        match &sending.goes {
            Goes::At(own) => vec![place(own.into(), Holds::Value)],
            Goes::Parts(parts) => of_parts(parts, operator),
            Goes::Clauses(_) => {
                let own = self
                    .soql
                    .iter()
                    .map(|soql| PlaceAt::Query(soql.send_as.clone()));
                let holes = self
                    .holes()
                    .into_iter()
                    .filter(|(_, template)| template.reads("clauses"));
                let all = own.chain(holes.map(|(at, _)| at));
                all.map(|at| place(at, Holds::Clause)).collect()
            }
            Goes::Read => self.reading(&parameter.name, operator, parameter.bare),
        }
    }

    /// The places where templates of the route read a parameter that comes with this operator.
    pub fn reading(&self, name: &str, operator: Operator, bare: Operator) -> Vec<RequestPlace> {
        let apart = self.reads_apart(name);
        // A template puts in the value without its operator.
        let equal = matches!(operator, Operator::Eq | Operator::In) || operator == bare;
        let holes = self.holes().into_iter().filter(|(_, template)| {
            let mut names = names_of(template, "query").into_iter();
            names.any(|read| match by_operator(&read) {
                Some(read) if apart => read == (name, operator),
                _ => !apart && equal && read == name,
            })
        });
        let place = |(at, _)| RequestPlace {
            at,
            holds: Holds::Hole,
        };
        holes.map(place).collect()
    }

    /// Every template of the request, with where it stands.
    pub(crate) fn holes(&self) -> Vec<(PlaceAt, &Template)> {
        let mut all = vec![(PlaceAt::Path, &self.request.path)];
        let headers = self.headers.iter();
        all.extend(headers.map(|(name, (template, _))| (PlaceAt::Header(name.clone()), template)));
        for (name, (send, _)) in &self.send {
            if let Send::Text(template) = send {
                all.push((PlaceAt::Query(name.clone()), template));
            }
        }
        if let Some(body) = &self.body {
            of_body(body, &mut Vec::new(), &mut all);
        }
        all
    }
}

/// `filter.owner` → its members.
pub fn dotted(name: &str) -> Vec<String> {
    name.split('.').map(str::to_owned).collect()
}

fn of_body<'b>(body: &'b Body, path: &mut Vec<String>, all: &mut Vec<(PlaceAt, &'b Template)>) {
    match body {
        Body::Text(template, _) => all.push((PlaceAt::Body(path.clone()), template)),
        Body::List(items) => items.iter().for_each(|item| of_body(item, path, all)),
        Body::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                of_body(member, path, all);
                path.pop();
            }
        }
        Body::Fixed(_) | Body::Names(_) => {}
    }
}

fn of_parts(parts: &Parts, operator: Operator) -> Vec<RequestPlace> {
    let mut all = Vec::new();
    for (name, value) in &parts.send {
        let name = with_word(name.text(), "operator", operator.word());
        of_value(value, &PlaceAt::Query(name), operator, &mut all);
    }
    if let Some(body) = &parts.body {
        of_value(body, &PlaceAt::Body(Vec::new()), operator, &mut all);
    }
    for (name, template) in &parts.headers {
        let at = PlaceAt::Header(name.clone());
        let holds = of_text(template, operator);
        all.extend(holds.map(|holds| RequestPlace { at, holds }));
    }
    all
}

fn of_value(value: &Body, at: &PlaceAt, operator: Operator, all: &mut Vec<RequestPlace>) {
    let mut add = |holds| {
        all.push(RequestPlace {
            at: at.clone(),
            holds,
        });
    };
    match (value, at) {
        (Body::Object(members), PlaceAt::Body(path)) => {
            for (name, member) in members {
                let mut path = path.clone();
                path.push(with_word(name, "operator", operator.word()));
                of_value(member, &PlaceAt::Body(path), operator, all);
            }
        }
        (Body::List(_), _) => add(Holds::Elements),
        (Body::Text(template, _), _) => {
            if let Some(holds) = of_text(template, operator) {
                add(holds);
            }
        }
        (Body::Fixed(fixed), _) => add(Holds::Constant(fixed.clone())),
        (Body::Names(_) | Body::Object(_), _) => add(Holds::Value),
    }
}

/// What a filter has in a text; none where the text is another operator's of the same parameter.
fn of_text(template: &Template, operator: Operator) -> Option<Holds> {
    let reads_value = template.reads("value") || template.reads("values");
    let mut words = Operator::ALL.iter().map(|operator| operator.word());
    if template.reads(operator.word()) {
        Some(Holds::Bound)
    } else if reads_value {
        Some(Holds::Value)
    } else if words.any(|word| template.reads(word)) {
        None
    } else {
        Some(Holds::Constant(template.text().into()))
    }
}
