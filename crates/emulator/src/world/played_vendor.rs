//! One vendor: its mapping, its records, its tables, its account. It is made from a seed and never
//! changes, so that many reads can share it.

use super::crowd::crowded;
use super::entries;
use super::list::{Ingredients, lists, one_more};
use super::order::{self, RecordOrder, SortBy};
use super::record::VendorRecord;
use super::shapes::Shapes;
use super::site::Site;
use super::tables::VendorTables;
use crate::seed::dice::Dice;
use crate::seed::pools::Pools;
use std::sync::Arc;
use touchpoint_core::exchange::Account;
use touchpoint_core::plan::Plan;
use touchpoint_core::query::Direction;
use touchpoint_language::mapping::{Case, Mapping, Route, RuleKind};
use touchpoint_language::model::Model;

/// One vendor.
#[derive(Clone, Debug)]
pub struct PlayedVendor {
    pub(crate) plan: Arc<Plan>,
    pub(crate) site: Site,
    pub(crate) pools: Pools,
    pub(crate) tables: VendorTables,
    /// The records by case, in the vendor's order.
    lists: Vec<Vec<Arc<VendorRecord>>>,
    /// What cursors are mixed with.
    salt: u64,
    /// The parts of the mapping that could not be reversed.
    unplayed: Vec<String>,
}

impl PlayedVendor {
    /// A vendor without records, at the address of an account with these variables.
    pub(crate) fn bare(
        plan: Arc<Plan>,
        seed: u64,
        context: impl IntoIterator<Item = (String, String)>,
    ) -> PlayedVendor {
        PlayedVendor {
            site: Site::new(&plan, context),
            pools: Pools::default(),
            tables: VendorTables::default(),
            lists: Vec::new(),
            salt: Dice::new(seed, "salt").next(),
            unplayed: Vec::new(),
            plan,
        }
    }

    /// The vendor of this mapping and seed, with about `records` records in each list.
    pub fn new(plan: Arc<Plan>, shapes: &Shapes, seed: u64, records: u64) -> PlayedVendor {
        let pools = Pools::new(&plan.mapping, &plan.model, seed);
        let tables = entries::tables(&plan.mapping, &pools, seed);
        PlayedVendor::filled(plan, seed, pools, tables, shapes, |_| records)
    }

    /// The same vendor where an account with these variables finds it.
    #[must_use]
    pub fn for_account(self, context: impl IntoIterator<Item = (String, String)>) -> PlayedVendor {
        PlayedVendor {
            site: Site::new(&self.plan, context),
            ..self
        }
    }

    /// A variable of its account.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.site.variable(name)
    }

    /// The vendor with these tables; `count` says how many records each case has.
    pub(crate) fn filled(
        plan: Arc<Plan>,
        seed: u64,
        pools: Pools,
        tables: VendorTables,
        shapes: &Shapes,
        count: impl Fn(&Case) -> u64,
    ) -> PlayedVendor {
        let ingredients = Ingredients {
            plan: &plan,
            pools: &pools,
            tables: &tables,
            shapes,
            seed,
        };
        let lists = lists(&ingredients, count);
        PlayedVendor {
            lists: lists.records,
            unplayed: lists.unplayed,
            pools,
            tables,
            ..PlayedVendor::bare(plan, seed, [])
        }
    }

    /// The same vendor with this many records in each list that has any: one old record that shares no id
    /// with the others is repeated until the count is reached. `None` if no such record is found.
    pub fn crowded(&self, shapes: &Shapes, seed: u64, records: usize) -> Option<PlayedVendor> {
        let others = Pools::new(&self.plan.mapping, &self.plan.model, !seed);
        let ingredients = Ingredients {
            plan: &self.plan,
            pools: &others,
            tables: &self.tables,
            shapes,
            seed,
        };
        let lists = self.lists.iter();
        let lists = lists.map(|list| crowded(&ingredients, list, &self.pools, records));
        Some(PlayedVendor {
            lists: lists.collect::<Option<_>>()?,
            ..self.clone()
        })
    }

    /// One more record of this rank. The values that the vendor sorts by are those of another record.
    pub(crate) fn one_more(
        &self,
        shapes: &Shapes,
        like: &VendorRecord,
        rank: u64,
        serial: u64,
        seed: u64,
    ) -> Option<VendorRecord> {
        let ingredients = Ingredients {
            plan: &self.plan,
            pools: &self.pools,
            tables: &self.tables,
            shapes,
            seed,
        };
        one_more(&ingredients, like, rank, serial)
    }

    /// The account that may call, with this secret in place of every credential.
    pub fn account(&self, id: &str, secret: &str) -> Account {
        let set = self.plan.needs.credentials.first();
        let names = set.map(|set| set.required.clone()).unwrap_or_default();
        let credentials = names.into_iter();
        let context = self.site.context();
        Account {
            id: id.to_owned(),
            integration: self.plan.integration().to_owned(),
            context: context.map(|(k, v)| (k.clone(), v.clone())).collect(),
            credentials: credentials
                .map(|name| (name, secret.to_owned().into()))
                .collect(),
            ..Account::default()
        }
    }

    /// The parts of the mapping that could not be reversed; empty when everything is played.
    pub fn unplayed(&self) -> &[String] {
        &self.unplayed
    }

    /// The records of a case, in the vendor's order.
    pub fn records(&self, case: usize) -> &[Arc<VendorRecord>] {
        self.lists.get(case).map(Vec::as_slice).unwrap_or_default()
    }

    /// The records by case, in the vendor's order.
    pub(crate) fn lists(&self) -> &[Vec<Arc<VendorRecord>>] {
        &self.lists
    }

    /// Sorts records as the vendor does for a caller.
    pub fn sort(&self, records: &mut [Arc<VendorRecord>], by: &[(String, Direction)]) {
        let by = by.iter();
        let by: RecordOrder = by
            .map(|(field, way)| (SortBy::Field(field.clone()), *way == Direction::Desc))
            .collect();
        order::sort(records, &by);
    }

    /// The ids of a dotted field.
    pub fn ids(&self, field: &str) -> &[String] {
        self.pools.ids(field)
    }

    /// The compiled mapping.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub(crate) fn mapping(&self) -> &Mapping {
        &self.plan.mapping
    }

    pub(crate) fn model(&self) -> &Model {
        &self.plan.model
    }

    pub(crate) fn route(&self, case: usize, route: usize) -> Option<&Route> {
        self.mapping().cases.get(case)?.routes.get(route)
    }

    /// The further names that a caller hands to the vendor.
    pub(crate) fn remote_names(&self) -> Vec<String> {
        let rules = self.mapping().rules.iter();
        let names = rules.flat_map(|rule| match &rule.kind {
            RuleKind::AtLeastOneOf(names) | RuleKind::ExactlyOneOf(names) => names.as_slice(),
            _ => &[],
        });
        names
            .filter_map(|name| name.strip_prefix("remote_query.").map(str::to_owned))
            .collect()
    }

    /// The cursor of the page after a rank. It is opaque to callers.
    pub(crate) fn token(&self, rank: u64, nonce: u64) -> String {
        format!("{:x}.{nonce:x}+/=", rank ^ self.salt)
    }

    /// The rank that a cursor stands for.
    pub(crate) fn rank_of(&self, token: &str) -> Option<u64> {
        let (rank, _) = token.strip_suffix("+/=")?.split_once('.')?;
        let rank = u64::from_str_radix(rank, 16).ok()?;
        Some(rank ^ self.salt)
    }
}
