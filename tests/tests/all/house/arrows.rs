//! Modules → the arrows between their files: who names what of whom, in a `use` or in the code.
//! A name that a face hands on leads to the file that defines it.
#![allow(clippy::indexing_slicing, reason = "a test may stop")]

use super::modules::{Module, Name};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// File → file → the names that the first takes from the second.
pub(crate) type Arrows = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// The arrows between the files of all these modules.
pub(crate) fn arrows(modules: &[Module]) -> Arrows {
    let known = modules
        .iter()
        .map(|module| (module.path.as_slice(), module));
    let house = House(known.collect());
    let mut arrows = Arrows::new();
    for module in modules {
        let mut from = |path: &[String]| {
            let Some((file, name)) = house.leads_to(module, path, 0) else {
                return;
            };
            if file != module.file {
                let to = arrows.entry(module.file.clone()).or_default();
                to.entry(file.to_owned()).or_default().insert(name);
            }
        };
        let mut named = Named::default();
        module.items.iter().for_each(|item| named.visit_item(item));
        for path in &named.0 {
            match path.as_slice() {
                // One word alone is told by its `use`, unless the file hands it on as well.
                [word] => {
                    if let Some(Name::Brought {
                        path,
                        handed_on: true,
                    }) = module.names.get(word)
                    {
                        from(path);
                    }
                }
                path => from(path),
            }
        }
        for name in module.names.values() {
            if let Name::Brought {
                path,
                handed_on: false,
            } = name
            {
                from(path);
            }
        }
        module.globs.iter().for_each(|path| from(path));
    }
    arrows
}

/// Every module by its path.
struct House<'m>(HashMap<&'m [String], &'m Module>);

impl<'m> House<'m> {
    /// The file that defines what a path names, and its name. Nothing for what is not ours.
    fn leads_to(
        &self,
        from: &'m Module,
        path: &[String],
        depth: usize,
    ) -> Option<(&'m Path, String)> {
        if depth > 32 {
            return None; // a glob that leads back
        }
        let (mut at, rest) = self.start(from, path, depth)?;
        for (index, word) in rest.iter().enumerate() {
            let module = *self.0.get(at.as_slice())?;
            match module.names.get(word) {
                Some(Name::Module) => at.push(word.clone()),
                Some(Name::Defined) => return Some((&module.file, word.clone())),
                Some(Name::Brought { path, .. }) => {
                    let whole: Vec<String> =
                        path.iter().chain(&rest[index + 1..]).cloned().collect();
                    return self.leads_to(module, &whole, depth + 1);
                }
                None => {
                    let rest = &rest[index..];
                    let globs = module.globs.iter();
                    let through = globs.map(|glob| glob.iter().chain(rest).cloned().collect());
                    let mut found = through
                        .filter_map(|whole: Vec<String>| self.leads_to(module, &whole, depth + 1));
                    return found.next();
                }
            }
        }
        let module = *self.0.get(at.as_slice())?;
        Some((&module.file, at.last()?.clone()))
    }

    /// The module where a path starts, and what is left of it.
    fn start<'p>(
        &self,
        from: &Module,
        path: &'p [String],
        depth: usize,
    ) -> Option<(Vec<String>, &'p [String])> {
        let (first, mut rest) = path.split_first()?;
        let mut at = from.path.clone();
        match first.as_str() {
            "crate" => at.truncate(1),
            "self" => {}
            "super" => {
                at.pop();
                while let Some(("super", after)) = rest
                    .split_first()
                    .map(|(word, after)| (word.as_str(), after))
                {
                    at.pop();
                    rest = after;
                }
            }
            name if from.names.contains_key(name) => rest = path,
            name if depth < 32 && self.0.contains_key([name.to_owned()].as_slice()) => {
                at = vec![name.to_owned()];
            }
            _ => return None,
        }
        Some((at, rest))
    }
}

/// Every path that a piece of code names.
#[derive(Default)]
struct Named(Vec<Vec<String>>);

impl<'a> Visit<'a> for Named {
    fn visit_path(&mut self, path: &'a syn::Path) {
        let words = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        self.0.push(words.collect());
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        let paths = super::modules::paths_of(&item.tree).into_iter();
        self.0.extend(paths.map(|(path, _)| path));
    }

    fn visit_macro(&mut self, item: &'a syn::Macro) {
        self.visit_path(&item.path);
        self.tokens(item.tokens.clone());
    }
}

impl Named {
    /// What a macro is given is no code yet: its words are read with the colons between them.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut words: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(word) => {
                    if colons != 2 {
                        self.0.push(std::mem::take(&mut words));
                    }
                    words.push(word.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.0.push(std::mem::take(&mut words));
                    colons = 0;
                    if let proc_macro2::TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.0.push(words);
        self.0.retain(|path| !path.is_empty());
    }
}
