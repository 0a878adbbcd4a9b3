//! Where a hole stands, as far as that decides what it may read.

use touchpoint_language::document::{Document, Pointer, Step};
use touchpoint_language::model::Operator;

/// What the text with the hole is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// The same for every call: an address, a way to sign in, a table that is asked for once.
    Shared,
    /// A table's request, which is asked for one key, for several, or is not said yet.
    Table { key: bool, keys: bool },
    /// The path of a list's request.
    Request,
    /// A header of it.
    Header,
    /// What it carries in its query or its body.
    Part,
    /// How the page's size is written.
    Size,
    /// What a filter adds.
    Filter,
    /// A clause of a filter's own.
    Clause,
    /// What a sort adds.
    Sort,
    /// A comparison of a grammar that makes a text, or JSON.
    Comparison { is_text: bool },
    /// A comparison for `like` of a grammar that makes a text.
    Like,
    /// `around` of a grammar.
    Around,
    /// `child` of a grammar.
    Child,
}

impl Site {
    /// What a place is for; none where no template is filled in.
    pub(super) fn at(document: &Document, place: &Pointer) -> Option<Self> {
        let keys: Vec<&str> = place.steps().iter().filter_map(Step::as_key).collect();
        match keys.as_slice() {
            ["connection", "base_url" | "headers" | "auth", ..] => Some(Self::Shared),
            ["lookups", _, "paging", "size", "form"] => Some(Self::Size),
            [
                "lookups",
                _,
                "once" | "batch" | "each" | "send" | "body",
                ..,
            ] => Some(Self::of_table(document, place)),
            ["list", "cases", _, inside @ ..]
            | ["list", "shared", inside @ ..]
            | ["lists", _, "cases", _, inside @ ..]
            | ["lists", _, "shared", inside @ ..] => Self::of_list(document, place, inside),
            ["list", inside @ ..] | ["lists", _, inside @ ..] => {
                Self::of_list(document, place, inside)
            }
            _ => None,
        }
    }

    fn of_table(document: &Document, place: &Pointer) -> Self {
        let table = up_to(place, 1);
        let has = |key: &str| document.get(&table.key(key)).is_some();
        let in_list = place.steps().iter().any(|step| step.as_key().is_none());
        match (has("once"), has("batch"), has("each")) {
            (true, _, _) => Self::Shared,
            // An element of a list is written once for each key.
            (_, true, _) => Self::Table {
                key: in_list,
                keys: true,
            },
            (_, _, true) => Self::Table {
                key: true,
                keys: false,
            },
            _ => Self::Table {
                key: true,
                keys: true,
            },
        }
    }

    fn of_list(document: &Document, place: &Pointer, inside: &[&str]) -> Option<Self> {
        let inside = match inside {
            ["routes", of_route @ ..] => of_route,
            other => other,
        };
        match inside {
            ["request", ..] => Some(Self::Request),
            ["headers", ..] => Some(Self::Header),
            ["send" | "body", ..] => Some(Self::Part),
            ["paging", "size", "form"] => Some(Self::Size),
            ["sort", "send" | "body", ..] => Some(Self::Sort),
            ["parameters", _, own @ ..] => Self::of_parameter(own),
            ["grammar", "around"] => Some(Self::Around),
            ["grammar", "child"] => Some(Self::Child),
            ["grammar", form, ..] => {
                let mut steps = place.steps().iter();
                let at = steps.position(|step| step.as_key() == Some("grammar"))?;
                let grammar = up_to(place, at);
                let is_text = document.get(&grammar.key("and")).is_some();
                let operator = Operator::from_word(form);
                match operator {
                    Some(Operator::Like) if is_text => Some(Self::Like),
                    Some(_) => Some(Self::Comparison { is_text }),
                    None => (*form == "write").then_some(Self::Comparison { is_text }),
                }
            }
            _ => None,
        }
    }

    fn of_parameter(own: &[&str]) -> Option<Self> {
        let key = match own {
            [word, key, ..] if Operator::from_word(word).is_some() => key,
            [key, ..] => key,
            [] => return None,
        };
        match *key {
            "clause" => Some(Self::Clause),
            "send" | "body" | "headers" => Some(Self::Filter),
            _ => None,
        }
    }
}

/// The place itself or one above it, which ends with its step of this number.
fn up_to(place: &Pointer, last: usize) -> Pointer {
    let steps = place.steps().get(..=last).unwrap_or_default();
    steps
        .iter()
        .cloned()
        .fold(Pointer::new(), |above, step| above.then(step))
}
