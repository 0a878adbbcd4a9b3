//! Tells what the vendor ends within a year of a day, or has ended. It is no fault of the mapping, so
//! it is neither an error nor a warning, and a mapping that was sound yesterday stays sound.

use super::CheckedMapping;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::At;
use crate::mapping::Ends;
use jiff::civil::Date;

impl CheckedMapping {
    /// A notice for each end that is less than a year away on this day, or past.
    #[must_use]
    pub fn notices(&self, today: Date) -> Vec<Diagnostic> {
        let CheckedMapping(mapping) = self;
        let endings = mapping.endings().into_iter();
        let near = endings.filter(|ending| ending.ends.near(today));
        near.map(|ending| {
            let ends = ending.ends;
            let what = ending.what();
            let title = if ends.over(today) {
                format!("{what} ended on {}", ends.on)
            } else {
                format!("{what} ends on {}", ends.on)
            };
            let at = ends.pointer.key("on");
            let label = mapping.document.label(&at, At::Value, away(ends, today));
            let instead = ends.instead.as_ref();
            let instead = instead.map_or_else(String::new, |what| format!("; instead: {what}"));
            Diagnostic::notice(Code::ApiEnds, title, label)
                .with_help(format!("see {}{instead}", ends.see))
        })
        .collect()
    }
}

fn away(ends: &Ends, today: Date) -> String {
    let days = today.until(ends.on).map_or(0, |span| span.get_days());
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("in {days} days"),
        -1 => "yesterday".to_owned(),
        _ => format!("{} days ago", days.unsigned_abs()),
    }
}
