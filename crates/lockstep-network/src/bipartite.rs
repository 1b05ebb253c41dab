//! Who acted on what, ever: accounts and objects as the two sides of a graph, without times and without repetition.

use crate::actions::Actions;

/// An account and an object are joined when the account acted on the object at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bipartite {
    objects_of: Lists,
    accounts_of: Lists,
}

impl Bipartite {
    /// Leave out times and repetition.
    #[must_use]
    pub fn new(actions: &Actions) -> Self {
        let mut accounts_of = Lists::default();
        for object in 0..actions.objects() {
            accounts_of.push(&actions.accounts_of(object));
        }
        Self { objects_of: accounts_of.transposed(actions.accounts()), accounts_of }
    }

    /// The same accounts and objects, joined only where `keep` (account, object) says so.
    #[must_use]
    pub fn keeping(&self, keep: impl Fn(u32, u32) -> bool) -> Self {
        let mut accounts_of = Lists::default();
        let mut kept = Vec::new();
        for object in 0..self.objects() {
            kept.clear();
            kept.extend(self.accounts_of(object).iter().copied().filter(|account| keep(*account, object)));
            accounts_of.push(&kept);
        }
        Self { objects_of: accounts_of.transposed(self.accounts()), accounts_of }
    }

    /// The same accounts with some of the objects only, numbered anew in the order given.
    #[must_use]
    pub fn with_objects(&self, objects: &[u32]) -> Self {
        let mut accounts_of = Lists::default();
        objects.iter().for_each(|object| accounts_of.push(self.accounts_of(*object)));
        Self { objects_of: accounts_of.transposed(self.accounts()), accounts_of }
    }

    /// The objects an account acted on, ascending.
    #[must_use]
    pub fn objects_of(&self, account: u32) -> &[u32] {
        self.objects_of.get(account)
    }

    /// The accounts that acted on an object, ascending.
    #[must_use]
    pub fn accounts_of(&self, object: u32) -> &[u32] {
        self.accounts_of.get(object)
    }

    /// Number of accounts, those without an object included.
    #[must_use]
    pub fn accounts(&self) -> u32 {
        self.objects_of.len()
    }

    /// Number of objects, those without an account included.
    #[must_use]
    pub fn objects(&self) -> u32 {
        self.accounts_of.len()
    }

    /// Number of joined pairs of an account and an object.
    #[must_use]
    pub const fn joined(&self) -> usize {
        self.objects_of.items.len()
    }
}

/// Lists of numbers, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lists {
    starts: Vec<usize>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    fn push(&mut self, list: &[u32]) {
        self.items.extend_from_slice(list);
        self.starts.push(self.items.len());
    }

    fn get(&self, list: u32) -> &[u32] {
        &self.items[self.starts[list as usize]..self.starts[list as usize + 1]]
    }

    fn len(&self) -> u32 {
        (self.starts.len() - 1) as u32
    }

    /// For each item below `items`, the lists that hold it, ascending.
    fn transposed(&self, items: u32) -> Self {
        let mut starts = vec![0; items as usize + 1];
        self.items.iter().for_each(|item| starts[*item as usize + 1] += 1);
        for item in 1..starts.len() {
            starts[item] += starts[item - 1];
        }
        let mut next = starts.clone();
        let mut lists = vec![0; self.items.len()];
        for list in 0..self.len() {
            for item in self.get(list) {
                lists[next[*item as usize]] = list;
                next[*item as usize] += 1;
            }
        }
        Self { starts, items: lists }
    }
}
