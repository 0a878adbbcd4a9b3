//! Times that tell no zone go out in the zone that the parameter names, wherever they stand.

use super::read;
use touchpoint_core::cursor::Key;
use touchpoint_core::exchange::{Account, Request};
use touchpoint_core::query::{ListQuery, Operator};
use touchpoint_core::run::{Options, preview};

/// The request for records of a kind within bounds.
fn asked(kind: &str, bounds: &[(&str, Operator, &str)]) -> Request {
    let (plan, _) = read("zones");
    let mut query = ListQuery::default().with("engagement_type", kind);
    for (name, operator, value) in bounds {
        query = query.filter(*name, *operator, [*value]);
    }
    let account = Account {
        credentials: [("access_token".to_owned(), "t".into())].into(),
        ..Account::default()
    };
    let options = Options::new(Key::new(b"a test's own key"));
    let preview = preview(&plan, &query, &account, &options).unwrap();
    preview.lists[0].request.clone()
}

/// What a request has under a name of the query string.
fn sent<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let mut pairs = request.query.iter();
    let pair = pairs.find(|(own, _)| own == name);
    pair.map(|(_, value)| value.as_str())
}

const WINTER: &str = "2026-01-31T23:30:00Z";
const SUMMER: &str = "2026-06-30T23:30:00Z";

#[test]
fn the_query_string_has_the_time_of_the_zone_in_winter_and_in_summer() {
    let request = asked(
        "call",
        &[
            ("created_at", Operator::Gte, WINTER),
            ("created_at", Operator::Lt, SUMMER),
        ],
    );
    assert_eq!(sent(&request, "since"), Some("2026-02-01 00:30:00"));
    assert_eq!(sent(&request, "until"), Some("2026-07-01 01:30:00"));
}

#[test]
fn a_header_has_the_time_of_the_zone() {
    let request = asked("call", &[("updated_at", Operator::Gte, SUMMER)]);
    let header = request.header("x-since").unwrap();
    assert_eq!(header.expose(), "01/07/2026 01:30");
}

/// New York is five hours behind in January: this moment is in its 31st.
#[test]
fn a_day_is_that_of_the_zone_and_bounds_go_out_to_whole_days() {
    let night = "2026-02-01T03:00:00Z";
    let bounds = [
        ("start_time", Operator::Gte, night),
        ("start_time", Operator::Lte, night),
    ];
    let request = asked("call", &bounds);
    assert_eq!(sent(&request, "first_day"), Some("2026-01-31"));
    assert_eq!(sent(&request, "last_day"), Some("2026-02-01"));
    let start = "2026-02-01T05:00:00Z";
    let request = asked("call", &[("start_time", Operator::Gte, start)]);
    assert_eq!(sent(&request, "first_day"), Some("2026-02-01"));
}

#[test]
fn holes_have_the_time_of_the_zone() {
    let request = asked(
        "email",
        &[
            ("created_at", Operator::Gte, WINTER),
            ("updated_at", Operator::Gte, WINTER),
            ("start_time", Operator::Gte, WINTER),
        ],
    );
    assert_eq!(sent(&request, "since"), Some("2026-02-01 00:30:00"));
    let body = String::from_utf8(request.body.unwrap()).unwrap();
    assert!(body.contains(r#""from":"2026-02-01 00:30:00""#), "{body}");
    assert!(body.contains(r#""day":"2026-01-31""#), "{body}");
}

#[test]
fn clauses_have_the_time_of_the_zone() {
    let bounds = [
        ("created_at", Operator::Gte, WINTER),
        ("start_time", Operator::Gte, WINTER),
    ];
    let request = asked("meeting", &bounds);
    let filter = sent(&request, "$filter").unwrap();
    assert!(filter.contains("made ge 2026-02-01T00:30:00"), "{filter}");
    assert!(filter.contains("day ge 2026-01-31"), "{filter}");
}

#[test]
fn a_filter_may_be_in_utc_beside_a_field_in_another_zone() {
    let request = asked(
        "task",
        &[
            ("created_at", Operator::Gte, WINTER),
            ("updated_at", Operator::Gte, WINTER),
        ],
    );
    assert_eq!(sent(&request, "since"), Some("2026-01-31 23:30:00"));
    assert_eq!(sent(&request, "changed"), Some("2026-01-31 23:30:00Z"));
}
