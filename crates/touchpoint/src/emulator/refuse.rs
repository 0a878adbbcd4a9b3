//! The vendor's bad answers: limits, failures, tokens that have ended, bodies that are spoilt.

use super::fault::Fault;
use super::limits::{self, Wait};
use super::state::State;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use touchpoint_core::exchange::Reply;
use touchpoint_language::written::Outcome;

impl State {
    pub(super) fn spoilt(&mut self, mut reply: Reply, fault: Option<Fault>) -> Reply {
        match fault {
            Some(Fault::Truncated) => {
                let half = reply.body.len() / 2 + 1;
                reply
                    .body
                    .truncate(half.min(reply.body.len().saturating_sub(1)));
            }
            Some(Fault::Garbage) => reply.body = vec![0xff, 0xfe, 0x00, 0x9f, b'{'],
            Some(Fault::Html) => reply.body = b"<!doctype html><title>Sorry</title>".to_vec(),
            Some(Fault::WrongType) => {
                reply.headers.0.retain(|(name, _)| name != "content-type");
                reply
                    .headers
                    .0
                    .push(("content-type".to_owned(), "text/html".to_owned()));
            }
            Some(Fault::ErrorBody) => {
                let refusal = limits::refusal(&self.world, 200, "something failed", &mut self.dice);
                reply = Reply {
                    status: 200,
                    ..refusal
                };
            }
            _ => return reply,
        }
        if reply.status == 204 && fault != Some(Fault::WrongType) {
            reply.status = 200;
        }
        reply
    }

    pub(super) fn vendor_now(&self) -> Timestamp {
        self.now
            .checked_add(SignedDuration::from_secs(self.skew))
            .unwrap_or(self.now)
    }

    pub(super) fn unsigned(&mut self) -> Reply {
        let world = self.world.clone();
        limits::meaning(
            &world,
            Outcome::TokenExpired,
            401,
            "the token is not good",
            &mut self.dice,
        )
        .0
    }

    pub(super) fn limited(&mut self, wait: Wait) -> Reply {
        let world = self.world.clone();
        let vendor_now = self.vendor_now();
        let (mut reply, declared) = limits::meaning(
            &world,
            Outcome::RateLimited,
            429,
            "too many calls",
            &mut self.dice,
        );
        let (text, mut told) = wait.header(vendor_now);
        let is_moment = matches!(wait, Wait::Date(_) | Wait::Rfc3339(_) | Wait::Unix(_));
        match (text, declared, wait) {
            (Some(text), ..) => reply.headers.0.push(("retry-after".to_owned(), text)),
            (None, Some(declared), _) => told = declared,
            (None, None, Wait::Reset(seconds)) if limits::tells_reset(&world) => {
                reply
                    .headers
                    .0
                    .extend(limits::counts(&world, 0, seconds, vendor_now));
                told = Duration::from_secs(seconds);
            }
            _ => {}
        }
        let is_moment = is_moment || matches!(wait, Wait::Reset(_)) && self.skew != 0;
        // A moment on a clock that is wrong says nothing of ours.
        if !(is_moment && self.skew != 0) {
            self.block(told);
        }
        reply
    }

    pub(super) fn failed(&mut self, status: u16, wait: Wait) -> Reply {
        let world = self.world.clone();
        let mut reply = limits::refusal(&world, status, "something failed", &mut self.dice);
        let transient = matches!(status, 408 | 502 | 503 | 504);
        if let (Wait::Seconds(seconds), true) = (wait, transient) {
            reply
                .headers
                .0
                .push(("retry-after".to_owned(), seconds.to_string()));
            self.block(Duration::from_secs(seconds));
        }
        reply
    }

    pub(super) fn block(&mut self, told: Duration) {
        self.blocked_until = self.now.checked_add(told).unwrap_or(self.now);
    }
}
