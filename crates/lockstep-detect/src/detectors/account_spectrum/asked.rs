//! What each step says of each account: its measure, its verdict, its own chance, and the ties of its network.

use lockstep_snapshot::Snapshot;
use lockstep_statistics::{WeightedReference, wilson_95};

use super::Settings;
use crate::card::{Family, Measure, Said};
use crate::detector::Drawn;
use crate::findings::{Cells, Findings, Table, Verdict};
use crate::reference::{On, Reference, Sides};

/// What one step says. Lists are by rank of the account.
pub(super) struct Asked<'a> {
    pub(super) step: &'a str,
    pub(super) family: Family,
    /// The column that it measures accounts by.
    pub(super) column: &'static str,
    /// The measure; none where the account was not assessed.
    pub(super) value: Vec<Option<f64>>,
    /// What it says; none where it says nothing.
    pub(super) verdict: Vec<Option<Verdict>>,
    /// The natural logarithm of its own probability of as much; none where it gives none.
    ln_chance: Option<Vec<Option<f64>>>,
    /// The strongest tie of each account, where the step makes a network.
    pub(super) ties: Option<Vec<Tier>>,
}

/// How strong the evidence is that an account acts in step with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// No tie.
    C0,
    /// A tie by one question, or of a network whose ties have no tiers.
    C1,
    /// A tie by two questions that do not imply each other.
    C2,
}

impl Tier {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::C0 => "C0",
            Self::C1 => "C1",
            Self::C2 => "C2",
        }
    }
}

/// Why a step is not among those asked.
pub(super) struct Unanswered<'a> {
    pub(super) step: &'a str,
    pub(super) reason: String,
}

/// Ask every step that has an answer. `posted` are the accounts with posts.
pub(super) fn ask<'a>(drawn: &[Drawn<'a>], snapshot: &Snapshot, posted: &[u32]) -> (Vec<Asked<'a>>, Vec<Unanswered<'a>>) {
    let (mut asked, mut unanswered) = (Vec::new(), Vec::new());
    for step in drawn {
        match Asked::of(step, snapshot, posted) {
            Ok(one) => asked.push(one),
            Err(reason) => unanswered.push(Unanswered { step: step.step, reason }),
        }
    }
    (asked, unanswered)
}

impl<'a> Asked<'a> {
    fn of(drawn: &Drawn<'a>, snapshot: &Snapshot, posted: &[u32]) -> Result<Self, String> {
        let findings = drawn.found.map_err(|unfit| unfit.reason.clone())?;
        let (Some(family), Some(measure)) = (drawn.card.family, drawn.card.measure) else {
            return Err(format!("`{}` measures nothing of accounts one by one", drawn.card.id));
        };
        let table = findings.table(measure.table).ok_or_else(|| format!("it has no table `{}`", measure.table))?;
        let size = snapshot.accounts.len();
        let mut asked = Self {
            step: drawn.step,
            family,
            column: measure.column,
            value: vec![None; size],
            verdict: vec![None; size],
            ln_chance: measure.chance.map(|_| vec![None; size]),
            ties: ties(findings, family, snapshot),
        };
        if measure.said == Said::Listed {
            for account in posted {
                asked.value[*account as usize] = Some(0.0);
                asked.verdict[*account as usize] = Some(Verdict::NotFlagged);
            }
        }
        asked.read(table, &measure, snapshot);
        Ok(asked)
    }

    fn read(&mut self, table: &Table, measure: &Measure, snapshot: &Snapshot) {
        let Some(Cells::Account(ids)) = table.columns.first().map(|column| &column.cells) else { return };
        let numbers = |name: &str| -> Vec<Option<f64>> {
            match table.column(name) {
                Some(Cells::Count(cells)) => cells.iter().map(|cell| cell.map(|count| count as f64)).collect(),
                Some(Cells::Real(_, cells)) => cells.clone(),
                _ => vec![None; ids.len()],
            }
        };
        let values = numbers(measure.column);
        let chances = measure.chance.map(numbers);
        let verdicts = if let Said::Column(name) = measure.said { table.column(name) } else { None };
        for (row, id) in ids.iter().enumerate() {
            let Some(account) = snapshot.accounts.rank(id).map(|rank| rank as usize) else { continue };
            let verdict = match (verdicts, measure.said) {
                (Some(Cells::Verdict(verdicts)), _) => Some(verdicts[row]),
                (_, Said::Listed) => Some(Verdict::Flagged),
                _ => None,
            };
            let assessed = verdict != Some(Verdict::InsufficientData);
            self.value[account] = values[row].filter(|_| assessed);
            self.verdict[account] = verdict;
            if let (Some(all), Some(chances)) = (&mut self.ln_chance, &chances) {
                all[account] = chances[row].filter(|_| assessed).map(|decades| (-decades * std::f64::consts::LN_10).min(0.0));
            }
        }
    }
}

