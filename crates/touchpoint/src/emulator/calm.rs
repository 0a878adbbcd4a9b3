//! A vendor of which nothing goes wrong: every call is answered by itself, at once. It keeps nothing
//! between calls, so it can be asked by many and for as long as one likes.

use super::asked::{self, Place};
use super::dice::Dice;
use super::keyed;
use super::limits;
use super::paging::{self, Onward};
use super::select::select;
use super::wire::{Call, encoded};
use super::world::World;
use serde_json::Value;
use std::sync::Arc;
use touchpoint_core::exchange::{Account, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_language::mapping::{Route, Way};
use touchpoint_language::written::Outcome;

/// The one secret that signs its calls.
const SECRET: &str = "sandbox";

/// The name by which an address that leads on carries its place.
const PLACE: &str = "touchpoint-place";

/// A vendor of which nothing goes wrong.
#[derive(Debug)]
pub struct Calm(World);

impl Calm {
    /// The vendor with these records.
    pub fn new(world: World) -> Calm {
        Calm(world)
    }

    /// The account that may call the vendor of a mapping. No record is made for it.
    pub fn account(plan: &Arc<Plan>, id: &str) -> Account {
        World::bare(plan.clone(), 0).account(id, SECRET)
    }

    /// Answers a call to a path with its query, `/v1/things?limit=2`.
    pub fn respond(
        &self,
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Reply {
        let world = &self.0;
        let address = format!("{}{target}", world.origin());
        let mut call = Call::new(method, &address, headers, body);
        if !world.is_signed(&call, SECRET) {
            let why = "the token is not good";
            return limits::meaning(world, Outcome::TokenExpired, 401, why, &mut chance()).0;
        }
        if let Some((name, lookup)) = world.table_at(&call) {
            let mut body = Value::Null;
            world.tables.write(name, lookup, &mut body);
            return limits::reply(200, &body);
        }
        if let Some((name, lookup)) = world.batch_at(&call) {
            let reply = world.batched(name, lookup, &call);
            return reply.unwrap_or_else(|why| limits::refusal(world, 400, &why, &mut chance()));
        }
        if let Some(reply) = keyed::answer(world, &call) {
            return reply;
        }
        let place = call.query(PLACE).map(str::to_owned);
        call.query.retain(|(name, _)| name != PLACE);
        match self.page(&call, place.as_deref()) {
            Ok(reply) => reply,
            Err(why) => limits::refusal(world, 400, &why, &mut chance()),
        }
    }

    fn page(&self, call: &Call, place: Option<&str>) -> Result<Reply, String> {
        let world = &self.0;
        let mut asked = asked::read(world, call)?;
        if let Some(token) = place {
            let rank = world.rank_of(token);
            asked.place = Place::After(rank.ok_or_else(|| format!("no page {token}"))?);
        }
        let (case, route) = (asked.case, world.route(asked.case, asked.route));
        let route = route.ok_or("no such list")?;
        let records = select(world.records(case), &asked);
        let cut = paging::cut(route, &asked, &records, false, false)?;
        if cut.entries.is_empty()
            && !cut.more
            && let Some(status) = paging::empty_status(world)
        {
            return Ok(Reply {
                status,
                ..Reply::default()
            });
        }
        let onward = Onward {
            token: cut.more.then(|| self.onward(call, route, cut.after)),
            address: &format!("{}{}", world.origin(), call.path),
            tells_total: true,
        };
        let (body, headers) = paging::write(world, route, &asked, &cut, &onward, &mut chance());
        let mut reply = limits::reply(200, &body);
        reply.headers.0.extend(headers);
        Ok(reply)
    }

    /// What leads on after a rank: a token, or an address that carries the whole question.
    fn onward(&self, call: &Call, route: &Route, after: u64) -> String {
        let token = self.0.token(after, 0);
        if !matches!(route.paging.way, Way::NextUrl { .. }) {
            return token;
        }
        let own = [(PLACE.to_owned(), token)];
        let pairs = call.query.iter().chain(&own);
        let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        format!("{}?{}", call.path, pairs.collect::<Vec<_>>().join("&"))
    }
}

/// Where a vendor may say a thing in several ways, this one always says it in the same.
fn chance() -> Dice {
    Dice::new(0, "calm")
}
