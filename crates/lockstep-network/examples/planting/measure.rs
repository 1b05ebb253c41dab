//! The measure: of the accounts planted, how many an engine flags, and how many of all the others.

use rayon::prelude::*;

use crate::engines::ENGINES;
use crate::plant::{Plan, Planted};
use crate::population::Population;
use crate::real::LEAST_OBJECTS;

/// Where a population comes from.
pub(crate) struct Source {
    /// What it is called.
    pub(crate) name: String,
    /// The population of a seed; real ones are the same for every seed.
    pub(crate) draw: Box<dyn Fn(u64) -> Population + Sync>,
}

/// What one engine flagged in one row of a table, over all seeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Planted accounts.
    pub(crate) planted: usize,
    /// Planted accounts flagged.
    pub(crate) found: usize,
    /// Accounts not planted.
    pub(crate) organic: usize,
    /// Of these, accounts flagged, seed by seed.
    pub(crate) flagged: Vec<usize>,
}

impl Cell {
    /// Planted accounts flagged, as a share of those planted.
    pub(crate) fn recall(&self) -> f64 {
        self.found as f64 / self.planted as f64
    }

    /// Organic accounts flagged, mean over the seeds.
    pub(crate) fn false_accounts(&self) -> f64 {
        self.flagged.iter().sum::<usize>() as f64 / self.flagged.len() as f64
    }

    /// Organic accounts flagged, as a share of the organic accounts.
    pub(crate) fn false_share(&self) -> f64 {
        self.flagged.iter().sum::<usize>() as f64 / self.organic as f64
    }

    fn merge(mut self, mut other: Self) -> Self {
        self.planted += other.planted;
        self.found += other.found;
        self.organic += other.organic;
        self.flagged.append(&mut other.flagged);
        self
    }
}

/// The population of a seed with a plan planted into it, if any.
pub(crate) fn planted(source: &Source, plan: Option<Plan>, seed: u64) -> Planted {
    let population = (source.draw)(seed);
    match plan {
        Some(plan) => plan.plant(&population, LEAST_OBJECTS, seed),
        None => Planted { member: vec![false; population.accounts as usize], population },
    }
}

/// One row of a table: each column, over seeds `1..=seeds`.
pub(crate) fn measure(source: &Source, plan: Option<Plan>, seeds: u64) -> Vec<Cell> {
    let of_seed = |seed| {
        let planted = planted(source, plan, seed);
        let actions = planted.population.actions();
        let flagged = ENGINES.iter().flat_map(|engine| (engine.flag)(&actions));
        flagged.map(|flagged| compare(&planted.member, &flagged)).collect::<Vec<Cell>>()
    };
    let cells: Vec<Vec<Cell>> = (1..=seeds).into_par_iter().map(of_seed).collect();
    let merge = |row: Vec<Cell>, more: Vec<Cell>| row.into_iter().zip(more).map(|(a, b)| a.merge(b)).collect();
    cells.into_iter().reduce(merge).unwrap_or_default()
}

fn compare(member: &[bool], flagged: &[bool]) -> Cell {
    let count = |planted: bool, found: bool| {
        let pairs = member.iter().zip(flagged);
        pairs.filter(|(member, flagged)| **member == planted && (**flagged || !found)).count()
    };
    Cell { planted: count(true, false), found: count(true, true), organic: count(false, false), flagged: vec![count(false, true)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_others_are_counted_apart() {
        let cell = compare(&[true, true, false, false, false], &[true, false, true, true, false]);
        assert_eq!(cell, Cell { planted: 2, found: 1, organic: 3, flagged: vec![2] });
        let both = cell.merge(compare(&[true, false, false], &[true, false, false]));
        assert_eq!((both.recall(), both.false_accounts(), both.false_share()), (2.0 / 3.0, 1.0, 0.4));
    }
}
