//! D3: accounts whose times of posting are more regular than people's.

mod measure;
mod pauses;
mod tables;

use lockstep_snapshot::{Column, Role, Snapshot};
use lockstep_statistics::benjamini_hochberg;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::measure::{LENGTHS, Measured, PAUSES};
use crate::card::{Axis, Beside, ByChance, Card, Family, Headline, Measure, Part, ReferenceLine, Said, Technique, View};
use crate::clocks::MINUTE_MS;
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Findings, Verdict};
use crate::timelines::Timelines;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Automation;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Posts that a test needs: of the account's own for the tests of the clock's face, of any kind for the test of the pauses.
    ///
    /// Default: ours; with the 30 of Zhang and Paxson 2011 (PAM) the tests have little power.
    #[schemars(range(min = 30, max = 100_000))]
    minimum_actions: u32,
    /// Share of the accounts found that may be so by chance.
    ///
    /// Default: the level of Zhang and Paxson 2011 (PAM).
    #[schemars(range(min = 0.000_001, max = 0.2))]
    false_discovery_rate: f64,
    /// Share of an account's own posts that must stand out of an even clock face, beyond what chance gives. Keeps habits, such as posting
    /// a little more on the hour, from counting.
    ///
    /// Default: ours; habits of people who post on the hour stay below it in the simulated crowds.
    #[schemars(range(min = 0.0, max = 0.9))]
    least_excess: f64,
    /// A clock face is too even when its scatter is at most this share of what chance gives.
    ///
    /// Default: ours; half of what chance gives is rare even for accounts with few posts.
    #[schemars(range(min = 0.0, max = 1.0))]
    most_even: f64,
    /// Regularity of the pauses from which an account is flagged: 0 is chance, 1 a metronome.
    ///
    /// Default: ours; accounts of the simulated crowds stay below it.
    #[schemars(range(min = 0.0, max = 1.0))]
    least_regularity: f64,
    /// Three posts in a row that span less are left out of the test of the pauses: within one sitting, people keep a pace.
    ///
    /// Default: ours; a sitting rarely lasts longer without a pause.
    shortest_span: Duration,
    /// Three posts in a row that span more are left out: over most of a day, habits such as meals and sleep set the pace.
    ///
    /// Default: ours; a third of a waking day.
    longest_span: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            minimum_actions: 100,
            false_discovery_rate: 0.001,
            least_excess: 0.1,
            most_even: 0.5,
            least_regularity: 0.2,
            shortest_span: Duration::from_ms(10 * MINUTE_MS),
            longest_span: Duration::from_ms(240 * MINUTE_MS),
        }
    }
}

/// Pauses of one account that count for the bounds between kinds of pause, at most, so that no account sets them alone.
const PAUSES_A_VOICE: usize = 99;
/// Accounts needed to say how an entropy compares.
const FEWEST_REFERENCES: usize = 20;

