//! Query strings for an invented shop: what each becomes, and which faults are reported.

use super::*;
use crate::query::{Direction, Filter, Operator, Spelling};
use serde_json::json;

fn model() -> Model {
    Model::from_schema(
        &touchpoint_language::json::Json::parse(
            r##"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": {
            "number": { "type": "string" },
            "placed_at": { "type": ["string", "null"], "format": "date-time" },
            "packing": { "type": ["string", "null"], "format": "duration-seconds" },
            "shop": { "$ref": "#/$defs/Buyer" },
            "buyers": { "type": "array", "items": { "$ref": "#/$defs/Buyer" } },
            "parcels": { "type": "array", "items": { "type": "object", "properties": {
                "id": { "type": "string" }, "label": { "type": "string" } } } }
        },
        "x-parameters": { "type": "object", "properties": {
            "buyer_id": { "type": "string", "x-same-as": "buyers.id" },
            "buyers": { "type": "array", "items": { "$ref": "#/$defs/Buyer" } },
            "colour": { "type": "string" },
            "sort_by": { "x-sortable": ["placed_at", "number"] }
        } },
        "$defs": { "Buyer": { "type": "object", "properties": { "id": { "type": "string" } } } }
    }"##,
        )
        .unwrap(),
    )
    .unwrap()
}

#[test]
fn a_time_without_a_zone_is_utc() {
    let read = |text: &str| query(&format!("placed_at[gte]={text}")).filters[0].values[0].clone();
    assert_eq!(read("2026-05-01T00:00:00"), "2026-05-01T00:00:00Z");
    assert_eq!(
        read("2026-05-01T08:30:00.250000"),
        "2026-05-01T08:30:00.250000Z"
    );
    assert_eq!(
        read("2026-05-01T08:30:00%2B02:00"),
        "2026-05-01T08:30:00+02:00"
    );
    assert_eq!(read("2026-05-01"), "2026-05-01");
    for bad in [
        "2026-05-01T08",
        "2026-05-01T08:30",
        "2026-13-01T00:00:00",
        "2026-05-01 08:30:00",
    ] {
        assert_eq!(failures(&format!("placed_at={bad}")).len(), 1, "{bad}");
    }
}

/// A contract's names.
const NAMES: Names = Names {
    account: Some("integrated_account_id"),
    response_format: "truto_response_format",
    key_by: "truto_key_by",
    ignore_limit: "truto_ignore_limit",
    ignore_remote_data: "truto_ignore_remote_data",
    exclude_fields: "truto_exclude_fields",
    lookups: "touchpoint_lookups",
    spelling: Spelling::Brackets,
};

fn query(text: &str) -> ListQuery {
    parse(text, &model(), NAMES).unwrap().0
}

fn failures(text: &str) -> Vec<Failure> {
    parse(text, &model(), NAMES).unwrap_err()
}

fn filter(parameter: &str, operator: Operator, values: &[&str], bare: bool) -> Filter {
    Filter {
        parameter: parameter.to_owned(),
        operator,
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        bare,
    }
}

#[test]
fn filters_become_canonical() {
    use Operator::{Eq, Gte, In, Like, Ne, Nin};
    for (text, expected) in [
        ("number=5", filter("number", Eq, &["5"], true)),
        ("number[eq]=5", filter("number", Eq, &["5"], false)),
        ("colour[ne]=red", filter("colour", Ne, &["red"], false)),
        (
            "colour[like]=%25re",
            filter("colour", Like, &["%re"], false),
        ),
        (
            "colour=red&colour=blue",
            filter("colour", In, &["red", "blue"], true),
        ),
        (
            "colour[in]=red,blue",
            filter("colour", In, &["red", "blue"], false),
        ),
        (
            "colour[in][]=a,b&colour[in][]=c",
            filter("colour", In, &["a,b", "c"], false),
        ),
        ("colour[nin][]=red", filter("colour", Nin, &["red"], false)),
        (
            "placed_at[gte]=2026-03-02",
            filter("placed_at", Gte, &["2026-03-02"], false),
        ),
        ("packing=90", filter("packing", Eq, &["90"], true)),
        ("buyer_id=7", filter("buyer_id", Eq, &["7"], true)),
        ("buyers=7", filter("buyers.id", Eq, &["7"], true)),
        ("buyers[]=7", filter("buyers.id", Eq, &["7"], true)),
        ("buyers[0]=7", filter("buyers.id", Eq, &["7"], true)),
        ("buyers[][id]=7", filter("buyers.id", Eq, &["7"], true)),
        ("buyers[id]=7", filter("buyers.id", Eq, &["7"], true)),
        ("buyers%5Bid%5D=7", filter("buyers.id", Eq, &["7"], true)),
        (
            "buyers[]=7&buyers[]=8",
            filter("buyers.id", In, &["7", "8"], true),
        ),
        (
            "buyers[][id]=7&buyers[][id]=8",
            filter("buyers.id", In, &["7", "8"], true),
        ),
        (
            "buyers[id][in]=7,8",
            filter("buyers.id", In, &["7", "8"], false),
        ),
        ("shop=7", filter("shop.id", Eq, &["7"], true)),
        ("shop[id]=7", filter("shop.id", Eq, &["7"], true)),
        (
            "parcels[label]=x",
            filter("parcels.label", Eq, &["x"], true),
        ),
    ] {
        assert_eq!(query(text).filters, [expected], "{text}");
    }
    let window = query("placed_at[gte]=2026-03-01&placed_at[lte]=2026-03-02T10:00:00.5%2B02:00");
    assert_eq!(window.filters.len(), 2);
}

