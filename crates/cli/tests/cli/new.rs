//! `new`: a starter mapping and its first case, from OpenAPI files and from samples.

use crate::binary::{file, folder, run, run_in, started};
use std::path::Path;

/// In the shape of an API whose records have their id in an object, and whose list is paged by offset.
const OBJECT_IDS: &str = r##"
openapi: 3.1.0
info: { title: Acme Tasks, version: "2.0" }
externalDocs: { url: https://docs.acme.example }
servers: [{ url: https://api.acme.example }]
components:
  securitySchemes:
    oauth2:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://app.acme.example/authorize
          tokenUrl: https://app.acme.example/oauth/token
          scopes: { "task:read": Read tasks }
  schemas:
    Task:
      type: object
      properties:
        id:
          type: object
          properties:
            workspace_id: { type: string, format: uuid, example: 14beef7a-99f7-4534-a87e-70b564330a4c }
            task_id: { type: string, format: uuid, example: 649e34f4-c39a-4f4d-99ef-48a36bef8f04 }
        content_plaintext: { type: string, example: Follow up on current software solutions }
        deadline_at: { type: [string, "null"], example: "2023-01-01T15:00:00.000000000Z" }
        is_completed: { type: boolean, example: false }
        linked_records:
          type: array
          items:
            type: object
            properties:
              target_object_id: { type: string }
              target_record_id: { type: string, format: uuid }
        assignees:
          type: array
          items:
            type: object
            properties:
              referenced_actor_type: { type: string, enum: [api-token, workspace-member] }
              referenced_actor_id: { type: string, format: uuid }
        created_at: { type: string, example: "2022-11-21T13:22:49.061281000Z" }
paths:
  /v2/tasks:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, example: 10 },
            description: The maximum number of results. Defaults to 100; a maximum value of 500 is allowed. }
        - { name: offset, in: query, schema: { type: integer, example: 5 } }
        - { name: sort, in: query, schema: { enum: ["created_at:asc", "created_at:desc"] } }
        - { name: assignee, in: query, schema: { type: string } }
      responses:
        200:
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: { type: array, items: { $ref: "#/components/schemas/Task" } }
        400:
          content:
            application/json:
              schema:
                type: object
                properties:
                  status_code: { type: number, example: 400 }
                  message: { type: string, example: The filter is wrong }
  /v2/tasks/{task_id}:
    get: { responses: { 200: { content: { application/json: { schema: { type: object } } } } } }
"##;

/// In the shape of an API with plain ids, a cursor and filters by time.
const CURSORS: &str = r#"
openapi: 3.0.1
info: { title: Pipes, version: 2.0.0 }
servers: [{ url: "https://{company}.pipes.example/api/v2", variables: { company: { default: api } } }]
components:
  securitySchemes:
    api_key: { type: apiKey, name: x-api-token, in: header }
paths:
  /activities:
    get:
      parameters:
        - { in: query, name: ids, schema: { type: string } }
        - { in: query, name: owner_id, schema: { type: integer } }
        - { in: query, name: deal_id, schema: { type: integer } }
        - { in: query, name: updated_since, schema: { type: string } }
        - { in: query, name: updated_until, schema: { type: string } }
        - { in: query, name: limit, schema: { type: integer, default: 100, maximum: 500 } }
        - { in: query, name: cursor, schema: { type: string } }
      responses:
        "200":
          headers: { x-ratelimit-limit: {}, x-ratelimit-remaining: {}, x-ratelimit-reset: {} }
          content:
            application/json:
              example:
                success: true
                data:
                  - { id: 1, subject: Call Ann, type: call, owner_id: 7, deal_id: 3, person_id: 4, org_id: 5,
                      add_time: "2024-01-02T03:04:05Z", update_time: "2024-01-02T03:04:06Z", duration: "00:45:00", note: Hello }
                  - { id: 2, subject: Lunch, type: lunch, owner_id: 7, deal_id: null, person_id: 4, org_id: null,
                      add_time: "2024-01-03T03:04:05Z", update_time: "2024-01-03T03:04:06Z", duration: "01:00:00", note: null }
                additional_data: { next_cursor: eyJmaWVsZCI6ImlkIn0 }
  /deals:
    get:
      responses:
        "200": { content: { application/json: { example: { data: [{ id: 9, title: A deal }] } } } }
"#;

fn page(out: &Path, slug: &str) -> serde_json::Value {
    let file = out.join(format!("corpus/{slug}/first-page/1.expected.json"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn mapping(out: &Path, slug: &str) -> String {
    std::fs::read_to_string(out.join(format!("mappings/{slug}.yaml"))).unwrap()
}

/// The starter is sound, and its case holds.
fn holds(out: &Path, slug: &str) {
    let mapping = out.join(format!("mappings/{slug}.yaml"));
    let corpus = out.join("corpus");
    let (mapping, corpus) = (mapping.to_str().unwrap(), corpus.to_str().unwrap());
    let valid = run(&["validate", mapping]);
    assert_eq!(valid.code, Some(0), "{valid:#?}");
    let tested = run(&["test", slug, "--mappings", mapping, "--corpus", corpus]);
    assert_eq!(tested.code, Some(0), "{tested:#?}");
    assert_eq!(tested.err, "1 case, 0 differ\n");
}

#[test]
fn an_api_with_ids_in_objects_validates_at_once() {
    let (out, ran) = started("acme", OBJECT_IDS);
    assert!(ran.err.contains("guesses to confirm"), "{}", ran.err);
    holds(&out, "acme");
    let mapping = mapping(&out, "acme");
    for line in [
        "label: Acme Tasks\n",
        "  base_url: https://api.acme.example\n",
        "      authorize_url: https://app.acme.example/authorize\n",
        "  errors: { message: $.message }",
        "  request: GET /v2/tasks\n",
        "    owner.id: { send_as: assignee }",
        "    kind: offset\n",
        "    send_as: offset\n",
        "    size: { send_as: limit, default: 100, max: 500 }\n",
        "  records: \"$.data[*]\"\n",
        "    id: $.id.task_id",
        "    owner: { id: \"$.assignees[0].referenced_actor_id\" }",
        "    engagement_type: { always: task }",
        "# question: ",
        "# guess: ",
    ] {
        assert!(mapping.contains(line), "{line}: {mapping}");
    }
    let record = &page(&out, "acme")["result"][0];
    assert_eq!(record["id"], "649e34f4-c39a-4f4d-99ef-48a36bef8f04");
    assert_eq!(record["content"], "Follow up on current software solutions");
    assert_eq!(record["start_time"], "2023-01-01T15:00:00Z");
    assert_eq!(record["engagement_type"], "task");
    assert_eq!(
        record["contact"][0]["id"],
        "5f4f2d9c-2b3e-4a83-9c76-000000000000"
    );
}

/// In the shape of an API that requires a parameter, and takes its key in the query.
const REQUIRES: &str = r#"
openapi: 3.0.0
info: { title: Rich, version: "1" }
servers: [{ url: https://rich.example/api }]
paths:
  /calls:
    get:
      parameters:
        - { name: page, in: query, schema: { type: integer, default: 1 } }
        - { name: account_id, in: query, required: true, schema: { type: integer } }
        - { name: view, in: query, required: true, schema: { type: string } }
      responses:
        "200":
          content:
            application/json:
              schema:
                type: object
                properties:
                  items:
                    type: array
                    items:
                      type: object
                      properties:
                        id: { type: integer }
                        started_at: { type: integer, description: Unix timestamp in seconds }
                        color: { type: string }
components:
  securitySchemes: { q: { type: apiKey, in: query, name: api_token } }
"#;

#[test]
fn what_a_vendor_requires_becomes_a_rule() {
    let (out, ran) = started("rich", REQUIRES);
    holds(&out, "rich");
    let mapping = mapping(&out, "rich");
    for line in [
        "    - required: account.id",
        "# question: the vendor requires `view`: by a rule, or in `send`?",
        "{ kind: api_key, headers: { api_token: { credential: api_key } } }",
        "takes its key as `api_token` of the query",
        "start_time: { from: $.started_at, time: unix_s }",
        "# question: does a field come from any of $.color?",
    ] {
        assert!(mapping.contains(line), "{line}: {mapping}");
    }
    assert!(!mapping.contains("bearer"), "{mapping}");
    // In its form from the first day on, and every question is counted.
    let formed = run(&[
        "fmt",
        "--check",
        &format!("{}/mappings/rich.yaml", out.display()),
    ]);
    assert_eq!(formed.code, Some(0), "{formed:#?}");
    let questions = mapping.matches("# question: ").count();
    assert!(
        ran.err.contains(&format!(" {questions} questions")),
        "{ran:#?}"
    );
}

#[test]
fn headers_lead_on_and_tell_limits() {
    let out = folder();
    let page = file(
        "2.reply.http",
        "HTTP 200\ncontent-type: application/json\nlink: <https://api.acme.com/v2/tasks?page=2>; rel=\"next\"\n\n\
         [{\"id\":1,\"assignedTo\":{\"id\":7}},{\"id\":2,\"assignedTo\":null}]\n",
    );
    let limited = file(
        "1.reply.http",
        "HTTP 429\nx-ratelimit-limit: 100\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 1777284000\n\n<html>no</html>\n",
    );
    let words = ["new", "acme", "--sample", &limited, &page, "--out"];
    let ran = run(&[&words[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    holds(&out, "acme");
    let mapping = mapping(&out, "acme");
    for line in [
        "    kind: next_url\n    next: { header: link, rel: next }\n",
        "remaining: { header: x-ratelimit-remaining }",
        "form: unix_s",
        "owner: { id: $.assignedTo.id }",
    ] {
        assert!(mapping.contains(line), "{line}: {mapping}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let broken = file("page.json", "{\"a\": ");
    let ran = run(&["new", "acme", "--sample", &broken]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert!(ran.err.contains("page.json`: this is not JSON"), "{ran:#?}");
    let swagger = file("api.yaml", "swagger: \"2.0\"\npaths: {}\n");
    let ran = run(&["new", "acme", "--openapi", &swagger]);
    assert!(ran.err.contains("Swagger 2"), "{ran:#?}");
}

#[test]
fn folders_that_the_project_names_are_made() {
    let project = folder();
    let said = "touchpoint: 1\nmappings: maps/\ncorpus: cases/\n";
    std::fs::write(project.join("touchpoint.yaml"), said).unwrap();
    std::fs::write(project.join("page.json"), "{\"calls\": [{\"id\": 1}]}").unwrap();
    let ran = run_in(&project, &["new", "acme", "--sample", "page.json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(run_in(&project, &["test"]).err, "1 case, 0 differ\n");
}

#[test]
fn an_api_with_a_cursor_validates_at_once_once_its_list_is_named() {
    let out = folder();
    let api = file("openapi.yaml", CURSORS);
    let words = [
        "new",
        "pipes",
        "--openapi",
        &api,
        "--out",
        out.to_str().unwrap(),
    ];
    let several = run(&words);
    assert_eq!(several.code, Some(1), "{several:#?}");
    assert!(
        several.err.contains("`GET /activities`, `GET /deals`"),
        "{}",
        several.err
    );
    let ran = run(&[&words[..], &["--list", "GET /activities"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    holds(&out, "pipes");
    let mapping = mapping(&out, "pipes");
    for line in [
        "  company: { pattern: \"[A-Za-z0-9-]+\", example: api }",
        "{ kind: api_key, headers: { x-api-token: { credential: api_key } } }",
        "remaining: { header: x-ratelimit-remaining }",
        "    owner.id: { send_as: owner_id, type: integer, pattern: \"[0-9]+\" }",
        "    updated_at: { gte: { send_as: updated_since, time: rfc3339 }, lte: { send_as: updated_until, time: rfc3339 } }",
        "    next: $.additional_data.next_cursor\n",
        "    size: { send_as: limit, default: 100, max: 500 }\n",
        "    duration: { from: $.duration, unit: \"hh:mm:ss\" }",
        "# question: is one of `lunch` call or email or meeting or task?",
    ] {
        assert!(mapping.contains(line), "{line}: {mapping}");
    }
    let page = page(&out, "pipes");
    let record = &page["result"][0];
    for (field, value) in [
        ("id", "1"),
        ("subject", "Call Ann"),
        ("engagement_type", "call"),
        ("created_at", "2024-01-02T03:04:05Z"),
        ("duration", "2700"),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
    assert_eq!(record["owner"]["id"], "7");
    assert_eq!(record["contact"][0]["id"], "4");
    assert_eq!(page["next_cursor"], "(a cursor)");
}

#[test]
fn samples_alone_are_enough() {
    let out = folder();
    let sample = file(
        "page.json",
        r#"{"calls": [{"callId": "c-1", "Title": "Hi", "direction": "INCOMING", "startedAt": 1718000000000,
            "modified": "2024-05-06 07:08:09", "agent": {"id": 3}, "user": {"id": 9}}], "total": 1}"#,
    );
    let refusal = file("error.json", r#"{"error": {"message": "no"}}"#);
    let words = [
        "new",
        "calls-crm",
        "--sample",
        &sample,
        &refusal,
        "--list",
        "GET /v1/calls",
        "--base-url",
        "https://api.calls.example",
        "--out",
        out.to_str().unwrap(),
    ];
    let ran = run(&words);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    holds(&out, "calls-crm");
    let mapping = mapping(&out, "calls-crm");
    for line in [
        "errors: { message: $.error.message }",
        "direction: { from: $.direction, map: { INCOMING: inbound } }",
        "start_time: { from: $.startedAt, time: unix_ms }",
        "updated_at: { from: $.modified, time: rfc3339, zone: UTC }",
        "# question: in which zone are the times of $.modified?",
        "owner: { id: $.user.id }",
        "engagement_type: { always: call }",
    ] {
        assert!(mapping.contains(line), "{line}: {mapping}");
    }
    let again = run(&words);
    assert_eq!(again.code, Some(2), "{again:#?}");
    assert!(again.err.contains("is there already") && again.err.contains("--force"));
    assert_eq!(run(&[&words[..], &["--force"]].concat()).code, Some(0));
}

#[test]
fn what_is_no_list_is_refused() {
    let sample = file("error.json", r#"{"error": "no"}"#);
    let ran = run(&["new", "acme", "--sample", &sample]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(
        ran.err.contains("no sample has a list of records"),
        "{}",
        ran.err
    );
    assert_eq!(run(&["new", "acme"]).code, Some(2));
    assert_eq!(run(&["new", "../acme", "--sample", &sample]).code, Some(2));
}
