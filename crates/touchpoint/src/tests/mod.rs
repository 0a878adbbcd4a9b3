//! What programs met that embed the engine: streams after their end, deadlines, keys, checkpoints, observers.

#[cfg(feature = "blocking")]
mod blocking;
mod observed;
mod streams;
mod surface;
mod times;
mod tokens;

use crate::{Account, SourceFile, Touchpoint};

const ACME: &str = "mapping: 1
integration: acme
label: Acme
resource: crm/engagements
connection:
  base_url: https://acme.example
  auth:
    - { kind: api_key, headers: { x-api-key: { credential: api_key } } }
    - kind: oauth2
      authorize_url: https://acme.example/allow
      token_url: https://acme.example/token
      client_auth: body
      refresh_token: { rotates: true }
list:
  request: GET /calls
  parameters: { owner.id: { send_as: owner } }
  paging: { kind: cursor, send_as: after, next: $.next, size: { send_as: limit, default: 50 } }
  records: $.calls[*]
  fields: { id: $.id }
";

fn acme() -> SourceFile {
    SourceFile::new("acme.yaml", ACME)
}

fn account() -> Account {
    Account {
        id: "a-1".to_owned(),
        integration: "acme".to_owned(),
        credentials: [("api_key".to_owned(), "hush-hush".into())].into(),
        ..Account::default()
    }
}

fn builder() -> crate::Builder {
    Touchpoint::builder().mapping_text("acme.yaml", ACME)
}
