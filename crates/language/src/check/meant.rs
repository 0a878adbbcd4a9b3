//! Things that read as something else: a template where none is filled in, a path that is only a text, a
//! path inside a list that starts at the record, a batch element that reads all keys, a `map` that is
//! the wrong way round.

use super::checking::Checking;
use super::templates::{self, Use};
use super::walk::{is_plain, last_key, lies_below, walk};
use crate::diagnostic::{Code, Diagnostic, Edit, Help};
use crate::document::{At, Pointer, Step as At2};
use crate::expr::Path;
use crate::expr::path::{Root, Step};
use crate::mapping::{Ask, Expression, Source};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    texts(checking, &mut found);
    for field in checking.mapping.cases.iter().flat_map(|case| &case.fields) {
        for source in field.sources() {
            within(checking, source, &mut found);
            found.extend(more_in_list(checking, source));
        }
    }
    all_keys(checking, &mut found);
    found
}

/// Fixed texts that look like a template or a path.
fn texts(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let Some(text) = node.as_text() else { return };
        let key = last_key(place);
        if let Some(at) = text
            .find(" // ")
            .filter(|_| is_plain(checking.document, place, node))
        {
            let title = "`//` starts no comment in YAML";
            let range = at.saturating_add(1)..text.len();
            let label = checking
                .document
                .label_in(place, range, "is part of the text");
            let sign = label.span.start..label.span.start.saturating_add(2);
            let here = checking.document.source_of(place).slice(&sign) == "//";
            let comment = Edit::new(sign, "#");
            let help = Help::from("write `#` for it; put quotes around a text that holds it");
            let help = help.edits(here.then_some(comment).into_iter().collect());
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
            return;
        }
        let fixed = ["always", "prefix", "default", "example"].contains(&key)
            || lies_below(place, "map") && !lies_below(place, "parameters");
        if !fixed || lies_below(place, "soql") {
            return;
        }
        let in_header = lies_below(place, "headers");
        if text.contains("{{") {
            let title = "no template is filled in here";
            let label = "stands in every record as it is";
            let label = if in_header { "is sent as it is" } else { label };
            let fault = checking.warning(Code::OtherMeaning, title, place, At::Value, label);
            let name = text
                .split_once("{{ query.")
                .and_then(|(_, rest)| rest.split_once(' '));
            let help = match name {
                Some((name, _)) => {
                    let help =
                        Help::from(format!("write `query: {name}` for what the caller gave"));
                    let alone = key == "always" && *text == format!("{{{{ query.{name} }}}}");
                    let at = |half| checking.document.locate(place, half);
                    let edits = [(At::Key, "query"), (At::Value, name)];
                    let edits = edits.map(|(half, text)| Edit::new(at(half), text));
                    help.edits(edits.into_iter().filter(|_| alone).collect())
                }
                None => "templates stand in requests, headers, `send` and `body`".into(),
            };
            found.push(fault.with_help(help));
        } else if key == "always" && (text.starts_with("$.") || text.starts_with("$[")) {
            let title = format!("`{text}` is a text here");
            let label = checking.document.label(place, At::Value, "no path is read");
            let key = checking.document.locate(place, At::Key);
            let help = Help::from(format!("write `from: {text}`"));
            let help = help.edits(vec![Edit::new(key, "from")]);
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        } else if key == "prefix" && in_header && text.ends_with(char::is_alphanumeric) {
            let title = format!("nothing stands between `{text}` and the secret");
            let label = checking
                .document
                .label(place, At::Value, "sent without a blank");
            let with_blank = format!("{text} ");
            let help = Help::from(format!("write `prefix: \"{with_blank}\"`")).value(&with_blank);
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        }
    });
}

/// Inside a list, `$` is the element: a path that repeats the list's own path looks for it below
/// the element.
fn within(checking: &Checking<'_>, source: &Source, found: &mut Vec<Diagnostic>) {
    let Some(each) = source.each.as_ref().filter(|_| source.lookup.is_none()) else {
        return;
    };
    for (_, member) in &source.members {
        for (path, place) in paths(member) {
            let Some(rest) = below(each, path) else {
                continue;
            };
            let title = format!("inside `each: {each}`, `$` is the element");
            let long = place.key("from");
            let place = if checking.has(&long) { long } else { place };
            let label = checking.document.label(
                &place,
                At::Value,
                "looks for the list below its own element",
            );
            let help = format!("write `${rest}`, or `record.{path}` for what the record has");
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        }
    }
}

/// The record says that its list goes on; a path into the list asks an element.
fn more_in_list(checking: &Checking<'_>, source: &Source) -> Option<Diagnostic> {
    let (each, more) = (source.each.as_ref()?, source.more.as_ref()?);
    below(each, more)?;
    let place = source.pointer.key("more");
    let title = format!("`more` leads into the list `{each}`");
    let text = "an element is asked, not the record";
    let fault = checking.warning(Code::OtherMeaning, title, &place, At::Value, text);
    Some(fault.with_help("name what stands beside the list where it goes on"))
}

/// What a path has behind the names of a list's own path, `.id` of `$.people[0].id` in `$.people[*]`;
/// `None` where it does not begin with these.
pub(super) fn below(list: &Path, path: &Path) -> Option<String> {
    let own = list.prefix().iter();
    let own: Vec<&Step> = own.filter(|step| matches!(step, Step::Name(_))).collect();
    let behind = path.wildcard_tail().map_or(&[][..], |(_, behind)| behind);
    let steps: Vec<&Step> = path.prefix().iter().chain(behind).collect();
    let is_here = path.root() == Root::Here && list.root() == Root::Here;
    if !is_here || own.is_empty() || steps.len() <= own.len() || !steps.starts_with(&own) {
        return None;
    }
    let rest = steps.into_iter().skip(own.len());
    let rest = rest.skip_while(|step| !matches!(step, Step::Name(_)));
    let rest = rest.map(|step| match step {
        Step::Name(name) => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
    });
    Some(rest.collect())
}

/// The paths that an expression reads, with their places.
fn paths(expression: &Expression) -> Vec<(&Path, Pointer)> {
    let own = match &expression.pick {
        crate::mapping::Pick::From(path) if expression.lookup.is_none() => Some(path),
        _ => None,
    };
    let mut all: Vec<(&Path, Pointer)> = own
        .into_iter()
        .map(|path| (path, expression.pointer.clone()))
        .collect();
    all.extend(expression.parts().into_iter().flat_map(paths));
    all
}

/// An element of a list in a batch reads one key; reading all keys would put all of them into each
/// element.
fn all_keys(checking: &Checking<'_>, found: &mut Vec<Diagnostic>) {
    for placed in templates::all(checking) {
        let [_, At2::Key(name), rest @ ..] = placed.pointer.steps() else {
            continue;
        };
        let lookup = checking.mapping.lookups.get(&**name);
        let is_batch = lookup.is_some_and(|lookup| matches!(lookup.ask, Ask::Batch(_)));
        let in_element = rest.iter().any(|step| matches!(step, At2::Index(_)));
        if placed.used != Use::LookupPart || !is_batch || !in_element {
            continue;
        }
        for hole in placed.template.holes() {
            if !hole
                .names
                .iter()
                .any(|name| name.join(".") == "lookup.keys")
            {
                continue;
            }
            let title = "`lookup.keys` is all keys, here in one element of a list";
            let label = placed.label(checking, hole, "lookup.keys", "a list in each element");
            let help = Help::write("lookup.key").and(": the element is written once for each key");
            found.push(Diagnostic::warning(Code::OtherMeaning, title, label).with_help(help));
        }
    }
}
