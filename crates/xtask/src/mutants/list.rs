//! The ways in which the engine is broken on purpose: each is one piece of its source, and its
//! replacement.

use super::mutant::Mutant;

const PAGE: &str = "crates/core/src/run/page.rs";
const LIST: &str = "crates/core/src/run/list.rs";
const CALL: &str = "crates/core/src/run/call.rs";
const EXCHANGE: &str = "crates/core/src/run/exchange.rs";
const PAGING: &str = "crates/core/src/plan/paging.rs";
const PLACE: &str = "crates/core/src/run/position.rs";
const CHECK: &str = "crates/core/src/filter/check.rs";
const PUSH: &str = "crates/core/src/filter/push.rs";
const SPLITTER: &str = "crates/core/src/filter/splitter.rs";
const MERGE: &str = "crates/core/src/run/merge.rs";
const MERGED_LIST: &str = "crates/core/src/run/merged_list.rs";
const WINDOW: &str = "crates/core/src/run/window.rs";
const SOQL: &str = "crates/core/src/plan/soql.rs";
const CLASSIFY: &str = "crates/core/src/plan/classify.rs";

/// Every mutant.
pub(super) const ALL: [Mutant; 35] = [
    Mutant {
        name: "the offset within a page is dropped",
        file: PAGE,
        from: "let (start, rest) = place.start(&texts);",
        to: "let (start, rest) = (0, 0);",
    },
    Mutant {
        name: "a place is counted off, not found again",
        file: PLACE,
        from: "find(next).or_else(|| find(last).map(|place| place + 1))",
        to: "find(next).or_else(|| find(last).map(|place| place + 1)).and(None)",
    },
    Mutant {
        name: "every list ends on a short page",
        file: PAGING,
        from: "    if !goes_on(&paging.ending, reply, body)? {",
        to: "    if came.asked.is_some_and(|asked| came.counted < asked) || !goes_on(&paging.ending, reply, body)? {",
    },
    Mutant {
        name: "an empty page ends the list",
        file: PAGING,
        from: "    if !goes_on(&paging.ending, reply, body)? {",
        to: "    if came.counted == 0 || !goes_on(&paging.ending, reply, body)? {",
    },
    Mutant {
        name: "the offset moves by what was asked, not by what came",
        file: PAGING,
        from: "let after = offset.saturating_add(came.counted);",
        to: "let after = offset.saturating_add(came.asked.unwrap_or(came.counted));",
    },
    Mutant {
        name: "the offset starts again at every page",
        file: PAGING,
        from: "let after = offset.saturating_add(came.counted);",
        to: "let after = (offset * 0).saturating_add(came.counted);",
    },
    Mutant {
        name: "every second page is left out",
        file: PAGING,
        from: "PageState::Page(number.saturating_add(1))",
        to: "PageState::Page(number.saturating_add(2))",
    },
    Mutant {
        name: "a page that is there again is taken again",
        file: PAGE,
        from: "if !texts.is_empty() && place.seen == Some(digest) {",
        to: "if false && place.seen == Some(digest) {",
    },
    Mutant {
        name: "checks are skipped",
        file: CHECK,
        from: "    checks.iter().all(|check| one(check, record))",
        to: "    checks.iter().all(|check| one(check, record) || true)",
    },
    Mutant {
        name: "a full page goes on to the end of the vendor's",
        file: PAGE,
        from: "        let most = usize::try_from(asked.most).unwrap_or(usize::MAX);",
        to: "        let most = usize::try_from(asked.most).map_or(usize::MAX, |most| most.saturating_add(1));",
    },
    Mutant {
        name: "what the vendor applies loosely is not checked",
        file: PUSH,
        from: "        let mut loose = sending.loose;",
        to: "        let mut loose = false;",
    },
    Mutant {
        name: "a filter that nobody serves is ignored",
        file: SPLITTER,
        from: "if self.query.unsupported == Unsupported::Ignore {",
        to: "if true || self.query.unsupported == Unsupported::Ignore {",
    },
    Mutant {
        name: "a bound that the vendor cannot write is cut",
        file: PUSH,
        from: "Some(if below { before } else { after }.to_string())",
        to: "Some(if !below { before } else { after }.to_string())",
    },
    Mutant {
        name: "`gte` leaves the bound itself out",
        file: CHECK,
        from: "order(f, w).is_some_and(Ordering::is_ge)",
        to: "order(f, w).is_some_and(Ordering::is_gt)",
    },
    Mutant {
        name: "a fault of a page that fills ends the list",
        file: LIST,
        from: "                gathered.must_wait(&error);\n                break;",
        to: "                gathered.must_wait(&error);\n                return Ok(gathered.listing(planned, None));",
    },
    Mutant {
        name: "a page that could not be filled keeps the wait to itself",
        file: LIST,
        from: "                gathered.must_wait(&error);\n",
        to: "",
    },
    Mutant {
        name: "the place is not moved by a page that fills",
        file: LIST,
        from: "        place = next;",
        to: "        if !fills {\n            place = next;\n        }",
    },
    Mutant {
        name: "a rate limit is a passing fault",
        file: CLASSIFY,
        from: "        429 => Verdict::RateLimited(None),",
        to: "        429 => Verdict::Transient,",
    },
    Mutant {
        name: "a passing fault is sent again at once",
        file: EXCHANGE,
        from: "                    wait\n                }\n                verdict",
        to: "                    wait * 0\n                }\n                verdict",
    },
    Mutant {
        name: "`Retry-After` is kept from the caller",
        file: EXCHANGE,
        from: "retry_after: retry_after(&reply.headers, now).or(declared).or(reset),",
        to: "retry_after: retry_after(&reply.headers, now).or(declared).or(reset).and(None),",
    },
    Mutant {
        name: "an error is an empty page",
        file: CLASSIFY,
        from: "        _ => Verdict::Refused,\n    }",
        to: "        _ => Verdict::Empty,\n    }",
    },
    Mutant {
        name: "at its depth the vendor's list just ends",
        file: CALL,
        from: "            return Err(capped(plan, cap));",
        to: "            return Ok(CameBack { size: None, answer: Answer::Empty(crate::exchange::Reply::default()), tables: Tables::default(), failed: Vec::new() });",
    },
    Mutant {
        name: "of two heads the merge takes the wrong one",
        file: MERGE,
        from: "    order == Ordering::Greater",
        to: "    order == Ordering::Less",
    },
    Mutant {
        name: "the merge does not wait for a list that has nothing at hand",
        file: MERGE,
        from: "while lists.iter().any(MergedList::is_due) {",
        to: "while taken.is_empty() && lists.iter().any(MergedList::is_due) {",
    },
    Mutant {
        name: "the fault of one list of several is an empty page",
        file: MERGE,
        from: "Err(error) if found || asked > turned && asker.is_late() => {",
        to: "Err(error) if found || asked > 1 => {",
    },
    Mutant {
        name: "a merged page keeps the wait of a list to itself",
        file: MERGE,
        from: "                        rate_limit = waiting(&error, rate_limit);\n",
        to: "                        drop(error);\n",
    },
    Mutant {
        name: "the merge drops the rest of a page",
        file: MERGED_LIST,
        from: "        if held.rows.is_empty() {\n            return held.next.clone();",
        to: "        if held.at > 0 {\n            return held.next.clone();",
    },
    Mutant {
        name: "the merge begins a page again",
        file: MERGED_LIST,
        from: "        Some(if held.at == 0 {",
        to: "        Some(if held.at < usize::MAX {",
    },
    Mutant {
        name: "what is said beside the words that merge is dropped",
        file: MERGED_LIST,
        from: "    planned.split.checks.extend(beside.clone());\n    Ok",
        to: "    Ok",
    },
    Mutant {
        name: "a query text has no order",
        file: SOQL,
        from: "    if !order.is_empty() {",
        to: "    if order.len() > 9 {",
    },
    Mutant {
        name: "a window takes again what it had",
        file: WINDOW,
        from: "            values: self.given.clone(),",
        to: "            values: Vec::new(),",
    },
    Mutant {
        name: "a window leaves out the moment of its bound",
        file: WINDOW,
        from: "Direction::Desc => time.checked_add(STEP_MS),",
        to: "Direction::Desc => time.checked_sub(1),",
    },
    Mutant {
        name: "a window has no bound",
        file: WINDOW,
        from: "        own.filters.insert(0, bound);\n",
        to: "        drop(bound);\n",
    },
    Mutant {
        name: "a cursor forgets its window",
        file: PLACE,
        from: "        window: place.window,",
        to: "        window: None,",
    },
    Mutant {
        name: "what ends at the vendor's depth has ended",
        file: PAGE,
        from: "let at_cap = page.counted > 0 &&",
        to: "let at_cap = false &&",
    },
];
