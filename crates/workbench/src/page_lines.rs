//! A page that was expected and the one that came → the lines in which they differ, record by record.
//!
//! ```text
//! - result[1].subject = "Pilot"
//! + result[1].subject = "Pilot "
//! - result[2] = {"id":"7"}   it did not come
//! ```

use touchpoint_language::json::Json;

/// The longest value that is shown whole, in characters.
const SHOWN: usize = 300;

/// The lines in which two pages differ; none where they are equal.
pub(crate) fn lines(expected: &Json, came: &Json) -> Vec<String> {
    let mut lines = Vec::new();
    walk("", expected, came, &mut lines);
    lines
}

fn walk(path: &str, expected: &Json, came: &Json, lines: &mut Vec<String>) {
    match (expected, came) {
        (Json::Object(expected), Json::Object(came)) => {
            let step = |name: &str| match path {
                "" => name.to_owned(),
                path => format!("{path}.{name}"),
            };
            for (name, value) in expected {
                match came.get(name) {
                    Some(other) => walk(&step(name), value, other, lines),
                    None => lines.push(line('-', &step(name), value)),
                }
            }
            for (name, value) in came {
                if expected.get(name).is_none() {
                    lines.push(line('+', &step(name), value));
                }
            }
        }
        (Json::Array(expected), Json::Array(came)) => {
            if path == "result" && have_own_ids(expected) && have_own_ids(came) {
                by_id(expected, came, lines);
            } else {
                by_index(path, expected, came, lines);
            }
        }
        _ if expected == came => {}
        _ => {
            lines.push(line('-', path, expected));
            lines.push(line('+', path, came));
        }
    }
}

fn by_index(path: &str, expected: &[Json], came: &[Json], lines: &mut Vec<String>) {
    for (index, value) in expected.iter().enumerate() {
        let path = format!("{path}[{index}]");
        match came.get(index) {
            Some(other) => walk(&path, value, other, lines),
            None => lines.push(line('-', &path, value)),
        }
    }
    for (index, value) in came.iter().enumerate().skip(expected.len()) {
        lines.push(line('+', &format!("{path}[{index}]"), value));
    }
}

/// Compares records of one id, so that one that is missing does not shift all after it.
fn by_id(expected: &[Json], came: &[Json], lines: &mut Vec<String>) {
    let mut last = None;
    for (index, record) in expected.iter().enumerate() {
        let Some(at) = came.iter().position(|other| id(other) == id(record)) else {
            let line = line('-', &format!("result[{index}]"), record);
            lines.push(format!("{line}   it did not come"));
            continue;
        };
        if last.is_some_and(|last| at < last) {
            let id = id(record).unwrap_or_default();
            lines.push(format!(
                "  result[{index}], id {id}, came earlier, as result[{at}]"
            ));
        }
        last = last.max(Some(at));
        if let Some(other) = came.get(at) {
            walk(&format!("result[{at}]"), record, other, lines);
        }
    }
    for (index, record) in came.iter().enumerate() {
        if !expected.iter().any(|other| id(other) == id(record)) {
            let line = line('+', &format!("result[{index}]"), record);
            lines.push(format!("{line}   it is not expected"));
        }
    }
}

/// True if each record has an id that no other has.
fn have_own_ids(records: &[Json]) -> bool {
    let mut ids: Vec<&str> = records.iter().filter_map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len() == records.len()
}

fn id(record: &Json) -> Option<&str> {
    record.get("id")?.as_str()
}

fn line(mark: char, path: &str, value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= SHOWN {
        return format!("{mark} {path} = {text}");
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{mark} {path} = {start}…")
}

#[cfg(test)]
mod tests {
    use super::lines;
    use touchpoint_language::json::Json;

    fn of(expected: &str, came: &str) -> Vec<String> {
        lines(&Json::parse(expected).unwrap(), &Json::parse(came).unwrap())
    }

    #[test]
    fn what_was_expected_stands_above_what_came() {
        let expected = r#"{"result":[{"id":"1","subject":"a"}],"result_count":1}"#;
        let came = r#"{"result":[{"id":"1","subject":"a "}],"result_count":1}"#;
        let told = [
            r#"- result[0].subject = "a""#,
            r#"+ result[0].subject = "a ""#,
        ];
        assert_eq!(of(expected, came), told);
        assert_eq!(of(came, came), [""; 0]);
        assert_eq!(
            of(r#"{"n":"7"}"#, r#"{"n":7}"#),
            [r#"- n = "7""#, "+ n = 7"]
        );
    }

    #[test]
    fn a_record_that_is_missing_shifts_nothing() {
        let expected = r#"{"result":[{"id":"1"},{"id":"2"},{"id":"3","a":1}]}"#;
        let came = r#"{"result":[{"id":"2"},{"id":"3","a":2},{"id":"4"}]}"#;
        let told = [
            r#"- result[0] = {"id":"1"}   it did not come"#,
            "- result[1].a = 1",
            "+ result[1].a = 2",
            r#"+ result[2] = {"id":"4"}   it is not expected"#,
        ];
        assert_eq!(of(expected, came), told);
    }

    #[test]
    fn another_order_is_a_difference() {
        let lines = of(
            r#"{"result":[{"id":"1"},{"id":"2"}]}"#,
            r#"{"result":[{"id":"2"},{"id":"1"}]}"#,
        );
        assert_eq!(lines, ["  result[1], id 2, came earlier, as result[0]"]);
    }
}