impl Detector for Automation {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "automation",
        version: 3,
        title: "Automation",
        question: "Which accounts post with the regularity of a program rather than a person?",
        method: "Three tests ask whether an account's times could be those of somebody who looks at no clock. The minutes of the hour, and the \
                 seconds of the minute, of its own posts should come up about equally often: a program that works at set times makes some of them \
                 stand out, and one that pauses for a fixed time makes them more even than chance. Posts that pass on another account's are left \
                 out of these two, because their minutes may be the other account's. And of any three posts in a row, the second should lie \
                 anywhere between its neighbours: people post in bursts, which puts it near one of them, while steady pauses put it in the middle. \
                 An account is flagged when its smallest p-value, times the number of tests it could be given, passes the procedure of Benjamini \
                 and Hochberg over all accounts, and the effect is large besides.\n\n\
                 Nothing else flags an account. Beside the verdict stand a period that the posts keep to (such as every 15 minutes), the burstiness \
                 and the memory of the pauses, the entropy of their order compared with other accounts of the same length, and the program that the \
                 platform names.",
        formula: &[
            "counted for minutes: one own post in each hour; for seconds: one in each ten minutes; which one is drawn by a fixed mixing function",
            "χ² = Σ (nᵦ − n/B)² / (n/B), B = the largest of 60, 30, 20, 15, 12, 10, 6 with n/B ≥ 5; p = 2 min(P(χ² ≤), P(χ² ≥))",
            "excess = Σ max(0, nᵦ/n − 1/B) − its mean by chance; too even: χ²/(B − 1) ≤ `most_even`",
            "pauses: for posts at t₀ ≤ t₁ ≤ t₂ with `shortest_span` ≤ a = t₂ − t₀ ≤ `longest_span`, D = |t₂ − 2 t₁ + t₀|, p = (D + 1)/(a + 1) in \
             units of the clock; Fisher: Σ −ln p ~ Gamma(number of triples, 1); regularity = 1 − 2 · mean(D/a)",
            "period P: R = |Σ exp(2πi t/P)|/n, p = exp(−n R²), times 8 periods and all accounts assessed; the longest of those within a fifth of \
             the strongest names the schedule",
            "burstiness = (√(n+1) r − √(n−1)) / ((√(n+1) − 2) r + √(n−1)), r = standard deviation / mean of n pauses; −1 metronome, 0 chance, 1 bursts",
            "memory = correlation of neighbouring pauses",
            "entropy = min over m ≤ 10 of H(m) − H(m−1) + (share of patterns seen once) · H(1), pauses in five classes; place = (1 + others with at \
             most this) / (others + 1)",
        ],
        minimum_data: "At least `minimum_actions` own posts (100 unless set) with times to the minute for the minutes and to the second for the \
                       seconds; as many posts of any kind, half as many usable triples and times to the minute for the pauses. An account that no \
                       test can be made of is not assessed.",
        slower: None,
        assumptions: &[
            "Times are those of posting. Those of a delayed delivery or of an import tell of the delivery.",
            "Somebody who looks at no clock posts at any minute and second with equal chance, and at a rate that hardly changes within the span of \
             three posts.",
        ],
        limits: &[
            "A program that draws its pauses at random, as some do to avoid detection, looks like chance.",
            "A set time once a day shows in the minutes only if it is always the same minute of the hour.",
            "With times to the minute, seconds cannot be tested and small deviations within the minute are lost.",
            "The entropy and the burstiness of people vary widely and flag nobody.",
            "The name of a program can be changed by whoever writes it.",
        ],
        innocent: &[
            "News desks, weather services, shops and museums plan their posts, usually openly; scheduling is a feature of most platforms.",
            "Somebody may post at set times by hand, such as after a lesson, a shift or a programme on the hour.",
            "An account may be fed by a blog, a feed or another platform that its owner writes by hand.",
            "Somebody who passes on all that a source with a fixed schedule posts takes on its pauses.",
            "A crossposter or an archive import may set the times.",
        ],
        line: None,
        baseline: "{assessed} of {accounts account} had enough posts. Of these, the median excess of minutes is {median_excess} and the median \
                   regularity of pauses {median_regularity}, where chance gives 0; the tests pass {passed account}, of which {slight} have too \
                   small an effect to be flagged.",
        chance: "If nobody looked at a clock, the chance that anybody at all is flagged would be at most {false_discovery_rate}. Of the accounts \
                 found, {expected_false account} are expected to be so by chance.",
        part: Part::Signal,
        techniques: &[Technique { code: "T0146.007", name: "Automated Account Asset" }],
        references: &[
            "C. M. Zhang, V. Paxson, Detecting and analyzing automated activity on Twitter, Passive and Active Measurement 2011 (minutes and seconds).",
            "Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57, 1995.",
            "S. Shinomoto, K. Shima, J. Tanji, Differences in spiking patterns among cortical neurons, Neural Computation 15, 2003 (neighbouring pauses).",
            "A. Porta et al., Measuring regularity by means of a corrected conditional entropy, Biol. Cybern. 78, 1998; S. Gianvecchio, H. Wang, CCS \
             2007, and Z. Chu et al., ACSAC 2010, for its use on timing.",
            "K.-I. Goh, A.-L. Barabási, Burstiness and memory in complex systems, EPL 81, 2008; E.-K. Kim, H.-H. Jo, Measuring burstiness for finite \
             event sequences, Phys. Rev. E 94, 2016.",
        ],
        validation: "p-values are uniform for simulated accounts that post by chance, in rows and at changing rates. Planted schedulers are found \
                     and named, and simulated people are not; a newsroom's public timeline comes out as scheduled.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed account} assessed posted with more regularity than chance and habit explain.",
            nothing: "None of {assessed account} assessed posted with more regularity than chance and habit explain.",
            by_chance: ByChance::Fixed,
        },
        measure: Some(Measure { table: "accounts", column: "q_decades", said: Said::Column("verdict"), chance: Some("q_decades") }),
        family: Some(Family::Regularity),
        views: &[View::Bars {
            name: "pauses",
            title: "How long flagged accounts pause between their own posts, and others for comparison",
            table: "pauses",
            panel: "account",
            note: Some("said"),
            x: Axis { column: "from", label: "pause between own posts", log: true },
            until: "until",
            y: Axis { column: "pauses", label: "pauses of that length", log: false },
            expected: &[
                Beside { column: "random", label: "posts at random moments" },
                Beside { column: "lognormal", label: "log-normal law" },
            ],
        }, View::Scatter {
            name: "regularity",
            title: "{flagged account} of {assessed} assessed stand out by the clock",
            table: "accounts",
            x: Axis { column: "posts", label: "collected posts", log: true },
            y: Axis { column: "minute_excess", label: "share of own posts at minutes that stand out", log: false },
            verdict: "verdict",
            lines: &[ReferenceLine { at: 0.0, label: "by chance", source: "the mean for posts at random minutes" }],
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
        let measured: Vec<Measured> =
            accounts.par_iter().map(|account| Measured::new(timelines.of(*account), &snapshot.posts, settings)).collect();
        let read = measured.iter().any(|account| account.resolution_ms <= MINUTE_MS);
        if snapshot.posts.resolution_ms > MINUTE_MS && !read {
            return Err(Unfit {
                reason: "times are coarser than a minute, so regularity cannot be seen".to_owned(),
                remedy: "a source with at least the minute of each post, or with ids that hold their time, would do".to_owned(),
            });
        }
        let ln_p: Vec<f64> = measured.iter().filter_map(Measured::ln_p).collect();
        let found = benjamini_hochberg(&ln_p, ln_p.len() as u64, settings.false_discovery_rate);
        // The level that the procedure reached: an account that is found may owe it to several of its tests, and each is held to it.
        let ln_cut = libm::log(settings.false_discovery_rate * found.count as f64 / ln_p.len().max(1) as f64);
        let mut ln_q = found.ln_q.iter().copied();
        let judged: Vec<Judged> = measured
            .iter()
            .map(|account| {
                let Some(_) = account.ln_p() else { return Judged { verdict: Verdict::InsufficientData, by: Vec::new(), ln_q: None } };
                let by = account.flagged_by(ln_cut, settings);
                let verdict = if by.is_empty() { Verdict::NotFlagged } else { Verdict::Flagged };
                Judged { verdict, by, ln_q: ln_q.next() }
            })
            .collect();
        let places = places(snapshot, &accounts, &measured);
        Ok(tables::findings(settings, snapshot, &timelines, &accounts, &measured, &judged, &places, found.count as u64))
    }
}

