//! One read: a question is asked of a vendor and followed to the end, through whatever goes wrong;
//! what came is held against what is true.

use super::judge::{is_right, may_be_page};
use super::line::Line;
use super::oracle::wants;
use super::poll;
use super::question::Question;
use super::verdict::{Arrived, judge};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use touchpoint::emulator::{Emulator, Entry, Fault, Schedule, Seen, Shapes, World};
use touchpoint::{Account, Error, ListQuery, Touchpoint, Transport};
use touchpoint_core::cursor::Key;
use touchpoint_core::mapping::Route;
use touchpoint_core::model::Kind;
use touchpoint_core::response::{ListResponse, Row};
use touchpoint_core::run::{Options, Trouble, list};

/// The wait where a vendor that limits us tells none.
const UNTOLD_WAIT: Duration = Duration::from_secs(10);

/// What a promise was broken by.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The promise: `lost`, `twice`.
    pub promise: &'static str,
    /// What was seen.
    pub what: String,
}

impl Violation {
    pub(super) fn new(promise: &'static str, what: impl Into<String>) -> Violation {
        Violation {
            promise,
            what: what.into(),
        }
    }
}

/// A read and what it met.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What is broken, if anything.
    pub violation: Option<Violation>,
    /// What the vendor saw.
    pub seen: Seen,
    /// How many pages the caller got.
    pub pages: u64,
    /// How many records the caller got.
    pub records: u64,
    /// What the caller saw, call by call.
    pub steps: Vec<String>,
}

/// Everything that a read needs.
pub struct Reading<'r> {
    /// The vendor.
    pub world: &'r Arc<World>,
    /// What its records look like.
    pub shapes: &'r Arc<Shapes>,
    /// What is asked.
    pub question: &'r Question,
    /// The seed of what is left to chance.
    pub seed: u64,
    /// What goes wrong.
    pub schedule: Schedule,
    /// Where the read goes through a stream: the engine, and its line to the vendor.
    pub engine: Option<(&'r Touchpoint, &'r Line)>,
}

struct Walk<'r> {
    reading: &'r Reading<'r>,
    emulator: Arc<Emulator>,
    account: Account,
    query: ListQuery,
    options: Options,
    arrived: Vec<Arrived>,
    steps: Vec<String>,
    pages: u64,
    fields: Vec<String>,
}

enum Next {
    Again,
    End,
    /// Ended by an error that is the truth: a cap, or a page that moved by its whole length.
    Stopped,
}

impl Reading<'_> {
    fn route(&self) -> Option<&Route> {
        let case = self.world.plan().mapping.cases.get(self.question.case)?;
        case.routes.get(self.question.route)
    }

    /// Reads to the end.
    pub fn run(&self) -> Outcome {
        let emulator = Arc::new(Emulator::new(
            self.world.clone(),
            self.shapes.clone(),
            self.seed,
            self.schedule.clone(),
        ));
        let model = &self.world.plan().model;
        let is_scalar = |name: &&String| {
            model
                .field(name)
                .is_some_and(|f| matches!(f.kind, Kind::Scalar(_)))
        };
        let mut walk = Walk {
            reading: self,
            account: self
                .world
                .account(&format!("a{}", self.seed), &emulator.secret()),
            query: self.question.query.clone(),
            options: Options::new(Key::new(b"simulated")),
            arrived: Vec::new(),
            steps: Vec::new(),
            pages: 0,
            fields: self
                .world
                .plan()
                .filled
                .iter()
                .filter(is_scalar)
                .cloned()
                .collect(),
            emulator,
        };
        let ended = walk.to_the_end();
        let seen = walk.emulator.seen();
        let broken = seen
            .violations
            .first()
            .map(|what| Violation::new("vendor", what));
        let violation = match ended {
            Err(violation) => Some(violation),
            Ok(complete) => {
                let listed = |entry: &&Arc<Entry>| wants(self.world, self.question, entry);
                let mut expected: Vec<Arc<Entry>> = self
                    .world
                    .records(self.question.case)
                    .iter()
                    .filter(listed)
                    .cloned()
                    .collect();
                self.world.sort(&mut expected, &self.question.query.sort);
                let changes = seen.inserted.len() + seen.deleted.len() + seen.versions.len();
                let weak = self.is_weak() || self.leaves_pages() && changes > 1;
                judge(self, &expected, &walk.arrived, &seen, weak, complete).err()
            }
        };
        Outcome {
            violation: broken.or(violation),
            seen,
            pages: walk.pages,
            records: walk.arrived.len() as u64,
            steps: walk.steps,
        }
    }

    /// Whether the vendor counts a page's place: then what changes before it moves it.
    pub(super) fn is_weak(&self) -> bool {
        use touchpoint_core::mapping::Way;
        let way = self.route().map(|route| &route.paging.way);
        !matches!(way, Some(Way::Cursor { .. } | Way::NextUrl { .. }))
    }

    /// Whether pages may be larger than what the caller gets at once, so that one is left in the
    /// middle. Its place is found again by the two records around it.
    pub(super) fn leaves_pages(&self) -> bool {
        let Some(size) = self.route().map(|route| &route.paging.size) else {
            return true;
        };
        let wanted = self
            .question
            .query
            .limit
            .unwrap_or(size.default)
            .min(size.max);
        size.fixed.is_some_and(|fixed| fixed > wanted) || size.min > wanted || self.question.varies
    }
}

