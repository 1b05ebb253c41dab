//! Accounts that act on the same objects, rare ones above all, whenever they do: cosines of weighted objects.

use std::collections::BTreeSet;

use lockstep_network::{Actions, Compared, CosineSettings, Cosines, TermFrequency, evidence};
use lockstep_snapshot::{Column, Snapshot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, TableColumn, Unit, count, value};
use crate::groups::column;
use crate::layers::{Layer, Layered, reads};
use crate::networks::{Comparison, Ties, Weights};
use crate::shelf::Shelf;

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct TfidfCosine;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// What two accounts must have in common; each layer is compared by itself.
    ///
    /// Default: ours; the layer that Pacheco et al. 2021 (ICWSM 15:455) treat first among those with retweets.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    layers: Vec<Layer>,
    /// How repeated actions of an account on one object count.
    ///
    /// Default: that of the code of Pacheco et al. 2021 (ICWSM 15:455).
    frequency: Frequency,
    /// Accounts with fewer distinct objects in a layer are left out of it, and counted.
    ///
    /// Default: 10, as in Pacheco et al. 2021 (ICWSM 15:455) for retweets.
    #[schemars(range(min = 2, max = 100_000))]
    minimum_objects: u32,
    /// Objects that fewer of the remaining accounts acted on are left out, and counted.
    ///
    /// Default: 3, as in the code of Pacheco et al. 2021 (ICWSM 15:455).
    #[schemars(range(min = 1, max = 100_000))]
    minimum_accounts: u32,
    /// Objects that more of the remaining accounts than this acted on are left out, and counted; unset, none is.
    ///
    /// Default: ours; nothing is left out unless somebody asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2))]
    most_accounts: Option<u32>,
    /// Which pairs become edges, in each layer.
    ///
    /// Default: the highest 0.5 %, as in Pacheco et al. 2021 (ICWSM 15:455).
    keep: Keep,
    /// Length of the stretches of the clock that are the objects of the layer `co_post`; no other layer uses it.
    ///
    /// Default: half an hour, as in Pacheco et al. 2021 (ICWSM 15:455) for synchronised activity.
    slot: Duration,
    /// Objects listed as evidence for each edge and layer, those with the least time between first.
    ///
    /// Default: ours, enough to see the pattern and few enough to read.
    #[schemars(range(min = 1, max = 1_000))]
    evidence: u32,
    /// Memory that comparing one layer may take, MiB; a study that might need more is refused before it starts.
    ///
    /// Default: ours; a study that needs more says so and is asked for it.
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
        version: 2,
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
        slower: Some("Its time grows with the pairs of accounts that share an object: by the square of an object's accounts, and popular objects are left out for it."),
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
        line: None,
        baseline: "{acting account} with enough objects could form {eligible_pairs pair}; {pairs_compared pair} had at least two objects in \
                   common.",
        chance: "Not estimated: the cut takes the most alike, however alike they are. Read a pair as a lead to look at, not as a finding of \
                 coordination.",
        part: Part::Signal,
        techniques: &[],
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
            by_chance: ByChance::NotEstimated,
        },
        measure: Some(Measure { table: "accounts", column: "strength", said: Said::Listed, chance: None }),
        family: Some(Family::Coordination),
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        reads(&settings.layers)
    }

    fn bare(settings: Settings) -> Settings {
        Settings { evidence: 1, ..settings }
    }

    fn layers(settings: &Settings) -> Vec<&'static str> {
        settings.layers.iter().map(|layer| layer.name()).collect()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let compared = settings.layers.iter().map(|layer| limited(*layer, settings, snapshot));
        let (layers, cosines): (Vec<_>, Vec<_>) = compared.collect::<Result<Vec<_>, Unfit>>()?.into_iter().unzip();
        Ok(tell(settings, snapshot, &layers, &cosines))
    }

    fn put_forward(settings: &Settings, snapshot: &Snapshot, _: &Context, shelf: &Shelf) -> Result<Option<BTreeSet<String>>, Unfit> {
        let mut accounts = BTreeSet::new();
        for layer in &settings.layers {
            let actions = layer.shelved(settings.slot, None, snapshot, shelf)?;
            let (_, cosines) = compare(*layer, &actions, settings)?;
            let ends = cosines.edges.iter().flat_map(|edge| [edge.source, edge.target]);
            accounts.extend(ends.map(|account| snapshot.accounts.get(account).to_owned()));
        }
        Ok(Some(accounts))
    }
}

