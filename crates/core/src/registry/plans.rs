//! The plans of many mappings, by slug: compiled when they are read, or each when it is first asked
//! for.

use super::reader::PlanReader;
use crate::plan::Plan;
use std::sync::{Arc, OnceLock};
use touchpoint_language as language;
use touchpoint_language::diagnostic::Diagnostic;
use touchpoint_language::source::SourceFile;

/// The plans of all integrations, by slug.
#[derive(Clone, Debug, Default)]
pub struct Registry(Arc<PlansBySlug>);

#[derive(Debug, Default)]
struct PlansBySlug {
    /// Mappings that are compiled when they are asked for, and what compiles them.
    later: Option<(Arc<PlanReader>, Vec<Later>)>,
    /// All plans.
    plans: OnceLock<Vec<Arc<Plan>>>,
}

/// A mapping that may not have been compiled yet.
#[derive(Debug)]
struct Later {
    slug: String,
    source: SourceFile,
    plan: OnceLock<Option<Arc<Plan>>>,
}

/// What reading one or several mappings gave.
#[derive(Debug)]
pub struct ReadOutcome {
    /// The plans of the mappings without errors.
    pub registry: Registry,
    /// Errors and warnings of all, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Registry {
    /// Reads several mappings. Two of the same integration clash.
    pub fn read(reader: &PlanReader, sources: impl IntoIterator<Item = SourceFile>) -> ReadOutcome {
        let language::ReadOutcome {
            mappings,
            diagnostics,
        } = reader.0.read_all(sources);
        let plans = mappings.into_iter().map(|checked| reader.plan(checked));
        ReadOutcome {
            registry: Registry::of(plans.map(Arc::new).collect()),
            diagnostics,
        }
    }

    /// The plans that were read.
    pub fn of(plans: Vec<Arc<Plan>>) -> Registry {
        Registry(Arc::new(PlansBySlug {
            later: None,
            plans: OnceLock::from(plans),
        }))
    }

    /// Mappings with their slugs, each compiled when it is first asked for. They must be known to
    /// be sound, such as mappings that are built into a program and read by its tests: one that is
    /// not sound is left out without a report.
    pub fn later(reader: Arc<PlanReader>, sources: Vec<(String, SourceFile)>) -> Registry {
        let later = sources.into_iter().map(|(slug, source)| Later {
            slug,
            source,
            plan: OnceLock::new(),
        });
        Registry::mixed(reader, later.collect())
    }

    fn mixed(reader: Arc<PlanReader>, all: Vec<Later>) -> Registry {
        Registry(Arc::new(PlansBySlug {
            later: Some((reader, all)),
            plans: OnceLock::new(),
        }))
    }

    /// The mappings whose slug this function accepts.
    #[must_use]
    pub fn filtered(&self, takes: impl Fn(&str) -> bool) -> Registry {
        if let Some((reader, later)) = &self.0.later {
            let kept = later.iter().filter(|later| takes(&later.slug));
            Registry::mixed(reader.clone(), kept.map(Later::again).collect())
        } else {
            let kept = self.plans().iter().filter(|plan| takes(plan.integration()));
            Registry::of(kept.cloned().collect())
        }
    }

    /// The mappings of both; where both have one of the same slug, that of `self` is found. Those that
    /// are compiled later stay so.
    #[must_use]
    pub fn and(&self, more: &Registry) -> Registry {
        let mut reader = None;
        let mut all = Vec::new();
        for PlansBySlug { later, plans } in [&*self.0, &*more.0] {
            match later {
                Some((own, later)) => {
                    reader = Some(own.clone());
                    all.extend(later.iter().map(Later::again));
                }
                None => all.extend(plans.get().into_iter().flatten().map(Later::done)),
            }
        }
        match reader {
            Some(reader) => Registry::mixed(reader, all),
            None => Registry::of(self.plans().iter().chain(more.plans()).cloned().collect()),
        }
    }

    /// The plan of a slug.
    pub fn get(&self, integration: &str) -> Option<&Arc<Plan>> {
        match &self.0.later {
            None => self
                .plans()
                .iter()
                .find(|plan| plan.integration() == integration),
            Some((reader, later)) => later
                .iter()
                .find(|later| later.slug == integration)
                .and_then(|later| later.plan(reader)),
        }
    }

    /// All plans, in the order of their mappings. Those that are not compiled yet are compiled now.
    pub fn plans(&self) -> &[Arc<Plan>] {
        self.0.plans.get_or_init(|| {
            let later = self.0.later.iter();
            let plans = later.flat_map(|(reader, all)| all.iter().filter_map(|l| l.plan(reader)));
            plans.cloned().collect()
        })
    }

    /// True if there is a mapping of a slug; it is not compiled for that.
    pub fn has(&self, integration: &str) -> bool {
        match &self.0.later {
            None => self.get(integration).is_some(),
            Some((_, later)) => later.iter().any(|later| later.slug == integration),
        }
    }

    /// All slugs.
    pub fn slugs(&self) -> Vec<String> {
        match &self.0.later {
            None => self
                .plans()
                .iter()
                .map(|plan| plan.integration().to_owned())
                .collect(),
            Some((_, later)) => later.iter().map(|later| later.slug.clone()).collect(),
        }
    }
}

impl Later {
    /// The same mapping, compiled if it is already.
    fn again(&self) -> Later {
        Later {
            slug: self.slug.clone(),
            source: SourceFile::new(self.source.name.clone(), self.source.text.clone()),
            plan: self.plan.clone(),
        }
    }

    /// A mapping that is compiled.
    fn done(plan: &Arc<Plan>) -> Later {
        let source = &plan.mapping.document.source;
        Later {
            slug: plan.integration().to_owned(),
            source: SourceFile::new(source.name.clone(), source.text.clone()),
            plan: OnceLock::from(Some(plan.clone())),
        }
    }

    fn plan(&self, reader: &PlanReader) -> Option<&Arc<Plan>> {
        let plan = self.plan.get_or_init(|| {
            let source = SourceFile::new(self.source.name.clone(), self.source.text.clone());
            reader.sound(source).map(Arc::new)
        });
        plan.as_ref()
    }
}
