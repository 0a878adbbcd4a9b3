//! What the world may rely on: paths, bodies, faults, and the description of them all. What a query
//! text says and what an error of the engine looks like is in the crate `touchpoint-contract`.

mod accounts;
mod connect;
mod fault;
mod integrations;
pub(crate) mod openapi;
mod paths;

pub(crate) use accounts::{
    AccountsPage, IntegratedAccount, IntegratedAccountChange, NewIntegratedAccount,
};
pub(crate) use connect::{ConnectLink, NewLink};
pub(crate) use fault::{Fault, json, tell_rate_limit};
pub(crate) use integrations::{CredentialNames, Integration, Integrations, Variable};
pub(crate) use paths::LIST;
