//! The state file: a sealed entry for each account, in a JSON file that is always replaced as a
//! whole. Lock files beside it keep processes apart; the system frees the lock of a dead process.
//!
//! ```text
//! {"version": 1, "accounts": {"customer-1": "1.<key>.<sealed entry>"}}
//! ```

use super::entry::Entry;
use crate::{Keyring, StoreError, durable};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use touchpoint_core::digest::hexadecimal;

/// The version of the file's form.
const VERSION: u32 = 1;

/// A file that keeps renewed tokens, sealed. Clones share it.
#[derive(Clone, Debug)]
pub struct StateFile {
    path: Arc<Path>,
    keys: Keyring,
}

#[derive(Serialize, Deserialize)]
struct FileForm {
    version: u32,
    accounts: IndexMap<String, String>,
}

impl StateFile {
    /// Opens a state file, which is made when missing, and makes sure that it can be written.
    ///
    /// # Errors
    /// When it cannot be read or written; who runs the server acts.
    pub fn open(path: impl Into<PathBuf>, keys: Keyring) -> Result<StateFile, StoreError> {
        let state = StateFile {
            path: path.into().into(),
            keys,
        };
        state.change(|_| Ok(()))?;
        Ok(state)
    }

    /// Seals everything under the current key; afterwards the old ones may be dropped. Gives the
    /// number of accounts.
    pub fn rotate_keys(&self) -> Result<usize, StoreError> {
        self.change(|accounts| {
            for (id, sealed) in accounts.iter_mut() {
                *sealed = Entry::open(id, sealed, &self.keys)?.seal(id, &self.keys)?;
            }
            Ok(accounts.len())
        })
    }

    pub(super) fn read(&self) -> Result<HashMap<String, Entry>, StoreError> {
        let accounts = self.form()?.accounts;
        let open = |(id, sealed): (String, String)| {
            let entry = Entry::open(&id, &sealed, &self.keys)?;
            Ok((id, entry))
        };
        accounts.into_iter().map(open).collect()
    }

    pub(super) fn write(&self, id: &str, entry: &Entry) -> Result<(), StoreError> {
        let sealed = entry.seal(id, &self.keys)?;
        self.change(|accounts| {
            accounts.insert(id.to_owned(), sealed);
            Ok(())
        })
    }

    fn form(&self) -> Result<FileForm, StoreError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                return Ok(FileForm {
                    version: VERSION,
                    accounts: IndexMap::new(),
                });
            }
            Err(source) => return Err(self.fault("read", source)),
        };
        let form = serde_json::from_slice::<FileForm>(&bytes).ok();
        form.filter(|form| form.version == VERSION)
            .ok_or_else(|| StoreError::StateForm(self.path.to_path_buf()))
    }

    /// Reads, changes and replaces the file under a lock.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut IndexMap<String, String>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lock = self.lock_file("state")?;
        lock.lock().map_err(|source| self.fault("locked", source))?;
        let mut form = self.form()?;
        let changed = change(&mut form.accounts)?;
        let text = serde_json::to_vec_pretty(&form)
            .map_err(|_| StoreError::StateForm(self.path.to_path_buf()))?;
        durable::replace(&self.path, &text).map_err(|source| self.fault("written", source))?;
        Ok(changed)
    }

    /// Waits until no other process refreshes this account. The lock is held until the returned
    /// file is dropped.
    pub(super) async fn hold(&self, id: &str) -> Result<File, StoreError> {
        let name = hexadecimal([id]);
        let lock = self.lock_file(&name)?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(source)) => return Err(self.fault("locked", source)),
            }
            tokio::time::sleep(Duration::from_millis(fastrand::u64(10..40))).await;
        }
    }

    fn lock_file(&self, name: &str) -> Result<File, StoreError> {
        let mut folder = self.path.as_os_str().to_owned();
        folder.push(".locks");
        let folder = PathBuf::from(folder);
        // Makes only this one folder: if its parent is missing too, the path is likely a mistake.
        let mut private = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        let made = match private.create(&folder) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        };
        made.and_then(|()| durable::open_private(&folder.join(name)))
            .map_err(|source| self.fault("written", source))
    }

    fn fault(&self, verb: &'static str, source: io::Error) -> StoreError {
        StoreError::File {
            path: self.path.to_path_buf(),
            verb,
            source,
        }
    }
}
