//! Every case fills what every unified record must have.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::model::Field;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    if checking.mapping.partial {
        return Vec::new();
    }
    let mut found = Vec::new();
    for case in &checking.mapping.cases {
        for field in &checking.model.fields {
            let Some(read) = case.fields.iter().find(|read| read.name == field.name) else {
                let own = case.pointer.key("fields");
                // What no case has is forgotten once.
                let shared = Pointer::new().key("list").key("shared").key("fields");
                let own = if every(checking, field) && checking.has(&shared) {
                    shared
                } else {
                    own
                };
                let forgotten = checking.document.get(&own.key(field.name.as_str()));
                if field.required && !forgotten.is_some_and(|node| node.span.is_empty()) {
                    let place = if checking.has(&own) {
                        &own
                    } else {
                        &case.pointer
                    };
                    found.push(tell(checking, field, &field.name, place));
                }
                continue;
            };
            let members = field.kind.members();
            for source in read.sources() {
                let filled = |member: &Field| source.members.iter().any(|(n, _)| *n == member.name);
                for member in members.iter().filter(|m| m.required && !filled(m)) {
                    let dotted = format!("{}.{}", field.name, member.name);
                    found.push(tell(checking, member, &dotted, &source.pointer));
                }
            }
        }
    }
    found.extend(merged(checking));
    found
}

/// True if no case has the field.
fn every(checking: &Checking<'_>, field: &Field) -> bool {
    let mut cases = checking.mapping.cases.iter();
    cases.all(|case| case.fields.iter().all(|read| read.name != field.name))
}

/// Each list of a merge has the field that they are merged by.
fn merged(checking: &Checking<'_>) -> Option<Diagnostic> {
    let merge = checking.mapping.merge.as_ref()?;
    let mut cases = checking.mapping.merged(merge).map(|(case, _)| case);
    let case = cases.find(|case| case.fields.iter().all(|field| field.name != merge.by))?;
    let by = &merge.by;
    let title = format!(
        "`{}` is merged by `{by}`, which it does not fill",
        case.name
    );
    let text = "its records would come at any place";
    let place = &case.pointer;
    let fault = checking.error(Code::MissingRequiredField, title, place, At::Key, text);
    Some(fault.with_help(format!("add where it comes from, such as `{by}: $.{by}`")))
}

fn tell(
    checking: &Checking<'_>,
    field: &Field,
    dotted: &str,
    place: &crate::document::Pointer,
) -> Diagnostic {
    let title = format!("`{dotted}` is not mapped");
    let text = "every record must have it";
    let help = format!("add where it comes from, such as `{0}: $.{0}`", field.name);
    checking
        .error(Code::MissingRequiredField, title, place, At::Key, text)
        .with_help(help)
}
