//! A case and a route → everything that is looked for in one page, with its slots; and a page's bytes
//! → what was found, in one pass.

use super::leaf::parse;
use super::program::{self, Program};
use super::read::{Origin, Origins, Read, at, graft, subtree};
use super::scanner::{Refused, Scanner};
use super::trie::{Order, Records, Trie};
use crate::plan::{PlanCase, tables_used};
use serde_json::Value;
use std::cell::Cell;
use touchpoint_language::expr::path::Step;
use touchpoint_language::expr::{Condition, Path, condition::Subject};
use touchpoint_language::mapping::{Ask, Case, Leads, Mapping, Next, Route, Way};

/// What is looked for in the pages of one route.
///
/// ```text
/// page      data → the list · next → slot 0
/// element   id → slot 1 · at.city → slot 2     (slot 0 is the record itself)
/// ```
#[derive(Clone, Debug)]
pub struct Road {
    page: Trie,
    /// The subtrees that paging and lookups look at.
    body: Vec<(Vec<Step>, usize)>,
    counts: Option<Read>,
    element: Trie,
    pub(super) program: Program,
}

/// What one pass found in a page.
#[derive(Clone, Debug)]
pub struct Scanned<'b> {
    /// The body, as far as paging and lookups look at it.
    pub body: Value,
    /// How many things the page holds, as the remote's paging counts them.
    pub counted: u64,
    /// The slots of all records, one record after another.
    rows: Vec<&'b str>,
    width: usize,
}

impl Road {
    /// Compiles a route of a case.
    ///
    /// # Errors
    /// Why its pages are read the other way.
    pub fn new(
        mapping: &Mapping,
        case: &Case,
        plan: &PlanCase,
        route: &Route,
    ) -> Result<Road, String> {
        let Some((list, tail)) = route.records.wildcard_tail() else {
            return Err(format!(
                "its records are at `{}`, which is no list's `[*]`",
                route.records
            ));
        };
        let mut element = Trie::default();
        element.slot(tail);
        let program = program::compile(plan, tail, &mut element);
        let mut page = Trie::default();
        let mut body = Vec::new();
        for path in looked_at(mapping, case, route) {
            let steps = subtree(path);
            // What stands in a record is not looked for apart: the whole list is.
            let steps = if steps.starts_with(list) { list } else { steps };
            body.push((steps.to_vec(), page.slot(steps)));
        }
        let counts = match &route.counts {
            Some(path) if path.prefix().starts_with(list) && path.prefix() != list => {
                return Err(format!(
                    "its page counts `{path}`, which stands in a record"
                ));
            }
            Some(path) => Some(Read::new(path, (&mut page, &[]), None)),
            None => None,
        };
        page.list(list);
        Ok(Road {
            page,
            body,
            counts,
            element,
            program,
        })
    }

    /// Goes over a page once. Nothing when it is no page of this road, or is not read here: the
    /// reference then says what it is.
    pub fn scan<'b>(&self, body: &'b [u8]) -> Option<Scanned<'b>> {
        let text = std::str::from_utf8(body).ok()?;
        let mut slots = vec![""; self.page.width()];
        let mut list = List {
            element: &self.element,
            width: self.element.width(),
            rows: ROOM.take(),
            order: Order::learning(),
            found: false,
        };
        let mut scanner = Scanner::new(text);
        let walked = self
            .page
            .walk(&mut scanner, &mut slots, &mut list, &mut Order::none());
        walked.and_then(|()| scanner.end()).ok()?;
        if !list.found {
            return None;
        }
        let mut body = Value::Null;
        for (steps, slot) in &self.body {
            if let Some(raw) = at(&slots, *slot) {
                graft(&mut body, steps, parse(raw));
            }
        }
        let records = list.rows.len() / list.width;
        let counted = match &self.counts {
            None => records,
            Some(read) => {
                let here = Origin::Slots(&slots);
                let mut count = 0;
                read.all(
                    &Origins {
                        record: &slots,
                        here,
                    },
                    &mut |_| count += 1,
                );
                count
            }
        };
        Some(Scanned {
            body,
            counted: counted as u64,
            rows: list.rows,
            width: list.width,
        })
    }
}

impl<'b> Scanned<'b> {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.rows.len() / self.width
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The texts of the records.
    pub fn records(&self) -> impl Iterator<Item = &'b str> {
        self.rows.iter().step_by(self.width).copied()
    }

    /// About how long the rows of so many records will be, from one on; seldom less than they are.
    pub(super) fn size(&self, start: usize, most: usize) -> usize {
        let records = self.records().skip(start).take(most);
        records.map(|record| record.len() + 900).sum()
    }

    /// The slots of the records from one on.
    pub(super) fn slots(&self, start: usize) -> impl Iterator<Item = &[&'b str]> {
        self.rows.chunks(self.width).skip(start)
    }
}

thread_local! {
    /// The memory of the last table: one is as large as a page, and pages come one after another.
    static ROOM: Cell<Vec<&'static str>> = const { Cell::new(Vec::new()) };
}

/// A table of more slots is not kept.
const KEPT: usize = 64 * 1024;

impl Drop for Scanned<'_> {
    fn drop(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        if rows.capacity() <= KEPT {
            // Collecting in place keeps the memory, under another lifetime.
            ROOM.set(rows.into_iter().map(|_| "").collect());
        }
    }
}

/// The list of records, while it is read.
struct List<'p, 'b> {
    element: &'p Trie,
    width: usize,
    rows: Vec<&'b str>,
    order: Order<'p, 'b>,
    found: bool,
}

impl<'b> Records<'b> for List<'_, 'b> {
    fn forget(&mut self) {
        self.rows.clear();
        self.found = false;
    }

    fn read(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused> {
        let mut more = scanner.open(b']')?;
        while more {
            let start = self.rows.len();
            self.rows.resize(start + self.width, "");
            let slots = self.rows.get_mut(start..).unwrap_or_default();
            self.element
                .walk(scanner, slots, &mut (), &mut self.order)?;
            // An element without a record at its end is none.
            if slots.first().is_none_or(|record| record.is_empty()) {
                self.rows.truncate(start);
            }
            more = scanner.more(b']')?;
        }
        self.found = true;
        Ok(())
    }
}

/// The paths that paging and the lookups in the reply look at.
fn looked_at<'m>(mapping: &'m Mapping, case: &'m Case, route: &'m Route) -> Vec<&'m Path> {
    let of = |condition: &'m Condition| {
        condition
            .clauses
            .iter()
            .filter_map(|clause| match &clause.subject {
                Subject::Path(path) => Some(path),
                Subject::Parameter(_) | Subject::Status | Subject::Header(_) => None,
            })
    };
    let ending = &route.paging.ending;
    let mut paths: Vec<&Path> = match &route.paging.way {
        Way::Cursor { next, .. } | Way::NextUrl { next } => leads(next).into_iter().collect(),
        Way::Page { .. } | Way::Offset { .. } | Way::None => Vec::new(),
    };
    paths.extend(&ending.while_true);
    paths.extend(ending.while_holds.iter().flat_map(of));
    paths.extend(&ending.total);
    paths.extend(&ending.total_pages);
    let used = tables_used(case);
    for (name, lookup) in &mapping.lookups {
        if matches!(lookup.ask, Ask::InReply) && used.contains(name) {
            paths.push(&lookup.entries);
        }
    }
    paths
}

fn leads(next: &Next) -> Option<&Path> {
    match &next.leads {
        Leads::Path(path) => Some(path),
        Leads::Header(..) => None,
    }
}
