//! What would be linked had nobody acted together: surrogates of the actions that keep much of the data and break "at the same moment".
//!
//! No surrogate keeps everything that is innocent, so there are two, and what each keeps is said beside it. They are made from the sorted
//! actions and swept as the data are; no object is built anew.

mod joined;
mod seats;
mod table;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::actions::Actions;
use crate::graph::branch;
use crate::validated::Extent;
pub use joined::{Joined, LeftOut};
use seats::Seats;

/// How a surrogate is made.
///
/// Both keep exactly how many objects each account acts on, how many accounts act on each object and at what moments, and to a power of two
/// how often each account acts on how many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surrogate {
    /// The accounts of each object exchange times.
    ///
    /// Kept besides: who acts on what. Lost: who acts first and who later, and at what hours an account is awake. A group that has its
    /// objects to itself only changes places, and stays: its pairs are those that the data have too.
    TimesExchanged,
    /// Who acts on what is dealt anew, and who of an object's accounts acts when.
    ///
    /// Lost: what an account is interested in, and at what hours it is awake.
    Dealt {
        /// Whether popular objects keep their accounts, who then only exchange times: objects with more than a twentieth of the accounts
        /// that act, and more than fifty.
        ///
        /// Who takes part in what everybody talks about is not decided by how active an account is. Dealt anew, the busiest accounts
        /// would meet on every piece of great news, and far more of them than in truth.
        but_popular: bool,
    },
}

/// The surrogates that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecoySettings {
    /// How they are made.
    pub surrogate: Surrogate,
    /// How many.
    pub decoys: u32,
    /// Memory, bytes; as many surrogates are made at once as fit, and at least one.
    pub bytes: u64,
}

/// What is linked in one surrogate, of all layers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decoy {
    /// Accounts on at least one edge.
    pub accounts: u64,
    /// Accounts on at least one edge between accounts that the data do not join.
    pub newly: u64,
    /// Pairs of accounts that are an edge.
    pub edges: u64,
    /// Pairs of an account and an object that were dealt anew, of all layers.
    pub dealt: u64,
    /// Of these, pairs that the data have too. Where they are many, the margins leave little room and the surrogate is no surrogate.
    pub as_before: u64,
}

/// What is linked in surrogates of some layers, one after another.
///
/// `joined` are the pairs whose edges are not news. `link` gives the edges of a surrogate, whose layers are in the order of `layers`; an edge may
/// come more than once. `random` gives the generator of a surrogate by its number, so that more of them leave the first ones as they are.
///
/// # Errors
/// The first that `link` gives.
pub fn decoys<E: Send>(
    layers: &[&Actions],
    joined: &Joined,
    settings: &DecoySettings,
    random: impl Fn(u32) -> ChaCha8Rng + Sync,
    link: impl Fn(Vec<Actions>) -> Result<Vec<(u32, u32)>, E> + Sync,
) -> Result<Vec<Decoy>, E> {
    let makers: Vec<Seats<'_>> = layers.iter().map(|layer| seats(layer, settings.surrogate)).collect();
    let actions: u64 = layers.iter().map(|layer| layer.len() as u64).sum();
    let at_once = (settings.bytes / (actions * BYTES_PER_ACTION).max(1)).clamp(1, settings.decoys.max(1).into()) as usize;
    let numbers: Vec<u32> = (0..settings.decoys).collect();
    let mut made = Vec::new();
    for numbers in numbers.chunks(at_once) {
        let of_number = |number: &u32| one(&makers, joined, &mut random(*number), &link);
        let of_chunk: Vec<Result<Decoy, E>> = numbers.par_iter().with_max_len(1).map(of_number).collect();
        for decoy in of_chunk {
            made.push(decoy?);
        }
    }
    Ok(made)
}

/// Bytes that a surrogate takes for an action: the action, its seat, and what the sweep takes.
const BYTES_PER_ACTION: u64 = 64;

/// One surrogate of all layers, each dealt by itself.
fn one<E>(
    makers: &[Seats<'_>],
    joined: &Joined,
    random: &mut ChaCha8Rng,
    link: impl Fn(Vec<Actions>) -> Result<Vec<(u32, u32)>, E>,
) -> Result<Decoy, E> {
    let mut decoy = Decoy::default();
    let mut surrogates = Vec::with_capacity(makers.len());
    for seats in makers {
        let dealt = seats.deal(&mut branch(random));
        decoy.as_before += dealt.as_before as u64;
        decoy.dealt += seats.dealt() as u64;
        surrogates.push(dealt.actions);
    }
    let mut edges = link(surrogates)?;
    edges.sort_unstable();
    edges.dedup();
    let newly: Vec<(u32, u32)> = edges.iter().copied().filter(|edge| !joined.has(*edge)).collect();
    let all = Extent::of(&edges);
    Ok(Decoy { accounts: all.accounts, newly: Extent::of(&newly).accounts, edges: all.pairs, ..decoy })
}

/// What the surrogates of a layer are made from.
fn seats(actions: &Actions, surrogate: Surrogate) -> Seats<'_> {
    let most_accounts = match surrogate {
        Surrogate::TimesExchanged => 0,
        Surrogate::Dealt { but_popular: false } => u32::MAX,
        Surrogate::Dealt { but_popular: true } => (acting(&[actions]) / 20).max(50),
    };
    Seats::new(actions, most_accounts)
}

/// Accounts that act in any of the layers.
fn acting(layers: &[&Actions]) -> u32 {
    let accounts = layers.iter().map(|layer| layer.accounts()).max().unwrap_or(0);
    let mut acts = vec![false; accounts as usize];
    layers.iter().for_each(|layer| layer.all().iter().for_each(|action| acts[action.account as usize] = true));
    acts.into_iter().filter(|acts| *acts).count() as u32
}

#[cfg(test)]
mod tests;
