//! D4: how much of what an account posts keeps to a clock, in all and in parts. A share, never a class.

mod measure;
mod tables;

use lockstep_snapshot::{Column, Snapshot};
use lockstep_statistics::benjamini_hochberg;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::measure::{Account, Stratum};
use crate::card::{Axis, ByChance, Card, Family, Headline, Measure, Part, ReferenceLine, Said, View};
use crate::clocks::MINUTE_MS;
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Findings, Verdict};
use crate::timelines::Timelines;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct MixedControl;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Posts of its own that an account needs to be assessed.
    ///
    /// Default: as for `automation`.
    #[schemars(range(min = 30, max = 100_000))]
    minimum_actions: u32,
    /// Posts that a part of an account (a program, a kind of post, a month) needs to be looked at.
    ///
    /// Default: ours; one for each minute of the hour.
    #[schemars(range(min = 30, max = 100_000))]
    stratum_posts: u32,
    /// Share of the findings, of accounts and of their parts, that may be so by chance.
    ///
    /// Default: as for `automation`.
    #[schemars(range(min = 0.000_001, max = 0.2))]
    false_discovery_rate: f64,
    /// Confidence of the intervals.
    ///
    /// Default: the customary level.
    #[schemars(range(min = 0.5, max = 0.9999))]
    confidence: f64,
    /// Share of posts by the clock at or below which hardly anything is scheduled.
    ///
    /// Default: ours; a tenth is what forgetting to count a habit may add.
    #[schemars(range(min = 0.0, max = 0.5))]
    least: f64,
    /// Share of posts by the clock at or above which nearly everything is scheduled.
    ///
    /// Default: ours; the same distance from the other end.
    #[schemars(range(min = 0.5, max = 1.0))]
    most: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { minimum_actions: 100, stratum_posts: 60, false_discovery_rate: 0.001, confidence: 0.95, least: 0.1, most: 0.9 }
    }
}

