//! Lists what the recorded cases of a plan must show: every case, route, field, word, alternative,
//! parameter, header, rule and end of a list. The cases themselves are not known here.

use super::Alteration;
use super::place::place_of;
use touchpoint_core::plan::Plan;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::condition::Subject;
use touchpoint_language::mapping::{Case, ErrorRule, Expression, Mapping, Parameter, Pick, Route};
use touchpoint_language::transform::Transform;

/// Headers that are compared only where a recorded request writes them.
const SELDOM_COMPARED: [&str; 2] = ["accept", "user-agent"];

/// One thing that the recorded cases must show.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// What it is, in words: ``case `call`: the field `subject` ``.
    pub what: String,
    /// Where it stands: `mappings/acme.yaml:31:5`.
    pub place: String,
    /// How it is shown.
    pub proof: Proof,
}

/// How a claim is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// Some case comes out differently once this is altered.
    Altered(Alteration),
    /// Some case is served by this case and route, with a page.
    Served {
        /// The position of the case.
        case: usize,
        /// The position of the route in it.
        route: usize,
    },
    /// Some case gives this parameter to a route that declares it here, and calls the vendor.
    Given(Pointer),
    /// Some reply matches this error rule, and no rule before it.
    Classified(usize),
    /// Some refusal has another message once this is altered.
    Said(Alteration),
    /// Some reply satisfies another error rule, or none, once this is altered.
    Judged(Alteration),
    /// Some page leads on by this paging.
    GoesOn(Pointer),
    /// Some list ends by this paging.
    Ends(Pointer),
}

/// Everything that the recorded cases of a plan must show, in the order of its file.
pub fn claims(plan: &Plan) -> Vec<Claim> {
    let mut claims = Claims {
        mapping: &plan.mapping,
        all: Vec::new(),
    };
    for (index, rule) in plan.mapping.connection.classify.iter().enumerate() {
        let what = format!("the error rule {}", index + 1);
        claims.add(what.clone(), &rule.pointer, Proof::Classified(index));
        claims.clauses(&what, rule);
    }
    for (name, _, pointer) in &plan.mapping.connection.headers {
        claims.header(name, pointer);
    }
    if let Some(message) = &plan.mapping.connection.message {
        claims.message(message);
    }
    for rule in &plan.mapping.rules {
        let names = rule.kind.parameters().join("`, `");
        claims.alter(
            format!("the rule on `{names}`"),
            &rule.pointer,
            Alteration::NoRule(rule.pointer.clone()),
        );
    }
    if let Some(merge) = &plan.mapping.merge {
        let what = "the lists that are read as one".to_owned();
        claims.alter(what, &merge.pointer, Alteration::NoMerge);
    }
    for (index, case) in plan.mapping.cases.iter().enumerate() {
        claims.case(index, case);
    }
    claims.all
}

struct Claims<'m> {
    mapping: &'m Mapping,
    all: Vec<Claim>,
}

