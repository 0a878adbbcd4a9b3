//! Builds an engine from what a program brings: mappings, a model, a transport.

use crate::engine::{CursorKeys, EngineParts, Touchpoint};
use crate::mappings::{built_in_by_slug, built_in_mappings, mapping_files};
use crate::overlays::{MOST_BYTES, Overlays};
use crate::tokens::{Keeping, MemoryTokens, TokenStore};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Transport;
use touchpoint_core::query::Names;
use touchpoint_core::registry::{PlanReader, ReadOutcome, Registry};
use touchpoint_core::run::Options;
#[cfg(feature = "sandbox")]
use touchpoint_emulator::sandbox::{Sandbox, listen};
use touchpoint_http::{Live, LiveOptions};
use touchpoint_language::diagnostic::{Diagnostic, Severity, text};
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// Gathers the parts of an engine. See [`Touchpoint::builder`].
#[derive(Default)]
pub struct Builder {
    folders: Vec<PathBuf>,
    texts: Vec<SourceFile>,
    model: Option<Model>,
    transport: Option<Arc<dyn Transport>>,
    tokens: Option<Arc<dyn TokenStore>>,
    live: LiveOptions,
    #[cfg(feature = "sandbox")]
    sandbox: bool,
    #[cfg(feature = "sandbox")]
    sandbox_like: Option<PathBuf>,
    cursor_key: Option<Key>,
    deadline: Option<Duration>,
    fill_pages: Option<u32>,
    overlay_bytes: Option<usize>,
    names: Option<Names>,
}

/// Why no engine could be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Mappings have errors; each with its place.
    #[error("{}", text::render(.0, false))]
    Mappings(Vec<Diagnostic>),
    /// A mapping file cannot be read.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The unified model cannot be used.
    #[error("the unified model: {0}")]
    Model(String),
    /// The HTTP client cannot be made.
    #[error("the HTTP client: {0}")]
    Http(String),
    /// The sandbox cannot be opened.
    #[cfg(feature = "sandbox")]
    #[error("the sandbox: {0}")]
    Sandbox(String),
}

impl Touchpoint {
    /// Begins to build an engine.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// Mappings from a folder (or one file) instead of those built in.
    #[must_use]
    pub fn mappings(mut self, path: impl Into<PathBuf>) -> Builder {
        self.folders.push(path.into());
        self
    }

    /// A mapping from a text, by a name for its diagnostics, instead of those built in.
    #[must_use]
    pub fn mapping_text(mut self, name: &str, text: &str) -> Builder {
        self.texts.push(SourceFile::new(name, text));
        self
    }

    /// Another unified model than `crm/engagements`.
    #[must_use]
    pub fn model(mut self, model: Model) -> Builder {
        self.model = Some(model);
        self
    }

    /// Another transport than HTTP.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Builder {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Where renewed tokens are kept; in memory unless said.
    #[must_use]
    pub fn tokens(mut self, tokens: impl TokenStore + 'static) -> Builder {
        self.tokens = Some(Arc::new(tokens));
        self
    }

    /// Settings of the HTTP client: timeouts, the largest reply.
    #[must_use]
    pub fn live(mut self, options: LiveOptions) -> Builder {
        self.live = options;
        self
    }

    /// Opens the sandbox: a vendor made from each mapping on a local port, with an account for each.
    /// Must be built inside a tokio runtime. Needs the feature `sandbox`.
    #[cfg(feature = "sandbox")]
    #[must_use]
    pub fn sandbox(mut self) -> Builder {
        self.sandbox = true;
        self
    }

    /// The same, with vendors whose records are modelled on the recorded cases of a folder; where it
    /// has none of an integration, on the built-in ones. Needs the feature `sandbox`.
    #[cfg(feature = "sandbox")]
    #[must_use]
    pub fn sandbox_like(mut self, corpus: impl Into<PathBuf>) -> Builder {
        self.sandbox_like = Some(corpus.into());
        self.sandbox()
    }

