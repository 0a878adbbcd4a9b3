//! An author's texts become checked mappings, or every fault of all of them at once.

use crate::check::{CheckedMapping, check, known_sound};
use crate::diagnostic::{Code, Diagnostic, Label, Severity, bounded, help_for, sort};
use crate::document::{At, Document, Node, Pointer, parse};
use crate::follows::without_followers;
use crate::formats::formats;
use crate::json::from_json;
use crate::lists::{self, Named};
use crate::mapping::{Mapping, resolve};
use crate::mistaken::{no_mapping, no_overlay};
use crate::model::{Field, Model};
use crate::overlay::{lay_over, overlay_schema, take_custom};
use crate::schema::{mapping_schema, one_list_schema};
use crate::source::SourceFile;
use crate::structure::Judge;
use crate::unified::resources;
use crate::written;
use std::sync::{Arc, OnceLock};

/// Reads mappings onto one model. Made once; its schema is compiled once.
#[derive(Debug)]
pub struct Reader {
    model: Arc<Model>,
    /// The resources of models that other readers read; lists of these are passed over.
    others: Vec<String>,
    /// True if a file that names no known list is read by this reader, for its faults.
    reads_unnamed: bool,
    /// The fields beside the model, of the account whose overlay is read.
    custom: Vec<Field>,
    judge: OnceLock<Option<Judge>>,
    overlays: OnceLock<Option<Judge>>,
}

/// What reading one or several mappings gave.
#[derive(Debug)]
pub struct ReadOutcome {
    /// The mappings without errors.
    pub mappings: Vec<CheckedMapping>,
    /// Errors and warnings of all, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// A reader of mappings onto this model.
    ///
    /// # Errors
    /// A text when the model gives no valid schema; the model's author must repair it.
    pub fn new(model: Model) -> Result<Reader, String> {
        let judge = Judge::new(&one_list_schema(&model), &formats())?;
        let reader = Reader::later(model);
        let _ = reader.judge.set(Some(judge));
        Ok(reader)
    }

    /// A reader that compiles its schema only when it is first needed; [`Reader::sound`] never
    /// needs it. With a model that gives no valid schema it reads no mapping.
    pub fn later(model: Model) -> Reader {
        // A model of one's own stands alone, unless said.
        let mut others = resources();
        let ships = others.contains(&model.resource);
        let reads_unnamed = !ships || others.first() == Some(&model.resource);
        others.retain(|resource| ships && *resource != model.resource);
        Reader {
            model: Arc::new(model),
            others,
            reads_unnamed,
            custom: Vec::new(),
            judge: OnceLock::new(),
            overlays: OnceLock::new(),
        }
    }

    /// A reader for the account whose overlay has these fields beside the model.
    fn with_custom(&self, custom: Vec<Field>) -> Reader {
        Reader {
            model: Arc::new(self.model.with_custom(&custom)),
            others: self.others.clone(),
            reads_unnamed: self.reads_unnamed,
            custom,
            judge: OnceLock::new(),
            overlays: OnceLock::new(),
        }
    }

    fn judge(&self) -> Option<&Judge> {
        let judge = || Judge::new(&one_list_schema(&self.model), &formats()).ok();
        self.judge.get_or_init(judge).as_ref()
    }

    fn overlay_judge(&self) -> Option<&Judge> {
        let schema = || overlay_schema(&mapping_schema(&self.model));
        let judge = || Judge::new(&schema(), &formats()).ok();
        self.overlays.get_or_init(judge).as_ref()
    }

    /// The same reader in an engine that has these resources too: it passes over lists of them.
    #[must_use]
    pub fn beside(mut self, resources: impl IntoIterator<Item = String>) -> Reader {
        for other in resources {
            if other != self.model.resource && !self.others.contains(&other) {
                self.others.push(other);
            }
        }
        self
    }

    /// The model that mappings are read onto.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// Reads one mapping: the mapping when it has no error, and everything there is to say of it.
    pub fn read(&self, source: SourceFile) -> (Option<CheckedMapping>, Vec<Diagnostic>) {
        let (mapping, _, diagnostics) = self.stages(source);
        (mapping, diagnostics)
    }

    /// Reads a mapping that is known to be sound, such as one that is built into a program and read
    /// by its tests: it is not checked again. `None` when it cannot be read after all.
    pub fn sound(&self, source: SourceFile) -> Option<CheckedMapping> {
        let (document, mut diagnostics) = parse(Arc::new(source));
        let document = self.own_list(document, &mut diagnostics)?;
        let mapping = self.resolved(&Arc::new(document), &mut diagnostics)?;
        known_sound(mapping).filter(|_| !faulty(&diagnostics))
    }