/// What is said of one account.
struct Judged {
    verdict: Verdict,
    /// The tests that flag it.
    by: Vec<&'static str>,
    /// The natural logarithm of the smallest false discovery rate at which it is found.
    ln_q: Option<f64>,
}

/// How the entropy of an account's pauses compares.
#[derive(Clone, Copy, Default)]
struct Entropy {
    /// Nats.
    value: Option<f64>,
    /// (1 + references with at most this) / (references + 1).
    place: Option<f64>,
    /// Reference accounts, with as many pauses.
    references: u64,
}

/// The entropy of each account's pauses, and its place among accounts of as many pauses that are not studied.
fn places(snapshot: &Snapshot, accounts: &[u32], measured: &[Measured]) -> Vec<Entropy> {
    let mut studied = vec![false; snapshot.accounts.len()];
    for set in snapshot.sets.iter().filter(|set| set.role == Role::Studied) {
        set.members.iter().for_each(|member| studied[*member as usize] = true);
    }
    let is_reference: Vec<bool> = accounts.iter().map(|account| !studied[*account as usize]).collect();
    let mut pauses: Vec<i64> = Vec::new();
    for (account, _) in measured.iter().zip(&is_reference).filter(|(_, reference)| **reference) {
        pauses.extend(account.pauses.iter().take(PAUSES_A_VOICE));
    }
    pauses.sort_unstable();
    let bounds: Vec<i64> = (1..PAUSES).filter_map(|part| pauses.get(part * pauses.len() / PAUSES).copied()).collect();
    let lengths = |account: &Measured| LENGTHS.iter().filter(|length| **length <= account.pauses.len()).count();
    let entropies: Vec<Vec<f64>> = measured
        .par_iter()
        .map(|account| LENGTHS[..lengths(account)].iter().filter_map(|length| account.entropy(&bounds, *length)).collect())
        .collect();
    let references: [Vec<f64>; LENGTHS.len()] = std::array::from_fn(|at| {
        let known = entropies.iter().zip(&is_reference).filter(|(_, reference)| **reference).filter_map(|(known, _)| known.get(at).copied());
        let mut known: Vec<f64> = known.collect();
        known.sort_unstable_by(f64::total_cmp);
        known
    });
    let place = |(known, is_reference): (&Vec<f64>, &bool)| {
        let Some((value, others)) = known.last().map(|value| (*value, &references[known.len() - 1])) else { return Entropy::default() };
        let itself = usize::from(*is_reference);
        let (below, others) = (others.partition_point(|other| *other <= value) - itself, others.len() - itself);
        let place = (others >= FEWEST_REFERENCES).then(|| (below + 1) as f64 / (others + 1) as f64);
        Entropy { value: Some(value), place, references: others as u64 }
    };
    entropies.iter().zip(&is_reference).map(place).collect()
}
