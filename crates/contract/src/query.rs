//! Reads a query text with the contract's names as a [`ListQuery`].

use touchpoint_core::query::brackets::Tree;
use touchpoint_core::query::{self, Failure, Ignored, ListQuery, Names, Spelling, Unsupported};
use touchpoint_language::model::Model;

/// The parameter that names the connected account.
pub const ACCOUNT: &str = "integrated_account_id";

/// The contract's names of the parameters about the reply.
pub const NAMES: Names = Names {
    account: Some(ACCOUNT),
    response_format: "truto_response_format",
    key_by: "truto_key_by",
    ignore_limit: "truto_ignore_limit",
    ignore_remote_data: "truto_ignore_remote_data",
    exclude_fields: "truto_exclude_fields",
    lookups: "touchpoint_lookups",
    spelling: Spelling::Brackets,
};

/// Reads a query string: `owner[id]=7&limit=5`.
///
/// # Errors
/// Everything in it that cannot be taken, at once; the caller acts.
pub fn parse(text: &str, model: &Model) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    query::parse(text, model, NAMES)
}

/// Reads a query's tree; `unsupported` is the default where the query itself does not say.
///
/// # Errors
/// Everything that cannot be taken, at once; the caller acts.
pub fn read(
    tree: Tree,
    model: &Model,
    unsupported: Unsupported,
) -> Result<(ListQuery, Vec<Ignored>), Vec<Failure>> {
    query::read(tree, model, NAMES, unsupported)
}
