//! One file for each kind of route: what comes in, what goes out.

pub(crate) mod absent;
pub(crate) mod account_tokens;
pub(crate) mod accounts;
pub(crate) mod capabilities;
pub(crate) mod connect;
pub(crate) mod connect_lane;
pub(crate) mod health;
pub(crate) mod integrations;
pub(crate) mod list;
pub(crate) mod meta;
pub(crate) mod pages;
pub(crate) mod swagger;
mod violations;
