//! The steps that the engine tells while it makes one field → a tree of what was seen.

use super::located::{byte_of, pointer_of};
use touchpoint_core::scan::{Observer, Step};
use touchpoint_language::document::Pointer;
use touchpoint_language::transform::Value;

/// What the value that a step works on is called.
pub(super) const ITSELF: &str = "it";
/// The most elements of a list that are kept.
const MOST_ELEMENTS: usize = 1000;
/// The longest text that is kept, in bytes.
const LONGEST: usize = 64 * 1024;

/// A text of a reply, and where it stands in its body, where it stands there.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) raw: String,
    pub(super) at: Option<(String, usize)>,
}

/// What was seen of an expression.
#[derive(Clone, Debug, Default)]
pub(super) struct SeenExpr {
    pub(super) place: Pointer,
    /// What stands at its path; none inside where nothing does.
    #[allow(
        clippy::option_option,
        reason = "nothing was looked for, or nothing stands there"
    )]
    pub(super) found: Option<Option<Text>>,
    pub(super) made: Option<String>,
    /// The words of each transform for what it was given, and what it made.
    pub(super) steps: Vec<(String, Option<String>)>,
    pub(super) entry: Option<SeenEntry>,
    pub(super) faults: Vec<(String, String)>,
    pub(super) parts: Vec<SeenExpr>,
    pub(super) ends: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct SeenEntry {
    pub(super) table: String,
    pub(super) key: Vec<String>,
    pub(super) entry: Option<Text>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct SeenElement {
    pub(super) raw: Option<Text>,
    pub(super) left_out: bool,
    pub(super) entry: Option<SeenEntry>,
    /// By dotted name.
    pub(super) members: Vec<(String, Option<SeenExpr>)>,
    /// True where it is written; none where it is the record's own object.
    pub(super) taken: Option<bool>,
}

#[derive(Clone, Debug)]
pub(super) struct SeenSource {
    pub(super) place: Pointer,
    pub(super) applies: bool,
    pub(super) has_elements: bool,
    pub(super) elements: Vec<SeenElement>,
}

/// What was seen of one field of one record.
#[derive(Clone, Debug)]
pub(super) struct SeenField<'b> {
    wanted: &'b str,
    body: &'b [u8],
    active: bool,
    stack: Vec<SeenExpr>,
    /// The expression of a field with one value.
    pub(super) value: Option<SeenExpr>,
    pub(super) sources: Vec<SeenSource>,
    /// True once the current element is written, or left out.
    closed: bool,
}

impl<'b> SeenField<'b> {
    /// Looks for this field, in a body.
    pub(super) fn new(wanted: &'b str, body: &'b [u8]) -> SeenField<'b> {
        SeenField {
            wanted,
            body,
            active: false,
            stack: Vec::new(),
            value: None,
            sources: Vec::new(),
            closed: true,
        }
    }

    pub(super) fn text(&self, raw: &str) -> Text {
        let pointer = std::str::from_utf8(self.body)
            .ok()
            .and_then(|body| pointer_of(body, raw));
        Text {
            raw: cut(raw),
            at: pointer.zip(byte_of(self.body, raw)),
        }
    }

    /// The element that is being made; a new one where none is open.
    fn element(&mut self) -> Option<&mut SeenElement> {
        let source = self.sources.last_mut()?;
        if self.closed && source.elements.len() < MOST_ELEMENTS {
            source.elements.push(SeenElement::default());
            self.closed = false;
        }
        source.elements.last_mut()
    }

    fn ends(&mut self, value: Option<&Value<'_>>) {
        let Some(mut expr) = self.stack.pop() else {
            return;
        };
        let text = |value: &Value<'_>| value.clone().text().map_or_else(|f| f.message, Into::into);
        expr.ends = value.map(text).map(|text| cut(&text));
        if let Some(above) = self.stack.last_mut() {
            above.parts.push(expr);
        } else if self.sources.is_empty() {
            self.value = Some(expr);
        } else if let Some((_, member)) = self.element().and_then(|one| one.members.last_mut()) {
            *member = Some(expr);
        }
    }
}

