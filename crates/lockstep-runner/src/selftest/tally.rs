//! Counting over crowds.

use std::collections::BTreeSet;

use lockstep_simulate::PlantingKind;
use lockstep_statistics::wilson_95;

use super::record::{Counted, FalseAlarms, FoundOf, OfSize, OneCrowd, Tried};
use super::trial::{Answer, Trial};
use crate::evaluation::Estimate;

type Ids = BTreeSet<String>;

/// What came of the step in this place, over all crowds.
pub(super) fn tally(place: usize, alone: &[Trial], beside: &[Trial]) -> Tried {
    let people =
        |trials: &[Trial]| -> Vec<OneCrowd> { trials.iter().filter_map(|trial| of_people(trial, &trial.answers[place])).collect() };
    let in_crowds = people(alone);
    if in_crowds.is_empty() {
        let unfit = alone.iter().find_map(|trial| match &trial.answers[place] {
            Answer::Unfit(unfit) => Some(unfit),
            _ => None,
        });
        return match unfit {
            Some(unfit) => Tried::Unfit { reason: unfit.reason.clone(), remedy: unfit.remedy.clone() },
            None => Tried::NoAccounts,
        };
    }
    let found = PlantingKind::ALL.into_iter().filter_map(|kind| found(kind, place, beside)).collect();
    Tried::Counted(Box::new(Counted { false_alarms: false_alarms(&in_crowds), alone: in_crowds, beside_planted: people(beside), found }))
}

fn put_forward(answer: &Answer) -> Option<(&Ids, Option<&Ids>)> {
    match answer {
        Answer::PutForward { accounts, assessed } => Some((accounts, assessed.as_ref())),
        Answer::NoAccounts | Answer::Unfit(_) => None,
    }
}

fn of_people(trial: &Trial, answer: &Answer) -> Option<OneCrowd> {
    let (accounts, assessed) = put_forward(answer)?;
    let among = |ids: &Ids| ids.intersection(&trial.people).count() as u64;
    let all = trial.people.len() as u64;
    Some(OneCrowd { seed: trial.seed, accounts: all, assessed: assessed.map_or(all, among), put_forward: among(accounts) })
}

fn false_alarms(crowds: &[OneCrowd]) -> FalseAlarms {
    let counts = || crowds.iter().map(|crowd| crowd.put_forward);
    let (total, assessed): (u64, u64) = (counts().sum(), crowds.iter().map(|crowd| crowd.assessed).sum());
    let (low, high) = wilson_95(total.min(assessed), assessed);
    FalseAlarms {
        mean: total as f64 / crowds.len() as f64,
        least: counts().min().unwrap_or(0),
        most: counts().max().unwrap_or(0),
        share: (assessed > 0).then(|| Estimate { value: total as f64 / assessed as f64, low, high }),
    }
}

/// What was found of a kind; none where nothing of it is planted.
fn found(kind: PlantingKind, place: usize, beside: &[Trial]) -> Option<FoundOf> {
    let mut of = FoundOf { kind: kind.name(), planted: 0, assessed: 0, found: 0, by_size: Vec::new() };
    for trial in beside {
        let Some((accounts, assessed)) = put_forward(&trial.answers[place]) else { continue };
        for planting in trial.plantings.iter().filter(|planting| planting.kind == kind) {
            let among = |ids: &Ids| planting.accounts.iter().filter(|id| ids.contains(*id)).count() as u64;
            let (size, found) = (planting.accounts.len() as u64, among(accounts));
            of.planted += size;
            of.assessed += assessed.map_or(size, among);
            of.found += found;
            match of.by_size.iter_mut().find(|of_size| of_size.size == size) {
                Some(of_size) => {
                    of_size.planted += size;
                    of_size.found += found;
                }
                None => of.by_size.push(OfSize { size, planted: size, found }),
            }
        }
    }
    (of.planted > 0).then_some(of)
}
