//! Every text with holes that a mapping has, with its place and with what it is for.

use super::checking::Checking;
use crate::diagnostic::Label;
use crate::document::Pointer;
use crate::expr::Template;
use crate::expr::template::Hole;
use crate::mapping::Method;
use crate::mapping::{
    Ask, Auth, AuthValue, Body, Case, Expression, Lookup, RequestLine, Route, Send,
};

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// An address of the vendor, for its API or its sign-in.
    Address,
    /// A header of every request, or one that signs in.
    ConnectionHeader,
    /// The path of a lookup's request.
    LookupRequest,
    /// What a lookup's request carries.
    LookupPart,
    /// The path of a route's request.
    Request,
    /// A header of a route's request.
    Header,
    /// What a route's request carries in its query or its body.
    Part,
    /// How the page's size is written.
    SizeForm,
}

/// A template and where it stands.
pub(super) struct Placed<'c> {
    pub(super) template: &'c Template,
    pub(super) pointer: Pointer,
    pub(super) used: Use,
    /// Its route, with its case; none in the parts that all requests share.
    pub(super) of: Option<(&'c Case, &'c Route)>,
    /// The bytes before it in the text at its place: a request's verb.
    before: usize,
}

impl Placed<'_> {
    /// A label on what a hole names.
    pub(super) fn label(
        &self,
        checking: &Checking<'_>,
        hole: &Hole,
        name: &str,
        text: impl Into<String>,
    ) -> Label {
        let within = hole.expression.find(name).map(|at| at..at + name.len());
        let within = within.unwrap_or(0..hole.expression.len());
        let start = hole.span.start;
        self.label_at(checking, start + within.start..start + within.end, text)
    }

    /// A label on a part of the template's text.
    pub(super) fn label_at(
        &self,
        checking: &Checking<'_>,
        range: std::ops::Range<usize>,
        text: impl Into<String>,
    ) -> Label {
        let range = self.before + range.start..self.before + range.end;
        checking.document.label_in(&self.pointer, range, text)
    }
}

/// Every template of a mapping, in the order of the file as far as that has one.
pub(super) fn all<'c>(checking: &Checking<'c>) -> Vec<Placed<'c>> {
    let mapping = checking.mapping;
    let connection = &mapping.connection;
    let mut all = Vec::new();
    if let Some(template) = &connection.base_url {
        all.push(placed(template, &connection.base_url_pointer, Use::Address));
    }
    for (_, template, pointer) in &connection.headers {
        all.push(placed(template, pointer, Use::ConnectionHeader));
    }
    for (index, auth) in connection.auth.iter().enumerate() {
        of_auth(checking, auth, index, &mut all);
    }
    for (name, lookup) in &mapping.lookups {
        let users = checking.routes().filter(|(case, _)| uses(case, name));
        // A table that is asked for once serves every call; the others are asked for the records of
        // one call.
        if matches!(lookup.ask, Ask::Once(_)) {
            of_lookup(lookup, None, &mut all);
        } else {
            users.for_each(|of| of_lookup(lookup, Some(of), &mut all));
        }
    }
    for (case, route) in checking.routes() {
        let first = all.len();
        of_route(route, &mut all);
        for placed in all.iter_mut().skip(first) {
            placed.of = Some((case, route));
        }
    }
    all
}

fn placed<'c>(template: &'c Template, pointer: &Pointer, used: Use) -> Placed<'c> {
    Placed {
        template,
        pointer: pointer.clone(),
        used,
        of: None,
        before: 0,
    }
}

fn request(line: &RequestLine, used: Use) -> Placed<'_> {
    let verb = match line.method {
        Method::Get => "GET ",
        Method::Post => "POST ",
    };
    Placed {
        before: verb.len(),
        ..placed(&line.path, &line.pointer, used)
    }
}

fn of_auth<'c>(checking: &Checking<'c>, auth: &'c Auth, index: usize, all: &mut Vec<Placed<'c>>) {
    match auth {
        Auth::ApiKey(headers) => {
            for (_, value, pointer) in headers {
                if let AuthValue::Open(template) = value {
                    all.push(placed(template, pointer, Use::ConnectionHeader));
                }
            }
        }
        Auth::OAuth2(oauth2) => {
            let place = Pointer::new().key("connection").key("auth").index(index);
            let scopes = (0..).map(|at| place.key("scopes").index(at));
            let scopes = scopes.zip(&oauth2.scopes);
            let scopes = scopes.map(|(pointer, scope)| (pointer, scope, Use::ConnectionHeader));
            let urls = oauth2
                .authorize_url
                .iter()
                .map(|url| ("authorize_url", url));
            let urls = urls.chain([("token_url", &oauth2.token_url)]);
            let urls = urls.map(|(key, url)| (place.key(key), url, Use::Address));
            for (pointer, template, used) in urls.chain(scopes) {
                // Where a faulty way to sign in was left out, the positions no longer match.
                if checking.has(&pointer) {
                    all.push(placed(template, &pointer, used));
                }
            }
        }
        Auth::Basic(Some(AuthValue::Open(username)), _) => {
            let place = Pointer::new().key("connection").key("auth").index(index);
            all.push(placed(
                username,
                &place.key("username"),
                Use::ConnectionHeader,
            ));
        }
        Auth::Basic(..) | Auth::Bearer(_) => {}
    }
}

fn of_lookup<'c>(lookup: &'c Lookup, of: Option<(&'c Case, &'c Route)>, all: &mut Vec<Placed<'c>>) {
    let first = all.len();
    all.extend(lookup.line().map(|line| request(line, Use::LookupRequest)));
    let used = Use::LookupPart;
    let bodies = lookup.send.values().chain(&lookup.body);
    let bodies = bodies.flat_map(Body::templates);
    all.extend(bodies.map(|(template, pointer)| placed(template, pointer, used)));
    for placed in all.iter_mut().skip(first) {
        placed.of = of;
    }
}

/// True if the fields of a case read a table.
fn uses(case: &Case, table: &str) -> bool {
    fn within(expression: &Expression, table: &str) -> bool {
        let own = expression.lookup.as_ref();
        own.is_some_and(|lookup| lookup.table == table)
            || expression
                .parts()
                .into_iter()
                .any(|part| within(part, table))
    }
    case.fields.iter().any(|field| {
        let mut of_sources = field.sources().iter().filter_map(|s| s.lookup.as_ref());
        of_sources.any(|lookup| lookup.table == table)
            || field.expressions().iter().any(|(_, e)| within(e, table))
    })
}

fn of_route<'c>(route: &'c Route, all: &mut Vec<Placed<'c>>) {
    all.push(request(&route.request, Use::Request));
    for (template, pointer) in route.headers.values() {
        all.push(placed(template, pointer, Use::Header));
    }
    for (send, pointer) in route.send.values() {
        if let Send::Text(template) = send {
            all.push(placed(template, pointer, Use::Part));
        }
    }
    let bodies = route.body.iter().flat_map(Body::templates);
    all.extend(bodies.map(|(template, pointer)| placed(template, pointer, Use::Part)));
    if let Some(form) = &route.paging.size.form {
        let pointer = route.paging.pointer.key("size").key("form");
        all.push(placed(form, &pointer, Use::SizeForm));
    }
}
