//! What was seen → the life of a value: each place in the mapping, what stands where in the reply,
//! each transform before and after.

use super::absent::{Absent, absent, short, stands};
use super::life::{ElementLife, Fault, Life, LookedUp, Piece, SourceLife, Step, Why};
use super::located::Place;
use super::origin::Origin;
use super::seen::{SeenElement, SeenEntry, SeenExpr, SeenSource, Text};
use super::target::Target;
use super::watch::SeenRecord;
use touchpoint_core::plan::Plan;
use touchpoint_language::document::Pointer;
use touchpoint_language::expr::path::Root;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Case, Expression, Pick};
use touchpoint_language::model::Kind;

/// How many elements are told of a list that has none in the end.
const MOST_UNTAKEN: usize = 3;

/// Tells what was seen.
pub(super) struct Teller<'t> {
    plan: &'t Plan,
    origin: Origin<'t>,
    target: &'t Target,
}

impl<'t> Teller<'t> {
    pub(super) fn new(plan: &'t Plan, origin: Origin<'t>, target: &'t Target) -> Teller<'t> {
        Teller {
            plan,
            origin,
            target,
        }
    }

    pub(super) fn tell(&self, seen: &SeenRecord, is: Json) -> Why {
        let mapping = &self.plan.mapping;
        let case = mapping.cases.get(seen.chosen.0);
        let mut lives = Vec::new();
        if let Some(value) = &seen.value {
            lives.push(self.life(seen, value, &seen.record, Some(&self.target.field)));
        }
        self.members(seen, &mut lives);
        let named = lives.iter().any(|life| life.field.is_some());
        let unfilled = case.filter(|_| !named).and_then(|case| self.unfilled(case));
        let field = self.plan.model.field(&self.target.field);
        let of_list = matches!(field.map(|field| &field.kind), Some(Kind::List(_)))
            || seen.sources.iter().any(|source| source.has_elements);
        Why {
            integration: mapping.integration.clone(),
            value: self.target.to_string(),
            is,
            case: case.map(|case| case.name.clone()).unwrap_or_default(),
            case_place: case
                .map(|case| mapping.place(&case.pointer))
                .unwrap_or_default(),
            record: self.piece(seen, &seen.record).place,
            unfilled,
            lives,
            sources: if of_list {
                seen.sources
                    .iter()
                    .map(|one| self.source(seen, one))
                    .collect()
            } else {
                Vec::new()
            },
        }
    }

    /// The members of the element that is asked about, or of all.
    fn members(&self, seen: &SeenRecord, lives: &mut Vec<Life>) {
        let taken = seen.sources.iter().flat_map(SeenSource::taken);
        let mut shown: Vec<&SeenElement> = taken.collect();
        if shown.is_empty() {
            // Nothing is written: then what was not is told.
            let all = seen.sources.iter().flat_map(|source| &source.elements);
            shown = all.take(MOST_UNTAKEN).collect();
        }
        let wanted = self.target.dotted();
        for (index, element) in shown.into_iter().enumerate() {
            if self.target.element.is_some_and(|wanted| wanted != index) {
                continue;
            }
            let here = element.raw.as_ref().unwrap_or(&seen.record);
            let entry = element.entry.as_ref();
            for (name, expr) in &element.members {
                let asked = self.target.member.is_none() || *name == wanted;
                let Some(expr) = expr.as_ref().filter(|_| asked) else {
                    continue;
                };
                let mut life = self.life(seen, expr, here, Some(name));
                life.entry = life.entry.or_else(|| entry.map(looked_up));
                lives.push(life);
            }
        }
    }

    /// Why a field has no expression in this case.
    fn unfilled(&self, case: &Case) -> Option<String> {
        let (field, dotted) = (&self.target.field, self.target.dotted());
        let fills = |case: &Case| {
            let mut fields = case.fields.iter().filter(|read| read.name == *field);
            fields.any(|read| {
                self.target.member.is_none()
                    || read.expressions().iter().any(|(name, _)| *name == dotted)
            })
        };
        if fills(case) {
            return None;
        }
        let cases = self.plan.mapping.cases.iter();
        let others: Vec<String> = cases
            .filter(|case| fills(case))
            .map(|case| format!("`{}`", case.name))
            .collect();
        Some(if others.is_empty() {
            format!("no case of the mapping fills `{dotted}`")
        } else {
            let others = others.join(", ");
            format!(
                "the case `{}` does not fill `{dotted}`; filled by {others}",
                case.name
            )
        })
    }

    fn source(&self, seen: &SeenRecord, source: &SeenSource) -> SourceLife {
        let elements = source.elements.iter().map(|element| ElementLife {
            piece: element.raw.as_ref().map(|raw| self.piece(seen, raw)),
            became: match (element.left_out, element.taken, &element.entry) {
                (true, ..) => "left out by `only`",
                (_, Some(true), _) => "taken",
                (_, Some(false), _) if element.members.iter().all(is_empty) => {
                    "left out: none of its members has a value"
                }
                (_, Some(false), _) => "left out: it is in the list already",
                (_, None, Some(SeenEntry { entry: None, .. })) => {
                    "left out: its table has no entry"
                }
                (_, None, _) => "read of the record itself",
            },
        });
        SourceLife {
            place: self.plan.mapping.place(&source.place),
            applies: source.applies,
            elements: elements.collect(),
        }
    }

    fn life(&self, seen: &SeenRecord, expr: &SeenExpr, here: &Text, field: Option<&str>) -> Life {
        let found = expr.found.as_ref();
        let piece = found.and_then(Option::as_ref);
        let case = self.plan.mapping.cases.get(seen.chosen.0);
        let absent = match found {
            Some(None)
                if expr
                    .entry
                    .as_ref()
                    .is_none_or(|entry| entry.entry.is_some()) =>
            {
                let of = expr.entry.as_ref().and_then(|entry| entry.entry.as_ref());
                let meant = case.and_then(|case| expression(case, &expr.place));
                meant.and_then(|meant| nothing(meant, of.unwrap_or(here), &seen.record))
            }
            _ => None,
        };
        let mut before = piece
            .map(|text| plain(&text.raw))
            .or_else(|| expr.made.clone())
            .or_else(|| expr.parts.last().and_then(|part| part.ends.clone()))
            .unwrap_or_default();
        let steps = expr.steps.iter().map(|(does, after)| {
            let was = match after {
                Some(after) => std::mem::replace(&mut before, after.clone()),
                None => before.clone(),
            };
            Step {
                does: short(does),
                before: short(&was),
                after: after.as_deref().map(short),
            }
        });
        Life {
            field: field.map(str::to_owned),
            place: self.plan.mapping.place(&expr.place),
            written: self.written(&expr.place),
            entry: expr.entry.as_ref().map(looked_up),
            found: piece.map(|text| self.piece(seen, text)),
            made: expr.made.as_deref().map(short),
            absent,
            steps: steps.collect(),
            parts: expr
                .parts
                .iter()
                .map(|part| self.life(seen, part, here, None))
                .collect(),
            faults: expr
                .faults
                .iter()
                .map(|(code, message)| Fault {
                    code: code.clone(),
                    message: message.clone(),
                })
                .collect(),
            ends: expr.ends.as_deref().map(short),
        }
    }

    fn piece(&self, seen: &SeenRecord, text: &Text) -> Piece {
        let place = text.at.clone().map(|(pointer, byte)| Place {
            reply: self.reply(&seen.body),
            pointer,
            byte,
        });
        Piece {
            text: short(&text.raw),
            place,
        }
    }

    /// The file of the reply with this body.
    fn reply(&self, body: &[u8]) -> String {
        match self.origin {
            Origin::Reply(name, ..) => name.to_owned(),
            Origin::Case(case) => {
                let mut calls = case.exchanges.iter();
                let call = calls.find(|call| call.reply.body == body);
                let name = call.map_or("?", |call| &call.name);
                format!("{name}.reply.http")
            }
        }
    }

    /// What the author wrote at a place, on one line.
    fn written(&self, place: &Pointer) -> String {
        let document = &self.plan.mapping.document;
        let Some(node) = document.get(place) else {
            return String::new();
        };
        let text = &document.source_of(place).text;
        let text = text.get(node.span.clone()).unwrap_or_default();
        short(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn is_empty((_, expr): &(String, Option<SeenExpr>)) -> bool {
    expr.as_ref().is_none_or(|expr| expr.ends.is_none())
}

fn looked_up(seen: &SeenEntry) -> LookedUp {
    LookedUp {
        table: seen.table.clone(),
        key: seen.key.clone(),
        entry: seen.entry.as_ref().map(|entry| short(&entry.raw)),
    }
}

/// A text without its quotes.
fn plain(raw: &str) -> String {
    let text = touchpoint_core::slices::text(raw);
    text.map_or_else(|| stands(raw), Into::into)
}

/// What is there instead of the value of a path.
fn nothing(expression: &Expression, here: &Text, record: &Text) -> Option<Absent> {
    let Pick::From(path) = &expression.pick else {
        return None;
    };
    let start = if path.root() == Root::Record {
        record
    } else {
        here
    };
    Some(absent(path, &start.raw))
}

/// The expression of a case that stands at a place.
fn expression<'m>(case: &'m Case, place: &Pointer) -> Option<&'m Expression> {
    fn within<'e>(one: &'e Expression, place: &Pointer) -> Option<&'e Expression> {
        if one.pointer == *place {
            return Some(one);
        }
        one.parts().into_iter().find_map(|part| within(part, place))
    }
    let mut all = case.fields.iter().flat_map(|field| field.expressions());
    all.find_map(|(_, one)| within(one, place))
}
