//! Accounts that act on the same objects, rare ones above all, whenever they do: cosines of weighted objects.

use lockstep_network::{Compared, CosineSettings, Cosines, TermFrequency, evidence};
use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{Card, Headline, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, TableColumn, Unit};
use crate::groups::column;
use crate::layers::{Layer, Layered, reads};
use crate::networks::{Comparison, Ties, Weights, count, value};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct TfidfCosine;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What two accounts must have in common; each layer is compared by itself.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    layers: Vec<Layer>,
    /// How repeated actions of an account on one object count.
    frequency: Frequency,
    /// Accounts with fewer distinct objects in a layer are left out of it, and counted.
    #[schemars(range(min = 2, max = 100_000))]
    minimum_objects: u32,
    /// Objects that fewer of the remaining accounts acted on are left out, and counted.
    #[schemars(range(min = 1, max = 100_000))]
    minimum_accounts: u32,
    /// Objects that more of the remaining accounts than this acted on are left out, and counted; unset, none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2))]
    most_accounts: Option<u32>,
    /// Which pairs become edges, in each layer.
    keep: Keep,
    /// Length of the stretches of the clock that are the objects of the layer `co_post`; no other layer uses it.
    slot: Duration,
    /// Objects listed as evidence for each edge and layer, those with the least time between first.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Memory that comparing one layer may take, MiB; a study that might need more is refused before it starts.
    #[schemars(range(min = 16, max = 1_048_576))]
    memory_mib: u32,
}

/// How an account's repeated actions on one object count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Frequency {
    /// Once or often is the same.
    Binary,
    /// As one plus the natural logarithm of their number.
    Sublinear,
}

/// Which pairs become edges: `top_share: 0.005` or `at_least: 0.9`, not both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Keep {
    /// The highest cosines: this share of the pairs compared, rounded up, and all that tie with the last.
    TopShare(#[schemars(range(min = 0.000_001, max = 1.0))] f64),
    /// Cosines of at least this.
    AtLeast(#[schemars(range(min = 0.0, max = 1.0))] f64),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layers: vec![Layer::CoRetweet],
            frequency: Frequency::Sublinear,
            minimum_objects: 10,
            minimum_accounts: 3,
            most_accounts: None,
            keep: Keep::TopShare(0.005),
            slot: Duration::from_ms(1_800_000),
            evidence: 5,
            memory_mib: 1_024,
        }
    }
}

impl Settings {
    const fn of_cosine(&self) -> CosineSettings {
        CosineSettings {
            frequency: match self.frequency {
                Frequency::Binary => TermFrequency::Binary,
                Frequency::Sublinear => TermFrequency::Sublinear,
            },
            minimum_objects: self.minimum_objects,
            minimum_accounts: self.minimum_accounts,
            most_accounts: self.most_accounts,
            keep: match self.keep {
                Keep::TopShare(share) => lockstep_network::Keep::TopShare(share),
                Keep::AtLeast(least) => lockstep_network::Keep::AtLeast(least),
            },
        }
    }
}

