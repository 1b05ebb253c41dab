//! D16: all that the steps of a study say of one account, put together.

mod asked;
mod judge;
mod tables;
mod values;

use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, Beside, ByChance, Card, Family, Headline, Measure, Part, ReferenceLine, Said, View};
use crate::detector::{Context, Detector, Drawn, DrawsOn, Unfit};
use crate::findings::Findings;
use crate::reference::{Known, On, Reference, Sides};
use crate::timelines::Timelines;
use asked::{References, Test, ask};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountSpectrum;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Names of the steps to draw on; empty for every step of the study that gives evidence on accounts one by one.
    ///
    /// Default: ours; leaving a step out is a choice that a reader should see.
    #[schemars(extend("uniqueItems" = true))]
    steps: Vec<String>,
    /// What the studied sets were drawn up by. Such evidence is shown, and does not count for their accounts, for it cannot confirm a list.
    ///
    /// Default: nothing is known of it.
    #[schemars(extend("uniqueItems" = true))]
    drawn_up_by: Vec<Family>,
    /// Share of the studied accounts called unusual that may be so by chance.
    ///
    /// Default: the usual five in a hundred; labels are a reason to look, and no more.
    #[schemars(range(min = 0.000_001, max = 0.2))]
    false_discovery_rate: f64,
    /// How far a reference account may be from the account that it is compared with, in standard deviations of each measurement.
    ///
    /// Default: Austin 2011 (Pharmaceutical Statistics 10:150).
    #[schemars(range(min = 0.01, max = 2.0))]
    caliper: f64,
    /// Reference accounts for each studied account, the nearest first. One may serve several.
    ///
    /// Default: ours; with more, the tenth is hardly like the account any more.
    #[schemars(range(min = 1, max = 1_000))]
    matches: u32,
    /// Reference accounts needed in all.
    ///
    /// Default: ours; a place among fewer is never rarer than one in two hundred.
    #[schemars(range(min = 20, max = 1_000_000))]
    minimum_reference: u32,
    /// Reference accounts that a step must have measured for a place among them to count.
    ///
    /// Default: ours; among fewer, no place is as rare as one in twenty.
    #[schemars(range(min = 19, max = 1_000_000))]
    minimum_measured: u32,
    /// Accounts in no studied set that a step's own probabilities must be checked on before they count.
    ///
    /// Default: ours; fewer would contradict no claim.
    #[schemars(range(min = 5, max = 1_000_000))]
    minimum_checked: u32,
    /// Families of evidence that must count for an account to get a label.
    ///
    /// Default: ours; with one, nothing is put together.
    #[schemars(range(min = 1, max = 5))]
    minimum_families: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            drawn_up_by: Vec::new(),
            false_discovery_rate: 0.05,
            caliper: 0.2,
            matches: 10,
            minimum_reference: 200,
            minimum_measured: 20,
            minimum_checked: 10,
            minimum_families: 2,
        }
    }
}

