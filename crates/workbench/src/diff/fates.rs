//! Where each filter is applied, before and after: by the vendor, by us, or not at all. Every filter
//! with every operator is asked beside the queries of the recorded cases. Operators of a filter that
//! share a fate, before and after, are one change.

use super::change::{Change, Grade, Kind, one};
use crate::replay::account;
use touchpoint_contract::NAMES;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Account;
use touchpoint_core::filter::Fate;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::ListQuery;
use touchpoint_core::run::{Error, Options, preview};
use touchpoint_corpus::Case;
use touchpoint_language::model::{Model, Operator, Scalar};

/// How many queries of cases the filters are asked beside.
const MOST_WAYS: usize = 40;

/// The filters that are applied elsewhere than before.
pub(super) fn changes(old: &Plan, new: &Plan, cases: &[&Case]) -> Vec<Change> {
    let options = Options {
        names: NAMES,
        ..Options::new(Key::new(b"nothing is read on"))
    };
    let mut found: Vec<Shift> = Vec::new();
    let mut ways: Vec<&str> = Vec::new();
    for case in cases {
        if ways.contains(&case.query.as_str()) || ways.len() >= MOST_WAYS {
            continue;
        }
        ways.push(&case.query);
        let (Some(before), Some(after)) = (way(old, case), way(new, case)) else {
            continue;
        };
        for name in old.model.filterable_names() {
            // A filter of the case's own stays as it is: its value is what chose the way.
            if before
                .0
                .filters
                .iter()
                .any(|filter| filter.parameter == name)
            {
                continue;
            }
            for operator in Operator::ALL {
                let was = fate(old, &before, (&name, operator), &options);
                let is = fate(new, &after, (&name, operator), &options);
                if was != is {
                    note(&mut found, &name, operator, [was, is], case);
                }
            }
        }
    }
    let told = found
        .iter()
        .filter_map(|shift| shift.told(old.integration()));
    told.collect()
}

/// A filter that has another fate than before.
struct Shift {
    name: String,
    /// Before and after.
    fates: [Answer; 2],
    operators: Vec<Operator>,
    /// The queries beside which it is seen, and the case of the first.
    queries: Vec<String>,
    first: String,
}

fn note(found: &mut Vec<Shift>, name: &str, operator: Operator, fates: [Answer; 2], case: &Case) {
    let mut known = found.iter_mut();
    let Some(shift) = known.find(|one| one.name == name && one.fates == fates) else {
        found.push(Shift {
            name: name.to_owned(),
            fates,
            operators: vec![operator],
            queries: vec![case.query.clone()],
            first: beside(case),
        });
        return;
    };
    if !shift.operators.contains(&operator) {
        shift.operators.push(operator);
    }
    if !shift.queries.contains(&case.query) {
        shift.queries.push(case.query.clone());
    }
}

/// A case by its name, and what it asks.
fn beside(case: &Case) -> String {
    let name = format!("{}/{}", case.slug, case.name);
    match case.query.as_str() {
        "" => name,
        query => format!("{name} with `{query}`"),
    }
}

/// What becomes of one filter.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// It cannot be said.
    Unsaid,
    /// It is refused.
    Refused,
    /// It is applied.
    Applied(Fate),
}

/// The query of a case and its account, as one side reads them.
fn way(plan: &Plan, case: &Case) -> Option<(ListQuery, Account)> {
    let (query, _) = touchpoint_contract::parse(&case.query, &plan.model).ok()?;
    Some((query, account(case, plan)))
}

fn fate(
    plan: &Plan,
    (query, account): &(ListQuery, Account),
    (name, operator): (&str, Operator),
    options: &Options,
) -> Answer {
    let query = asked(query.clone(), &plan.model, name, operator);
    match preview(plan, &query, account, options) {
        Ok(preview) => {
            let mut fates = preview.fates.iter().rev();
            let fate = fates.find(|(parameter, _)| parameter == name);
            fate.map_or(Answer::Unsaid, |(_, fate)| Answer::Applied(*fate))
        }
        Err(Error::Caller(_)) => Answer::Refused,
        Err(_) => Answer::Unsaid,
    }
}

fn asked(query: ListQuery, model: &Model, name: &str, operator: Operator) -> ListQuery {
    let [one, other] = model.filterable(name).unwrap_or(&Scalar::Text).examples();
    match operator {
        // As a caller writes it: without an operator.
        Operator::Eq => query.with(name, one),
        operator if operator.takes_many() => query.filter(name, operator, [one, other]),
        operator => query.filter(name, operator, [one]),
    }
}