impl Walk<'_> {
    /// Whether the list was read to its very end.
    fn to_the_end(&mut self) -> Result<bool, Violation> {
        let question = self.reading.question;
        let list = self.reading.world.records(question.case).len() as u64;
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
        let plan = self.reading.world.plan();
        let emulator = self.emulator.clone();
        let call = list(plan, &self.query, &self.account, &*emulator, &self.options);
        let answer = poll::now(call).map_err(|what| Violation::new("an end", what))?;
        match answer {
            Ok(listing) => {
                let next = self.page(&listing.response, before)?;
                // A caller that goes on keeps the limits that it was told.
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
                Some(Err(error)) => return self.error(&error, before),
            }
        }
    }

    fn wait(&self, told: Option<Duration>) -> Result<(), Violation> {
        let waited = self.emulator.wait(told.unwrap_or(UNTOLD_WAIT));
        poll::now(waited).map_err(|what| Violation::new("an end", what))
    }

    fn last_fault(&self, before: usize) -> Option<Fault> {
        self.emulator.faults_since(before).last().copied().flatten()
    }

    /// How many records a page may have.
    fn most(&self) -> u64 {
        match (self.query.limit, self.reading.route()) {
            (Some(limit), Some(route)) if !self.query.ignore_limit => {
                limit.min(route.paging.size.max).max(1)
            }
            _ => u64::MAX,
        }
    }

    /// Whether a page went well before the call that did not: then that one only filled it, and the
    /// cursor must lead there.
    fn filled(&self, before: usize, route: &Route) -> bool {
        let faults = self.emulator.faults_since(before);
        let earlier = faults.split_last().map(|(_, earlier)| earlier);
        earlier.is_some_and(|all| all.iter().any(|fault| may_be_page(*fault, route)))
    }

    fn page(&mut self, response: &ListResponse, before: usize) -> Result<Next, Violation> {
        let fault = self.last_fault(before);
        self.pages += 1;
        let rows = response.result.all();
        let next = response.next_cursor.clone();
        let leads = if next.is_some() {
            "leads on"
        } else {
            "is the last"
        };
        self.steps
            .push(format!("{} records, {leads}, after {fault:?}", rows.len()));
        if let Some(route) = self.reading.route()
            && !may_be_page(fault, route)
            && !(next.is_some() && self.filled(before, route))
        {
            return Err(Violation::new(
                "a fault told",
                format!("{fault:?} passed as a page"),
            ));
        }
        let most = self.most();
        if rows.len() as u64 > most {
            let what = format!("{} records, where {most} were asked for", rows.len());
            return Err(Violation::new("limit", what));
        }
        if let Some(warning) = response.warnings.first() {
            return Err(Violation::new("fields", warning.message.clone()));
        }
        for row in rows.iter() {
            let Row::Unified { fields, .. } = row else {
                continue;
            };
            let texts = self
                .fields
                .iter()
                .map(|name| (name.clone(), texts(fields, name)));
            self.arrived.push(Arrived(texts.collect()));
        }
        self.query.next_cursor = next;
        Ok(if self.query.next_cursor.is_some() {
            Next::Again
        } else {
            Next::End
        })
    }

    fn error(&mut self, error: &Error, before: usize) -> Result<Next, Violation> {
        let fault = self.last_fault(before);
        self.steps
            .push(format!("{} {error}, after {fault:?}", error.code()));
        let question = self.reading.question;
        if let Error::Caller(_) = error {
            let early = self.pages == 0;
            return if early && (question.refused || question.may_be_refused) {
                // Refused before any call: nothing was promised.
                self.arrived.clear();
                Ok(Next::Stopped)
            } else {
                Err(Violation::new("served", format!("refused: {error}")))
            };
        }
        let code = error.code();
        if code == Trouble::Cap.code() {
            let cap = self
                .reading
                .route()
                .and_then(|route| route.paging.cap)
                .unwrap_or(u64::MAX);
            let all = self.reading.world.records(question.case).len() as u64;
            return if all > cap {
                Ok(Next::Stopped)
            } else {
                Err(Violation::new(
                    "the right error",
                    "a cap before the list is so long",
                ))
            };
        }
        let seen = self.emulator.seen();
        let moved =
            self.reading.is_weak() && (!seen.inserted.is_empty() || !seen.versions.is_empty());
        if code == Trouble::Repeats.code() && moved && fault != Some(Fault::SamePage) {
            return Ok(Next::Stopped);
        }
        if !is_right(error, fault) {
            return Err(Violation::new(
                "the right error",
                format!("{code} {error}, after {fault:?}"),
            ));
        }
        if matches!(fault, Some(Fault::Status(..) | Fault::Limited(_)))
            && self.reading.world.plan().message.is_some()
            && !["something failed", "too many calls"]
                .iter()
                .any(|text| error.to_string().contains(text))
        {
            return Err(Violation::new(
                "the right error",
                format!("the vendor's words are lost: {error}"),
            ));
        }
        if let Error::Remote(remote) = error {
            if remote.retry_after.is_some() || code == Trouble::RateLimited.code() {
                self.wait(remote.retry_after)?;
            }
        }
        if fault == Some(Fault::TokenEnds) {
            let id = self.account.id.clone();
            self.account = self.reading.world.account(&id, &self.emulator.secret());
        }
        Ok(Next::Again)
    }
}

/// The texts at a dotted field; through lists, all of them.
fn texts(fields: &serde_json::Map<String, serde_json::Value>, dotted: &str) -> Vec<String> {
    let (first, rest) = dotted.split_once('.').unwrap_or((dotted, ""));
    let Some(value) = fields.get(first) else {
        return Vec::new();
    };
    let inner = |value: &serde_json::Value| {
        let value = if rest.is_empty() {
            Some(value)
        } else {
            value.get(rest)
        };
        value.and_then(|value| value.as_str().map(str::to_owned))
    };
    match value.as_array() {
        Some(list) => list.iter().filter_map(inner).collect(),
        None => inner(value).into_iter().collect(),
    }
}
