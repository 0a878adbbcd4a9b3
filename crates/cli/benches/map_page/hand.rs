//! Mappers as a programmer writes them for one vendor: serde structs that borrow, the record as a
//! `RawValue`, times through jiff. They mean what the mapping of that vendor means.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

type Text<'a> = Option<Cow<'a, str>>;
type Raw<'a> = &'a RawValue;

/// The bytes that came → the bytes of the rows.
pub(crate) type Mapper = fn(&[u8], &mut Vec<u8>);

/// The mapper of a vendor, where one was written.
pub(crate) fn mapper(name: &str) -> Option<Mapper> {
    match name {
        "hubspot" => Some(hubspot),
        "salesforce" => Some(salesforce),
        _ => None,
    }
}

#[derive(Serialize)]
struct Id<'a> {
    id: Cow<'a, str>,
}

fn one(id: Text<'_>) -> Option<Id<'_>> {
    id.map(|id| Id { id })
}

fn time(text: Option<Timestamp>) -> Option<String> {
    let at = text?;
    Some(if at.subsec_millisecond() == 0 {
        format!("{at:.0}")
    } else {
        format!("{at:.3}")
    })
}

fn rfc3339(text: &Text<'_>) -> Option<Timestamp> {
    text.as_deref()?.parse().ok()
}

#[derive(Deserialize)]
struct HubspotPage<'a> {
    #[serde(borrow)]
    results: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HubspotCall<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    properties: HubspotProperties<'a>,
    #[serde(borrow)]
    created_at: Text<'a>,
    #[serde(borrow)]
    updated_at: Text<'a>,
    #[serde(borrow)]
    associations: Option<HubspotAssociations<'a>>,
}

#[derive(Deserialize)]
struct HubspotProperties<'a> {
    #[serde(borrow)]
    hs_call_body: Text<'a>,
    #[serde(borrow)]
    hs_call_direction: Text<'a>,
    #[serde(borrow)]
    hs_call_duration: Text<'a>,
    #[serde(borrow)]
    hs_call_title: Text<'a>,
    #[serde(borrow)]
    hs_timestamp: Text<'a>,
    #[serde(borrow)]
    hubspot_owner_id: Text<'a>,
}

#[derive(Default, Deserialize)]
struct HubspotAssociations<'a> {
    #[serde(borrow)]
    contacts: Option<HubspotList<'a>>,
    #[serde(borrow)]
    companies: Option<HubspotList<'a>>,
    #[serde(borrow)]
    deals: Option<HubspotList<'a>>,
}

#[derive(Deserialize)]
struct HubspotList<'a> {
    #[serde(borrow)]
    results: Vec<HubspotId<'a>>,
}

#[derive(Deserialize)]
struct HubspotId<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

impl<'a> HubspotList<'a> {
    fn ids(self) -> Vec<Id<'a>> {
        let mut ids: Vec<Id<'a>> = Vec::with_capacity(self.results.len());
        for entry in self.results {
            if !ids.iter().any(|known| known.id == entry.id) {
                ids.push(Id { id: entry.id });
            }
        }
        ids
    }
}

#[derive(Serialize)]
struct HubspotOut<'a> {
    id: Cow<'a, str>,
    owner: Option<Id<'a>>,
    content: Text<'a>,
    subject: Text<'a>,
    direction: Text<'a>,
    engagement_type: &'static str,
    internal_notes: Text<'a>,
    start_time: Option<String>,
    end_time: Option<String>,
    account: Option<Id<'a>>,
    contact: Vec<Id<'a>>,
    opportunity: Vec<Id<'a>>,
    created_at: Option<String>,
    updated_at: Option<String>,
    remote_data: Raw<'a>,
}

