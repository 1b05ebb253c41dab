//! D13: two lists of accounts side by side: whom they share, and whether they belong together.

mod features;
mod links;
mod tables;

use lockstep_snapshot::{Column, Role, Set, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, Beside, ByChance, Card, ChanceRange, Headline, Part, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::Findings;
use crate::ties::Tie;
use features::Feature;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetComparison;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Name of one list; unset, the first studied set by name.
    ///
    /// Default: the study says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    first: Option<String>,
    /// Name of the other list; unset, the studied set after it.
    ///
    /// Default: the study says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    second: Option<String>,
    /// Accounts that both lists could have been drawn from. Nobody knows it; whoever states it should say why.
    ///
    /// Default: none; without one, several are tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    population: Option<u64>,
    /// What ties one account to another.
    ///
    /// Default: follow ties, which cost most to fake in number.
    ties: Tie,
    /// Two retweets of one post count together when they are at most this far apart.
    ///
    /// Default: one minute, as in Keller et al. 2020 (Political Communication 37:256).
    window: Duration,
    /// Posts that two accounts must have retweeted together to be a pair.
    ///
    /// Default: ours, as for `window_counts`.
    #[schemars(range(min = 1, max = 100_000))]
    minimum_weight: u32,
    /// Two lists are flagged as linked from this many times the density inside the densest piece, as large as both, of any control set.
    ///
    /// Default: ours, as for `interconnectedness`.
    #[schemars(range(min = 1.0, max = 1_000.0))]
    times: f64,
    /// Accounts that each list needs beyond those on both.
    ///
    /// Default: ours; among fewer, one tie moves the density too far.
    #[schemars(range(min = 2, max = 1_000_000))]
    minimum_accounts: u32,
    /// When at least this share of all ties touches a list, only the lists' own ties were collected, and no expectation can be had from them.
    ///
    /// Default: ours, as for `interconnectedness`.
    #[schemars(range(min = 0.5, max = 1.0))]
    ego_share: f64,
    /// What the lists were drawn up by. Such features are shown, and marked, and such ties are never flagged, for they cannot confirm a list.
    ///
    /// Default: nothing is known of it.
    #[schemars(extend("uniqueItems" = true))]
    drawn_up_by: Vec<Feature>,
    /// Memory that counting pairs may take, MiB; a study that needs more is refused before it starts.
    ///
    /// Default: ours; a laptop has it to spare.
    #[schemars(range(min = 16, max = 1_048_576))]
    memory_mib: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            first: None,
            second: None,
            population: None,
            ties: Tie::Follow,
            window: Duration::from_ms(60_000),
            minimum_weight: 5,
            times: 2.0,
            minimum_accounts: 10,
            ego_share: 0.95,
            drawn_up_by: Vec::new(),
            memory_mib: 1_024,
        }
    }
}

