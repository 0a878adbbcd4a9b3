//! What a parameter adds to a request, and what becomes of each filter, seen in the call.

use crate::cursor::Key;
use crate::exchange::{Account, Request};
use crate::query::{ListQuery, Operator};
use crate::registry::PlanReader;
use crate::run::{Options, preview};
use touchpoint_language::source::SourceFile;
use touchpoint_language::unified::engagement_model;

/// The call of a list, and what became of each filter: `owner.id=pushed`.
fn asked(list: &str, query: &ListQuery) -> (Request, Vec<String>) {
    let text = format!(
        "mapping: 1\nintegration: acme\nlabel: Acme\nresource: crm/engagements\nconnection:\n  base_url: https://api.acme.example\n  auth: [{{ kind: bearer, credential: token }}]\nlist:\n{list}"
    );
    let reader = PlanReader::new(engagement_model()).unwrap();
    let (plan, faults) = reader.read(SourceFile::new("acme.yaml", text.as_str()));
    let faults: Vec<String> = faults.iter().map(|fault| fault.title.clone()).collect();
    let plan = plan.unwrap_or_else(|| panic!("{faults:?}"));
    let mut account = Account::default();
    account.credentials.insert("token".to_owned(), "t".into());
    let preview = preview(&plan, query, &account, &Options::new(Key::new(b"k"))).unwrap();
    let fates = preview
        .fates
        .iter()
        .map(|(name, fate)| format!("{name}={}", fate.word()));
    let list = preview.lists.into_iter().next().unwrap();
    (list.request, fates.collect())
}

fn pairs(request: &Request) -> Vec<String> {
    let pairs = request
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect()
}

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone().unwrap_or_default()).unwrap()
}

fn query(filters: &[(&str, Operator, &[&str])]) -> ListQuery {
    let filters = filters.iter();
    filters.fold(ListQuery::default(), |query, (name, operator, values)| {
        query.filter(*name, *operator, values.iter().copied())
    })
}

const FIELDS: &str = "
  paging: { kind: none }
  records: $.data[*]
  fields:
    id: $.id
    subject: $.title
    owner: { id: $.owner }
    account: { id: $.company }
    contact: [{ id: $.person }]
    opportunity: [{ id: $.deal }]
    created_at: $.made
    updated_at: $.changed
";

#[test]
fn a_filter_adds_names_that_go_together_and_a_place_holds_one_value() {
    let list = format!(
        "  request: GET /meetings
  parameters:
    contact.id: {{ pattern: '[0-9]+', send: {{ linked_object: people, linked_record_id: '{{{{ value }}}}' }} }}
    account.id: {{ pattern: '[0-9]+', send: {{ linked_object: companies, linked_record_id: '{{{{ value }}}}' }} }}
{FIELDS}"
    );
    let one = query(&[("account.id", Operator::Eq, &["7"])]);
    let (request, fates) = asked(&list, &one);
    assert_eq!(
        pairs(&request),
        ["linked_object=companies", "linked_record_id=7"]
    );
    assert_eq!(fates, ["account.id=pushed"]);
    // The parameter that the mapping writes first takes the place, whatever the caller's order is.
    let both = query(&[
        ("account.id", Operator::Eq, &["7"]),
        ("contact.id", Operator::Eq, &["5"]),
    ]);
    let (request, fates) = asked(&list, &both);
    assert_eq!(
        pairs(&request),
        ["linked_object=people", "linked_record_id=5"]
    );
    assert_eq!(fates, ["account.id=checked", "contact.id=pushed"]);
}

