//! What would be linked had nobody acted together: surrogates of the actions that keep much of the data and break "at the same moment".
//!
//! No surrogate keeps everything that is innocent, so there are several, and what each keeps is said beside it. They are made from the
//! sorted actions and swept as the data are; no object is built anew.

mod company;
mod days;
mod seats;
mod table;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::actions::Actions;
use crate::graph::branch;
use crate::window_counts::{OverBudget, window_counts};
use company::enough_company;
use days::Days;
use seats::Seats;

/// How a surrogate is made.
///
/// All keep exactly how many objects each account acts on and how many accounts act on each object, and to a power of two how often each
/// account acts on how many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surrogate {
    /// Who acts on what is dealt anew, and who of an object's accounts acts when.
    ///
    /// Kept besides: every moment at which an object is acted on. Lost: what an account is interested in, and at what hours it is awake.
    Dealt {
        /// Whether popular objects keep their accounts, who then only exchange times: objects with more than a twentieth of the accounts
        /// that act, and more than fifty.
        ///
        /// Who takes part in what everybody talks about is not decided by how active an account is. Dealt anew, the busiest accounts
        /// would meet on every piece of great news, and far more of them than in truth.
        but_popular: bool,
    },
    /// The accounts of each object exchange times.
    ///
    /// Kept besides: who acts on what, and every moment at which an object is acted on. Lost: who acts first and who later, and at what
    /// hours an account is awake. A group that has its objects to itself only changes places, and stays.
    TimesExchanged,
    /// The days of each account change places among the days of the data, each account's by itself.
    ///
    /// Kept besides: who acts on what and how often, the time of day of every action, and what an account does on one day. Lost: on which
    /// day an account acts, and with it news of a day.
    DaysMoved,
}

/// The surrogates that are asked for, and what links two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecoySettings {
    /// How they are made.
    pub surrogate: Surrogate,
    /// How many.
    pub decoys: u32,
    /// As in [`window_counts`], ms.
    pub window: i64,
    /// As in [`window_counts`].
    pub minimum: u32,
    /// As in [`window_counts`]; as many surrogates are swept at once as fit, and at least one.
    pub bytes: u64,
}

/// What is linked in one surrogate, of all layers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decoy {
    /// Accounts on at least one edge.
    pub accounts: u64,
    /// Pairs of accounts that reach the minimum in at least one layer.
    pub edges: u64,
    /// Pairs of an account and an object that were dealt anew, of all layers.
    pub dealt: u64,
    /// Of these, pairs that the data have too. Where they are many, the margins leave little room and the surrogate is no surrogate.
    pub as_before: u64,
}

/// What is linked in surrogates of some layers, one after another. Nothing where the days are moved and there are fewer than seven.
///
/// `random` gives the generator of a surrogate by its number, so that more of them leave the first ones as they are.
///
/// # Errors
/// When a surrogate would take more than `bytes`.
pub fn decoys(
    layers: &[&Actions],
    settings: &DecoySettings,
    random: impl Fn(u32) -> ChaCha8Rng + Sync,
) -> Result<Option<Vec<Decoy>>, OverBudget> {
    let Some(makers) = layers.iter().map(|layer| Maker::new(layer, settings.surrogate, layers)).collect::<Option<Vec<Maker<'_>>>>() else {
        return Ok(None);
    };
    let actions: u64 = layers.iter().map(|layer| layer.len() as u64).sum();
    let at_once = (settings.bytes / (actions * BYTES_PER_ACTION).max(1)).clamp(1, settings.decoys.max(1).into()) as usize;
    let numbers: Vec<u32> = (0..settings.decoys).collect();
    let mut made = Vec::new();
    for numbers in numbers.chunks(at_once) {
        let of_chunk: Vec<Result<Decoy, OverBudget>> = numbers
            .par_iter()
            .with_max_len(1)
            .map(|number| {
                let mut random = random(*number);
                let calendar = branch(&mut random);
                one(&makers, settings, &mut random, &calendar)
            })
            .collect();
        for decoy in of_chunk {
            made.push(decoy?);
        }
    }
    Ok(Some(made))
}

/// Bytes that a surrogate takes for an action: the action, its seat, and what the sweep takes.
const BYTES_PER_ACTION: u64 = 64;

/// One surrogate of all layers. A layer's deal is its own; the days of an account are the same in all layers.
fn one(makers: &[Maker<'_>], settings: &DecoySettings, random: &mut ChaCha8Rng, calendar: &ChaCha8Rng) -> Result<Decoy, OverBudget> {
    let mut edges = Vec::new();
    let mut decoy = Decoy::default();
    for maker in makers {
        let surrogate = match maker {
            Maker::Dealt(seats) => {
                let dealt = seats.deal(&mut branch(random));
                decoy.as_before += dealt.as_before as u64;
                decoy.dealt += seats.dealt() as u64;
                dealt.actions
            }
            Maker::DaysMoved(days) => days.moved(calendar),
        };
        let met = enough_company(surrogate, settings.window, settings.minimum);
        let counted = window_counts(&met, settings.window, settings.minimum, settings.bytes)?;
        edges.extend(counted.edges.iter().map(|edge| (edge.source, edge.target)));
    }
    if makers.len() > 1 {
        edges.sort_unstable();
        edges.dedup();
    }
    let mut accounts: Vec<u32> = edges.iter().flat_map(|(source, target)| [*source, *target]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    Ok(Decoy { accounts: accounts.len() as u64, edges: edges.len() as u64, ..decoy })
}

/// What the surrogates of one layer are made from.
enum Maker<'a> {
    Dealt(Seats<'a>),
    DaysMoved(Days<'a>),
}

impl<'a> Maker<'a> {
    fn new(actions: &'a Actions, surrogate: Surrogate, layers: &[&Actions]) -> Option<Self> {
        let most_accounts = match surrogate {
            Surrogate::Dealt { but_popular: false } => u32::MAX,
            Surrogate::Dealt { but_popular: true } => {
                let acting = actions.objects_of_each().iter().filter(|objects| **objects > 0).count() as u32;
                (acting / 20).max(50)
            }
            Surrogate::TimesExchanged => 0,
            Surrogate::DaysMoved => return Days::new(actions, layers).map(Self::DaysMoved),
        };
        Some(Self::Dealt(Seats::new(actions, most_accounts)))
    }
}

#[cfg(test)]
mod tests;
