//! A second unified model: contacts, which are JSON Schema and YAML alone, and a model of your own.

use futures_util::{StreamExt, TryStreamExt};
use touchpoint::{Json, ListQuery, Model, SourceFile, Touchpoint};

#[derive(Debug, serde::Deserialize)]
struct Contact {
    id: String,
    name: Option<String>,
}

const TICKETS: &str = r#"{
  "title": "desk/tickets", "type": "object", "required": ["id"],
  "properties": {
    "id": { "type": "string" },
    "urgent": { "type": "boolean" },
    "tags": { "type": "array", "items": { "type": "string" } }
  }
}"#;

const HELPDESK: &str = "
mapping: 1
integration: helpdesk
label: Helpdesk
resource: desk/tickets
connection:
  base_url: https://api.helpdesk.example/v1
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /tickets
  paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: limit, default: 20, max: 100 } }
  records: $.tickets[*]
  fields: { id: $.id, urgent: $.is_urgent, tags: { each: '$.labels[*]', value: $ } }
";

#[derive(Debug, serde::Deserialize)]
struct Ticket {
    id: String,
    urgent: Option<bool>,
    tags: Vec<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engagements = Touchpoint::builder()
        .also(Model::from_schema(&Json::parse(TICKETS)?)?)
        .add(SourceFile::new("helpdesk.yaml", HELPDESK))
        .sandbox()
        .build()
        .await?;
    let contacts = engagements
        .of_resource("crm/contacts")
        .ok_or("no such lists")?;
    let account = engagements
        .sandbox_account("pipedrive")
        .ok_or("no such sandbox")?;
    let people = contacts.records::<Contact>(&account, ListQuery::default());
    for person in people.take(3).try_collect::<Vec<_>>().await? {
        println!("{} {:?}", person.id, person.name);
    }

    let tickets = engagements
        .of_resource("desk/tickets")
        .ok_or("no such lists")?;
    let account = tickets
        .sandbox_account("helpdesk")
        .ok_or("no such sandbox")?;
    let page = tickets
        .list(&account, &ListQuery::default().limit(3))
        .await?;
    for ticket in page.records::<Ticket>()? {
        println!("{} {:?} {:?}", ticket.id, ticket.urgent, ticket.tags);
    }
    Ok(())
}
