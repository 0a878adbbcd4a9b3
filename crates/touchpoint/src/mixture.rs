//! Which mappings an engine has: those built in or a program's own, some added, some replaced, or only a
//! few of them. Those built in are compiled when they are first asked for; a program's own are read at
//! once, for their faults.

use crate::build_error::BuildError;
use crate::mappings::{built_in_by_slug, built_in_mappings, has_list, mapping_files, slug_of};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use touchpoint_core::registry::{PlanReader, ReadOutcome, Registry};
use touchpoint_language::diagnostic::Severity;
use touchpoint_language::model::Model;
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::{engagement_model, models};

/// The mappings that a program names.
#[derive(Default)]
pub(crate) struct Mixture {
    /// Folders and files in place of those built in.
    pub(crate) folders: Vec<PathBuf>,
    /// Texts in place of those built in.
    pub(crate) texts: Vec<SourceFile>,
    /// True if those built in stand beside these folders and texts, but for the slugs that these have.
    pub(crate) built_in_too: bool,
    /// Beside them.
    pub(crate) added: Vec<SourceFile>,
    /// In place of these slugs' own.
    pub(crate) replaced: Vec<(String, SourceFile)>,
    /// These slugs alone.
    pub(crate) only: Option<Vec<String>>,
    /// Further models of the program's own.
    pub(crate) models: Vec<Model>,
}

/// What a mixture is read as.
pub(crate) struct Read {
    /// The lists of the first model.
    pub(crate) registry: Registry,
    /// What reads them.
    pub(crate) reader: Arc<PlanReader>,
    /// The lists of each further model, and what reads them.
    pub(crate) further: Vec<(Registry, Arc<PlanReader>)>,
}

impl Mixture {
    /// Reads them onto a model; onto our own where the program has none.
    ///
    /// Beside them come the lists of the further models that ship, unless the program has a model of
    /// its own.
    pub(crate) fn read(mut self, model: Option<Model>) -> Result<Read, BuildError> {
        let also = std::mem::take(&mut self.models);
        let named: Vec<String> = also.iter().map(|model| model.resource.clone()).collect();
        let others = models().into_iter().skip(1);
        let others = others.filter(|other| model.is_none() && !named.contains(&other.resource));
        let others: Vec<Model> = others.chain(also).collect();
        let main = model.clone().unwrap_or_else(engagement_model).resource;
        let further = others.iter().map(|other| other.resource.clone());
        let resources: Vec<String> = std::iter::once(main.clone()).chain(further).collect();
        if let Some(twice) = twice(&resources) {
            return Err(BuildError::Model(format!("there are two of `{twice}`")));
        }
        let further = others.into_iter();
        let further = further.map(|model| self.further(model, &resources));
        let further: Result<Vec<_>, BuildError> = further.collect();
        // A file that has lists of the further models alone is none of the first one's.
        let is_apart = |source: &SourceFile| {
            !has_list(source, &main) && named.iter().any(|resource| has_list(source, resource))
        };
        self.texts.retain(|source| !is_apart(source));
        self.added.retain(|source| !is_apart(source));
        let (reader, base) = self.base(model, &resources)?;
        let names = self.replaced.iter();
        let names = names.map(|(slug, source)| (slug.clone(), source.name.clone()));
        let names: Vec<(String, String)> = names.collect();
        let replacing = self.replaced.drain(..).map(|(_, source)| source);
        let own = self.added.drain(..).chain(replacing).collect();
        let own = read(&reader, own)?;
        let mut further: Vec<_> = further?.into_iter().flatten().collect();
        for (wanted, name) in &names {
            let mut plans = own.plans().iter();
            let found = plans.find(|plan| plan.mapping.document.source.name == *name);
            if let Some(found) = found.filter(|found| found.integration() != wanted) {
                return Err(BuildError::Other {
                    wanted: wanted.clone(),
                    found: found.integration().to_owned(),
                });
            }
        }
        let gone = |slug: &str| names.iter().any(|(replaced, _)| replaced == slug);
        check_named(names.iter().map(|(slug, _)| slug), &base.slugs())?;
        let kept = base.filtered(|slug| !gone(slug));
        let known = kept.slugs();
        if let Some(twice) = own.slugs().into_iter().find(|slug| known.contains(slug)) {
            return Err(BuildError::Twice(twice));
        }
        let all = if own.plans().is_empty() {
            kept
        } else {
            kept.and(&own)
        };
        let Some(only) = self.only else {
            return Ok(Read {
                registry: all,
                reader,
                further,
            });
        };
        let mut there = all.slugs();
        let beside = further.iter().flat_map(|(registry, _)| registry.slugs());
        there.extend(beside);
        check_named(only.iter(), &there)?;
        let few = all.filtered(|slug| only.iter().any(|name| name == slug));
        for (registry, _) in &mut further {
            *registry = registry.filtered(|slug| only.iter().any(|name| name == slug));
        }
        Ok(Read {
            registry: few,
            reader,
            further,
        })
    }

