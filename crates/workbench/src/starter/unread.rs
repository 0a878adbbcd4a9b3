//! The members of records, and those that fields read → those that nothing reads.

use super::survey::{HOLDERS, Member, path, plain_name};

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
        let path = path(whole(member));
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
}
