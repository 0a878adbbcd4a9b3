//! The played vendor as a [`Transport`]: a call comes in, a reply or a fault goes out. It has a
//! clock of its own, on which waiting takes no time.

use super::bad_answer::{failed, limited, unsigned};
use super::batch;
use super::fault::{Schedule, VendorFault};
use super::page_on_schedule::{Answered, page_on_schedule};
use super::read_state::{LoggedCall, ReadLog, ReadState};
use super::refusal::{json_reply, refusal};
use crate::asked::lookup;
use crate::asked::read::read;
use crate::asked::signed::is_signed;
use crate::asked::token;
use crate::notation::call::ReceivedCall;
use crate::world::played_vendor::PlayedVendor;
use crate::world::shapes::Shapes;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use touchpoint_core::exchange::{BoxFuture, Reply, Request, SendFault, Transport};
use touchpoint_language::json::{Json, object};

/// A vendor that is being read.
#[derive(Debug)]
pub struct Emulator(Mutex<ReadState>);

impl Emulator {
    /// The vendor at the beginning of a read.
    pub fn new(
        vendor: Arc<PlayedVendor>,
        shapes: Arc<Shapes>,
        seed: u64,
        schedule: Schedule,
    ) -> Emulator {
        Emulator(Mutex::new(ReadState::new(vendor, shapes, seed, schedule)))
    }

    /// What it saw until now.
    pub fn log(&self) -> ReadLog {
        self.state().log.clone()
    }

    /// What went wrong with each call from this one on. Calls for tables that went well are left
    /// out.
    pub fn faults_since(&self, call: usize) -> Vec<Option<VendorFault>> {
        let state = self.state();
        state
            .log
            .exchanges
            .iter()
            .skip(call)
            .filter(|exchange| !exchange.beside || exchange.fault.is_some())
            .map(|e| e.fault)
            .collect()
    }

    /// How often in a row the same call was repeated, from this call on.
    pub fn sent_again(&self, call: usize) -> usize {
        let state = self.state();
        let calls = state.log.exchanges.get(call..).unwrap_or_default();
        let runs =
            calls.chunk_by(|one, next| one.request == next.request && one.headers == next.headers);
        runs.map(|run| run.len() - 1).max().unwrap_or(0)
    }

    /// How many calls it has had.
    pub fn calls(&self) -> usize {
        self.state().log.exchanges.len()
    }

    /// The secret that it takes now.
    pub fn secret(&self) -> String {
        self.state().secret_text()
    }

    /// True if no wait that it told holds now.
    pub fn takes_calls(&self) -> bool {
        let state = self.state();
        state.now >= state.blocked_until
    }

    /// Answers a call that left when it took calls: another one's answer may have told a wait since.
    ///
    /// # Errors
    /// As a transport's.
    pub fn arrived(&self, request: &Request) -> Result<Reply, SendFault> {
        answer(&mut self.state(), request, true)
    }

    fn state(&self) -> MutexGuard<'_, ReadState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Emulator {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Reply, SendFault>> {
        let answered = answer(&mut self.state(), request, false);
        Box::pin(std::future::ready(answered))
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.state().pass(duration);
        Box::pin(std::future::ready(()))
    }

    /// Time passes by what is asked and by waits, so no patience ends beside them.
    fn bound(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    #[allow(clippy::cast_precision_loss, reason = "a share of 1,000 is exact")]
    fn chance(&self) -> f64 {
        self.state().dice.below(1000) as f64 / 1000.0
    }
}

/// Answers a call, and logs it with what the caller did wrong.
fn answer(
    state: &mut ReadState,
    request: &Request,
    left_in_time: bool,
) -> Result<Reply, SendFault> {
    let call = ReceivedCall::of(request);
    if let Some((status, body)) = token::answer(&state.vendor, &call, &state.secret_text()) {
        return Ok(json_reply(status, &body));
    }
    if call.origin != state.vendor.site.origin() {
        state.violated(format!("a call to another host: {}", call.origin));
    }
    if !request.origins.contains(&call.origin) {
        state.violated("a call whose own origins do not allow it".to_owned());
    }
    if state.now < state.blocked_until && !left_in_time {
        let early = state.blocked_until.duration_since(state.now).as_millis();
        state.violated(format!("a call {early} ms before the wait was over"));
    }
    let (answer, fault) = answered(state, &call);
    let shown_answer = match &answer {
        Ok(reply) => format!("{} {} bytes", reply.status, reply.body.len()),
        Err(fault) => fault.to_string(),
    };
    state.log.exchanges.push(LoggedCall {
        request: state.vendor.shown(request),
        headers: call.headers.clone(),
        answer: shown_answer,
        fault,
        beside: is_beside(state, &call),
    });
    answer
}

/// True if a call asks for a table beside the list.
fn is_beside(state: &ReadState, call: &ReceivedCall) -> bool {
    let whole = lookup::whole(&state.vendor, call);
    whole.or(lookup::batch(&state.vendor, call)).is_some()
}

/// The answer to a call, and the fault that was applied to it.
fn answered(state: &mut ReadState, call: &ReceivedCall) -> Answered {
    let vendor = state.vendor.clone();
    if let Some((name, lookup)) = lookup::whole(&vendor, call) {
        if !is_signed(&vendor, call, &state.secret_text()) {
            return (Ok(unsigned(state)), Some(VendorFault::TokenEnds));
        }
        let mut body = Json::Null;
        vendor.tables.write(name, lookup, &mut body);
        return (Ok(json_reply(200, &body)), None);
    }
    if let Some((name, lookup)) = lookup::batch(&vendor, call) {
        if !is_signed(&vendor, call, &state.secret_text()) {
            return (Ok(unsigned(state)), Some(VendorFault::TokenEnds));
        }
        return (Ok(batch::of_sent(state, name, lookup, call)), None);
    }
    let fault = state.schedule.get(&state.calls).copied();
    state.calls += 1;
    match fault {
        Some(VendorFault::Timeout) => {
            state.pass(Duration::from_secs(5));
            return (Err(SendFault::Timeout(Duration::from_secs(5))), fault);
        }
        Some(VendorFault::Reset) => {
            return (Err(SendFault::Connection("it was reset".into())), fault);
        }
        Some(VendorFault::Slow) => state.pass(Duration::from_secs(12)),
        Some(VendorFault::TokenEnds) => state.secret += 1,
        Some(VendorFault::Limited(wait)) => return (Ok(limited(state, wait)), fault),
        Some(VendorFault::Status(status, wait)) => return (Ok(failed(state, status, wait)), fault),
        _ => {}
    }
    if !is_signed(&vendor, call, &state.secret_text()) {
        return (Ok(unsigned(state)), Some(VendorFault::TokenEnds));
    }
    // No token of this account ends.
    let fault = fault.filter(|fault| *fault != VendorFault::TokenEnds);
    let link = call
        .path
        .rsplit('/')
        .next()
        .and_then(|token| state.onward.get(token))
        .cloned();
    let asked = match link.map_or_else(|| read(&vendor, call), Ok) {
        Ok(asked) => asked,
        Err(why) => {
            state.violated(format!("a call that the vendor refuses: {why}"));
            return (Ok(refusal(&vendor, 400, &why, &mut state.dice)), None);
        }
    };
    let Some(route) = vendor.route(asked.case, asked.route) else {
        return (Ok(json_reply(404, &object! {}.into())), None);
    };
    page_on_schedule(state, call, route, &asked, fault)
}
