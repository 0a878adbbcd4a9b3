//! The calls of one read, one after another, to its end: by single calls, or through a stream.

use super::line::Line;
use super::poll;
use super::table::as_said;
use super::walk::{Next, Walk};
use crate::violation::Violation;
use std::pin::pin;
use std::time::Duration;
use touchpoint::{Touchpoint, Transport};
use touchpoint_core::run::list;

impl Walk<'_> {
    /// Calls until the list ends. True if it was read to its end.
    pub(super) fn follow(&mut self) -> Result<bool, Violation> {
        let question = self.reading.question;
        let list = self.reading.records().count() as u64;
        let most = 2 * list + 100;
        let mut calls = 0;
        loop {
            calls += 1;
            if calls > most {
                return Err(Violation::new(
                    "an end",
                    format!("no end after {calls} calls"),
                ));
            }
            if question.varies {
                let limit = self.query.limit.unwrap_or(5);
                self.query.limit = Some(1 + (limit * 7 + calls) % 11);
            }
            let next = if let Some((engine, line)) = self.reading.engine {
                self.stream(engine, line)?
            } else {
                self.one()?
            };
            match next {
                Next::Again => {}
                Next::End if question.refused => {
                    return Err(Violation::new(
                        "refused",
                        "a filter that nobody serves was taken",
                    ));
                }
                Next::End => return Ok(true),
                Next::Stopped => return Ok(false),
            }
        }
    }

    fn one(&mut self) -> Result<Next, Violation> {
        let before = self.emulator.calls();
        let until = self.emulator.now() + self.options.deadline;
        let plan = self.reading.world.plan();
        let emulator = self.emulator.clone();
        let call = list(plan, &self.query, &self.account, &*emulator, &self.options);
        let answer = poll::now(call).map_err(|what| Violation::new("an end", what))?;
        let again = self.emulator.sent_again(before);
        if again >= self.options.attempts as usize {
            let what = format!("one call was sent {} times in a row", again + 1);
            return Err(Violation::new("budget", what));
        }
        match answer {
            Ok(listing) => {
                as_said(self.reading.question, &listing.filters)?;
                let leads_on = listing.response.next_cursor.is_some();
                let in_time = self.emulator.now() < until && !self.query.ignore_limit;
                if listing.response.result_count == 0 && leads_on && in_time {
                    return Err(Violation::new("an end", "an empty page that leads on"));
                }
                let next = self.page(&listing.response, before)?;
                // A caller that goes on respects the limits that it was told.
                let limit = listing.rate_limit.filter(|l| l.remaining == Some(0));
                if let Some(limit) = limit {
                    self.wait(limit.reset_seconds.map(Duration::from_secs))?;
                }
                Ok(next)
            }
            Err(error) => self.error(&error, before),
        }
    }

    fn stream(&mut self, engine: &Touchpoint, line: &Line) -> Result<Next, Violation> {
        line.to(self.emulator.clone());
        let mut stream = pin!(engine.stream(self.account.clone(), self.query.clone()));
        loop {
            let before = self.emulator.calls();
            let next =
                poll::next(stream.as_mut()).map_err(|what| Violation::new("an end", what))?;
            match next {
                None => return Ok(Next::End),
                Some(Ok(page)) => {
                    if let Next::End = self.page(page.response(), before)?
                        && poll::next(stream.as_mut()).is_ok_and(|next| next.is_some())
                    {
                        return Err(Violation::new(
                            "an end",
                            "a stream goes on after its last page",
                        ));
                    } else if self.query.next_cursor.is_none() {
                        return Ok(Next::End);
                    }
                }
                Some(Err(error)) => return self.error(error.detail(), before),
            }
        }
    }
}
