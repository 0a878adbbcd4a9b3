//! Credentials go to the vendor alone, and encrypted: every address uses `https`, and no account's
//! variable can change its host to a foreign one. Each variable's pattern is tried with hostile
//! values.

use super::checking::Checking;
use super::secrets::looks_secret;
use super::sent::stands_as_it_is;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic, Help, disguised};
use crate::document::At;
use crate::expr::origin;
use crate::expr::template::{Hole, Part};
use crate::expr::{Pattern, Template};
use crate::mapping::{ContextVariable, names_of};
use url::Url;

/// A host that no mapping means.
const FOREIGN: &str = "evil.example";

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let all = templates::all(checking);
    let addresses = all.iter().filter(|placed| placed.used == Use::Address);
    addresses
        .filter_map(|placed| address(checking, placed))
        .collect()
}

fn address(checking: &Checking<'_>, placed: &Placed<'_>) -> Option<Diagnostic> {
    let unknown = |hole: &Hole| {
        let mut names = hole.names.iter();
        !names.all(|name| variable(checking, &name.join(".")).is_some())
    };
    if placed.template.holes().any(unknown) {
        return None; // told where names are judged
    }
    // reported by the checks of examples and of unfilled placeholders
    let odd = |hole: &Hole| {
        let mut names = hole.names.iter();
        names.any(|name| {
            let variable = variable(checking, &name.join("."));
            variable.is_some_and(|variable| is_odd(checking, variable))
        })
    };
    if stands_as_it_is(placed.template)
        || disguised(placed.template.text()).is_some()
        || placed.template.holes().any(odd)
    {
        return None;
    }
    let usual = filled(placed.template, &|name| sample(checking, name));
    if let Some(diagnostic) = scheme(checking, placed, &usual) {
        return Some(diagnostic);
    }
    let suffix = suffix(placed.template);
    let own = host(&usual);
    for hole in host_holes(placed.template) {
        let Some(name) = hole.names.first().map(|name| name.join(".")) else {
            continue;
        };
        let Some(variable) = variable(checking, &name) else {
            continue;
        };
        let Some(pattern) = &variable.need.pattern else {
            let title = format!("`{name}` decides the host and has no pattern");
            let label = placed.label(checking, hole, &name, "any host");
            let help = "give the variable a `pattern` that keeps it among the vendor's hosts";
            return Some(Diagnostic::error(Code::ForeignHost, title, label).with_help(help));
        };
        let leads_away = |value: &String| {
            let url = filled(placed.template, &|other| {
                if other == name {
                    value.clone()
                } else {
                    sample(checking, other)
                }
            });
            pattern.matches(value) && is_foreign(&url, suffix, own.as_deref())
        };
        let example = variable
            .need
            .example
            .as_ref()
            .or(variable.need.default.as_ref());
        let mut values = hostile(example.map_or("", String::as_str));
        if suffix.is_some() {
            values.extend(alternatives(pattern.text()));
        }
        if let Some(value) = values.into_iter().find(leads_away) {
            let title = format!("the pattern of `{name}` lets it lead away from the vendor");
            let place = variable.pointer.key("pattern");
            let text = format!("allows `{value}`");
            let label = placed.label(checking, hole, &name, "decides the host");
            let fault = checking.error(Code::ForeignHost, title, &place, At::Value, text);
            let help = "name the vendor's own hosts in the pattern, with `\\.` for each dot";
            return Some(fault.with_secondary(label).with_help(help));
        }
    }
    None
}

/// True if a variable is faulty in itself, which is reported elsewhere.
fn is_odd(checking: &Checking<'_>, variable: &ContextVariable) -> bool {
    let need = &variable.need;
    let mut samples = need.example.iter().chain(&need.default);
    let lost = need.pattern.is_none() && checking.was_written(&variable.pointer.key("pattern"));
    lost || samples.any(|sample| {
        let breaks = |pattern: &Pattern| !pattern.matches(sample);
        need.pattern.as_ref().is_some_and(breaks) || looks_secret("", sample)
    })
}

/// The scheme is `https`, or `http` on a loopback address, and no variable can change it.
fn scheme(checking: &Checking<'_>, placed: &Placed<'_>, usual: &str) -> Option<Diagnostic> {
    let https = || Help::from("write `https://`");
    let insecure = |label, title: &str| {
        Some(Diagnostic::error(Code::InsecureScheme, title, label).with_help(https()))
    };
    if usual.starts_with("https://") || origin(usual).is_some() {
        let first = placed.template.parts().first();
        let Some(Part::Hole(hole)) = first else {
            return None;
        };
        let name = hole.names.first().map(|name| name.join("."))?;
        let need = &variable(checking, &name)?.need;
        let plain = sample(checking, &name).replacen("https://", "http://", 1);
        let allows = |pattern: &Pattern| plain.starts_with("http://") && pattern.matches(&plain);
        if need.pattern.as_ref().is_some_and(allows) {
            let place = variable(checking, &name)?.pointer.key("pattern");
            let label = checking
                .document
                .label(&place, At::Value, "allows `http://`");
            return insecure(
                label,
                &format!("the pattern of `{name}` allows an address without encryption"),
            );
        }
        return None;
    }
    let label = |text: &str| checking.document.label(&placed.pointer, At::Value, text);
    if usual.starts_with("http://") {
        let label = label("everyone on the way could read along");
        let title = "credentials would be sent without encryption";
        let told = Diagnostic::error(Code::InsecureScheme, title, label);
        let safe = placed.template.text().replacen("http://", "https://", 1);
        return Some(told.with_help(https().value(&safe)));
    }
    match placed.template.parts().first() {
        // Without an example nothing is known of what the account brings.
        Some(Part::Hole(_)) if !usual.contains("://") => None,
        _ => insecure(label("no `https://`"), "this is no https address"),
    }
}

