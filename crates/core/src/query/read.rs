//! A query's tree becomes a [`ListQuery`], or everything that is wrong with it at once. Spellings
//! that mean the same become the same; an empty value is an absent one.

use super::brackets::{Node, Tree};
use super::check::{bad_limit, direction, key_by, sort};
use super::failure::{Failure, Ignored, shorten};
use super::filters::{one_value, read_filters, texts};
use super::list_query::{Format, ListQuery, Unsupported};
use super::nearest::nearest;
use serde_json::{Map, Value};
use touchpoint_language::model::Model;

/// The parameters that are about the reply rather than the records.
pub(super) const OWN: [&str; 12] = [
    "integrated_account_id",
    "limit",
    "next_cursor",
    "sort_by",
    "remote_query",
    "unsupported_filters",
    "truto_response_format",
    "truto_key_by",
    "truto_ignore_limit",
    "truto_ignore_remote_data",
    "truto_exclude_fields",
    "touchpoint_lookups",
];

/// The vendor's record beside the unified fields; it can be excluded like one of them.
const REMOTE_DATA: &str = "remote_data";

/// A query while it is read.
pub(super) struct Reading<'m> {
    pub(super) model: &'m Model,
    pub(super) lenient: bool,
    pub(super) query: ListQuery,
    pub(super) ignored: Vec<Ignored>,
    pub(super) failures: Vec<Failure>,
}

/// Reads a query under the strict default: what is not known is refused.
///
/// # Errors
/// Everything that cannot be taken, at once; the caller acts.
pub fn read(tree: Tree, model: &Model) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    read_with(tree, model, Unsupported::Refuse)
}

/// Reads a query; `unsupported` holds where the query itself does not say.
///
/// # Errors
/// Everything that cannot be taken, at once; the caller acts.
pub fn read_with(
    tree: Tree,
    model: &Model,
    unsupported: Unsupported,
) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    let mut reading = Reading {
        model,
        lenient: false,
        query: ListQuery::default().unsupported(unsupported),
        ignored: Vec::new(),
        failures: Vec::new(),
    };
    // These two decide how the others are judged.
    if let Some(node) = tree.get("unsupported_filters") {
        reading.unsupported(node);
    }
    if let Some(node) = tree.get("truto_response_format") {
        reading.format(node);
    }
    reading.lenient = reading.query.unsupported == Unsupported::Ignore;
    for (name, node) in &tree {
        if !reading.own(name, node) && !read_filters(name, node, &mut reading) {
            reading.unknown_name(name, node);
        }
    }
    if reading.failures.is_empty() {
        Ok((reading.query, reading.ignored))
    } else {
        Err(reading.failures)
    }
}

