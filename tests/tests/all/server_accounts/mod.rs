//! The routes beside the list: accounts, what integrations support, and the server's description.

mod apart;
mod changes;
mod description;
mod discover;
mod overlay;