#[test]
fn a_list_is_the_name_repeated_and_operators_stand_in_names() {
    let list = format!(
        "  request: GET /calls
  parameters:
    owner.id: {{ send: {{ 'ids[]': ['{{{{ value }}}}'] }}, type: integer, pattern: '[0-9]+', operators: [eq, in] }}
    created_at: {{ send: {{ 'created_at[{{{{ operator }}}}]': '{{{{ value }}}}' }}, operators: [gt, gte, lt, lte], time: rfc3339 }}
    updated_at: {{ time: rfc3339, send: {{ changed: \"{{{{ gte | default('neginf') }}}}..{{{{ lte | default('inf') }}}}\" }} }}
{FIELDS}"
    );
    let (request, fates) = asked(
        &list,
        &query(&[
            ("owner.id", Operator::In, &["1", "2"]),
            ("created_at", Operator::Gte, &["2026-01-01"]),
            ("created_at", Operator::Lt, &["2026-02-01"]),
            ("updated_at", Operator::Gte, &["2026-03-01"]),
        ]),
    );
    assert_eq!(
        pairs(&request),
        [
            "ids[]=1",
            "ids[]=2",
            "created_at[gte]=2026-01-01T00:00:00Z",
            "created_at[lt]=2026-02-01T00:00:00Z",
            "changed=2026-03-01T00:00:00Z..inf",
        ]
    );
    assert!(
        fates.iter().all(|fate| fate.ends_with("=pushed")),
        "{fates:?}"
    );
    let both = query(&[
        ("updated_at", Operator::Gte, &["2026-03-01"]),
        ("updated_at", Operator::Lte, &["2026-04-01"]),
    ]);
    let (request, _) = asked(&list, &both);
    assert_eq!(
        pairs(&request),
        ["changed=2026-03-01T00:00:00Z..2026-04-01T00:00:00Z"]
    );
}

#[test]
fn a_filter_adds_to_the_body_as_the_vendor_prints_it() {
    let list = format!(
        "  request: POST /search
  body: {{ sort_by: made }}
  parameters:
    contact.id: {{ type: integer, pattern: '[0-9]+', body: {{ parent: {{ type: person, id: '{{{{ value }}}}' }} }} }}
    owner.id: {{ type: integer, pattern: '[0-9]+', body: {{ user_ids: ['{{{{ value }}}}'] }}, operators: [eq, in] }}
    created_at: {{ time: rfc3339, body: {{ filter: {{ made: {{ '${{{{ operator }}}}': '{{{{ value }}}}' }} }} }}, operators: [gt, gte, lt, lte] }}
{FIELDS}"
    );
    let (request, _) = asked(
        &list,
        &query(&[
            ("contact.id", Operator::Eq, &["5"]),
            ("owner.id", Operator::In, &["7", "8"]),
            ("created_at", Operator::Gte, &["2026-01-01"]),
            ("created_at", Operator::Lt, &["2026-02-01"]),
        ]),
    );
    assert_eq!(
        body(&request),
        r#"{"sort_by":"made","parent":{"type":"person","id":5},"user_ids":[7,8],"filter":{"made":{"$gte":"2026-01-01T00:00:00Z","$lt":"2026-02-01T00:00:00Z"}}}"#
    );
    let (request, _) = asked(&list, &ListQuery::default());
    assert_eq!(body(&request), r#"{"sort_by":"made"}"#);
}

#[test]
fn odata_is_a_grammar() {
    let list = format!(
        "  request: GET /activities
  grammar: odata
  send: {{ $select: '{{{{ columns }}}}', $filter: '{{{{ clauses }}}}', $orderby: '{{{{ order }}}}' }}
  order: {{ created_at: desc, id: asc }}
  parameters:
    id: {{ clause: activityid, type: uuid }}
    owner.id: {{ clause: _ownerid_value, type: uuid }}
    contact.id: {{ clause: [about, \"parties/any(p:p/party eq {{{{ value }}}})\"], type: uuid }}
    subject: {{ clause: subject, operators: [eq, in, like] }}
    created_at: {{ clause: createdon, time: rfc3339 }}
{FIELDS}"
    );
    let uuid = "00000000-0000-0000-0000-000000000001";
    let (request, fates) = asked(
        &list,
        &query(&[
            ("created_at", Operator::Gte, &["2026-01-01"]),
            ("owner.id", Operator::Eq, &[uuid]),
            ("contact.id", Operator::Eq, &[uuid]),
            ("subject", Operator::Like, &["O'Neil"]),
        ]),
    );
    assert_eq!(
        pairs(&request),
        [
            "$select=id,title,owner,company,person,deal,made,changed".to_owned(),
            format!(
                "$filter=_ownerid_value eq {uuid} and (about eq {uuid} or parties/any(p:p/party eq {uuid})) and contains(subject,'O''Neil') and createdon ge 2026-01-01T00:00:00Z"
            ),
            "$orderby=createdon desc,activityid asc".to_owned(),
        ]
    );
    assert!(
        fates.iter().all(|fate| fate.ends_with("=pushed")),
        "{fates:?}"
    );
    // Without a filter the key vanishes; of two columns none may be equal.
    let (request, _) = asked(&list, &ListQuery::default());
    assert!(
        !pairs(&request)
            .iter()
            .any(|pair| pair.starts_with("$filter"))
    );
    let (request, _) = asked(&list, &query(&[("subject", Operator::In, &["a", "b"])]));
    assert!(pairs(&request).contains(&"$filter=(subject eq 'a' or subject eq 'b')".to_owned()));
}

#[test]
fn a_statement_has_its_clauses_always() {
    let list = format!(
        "  request: GET /query
  grammar: soql
  clauses: {{ IsDeleted: false, Kind: {{ ne: 2 }} }}
  send: {{ q: 'SELECT {{{{ columns }}}} FROM Task WHERE {{{{ clauses }}}} ORDER BY {{{{ order }}}}' }}
  order: {{ created_at: desc, id: desc }}
  parameters:
    id: {{ clause: Id, pattern: '[0-9A-Z]+' }}
    subject: {{ clause: Subject, operators: [eq, in, like], loose: true }}
    created_at: {{ clause: CreatedDate, time: rfc3339 }}
{FIELDS}"
    );
    let (request, fates) = asked(
        &list,
        &query(&[
            ("subject", Operator::Like, &["50% it's"]),
            ("id", Operator::In, &["1", "2"]),
        ]),
    );
    assert_eq!(
        pairs(&request),
        [
            r"q=SELECT id, title, owner, company, person, deal, made, changed FROM Task WHERE Id IN ('1','2') AND Subject LIKE '%50\% it\'s%' AND IsDeleted = false AND Kind != 2 ORDER BY CreatedDate DESC, Id DESC"
        ]
    );
    assert_eq!(fates, ["subject=pushed+checked", "id=pushed"]);
}

#[test]
fn a_grammar_is_data() {
    let list = format!(
        "  request: GET /search
  grammar:
    write: '({{{{ column }}}}:{{{{ operator }}}}:{{{{ value }}}})'
    operators: {{ eq: equals, gte: greater_equal }}
    in: '({{{{ column }}}}:in:{{{{ values }}}})'
    and: and
    around: '({{{{ clauses }}}})'
    escape: {{ these: '(),\\', by: '\\' }}
    bare: [time, number]
    at_most: 2
  send: {{ criteria: '{{{{ clauses }}}}' }}
  parameters:
    owner.id: {{ clause: Owner, pattern: '[0-9]+', operators: [eq, in] }}
    subject: {{ clause: Subject, operators: [eq] }}
    created_at: {{ clause: Created_Time, time: rfc3339 }}
{FIELDS}"
    );
    let all = query(&[
        ("created_at", Operator::Gte, &["2026-01-01"]),
        ("subject", Operator::Eq, &["a (b)"]),
        ("owner.id", Operator::In, &["1", "2"]),
    ]);
    let (request, fates) = asked(&list, &all);
    assert_eq!(
        pairs(&request),
        [r"criteria=((Owner:in:1,2)and(Subject:equals:a \(b\)))"]
    );
    assert_eq!(
        fates,
        ["created_at=checked", "subject=pushed", "owner.id=pushed"]
    );
    let (request, _) = asked(&list, &query(&[("owner.id", Operator::Eq, &["1"])]));
    assert_eq!(pairs(&request), ["criteria=(Owner:equals:1)"]);
}

#[test]
fn a_grammar_of_json_writes_elements_of_a_list() {
    let list = format!(
        "  request: POST /search
  grammar:
    write: {{ propertyName: '{{{{ column }}}}', operator: '{{{{ operator }}}}', value: '{{{{ value | string }}}}' }}
    operators: {{ eq: EQ, gte: GTE }}
    in: {{ propertyName: '{{{{ column }}}}', operator: IN, values: ['{{{{ value | string }}}}'] }}
  body: {{ filterGroups: [{{ filters: '{{{{ clauses }}}}' }}], sorts: [made] }}
  parameters:
    owner.id: {{ clause: owner, pattern: '[0-9]+', operators: [eq, in] }}
    created_at: {{ clause: made, time: unix_ms }}
{FIELDS}"
    );
    let both = query(&[
        ("owner.id", Operator::In, &["1", "2"]),
        ("created_at", Operator::Gte, &["2026-01-01"]),
    ]);
    let (request, _) = asked(&list, &both);
    assert_eq!(
        body(&request),
        r#"{"filterGroups":[{"filters":[{"propertyName":"owner","operator":"IN","values":["1","2"]},{"propertyName":"made","operator":"GTE","value":"1767225600000"}]}],"sorts":["made"]}"#
    );
    let (request, _) = asked(&list, &ListQuery::default());
    assert_eq!(body(&request), r#"{"sorts":["made"]}"#);
}

#[test]
fn the_first_road_that_can_place_its_filter_is_taken() {
    let list = format!(
        "  parameters:
    contact.id: {{ pattern: '[0-9]+' }}
  routes:
    - {{ when: {{ contact.id: given }}, request: 'GET /people/{{{{ query.contact.id }}}}/calls' }}
    - {{ when: {{ account.id: given }}, request: 'GET /companies/calls', parameters: {{ account.id: {{ send_as: company }} }} }}
    - request: GET /calls
{FIELDS}"
    );
    let (request, fates) = asked(&list, &query(&[("contact.id", Operator::Eq, &["5"])]));
    assert_eq!(request.url, "https://api.acme.example/people/5/calls");
    assert_eq!(fates, ["contact.id=pushed"]);
    // A path cannot hold two ids, and cannot express other operators.
    for other in [
        query(&[("contact.id", Operator::In, &["5", "6"])]),
        query(&[("contact.id", Operator::Ne, &["5"])]),
    ] {
        let (request, fates) = asked(&list, &other);
        assert_eq!(request.url, "https://api.acme.example/calls");
        assert_eq!(fates, ["contact.id=checked"]);
    }
    let both = query(&[
        ("account.id", Operator::Eq, &["7"]),
        ("contact.id", Operator::Eq, &["5"]),
    ]);
    let (request, fates) = asked(&list, &both);
    assert_eq!(request.url, "https://api.acme.example/people/5/calls");
    assert_eq!(fates, ["account.id=checked", "contact.id=pushed"]);
}

#[test]
fn a_value_that_the_caller_writes_over_was_not_placed() {
    let list = format!(
        "  request: GET /calls
  parameters: {{ owner.id: {{ send_as: owner }} }}
{FIELDS}"
    );
    let mut own = query(&[("owner.id", Operator::Eq, &["7"])]);
    own.remote_query.insert("owner".to_owned(), "9".into());
    let (request, fates) = asked(&list, &own);
    assert_eq!(pairs(&request), ["owner=9"]);
    assert_eq!(fates, ["owner.id=checked"]);
}

#[test]
fn an_order_is_sent_by_the_sort_and_the_caller_takes_its_place() {
    let list = format!(
        "  request: GET /calls
  sort: {{ fields: {{ created_at: made }}, directions: {{ asc: '', desc: '-' }}, send: {{ sort: '{{{{ direction }}}}{{{{ field }}}}' }} }}
  order: {{ created_at: desc }}
{FIELDS}"
    );
    let (request, _) = asked(&list, &ListQuery::default());
    assert_eq!(pairs(&request), ["sort=-made"]);
    let mut sorted = ListQuery::default();
    sorted
        .sort
        .push(("created_at".to_owned(), crate::query::Direction::Asc));
    let (request, _) = asked(&list, &sorted);
    assert_eq!(pairs(&request), ["sort=made"]);
}
