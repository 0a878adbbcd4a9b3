//! A case and a route → everything that is read of one page, with its slots.

use super::apart::{self, ReadApart};
use super::body::BodySlots;
use super::compile;
use super::emit::Emitter;
use super::keys::Keys;
use super::observe::{Nobody, Observer};
use super::page::{List, PageFault, Scanned, Standing};
use super::program::{FieldKind, Program};
use super::read::PathRead;
use super::trie::{ExpectedMembers, Trie};
use crate::exchange::Reply;
use crate::record::{RecordFacts, tables_used};
use crate::slices;
use crate::slices::scanner::Scanner;
use touchpoint_language::expr::path::Step;
use touchpoint_language::expr::{Condition, Path};
use touchpoint_language::mapping::{Ask, Case, Leads, Mapping, Next, Route, Total};
use touchpoint_language::model::Model;

/// What is read of the pages of one route.
///
/// ```text
/// page      data → the list · next → slot 0
/// element   id → slot 1 · at.city → slot 2     (slot 0 is the record itself)
/// ```
#[derive(Clone, Debug)]
pub struct PageReader {
    page: Trie,
    records: Path,
    /// True if the members of an object are records.
    takes_members: bool,
    /// How the records are found, where the walk does not go through a plain list of them.
    found_by: Option<PathRead>,
    /// What holds the records that are found so.
    holders: Option<PathRead>,
    looked_at: BodySlots,
    counts: Option<PathRead>,
    element: Trie,
    program: Program,
    keys: Keys,
    /// The other places where the list of records may stand, tried when it is not at this one; each
    /// reads its records as this one does.
    others: Vec<PageReader>,
    /// True if a page without the list has no records.
    may_lack: bool,
    /// True if a reply is one record.
    is_one: bool,
    /// True if one walk over a page is all that reading it takes.
    is_one_walk: bool,
}

impl PageReader {
    /// Compiles a route of a case.
    pub(crate) fn new(
        mapping: &Mapping,
        case: &Case,
        route: &Route,
        model: &Model,
        filled: &[String],
    ) -> PageReader {
        let reader =
            |records: &Path| PageReader::of(records, mapping, case, route, (model, filled));
        PageReader {
            others: route.records_else.iter().map(reader).collect(),
            may_lack: route.records_may_lack,
            ..reader(&route.records)
        }
    }

    /// What is read of pages whose records stand at one path.
    fn of(
        records: &Path,
        mapping: &Mapping,
        case: &Case,
        route: &Route,
        (model, filled): (&Model, &[String]),
    ) -> PageReader {
        let mut page = Trie::default();
        let plain = records.wildcard_tail();
        let (found_by, list, tail) = match plain {
            Some((list, tail)) => (None, Some(list), tail),
            None => (
                Some(PathRead::of_page(records, &mut page, None)),
                None,
                &[][..],
            ),
        };
        let holders = records.holders().filter(|_| route.missing.is_none());
        let holders = holders.map(|path| PathRead::of_page(&path, &mut page, None));
        let mut element = Trie::default();
        element.slot(tail);
        let program = compile::program(case, model, filled, tail, &mut element);
        let is_asked = |table: &str| {
            let ask = mapping.lookups.get(table).map(|lookup| &lookup.ask);
            matches!(ask, Some(Ask::Batch(_) | Ask::Each(_)))
        };
        let keys = Keys::new(case, &is_asked, tail, &mut element);
        let looked_at = BodySlots::new(looked_at(mapping, case, route), &mut page, list);
        let counts = route.counts.as_ref();
        let counts = counts.map(|path| PathRead::of_page(path, &mut page, list));
        if let Some(list) = list {
            page.list(list);
        }
        let is_one_walk = found_by.is_none() && apart::of_program(&program).is_empty();
        PageReader {
            page,
            takes_members: records.text().contains(".*"),
            records: records.clone(),
            found_by,
            holders,
            looked_at,
            counts,
            element,
            program,
            keys,
            others: Vec::new(),
            may_lack: false,
            is_one: route.missing.is_some(),
            is_one_walk,
        }
    }