    /// The lists of one further model; none where no mapping has any. A clash of slugs is told of the
    /// first model.
    fn further(
        &self,
        model: Model,
        resources: &[String],
    ) -> Result<Option<(Registry, Arc<PlanReader>)>, BuildError> {
        let resource = model.resource.clone();
        let replaced = self.replaced.iter().map(|(_, source)| source);
        let files = mapping_files(&self.folders).sources;
        let all = self.texts.iter().chain(&self.added).chain(replaced);
        let all = all.chain(&files);
        let with = all.filter(|source| has_list(source, &resource));
        let copies = with.map(|source| SourceFile::new(source.name.clone(), source.text.clone()));
        let sources: Vec<SourceFile> = copies.collect();
        let in_place = self.folders.is_empty() && self.texts.is_empty() || self.built_in_too;
        let known: Vec<String> = sources.iter().filter_map(slug_of).collect();
        let gone = |slug: &String| {
            known.contains(slug) || self.replaced.iter().any(|(replaced, _)| replaced == slug)
        };
        let mut built_in = built_in_by_slug();
        built_in.retain(|(slug, source)| in_place && !gone(slug) && has_list(source, &resource));
        if sources.is_empty() && built_in.is_empty() {
            return Ok(None);
        }
        let reader = PlanReader::later(model).beside(resources.iter().cloned());
        let reader = Arc::new(reader);
        let later = Registry::later(reader.clone(), built_in);
        if sources.is_empty() {
            return Ok(Some((later, reader)));
        }
        let own = read(&reader, sources)?;
        Ok(Some((later.and(&own), reader)))
    }

    /// The mappings that others are added to.
    fn base(
        &mut self,
        model: Option<Model>,
        resources: &[String],
    ) -> Result<(Arc<PlanReader>, Registry), BuildError> {
        let beside = |reader: PlanReader| Arc::new(reader.beside(resources.iter().cloned()));
        let built_in = self.folders.is_empty() && self.texts.is_empty();
        let model = match model {
            // Those built in are known to be sound onto our own model alone.
            None if built_in => {
                let reader = beside(PlanReader::later(engagement_model()));
                let base = Registry::later(reader.clone(), built_in_by_slug());
                return Ok((reader, base));
            }
            model => model.unwrap_or_else(engagement_model),
        };
        let resource = model.resource.clone();
        let reader = beside(PlanReader::new(model).map_err(BuildError::Model)?);
        let files = mapping_files(&self.folders);
        if let Some((path, error)) = files.unreadable.into_iter().next() {
            return Err(BuildError::Unreadable { path, error });
        }
        let mut sources = files.sources;
        sources.append(&mut self.texts);
        let mut shipped = built_in_mappings();
        shipped.retain(|source| has_list(source, &resource));
        if built_in {
            if shipped.is_empty() && self.added.is_empty() && self.replaced.is_empty() {
                let told = format!(
                    "no mapping that is built in has a list of `{resource}`; name mappings that have"
                );
                return Err(BuildError::Model(told));
            }
            sources = shipped;
        } else if self.built_in_too {
            let own: Vec<String> = sources.iter().filter_map(slug_of).collect();
            shipped.retain(|source| slug_of(source).is_some_and(|slug| !own.contains(&slug)));
            sources.extend(shipped);
        }
        let base = read(&reader, sources)?;
        Ok((reader, base))
    }
}

