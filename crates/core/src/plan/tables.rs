//! The tables that stand in a page itself.

use super::compiled::Plan;
use crate::record::{Table, Tables, tables_used};
use crate::scan::BodyParts;
use std::sync::Arc;
use touchpoint_language::mapping::{Ask, Case};

/// The most entries that one page may have for a table.
const MOST_ENTRIES: usize = 50_000;

/// Adds the tables that stand in a page and that a case looks into.
pub fn tables_in_reply(plan: &Plan, case: &Case, body: &BodyParts<'_>, tables: &mut Tables) {
    for name in tables_used(case) {
        let Some(lookup) = plan.mapping.lookups.get(&name) else {
            continue;
        };
        if matches!(lookup.ask, Ask::InReply) {
            let mut entries = Vec::new();
            body.all(&lookup.entries, &mut |entry| {
                if entries.len() < MOST_ENTRIES {
                    entries.push(entry.to_owned());
                }
            });
            tables.0.insert(name, Arc::new(Table::of(lookup, entries)));
        }
    }
}
