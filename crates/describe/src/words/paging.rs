//! How a list goes on, in words: for an author, each step; for a caller, what holds while records
//! change, and how deep a list goes.

use super::parameter::place;
use super::{Audience, condition};
use indexmap::IndexMap;
use touchpoint_language::mapping::{Leads, Mapping, Next, Paging, Route, Total, Way};
use touchpoint_language::written::{SendAs, Stop};

/// Where it is said which page is wanted.
fn sent(send_as: Option<&SendAs>) -> String {
    send_as.map_or_else(|| "the request's own text".to_owned(), place)
}

/// For an author: the paging in words, line by line.
pub(crate) fn paging(paging: &Paging) -> Vec<String> {
    let mut lines = vec![match &paging.way {
        Way::Cursor { send_as, next } => {
            format!("{} goes into {}", leads(next), sent(send_as.as_ref()))
        }
        Way::NextUrl { next } => format!("{} is followed", leads(next)),
        Way::Page { send_as, first } => {
            format!(
                "pages are numbered in {}, from {first}",
                sent(send_as.as_ref())
            )
        }
        Way::Offset { send_as } => {
            format!(
                "the records so far are counted in {}",
                sent(send_as.as_ref())
            )
        }
        Way::None => "there is one page".to_owned(),
    }];
    let ending = &paging.ending;
    if let Some(path) = &ending.while_true {
        lines.push(format!("goes on while {path} is true"));
    }
    if let Some(holds) = &ending.while_holds {
        lines.push(format!(
            "goes on while {}",
            condition(holds, Audience::Author)
        ));
    }
    match &ending.total {
        Some(Total::Path(path)) => lines.push(format!("ends when the {path} records have come")),
        Some(Total::Header(name)) => lines.push(format!(
            "ends when as many records have come as the header `{name}` says"
        )),
        None => {}
    }
    if let Some(path) = &ending.total_pages {
        lines.push(format!("ends when the {path} pages have come"));
    }
    match ending.stop {
        Some(Stop::ShortPage) => lines.push("ends at a page that is not full".to_owned()),
        Some(Stop::EmptyPage) => lines.push("ends at a page without records".to_owned()),
        None => {}
    }
    let size = &paging.size;
    match (&size.send_as, size.fixed) {
        (_, Some(fixed)) => {
            lines.push(format!("a page has {fixed} records, whatever is asked for"));
        }
        (Some(send_as), None) => {
            let least = if size.min > 1 {
                format!(", at least {}", size.min)
            } else {
                String::new()
            };
            lines.push(format!(
                "a page's size goes into {}: {} unless asked for{least}, at most {}",
                place(send_as),
                size.default,
                size.max
            ));
        }
        (None, None) if size.in_hole => lines.push(format!(
            "a page's size goes into the request: {} unless asked for, at most {}",
            size.default, size.max
        )),
        (None, None) => {}
    }
    if let Some(cap) = paging.cap {
        lines.push(format!(
            "the vendor gives at most {cap} records of one list"
        ));
    }
    if let Some(window) = &paging.window {
        lines.push(format!(
            "beyond them it is asked for the rest by `{}`",
            window.by
        ));
    }
    lines
}

/// Where the records stand, and what it means if there are none.
pub(crate) fn records(route: &Route) -> String {
    let paths = [&route.records].into_iter().chain(&route.records_else);
    let mut words = paths
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", or else at ");
    if route.records_may_lack {
        words.push_str("; without a list there are none");
    }
    if let Some(missing) = &route.missing {
        let missing = condition(missing, Audience::Author);
        return format!("{words}, one record; none where {missing}");
    }
    words
}

fn leads(next: &Next) -> String {
    let link = match &next.leads {
        Leads::Paths(paths) => {
            let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
            format!("what stands at {}", paths.join(", or else at "))
        }
        Leads::Header(name, relation) => format!("the `{relation}` link of the header `{name}`"),
    };
    match &next.query_parameter {
        Some(name) => format!("`{name}` in {link}"),
        None => link,
    }
}

/// For a caller: what the lists promise; a promise that does not hold for all cases names those for
/// which it does.
pub(crate) fn promises(mapping: &Mapping) -> Vec<String> {
    let cases = &mapping.cases;
    let mut said: IndexMap<String, Vec<&str>> = IndexMap::new();
    let mut lists = 0;
    for case in cases {
        // A route to one record is no list.
        for route in case.routes.iter().filter(|route| route.missing.is_none()) {
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

/// What happens to the other records when one is added or removed between two pages.
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
