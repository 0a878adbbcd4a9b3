//! Waits until a file below some paths is added, changed or removed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it looks.
const PERIOD: Duration = Duration::from_millis(300);
/// How deep it looks: `corpus/<slug>/<case>/<file>`.
const DEEPEST: usize = 4;

/// When each file was changed, and how long it is.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The files below some paths, as they were when they were last looked at.
pub(super) struct Changes {
    paths: Vec<PathBuf>,
    known: Stamps,
}

impl Changes {
    /// From now on.
    pub(super) fn of(paths: Vec<PathBuf>) -> Changes {
        let known = stamps(&paths);
        Changes { paths, known }
    }

    /// Waits for the next change. One that came since the last time is given at once.
    pub(super) async fn next(&mut self) {
        loop {
            let now = stamps(&self.paths);
            if now != self.known {
                self.known = now;
                return;
            }
            tokio::time::sleep(PERIOD).await;
        }
    }
}

fn stamps(paths: &[PathBuf]) -> Stamps {
    let mut found = Stamps::new();
    for path in paths {
        add(path, DEEPEST, &mut found);
    }
    found
}

fn add(path: &Path, depth: usize, found: &mut Stamps) {
    let Ok(about) = fs::metadata(path) else {
        return;
    };
    if about.is_file() {
        found.insert(path.to_owned(), (about.modified().ok(), about.len()));
    } else if depth > 0 {
        let entries = fs::read_dir(path).into_iter().flatten();
        for entry in entries.filter_map(Result::ok) {
            add(&entry.path(), depth - 1, found);
        }
    }
}