impl Detector for TfidfCosine {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "tfidf_cosine",
        version: 1,
        title: "Likeness of choices",
        question: "Which pairs of accounts choose the same things, and rare things above all?",
        method: "A layer says what the objects are, such as retweeted posts, links or accounts followed. In each layer by itself, accounts with \
                 too few objects are left out, then objects that too few of the remaining accounts acted on. Every account becomes a row of \
                 weights, one an object: how often it acted on it, damped, times how rare the object is among the accounts compared. The \
                 cosine of two rows is 1 when two accounts chose the same in the same proportions and 0 when they have nothing in common. Two \
                 accounts are compared only if they have at least two distinct objects in common. The pairs with the highest cosines become \
                 edges, as a share of all compared or from a fixed cosine on; a pair that is kept in several layers is one edge, with its \
                 highest cosine as weight. Times play no part in the choice; where posts have them, the evidence tells how far apart the two \
                 were. In the layer `co_post` the objects are stretches of the clock as long as `slot`.",
        formula: &[
            "rarity(α) = ln((1 + N) / (1 + d)) + 1, where d of the N accounts with enough objects acted on α",
            "frequency(i, α) = 1 + ln(actions of i on α) for `sublinear`, 1 for `binary`, 0 without an action",
            "weight(i, α) = frequency(i, α) · rarity(α), divided by the root of the sum of the squares of i's weights",
            "cosine(i, j) = Σ over α of weight(i, α) · weight(j, α), where i and j have at least two objects in common",
            "edge: the cosine is among the highest `top_share` of the pairs compared, or `at_least` so high, in at least one layer",
        ],
        minimum_data: "The columns that the layers read, and in each layer two accounts with at least `minimum_objects` objects.",
        assumptions: &[
            "What an account chose in the data stands for what it chooses: a collection by keyword makes all accounts alike in the keyword.",
            "The accounts compared are a crowd to measure rarity against: what is rare among them is rare.",
        ],
        limits: &[
            "A cut at a share of the pairs always leaves edges, even where nobody acts together. Use it to explore, and to repeat what was \
             published; it is no test.",
            "A cosine has no unit that carries over: the same cut means another thing in another layer, period or crowd.",
            "Rarity damps popular objects and does not remove them; accounts with few objects, all of them popular, come out alike.",
            "Two accounts with a single object in common have cosine 1 if it is their only one, however popular it is, and would fill the top \
             of the list; this is why two are asked for. Two popular ones can do nearly the same.",
            "Choices of a whole period are put together, so that accounts who never acted at the same time can be alike.",
            "In the layer `co_post`, accounts that are awake at the same hours are alike.",
        ],
        innocent: &[
            "People with one interest, faith, party, team or language choose the same things without knowing of each other.",
            "Fans pass on all that their idol writes, and little else.",
            "Friends and colleagues see the same posts first.",
            "What a platform recommends to one account it recommends to others like it.",
        ],
        baseline: "{acting account} with enough objects could form {eligible_pairs pair}; {pairs_compared pair} had at least two objects in \
                   common, counted once in each layer.",
        chance: "Not estimated: the cut takes the most alike, however alike they are. Read a pair as a lead to look at, not as a finding of \
                 coordination.",
        references: &[
            "D. Pacheco et al., Uncovering Coordinated Networks on Social Media: Methods and Case Studies, ICWSM 2021 (retweets, at least 10, \
             top 0.5 %; activity in stretches of 30 minutes: here the layer `co_post`).",
            "L. Luceri, V. Pantè, K. Burghardt and E. Ferrara, Unmasking the Web of Deceit, WWW 2024 (retweets, at least 20, `binary`; links, \
             hashtag sequences, fast retweets).",
            "F. Pedregosa et al., Scikit-learn: Machine Learning in Python, JMLR 12, 2011 (the smoothed rarity of `TfidfTransformer`).",
        ],
        validation: "Tested against cosines of dense vectors on random data and against a case worked by hand. Row order, names of accounts, \
                     shifts in time and the number of threads change nothing.",
        headline: Headline {
            count: "edges",
            found: "{edges pair of accounts} chose objects most alike, of {pairs_compared pair} compared; {linked} of {acting account} are in \
                    such a pair. A cut like this leaves pairs even where nobody acts together.",
            nothing: "No two accounts chose objects alike enough to be kept, of {pairs_compared pair} compared.",
        },
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        reads(&settings.layers)
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let compared = settings.layers.iter().map(|layer| compare(*layer, settings, snapshot));
        let (layers, cosines): (Vec<_>, Vec<_>) = compared.collect::<Result<Vec<_>, Unfit>>()?.into_iter().unzip();
        Ok(tell(settings, snapshot, &layers, &cosines))
    }
}

/// One layer, limited to what was compared, and its cosines.
fn compare<'a>(layer: Layer, settings: &Settings, snapshot: &'a Snapshot) -> Result<(Layered<'a>, Cosines), Unfit> {
    let mut layered = layer.actions(settings.slot, snapshot)?;
    let of_cosine = settings.of_cosine();
    let compared = Compared::new(&layered.actions, &of_cosine);
    if compared.accounts < 2 {
        return Err(too_few(&layered, settings, compared.accounts));
    }
    let comparison = Comparison::of(&compared.actions);
    if !comparison.fits(settings.memory_mib) {
        return Err(comparison.refuse(layer, settings.memory_mib, fitting(&layered, settings)));
    }
    let cosines = lockstep_network::tfidf_cosine(&layered.actions, &of_cosine);
    layered.actions = compared.actions;
    layered.note(
        compared.accounts_below.into(),
        "account was left out because it acted on fewer objects than `minimum_objects`",
        "accounts were left out because they acted on fewer objects than `minimum_objects`",
    );
    layered.note(
        compared.objects_below.into(),
        "object was left out because fewer of the remaining accounts acted on it than `minimum_accounts`",
        "objects were left out because fewer of the remaining accounts acted on them than `minimum_accounts`",
    );
    layered.note(
        compared.objects_above.into(),
        "object was left out because more of the remaining accounts acted on it than `most_accounts` allows",
        "objects were left out because more of the remaining accounts acted on them than `most_accounts` allows",
    );
    Ok((layered, cosines))
}

fn too_few(layered: &Layered<'_>, settings: &Settings, enough: u32) -> Unfit {
    let mut objects_of = layered.actions.objects_of_each();
    objects_of.sort_unstable_by(|a, b| b.cmp(a));
    let second = objects_of.get(1).copied().filter(|objects| *objects >= 2);
    Unfit {
        reason: format!(
            "in the layer `{}` {} acted on at least {} objects, and a comparison takes two",
            layered.layer.name(),
            if enough == 0 { "no account" } else { "only one account" },
            settings.minimum_objects
        ),
        remedy: second.map_or_else(
            || "a longer period or another layer would do".to_owned(),
            |objects| format!("`minimum_objects: {objects}` would leave two accounts"),
        ),
    }
}

