//! Which pairs of accounts act together more than chance: by what they choose, and by when.
//!
//! Two questions that fail in different ways are asked of every pair. *Selection*: do they share more objects than their activity, the
//! objects' popularity and their interests explain? *Timing*: given what both chose, do they act at the same moments more than others who
//! chose it? Partisans fail the second, people who react to the same news at once fail it too or fail the first. Both questions are put
//! to all pairs that could have been found, and a pair that passes the second is asked the first again as one of those that passed.

mod order;
mod selection;
mod timing;

use lockstep_statistics::{Tail, benjamini_hochberg};
use rand_chacha::ChaCha8Rng;

use self::order::by_first_post;
use self::selection::{Capped, Selection, popularity};
use self::timing::{COMPANY, Timed, Timing};
use crate::actions::Actions;
use crate::bipartite::Bipartite;
use crate::shared_counts::{shared_counts, shared_pairs_bound};
use crate::window_counts::{Edge, OverBudget, window_counts};

/// Fewest accounts that the popularity cap allows an object, whatever the share.
const LEAST_CAP: u32 = 10;

/// What may be set.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidationSettings {
    /// Windows to test, ms, ascending; none when the actions have no times. The smallest p-value counts, times the number of windows.
    pub windows: Vec<i64>,
    /// Distinct objects an account needs to be tested.
    pub minimum_objects: u32,
    /// Popularity caps, as shares of all accounts: in the test of selection, objects with more accounts are left out, not counting those
    /// that meet an account there whose times agree with theirs. The first is the headline, the others are for the sweep.
    pub caps: Vec<f64>,
    /// Numbers of blocks; the median of their p-values is the headline.
    pub blocks: Vec<u32>,
    /// False discovery rate.
    pub rate: f64,
    /// Memory that one step may take, bytes.
    pub bytes: u64,
    /// Whether only pairs of tier C2 are asked for. Selection is then left out where no pair is validated by timing, for none can be of both.
    pub only_both: bool,
}

/// How strong the evidence on a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Selection alone, or timing alone.
    C1,
    /// Selection and timing.
    C2,
}

/// A pair with evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidatedPair {
    /// The lower account.
    pub source: u32,
    /// The higher account.
    pub target: u32,
    /// The tier.
    pub tier: Tier,
    /// What its times say; nothing when it met too seldom to be tested, or there are no times.
    pub timing: Option<TimingEvidence>,
    /// What its choices say; nothing when it shares fewer than two objects within the cap.
    pub selection: Option<SelectionEvidence>,
}

/// What the times of a pair say, at the window that says most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimingEvidence {
    /// The window, ms.
    pub window: i64,
    /// Objects shared within it.
    pub within: u32,
    /// Objects shared at all.
    pub shared: u32,
    /// Objects expected within it.
    pub expected: f64,
    /// The chance of as many or more, times the number of windows.
    pub p: Tail,
    /// Whether it remains at the false discovery rate over all eligible pairs.
    pub validated: bool,
}

/// What the choices of a pair say, at the headline cap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelectionEvidence {
    /// Objects shared within the cap.
    pub shared: u32,
    /// Objects expected, by the number of blocks whose p-value is the median.
    pub expected: f64,
    /// The median over the numbers of blocks of the chance of as many or more.
    pub p: Tail,
    /// Whether it remains at the false discovery rate over all eligible pairs.
    pub validated: bool,
}

/// Pairs found and accounts on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Pairs.
    pub pairs: u64,
    /// Accounts on at least one of them.
    pub accounts: u64,
}

/// What another cap and number of blocks would have found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepRow {
    /// Popularity cap, as a share of all accounts.
    pub cap: f64,
    /// The same as a number of accounts.
    pub most_accounts: u32,
    /// Number of blocks; 1 is degrees alone.
    pub blocks: u32,
    /// Validated by selection over all eligible pairs.
    pub selection: Extent,
    /// Validated by selection and timing.
    pub both: Extent,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated {
    /// Pairs of tier C1 or C2, ascending.
    pub pairs: Vec<ValidatedPair>,
    /// Accounts with enough objects to be tested.
    pub eligible: u64,
    /// Pairs they could form: the number of tests.
    pub eligible_pairs: u64,
    /// Pairs validated by timing.
    pub timing: Extent,
    /// Pairs validated by selection, at the headline.
    pub selection: Extent,
    /// Pairs that share more than their degrees alone explain, at the headline cap, ascending: shared interest, not coordination.
    pub shared_interest: Vec<(u32, u32)>,
    /// Each cap and number of blocks.
    pub sweep: Vec<SweepRow>,
}

/// Why a validation was not begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too many pairs within the longest window.
    #[error(transparent)]
    Window(#[from] OverBudget),
    /// Too many pairs share objects within the cap.
    #[error("objects within the cap give up to {pairs} pairs of accounts, which takes {needed} bytes")]
    Cap {
        /// Bound on the pairs.
        pairs: u64,
        /// Bytes they would take.
        needed: u64,
    },
}