impl Claims<'_> {
    /// Adds a claim. A part that several cases share is claimed once.
    fn add(&mut self, what: String, pointer: &Pointer, proof: Proof) {
        if self.all.iter().all(|claim| claim.proof != proof) {
            let place = self.mapping.place(pointer);
            self.all.push(Claim { what, place, proof });
        }
    }

    fn alter(&mut self, what: String, pointer: &Pointer, alteration: Alteration) {
        self.add(what, pointer, Proof::Altered(alteration));
    }

    fn case(&mut self, index: usize, case: &Case) {
        let name = &case.name;
        for (number, route) in case.routes.iter().enumerate() {
            let what = match case.routes.len() {
                1 => format!("the case `{name}`"),
                _ => format!("the case `{name}`, route {}", number + 1),
            };
            let (case, route_at) = (index, number);
            let proof = Proof::Served {
                case,
                route: route_at,
            };
            self.add(what, &route.pointer, proof);
            self.route(route);
        }
        if case.skip.is_some() {
            let what = format!("the case `{name}`: `skip`");
            self.alter(what, &case.pointer, Alteration::NoSkip(index));
        }
        for field in &case.fields {
            for (dotted, expression) in field.expressions() {
                let what = format!("the case `{name}`: the field `{dotted}`");
                let alteration = Alteration::Field(index, dotted.clone());
                self.alter(what, &field.pointer, alteration);
                self.parts(&format!("the field `{dotted}`"), expression);
            }
            for source in field
                .sources()
                .iter()
                .filter(|source| source.more.is_some())
            {
                let what = format!("the field `{}`: a list that goes on", field.name);
                let alteration = Alteration::NoMore(source.pointer.clone());
                self.alter(what, &source.pointer.key("more"), alteration);
            }
            if field.sources().len() > 1 {
                for source in field.sources() {
                    let what = format!("the field `{}`: this source", field.name);
                    let alteration = Alteration::Source(source.pointer.clone());
                    self.alter(what, &source.pointer, alteration);
                }
            }
        }
    }

    /// What an error rule reads of a reply beside its status: another reply must lack it.
    fn clauses(&mut self, what: &str, rule: &ErrorRule) {
        for (at, clause) in rule.when.clauses.iter().enumerate() {
            let read = match &clause.subject {
                Subject::Path(path) => path.to_string(),
                Subject::Header(name) => format!("header.{name}"),
                _ => continue,
            };
            let what = format!("{what}: the condition `{read}`");
            let alteration = Alteration::NoClause(rule.pointer.clone(), at);
            self.add(what, &rule.pointer, Proof::Judged(alteration));
        }
    }

    fn header(&mut self, name: &str, pointer: &Pointer) {
        if !SELDOM_COMPARED.contains(&name) {
            let alteration = Alteration::NoHeader(pointer.clone());
            self.alter(format!("the header `{name}`"), pointer, alteration);
        }
    }

    fn route(&mut self, route: &Route) {
        for (name, (_, pointer)) in &route.headers {
            self.header(name, pointer);
        }
        for parameter in route.parameters.values() {
            self.parameter(parameter);
        }
        for (field, _) in route.sort.iter().flat_map(|sort| &sort.fields) {
            let what = format!("sorting by `{field}`");
            let alteration = Alteration::Sort(field.clone());
            let pointer = route.sort.as_ref().map(|sort| &sort.pointer);
            self.alter(what, pointer.unwrap_or(&route.pointer), alteration);
        }
        if route.missing.is_some() {
            let what = "one record that is not there".to_owned();
            let alteration = Alteration::NoMissing(route.pointer.clone());
            self.alter(what, &route.pointer, alteration);
        }
        if route.paging.way.leads_on() {
            let pointer = &route.paging.pointer;
            let on = Proof::GoesOn(pointer.clone());
            self.add("a page that leads on".to_owned(), pointer, on);
            let end = Proof::Ends(pointer.clone());
            self.add("a list that ends".to_owned(), pointer, end);
            // A case of few pages reaches a cap only where the caller may say at which count the list
            // begins: not with tokens, and not where the count stands in the middle of a query text.
            let way = &route.paging.way;
            let counted = way.counts().is_some() && way.send_as().is_some();
            if counted && route.paging.cap.is_some() {
                let alteration = Alteration::NoCap(pointer.clone());
                self.alter("the cap of the list".to_owned(), pointer, alteration);
            }
            if counted && route.paging.window.is_some() {
                let what = "the way on beyond the cap".to_owned();
                self.alter(what, pointer, Alteration::NoWindow(pointer.clone()));
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let (name, pointer) = (&parameter.name, &parameter.pointer);
        let what = format!("the parameter `{name}`");
        self.add(what, pointer, Proof::Given(pointer.clone()));
        let mut known: Vec<String> = Vec::new();
        for sending in &parameter.sendings {
            let Some(place) = place_of(&sending.goes) else {
                continue;
            };
            if !known.contains(&place) {
                let what = format!("the parameter `{name}`, {}", sending.operator.word());
                let alteration = Alteration::Sending(pointer.clone(), place.clone());
                known.push(place);
                self.alter(what, pointer, alteration);
            }
        }
        for word in parameter.map.iter().flat_map(|map| map.keys()) {
            let what = format!("the parameter `{name}`: the word `{word}`");
            let alteration = Alteration::Asked(pointer.clone(), word.clone());
            self.alter(what, pointer, alteration);
        }
    }

    /// Each alternative of where a refusal has its message.
    fn message(&mut self, message: &Expression) {
        for (number, part) in (1..).zip(message.parts()) {
            let what = format!("the vendor's message: alternative {number}");
            let alteration = Alteration::Value(part.pointer.clone());
            self.add(what, &part.pointer, Proof::Said(alteration));
        }
    }

    /// The alternatives and the words inside an expression.
    fn parts(&mut self, what: &str, expression: &Expression) {
        let transforms = expression.transforms.iter();
        for word in transforms.flat_map(Transform::theirs) {
            let alteration = Alteration::Word(expression.pointer.clone(), word.to_owned());
            let what = format!("{what}: the vendor's word `{word}`");
            self.alter(what, &expression.pointer, alteration);
        }
        let chosen = matches!(expression.pick, Pick::FirstOf(_) | Pick::Choose(_));
        for (number, part) in (1..).zip(expression.parts()) {
            if chosen {
                let alteration = Alteration::Value(part.pointer.clone());
                let what = format!("{what}: alternative {number}");
                self.alter(what, &part.pointer, alteration);
            }
            self.parts(what, part);
        }
    }
}

#[cfg(test)]
mod tests;
