//! Surrogates in which who acted on what is dealt anew.

use hashbrown::HashSet;
use rand_chacha::ChaCha8Rng;

use super::table::Table;
use crate::actions::Actions;
use crate::graph::index;

/// The actions as seats: what one account did on one object, be it once or several times.
pub(super) struct Seats<'a> {
    actions: &'a Actions,
    /// The seat of each action.
    seat_of: Vec<u32>,
    /// The object of each seat. Seats are numbered object by object, and for each object by about how many actions they are.
    object: Vec<u32>,
    /// About how many actions each seat is: 1 for one, 2 for two or three, 3 for four to seven, and so on.
    size: Vec<u32>,
    /// The account that has each seat in the data.
    owner: Vec<u32>,
    /// The seats that are dealt, ascending: those on objects that few accounts act on.
    dealt: Vec<u32>,
}

/// A surrogate, and how many accounts have an object that they have in the data too.
pub(super) struct Dealt {
    pub(super) actions: Actions,
    pub(super) as_before: usize,
}

/// How often each account trades after the deal. The deal leaves little to forget; a test asks whether tables come equally often.
const ROUNDS: usize = 2;

/// How often where the deal does not come out.
const ROUNDS_ALONE: usize = 20;

/// Tries to put a double right before the data are traded instead.
const TRIES: usize = 1_000;

impl<'a> Seats<'a> {
    /// Objects that more than `most_accounts` accounts act on keep their accounts, who only change seats.
    pub(super) fn new(actions: &'a Actions, most_accounts: u32) -> Self {
        let mut seats =
            Self { actions, seat_of: vec![0; actions.len()], object: Vec::new(), size: Vec::new(), owner: Vec::new(), dealt: Vec::new() };
        for object in 0..actions.objects() {
            let start = actions.start(object);
            let mut by_account: Vec<(u32, u32)> = (0..).zip(actions.of(object)).map(|(at, action)| (action.account, at)).collect();
            by_account.sort_unstable();
            let mut of_object: Vec<&[(u32, u32)]> = by_account.chunk_by(|a, b| a.0 == b.0).collect();
            of_object.sort_by_key(|seat| about(seat.len()));
            if of_object.len() <= most_accounts as usize {
                let from = seats.owner.len() as u32;
                seats.dealt.extend(from..from + of_object.len() as u32);
            }
            for seat in of_object {
                seat.iter().for_each(|(_, at)| seats.seat_of[start + *at as usize] = seats.owner.len() as u32);
                seats.object.push(object);
                seats.size.push(about(seat.len()));
                seats.owner.push(seat[0].0);
            }
        }
        seats
    }

    /// Number of seats that are dealt.
    pub(super) fn dealt(&self) -> usize {
        self.dealt.len()
    }

    /// A surrogate.
    ///
    /// Seats are shuffled among all that are about as many actions, doubles are put right by swaps, and what the swaps prefer is forgotten in
    /// trades. Trades alone would take as many rounds as the busiest account has times the objects of a usual one.
    pub(super) fn deal(&self, random: &mut ChaCha8Rng) -> Dealt {
        let shuffled = self.shuffled(random);
        let rounds = if shuffled.is_some() { ROUNDS } else { ROUNDS_ALONE };
        let start = shuffled.unwrap_or_else(|| self.owner.clone());
        let mut table = Table::new(self.actions.accounts(), &self.dealt, &start);
        (0..rounds).for_each(|_| table.trade(&self.object, &self.size, random));
        let mut owner = start;
        table.put_owners(&mut owner);
        let as_before = self.as_before(&table);
        self.shuffle_within_objects(&mut owner, random);
        let accounts = self.seat_of.iter().map(|seat| owner[*seat as usize]);
        Dealt { actions: self.actions.with_accounts(accounts), as_before }
    }

    /// All seats of a size shuffled among their accounts; none if doubles remain.
    pub(super) fn shuffled(&self, random: &mut ChaCha8Rng) -> Option<Vec<u32>> {
        let mut order = self.dealt.clone();
        order.sort_by_key(|seat| self.size[*seat as usize]);
        let mut owner = self.owner.clone();
        for class in order.chunk_by(|a, b| self.size[*a as usize] == self.size[*b as usize]) {
            for last in (1..class.len()).rev() {
                owner.swap(class[last] as usize, class[index(random, last + 1)] as usize);
            }
        }
        let key = |account: u32, object: u32| u64::from(account) << 32 | u64::from(object);
        let mut taken: HashSet<u64> = HashSet::with_capacity(self.dealt.len());
        let classes: Vec<&[u32]> = order.chunk_by(|a, b| self.size[*a as usize] == self.size[*b as usize]).collect();
        // The rare sizes first, so that of two seats on one object the one with more others to swap with is the double.
        let rare_first = classes.iter().rev().flat_map(|class| class.iter().copied());
        let doubles: Vec<u32> = rare_first.filter(|seat| !taken.insert(key(owner[*seat as usize], self.object[*seat as usize]))).collect();
        let mut is_double = vec![false; self.owner.len()];
        doubles.iter().for_each(|seat| is_double[*seat as usize] = true);
        for seat in doubles.into_iter().map(|seat| seat as usize) {
            let class = classes.binary_search_by_key(&self.size[seat], |class| self.size[class[0] as usize]).ok().map(|at| classes[at])?;
            let (account, object) = (owner[seat], self.object[seat]);
            let other = (0..TRIES).map(|_| class[index(random, class.len())] as usize).find(|other| {
                !is_double[*other] && !taken.contains(&key(account, self.object[*other])) && !taken.contains(&key(owner[*other], object))
            })?;
            taken.remove(&key(owner[other], self.object[other]));
            taken.insert(key(account, self.object[other]));
            taken.insert(key(owner[other], object));
            owner.swap(seat, other);
            is_double[seat] = false;
        }
        Some(owner)
    }

    /// The accounts of an object change seats that are about as many actions.
    fn shuffle_within_objects(&self, owner: &mut [u32], random: &mut ChaCha8Rng) {
        let mut from = 0;
        while from < owner.len() {
            let mut to = from + 1;
            while to < owner.len() && self.object[to] == self.object[from] && self.size[to] == self.size[from] {
                to += 1;
            }
            for last in (from + 1..to).rev() {
                owner.swap(last, from + index(random, last - from + 1));
            }
            from = to;
        }
    }

    /// Pairs of an account and an object that the data have too.
    fn as_before(&self, table: &Table) -> usize {
        let before = Table::new(self.actions.accounts(), &self.dealt, &self.owner);
        (0..self.actions.accounts()).map(|account| common(before.of(account), table.of(account), &self.object)).sum()
    }
}

/// A number of actions to a power of two. Exactly as many would leave little to deal where accounts act often on one object, as on a
/// hashtag.
const fn about(actions: usize) -> u32 {
    usize::BITS - actions.leading_zeros()
}

/// Objects that two lists of seats, ascending, have in common.
fn common(a: &[u32], b: &[u32], object: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (a.get(i), b.get(j)) {
        let (a, b) = (object[*a as usize], object[*b as usize]);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
        common += usize::from(a == b);
    }
    common
}
