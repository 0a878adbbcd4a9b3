//! Words of a `map` that differ in their case alone, where case is ignored: only one of them would count.

use super::checking::Checking;
use super::walk::walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Node, Pointer};
use crate::json::Json;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(checking.document, &Pointer::new(), &mut |place, node| {
        let member = |key: &str| {
            let entry = node.entries().iter().find(|entry| entry.key == key)?;
            Some(&entry.node)
        };
        let ignores = member("ignore_case").map(Node::to_json);
        let ignores = ignores.is_some_and(|ignores| ignores == Json::Bool(true));
        let Some(map) = member("map").filter(|_| ignores) else {
            return;
        };
        let at = place.key("map");
        let entries = map.entries();
        for (index, entry) in entries.iter().enumerate() {
            let mut before = entries.iter().take(index);
            let same = |key: &str| key.to_lowercase() == entry.key.to_lowercase();
            let Some(first) = before.find(|earlier| same(&earlier.key)) else {
                continue;
            };
            if first.node.to_json() == entry.node.to_json() {
                continue;
            }
            let title = format!("`{}` and `{}` are one word here", first.key, entry.key);
            let label = checking.document.label(
                &at.key(first.key.as_str()),
                At::Key,
                "differs in its case alone",
            );
            let own = at.key(entry.key.as_str());
            let words = "`ignore_case` takes them for the same";
            let fault = checking.error(Code::DuplicateKey, title, &own, At::Key, words);
            let help = "take one of the two away, or take `ignore_case` away";
            found.push(fault.with_secondary(label).with_help(help));
        }
    });
    found
}
