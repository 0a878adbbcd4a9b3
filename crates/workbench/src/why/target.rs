//! Which value is asked about: `result[3].contact[0].id`.

use super::origin::NoStory;
use touchpoint_language::json::{Json, Object};

/// A value of a page that the caller gets.
///
/// ```
/// use touchpoint_workbench::why::Target;
/// let target = Target::read("result[3].contact[0].id", 1).unwrap();
/// assert_eq!((target.record, target.field.as_str()), (3, "contact"));
/// assert_eq!((target.element, target.member.as_deref()), (Some(0), Some("id")));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The page of the caller's, from 1.
    pub page: usize,
    /// The record on the page, from 0.
    pub record: usize,
    /// The unified field.
    pub field: String,
    /// The element of a list, from 0.
    pub element: Option<usize>,
    /// The member of an object.
    pub member: Option<String>,
}

impl Target {
    /// Reads a path such as `result[3].owner.id`.
    ///
    /// # Errors
    /// It is no path to a value of a record.
    pub fn read(text: &str, page: usize) -> Result<Target, NoStory> {
        let fault = || {
            let message = format!("`{text}` names no value of a page");
            let help = "write it as `result[3].start_time` or `result[3].contact[0].id`";
            NoStory::new(message, Some(help.to_owned()))
        };
        let rest = text.strip_prefix("result").unwrap_or(text);
        let (record, rest) = index(rest).ok_or_else(fault)?;
        let rest = rest.strip_prefix('.').ok_or_else(fault)?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (field, rest) = rest.split_at(end);
        let (element, rest) = match index(rest) {
            Some((element, rest)) => (Some(element), rest),
            None => (None, rest),
        };
        let member = rest.strip_prefix('.').map(str::to_owned);
        let is_name = |name: &str| !name.is_empty() && !name.contains(['.', '[', ']', ' ']);
        if !is_name(field) || !rest.is_empty() && !member.as_deref().is_some_and(is_name) {
            return Err(fault());
        }
        Ok(Target {
            page,
            record,
            field: field.to_owned(),
            element,
            member,
        })
    }

    /// What stands there in a record.
    pub(super) fn of(&self, fields: &Object) -> Option<Json> {
        let mut at = fields.get(&self.field)?;
        if let Some(element) = self.element {
            at = at.as_array()?.get(element)?;
        }
        if let Some(member) = &self.member {
            at = at.get(member)?;
        }
        Some(at.clone())
    }

    /// The dotted name that the mapping knows it by: `contact.id`.
    pub(super) fn dotted(&self) -> String {
        match &self.member {
            Some(member) => format!("{}.{member}", self.field),
            None => self.field.clone(),
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "result[{}].{}", self.record, self.field)?;
        if let Some(element) = self.element {
            write!(f, "[{element}]")?;
        }
        match &self.member {
            Some(member) => write!(f, ".{member}"),
            None => Ok(()),
        }
    }
}

/// `[3]` and what follows it.
fn index(text: &str) -> Option<(usize, &str)> {
    let (digits, rest) = text.strip_prefix('[')?.split_once(']')?;
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn a_path_is_written_as_it_is_read() {
        for text in [
            "result[0].id",
            "result[12].owner.id",
            "result[3].contact[0].id",
            "result[3].contact",
        ] {
            assert_eq!(Target::read(text, 1).unwrap().to_string(), text);
        }
        assert_eq!(Target::read("[2].subject", 1).unwrap().record, 2);
    }

    #[test]
    fn other_texts_are_refused_with_an_example() {
        for text in [
            "",
            "result",
            "result[x].id",
            "result[1]",
            "result[1].",
            "result[1].contact[0]id",
            "result[1].a.b.c",
            "result[99999999999999999999].id",
        ] {
            let fault = Target::read(text, 1).unwrap_err();
            assert!(fault.help.unwrap().contains("result[3]"), "{text}");
        }
    }
}
