//! From one page to the next, as a pure function: what was asked, what came, where it leads.

use super::link::link;
use crate::exchange::{Reply, origin};
use crate::scan::BodyParts;
use crate::slices;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use touchpoint_language::expr::Path;
use touchpoint_language::expr::condition::Facts;
use touchpoint_language::json::Json;
use touchpoint_language::mapping::{Ending, Leads, Next, Paging, Total, Way};
use touchpoint_language::written::{SendAs, Stop};

/// Where a list stands.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// At its first page.
    #[default]
    First,
    /// At the page that this token leads to.
    Cursor(String),
    /// At the page at this path and query, below the account's own origin.
    Url(String),
    /// At the page of this number.
    Page(u64),
    /// After this many records.
    Offset(u64),
}

/// What a page held, as far as paging counts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageCount {
    /// How many things it held, as the vendor counts.
    pub counted: u64,
    /// How many were asked for; unknown where the vendor's own size was used.
    pub asked: Option<u64>,
    /// How many came before it, from the first page on.
    pub before: u64,
}

/// The body of a page, as far as paging reads it.
pub trait LookedAt {
    /// The JSON text of the first value at a path.
    fn one(&self, path: &Path) -> Option<Cow<'_, str>>;
}

impl LookedAt for BodyParts<'_> {
    fn one(&self, path: &Path) -> Option<Cow<'_, str>> {
        BodyParts::one(self, path).map(Cow::Borrowed)
    }
}

/// The text of the scalar at a path.
fn text_at(body: &dyn LookedAt, path: &Path) -> Option<String> {
    slices::text(&body.one(path)?).map(Cow::into_owned)
}

/// Why a list cannot go on, although the vendor says so.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PagingFault {
    /// The next page is the page that just came.
    #[error("the vendor repeats itself: its next page is the page that just came")]
    Repeats,
    /// There is more, and no record came that would lead to it.
    #[error("the vendor says that there is more, and its page is empty")]
    Stalls,
    /// The next page's address is not the account's own.
    #[error("the vendor's next page is at `{0}`, which is not an origin of this account")]
    ForeignLink(String),
    /// The reply says if or where the list goes on, but it cannot be read.
    #[error("whether there is a next page cannot be read: {0}")]
    Unreadable(String),
}

/// The state of the next page; none at the end. A link must name one of the `origins`; any may be the
/// account's own where they are not known.
///
/// # Errors
/// [`PagingFault`] when the vendor leads in a circle or away.
pub fn next(
    paging: &Paging,
    state: &PageState,
    reply: &Reply,
    body: &dyn LookedAt,
    came: PageCount,
    origins: Option<&[String]>,
) -> Result<Option<PageState>, PagingFault> {
    if !goes_on(&paging.ending, reply, body)? {
        return Ok(None);
    }
    match &paging.way {
        Way::None => Ok(None),
        Way::Cursor { next, .. } => match leads_to(next, reply, body)?.map(PageState::Cursor) {
            Some(next) if next == *state => Err(PagingFault::Repeats),
            None => ended(&paging.ending),
            next => Ok(next),
        },
        Way::NextUrl { next } => {
            let Some(link) = leads_to(next, reply, body)? else {
                return ended(&paging.ending);
            };
            match PageState::Url(below_origin(&link, origins)?) {
                next if next == *state => Err(PagingFault::Repeats),
                next => Ok(Some(next)),
            }
        }
        Way::Page { first, .. } => {
            let number = if let PageState::Page(number) = state {
                *number
            } else {
                *first
            };
            let before = number - first.min(&number);
            let ended = counts_out(&paging.ending, reply, body, came, before, None);
            Ok((!ended).then_some(PageState::Page(number.saturating_add(1))))
        }
        Way::Offset { .. } => {
            let offset = if let PageState::Offset(offset) = state {
                *offset
            } else {
                0
            };
            let after = offset.saturating_add(came.counted);
            let ended = counts_out(&paging.ending, reply, body, came, 0, Some(after));
            if came.counted == 0 && !ended {
                // The same offset again leads nowhere, and to end here would lose the rest.
                return Err(PagingFault::Stalls);
            }
            Ok((!ended).then_some(PageState::Offset(after)))
        }
    }
}

