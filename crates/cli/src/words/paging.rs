//! How a list goes on, in words.

use super::{condition, place};
use touchpoint_language::mapping::{Leads, Next, Paging, Way};
use touchpoint_language::written::Stop;

/// One line for each thing there is to say.
pub(crate) fn paging(paging: &Paging) -> Vec<String> {
    let mut lines = vec![match &paging.way {
        Way::Cursor { send_as, next } => format!("{} goes into {}", leads(next), place(send_as)),
        Way::NextUrl { next } => format!("{} is followed", leads(next)),
        Way::Page { send_as, first } => {
            format!("pages are numbered in {}, from {first}", place(send_as))
        }
        Way::Offset { send_as } => format!("the records so far are counted in {}", place(send_as)),
        Way::None => "there is one page".to_owned(),
    }];
    let ending = &paging.ending;
    if let Some(path) = &ending.while_true {
        lines.push(format!("goes on while {path} is true"));
    }
    if let Some(holds) = &ending.while_holds {
        lines.push(format!("goes on while {}", condition(holds)));
    }
    if let Some(path) = &ending.total {
        lines.push(format!("ends when the {path} records have come"));
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

fn leads(next: &Next) -> String {
    let link = match &next.leads {
        Leads::Path(path) => format!("what stands at {path}"),
        Leads::Header(name, relation) => format!("the `{relation}` link of the header `{name}`"),
    };
    match &next.query_parameter {
        Some(name) => format!("`{name}` in {link}"),
        None => link,
    }
}
