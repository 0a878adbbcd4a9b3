//! The machine's clock and its disk.

use super::seen::Seen;
use crate::settings::Settings;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// When this was written: a clock before it is wrong. 2026-11-01, in seconds.
const NOT_BEFORE: i64 = 1_793_491_200;
const MIB: u64 = 1024 * 1024;
/// Less free disk than this is too little, and soon too little.
const LEAST: u64 = 16 * MIB;
const LITTLE: u64 = 256 * MIB;

/// The clock as far as it can be judged alone; the database's is compared with it.
pub(super) fn clock() -> Seen {
    let now = Timestamp::now();
    if now.as_second() < NOT_BEFORE {
        let says = format!("it is {now} here, which has passed");
        return Seen::bad(
            "clock",
            says,
            "set the machine's clock; tokens would seem good for ever",
        );
    }
    Seen::good("clock", format!("it is {now}"))
}

/// The free space beside every file that a server writes.
pub(super) fn disk(settings: &Settings) -> Vec<Seen> {
    let mut places: Vec<PathBuf> = settings.state.iter().cloned().collect();
    let database = settings.database.as_ref();
    places.extend(database.and_then(super::stored::sqlite_file));
    places.iter().filter_map(|place| free(place)).collect()
}

fn free(file: &Path) -> Option<Seen> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let bytes = available(folder)?;
    let says = format!("{} MiB are free beside `{}`", bytes / MIB, file.display());
    let next = "make room: a renewed token that cannot be stored is in memory alone";
    Some(match bytes {
        ..LEAST => Seen::bad("disk", says, next),
        LEAST..LITTLE => Seen::doubtful("disk", says, next),
        LITTLE.. => Seen::good("disk", says),
    })
}

#[cfg(unix)]
fn available(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}

#[cfg(not(unix))]
fn available(_: &Path) -> Option<u64> {
    None
}
