//! How vendors often name what the fields and words of the unified model hold: what a starter
//! mapping guesses by.

/// Dotted field → the names under which vendors often have it, the most telling first. Case, `_`
/// and `-` do not count.
pub const OFTEN_NAMED: &[(&str, &[&str])] = &[
    ("id", &["id", "uid", "uuid"]),
    (
        "subject",
        &[
            "subject",
            "subject_line",
            "title",
            "name",
            "summary",
            "headline",
        ],
    ),
    (
        "content",
        &[
            "content",
            "body",
            "html",
            "content_html",
            "note",
            "description",
            "details",
            "text",
            "content_plaintext",
            "comment",
            "message",
        ],
    ),
    ("direction", &["direction", "call_direction"]),
    (
        "engagement_type",
        &[
            "engagement_type",
            "activity_type",
            "type",
            "kind",
            "category",
        ],
    ),
    ("internal_notes", &["internal_notes", "private_note"]),
    (
        "status",
        &[
            "status",
            "state",
            "outcome",
            "disposition",
            "is_completed",
            "done",
            "completed",
        ],
    ),
    (
        "start_time",
        &[
            "start_time",
            "start",
            "starts_at",
            "start_at",
            "started_at",
            "start_date",
            "begin",
            "due_at",
            "due_date",
            "deadline_at",
            "deadline",
            "due",
            "occurred_at",
            "called_at",
            "sent_at",
            "scheduled_at",
            "activity_date",
            "timestamp",
            "date",
            "time",
        ],
    ),
    (
        "end_time",
        &[
            "end_time",
            "end",
            "ends_at",
            "end_at",
            "ended_at",
            "end_date",
            "finish",
            "completed_at",
            "finished_at",
        ],
    ),
    (
        "duration",
        &[
            "duration",
            "duration_seconds",
            "duration_in_seconds",
            "duration_minutes",
            "duration_ms",
            "call_duration",
            "length",
        ],
    ),
    (
        "created_at",
        &[
            "created_at",
            "created",
            "create_time",
            "created_time",
            "create_date",
            "created_date",
            "date_created",
            "add_time",
            "inserted_at",
            "created_on",
        ],
    ),
    (
        "updated_at",
        &[
            "updated_at",
            "updated",
            "update_time",
            "updated_time",
            "modified_at",
            "modified",
            "last_modified",
            "last_modified_at",
            "last_modified_date",
            "modified_time",
            "date_modified",
            "last_updated",
            "changed_at",
            "modified_on",
        ],
    ),
    (
        "owner.id",
        &[
            "owner_id",
            "owner",
            "user_id",
            "user",
            "assigned_to_id",
            "assigned_to",
            "assignee_id",
            "assignee",
            "assignees",
            "assigned_user_id",
            "creator_user_id",
            "created_by_actor",
            "created_by",
        ],
    ),
    (
        "account.id",
        &[
            "account_id",
            "account",
            "company_id",
            "company",
            "companies",
            "org_id",
            "organization_id",
            "organization",
            "organisation_id",
        ],
    ),
    (
        "contact.id",
        &[
            "contact_id",
            "contact",
            "contacts",
            "person_id",
            "person",
            "people",
            "participants",
            "attendees",
            "invitees",
            "linked_records",
        ],
    ),
    (
        "opportunity.id",
        &[
            "opportunity_id",
            "opportunity",
            "opportunities",
            "deal_id",
            "deal",
            "deals",
        ],
    ),
    ("lead.id", &["lead_id", "lead", "leads"]),
    ("project.id", &["project_id", "project"]),
];

/// Our word → the vendor's words that often mean it.
pub const OFTEN_SAID: &[(&str, &[&str])] = &[
    (
        "call",
        &["call", "calls", "phone", "phonecall", "telephone"],
    ),
    ("email", &["email", "emails", "mail", "message"]),
    (
        "meeting",
        &[
            "meeting",
            "meetings",
            "event",
            "events",
            "appointment",
            "visit",
            "demo",
        ],
    ),
    (
        "task",
        &[
            "task", "tasks", "todo", "todos", "reminder", "action", "actions",
        ],
    ),
    ("inbound", &["inbound", "incoming", "in", "received"]),
    ("outbound", &["outbound", "outgoing", "out", "sent"]),
    ("missed", &["missed", "noanswer", "unanswered"]),
];

/// What callers of other tools filter a time by → how a mapping says it.
const OFTEN_ASKED: [(&[&str], &str); 2] = [
    (
        &[
            "since",
            "after",
            "from",
            "created_after",
            "min_date",
            "from_date",
            "start_after",
        ],
        "a bound is an operator of a time: `created_at: { gte: { send_as: name } }`",
    ),
    (
        &[
            "until",
            "before",
            "to",
            "created_before",
            "max_date",
            "to_date",
            "start_before",
        ],
        "a bound is an operator of a time: `created_at: { lte: { send_as: name } }`",
    ),
];

/// The dotted field that vendors often call so.
///
/// ```
/// use touchpoint_language::unified::often_named;
///
/// assert_eq!(often_named("ownerId"), Some("owner.id"));
/// assert_eq!(often_named("colour"), None);
/// ```
pub fn often_named(name: &str) -> Option<&'static str> {
    let asked = plain(name);
    let mut all = OFTEN_NAMED.iter();
    let (field, _) = all.find(|(_, names)| names.iter().any(|known| plain(known) == asked))?;
    Some(field)
}

/// A name without its case and its signs.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '-', '.', ' '], "")
}

/// The step for a name that is none of the unified ones, where vendors or other tools often call one of
/// them so.
///
/// ```
/// use touchpoint_language::unified::often_meant;
///
/// let meant = often_meant("dateCreated", &["created_at".to_owned()]);
/// assert_eq!(meant.as_deref(), Some("our name for it is `created_at`"));
/// assert_eq!(often_meant("colour", &["created_at".to_owned()]), None);
/// ```
pub fn often_meant(name: &str, allowed: &[String]) -> Option<String> {
    let asked = plain(name);
    let knows = |names: &[&str]| names.iter().any(|known| plain(known) == asked);
    let is_allowed = |field: &str| allowed.iter().any(|known| known == field);
    for (field, names) in OFTEN_NAMED {
        let whole = field.split('.').next().unwrap_or(field);
        let ours = [*field, whole].into_iter().find(|ours| is_allowed(ours));
        if let Some(ours) = ours.filter(|_| knows(names)) {
            return Some(format!("our name for it is `{ours}`"));
        }
    }
    let mut bounds = OFTEN_ASKED.iter();
    let (_, help) = bounds.find(|(names, _)| knows(names) && is_allowed("owner.id"))?;
    Some((*help).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{OFTEN_NAMED, OFTEN_SAID};
    use crate::model::{Kind, Scalar};
    use crate::unified::engagement_model;

    #[test]
    fn every_name_is_one_of_the_model() {
        let model = engagement_model();
        for (field, names) in OFTEN_NAMED {
            assert!(model.field(field).is_some(), "{field}");
            assert!(!names.is_empty(), "{field}");
        }
        let mut words = Vec::new();
        for field in &model.fields {
            if let Kind::Scalar(Scalar::Word(own)) = &field.kind {
                words.extend(own.iter().map(String::as_str));
            }
        }
        let known: Vec<&str> = OFTEN_SAID.iter().map(|(ours, _)| *ours).collect();
        words.sort_unstable();
        let mut sorted = known;
        sorted.sort_unstable();
        assert_eq!(sorted, words);
    }
}