impl Reading<'_> {
    /// Reads one of [`OWN`]; false when the name is none of them.
    fn own(&mut self, name: &str, node: &Node) -> bool {
        match name {
            "unsupported_filters" | "truto_response_format" => {}
            "integrated_account_id" => {
                self.query.integrated_account_id = self.one(name, node);
            }
            "next_cursor" => self.query.next_cursor = self.one(name, node),
            "limit" => self.limit(node),
            "truto_ignore_limit" => self.query.ignore_limit = self.boolean(name, node),
            "truto_ignore_remote_data" => {
                self.query.ignore_remote_data = self.boolean(name, node);
            }
            "truto_key_by" => self.key(node),
            "truto_exclude_fields" => self.exclude(node),
            "touchpoint_lookups" => self.lookups(node),
            "sort_by" => self.sort(node),
            "remote_query" => self.remote_query(node),
            _ => return false,
        }
        true
    }

    /// The one value of a parameter; absent when it is empty.
    fn one(&mut self, name: &str, node: &Node) -> Option<String> {
        match node {
            Node::Text(text) => Some(text.clone()).filter(|t| !t.is_empty()),
            Node::List(_) | Node::Map(_) => {
                self.failures.push(one_value(name));
                None
            }
        }
    }

    /// The one word of a parameter, out of those that are allowed.
    fn word<T: Copy>(&mut self, name: &str, node: &Node, allowed: &[(&str, T)]) -> Option<T> {
        let word = self.one(name, node)?;
        let found = allowed.iter().find(|(w, _)| *w == word);
        if found.is_none() {
            let words: Vec<&str> = allowed.iter().map(|(w, _)| *w).collect();
            let says = format!(
                "is `{}`; write one of: {}",
                shorten(&word),
                words.join(", ")
            );
            self.failures
                .push(Failure::new(name, &word, &says).allowing(words));
        }
        found.map(|(_, meaning)| *meaning)
    }

    fn boolean(&mut self, name: &str, node: &Node) -> bool {
        let words = [("true", true), ("false", false)];
        self.word(name, node, &words).unwrap_or(false)
    }

    fn unsupported(&mut self, node: &Node) {
        let words = [
            ("refuse", Unsupported::Refuse),
            ("ignore", Unsupported::Ignore),
        ];
        if let Some(unsupported) = self.word("unsupported_filters", node, &words) {
            self.query.unsupported = unsupported;
        }
    }

    fn format(&mut self, node: &Node) {
        let words = Format::ALL.map(|format| (format.word(), format));
        if let Some(format) = self.word("truto_response_format", node, &words) {
            self.query.format = format;
        }
    }

    fn limit(&mut self, node: &Node) {
        let Some(text) = self.one("limit", node) else {
            return;
        };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        // A number beyond u64 is above every ceiling all the same.
        match digits.then(|| text.parse().unwrap_or(u64::MAX)) {
            Some(limit) if limit > 0 => self.query.limit = Some(limit),
            _ => self.failures.push(bad_limit(&text)),
        }
    }

    fn key(&mut self, node: &Node) {
        let Some(key) = self.one("truto_key_by", node) else {
            return;
        };
        if self.query.format != Format::Raw {
            self.failures.extend(key_by(&key, self.model));
        }
        self.query.key_by = Some(key);
    }

    fn exclude(&mut self, node: &Node) {
        let Some(texts) = texts(node) else {
            let says = "takes field names; write `truto_exclude_fields[]=name`";
            let failure = Failure::new("truto_exclude_fields", "", says);
            self.failures.push(failure);
            return;
        };
        let names = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            let known = self.query.format == Format::Raw
                || name == REMOTE_DATA
                || self.model.field(name).is_some();
            if known {
                self.query.exclude.push(name.to_owned());
                continue;
            }
            let fields = self.model.fields.iter().map(|f| f.name.as_str());
            let guess = nearest(name, fields.chain([REMOTE_DATA]))
                .map_or_else(String::new, |guess| format!("; did you mean `{guess}`?"));
            self.ignored.push(Ignored {
                parameter: format!("truto_exclude_fields={}", shorten(name)),
                message: format!(
                    "`{}` is no field, so nothing is excluded{guess}",
                    shorten(name)
                ),
            });
        }
    }

    fn lookups(&mut self, node: &Node) {
        let Some(texts) = texts(node) else {
            let says = "takes names of tables; write `touchpoint_lookups[]=name`";
            self.failures
                .push(Failure::new("touchpoint_lookups", "", says));
            return;
        };
        let names = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
        self.query
            .lookups
            .extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }

    fn sort(&mut self, node: &Node) {
        let Node::Map(fields) = node else {
            if self.one("sort_by", node).is_some() {
                let says = "takes a field and a direction; write `sort_by[field]=asc`";
                let allowed = self.model.sortable.iter().map(|f| format!("sort_by[{f}]"));
                let failure = Failure::new("sort_by", "", says).allowing(allowed);
                self.failures.push(failure);
            }
            return;
        };
        for (field, node) in fields {
            let shown = format!("sort_by[{field}]");
            let Some(word) = self.one(&shown, node) else {
                continue;
            };
            let bad_field = sort(field, self.model);
            match direction(&word, &shown) {
                Ok(direction) if bad_field.is_none() => {
                    self.query.sort.push((field.clone(), direction));
                }
                Ok(_) => {}
                Err(failure) => self.failures.push(failure),
            }
            self.failures.extend(bad_field);
        }
    }

    fn remote_query(&mut self, node: &Node) {
        match node {
            Node::Text(text) if text.is_empty() => {}
            Node::Map(members) => {
                self.query.remote_query =
                    members.iter().map(|(k, v)| (k.clone(), json(v))).collect();
            }
            Node::Text(_) | Node::List(_) => {
                let says = "takes the vendor's names; write `remote_query[name]=value`";
                let failure = Failure::new("remote_query", "", says);
                self.failures.push(failure);
            }
        }
    }
}

/// A node as JSON with text leaves; its depth is bounded by the tree's.
fn json(node: &Node) -> Value {
    match node {
        Node::Text(text) => Value::String(text.clone()),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(members) => {
            let members = members.iter().map(|(k, v)| (k.clone(), json(v)));
            Value::Object(members.collect::<Map<String, Value>>())
        }
    }
}

#[cfg(test)]
mod tests;
