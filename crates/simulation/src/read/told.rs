//! Checks the page or the error that one call gave against what went wrong with the call.

use super::faults::{is_right, may_be_page};
use super::verdict::Arrived;
use super::walk::{Next, Walk, signed};
use crate::violation::Violation;
use touchpoint_core::record::FieldFault;
use touchpoint_core::response::{ListResponse, Row};
use touchpoint_core::run::{Error, Trouble};
use touchpoint_emulator::{KnownValue, VendorFault};
use touchpoint_language::json::Object;
use touchpoint_language::mapping::{Auth, Route};
use touchpoint_language::written::Outcome;

impl Walk<'_> {
    /// True if an account that signs in by itself waits, since the vendor refused the token that it had
    /// just got.
    fn waits(&self, error: &Error) -> bool {
        let ways = &self.reading.world.plan().mapping.connection.auth;
        let mut signing_in = ways.iter().filter_map(|way| match way {
            Auth::OAuth2(oauth2) => Some(oauth2),
            _ => None,
        });
        signing_in.any(|oauth2| oauth2.is_of_client())
            && matches!(error, Error::Remote(remote) if remote.trouble == Trouble::Token && remote.retry_after.is_some())
    }

    fn last_fault(&self, before: usize) -> Option<VendorFault> {
        self.emulator.faults_since(before).last().copied().flatten()
    }

    /// The most records that a page may have.
    fn most(&self) -> u64 {
        let largest = self.reading.routes().map(|route| route.paging.size.max);
        match (self.query.limit, largest.min()) {
            (Some(limit), Some(largest)) if !self.query.ignore_limit => limit.min(largest).max(1),
            _ => u64::MAX,
        }
    }

    /// True if a page went well before the call that failed: that call only filled the page, and
    /// the cursor must lead to it. Of several lists no record can be given before the first record
    /// of each is known.
    fn filled(&self, before: usize, route: &Route, rows: usize) -> bool {
        let faults = self.emulator.faults_since(before);
        // A call that was not answered takes the time in which the first records are looked for.
        let in_time = !faults.contains(&Some(VendorFault::Timeout));
        if self.reading.question.lists.len() > 1 && rows == 0 && in_time {
            return false;
        }
        let earlier = faults.split_last().map(|(_, earlier)| earlier);
        earlier.is_some_and(|all| all.iter().any(|fault| may_be_page(*fault, route)))
    }

    /// Keeps a page's records, unless it breaks a promise.
    pub(super) fn page(
        &mut self,
        response: &ListResponse,
        before: usize,
    ) -> Result<Next, Violation> {
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
        // Of several lists it is one's own page, and each list has pages in its own way.
        let may_be_page = |route| may_be_page(fault, route);
        if let Some(route) = self.reading.routes().next()
            && !self.reading.routes().any(may_be_page)
            && !(fault == Some(VendorFault::ForeignLink) && self.reading.question.varies)
            && !(next.is_some() && self.filled(before, route, rows.len()))
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
        self.warned(response)?;
        for row in &rows {
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

    /// Checks that the warnings beside a page are true: only for a list field that has more
    /// elements, and for a page that the vendor may give in part.
    fn warned(&self, response: &ListResponse) -> Result<(), Violation> {
        let cases = &self.reading.world.plan().mapping.cases;
        let goes_on = |field: &str| {
            let mut fields = cases.iter().flat_map(|case| &case.fields);
            fields.any(|f| f.name == field && f.sources().iter().any(|s| s.more.is_some()))
        };
        let mut rules = self.reading.world.plan().mapping.connection.classify.iter();
        let gives_parts = rules.any(|rule| rule.is == Outcome::Partial);
        for warning in &response.warnings {
            let field = warning.field.as_deref().unwrap_or_default();
            if warning.code == "partial" && response.is_partial_response && gives_parts {
                continue;
            }
            let is_cut = warning.code == FieldFault::LIST_CUT && response.is_partial_response;
            if !is_cut || !goes_on(field) {
                return Err(Violation::new("fields", warning.message.clone()));
            }
        }
        Ok(())
    }

    /// Says how a read goes on after an error, unless it is not the right one.
    pub(super) fn error(&mut self, error: &Error, before: usize) -> Result<Next, Violation> {
        let fault = self.last_fault(before);
        self.steps
            .push(format!("{} {error}, after {fault:?}", error.code()));
        let question = self.reading.question;
        if let Error::Caller(_) = error {
            // The place ended with the session that it stood in: whoever asks begins anew.
            if fault == Some(VendorFault::TokenEnds)
                && self.query.next_cursor.is_some()
                && error.code() == Trouble::Cursor.code()
            {
                self.arrived.clear();
                return Ok(Next::Stopped);
            }
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
            // Where a window leads on beyond the cap, the list does not end at it.
            let mut routes = self.reading.routes();
            let cap = routes.find_map(|route| route.paging.cap.filter(|_| !self.is_divided(route)));
            // What the vendor sent twice is counted twice, and so is what was added.
            let seen = self.emulator.log();
            let more = seen.duplicated.len() + seen.added.len();
            let all = (self.reading.records().count() + more) as u64;
            return if cap.is_some_and(|cap| all >= cap) {
                Ok(Next::Stopped)
            } else {
                Err(Violation::new(
                    "the right error",
                    "a cap before the list is so long",
                ))
            };
        }
        let seen = self.emulator.log();
        let changed = !seen.inserted.is_empty() || !seen.versions.is_empty();
        let moved = self.reading.is_weak() && changed;
        // What changed meanwhile moved the page at hand beyond the vendor's cap.
        let capped = self
            .reading
            .routes()
            .any(|route| route.paging.cap.is_some());
        if code == Trouble::Refused.code() && fault.is_none() && changed && capped {
            return Ok(Next::Stopped);
        }
        if code == Trouble::Repeats.code() && moved && fault != Some(VendorFault::SamePage) {
            return Ok(Next::Stopped);
        }
        // Of calls that were on their way at once, any may have gone wrong.
        let at_once = question.lists.len() > 1;
        let faults = self.emulator.faults_since(before);
        let by_another = at_once && faults.iter().any(|fault| is_right(error, *fault));
        let waits = fault == Some(VendorFault::TokenEnds) && self.waits(error);
        if !is_right(error, fault) && !by_another && !waits {
            return Err(Violation::new(
                "the right error",
                format!("{code} {error}, after {fault:?}"),
            ));
        }
        if matches!(
            fault,
            Some(VendorFault::Status(..) | VendorFault::Limited(_))
        ) && self.reading.world.plan().message.is_some()
            && !["something failed", "too many calls"]
                .iter()
                .any(|text| error.to_string().contains(text))
        {
            return Err(Violation::new(
                "the right error",
                format!("the vendor's words are lost: {error}"),
            ));
        }
        if let Error::Remote(remote) = error
            && remote.next_cursor.is_some()
        {
            self.query.next_cursor.clone_from(&remote.next_cursor);
        }
        if let Error::Remote(remote) = error
            && (remote.retry_after.is_some() || code == Trouble::RateLimited.code())
        {
            self.wait(remote.retry_after)?;
        }
        if fault == Some(VendorFault::TokenEnds) {
            let id = self.account.id.clone();
            self.account = signed(self.reading, &id, &self.emulator.secret());
        }
        Ok(Next::Again)
    }
}

impl Walk<'_> {
    /// True if a window divides the list beyond its cap: it comes in the window's order, and every record
    /// has a time.
    fn is_divided(&self, route: &Route) -> bool {
        let Some(by) = &route.paging.window else {
            return false;
        };
        let sort = self.reading.question.query.sort.first();
        let as_sorted = sort.is_none_or(|sort| *sort == (by.by.clone(), by.order));
        // Of a list in days the time tells few records apart.
        let tells_apart = |known: &KnownValue| match known {
            KnownValue::At(at) => at.as_second() % 86_400 != 0,
            _ => true,
        };
        let (mut all, mut some) = (true, by.path.is_some());
        for record in self.reading.records() {
            let times = record.truth.of(&by.by);
            all &= by.path.is_some() || !times.is_empty();
            some |= times.iter().any(tells_apart);
        }
        as_sorted && all && some
    }
}

/// The texts at a dotted field; through lists, all of them.
fn texts(fields: &Object, dotted: &str) -> Vec<String> {
    let (first, rest) = dotted.split_once('.').unwrap_or((dotted, ""));
    let Some(value) = fields.get(first) else {
        return Vec::new();
    };
    let inner = |value: &touchpoint_language::json::Json| {
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
