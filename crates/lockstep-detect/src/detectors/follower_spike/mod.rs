//! D5: leaps in the number of followers, of single accounts and of sets in the same week.

mod account;
mod arrivals;
mod series;
mod tables;
mod together;

use lockstep_snapshot::{Column, Snapshot};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Findings, Verdict};
use crate::groups::{groups, verdicts_by_set};
use account::Assessed;
use series::Series;
use together::{Read, Together};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct FollowerSpike;

/// Days of a week.
const WEEK: i64 = 7;

/// Which end of a list of followers is the newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// The follower at the lowest position came last, as Twitter's lists have it.
    NewestFirst,
    /// The follower at the lowest position came first.
    OldestFirst,
}

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Modified z-score beyond which a gain is a leap (Iglewicz and Hoaglin 1993).
    ///
    /// Default: Iglewicz and Hoaglin 1993, How to detect and handle outliers, p. 11.
    #[schemars(range(min = 2.0, max = 100.0))]
    line: f64,
    /// Days before a gain that it is compared with.
    ///
    /// Default: ours; eight weeks hold every weekday eight times.
    #[schemars(range(min = 21, max = 365))]
    baseline_days: u16,
    /// Probability of any leap of an account, if its gains varied as they did before, up to which its leaps count.
    ///
    /// Default: ours; one account in a hundred.
    #[schemars(range(min = 1e-6, max = 0.5))]
    level: f64,
    /// Followers that a leap must bring at least,
    ///
    /// Default: ours; below it, one mention by a popular account is enough.
    #[schemars(range(min = 1.0, max = 1_000_000.0))]
    minimum_gain: f64,
    /// and as a share of the followers before it.
    ///
    /// Default: ours; a large account gains as many on an ordinary day.
    #[schemars(range(min = 0.0, max = 10.0))]
    minimum_share: f64,
    /// Most days between two readings whose difference is used; what was gained over longer cannot be placed in a week.
    ///
    /// Default: one week, which is what results are placed in.
    #[schemars(range(min = 1, max = 7))]
    longest_gap: u8,
    /// Times that every account's series is shifted at random, for what coincidence gives.
    ///
    /// Default: the customary number, with which no p-value is below 0.001.
    #[schemars(range(min = 99, max = 99_999))]
    draws: u32,
    /// Order of followers in lists with positions.
    ///
    /// Default: the order in which Twitter gave lists of followers.
    list_order: Order,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            line: 3.5,
            level: 0.01,
            baseline_days: 56,
            minimum_gain: 50.0,
            minimum_share: 0.01,
            longest_gap: 7,
            draws: 999,
            list_order: Order::NewestFirst,
        }
    }
}

