//! The names that a list knows in a call's query and body; others are refused.

use crate::notation::call::ReceivedCall;
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::mapping::Body;
use touchpoint_language::written::SendAs;

/// The names that a list knows.
#[derive(Default)]
pub(crate) struct KnownNames {
    pub(crate) query: Vec<String>,
    body: Vec<String>,
}

impl KnownNames {
    /// Adds the name by which a parameter is sent.
    pub(crate) fn add(&mut self, place: &SendAs) {
        match place {
            SendAs::Query(name) => self.query.push(name.clone()),
            SendAs::Body(name) => {
                self.body
                    .push(name.split('.').next().unwrap_or(name).to_owned());
            }
            SendAs::Header(_) => {}
        }
    }

    /// Adds the members of a body that a mapping writes out.
    pub(crate) fn add_all(&mut self, body: &Body) {
        if let Body::Object(members) = body {
            self.body
                .extend(members.iter().map(|(name, _)| name.clone()));
        }
    }

    /// # Errors
    /// The call has a name that the list does not know.
    pub(crate) fn check(&self, vendor: &PlayedVendor, call: &ReceivedCall) -> Result<(), String> {
        let more = vendor.remote_names();
        for (name, _) in &call.query {
            if !self.query.contains(name) && !more.contains(name) {
                return Err(format!("`{name}` is no parameter here"));
            }
        }
        for name in call
            .body
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            if !self.body.contains(name) && !more.contains(name) {
                return Err(format!("`{name}` is no member here"));
            }
        }
        Ok(())
    }
}
