//! The texts that are open, and what lies beside them in the folders of their author.

use crate::language::Sheet;
use crate::samples::Samples;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::document::Pointer;
use touchpoint_language::kind::{FileKind, kind};
use touchpoint_language::source::SourceFile;
use tower_lsp_server::ls_types::Uri;

/// How many folders above a mapping are looked into for its cases.
const HIGHEST: usize = 4;
const CORPUS: [&str; 2] = ["tests/corpus", "corpus"];

/// A folder → where the cases of its mappings are, where a project says it.
pub type CorpusOf = Arc<dyn Fn(&Path) -> Option<PathBuf> + Send + Sync>;

/// A file and its text → what is wrong with it, where it is of a kind that is judged elsewhere: accounts,
/// project files, settings.
pub type Judged = Arc<dyn Fn(&Path, &str) -> Option<Vec<Diagnostic>> + Send + Sync>;

/// What the program knows of the folders around a text.
#[derive(Clone)]
pub struct Around {
    /// Where the cases of a folder's mappings are; where it does not know, they are looked for beside the
    /// mapping.
    pub corpus_of: CorpusOf,
    /// What is wrong with files of other kinds.
    pub judged: Judged,
}

/// The open texts and the recorded replies that were read for them.
pub(crate) struct Desk {
    around: Around,
    texts: HashMap<Uri, Arc<SourceFile>>,
    samples: HashMap<(PathBuf, String), Arc<Samples>>,
}

impl Desk {
    pub(crate) fn new(around: Around) -> Desk {
        Desk {
            around,
            texts: HashMap::new(),
            samples: HashMap::new(),
        }
    }

    /// A text was opened or has changed.
    pub(crate) fn put(&mut self, uri: &Uri, text: String) {
        let name = uri.to_file_path().map_or_else(
            || uri.as_str().to_owned(),
            |path| {
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            },
        );
        self.texts
            .insert(uri.clone(), Arc::new(SourceFile::new(name, text)));
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        self.texts.remove(uri);
    }

    pub(crate) fn text(&self, uri: &Uri) -> Option<Arc<SourceFile>> {
        self.texts.get(uri).map(Arc::clone)
    }

    /// What is wrong with a text of another kind than mappings and overlays.
    pub(crate) fn judged(&self, uri: &Uri, source: &SourceFile) -> Option<Vec<Diagnostic>> {
        let path = uri.to_file_path()?;
        (self.around.judged)(&path, &source.text)
    }

    /// Every open text.
    pub(crate) fn open(&self) -> Vec<Uri> {
        self.texts.keys().cloned().collect()
    }

    /// Files have changed: recorded replies are read again when they are next needed.
    pub(crate) fn forget_samples(&mut self) {
        self.samples.clear();
    }

    /// The recorded replies beside a text.
    pub(crate) fn samples(&mut self, uri: &Uri, sheet: &Sheet<'_>) -> Arc<Samples> {
        let slug = |key: &str| {
            let node = sheet.document.get(&Pointer::new().key(key))?;
            node.as_text().map(str::to_owned)
        };
        let slug = slug("integration").or_else(|| slug("of"));
        let folder = uri
            .to_file_path()
            .and_then(|path| path.parent().map(Path::to_owned));
        // A slug is a name; one with a slash would lead out of the folder.
        let named = |slug: &String| slug.chars().all(|c| c.is_alphanumeric() || c == '-');
        let (Some(slug), Some(folder)) = (slug.filter(named), folder) else {
            return Arc::default();
        };
        let read = || {
            let above = || folder.ancestors().take(HIGHEST);
            let corpus = above().flat_map(|folder| CORPUS.map(|name| folder.join(name)));
            let corpus = (self.around.corpus_of)(&folder)
                .into_iter()
                .chain(corpus)
                .find(|corpus| corpus.join(&slug).is_dir());
            let samples = above().map(|folder| folder.join("samples"));
            let samples = samples
                .into_iter()
                .find(|samples| samples.join(&slug).is_dir());
            Arc::new(Samples::read(&slug, corpus.as_deref(), samples.as_deref()))
        };
        let key = (folder.clone(), slug.clone());
        Arc::clone(self.samples.entry(key).or_insert_with(read))
    }

    /// The mapping of a slug: an open text, or a file beside this one.
    pub(crate) fn mapping_of(&self, beside: &Uri, slug: &str) -> Option<SourceFile> {
        let name = format!("{slug}.yaml");
        let path = beside.to_file_path()?;
        let above = path.parent()?.ancestors().take(HIGHEST);
        let mut places =
            above.flat_map(|folder| [folder.join(&name), folder.join("mappings").join(&name)]);
        let path = places.find(|path| path.is_file())?;
        let open = Uri::from_file_path(&path).and_then(|uri| self.text(&uri));
        let text = match open {
            Some(open) => open.text.clone(),
            None => fs::read_to_string(&path).ok()?,
        };
        Some(SourceFile::new(name, text))
    }

    /// True if a text is ours to judge: a mapping or an overlay, or one that names the schema of mappings.
    pub(crate) fn is_ours(source: &SourceFile) -> bool {
        let names = |line: &str| line.contains("mapping.schema.json");
        matches!(kind(source), FileKind::Mapping | FileKind::Overlay)
            || source.text.lines().take(5).any(names)
    }
}
