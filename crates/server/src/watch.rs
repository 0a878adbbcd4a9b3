//! Looks at files and folders of mappings every second: changed mappings that are sound go into a new
//! engine; faulty ones are reported, and the last sound version stays.

use crate::engine::{Current, Make};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use touchpoint::{BuildError, mapping_files};
use touchpoint_language::Reader;
use touchpoint_language::diagnostic::{Severity, text};
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

const PERIOD: Duration = Duration::from_secs(1);

/// Files and folders of mappings, and the last sound text of each mapping.
pub(crate) struct Folder {
    paths: Vec<PathBuf>,
    reader: Reader,
    stamps: Stamps,
    /// By file name, in the order of names.
    sound: BTreeMap<String, String>,
    /// Texts that were reported already.
    reported: BTreeMap<String, String>,
}

/// When each file was changed, and how long it is.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl Folder {
    /// Reads the mappings. Their texts are checked when the engine is built.
    pub(crate) fn open(paths: Vec<PathBuf>, model: Model) -> Result<Folder, BuildError> {
        let stamps = stamps(&paths);
        let found = mapping_files(&paths);
        if let Some((path, error)) = found.unreadable.into_iter().next() {
            return Err(BuildError::Unreadable { path, error });
        }
        let reader = Reader::new(model).map_err(BuildError::Model)?;
        let sound = found
            .sources
            .into_iter()
            .map(|source| (source.name, source.text))
            .collect();
        Ok(Folder {
            paths,
            reader,
            stamps,
            sound,
            reported: BTreeMap::new(),
        })
    }

    /// The sound texts.
    pub(crate) fn sources(&self) -> Vec<SourceFile> {
        self.sound
            .iter()
            .map(|(name, text)| SourceFile::new(name, text))
            .collect()
    }

    /// True if any file was added, changed or removed since the last call.
    fn changed(&mut self) -> bool {
        let now = stamps(&self.paths);
        let changed = now != self.stamps;
        self.stamps = now;
        changed
    }

    /// Reads the folder again: gives the texts that are sound now, and a report on each that is
    /// not.
    fn read_again(&mut self) -> (BTreeMap<String, String>, Vec<String>) {
        let found = mapping_files(&self.paths);
        let mut sound = BTreeMap::new();
        let mut reports = Vec::new();
        for (path, error) in found.unreadable {
            let name = path.to_string_lossy().into_owned();
            reports.push(format!("{name} cannot be read: {error}"));
            sound.extend(
                self.sound
                    .get_key_value(&name)
                    .map(|(n, t)| (n.clone(), t.clone())),
            );
        }
        for SourceFile {
            name, text: came, ..
        } in found.sources
        {
            let before = self.sound.get(&name);
            if before == Some(&came) {
                sound.insert(name, came);
                continue;
            }
            let (_, mut faults) = self.reader.read(SourceFile::new(&name, &came));
            faults.retain(|fault| fault.severity == Severity::Error);
            if faults.is_empty() {
                self.reported.remove(&name);
                sound.insert(name, came);
                continue;
            }
            sound.extend(before.map(|text| (name.clone(), text.clone())));
            if self.reported.get(&name) != Some(&came) {
                reports.push(text::render(&faults, false));
                self.reported.insert(name, came);
            }
        }
        (sound, reports)
    }
}

fn stamps(paths: &[PathBuf]) -> Stamps {
    paths.iter().flat_map(|path| stamps_of(path)).collect()
}

fn stamps_of(folder: &Path) -> Stamps {
    let Ok(entries) = std::fs::read_dir(folder) else {
        // A single file instead of a folder; or nothing, which reading reports.
        return std::fs::metadata(folder)
            .map(|meta| (folder.to_owned(), (meta.modified().ok(), meta.len())))
            .into_iter()
            .collect();
    };
    let stamped = entries.flatten().filter_map(|entry| {
        let meta = entry.metadata().ok()?;
        Some((entry.path(), (meta.modified().ok(), meta.len())))
    });
    stamped.collect()
}

/// Looks at the folder for ever.
pub(crate) async fn watch(mut folder: Folder, make: Make, current: Arc<Current>) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // Files are read and checked on a thread that answers no requests.
        let looked = tokio::task::spawn_blocking(move || {
            let read = folder.changed().then(|| folder.read_again());
            (folder, read)
        });
        let Ok((back, read)) = looked.await else {
            tracing::error!("the mappings are not watched any more");
            return;
        };
        folder = back;
        let Some((sound, reports)) = read else {
            continue;
        };
        for report in reports {
            make.metrics.reloaded("faulty");
            tracing::error!(report, "a mapping is faulty; what stood there before stays");
        }
        if sound == folder.sound {
            continue;
        }
        let before = std::mem::replace(&mut folder.sound, sound);
        match make.engine(&folder.sources(), false).await {
            Ok(engine) if engine.touchpoint.integrations().is_empty() => {
                folder.sound = before;
                tracing::error!("no mapping is left in the folder; the old ones stay");
            }
            Ok(engine) => {
                let integrations = engine.touchpoint.integrations().join(", ");
                current.swap(engine);
                make.metrics.reloaded("swapped");
                tracing::info!(integrations, "the mappings were swapped");
            }
            Err(fault) => {
                folder.sound = before;
                make.metrics.reloaded("faulty");
                tracing::error!(report = %fault, "the mappings do not fit together; the old ones stay");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchpoint_language::unified::engagement_model;

    #[test]
    fn a_faulty_text_leaves_the_old_one_and_is_reported_once() {
        let path = std::env::temp_dir().join(format!("touchpoint-watch-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        let file = path.join("acme.yaml");
        std::fs::write(&file, "mapping: 1\n").unwrap();
        let mut folder = Folder::open(vec![path.clone()], engagement_model()).unwrap();
        assert!(!folder.changed());
        let name = file.to_string_lossy().into_owned();
        std::fs::write(&file, "mapping: 1\nintegraton: acme\n").unwrap();
        assert!(folder.changed());
        let (sound, reports) = folder.read_again();
        assert_eq!(sound[&name], "mapping: 1\n");
        assert_eq!(reports.len(), 1);
        assert!(reports[0].contains("integration"), "{}", reports[0]);
        assert!(folder.read_again().1.is_empty());
        std::fs::remove_file(&file).unwrap();
        assert!(folder.changed());
        assert!(folder.read_again().0.is_empty());
        std::fs::remove_dir_all(&path).unwrap();
    }
}
