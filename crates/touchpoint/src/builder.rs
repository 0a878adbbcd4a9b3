//! Builds an engine from what a program brings: mappings, a model, a transport.

use crate::build_error::BuildError;
use crate::credentials::Credentials;
use crate::engine::{EngineParts, Touchpoint};
use crate::keys::CursorKeys;
use crate::mixture::{Mixture, Read};
use crate::observe::{Observed, Observer};
use crate::overlays::{MOST_BYTES, Overlays};
use crate::own_apps::OwnApps;
use crate::tokens::{Keeping, MemoryTokens, TokenStore};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Transport;
use touchpoint_core::query::Names;
use touchpoint_core::registry::PlanReader;
use touchpoint_core::run::Options;
#[cfg(feature = "sandbox")]
use touchpoint_emulator::sandbox::{Sandbox, listen};
#[cfg(feature = "live")]
use touchpoint_http::{Live, LiveOptions};
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;

/// Gathers the parts of an engine. See [`Touchpoint::builder`].
#[derive(Default)]
pub struct Builder {
    mappings: Mixture,
    model: Option<Model>,
    transport: Option<Arc<dyn Transport>>,
    tokens: Option<Arc<dyn TokenStore>>,
    credentials: Option<Arc<dyn Credentials>>,
    own_apps: OwnApps,
    observers: Vec<Arc<dyn Observer>>,
    #[cfg(feature = "live")]
    live: LiveOptions,
    #[cfg(feature = "sandbox")]
    sandbox: bool,
    #[cfg(feature = "sandbox")]
    sandbox_like: Option<PathBuf>,
    keys: Option<CursorKeys>,
    deadline: Option<Duration>,
    attempts: Option<u32>,
    fill_pages: Option<u32>,
    overlay_bytes: Option<usize>,
    names: Option<Names>,
}