impl Detector for MixedControl {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "mixed_control",
        version: 2,
        title: "Mixed control",
        question: "How much of an account's posting keeps to a clock, and in which parts of it?",
        method: "Minutes of the hour at which an account's own posts come up more often than at the others are its peaks. What stands above the \
                 level of the other minutes is the share that keeps to a clock, given with an interval. It is a lower bound of what is scheduled: \
                 a program that posts at any minute leaves no peak. The same is measured in parts of the account: by the program that the platform \
                 names, by kind of post and by month. \
                 An account is flagged as consistent with mixed control when the test of its minutes passes and the interval of the share lies \
                 wholly between the two lines, or when one part keeps to a clock and another of the same cut shows that it does not. The answer is \
                 a share, and no account is put into a class.\n\n\
                 Described besides: the kinds of pause between an account's own posts, as one to three normal distributions of their logarithm, and \
                 stretches of months between which the share changes.",
        formula: &[
            "peaks: minutes whose count, of one own post an hour, a Poisson count with the mean of the other minutes reaches with p < 0.01/60; \
             repeated until no minute is added",
            "share = (R − s)/(1 − s), R = own posts in peaks / own posts, s = peaks / 60; never below 0",
            "interval: Wilson's for R, for the number of posts that has the variance of a ratio over whole days",
            "test: χ² of the minutes (see `automation`), upper tail only; Benjamini and Hochberg over all accounts and all parts",
            "parts of one cut: intervals hold for all of them at once (confidence 1 − (1 − `confidence`)/parts)",
            "mixed by share: test passed and `least` < low and high < `most`",
            "mixed by parts: one part with its test passed and low > `least`, another with high < `least`",
            "pauses: mixture of k normal distributions of ln(seconds), k = 1, 2, 3 by the smallest (3k − 1) ln n − 2 ln L",
            "regimes: exact segmentation of the months by the binomial likelihood of posts in peaks, divided by the scatter of days; a change must \
             gain 10.83 + 2 ln(months)",
        ],
        minimum_data: "At least `minimum_actions` own posts (100 unless set) with times to the minute; parts of at least `stratum_posts` posts (60 \
                       unless set).",
        slower: None,
        assumptions: &[
            "What is posted by hand falls on each minute of the hour equally often.",
            "Times are those of posting.",
        ],
        limits: &[
            "The share is a lower bound: scheduled posts at minutes that do not stand out are counted as not scheduled.",
            "A habit of posting on the hour is counted as keeping to a clock.",
            "The split by program trusts the name that the platform reports, which whoever writes the program can choose.",
            "Posts passed on from others are shown as a part and decide nothing: their minutes may be the source's.",
            "The intervals are 95 % intervals unless set otherwise: of a hundred true shares, about five lie outside.",
        ],
        innocent: &[
            "News desks, charities, shops and public offices plan some of their posts and write others as things happen.",
            "Many people use a platform's own scheduling for a part of their posts.",
            "A blog or a second platform may feed an account that its owner also uses by hand.",
            "An account may have passed from one owner to another.",
        ],
        line: None,
        baseline: "{assessed} of {accounts account} had enough own posts. The median share that keeps to a clock is {median_share}; {none} of them \
                   show less than {least}, {nearly_all} show at least {most}.",
        chance: "Of {passed} accounts and parts of accounts whose minutes pass the test, {expected_false} are expected to do so by chance.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "C. M. Zhang, V. Paxson, Detecting and analyzing automated activity on Twitter, Passive and Active Measurement 2011.",
            "Z. Chu, S. Gianvecchio, H. Wang, S. Jajodia, Who is tweeting on Twitter: human, bot, or cyborg?, ACSAC 2010 (the question; the classes \
             are not used here).",
            "E. B. Wilson, Probable inference, J. Am. Stat. Assoc. 22, 1927; E. Korn, B. Graubard, Confidence intervals for proportions with small \
             expected number of positive counts estimated from survey data, Survey Methodology 24, 1998.",
            "R. Killick, P. Fearnhead, I. Eckley, Optimal detection of changepoints with a linear computational cost, J. Am. Stat. Assoc. 107, 2012.",
            "G. Schwarz, Estimating the dimension of a model, Ann. Statist. 6, 1978.",
        ],
        validation: "Simulated accounts with a known share of scheduled posts: the interval holds the true share as often as it says, the month in \
                     which a program begins is found, and people without a program are not flagged.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed account} assessed kept to a clock in part, which is consistent with mixed control.",
            nothing: "None of {assessed account} assessed kept to a clock in part and not in another.",
            by_chance: ByChance::NotEstimated,
        },
        measure: Some(Measure { table: "accounts", column: "share", said: Said::Column("verdict"), chance: Some("decades") }),
        family: Some(Family::Mixture),
        views: &[View::Scatter {
            name: "share",
            title: "{flagged account} of {assessed} assessed keep to a clock in part",
            table: "accounts",
            x: Axis { column: "own_posts", label: "posts of the account's own", log: true },
            y: Axis { column: "share", label: "share of own posts that keeps to a clock", log: false },
            verdict: "verdict",
            lines: &[
                ReferenceLine { at: 0.1, label: "hardly any", source: "a line of this method, 0.1 unless set" },
                ReferenceLine { at: 0.9, label: "nearly all", source: "a line of this method, 0.9 unless set" },
            ],
        }],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Kind, Column::Client]
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        if snapshot.posts.is_empty() {
            return Err(Unfit::no_posts());
        }
        let timelines = Timelines::new(snapshot);
        let accounts: Vec<u32> = timelines.posting().collect();
        let measured: Vec<Option<Account>> =
            accounts.par_iter().map(|account| Account::new(timelines.of(*account), &snapshot.posts, settings)).collect();
        if snapshot.posts.resolution_ms > MINUTE_MS && measured.iter().all(Option::is_none) {
            return Err(Unfit {
                reason: "times are coarser than a minute, so no minute can stand out".to_owned(),
                remedy: "a source with at least the minute of each post, or with ids that hold their time, would do".to_owned(),
            });
        }
        let ln_p: Vec<f64> = measured.iter().flatten().flat_map(Account::ln_p).collect();
        let found = benjamini_hochberg(&ln_p, ln_p.len() as u64, settings.false_discovery_rate);
        let cut = found.ln_cut.unwrap_or(f64::NEG_INFINITY);
        let judged: Vec<Judged> = measured.iter().map(|account| Judged::new(account.as_ref(), cut, settings)).collect();
        let described = measured.par_iter().zip(&judged).map(|(account, judged)| {
            let account = account.as_ref()?;
            Some((account.pauses(), if judged.passed { account.regimes(settings) } else { Vec::new() }))
        });
        let described: Vec<_> = described.collect();
        Ok(tables::findings(settings, snapshot, &accounts, &measured, &judged, &described, found.count as u64))
    }
}

impl Account {
    /// The natural logarithms of all p-values of the account and of its parts that decide something.
    fn ln_p(&self) -> impl Iterator<Item = f64> + '_ {
        self.whole.ln_p.into_iter().chain(self.strata.iter().filter(|stratum| stratum.counts()).filter_map(|stratum| stratum.measured.ln_p))
    }
}

/// What is said of one account.
struct Judged {
    verdict: Verdict,
    /// Why it is flagged: `share`, or the cut whose parts differ.
    by: Vec<&'static str>,
    /// Whether the minutes of the account or of a part of it pass the test.
    passed: bool,
}

impl Judged {
    fn new(account: Option<&Account>, ln_cut: f64, settings: &Settings) -> Self {
        let Some(account) = account else { return Self { verdict: Verdict::InsufficientData, by: Vec::new(), passed: false } };
        let passes = |ln_p: Option<f64>| ln_p.is_some_and(|ln_p| ln_p <= ln_cut);
        let share = account.whole.share;
        let mut by = Vec::new();
        if passes(account.whole.ln_p) && share.low > settings.least && share.high < settings.most {
            by.push("share");
        }
        for parts in account.strata.chunk_by(|a, b| a.cut == b.cut) {
            let counted = || parts.iter().filter(|part| part.counts());
            let keeps = |part: &Stratum| passes(part.measured.ln_p) && part.measured.share.low > settings.least;
            if counted().any(keeps) && counted().any(|part| part.measured.share.high < settings.least) {
                by.push(parts[0].cut.name());
            }
        }
        let verdict = if by.is_empty() { Verdict::NotFlagged } else { Verdict::Flagged };
        Self { verdict, by, passed: account.ln_p().any(|ln_p| passes(Some(ln_p))) }
    }
}
