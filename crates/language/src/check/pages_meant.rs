//! Paging that reads as something else than it does: a page that is left out, a link that leads back, a
//! count of pages taken for one of records.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::distance::letters;
use crate::document::{At, Pointer};
use crate::expr::Path;
use crate::expr::path::Step;
use crate::mapping::{Leads, Paging, Total, Way};
use crate::written::SendAs;

/// What links and members are called that do not lead on.
const ELSEWHERE: [&str; 5] = ["prev", "previous", "first", "last", "self"];
/// What a number of records, and of pages, is sent as.
const OFFSETS: [&str; 4] = ["offset", "skip", "startat", "startindex"];
const PAGES: [&str; 4] = ["page", "pagenumber", "pageno", "pageindex"];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let of_lookups = checking.mapping.lookups.values();
    let of_lookups = of_lookups.filter_map(|lookup| lookup.paging.as_ref());
    let of_routes = checking.routes().map(|(_, route)| &route.paging);
    for paging in of_routes.chain(of_lookups) {
        found.extend(leads_back(checking, paging));
        found.extend(begins_late(checking, paging));
        found.extend(sent_as_other(checking, paging));
        found.extend(counts_other(checking, paging));
        found.extend(without_size(checking, paging));
    }
    for (case, route) in checking.routes() {
        let place = checking.place_of(case, route, "counts");
        if let (Some(counts), Some(place)) = (&route.counts, place)
            && counts.is_single()
        {
            let title = format!("`{counts}` is one value, and counts as one record");
            let text = "the elements of a list belong here";
            let fault = checking.error(Code::TypeMismatch, title, &place, At::Value, text);
            found.push(fault.with_help(
                "write the path of what a page counts, such as `$.threads[*]`; a number of all records is `total` below `paging`",
            ));
        }
    }
    found
}

fn warn(
    checking: &Checking<'_>,
    place: &Pointer,
    title: String,
    text: &str,
    help: &str,
) -> Diagnostic {
    let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, text);
    fault.with_help(help.to_owned())
}

/// A link, or a member, whose name says that it leads back.
fn leads_back(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let next = paging.way.next()?;
    let place = paging.pointer.key("next");
    let (name, place) = match &next.leads {
        Leads::Header(_, relation) => (letters(relation), place.key("rel")),
        Leads::Paths(paths) => {
            let names = paths.iter().filter_map(last_name);
            (
                names
                    .map(letters)
                    .find(|name| ELSEWHERE.contains(&name.as_str()))?,
                place,
            )
        }
    };
    if !ELSEWHERE.contains(&name.as_str()) || !checking.has(&place) {
        return None;
    }
    let title = format!("`{name}` is not the next page");
    let help = "name what leads on, as `$.links.next`, or `rel: next`";
    Some(warn(
        checking,
        &place,
        title,
        "the list would end after its first page",
        help,
    ))
}

/// A first page that is neither 0 nor 1.
fn begins_late(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let Way::Page { first, .. } = &paging.way else {
        return None;
    };
    let place = paging.pointer.key("first");
    if *first < 2 || !checking.has(&place) {
        return None;
    }
    let title = format!("the list begins at page {first}");
    let help = "write the number of the vendor's first page: 0 or 1";
    Some(warn(
        checking,
        &place,
        title,
        "the pages before it are never read",
        help,
    ))
}

/// Pages that are sent as a number of records, or the other way round.
fn sent_as_other(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let (Some(SendAs::Query(name)), place) = (paging.way.send_as(), paging.pointer.key("send_as"))
    else {
        return None;
    };
    let own = letters(name);
    let (title, help) = match &paging.way {
        Way::Page { .. } if OFFSETS.contains(&own.as_str()) => (
            format!("`{name}` is sent the number of a page"),
            "write `kind: offset` where the vendor counts records",
        ),
        Way::Offset { .. } if PAGES.contains(&own.as_str()) => (
            format!("`{name}` is sent a number of records"),
            "write `kind: page` where the vendor counts pages",
        ),
        _ => return None,
    };
    checking
        .has(&place)
        .then(|| warn(checking, &place, title, "its name says otherwise", help))
}

/// A count of pages under `total`, or one of records under `total_pages`.
fn counts_other(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let of_pages =
        |path: &Path| last_name(path).map(|name| (letters(name).contains("page"), letters(name)));
    if let Some(Total::Path(path)) = &paging.ending.total
        && let Some((true, name)) = of_pages(path)
        && !name.starts_with("per")
        && !name.ends_with("size")
    {
        let place = paging.pointer.key("total");
        let title = format!("`{path}` is read as the number of all records");
        let help = "write `total_pages` where it counts pages";
        return Some(warn(checking, &place, title, "its name says pages", help));
    }
    let path = paging.ending.total_pages.as_ref()?;
    let (_, name) = of_pages(path).filter(|(pages, _)| !pages)?;
    if ![
        "total",
        "count",
        "totalcount",
        "totalrecords",
        "totalresults",
    ]
    .contains(&name.as_str())
    {
        return None;
    }
    let place = paging.pointer.key("total_pages");
    let title = format!("`{path}` is read as the number of all pages");
    let help = "write `total` where it counts records";
    Some(warn(checking, &place, title, "its name says records", help))
}

/// A form of the page's size that does not hold it.
fn without_size(checking: &Checking<'_>, paging: &Paging) -> Option<Diagnostic> {
    let form = paging
        .size
        .form
        .as_ref()
        .filter(|form| !form.reads("page"))?;
    let place = paging.pointer.key("size").key("form");
    let title = format!("the page's size is not in `{}`", form.text());
    let text = "the same is sent for every size";
    let fault = checking.error(Code::UnreadParameter, title, &place, At::Value, text);
    Some(fault.with_help("write `{{ page.size }}` where the number stands"))
}

/// The name of the last step of a path.
fn last_name(path: &Path) -> Option<&str> {
    let Step::Name(name) = path.plain()?.last()? else {
        return None;
    };
    Some(name)
}