    /// Scans a page once. An empty list and null are pages without records.
    ///
    /// # Errors
    /// [`PageFault`] when the body cannot be a page; the vendor, or the mapping's author, acts.
    pub fn scan<'b>(&'b self, body: &'b [u8]) -> Result<Scanned<'b>, PageFault> {
        let text = std::str::from_utf8(body);
        let text = text.map_err(|error| PageFault::NotJson(error.to_string()))?;
        let first = self.read(body, text);
        if self.others.is_empty() && !self.may_lack || matches!(&first, Ok(page) if page.has_list())
        {
            return first;
        }
        // Another path may have the list; null at the first one is no list.
        let mut others = self.others.iter().map(|reader| reader.read(body, text));
        let listed = others.find(|page| matches!(page, Ok(page) if page.has_list()));
        match listed.unwrap_or(first) {
            Err(PageFault::NoRecords(_)) if self.may_lack && is_structure(text) => {
                Ok(self.without_list(text))
            }
            page => page,
        }
    }

    /// Scans a page by this path of its records alone.
    fn read<'b>(&'b self, body: &'b [u8], text: &'b str) -> Result<Scanned<'b>, PageFault> {
        if let Some(page) = self.walked(text, Scanner::new(text)) {
            return page;
        }
        let read = slices::read(body);
        read.map_err(|error| PageFault::NotJson(describe(&error, text)))?;
        let again = self.walked(text, Scanner::again(text));
        again.unwrap_or_else(|| Err(PageFault::NotJson("it cannot be read".to_owned())))
    }

    /// Scans a page; nothing where the scanner refuses it.
    fn walked<'b>(
        &'b self,
        text: &'b str,
        mut scanner: Scanner<'b>,
    ) -> Option<Result<Scanned<'b>, PageFault>> {
        let mut slots = vec![""; self.page.width()];
        let mut list = List::new(&self.element, self.takes_members);
        let walked = self.page.walk(
            &mut scanner,
            &mut slots,
            &mut list,
            &mut ExpectedMembers::none(),
        );
        if list.full {
            return Some(Err(PageFault::TooMany(list.most())));
        }
        walked.and_then(|()| scanner.end()).ok()?;
        if let Some(read) = &self.found_by {
            if !list.add(read, &slots, self.is_one) || list.full {
                return Some(Err(PageFault::TooMany(list.most())));
            }
            if list.is_empty() {
                list.standing = standing(self.records.prefix(), text, self.is_one)
                    .or_else(|| self.held(&slots))
                    .unwrap_or(Standing::Nothing);
            }
        }
        if list.standing == Standing::Nothing {
            return Some(Err(PageFault::NoRecords(self.records.to_string())));
        }
        let counted = self.count(&slots);
        Some(Ok(Scanned::new(self.looked_at.of(slots), counted, list)))
    }

    /// What stands where records are found by a query and none is: empty lists, or null.
    fn held(&self, slots: &[&str]) -> Option<Standing> {
        let mut standing = None;
        let mut other = false;
        self.holders.as_ref()?.all_of(
            slots,
            &mut |held| match held.trim_start().as_bytes().first() {
                Some(b'[') => standing = Some(Standing::List),
                Some(b'n') => standing = standing.or(Some(Standing::Null)),
                _ => other = true,
            },
        );
        standing.filter(|_| !other)
    }

    /// A page that is known to have no list: only the rest of it is read.
    fn without_list<'b>(&'b self, text: &'b str) -> Scanned<'b> {
        let mut slots = vec![""; self.page.width()];
        let mut list = List::new(&self.element, self.takes_members);
        let mut scanner = Scanner::again(text);
        // The text has been scanned before: there is nothing to refuse.
        let _ = self.page.walk(
            &mut scanner,
            &mut slots,
            &mut list,
            &mut ExpectedMembers::none(),
        );
        let counted = self.count(&slots);
        let none = List::new(&self.element, false);
        Scanned::new(self.looked_at.of(slots), counted, none)
    }

    /// How many things a page holds, where something other than records is counted.
    fn count(&self, slots: &[&str]) -> Option<u64> {
        self.counts.as_ref().map(|read| {
            let mut count = 0;
            read.all_of(slots, &mut |_| count += 1);
            count
        })
    }

    /// The emitter that writes the rows of these pages.
    pub(crate) fn emitter<'p>(&'p self, facts: &'p RecordFacts<'p>) -> Emitter<'p> {
        Emitter::new(&self.program, facts, Nobody)
    }

    /// Makes the fields of one record of a page, counted from 0, before an observer, and gives the
    /// observer back.
    pub fn observe<'p, O: Observer>(
        &'p self,
        page: &'p Scanned<'p>,
        record: usize,
        facts: &'p RecordFacts<'p>,
        observer: O,
    ) -> O {
        let emitter = Emitter::new(&self.program, facts, observer);
        let slots = page.slots(record).next().unwrap_or_default();
        emitter.shown(slots)
    }

    /// The keys that the records of a page name in a table, in order, each once.
    pub(crate) fn keys(&self, page: &Scanned<'_>, table: &str) -> Vec<Vec<String>> {
        self.keys.of(table, page.slots(0))
    }

    /// The unified fields that this case leaves empty and another fills.
    pub fn empty_fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.program.fields.iter();
        let empty = fields.filter(|field| matches!(field.kind, FieldKind::Empty(_)));
        empty.map(|field| field.name.as_str())
    }

    /// How many bytes reading a page goes over. More than any page has, where parts of it are read
    /// again for each record.
    pub(crate) fn costs(&self, reply: &Reply) -> usize {
        if self.is_one_walk {
            reply.body.len()
        } else {
            usize::MAX
        }
    }

    /// What the records of these pages need besides the one walk over them.
    pub fn reads_apart(&self) -> Vec<ReadApart> {
        apart::of_program(&self.program)
    }
}

