//! D9: how densely the accounts of a set are tied to each other, beside crowds, chance and their own degrees.

mod measured;
mod nulls;
mod tables;

use lockstep_network::graph::{Directed, branch};
use lockstep_snapshot::{Column, Role, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, Beside, ByChance, Card, ChanceRange, Headline, Part, View};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Findings, Verdict};
use crate::ties::Tie;
use measured::Measured;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interconnectedness;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What ties one account to another.
    ///
    /// Default: follow ties, which cost most to fake in number.
    ties: Tie,
    /// A set is flagged from this many times the density of the densest piece, as large as the set, of any crowd it is compared with.
    ///
    /// Default: ours; two crowds that nobody organised may well differ by half.
    #[schemars(range(min = 1.0, max = 1_000.0))]
    times: f64,
    /// Accounts with a tie that a set needs to be assessed, and a crowd to be compared with.
    ///
    /// Default: ours; among fewer, one tie moves the density too far.
    #[schemars(range(min = 3, max = 1_000_000))]
    minimum_accounts: u32,
    /// Accounts that random sets are drawn from, at least; with fewer, none are drawn.
    ///
    /// Default: ours; random sets of fewer would be nearly the same set again and again.
    #[schemars(range(min = 10, max = 1_000_000))]
    minimum_reference: u32,
    /// Random sets drawn for each set.
    ///
    /// Default: the customary number, with which no p-value is below 0.001.
    #[schemars(range(min = 19, max = 9_999))]
    draws: u32,
    /// Graphs with the same degrees to compare with; fewer when the graph is large.
    ///
    /// Default: ours; enough for an interval at 98 %, and affordable.
    #[schemars(range(min = 9, max = 999))]
    rewirings: u32,
    /// When at least this share of all ties touches a set, only its own ties were collected, and nothing can be said about what is usual.
    ///
    /// Default: ours; a full graph has more than a twentieth of its ties elsewhere.
    #[schemars(range(min = 0.5, max = 1.0))]
    ego_share: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { ties: Tie::Follow, times: 2.0, minimum_accounts: 10, minimum_reference: 200, draws: 999, rewirings: 99, ego_share: 0.95 }
    }
}

