//! Pairs of accounts that act together more than chance and shared interest explain: by what they choose, and by when.

mod fusion;
mod tables;

use std::collections::BTreeSet;
use std::sync::Arc;

use lockstep_network::{Actions, Refused, Validated as Found, ValidationSettings, validate};
use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Axis, Beside, ByChance, Card, Dots, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::Findings;
use crate::layers::{Layer, Layered, fit_clock, reads};
use crate::shelf::Shelf;
use crate::networks::{Asked, CHANCE, Chance, DECOYS, EXPECTED_FALSE, JOINED_NEARBY, LIMITS_OF_DECOYS, ORDINARY, SOURCES_OF_DECOYS, refuse};

/// Below this, a pair can hardly stand out from its own company.
const LEAST_ACCOUNTS: u64 = 50;
/// Below this, popularity and interests cannot be told.
const LEAST_ACTIONS: usize = 500;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validated;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What two accounts may have in common; each layer is tested by itself, and they are fused.
    ///
    /// Default: ours; a retweet takes least effort and is what published studies count most.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    layers: Vec<Layer>,
    /// Windows in which two actions count as together, shortest first. The one that says most counts, and has to be the more surprising for
    /// having been chosen.
    ///
    /// Default: ours; one minute is usual in published studies, and ten catch groups that wait.
    #[schemars(length(min = 1, max = 5), extend("uniqueItems" = true))]
    windows: Vec<Duration>,
    /// Distinct objects an account needs in a layer to be tested.
    ///
    /// Default: ours; fewer cannot stand out from chance.
    #[schemars(range(min = 2, max = 1_000))]
    minimum_objects: u32,
    /// In the test of what two accounts choose, objects of more than this share of the accounts are left out; accounts that meet
    /// another there whose times agree with theirs do not count. The first is the headline, the others are shown beside it.
    ///
    /// Default: ours; 2 % kept the most planted groups in simulated crowds, and the others show what hangs on it.
    #[schemars(length(min = 1, max = 6), inner(range(min = 0.0001, max = 1.0)))]
    popularity_caps: Vec<f64>,
    /// Numbers of blocks of interest; the median of their results counts, and each is shown.
    ///
    /// Default: ours, from planted groups in real crowds: few blocks leave interests unexplained, and many explain large groups away.
    #[schemars(length(min = 1, max = 6), inner(range(min = 2, max = 200)))]
    blocks: Vec<u32>,
    /// Share of false pairs to expect among those found.
    ///
    /// Default: ours, one in a thousand: beside a large group, one in a hundred lets in many accounts that do not belong to it.
    #[schemars(range(min = 0.000_001, max = 0.2))]
    false_discovery_rate: f64,
    /// Objects listed as evidence for each edge and layer, those with the least time between first.
    ///
    /// Default: ours, enough to see the pattern and few enough to read.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Decoys made in each way, which say how many accounts would be linked had nobody acted together; 0 makes none.
    ///
    /// Default: ours; each takes as long as the step itself. Data that are like nine decoys lie outside their range in one of five cases, so
    /// that the range is an interval of 80 %.
    #[schemars(range(max = 999))]
    decoys: u32,
    /// Memory that a step of the work may take, MiB; a study that needs more is refused before it starts.
    ///
    /// Default: ours; a study that needs more says so and is asked for it.
    #[schemars(range(min = 16, max = 1_048_576))]
    memory_mib: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layers: vec![Layer::CoRetweet],
            windows: vec![Duration::from_ms(60_000), Duration::from_ms(600_000)],
            minimum_objects: 3,
            popularity_caps: vec![0.02, 0.005, 0.1],
            blocks: vec![10, 20, 40],
            false_discovery_rate: 0.001,
            evidence: 5,
            decoys: 9,
            memory_mib: 2_048,
        }
    }
}

impl Settings {
    fn longest(&self) -> i64 {
        self.windows.iter().copied().map(Duration::ms).max().unwrap_or_default()
    }

    fn shortest(&self) -> i64 {
        self.windows.iter().copied().map(Duration::ms).min().unwrap_or_default()
    }
}

