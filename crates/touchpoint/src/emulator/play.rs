//! The vendor at play: a call comes in, a reply or a fault goes out. A [`Transport`] with a clock of
//! its own, on which waiting takes no time.

use super::asked::{self, Asked, Place};
use super::fault::{Fault, Schedule};
use super::limits;
use super::paging::{self, Cut, Onward};
use super::select::select;
use super::shapes::Shapes;
use super::state::{Exchange, Seen, State};
use super::wire::Call;
use super::world::World;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};
use touchpoint_language::mapping::{Route, Way};
use touchpoint_language::written::Stop;

/// A vendor that is being read.
#[derive(Debug)]
pub struct Emulator(Mutex<State>);

impl Emulator {
    /// The vendor at the beginning of a read.
    pub fn new(world: Arc<World>, shapes: Arc<Shapes>, seed: u64, schedule: Schedule) -> Emulator {
        Emulator(Mutex::new(State::new(world, shapes, seed, schedule)))
    }

    /// What it has seen until now.
    pub fn seen(&self) -> Seen {
        self.state().seen.clone()
    }

    /// What went wrong with the calls from this one on; of those beside the list, only what did.
    pub fn faults_since(&self, call: usize) -> Vec<Option<Fault>> {
        let state = self.state();
        state
            .seen
            .exchanges
            .iter()
            .skip(call)
            .filter(|exchange| !exchange.beside || exchange.fault.is_some())
            .map(|e| e.fault)
            .collect()
    }

    /// How often in a row one call was sent again, of the calls from this one on.
    pub fn sent_again(&self, call: usize) -> usize {
        let state = self.state();
        let calls = state.seen.exchanges.get(call..).unwrap_or_default();
        let runs = calls.chunk_by(|one, next| one.request == next.request);
        runs.map(|run| run.len() - 1).max().unwrap_or(0)
    }

    /// How many calls it has had.
    pub fn calls(&self) -> usize {
        self.state().seen.exchanges.len()
    }

