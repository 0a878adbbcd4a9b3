//! A mapping as it is meant: paths and templates parsed, short forms expanded, `shared`, cases and
//! routes laid over each other. Every part keeps the [`Pointer`] to its place in the file.

mod adds;
mod alike;
mod body;
mod connection;
mod constants;
mod endings;
mod ends;
mod expression;
mod fields;
mod grammar;
mod layers;
mod list;
mod lookup;
mod member;
mod merge;
mod names;
mod needs;
mod oauth2;
mod order;
mod paging;
mod parameter;
mod places;
mod reads;
mod request_line;
mod resolve;
mod resolver;
mod route;
mod rule;
mod send;
mod way;

pub use adds::{Clause, Goes, Parts};
pub use body::{Body, Names, Send};
pub use connection::{
    Auth, AuthValue, Connection, CountAt, ErrorRule, RateHeader, RateSource, ResetForm,
};
pub use constants::Constant;
pub use endings::End;
pub use ends::Ends;
pub(crate) use ends::day;
pub use expression::{Arm, Expression, LookupUse, Pick};
pub(crate) use fields::scalar_words;
pub use fields::{FieldRead, FieldSource, Source};
pub use grammar::{Comparison, Grammar};
pub use list::{Case, RouteAt};
pub use lookup::{Ask, Lookup};
pub use member::{holes_of_name, with_word, with_words};
pub use merge::Merge;
pub use names::{by_operator, names_of};
pub use needs::{ContextNeed, CredentialSet};
pub use oauth2::OAuth2;
pub use order::{Order, OrderKey};
pub use paging::{Ending, Paging, Size, Total, Window};
pub use parameter::{GivePaths, Parameter, Sending, Through};
pub use places::{Holds, PlaceAt, RequestPlace, dotted};
pub use reads::{Columns as ReadColumns, column_of};
pub use request_line::{Method, RequestLine};
pub use resolve::resolve;
pub(crate) use resolver::{Reported, Resolver};
pub use route::Route;
pub(crate) use rule::stretch;
pub use rule::{Rule, RuleKind};
pub use send::{Columns, Soql, Sort};
pub use way::{Counts, Leads, Next, Way};

use crate::document::{At, Document, Pointer};
use crate::expr::Condition;
use crate::model::Field;
use indexmap::IndexMap;
use std::sync::Arc;

/// A resolved mapping, not yet checked.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The file it stands in, as a tree with places.
    pub document: Arc<Document>,
    /// The slug.
    pub integration: String,
    /// The name as people write it.
    pub label: String,
    /// True if the contract does not list the integration.
    pub beyond_page: bool,
    /// When the vendor ends the whole API.
    pub ends: Option<Ends>,
    /// What callers should know of this vendor, a sentence each.
    pub notes: Vec<String>,
    /// The variables of an account.
    pub context: Vec<ContextVariable>,
    /// Where the vendor is and how we sign in.
    pub connection: Connection,
    /// The tables that ids are looked up in, by name.
    pub lookups: IndexMap<String, Lookup>,
    /// What the caller must give.
    pub rules: Vec<Rule>,
    /// Several of the cases that are read as one list.
    pub merge: Option<Merge>,
    /// The cases, in the order of the file; at least one unless faults were found.
    pub cases: Vec<Case>,
    /// The account's own fields, which its overlay adds beside the model.
    pub custom: Vec<Field>,
    /// True if a faulty part was left out: then nothing can be said about the whole.
    pub partial: bool,
}

/// One variable of an account, and where its value may come from.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextVariable {
    /// What an account must bring.
    pub need: ContextNeed,
    /// The member of the token answer that holds it.
    pub from_token: Option<String>,
    /// Its place in the file.
    pub pointer: Pointer,
}

impl Mapping {
    /// The routes of a case in the order in which they are tried, each with the case that reads its
    /// records.
    pub fn tried<'m>(&'m self, case: &'m Case) -> impl Iterator<Item = (&'m Case, &'m Route)> {
        case.tried.iter().filter_map(move |place| {
            let reader = match &place.case {
                None => case,
                Some(name) => self.cases.iter().find(|case| case.name == *name)?,
            };
            Some((reader, reader.routes.get(place.route)?))
        })
    }

    /// The cases that a merge reads, each with the condition under which it takes part; always, without one.
    pub fn merged<'m>(
        &'m self,
        merge: &'m Merge,
    ) -> impl Iterator<Item = (&'m Case, Option<&'m Condition>)> {
        let positions = merge.cases.iter();
        positions.filter_map(|at| Some((self.cases.get(*at)?, merge.only_when.get(at))))
    }

    /// Where a part stands: `mappings/acme.yaml:31:5`.
    pub fn place(&self, pointer: &Pointer) -> String {
        let source = self.document.source_of(pointer);
        let (line, column) = source.line_column(self.document.locate(pointer, At::Value).start);
        format!("{}:{line}:{column}", source.name)
    }
}
