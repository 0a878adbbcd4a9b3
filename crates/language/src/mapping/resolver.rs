//! The context in which every part of a mapping is resolved: the text's places, the model, and the
//! faults found so far.

use crate::diagnostic::{Code, Diagnostic, Help, MOST_FAULTS};
use crate::document::{At, Document, Pointer};
use crate::expr::{ExprFault, Path, Template};
use crate::model::Model;
use crate::source::Span;
use crate::written;

/// What resolving needs everywhere, and where it puts the faults that it finds.
pub(crate) struct Resolver<'a> {
    pub(super) document: &'a Document,
    pub(super) model: &'a Model,
    pub(super) faults: Vec<Diagnostic>,
    /// The keys whose `~` took something away.
    pub(super) taken_away: Vec<Span>,
}

/// Says that a fault was reported, and so the part it is about is missing.
pub(crate) struct Reported;

impl Resolver<'_> {
    /// Reports a fault at a value.
    pub(super) fn fault(
        &mut self,
        code: Code,
        pointer: &Pointer,
        title: &str,
        label: &str,
        help: Option<impl Into<Help>>,
    ) {
        let primary = self.document.label(pointer, At::Value, label);
        // What is shared is resolved for each case that it is laid under.
        let same = |told: &Diagnostic| {
            told.code == code && told.primary.span == primary.span && told.title == title
        };
        if self.faults.len() > MOST_FAULTS || self.faults.iter().any(same) {
            return;
        }
        let told = Diagnostic::error(code, title, primary);
        self.faults.push(told.with_help_if(help.map(Into::into)));
    }

    /// Reports a fault inside a text: a path, a template, a computation.
    pub(crate) fn text_fault(
        &mut self,
        code: Code,
        pointer: &Pointer,
        title: &str,
        fault: &ExprFault,
    ) {
        let primary = match &fault.at {
            Some(bytes) => self
                .document
                .label_in(pointer, bytes.clone(), &fault.message),
            None => self.document.label(pointer, At::Value, &fault.message),
        };
        // What is shared is resolved for each case that it is laid under.
        let same = |told: &Diagnostic| {
            told.code == code
                && told.primary.span == primary.span
                && told.primary.text == primary.text
        };
        if self.faults.len() > MOST_FAULTS || self.faults.iter().any(same) {
            return;
        }
        let told = Diagnostic::error(code, title, primary);
        self.faults.push(told.with_help_if(fault.help.clone()));
    }

    /// True if the author wrote something at a place, even if it was faulty and has been taken out.
    pub(super) fn was_written(&self, pointer: &Pointer) -> bool {
        self.document.was_written(pointer)
    }

    pub(super) fn path(&mut self, text: &written::PathText, pointer: &Pointer) -> Option<Path> {
        match Path::parse(&text.0) {
            Ok(path) => Some(path),
            Err(fault) => {
                self.text_fault(
                    Code::BadPath,
                    pointer,
                    "this JSONPath cannot be read",
                    &fault,
                );
                None
            }
        }
    }

    pub(super) fn template(&mut self, text: &str, pointer: &Pointer) -> Option<Template> {
        match Template::parse(text) {
            Ok(template) => Some(template),
            Err(fault) => {
                self.text_fault(
                    Code::BadTemplate,
                    pointer,
                    "this template cannot be read",
                    &fault,
                );
                None
            }
        }
    }

    /// Reads a word with a grammar of its own.
    pub(crate) fn form<T>(
        &mut self,
        text: Option<&str>,
        pointer: &Pointer,
        parse: impl Fn(&str) -> Result<T, ExprFault>,
    ) -> Result<Option<T>, Reported> {
        match text.map(parse) {
            None => Ok(None),
            Some(Ok(form)) => Ok(Some(form)),
            Some(Err(fault)) => {
                self.text_fault(Code::WrongForm, pointer, "this form cannot be read", &fault);
                Err(Reported)
            }
        }
    }
}