/// Test every pair.
///
/// `random` gives the random numbers of one purpose: the sweep takes one for each cap.
///
/// # Errors
/// When a step would take more memory than allowed.
pub fn validate(actions: &Actions, settings: &ValidationSettings, random: impl Fn(u64) -> ChaCha8Rng) -> Result<Validated, Refused> {
    let (actions, names) = by_first_post(actions);
    let actions = &actions;
    let graph = Bipartite::new(actions);
    let eligible: Vec<bool> = (0..graph.accounts()).map(|a| graph.objects_of(a).len() >= settings.minimum_objects as usize).collect();
    let count = eligible.iter().filter(|eligible| **eligible).count() as u64;
    let tests = count * count.saturating_sub(1) / 2;
    let among = |source: u32, target: u32| eligible[source as usize] && eligible[target as usize];

    let mut in_company = vec![Vec::new(); graph.accounts() as usize];
    let mut timed: Vec<(i64, Timed)> = Vec::new();
    for window in &settings.windows {
        let met = window_counts(actions, *window, COMPANY, settings.bytes)?.edges;
        let timing = Timing::new(actions, &graph, &met, *window);
        timed.extend(timing.pairs.into_iter().filter(|pair| among(pair.source, pair.target)).map(|pair| (*window, pair)));
        in_company = timing.in_company;
    }
    let timing = timing_evidence(timed, settings, tests);
    let by_timing: Vec<(u32, u32)> = timing.iter().filter(|(_, evidence)| evidence.validated).map(|(pair, _)| *pair).collect();

    let longest = settings.windows.last().copied().unwrap_or_default();
    let popularity = popularity(actions, &graph, &by_timing, longest);
    let mut sweep = Vec::new();
    let mut headline = None;
    let mut shared_interest = Vec::new();
    for (cap, at) in settings.caps.iter().zip(0..) {
        let most_accounts = (libm::floor(cap * f64::from(graph.accounts())) as u32).max(LEAST_CAP);
        let numbers: Vec<u32> = std::iter::once(1).chain(settings.blocks.iter().copied()).collect();
        let capped = Capped::new(&graph, &popularity, most_accounts);
        fit_pairs(capped.graph(), settings.bytes)?;
        if settings.only_both && by_timing.is_empty() {
            continue;
        }
        let selection = Selection::new(&capped, &in_company, &numbers, random(at));
        let pairs = shared_pairs(capped.graph(), &among);
        let tested: Vec<Vec<(f64, f64)>> = (0..numbers.len()).map(|number| selection.test(&pairs, number)).collect();
        for (number, tested) in numbers.iter().zip(&tested) {
            let validated = selected(&pairs, tested, tests, settings.rate);
            let both = confirmed(&pairs, tested, &by_timing, settings.rate);
            sweep.push(SweepRow { cap: *cap, most_accounts, blocks: *number, selection: Extent::of(&validated), both: Extent::of(&both) });
        }
        if headline.is_none() {
            shared_interest = selected(&pairs, &tested[0], tests, settings.rate);
            let medians: Vec<(f64, f64)> =
                (0..pairs.len()).map(|pair| median(tested[1..].iter().map(|tested| tested[pair]).collect())).collect();
            headline = Some((pairs, medians));
        }
    }
    let (pairs, tested) = headline.unwrap_or_default();
    let selected = selected(&pairs, &tested, tests, settings.rate);
    let both = confirmed(&pairs, &tested, &by_timing, settings.rate);
    let mut pairs = tiers(&timing, &pairs, &tested, &selected, &both);
    for pair in &mut pairs {
        (pair.source, pair.target) = named((pair.source, pair.target), &names);
    }
    pairs.sort_by_key(|pair| (pair.source, pair.target));
    let mut shared_interest: Vec<(u32, u32)> = shared_interest.into_iter().map(|pair| named(pair, &names)).collect();
    shared_interest.sort_unstable();
    Ok(Validated {
        pairs,
        eligible: count,
        eligible_pairs: tests,
        timing: Extent::of(&by_timing),
        selection: Extent::of(&selected),
        shared_interest,
        sweep,
    })
}

/// A pair by its accounts' own numbers.
fn named((source, target): (u32, u32), names: &[u32]) -> (u32, u32) {
    let (a, b) = (names[source as usize], names[target as usize]);
    (a.min(b), a.max(b))
}

