//! One set measured: who remains, the curve, and the comparison with the control sets.

use lockstep_network::graph::index;
use lockstep_snapshot::{Role, Snapshot, grouped};
use lockstep_statistics::{Between, Life, LogRank, LogRankResult, SurvivalStep, Turnbull, kaplan_meier, wilson_95};

use super::Settings;
use super::lives::{CAUSES, Checked, DAY_MS, Last};
use crate::detector::Context;
use crate::findings::Verdict;
use crate::numbers::share;

/// What the checks allow to be said about time.
pub(super) enum Curve {
    /// Checks were close together.
    KaplanMeier(Vec<SurvivalStep>),
    /// They were not.
    Turnbull(Turnbull),
    /// Every account was checked once or twice.
    None,
}

impl Curve {
    pub(super) const fn method(&self) -> &'static str {
        match self {
            Self::KaplanMeier(_) => "Kaplan-Meier",
            Self::Turnbull(_) => "Turnbull",
            Self::None => "two checks",
        }
    }
}

/// How many accounts are in which state at the last check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) remaining: u64,
    pub(super) suspended: u64,
    pub(super) deactivated: u64,
    pub(super) unknown: u64,
}

impl Tally {
    fn of(states: impl Iterator<Item = Last>) -> Self {
        let mut tally = Self::default();
        for state in states {
            *match state {
                Last::Remaining => &mut tally.remaining,
                Last::Gone(0) => &mut tally.suspended,
                Last::Gone(_) => &mut tally.deactivated,
                Last::Unknown => &mut tally.unknown,
            } += 1;
        }
        tally
    }

    pub(super) const fn known(self) -> u64 {
        self.remaining + self.suspended + self.deactivated
    }

    pub(super) fn share(self) -> Option<f64> {
        share(self.remaining, self.known())
    }

    /// The 95 % interval of the share that remains.
    pub(super) fn interval(self) -> Option<(f64, f64)> {
        (self.known() > 0).then(|| wilson_95(self.remaining, self.known()))
    }

    /// The share with all unknown gone, and with all of them remaining.
    pub(super) fn bounds(self) -> (Option<f64>, Option<f64>) {
        let all = self.known() + self.unknown;
        (share(self.remaining, all), share(self.remaining + self.unknown, all))
    }
}

/// The comparison with control sets.
pub(super) struct Compared {
    pub(super) control: Tally,
    pub(super) result: LogRankResult,
    /// Random divisions in which the set's accounts went at least as much sooner.
    pub(super) as_far: u64,
    pub(super) draws: u64,
}

impl Compared {
    pub(super) fn p(&self) -> f64 {
        (1 + self.as_far) as f64 / (1 + self.draws) as f64
    }
}

/// A set, measured.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) accounts: Vec<Checked>,
    pub(super) last: Tally,
    pub(super) last_check: Option<i64>,
    /// Whole weeks before the last check in which any of its accounts was checked, descending.
    pub(super) weeks: Vec<i64>,
    /// Longest time between two checks of an account in a row, days.
    pub(super) longest_gap: i64,
    pub(super) curve: Curve,
    pub(super) compared: Result<Compared, String>,
    pub(super) verdict: Verdict,
    pub(super) why: String,
}

