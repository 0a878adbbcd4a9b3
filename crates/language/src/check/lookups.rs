//! Every use of a table names one that is declared, with as many parts of a key as that one has.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic, help_for};
use crate::document::{At, Pointer};
use crate::mapping::{Ask, Expression, Lookup, LookupUse};

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for case in &checking.mapping.cases {
        for field in &case.fields {
            for source in field.sources() {
                if let Some(lookup) = &source.lookup {
                    found.extend(of_use(checking, lookup, &source.pointer));
                }
            }
            for (_, expression) in field.expressions() {
                of_expression(checking, expression, &mut found);
            }
        }
        for parameter in case.routes.iter().flat_map(|r| r.parameters.values()) {
            let Some(through) = &parameter.through else {
                continue;
            };
            let place = parameter.pointer.key("through").key("lookup");
            match table(checking, &through.table, &place) {
                Err(fault) => found.extend(fault.map(|fault| *fault)),
                Ok(lookup) if matches!(lookup.ask, Ask::Once(_)) => {}
                Ok(lookup) => {
                    let title = format!("`{}` is not there before the call", through.table);
                    let text = "needed to build the request";
                    let label =
                        checking
                            .document
                            .label(&lookup.pointer, At::Key, "not asked for once");
                    let fault = checking.error(Code::UnknownLookup, title, &place, At::Value, text);
                    found.push(
                        fault
                            .with_secondary(label)
                            .with_help("use a lookup that is asked for with `once`"),
                    );
                }
            }
        }
    }
    found
}

fn of_expression(checking: &Checking<'_>, expression: &Expression, found: &mut Vec<Diagnostic>) {
    if let Some(lookup) = &expression.lookup {
        found.extend(of_use(checking, lookup, &expression.pointer));
    }
    for part in expression.parts() {
        of_expression(checking, part, found);
    }
}

fn of_use(checking: &Checking<'_>, used: &LookupUse, pointer: &Pointer) -> Option<Diagnostic> {
    let lookup = match table(checking, &used.table, &pointer.key("lookup")) {
        Ok(lookup) => lookup,
        Err(fault) => return fault.map(|fault| *fault),
    };
    let (wanted, here) = (lookup.key.len(), used.by.len());
    if wanted == here || checking.document.has_lost(&pointer.key("by")) && here == 0 {
        return None;
    }
    let by = pointer.key("by");
    let (place, at) = if checking.has(&by) {
        (by, At::Value)
    } else {
        (pointer.key("lookup"), At::Value)
    };
    let parts = if wanted == 1 { "part" } else { "parts" };
    let title = format!(
        "a key of `{}` has {wanted} {parts}, here are {here}",
        used.table
    );
    let key = checking
        .document
        .label(&lookup.pointer.key("key"), At::Value, "the key");
    let fault = checking.error(
        Code::UnknownLookup,
        title,
        &place,
        at,
        "does not fit the key",
    );
    let help = format!(
        "write {wanted} {} in `by`",
        if wanted == 1 { "path" } else { "paths" }
    );
    Some(fault.with_secondary(key).with_help(help))
}

/// The table of a name; else the fault, or nothing where the table was faulty and has been
/// reported.
fn table<'c>(
    checking: &Checking<'c>,
    name: &str,
    place: &Pointer,
) -> Result<&'c Lookup, Option<Box<Diagnostic>>> {
    if let Some(lookup) = checking.mapping.lookups.get(name) {
        return Ok(lookup);
    }
    if checking.was_written(&Pointer::new().key("lookups").key(name)) {
        return Err(None);
    }
    let known: Vec<&String> = checking.mapping.lookups.keys().collect();
    let title = format!("no lookup is called `{name}`");
    let help = help_for(name, &known).unwrap_or_else(|| "declare it under `lookups`".into());
    let fault = checking.error(Code::UnknownLookup, title, place, At::Value, "not declared");
    Err(Some(Box::new(fault.with_help(help))))
}
