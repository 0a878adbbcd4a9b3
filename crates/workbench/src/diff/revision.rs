//! One side of a comparison: files and folders, or a git revision of them.

use std::path::{Path, PathBuf};
use std::process::Command;
use touchpoint::{MappingFiles, mapping_files};
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;

/// The mappings of one side.
#[derive(Debug)]
pub struct Side {
    /// What it is called: a path, or a revision.
    pub name: String,
    /// The mappings.
    pub sources: Vec<SourceFile>,
}

/// The mappings that a word names: a path, else a git revision, of which the files at `paths` are
/// meant.
///
/// # Errors
/// Why there are none: a file cannot be read, or there is neither such a path nor such a revision.
pub fn side(word: &str, paths: &[PathBuf]) -> Result<Side, String> {
    let path = Path::new(word);
    let sources = if path.exists() {
        files(mapping_files(&[path.to_owned()]))?
    } else {
        revision(word, paths)?
    };
    if sources.is_empty() {
        return Err(format!("there are no mappings in `{word}`"));
    }
    Ok(Side {
        name: word.to_owned(),
        sources,
    })
}

fn files(found: MappingFiles) -> Result<Vec<SourceFile>, String> {
    match found.unreadable.into_iter().next() {
        Some((path, error)) => Err(format!("`{}` cannot be read: {error}", path.display())),
        None => Ok(found.sources),
    }
}

/// The files of a revision, as the working folder names them.
fn revision(word: &str, paths: &[PathBuf]) -> Result<Vec<SourceFile>, String> {
    let commit = git(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &format!("{word}^{{commit}}"),
    ])
    .map_err(|_| format!("`{word}` is neither a path nor a revision of git"))?;
    let commit = commit.trim();
    if paths.is_empty() {
        return Err(format!(
            "nothing says which mappings of `{word}` are meant; name their folder with `--mappings`, or as \
             `mappings` in `touchpoint.yaml`"
        ));
    }
    let mut sources = Vec::new();
    let here = std::env::current_dir().unwrap_or_default();
    for path in paths {
        let shown = path.strip_prefix(&here).unwrap_or(path).to_string_lossy();
        let shown = shown.trim_end_matches('/');
        // A folder in its own right, and only the files right in it.
        let below = if shown == "." {
            "./".to_owned()
        } else {
            format!("./{shown}/")
        };
        let listed = git(&["ls-tree", "-z", "--name-only", commit, "--", &below])?;
        let mut names: Vec<&str> = listed.split('\0').filter(|name| !name.is_empty()).collect();
        let is_folder = !names.is_empty();
        if !is_folder {
            names.push(shown);
        }
        for name in names {
            let ending = Path::new(&name).extension();
            let is_yaml = ending.is_some_and(|ending| ending == "yaml" || ending == "yml");
            if is_folder && !is_yaml {
                continue;
            }
            let object = format!("{commit}:./{name}");
            // What the revision does not have is no mapping of it.
            let Ok(text) = git(&["show", &object]) else {
                continue;
            };
            let source = SourceFile::new(name, text);
            if !is_folder || matches!(kind(&source), FileKind::Mapping | FileKind::Unknown) {
                sources.push(source);
            }
        }
    }
    Ok(sources)
}

/// What git prints.
fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").args(arguments).output();
    let output = output.map_err(|error| format!("git cannot be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("git says: {}", said.trim()));
    }
    String::from_utf8(output.stdout).map_err(|_| "a file of the revision is not UTF-8".to_owned())
}