impl Detector for Validated {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "validated",
        version: 5,
        title: "Validated co-action",
        question: "Which pairs of accounts act together more than chance, popularity and shared interest explain?",
        method: "Two questions are asked of every pair that could be found. Selection: do they share more objects than their activity, the \
                 objects' popularity and their interests explain? Interests are blocks: accounts and objects are clustered by who acts on \
                 what, and the expected number of shared objects follows from how much the two accounts' blocks act on each block of \
                 objects. Very popular objects are left out; accounts of a pair that is found by timing are not counted on objects where the \
                 two meet, for a large group would otherwise make its own objects popular. When interests are learnt, the actions at which an \
                 account meets its company are left out as well, for a group that moves together would otherwise become an interest of its own. Timing: given the objects that \
                 both acted on, do they act within the window of each other more often than others who acted on them? The chance for each object is \
                 the share of its other accounts that acted within the window of one of the two; accounts that keep company with it elsewhere \
                 are left out of that share, which leans towards that of equally popular objects, and rises for accounts that often meet \
                 strangers because they are always early. A pair found by timing among all eligible pairs is asked the first question \
                 again, among those found. Passing both is tier C2, an edge; passing one is tier C1, listed and not drawn. Layers are tested \
                 apart: a pair is also an edge if it has C1 in two layers that cannot hold the same act twice. Layers without times can \
                 give C1 only. The edges are then described, and not found, by communities (Leiden, over resolutions, 5 to 50 runs each), cores and \
                 centrality. Pairs that stand out by degrees alone are counted as shared interest, which is not coordination.",
        formula: &[
            "selection: V = shared objects with at most `popularity_caps` of all accounts, not counting those that meet there and are a pair by timing; λ = k(i) k(j) Σ over blocks c of ω(i, c) ω(j, c) / E² · Σ over α in c of d(α)²; p = P(Poisson(λ) ≥ V)",
            "timing: w = shared objects at most `windows` apart; p = P(Σ over shared α of Bernoulli(π(α)) ≥ w), exact",
            "π(α) = max over the two of (strangers of it on α within the window + 10 π₀) / (strangers of it on α + 10) × haste of the other",
            "Benjamini–Hochberg over all pairs of tested accounts, n(n − 1)/2, at `false_discovery_rate`",
            "tier C2: timing over all pairs, and selection among the pairs found by timing; tier C1: one of the two over all pairs",
            DECOYS,
            EXPECTED_FALSE,
            JOINED_NEARBY,
            ORDINARY,
        ],
        minimum_data: "50 accounts with at least `minimum_objects` objects, 500 actions, times at least as fine as the shortest window.",
        slower: Some("Its time grows with the pairs of accounts that share an object: by the square of an object's accounts."),
        assumptions: &[
            "Interests show in what accounts do apart from their company.",
            "Accounts that never meet elsewhere act on an object independently of each other, given the object's moment.",
        ],
        limits: &[
            "A false discovery rate bounds the share of false pairs, not of false accounts, and holds on average, not in every study.",
            "A group so small or so slow that it meets less than three times on different objects cannot be seen.",
            "People who follow one source with notifications on act together without knowing of each other; the haste of an account discounts \
             that only as far as it shows with strangers too.",
            "With fewer blocks, shared interest passes for selection; with more, large groups become interests. The sweep shows both.",
            "A group that does nothing but act together has no interests to be judged by.",
            LIMITS_OF_DECOYS[0],
            LIMITS_OF_DECOYS[1],
        ],
        innocent: &[
            "Accounts of one newsroom, party or shop pass on each other's posts by rule and openly.",
            "Share buttons, feeds and scheduling programs post for many people at set times.",
            "One person runs several accounts openly.",
            "Fans and activists agree on a time to post, which is lawful and may be public.",
        ],
        line: Some("A pair counts when it passes two tests. It acts on the same things within {longest_window} of each other \
                    more often than others who acted on those things do; and it has more things in common than its activity, their \
                    popularity and its interests explain. The line is set so that about {false_discovery_rate} of the pairs found would be \
                    wrong. Only accounts that acted on {minimum_objects thing} or more are tested."),
        baseline: "{tested account} could form {tested_pairs pair}. {shared_interest pair} have more things in common than popularity alone \
                   explains; that is shared interest, and does not count.",
        chance: CHANCE,
        part: Part::Signal,
        techniques: &[],
        references: &[
            "F. Saracco et al., Inferring monopartite projections of bipartite networks, New Journal of Physics 19:053022, 2017 (validation of \
             shared choices against degrees, over all pairs).",
            "B. Karrer and M. Newman, Stochastic blockmodels and community structure in networks, Physical Review E 83:016107, 2011; D. \
             Larremore, A. Clauset and A. Jacobs, Physical Review E 90:012805, 2014 (degree-corrected blocks, and on two sides).",
            "T. Qin and K. Rohe, Regularized spectral clustering under the degree-corrected stochastic blockmodel, NIPS 2013.",
            "Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57:289, 1995.",
            "Y. Liu and J. Xie, Cauchy combination test, Journal of the American Statistical Association 115:393, 2020.",
            "V. Traag, L. Waltman and N. van Eck, From Louvain to Leiden, Scientific Reports 9:5233, 2019.",
            "A. Amarasingham et al., Conditional modeling and the jitter method, Journal of Neurophysiology 107:517, 2012.",
            SOURCES_OF_DECOYS,
        ],
        validation: "Groups of 5 to 50 accounts planted into real and simulated crowds are found, and organic accounts counted, beside the \
                     other engines; the tables are in crates/lockstep-network/tables and are made again by a test.",
        headline: Headline {
            count: "validated_pairs",
            found: "{validated_pairs} of {tested_pairs pair of accounts} act together more than chance and shared interest explain; {linked} of \
                    {acting account} that acted on anything of the kind are in such a pair.",
            nothing: "None of {tested_pairs pair of accounts} acts together more than chance and shared interest explain.",
            by_chance: ByChance::Most { most: "decoy_accounts_most", of: "linked" },
        },
        measure: Some(Measure { table: "accounts", column: "strength", said: Said::Listed, chance: None }),
        family: Some(Family::Coordination),
        views: &[
            View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" },
            View::Matrix {
                name: "communities",
                title: "Ties inside {communities community} and between them",
                table: "between_communities",
                row: "community",
                column: "other",
                count: "ties",
                times: Axis { column: "times_expected", label: "ties, in times what chance gives", log: false },
                group: "community",
            },
            View::Specification {
                name: "choices",
                title: "{both_pairs pair} pass both tests with the settings chosen, and what other settings give",
                dots: Dots::CHOICES,
                table: "sweep",
                y: Axis { column: "both_pairs", label: "pairs found by selection and timing", log: false },
                settings: &[
                    Beside { column: "layer", label: "layer" },
                    Beside { column: "cap", label: "things left out as too popular: those of more than this share of accounts, without pairs found by timing" },
                    Beside { column: "blocks", label: "groups of interest assumed; 1 is none" },
                ],
                own: None,
            },
        ],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        reads(&settings.layers)
    }

    fn bare(mut settings: Settings) -> Settings {
        settings.popularity_caps.truncate(1);
        Settings { evidence: 1, decoys: 0, ..settings }
    }

    fn layers(settings: &Settings) -> Vec<&'static str> {
        settings.layers.iter().map(|layer| layer.name()).collect()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        fit_clock_of(settings, snapshot)?;
        let layers = settings.layers.iter().map(|layer| layer.actions(Duration::from_ms(settings.shortest()), snapshot));
        let layers = layers.collect::<Result<Vec<Layered<'_>>, Unfit>>()?;
        let found = tested(settings, layers.iter().map(|layer| &layer.actions), Wanted::All, context)?;
        let chance = chance(settings, &layers, &found, context);
        Ok(tables::findings(settings, snapshot, &layers, &found, &chance, &mut context.random(DRAW_OF_COMMUNITIES)))
    }

    fn put_forward(settings: &Settings, snapshot: &Snapshot, context: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        fit_clock_of(settings, snapshot)?;
        let slot = Duration::from_ms(settings.shortest());
        let actions = settings.layers.iter().map(|layer| layer.shelved(slot, None, snapshot, shelf));
        let actions = actions.collect::<Result<Vec<Arc<Actions>>, Unfit>>()?;
        let found = tested(settings, actions.iter().map(Arc::as_ref), Wanted::Edges, context)?;
        let ends = edges(settings, &found).flat_map(|pair| [pair.0, pair.1]);
        Ok(Some(ends.map(|account| snapshot.accounts.get(account).to_owned()).collect()))
    }
}

