//! Turns a query's tree into a [`ListQuery`], or into everything that is wrong with it at once.
//! Spellings that mean the same become the same; an empty value is an absent one.

use super::brackets::{self, Node, Tree};
use super::check::{bad_limit, direction, key_by, known, sort, unknown};
use super::failure::{Failure, Ignored, shorten};
use super::filters::read_filters;
use super::list_query::{Format, ListQuery, Unsupported};
use super::names::Names;
use super::reading::{QueryReader, texts};
use touchpoint_language::diagnostic::nearest;
use touchpoint_language::json::{Json, Object};
use touchpoint_language::model::Model;

/// The vendor's record beside the unified fields; it can be excluded like one of them.
const REMOTE_DATA: &str = "remote_data";
/// What becomes of filters that the vendor cannot serve.
const UNSUPPORTED: &str = "unsupported_filters";

/// Reads a query string: `owner[id]=7&limit=5`. Unknown parameters are refused, unless the query
/// itself says otherwise.
///
/// # Errors
/// Everything in it that is refused, at once; the caller acts.
pub fn parse(
    text: &str,
    model: &Model,
    names: Names,
) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    read(brackets::parse(text)?, model, names, Unsupported::Refuse)
}

/// Reads a query's tree; `unsupported` is the default where the query itself does not say.
///
/// # Errors
/// Everything that is refused, at once; the caller acts.
pub fn read(
    tree: Tree,
    model: &Model,
    names: Names,
    unsupported: Unsupported,
) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    let mut reading = QueryReader {
        model,
        names,
        lenient: false,
        query: ListQuery::default().unsupported(unsupported),
        ignored: Vec::new(),
        failures: Vec::new(),
    };
    // These two decide how the others are judged.
    if let Some(node) = tree.get(UNSUPPORTED) {
        reading.unsupported(node);
    }
    if let Some(node) = tree.get(names.response_format) {
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

impl QueryReader<'_> {
    /// Reads a parameter about the reply; false when the name is none of them.
    fn own(&mut self, name: &str, node: &Node) -> bool {
        let names = self.names;
        match name {
            "limit" => self.limit(node),
            "next_cursor" => self.query.next_cursor = self.one(name, node),
            "sort_by" => self.sort(node),
            "remote_query" => self.remote_query(node),
            // They were read before the others.
            _ if name == UNSUPPORTED || name == names.response_format => {}
            _ if Some(name) == names.account => {
                self.one(name, node);
            }
            _ if name == names.key_by => self.key(node),
            _ if name == names.ignore_limit => self.query.ignore_limit = self.boolean(name, node),
            _ if name == names.ignore_remote_data => {
                self.query.ignore_remote_data = self.boolean(name, node);
            }
            _ if name == names.exclude_fields => self.exclude(node),
            _ if name == names.lookups => self.lookups(node),
            _ => return false,
        }
        true
    }

    fn unsupported(&mut self, node: &Node) {
        let words = [
            ("refuse", Unsupported::Refuse),
            ("ignore", Unsupported::Ignore),
        ];
        if let Some(unsupported) = self.word(UNSUPPORTED, node, &words) {
            self.query.unsupported = unsupported;
        }
    }

    fn format(&mut self, node: &Node) {
        let words = Format::ALL.map(|format| (format.word(), format));
        if let Some(format) = self.word(self.names.response_format, node, &words) {
            self.query.format = format;
        }
    }

    fn limit(&mut self, node: &Node) {
        let Some(text) = self.one("limit", node) else {
            return;
        };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        // A number beyond u64 is above every limit anyway.
        match digits.then(|| text.parse().unwrap_or(u64::MAX)) {
            Some(limit) if limit > 0 => self.query.limit = Some(limit),
            _ => self.failures.push(bad_limit(&text)),
        }
    }

    fn key(&mut self, node: &Node) {
        let Some(key) = self.one(self.names.key_by, node) else {
            return;
        };
        if self.query.format != Format::Raw {
            self.failures.extend(key_by(&key, self.model, self.names));
        }
        self.query.key_by = Some(key);
    }

    fn exclude(&mut self, node: &Node) {
        let parameter = self.names.exclude_fields;
        let Some(texts) = texts(node) else {
            let says = format!("takes field names; write `{parameter}[]=name`");
            self.failures.push(Failure::new(parameter, "", &says));
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
            let words: Vec<&str> = fields.chain([REMOTE_DATA]).collect();
            let guess = nearest(name, &words)
                .map_or_else(String::new, |guess| format!("; did you mean `{guess}`?"));
            self.ignored.push(Ignored {
                parameter: format!("{parameter}={}", shorten(name)),
                message: format!(
                    "`{}` is no field, so nothing is excluded{guess}",
                    shorten(name)
                ),
            });
        }
    }

    fn lookups(&mut self, node: &Node) {
        let Some(texts) = texts(node) else {
            let parameter = self.names.lookups;
            let says = format!("takes names of tables; write `{parameter}[]=name`");
            self.failures.push(Failure::new(parameter, "", &says));
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

    /// Reports a name that neither the model nor the contract knows.
    fn unknown_name(&mut self, name: &str, node: &Node) {
        let came = match node {
            Node::Text(text) => text.as_str(),
            Node::List(_) | Node::Map(_) => "",
        };
        let mut words = known(self.model);
        words.extend(self.names.all().map(str::to_owned));
        self.unknown(unknown(name, came, &words));
    }
}

/// A node as JSON with text leaves; its depth is bounded by the tree's.
fn json(node: &Node) -> Json {
    match node {
        Node::Text(text) => Json::String(text.clone()),
        Node::List(items) => items.iter().map(json).collect(),
        Node::Map(members) => {
            let members = members.iter().map(|(k, v)| (k.clone(), json(v)));
            Json::Object(members.collect::<Object>())
        }
    }
}

#[cfg(test)]
mod tests;
