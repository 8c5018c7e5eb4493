//! What the calls change: one account, shared by all API users.

use super::account::{self, Records};
use super::campaigns::Campaign;
use super::subscribers::Subscriber;
use super::tasks::Task;
use super::templates::{self, Template};
use super::transactions::Transaction;
use crate::status::Pace;
use std::collections::BTreeMap;
use std::time::SystemTime;

/// The account.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub templates: BTreeMap<u64, Template>,
    pub transactions: Vec<Transaction>,
    pub subscribers: Vec<Subscriber>,
    pub categories: BTreeMap<u64, String>,
    pub custom_fields: Records,
    pub segments: Records,
    pub campaigns: Vec<Campaign>,
    pub tasks: Vec<Task>,
    last_id: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            templates: templates::built_in(),
            transactions: Vec::new(),
            subscribers: Vec::new(),
            categories: account::built_in_categories(),
            custom_fields: account::built_in_fields(),
            segments: account::built_in_segments(),
            campaigns: Vec::new(),
            tasks: Vec::new(),
            last_id: 9_000_000,
        }
    }
}

impl State {
    /// A number that nothing else has.
    pub fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

/// Who calls, and the ways of this sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub user: String,
    pub plain_style: bool,
    pub pace: Pace,
    pub now: SystemTime,
}
