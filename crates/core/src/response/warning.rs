//! What went wrong beside the records of a reply.

use serde::Serialize;
use std::collections::HashMap;

/// How many records one warning names.
const MOST_RECORDS: usize = 5;

/// One thing that went wrong without stopping the reply.
///
/// ```json
/// { "code": "…", "message": "`placed_at` is no time that can be read", "record": 3, "pointer": "/date" }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Warning {
    /// A stable word or number for programs.
    pub code: String,
    /// What is missing and why.
    pub message: String,
    /// The record that it is about, counted from 0 on this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<usize>,
    /// Where in the vendor's record, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The unified field, dotted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Where in the mapping's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// How many records it is about; absent for one or none.
    #[serde(skip_serializing_if = "is_one")]
    pub count: usize,
    /// The first of these records; absent for one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<usize>,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_one(count: &usize) -> bool {
    *count < 2
}

impl Warning {
    /// The same warning, for a page that begins with this record.
    #[must_use]
    pub fn after(self, before: usize) -> Warning {
        let records = self.records.iter().map(|record| record + before);
        Warning {
            record: self.record.map(|record| record + before),
            records: records.collect(),
            ..self
        }
    }

    /// Merges another warning of the same kind; the first one's words stand for all.
    fn take(&mut self, other: &Warning) {
        if self.records.is_empty() {
            self.records.extend(self.record);
        }
        self.count = self.count.max(1).saturating_add(other.count.max(1));
        let own = other.records.iter().chain(&other.record);
        for record in own {
            if self.records.len() < MOST_RECORDS && !self.records.contains(record) {
                self.records.push(*record);
            }
        }
    }
}

/// One warning for each code, field and place of the mapping, in the order of their first ones; a
/// warning about no record stays as it is.
pub fn folded(warnings: Vec<Warning>) -> Vec<Warning> {
    let mut all: Vec<Warning> = Vec::new();
    let mut known: HashMap<(String, Option<String>, Option<String>), usize> = HashMap::new();
    for warning in warnings {
        if warning.record.is_none() {
            all.push(warning);
            continue;
        }
        let kind = (
            warning.code.clone(),
            warning.field.clone(),
            warning.place.clone(),
        );
        if let Some(first) = known.get(&kind).and_then(|at| all.get_mut(*at)) {
            first.take(&warning);
        } else {
            known.insert(kind, all.len());
            all.push(warning);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_once_with_its_records() {
        let of = |field: &str, record: Option<usize>| Warning {
            code: "unreadable_time".to_owned(),
            message: format!("record {record:?}"),
            record,
            field: Some(field.to_owned()),
            ..Warning::default()
        };
        let all = (0..200).flat_map(|r| [of("a", Some(r)), of("b", Some(r))]);
        let all = folded(all.chain([of("a", None), of("c", Some(7))]).collect());
        let shown = serde_json::to_value(&all).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(shown[0]["count"], 200);
        assert_eq!(shown[0]["records"], serde_json::json!([0, 1, 2, 3, 4]));
        assert_eq!(shown[0]["message"], "record Some(0)");
        assert_eq!(shown[3]["record"], 7);
        assert!(shown[3].get("count").is_none() && shown[3].get("records").is_none());
        // the warnings of several pages are folded again
        let twice = [all[0].clone(), all[0].clone().after(200)];
        let twice = folded(twice.to_vec());
        assert_eq!((twice[0].count, twice[0].record), (400, Some(0)));
    }
}
