//! What the times of a page's records say about the order that a mapping claims, read from plain
//! values.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use touchpoint_core::filter::Check;
use touchpoint_core::query::{ListQuery, Operator};
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Body, Route, Send};
use touchpoint_language::model::Direction;
use touchpoint_language::written::SendAs;

/// The order of a list, and what was seen of it.
pub(crate) struct Order {
    field: String,
    down: bool,
    /// In milliseconds since 1970.
    bound: i64,
    last: Option<i64>,
    /// True if a record stands more than a second beyond the bound.
    pub(crate) beyond: bool,
    /// True if a record stands more than a second before the one that came before it.
    pub(crate) unsorted: bool,
}

const SECOND: i64 = 1000;

impl Order {
    /// The order, where a check is about its far side.
    pub(crate) fn of(route: &Route, query: &ListQuery, checks: &[Check]) -> Option<Order> {
        let key = route.order.as_ref()?.keys.first()?;
        if key.path.is_some() || !query.sort.is_empty() || is_replaced(route, query) {
            return None;
        }
        let down = key.direction == Direction::Desc;
        let bounds = checks.iter().filter(|check| check.field == key.name);
        let bounds = bounds.filter_map(|check| {
            let text = check.values.first()?;
            let at = moment(text)?;
            match check.operator {
                Operator::Eq if !down && text.len() == 10 => Some(at + 24 * 3600 * SECOND),
                Operator::Eq => Some(at),
                Operator::Gt | Operator::Gte if down => Some(at),
                Operator::Lt | Operator::Lte if !down => Some(at),
                _ => None,
            }
        });
        let bound = if down { bounds.max() } else { bounds.min() };
        Some(Order {
            field: key.name.clone(),
            down,
            bound: bound?,
            last: None,
            beyond: false,
            unsorted: false,
        })
    }

    /// Looks at the next record.
    pub(crate) fn see(&mut self, unified: &Json) {
        let text = unified.get(&self.field).and_then(|value| value.as_str());
        let Some(at) = text.and_then(|text| text.parse::<Timestamp>().ok()) else {
            return;
        };
        let at = at.as_millisecond();
        let further = |from: i64, to: i64| if self.down { from - to } else { to - from };
        self.beyond |= further(self.bound, at) > SECOND;
        self.unsorted |= self.last.is_some_and(|last| further(at, last) > SECOND);
        self.last = Some(at);
    }
}

/// True if `remote_query` replaces something that is always sent, or what the sort sends: either may have
/// been the order.
fn is_replaced(route: &Route, query: &ListQuery) -> bool {
    let sort = route.sort.as_ref();
    let own = sort.and_then(|sort| match sort.send_as.as_ref()? {
        SendAs::Query(name) => Some(name.as_str()),
        SendAs::Body(name) => name.split('.').next(),
        SendAs::Header(_) => None,
    });
    let added = sort.iter().flat_map(|sort| &sort.parts.send);
    let added = added.map(|(name, _)| name.text());
    let sorts: Vec<&str> = own.into_iter().chain(added).collect();
    let in_body = |name: &str| match sort.and_then(|sort| sort.parts.body.as_ref()) {
        Some(Body::Object(members)) => members.iter().any(|(member, _)| member == name),
        _ => false,
    };
    query.remote_query.keys().any(|name| {
        if sorts.contains(&name.as_str()) || in_body(name) {
            return true;
        }
        let always = match (route.send.get(name), &route.body) {
            (Some((Send::Fixed(_) | Send::Text(_), _)), _) => return true,
            (_, Some(Body::Object(members))) => members,
            (_, _) => return false,
        };
        let mut members = always.iter().filter(|(member, _)| member == name);
        members.any(|(_, body)| !matches!(body, Body::Names(_)))
    })
}

/// A caller's time, in milliseconds since 1970.
fn moment(text: &str) -> Option<i64> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let day = text.parse::<Date>().ok()?;
    let start = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(start.as_millisecond())
}
