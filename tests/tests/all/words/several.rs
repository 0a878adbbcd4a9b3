//! A word that stands for several of the vendor's asks for any of them; a rule counts where its `when`
//! holds.

use super::read;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::check_rules;
use touchpoint_core::query::{ListQuery, Operator};
use touchpoint_core::run::{Options, preview};

/// What is sent under a name; nothing where nothing is.
fn sent(query: &ListQuery, name: &str) -> Option<String> {
    let (plan, _) = read("several");
    let account = Account {
        credentials: [("access_token".to_owned(), "t".into())].into(),
        ..Account::default()
    };
    let options = Options::new(Key::new(b"a test's own key"));
    let preview = preview(&plan, query, &account, &options).unwrap();
    let mut sent = preview.lists[0].request.query.iter();
    let (_, value) = sent.find(|(known, _)| known == name)?;
    Some(value.clone())
}

fn asked(operator: Operator, kinds: &[&str]) -> ListQuery {
    ListQuery::default().filter("engagement_type", operator, kinds.iter().copied())
}

#[test]
fn a_list_holds_all_words_of_one_of_ours() {
    for (kinds, words) in [
        (&["call"][..], "PHONE,VOIP"),
        (&["email"], "MAIL"),
        (&["email", "call"], "MAIL,PHONE,VOIP"),
    ] {
        let sent = sent(&asked(Operator::In, kinds), "kinds");
        assert_eq!(sent.as_deref(), Some(words));
    }
    let call = sent(&asked(Operator::Eq, &["call"]), "kinds");
    assert_eq!(call.as_deref(), Some("PHONE,VOIP"));
    // The list cannot say what is not meant: the records are checked.
    assert_eq!(sent(&asked(Operator::Ne, &["call"]), "kinds"), None);
}

#[test]
fn a_clause_compares_with_any_of_them() {
    for (operator, kind, clause) in [
        (Operator::Eq, "call", "Kind IN ('PHONE','VOIP')"),
        (Operator::Ne, "call", "Kind NOT IN ('PHONE','VOIP')"),
        (Operator::Eq, "email", "Kind = 'MAIL'"),
    ] {
        let query = asked(operator, &[kind]).with("status", "open");
        let text = sent(&query, "q").unwrap();
        let wanted = format!("WHERE {clause} AND State = 'open' AND Deleted = false");
        assert!(text.ends_with(&wanted), "{text}");
    }
}

#[test]
fn a_rule_counts_where_its_when_holds() {
    let (plan, _) = read("several");
    let of = |kind: &str| asked(Operator::Eq, &[kind]);
    let day = "2026-03-01";
    for (query, refused) in [
        (of("call").with("end_time", day), &["end_time"][..]),
        (
            of("call").with("end_time", day).with("start_time", day),
            &[],
        ),
        (of("email").with("end_time", day), &[]),
        (of("meeting"), &["contact_id"]),
        (of("meeting").with("owner.id", "7"), &[]),
        (of("call"), &[]),
    ] {
        let failures = check_rules(&plan, &query, None, None).failures;
        let told: Vec<&str> = failures.iter().map(|f| f.parameter.as_str()).collect();
        assert_eq!(told, refused, "{query:?}");
    }
}
