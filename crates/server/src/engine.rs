//! The engine that answers, with the pages that are derived from its mappings. A newer one takes
//! its place in one step; a request keeps the engine that it began with.

use crate::backing::Backing;
use crate::compress::Kept;
use crate::contract::openapi::Described;
use crate::contract::{list_path, openapi};
use crate::metrics::Metrics;
use crate::model_file;
use crate::observed::Observed;
use crate::offered::Offered;
use crate::settings::Settings;
use crate::start_fault::StartFault;
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
    /// The unified model in place of `crm/engagements`.
    pub(crate) model: Option<Model>,
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
    /// The description of the whole server.
    pub(crate) openapi: Kept,
    /// The lists of each unified resource, the engine's own first.
    lists: Vec<Lists>,
}

/// The lists of one unified resource, with the pages that are derived from their mappings.
pub(crate) struct Lists {
    pub(crate) touchpoint: Touchpoint,
    /// What every integration supports.
    pub(crate) coverage: coverage::Coverage,
    /// The same, as the body of the meta route.
    pub(crate) meta: Kept,
}

/// The engine that answers now.
pub(crate) struct Current(RwLock<Arc<Engine>>);

impl Make {
    pub(crate) fn new(
        metrics: Arc<Metrics>,
        offered: Arc<Offered>,
        backing: &Backing,
        settings: &Settings,
    ) -> Result<Make, StartFault> {
        let model = model_file::model(settings)?;
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
            model,
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
        if let Some(model) = &self.model {
            builder = builder.model(model.clone());
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
        let resources = touchpoint.resources().into_iter();
        let lists = resources.filter_map(|resource| touchpoint.of_resource(&resource));
        let lists: Vec<Lists> = lists.map(Lists::new).collect();
        let described = lists.iter().map(|lists| Described {
            model: lists.touchpoint.model(),
            integrations: lists.touchpoint.registry().slugs(),
        });
        let described: Vec<Described<'_>> = described.collect();
        let openapi = openapi::document(&touchpoint.integrations(), &described);
        let openapi = Kept::new(JSON, openapi.to_string());
        Engine {
            touchpoint,
            openapi,
            lists,
        }
    }

    /// The lists that a path names: `/unified/crm/contacts/meta`.
    pub(crate) fn of(&self, path: &str) -> Option<&Lists> {
        let named = |lists: &&Lists| {
            let list = list_path(lists.touchpoint.resource());
            let rest = path.strip_prefix(&list);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.lists.iter().find(named)
    }

    /// The lists of each resource that an integration has, the engine's own first.
    pub(crate) fn of_integration(&self, integration: &str) -> impl Iterator<Item = &Touchpoint> {
        let all = self.lists.iter().map(|lists| &lists.touchpoint);
        all.filter(move |lists| lists.registry().has(integration))
    }

    /// What signs in for an integration: the first of these; the engine's own where there is none.
    pub(crate) fn reading(&self, integration: &str) -> &Touchpoint {
        let mut all = self.of_integration(integration);
        all.next().unwrap_or(&self.touchpoint)
    }
}

impl Lists {
    fn new(touchpoint: Touchpoint) -> Lists {
        let model = touchpoint.model();
        let coverage = coverage::derive(touchpoint.registry(), model);
        let meta = Kept::new(JSON, coverage::meta(&coverage, model).to_json());
        Lists {
            touchpoint,
            coverage,
            meta,
        }
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
