//! A request stays below `base_url`: its path has no step up.

use super::checking::Checking;
use super::hosts::literal_origin;
use super::templates::{self, Placed, Use};
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::document::At;
use crate::expr::origin;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let all = templates::all(checking);
    let requests = all
        .iter()
        .filter(|placed| matches!(placed.used, Use::Request | Use::LookupRequest));
    requests
        .filter_map(|placed| judge(checking, placed))
        .collect()
}

fn judge(checking: &Checking<'_>, placed: &Placed<'_>) -> Option<Diagnostic> {
    let text = placed.template.text();
    let tell = |code, title: &str, text: &str, help: Help| {
        let fault = checking.error(code, title, &placed.pointer, At::Value, text);
        Some(fault.with_help(help))
    };
    let path = text.split(['?', '#']).next().unwrap_or(text);
    if let Some((scheme, rest)) = text.split_once("://")
        && !scheme.contains(['/', '?', '{'])
    {
        let below = rest.split_once('/').map_or("", |(_, below)| below);
        let base_path = checking.mapping.connection.base_url.as_ref();
        let base_path =
            base_path.and_then(|base| text.strip_prefix(base.text().trim_end_matches('/')));
        let path = base_path.map_or(below, |path| path.trim_start_matches('/'));
        let help = Help::from(format!("write only the path: `/{path}`"));
        let base = literal_origin(checking);
        if base.is_some() && origin(text) == base {
            let help = match below_base(checking, placed, text) {
                Some(request) => help.value(&request),
                None => help,
            };
            let title = "a request is a path below `base_url`";
            return tell(Code::WrongForm, title, "repeats the host", help);
        }
        let title = "this request leaves the host of `base_url`";
        let label = checking.document.label(
            &checking.mapping.connection.base_url_pointer,
            At::Value,
            "where credentials may go",
        );
        return tell(Code::ForeignHost, title, "another host", help)
            .map(|d| d.with_secondary(label));
    }
    let help = || Help::from("write the path from `base_url` down");
    if path.contains(" //") {
        return None; // told as what is no comment
    }
    if path.contains("//") || path.contains('\\') {
        let title = "an empty step in a path can lead to another host";
        return tell(Code::ForeignHost, title, "two slashes", help());
    }
    if text
        .split("{{")
        .next()
        .is_some_and(|plain| plain.contains('#'))
    {
        let title = "what stands behind `#` is never sent";
        let help = Help::from("take it away, or write `%23` for the sign itself");
        return tell(
            Code::NotSendable,
            title,
            "ends the address that the vendor gets",
            help,
        );
    }
    let up = |step: &str| matches!(step.to_lowercase().replace("%2e", ".").as_str(), ".." | ".");
    if path.split('/').any(up) {
        let title = "a step up leads out of `base_url`";
        return tell(Code::ForeignHost, title, "goes up", help());
    }
    None
}

/// The request with the path alone, where the address begins with all of `base_url`.
fn below_base(checking: &Checking<'_>, placed: &Placed<'_>, text: &str) -> Option<String> {
    let base = checking.mapping.connection.base_url.as_ref()?.text();
    let path = text.strip_prefix(base.trim_end_matches('/'))?;
    let written = checking.document.get(&placed.pointer)?.as_text()?;
    let (verb, address) = written.split_once(' ')?;
    (path.starts_with('/') && address.trim() == text).then(|| format!("{verb} {path}"))
}
