//! A list that has reached the vendor's cap → the rest of it as a list of its own: the records from
//! the last record's time on, without those that were given already.
//!
//! ```text
//! newest first, cap 4:   19 18 17 17 │ then: until 17 + 1 s, but not the 18 and the two 17 again
//! ```

use crate::filter::{self, is_sorted_otherwise};
use crate::plan::{Chosen, Plan};
use crate::query::{Filter, ListQuery, Operator};
use crate::record::RecordFacts;
use crate::response::texts_of;
use crate::scan::Scanned;
use crate::slices::{self, Walk};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchpoint_language::expr::SentTime;
use touchpoint_language::mapping::{self, Route};
use touchpoint_language::model::Direction;
use touchpoint_language::written::SendAs;

/// Unified times are cut to milliseconds, and a vendor may compare whole seconds: one second covers
/// every record that may have the same time.
const STEP_MS: i64 = 1000;

/// Records are remembered from this many before the cap.
const KEPT: usize = 1000;
/// How many bytes the remembered records may take in a cursor, over all of its lists: our part of a
/// cursor stays below 4 KiB.
pub(super) const MOST_KEPT_BYTES: usize = 2_400;
/// The bytes of a record besides its id: quotes, comma, the milliseconds since the one before.
const A_RECORD: usize = 7;

/// The rest of a list.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Window {
    /// The time that bounds it.
    bound: String,
    /// The ids of the records within the bound that have been given already.
    given: Vec<String>,
}

impl Window {
    /// The query of the rest.
    pub(super) fn over(&self, plan: &Plan, route: &Route, query: &ListQuery) -> ListQuery {
        let mut own = query.clone();
        let Some(by) = &route.paging.window else {
            return own;
        };
        let operator = bounding(by.order);
        // It is tighter than the caller's own bound on the same side, and must be pushed.
        let bound = Filter {
            parameter: by.by.clone(),
            operator,
            values: vec![self.bound.clone()],
            bare: false,
        };
        own.filters.insert(0, bound);
        own.filters.push(Filter {
            parameter: plan.model.id_field().to_owned(),
            operator: Operator::Nin,
            values: self.given.clone(),
            bare: false,
        });
        own
    }
}

/// The last records before the cap: those that may have the last one's time, and at least one of an
/// earlier page, so that the rest never begins with the page that came last.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Tail {
    /// Their times, in milliseconds since 1970, and ids.
    #[serde(with = "compact")]
    records: Vec<(i64, String)>,
    /// True if a record came that is certainly before them.
    beyond: bool,
    /// True if the list turns out not to be sorted by that time, or a record has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unsorted: bool,
    /// All records within this time are kept; in milliseconds since 1970.
    bound: i64,
}

impl Tail {
    /// True if this is near enough to the cap to remember the last records.
    pub(super) fn is_kept(came: u64, cap: u64) -> bool {
        came.saturating_add(KEPT as u64) >= cap
    }

    /// The tail after one more page; none where too many records have the same time.
    pub(super) fn after(
        mut self,
        plan: &Plan,
        chosen: Chosen<'_>,
        facts: &RecordFacts<'_>,
        page: &Scanned<'_>,
        most_bytes: usize,
    ) -> Option<Tail> {
        let by = chosen.route.paging.window.as_ref()?;
        let name = plan.model.id_field();
        let first = self.records.len();
        let mut before: Option<i64> = None;
        let texts = texts_of(chosen.reader, page, facts, [&by.by, name]);
        for (record, left_out, [time, name]) in texts {
            let time = match &by.path {
                None => time.and_then(|text| text.parse::<Timestamp>().ok()),
                Some(path) => Walk::new(path).one(record).and_then(|value| {
                    let written = written_as(chosen.route, by)?;
                    written.read(&slices::value(value)).ok()
                }),
            };
            let record = time.map(Timestamp::as_millisecond);
            match record.zip(name) {
                Some(record) => {
                    // Order is only compared within a page: the next one may begin earlier, when
                    // records were added.
                    self.unsorted |= before.is_some_and(|before| match by.order {
                        Direction::Desc => record.0 > before,
                        Direction::Asc => record.0 < before,
                    });
                    before = Some(record.0);
                    self.records.push(record);
                }
                // What the mapping leaves out may be a remnant of a record.
                None => self.unsorted |= !left_out,
            }
        }
        let all = self.records.len();
        let is_within = |time: i64, bound: i64| match by.order {
            Direction::Desc => time <= bound,
            Direction::Asc => time >= bound,
        };
        self.bound = one_step_back(self.records.last()?.0, by.order)?;
        let is_kept = |(time, _): &(i64, String)| is_within(*time, self.bound);
        let mut page = self.records.iter().skip(first);
        // The rest would begin with this whole page again.
        if page.all(is_kept)
            && !self.records.iter().take(first).any(is_kept)
            && let Some((before, _)) = first.checked_sub(1).and_then(|at| self.records.get(at))
        {
            let further = one_step_back(*before, by.order)?;
            if is_within(self.bound, further) {
                self.bound = further;
            }
        }
        let bound = self.bound;
        self.records.retain(|(time, _)| is_within(*time, bound));
        self.beyond |= self.records.len() < all;
        let ids = self.records.iter().map(|(_, id)| id.len() + A_RECORD);
        (ids.sum::<usize>() <= most_bytes).then_some(self)
    }

