//! From what steps say of an account to what is said of it as a whole.

use std::collections::BTreeMap;

use lockstep_statistics::{benjamini_hochberg, cauchy_combination, harmonic_mean, holm};

use super::Settings;
use super::asked::{References, Test, Tier};
use crate::card::Family;
use crate::findings::Verdict;
use crate::reference::Sides;

/// What is said of an account. Never what the account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// It stands out, its regularity does, and a step finds that part of its posts keeps to a clock.
    MixedConsistent,
    /// It stands out, and so does its regularity, or its schedule and its pace together.
    AutomationConsistent,
    /// It stands out, by two families or more, or by all of them together.
    Several,
    /// It stands out, by one family.
    One,
    /// All of it together is not rarer than the level.
    Nothing,
    /// Too few families could be compared.
    Insufficient,
}

impl Label {
    pub(super) const ALL: [Self; 6] =
        [Self::MixedConsistent, Self::AutomationConsistent, Self::Several, Self::One, Self::Nothing, Self::Insufficient];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::MixedConsistent => "mixed-consistent",
            Self::AutomationConsistent => "automation-consistent",
            Self::Several => "unusual in several respects",
            Self::One => "unusual in one respect",
            Self::Nothing => "nothing unusual",
            Self::Insufficient => "insufficient data",
        }
    }

    /// Name of the value and the column that count it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MixedConsistent => "mixed_consistent",
            Self::AutomationConsistent => "automation_consistent",
            Self::Several => "several_respects",
            Self::One => "one_respect",
            Self::Nothing => "nothing_unusual",
            Self::Insufficient => "insufficient",
        }
    }

    /// Every label of an account that stands out is flagged: the false discovery rate holds for them together, and for no part of them.
    pub(super) const fn verdict(self) -> Verdict {
        match self {
            Self::Insufficient => Verdict::InsufficientData,
            Self::Nothing => Verdict::NotFlagged,
            _ => Verdict::Flagged,
        }
    }
}

/// What is said of one account.
pub(super) struct Judged {
    pub(super) account: u32,
    /// Whether it is one of those that the study is about.
    pub(super) studied: bool,
    pub(super) label: Label,
    /// Families that count, each with the natural logarithm of its probability.
    pub(super) families: BTreeMap<Family, f64>,
    /// The natural logarithm of the probability of all families together; none where too few count.
    pub(super) ln_p: Option<f64>,
    /// The same as a harmonic mean.
    pub(super) ln_harmonic: Option<f64>,
    /// Families that stand out by themselves.
    pub(super) unusual: Vec<Family>,
    /// Its strongest tie; none where no step looks for ties.
    pub(super) tier: Option<Tier>,
}

/// All accounts, and where the line lies.
pub(super) struct Judgement {
    pub(super) accounts: Vec<Judged>,
    /// The largest probability that is beyond the line, as a natural logarithm; none where no studied account could be assessed, so that
    /// there is no line.
    pub(super) ln_level: Option<f64>,
}

/// Whether what a family says of an account counts: not where the account's list was drawn up by it.
pub(super) fn counts(settings: &Settings, studied: bool, family: Family) -> bool {
    !(studied && settings.drawn_up_by.iter().any(|by| by.counted_with() == family.counted_with()))
}

