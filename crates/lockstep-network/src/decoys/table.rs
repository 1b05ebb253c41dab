//! Who has which seats, and trades of them between accounts: the curveball algorithm.
//!
//! Two accounts pool the objects that only one of them has, and deal the pool anew, each as many as before (Strona, Nappo, Boccacci,
//! Fattorini & San-Miguel-Ayanz 2014, Nat. Commun. 5:4114). Every table with the same margins is reached equally often in the long run (Carstens
//! 2015, Phys. Rev. E 91:042812). An object is traded only for one acted on about as often, so that numbers of actions are nearly kept, and
//! numbers of objects exactly.

use rand_chacha::ChaCha8Rng;

use crate::graph::index;

/// The seats of each account, ascending. As long as before, always.
pub(super) struct Table {
    starts: Vec<usize>,
    seats: Vec<u32>,
    /// Accounts that have a seat.
    trading: Vec<u32>,
    /// Buffers of a trade.
    left: Vec<u32>,
    right: Vec<u32>,
    sizes: Vec<Pool>,
}

/// What is pooled of one size in a trade.
struct Pool {
    size: u32,
    /// Seats not dealt yet.
    waiting: usize,
    /// Of these, seats that the left account is to get.
    of_left: usize,
}

impl Table {
    /// The seats that are traded, ascending, and the account of every seat.
    pub(super) fn new(accounts: u32, traded: &[u32], owner: &[u32]) -> Self {
        let mut starts = vec![0; accounts as usize + 1];
        traded.iter().for_each(|seat| starts[owner[*seat as usize] as usize + 1] += 1);
        let trading = (0..accounts).filter(|account| starts[*account as usize + 1] > 0).collect();
        for account in 1..starts.len() {
            starts[account] += starts[account - 1];
        }
        let mut next = starts.clone();
        let mut seats = vec![0; traded.len()];
        for seat in traded {
            let next = &mut next[owner[*seat as usize] as usize];
            seats[*next] = *seat;
            *next += 1;
        }
        Self { starts, seats, trading, left: Vec::new(), right: Vec::new(), sizes: Vec::new() }
    }

    /// The seats of an account.
    pub(super) fn of(&self, account: u32) -> &[u32] {
        &self.seats[self.starts[account as usize]..self.starts[account as usize + 1]]
    }

    /// Write down the account of each seat that is traded.
    pub(super) fn put_owners(&self, owner: &mut [u32]) {
        for account in 0..(self.starts.len() - 1) as u32 {
            self.of(account).iter().for_each(|seat| owner[*seat as usize] = account);
        }
    }

    /// Every account trades once, two by two at random; one of an odd number is left out.
    pub(super) fn trade(&mut self, object: &[u32], size: &[u32], random: &mut ChaCha8Rng) {
        let mut trading = std::mem::take(&mut self.trading);
        for last in (1..trading.len()).rev() {
            trading.swap(last, index(random, last + 1));
        }
        for pair in trading.chunks_exact(2) {
            self.trade_two(pair[0], pair[1], object, size, random);
        }
        self.trading = trading;
    }

    fn trade_two(&mut self, left: u32, right: u32, object: &[u32], size: &[u32], random: &mut ChaCha8Rng) {
        let mut sizes = std::mem::take(&mut self.sizes);
        sizes.clear();
        self.each_alone(left, right, object, |seat, is_left| {
            let size = size[seat as usize];
            let at = sizes.iter().position(|pool| pool.size == size).unwrap_or_else(|| {
                sizes.push(Pool { size, waiting: 0, of_left: 0 });
                sizes.len() - 1
            });
            sizes[at].waiting += 1;
            sizes[at].of_left += usize::from(is_left);
        });
        let (mut to_left, mut to_right) = (std::mem::take(&mut self.left), std::mem::take(&mut self.right));
        to_left.clear();
        to_right.clear();
        self.each(left, right, object, |seat, is_left, both| {
            let goes_left = if both {
                is_left
            } else {
                let size = size[seat as usize];
                let pool = sizes.iter_mut().find(|pool| pool.size == size).expect("every seat alone was pooled");
                let goes_left = index(random, pool.waiting) < pool.of_left;
                pool.waiting -= 1;
                pool.of_left -= usize::from(goes_left);
                goes_left
            };
            if goes_left { to_left.push(seat) } else { to_right.push(seat) }
        });
        let place = |account: u32| self.starts[account as usize]..self.starts[account as usize + 1];
        let (left, right) = (place(left), place(right));
        self.seats[left].copy_from_slice(&to_left);
        self.seats[right].copy_from_slice(&to_right);
        (self.left, self.right, self.sizes) = (to_left, to_right, sizes);
    }

    /// The seats on objects that only one of two accounts has, and whether it is the left one's.
    fn each_alone(&self, left: u32, right: u32, object: &[u32], mut met: impl FnMut(u32, bool)) {
        self.each(left, right, object, |seat, is_left, both| {
            if !both {
                met(seat, is_left);
            }
        });
    }

    /// The seats of two accounts, ascending by object: whether it is the left one's, and whether both have the object.
    fn each(&self, left: u32, right: u32, object: &[u32], mut met: impl FnMut(u32, bool, bool)) {
        let (left, right) = (self.of(left), self.of(right));
        let (mut i, mut j) = (0, 0);
        let of = |seat: Option<&u32>| seat.map_or(u32::MAX, |seat| object[*seat as usize]);
        while i < left.len() || j < right.len() {
            let (a, b) = (of(left.get(i)), of(right.get(j)));
            if a <= b {
                met(left[i], true, a == b);
                i += 1;
            }
            if b <= a {
                met(right[j], false, a == b);
                j += 1;
            }
        }
    }
}
