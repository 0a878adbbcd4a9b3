//! A reply that is the list itself has no member beside it.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::mapping::{Ask, Route};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let Some((_, route)) = checking.routes().find(|(_, route)| is_list(route)) else {
        return Vec::new();
    };
    let lookups = checking.mapping.lookups.iter();
    let tables = lookups.filter(|(_, lookup)| matches!(lookup.ask, Ask::InReply));
    let beside = tables.filter(|(_, lookup)| !lookup.entries.prefix().is_empty());
    let tell = |name: &String| {
        let place = Pointer::new()
            .key("lookups")
            .key(name.as_str())
            .key("in_reply");
        let title = format!("nothing stands beside the records at `{}`", route.records);
        let text = "the reply is the list itself";
        let fault = checking.error(Code::NeverFits, title, &place, At::Value, text);
        fault.with_help("take the table away, or name the member that holds the records")
    };
    beside.map(|(name, _)| tell(name)).collect()
}

fn is_list(route: &Route) -> bool {
    let plain = route.records.wildcard_tail();
    route.records_else.is_empty() && plain.is_some_and(|(before, _)| before.is_empty())
}