/// Judge every account with a post.
pub(super) fn judge(settings: &Settings, posting: &[u32], sides: &Sides, tests: &[Test<'_>], references: &References) -> Judgement {
    let is_studied = |account: &u32| sides.studied.binary_search(account).is_ok();
    let mut accounts: Vec<Judged> = posting
        .iter()
        .map(|account| {
            let studied = is_studied(account);
            let families = families(settings, *account, studied && sides.has_lists, tests, references);
            let ln: Vec<f64> = families.values().copied().collect();
            let enough = ln.len() >= settings.minimum_families as usize;
            Judged {
                account: *account,
                studied,
                label: Label::Insufficient,
                families,
                ln_p: enough.then(|| cauchy_combination(&ln).ln),
                ln_harmonic: enough.then(|| harmonic_mean(&ln)),
                unusual: Vec::new(),
                tier: tests.iter().filter_map(|test| test.asked.ties.as_ref()).map(|ties| ties[*account as usize]).max(),
            }
        })
        .collect();
    let tried: Vec<f64> = accounts.iter().filter(|judged| judged.studied).filter_map(|judged| judged.ln_p).collect();
    let found = benjamini_hochberg(&tried, tried.len() as u64, settings.false_discovery_rate).count.max(1);
    let ln_level = (!tried.is_empty()).then(|| libm::log(settings.false_discovery_rate * found as f64 / tried.len() as f64));
    for judged in &mut accounts {
        let (Some(ln_p), Some(ln_level)) = (judged.ln_p, ln_level) else { continue };
        if ln_p > ln_level {
            judged.label = Label::Nothing;
            continue;
        }
        judged.unusual = unusual(&judged.families, ln_level);
        judged.label = label(judged, &|family| {
            let says = |test: &&Test<'_>| test.asked.verdict[judged.account as usize] == Some(Verdict::Flagged);
            let counted = counts(settings, judged.studied && sides.has_lists, family);
            counted && tests.iter().filter(|test| test.asked.family == family).any(|test| says(&test))
        });
    }
    Judgement { accounts, ln_level }
}

/// The probability of each family that counts: the smallest of its tests, times their number.
fn families(settings: &Settings, account: u32, listed: bool, tests: &[Test<'_>], references: &References) -> BTreeMap<Family, f64> {
    let mut least: BTreeMap<Family, (f64, u32)> = BTreeMap::new();
    for test in tests.iter().filter(|test| counts(settings, listed, test.asked.family)) {
        let Some(ln_p) = test.ln_p(account, references) else { continue };
        let (smallest, number) = least.entry(test.asked.family.counted_with()).or_insert((0.0, 0));
        *smallest = smallest.min(ln_p);
        *number += 1;
    }
    least.into_iter().map(|(family, (ln_p, number))| (family, (ln_p + libm::log(f64::from(number))).min(0.0))).collect()
}

/// The families of an account beyond the line that stand out by themselves: Holm over its families, at the level that accounts were held
/// to, so that the share of accounts with a family wrongly named stays at the rate of the study (Benjamini & Bogomolov 2014, JRSS B 76:297).
fn unusual(families: &BTreeMap<Family, f64>, ln_level: f64) -> Vec<Family> {
    let ln: Vec<f64> = families.values().copied().collect();
    let adjusted = holm(&ln, ln.len() as u64);
    families.keys().zip(adjusted).filter(|(_, p)| libm::log(*p) <= ln_level).map(|(family, _)| *family).collect()
}

/// The label of an account beyond the line. `flags` says whether a step of a family flags it.
fn label(judged: &Judged, flags: &dyn Fn(Family) -> bool) -> Label {
    let out = |family: Family| judged.unusual.contains(&family.counted_with());
    let strong = |family: Family| out(family) && flags(family);
    if strong(Family::Mixture) {
        Label::MixedConsistent
    } else if strong(Family::Regularity) || (strong(Family::Schedule) && strong(Family::Pace)) {
        Label::AutomationConsistent
    } else if judged.unusual.len() == 1 {
        Label::One
    } else {
        Label::Several
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(families: &[(Family, f64)], ln_level: f64) -> Judged {
        let families: BTreeMap<Family, f64> = families.iter().map(|(family, p)| (*family, libm::log(*p))).collect();
        Judged {
            account: 0,
            studied: true,
            label: Label::Nothing,
            unusual: unusual(&families, ln_level),
            families,
            ln_p: None,
            ln_harmonic: None,
            tier: None,
        }
    }

    #[test]
    fn a_label_needs_the_family_to_stand_out_and_a_step_that_flags() {
        use Family::{Duplication, Mixture, Pace, Regularity, Schedule};
        let level = libm::log(0.01);
        let labelled = |families: &[(Family, f64)], flagged: &[Family]| label(&judged(families, level), &|family| flagged.contains(&family));
        let regular = [(Pace, 0.4), (Regularity, 1e-9)];
        assert_eq!(labelled(&regular, &[Regularity]), Label::AutomationConsistent);
        assert_eq!(labelled(&regular, &[Regularity, Mixture]), Label::MixedConsistent);
        assert_eq!(labelled(&regular, &[Pace]), Label::One, "a small probability without a large effect is no more than unusual");
        let restless = [(Pace, 0.001), (Schedule, 0.002), (Duplication, 1.0)];
        assert_eq!(labelled(&restless, &[Pace, Schedule]), Label::AutomationConsistent);
        assert_eq!(labelled(&restless, &[Schedule]), Label::Several);
        assert_eq!(labelled(&[(Pace, 0.001), (Schedule, 0.3)], &[Pace, Schedule]), Label::One, "the schedule is flagged and not rare");
        assert_eq!(labelled(&[(Pace, 0.009), (Schedule, 0.009)], &[]), Label::Several, "neither by itself, both together");
    }
}
