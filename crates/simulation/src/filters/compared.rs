//! Which of the filters that callers ask for most no vendor applies, list by list, each with the vendor's page
//! that shows it.

use super::written::Way;
use std::fmt::Write;
use touchpoint::Operator;

/// What is new, what is of one colleague, one person, one company, and one record.
const MOST_ASKED: [(&str, Operator); 6] = [
    ("updated_at", Operator::Gte),
    ("created_at", Operator::Gte),
    ("owner.id", Operator::Eq),
    ("contact.id", Operator::Eq),
    ("account.id", Operator::Eq),
    ("id", Operator::Eq),
];

/// A table in Markdown: each of these filters that is compared with every record, or refused. Empty where the
/// vendor applies all of them, or its order ends the reading.
///
/// ```text
/// | `id[eq]` | `engagement_type=email` | every record is compared | <https://acme.example/docs/emails> |
/// ```
pub fn compared(ways: &[Way]) -> String {
    let mut rows = String::new();
    for (name, operator) in MOST_ASKED {
        for way in ways {
            let at = Operator::ALL.iter().position(|known| *known == operator);
            let fates = way.rows.get(name).zip(at);
            let becomes = match fates.and_then(|(fates, at)| fates.chars().nth(at)) {
                Some('C') => "every record is compared",
                Some('-') => "refused",
                _ => continue,
            };
            let (word, beside, see) = (operator.word(), way.beside(), &way.see);
            let _ = writeln!(
                rows,
                "| `{name}[{word}]` | {beside} | {becomes} | <{see}> |"
            );
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "| filter | beside | what becomes of it | the vendor's page |\n|---|---|---|---|\n{rows}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_vendor_applies_has_its_page() {
        let way = |given: &str, rows: &[(&str, &str)]| Way {
            given: given.to_owned(),
            context: std::collections::BTreeMap::new(),
            see: "https://acme.example/docs".to_owned(),
            offers: std::collections::BTreeMap::new(),
            rows: rows
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
        };
        let served = [
            ("updated_at", "CCPPPPCCC"),
            ("created_at", "OCOOCCCCC"),
            ("owner.id", "PCCCCCCCC"),
            ("contact.id", "BCCCCCCCC"),
            ("account.id", "DCCCCCCCC"),
            ("id", "PCCCCCCCC"),
            ("subject", "CCCCCCCCC"),
        ];
        assert_eq!(compared(&[way("", &served)]), "");
        let other = [
            ("id", "CCCCCCCCC"),
            ("account.id", "---------"),
            ("updated_at", "PCCCCCCCC"),
        ];
        let table = compared(&[way("", &served), way("kind=call", &other)]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| `updated_at[gte]` | `kind=call` | every record is compared | <https://acme.example/docs> |",
                "| `account.id[eq]` | `kind=call` | refused | <https://acme.example/docs> |",
                "| `id[eq]` | `kind=call` | every record is compared | <https://acme.example/docs> |",
            ]
        );
    }
}
