//! What a program may ask of the sandbox: an account, queries to begin with, and values to filter by.

use crate::engine::Touchpoint;
use touchpoint_core::exchange::Account;

impl Touchpoint {
    /// The sandbox account of an integration, when the sandbox is open and it has a mapping.
    pub fn sandbox_account(&self, integration: &str) -> Option<Account> {
        self.sandbox()?.account(integration)
    }

    /// Queries to begin with in an integration's sandbox.
    pub fn sandbox_queries(&self, integration: &str) -> Vec<String> {
        let queries = self
            .sandbox()
            .map(|listener| listener.sandbox().queries(integration));
        queries.unwrap_or_default()
    }

    /// Values by which the records of an integration's sandbox can be filtered by a parameter.
    pub fn sandbox_known(&self, integration: &str, parameter: &str) -> Vec<String> {
        let known = self
            .sandbox()
            .map(|listener| listener.sandbox().known(integration, parameter));
        known.unwrap_or_default()
    }
}
