//! A user name may be no secret.

use super::read;
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::{PageState, authorize, scope};
use touchpoint_language::json::Object;

#[test]
fn the_user_name_of_basic_may_come_from_the_account() {
    let (plan, _) = read("basic");
    let account = |mail: &str| {
        let account = Account {
            context: [("user".to_owned(), mail.to_owned())].into(),
            credentials: [("api_key".to_owned(), "hush".into())].into(),
            ..Account::default()
        };
        plan.needs.complete(account)
    };
    let whole = account("ada@acme.example").unwrap();
    let headers = authorize(
        &plan,
        &whole,
        &scope(&Object::new(), &whole, 0, &PageState::First),
    );
    // Base64 of `ada@acme.example:hush`
    let wanted = "Basic YWRhQGFjbWUuZXhhbXBsZTpodXNo";
    assert_eq!(headers.unwrap()[0].value.expose(), wanted);
    assert!(account("a:b").is_err(), "a colon would end the name");
}
