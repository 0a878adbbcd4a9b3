//! Compiles an account's overlay, laid over its mapping, into a plan of its own when it is first
//! needed. Plans are kept within a budget of memory: the least recently used goes first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::Plan;
use touchpoint_core::registry::PlanReader;
use touchpoint_language::diagnostic::{Code, Diagnostic, Label, nearest};
use touchpoint_language::source::SourceFile;

/// The default budget.
pub(crate) const MOST_BYTES: usize = 64 * 1024 * 1024;
/// About how many bytes a plan takes for each byte of its mapping's and its overlay's text: every
/// case and route has its own program.
const FOR_ONE: usize = 200;
/// How many bytes an overlay with errors takes: only the note that it has some.
const OF_FAULTY: usize = 512;

/// The plans of overlays, by integration and text.
pub(crate) struct Overlays {
    reader: Arc<PlanReader>,
    kept: Mutex<CachedPlans>,
}

/// Why there is no plan.
pub(crate) enum NoPlan {
    /// The overlay has errors.
    Faulty,
    /// Plans in use take up the whole budget; after a moment there may be room.
    Full,
}

/// The integration and the overlay's text.
type Of = (String, String);

struct CachedPlans {
    most: usize,
    plans: HashMap<Of, KeptPlan>,
    bytes: usize,
    /// Counts the uses, so that their order is known.
    uses: u64,
    /// Plans that were dropped from here while they were in use.
    gone: Vec<(Weak<Plan>, usize)>,
}

struct KeptPlan {
    /// None for an overlay with errors.
    plan: Option<Arc<Plan>>,
    bytes: usize,
    used: u64,
}

/// The fault of an account whose integration has no mapping, at the start of its overlay.
pub(crate) fn unknown_integration(account: &Account, known: &[String]) -> Diagnostic {
    let slug = &account.integration;
    let without = || Arc::new(SourceFile::new(format!("account `{}`", account.id), ""));
    let source = account.overlay.clone().unwrap_or_else(without);
    let title = format!("there is no mapping of `{slug}`");
    let label = Label::new(&source, 0..0, "");
    let near = nearest(slug, known);
    Diagnostic::error(Code::UnknownWord, title, label).with_help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    })
}

impl Overlays {
    /// An empty store with a budget of this many bytes.
    pub(crate) fn new(reader: Arc<PlanReader>, most: usize) -> Overlays {
        Overlays {
            reader,
            kept: Mutex::new(CachedPlans {
                most,
                plans: HashMap::new(),
                bytes: 0,
                uses: 0,
                gone: Vec::new(),
            }),
        }
    }

    /// The plan of an overlay over another plan.
    ///
    /// # Errors
    /// [`NoPlan`].
    pub(crate) fn over(&self, base: &Plan, overlay: &SourceFile) -> Result<Arc<Plan>, NoPlan> {
        let of = (base.integration().to_owned(), overlay.text.clone());
        if let Some(known) = self.kept().get(&of) {
            return known;
        }
        let bytes = FOR_ONE * (overlay.text.len() + base.mapping.document.source.text.len());
        if !self.kept().has_room(bytes) {
            return Err(NoPlan::Full);
        }
        let plan = self.read(base, overlay).ok();
        let bytes = if plan.is_some() { bytes } else { OF_FAULTY };
        self.kept().put(of, plan.clone(), bytes);
        plan.ok_or(NoPlan::Faulty)
    }

    /// Reads an overlay again, for all of its faults.
    ///
    /// # Errors
    /// Every error of the two as one.
    pub(crate) fn read(
        &self,
        base: &Plan,
        overlay: &SourceFile,
    ) -> Result<Arc<Plan>, Vec<Diagnostic>> {
        let source = SourceFile::new(overlay.name.clone(), overlay.text.clone());
        let (plan, diagnostics) = self.reader.overlay(base, source);
        plan.map(Arc::new).ok_or(diagnostics)
    }

    fn kept(&self) -> MutexGuard<'_, CachedPlans> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedPlans {
    fn get(&mut self, of: &Of) -> Option<Result<Arc<Plan>, NoPlan>> {
        self.uses += 1;
        let found = self.plans.get_mut(of)?;
        found.used = self.uses;
        Some(found.plan.clone().ok_or(NoPlan::Faulty))
    }

    /// Makes room for a plan of this size; false if those in use leave none.
    fn has_room(&mut self, bytes: usize) -> bool {
        while self.bytes.saturating_add(bytes) > self.most {
            let oldest = self.plans.iter().min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(of, _)| of.clone()) else {
                break;
            };
            self.take_out(&oldest);
        }
        self.gone.retain(|(plan, _)| plan.strong_count() > 0);
        let in_use: usize = self.gone.iter().map(|(_, bytes)| bytes).sum();
        // A plan that is larger than the budget is used alone.
        in_use == 0 || in_use.saturating_add(bytes) <= self.most
    }

    fn put(&mut self, of: Of, plan: Option<Arc<Plan>>, bytes: usize) {
        self.take_out(&of);
        self.uses += 1;
        self.bytes += bytes;
        let used = self.uses;
        self.plans.insert(of, KeptPlan { plan, bytes, used });
    }

    fn take_out(&mut self, of: &Of) {
        let Some(KeptPlan { plan, bytes, .. }) = self.plans.remove(of) else {
            return;
        };
        self.bytes = self.bytes.saturating_sub(bytes);
        if let Some(plan) = plan.filter(|plan| Arc::strong_count(plan) > 1) {
            self.gone.push((Arc::downgrade(&plan), bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Touchpoint;

    const ACME: &str = "mapping: 1\nintegration: acme\nlabel: Acme\nresource: crm/engagements\n\
        connection:\n  base_url: https://acme.example\n  auth: [{ kind: bearer, credential: token }]\n\
        list:\n  request: GET /calls\n  paging: { kind: none }\n  records: $.calls[*]\n  fields: { id: $.id }\n";

    fn overlay(number: usize) -> SourceFile {
        let text = format!("overlay: 1\nof: acme\nlist:\n  fields: {{ subject: $.a{number} }}\n");
        SourceFile::new("overlay", text)
    }

    #[tokio::test]
    async fn plans_stay_within_their_budget_and_those_in_use_count() {
        let builder = Touchpoint::builder().mapping_text("acme.yaml", ACME);
        let engine = builder.build().await.unwrap();
        let base = engine.plan("acme").unwrap();
        let reader = PlanReader::new(touchpoint_language::unified::engagement_model());
        let one = FOR_ONE * (overlay(1).text.len() + ACME.len());
        let overlays = Overlays::new(Arc::new(reader.unwrap()), 3 * one);
        let over = |number| overlays.over(base, &overlay(number));
        let mut used: Vec<_> = (0..6).filter_map(|number| over(number).ok()).collect();
        assert!(overlays.kept().bytes <= 3 * one);
        assert!(matches!(over(7), Err(NoPlan::Full)), "{}", used.len());
        used.clear();
        assert!(over(7).is_ok());
        assert_eq!(overlays.kept().gone.len(), 0);
    }
}
