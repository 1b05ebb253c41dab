//! From tested pairs to findings: the network of edges, every pair with a tier, and what other caps and blocks would have found.

use lockstep_network::nulls::Jitter;
use lockstep_network::{Evidence, Extent, SelectionEvidence, Tier, TimingEvidence, Validated as Found, ValidatedPair, evidence};
use lockstep_snapshot::{Snapshot, grouped};
use rand_chacha::ChaCha8Rng;

use super::Settings;
use super::fusion::{Fused, fuse};
use crate::findings::{Cells, Findings, Number, Table, TableColumn, Unit, Value, count, value};
use crate::groups::column;
use crate::layers::Layered;
use crate::numbers::decades;
use crate::networks::{Chance, Structure, Ties, Weights};

/// Pairs of a layer that are listed, the most surprising first.
const LISTED: usize = 5_000;
/// Bins of the jitter check, in windows.
const BINS: i64 = 10;

pub(super) fn findings(
    settings: &Settings,
    snapshot: &Snapshot,
    layers: &[Layered<'_>],
    found: &[Found],
    chance: &Chance,
    random: &mut ChaCha8Rng,
) -> Findings {
    let fused = fuse(&settings.layers, found);
    let edges: Vec<&Fused> = fused.iter().filter(|fused| fused.edge).collect();
    let pairs: Vec<(u32, u32)> = edges.iter().map(|fused| fused.pair).collect();
    let of_layers: Vec<Vec<Evidence>> = layers.iter().map(|layer| of_edges(layer, &pairs, settings)).collect();
    let weight = |edge: usize| of_layers.iter().map(|layer| u64::from(layer[edge].objects)).sum();
    let weights: Vec<u64> = (0..pairs.len()).map(weight).collect();
    let structure = Structure::new(snapshot, &pairs, &weights, random);
    let ties = Ties {
        snapshot,
        layers,
        weights: Weights::Counts(weights),
        weight: format!("distinct objects shared within {}, or at any time in layers without times", longest(settings)),
        directed: false,
        evidence: of_layers,
        of_edges: edge_columns(&edges, layers.len()),
        of_accounts: structure.of_accounts,
        of_layers: layer_columns(found),
        edges: pairs,
    };
    let mut own = values(settings, found, &fused);
    own.extend(chance.values());
    own.extend(structure.values);
    let mut findings = ties.findings(own);
    findings.tables.extend(structure.tables);
    for (layer, found) in layers.iter().zip(found) {
        let name = if layers.len() == 1 { "pairs".to_owned() } else { format!("pairs_{}", layer.layer.name()) };
        if found.pairs.len() > LISTED {
            findings.notes.push(format!(
                "The table `{name}` lists {} of {} pairs with a tier: those of tier C2 and then the most surprising.",
                grouped(LISTED as u64),
                grouped(found.pairs.len() as u64)
            ));
        }
        findings.tables.push(pair_table(name, settings, snapshot, layer, found));
    }
    findings.tables.push(sweep(layers, found));
    findings.tables.extend(chance.table());
    findings.notes.extend(chance.notes());
    findings
}

fn seconds(ms: i64) -> Number {
    Number::Real(ms as f64 / 1_000.0)
}

fn longest(settings: &Settings) -> String {
    crate::duration::Duration::from_ms(settings.longest()).to_string()
}

fn of_edges(layer: &Layered<'_>, pairs: &[(u32, u32)], settings: &Settings) -> Vec<Evidence> {
    let window = if layer.layer.is_timed() { settings.longest() } else { i64::MAX };
    evidence(&layer.actions, pairs, window, settings.evidence as usize)
}

fn edge_columns(edges: &[&Fused], layers: usize) -> Vec<TableColumn> {
    let best = |fused: &&Fused| fused.layers.iter().flatten().map(|found| found.tier).max();
    let tiers = edges.iter().map(|fused| best(fused).map_or("", word).to_owned()).collect();
    let mut columns = vec![column("tier", "C2: both questions passed in a layer; C1: one question in layers of two families", Cells::Text(tiers))];
    if layers > 1 {
        let count = |fused: &&Fused| Some(fused.layers.iter().flatten().count() as u64);
        columns.push(column("layers", "Layers in which the pair has a tier", Cells::Count(edges.iter().map(count).collect())));
    }
    let combined = edges.iter().map(|fused| Some(decades(fused.combined().ln))).collect();
    columns.push(column("p_decades", "−log₁₀ of the chance of all of it: 6 is one in a million", Cells::Real(Unit::Plain, combined)));
    columns
}

const fn word(tier: Tier) -> &'static str {
    match tier {
        Tier::C2 => "C2",
        Tier::C1 => "C1",
    }
}

