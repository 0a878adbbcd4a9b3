//! A field → the member of the samples that is called as vendors often call it, and that can hold its
//! values.

use super::fields::Facts;
use super::survey::{HOLDERS, Member, plain_name};
use super::times::form_of;
use touchpoint_language::json::Json;
use touchpoint_language::model::{Kind, Scalar};
use touchpoint_language::unified::OFTEN_NAMED;

impl<'f> Facts<'f> {
    /// The member that a field is often named by, and that can hold its values.
    pub(super) fn find(
        &self,
        dotted: &str,
        wanted: &Scalar,
        is_list: bool,
        used: &[&[String]],
    ) -> Option<(&'f Member, &'f str)> {
        let often = OFTEN_NAMED.iter().find(|(field, _)| *field == dotted);
        let names = often.map_or(&[][..], |(_, names)| names);
        let is_id = dotted == "id" || dotted.rsplit('.').next() == Some("id");
        let fits = |member: &&'f Member| {
            (is_list || member.list.is_none())
                && (is_id || !used.contains(&member.names.as_slice()))
                && holds(member, wanted)
        };
        let plain = |member: &Member| member.names.len() == 1 && plain_name(member.name()) == "id";
        if dotted == "id"
            && !self.members.iter().any(plain)
            && let Some(member) = self.own_id()
        {
            return Some((member, member.name()));
        }
        for name in names {
            let called = plain_name(name);
            let mut found: Vec<&Member> = self
                .members
                .iter()
                .filter(fits)
                .filter(|member| is_called(member, &called, is_id))
                .collect();
            // The shallowest; of a person's several ids, the one that is called id.
            found.sort_by_key(|member| {
                let depth = member.names.len();
                (
                    depth,
                    member.name() != "id",
                    is_of_kind(member),
                    !counts(member),
                )
            });
            if let Some(member) = found.first().copied() {
                return Some((member, member.name()));
            }
        }
        None
    }

    /// True if the values of some time of the model count from 1970.
    pub(super) fn some_time_counts(&self) -> bool {
        let times = self
            .model
            .fields
            .iter()
            .filter(|field| matches!(&field.kind, Kind::Scalar(Scalar::Instant)));
        let mut found = times.filter_map(|field| {
            let (member, _) = self.find(&field.name, &Scalar::Instant, false, &[])?;
            form_of(&member.values)
        });
        found.any(|form| form.word.starts_with("unix"))
    }

    /// The id of a record that is no plain `id`: `id.task_id` or `taskId` in a list of tasks.
    fn own_id(&self) -> Option<&'f Member> {
        let below: Vec<&Member> = self
            .members
            .iter()
            .filter(|m| m.list.is_none() && m.names.len() == 2)
            .filter(|m| m.names.first().is_some_and(|name| plain_name(name) == "id"))
            .collect();
        let one = self.list.strip_suffix('s').unwrap_or(self.list);
        let own = plain_name(&format!("{one}_id"));
        let found = below.iter().find(|m| plain_name(m.name()) == own);
        let beside = || {
            let mut top = self
                .members
                .iter()
                .filter(|m| m.list.is_none() && m.names.len() == 1);
            top.find(|m| plain_name(m.name()) == own)
        };
        found.or(below.last()).copied().or_else(beside)
    }
}

/// True if a member, or the object or list that an id stands in, has a name.
fn is_called(member: &Member, called: &str, is_id: bool) -> bool {
    let own = plain_name(member.name());
    if own == called && (is_id || member.list.is_none()) {
        return if is_id {
            member.list.is_none() || called != "id"
        } else {
            // `owner.type` describes the owner, not the record.
            let above = member.names.iter().rev().skip(1);
            above
                .map(|name| plain_name(name))
                .all(|name| HOLDERS.contains(&name.as_str()))
        };
    }
    let above = member.names.iter().rev().nth(1);
    is_id && own.ends_with("id") && above.is_some_and(|name| plain_name(name) == called)
}

/// True if a member tells by its name what kind of thing is meant, not which: `target_object_id` beside
/// `target_record_id`.
fn is_of_kind(member: &Member) -> bool {
    let name = plain_name(member.name());
    let kinds = ["object", "type", "kind", "workspace", "module"];
    kinds.iter().any(|kind| name.contains(kind))
}

/// True if the values of a member have digits, as ids do and words do not.
fn counts(member: &Member) -> bool {
    let first = member.values.first().and_then(Json::as_text);
    first.is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()))
}

/// True if the values of a member can be of a type.
fn holds(member: &Member, wanted: &Scalar) -> bool {
    let is_flag = |value: &Json| value.as_bool().is_some();
    match wanted {
        Scalar::Instant => {
            let mut values = member.values.iter();
            values.all(|value| form_of(std::slice::from_ref(value)).is_some())
        }
        Scalar::Duration => member.values.iter().all(|value| {
            let text = value.as_text().unwrap_or_default();
            !is_flag(value) && text.chars().all(|c| c.is_ascii_digit() || ":.".contains(c))
        }),
        Scalar::Word(_) => !member.values.iter().any(is_flag),
        Scalar::Number => member.values.iter().all(Json::is_number),
        Scalar::Boolean => member.values.iter().all(is_flag),
        Scalar::Text => true,
    }
}
