//! What stands beside the list, and what the list may be asked with → how it goes on.

use super::parameters::{Parameter, place};
use super::survey::{path, plain_name};
use super::written::{MarkedLines, flow};
use touchpoint_core::exchange::Headers;
use touchpoint_language::json::Json;

/// The names of what is sent, by what it means.
const CURSORS: [&str; 7] = [
    "cursor",
    "pagetoken",
    "after",
    "startingafter",
    "pagecursor",
    "nextcursor",
    "continuationtoken",
];
const OFFSETS: [&str; 4] = ["offset", "skip", "start", "startat"];
const PAGES: [&str; 4] = ["page", "pagenumber", "pageno", "currentpage"];
const SIZES: [&str; 8] = [
    "limit",
    "pagesize",
    "perpage",
    "pagelimit",
    "count",
    "top",
    "maxresults",
    "pagerecords",
];

/// A member of a reply that leads on.
struct Found {
    names: Vec<String>,
    name: String,
    value: Json,
}

/// Writes how the list goes on. A call with a body has what is asked in it, where nothing says more.
pub(super) fn write(
    (headers, body): (&Headers, &Json),
    list: &[String],
    (parameters, in_body): (&[Parameter], bool),
    depth: usize,
    lines: &mut MarkedLines,
) {
    let beside = beside(body, list);
    let asked = |names: &[&str]| {
        let mut all = parameters.iter();
        all.find(|parameter| parameter.is_called(names))
    };
    let named = |wanted: &[&str]| {
        beside
            .iter()
            .find(|one| wanted.contains(&one.name.as_str()))
    };
    let cursor = named(&[
        "nextcursor",
        "nextpagetoken",
        "cursor",
        "after",
        "endcursor",
        "nexttoken",
    ]);
    let link = beside.iter().find(|one| {
        let is_link = one.value.as_str().is_some_and(|text| text.contains("://"));
        one.name.starts_with("next") && is_link
            || ["nextlink", "nextpageurl", "nexturl"].contains(&one.name.as_str())
    });
    // What is sent is often told again beside the list, under the same name.
    let told = |names: &[&str]| {
        let found = named(names).filter(|one| one.value.is_number());
        found.and_then(|one| one.names.last())
    };
    let size = size(asked(&SIZES), told(&SIZES), in_body);
    if let Some(link) = link {
        lines.guess(depth, "paging:", "a link stands beside the list");
        lines.sure(depth + 1, "kind: next_url");
        lines.sure(depth + 1, &format!("next: {}", flow(&path(&link.names))));
        size.write(depth + 1, lines);
        return;
    }
    if links_on(headers) {
        lines.guess(depth, "paging:", "a header links to the next page");
        lines.sure(depth + 1, "kind: next_url");
        lines.sure(depth + 1, "next: { header: link, rel: next }");
        size.write(depth + 1, lines);
        return;
    }
    if cursor.is_some() || asked(&CURSORS).is_some() {
        let parameter = asked(&CURSORS);
        let at = parameter.map_or_else(|| place("cursor", in_body), Parameter::place);
        lines.guess(depth, "paging:", "what leads on is called so");
        lines.sure(depth + 1, "kind: cursor");
        if parameter.is_some() {
            lines.sure(depth + 1, &format!("send_as: {at}"));
        } else {
            lines.ask(depth + 1, "under which name is the cursor sent?");
            lines.guess(depth + 1, &format!("send_as: {at}"), "a usual name");
        }
        if let Some(found) = cursor {
            lines.sure(depth + 1, &format!("next: {}", flow(&path(&found.names))));
        } else {
            lines.ask(
                depth + 1,
                "where does a reply have the cursor of the next page?",
            );
            lines.guess(depth + 1, "next: $.next_cursor", "a usual name");
        }
        size.write(depth + 1, lines);
        return;
    }
    let total = named(&["total", "totalcount", "totalresults", "totalrecords"]);
    let pages = named(&["totalpages", "pagecount", "lastpage", "maxpage", "pages"]);
    let more = named(&["hasmore", "hasnext", "hasnextpage", "moreitems"]);
    let parameter = |kind, names| {
        let found = asked(names)?;
        Some((kind, &found.name, found.place(), "the parameter"))
    };
    let beside_list = |kind, names| {
        let name = told(names)?;
        Some((kind, name, place(name, in_body), "beside the list stands"))
    };
    let kind = parameter("offset", &OFFSETS[..])
        .or_else(|| parameter("page", &PAGES[..]))
        .or_else(|| beside_list("offset", &OFFSETS[..]))
        .or_else(|| beside_list("page", &PAGES[..]));
    let Some((kind, parameter, at, why)) = kind else {
        lines.ask(
            depth,
            "how does the list go on? without a word of it, one page is read",
        );
        lines.guess(
            depth,
            "paging: { kind: none }",
            "the samples show no way on",
        );
        return;
    };
    lines.guess(depth, "paging:", &format!("{why} `{parameter}`"));
    lines.sure(depth + 1, &format!("kind: {kind}"));
    lines.sure(depth + 1, &format!("send_as: {at}"));
    if let Some(found) = more {
        lines.sure(depth + 1, &format!("while: {}", flow(&path(&found.names))));
    } else if let Some(found) = pages.filter(|_| kind == "page") {
        lines.sure(
            depth + 1,
            &format!("total_pages: {}", flow(&path(&found.names))),
        );
    } else if let Some(found) = total {
        lines.sure(depth + 1, &format!("total: {}", flow(&path(&found.names))));
    } else {
        lines.guess(
            depth + 1,
            "stop: short_page",
            "nothing beside the list tells its end",
        );
    }
    size.write(depth + 1, lines);
}

