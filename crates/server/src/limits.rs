//! What the machine allows this process: as many files as it may have, and no copy of its memory, which
//! holds keys and credentials.

/// Files that are kept for what is not a caller: vendors, the database, the log.
pub(crate) const RESERVED_FILES: usize = 512;

/// Raises and forbids what can be. What cannot is told, and the server goes on.
#[cfg(unix)]
pub(crate) fn guard() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let files = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: files.maximum,
        maximum: files.maximum,
    };
    if let Err(fault) = setrlimit(Resource::Nofile, all) {
        tracing::warn!(%fault, "the limit of open files could not be raised");
    }
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(fault) = setrlimit(Resource::Core, none) {
        tracing::warn!(%fault, "core dumps could not be turned off");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(fault) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%fault, "this process could not be kept from being read");
        }
    }
}

/// Other systems have no such limits.
#[cfg(not(unix))]
pub(crate) fn guard() {}

/// How many connections of callers there may be: what the files allow beside those that are reserved.
pub(crate) fn most_connections(wanted: usize) -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        let files = getrlimit(Resource::Nofile).current;
        let files = files.map_or(usize::MAX, |files| {
            usize::try_from(files).unwrap_or(usize::MAX)
        });
        // Where there are few, callers get half.
        wanted.min(files.saturating_sub(RESERVED_FILES).max(files / 2))
    }
    #[cfg(not(unix))]
    wanted
}
