//! Every attack by its name.

use super::world::World;
use super::{attack, flood};
use std::time::Instant;

/// What an attack does until a moment.
pub(super) type Attack = fn(&World, Instant);

/// Every attack by its name.
pub(super) const ALL: [(&str, Attack); 19] = [
    ("nothing", attack::nothing),
    ("a reply that expands", attack::expands),
    ("an error that expands", attack::error_expands),
    ("many participants", attack::participants),
    ("many small records", attack::records),
    ("overlays that compute", attack::computes),
    ("overlays that pile up", attack::piles),
    ("vendors that hang", attack::hangs),
    ("callers who do not read", attack::unread),
    ("connections that say nothing", attack::silent),
    ("bodies that do not come", attack::bodies),
    ("a key repeated", attack::repeats),
    ("pages of docs that nobody reads", flood::docs),
    ("many large bodies", flood::bodies),
    ("many large heads", flood::heads),
    ("many workspaces that hang", flood::hangs),
    ("many workspaces of large replies", flood::large),
    ("a slow token URL", flood::tokens),
    ("a locked database", flood::locked),
];
