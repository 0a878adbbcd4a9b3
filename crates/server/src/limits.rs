//! Sets the process's limits: as many open files as it may have, no huge pages, and no core dumps, since
//! its memory holds keys and credentials.

/// The most connections of callers that are open at once, as far as the machine allows; further ones
/// wait in the kernel's queue.
pub(crate) const CONNECTIONS: usize = 8_192;
/// Files that are reserved for connections to vendors and the database, and for the log.
pub(crate) const RESERVED_FILES: usize = 512;

/// Raises the limit of files, takes room for them, and forbids core dumps. What fails is logged, and the
/// server goes on.
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
    if let Err(fault) = grow_file_table() {
        tracing::warn!(%fault, "there is no room yet for all files that may be opened");
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
        // A huge page stays with the process as long as any byte of it is used: after a few large
        // replies it would hold twice the memory.
        if let Err(fault) = rustix::thread::disable_transparent_huge_pages(true) {
            tracing::warn!(%fault, "huge pages could not be turned off");
        }
    }
}

/// Has the kernel make the table of open files as large as it may become. Later, each time that it
/// grows, all threads that open files wait, for up to a second on a busy machine.
#[cfg(unix)]
fn grow_file_table() -> std::io::Result<()> {
    let most = most_connections(CONNECTIONS).saturating_add(RESERVED_FILES);
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let files = files.map_or(most, |files| usize::try_from(files).unwrap_or(most));
    let last = i32::try_from(most.min(files).saturating_sub(1)).unwrap_or(i32::MAX);
    let file = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), last)?;
    drop(file);
    Ok(())
}

/// Other systems have no such limits.
#[cfg(not(unix))]
pub(crate) fn guard() {}

/// How many connections of callers there may be: as many as the files allow besides the reserved
/// ones.
pub(crate) fn most_connections(wanted: usize) -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        let files = getrlimit(Resource::Nofile).current;
        let files = files.map_or(usize::MAX, |files| {
            usize::try_from(files).unwrap_or(usize::MAX)
        });
        // Where there are few files, callers get half of them.
        wanted.min(files.saturating_sub(RESERVED_FILES).max(files / 2))
    }
    #[cfg(not(unix))]
    wanted
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn there_are_no_cores_and_files_are_kept_for_vendors_and_the_database() {
        guard();
        let core = getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let files = getrlimit(Resource::Nofile);
        assert_eq!(files.current, files.maximum);
        let files = usize::try_from(files.current.unwrap_or(u64::MAX)).unwrap();
        // The table of files has room for all of them.
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let table = status.lines().find_map(|line| line.strip_prefix("FDSize:"));
        let table: usize = table.unwrap().trim().parse().unwrap();
        assert!(table >= files.min(CONNECTIONS + RESERVED_FILES), "{table}");
        let most = most_connections(usize::MAX);
        assert!(most <= files - RESERVED_FILES || most == files / 2);
        assert_eq!(most_connections(1), 1);
    }
}