/// The error of `serde_json`, and how the body begins when it is no JSON at all.
fn describe(error: &serde_json::Error, text: &str) -> String {
    let start = text.trim_start();
    if start.starts_with('<') {
        return "it looks like HTML".to_owned();
    }
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    error.to_string()
}

/// True if a text is an object or a list, and so no message.
fn is_structure(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// What stands at these steps: a list, or null, there or at one of the values that should hold it. Where one
/// record should stand, a list is none.
fn standing(steps: &[Step], text: &str, is_one: bool) -> Option<Standing> {
    let mut at = text.trim();
    for step in steps {
        if at == "null" {
            return Some(Standing::Null);
        }
        at = slices::follow(at, std::slice::from_ref(step))?;
    }
    match at {
        "null" => Some(Standing::Null),
        _ => (!is_one && at.starts_with('[')).then_some(Standing::List),
    }
}

/// The paths that paging and the tables in the reply read.
fn looked_at<'m>(mapping: &'m Mapping, case: &'m Case, route: &'m Route) -> Vec<&'m Path> {
    let ending = &route.paging.ending;
    let next = route.paging.way.next().into_iter();
    let mut paths: Vec<&Path> = next.flat_map(leads).collect();
    paths.extend(&ending.while_true);
    paths.extend(ending.while_holds.iter().flat_map(Condition::paths));
    paths.extend(ending.total.iter().filter_map(|total| match total {
        Total::Path(path) => Some(path),
        Total::Header(_) => None,
    }));
    paths.extend(&ending.total_pages);
    let used = tables_used(case);
    for (name, lookup) in &mapping.lookups {
        if matches!(lookup.ask, Ask::InReply) && used.contains(name) {
            paths.push(&lookup.entries);
        }
    }
    paths
}

fn leads(next: &Next) -> impl Iterator<Item = &Path> {
    match &next.leads {
        Leads::Paths(paths) => paths.as_slice(),
        Leads::Header(..) => &[],
    }
    .iter()
}