/// Where a page's state is sent, and what is sent there; nothing where the state is a whole
/// address, or at the first page.
pub(crate) fn sent<'w>(way: &'w Way, state: &PageState) -> Option<(&'w SendAs, Json)> {
    let value = match (way, state) {
        (Way::Cursor { .. }, PageState::Cursor(token)) => Json::from(token.as_str()),
        (Way::Page { first, .. }, PageState::First) => Json::from(*first),
        (Way::Page { .. }, PageState::Page(number)) => Json::from(*number),
        (Way::Offset { .. }, PageState::First) => Json::from(0),
        (Way::Offset { .. }, PageState::Offset(offset)) => Json::from(*offset),
        (
            Way::Cursor { .. }
            | Way::NextUrl { .. }
            | Way::Page { .. }
            | Way::Offset { .. }
            | Way::None,
            _,
        ) => return None,
    };
    Some((way.send_as()?, value))
}

/// The first page, whichever one the caller began with.
pub(crate) fn beginning(way: &Way) -> PageState {
    match way {
        Way::Offset { .. } => PageState::Offset(0),
        Way::Page { first, .. } => PageState::Page(*first),
        Way::Cursor { .. } | Way::NextUrl { .. } | Way::None => PageState::First,
    }
}

/// The page at which a caller begins to count, and how many records are before it, in pages of a size.
pub(crate) fn begun(way: &Way, number: u64, size: u64) -> Option<(PageState, u64)> {
    match way {
        Way::Offset { .. } => Some((PageState::Offset(number), number)),
        Way::Page { first, .. } => {
            let before = number.saturating_sub(*first);
            Some((PageState::Page(number), before.saturating_mul(size)))
        }
        Way::Cursor { .. } | Way::NextUrl { .. } | Way::None => None,
    }
}

/// Nothing leads on: the end, unless the reply itself just said that there is more.
fn ended(ending: &Ending) -> Result<Option<PageState>, PagingFault> {
    if ending.while_true.is_none() && ending.while_holds.is_none() {
        return Ok(None);
    }
    let says = "it says that there is more, and not where";
    Err(PagingFault::Unreadable(says.to_owned()))
}

/// What a condition on a page is tested against.
struct PageFacts<'r> {
    reply: &'r Reply,
    body: &'r dyn LookedAt,
}

impl Facts for PageFacts<'_> {
    fn path(&self, path: &Path) -> Option<Cow<'_, Json>> {
        let raw = self.body.one(path)?;
        Some(Cow::Owned(slices::value(&raw)))
    }
    fn status(&self) -> Option<u16> {
        Some(self.reply.status)
    }
    fn header(&self, name: &str) -> Option<&str> {
        self.reply.headers.get(name)
    }
}

/// True if the reply itself says that there is more, where it says so at all.
///
/// # Errors
/// [`PagingFault::Unreadable`] when it says neither yes nor no.
fn goes_on(ending: &Ending, reply: &Reply, body: &dyn LookedAt) -> Result<bool, PagingFault> {
    if let Some(path) = &ending.while_true {
        let told = body.one(path);
        match told.as_deref() {
            Some("true" | "\"true\"") => {}
            None | Some("false" | "\"false\"") => return Ok(false),
            Some(_) => {
                let says = format!("at `{path}` stands neither true nor false");
                return Err(PagingFault::Unreadable(says));
            }
        }
    }
    let facts = PageFacts { reply, body };
    let holds = ending.while_holds.as_ref();
    Ok(holds.is_none_or(|condition| condition.holds(&facts)))
}