    /// The secret that it takes now.
    pub fn secret(&self) -> String {
        self.state().secret_text()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Emulator {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let answer = self.state().answer(request);
        Box::pin(std::future::ready(answer))
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.state().pass(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    #[allow(clippy::cast_precision_loss, reason = "a share of 1,000 is exact")]
    fn chance(&self) -> f64 {
        self.state().dice.below(1000) as f64 / 1000.0
    }
}

/// A reply on its way, and the fault that made it what it is.
type Answer = (Result<Reply, SendFault>, Option<Fault>);

impl State {
    fn pass(&mut self, duration: Duration) {
        self.now = self.now.checked_add(duration).unwrap_or(Timestamp::MAX);
    }

    fn answer(&mut self, request: &Request) -> Result<Reply, SendFault> {
        let call = Call::of(request);
        let body = String::from_utf8_lossy(&call.bytes);
        let shown = format!("{} {} {body}", call.method, request.address());
        if call.origin != self.world.origin() {
            self.seen
                .violations
                .push(format!("a call to another host: {}", call.origin));
        }
        if !request.origins.contains(&call.origin) {
            self.seen
                .violations
                .push("a call whose own origins do not allow it".to_owned());
        }
        if self.now < self.blocked_until {
            let early = self.blocked_until.duration_since(self.now).as_millis();
            self.seen
                .violations
                .push(format!("a call {early} ms before the wait was over"));
        }
        let (answer, fault) = self.answered(&call);
        let told = match &answer {
            Ok(reply) => format!("{} {} bytes", reply.status, reply.body.len()),
            Err(fault) => fault.to_string(),
        };
        self.seen.exchanges.push(Exchange {
            request: shown.trim_end().to_owned(),
            answer: told,
            fault,
            beside: self
                .world
                .table_at(&call)
                .or(self.world.batch_at(&call))
                .is_some(),
        });
        answer
    }

    fn answered(&mut self, call: &Call) -> Answer {
        let world = self.world.clone();
        if let Some((name, lookup)) = world.table_at(call) {
            if !world.is_signed(call, &self.secret_text()) {
                return (Ok(self.unsigned()), Some(Fault::TokenEnds));
            }
            let mut body = Value::Null;
            world.tables.write(name, lookup, &mut body);
            return (Ok(limits::reply(200, &body)), None);
        }
        if let Some((name, lookup)) = world.batch_at(call) {
            if !world.is_signed(call, &self.secret_text()) {
                return (Ok(self.unsigned()), Some(Fault::TokenEnds));
            }
            return (Ok(self.batch(name, lookup, call)), None);
        }
        let fault = self.schedule.get(&self.calls).copied();
        self.calls += 1;
        match fault {
            Some(Fault::Timeout) => {
                self.pass(Duration::from_secs(5));
                return (Err(SendFault::Timeout(Duration::from_secs(5))), fault);
            }
            Some(Fault::Reset) => {
                return (Err(SendFault::Connection("it was reset".to_owned())), fault);
            }
            Some(Fault::Slow) => self.pass(Duration::from_secs(12)),
            Some(Fault::TokenEnds) => self.secret += 1,
            Some(Fault::Limited(wait)) => return (Ok(self.limited(wait)), fault),
            Some(Fault::Status(status, wait)) => return (Ok(self.failed(status, wait)), fault),
            _ => {}
        }
        if !world.is_signed(call, &self.secret_text()) {
            return (Ok(self.unsigned()), Some(Fault::TokenEnds));
        }
        let link = call
            .path
            .rsplit('/')
            .next()
            .and_then(|token| self.onward.get(token))
            .cloned();
        let asked = match link.map_or_else(|| asked::read(&world, call), Ok) {
            Ok(asked) => asked,
            Err(why) => {
                self.seen
                    .violations
                    .push(format!("a call that the vendor refuses: {why}"));
                return (Ok(limits::refusal(&world, 400, &why, &mut self.dice)), None);
            }
        };
        let Some(route) = world.route(asked.case, asked.route) else {
            return (Ok(limits::reply(404, &json!({}))), None);
        };
        self.page(call, route, &asked, fault)
    }

    fn page(&mut self, call: &Call, route: &Route, asked: &Asked, fault: Option<Fault>) -> Answer {
        let world = self.world.clone();
        let mut done = fault;
        if let Some(change @ (Fault::Insert | Fault::Delete | Fault::Update)) = fault
            && !self.change(change, asked.case)
        {
            done = None;
        }
        let all = select(
            self.lists
                .get(asked.case)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            asked,
        );
        let is_short = fault == Some(Fault::ShortPage) && may_be_short(route);
        let mut cut = match paging::cut(route, asked, &all, is_short, self.cap_is_silent) {
            Ok(cut) => cut,
            Err(why) => return (Ok(limits::refusal(&world, 400, &why, &mut self.dice)), None),
        };
        let by_token = matches!(route.paging.way, Way::Cursor { .. } | Way::NextUrl { .. });
        let mut nonce = 0;
        match fault {
            Some(Fault::ShortPage) if !is_short || !cut.more => done = None,
            Some(Fault::EmptyPage) => {
                let says_more = by_token
                    || matches!(route.paging.way, Way::Offset { .. })
                        && route.paging.ending.while_true.is_some();
                if says_more && !cut.entries.is_empty() {
                    nonce = self.calls;
                    cut = Cut {
                        entries: Vec::new(),
                        more: true,
                        after: if let Place::After(rank) = asked.place {
                            rank
                        } else {
                            0
                        },
                        ..cut
                    };
                } else {
                    done = None;
                }
            }
            Some(Fault::SamePage) => match self.last.get(&asked.case) {
                Some((place, reply))
                    if *place != asked.place
                        && asked.place != Place::First
                        && !is_ahead(place, &asked.place) =>
                {
                    return (Ok(reply.clone()), fault);
                }
                _ => done = None,
            },
            Some(Fault::ForeignLink) if !cut.more || !by_token => done = None,
            _ => {}
        }
        if by_token && let Place::After(rank) = asked.place {
            let before = all.iter().find(|e| e.rank == rank).cloned();
            let fits = asked.size > 1 && cut.entries.len() > 1;
            let again = self.again.contains(&rank) || fault == Some(Fault::Duplicate);
            match before.filter(|_| fits && again) {
                Some(before) => {
                    // However often it is asked for, this page begins with it.
                    self.again.insert(rank);
                    self.seen.duplicated.push(rank);
                    cut.entries.insert(0, before);
                    let full = usize::try_from(asked.size).unwrap_or(usize::MAX);
                    cut.more |= cut.entries.len() > full;
                    cut.entries.truncate(full);
                    cut.after = cut.entries.last().map_or(cut.after, |e| e.rank);
                }
                None if fault == Some(Fault::Duplicate) => done = None,
                None => {}
            }
        } else if fault == Some(Fault::Duplicate) {
            done = None;
        }
        for entry in &cut.entries {
            self.sent(entry);
        }
        let reply = self.written(call, route, asked, &cut, nonce, done);
        let counted = cut.entries.iter().filter(|e| !e.counted_only).count();
        let by_link = matches!(route.paging.way, Way::NextUrl { .. });
        let went_wrong = match done {
            Some(Fault::Truncated | Fault::Garbage | Fault::Html | Fault::ErrorBody) => true,
            Some(Fault::ForeignLink) => by_link,
            _ => false,
        };
        if !went_wrong {
            // What repeats is a page with records.
            let last = (counted > 0).then(|| (asked.place, reply.clone()));
            match last {
                Some(last) => self.last.insert(asked.case, last),
                None => self.last.remove(&asked.case),
            };
        }
        (Ok(self.spoilt(reply, done)), done)
    }

    fn written(
        &mut self,
        call: &Call,
        route: &Route,
        asked: &Asked,
        cut: &Cut,
        nonce: u64,
        done: Option<Fault>,
    ) -> Reply {
        let world = self.world.clone();
        let nothing = cut.entries.is_empty() && !cut.more && self.nothing_has_a_status;
        if let Some(status) = paging::empty_status(&world).filter(|_| nothing) {
            return Reply {
                status,
                ..Reply::default()
            };
        }
        let foreign = done == Some(Fault::ForeignLink);
        let origin = if foreign {
            "https://elsewhere.example"
        } else {
            world.origin()
        };
        let first = call
            .path
            .strip_suffix(&format!("/{}", link_of(call, self)))
            .unwrap_or(&call.path);
        let address = format!("{origin}{first}");
        let mut token = cut.more.then(|| world.token(cut.after, nonce));
        if let (Way::NextUrl { .. }, Some(own)) = (&route.paging.way, &token) {
            let plain: String = own.chars().filter(char::is_ascii_alphanumeric).collect();
            let place = Place::After(cut.after);
            self.onward.insert(
                plain.clone(),
                Asked {
                    place,
                    ..asked.clone()
                },
            );
            let relative = !foreign && self.dice.one_in(2);
            token = Some(if relative {
                format!("{first}/{plain}")
            } else {
                format!("{address}/{plain}")
            });
        }
        let onward = Onward {
            token,
            address: &address,
            tells_total: self.tells_total,
        };
        let (body, headers) = paging::write(&world, route, asked, cut, &onward, &mut self.dice);
        let mut reply = limits::reply(200, &body);
        reply.headers.0.extend(headers);
        if self.tells_counts {
            reply
                .headers
                .0
                .extend(limits::counts(&world, 80, 9, self.vendor_now()));
        }
        reply
    }
}

/// The last part of a path that leads on.
fn link_of(call: &Call, state: &State) -> String {
    let last = call.path.rsplit('/').next().unwrap_or_default();
    if state.onward.contains_key(last) {
        last.to_owned()
    } else {
        "\0".to_owned()
    }
}

/// Whether a page may be short without being the last.
fn may_be_short(route: &Route) -> bool {
    match route.paging.way {
        Way::Cursor { .. } | Way::NextUrl { .. } => true,
        Way::Offset { .. } => route.paging.ending.stop != Some(Stop::ShortPage),
        Way::Page { .. } | Way::None => false,
    }
}

/// Whether a page lies further on in its list than another: whoever reads on from an earlier cursor has
/// not come to it yet, so it is no page before.
fn is_ahead(page: &Place, of: &Place) -> bool {
    matches!((page, of), (Place::After(one), Place::After(other)) if one >= other)
}