#[test]
fn an_empty_value_is_an_absent_one() {
    let text = "next_cursor=&limit=&number=&number[gt]=&buyers[]=&shop[id]=&sort_by[number]=\
                &sort_by=&truto_key_by=&truto_exclude_fields=&truto_ignore_limit=&remote_query=\
                &truto_response_format=&unsupported_filters=&colour[in]=&integrated_account_id=";
    assert_eq!(
        parse(text, &model(), NAMES),
        Ok((ListQuery::default(), vec![]))
    );
}

#[test]
fn what_is_about_the_reply_is_read() {
    let read = query(
        "limit=25&next_cursor=abc&truto_ignore_limit=true&truto_ignore_remote_data=false\
         &truto_response_format=normalized&truto_key_by=shop.id&integrated_account_id=acc-1\
         &truto_exclude_fields[]=number&truto_exclude_fields[]=buyers.id&sort_by[placed_at]=desc",
    );
    let expected = ListQuery {
        sort: vec![("placed_at".to_owned(), Direction::Desc)],
        limit: Some(25),
        next_cursor: Some("abc".to_owned()),
        ignore_limit: true,
        format: Format::Normalized,
        key_by: Some("shop.id".to_owned()),
        exclude: vec!["number".to_owned(), "buyers.id".to_owned()],
        ..ListQuery::default()
    };
    assert_eq!(read, expected);
    assert_eq!(query("limit=99999999999999999999999").limit, Some(u64::MAX));
    assert_eq!(
        query("truto_exclude_fields=number, shop,remote_data").exclude,
        ["number", "shop", "remote_data"]
    );
}

#[test]
fn the_remote_query_keeps_its_nesting() {
    let read = query(
        "remote_query[a]=1&remote_query[b][c][]=x&remote_query[b][d]=&remote_query[e]=1&remote_query[e]=2",
    );
    assert_eq!(
        Json::Object(read.remote_query),
        json!({ "a": "1", "b": { "c": ["x"], "d": "" }, "e": ["1", "2"] })
    );
}

#[test]
fn each_slip_names_its_parameter() {
    for (text, parameter, part) in [
        ("limit=0", "limit", "whole number, 1 or more"),
        ("limit=-1", "limit", "`-1`"),
        ("limit=%2B5", "limit", "`+5`"),
        ("limit=2.0", "limit", "`2.0`"),
        ("limit=1&limit=2", "limit", "takes one value"),
        ("truto_ignore_limit=1", "truto_ignore_limit", "true, false"),
        (
            "truto_ignore_remote_data=True",
            "truto_ignore_remote_data",
            "`True`",
        ),
        (
            "truto_response_format=xml",
            "truto_response_format",
            "unified, raw, normalized",
        ),
        (
            "unsupported_filters=drop",
            "unsupported_filters",
            "refuse, ignore",
        ),
        (
            "truto_key_by=numbr",
            "truto_key_by",
            "did you mean `number`?",
        ),
        ("truto_key_by=buyers.id", "truto_key_by", "not one value"),
        ("truto_key_by=shop", "truto_key_by", "not one value"),
        ("sort_by[colour]=asc", "sort_by", "placed_at, number"),
        ("sort_by[number]=up", "sort_by[number]", "`asc` or `desc`"),
        ("sort_by=number", "sort_by", "`sort_by[field]=asc`"),
        (
            "remote_query=x",
            "remote_query",
            "`remote_query[name]=value`",
        ),
        (
            "truto_exclude_fields[a]=x",
            "truto_exclude_fields",
            "field names",
        ),
        ("placed_at=yesterday", "placed_at", "RFC 3339"),
        ("placed_at=2026-02-30", "placed_at", "no date"),
        ("placed_at=20260302T100000Z", "placed_at", "no date"),
        (
            "placed_at[gt]=2026-03-02T10:00:00+02:00",
            "placed_at[gt]",
            "write `%2B`",
        ),
        ("packing=1.5", "packing", "whole seconds"),
        ("colour[matches]=red", "colour[matches]", "eq, ne, gt"),
        (
            "placed_at[gtee]=2026-03-02",
            "placed_at[gtee]",
            "did you mean `gte`?",
        ),
        ("colour[gt]=a&colour[gt]=b", "colour[gt]", "takes one value"),
        ("colour[eq][x]=a", "colour[eq]", "takes one value"),
        ("colour[][x]=a", "colour", "takes one value"),
        ("shop[name]=x", "shop[name]", "`shop` takes shop[id]"),
        (
            "buyers[][name]=x",
            "buyers[][name]",
            "`buyers` takes buyers[id]",
        ),
        ("shop[eq]=x", "shop[eq]", "shop[id]"),
        ("colur=red", "colur", "did you mean `colour`?"),
        ("buyer=1", "buyer", "did you mean `buyers`?"),
        ("shop.id=1", "shop.id", "did you mean `shop[id]`?"),
        (
            "truto_keyby=number",
            "truto_keyby",
            "did you mean `truto_key_by`?",
        ),
        ("unheard_of=1", "unheard_of", "is no parameter"),
    ] {
        let found = failures(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].parameter, parameter, "{text}");
        assert!(
            found[0].message.contains(part),
            "{text}: {}",
            found[0].message
        );
    }
}

