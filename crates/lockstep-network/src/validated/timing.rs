//! Given what two accounts both acted on, do they act at the same moments more often than others do who chose the same?
//!
//! For each object that a pair shares, the chance of meeting within the window is taken from the other accounts on that object: how many of
//! them acted within the window of this account. Accounts that keep company with it *elsewhere* are left out of that count. A group that
//! moves together would otherwise set the pace of its own objects, and be explained by itself; news that everybody passes on at once is
//! still discounted, because strangers pass it on too. The number of meetings is then a sum of independent trials, and its tail is exact.

use lockstep_statistics::poisson_binomial_tail;
use rayon::prelude::*;

use crate::actions::{Action, Actions};
use crate::bipartite::Bipartite;
use crate::tally::{cut, joined};
use crate::window_counts::Edge;
use crate::windows::Windows;

/// Two accounts that met on this many objects keep company: on any object, the meetings on the others decide.
pub(super) const COMPANY: u32 = 2;
/// Fewer meetings than this are not tested: no number of accounts worth testing lets two prove anything.
pub(super) const LEAST: u32 = 3;
/// Strangers' worth of belief that an object is like all others of its popularity.
const BELIEF: f64 = 10.0;
/// The same for one class of popularity, in pairs.
const BELIEF_OF_CLASS: f64 = 20.0;

/// Meetings' worth of belief that an account is no hastier than others.
const BELIEF_OF_HASTE: f64 = 2.0;

/// What the times of one pair say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Timed {
    pub(super) source: u32,
    pub(super) target: u32,
    /// Objects shared within the window.
    pub(super) within: u32,
    /// Objects shared.
    pub(super) shared: u32,
    /// Objects expected within the window, of those shared.
    pub(super) expected: f64,
    /// Natural logarithm of the chance of at least `within`.
    pub(super) ln_p: f64,
}

/// The times at one window: pairs tested, and joins that are synchronous.
pub(super) struct Timing {
    /// Every pair that met often enough to be tested, ascending.
    pub(super) pairs: Vec<Timed>,
    /// For each account, the objects on which it met company, ascending.
    pub(super) in_company: Vec<Vec<u32>>,
}

impl Timing {
    /// `met` are all pairs that share at least [`COMPANY`] objects within `window` ms.
    pub(super) fn new(actions: &Actions, graph: &Bipartite, met: &[Edge], window: i64) -> Self {
        let company = Company::new(actions.accounts(), met);
        let windows = Windows::new(actions, window, |_| true);
        let walks: Vec<Walk> = joined(
            cut(actions.accounts(), |account| windows.count(account))
                .into_par_iter()
                .map_init(
                    || Scratch::new(actions.accounts()),
                    |scratch, accounts| accounts.map(|account| Walk::new(account, actions, graph, &company, &windows, scratch)).collect(),
                )
                .collect(),
        );
        let classes = Classes::new(graph, &walks);
        let rates: Vec<Vec<f64>> = walks
            .par_iter()
            .zip(0..actions.accounts())
            .map(|(walk, account)| {
                let objects = graph.objects_of(account).iter();
                objects.zip(&walk.strangers).map(|(object, strangers)| strangers.rate(classes.of(graph, *object))).collect()
            })
            .collect();
        let haste: Vec<f64> =
            walks.par_iter().zip(0..actions.accounts()).map(|(walk, account)| walk.haste(account, graph, &classes)).collect();
        let pairs = met.par_iter().filter(|edge| edge.weight >= LEAST).map(|edge| test(graph, &rates, &haste, *edge)).collect();
        Self { pairs, in_company: walks.into_iter().map(|walk| walk.in_company).collect() }
    }
}

