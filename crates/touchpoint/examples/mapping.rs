//! A mapping of your own beside those built in, and an overlay for one customer.

use std::sync::Arc;
use touchpoint::{Account, Reply, SourceFile, Touchpoint};

const HELPLINE: &str = "
mapping: 1
integration: helpline
label: Helpline
resource: crm/engagements
connection:
  base_url: https://api.helpline.example/v1
  auth: [{ kind: bearer, credential: access_token }]
list:
  request: GET /calls
  parameters: { owner.id: { send_as: agent } }
  paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: limit, default: 20, max: 100 } }
  records: $.calls[*]
  fields:
    id: $.id
    subject: $.topic
    engagement_type: { always: call }
    owner: { id: $.agent_id }
";

const OF_ONE_CUSTOMER: &str = "
overlay: 1
of: helpline
list:
  fields:
    internal_notes: $.custom_summary
    custom: { priority: { from: $.priority, type: number } }
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let touchpoint = Touchpoint::builder()
        .add(SourceFile::new("helpline.yaml", HELPLINE))
        .sandbox()
        .build()
        .await?;
    let account = touchpoint
        .sandbox_account("helpline")
        .ok_or("no such sandbox")?;
    let account = Account {
        overlay: Some(Arc::new(SourceFile::new("customer.yaml", OF_ONE_CUSTOMER))),
        ..account
    };
    if let Err(faults) = touchpoint.check_overlay(&account) {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        return Err(lines.join("\n").into());
    }
    let calls = touchpoint.engagements(&account).page_size(3);
    for call in calls.page().await?.engagements()? {
        println!("{} {:?}", call.id, call.subject);
    }

    // The sandbox knows the mapping and not the customer's own fields: a reply of theirs shows them.
    let reply = Reply {
        status: 200,
        body: br#"{"calls":[{"id":"7","topic":"Renewal","priority":2}]}"#.to_vec(),
        ..Reply::default()
    };
    let page = touchpoint.map_reply(&account, calls.query(), reply)?;
    for call in page.engagements()? {
        let priority = call.custom.as_ref().and_then(|own| own.get("priority"));
        let priority = priority.ok_or("the customer's own field is missing")?;
        println!("{} {:?} priority {priority}", call.id, call.subject);
    }
    Ok(())
}