/// Settings under which the comparison fits in memory, where one can be found by moving one of them.
fn fitting(layered: &Layered<'_>, settings: &Settings) -> impl Iterator<Item = String> {
    let of_cosine = settings.of_cosine();
    let fits = |changed: &CosineSettings| {
        let compared = Compared::new(&layered.actions, changed);
        compared.accounts >= 2 && compared.objects > 0 && Comparison::of(&compared.actions).fits(settings.memory_mib)
    };
    let most = last_that(2, layered.actions.accounts(), |most| fits(&CosineSettings { most_accounts: Some(most), ..of_cosine }));
    let objects = layered.actions.objects_of_each().into_iter().max().unwrap_or(0);
    let fewest = last_that(0, objects, |below| fits(&CosineSettings { minimum_objects: objects - below, ..of_cosine }));
    let most = most.map(|most| format!("`most_accounts: {most}`"));
    most.into_iter().chain(fewest.map(|below| format!("`minimum_objects: {}`", objects - below)))
}

/// A number for which something holds, the last of its kind where it holds up to some number and not beyond.
fn last_that(first: u32, last: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut low, mut high, mut found) = (first, last, None);
    while low <= high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            found = Some(middle);
            low = middle + 1;
        } else if middle == first {
            break;
        } else {
            high = middle - 1;
        }
    }
    found
}

fn tell(settings: &Settings, snapshot: &Snapshot, layers: &[Layered<'_>], cosines: &[Cosines]) -> Findings {
    let mut edges: Vec<(u32, u32)> = cosines.iter().flat_map(|of_layer| &of_layer.edges).map(|edge| (edge.source, edge.target)).collect();
    edges.sort_unstable();
    edges.dedup();
    let of_layers: Vec<Vec<Option<f64>>> = cosines.iter().map(|of_layer| beside(&edges, of_layer)).collect();
    let highest = |edge: usize| of_layers.iter().filter_map(|cosines| cosines[edge]).fold(0.0, f64::max);
    let weights: Vec<f64> = (0..edges.len()).map(highest).collect();
    let least = weights.iter().copied().min_by(f64::total_cmp);
    let evidence: Vec<_> = layers.iter().map(|layer| evidence(&layer.actions, &edges, i64::MAX, settings.evidence as usize)).collect();
    let of_edges: Vec<TableColumn> = if layers.len() == 1 {
        let shared = evidence.iter().flatten().map(|evidence| Some(u64::from(evidence.objects))).collect();
        vec![column("shared", "Distinct objects in common, of those compared", Cells::Count(shared))]
    } else {
        let named = |(layer, cosines): (&Layered<'_>, Vec<Option<f64>>)| {
            let meaning = "Cosine in this layer, where the pair is among those kept";
            column(&format!("cosine_{}", layer.layer.name()), meaning, Cells::Real(Unit::Plain, cosines))
        };
        layers.iter().zip(of_layers).map(named).collect()
    };
    let counts = |number: fn(&Cosines) -> u64| Cells::Count(cosines.iter().map(|of_layer| Some(number(of_layer))).collect());
    let least_of = |of_layer: &Cosines| of_layer.edges.iter().map(|edge| edge.cosine).min_by(f64::total_cmp);
    let ties = Ties {
        snapshot,
        layers,
        edges,
        weights: Weights::Reals(Unit::Plain, weights),
        weight: if layers.len() == 1 { "cosine of the two accounts' objects" } else { "highest cosine of a layer" }.to_owned(),
        directed: false,
        evidence,
        of_edges,
        of_accounts: Vec::new(),
        of_layers: vec![
            column("pairs_compared", "Pairs of accounts with at least two objects in common", counts(|of_layer| of_layer.pairs_compared)),
            column("pairs_kept", "Pairs of accounts kept", counts(|of_layer| of_layer.edges.len() as u64)),
            column("least_cosine", "Least cosine kept", Cells::Real(Unit::Plain, cosines.iter().map(least_of).collect())),
        ],
    };
    let compared = cosines.iter().map(|of_layer| of_layer.pairs_compared).sum();
    let (of, meaning) = if layers.len() == 1 {
        (Some("eligible_pairs"), "Pairs of accounts with at least two objects in common.")
    } else {
        (None, "Pairs of accounts with at least two objects in common, counted once in each layer.")
    };
    let least = least.map_or_else(|| Number::Insufficient("no pair was kept".to_owned()), Number::Real);
    let minimum = "Distinct objects of a layer that an account must have acted on, as set in the study.";
    ties.findings(vec![
        count("pairs_compared", compared, Unit::Pairs, of, meaning),
        count("minimum_objects", u64::from(settings.minimum_objects), Unit::Objects, None, minimum),
        value("least_cosine", least, Unit::Plain, None, "Least weight of an edge."),
    ])
}

/// For each edge, its cosine in a layer that keeps it. Both are ascending.
fn beside(edges: &[(u32, u32)], of_layer: &Cosines) -> Vec<Option<f64>> {
    let mut kept = of_layer.edges.iter().peekable();
    let cosine = |edge: &(u32, u32)| kept.next_if(|kept| (kept.source, kept.target) == *edge).map(|kept| kept.cosine);
    edges.iter().map(cosine).collect()
}