/// The variable that a template names as `context.name`.
fn variable<'c>(checking: &Checking<'c>, name: &str) -> Option<&'c ContextVariable> {
    let name = name.strip_prefix("context.")?;
    let mut all = checking.mapping.context.iter();
    all.find(|variable| variable.need.name == name)
}

/// A value that an account may well bring.
fn sample(checking: &Checking<'_>, name: &str) -> String {
    let need = variable(checking, name).map(|variable| &variable.need);
    let value = need.and_then(|need| need.example.clone().or_else(|| need.default.clone()));
    value.unwrap_or_else(|| "x".to_owned())
}

fn filled(template: &Template, value: &dyn Fn(&str) -> String) -> String {
    let parts = template.parts().iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Hole(hole) => hole
            .names
            .first()
            .map_or_else(String::new, |name| value(&name.join("."))),
    });
    parts.collect()
}

/// The holes before the path: those that the host is made of.
fn host_holes(template: &Template) -> Vec<&Hole> {
    let mut holes = Vec::new();
    let mut text = String::new();
    for part in template.parts() {
        match part {
            Part::Text(more) => text.push_str(more),
            Part::Hole(hole) => {
                let after = text.split_once("://").map_or("", |(_, rest)| rest);
                if after.contains(['/', '?', '#']) {
                    break;
                }
                holes.push(hole);
            }
        }
    }
    holes
}

/// The part of the host that is written out after its last hole: `.vendor.example`.
fn suffix(template: &Template) -> Option<&str> {
    let last = host_holes(template).len();
    let mut holes = 0;
    let mut parts = template.parts().iter();
    while holes < last {
        if matches!(parts.next()?, Part::Hole(_)) {
            holes += 1;
        }
    }
    let Part::Text(text) = parts.next()? else {
        return None;
    };
    let end = text.split(['/', '?', '#', ':']).next()?;
    (end.starts_with('.') && end.len() > 1).then_some(end)
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// True if an address is outside the vendor's own domain: the one that is written out, else that of
/// the example.
fn is_foreign(url: &str, suffix: Option<&str>, own: Option<&str>) -> bool {
    let Some(host) = host(url) else {
        return false; // no address, no call
    };
    match (suffix, own) {
        (Some(suffix), _) => !host.ends_with(suffix),
        (None, Some(own)) => domain(&host) != domain(own),
        (None, None) => true,
    }
}

/// The last two labels of a host.
fn domain(host: &str) -> Vec<&str> {
    host.rsplit('.').take(2).collect()
}

/// Values that lead to a foreign host if a pattern allows them: another host, something that ends
/// the host early, and the example with one of its dots turned into a letter.
fn hostile(example: &str) -> Vec<String> {
    let ends = ["", "/", "#", "?", "\\", ":443/"];
    let mut values: Vec<String> = ends.iter().map(|end| format!("{FOREIGN}{end}")).collect();
    values.push(format!("x@{FOREIGN}"));
    values.push("localhost".to_owned());
    if !example.is_empty() {
        let (scheme, rest) = match example.split_once("://") {
            Some((scheme, rest)) => (format!("{scheme}://"), rest),
            None => (String::new(), example),
        };
        values.extend(
            ends.iter()
                .map(|end| format!("{scheme}{FOREIGN}{end}{rest}")),
        );
        values.extend([".", "@", ""].map(|between| format!("{example}{between}{FOREIGN}")));
        for (at, _) in example.match_indices('.') {
            if let Some((before, after)) = example.split_at_checked(at) {
                let after = after.strip_prefix('.').unwrap_or(after);
                values.push(format!("{before}x{after}"));
            }
        }
    }
    let with_scheme: Vec<String> = values
        .iter()
        .map(|value| format!("https://{value}"))
        .collect();
    values.extend(with_scheme);
    values
}

/// What the alternatives of a pattern are when they are read as plain text: `evil[.]example/|[a-z]+`
/// gives `evil.example/`, which ends the host before the vendor's part of it.
fn alternatives(pattern: &str) -> impl Iterator<Item = String> {
    pattern.split('|').map(|alternative| {
        let alternative = alternative.trim_matches(['(', ')', '^', '$', '?', ':']);
        alternative.replace("[.]", ".").replace('\\', "")
    })
}

/// The origin of `base_url`, where it holds no variable.
pub(super) fn literal_origin(checking: &Checking<'_>) -> Option<String> {
    let base = checking.mapping.connection.base_url.as_ref()?;
    names_of(base, "context")
        .is_empty()
        .then(|| origin(base.text()))?
}
