//! The members of records, and those that fields read → those that nothing reads, each with the form
//! of its times.

use super::survey::{HOLDERS, Member, path, plain_name};
use super::times::key_of;

/// How many are named.
const MOST_NAMED: usize = 12;

/// The members that no field reads, but for those of an object or a list of which another is read.
pub(super) fn unread(members: &[Member], read: &[&Member]) -> Vec<String> {
    let holder = |member: &Member| -> Vec<String> {
        let above = member.names.len().saturating_sub(1);
        member.names.iter().take(above).cloned().collect()
    };
    let is_own = |names: &[String]| {
        let mut names = names.iter();
        names.all(|name| HOLDERS.contains(&plain_name(name).as_str()))
    };
    let left = members.iter().filter(|member| {
        let above = holder(member);
        let beside = |other: &&&Member| holder(other) == above;
        let known = read.iter().any(|other| other.names == member.names);
        !known && (is_own(&above) || read.iter().find(beside).is_none())
    });
    let mut told: Vec<String> = Vec::new();
    for member in left {
        let whole = whole(member);
        let key = key_of(member).filter(|_| whole.len() == member.names.len());
        let key = key.map_or_else(String::new, |key| format!(" ({key})"));
        let path = format!("{}{key}", path(whole));
        if !told.contains(&path) {
            told.push(path);
        }
    }
    let more = told.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        told.truncate(MOST_NAMED);
        told.push(format!("{more} more"));
    }
    told
}

/// What a member is told by: an object or a list as one, but for those that hold the record's own members.
fn whole(member: &Member) -> &[String] {
    let mut names = member.names.iter();
    let own = names
        .position(|name| !HOLDERS.contains(&plain_name(name).as_str()))
        .unwrap_or(member.names.len());
    let upto = own.saturating_add(1);
    member.names.get(..upto).unwrap_or(&member.names)
}

#[cfg(test)]
mod tests {
    use super::super::survey::members;
    use super::unread;
    use touchpoint_language::json::Json;

    #[test]
    fn what_stands_beside_a_read_id_is_told_by_it() {
        let record = r#"{"id": 1, "phone": "5", "owner": {"id": 7, "name": "A"}, "due": {"on": "x", "by": 1},
            "attributes": {"a": 1}}"#;
        let record = Json::parse(record).unwrap();
        let all = members(&[&record]);
        let is_read = |path: &[&str]| all.iter().find(|member| member.names == path).unwrap();
        let read = [is_read(&["id"]), is_read(&["owner", "id"])];
        assert_eq!(unread(&all, &read), ["$.phone", "$.due", "$.attributes.a"]);
    }

    #[test]
    fn a_form_of_time_is_told_with_its_member() {
        let record = r#"{"when": "27/04/2026 10:05", "changed": 1777284000, "dur": "00:03:20", "shop_id": 1777284000,
            "Touched": "2026-04-27T10:05:00.000+0000", "day": "2026-04-27", "note": "soon"}"#;
        let record = Json::parse(record).unwrap();
        let told = unread(&members(&[&record]), &[]);
        assert_eq!(
            told[..4],
            [
                "$.when (time: \"%d/%m/%Y %H:%M\", in which zone?)",
                "$.changed (time: unix_s)",
                "$.dur (unit: \"hh:mm:ss\")",
                "$.shop_id"
            ]
        );
        assert!(told[4].starts_with("$.Touched (time: "), "{}", told[4]);
        assert_eq!(told[5..], ["$.day (time: date)", "$.note"]);
    }
}
