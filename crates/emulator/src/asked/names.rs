//! The names that a list knows in a call's query and body; other names are refused.

use crate::notation::call::ReceivedCall;
use crate::world::played_vendor::PlayedVendor;
use touchpoint_language::mapping::{Body, PlaceAt, RequestPlace, Route, dotted};
use touchpoint_language::written::SendAs;

/// The members that filters, the order and the page add to a body that a mapping writes out.
pub(crate) fn added_members(route: &Route) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for parameter in route.parameters.values() {
        for sending in &parameter.sendings {
            let places = route.places(parameter, sending.operator).into_iter();
            all.extend(places.filter_map(|place| match place.at {
                PlaceAt::Body(path) => Some(path),
                _ => None,
            }));
        }
    }
    let mut add = |place: Option<&SendAs>| {
        if let Some(SendAs::Body(name)) = place {
            all.push(dotted(name));
        }
    };
    add(route.paging.size.send_as.as_ref());
    add(route.paging.way.send_as());
    if let Some(body) = route.sort.iter().find_map(|sort| sort.parts.body.as_ref()) {
        leaves(body, &mut Vec::new(), &mut all);
    }
    all
}

fn leaves(body: &Body, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    let Body::Object(members) = body else {
        all.push(path.clone());
        return;
    };
    for (name, member) in members {
        path.push(name.clone());
        leaves(member, path, all);
        path.pop();
    }
}

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

    /// Adds the places that a filter may take.
    pub(crate) fn add_places(&mut self, places: &[RequestPlace]) {
        for place in places {
            match &place.at {
                PlaceAt::Query(name) => self.query.push(name.clone()),
                PlaceAt::Body(path) => self.body.extend(path.first().cloned()),
                PlaceAt::Path | PlaceAt::Header(_) => {}
            }
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
