//! Checks one transform: the expression that it stands in, and what is wrong with it there.

use crate::diagnostic::Help;
use crate::model::Scalar;

/// The expression that a transform stands in.
pub(crate) struct Judged<'j> {
    /// The dotted name of the field.
    pub(crate) name: &'j str,
    /// The type of the value.
    pub(crate) scalar: &'j Scalar,
    /// True if the value is read from the record, and is not a sum, a `first_of` or another
    /// combination.
    pub(crate) is_read: bool,
    /// True for a sum.
    pub(crate) is_sum: bool,
    /// True for a part of another expression.
    pub(crate) is_part: bool,
    /// True if the author wrote this key here.
    pub(crate) has: &'j dyn Fn(&str) -> bool,
    /// True if the author wrote this key here or at the field, even if it was faulty and has been
    /// left out.
    pub(crate) meant: &'j dyn Fn(&str) -> bool,
    /// True if the expression, or a part of it, is of a type.
    pub(crate) holds: &'j dyn Fn(&Scalar) -> bool,
    /// The name of a type in words.
    pub(crate) called: fn(&Scalar) -> &'static str,
}

/// What is wrong with a transform.
pub(crate) struct Complaint {
    /// The key that is wrong; the value itself where there is no such key.
    pub(crate) key: &'static str,
    /// What is wrong.
    pub(crate) title: String,
    /// What stands there.
    pub(crate) text: &'static str,
    /// The next step.
    pub(crate) help: Help,
    /// True if the key should not be there.
    pub(crate) removes: bool,
    /// True if the field's type is shown beside it.
    pub(crate) shows_type: bool,
}

impl Judged<'_> {
    /// A key that says how a vendor writes a value belongs to the parts of a sum rather than to the sum.
    pub(crate) fn on_a_sum(&self, key: &'static str) -> Option<Complaint> {
        (self.is_sum && (self.has)(key)).then(|| Complaint {
            key,
            title: format!("`{key}` belongs to the parts of a sum"),
            text: "reaches no part",
            help: "write it at the part that has it".into(),
            removes: false,
            shows_type: true,
        })
    }

    /// A key that says how a vendor writes values of some type belongs to values of that type, and to the parts of a
    /// sum.
    pub(crate) fn wants_type(
        &self,
        key: &'static str,
        what: &'static str,
        wanted: &Scalar,
    ) -> Option<Complaint> {
        if self.is_sum || (self.holds)(wanted) || !(self.has)(key) {
            return self.on_a_sum(key);
        }
        let title = format!("{what} belongs to {}", (self.called)(wanted));
        Some(superfluous(key, title, what))
    }

    /// A key that makes a text of a value belongs to texts.
    pub(crate) fn wants_text(&self, key: &'static str) -> Option<Complaint> {
        let other = matches!(self.scalar, Scalar::Instant | Scalar::Duration);
        if !(other && (self.has)(key)) {
            return None;
        }
        let called = (self.called)(self.scalar);
        let title = format!("`{key}` belongs to a text, not to {called}");
        Some(superfluous(key, title, "would leave no such value"))
    }
}

/// A key that should not be there.
pub(crate) fn superfluous(key: &'static str, title: String, text: &'static str) -> Complaint {
    Complaint {
        key,
        title,
        text,
        help: format!("take `{key}` away").into(),
        removes: true,
        shows_type: true,
    }
}
