//! The life of a value, line by line, for people: on the command line and on the playground's page.

use super::absent::Absent;
use super::life::{Life, Piece, SourceLife, Why};
use super::located::Place;
use super::seen::ITSELF;
use serde::Serialize;

/// One line.
///
/// ```text
/// { "depth": 1, "text": "created_at: $.made", "place": "mappings/acme.yaml:22:17" }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// How far it is indented; the title is at 0. An empty text parts one life from the next.
    pub depth: usize,
    /// What it says.
    pub text: String,
    /// The place in the mapping that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Why {
    /// The life in lines, its title first.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Lines(Vec::new());
        lines.add(0, format!("{} = {}", self.value, self.is));
        lines.at(1, format!("case {}", self.case), &self.case_place);
        if let Some(record) = &self.record {
            lines.add(1, format!("the vendor's record: {}", place(record)));
        }
        if let Some(unfilled) = &self.unfilled {
            lines.add(1, unfilled.clone());
        }
        for one in &self.lives {
            lines.add(0, String::new());
            lines.life(one, 1);
        }
        for one in &self.sources {
            lines.add(0, String::new());
            lines.source(one);
        }
        lines.0
    }
}

struct Lines(Vec<Line>);

impl Lines {
    fn add(&mut self, depth: usize, text: String) {
        let place = None;
        self.0.push(Line { depth, text, place });
    }

    fn at(&mut self, depth: usize, text: String, place: &str) {
        let place = Some(place.to_owned());
        self.0.push(Line { depth, text, place });
    }

    fn life(&mut self, life: &Life, depth: usize) {
        let field = life.field.as_ref().map(|field| format!("{field}: "));
        let head = format!("{}{}", field.unwrap_or_default(), life.written);
        self.at(depth, head, &life.place);
        let below = depth.saturating_add(1);
        if let Some(entry) = &life.entry {
            let key = entry.key.join(", ");
            let says = match &entry.entry {
                Some(found) => format!("looked up in {} by {key}: {found}", entry.table),
                None if key.is_empty() => {
                    format!("not looked up in {}: there is no key", entry.table)
                }
                None => format!("looked up in {} by {key}: no entry", entry.table),
            };
            self.add(below, says);
        }
        if let Some(found) = &life.found {
            self.add(below, format!("there stands {}", piece(found)));
        }
        if let Some(made) = &life.made {
            self.add(below, format!("gives {made}"));
        }
        if let Some(nothing) = &life.absent {
            self.absent(nothing, below);
        }
        for part in &life.parts {
            self.life(part, below);
        }
        for step in &life.steps {
            let after = step.after.as_deref().unwrap_or("nothing");
            let became = format!("{} → {after}", step.before);
            // A form that the field has by itself says no more.
            let does = Some(&step.does).filter(|does| *does != ITSELF);
            let does = does.map_or_else(String::new, |does| format!("  ({does})"));
            self.add(below, became + &does);
        }
        for fault in &life.faults {
            self.add(below, format!("warning {}: {}", fault.code, fault.message));
        }
        let ends = life.ends.as_deref().unwrap_or("nothing");
        self.add(below, format!("= {ends}"));
    }

    fn absent(&mut self, absent: &Absent, depth: usize) {
        self.add(depth, format!("nothing stands at {}", absent.looked_for));
        self.add(depth, format!("{} is {}", absent.leads_to, absent.stands));
        if let Some(near) = &absent.nearest {
            self.add(depth, format!("did you mean {near}?"));
        }
    }

    fn source(&mut self, source: &SourceLife) {
        let title = match (source.applies, source.elements.len()) {
            (false, _) => "a source whose `when` does not hold".to_owned(),
            (true, 0) => "a source without elements in this record".to_owned(),
            (true, 1) => "a source with one element".to_owned(),
            (true, more) => format!("a source with {more} elements"),
        };
        self.at(1, title, &source.place);
        for (index, element) in source.elements.iter().enumerate() {
            let shown = element.piece.as_ref().map(piece);
            let shown = shown.unwrap_or_else(|| "the record".to_owned());
            self.add(2, format!("{index}: {}; {shown}", element.became));
        }
    }
}

fn piece(piece: &Piece) -> String {
    match &piece.place {
        Some(at) => format!("{}, at {}", piece.text, place(at)),
        None => piece.text.clone(),
    }
}

fn place(place: &Place) -> String {
    let pointer = if place.pointer.is_empty() {
        "the whole body"
    } else {
        &place.pointer
    };
    format!("{pointer} of {}, byte {}", place.reply, place.byte)
}
