//! A call for entries of a table, beside the lists: which table it asks for, and which keys.

use super::body::read_body;
use crate::notation::call::ReceivedCall;
use crate::notation::{json_path, template};
use crate::world::played_vendor::PlayedVendor;
use std::collections::BTreeMap;
use touchpoint_language::expr::Template;
use touchpoint_language::mapping::{Ask, Body, Lookup};

/// The table that a call asks for as a whole.
pub(crate) fn whole<'w>(
    vendor: &'w PlayedVendor,
    call: &ReceivedCall,
) -> Option<(&'w str, &'w Lookup)> {
    let asked = |lookup: &Lookup| {
        let Ask::Once(line) = &lookup.ask else {
            return false;
        };
        let path = vendor.site.path(line.path.text());
        path == call.path && line.method.to_string() == call.method
    };
    named(vendor, asked)
}

/// The table of which a call asks for several entries.
pub(crate) fn batch<'w>(
    vendor: &'w PlayedVendor,
    call: &ReceivedCall,
) -> Option<(&'w str, &'w Lookup)> {
    named(vendor, |lookup| {
        matches!(lookup.ask, Ask::Batch(_)) && path_values(vendor, lookup, call).is_some()
    })
}

/// The table of which a call asks for one entry, and the key.
pub(crate) fn one<'w>(
    vendor: &'w PlayedVendor,
    call: &ReceivedCall,
) -> Option<(&'w str, &'w Lookup, String)> {
    let key = |lookup: &Lookup| {
        let own = matches!(lookup.ask, Ask::Each(_));
        let values = own.then(|| path_values(vendor, lookup, call)).flatten()?;
        values.get("lookup.key").cloned()
    };
    let (name, lookup) = named(vendor, |lookup| key(lookup).is_some())?;
    Some((name, lookup, key(lookup)?))
}

/// The first table that fits, with its name.
fn named(vendor: &PlayedVendor, fits: impl Fn(&Lookup) -> bool) -> Option<(&str, &Lookup)> {
    let mut lookups = vendor.mapping().lookups.iter();
    let (name, lookup) = lookups.find(|(_, lookup)| fits(lookup))?;
    Some((name.as_str(), lookup))
}

/// The values in the path of a call for entries; none where it is another call.
pub(crate) fn path_values(
    vendor: &PlayedVendor,
    lookup: &Lookup,
    call: &ReceivedCall,
) -> Option<BTreeMap<String, String>> {
    let line = lookup.line()?;
    let values = template::values(&vendor.site.path(line.path.text()), &call.path);
    values.filter(|_| line.method.to_string() == call.method)
}

/// The keys that a batch names, in its body or in its query.
///
/// # Errors
/// The body is not the one that the mapping writes.
pub(crate) fn keys(lookup: &Lookup, call: &ReceivedCall) -> Result<Vec<String>, String> {
    let mut keys = Vec::new();
    if let Some(body) = &lookup.body {
        for (placeholder, value) in read_body(body, &call.body, &[])?.placeholders {
            if matches!(placeholder.as_str(), "lookup.key" | "lookup.keys") {
                keys.extend(json_path::text(&value));
            }
        }
    }
    for (name, send) in &lookup.send {
        let has = |text: &Template, hole: &str| template::placeholders(text.text()).contains(&hole);
        match send {
            Body::Text(text, _) if has(text, "lookup.keys") => {
                let given = call.query(name).unwrap_or_default();
                keys.extend(given.split(',').map(str::to_owned));
            }
            Body::List(items) => {
                let mut items = items.iter();
                let each = items
                    .any(|item| matches!(item, Body::Text(text, _) if has(text, "lookup.key")));
                let given = call.query.iter().filter(|(own, _)| each && own == name);
                keys.extend(given.map(|(_, value)| value.clone()));
            }
            _ => {}
        }
    }
    Ok(keys)
}
