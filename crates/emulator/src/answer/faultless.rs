//! A vendor with which nothing goes wrong: every call is answered at once.

use super::batch;
use super::cut::cut;
use super::entry_by_key;
use super::page::{self, Onward};
use super::refusal::{json_reply, meaning, refusal};
use super::select::select;
use crate::asked::list_asked::PageStart;
use crate::asked::lookup;
use crate::asked::read::read;
use crate::asked::signed::is_signed;
use crate::asked::token;
use crate::notation::call::{ReceivedCall, encoded};
use crate::seed::dice::Dice;
use crate::world::played_vendor::PlayedVendor;
use std::sync::Arc;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::Route;
use touchpoint_language::written::Outcome;

/// The one secret that signs its calls.
const SECRET: &str = "sandbox";

/// The parameter that says, in the address of a next page, where the page begins.
const START: &str = "touchpoint-place";

/// A vendor with which nothing goes wrong. It keeps no state between calls, so that many callers
/// can use it for as long as they like.
#[derive(Debug)]
pub struct FaultlessVendor(PlayedVendor);

impl FaultlessVendor {
    /// The vendor with these records.
    pub fn new(vendor: PlayedVendor) -> FaultlessVendor {
        FaultlessVendor(vendor)
    }

    /// The account that may call the vendor of a mapping. No record is made for it.
    pub fn account(plan: &Arc<Plan>, id: &str) -> Account {
        PlayedVendor::bare(plan.clone(), 0, []).account(id, SECRET)
    }

    /// The texts that its records have in a unified field, each once.
    pub(crate) fn known(&self, field: &str) -> Vec<String> {
        let cases = 0..self.0.mapping().cases.len();
        let records = cases.flat_map(|case| self.0.records(case));
        let mut known = Vec::new();
        for value in records.flat_map(|record| record.truth.of(field)) {
            let text = value.text();
            if !known.contains(&text) {
                known.push(text);
            }
        }
        known
    }

    /// Answers a call to a path with its query, `/v1/things?limit=2`.
    pub fn respond(
        &self,
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Reply {
        let vendor = &self.0;
        let address = format!("{}{target}", vendor.site.origin());
        let mut call = ReceivedCall::new(method, &address, headers, body);
        if let Some((status, body)) = token::answer(vendor, &call, SECRET) {
            return json_reply(status, &body);
        }
        if !is_signed(vendor, &call, SECRET) {
            let why = "the token is not good";
            return meaning(vendor, Outcome::TokenExpired, 401, why, &mut chance()).0;
        }
        if let Some((name, lookup)) = lookup::whole(vendor, &call) {
            let mut body = Json::Null;
            vendor.tables.write(name, lookup, &mut body);
            return json_reply(200, &body);
        }
        if let Some((name, lookup)) = lookup::batch(vendor, &call) {
            let reply = batch::of_all(vendor, name, lookup, &call);
            return reply.unwrap_or_else(|why| refusal(vendor, 400, &why, &mut chance()));
        }
        if let Some(reply) = entry_by_key::answer(vendor, &call) {
            return reply;
        }
        let start = call.query(START).map(str::to_owned);
        call.query.retain(|(name, _)| name != START);
        match self.page(&call, start.as_deref()) {
            Ok(reply) => reply,
            Err(why) => refusal(vendor, 400, &why, &mut chance()),
        }
    }

    fn page(&self, call: &ReceivedCall, start: Option<&str>) -> Result<Reply, String> {
        let vendor = &self.0;
        let mut asked = read(vendor, call)?;
        if let Some(token) = start {
            let rank = vendor.rank_of(token);
            asked.start = PageStart::After(rank.ok_or_else(|| format!("no page {token}"))?);
        }
        let (case, route) = (asked.case, vendor.route(asked.case, asked.route));
        let route = route.ok_or("no such list")?;
        let records = select(vendor.records(case), &asked);
        let page = cut(route, &asked, &records, false, false)?;
        if page.records.is_empty()
            && !page.more
            && let Some(status) = page::empty_status(vendor)
        {
            return Ok(Reply {
                status,
                ..Reply::default()
            });
        }
        let onward = Onward {
            token: page.more.then(|| self.onward(call, route, page.after)),
            address: &format!("{}{}", vendor.site.origin(), call.path),
            tells_total: true,
        };
        let (body, headers) = page::write(vendor, route, &asked, &page, &onward, &mut chance());
        let mut reply = json_reply(200, &body);
        reply.headers.0.extend(headers);
        Ok(reply)
    }

    /// The token of the next page, or its address with the whole query.
    fn onward(&self, call: &ReceivedCall, route: &Route, after: u64) -> String {
        let token = self.0.token(after, 0);
        if !route.paging.way.follows() {
            return token;
        }
        let own = [(START.to_owned(), token)];
        let pairs = call.query.iter().chain(&own);
        let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        format!("{}?{}", call.path, pairs.collect::<Vec<_>>().join("&"))
    }
}

/// Where a vendor may answer in several ways, this one always chooses the same.
fn chance() -> Dice {
    Dice::new(0, "calm")
}
