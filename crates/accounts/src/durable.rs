//! Writes files that are complete or not there at all, even after a crash, and that only their
//! owner may read.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Replaces a file's content.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = write_beside(path, bytes)?;
    fs::rename(&written, path).inspect_err(|_| discard(&written))?;
    sync_folder(path)
}

/// The same, but keeps the permissions of a file that was there before.
pub(crate) fn replace_keeping(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = write_beside(path, bytes)?;
    let replaced = match fs::metadata(path) {
        Ok(known) => fs::set_permissions(&written, known.permissions()),
        Err(_) => Ok(()),
    };
    let replaced = replaced.and_then(|()| fs::rename(&written, path));
    replaced.inspect_err(|_| discard(&written))?;
    sync_folder(path)
}

/// Makes a file; an existing one stays as it is.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = write_beside(path, bytes)?;
    // A link, unlike a rename, never replaces another file.
    let linked = fs::hard_link(&written, path);
    discard(&written);
    match linked {
        Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => Err(fault),
        _ => sync_folder(path),
    }
}

/// Opens a file for reading and writing, made when missing.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(path)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.new", fastrand::u64(..)));
    let beside = path.with_file_name(name);
    let mut file = private().create_new(true).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| discard(&beside))?;
    Ok(beside)
}

/// Removes a temporary file; a leftover does no harm.
fn discard(path: &Path) {
    drop(fs::remove_file(path));
}

/// Makes a new file name survive a crash. Only Unix can open a folder for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_stays_private() {
        let folder = crate::tests::Folder::new();
        let path = folder.path().join("state");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        create(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }
}
