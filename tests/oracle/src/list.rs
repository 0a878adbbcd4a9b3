//! Checks one page of a whole list, with its lookups, merges and windows: every row must be what
//! the plain walk makes of its record.

use crate::reply::warning;
use crate::tables::{self, Beside};
use crate::{page, record, shape};
use touchpoint_core::exchange::{Account, Reply, Request};
use touchpoint_core::plan::{Plan, pushed_values};
use touchpoint_core::query::ListQuery;
use touchpoint_core::response::Warning;
use touchpoint_core::run::{Listing, Options, preview};
use touchpoint_language::json::Json;

/// A row, and the warnings about it.
type Told = (Json, Vec<Json>);

/// Compares the rows of a page with what the walk makes of the replies behind it.
///
/// # Errors The first row that the walk does not make.
pub fn hold_list(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    options: &Options,
    exchanges: &[(Request, Reply)],
    listing: &Listing,
) -> Result<(), String> {
    let mut expected = expected(plan, query, account, options, exchanges)?;
    let Ok(json) = Json::from_slice(&listing.response.to_json()) else {
        return Ok(()); // It is too deep to be read back here.
    };
    let rows: Vec<&Json> = match json.get("result") {
        Some(Json::Array(rows)) => rows.iter().collect(),
        Some(Json::Object(rows)) => rows.values().collect(),
        _ => Vec::new(),
    };
    let keyed = query.key_by.is_some();
    for (number, row) in rows.into_iter().enumerate() {
        let told = listing.response.warnings.iter();
        let told = told.filter(|warning| warning.record == Some(number));
        let told: Vec<Json> = told.map(without_row).collect();
        let same = |(made, of_it): &Told| made == row && (keyed || *of_it == told);
        let Some(at) = expected.iter().position(same) else {
            return Err(format!("no record becomes the row {row} with {told:?}"));
        };
        expected.remove(at);
    }
    Ok(())
}

/// Every row that the replies of the lists may give.
fn expected(
    plan: &Plan,
    query: &ListQuery,
    account: &Account,
    options: &Options,
    exchanges: &[(Request, Reply)],
) -> Result<Vec<Told>, String> {
    let lists = preview(plan, query, account, options);
    let lists = lists.map_err(|error| error.to_string())?.lists;
    let account = plan.needs.complete(account.clone());
    let account = account.map_err(|faults| format!("{faults:?}"))?;
    let mut expected = Vec::new();
    for list in lists {
        let mut all = plan.lists();
        let chosen = all.find(|l| (l.case_at, l.route_at) == (list.case_at, list.route_at));
        let Some(chosen) = chosen else { continue };
        let words = pushed_values(&list.split.pushes);
        let beside = Beside {
            plan,
            account: &account,
            words: &words,
            exchanges,
        };
        for (_, reply) in exchanges.iter().filter(|(_, reply)| reply.status < 300) {
            let Ok(page) = page::read(chosen.route, &reply.body) else {
                continue;
            };
            let mut tables = beside.tables(chosen.case, &page.records);
            tables::in_reply(plan, chosen.case, &page.body, &mut tables);
            for (value, _) in &page.records {
                let mapped = record::map(plan, chosen.case, value, &words, &tables);
                let Some((unified, faults)) = mapped else {
                    continue;
                };
                let (_, row) = shape::row(unified, value, query, &plan.model);
                let told = faults.iter().filter(|fault| !fault.is_cut());
                let told = told.map(|fault| warning(plan, 0, fault));
                let told = told.map(|warning| without_row(&warning)).collect();
                expected.push((row, told));
            }
        }
    }
    Ok(expected)
}

/// A warning without its row.
fn without_row(warning: &Warning) -> Json {
    let warning = Warning {
        record: None,
        ..warning.clone()
    };
    Json::written(&warning)
}