/// True if the header `link` (RFC 8288) leads to a next page.
fn links_on(headers: &Headers) -> bool {
    let mut links = headers
        .0
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("link"));
    links.any(|(_, value)| {
        let value = value.to_lowercase();
        value.contains("rel=\"next\"") || value.contains("rel=next")
    })
}

/// The origin of a link that a page has to the next one: that of the API.
pub(super) fn origin(headers: &Headers, body: &Json, list: &[String]) -> Option<String> {
    let of_headers = headers
        .0
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("link"));
    let of_headers = of_headers.map(|(_, value)| value.trim_start_matches('<').to_owned());
    let of_body = beside(body, list).into_iter().filter_map(|one| {
        let link = one
            .value
            .as_str()
            .filter(|_| one.name.starts_with("next"))?;
        Some(link.to_owned())
    });
    of_headers.chain(of_body).find_map(|link| {
        let host = link
            .strip_prefix("https://")?
            .split(['/', '?', '>'])
            .next()?;
        (!host.is_empty()).then(|| format!("https://{host}"))
    })
}

/// The size of a page, as it is asked for, and what only a person knows of it.
struct Size {
    text: String,
    question: Option<&'static str>,
    /// What the default rests on, where nothing tells it.
    guess: Option<&'static str>,
}

impl Size {
    fn write(&self, depth: usize, lines: &mut MarkedLines) {
        match (self.question, self.guess) {
            (Some(question), _) => lines.sure_but(depth, &self.text, question),
            (None, Some(rests_on)) => lines.guess(depth, &self.text, rests_on),
            (None, None) => lines.sure(depth, &self.text),
        }
    }
}

fn size(parameter: Option<&Parameter>, told: Option<&String>, in_body: bool) -> Size {
    let how_large = Some("how large may a page be?");
    let Some(parameter) = parameter else {
        let (name, question) = match told {
            Some(name) => (name.as_str(), how_large),
            None => ("limit", Some("how is the size asked for?")),
        };
        let at = place(name, in_body);
        return Size {
            text: format!("size: {{ send_as: {at}, default: 50, max: 100 }}"),
            question,
            guess: None,
        };
    };
    let max = parameter.max.or(parameter.default).unwrap_or(100).max(1);
    let default = parameter.default.unwrap_or(50).min(max).max(1);
    let at = parameter.place();
    let unsaid = parameter.default.is_none();
    Size {
        text: format!("size: {{ send_as: {at}, default: {default}, max: {max} }}"),
        question: how_large.filter(|_| parameter.max.is_none()),
        guess: unsaid.then_some("a usual default; nothing tells how many come unasked"),
    }
}

/// The single values outside the list, with plain names.
fn beside(body: &Json, list: &[String]) -> Vec<Found> {
    fn walk(value: &Json, names: &mut Vec<String>, list: &[String], found: &mut Vec<Found>) {
        match value {
            Json::Object(members) if names.len() < 4 => {
                for (name, member) in members {
                    names.push(name.clone());
                    if names != list {
                        walk(member, names, list, found);
                    }
                    names.pop();
                }
            }
            Json::Object(_) | Json::Array(_) => {}
            scalar => found.push(Found {
                name: names
                    .last()
                    .map(|name| plain_name(name))
                    .unwrap_or_default(),
                names: names.clone(),
                value: scalar.clone(),
            }),
        }
    }
    let mut found = Vec::new();
    walk(body, &mut Vec::new(), list, &mut found);
    found
}

/// True if a parameter is one of paging: no filter.
pub(super) fn is_of_paging(parameter: &Parameter) -> bool {
    let kinds = [&CURSORS[..], &OFFSETS, &PAGES, &SIZES];
    kinds.iter().any(|names| parameter.is_called(names))
}
