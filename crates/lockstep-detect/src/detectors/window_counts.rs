//! Accounts that act on the same objects within a short time of each other, again and again: distinct shared objects in a window.

use std::collections::BTreeSet;
use std::sync::Arc;

use lockstep_network::{Actions, edges_alone, evidence, window_counts};
use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, Unit, count, value};
use crate::groups::column;
use crate::layers::{Layer, Layered, fit_clock, fit_timed, reads};
use crate::shelf::Shelf;
use crate::networks::{Asked, CHANCE, Chance, DECOYS, EXPECTED_FALSE, LIMITS_OF_DECOYS, ORDINARY, SOURCES_OF_DECOYS, Ties, Weights, refuse};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct WindowCounts;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What two accounts must have in common; each layer is counted by itself.
    ///
    /// Default: ours; a retweet takes least effort and is what published studies count most.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    layers: Vec<Layer>,
    /// Two actions count together when they are at most this far apart.
    ///
    /// Default: one minute, as in Keller et al. 2020 (Political Communication 37:256) and Schoch et al. 2022 (Scientific Reports 12:4572).
    window: Duration,
    /// Distinct objects that a pair needs in common in one layer, each within the window.
    ///
    /// Default: ours; two is met by chance in any large crowd.
    #[schemars(range(min = 1, max = 100_000))]
    minimum_weight: u32,
    /// Objects that more accounts than this acted on are left out, and counted; unset, none is.
    ///
    /// Default: ours; nothing is left out unless somebody asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2))]
    most_accounts: Option<u32>,
    /// Objects listed as evidence for each edge and layer, those with the least time between first.
    ///
    /// Default: ours, enough to see the pattern and few enough to read.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Decoys made in each way, which say how many accounts would be linked had nobody acted together; 0 makes none.
    ///
    /// Default: ours; data that are like nineteen decoys lie outside their range in one of ten cases, so that the range is an interval of
    /// 90 %.
    #[schemars(range(max = 999))]
    decoys: u32,
    /// Memory that counting pairs may take, MiB; a study that needs more is refused before it starts.
    ///
    /// Default: ours; a study that needs more says so and is asked for it.
    #[schemars(range(min = 16, max = 1_048_576))]
    memory_mib: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layers: vec![Layer::CoRetweet],
            window: Duration::from_ms(60_000),
            minimum_weight: 5,
            most_accounts: None,
            evidence: 5,
            decoys: 19,
            memory_mib: 1_024,
        }
    }
}