    /// Reads several mappings. Two of the same integration clash. Those that have lists of other
    /// models alone are passed over.
    pub fn read_all(&self, sources: impl IntoIterator<Item = SourceFile>) -> ReadOutcome {
        let mut mappings = Vec::new();
        let mut diagnostics = Vec::new();
        let mut known: Vec<(String, Arc<Document>)> = Vec::new();
        for source in sources {
            let (mapping, document, found) = self.stages(source);
            diagnostics.extend(found);
            let Some(document) = document else { continue };
            let pointer = Pointer::new().key("integration");
            let slug = document
                .get(&pointer)
                .and_then(|node| node.as_text().map(str::to_owned));
            let Some(slug) = slug else { continue };
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == slug) {
                let title = format!("two mappings of `{slug}`");
                let second = document.label(&pointer, At::Value, "this one is the second");
                let first = first.label(&pointer, At::Value, "the first stands here");
                let clash = Diagnostic::error(Code::DuplicateIntegration, title, second);
                let help = "remove one, or give it another slug";
                diagnostics.push(clash.with_secondary(first).with_help(help));
                continue;
            }
            known.push((slug, document));
            mappings.extend(mapping);
        }
        sort(&mut diagnostics);
        ReadOutcome {
            mappings,
            diagnostics,
        }
    }

    /// Reads an account's overlay and lays it over its mapping. Both are checked as one; each
    /// diagnostic names the file that it is about.
    pub fn overlay(
        &self,
        base: &Mapping,
        source: SourceFile,
    ) -> (Option<CheckedMapping>, Vec<Diagnostic>) {
        let (document, mut diagnostics) = parse(Arc::new(source));
        if let Some(told) = no_overlay(&document) {
            diagnostics.push(told);
            return (None, diagnostics);
        }
        let (mut document, found) = examined(self.overlay_judge(), document);
        diagnostics.extend(found);
        let (custom, found) = take_custom(&mut document, &self.model);
        diagnostics.extend(found);
        let of = Pointer::new().key("of");
        if document
            .get(&of)
            .and_then(Node::as_text)
            .is_some_and(|slug| slug != base.integration)
        {
            let label = document.label(
                &of,
                At::Value,
                format!("the account's mapping is `{}`", base.integration),
            );
            diagnostics.push(Diagnostic::error(
                Code::UnknownWord,
                "an overlay of another mapping",
                label,
            ));
        }
        let mut merged = (*base.document).clone();
        merged.follow(&document);
        for place in lay_over(&mut merged, &document) {
            diagnostics.push(misplaced(base, &document, &place));
        }
        let (mapping, _, diagnostics) = if custom.is_empty() {
            self.later_stages(merged, diagnostics)
        } else {
            let with_custom = self.with_custom(custom);
            with_custom.later_stages(merged, diagnostics)
        };
        (mapping, diagnostics)
    }

    /// Judges an overlay whose mapping is not at hand, by its own text alone.
    pub fn overlay_alone(&self, source: SourceFile) -> Vec<Diagnostic> {
        let (document, mut diagnostics) = parse(Arc::new(source));
        match no_overlay(&document) {
            Some(told) => diagnostics.push(told),
            None => diagnostics.extend(examined(self.overlay_judge(), document).1),
        }
        sort(&mut diagnostics);
        diagnostics
    }

    /// The mapping, the document that it was read from, and what there is to say; no document where
    /// the file has no list of this model.
    fn stages(
        &self,
        source: SourceFile,
    ) -> (
        Option<CheckedMapping>,
        Option<Arc<Document>>,
        Vec<Diagnostic>,
    ) {
        let (document, mut diagnostics) = parse(Arc::new(source));
        if let Some(told) = no_mapping(&document) {
            diagnostics.push(told);
            return (None, None, diagnostics);
        }
        let Some(document) = self.own_list(document, &mut diagnostics) else {
            return (None, None, diagnostics);
        };
        let (mapping, document, diagnostics) = self.later_stages(document, diagnostics);
        (mapping, Some(document), diagnostics)
    }

    /// The file with the list of this model alone; none where it has lists of other models only.
    fn own_list(&self, document: Document, told: &mut Vec<Diagnostic>) -> Option<Document> {
        let named = lists::named(&document);
        let own = |named: &&Named| named.resource == self.model.resource;
        let known = |named: &Named| own(&named) || self.others.contains(&named.resource);
        let further = named.iter().filter(|named| named.further);
        let unknown: Vec<&Named> = further.filter(|named| !known(named)).collect();
        let alone = lists::one_list(&document, &unknown);
        told.extend(alone.clone());
        for name in unknown.iter().filter(|_| alone.is_none()) {
            let label = Label::new(&document.source, name.span.clone(), "no such model");
            let title = format!("`{}` is no unified resource", name.resource);
            let mut names = vec![self.model.resource.clone()];
            names.extend(self.others.iter().cloned());
            let told_here = Diagnostic::error(Code::UnknownResource, title, label);
            told.push(told_here.with_help_if(help_for(&name.resource, &names)));
        }
        if let [first, second, ..] = named.iter().filter(own).collect::<Vec<_>>().as_slice() {
            let label = Label::new(&document.source, second.span.clone(), "this is the second");
            let first = Label::new(
                &document.source,
                first.span.clone(),
                "the first stands here",
            );
            let title = format!("two lists of `{}`", self.model.resource);
            let fault = Diagnostic::error(Code::DuplicateKey, title, label);
            told.push(fault.with_secondary(first).with_help("remove one"));
        }
        let passed_over = named
            .iter()
            .any(|named| self.others.contains(&named.resource));
        let is_left = passed_over || !unknown.is_empty() || !self.reads_unnamed;
        if is_left && !named.iter().any(|named| own(&named)) {
            return None;
        }
        Some(lists::only(document, &self.model.resource))
    }

    fn later_stages(
        &self,
        document: Document,
        mut diagnostics: Vec<Diagnostic>,
    ) -> (Option<CheckedMapping>, Arc<Document>, Vec<Diagnostic>) {
        let (document, found) = examined(self.judge(), document);
        diagnostics.extend(found);
        let document = Arc::new(document);
        let (mapping, diagnostics) = self.checked(&document, diagnostics);
        (mapping, document, diagnostics)
    }

    /// The stages after the structure check: names are resolved and checked.
    fn checked(
        &self,
        document: &Arc<Document>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> (Option<CheckedMapping>, Vec<Diagnostic>) {
        let Some(mapping) = self.resolved(document, &mut diagnostics) else {
            without_followers(document, &mut diagnostics);
            return (None, diagnostics);
        };
        let (checked, found) = check(mapping, document, &self.model);
        diagnostics.extend(found);
        without_followers(document, &mut diagnostics);
        sort(&mut diagnostics);
        bounded(&document.source, &mut diagnostics);
        (checked.filter(|_| !faulty(&diagnostics)), diagnostics)
    }

    /// The mapping with its names resolved, as far as it is understood.
    fn resolved(
        &self,
        document: &Arc<Document>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Mapping> {
        document.root.as_ref()?;
        let written = match from_json::<written::Mapping>(document.to_json()) {
            Ok(written) => written,
            Err(fault) => {
                // The structure check has removed what does not fit. If the rest still cannot be
                // read, at least one fault is reported: a mapping never vanishes in silence.
                if !faulty(diagnostics) {
                    let label = Label::new(&document.source, 0..0, fault.to_string());
                    let title = "this mapping cannot be read";
                    diagnostics.push(Diagnostic::error(Code::WrongForm, title, label));
                }
                return None;
            }
        };
        let (mut mapping, found) = resolve(&written, document, &self.model);
        mapping.custom.clone_from(&self.custom);
        mapping.partial |= faulty(diagnostics);
        diagnostics.extend(found);
        Some(mapping)
    }
}

fn faulty(told: &[Diagnostic]) -> bool {
    told.iter().any(|d| d.severity == Severity::Error)
}

/// A part of an overlay for which its mapping has no place.
fn misplaced(base: &Mapping, document: &Document, place: &Pointer) -> Diagnostic {
    let cases: Vec<&str> = base
        .cases
        .iter()
        .filter(|case| !case.merged)
        .map(|case| case.name.as_str())
        .collect();
    let name = place.steps().last().and_then(|step| step.as_key());
    let name = name.unwrap_or_default();
    let of_case = place.steps().len() > 2;
    let has_cases = base
        .document
        .get(&Pointer::new().key("list").key("cases"))
        .is_some();
    let (title, text, help) = match (of_case, has_cases) {
        (false, true) => (
            format!("`{name}` stands beside the cases of `{}`", base.integration),
            "belongs to no case",
            Some(
                format!(
                    "write it below `shared`, or below one of `cases`: {}",
                    cases.join(", ")
                )
                .into(),
            ),
        ),
        (false, false) => (
            format!("`{}` has no cases", base.integration),
            "there is one list",
            Some("write `fields`, `parameters`, `send` and `headers` right below `list`".into()),
        ),
        (true, _) => (
            "no such case".to_owned(),
            "the mapping has no such case",
            help_for(name, &cases),
        ),
    };
    let label = document.label(place, At::Key, text);
    Diagnostic::error(Code::UnknownKey, title, label).with_help_if(help)
}

/// The sound part of a document and its faults; without a judge no part of it counts as sound.
fn examined(judge: Option<&Judge>, mut document: Document) -> (Document, Vec<Diagnostic>) {
    let Some(judge) = judge else {
        document.root = None;
        return (document, Vec::new());
    };
    judge.examine(document)
}
