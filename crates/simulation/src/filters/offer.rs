//! What a vendor's page offers for one filter, as it is written by hand.

use serde_json::Value;

/// What a vendor's page offers for one filter.
///
/// ```yaml
/// offers:
///   id: "`ids`, at most 100"                                  # it is used
///   owner.id: { what: "`user`", but: it is who wrote it }     # it is not used
///   account.id: ~                                             # the page names nothing
///   created_at: { but: the order is by another time }         # neither, and why
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What it names; nothing where the page names nothing.
    pub what: Option<String>,
    /// Why that is not used, or why nothing is named.
    pub but: Option<String>,
}

impl Offer {
    /// The offer that is written for the filter of this name.
    ///
    /// # Errors
    /// It has none of the forms above.
    pub(super) fn read(name: &str, written: &Value) -> Result<Offer, String> {
        let of = |member: &str| written.get(member).and_then(Value::as_str);
        let offer = |what: Option<&str>, but: Option<&str>| Offer {
            what: what.map(str::to_owned),
            but: but.map(str::to_owned),
        };
        match written {
            Value::Null => Ok(offer(None, None)),
            Value::String(what) => Ok(offer(Some(what), None)),
            Value::Object(members) if members.keys().all(|key| key == "what" || key == "but") => {
                Ok(offer(of("what"), of("but")))
            }
            _ => Err(format!("what is offered for `{name}` has an unknown form")),
        }
    }

    /// For people: what is offered, and the reason behind it.
    pub(super) fn shown(&self) -> String {
        let what = self.what.as_deref().unwrap_or("nothing");
        match &self.but {
            Some(but) => format!("{what}: {but}"),
            None => what.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn four_forms_are_known_and_no_other() {
        let shown = |written: &Value| Offer::read("id", written).map(|offer| offer.shown());
        assert_eq!(shown(&json!("`ids`")).unwrap(), "`ids`");
        assert_eq!(shown(&json!(null)).unwrap(), "nothing");
        assert_eq!(
            shown(&json!({ "what": "`user`", "but": "why" })).unwrap(),
            "`user`: why"
        );
        assert_eq!(shown(&json!({ "but": "why" })).unwrap(), "nothing: why");
        assert!(shown(&json!({ "why": "x" })).is_err());
        assert!(shown(&json!([1])).is_err());
    }
}
