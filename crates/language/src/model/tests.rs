//! Models, as they are read from their schemas.

use super::*;

fn model() -> Model {
    Model::from_schema(
        &Json::parse(
            r##"{
        "title": "shop/orders", "type": "object", "required": ["number"],
        "properties": {
            "number": { "type": "string" },
            "placed_at": { "type": ["string", "null"], "format": "date-time" },
            "buyers": { "type": "array", "items": { "$ref": "#/$defs/Buyer" } },
            "total": { "type": ["number", "null"] },
            "paid": { "type": ["boolean", "null"] },
            "labels": { "type": "array", "items": { "type": "string" } },
            "remote_data": { "x-remote-data": true }
        },
        "$defs": { "Buyer": { "type": "object", "properties": { "id": { "type": "string" } } } },
        "x-parameters": { "type": "object", "properties": {
            "buyer_id": { "type": "string", "x-same-as": "buyers.id" },
            "buyers": { "type": "array", "items": { "$ref": "#/$defs/Buyer" } },
            "sort_by": { "x-sortable": ["placed_at"] }
        } }
    }"##,
        )
        .unwrap(),
    )
    .unwrap()
}

#[test]
fn fields_keep_order_and_types() {
    let model = model();
    let names: Vec<&str> = model.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(
        names,
        ["number", "placed_at", "buyers", "total", "paid", "labels"]
    );
    assert_eq!(model.filterable("total"), Some(&Scalar::Number));
    assert_eq!(model.filterable("paid"), Some(&Scalar::Boolean));
    let labels = &model.field("labels").unwrap().kind;
    assert!(labels.is_list() && labels.members().len() == 1);
    assert_eq!(model.filterable("labels"), None);
    assert_eq!(model.filterable("placed_at"), Some(&Scalar::Instant));
    assert!(model.field("number").unwrap().required);
    assert!(model.field("buyers.id").is_some());
    assert!(model.field("buyers.name").is_none());
}

#[test]
fn parameters_are_canonical_and_know_their_field() {
    let model = model();
    assert!(model.parameter("buyers.id").unwrap().many);
    assert_eq!(
        model.compared_field("buyer_id").as_deref(),
        Some("buyers.id")
    );
    assert_eq!(model.sortable, ["placed_at"]);
    assert_eq!(
        model.filterable_names(),
        [
            "buyer_id",
            "buyers.id",
            "number",
            "placed_at",
            "total",
            "paid"
        ]
    );
}

#[test]
fn a_schema_without_a_title_is_no_model() {
    assert!(Model::from_schema(&Json::parse(r#"{ "properties": {} }"#).unwrap()).is_err());
}
