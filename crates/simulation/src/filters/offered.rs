//! What a vendor's page offers for a filter, written by hand, beside what becomes of the filter: as a table for
//! people, and as faults where the two do not fit.

use super::written::Way;
use std::fmt::Write;
use touchpoint::Operator;

/// The filters of which each way says what the vendor's page offers, where a record shows them or the
/// vendor takes them.
const ASKED: [&str; 8] = [
    "id",
    "updated_at",
    "created_at",
    "owner.id",
    "contact.id",
    "account.id",
    "engagement_type",
    "start_time",
];

/// Those that callers ask for most: said of each way, also where they are refused.
const ALWAYS: usize = 6;

/// A table in Markdown: each filter, what the vendor's page offers for it, and what becomes of it. Ways that agree in all
/// of it share a row. Empty where nothing is written.
///
/// ```text
/// | `id` | `engagement_type=call` | `ids`, at most 100 | `eq`, `in` pushed; else checked | <https://acme.example/docs/calls> |
/// ```
pub fn offered(ways: &[Way]) -> String {
    let mut names: Vec<&str> = ASKED.to_vec();
    let others = ways.iter().flat_map(|way| way.offers.keys());
    for name in others {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut rows: Vec<([String; 4], Vec<String>)> = Vec::new();
    for name in names {
        for way in ways {
            let Some((offer, fates)) = way.offers.get(name).zip(way.rows.get(name)) else {
                continue;
            };
            let page = format!("<{}>", way.see);
            let row = [format!("`{name}`"), offer.shown(), becomes(fates), page];
            match rows.iter_mut().find(|(known, _)| *known == row) {
                Some((_, beside)) => beside.push(way.beside()),
                None => rows.push((row, vec![way.beside()])),
            }
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "| filter | beside | the vendor's documentation offers | what we do | page |\n|---|---|---|---|---|\n",
    );
    for ([name, what, done, page], beside) in rows {
        let beside = told(&beside, ways.len());
        let what = what.replace('|', "\\|");
        let _ = writeln!(out, "| {name} | {beside} | {what} | {done} | {page} |");
    }
    out
}

/// What may stand beside a filter, where that is not anything at all.
fn told(beside: &[String], ways: usize) -> String {
    if beside.len() == ways {
        return String::new();
    }
    let each = beside.iter().map(|one| match one.as_str() {
        "" => "nothing",
        one => one,
    });
    each.collect::<Vec<_>>().join(" · ")
}

/// What becomes of a filter, operator by operator, in the words of `docs/filters.md`.
fn becomes(fates: &str) -> String {
    let operators = |letter: char| -> Vec<String> {
        let all = Operator::ALL.iter().zip(fates.chars());
        all.filter(|(_, fate)| *fate == letter)
            .map(|(operator, _)| format!("`{}`", operator.word()))
            .collect()
    };
    let words = [
        ('P', "pushed"),
        ('B', "pushed and checked"),
        ('O', "checked in order"),
        ('D', "decided"),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (letter, word) in words {
        let those = operators(letter);
        if those.len() == Operator::ALL.len() {
            parts.push(word.to_owned());
        } else if !those.is_empty() {
            parts.push(format!("{} {word}", those.join(", ")));
        }
    }
    let refused = operators('-');
    match (parts.is_empty(), operators('C').is_empty()) {
        (true, true) => "refused".to_owned(),
        (true, false) if refused.is_empty() => "every record is checked".to_owned(),
        (true, false) => format!("{} refused; else checked", refused.join(", ")),
        (false, true) => parts.join("; "),
        (false, false) => format!("{}; else checked", parts.join("; ")),
    }
}

/// Where what a page offers and what becomes of the filter do not fit: a filter of which nothing is said, an offer that is
/// passed over without a reason, a reason that has grown stale, and a filter that goes to a vendor whose page names
/// nothing for it.
pub fn unsaid(ways: &[Way]) -> Vec<String> {
    let mut faults = Vec::new();
    for way in ways {
        let at = |name: &str| format!("`{name}`, beside {}", way.beside());
        let asked = ASKED.iter().enumerate();
        for (rank, name) in asked.filter(|(_, name)| !way.offers.contains_key(**name)) {
            let taken = way
                .rows
                .get(*name)
                .is_some_and(|fates| fates.contains(|fate| fate != '-'));
            if rank < ALWAYS || taken {
                faults.push(format!("{}: what the page offers is not said", at(name)));
            }
        }
        for (name, offer) in &way.offers {
            let fates = way.rows.get(name).map_or("", String::as_str);
            let served = fates.contains(['P', 'B', 'O', 'D']);
            let fault = match (&offer.what, &offer.but) {
                (Some(what), None) if !served => {
                    format!("the page offers {what}, and nothing says why it is not used")
                }
                (Some(_), Some(_)) if served => {
                    "it is used, and `but` says that it is not".to_owned()
                }
                (None, _) if served => {
                    "it is used, and the page is said to name nothing".to_owned()
                }
                _ => continue,
            };
            faults.push(format!("{}: {fault}", at(name)));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::offer::Offer;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn way(given: &str, rows: &[(&str, &str)], offers: &Value) -> Way {
        let offers = offers.as_object().unwrap().iter();
        Way {
            given: given.to_owned(),
            context: BTreeMap::new(),
            see: "https://acme.example/docs".to_owned(),
            offers: offers
                .map(|(name, written)| (name.clone(), Offer::read(name, written).unwrap()))
                .collect(),
            rows: rows
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
        }
    }

    const ROWS: [(&str, &str); 6] = [
        ("id", "PCCCCCPCC"),
        ("updated_at", "---------"),
        ("created_at", "OCOOCCCCC"),
        ("owner.id", "CCCCCCCCC"),
        ("contact.id", "P--------"),
        ("account.id", "DDDDDDDDD"),
    ];

    #[test]
    fn an_offer_stands_beside_what_becomes_of_it() {
        let offers = json!({ "id": "`ids`", "owner.id": { "what": "`user`", "but": "it is who wrote it" }, "updated_at": null });
        let ways = [
            way("kind=call", &ROWS, &offers),
            way("kind=mail", &ROWS, &offers),
        ];
        let table = offered(&ways);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| `id` |  | `ids` | `eq`, `in` pushed; else checked | <https://acme.example/docs> |",
                "| `updated_at` |  | nothing | refused | <https://acme.example/docs> |",
                "| `owner.id` |  | `user`: it is who wrote it | every record is checked | <https://acme.example/docs> |",
            ]
        );
        assert_eq!(offered(&[way("", &ROWS, &json!({}))]), "");
        let some = [way("", &ROWS, &offers), way("kind=mail", &ROWS, &json!({}))];
        let table = offered(&some);
        assert!(table.contains("| `id` | nothing | `ids` |"), "{table}");
        assert_eq!(becomes("-CCCCCCCC"), "`eq` refused; else checked");
        assert_eq!(becomes("DDDDDDDDD"), "decided");
        assert_eq!(becomes("P--------"), "`eq` pushed");
        assert_eq!(
            becomes("OCBPBCCCC"),
            "`gte` pushed; `gt`, `lt` pushed and checked; `eq` checked in order; else checked"
        );
    }

    #[test]
    fn what_does_not_fit_is_a_fault() {
        let right = json!({
            "id": "`ids`", "updated_at": null, "created_at": "`sort`", "owner.id": { "but": "it has none" },
            "contact.id": "`person`", "account.id": "one list for each",
        });
        assert_eq!(unsaid(&[way("", &ROWS, &right)]), Vec::<String>::new());
        let wrong = json!({
            "id": { "what": "`ids`", "but": "too few" }, "created_at": null, "owner.id": "`user`", "contact.id": "`person`",
            "account.id": "one list for each",
        });
        let faults = unsaid(&[way("kind=call", &ROWS, &wrong)]);
        assert_eq!(
            faults,
            [
                "`updated_at`, beside `kind=call`: what the page offers is not said",
                "`created_at`, beside `kind=call`: it is used, and the page is said to name nothing",
                "`id`, beside `kind=call`: it is used, and `but` says that it is not",
                "`owner.id`, beside `kind=call`: the page offers `user`, and nothing says why it is not used",
            ]
        );
    }

    #[test]
    fn what_a_record_shows_is_said_of_too() {
        let rows: Vec<(&str, &str)> = ROWS
            .into_iter()
            .chain([("start_time", "CCCCCCCCC")])
            .collect();
        let faults = unsaid(&[way("", &rows, &json!({}))]);
        assert_eq!(faults.len(), ALWAYS + 1, "{faults:?}");
    }
}