impl Detector for FollowerSpike {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "follower_spike",
        version: 2,
        title: "Leaps in followers",
        question: "Which accounts suddenly gained followers, and did many of a set do so in the same week?",
        method: "The last reading of each UTC day counts; what lies between two readings is one gain, and gains over more than `longest_gap` \
                 days are left out. A gain is compared with those of the `baseline_days` before it by the modified z-score. Gains over several \
                 days count by their daily rate and spread by the square root of days, so that readings may be irregular; for them mean and \
                 standard deviation are taken where these are larger, for medians of single days do not add up. A leap is beyond the \
                 line, brings enough followers, and would be rare even among counts that vary as widely as those before: negative binomial, \
                 with the same middle and spread. Where a stretch of four weeks was read nearly daily, the weekly rhythm of the square roots \
                 of its gains is taken out by a robust decomposition (roots, because large counts vary more than small ones), and a leap that does not stand out from the rest by the generalised test for outliers is dropped. For \
                 accounts with leaps, lasting changes of level are looked for as well.\n\n\
                 For every set, the week in which most of its accounts leap is compared with the same accounts when each one's leaps are \
                 moved in time at random. What the set gained in that week beyond its usual gain has a 95 % interval, made of the usual \
                 variation of a week and of what is not known of the usual gain. If three accounts or fewer supply 80 % of it, or three or \
                 fewer leap, the leap is theirs and not the set's.\n\n\
                 A list of followers in order dates them without any history: a follower came no sooner than the youngest account up to it in \
                 the list was created.",
        formula: &[
            "z = 0.6745 (gain - d m) / (MAD sqrt d); d days, m median daily gain and MAD median deviation of the days before",
            "leap: z > line (where MAD > 0), gain >= max(minimum_gain, minimum_share * followers), and P(gain or more) * gains compared <= level",
            "P: negative binomial with mean max(d m, 1) and standard deviation 1.4826 MAD sqrt d; Poisson with the mean gain when MAD = 0",
            "outliers of roots without the rhythm: R = (x - median) / MAD against t (n - i) / sqrt((n - i - 1 + t^2)(n - i + 1)), alpha 0.05, at most 10 %",
            "levels: cheapest cut of negative binomial counts, 3 ln n a cut, at least 7 days each",
            "p = (1 + shifts with as many accounts in one week) / (1 + shifts)",
            "gain of a set = sum of (gain of the week - 7 r) +- 1.96 sqrt(sum of v (7 + 49 / D)); r mean, v variance of D days before, leaps left out",
            "concentration = sum of squared shares of the gains beyond the usual",
            "bound(k) = latest creation among the first k followers of a list",
        ],
        minimum_data: "Seven gains over fourteen days before a gain, from readings at most `longest_gap` days apart. For lists: positions, fifty \
                       dates of creation, and a follower created in that very week in each of ten weeks in a row.",
        slower: None,
        assumptions: &[
            "The platform's counter was right when it was read.",
            "In their usual gains, accounts of a set vary independently; if news moves all of them, the interval is too narrow.",
            "A list holds every follower in the order of following.",
        ],
        limits: &[
            "Followers bought slowly make no leap.",
            "Followers who left, or were removed, hide as many who came.",
            "Some sources give a counter that jumps up and falls back within the day; only the last reading of a day counts, so such flicker \
             is no leap unless the day ends on it.",
            "Counters beside posts are read when the account posts; a leap during silence is dated late.",
            "The dates of a list are lower bounds, and followers who have left are missing from it.",
            "A leap tells nothing about who the new followers are, nor who had them follow.",
        ],
        innocent: &[
            "A post that spread widely, a press report or a broadcast brings followers in a day.",
            "A recommendation by the platform or by a well-known account does.",
            "An event that moves a cause brings followers to all who speak for it in the same week.",
            "Anybody can buy followers for somebody else's account.",
            "The platform corrects its counters and gives back suspended accounts.",
        ],
        line: Some(
            "A gain is a leap when it lies above the account's usual gain by more than {line} times what its gains usually vary, is large beside \
             its followers, and would seldom arise by chance.",
        ),
        baseline: "{assessed} of {accounts account} with a follower counter had enough readings; {leaping_share} of those leapt at least once. \
                   Each gain is compared with the account's own gains before it.",
        chance: "If every account's gains went on varying as they did before, about {expected account} would be flagged by chance. Of {sets set} \
                 tested as wholes, at most {expected_sets} would be.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, ASQC 1993 (the modified z-score).",
            "J. Hochenbaum, O. Vallis and A. Kejariwal, Automatic anomaly detection in the cloud via statistical learning, arXiv 1704.07706, 2017.",
            "B. Rosner, Percentage points for a generalized ESD many-outlier procedure, Technometrics 25, 1983.",
            "R. Cleveland, W. Cleveland, J. McRae and I. Terpenning, STL, Journal of Official Statistics 6, 1990.",
            "R. Killick, P. Fearnhead and I. Eckley, Optimal detection of changepoints with a linear computational cost, JASA 107, 2012.",
            "B. Meeder et al., We know who you followed last summer, WWW 2011 (dates from ordered lists).",
        ],
        validation: "Scores, outliers, decomposition and tails are tested against published and R's values, cuts against every possible one. In \
                     simulated data the planted gain of a set lies in the printed interval, and nobody in the organic crowds is flagged.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed account} with enough readings gained followers in a leap. In the week from \
                    {week_from}, {week_leaping} of {week_tested account} of one set did so together, and that set gained {week_excess} more than \
                    usual ({week_low} to {week_high} in 95 of 100 cases).",
            nothing: "None of {assessed account} with enough readings gained followers in a leap.",
            by_chance: ByChance::Mean { expected: "expected", of: "flagged" },
        },
        measure: Some(Measure { table: "accounts", column: "leapt", said: Said::Column("verdict"), chance: None }),
        family: Some(Family::Profile),
        views: &[
            View::TimeLine {
                name: "weekly",
                title: "Followers gained each week: {sets_flagged} of {sets} sets leapt together",
                table: "weekly",
                time: "week",
                series: "set",
                y: Axis { column: "gain", label: "followers gained", log: false },
            },
            View::Scatter {
                name: "leaps",
                title: "{flagged account} of {assessed} assessed leapt",
                table: "accounts",
                x: Axis { column: "followers", label: "followers at the last reading", log: true },
                y: Axis { column: "largest_gain", label: "largest gain between two readings", log: true },
                verdict: "verdict",
                lines: &[],
            },
        ],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        Vec::new()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let (lists, mixed) = arrivals::lists(snapshot, settings);
        let series: Vec<Series> = snapshot.observations.followers.as_ref().map_or_else(Vec::new, |followers| {
            let mut accounts = snapshot.observations.account.clone();
            accounts.dedup();
            let of = |account: u32| Series::of(account, snapshot, followers, i64::from(settings.longest_gap));
            accounts.into_par_iter().filter_map(of).collect()
        });
        if series.is_empty() && lists.is_empty() {
            return Err(Unfit {
                reason: "the snapshot has neither follower counts nor an ordered list of followers".to_owned(),
                remedy: "observations with `followers`, or follows with `position`, would do".to_owned(),
            });
        }
        let assessed: Vec<Assessed> = series.par_iter().map(|series| Assessed::new(series, settings)).collect();
        let verdicts: Vec<Verdict> = assessed.iter().map(Assessed::verdict).collect();
        let accounts: Vec<u32> = series.iter().map(|series| series.account).collect();
        let read = Read { series: &series, assessed: &assessed };
        let sets: Vec<Together> = groups(snapshot, &accounts)
            .into_iter()
            .enumerate()
            .map(|(number, group)| Together::new(number, group, &read, settings, context))
            .collect();
        let mut notes = Vec::new();
        if mixed > 0 {
            notes.push(format!("{mixed} lists of followers have a position twice, as when several readings are mixed, and were left out."));
        }
        Ok(Findings {
            values: tables::values(settings, &read, &verdicts, &sets, &lists),
            tables: vec![
                tables::sets(&sets),
                verdicts_by_set(snapshot, &accounts, &verdicts),
                tables::accounts(snapshot, &read, &verdicts),
                tables::lists(snapshot, &lists),
                tables::weekly(&sets, &read),
            ],
            network: None,
            notes,
        })
    }
}