impl Detector for SetComparison {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "set_comparison",
        version: 3,
        title: "Two lists compared",
        question: "Do two lists of accounts, drawn up apart, belong together?",
        method: "First, whom they share: the accounts on both lists, as a share of either, and how likely as many would be if both had been drawn \
                 at random from one population. That depends on how large one thinks the population is, and nobody knows; so it is shown for \
                 populations from a thousand to ten million, where nearly any overlap is sure at one end and very rare at the other. Second, \
                 and first in weight, what joins them: ties, and pairs that retweeted the same posts within the window, from accounts on one list \
                 only to accounts on the other only. They are compared with what the accounts' numbers of ties would give by themselves, and with \
                 how densely control sets are tied inside. A kind of tie is flagged when it is beyond one in a thousand by degrees and at least \
                 `times` as dense as the densest piece, as large as both lists, of any control set. Third, whether each list stands out by \
                 features that the other's author did not use; and whether both pass on the same accounts most.",
        formula: &[
            "Jaccard = |A ∩ B| / |A ∪ B|; overlap coefficient = |A ∩ B| / min(|A|, |B|)",
            "P(X ≥ m), X hypergeometric: m or more in common when |A| and |B| of N are drawn at random",
            "expected ties across = (sent by A · received by B + sent by B · received by A) / M, over accounts on one list only; Poisson range",
            "expected pairs across = pairs of A's accounts · pairs of B's / (2 · all pairs)",
            "N̂ = (|A| + 1)(|B| + 1) / (m + 1) − 1, shown from m = 7, with a lognormal 95 % interval",
            "RBO = (1 − p) Σ p^(d−1) · (in common among the first d) / d, p = 0.9, extrapolated",
            "AUC = chance that an account of the list has more of a feature than an account on neither, half when equal",
        ],
        minimum_data: "Two sets. Each kind of tie needs `minimum_accounts` accounts on either list only (10 unless set), a control set besides \
                       them, and ties that were not all collected around the lists. An estimate of the population needs seven accounts in common.",
        slower: None,
        assumptions: &[
            "The two lists were drawn up independently; where one author knew the other's list, overlap means nothing.",
            "Ties of accounts outside the lists were collected as well.",
        ],
        limits: &[
            "A small probability of the overlap says that the lists do not come from all of a platform at random, which no list does.",
            "The estimated population holds only if being on one list makes being on the other neither likelier nor less likely. Prominent \
             accounts are on every list, which makes it too low.",
            "Two lists cut from one community of friends are linked as well. Linked lists are not a coordinated network.",
            "Where the lists hold nearly all ties of a kind, as groups that retweet together may, degrees alone give what two lists mixed into one \
             would have, so that nothing can be beyond them. The table then shows that the lists are tied as one, without a flag.",
            "Two crowds have more ties across than degrees give as soon as a third keeps to itself, which is why a control set is needed.",
            "Whoever draws up a list by following ties finds ties.",
        ],
        innocent: &[
            "Both authors searched for the same hashtag, so that both found its busiest users.",
            "People who share a cause follow each other and pass on the same posts.",
            "One author may have started from the other's published list.",
        ],
        line: Some("A kind of tie counts when so many would arise in fewer than one case of a thousand, given only how many ties each account has, and \
                    when it is at least {times} times as dense as in the densest piece of a control set. What the lists were drawn up by never counts, \
                    however dense."),
        baseline: "{common} of {on_either account} on either list are on both. {cross_ties tie} lead from one list to the other, and \
                   {cross_co_retweets pair} across retweet together.",
        chance: "The accounts' numbers of ties alone would give {expected_cross_low} to {expected_cross_high} ties from list to list, and their \
                 activity {expected_co_retweets_low} to {expected_co_retweets_high} pairs that retweet together, each in 95 of 100 cases. Chance \
                 alone meets the first condition once in a thousand times; with {assessed kind of tie}, {expected_false} times.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "D. G. Chapman, Some properties of the hypergeometric distribution with applications to zoological sample censuses, 1951.",
            "A. Chao, Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43:783, 1987 (interval).",
            "W. Webber, A. Moffat and J. Zobel, A similarity measure for indefinite rankings, ACM TOIS 28(4):20, 2010.",
            "M. Newman, Networks: An Introduction, 2010, §13.2 (expected ties given degrees).",
        ],
        validation: "Probabilities against known values and brute force, the estimate of a population and the agreement of rankings worked by \
                     hand; two lists with five accounts in common and planted ties in a simulation; two organic crowds, which are not flagged.",
        headline: Headline {
            count: "flagged",
            found: "Of {assessed kind of tie} that can tell, {flagged} joined the two lists beyond the line. The lists have {common account} in \
                    common.",
            nothing: "Taken as wholes, the two lists are not shown to belong together: {cross_co_retweets pair} across retweet together, where \
                      their activity alone gives {expected_co_retweets_low} to {expected_co_retweets_high}. Single groups may have members on \
                      both. The lists have {common account} in common.",
            by_chance: ByChance::Mean { expected: "expected_false", of: "flagged" },
        },
        measure: None,
        family: None,
        views: &[
            View::Overlap {
                name: "lists",
                title: "{common account} of {on_either} on either list are on both",
                first: "first_accounts",
                second: "second_accounts",
                both: "common",
                either: "on_either",
            },
            View::Against {
                name: "across",
                title: "Of {assessed kind of tie} assessed, {flagged} joined the two lists beyond the line",
                table: "links",
                row: "kind",
                x: Axis { column: "across", label: "ties from one list to the other", log: true },
                range: Some(ChanceRange { low: "expected_low", high: "expected_high", label: "by degrees alone, 95 of 100 cases" }),
                marks: &[],
                verdict: "verdict",
            },
            View::Against {
                name: "density",
                title: "{cross_density} of the possible ties from list to list exist, {crowd_density} inside the densest piece of a control set",
                table: "links",
                row: "kind",
                x: Axis { column: "density", label: "ties across, of those there could be", log: false },
                range: None,
                marks: &[Beside { column: "crowd_density", label: "inside the densest piece of a control set" }],
                verdict: "verdict",
            },
        ],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        let mut columns = settings.ties.reads();
        columns.extend([Column::Kind, Column::RetweetedPost, Column::RetweetedAccount]);
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let lists = Lists::new(settings, snapshot)?;
        let links = links::links(settings, snapshot, &lists)?;
        let features = features::features(settings, snapshot, &lists, &links);
        Ok(tables::findings(settings, snapshot, &lists, &links, &features))
    }
}