/// The pairs that are an edge, given what was found in each layer.
fn edges(settings: &Settings, found: &[Found]) -> impl Iterator<Item = (u32, u32)> {
    fusion::fuse(&settings.layers, found).into_iter().filter(|fused| fused.edge).map(|fused| fused.pair)
}

/// What the same tests find in decoys.
fn chance(settings: &Settings, layers: &[Layered<'_>], found: &[Found], context: &Context) -> Chance {
    let bare = Validated::bare(settings.clone());
    let timed = settings.layers.iter().all(|layer| layer.is_timed());
    let asked = Asked { decoys: settings.decoys, timed, near: true, bytes: u64::from(settings.memory_mib) << 20, context };
    let actions: Vec<&Actions> = layers.iter().map(|layer| &layer.actions).collect();
    // A decoy has as many accounts, objects and actions as the data, so that memory is all it may lack.
    let of_data: Vec<(u32, u32)> = edges(settings, found).collect();
    Chance::new(&actions, &of_data, asked, |decoy| {
        Some(edges(&bare, &tested(&bare, decoy.iter(), Wanted::Edges, context).ok()?).collect())
    })
}

fn fit_clock_of(settings: &Settings, snapshot: &Snapshot) -> Result<(), Unfit> {
    if settings.layers.iter().any(|layer| layer.is_timed()) {
        fit_clock(Duration::from_ms(settings.shortest()), snapshot)?;
    }
    Ok(())
}

/// What is asked of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Every pair that passes either, and what other settings give.
    All,
    /// The pairs that are an edge.
    Edges,
}

