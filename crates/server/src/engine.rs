//! The engine that answers, with the pages that are derived from its mappings. A newer one takes
//! its place in one step; a request keeps the engine that it began with.

use crate::backing::Backing;
use crate::compress::Kept;
use crate::contract::{LIST, openapi};
use crate::metrics::Metrics;
use crate::observed::Observed;
use crate::offered::Offered;
use crate::settings::Settings;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use touchpoint::parts::http::{Live, LiveOptions};
use touchpoint::tokens::Keeping;
use touchpoint::{BuildError, OwnApps, Touchpoint};
use touchpoint_contract::NAMES;
use touchpoint_describe::coverage;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::{engagement_model, further_schemas};

const JSON: &str = "application/json";

/// What every engine of a server is built with.
pub(crate) struct Make {
    pub(crate) live: Live,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) offered: Arc<Offered>,
    pub(crate) cursor_key: Option<Vec<u8>>,
    pub(crate) deadline: Duration,
    pub(crate) fill_pages: u32,
    pub(crate) overlay_bytes: usize,
    /// The built-in mappings stand beside others.
    pub(crate) built_in: bool,
    /// The cases that the sandbox is modelled on.
    pub(crate) corpus: Option<PathBuf>,
    /// Where renewed tokens are kept; all engines that follow each other share it.
    pub(crate) tokens: Keeping,
    /// Our own apps at vendors.
    pub(crate) apps: OwnApps,
}

/// An engine, with the pages that are derived from its mappings.
pub(crate) struct Engine {
    pub(crate) touchpoint: Touchpoint,
    pub(crate) model: Arc<Model>,
    /// What every integration supports.
    pub(crate) coverage: coverage::Coverage,
    /// The same, as the body of the meta route.
    pub(crate) meta: Kept,
    /// The description of the whole server.
    pub(crate) openapi: Kept,
    /// The engines of the further unified resources, with their own pages; they have no further ones.
    further: Vec<Engine>,
}

/// The engine that answers now.
pub(crate) struct Current(RwLock<Arc<Engine>>);

impl Make {
    pub(crate) fn new(
        metrics: Arc<Metrics>,
        offered: Arc<Offered>,
        backing: &Backing,
        settings: &Settings,
    ) -> Result<Make, BuildError> {
        let live = Live::new(LiveOptions {
            timeout: settings.deadline,
            max_body_bytes: settings.memory.reply,
            max_bytes_in_flight: settings.memory.replies,
            // Only with a database can strangers add accounts.
            public_only: settings.database.is_some() && !settings.allow_private_addresses,
            ..LiveOptions::default()
        })
        .and_then(|live| live.ready().map(|()| live))
        .map_err(|fault| BuildError::Http(fault.to_string()))?;
        Ok(Make {
            live,
            metrics,
            offered,
            cursor_key: backing.cursor_key.clone(),
            deadline: settings.deadline,
            fill_pages: settings.fill_pages,
            overlay_bytes: settings.memory.overlays,
            built_in: settings.built_in,
            corpus: settings.corpus.clone(),
            tokens: Keeping::new(backing.tokens.clone()),
            apps: own_apps(settings),
        })
    }

    /// Builds an engine from these mappings; without any, from those built in.
    pub(crate) async fn engine(
        &self,
        mappings: &[SourceFile],
        sandbox: bool,
    ) -> Result<Engine, BuildError> {
        let mut builder = Touchpoint::builder()
            .names(NAMES)
            .transport(Observed::new(
                self.live.clone(),
                self.metrics.clone(),
                self.offered.clone(),
            ))
            .tokens(self.tokens.clone())
            .own_apps(self.apps.clone())
            .deadline(self.deadline)
            .fill_pages(self.fill_pages)
            .overlay_bytes(self.overlay_bytes);
        for source in mappings {
            builder = builder.mapping_text(&source.name, &source.text);
        }
        if self.built_in && !mappings.is_empty() {
            builder = builder.built_in_too();
        }
        if let Some(secret) = &self.cursor_key {
            builder = builder.cursor_key(secret);
        }
        if sandbox {
            builder = match &self.corpus {
                Some(folder) => builder.sandbox_like(folder),
                None => builder.sandbox(),
            };
        }
        Ok(Engine::new(builder.build().await?))
    }
}

/// The apps of the settings, and where they may be shown.
fn own_apps(settings: &Settings) -> OwnApps {
    let apps = settings.apps.iter();
    let apps = apps.fold(OwnApps::default(), |apps, (integration, app)| {
        apps.with(integration, &app.client_id, app.client_secret.clone())
    });
    let origins = settings.app_origins.iter();
    origins.fold(apps, |apps, origin| apps.with_origin(origin))
}

impl Engine {
    pub(crate) fn new(touchpoint: Touchpoint) -> Engine {
        let model = touchpoint
            .model()
            .cloned()
            .unwrap_or_else(|| Arc::new(engagement_model()));
        let coverage = coverage::derive(touchpoint.registry(), &model);
        let meta = Kept::new(JSON, coverage::meta(&coverage, &model).to_json());
        let others = touchpoint.resources().into_iter().skip(1);
        let others = others.filter_map(|resource| touchpoint.of_resource(&resource));
        let further: Vec<Engine> = others.map(Engine::new).collect();
        let schemas = further_schemas();
        let openapi = openapi::document(&touchpoint.registry().slugs(), &model, &schemas);
        let openapi = Kept::new(JSON, openapi.to_string());
        Engine {
            touchpoint,
            model,
            coverage,
            meta,
            openapi,
            further,
        }
    }

    /// The engine of the resource that a path names: `/unified/crm/contacts/meta`.
    pub(crate) fn of(&self, path: &str) -> Option<&Engine> {
        let below = |list: &str| {
            let rest = path.strip_prefix(list);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if below(LIST) {
            return Some(self);
        }
        let named = |engine: &&Engine| {
            let list = format!("/unified/{}", engine.touchpoint.resource());
            below(&list)
        };
        self.further.iter().find(named)
    }
}

impl Current {
    pub(crate) fn new(engine: Engine) -> Current {
        Current(RwLock::new(Arc::new(engine)))
    }

    pub(crate) fn get(&self) -> Arc<Engine> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn swap(&self, engine: Engine) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(engine);
    }
}
