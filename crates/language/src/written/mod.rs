//! A mapping in its author's words: one type for every noun of the language, read by serde and
//! described to editors by schemars (the doc comments are the hover texts). Nothing is interpreted
//! here.

mod adds;
mod auth;
mod by_kind;
mod cap;
mod case;
mod condition;
mod connection;
mod ends;
mod field;
mod grammar;
mod list;
mod lookup;
mod mapping;
mod merge;
mod order;
mod paging;
mod parameter;
mod records;
mod rule;
mod send;
mod shapes;
mod times;

pub use adds::{AddedBody, AddedValue, Adds, Clause};
pub use auth::{
    ApiKey, Auth, AuthValue, Basic, Bearer, ClientAuth, ClientAuths, CredentialPlace, Grant,
    OAuth2, RefreshToken, Rotates, TokenErrors, TokenLife, TokenRequest,
};
pub use cap::{Cap, Window};
pub use case::{Always, Case, Route, Sort};
pub use condition::{ParameterCondition, RecordCondition, ReplyCondition};
pub use connection::{Connection, ErrorRule, Errors, Outcome, RateLimit, RateSource, ResetSource};
pub use ends::Ends;
pub use field::{Chosen, Field, FieldObject, Fields, Picks};
pub use grammar::{
    Directions, Escape, Form, Grammar, NamedGrammar, OwnGrammar, Unquoted, Wildcard,
};
pub use list::List;
pub use lookup::{Give, Lookup, Missing, TableValue, Through};
pub use mapping::{ContextVariable, Mapping, Page};
pub use merge::Merge;
pub use order::{Order, OrderKey};
pub use paging::{
    CursorPaging, Next, NextUrlPaging, OffsetPaging, PagePaging, Paging, Size, Stop, Total, While,
};
pub use parameter::{Bare, OperatorForm, Parameter, Parameters, ValueType};
pub use records::Records;
pub use rule::{Note, Rule, TimeSpan};
pub use send::{Columns, NamesRead, SendAs, SendValue, Soql};
pub use shapes::{
    ComputeText, DayText, PathText, PatternText, RequestText, ResetText, TemplateText, TimeText,
    WaitText,
};
pub use times::Times;
