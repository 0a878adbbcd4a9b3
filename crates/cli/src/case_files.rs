//! The files of a case on disk: read where a person names one, and written where the engine makes
//! one.

use crate::exit::Exit;
use crate::failed::Failed;
use crate::print::pretty;
use std::fs;
use std::path::{Path, PathBuf};
use touchpoint_core::exchange::{Headers, Reply};
use touchpoint_core::plan::Plan;
use touchpoint_corpus::Case;
use touchpoint_workbench::accept::{Content, accepted};

/// Writes the files of a case that differ or are missing, and gives their paths.
pub(crate) async fn write(folder: &Path, case: &Case, plan: &Plan) -> Result<Vec<PathBuf>, Failed> {
    let mut written = Vec::new();
    for file in accepted(case, plan).await {
        let folder = folder.join(&case.slug).join(&case.name);
        written.push(write_file(&folder, &file.name, &file.content)?);
    }
    Ok(written)
}

/// Writes one file of a case, and gives its path. Folders are made where they are missing.
pub(crate) fn write_file(folder: &Path, name: &str, content: &Content) -> Result<PathBuf, Failed> {
    let path = folder.join(name);
    let bytes = match content {
        Content::Text(text) => text.clone(),
        Content::Json(json) => (pretty(json) + "\n").into_bytes(),
    };
    write_bytes(&path, &bytes)?;
    Ok(path)
}

/// Writes a file. Folders are made where they are missing.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let unwritten = |error: std::io::Error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        Failed::said(Exit::Unreadable, message)
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritten)?;
    }
    fs::write(path, bytes).map_err(unwritten)
}

/// A reply from a file: recorded with its status and headers, or its body alone.
pub(crate) fn reply(path: &Path) -> Result<Reply, Failed> {
    let name = path.display();
    let unreadable = |why: String| Failed::said(Exit::Unreadable, format!("`{name}`: {why}"));
    let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    if path.extension().is_some_and(|ext| ext == "http") {
        return touchpoint_corpus::reply(&bytes).map_err(unreadable);
    }
    let json = ("content-type".to_owned(), "application/json".to_owned());
    Ok(Reply {
        status: 200,
        headers: Headers(vec![json]),
        body: bytes,
        ..Reply::default()
    })
}