/// True if counting says that this was the last page. `before` is the number of pages before it,
/// `after` the number of records up to and with it.
fn counts_out(
    ending: &Ending,
    reply: &Reply,
    body: &dyn LookedAt,
    came: PageCount,
    before: u64,
    after: Option<u64>,
) -> bool {
    let number = |path: &Path| text_at(body, path)?.parse::<u64>().ok();
    let told_by_reply = ending.while_true.is_some() || ending.while_holds.is_some();
    if let Some(pages) = ending.total_pages.as_ref().and_then(number) {
        return before.saturating_add(1) >= pages;
    }
    let total = ending.total.as_ref().and_then(|total| match total {
        Total::Path(path) => number(path),
        Total::Header(name) => reply.headers.get(name)?.trim().parse().ok(),
    });
    // What is less than has come counts something else, or the list has shrunk: it ends nothing.
    let so_far = came.before.saturating_add(came.counted);
    let is_page = came.asked.is_none_or(|asked| came.counted <= asked);
    if total.is_some_and(|total| total < so_far) && is_page {
        return came.counted == 0;
    }
    if let Some(total) = total {
        let in_pages = || Some(before.saturating_add(1).saturating_mul(came.asked?));
        let after = after.or_else(in_pages);
        // Where nobody knows the page's size, what came is counted.
        let after = after.unwrap_or(so_far);
        return after >= total;
    }
    match ending.stop {
        Some(Stop::ShortPage) => came
            .asked
            .map_or(came.counted == 0, |asked| came.counted < asked),
        // A reply that says that there is more is believed, even when its page is empty.
        Some(Stop::EmptyPage) => came.counted == 0,
        None => came.counted == 0 && !told_by_reply,
    }
}

/// The value that leads on: from the body or a header, whole or cut out of a link.
///
/// # Errors
/// [`PagingFault::Unreadable`] when something leads on that cannot be read: that is not
/// the end.
fn leads_to(
    next: &Next,
    reply: &Reply,
    body: &dyn LookedAt,
) -> Result<Option<String>, PagingFault> {
    let value = match &next.leads {
        Leads::Paths(paths) => {
            let mut told = None;
            for path in paths {
                let value = match body.one(path) {
                    Some(raw) => told_by(path, &raw)?,
                    None => None,
                };
                told = value.filter(|value| !value.is_empty());
                if told.is_some() {
                    break;
                }
            }
            told
        }
        Leads::Header(name, relation) => {
            let lines = reply.headers.all(name);
            link(lines, relation).map_err(|fault| {
                PagingFault::Unreadable(format!("the header `{name}` has {fault}"))
            })?
        }
    };
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let Some(name) = &next.query_parameter else {
        return Ok(Some(value));
    };
    // The base only serves to read relative links; nothing is sent to it.
    let url = url::Url::parse("https://link.invalid").and_then(|base| base.join(&value));
    let found = url.ok().and_then(|url| {
        let mut pairs = url.query_pairs();
        let pair = pairs.find(|(key, _)| key == name);
        pair.map(|(_, value)| value.into_owned())
    });
    let lacks = || PagingFault::Unreadable(format!("its link has no `{name}`"));
    found.map(Some).ok_or_else(lacks)
}

/// Where a value of the body leads to: a text or a number, or a link object's `href`. Absent,
/// `null` and `false` are the end.
fn told_by(path: &Path, raw: &str) -> Result<Option<String>, PagingFault> {
    let raw = match raw.as_bytes().first() {
        Some(b'{') => slices::member(raw, "href").unwrap_or(raw),
        _ => raw,
    };
    match raw.as_bytes().first() {
        None | Some(b'n' | b'f') => Ok(None),
        Some(b'{' | b'[' | b't') => Err(PagingFault::Unreadable(format!(
            "at `{path}` stands no text, number or link"
        ))),
        _ => Ok(slices::text(raw).map(Cow::into_owned)),
    }
}

/// The path and query of a link, when it stays below the account's own origins.
fn below_origin(link: &str, origins: Option<&[String]>) -> Result<String, PagingFault> {
    let foreign = || PagingFault::ForeignLink(origin_of(link));
    if link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/\\") {
        return Ok(link.to_owned());
    }
    let url = url::Url::parse(link).map_err(|_| foreign())?;
    match origin(link) {
        Some(origin) if origins.is_none_or(|own| own.contains(&origin)) => {
            let query = url
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            Ok(format!("{}{query}", url.path()))
        }
        _ => Err(foreign()),
    }
}

/// Scheme and host of a link; its path and query are the vendor's and may hold anything.
fn origin_of(link: &str) -> String {
    let url = url::Url::parse(link);
    let shown = url.ok().filter(url::Url::has_host).map(|url| url.origin());
    let shown = shown.map(|origin| origin.ascii_serialization());
    shown.unwrap_or_else(|| "an address that cannot be read".to_owned())
}
