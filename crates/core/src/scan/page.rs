//! A page's bytes → every record with its slots, in one pass, or the reason why they are no page.

use super::body::BodyParts;
use super::read::PathRead;
use super::trie::{ExpectedMembers, RecordList, Trie};
use crate::slices::scanner::{Refused, Scanner};
use crate::slices::{self, Mended};
use std::borrow::Cow;
use std::cell::Cell;

/// Why a body is no page.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PageFault {
    /// It is not JSON.
    #[error("the reply is not JSON: {0}")]
    NotJson(String),
    /// Nothing stands where the records should.
    #[error("the reply has nothing at `{0}`, where its records should be")]
    NoRecords(String),
    /// It has more records than any page would: a list of numbers, or a file that is no page.
    #[error("the reply has more than {0} records, which is no page")]
    TooMany(usize),
}

/// The most records of a page, and the most slots of all of them: the table of slots takes more
/// memory than the page, so very many small records could use up the memory.
const MOST_RECORDS: usize = 50_000;
const MOST_SLOTS: usize = 1024 * 1024;

/// What stands where the records of a page should.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Standing {
    Nothing,
    Null,
    List,
}

/// What one pass found in a page, before any field is mapped.
///
/// ```text
/// body   {"data":[{"id":7}],"next":"abc"}
/// page   one record, whose slots are {"id":7} and 7    counted: 1
/// ```
#[derive(Clone, Debug)]
pub struct Scanned<'b> {
    /// What paging and tables read.
    pub body: BodyParts<'b>,
    /// How many things the page holds, as the vendor's paging counts them.
    pub counted: u64,
    /// The slots of all records, one record after another.
    rows: Vec<&'b str>,
    width: usize,
    /// What stands where the records should.
    pub(super) standing: Standing,
    /// How the body was repaired, where it was.
    mended: Option<&'b Mended>,
}

impl<'b> Scanned<'b> {
    /// A page without records, for a reply that has no page.
    pub fn empty() -> Scanned<'b> {
        Scanned {
            body: BodyParts::default(),
            counted: 0,
            rows: Vec::new(),
            width: 1,
            standing: Standing::Nothing,
            mended: None,
        }
    }

    /// A page with these records, which are counted where nothing else is.
    pub(super) fn new(
        body: BodyParts<'b>,
        counted: Option<u64>,
        list: List<'_, 'b>,
    ) -> Scanned<'b> {
        let (rows, width) = (list.rows, list.width.max(1));
        Scanned {
            standing: list.standing,
            counted: counted.unwrap_or((rows.len() / width) as u64),
            body,
            rows,
            width,
            mended: None,
        }
    }

    /// True if a list stands where the records should: not null, and not nothing, which the mapping may take as
    /// no records.
    pub fn has_list(&self) -> bool {
        self.standing == Standing::List
    }

    /// The same page, with the repairs of its body.
    pub(crate) fn mended(self, mended: &'b Mended) -> Scanned<'b> {
        let mut page = self;
        page.mended = Some(mended);
        page
    }

    /// The text of a record as it came, before any repair.
    pub fn as_it_came<'r>(&self, record: &'r str) -> Cow<'r, str> {
        match self.mended {
            None => Cow::Borrowed(record),
            Some(mended) => mended.as_it_came(record),
        }
    }

    /// True if a record had to be repaired.
    pub(crate) fn was_mended(&self, record: &str) -> bool {
        self.mended.is_some_and(|mended| mended.touches(record))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.rows.len() / self.width
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The texts of the records, in the vendor's order.
    pub fn records(&self) -> impl Iterator<Item = &'b str> {
        self.rows.iter().step_by(self.width).copied()
    }

    /// An estimate of the length of at most `most` rows from `start` on; seldom too small.
    pub(crate) fn size(&self, start: usize, most: usize) -> usize {
        let records = self.records().skip(start).take(most);
        records.map(|record| record.len() + 900).sum()
    }

    /// The slots of the records from `start` on. The first slot is the record itself.
    pub(crate) fn slots(&self, start: usize) -> impl Iterator<Item = &[&'b str]> {
        self.rows.chunks(self.width).skip(start)
    }
}

thread_local! {
    /// The memory of the last table, for reuse: a table is as large as a page, and pages come one
    /// after another.
    static ROOM: Cell<Vec<&'static str>> = const { Cell::new(Vec::new()) };
}

/// Tables with more slots are not kept.
const KEPT: usize = 64 * 1024;

impl Drop for Scanned<'_> {
    fn drop(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        if rows.capacity() <= KEPT {
            // Collecting in place keeps the memory and changes the lifetime.
            ROOM.set(rows.into_iter().map(|_| "").collect());
        }
    }
}

/// The list of records, while it is read.
pub(super) struct List<'p, 'b> {
    element: &'p Trie,
    width: usize,
    /// True if the members of an object are records.
    takes_members: bool,
    rows: Vec<&'b str>,
    order: ExpectedMembers<'p, 'b>,
    pub(super) standing: Standing,
    /// True if there were more records than a page has.
    pub(super) full: bool,
}

impl<'p, 'b> List<'p, 'b> {
    /// An empty list; of each record, the paths in this trie are found.
    pub(super) fn new(element: &'p Trie, takes_members: bool) -> List<'p, 'b> {
        List {
            element,
            width: element.width(),
            takes_members,
            rows: ROOM.take(),
            order: ExpectedMembers::learning(),
            standing: Standing::Nothing,
            full: false,
        }
    }

    /// The most records that it takes.
    pub(super) fn most(&self) -> usize {
        MOST_RECORDS.min(MOST_SLOTS / self.width.max(1))
    }

    /// True if there are no records.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds the records that a path finds in a page with these slots; false where the page is too
    /// large for the path. Where they are objects, anything else is none.
    pub(super) fn add(&mut self, read: &PathRead, slots: &[&'b str], objects: bool) -> bool {
        read.all_of(slots, &mut |raw| {
            if objects && !raw.starts_with('{') {
                return;
            }
            self.standing = Standing::List;
            // The text has been scanned before: there is nothing to refuse.
            let _ = self.element(&mut Scanner::again(raw));
        })
    }

    /// Reads the element at which the scanner stands.
    fn element(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused> {
        let start = self.rows.len();
        if start >= self.most() * self.width {
            self.full = true;
            return Err(Refused);
        }
        self.rows.resize(start + self.width, "");
        let slots = self.rows.get_mut(start..).unwrap_or_default();
        self.element
            .walk(scanner, slots, &mut (), &mut self.order)?;
        // An element in which the path leads to no record is skipped.
        if slots.first().is_none_or(|record| record.is_empty()) {
            self.rows.truncate(start);
        }
        Ok(())
    }
}

impl<'b> RecordList<'b> for List<'_, 'b> {
    fn forget(&mut self) {
        self.rows.clear();
        self.standing = Standing::Nothing;
    }

    fn none(&mut self) {
        self.standing = Standing::Null;
    }

    fn list(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused> {
        let mut more = scanner.open(b']')?;
        while more {
            self.element(scanner)?;
            more = scanner.more(b']')?;
        }
        self.standing = Standing::List;
        Ok(())
    }

    fn object(&mut self, scanner: &mut Scanner<'b>) -> Result<(), Refused> {
        let start = scanner.at();
        scanner.skip()?;
        if self.takes_members {
            let members = slices::members(scanner.since(start)?);
            for member in members.into_values() {
                self.element(&mut Scanner::again(member))?;
            }
            self.standing = Standing::List;
        }
        Ok(())
    }
}