fn test(graph: &Bipartite, rates: &[Vec<f64>], haste: &[f64], edge: Edge) -> Timed {
    let (of_one, of_other) = (haste[edge.source as usize], haste[edge.target as usize]);
    let (of_source, of_target) = (graph.objects_of(edge.source), graph.objects_of(edge.target));
    let (mut i, mut j) = (0, 0);
    let mut chances = Vec::new();
    while i < of_source.len() && j < of_target.len() {
        match of_source[i].cmp(&of_target[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                chances.push((rates[edge.source as usize][i] * of_other).max(rates[edge.target as usize][j] * of_one).min(1.0));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    Timed {
        source: edge.source,
        target: edge.target,
        within: edge.weight,
        shared: chances.len() as u32,
        expected: chances.iter().sum(),
        ln_p: poisson_binomial_tail(&chances, edge.weight).ln,
    }
}

/// Who keeps company with whom, and how often they met.
struct Company {
    starts: Vec<usize>,
    met: Vec<(u32, u32)>,
}

impl Company {
    fn new(accounts: u32, edges: &[Edge]) -> Self {
        let mut starts = vec![0; accounts as usize + 1];
        edges.iter().flat_map(|edge| [edge.source, edge.target]).for_each(|account| starts[account as usize + 1] += 1);
        for account in 1..starts.len() {
            starts[account] += starts[account - 1];
        }
        let mut next = starts.clone();
        let mut met = vec![(0, 0); edges.len() * 2];
        for edge in edges {
            for (one, other) in [(edge.source, edge.target), (edge.target, edge.source)] {
                met[next[one as usize]] = (other, edge.weight);
                next[one as usize] += 1;
            }
        }
        Self { starts, met }
    }

    fn of(&self, account: u32) -> &[(u32, u32)] {
        &self.met[self.starts[account as usize]..self.starts[account as usize + 1]]
    }
}

/// Rows over all accounts that one thread uses in turn.
struct Scratch {
    /// How often each account met the one that is walked.
    met: Vec<u32>,
    near: Vec<u32>,
}

impl Scratch {
    fn new(accounts: u32) -> Self {
        Self { met: vec![0; accounts as usize], near: Vec::new() }
    }
}

/// Strangers of one account on one object.
#[derive(Debug, Clone, Copy, Default)]
struct Strangers {
    near: u32,
    all: u32,
}

impl Strangers {
    fn rate(self, class: f64) -> f64 {
        (f64::from(self.near) + BELIEF * class) / (f64::from(self.all) + BELIEF)
    }
}

/// One account's objects, walked once.
struct Walk {
    /// For each of its objects.
    strangers: Vec<Strangers>,
    /// For each of its objects, accounts met there that it never met elsewhere, and accounts met there that it did.
    once: Vec<(u32, u32)>,
    in_company: Vec<u32>,
}

impl Walk {
    fn new(account: u32, actions: &Actions, graph: &Bipartite, company: &Company, windows: &Windows, scratch: &mut Scratch) -> Self {
        let objects = graph.objects_of(account);
        let mut walk =
            Self { strangers: vec![Strangers::default(); objects.len()], once: vec![(0, 0); objects.len()], in_company: Vec::new() };
        let of_account = company.of(account);
        of_account.iter().for_each(|(other, met)| scratch.met[*other as usize] = *met);
        let tested = of_account.iter().any(|(_, met)| *met >= LEAST);
        let mut stretches = windows.by_object(account).peekable();
        for (at, object) in objects.iter().enumerate() {
            scratch.near.clear();
            if let Some((_, of_object)) = stretches.next_if(|(_, of_object)| of_object[0].object == *object) {
                let actions = of_object.iter().flat_map(|stretch| &actions.all()[stretch.places()]);
                near(actions, account, &mut scratch.near);
            }
            let met = |other: &u32| scratch.met[*other as usize];
            let friends_near = scratch.near.iter().filter(|other| met(other) > COMPANY).count() as u32;
            let known_near = scratch.near.iter().filter(|other| met(other) >= COMPANY).count() as u32;
            let near = scratch.near.len() as u32;
            walk.once[at] = (near - known_near, known_near);
            if known_near > 0 {
                walk.in_company.push(*object);
            }
            if tested {
                let known = known_on(graph, *object, of_account, &scratch.met);
                let friends = known - (known_near - friends_near);
                walk.strangers[at] = Strangers { near: near - friends_near, all: graph.accounts_of(*object).len() as u32 - 1 - friends };
            }
        }
        of_account.iter().for_each(|(other, _)| scratch.met[*other as usize] = 0);
        walk
    }
}

impl Walk {
    /// How many times as often the account meets strangers as accounts on such objects do: 1 or more.
    ///
    /// Somebody who is always among the first finds others who are, and more of them than a stranger's chance says.
    fn haste(&self, account: u32, graph: &Bipartite, classes: &Classes) -> f64 {
        let expected = |object: &u32, strangers: &Strangers| f64::from(strangers.all) * classes.of(graph, *object);
        let met: u32 = self.strangers.iter().map(|strangers| strangers.near).sum();
        let expected: f64 =
            graph.objects_of(account).iter().zip(&self.strangers).map(|(object, strangers)| expected(object, strangers)).sum();
        ((f64::from(met) + BELIEF_OF_HASTE) / (expected + BELIEF_OF_HASTE)).max(1.0)
    }
}

/// The accounts behind some actions, each once, without one.
fn near<'a>(actions: impl Iterator<Item = &'a Action>, without: u32, accounts: &mut Vec<u32>) {
    accounts.extend(actions.map(|action| action.account).filter(|account| *account != without));
    accounts.sort_unstable();
    accounts.dedup();
}

/// Number of accounts on an object that keep company with the one whose meetings are in `met`: by the shorter of two ways.
fn known_on(graph: &Bipartite, object: u32, company: &[(u32, u32)], met: &[u32]) -> u32 {
    const STEPS_OF_A_SEARCH: usize = 8;
    let accounts = graph.accounts_of(object);
    if company.len() * STEPS_OF_A_SEARCH < accounts.len() {
        company.iter().filter(|(other, _)| graph.objects_of(*other).binary_search(&object).is_ok()).count() as u32
    } else {
        accounts.iter().filter(|other| met[**other as usize] >= COMPANY).count() as u32
    }
}

/// How often two accounts that never met twice meet on an object, by its popularity: a class for each power of two.
struct Classes {
    rates: [f64; 33],
}

impl Classes {
    fn new(graph: &Bipartite, walks: &[Walk]) -> Self {
        let (mut once, mut pairs) = ([0_u64; 33], [0_u64; 33]);
        for (walk, account) in walks.iter().zip(0..) {
            for (object, (strangers, known)) in graph.objects_of(account).iter().zip(&walk.once) {
                let class = class(graph, *object);
                once[class] += u64::from(*strangers);
                pairs[class] += graph.accounts_of(*object).len() as u64 - 1 - u64::from(*known);
            }
        }
        let all = once.iter().sum::<u64>() as f64 / (pairs.iter().sum::<u64>() as f64).max(1.0);
        let rate = |class: usize| (once[class] as f64 + BELIEF_OF_CLASS * all) / (pairs[class] as f64 + BELIEF_OF_CLASS);
        Self { rates: std::array::from_fn(rate) }
    }

    fn of(&self, graph: &Bipartite, object: u32) -> f64 {
        self.rates[class(graph, object)]
    }
}

fn class(graph: &Bipartite, object: u32) -> usize {
    graph.accounts_of(object).len().max(1).ilog2() as usize
}
