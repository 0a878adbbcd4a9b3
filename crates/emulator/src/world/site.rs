//! Where a vendor is: a mapping's base address with an account's variables filled in.

use crate::notation::template;
use std::collections::HashMap;
use touchpoint_core::plan::Plan;

/// The address of a vendor, and the variables that stand in it.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    context: HashMap<String, String>,
    /// `https://acme.example/v1`
    base: String,
}

impl Site {
    /// The site of an account that has the mapping's own defaults and examples, and these variables.
    pub(crate) fn new(plan: &Plan, more: impl IntoIterator<Item = (String, String)>) -> Site {
        let own = plan.needs.context.iter().filter_map(|need| {
            let value = need.default.clone().or_else(|| need.example.clone())?;
            Some((need.name.clone(), value))
        });
        let mut site = Site {
            context: own.chain(more).collect(),
            base: String::new(),
        };
        let base = plan.mapping.connection.base_url.as_ref();
        site.base = base
            .map(|base| site.filled(base.text()))
            .unwrap_or_default();
        site
    }

    /// A variable.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.context.get(name).map(String::as_str)
    }

    /// The variables.
    pub(crate) fn context(&self) -> impl Iterator<Item = (&String, &String)> {
        self.context.iter()
    }

    /// A text with the variables filled in; other placeholders stay.
    pub(crate) fn filled(&self, text: &str) -> String {
        template::with_context(text, |name| self.context.get(name).map(String::as_str))
    }

    /// `https://host:port`, where calls must go.
    pub(crate) fn origin(&self) -> &str {
        let scheme = self.base.find("://").map_or(0, |at| at + 3);
        let slash = self.base.get(scheme..).and_then(|rest| rest.find('/'));
        let end = slash.map_or(self.base.len(), |at| at + scheme);
        self.base.get(..end).unwrap_or(&self.base)
    }

    /// The whole path of a call, below the base address, with the variables filled in.
    pub(crate) fn path(&self, below: &str) -> String {
        let base = self.base.strip_prefix(self.origin()).unwrap_or_default();
        format!("{}{}", base.trim_end_matches('/'), self.filled(below))
    }
}
