//! Tables that a stranger's records are looked up in.

use super::maker::Maker;
use super::tree::{Tree, lay, piece};

const TABLES: [&str; 10] = [
    "{ lookups: { kinds: { once: GET /kinds, entries: '$.kinds[*]', key: [$.id] } }, list: { FIELDS: { status: { lookup: kinds, by: [$.kind_id], from: $.name } }, PARAMETERS: { status: { send_as: kind, through: { lookup: kinds, find: $.name, give: $.id } } } } }",
    "{ lookups: { kinds: { once: GET /kinds, entries: '$.kinds[*]', key: [$.id] } }, list: { FIELDS: { status: { lookup: kinds, by: [$.kind_id], from: $.name } }, PARAMETERS: { status: { send_as: kind, operators: [eq, in], join: ',', through: { lookup: kinds, find: $.name, ignore_case: true, give: $.id } } } } }",
    "{ lookups: { texts: { each: 'GET /texts/{{ lookup.key }}', at_most: 2, entries: '$.texts[*]', key: [$.id] } }, list: { FIELDS: { content: { lookup: texts, by: [$.id], from: $.text } } } }",
    "{ lookups: { texts: { each: 'GET /texts/{{ lookup.key }}', at_most: 5, entries: '$.texts[*]', key: [$.id], otherwise: nothing } }, list: { FIELDS: { internal_notes: { lookup: texts, by: [$.id], from: $.text } } } }",
    "{ lookups: { people: { in_reply: '$.included[*]', key: [$.id] } }, list: { FIELDS: { owner: { id: { lookup: people, by: [$.owner_ref], from: $.uid } } } } }",
    "{ lookups: { people: { in_reply: \"$.included[?@.type == 'person']\", key: [$.id] } }, list: { FIELDS: { subject: { lookup: people, by: [$.about], from: $.name } } } }",
    "{ lookups: { kinds: { once: GET /kinds, entries: '$.kinds[*]', key: [$.id], keep: 1 hour } }, list: { FIELDS: { status: { lookup: kinds, by: [$.kind_id], from: $.name } } } }",
    "{ lookups: { kinds: { once: GET /kinds, send: { all: 'true' }, entries: '$.kinds[*]', key: [$.id] } }, list: { FIELDS: { status: { lookup: kinds, by: [$.kind_id], from: $.name, map: { O: open, D: done } } } } }",
    "{ lookups: { guests: { batch: POST /guests, body: { keys: '{{ lookup.keys }}' }, at_most: 20, entries: '$.entries[*]', key: [$.id], otherwise: nothing } }, list: { FIELDS: { contact: { lookup: guests, by: [$.id], then_each: '$.people[*]', id: $.id } } } }",
    "{ lookups: { people: { batch: GET /people, send: { 'ids[]': ['{{ lookup.key }}'] }, at_most: 20, entries: '$.people[*]', key: [$.id] } }, list: { FIELDS: { account: { id: { lookup: people, by: [$.person_id], from: $.company_id } } } } }",
];

/// Adds a table, and a field that reads it, in place of another form of the field.
pub(super) fn lookup(maker: &mut Maker, whole: &mut Tree) {
    let has_cases = whole
        .get("list")
        .is_some_and(|list| list.get("cases").is_some());
    let table = maker.one_of(&TABLES);
    let table = if has_cases {
        table.replace("list: { FIELDS:", "list: { shared: { FIELDS:") + " }"
    } else {
        table.to_owned()
    };
    let words = [("FIELDS", "fields"), ("PARAMETERS", "parameters")];
    let table = piece(&table, &words);
    for part in ["fields", "parameters"] {
        let mut way: Vec<&str> = vec!["list"];
        way.extend(has_cases.then_some("shared"));
        way.push(part);
        let names = way.iter().try_fold(&table, |tree, key| tree.get(key));
        let names = names.and_then(Tree::as_mapping).into_iter();
        let known = way
            .iter()
            .try_fold(&mut *whole, |tree, key| tree.get_mut(key));
        if let Some(known) = known.and_then(Tree::as_mapping_mut) {
            for name in names.flat_map(|names| names.keys()) {
                known.remove(name);
            }
        }
    }
    lay(whole, table);
}