impl Observer for SeenField<'_> {
    fn see(&mut self, step: Step<'_>) {
        if let Step::Field(name) = step {
            self.active = name == self.wanted;
        }
        if !self.active {
            return;
        }
        match step {
            Step::Field(_) => {}
            Step::Source {
                place,
                applies,
                has_elements,
            } => {
                self.closed = true;
                self.sources.push(SeenSource {
                    place: place.clone(),
                    applies,
                    has_elements,
                    elements: Vec::new(),
                });
            }
            Step::Element(raw) => {
                // The elements of a table's entry come one after another below one of the record.
                let entry = self.open_entry();
                let text = self.text(raw);
                if !self.closed
                    && let Some(source) = self.sources.last_mut()
                {
                    source.elements.pop_if(|open| open.entry.is_some());
                }
                self.closed = true;
                if let Some(element) = self.element() {
                    element.raw = Some(text);
                    element.entry = entry;
                }
            }
            Step::LeftOut => {
                if let Some(element) = self.element() {
                    element.left_out = true;
                }
                self.closed = true;
            }
            Step::Entry { table, key, entry } => {
                let seen = SeenEntry {
                    table: table.to_owned(),
                    key: key.to_vec(),
                    entry: entry.map(|raw| self.text(raw)),
                };
                match self.stack.last_mut() {
                    Some(expr) => expr.entry = Some(seen),
                    None => {
                        if let Some(element) = self.element() {
                            element.entry = Some(seen);
                        }
                    }
                }
            }
            Step::Member(name) => {
                let member = (name.to_owned(), None);
                if let Some(element) = self.element() {
                    element.members.push(member);
                }
            }
            Step::Taken(is_taken) => {
                if let Some(element) = self.element() {
                    element.taken = Some(is_taken);
                }
                self.closed = true;
            }
            other => self.of_expression(other),
        }
    }
}

impl SeenField<'_> {
    /// Takes a step of the expression that is being made.
    fn of_expression(&mut self, step: Step<'_>) {
        match step {
            Step::Begins(place) => self.stack.push(SeenExpr {
                place: place.clone(),
                ..SeenExpr::default()
            }),
            Step::Found(found) => {
                let found = found.map(|raw| self.text(raw));
                if let Some(expr) = self.stack.last_mut() {
                    expr.found = Some(found);
                }
            }
            Step::Made(json) => {
                if let Some(expr) = self.stack.last_mut() {
                    expr.made = Some(cut(json));
                }
            }
            Step::Became(transform, value) => {
                let words = transform.told(ITSELF.to_owned());
                if let Some(expr) = self.stack.last_mut() {
                    expr.steps.push((words, value.map(shown)));
                }
            }
            Step::Fault(fault) => {
                let fault = (fault.code.to_owned(), fault.message.clone());
                if let Some(expr) = self.stack.last_mut() {
                    expr.faults.push(fault);
                }
            }
            Step::Ends(value) => self.ends(value),
            _ => {}
        }
    }

    /// The entry of an element that is looked up and not written yet.
    fn open_entry(&self) -> Option<SeenEntry> {
        let last = self.sources.last()?.elements.last()?;
        let open = !self.closed || last.taken.is_some();
        last.entry.clone().filter(|_| open)
    }
}

/// A value as text.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => cut(text),
        Value::Milliseconds(ms) if ms % 1000 == 0 => format!("{} s", ms / 1000),
        Value::Milliseconds(ms) => format!("{ms} ms"),
        Value::List => "a list".to_owned(),
        Value::Object => "an object".to_owned(),
        Value::Instant(_) => value.clone().text().map_or_else(|f| f.message, Into::into),
    }
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(LONGEST);
    let (start, _) = text.split_at(end);
    format!("{start}…")
}