    /// The rest of the list; none where no time separates it from what was given.
    pub(super) fn window(self) -> Option<Window> {
        if self.records.is_empty() || !self.beyond || self.unsorted {
            return None;
        }
        Some(Window {
            bound: Timestamp::from_millisecond(self.bound).ok()?.to_string(),
            given: self.records.into_iter().map(|(_, id)| id).collect(),
        })
    }
}

/// Records as they stand in a cursor: the first time in full, the others as the difference to the
/// one before.
mod compact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        records: &[(i64, String)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let mut before = 0_i64;
        let times = records.iter().map(|(time, _)| {
            let passed = time.wrapping_sub(before);
            before = *time;
            passed
        });
        let times: Vec<i64> = times.collect();
        let ids: Vec<&str> = records.iter().map(|(_, id)| id.as_str()).collect();
        (times, ids).serialize(to)
    }

    /// The current form and that of earlier versions, whose cursors are still good.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum StoredTail {
        Compact(Vec<i64>, Vec<String>),
        Pairs(Vec<(i64, String)>),
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(i64, String)>, D::Error> {
        let (times, ids) = match StoredTail::deserialize(from)? {
            StoredTail::Compact(times, ids) => (times, ids),
            StoredTail::Pairs(records) => return Ok(records),
        };
        let mut before = 0_i64;
        let times = times.into_iter().map(|passed| {
            before = before.wrapping_add(passed);
            before
        });
        Ok(times.zip(ids).collect())
    }
}

/// A time one step back towards the beginning of the list.
fn one_step_back(time: i64, order: Direction) -> Option<i64> {
    match order {
        Direction::Desc => time.checked_add(STEP_MS),
        Direction::Asc => time.checked_sub(STEP_MS),
    }
}

/// The operator of the bound on the far side.
fn bounding(order: Direction) -> Operator {
    match order {
        Direction::Desc => Operator::Lte,
        Direction::Asc => Operator::Gte,
    }
}

/// True if the bound of the rest goes out: the caller's own words may hold its place. A vendor without that
/// operator may take the one beside it.
pub(super) fn goes_out(
    plan: &Plan,
    Chosen { case, route, .. }: Chosen<'_>,
    query: &ListQuery,
    window: &Window,
) -> bool {
    let rest = filter::split(plan, case, route, &window.over(plan, route, query));
    let mut pushes = rest.pushes.iter();
    route.paging.window.as_ref().is_some_and(|by| {
        let sides = match by.order {
            Direction::Desc => [Operator::Lte, Operator::Lt],
            Direction::Asc => [Operator::Gte, Operator::Gt],
        };
        pushes.any(|push| push.parameter == by.by && sides.contains(&push.operator))
    })
}

/// How the vendor writes the time of a window that no unified field shows: in the form of the window's
/// filter.
fn written_as<'r>(route: &'r Route, by: &mapping::Window) -> Option<&'r SentTime> {
    let declared = route.parameters.get(&by.by)?;
    // The bound beside it may be the one that the vendor takes.
    let bound = declared.sending(bounding(by.order));
    Some(&bound.or_else(|| declared.sendings.first())?.time)
}

/// True if the caller may have changed how the vendor sorts, or where its cursor begins: then no
/// time divides the list.
pub(super) fn is_indivisible(route: &Route, query: &ListQuery) -> bool {
    let way = &route.paging.way;
    // Where pages or records are counted, the caller may say where the count begins.
    let token = way.send_as().filter(|_| way.counts().is_none());
    let begins = |name: &String| match token {
        Some(SendAs::Query(cursor) | SendAs::Body(cursor)) => cursor == name,
        Some(SendAs::Header(_)) | None => false,
    };
    // Only the vendor compares a time that no unified field shows: what the caller asks of it must fit
    // beside the bound.
    let unseen = route.paging.window.as_ref().filter(|by| by.path.is_some());
    let fits = |own: &Filter| {
        use Operator::{Gt, Gte, Lt, Lte};
        !own.bare && matches!(own.operator, Gt | Gte | Lt | Lte)
    };
    let mut asked = query.filters.iter();
    let unfit = unseen.is_some_and(|by| asked.any(|own| own.parameter == by.by && !fits(own)));
    unfit || is_sorted_otherwise(route, query) || query.remote_query.keys().any(begins)
}