    /// The secret that signs cursors; without one, each account's own credentials sign them.
    #[must_use]
    pub fn cursor_key(mut self, secret: &[u8]) -> Builder {
        self.cursor_key = Some(Key::new(secret));
        self
    }

    /// The names of parameters in faults of a query, for contracts with names of their own.
    #[must_use]
    pub fn names(mut self, names: Names) -> Builder {
        self.names = Some(names);
        self
    }

    /// How long one page may take, retries included. 30 s unless said.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Builder {
        self.deadline = Some(deadline);
        self
    }

    /// The most pages of the vendor that one call asks for, where checked filters leave too few
    /// records of the first; three unless said. With one, pages are never filled up.
    #[must_use]
    pub fn fill_pages(mut self, pages: u32) -> Builder {
        self.fill_pages = Some(pages);
        self
    }

    /// How much memory the compiled overlays of accounts may take; 64 MiB unless said. The least
    /// recently used are dropped, and compiled again when needed.
    #[must_use]
    pub fn overlay_bytes(mut self, bytes: usize) -> Builder {
        self.overlay_bytes = Some(bytes);
        self
    }

    /// Builds the engine.
    ///
    /// # Errors
    /// [`BuildError`]: every fault of every mapping at once.
    #[allow(
        clippy::unused_async,
        reason = "the sandbox needs a runtime, and more may"
    )]
    pub async fn build(mut self) -> Result<Touchpoint, BuildError> {
        let (registry, reader) = self.read()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                Arc::new(Live::new(self.live).map_err(|fault| BuildError::Http(fault.to_string()))?)
            }
        };
        let mut options = Options::new(Key::new(b""));
        options.deadline = self.deadline.unwrap_or(options.deadline);
        options.fill_pages = self.fill_pages.unwrap_or(options.fill_pages);
        options.names = self.names.unwrap_or(options.names);
        #[cfg(feature = "sandbox")]
        let sandbox = if self.sandbox {
            let sandbox = match &self.sandbox_like {
                Some(folder) => {
                    Sandbox::with_corpus(&registry, folder).map_err(BuildError::Sandbox)?
                }
                None => Sandbox::new(&registry),
            };
            let listener = listen(sandbox);
            Some(listener.map_err(|error| BuildError::Sandbox(error.to_string()))?)
        } else {
            None
        };
        let keys = self
            .cursor_key
            .map_or(CursorKeys::PerAccount, CursorKeys::One);
        let tokens = self
            .tokens
            .unwrap_or_else(|| Arc::new(MemoryTokens::default()));
        Ok(Touchpoint::new(EngineParts {
            registry,
            overlays: Overlays::new(reader, self.overlay_bytes.unwrap_or(MOST_BYTES)),
            transport,
            tokens: Arc::new(Keeping::new(tokens)),
            options,
            keys,
            #[cfg(feature = "sandbox")]
            sandbox,
        }))
    }

    /// The caller's own mappings are all read at once, for their faults; those built in have none.
    fn read(&mut self) -> Result<(Registry, Arc<PlanReader>), BuildError> {
        let built_in = self.folders.is_empty() && self.texts.is_empty();
        let own_model = self.model.is_some();
        let model = self.model.take().unwrap_or_else(engagement_model);
        if built_in && !own_model {
            let reader = Arc::new(PlanReader::later(model));
            let sources = built_in_by_slug();
            return Ok((Registry::later(reader.clone(), sources), reader));
        }
        let reader = Arc::new(PlanReader::new(model).map_err(BuildError::Model)?);
        let files = mapping_files(&self.folders);
        if let Some((path, error)) = files.unreadable.into_iter().next() {
            return Err(BuildError::Unreadable { path, error });
        }
        let mut sources = files.sources;
        sources.append(&mut self.texts);
        if built_in {
            sources = built_in_mappings();
        }
        let ReadOutcome {
            registry,
            diagnostics,
        } = Registry::read(&reader, sources);
        if diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return Err(BuildError::Mappings(diagnostics));
        }
        Ok((registry, reader))
    }
}