fn hubspot(body: &[u8], out: &mut Vec<u8>) {
    let page: HubspotPage<'_> = serde_json::from_slice(body).unwrap();
    let records = page.results.into_iter().map(|remote_data| {
        let call: HubspotCall<'_> = serde_json::from_str(remote_data.get()).unwrap();
        let found = call.associations.unwrap_or_default();
        let start = rfc3339(&call.properties.hs_timestamp);
        let length: Option<i64> = call
            .properties
            .hs_call_duration
            .as_deref()
            .and_then(|text| text.parse().ok());
        let end = start
            .zip(length)
            .map(|(start, ms)| start + jiff::SignedDuration::from_millis(ms));
        HubspotOut {
            id: call.id,
            owner: one(call.properties.hubspot_owner_id),
            content: call.properties.hs_call_body,
            subject: call.properties.hs_call_title,
            direction: call.properties.hs_call_direction.map(|word| match &*word {
                "INBOUND" => "inbound".into(),
                "OUTBOUND" => "outbound".into(),
                _ => word,
            }),
            engagement_type: "call",
            internal_notes: None,
            start_time: time(start),
            end_time: time(end),
            account: found
                .companies
                .and_then(|list| list.ids().into_iter().next()),
            contact: found.contacts.map(HubspotList::ids).unwrap_or_default(),
            opportunity: found.deals.map(HubspotList::ids).unwrap_or_default(),
            created_at: time(rfc3339(&call.created_at)),
            updated_at: time(rfc3339(&call.updated_at)),
            remote_data,
        }
    });
    serde_json::to_writer(out, &records.collect::<Vec<_>>()).unwrap();
}

#[derive(Deserialize)]
struct SalesforcePage<'a> {
    #[serde(borrow)]
    records: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SalesforceTask<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    owner_id: Text<'a>,
    #[serde(borrow)]
    subject: Text<'a>,
    #[serde(borrow)]
    description: Text<'a>,
    #[serde(borrow)]
    account_id: Text<'a>,
    #[serde(borrow)]
    who: Option<SalesforceWho<'a>>,
    #[serde(borrow)]
    who_id: Text<'a>,
    #[serde(borrow)]
    created_date: Text<'a>,
    #[serde(borrow)]
    last_modified_date: Text<'a>,
    #[serde(borrow)]
    task_subtype: Text<'a>,
    #[serde(borrow)]
    activity_date: Text<'a>,
    #[serde(borrow)]
    completed_date_time: Text<'a>,
    call_duration_in_seconds: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SalesforceWho<'a> {
    #[serde(borrow)]
    r#type: Text<'a>,
}

#[derive(Serialize)]
struct SalesforceOut<'a> {
    id: Cow<'a, str>,
    owner: Option<Id<'a>>,
    content: Text<'a>,
    subject: Text<'a>,
    engagement_type: Text<'a>,
    start_time: Option<String>,
    end_time: Option<String>,
    duration: Option<String>,
    account: Option<Id<'a>>,
    contact: Vec<Id<'a>>,
    lead: Vec<Id<'a>>,
    created_at: Option<String>,
    updated_at: Option<String>,
    remote_data: Raw<'a>,
}

/// An offset without a colon is none that jiff reads by itself.
fn offset(text: &Text<'_>) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text.as_deref()?).ok()
}

fn salesforce(body: &[u8], out: &mut Vec<u8>) {
    let page: SalesforcePage<'_> = serde_json::from_slice(body).unwrap();
    let records = page.records.into_iter().map(|remote_data| {
        let task: SalesforceTask<'_> = serde_json::from_str(remote_data.get()).unwrap();
        let kind = task.who.and_then(|who| who.r#type);
        let who = |wanted: &str| {
            let is = kind.as_deref() == Some(wanted);
            task.who_id
                .clone()
                .filter(|_| is)
                .map(|id| Id { id })
                .into_iter()
                .collect()
        };
        SalesforceOut {
            id: task.id,
            owner: one(task.owner_id),
            content: task.description,
            subject: task.subject,
            engagement_type: task.task_subtype.map(|word| match &*word {
                "Call" => "call".into(),
                "Email" => "email".into(),
                _ => word,
            }),
            start_time: task.activity_date.map(|day| format!("{day}T00:00:00Z")),
            end_time: time(offset(&task.completed_date_time)),
            duration: task
                .call_duration_in_seconds
                .map(|seconds| seconds.to_string()),
            account: one(task.account_id),
            contact: who("Contact"),
            lead: who("Lead"),
            created_at: time(offset(&task.created_date)),
            updated_at: time(offset(&task.last_modified_date)),
            remote_data,
        }
    });
    serde_json::to_writer(out, &records.collect::<Vec<_>>()).unwrap();
}