/// What is found in each layer, given its actions.
fn tested<'a>(
    settings: &Settings,
    actions: impl Iterator<Item = &'a Actions>,
    wanted: Wanted,
    context: &Context,
) -> Result<Vec<Found>, Unfit> {
    let layers = settings.layers.iter().copied().zip(actions).zip(0..);
    layers.map(|((layer, actions), at)| test(layer, actions, at, settings, wanted, context)).collect()
}

/// Random numbers of the communities are apart from those of the layers.
const DRAW_OF_COMMUNITIES: u64 = u64::MAX;
/// Random numbers of one layer do not depend on how many caps another takes.
const DRAWS_OF_A_LAYER: u64 = 1 << 16;

fn test(layer: Layer, actions: &Actions, at: u64, settings: &Settings, wanted: Wanted, context: &Context) -> Result<Found, Unfit> {
    fit_amount(layer, actions, settings)?;
    let timed = layer.is_timed();
    let mut windows: Vec<i64> = settings.windows.iter().copied().filter(|_| timed).map(Duration::ms).collect();
    windows.sort_unstable();
    let settings_of_layer = ValidationSettings {
        windows,
        minimum_objects: settings.minimum_objects,
        caps: settings.popularity_caps.clone(),
        blocks: settings.blocks.clone(),
        rate: settings.false_discovery_rate,
        bytes: u64::from(settings.memory_mib) << 20,
        // Beside another layer, a pair may be an edge that passes one test in each.
        only_both: wanted == Wanted::Edges && settings.layers.len() == 1,
    };
    validate(actions, &settings_of_layer, |draw| context.random(at * DRAWS_OF_A_LAYER + draw)).map_err(|refused| match refused {
        Refused::Window(over) => refuse(layer, &over, settings.memory_mib),
        Refused::Cap { pairs, needed } => Unfit {
            reason: format!(
                "in the layer `{}` objects within the popularity cap give up to {pairs} pairs of accounts, which takes {} MiB, more than the \
                 {} MiB allowed",
                layer.name(),
                needed.div_ceil(1 << 20),
                settings.memory_mib
            ),
            remedy: format!("`memory_mib: {}` would do; smaller `popularity_caps` take less", needed.div_ceil(1 << 20)),
        },
    })
}

/// A layer has enough accounts and actions for its popularity and interests to be told.
fn fit_amount(layer: Layer, actions: &Actions, settings: &Settings) -> Result<(), Unfit> {
    let accounts = active(actions, settings.minimum_objects);
    if accounts >= LEAST_ACCOUNTS && actions.len() >= LEAST_ACTIONS {
        return Ok(());
    }
    Err(Unfit {
        reason: format!(
            "the layer `{}` has {accounts} accounts with at least {} objects and {} actions, too few to tell coordination from chance",
            layer.name(),
            settings.minimum_objects,
            actions.len()
        ),
        remedy: format!(
            "{LEAST_ACCOUNTS} such accounts and {LEAST_ACTIONS} actions would do; `window_counts` describes fewer, without a claim about chance"
        ),
    })
}

fn active(actions: &Actions, minimum_objects: u32) -> u64 {
    actions.objects_of_each().iter().filter(|objects| **objects >= minimum_objects).count() as u64
}
