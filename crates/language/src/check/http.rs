//! HTTP can carry what is sent: header names are valid, header values are plain text, and a GET has
//! no body.

use super::checking::Checking;
use super::walk::{last_key, walk};
use crate::diagnostic::{Code, Diagnostic, disguised};
use crate::document::{At, Kind, Pointer};
use crate::mapping::{Ask, Body, Case, Lookup, Method, Route};
use crate::written::SendAs;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = headers(checking);
    for (case, route) in checking.routes() {
        found.extend(body(checking, case, route));
    }
    for lookup in checking.mapping.lookups.values() {
        found.extend(body_of_lookup(checking, lookup));
    }
    found
}

/// Every header name that is written, sent or read, and every header value that is sent.
fn headers(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut judge = |name: &str, place: &Pointer, at: At| {
        if is_token(name) {
            return;
        }
        let title = format!("`{name}` is no name of a header");
        let text = "HTTP carries letters, digits and `-` here";
        let fault = checking.error(Code::NotSendable, title, place, at, text);
        let plain: String = name.chars().filter(|c| is_token_char(*c)).collect();
        let help = match name.split_once(':') {
            Some((before, _)) if is_token(before.trim()) => {
                format!(
                    "write `{}`, and what is sent behind the key's own `:`",
                    before.trim()
                )
            }
            _ if plain.is_empty() => "write a name such as `accept`".to_owned(),
            _ => format!("write a name such as `{plain}`"),
        };
        found.push(fault.with_help(help));
    };
    let mut values = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let key = last_key(place);
        match &node.kind {
            Kind::Map(entries) if key == "headers" => {
                for entry in entries {
                    let place = place.key(entry.key.as_str());
                    judge(&entry.key, &place, At::Key);
                    let text = entry.node.as_text();
                    values.extend(text.map(|text| (place, text.to_owned())));
                }
            }
            Kind::Map(entries) if ["when", "while"].contains(&key) => {
                for entry in entries {
                    if let Some(name) = entry.key.strip_prefix("header.") {
                        judge(name, &place.key(entry.key.as_str()), At::Key);
                    }
                }
            }
            Kind::Scalar { .. } if key == "header" => {
                if let Some(name) = node.as_text() {
                    judge(name, place, At::Value);
                }
            }
            Kind::Scalar { .. } if key == "prefix" => {
                let text = node
                    .as_text()
                    .filter(|_| super::walk::lies_below(place, "headers"));
                values.extend(text.map(|text| (place.clone(), text.to_owned())));
            }
            _ => {}
        }
    });
    for (place, text) in values {
        let carried = |c: char| c.is_ascii() && !c.is_ascii_control();
        // a look-alike character is reported as that
        if !text.chars().all(carried) && disguised(&text).is_none() {
            let title = format!(
                "`{}` is sent in a header, which carries plain ASCII",
                last_key(&place)
            );
            let label = "holds another character, or a line's end";
            let fault = checking.error(Code::NotSendable, title, &place, At::Value, label);
            found.push(fault.with_help("write letters, digits and signs of ASCII, on one line"));
        }
    }
    found
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_token_char)
}

/// A character of a token, RFC 9110 5.6.2.
fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn body(checking: &Checking<'_>, case: &Case, route: &Route) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let place = checking.place_of(case, route, "body");
    if let (Some(body), Some(place)) = (&route.body, &place) {
        found.extend(no_map(checking, body, place));
    }
    if route.request.method != Method::Get {
        return found;
    }
    if route.body.is_some()
        && let Some(place) = &place
    {
        found.push(no_body(checking, place, &route.request.pointer));
    }
    let paging = &route.paging;
    let page = paging.way.send_as();
    let sort = route.sort.as_ref();
    for (send_as, place) in [
        (page, paging.pointer.key("send_as")),
        (
            paging.size.send_as.as_ref(),
            paging.pointer.key("size").key("send_as"),
        ),
        (
            sort.and_then(|sort| sort.send_as.as_ref()),
            sort.map_or_else(Pointer::new, |sort| sort.pointer.key("send_as")),
        ),
    ] {
        if matches!(send_as, Some(SendAs::Body(_))) {
            found.push(no_body(checking, &place, &route.request.pointer));
        }
    }
    found
}

fn body_of_lookup(checking: &Checking<'_>, lookup: &Lookup) -> Vec<Diagnostic> {
    let (Some(body), place) = (&lookup.body, lookup.pointer.key("body")) else {
        return Vec::new();
    };
    let mut found: Vec<Diagnostic> = no_map(checking, body, &place).into_iter().collect();
    if let Ask::Once(line) | Ask::Batch(line) | Ask::Each(line) = &lookup.ask
        && line.method == Method::Get
    {
        found.push(no_body(checking, &place, &line.pointer));
    }
    found
}

fn no_body(checking: &Checking<'_>, place: &Pointer, request: &Pointer) -> Diagnostic {
    let title = "a GET has no body here";
    let text = "would be left out";
    let label = checking.document.label(request, At::Value, "a GET");
    let fault = checking.warning(Code::NotSendable, title, place, At::Key, text);
    let help =
        "write `POST`, or send it in the query string: `send: { name: value }`, `send_as: name`";
    fault.with_secondary(label).with_help(help)
}

fn no_map(checking: &Checking<'_>, body: &Body, place: &Pointer) -> Option<Diagnostic> {
    let here = match body {
        Body::Object(_) => return None,
        Body::Text(..) => "a text",
        Body::List(_) => "a list",
        Body::Fixed(_) | Body::Names(_) => "one value",
    };
    let title = format!("`body` wants a map, here is {here}");
    let text = "would be left out";
    let fault = checking.warning(Code::NotSendable, title, place, At::Key, text);
    Some(fault.with_help("write the members of the JSON body: `body: { name: value }`"))
}