fn layer_columns(found: &[Found]) -> Vec<TableColumn> {
    let count = |number: &dyn Fn(&Found) -> u64| Cells::Count(found.iter().map(|found| Some(number(found))).collect());
    vec![
        column("tested", "Accounts with enough objects to be tested", count(&|found| found.eligible)),
        column("tested_pairs", "Pairs they could form", count(&|found| found.eligible_pairs)),
        column("timing_pairs", "Pairs found by timing", count(&|found| found.timing.pairs)),
        column("selection_pairs", "Pairs found by selection", count(&|found| found.selection.pairs)),
        column("both_pairs", "Pairs of tier C2", count(&|found| both(found) as u64)),
        column("shared_interest", "Pairs that share more than degrees alone explain", count(&|found| found.shared_interest.len() as u64)),
    ]
}

fn both(found: &Found) -> usize {
    found.pairs.iter().filter(|pair| pair.tier == Tier::C2).count()
}

fn values(settings: &Settings, found: &[Found], fused: &[Fused]) -> Vec<Value> {
    let sum = |number: &dyn Fn(&Found) -> u64| found.iter().map(number).sum();
    let most = found.iter().map(|found| found.eligible).max().unwrap_or_default();
    let timing: u64 = sum(&|found| found.timing.pairs);
    let one_sided = fused.iter().filter(|fused| !fused.edge).count() as u64;
    let interest: Vec<(u32, u32)> = found.iter().flat_map(|found| found.shared_interest.iter().copied()).collect();
    let pairs = Some("tested_pairs");
    vec![
        count("tested", most, Unit::Accounts, Some("acting"), "Accounts with enough objects to be tested, in the layer that has most."),
        count("tested_pairs", sum(&|found| found.eligible_pairs), Unit::Pairs, None, "Pairs tested, counted once in each layer."),
        count("validated_pairs", fused.iter().filter(|fused| fused.edge).count() as u64, Unit::Pairs, pairs, "Pairs that are an edge."),
        count("timing_pairs", timing, Unit::Pairs, pairs, "Pairs found by timing among all tested."),
        count("selection_pairs", sum(&|found| found.selection.pairs), Unit::Pairs, pairs, "Pairs found by selection among all tested."),
        count("both_pairs", sum(&|found| both(found) as u64), Unit::Pairs, pairs, "Pairs of tier C2: timing and selection."),
        count("one_sided", one_sided, Unit::Pairs, pairs, "Pairs with a tier that are no edge: one question passed, in one family of layers."),
        count("shared_interest", sum(&|found| found.shared_interest.len() as u64), Unit::Pairs, pairs, "Pairs that share more than their degrees alone explain."),
        count("shared_interest_accounts", Extent::of(&interest).accounts, Unit::Accounts, Some("acting"), "Accounts in such pairs."),
        value("shortest_window", seconds(settings.shortest()), Unit::Seconds, None, "Shortest window in which actions count as together, as set in the study."),
        value("longest_window", seconds(settings.longest()), Unit::Seconds, None, "Longest window in which they do, as set in the study."),
        count("minimum_objects", u64::from(settings.minimum_objects), Unit::Objects, None, "Distinct objects that an account needs to be tested, as set in the study."),
        value("false_discovery_rate", Number::Real(settings.false_discovery_rate), Unit::Share, None, "Share of false pairs to expect, as set in the study."),
        value("expected_false", Number::Real(timing as f64 * settings.false_discovery_rate), Unit::Pairs, Some("timing_pairs"), "Pairs found by timing that would be false at that rate."),
    ]
}

/// Every pair of a layer with a tier: C2 first, then by how surprising.
fn pair_table(name: String, settings: &Settings, snapshot: &Snapshot, layer: &Layered<'_>, found: &Found) -> Table {
    let surprise = |pair: &ValidatedPair| {
        let timing = pair.timing.map_or(0.0, |timing| timing.p.ln);
        timing.min(pair.selection.map_or(0.0, |selection| selection.p.ln))
    };
    let mut order: Vec<&ValidatedPair> = found.pairs.iter().collect();
    order.sort_by(|a, b| b.tier.cmp(&a.tier).then(surprise(a).total_cmp(&surprise(b))));
    order.truncate(LISTED);
    let ids = |end: fn(&ValidatedPair) -> u32| {
        Cells::Account(order.iter().map(|pair| snapshot.accounts.get(end(pair)).to_owned()).collect())
    };
    let mut columns = vec![
        column("source", "One account of the pair", ids(|pair| pair.source)),
        column("target", "The other account", ids(|pair| pair.target)),
        column("tier", "C2: selection and timing; C1: one of them", Cells::Text(order.iter().map(|pair| word(pair.tier).to_owned()).collect())),
    ];
    if layer.layer.is_timed() {
        columns.extend(timing_columns(&order));
        columns.push(jitter_column(settings, snapshot, layer, &order));
    }
    columns.extend(selection_columns(&order));
    Table { name, about: "One row a pair with a tier: C2 first, then the most surprising.".to_owned(), key: 2, columns }
}

