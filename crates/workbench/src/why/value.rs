//! Finds a record, lets the engine map it once more with somebody looking on, and has it told.

use super::life::Why;
use super::origin::{NoStory, Origin};
use super::story::Teller;
use super::target::Target;
use super::watch::RecordWatch;
use crate::replay::{whole, whole_pages};
use std::sync::Arc;
use touchpoint_contract::NAMES;
use touchpoint_core::cursor::Key;
use touchpoint_core::plan::Plan;
use touchpoint_core::response::Row;
use touchpoint_core::run::{Listing, Options, PageWatch, map_reply};
use touchpoint_language::json::Json;

/// Tells the life of one value.
///
/// # Errors
/// There is no such record or field, or the records cannot be read.
pub async fn of_value(plan: &Plan, origin: Origin<'_>, target: &Target) -> Result<Why, NoStory> {
    let listing = listing(plan, origin, target, None).await?;
    let rows = listing.response.result.all();
    let Some(Row::Unified {
        fields,
        remote: Some(remote),
    }) = rows.get(target.record)
    else {
        let message = format!(
            "there is no `result[{}]`: this page has {}",
            target.record,
            counted(rows.len())
        );
        return Err(NoStory::new(message, None));
    };
    let Some(field) = plan.model.field(&target.field) else {
        let names: Vec<&str> = plan.model.fields.iter().map(|f| f.name.as_str()).collect();
        let help = touchpoint_language::diagnostic::help_for(&target.field, &names);
        let message = format!("`{}` is no field of a unified record", target.field);
        return Err(NoStory::new(message, help.map(String::from)));
    };
    let watch = Arc::new(RecordWatch::new(remote.get(), &field.name));
    listing_again(plan, origin, target, watch.clone()).await?;
    let Some(seen) = watch.seen() else {
        return Err(NoStory::new(
            "the record was not seen when it was mapped",
            None,
        ));
    };
    let is = target.of(fields).unwrap_or(Json::Null);
    Ok(Teller::new(plan, origin, target).tell(&seen, is))
}

async fn listing_again(
    plan: &Plan,
    origin: Origin<'_>,
    target: &Target,
    watch: Arc<RecordWatch>,
) -> Result<(), NoStory> {
    listing(plan, origin, target, Some(watch)).await.map(drop)
}

/// The page that the target stands in, with every record whole.
async fn listing(
    plan: &Plan,
    origin: Origin<'_>,
    target: &Target,
    watch: Option<Arc<dyn PageWatch>>,
) -> Result<Listing, NoStory> {
    let told = |error: &dyn std::fmt::Display| NoStory::new(error.to_string(), None);
    match origin {
        Origin::Case(case) => {
            let mut pages = whole_pages(case, plan, watch).await.pages;
            let count = pages.len();
            if target.page == 0 || target.page > count {
                let message = format!("the case has {count} pages, and no page {}", target.page);
                return Err(NoStory::new(message, None));
            }
            pages
                .swap_remove(target.page - 1)
                .map_err(|error| told(&error))
        }
        Origin::Reply(_, reply, query) => {
            let query = whole(query.clone());
            let options = Options {
                names: NAMES,
                watch,
                ..Options::new(Key::new(b"a story's own key"))
            };
            map_reply(plan, &query, reply.clone(), &options).map_err(|error| told(&error))
        }
    }
}

fn counted(records: usize) -> String {
    match records {
        0 => "no record".to_owned(),
        1 => "one record, `result[0]`".to_owned(),
        more => format!("{more} records, up to `result[{}]`", more - 1),
    }
}
