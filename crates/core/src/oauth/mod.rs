//! OAuth 2 (RFC 6749), as data: an account becomes the request that gets or renews its token, and
//! the token URL's answer becomes a [`TokenUpdate`]. Who sends and who keeps is not known here.

mod update;

pub use update::TokenUpdate;