fn timing_columns(order: &[&ValidatedPair]) -> Vec<TableColumn> {
    let count = |number: fn(TimingEvidence) -> u64| Cells::Count(order.iter().map(|pair| pair.timing.map(number)).collect());
    let real = |unit, number: fn(TimingEvidence) -> f64| Cells::Real(unit, order.iter().map(|pair| pair.timing.map(number)).collect());
    vec![
        column("window", "Window that says most, seconds", real(Unit::Seconds, |timing| timing.window as f64 / 1_000.0)),
        column("within", "Objects shared within it", count(|timing| u64::from(timing.within))),
        column("shared", "Objects shared at any time", count(|timing| u64::from(timing.shared))),
        column("expected_within", "Objects expected within it, of those shared", real(Unit::Plain, |timing| timing.expected)),
        column("timing_decades", "−log₁₀ of the chance by timing", real(Unit::Plain, |timing| decades(timing.p.ln))),
    ]
}

fn selection_columns(order: &[&ValidatedPair]) -> Vec<TableColumn> {
    let count = |number: fn(SelectionEvidence) -> u64| Cells::Count(order.iter().map(|pair| pair.selection.map(number)).collect());
    let real = |number: fn(SelectionEvidence) -> f64| Cells::Real(Unit::Plain, order.iter().map(|pair| pair.selection.map(number)).collect());
    vec![
        column("shared_within_cap", "Objects shared, without the most popular", count(|selection| u64::from(selection.shared))),
        column("expected_shared", "Of these, objects that activity, popularity and interests explain", real(|selection| selection.expected)),
        column("selection_decades", "−log₁₀ of the chance by selection", real(|selection| decades(selection.p.ln))),
    ]
}

/// Whether what is faster than ten windows explains the meetings: a confirmation that news within such a time would also give.
fn jitter_column(settings: &Settings, snapshot: &Snapshot, layer: &Layered<'_>, order: &[&ValidatedPair]) -> TableColumn {
    let mut pairs: Vec<(u32, u32)> = order.iter().map(|pair| (pair.source, pair.target)).collect();
    pairs.sort_unstable();
    let all = evidence(&layer.actions, &pairs, i64::MAX, usize::MAX);
    let jitter = Jitter::new(settings.shortest(), settings.shortest() * BINS);
    let time = |post: u32| snapshot.posts.time[post as usize];
    let check = |pair: &&ValidatedPair| {
        let at = pairs.binary_search(&(pair.source, pair.target)).ok()?;
        let shared: Vec<(i64, i64)> = all[at].shared.iter().map(|shared| (time(shared.source_post), time(shared.target_post))).collect();
        Some(decades(jitter?.test(&shared).tail.ln))
    };
    let meaning = "−log₁₀ of the chance of as many meetings in the shortest window if each act had fallen anywhere within ten such windows";
    column("jitter_decades", meaning, Cells::Real(Unit::Plain, order.iter().map(check).collect()))
}

/// What each popularity cap and number of blocks finds.
fn sweep(layers: &[Layered<'_>], found: &[Found]) -> Table {
    let rows: Vec<_> = layers.iter().zip(found).flat_map(|(layer, found)| found.sweep.iter().map(move |row| (layer.layer.name(), row))).collect();
    let count = |number: &dyn Fn(&lockstep_network::SweepRow) -> u64| Cells::Count(rows.iter().map(|(_, row)| Some(number(row))).collect());
    Table {
        name: "sweep".to_owned(),
        about: "One row a layer, popularity cap and number of blocks; 1 block is degrees alone.".to_owned(),
        key: 3,
        columns: vec![
            column("layer", "Layer", Cells::Text(rows.iter().map(|(name, _)| (*name).to_owned()).collect())),
            column("cap", "Most accounts of an object, as a share of all", Cells::Real(Unit::Share, rows.iter().map(|(_, row)| Some(row.cap)).collect())),
            column("blocks", "Number of blocks", count(&|row| u64::from(row.blocks))),
            column("most_accounts", "Most accounts of an object", count(&|row| u64::from(row.most_accounts))),
            column("selection_pairs", "Pairs found by selection", count(&|row| row.selection.pairs)),
            column("selection_accounts", "Accounts in them", count(&|row| row.selection.accounts)),
            column("both_pairs", "Pairs found by selection and timing", count(&|row| row.both.pairs)),
            column("both_accounts", "Accounts in them", count(&|row| row.both.accounts)),
        ],
    }
}