fn read(reader: &PlanReader, sources: Vec<SourceFile>) -> Result<Registry, BuildError> {
    let ReadOutcome {
        registry,
        diagnostics,
    } = Registry::read(reader, sources);
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(BuildError::Mappings(diagnostics));
    }
    Ok(registry)
}

/// The first name that stands twice.
fn twice(names: &[String]) -> Option<&String> {
    let mut seen = HashSet::new();
    names.iter().find(|name| !seen.insert(*name))
}

/// Every slug that is named must be one that there is.
fn check_named<'n>(
    mut names: impl Iterator<Item = &'n String>,
    known: &[String],
) -> Result<(), BuildError> {
    match names.find(|name| !known.contains(name)) {
        Some(missing) => Err(BuildError::Unknown {
            integration: missing.clone(),
            known: known.to_vec(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Touchpoint};

    fn own(slug: &str) -> SourceFile {
        let text = format!(
            "mapping: 1\nintegration: {slug}\nlabel: Own\nresource: crm/engagements\n\
             connection:\n  base_url: https://own.example\n  auth: [{{ kind: bearer, credential: token }}]\n\
             list:\n  request: GET /calls\n  paging: {{ kind: none }}\n  records: $.calls[*]\n  fields: {{ id: $.id }}\n"
        );
        SourceFile::new(format!("{slug}.yaml"), text)
    }

    async fn built(builder: Builder) -> Result<Vec<String>, BuildError> {
        Ok(builder.build().await?.registry().slugs())
    }

    #[tokio::test]
    async fn own_mappings_stand_beside_those_built_in_or_in_their_place() {
        let all = built(Touchpoint::builder()).await.unwrap();
        let first = all.first().unwrap();
        let beside = built(Touchpoint::builder().add(own("acme"))).await.unwrap();
        assert_eq!(beside.len(), all.len() + 1);
        assert!(beside.contains(&"acme".to_owned()));

        let replaced = Touchpoint::builder().replace(first, own(first));
        let engine = replaced.build().await.unwrap();
        assert_eq!(engine.registry().slugs().len(), all.len());
        assert_eq!(engine.plan(first).unwrap().mapping.label, "Own");

        let few = Touchpoint::builder()
            .add(own("acme"))
            .only([first.as_str(), "acme"]);
        assert_eq!(built(few).await.unwrap(), [first.as_str(), "acme"]);
    }

    #[tokio::test]
    async fn a_model_of_ones_own_stands_beside_the_others() {
        let of_tickets = own("desk")
            .text
            .replace("crm/engagements", "desk/tickets")
            .replace("{ id: $.id }", "{ id: $.id, urgent: $.is_urgent }");
        let of_tickets = SourceFile::new("desk.yaml", of_tickets);
        let both = Touchpoint::builder()
            .also(tickets())
            .add(of_tickets)
            .add(own("acme"));
        let engine = both.build().await.unwrap();
        let tickets = engine.of_resource("desk/tickets").unwrap();
        assert_eq!(tickets.registry().slugs(), ["desk"]);
        assert!(engine.plan("acme").is_some() && engine.plan("desk").is_none());
        assert!(engine.of_resource("crm/contacts").is_some());
    }

    #[tokio::test]
    async fn a_model_in_place_of_ours_needs_mappings_that_have_its_lists() {
        let alone = Touchpoint::builder().model(tickets());
        let told = built(alone).await.unwrap_err().to_string();
        assert!(told.contains("has a list of `desk/tickets`"), "{told}");
        let text = own("desk").text.replace("crm/engagements", "desk/tickets");
        let added = Touchpoint::builder()
            .model(tickets())
            .add(SourceFile::new("desk.yaml", text));
        assert_eq!(built(added).await.unwrap(), ["desk"]);
    }

    fn tickets() -> Model {
        let schema = r#"{ "title": "desk/tickets", "type": "object", "required": ["id"],
            "properties": { "id": { "type": "string" }, "urgent": { "type": "boolean" } } }"#;
        let schema = touchpoint_language::json::Json::parse(schema).unwrap();
        Model::from_schema(&schema).unwrap()
    }

    #[tokio::test]
    async fn one_file_has_lists_of_a_model_that_ships_and_of_ones_own() {
        let list =
            "{ request: GET /x, paging: { kind: none }, records: '$[*]', fields: { id: $.id } }";
        let second = |first: &str, second: &str| {
            let text = own("desk").text.replace("crm/engagements", first);
            SourceFile::new("desk.yaml", format!("{text}lists:\n  {second}: {list}\n"))
        };
        for file in [
            second("crm/engagements", "desk/tickets"),
            second("desk/tickets", "crm/engagements"),
            second("crm/contacts", "desk/tickets"),
        ] {
            let text = file.text.clone();
            let resources = ["crm/engagements", "crm/contacts", "desk/tickets"];
            let named = resources.iter().filter(|name| text.contains(**name));
            for builder in [
                Touchpoint::builder().add(file),
                Touchpoint::builder().mapping_text("desk.yaml", &text),
            ] {
                let engine = builder.also(tickets()).build().await.unwrap();
                for resource in named.clone() {
                    let lists = engine.of_resource(resource).unwrap();
                    assert!(lists.plan("desk").is_some(), "{resource} of\n{text}");
                }
            }
        }
        let unknown = Touchpoint::builder().add(second("desk/tickets", "desk/chats"));
        let told = unknown.also(tickets()).build().await.unwrap_err();
        assert!(
            told.to_string().contains("`desk/chats` is no unified"),
            "{told}"
        );
    }

    #[tokio::test]
    async fn two_models_of_one_resource_are_refused() {
        let twice = Touchpoint::builder().also(tickets()).also(tickets());
        let told = built(twice).await.unwrap_err().to_string();
        assert_eq!(told, "the unified model: there are two of `desk/tickets`");
        let twice = Touchpoint::builder().also(engagement_model());
        assert!(matches!(built(twice).await, Err(BuildError::Model(_))));
    }

    #[tokio::test]
    async fn a_clash_and_a_wrong_name_are_told() {
        let all = built(Touchpoint::builder()).await.unwrap();
        let first = all.first().unwrap();
        let twice = built(Touchpoint::builder().add(own(first))).await;
        assert!(matches!(twice, Err(BuildError::Twice(slug)) if slug == *first));
        let unknown = built(Touchpoint::builder().replace("acme", own("acme"))).await;
        assert!(matches!(unknown, Err(BuildError::Unknown { .. })));
        let unknown = built(Touchpoint::builder().only(["acme"])).await;
        assert!(matches!(unknown, Err(BuildError::Unknown { .. })));
        let other = built(Touchpoint::builder().replace(first, own("acme"))).await;
        assert!(matches!(other, Err(BuildError::Other { .. })));
        let faulty = SourceFile::new("own.yaml", "mapping: 1\n");
        let faulty = built(Touchpoint::builder().add(faulty)).await;
        assert!(matches!(faulty, Err(BuildError::Mappings(_))));
    }

    #[tokio::test]
    async fn those_built_in_are_compiled_when_they_are_asked_for() {
        let engine = Touchpoint::builder()
            .add(own("acme"))
            .build()
            .await
            .unwrap();
        let shown = format!("{:?}", engine.registry());
        let waiting = shown.matches("plan: OnceLock(<uninit>)").count();
        assert_eq!(waiting, engine.registry().slugs().len() - 1);
    }
}
