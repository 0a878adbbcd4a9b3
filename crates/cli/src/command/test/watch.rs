//! Waits until a mapping or a file of a case below some paths is added, changed or removed. Other files,
//! such as the command's own output, count only where they are named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it looks.
const PERIOD: Duration = Duration::from_millis(300);
/// How deep it looks: `corpus/<slug>/<case>/<file>`.
const DEEPEST: usize = 4;

/// What the files of mappings, models and cases end with.
const ENDINGS: [&str; 4] = ["yaml", "yml", "http", "json"];

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
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            let ending = path.extension().and_then(|ending| ending.to_str());
            if path.is_dir() || ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
                add(&path, depth - 1, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stamps;
    use std::fs;

    #[test]
    fn output_beside_the_cases_is_no_change() {
        let folder = std::env::temp_dir().join(format!("touchpoint-watch-{}", std::process::id()));
        let case = folder.join("acme/calls");
        fs::create_dir_all(&case).unwrap();
        for name in [
            "case.yaml",
            "1.reply.http",
            "1.expected.json",
            "out.txt",
            "log",
        ] {
            fs::write(case.join(name), "a").unwrap();
        }
        let below = stamps(std::slice::from_ref(&folder));
        let named = stamps(&[case.join("log")]);
        fs::remove_dir_all(&folder).unwrap();
        let names: Vec<_> = below.keys().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["1.expected.json", "1.reply.http", "case.yaml"]);
        assert_eq!(named.len(), 1);
    }
}