/// What was named, and no secret.
impl fmt::Debug for Builder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Builder");
        shown.field("own_transport", &self.transport.is_some());
        shown.field("own_tokens", &self.tokens.is_some());
        shown.field("credentials", &self.credentials.is_some());
        shown.field("observers", &self.observers.len());
        shown.field("deadline", &self.deadline);
        shown.field("attempts", &self.attempts);
        shown.finish_non_exhaustive()
    }
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
        self.mappings.folders.push(path.into());
        self
    }

    /// A mapping from a text, by a name for its diagnostics, instead of those built in.
    #[must_use]
    pub fn mapping_text(mut self, name: &str, text: &str) -> Builder {
        self.mappings.texts.push(SourceFile::new(name, text));
        self
    }

    /// A mapping of another integration, beside those that there are.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
    /// use touchpoint::{SourceFile, Touchpoint};
    ///
    /// let helpline = SourceFile::new("helpline.yaml", r#"
    /// mapping: 1
    /// integration: helpline
    /// label: Helpline
    /// resource: crm/engagements
    /// connection:
    ///   base_url: https://api.helpline.example/v1
    ///   auth: [{ kind: bearer, credential: access_token }]
    /// list:
    ///   request: GET /calls
    ///   paging: { kind: cursor, send_as: after, next: $.next }
    ///   records: $.calls[*]
    ///   fields: { id: $.id, subject: $.topic, engagement_type: { always: call } }
    /// "#);
    /// let touchpoint = Touchpoint::builder().add(helpline).build().await?;
    /// assert!(touchpoint.plan("helpline").is_some() && touchpoint.plan("pipedrive").is_some());
    /// # Ok(()) }
    /// ```
    #[must_use]
    #[allow(
        clippy::should_implement_trait,
        reason = "mappings are added, not summed up"
    )]
    pub fn add(mut self, mapping: SourceFile) -> Builder {
        self.mappings.added.push(mapping);
        self
    }

    /// Another mapping of an integration, in place of its own.
    #[must_use]
    pub fn replace(mut self, integration: impl Into<String>, mapping: SourceFile) -> Builder {
        self.mappings.replaced.push((integration.into(), mapping));
        self
    }

    /// Only these integrations, of all those that there are.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), touchpoint::BuildError> {
    /// let builder = touchpoint::Touchpoint::builder();
    /// let touchpoint = builder.only(["hubspot", "pipedrive"]).build().await?;
    /// assert_eq!(touchpoint.registry().slugs(), ["hubspot", "pipedrive"]);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn only<S: Into<String>>(mut self, integrations: impl IntoIterator<Item = S>) -> Builder {
        let named = integrations.into_iter().map(Into::into);
        self.mappings.only.get_or_insert_default().extend(named);
        self
    }

    /// The built-in mappings beside those given. A given one stands in place of the built-in one of
    /// its integration.
    #[must_use]
    pub fn built_in_too(mut self) -> Builder {
        self.mappings.built_in_too = true;
        self
    }

    /// Another unified model than `crm/engagements`, in its place; [`Builder::also`] puts one beside it.
    #[must_use]
    pub fn model(mut self, model: Model) -> Builder {
        self.model = Some(model);
        self
    }

    /// A unified model of the program's own beside the others: [`Touchpoint::of_resource`] gives its lists, over the
    /// same accounts, tokens and transport. Its lists stand in mappings of their own or below `lists` of one that has
    /// others too; `examples/contacts.rs` has one.
    #[must_use]
    pub fn also(mut self, model: Model) -> Builder {
        self.mappings.models.push(model);
        self
    }

    /// Another transport than the usual one. Without the feature `live` there must be one.
    ///
    /// A `reqwest::Client` of your own, with your proxy, certificates and pool, is one by
    /// `Live::with_client`, or with your own limits by `Live::with_client_and`. Begin it with `Live::client_builder`, which has set up TLS: a plain
    /// `reqwest::Client::builder()` fails where the program has not set up a cryptography for rustls, and follows
    /// redirects by itself, which is refused.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # #[cfg(feature = "live")] {
    /// use touchpoint::{Live, Touchpoint, reqwest};
    ///
    /// let client = Live::client_builder()?
    ///     .proxy(reqwest::Proxy::https("http://proxy.example:3128")?)
    ///     .pool_max_idle_per_host(4)
    ///     .build()?;
    /// let touchpoint = Touchpoint::builder().transport(Live::with_client(client)).build().await?;
    /// # }
    /// # Ok(()) }
    /// ```
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

    /// Where the secrets of accounts come from; they are asked for before each page.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Credentials + 'static) -> Builder {
        self.credentials = Some(Arc::new(credentials));
        self
    }

    /// The program's own apps at vendors. Where others add accounts, their secrets are sent to the
    /// mappings' own sign-in alone, whatever an account says.
    #[must_use]
    pub fn own_apps(mut self, apps: OwnApps) -> Builder {
        self.own_apps = apps;
        self
    }

    /// Tells this of each call to a vendor, each wait and each warning. Several observers may be named.
    #[must_use]
    pub fn observe(mut self, observer: impl Observer + 'static) -> Builder {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Settings of the HTTP client: timeouts, the largest reply. Needs the feature `live`, which is on by
    /// default.
    #[cfg(feature = "live")]
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

    /// The secret that signs cursors and checkpoints, at least 32 random bytes. Without one, each account's own
    /// credentials sign its cursors, which end when they change, and checkpoints are not protected against
    /// change.
    ///
    /// A key that is set, changed or taken away ends all cursors and checkpoints of before, and the error says so:
    /// name the old key too with [`Builder::cursor_keys`] for as long as they are to go on.
    #[must_use]
    pub fn cursor_key(self, secret: &[u8]) -> Builder {
        self.cursor_keys([secret])
    }

    /// Several such secrets: the first one signs, and what the others have signed is still taken.
    ///
    /// ```
    /// # let (new, old) = ([7_u8; 32], [8_u8; 32]);
    /// let builder = touchpoint::Touchpoint::builder().cursor_keys([new, old]);
    /// # let _ = builder;
    /// ```
    #[must_use]
    pub fn cursor_keys<S: AsRef<[u8]>>(mut self, secrets: impl IntoIterator<Item = S>) -> Builder {
        self.keys = Some(CursorKeys::of(secrets));
        self
    }

    /// The names of parameters in faults of a query, for contracts with names of their own.
    #[must_use]
    pub fn names(mut self, names: Names) -> Builder {
        self.names = Some(names);
        self
    }

    /// How long one page may take, with its retries, the renewal of its token and the secrets that are asked
    /// for; 30 s unless said. An answer that has not come by then is given up.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Builder {
        self.deadline = Some(deadline);
        self
    }

    /// The most times that one request is sent, where the vendor does not answer or says that it will in a
    /// moment; three unless said. With one, nothing is sent again.
    #[must_use]
    pub fn attempts(mut self, times: u32) -> Builder {
        self.attempts = Some(times);
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
    pub async fn build(self) -> Result<Touchpoint, BuildError> {
        let Read {
            registry,
            reader,
            further,
        } = self.mappings.read(self.model)?;
        let transport: Arc<dyn Transport> = match self.transport {
            Some(transport) => transport,
            #[cfg(feature = "live")]
            None => {
                Arc::new(Live::new(self.live).map_err(|fault| BuildError::Http(fault.to_string()))?)
            }
            #[cfg(not(feature = "live"))]
            None => return Err(BuildError::NoTransport),
        };
        let observers: Arc<[Arc<dyn Observer>]> = self.observers.into();
        let transport: Arc<dyn Transport> = if observers.is_empty() && !cfg!(feature = "tracing") {
            transport
        } else {
            Arc::new(Observed {
                inner: transport,
                observers: observers.clone(),
            })
        };
        let mut options = Options::new(Key::new(b""));
        options.deadline = self.deadline.unwrap_or(options.deadline);
        options.attempts = self.attempts.unwrap_or(options.attempts);
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
            let sandbox = further
                .iter()
                .fold(sandbox, |sandbox, (registry, _)| sandbox.beside(registry));
            let listener = listen(sandbox);
            let listener = listener.map_err(|error| BuildError::Sandbox(error.to_string()))?;
            Some(Arc::new(listener))
        } else {
            None
        };
        let keys = self.keys.unwrap_or(CursorKeys::PerAccount);
        let key_names = Arc::new(keys.names());
        let tokens = self
            .tokens
            .unwrap_or_else(|| Arc::new(MemoryTokens::default()));
        let tokens: Arc<dyn TokenStore> = Arc::new(Keeping::new(tokens));
        let overlay_bytes = self.overlay_bytes.unwrap_or(MOST_BYTES);
        let (credentials, own_apps) = (self.credentials, Arc::new(self.own_apps));
        let parts = |registry, reader: Arc<PlanReader>, further: Option<Vec<Touchpoint>>| {
            Touchpoint::new(EngineParts {
                registry,
                model: reader.model().clone(),
                lays_over: further.is_some(),
                further: further.unwrap_or_default(),
                overlays: Overlays::new(reader, overlay_bytes),
                transport: transport.clone(),
                tokens: tokens.clone(),
                credentials: credentials.clone(),
                own_apps: own_apps.clone(),
                observers: observers.clone(),
                options: options.clone(),
                keys: keys.clone(),
                key_names: key_names.clone(),
                #[cfg(feature = "sandbox")]
                sandbox: sandbox.clone(),
            })
        };
        let further = further.into_iter();
        let further = further.map(|(registry, reader)| parts(registry, reader, None));
        let further = further.collect();
        Ok(parts(registry, reader, Some(further)))
    }
}
