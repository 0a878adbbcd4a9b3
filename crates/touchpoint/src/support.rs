//! What becomes of a query at a vendor, told before any call.

use crate::engine::Touchpoint;
use crate::error::{Error, ErrorKind};
use crate::example::example_account;
use touchpoint_core::exchange::Account;
use touchpoint_core::filter::Fate;
use touchpoint_core::query::{Failure, ListQuery, Unsupported};
use touchpoint_core::run;

/// What becomes of a query at a vendor.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use touchpoint::{Fate, ListQuery, Touchpoint};
///
/// let touchpoint = Touchpoint::builder().build().await?;
/// let calls = ListQuery::default().with("engagement_type", "call").with("owner.id", "7");
/// let support = touchpoint.supports("pipedrive", &calls)?;
/// assert!(support.is_served());
/// assert_eq!(support.filter("owner.id"), Some(Fate::Pushed));
/// assert_eq!(support.filter("engagement_type"), Some(Fate::Checked));
///
/// let closed = touchpoint.supports("pipedrive", &ListQuery::default().with("status", "closed"))?;
/// assert_eq!(closed.refused().first().map(|failure| failure.parameter.as_str()), Some("status"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Support {
    filters: Vec<(String, Fate)>,
    refused: Vec<Failure>,
}

impl Support {
    /// True if the query can be asked.
    pub fn is_served(&self) -> bool {
        self.refused.is_empty()
    }

    /// What becomes of the filter on a parameter (dotted): the vendor applies it, the records are checked, or
    /// it chooses the list. None where the query has no such filter, or it is refused.
    pub fn filter(&self, parameter: &str) -> Option<Fate> {
        let mut filters = self.filters.iter();
        let found = filters.find(|(name, _)| name == parameter);
        found.map(|(_, fate)| *fate)
    }

    /// Every filter that is served, and how.
    pub fn filters(&self) -> &[(String, Fate)] {
        &self.filters
    }

    /// What this vendor cannot serve, and what it needs besides.
    pub fn refused(&self) -> &[Failure] {
        &self.refused
    }
}

impl Touchpoint {
    /// Says what becomes of a query at an integration, before there is an account or a call. An account whose
    /// variables or overlay choose other lists is asked with
    /// [`Engagements::supports`](crate::Engagements::supports).
    ///
    /// # Errors
    /// [`ErrorKind::UnknownIntegration`].
    pub fn supports(&self, integration: &str, query: &ListQuery) -> Result<Support, Error> {
        let named = Account {
            integration: integration.to_owned(),
            ..Account::default()
        };
        let plan = self.plan_of(&named)?;
        self.supports_for(&example_account(&plan), query)
    }

    pub(crate) fn supports_for(
        &self,
        account: &Account,
        query: &ListQuery,
    ) -> Result<Support, Error> {
        let error = match self.preview(account, query) {
            Ok(preview) => {
                return Ok(Support {
                    filters: preview.fates,
                    refused: Vec::new(),
                });
            }
            Err(error) => error,
        };
        if error.kind() != ErrorKind::Query {
            return Err(error);
        }
        // What the rest of the query would become, where the vendor serves the rest.
        let lenient = query.clone().unsupported(Unsupported::Ignore);
        let rest = self.preview(account, &lenient);
        let refused = match error.into_detail() {
            run::Error::Caller(fault) => fault.failures,
            other => return Err(other.into()),
        };
        Ok(Support {
            filters: rest.map(|preview| preview.fates).unwrap_or_default(),
            refused,
        })
    }
}
