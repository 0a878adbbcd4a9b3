//! How the list goes on, with every default filled in.

use super::resolver::Resolver;
use super::way::{Leads, Next, Way};
use crate::document::Pointer;
use crate::expr::{Condition, Path, Template};
use crate::model::Direction;
use crate::written::{self, PathText, SendAs, Stop, While};

/// How the list goes on.
#[derive(Clone, Debug)]
pub struct Paging {
    /// What leads to the next page.
    pub way: Way,
    /// What ends the list.
    pub ending: Ending,
    /// The page's size.
    pub size: Size,
    /// How many records the vendor gives at most.
    pub cap: Option<u64>,
    /// How to go on beyond them.
    pub window: Option<Window>,
    /// Its place in the file.
    pub pointer: Pointer,
}

/// The rest of a list as a list of its own: the records from the last record's time on.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The parameter by which the vendor filters the rest: a unified time, or one that `path` shows.
    pub by: String,
    /// Which way the list is sorted.
    pub order: Direction,
    /// Where the record shows that time, if no unified field does; in the form in which the filter is sent.
    pub path: Option<Path>,
}

/// Where a reply tells the number of all records.
#[derive(Clone, Debug, PartialEq)]
pub enum Total {
    /// In the body.
    Path(Path),
    /// In a header.
    Header(String),
}

/// What ends the list, besides a page without a next one.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// It goes on only while this is `true`.
    pub while_true: Option<Path>,
    /// It goes on only while this holds.
    pub while_holds: Option<Condition>,
    /// The number of all records.
    pub total: Option<Total>,
    /// The number of all pages.
    pub total_pages: Option<Path>,
    /// What ends it where the reply tells nothing.
    pub stop: Option<Stop>,
}

/// The page's size.
#[derive(Clone, Debug)]
pub struct Size {
    /// Where it is sent; nowhere when it is fixed.
    pub send_as: Option<SendAs>,
    /// How it is written there.
    pub form: Option<Template>,
    /// The size when the caller names none.
    pub default: u64,
    /// The largest.
    pub max: u64,
    /// The smallest.
    pub min: u64,
    /// The vendor's own size, which cannot be changed.
    pub fixed: Option<u64>,
    /// True if a hole of the request reads it.
    pub in_hole: bool,
}

impl Size {
    /// True if a page is asked for with a size.
    pub fn is_asked(&self) -> bool {
        self.fixed.is_none() && (self.send_as.is_some() || self.in_hole)
    }
}

impl Paging {
    /// One page, of a size that the vendor decides.
    pub(super) fn none(pointer: Pointer) -> Paging {
        Paging {
            way: Way::None,
            ending: Ending::default(),
            size: size_of(None, None),
            cap: None,
            window: None,
            pointer,
        }
    }
}

fn size_of(written: Option<&written::Size>, form: Option<Template>) -> Size {
    let fixed = written.and_then(|s| s.fixed);
    Size {
        send_as: written.and_then(|s| s.send_as.clone()),
        form,
        default: written.and_then(|s| s.default).or(fixed).unwrap_or(25),
        max: written.and_then(|s| s.max).or(fixed).unwrap_or(100),
        min: written.and_then(|s| s.min).unwrap_or(1),
        fixed,
        in_hole: false,
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    written: &written::Paging,
    pointer: &Pointer,
) -> Option<Paging> {
    let (way, ending, size, cap) = match written {
        written::Paging::Cursor(p) => {
            let next = next(resolver, &p.next, pointer)?;
            let way = Way::Cursor {
                send_as: p.send_as.clone(),
                next,
            };
            (
                way,
                ending(resolver, p.while_.as_ref(), None, None, None, pointer)?,
                p.size.as_ref(),
                p.cap.as_ref(),
            )
        }
        written::Paging::NextUrl(p) => {
            let way = Way::NextUrl {
                next: next(resolver, &p.next, pointer)?,
            };
            (
                way,
                ending(resolver, p.while_.as_ref(), None, None, None, pointer)?,
                p.size.as_ref(),
                p.cap.as_ref(),
            )
        }
        written::Paging::Page(p) => {
            let way = Way::Page {
                send_as: p.send_as.clone(),
                first: p.first,
            };
            let totals = (p.total.as_ref(), p.total_pages.as_ref());
            (
                way,
                ending(
                    resolver,
                    p.while_.as_ref(),
                    totals.0,
                    totals.1,
                    p.stop,
                    pointer,
                )?,
                p.size.as_ref(),
                p.cap.as_ref(),
            )
        }
        written::Paging::Offset(p) => {
            let way = Way::Offset {
                send_as: p.send_as.clone(),
            };
            (
                way,
                ending(
                    resolver,
                    p.while_.as_ref(),
                    p.total.as_ref(),
                    None,
                    p.stop,
                    pointer,
                )?,
                p.size.as_ref(),
                p.cap.as_ref(),
            )
        }
        written::Paging::None {} => return Some(Paging::none(pointer.clone())),
    };
    let form = match size.and_then(|s| s.form.as_ref()) {
        Some(form) => Some(resolver.template(&form.0, &pointer.key("size").key("form"))?),
        None => None,
    };
    Some(Paging {
        way,
        ending,
        size: size_of(size, form),
        cap: cap.map(|cap| cap.records),
        window: cap
            .and_then(|cap| cap.window.as_ref())
            .map(|window| Window {
                by: window.by.clone(),
                order: window.order,
                path: None,
            }),
        pointer: pointer.clone(),
    })
}

fn next(resolver: &mut Resolver<'_>, written: &written::Next, pointer: &Pointer) -> Option<Next> {
    let place = pointer.key("next");
    let leads = if let Some(header) = &written.header {
        Leads::Header(
            header.clone(),
            written.rel.clone().unwrap_or_else(|| "next".to_owned()),
        )
    } else {
        let mut paths = Vec::new();
        for (at, path) in written.from.iter().enumerate() {
            let places = [place.key("first_of").index(at), place.key("from")];
            let mut places = places.into_iter().chain([place.clone()]);
            let place = places.find(|place| resolver.document.get(place).is_some());
            paths.push(resolver.path(path, &place.unwrap_or_default())?);
        }
        Leads::Paths(paths)
    };
    Some(Next {
        leads,
        query_parameter: written.query_parameter.clone(),
    })
}

fn ending(
    resolver: &mut Resolver<'_>,
    while_: Option<&While>,
    total: Option<&written::Total>,
    total_pages: Option<&PathText>,
    stop: Option<Stop>,
    pointer: &Pointer,
) -> Option<Ending> {
    let mut ending = Ending {
        stop,
        ..Ending::default()
    };
    match while_ {
        Some(While::Path(path)) => {
            ending.while_true = Some(resolver.path(path, &pointer.key("while"))?);
        }
        Some(While::Condition(lines)) => {
            ending.while_holds = Some(resolver.condition(&lines.0, &pointer.key("while"))?);
        }
        None => {}
    }
    ending.total = match total {
        Some(written::Total::Path(path)) => {
            Some(Total::Path(resolver.path(path, &pointer.key("total"))?))
        }
        Some(written::Total::Header(name)) => Some(Total::Header(name.clone())),
        None => None,
    };
    if let Some(path) = total_pages {
        ending.total_pages = Some(resolver.path(path, &pointer.key("total_pages"))?);
    }
    Some(ending)
}
