//! What each integration supports: parameters, rules, notes, values, fields. All of it is derived from the
//! mappings, and nothing is written by hand for one of them.

mod derive;
mod filters;
mod meta;
mod own;
mod pages;

pub use derive::derive;
pub use filters::filter_table;
pub use meta::{Extras, Meta, MetaEntry, MetaIntegration, meta};
pub use pages::{integration_page, pages};

/// What every integration supports, in the order of their labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// The integrations.
    pub integrations: Vec<IntegrationCoverage>,
}

/// What one integration supports.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrationCoverage {
    /// Its slug.
    pub slug: String,
    /// Its name for people.
    pub label: String,
    /// True if the contract does not list it: then it has no column on the contract's page.
    pub beyond_page: bool,
    /// The parameters that it takes, in the order of the model.
    pub parameters: Vec<ParameterCoverage>,
    /// The rules that are more than one required parameter, each in words.
    pub rules: Vec<String>,
    /// What its lists promise when they are read page by page: what holds while records change, and
    /// how deep they go.
    pub paging: Vec<String>,
    /// When its vendor ends what it reads, each in words.
    pub ends: Vec<String>,
    /// What callers should know of its vendor, as the mapping says it.
    pub notes: Vec<String>,
    /// The fields that some case fills, without their members, in the order of the model.
    pub fields: Vec<String>,
}

/// One parameter of one integration.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterCoverage {
    /// Its name as a caller's page shows it: `account` for `account.id`.
    pub name: String,
    /// How it is supported.
    pub support: Support,
    /// Its note on the contract's page for this integration.
    pub note: Option<String>,
    /// The words that it takes, in the order of the model; empty where any value is allowed.
    pub values: Vec<String>,
}

/// How an integration supports a parameter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Support {
    /// Required, whatever else is given.
    Required,
    /// Supported.
    Supported,
    /// Supported, beyond the contract's page.
    Extra,
}

impl Coverage {
    /// The integrations on the contract's page.
    #[must_use]
    pub fn on_page(&self) -> Coverage {
        self.those(false)
    }

    /// The integrations beyond the contract's page.
    #[must_use]
    pub fn beyond_page(&self) -> Coverage {
        self.those(true)
    }

    fn those(&self, beyond: bool) -> Coverage {
        let all = self.integrations.iter();
        Coverage {
            integrations: all.filter(|i| i.beyond_page == beyond).cloned().collect(),
        }
    }

    /// The integration of this slug.
    pub fn integration(&self, slug: &str) -> Option<&IntegrationCoverage> {
        self.integrations.iter().find(|i| i.slug == slug)
    }
}

impl IntegrationCoverage {
    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&ParameterCoverage> {
        self.parameters.iter().find(|p| p.name == name)
    }
}

#[cfg(test)]
mod tests;