#[test]
fn all_slips_come_at_once_with_what_is_allowed() {
    let found = failures("limit=x&colur=red&placed_at=now&sort_by[number]=up");
    let names: Vec<&str> = found.iter().map(|f| f.parameter.as_str()).collect();
    assert_eq!(names, ["limit", "colur", "placed_at", "sort_by[number]"]);
    assert_eq!(found[0].came, "x");
    assert!(found[1].allowed.contains(&"shop[id]".to_owned()));
    assert!(found[1].allowed.contains(&"limit".to_owned()));
    assert_eq!(found[3].allowed, ["asc", "desc"]);
}

#[test]
fn the_lenient_way_ignores_and_says_so() {
    let text = "colur=red&shop[name]=x&number=5&unsupported_filters=ignore";
    let (read, ignored) = parse(text, &model(), NAMES).unwrap();
    assert_eq!(read.filters, [filter("number", Operator::Eq, &["5"], true)]);
    let names: Vec<&str> = ignored.iter().map(|i| i.parameter.as_str()).collect();
    assert_eq!(names, ["colur", "shop[name]"]);
    // A known parameter with a bad value stays a failure.
    assert_eq!(
        failures("unsupported_filters=ignore&placed_at=now").len(),
        1
    );

    let tree = crate::query::brackets::parse("colur=red").unwrap();
    assert!(super::read(tree.clone(), &model(), NAMES, Unsupported::Ignore).is_ok());
    assert!(super::read(tree, &model(), NAMES, Unsupported::Refuse).is_err());
    let strict = crate::query::brackets::parse("colur=red&unsupported_filters=refuse").unwrap();
    assert!(super::read(strict, &model(), NAMES, Unsupported::Ignore).is_err());
}

#[test]
fn unknown_excluded_fields_are_ignored_and_named() {
    let text = "truto_exclude_fields[]=numbr&truto_exclude_fields[]=shop";
    let (read, ignored) = parse(text, &model(), NAMES).unwrap();
    assert_eq!(read.exclude, ["shop"]);
    assert_eq!(ignored[0].parameter, "truto_exclude_fields=numbr");
    assert!(ignored[0].message.contains("did you mean `number`?"));
}

#[test]
fn under_raw_key_and_exclude_name_the_vendors_members() {
    let text = "truto_key_by=Id.Value&truto_exclude_fields=Secret&truto_response_format=raw";
    let (read, ignored) = parse(text, &model(), NAMES).unwrap();
    assert_eq!(read.key_by.as_deref(), Some("Id.Value"));
    assert_eq!(read.exclude, ["Secret"]);
    assert_eq!(ignored, []);
}

#[test]
fn a_query_built_in_code_is_judged_the_same() {
    let query = ListQuery::default()
        .with("shop.ids", "1")
        .filter("placed_at", Operator::Gt, ["soon"])
        .filter("colour", Operator::Eq, ["a", "b"])
        .sort_by("colour", Direction::Asc)
        .key_by("buyers.id")
        .limit(0);
    let names: Vec<String> = query
        .check(&model(), NAMES)
        .into_iter()
        .map(|f| f.parameter)
        .collect();
    assert_eq!(
        names,
        [
            "shop.ids",
            "placed_at",
            "colour",
            "sort_by",
            "limit",
            "truto_key_by"
        ]
    );
    assert_eq!(
        ListQuery::default()
            .with("shop.id", "1")
            .check(&model(), NAMES),
        []
    );
    let slip = ListQuery::default()
        .with("shop.ids", "1")
        .check(&model(), NAMES);
    assert_eq!(
        slip[0].message,
        "`shop.ids` is no parameter; did you mean `shop.id`?"
    );
}
