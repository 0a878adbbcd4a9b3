//! Answers a call for several entries of a table with those that records have there.

use super::read_state::ReadState;
use super::refusal::{json_reply, refusal};
use crate::asked::lookup::{keys, path_values};
use crate::asked::recognised::is_for_case;
use crate::notation::call::ReceivedCall;
use crate::notation::json_path::{self, PathStep};
use crate::world::played_vendor::PlayedVendor;
use std::collections::BTreeMap;
use touchpoint_core::exchange::Reply;
use touchpoint_language::json::{Json, object};
use touchpoint_language::mapping::Lookup;

/// The entries of records that were sent before, in any order. Other keys are refused, since no
/// caller can know them.
pub(crate) fn of_sent(
    state: &mut ReadState,
    name: &str,
    lookup: &Lookup,
    call: &ReceivedCall,
) -> Reply {
    match sent_entries(state, name, lookup, call) {
        Ok(mut found) => {
            if state.dice.one_in(2) {
                found.reverse();
            }
            reply(lookup, found)
        }
        Err(why) => {
            state.violated(format!("a batch that the vendor refuses: {why}"));
            let vendor = state.vendor.clone();
            refusal(&vendor, 400, &why, &mut state.dice)
        }
    }
}

fn sent_entries(
    state: &ReadState,
    name: &str,
    lookup: &Lookup,
    call: &ReceivedCall,
) -> Result<Vec<Option<Json>>, String> {
    let keys = keys(lookup, call)?;
    let most = usize::try_from(lookup.at_most).unwrap_or(usize::MAX);
    if keys.is_empty() || keys.len() > most {
        let asked = keys.len();
        return Err(format!("{asked} keys, where {most} may be asked for"));
    }
    let values = path_values(&state.vendor, lookup, call).unwrap_or_default();
    let each = keys.iter().map(|key| {
        let known = state.links.get(&(name.to_owned(), key.clone()));
        let known = known.filter(|(case, _)| is_for_case(&state.vendor, *case, 0, &values));
        let known = known.ok_or_else(|| format!("`{name}` has no `{key}` at {}", call.path));
        known.map(|(_, entry)| entry.clone())
    });
    each.collect()
}

/// The entries of any records. A record that does not exist has none.
///
/// # Errors
/// The call names no keys that the mapping could have written.
pub(crate) fn of_all(
    vendor: &PlayedVendor,
    name: &str,
    lookup: &Lookup,
    call: &ReceivedCall,
) -> Result<Reply, String> {
    let values = path_values(vendor, lookup, call).unwrap_or_default();
    let records = vendor.lists().iter().flatten();
    let records = records.filter(|record| is_for_case(vendor, record.case, 0, &values));
    let entries: BTreeMap<&str, &Option<Json>> = records
        .flat_map(|record| &record.links)
        .filter(|(table, ..)| table == name)
        .map(|(_, key, entry)| (key.as_str(), entry))
        .collect();
    let keys = keys(lookup, call)?;
    let entry = |key: &String| entries.get(key.as_str()).and_then(|entry| (*entry).clone());
    Ok(reply(lookup, keys.iter().map(entry).collect()))
}

/// The reply to a batch; besides the entries it says how many keys have none.
fn reply(lookup: &Lookup, found: Vec<Option<Json>>) -> Reply {
    let without = found.iter().filter(|entry| entry.is_none()).count();
    let mut body = object! { "without": without }.into();
    let steps = json_path::steps(lookup.entries.text()).unwrap_or_default();
    if let Some((PathStep::All, list)) = steps.split_last() {
        let given: Vec<Json> = found.into_iter().flatten().collect();
        json_path::put(&mut body, list, given.into());
    }
    json_reply(if without > 0 { 207 } else { 200 }, &body)
}