impl Shift {
    fn told(&self, slug: &str) -> Option<Change> {
        let [was, is] = self.fates;
        let (before, after) = (strength(was)?, strength(is)?);
        let grade = match before.cmp(&after) {
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Less => Grade::Gain,
            std::cmp::Ordering::Greater if is == Answer::Refused => Grade::Breaking,
            std::cmp::Ordering::Greater => Grade::Review,
        };
        let weaker = if before > after { "weaker" } else { "stronger" };
        let all = Operator::ALL.into_iter();
        let operators = all.filter(|operator| self.operators.contains(operator));
        let operators: Vec<&str> = operators.map(Operator::word).collect();
        let operators = if operators.len() == Operator::ALL.len() {
            "every operator".to_owned()
        } else {
            operators.join(", ")
        };
        let about = format!(
            "`{}` ({operators}) is {weaker}: {}, now {}",
            self.name,
            words(was),
            words(is)
        );
        let change = one(slug, grade, Kind::Filter, about, &*self.first);
        Some(Change {
            count: self.queries.len(),
            ..change
        })
    }
}

/// The less is read for nothing, the stronger.
fn strength(answer: Answer) -> Option<u8> {
    Some(match answer {
        Answer::Unsaid => return None,
        Answer::Refused => 0,
        Answer::Applied(Fate::Checked) => 1,
        Answer::Applied(Fate::CheckedInOrder) => 2,
        Answer::Applied(Fate::PushedAndChecked) => 3,
        Answer::Applied(Fate::Pushed | Fate::Decided) => 4,
    })
}

fn words(answer: Answer) -> &'static str {
    match answer {
        Answer::Unsaid => "unknown",
        Answer::Refused => "refused",
        Answer::Applied(Fate::Checked) => "checked on the records",
        Answer::Applied(Fate::CheckedInOrder) => "checked in the list's order",
        Answer::Applied(Fate::PushedAndChecked) => "applied loosely by the vendor",
        Answer::Applied(Fate::Pushed) => "applied by the vendor",
        Answer::Applied(Fate::Decided) => "decided by the list that is chosen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_core::registry::PlanReader;
    use touchpoint_corpus::read_files;
    use touchpoint_language::json::Json;
    use touchpoint_language::source::SourceFile;

    const ACME: &str = "
mapping: 1
integration: acme
label: Acme
resource: shop/orders
connection: { base_url: https://api.acme.example, auth: [{ kind: bearer, credential: token }] }
list:
  request: GET /orders
  records: $.orders[*]
  paging: { kind: none }
  fields:
    number: $.no
    made_at: $.made
";

    fn plan(text: &str) -> Plan {
        let schema = r#"{
            "title": "shop/orders", "type": "object", "required": ["number"],
            "properties": {
                "number": { "type": "string" },
                "made_at": { "type": ["string", "null"], "format": "date-time" },
                "sent_at": { "type": ["string", "null"], "format": "date-time" }
            }
        }"#;
        let model = Model::from_schema(&Json::parse(schema).unwrap()).unwrap();
        let reader = PlanReader::new(model).unwrap();
        let (plan, diagnostics) = reader.read(SourceFile::new("acme.yaml", text));
        plan.unwrap_or_else(|| panic!("{diagnostics:#?}"))
    }

    fn cases(queries: &[&str]) -> Vec<Case> {
        let mut files = std::collections::BTreeMap::new();
        for (number, query) in queries.iter().enumerate() {
            let mut at = |file: &str, text: &str| {
                let path = format!("acme/case-{number}/{file}");
                files.insert(path, text.as_bytes().to_vec());
            };
            at(
                "case.yaml",
                &format!("about: One page.\nquery: \"{query}\"\n"),
            );
            at("1.request.http", "GET https://api.acme.example/orders\n");
            at("1.reply.http", "HTTP 200\n\n{\"orders\": []}\n");
            at("1.expected.json", "{}");
        }
        read_files(files).unwrap()
    }

    #[test]
    fn a_field_that_is_another_now_is_two_changes_whatever_the_operators() {
        let renamed = ACME.replace("made_at: $.made", "sent_at: $.made");
        let cases = cases(&["", "number=7"]);
        let cases: Vec<&Case> = cases.iter().collect();
        let told = changes(&plan(ACME), &plan(&renamed), &cases);
        let about = |of: &str| {
            let mut about = told.iter().filter(|one| one.about.contains(of));
            (about.next().unwrap(), about.next())
        };
        let (lost, again) = about("`made_at`");
        assert!(again.is_none(), "{told:#?}");
        assert_eq!((lost.grade, lost.count), (Grade::Breaking, 2), "{lost:#?}");
        assert!(lost.about.contains("(every operator)"), "{}", lost.about);
        assert_eq!(lost.first, "acme/case-0");
        let (won, again) = about("`sent_at`");
        assert!(again.is_none() && won.grade == Grade::Gain, "{told:#?}");
        assert_eq!(told.len(), 2, "{told:#?}");
    }
}