impl Detector for AccountSpectrum {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "account_spectrum",
        version: 1,
        title: "All evidence on each account",
        question: "Which accounts stand out when everything that was measured of them is put together?",
        method: "This step measures nothing by itself. It draws on the other steps, each of which says how much of something an account shows, \
                 and asks how rare that is among a reference: accounts of the same collection that are in no studied set, and that are like the \
                 studied ones in number of posts, age and language. A reference account counts for as many studied ones as it is like. Evidence on pace is the exception. It is compared without regard to the number of \
                 posts, because an account that posts very much has no like, and that is what the step looks for. A step that gives a \
                 probability of its own, by an account of chance, is taken at its word if it finds no more than it should among the accounts that \
                 nobody selected.\n\n\
                 Steps that look at the same thing form a family, and the smallest probability of a family is multiplied by the number of its tests. \
                 Families are combined into one probability for each account, in a way that holds although they depend on each other, and the \
                 procedure of Benjamini and Hochberg is applied to the studied accounts. All other accounts are held to the same line, so that \
                 one can see what it makes of people whom nobody selected.\n\n\
                 Acting in step with others is no property of an account by itself. Coordination stands in a column of its own and never enters the \
                 probability. A label says what the behaviour is consistent with, never what the account is: automation-consistent needs \
                 regularity that stands out and that a step flags, or pace and schedule together; mixed-consistent needs regularity in \
                 part of what the account posts.",
        formula: &[
            "alike: same language, and ln(posts) and ln(age) apart by at most `caliper` standard deviations each; the nearest `matches` of each \
             studied account make the reference",
            "weight w of a reference account: the sum, over the studied accounts that it was chosen for, of 1 / number chosen for the same",
            "p = (v + Σ w of reference ≥ x) / (v + Σ w), x the step's measure, over reference accounts that the step measured, never the account \
             itself; v the mean w of those alike, or of all where that is more. With equal weights: (1 + #{reference ≥ x}) / (n + 1)",
            "a step's own p counts unless the 95 % interval (Wilson) of the share of p ≤ .05, among accounts in no studied set, lies above .05",
            "p of a family = min(1, smallest p · number of its tests)",
            "together: T = mean of tan((½ − p) π) over families, p = ½ − atan(T)/π; beside it, to check, the harmonic mean of p",
            "beyond the line: p ≤ rate · k/m, the largest k of m studied accounts for which k of them are; for other accounts the same line",
            "a family stands out: Holm over the account's families, at that level",
        ],
        minimum_data: "A reference of `minimum_reference` accounts (200 unless set). An account needs `minimum_families` families that count (two \
                       unless set): steps that could measure it, with reference accounts like it, or with a probability of their own.",
        slower: None,
        assumptions: &[
            "But for what is asked about, reference accounts are like the studied ones once they are alike in what is matched.",
            "The reference accounts are ordinary ones. What they do by themselves counts as ordinary.",
            "Probabilities of a step that give a rare event for one in twenty ordinary accounts give rarer ones as rarely as they say.",
        ],
        limits: &[
            "A place among n accounts is never rarer than 1 in n + 1, so an account that is first in one respect only may not stand out.",
            "Where few reference accounts stand for many studied ones, places among them are worth little: a single such account is as rare as all \
             those that it stands for. Simulated copyists were missed for this, and simulated schedules were not.",
            "An account that nobody in the collection is like cannot be compared, however strange it is.",
            "Where the reference came from the same search as the studied accounts, both share what the search was for.",
            "Ten accounts can contradict a step's own probabilities only if these are badly wrong.",
            "Studied accounts that differ from the reference in something harmless, such as a time zone or a cause, may stand out for it.",
            "Of accounts with few posts nothing can be said, and a label that is missing clears nobody.",
        ],
        innocent: &[
            "News desks, shops, services and institutions schedule their posts, openly.",
            "Several people may share an account, and then it never rests.",
            "Somebody may post very much for a week for a reason that everybody knows of.",
            "Slogans, petitions and share buttons make people post the same words.",
            "Somebody with an unusual life, such as night work, an illness or a campaign, has an unusual account.",
        ],
        line: Some("An account counts when its evidence together is so rare that at most {false_discovery_rate} of the studied accounts that \
                    count are expected to be so by chance."),
        baseline: "The reference is {reference account}, out of {eligible}, that are alike in posts, age and language. {matched} of \
                   {studied account} studied have at least one like them in it. {elsewhere_flagged} of {elsewhere_assessed} accounts in no \
                   studied set are beyond the same line.",
        chance: "About {expected_false} of the {flagged studied account} that stand out would be expected to do so by chance. At the rate of \
                 the accounts in no studied set, {as_elsewhere} of the studied would.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "Y. Liu and J. Xie, Cauchy combination test, Journal of the American Statistical Association 115:393, 2020.",
            "D. J. Wilson, The harmonic mean p-value for combining dependent tests, PNAS 116:1195, 2019.",
            "Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57:289, 1995.",
            "Y. Benjamini and M. Bogomolov, Selective inference on multiple families of hypotheses, J. R. Statist. Soc. B 76:297, 2014.",
            "P. R. Rosenbaum and D. B. Rubin, Constructing a control group using multivariate matched sampling methods that incorporate the \
             propensity score, The American Statistician 39:33, 1985 (calipers, standardised differences).",
            "E. A. Stuart, Matching methods for causal inference: a review and a look forward, Statistical Science 25:1, 2010.",
            "R. J. Tibshirani, R. F. Barber, E. J. Candès and A. Ramdas, Conformal prediction under covariate shift, NeurIPS 32, 2019 (places \
             among a weighted reference).",
        ],
        validation: "Matching, places and combinations against worked values; precision and recall of every label in simulations with planted \
                     accounts, in `crates/lockstep/tables/spectrum.md`.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed studied account} stand out when all evidence is put together: {automation_consistent} are consistent \
                    with automation and {mixed_consistent} with a person and a program in turn.",
            nothing: "None of {assessed studied account} stands out when all evidence is put together.",
            by_chance: ByChance::Fixed,
        },
        measure: Some(Measure { table: "accounts", column: "p_decades", said: Said::Column("verdict"), chance: None }),
        family: None,
        views: &[
            View::Scatter {
                name: "accounts",
                title: "{flagged} of {assessed studied account} stand out when all evidence is put together",
                table: "accounts",
                x: Axis { column: "posts", label: "collected posts", log: true },
                y: Axis { column: "p_decades", label: "how rare all evidence together is, in powers of ten", log: false },
                verdict: "verdict",
                lines: &[ReferenceLine { at: 2.0, label: "one in a hundred", source: "to read the scale by" }],
            },
            View::Bars {
                name: "chance",
                title: "How rare the evidence on accounts is, set by set; bars that rise to the left are more than chance",
                table: "chance",
                panel: "set",
                note: Some("role"),
                x: Axis { column: "from", label: "probability of all evidence together", log: false },
                until: "until",
                y: Axis { column: "accounts", label: "accounts", log: false },
                expected: &[Beside { column: "expected", label: "if nobody were unusual" }],
            },
        ],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Language]
    }

    fn draws_on(settings: &Settings) -> DrawsOn {
        if settings.steps.is_empty() { DrawsOn::Evidence } else { DrawsOn::Steps(settings.steps.clone()) }
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        Self::detect_given(settings, snapshot, &[], context)
    }

    fn detect_given(settings: &Settings, snapshot: &Snapshot, drawn: &[Drawn<'_>], context: &Context) -> Result<Findings, Unfit> {
        if snapshot.posts.is_empty() {
            return Err(Unfit::no_posts());
        }
        let timelines = Timelines::new(snapshot);
        let posting: Vec<u32> = timelines.posting().collect();
        let (asked, unanswered) = ask(drawn, snapshot, &posting);
        if asked.is_empty() {
            return Err(Unfit {
                reason: "no step that gives evidence on accounts has an answer to draw on".to_owned(),
                remedy: "steps such as `pace` or `automation` in the same study would do".to_owned(),
            });
        }
        let (sides, known) = (Sides::of(snapshot, &posting), Known::of(snapshot, &timelines));
        let matched = |on| Reference::new(&sides, &known, on, settings.caliper, settings.matches as usize, context);
        let references = References { everything: matched(On::Everything), all_but_posts: matched(On::AllButPosts) };
        let size = references.everything.size();
        if size < u64::from(settings.minimum_reference) {
            return Err(Unfit {
                reason: format!("only {size} accounts are like the studied ones and in no studied set"),
                remedy: format!("a control set with {} or more such accounts would do", settings.minimum_reference),
            });
        }
        let tests: Vec<Test<'_>> = asked.into_iter().map(|asked| Test::new(asked, settings, &sides, &references)).collect();
        let judgement = judge::judge(settings, &posting, &sides, &tests, &references);
        let found = tables::Found { settings, snapshot, known: &known, sides: &sides, tests: &tests, references: &references, judgement: &judgement };
        Ok(Findings { values: values::values(&found), tables: found.tables(), network: None, notes: values::notes(&found, &unanswered) })
    }
}
