//! A call as a trace shows it: its line, the headers that filters go into, and its body.

use crate::world::played_vendor::PlayedVendor;
use touchpoint_core::exchange::Request;
use touchpoint_language::mapping::PlaceAt;

impl PlayedVendor {
    /// A call in one line. Of its headers those are told in which some filter of the mapping stands.
    pub fn shown(&self, request: &Request) -> String {
        let mut parts = vec![request.method.to_string(), request.address()];
        for header in &request.headers {
            if self.is_filtered_by(&header.name) {
                parts.push(format!("{}: {}", header.name, header.value.expose()));
            }
        }
        let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
        parts.push(body.into_owned());
        parts.join(" ").trim_end().to_owned()
    }

    /// True if some filter of the mapping stands in this header.
    fn is_filtered_by(&self, name: &str) -> bool {
        let routes = self.mapping().cases.iter().flat_map(|case| &case.routes);
        let mut places = routes.flat_map(|route| {
            let parameters = route.parameters.values();
            let sendings = parameters.flat_map(|p| p.sendings.iter().map(move |s| (p, s.operator)));
            sendings.flat_map(|(parameter, operator)| route.places(parameter, operator))
        });
        places.any(|place| match place.at {
            PlaceAt::Header(own) => own.eq_ignore_ascii_case(name),
            PlaceAt::Path | PlaceAt::Query(_) | PlaceAt::Body(_) => false,
        })
    }
}
