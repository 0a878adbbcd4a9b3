//! Which claims of a mapping the cases exercise at all. It is less than evidence: a case that runs
//! through a line need not notice that the line is wrong.

use super::prove::{Seen, as_recorded, classified, differs, judged, see};
use super::{Alteration, Claim, Proof, altered, claims};
use crate::replay::whole_pages;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use touchpoint_core::plan::Plan;
use touchpoint_core::run::{PageAtHand, PageWatch};
use touchpoint_core::scan::{Observer, Step};
use touchpoint_corpus::Case;
use touchpoint_language::document::Pointer;

/// The claims of a mapping, each with whether some case exercises it.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// In the order of the file.
    pub claims: Vec<(Claim, bool)>,
}

impl Coverage {
    /// How many of a hundred claims are exercised, rounded down; all of none.
    pub fn percent(&self) -> usize {
        let all = self.claims.len();
        let known = self.claims.iter().filter(|(_, known)| *known).count();
        (known * 100).checked_div(all).unwrap_or(100)
    }

    /// The claims that no case exercises.
    pub fn missing(&self) -> impl Iterator<Item = &Claim> {
        let claims = self.claims.iter();
        claims.filter(|(_, known)| !known).map(|(claim, _)| claim)
    }
}

/// Which claims of a plan these cases exercise.
pub async fn coverage(plan: &Plan, cases: &[Case]) -> Coverage {
    let watch = Arc::new(CoverageWatch::default());
    for case in cases {
        whole_pages(case, plan, Some(watch.clone())).await;
    }
    let run = std::mem::take(&mut *watch.run.lock().unwrap_or_else(PoisonError::into_inner));
    let seen: Vec<Seen<'_, '_>> = cases.iter().map(|case| see(case, plan)).collect();
    let replies = || {
        cases
            .iter()
            .flat_map(|case| &case.exchanges)
            .map(|call| &call.reply)
    };
    let as_recorded = as_recorded(plan, cases).await;
    let mut known_claims = Vec::new();
    for claim in claims(plan) {
        let known = match &claim.proof {
            // If a list is long enough, and if a header is sent, shows in what comes without it.
            Proof::Altered(
                alteration @ (Alteration::NoCap(_)
                | Alteration::NoWindow(_)
                | Alteration::NoMore(_)
                | Alteration::NoMissing(_)
                | Alteration::NoHeader(_)),
            ) => differs(&altered(plan, alteration), &as_recorded).await,
            Proof::Altered(alteration) => run.exercises(alteration, &seen, plan),
            // A refusal whose message was looked for is told by the vendor's words.
            Proof::Said(_) => replies().any(|reply| reply.status >= 400),
            Proof::Judged(alteration) => {
                let other = altered(plan, alteration);
                replies().any(|reply| judged(plan, &other, reply))
            }
            Proof::Classified(index) => {
                replies().any(|reply| classified(plan, reply) == Some(*index))
            }
            proof => seen.iter().any(|seen| seen.shows(plan, proof)),
        };
        known_claims.push((claim, known));
    }
    Coverage {
        claims: known_claims,
    }
}

/// What ran.
#[derive(Debug, Default)]
struct Run {
    /// The expressions that made a value.
    places: HashSet<Pointer>,
    /// The vendor's words that came to the transforms of an expression, as the mapping has them.
    words: HashSet<(Pointer, String)>,
    /// The dotted fields of which some value was made, by case.
    fields: HashSet<(usize, String)>,
    cases: HashSet<usize>,
}

impl Run {
    fn exercises(&self, alteration: &Alteration, seen: &[Seen<'_, '_>], plan: &Plan) -> bool {
        match alteration {
            Alteration::Field(case, dotted) => self.fields.contains(&(*case, dotted.clone())),
            Alteration::Value(pointer) => self.places.contains(pointer),
            Alteration::Source(pointer) => self.places.iter().any(|place| pointer.covers(place)),
            Alteration::Word(pointer, word) => {
                self.words.contains(&(pointer.clone(), word.clone()))
            }
            Alteration::NoSkip(case) => self.cases.contains(case),
            other => seen.iter().any(|seen| seen.asks(plan, other)),
        }
    }
}

/// Looks on while the pages of all cases are mapped.
#[derive(Debug, Default)]
struct CoverageWatch {
    run: Mutex<Run>,
}

impl PageWatch for CoverageWatch {
    fn page(&self, at_hand: &PageAtHand<'_>) {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        let case = at_hand.chosen.case_at;
        run.cases.insert(case);
        for record in 0..at_hand.page.len() {
            let looker = Looker {
                run: std::mem::take(&mut run),
                case,
                field: String::new(),
                stack: Vec::new(),
            };
            let looker = at_hand
                .chosen
                .reader
                .observe(at_hand.page, record, at_hand.facts, looker);
            *run = looker.run;
        }
    }
}

/// Notes what makes a value.
struct Looker {
    run: Run,
    case: usize,
    field: String,
    /// The expressions that are being made, each with the text at hand.
    stack: Vec<(Pointer, Option<String>)>,
}

impl Observer for Looker {
    fn see(&mut self, step: Step<'_>) {
        match step {
            Step::Field(name) | Step::Member(name) => name.clone_into(&mut self.field),
            Step::Begins(place) => self.stack.push((place.clone(), None)),
            Step::Found(Some(raw)) | Step::Made(raw) => {
                let text = touchpoint_core::slices::text(raw).map(String::from);
                if let Some((_, at_hand)) = self.stack.last_mut() {
                    *at_hand = text;
                }
            }
            Step::Became(transform, value) => {
                if let Some((place, at_hand)) = self.stack.last_mut() {
                    let before = at_hand.take();
                    let word = before.as_deref().and_then(|came| transform.meant(came));
                    self.run
                        .words
                        .extend(word.map(|word| (place.clone(), word.to_owned())));
                    *at_hand = value.and_then(|v| v.clone().text().ok().map(String::from));
                }
            }
            Step::Ends(value) => {
                let Some((place, _)) = self.stack.pop() else {
                    return;
                };
                let Some(value) = value else {
                    return;
                };
                if let Some((_, at_hand)) = self.stack.last_mut() {
                    // What a part gives is what the whole goes on with.
                    *at_hand = value.clone().text().ok().map(String::from);
                } else {
                    self.run.fields.insert((self.case, self.field.clone()));
                }
                self.run.places.insert(place);
            }
            _ => {}
        }
    }
}
