//! D12: which accounts of a set remain, how fast the others went, and whether other accounts went as fast.

mod estimate;
mod lives;
mod tables;

use lockstep_snapshot::{Column, Role, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Headline, Part, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::Findings;
use estimate::Measured;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Survival;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Checks at most this far apart count as if an end were seen when it happened.
    ///
    /// Default: ours; takedowns are told by the week.
    close_checks: Duration,
    /// A state counts as that of the last check when it was seen at most this long before the set's last check.
    ///
    /// Default: ours; a round of checks takes some days.
    last_round: Duration,
    /// Accounts with a known last state that a set needs, and its control sets together.
    ///
    /// Default: ours; among fewer, one account moves the share by a tenth.
    #[schemars(range(min = 2, max = 1_000_000))]
    minimum_accounts: u32,
    /// Random divisions into two groups that the comparison with control sets is tried on.
    ///
    /// Default: the customary number, with which no p-value is below 0.001.
    #[schemars(range(min = 99, max = 99_999))]
    draws: u32,
}

impl Default for Settings {
    fn default() -> Self {
        let day = 86_400_000;
        Self { close_checks: Duration::from_ms(7 * day), last_round: Duration::from_ms(7 * day), minimum_accounts: 10, draws: 999 }
    }
}

impl Detector for Survival {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "survival",
        version: 1,
        title: "Who remains",
        question: "How many accounts of a set are still there, and did they go faster than others?",
        method: "An account's state is taken from dated checks: active and protected accounts remain, whatever they are called by now; suspended \
                 and deactivated ones are gone; unknown is neither. An account that went and came back counts as remaining until it was last seen. \
                 The share that remains at the last check of the set has a Wilson interval, and bounds that take every unknown account first as \
                 gone and then as remaining. With more checks there is a curve of the share that lasts longer than so many days from an account's \
                 first check. Where checks are close together it is the Kaplan-Meier curve, with the shares suspended and deactivated (Aalen and \
                 Johansen); where they are far apart an end is only known to lie between two of them, and the curve is Turnbull's. Whether a \
                 set's accounts went sooner than those of the control sets is asked by the log-rank statistic, week by week of the calendar, each account from its first check on, beside the same statistic for \
  random divisions of all these accounts into groups of the same sizes. A set is flagged when no random division is as far off, \
                 and when its Wilson interval lies wholly below that of the control sets.",
        formula: &[
            "share = remaining / (remaining + gone), Wilson interval",
            "bounds: remaining / all … (remaining + unknown) / all",
            "S(t) = ∏ (1 − d/n) over days up to t on which d of n accounts still followed went; Greenwood's error, interval on log(−log S)",
            "Turnbull: shares p of the stretches between checks, p = mean over accounts of the part of p that its own stretch allows",
            "z = (observed − expected) / √variance of ends in the set by calendar week (log-rank); p = (1 + divisions with z at least as large) / (1 + divisions)",
        ],
        minimum_data: "Observations with a status. A set is assessed from `minimum_accounts` accounts with a known last state (10 unless set), \
                       against control sets with as many. A curve needs accounts seen remaining and checked again.",
        slower: None,
        assumptions: &[
            "Accounts are followed by id, so that a new handle is not an end.",
            "Accounts of the compared sets were checked at about the same times. Where they were not, an end is seen sooner in the set that was \
             looked at more often.",
            "Whether an account was checked has nothing to do with whether it was gone.",
        ],
        limits: &[
            "Suspension is no proof of anything an account did, and remaining is no proof of its innocence.",
            "Of this very list the share is a plain count. The interval is for those who take the list as a sample of all accounts that might have \
             been on it.",
            "A list drawn up after a wave of suspensions holds the survivors.",
            "Platforms show some deactivated accounts as not found, and some suspended ones as deactivated.",
        ],
        innocent: &[
            "People leave platforms, in waves when a platform changes hands or a rival opens.",
            "Mass reporting by opponents gets ordinary accounts suspended.",
            "Young accounts go more often than old ones, whoever runs them.",
        ],
        line: None,
        baseline: "{set_accounts account} are on the first studied list. With the {unknown} unknown taken as gone {bound_low} remain, with them \
                   taken as remaining {bound_high}. Of the control sets' {control_known account} with a known state {control_share} remain.",
        chance: "Counting the sets as they are as one division, a share of {log_rank_p} of {draws random division} differ as much. By chance \
                 {expected_false} of {assessed set} would be flagged.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, JASA 53:457, 1958.",
            "B. W. Turnbull, The empirical distribution function with arbitrarily grouped, censored and truncated data, JRSS B 38:290, 1976.",
            "O. O. Aalen and S. Johansen, An empirical transition matrix, Scandinavian Journal of Statistics 5:141, 1978.",
            "R. Peto and J. Peto, Asymptotically efficient rank invariant test procedures, JRSS A 135:185, 1972 (log-rank).",
            "E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22:209, 1927.",
        ],
        validation: "Curves, errors, intervals and the log-rank statistic against the leukaemia data of Freireich and others; Turnbull's curve against \
                     the published one of the breast cosmesis data and against Kaplan-Meier where ends are exact; 200 of 350 planted in a simulation.",
        headline: Headline {
            count: "known",
            found: "{remaining} of {known account} of the first studied list whose last state is known remain: {remaining_share} (95 % interval \
                    {remaining_low} to {remaining_high}). {suspended} were suspended, {deactivated} deactivated.",
            nothing: "The last state of no account of the first studied list is known.",
            by_chance: ByChance::NoMatter,
        },
        measure: None,
        family: None,
        views: &[View::TimeLine {
            name: "remaining",
            title: "{remaining} of {known account} of the first studied list remain at its last check",
            table: "by_week",
            time: "time",
            series: "series",
            y: Axis { column: "remaining", label: "accounts that remain at a check", log: false },
        }, View::Steps {
            name: "curve",
            title: "{remaining_share} of {known account} of the first studied list remain, {control_share} of the control accounts",
            table: "curves",
            series: "set",
            x: Axis { column: "after", label: "days since an account's first check", log: false },
            until: "until",
            y: Axis { column: "remaining", label: "share of accounts that last longer", log: false },
            interval: ("low", "high"),
            at_risk: "at_risk",
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        Vec::new()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        if !snapshot.sets.iter().any(|set| set.role == Role::Studied) {
            return Err(Unfit {
                reason: "the study names no set of accounts to look into".to_owned(),
                remedy: "an input with `table: sets` and the role `studied` would do".to_owned(),
            });
        }
        let known = snapshot.observations.status.as_ref().is_some_and(|statuses| statuses.iter().any(Option::is_some));
        if !known {
            return Err(Unfit {
                reason: "no observation has a status".to_owned(),
                remedy: "an input with `table: observations` and a column `status` would do".to_owned(),
            });
        }
        let measured = Measured::all(settings, snapshot, context);
        Ok(tables::findings(settings, &measured))
    }
}