impl Measured {
    /// Every studied set, then every control set.
    pub(super) fn all(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Vec<Self> {
        let checked: Vec<Checked> = (0..snapshot.accounts.len() as u32).map(|account| Checked::new(account, snapshot)).collect();
        let sets = [Role::Studied, Role::Control].into_iter().flat_map(|role| snapshot.sets.iter().filter(move |set| set.role == role));
        sets.zip(0..)
            .map(|(set, number)| {
                let mut controls: Vec<u32> = snapshot
                    .sets
                    .iter()
                    .filter(|other| other.role == Role::Control && other.name != set.name)
                    .flat_map(|other| other.members.iter().copied())
                    .filter(|member| set.members.binary_search(member).is_err())
                    .collect();
                controls.sort_unstable();
                controls.dedup();
                let of = |members: &[u32]| -> Vec<Checked> { members.iter().map(|member| checked[*member as usize].clone()).collect() };
                let mut measured = Self::new(settings, set.name.clone(), set.role, of(&set.members));
                measured.weeks = weeks(snapshot, &set.members);
                measured.compared = compare(settings, &measured, &of(&controls), context, number);
                (measured.verdict, measured.why) = measured.judge();
                measured
            })
            .collect()
    }

    fn new(settings: &Settings, name: String, role: Role, accounts: Vec<Checked>) -> Self {
        let last_check = accounts.iter().filter_map(|account| account.last_check).max();
        let longest_gap = accounts.iter().map(|account| account.longest_gap).max().unwrap_or(0);
        let often = accounts.iter().any(|account| account.checks > 2);
        let curve = if !often {
            Curve::None
        } else if longest_gap <= settings.close_checks.ms() {
            let lives: Vec<Life> = accounts.iter().filter_map(Checked::life).collect();
            Curve::KaplanMeier(kaplan_meier(&lives, CAUSES))
        } else {
            let ends: Vec<Between> = accounts.iter().filter_map(Checked::between).collect();
            Curve::Turnbull(Turnbull::new(&ends))
        };
        Self {
            name,
            role,
            last: tally(settings, &accounts),
            last_check,
            weeks: Vec::new(),
            longest_gap: longest_gap / DAY_MS,
            curve,
            accounts,
            compared: Err(String::new()),
            verdict: Verdict::InsufficientData,
            why: String::new(),
        }
    }

    fn judge(&self) -> (Verdict, String) {
        match &self.compared {
            Err(why) => (Verdict::InsufficientData, why.clone()),
            Ok(compared) => {
                let below = self.last.interval().zip(compared.control.interval()).is_some_and(|(own, control)| own.1 < control.0);
                (if below && compared.as_far == 0 { Verdict::Flagged } else { Verdict::NotFlagged }, String::new())
            }
        }
    }
}

fn weeks(snapshot: &Snapshot, members: &[u32]) -> Vec<i64> {
    let observations = &snapshot.observations;
    let statuses = observations.status.as_deref().unwrap_or_default();
    let rows = members.iter().flat_map(|member| observations.of(*member)).filter(|row| statuses.get(*row).is_some_and(Option::is_some));
    let times: Vec<i64> = rows.map(|row| observations.observed_at[row]).collect();
    let last = times.iter().copied().max().unwrap_or(0);
    let mut weeks: Vec<i64> = times.into_iter().map(|time| (last - time).div_euclid(7 * DAY_MS)).collect();
    weeks.sort_unstable_by(|a, b| b.cmp(a));
    weeks.dedup();
    weeks
}

fn tally(settings: &Settings, accounts: &[Checked]) -> Tally {
    let last_check = accounts.iter().filter_map(|account| account.last_check).max().unwrap_or(0);
    Tally::of(accounts.iter().map(|account| account.last(last_check - settings.last_round.ms())))
}

/// Compare a set with the accounts of the control sets.
fn compare(settings: &Settings, set: &Measured, controls: &[Checked], context: &Context, number: u64) -> Result<Compared, String> {
    let control = tally(settings, controls);
    let least = u64::from(settings.minimum_accounts);
    if set.last.known() < least {
        return Err(format!("the last state of only {} of its accounts is known", grouped(set.last.known())));
    }
    if controls.is_empty() {
        return Err("there is no other control set to compare with".to_owned());
    }
    if control.known() < least {
        return Err(format!("the last state of only {} accounts of other control sets is known", grouped(control.known())));
    }
    let last_check = set.accounts.iter().chain(controls).filter_map(|account| account.last_check).max().unwrap_or(0);
    let followed = |accounts: &[Checked]| -> Vec<(i64, Life)> {
        accounts.iter().filter_map(|account| account.on_calendar(last_check)).filter(|(entry, life)| life.time > *entry).collect()
    };
    let own = followed(&set.accounts);
    let others = followed(controls);
    if (own.len() as u64) < least || (others.len() as u64) < least {
        return Err("too few accounts were seen remaining and checked again a week later or more".to_owned());
    }
    let (entries, lives): (Vec<i64>, Vec<Life>) = own.iter().chain(&others).copied().unzip();
    let test = LogRank::new(&lives, &entries);
    let mut in_set: Vec<bool> = (0..lives.len()).map(|at| at < own.len()).collect();
    let result = test.compare(&in_set);
    let mut random = context.random(number);
    let mut as_far = 0;
    for _ in 0..settings.draws {
        for at in (1..in_set.len()).rev() {
            in_set.swap(at, index(&mut random, at + 1));
        }
        // Equal divisions give equal sums up to the last digits.
        as_far += u64::from(test.compare(&in_set).z() >= result.z() - 1e-9);
    }
    Ok(Compared { control, result, as_far, draws: u64::from(settings.draws) })
}