/// The two lists.
struct Lists<'a> {
    first: &'a Set,
    second: &'a Set,
    /// Accounts on both, ascending.
    common: Vec<u32>,
    /// Accounts on the first only, ascending.
    only_first: Vec<u32>,
    /// Accounts on the second only, ascending.
    only_second: Vec<u32>,
}

impl<'a> Lists<'a> {
    fn new(settings: &Settings, snapshot: &'a Snapshot) -> Result<Self, Unfit> {
        let eligible = || snapshot.sets.iter().filter(|set| set.role != Role::Truth);
        let named = |name: &str| {
            eligible().find(|set| set.name == name).ok_or_else(|| Unfit {
                reason: format!("the study has no set `{name}`"),
                remedy: "the name of a studied or control set would do".to_owned(),
            })
        };
        let studied = |other: Option<&Set>| {
            let mut candidates = eligible().filter(|set| set.role == Role::Studied);
            candidates.find(|set| other.is_none_or(|other| other.name != set.name)).ok_or_else(|| Unfit {
                reason: "the study has fewer than two studied sets".to_owned(),
                remedy: "a second list, or the names of two sets as `first` and `second`, would do".to_owned(),
            })
        };
        let second = settings.second.as_deref().map(named).transpose()?;
        let first = settings.first.as_deref().map_or_else(|| studied(second), named)?;
        let second = second.map_or_else(|| studied(Some(first)), Ok)?;
        if first.name == second.name {
            return Err(Unfit { reason: "both lists are the same set".to_owned(), remedy: "two different names would do".to_owned() });
        }
        let without = |one: &Set, other: &Set| -> Vec<u32> {
            one.members.iter().copied().filter(|member| other.members.binary_search(member).is_err()).collect()
        };
        let common = first.members.iter().copied().filter(|member| second.members.binary_search(member).is_ok()).collect();
        Ok(Self { common, only_first: without(first, second), only_second: without(second, first), first, second })
    }

    /// Accounts on either.
    fn union(&self) -> u64 {
        (self.common.len() + self.only_first.len() + self.only_second.len()) as u64
    }

    /// For each account of the snapshot, whether it is on a list.
    fn marks(&self, snapshot: &Snapshot) -> Vec<bool> {
        let mut marks = vec![false; snapshot.accounts.len()];
        self.first.members.iter().chain(&self.second.members).for_each(|member| marks[*member as usize] = true);
        marks
    }
}
