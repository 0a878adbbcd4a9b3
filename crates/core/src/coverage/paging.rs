//! How the lists of a mapping are gone through, in words: what a caller can count on while records
//! change, and how deep a list goes.

use crate::plan::Plan;
use indexmap::IndexMap;
use touchpoint_language::mapping::{Paging, Way};

/// What holds of the lists, each with the cases that it holds of, where it does not hold of all.
pub(super) fn words(plan: &Plan) -> Vec<String> {
    let cases = &plan.mapping.cases;
    let mut said: IndexMap<String, Vec<&str>> = IndexMap::new();
    let mut lists = 0;
    for case in cases {
        for route in &case.routes {
            lists += 1;
            let depth = depth(&route.paging);
            for sentence in [Some(changes(&route.paging.way).to_owned()), depth] {
                let Some(sentence) = sentence else { continue };
                said.entry(sentence).or_default().push(&case.name);
            }
        }
    }
    let said = said.into_iter().map(|(sentence, of)| {
        if of.len() == lists {
            return sentence;
        }
        let mut names: Vec<String> = of.into_iter().map(|name| format!("`{name}`")).collect();
        names.dedup();
        format!("{}: {sentence}", names.join(", "))
    });
    said.collect()
}

/// What becomes of the other records when one is added or taken away between two pages.
fn changes(way: &Way) -> &'static str {
    match way {
        Way::Cursor { .. } | Way::NextUrl { .. } => {
            "a list is gone through by a cursor: what is added or taken away meanwhile makes no other record come twice or get lost"
        }
        Way::Page { .. } | Way::Offset { .. } => {
            "a list is gone through by place: a record that is added meanwhile may make another come twice, one that is taken away may make another get lost"
        }
        Way::None => "a list comes in one reply",
    }
}

fn depth(paging: &Paging) -> Option<String> {
    let cap = paging.cap?;
    let beyond = match &paging.window {
        Some(window) => format!("beyond them it goes on by `{}`", window.by),
        None => "beyond them it ends with an error".to_owned(),
    };
    Some(format!(
        "the vendor gives {cap} records of one list; {beyond}"
    ))
}