/// The strongest tie of each account, where the step looks for coordination and makes a network.
fn ties(findings: &Findings, family: Family, snapshot: &Snapshot) -> Option<Vec<Tier>> {
    let network = findings.network.as_ref().filter(|_| family == Family::Coordination)?;
    let edges = findings.table(&network.edges)?;
    let tiers = if let Some(Cells::Text(tiers)) = edges.column("tier") { Some(tiers) } else { None };
    let mut strongest = vec![Tier::C0; snapshot.accounts.len()];
    for end in edges.columns.iter().take(2) {
        let Cells::Account(ids) = &end.cells else { continue };
        for (row, id) in ids.iter().enumerate() {
            let tier = if tiers.is_some_and(|tiers| tiers[row] == Tier::C2.name()) { Tier::C2 } else { Tier::C1 };
            if let Some(account) = snapshot.accounts.rank(id) {
                let known = &mut strongest[account as usize];
                *known = tier.max(*known);
            }
        }
    }
    Some(strongest)
}

/// Where the probabilities of a step come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// From the step itself; in the reference it does not find more than it should.
    Own,
    /// From the place among the reference.
    Reference,
    /// From nowhere: too few of the reference could be measured.
    TooFew,
    /// Coordination is shown, and never added to what is said of an account by itself.
    Apart,
}

/// A step and its comparison with the reference.
pub(super) struct Test<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) basis: Basis,
    pub(super) on: On,
    /// Measures of the reference, by weight.
    pub(super) reference: WeightedReference,
    /// Accounts in no studied set for which the step gives its own probability, and those among them at .05 or below.
    pub(super) checked: Option<(u64, u64)>,
}

/// The level at which the step's own probabilities are checked.
const CHECKED_AT: f64 = 0.05;

impl<'a> Test<'a> {
    pub(super) fn new(asked: Asked<'a>, settings: &Settings, sides: &Sides, references: &References) -> Self {
        let on = if asked.family == Family::Pace { On::AllButPosts } else { On::Everything };
        let chosen = references.of(on);
        let weighted = asked.value.iter().zip(&chosen.weight).filter(|(_, weight)| **weight > 0.0);
        let reference = WeightedReference::new(weighted.filter_map(|(value, weight)| Some(((*value)?, *weight))).collect());
        let checked = asked.ln_chance.as_ref().map(|chances| {
            let known = sides.eligible.iter().filter_map(|account| chances[*account as usize]);
            known.fold((0, 0), |(all, below), ln| (all + 1, below + u64::from(ln <= libm::log(CHECKED_AT))))
        });
        let holds = checked.is_some_and(|(all, below)| all >= u64::from(settings.minimum_checked) && !finds_too_many(all, below));
        let basis = match asked.family {
            Family::Coordination => Basis::Apart,
            _ if holds => Basis::Own,
            _ if reference.len() >= settings.minimum_measured as usize => Basis::Reference,
            _ => Basis::TooFew,
        };
        Self { asked, basis, on, reference, checked }
    }

    /// The natural logarithm of the probability that counts as evidence on an account; none where the step gives none.
    pub(super) fn ln_p(&self, account: u32, references: &References) -> Option<f64> {
        let value = self.asked.value[account as usize]?;
        match self.basis {
            Basis::Own => self.asked.ln_chance.as_ref()?[account as usize],
            Basis::Reference => {
                let (own, within) = self.own_weight(account, references)?;
                Some(libm::log(self.reference.p(value, own, within)))
            }
            Basis::TooFew | Basis::Apart => None,
        }
    }

    /// The place of an account among the reference, itself not counted; none where it cannot be compared.
    pub(super) fn place(&self, account: u32, references: &References, settings: &Settings) -> Option<Place> {
        let value = self.asked.value[account as usize]?;
        let (own, within) = self.own_weight(account, references)?;
        let others = self.reference.len() - usize::from(within);
        let share = self.reference.share_below(value, own, within)?;
        (others >= settings.minimum_measured as usize).then(|| Place {
            below: self.reference.below(value) as u64,
            of: others as u64,
            share,
        })
    }

    /// The weight of an account beside the reference, and whether it is within it; none where nobody in it is like the account.
    fn own_weight(&self, account: u32, references: &References) -> Option<(f64, bool)> {
        let chosen = references.of(self.on);
        let alike = chosen.weight_of_alike[account as usize]?;
        let weight = chosen.weight[account as usize];
        Some(if weight > 0.0 { (weight, true) } else { (alike, false) })
    }
}

/// A place among the reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Accounts that have less.
    pub(super) below: u64,
    /// Accounts compared with.
    pub(super) of: u64,
    /// Share of the weight that has less.
    pub(super) share: f64,
}

/// Whether so many probabilities of .05 or below contradict the claim that one in twenty is: the 95 % interval of their share (Wilson 1927)
/// lies above it.
fn finds_too_many(all: u64, below: u64) -> bool {
    wilson_95(below, all).0 > CHECKED_AT
}

/// The references that accounts are compared with: one for each kind of matching.
pub(super) struct References {
    pub(super) everything: Reference,
    pub(super) all_but_posts: Reference,
}

impl References {
    pub(super) fn of(&self, on: On) -> &Reference {
        match on {
            On::Everything => &self.everything,
            On::AllButPosts => &self.all_but_posts,
        }
    }
}