/// The window that says most of each pair, and whether it remains among all eligible pairs; ascending.
fn timing_evidence(mut timed: Vec<(i64, Timed)>, settings: &ValidationSettings, tests: u64) -> Vec<((u32, u32), TimingEvidence)> {
    timed.sort_by(|(window, a), (other, b)| {
        (a.source, a.target).cmp(&(b.source, b.target)).then(a.ln_p.total_cmp(&b.ln_p)).then(window.cmp(other))
    });
    timed.dedup_by_key(|(_, pair)| (pair.source, pair.target));
    let windows = libm::log(settings.windows.len().max(1) as f64);
    let ln_p: Vec<f64> = timed.iter().map(|(_, pair)| (pair.ln_p + windows).min(0.0)).collect();
    let cut = benjamini_hochberg(&ln_p, tests.max(ln_p.len() as u64), settings.rate).ln_cut;
    let evidence = timed.into_iter().zip(ln_p).map(|((window, pair), ln_p)| {
        let validated = cut.is_some_and(|cut| ln_p <= cut);
        let (within, shared, expected) = (pair.within, pair.shared, pair.expected);
        ((pair.source, pair.target), TimingEvidence { window, within, shared, expected, p: Tail::from_ln(ln_p), validated })
    });
    evidence.collect()
}

/// The pairs that share at least two objects take no more memory than allowed.
fn fit_pairs(graph: &Bipartite, bytes: u64) -> Result<(), Refused> {
    const BYTES_PER_PAIR: u64 = 2 * size_of::<Edge>() as u64;
    // Each of them is counted at every object that it shares.
    let pairs = (shared_pairs_bound(graph) / 2).min(u64::from(graph.accounts()) * u64::from(graph.accounts()) / 2);
    let needed = pairs.saturating_mul(BYTES_PER_PAIR);
    if needed > bytes {
        return Err(Refused::Cap { pairs, needed });
    }
    Ok(())
}

/// Every pair of eligible accounts that shares at least two objects.
fn shared_pairs(graph: &Bipartite, among: &impl Fn(u32, u32) -> bool) -> Vec<Edge> {
    shared_counts(graph, 2).into_iter().filter(|pair| among(pair.source, pair.target)).collect()
}

/// The pairs that remain over all eligible pairs.
fn selected(pairs: &[Edge], tested: &[(f64, f64)], tests: u64, rate: f64) -> Vec<(u32, u32)> {
    remaining(pairs.iter().map(|pair| (pair.source, pair.target)).zip(tested.iter().map(|(_, ln_p)| *ln_p)).collect(), tests, rate)
}

/// Of the pairs validated by timing, those that remain among themselves by selection. The test of timing is made given what a pair shares,
/// so that passing it says nothing of how much that is.
fn confirmed(pairs: &[Edge], tested: &[(f64, f64)], by_timing: &[(u32, u32)], rate: f64) -> Vec<(u32, u32)> {
    let of_pair = |pair: &(u32, u32)| {
        let at = pairs.binary_search_by_key(pair, |edge| (edge.source, edge.target)).ok()?;
        Some((*pair, tested[at].1))
    };
    remaining(by_timing.iter().filter_map(of_pair).collect(), by_timing.len() as u64, rate)
}

fn remaining(tested: Vec<((u32, u32), f64)>, tests: u64, rate: f64) -> Vec<(u32, u32)> {
    let ln_p: Vec<f64> = tested.iter().map(|(_, ln_p)| *ln_p).collect();
    let cut = benjamini_hochberg(&ln_p, tests.max(ln_p.len() as u64), rate).ln_cut;
    tested.into_iter().filter(|(_, ln_p)| cut.is_some_and(|cut| *ln_p <= cut)).map(|(pair, _)| pair).collect()
}

/// The middle one by p-value; of an even number, the larger of the two in the middle.
fn median(mut tested: Vec<(f64, f64)>) -> (f64, f64) {
    tested.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    tested.get(tested.len() / 2).copied().unwrap_or((0.0, 0.0))
}

fn tiers(
    timing: &[((u32, u32), TimingEvidence)],
    pairs: &[Edge],
    tested: &[(f64, f64)],
    selected: &[(u32, u32)],
    both: &[(u32, u32)],
) -> Vec<ValidatedPair> {
    let mut keys: Vec<(u32, u32)> = timing.iter().filter(|(_, evidence)| evidence.validated).map(|(pair, _)| *pair).collect();
    keys.extend_from_slice(selected);
    keys.sort_unstable();
    keys.dedup();
    let pair = |pair: (u32, u32)| ValidatedPair {
        source: pair.0,
        target: pair.1,
        tier: if both.binary_search(&pair).is_ok() { Tier::C2 } else { Tier::C1 },
        timing: timing.binary_search_by_key(&pair, |(pair, _)| *pair).ok().map(|at| timing[at].1),
        selection: pairs.binary_search_by_key(&pair, |edge| (edge.source, edge.target)).ok().map(|at| SelectionEvidence {
            shared: pairs[at].weight,
            expected: tested[at].0,
            p: Tail::from_ln(tested[at].1),
            validated: selected.binary_search(&pair).is_ok(),
        }),
    };
    keys.into_iter().map(pair).collect()
}

impl Extent {
    /// Pairs, and the accounts on them.
    #[must_use]
    pub fn of(pairs: &[(u32, u32)]) -> Self {
        let mut accounts: Vec<u32> = pairs.iter().flat_map(|(source, target)| [*source, *target]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        Self { pairs: pairs.len() as u64, accounts: accounts.len() as u64 }
    }
}