impl Detector for Interconnectedness {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "interconnectedness",
        version: 2,
        title: "Interconnectedness",
        question: "Are the accounts of a set tied to each other more than the accounts of an ordinary crowd are?",
        method: "A tie points from one account to another: by default, one follows the other. For each set the ties among its accounts are \
                 counted, with how many are returned, how often two neighbours of an account are neighbours of each other, how deep the densely \
                 knit core goes, and how many accounts hang together. Four comparisons say whether that is much. First, crowds: each control \
                 set, or the rest of the collection where there is none, is peeled down to the densest piece as large as the set, so that the \
                 set is not compared with the loose rim of a crowd. Second, random sets, drawn from accounts in no studied set that have about as \
                 many ties to accounts outside the set. Third, the ties to expect if every tie fell anywhere, given how many each account sends \
                 and receives. Fourth, whole graphs in which every account keeps these numbers and the ties are exchanged at random. A set is \
                 flagged when it is at least `times` as dense as the densest piece of every crowd, and denser than every random set; where none \
                 could be drawn, when it has more ties than degrees alone give in 97.5 of 100 cases. Communities and centrality of the ties \
                 among the sets' accounts draw the map; they flag nobody.",
        formula: &[
            "δ(S) = m(S) / (|S| (|S| − 1)), with m(S) the ties from one account of S to another",
            "interval of δ: δ ± 1.96 · √((n − 1)/n · Σᵢ (δ₋ᵢ − mean)²), leaving out one account at a time",
            "densest piece of a crowd: the account with fewest ties to those left is taken away, until as many are left as S has",
            "E[m(S)] = Σ sᵢ rⱼ / M over pairs i ≠ j in S, with sᵢ ties sent, rⱼ received and M in all; interval of a Poisson count",
            "p by random sets = (1 + those at least as dense) / (1 + those drawn)",
            "ρ = (r − δ) / (1 − δ), with r the share of ties that are returned",
            "transitivity = 3 · triangles / connected triples, without directions",
        ],
        minimum_data: "A set needs `minimum_accounts` accounts with a tie (10 unless set), and a crowd of as many to be compared with, or \
                       `minimum_reference` accounts outside the sets (200 unless set). Where at least `ego_share` of all ties touch the set, only \
                       its own ties were collected: it is not assessed, and the comparisons with degrees are left out.",
        slower: None,
        assumptions: &[
            "The ties of the compared crowds were collected as completely as those of the set. A crowd is left out when the share of its accounts \
             that send a tie is less than half the set's.",
            "Ties seen at different times count together.",
        ],
        limits: &[
            "A set drawn up by following ties from account to account is dense because of how it was drawn up; density is then no evidence.",
            "Where a set holds most ties of a collection, its own ties make the degrees it is compared with, so that the expectation by degrees \
             is too high and the excess looks small.",
            "Every community is denser than degrees explain. That a set is, says that it is a community, and no more.",
            "A density falls as a crowd grows, because people follow only so many. A large set is therefore measured by a strict yardstick, and a \
             small one by a lenient one, which is why crowds are cut to the size of the set.",
        ],
        innocent: &[
            "Members of a party, a profession, a school or a diaspora follow each other.",
            "Follow-back customs and follow trains tie strangers together.",
            "A platform recommends accounts that one's contacts follow, which closes triangles by itself.",
        ],
        line: None,
        baseline: "Of {graph_accounts account} with a tie, {set_accounts} are on the first studied list; {density} of {set_pairs possible tie} \
                   among them exist (95 % interval {density_low} to {density_high}). In the densest piece of a comparison crowd {crowd_density} \
                   exist, in random sets {matched_density}.",
        chance: "By degrees alone {expected_ties tie} would be expected, {expected_low} to {expected_high} in 95 of 100 cases; there are \
                 {set_ties}. A flagged set is denser than every random set drawn for it, which by chance happens to {expected_false} of \
                 {assessed assessed set}.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "D. Garlaschelli and M. I. Loffredo, Patterns of link reciprocity in directed networks, Physical Review Letters 93:268701, 2004.",
            "M. Newman, Networks: An Introduction, 2010, §13.2 (expected ties given degrees).",
            "R. Milo et al., On the uniform generation of random graphs with prescribed degree sequences, arXiv cond-mat/0312028, 2003.",
            "M. Charikar, Greedy approximation algorithms for finding dense components in a graph, APPROX 2000 (densest piece).",
            "V. Traag, L. Waltman and N. J. van Eck, From Louvain to Leiden, Scientific Reports 9:5233, 2019.",
            "T. Snijders and S. Borgatti, Non-parametric standard errors and tests for network statistics, Connections 22(2), 1999.",
        ],
        validation: "Transitivity of a published network, reciprocity and expected ties worked by hand, and ties planted at a known density in a \
                     simulation, where the planted density lies in the interval and organic crowds are not flagged.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed assessed set} are at least {times} times as densely tied as the densest piece of any comparison crowd. \
                    On the first studied list {density} of the possible ties exist, in the densest piece {crowd_density}.",
            nothing: "None of {assessed assessed set} is {times} times as densely tied as the densest piece of a comparison crowd.",
            by_chance: ByChance::Fixed,
        },
        measure: None,
        family: None,
        views: &[
            View::Network { name: "map", title: "{map_accounts account} of the studied sets and {map_ties tie} among them" },
            View::Against {
                name: "density",
                title: "{flagged} of {assessed set} are tied {times} times as densely as any comparison crowd, or more",
                table: "sets",
                row: "set",
                x: Axis { column: "density", label: "ties among a set's accounts, of those there could be", log: false },
                range: None,
                marks: &[
                    Beside { column: "crowd_density", label: "densest piece of a comparison crowd" },
                    Beside { column: "matched_density", label: "median of random sets" },
                ],
                verdict: "verdict",
            },
            View::Against {
                name: "ties",
                title: "{set_ties tie} among {set_accounts account} of the first studied set, {expected_ties} expected by degrees",
                table: "sets",
                row: "set",
                x: Axis { column: "ties", label: "ties among a set's accounts", log: true },
                range: Some(ChanceRange { low: "expected_low", high: "expected_high", label: "by degrees alone, 95 of 100 cases" }),
                marks: &[],
                verdict: "verdict",
            },
        ],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        settings.ties.reads()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        if !snapshot.sets.iter().any(|set| set.role == Role::Studied) {
            return Err(Unfit {
                reason: "the study names no set of accounts to look into".to_owned(),
                remedy: "an input with `table: sets` and the role `studied` would do".to_owned(),
            });
        }
        let graph = settings.ties.graph(snapshot)?;
        let measured = Measured::all(settings, snapshot, &graph, context);
        Ok(tables::findings(settings, snapshot, &graph, &measured, &mut branch(&mut context.random(0))))
    }
}

/// Whether a set stands out, or why that cannot be said.
fn judge(settings: &Settings, set: &Measured) -> (Verdict, String) {
    let insufficient = |why: String| (Verdict::InsufficientData, why);
    if set.tied < settings.minimum_accounts as usize {
        return insufficient(format!("only {} of its accounts have a tie", set.tied));
    }
    if set.ego {
        return insufficient("nearly all collected ties touch this set, so that nothing is known of what is usual".to_owned());
    }
    let Some(crowd) = &set.crowd else {
        return insufficient("there is no crowd to compare it with".to_owned());
    };
    let beyond_chance = match (&set.matched, &set.by_degrees) {
        (Ok(matched), _) => matched.as_dense == 0,
        (Err(_), Some(expected)) => set.ties > expected.high,
        (Err(why), None) => return insufficient(why.clone()),
    };
    if beyond_chance && set.density.unwrap_or(0.0) >= settings.times * crowd.density {
        (Verdict::Flagged, String::new())
    } else {
        (Verdict::NotFlagged, String::new())
    }
}

/// Accounts of some roles, as marks.
fn marked(snapshot: &Snapshot, roles: &[Role]) -> Vec<bool> {
    let mut marked = vec![false; snapshot.accounts.len()];
    let sets = snapshot.sets.iter().filter(|set| roles.contains(&set.role));
    sets.flat_map(|set| &set.members).for_each(|member| marked[*member as usize] = true);
    marked
}

/// Accounts that send or receive a tie, as marks.
fn tied(graph: &Directed) -> Vec<bool> {
    graph.sent().iter().zip(graph.received()).map(|(sent, received)| sent + received > 0).collect()
}