/// One layer, limited to what was compared, and its cosines.
fn limited<'a>(layer: Layer, settings: &Settings, snapshot: &'a Snapshot) -> Result<(Layered<'a>, Cosines), Unfit> {
    let mut layered = layer.actions(settings.slot, snapshot)?;
    let (compared, cosines) = compare(layer, &layered.actions, settings)?;
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

/// What of the actions of a layer is compared, and its cosines.
fn compare(layer: Layer, actions: &Actions, settings: &Settings) -> Result<(Compared, Cosines), Unfit> {
    let of_cosine = settings.of_cosine();
    let compared = Compared::new(actions, &of_cosine);
    if compared.accounts < 2 {
        return Err(too_few(layer, actions, settings, compared.accounts));
    }
    let comparison = Comparison::of(&compared.actions);
    if !comparison.fits(settings.memory_mib) {
        return Err(comparison.refuse(layer, settings.memory_mib, fitting(actions, settings)));
    }
    Ok((compared, lockstep_network::tfidf_cosine(actions, &of_cosine)))
}

fn too_few(layer: Layer, actions: &Actions, settings: &Settings, enough: u32) -> Unfit {
    let mut objects_of = actions.objects_of_each();
    objects_of.sort_unstable_by(|a, b| b.cmp(a));
    let second = objects_of.get(1).copied().filter(|objects| *objects >= 2);
    Unfit {
        reason: format!(
            "in the layer `{}` {} acted on at least {} objects, and a comparison takes two",
            layer.name(),
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
fn fitting(actions: &Actions, settings: &Settings) -> impl Iterator<Item = String> {
    let of_cosine = settings.of_cosine();
    let left = |changed: CosineSettings| Compared::new(actions, &changed);
    let fits = |changed: CosineSettings| Comparison::of(&left(changed).actions).fits(settings.memory_mib);
    let with_most = |most| CosineSettings { most_accounts: Some(most), ..of_cosine };
    let most = last_that(settings.minimum_accounts.max(2), actions.accounts(), |most| fits(with_most(most)));
    let most = most.filter(|most| left(with_most(*most)).objects > 0);
    let mut objects_of = actions.objects_of_each();
    objects_of.sort_unstable_by(|a, b| b.cmp(a));
    let second = objects_of.get(1).copied().unwrap_or(0);
    let with_fewer = |below| CosineSettings { minimum_objects: second - below, ..of_cosine };
    let below = last_that(0, second, |below| fits(with_fewer(below))).filter(|below| left(with_fewer(*below)).objects > 0);
    let most = most.map(|most| format!("`most_accounts: {most}`"));
    most.into_iter().chain(below.map(|below| format!("`minimum_objects: {}`", second - below)))
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

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{FollowRow, Input, Intake, Kind, Part, PostRow, PostShape, assemble};
    use serde_json::{Value, json};

    use super::*;

    const MINUTE: i64 = 60_000;

    fn snapshot(columns: &[Column], fill: impl FnOnce(&mut Part)) -> Snapshot {
        let shape = PostShape { ids: false, present: columns.to_vec(), derived: Vec::new(), keep: columns.to_vec() };
        let mut part = Part::new(&shape);
        fill(&mut part);
        let intake = Intake::without_files("test", "", 0);
        assemble(vec![Input { shape, parts: vec![part], intake }])
    }

    /// A minute apart, each account retweets posts, all of the author named as the second letter says.
    fn retweets(rows: &[(&str, &str)]) -> Snapshot {
        snapshot(&[Column::Kind, Column::RetweetedPost, Column::RetweetedAccount], |part| {
            for (minute, (account_id, post)) in (0..).zip(rows) {
                part.posts.push(&PostRow {
                    account_id,
                    time: minute * MINUTE,
                    kind: Some(Kind::Retweet),
                    retweeted_post_id: Some(post),
                    retweeted_account_id: Some(&post[..1]),
                    ..PostRow::default()
                });
            }
        })
    }

    /// From pairs of accounts of which the first follows the second.
    fn follows(ties: &[(String, &str)]) -> Snapshot {
        snapshot(&[Column::Kind], |part| {
            for (follower_id, followed_id) in ties {
                part.follows.push(&FollowRow { follower_id, followed_id, observed_at: None, position: None });
            }
        })
    }

    fn detect(settings: &Value, snapshot: &Snapshot) -> Result<Findings, Unfit> {
        let settings = serde_json::from_value(settings.clone()).expect("settings fit");
        TfidfCosine::detect(&settings, snapshot, &Context { step: "step".to_owned(), seed: 1 })
    }

    /// Source, target and weight of each edge.
    fn edges(findings: &Findings) -> Vec<(String, String, f64)> {
        let edges = findings.table("edges").expect("a network has edges");
        let (Some(Cells::Account(sources)), Some(Cells::Account(targets)), Some(Cells::Real(_, weights))) =
            (edges.column("source"), edges.column("target"), edges.column("weight"))
        else {
            panic!("edges join accounts and have a measured weight");
        };
        let ends = sources.iter().cloned().zip(targets.iter().cloned());
        ends.zip(weights).map(|((source, target), weight)| (source, target, weight.expect("every edge weighs something"))).collect()
    }

    /// Three accounts; two posts have all three, weight ln(4/4) + 1 = 1, and one has one, weight ln(4/2) + 1.
    const BY_HAND: [(&str, &str); 7] = [("a", "x1"), ("a", "x2"), ("b", "x1"), ("b", "x2"), ("c", "x1"), ("c", "x2"), ("c", "y3")];

    #[test]
    fn a_small_case_worked_by_hand() {
        let all = json!({ "minimum_objects": 2, "minimum_accounts": 1, "keep": { "at_least": 0.0 } });
        let findings = detect(&all, &retweets(&BY_HAND)).expect("fit");
        let rare = 1.0 + std::f64::consts::LN_2;
        let unlike = 2.0 / (2.0_f64.sqrt() * (2.0 + rare * rare).sqrt());
        let found = edges(&findings);
        assert_eq!(found.len(), 3);
        for ((source, target, weight), expected) in found.iter().zip([("a", "b", 1.0), ("a", "c", unlike), ("b", "c", unlike)]) {
            assert_eq!((source.as_str(), target.as_str()), (expected.0, expected.1));
            assert!((weight - expected.2).abs() < 1e-12, "{weight} is not {}", expected.2);
        }
        let shared = findings.table("edges").and_then(|edges| edges.column("shared"));
        assert_eq!(shared, Some(&Cells::Count(vec![Some(2); 3])));
        assert_eq!(findings.value("pairs_compared").map(|value| &value.number), Some(&Number::Count(3)));

        let top = json!({ "minimum_objects": 2, "minimum_accounts": 2, "keep": { "top_share": 0.3 } });
        let findings = detect(&top, &retweets(&BY_HAND)).expect("fit");
        assert_eq!(edges(&findings).len(), 3, "without the object of one account, all three are the same");
        assert_eq!(findings.notes[0], "Layer `co_retweet`: 1 object was left out because fewer of the remaining accounts acted on it than `minimum_accounts`.");
    }

    #[test]
    fn the_highest_cosine_of_the_layers_is_the_weight() {
        let settings = json!({
            "layers": ["co_retweet", "retweeted_account"], "minimum_objects": 1, "minimum_accounts": 1, "keep": { "at_least": 0.0 }
        });
        let rows = [("a", "x1"), ("a", "y1"), ("b", "x2"), ("b", "y2"), ("c", "x1"), ("c", "y1"), ("c", "z1")];
        let findings = detect(&settings, &retweets(&rows)).expect("fit");
        let found = edges(&findings);
        assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("a", "b"), "they share no post and both authors");
        assert!((found[0].2 - 1.0).abs() < 1e-12);
        let table = findings.table("edges").expect("a network has edges");
        let of = |layer| match table.column(layer) {
            Some(Cells::Real(_, cosines)) => cosines.clone(),
            other => panic!("a column of cosines a layer, not {other:?}"),
        };
        assert_eq!(of("cosine_co_retweet").iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
        for (row, (_, _, weight)) in found.iter().enumerate() {
            let highest = [of("cosine_co_retweet")[row], of("cosine_retweeted_account")[row]].into_iter().flatten().fold(0.0, f64::max);
            assert!((highest - weight).abs() < 1e-15);
        }
    }

    #[test]
    fn ties_without_times_are_compared_too() {
        let names = ["a", "b", "c", "d"];
        let ties: Vec<(String, &str)> = names.iter().flat_map(|name| ["x", "y"].map(|followed| ((*name).to_owned(), followed))).collect();
        let settings = json!({ "layers": ["followed_account"], "minimum_objects": 2 });
        let findings = detect(&settings, &follows(&ties)).expect("fit");
        assert_eq!(edges(&findings).len(), 6, "all tie with the highest");
        let evidence = findings.table("evidence").expect("a network has evidence");
        assert_eq!((evidence.rows(), evidence.columns.len()), (12, 3), "two accounts followed an edge, and no posts");
        assert!(findings.table("edges").is_some_and(|edges| edges.column("least_seconds").is_none()));
    }

    #[test]
    fn moments_are_as_long_as_the_slot() {
        let snapshot = snapshot(&[Column::Kind], |part| {
            for (account_id, minutes) in [("a", [0, 31]), ("b", [29, 59]), ("c", [15, 70])] {
                for minute in minutes {
                    part.posts.push(&PostRow { account_id, time: minute * MINUTE, kind: Some(Kind::Original), ..PostRow::default() });
                }
            }
        });
        let settings = |slot: &str| json!({ "layers": ["co_post"], "minimum_objects": 1, "minimum_accounts": 1, "slot": slot });
        let pairs = |slot: &str| edges(&detect(&settings(slot), &snapshot).expect("fit")).len();
        assert_eq!([pairs("30 min"), pairs("1 min")], [1, 0]);
    }

    #[test]
    fn too_little_data_is_no_result() {
        let unfit = detect(&json!({ "layers": ["co_url"] }), &retweets(&BY_HAND)).expect_err("there are no links");
        assert!(unfit.reason.contains("no column `urls`"), "{unfit}");
        let unfit = detect(&json!({}), &retweets(&BY_HAND)).expect_err("nobody has ten objects");
        assert_eq!(
            unfit.to_string(),
            "in the layer `co_retweet` no account acted on at least 10 objects, and a comparison takes two; `minimum_objects: 2` would leave \
             two accounts"
        );
        let unfit = detect(&json!({ "minimum_objects": 3 }), &retweets(&BY_HAND)).expect_err("one account has three objects");
        assert!(unfit.reason.contains("only one account"), "{unfit}");
    }

    #[test]
    fn what_would_not_fit_is_refused_with_what_would() {
        let crowd = (0..1_000).flat_map(|number| ["x", "y"].map(|followed| (format!("account-{number}"), followed)));
        let few = (0..5).flat_map(|number| ["v", "w"].map(|followed| (format!("account-{number}"), followed)));
        let snapshot = follows(&crowd.chain(few).collect::<Vec<_>>());
        let settings = |more: Value| {
            let mut settings = json!({ "layers": ["followed_account"], "minimum_objects": 2, "memory_mib": 16 });
            let more = more.as_object().expect("settings").clone();
            settings.as_object_mut().expect("settings").extend(more);
            settings
        };
        let unfit = detect(&settings(json!({})), &snapshot).expect_err("half a million pairs take 23 MiB");
        assert!(unfit.reason.contains("up to 499500 pairs of accounts would be compared, which may take 23 MiB"), "{unfit}");
        assert_eq!(unfit.remedy, "any of these would fit: `memory_mib: 23`, `most_accounts: 999`, `minimum_objects: 3`");
        assert!(detect(&settings(json!({ "most_accounts": 1_000 })), &snapshot).is_err());
        for fitting in [json!({ "most_accounts": 999 }), json!({ "minimum_objects": 3 })] {
            assert_eq!(edges(&detect(&settings(fitting), &snapshot).expect("fits")).len(), 10);
        }
    }
}