impl Detector for WindowCounts {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "window_counts",
        version: 5,
        title: "Co-action within a window",
        question: "Which pairs of accounts act on the same things within moments of each other, again and again?",
        method: "Every action is an account, an object and a time; a layer says what the objects are, such as retweeted posts, links or \
                 hashtags. For each object, its actions are sorted by time and swept once, so that only pairs within the window are met. In \
                 each layer by itself, a pair is counted by the distinct objects it shares within the window, so that one busy object or one \
                 busy account cannot raise the count by repetition. Pairs that reach the minimum in at least one layer are edges; the weight \
                 of an edge is the sum of its counts in all layers, and the table of edges has a column for each of them. For each edge the \
                 objects, the posts and the seconds between them are listed, and on how many of the objects which of the two came first.",
        formula: &[
            "wₗ(i, j) = |{objects α of layer l : some action of i and some action of j on α are at most `window` apart}|",
            "edge: wₗ(i, j) ≥ `minimum_weight` in at least one layer l, with the weight w(i, j) = Σₗ wₗ(i, j)",
            "lead share of i over j = objects on which i came first / objects on which one of the two came first, by their two actions \
             closest in time",
            DECOYS,
            EXPECTED_FALSE,
            ORDINARY,
        ],
        minimum_data: "The columns that the layers read, times at least as fine as the window, and one object with two accounts.",
        slower: Some("Its time grows with the pairs of actions on one object that lie within the window: by the square where a whole crowd acts at once."),
        assumptions: &["The clock of the source is right to the second, or as far as the data section says."],
        limits: &[
            "A fixed minimum weight knows nothing of chance: in a large crowd, popular objects give some pairs by coincidence alone. Decoys \
             say how many accounts that is, and not which.",
            LIMITS_OF_DECOYS[0],
            LIMITS_OF_DECOYS[1],
            "Accounts that act on many objects have more chances to meet; the table gives each account's number of objects.",
            "With times to the minute, a window of one minute means the same or the next minute.",
            "In the layer `co_post` two posts share a moment when they fall in the same stretch of the clock, so two posts a second apart \
             may lie in different ones, and active accounts share many by being awake at the same time.",
            "The object of fast retweets is the account retweeted, so everybody with a notification for one account is in it.",
            "Coming first is not leading: both may follow a third that is not in the data.",
        ],
        innocent: &[
            "News breaks, and everybody passes it on in the same minute.",
            "Several accounts of one newsroom or organisation post the same on purpose and openly.",
            "Share buttons, feeds and scheduling programs post for many people at set times.",
            "Fans and activists agree on a time to post, which is lawful and may be public.",
        ],
        line: Some("A pair counts when both acted on at least {minimum_weight} of the same things, each within {window} of the other."),
        baseline: "{acting account} with at least one such action could form {eligible_pairs pair}; {pairs_sharing pair} met on at least one \
                   object.",
        chance: CHANCE,
        part: Part::Signal,
        techniques: &[],
        references: &[
            "F. Giglietto et al., It takes a village to manipulate the media, Information, Communication & Society 23(6), 2020 (counting shared \
             links in a time window).",
            "T. Graham et al., coordination-network-toolkit (distinct actions in a window; retweets apart from all other posts).",
            "N. Righetti and P. Balluff, CooRTweet, Computational Communication Research 7(1), 2025.",
            "D. Pacheco et al., Uncovering Coordinated Networks on Social Media, ICWSM 2021 (sequences of hashtags).",
            "L. Luceri et al., Unmasking the Web of Deceit, WWW 2024 (fast retweets).",
            SOURCES_OF_DECOYS,
        ],
        validation: "Tested against brute force on random data and against CooRTweet's edge list on a public data set, where both count the \
                     same. Row order, names of accounts, shifts in time and the number of threads change nothing. Decoys were tried on invented \
                     crowds of known truth; the tables are in crates/lockstep-network/tables and are made again by a test.",
        headline: Headline {
            count: "edges",
            found: "{edges} of {eligible_pairs pair of accounts} shared at least {minimum_weight object}, each within {window}; {linked} of \
                    {acting account} that acted on anything of the kind are in such a pair.",
            nothing: "No two accounts shared {minimum_weight object}, each within {window}.",
            by_chance: ByChance::Most { most: "decoy_accounts_most", of: "linked" },
        },
        measure: Some(Measure { table: "accounts", column: "strength", said: Said::Listed, chance: None }),
        family: Some(Family::Coordination),
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        reads(&settings.layers)
    }

    fn bare(settings: Settings) -> Settings {
        Settings { decoys: 0, evidence: 1, ..settings }
    }

    fn layers(settings: &Settings) -> Vec<&'static str> {
        settings.layers.iter().map(|layer| layer.name()).collect()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        fit(settings, snapshot)?;
        let layers = settings.layers.iter().map(|layer| Ok(layer.actions(settings.window, snapshot)?.without_popular(settings.most_accounts)));
        let layers = layers.collect::<Result<Vec<Layered<'_>>, Unfit>>()?;
        let counted = Counted::new(settings, layers.iter().map(|layer| (layer.layer, &layer.actions)))?;
        let bytes = u64::from(settings.memory_mib) << 20;
        let asked = Asked { decoys: settings.decoys, timed: true, near: false, bytes, context };
        let actions: Vec<&Actions> = layers.iter().map(|layer| &layer.actions).collect();
        let chance = Chance::new(&actions, &counted.edges, asked, |decoy| {
            let edges = decoy.into_iter().map(|layer| edges_alone(layer, settings.window.ms(), settings.minimum_weight, bytes));
            let edges = edges.collect::<Result<Vec<_>, _>>().ok()?;
            Some(edges.iter().flatten().map(|edge| (edge.source, edge.target)).collect())
        });
        Ok(counted.tell(settings, snapshot, &layers, &chance))
    }

    fn put_forward(settings: &Settings, snapshot: &Snapshot, _: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        fit(settings, snapshot)?;
        let actions = settings.layers.iter().map(|layer| layer.shelved(settings.window, settings.most_accounts, snapshot, shelf));
        let actions = actions.collect::<Result<Vec<Arc<Actions>>, Unfit>>()?;
        let counted = Counted::new(settings, settings.layers.iter().copied().zip(actions.iter().map(Arc::as_ref)))?;
        Ok(Some(counted.linked().into_iter().map(|account| snapshot.accounts.get(account).to_owned()).collect()))
    }
}

/// The layers have times, and the clock is fine enough for the window.
fn fit(settings: &Settings, snapshot: &Snapshot) -> Result<(), Unfit> {
    fit_timed(&settings.layers)?;
    fit_clock(settings.window, snapshot)
}

/// What the layers gave together.
struct Counted {
    /// Ascending, source < target.
    edges: Vec<(u32, u32)>,
    /// Pairs of actions within the window, a layer.
    pairs_met: Vec<u64>,
    /// Pairs of accounts that share an object within the window, a layer.
    pairs_sharing: Vec<u64>,
    /// Pairs that reach the minimum, a layer.
    reaching: Vec<u64>,
}

impl Counted {
    fn new<'a>(settings: &Settings, layers: impl Iterator<Item = (Layer, &'a Actions)>) -> Result<Self, Unfit> {
        let mut all = Self { edges: Vec::new(), pairs_met: Vec::new(), pairs_sharing: Vec::new(), reaching: Vec::new() };
        for (layer, actions) in layers {
            let bytes = u64::from(settings.memory_mib) << 20;
            let counted = window_counts(actions, settings.window.ms(), settings.minimum_weight, bytes)
                .map_err(|over| refuse(layer, &over, settings.memory_mib))?;
            all.pairs_met.push(counted.pairs_met);
            all.pairs_sharing.push(counted.pairs_sharing);
            all.reaching.push(counted.edges.len() as u64);
            all.edges.extend(counted.edges.iter().map(|edge| (edge.source, edge.target)));
        }
        all.edges.sort_unstable();
        all.edges.dedup();
        Ok(all)
    }

    /// The accounts on an edge, ascending.
    fn linked(&self) -> Vec<u32> {
        let mut linked: Vec<u32> = self.edges.iter().flat_map(|(source, target)| [*source, *target]).collect();
        linked.sort_unstable();
        linked.dedup();
        linked
    }

    fn tell(self, settings: &Settings, snapshot: &Snapshot, layers: &[Layered<'_>], chance: &Chance) -> Findings {
        let window = settings.window.ms();
        let evidence: Vec<_> =
            layers.iter().map(|layer| evidence(&layer.actions, &self.edges, window, settings.evidence as usize)).collect();
        let weight = |edge: usize| evidence.iter().map(|of_layer| u64::from(of_layer[edge].objects)).sum();
        let weights = Weights::Counts((0..self.edges.len()).map(weight).collect());
        let counts = |numbers: &[u64]| Cells::Count(numbers.iter().copied().map(Some).collect());
        let of_layers = vec![
            column("pairs_met", "Pairs of actions on one object within the window, own ones included", counts(&self.pairs_met)),
            column("pairs_sharing", "Pairs of accounts that share an object within the window", counts(&self.pairs_sharing)),
            column("pairs_reaching", "Pairs of accounts that reach the minimum weight", counts(&self.reaching)),
        ];
        let ties = Ties {
            snapshot,
            layers,
            edges: self.edges,
            weights,
            weight: "distinct objects shared within the window".to_owned(),
            directed: false,
            evidence,
            of_edges: Vec::new(),
            of_accounts: Vec::new(),
            of_layers,
        };
        let sharing = if layers.len() == 1 {
            ("Pairs of accounts that share an object within the window.", Some("eligible_pairs"))
        } else {
            ("Pairs of accounts that share an object within the window, counted once in each layer.", None)
        };
        let met = "Pairs of actions on one object within the window, own ones included.";
        let minimum = "Shared objects in one layer that make an edge, as set in the study.";
        let seconds = Number::Real(window as f64 / 1_000.0);
        let mut values = vec![
            count("pairs_met", self.pairs_met.iter().sum(), Unit::Plain, None, met),
            count("pairs_sharing", self.pairs_sharing.iter().sum(), Unit::Pairs, sharing.1, sharing.0),
            count("minimum_weight", u64::from(settings.minimum_weight), Unit::Objects, None, minimum),
            value("window", seconds, Unit::Seconds, None, "Time that counts as together, as set in the study."),
        ];
        values.extend(chance.values());
        let mut findings = ties.findings(values);
        findings.tables.extend(chance.table());
        findings.notes.extend(chance.notes());
        findings
    }
}
