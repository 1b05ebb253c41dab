//! The measured sets as findings, and the map of the ties among their accounts.

use lockstep_network::graph::Directed;
use lockstep_snapshot::{Role, Snapshot, grouped};
use rand_chacha::ChaCha8Rng;

use super::measured::Measured;
use super::nulls::Spread;
use super::{Settings, marked, tied};
use crate::findings::{Cells, Findings, Network, Number, Table, TableColumn, Unit, Value, Verdict, count, value};
use crate::groups::{column, names_with};
use crate::networks::Structure;
use crate::numbers::quantile;

/// Ties between pairs of accounts that are listed and searched for communities; with more, the map is left out.
const MOST_TIES: usize = 300_000;

pub(super) fn findings(
    settings: &Settings,
    snapshot: &Snapshot,
    graph: &Directed,
    sets: &[Measured],
    random: &mut ChaCha8Rng,
) -> Findings {
    let map = Map::new(snapshot, graph, &[Role::Studied]);
    let everybody = Map::new(snapshot, graph, &[Role::Studied, Role::Control]);
    let mut notes = notes(sets);
    let mut values = values(settings, graph, sets, &map);
    let mut tables = vec![sets_table(sets), cores(sets)];
    let searched = if everybody.pairs.len() <= MOST_TIES { &everybody } else { &map };
    if searched.pairs.len() <= MOST_TIES {
        let structure = Structure::new(snapshot, &searched.pairs, &searched.weights, random);
        tables.push(accounts(snapshot, sets, graph, &structure));
        tables.push(communities(sets, &structure));
        tables.extend(structure.tables.into_iter().filter(|table| table.name == "resolutions"));
        values.extend(structure.values);
    } else {
        notes.push(format!("With {} pairs tied, no communities were looked for.", grouped(searched.pairs.len() as u64)));
    }
    let drawn = map.pairs.len() <= MOST_TIES;
    let edges = if drawn { &map } else { &Map::default() };
    if !drawn {
        notes.push(format!("The map is left out: it would have {} ties.", grouped(map.pairs.len() as u64)));
    }
    tables.push(edges.table(snapshot));
    let weight = format!("1 where one {} the other, 2 where each does", settings.ties.verb());
    let network = Network { edges: "edges".to_owned(), directed: false, weight, evidence: Vec::new() };
    Findings { values, tables, network: Some(network), notes }
}

/// The ties among accounts of some sets, without directions.
#[derive(Default)]
struct Map {
    pairs: Vec<(u32, u32)>,
    weights: Vec<u64>,
    accounts: u64,
}

impl Map {
    fn new(snapshot: &Snapshot, graph: &Directed, roles: &[Role]) -> Self {
        let inside = marked(snapshot, roles);
        let within = graph.arcs().iter().filter(|(from, to)| inside[*from as usize] && inside[*to as usize]);
        let mut arcs: Vec<(u32, u32)> = within.map(|(from, to)| (*from.min(to), *from.max(to))).collect();
        arcs.sort_unstable();
        let weights = arcs.chunk_by(|a, b| a == b).map(|same| same.len() as u64).collect();
        arcs.dedup();
        let accounts = tied(&Directed::new(graph.nodes(), arcs.clone())).into_iter().filter(|tied| *tied).count() as u64;
        Self { pairs: arcs, weights, accounts }
    }

    fn table(&self, snapshot: &Snapshot) -> Table {
        let ids = |end: fn(&(u32, u32)) -> u32| {
            Cells::Account(self.pairs.iter().map(|pair| snapshot.accounts.get(end(pair)).to_owned()).collect())
        };
        Table {
            name: "edges".to_owned(),
            about: "One row a pair of accounts of the studied sets with a tie, by account id.".to_owned(),
            key: 2,
            columns: vec![
                column("source", "One account of the pair", ids(|pair| pair.0)),
                column("target", "The other account", ids(|pair| pair.1)),
                column("weight", "2 if the tie is returned, 1 if not", Cells::Count(self.weights.iter().copied().map(Some).collect())),
            ],
        }
    }
}

fn notes(sets: &[Measured]) -> Vec<String> {
    let mut notes = Vec::new();
    for set in sets {
        if set.ego {
            notes.push(format!(
                "Nearly all collected ties touch the set `{}`: only its own ties were collected. Random sets are shown for it, but their ties \
                 are not known as completely as its own, so that they look sparse; the comparisons with degrees are left out.",
                set.name
            ));
        }
        if set.verdict == Verdict::InsufficientData && !set.ego {
            notes.push(format!("The set `{}` could not be assessed: {}.", set.name, set.why));
        }
        if let Ok(matched) = &set.matched
            && matched.reference < 10 * set.members.len() as u64
        {
            notes.push(format!(
                "Random sets for `{}` come from {} accounts, fewer than ten times as many as the set has, so that they resemble each other.",
                set.name,
                grouped(matched.reference)
            ));
        }
    }
    notes
}

fn values(settings: &Settings, graph: &Directed, sets: &[Measured], map: &Map) -> Vec<Value> {
    let with = |wanted: Verdict| sets.iter().filter(|set| set.verdict == wanted).count() as u64;
    let (flagged, insufficient) = (with(Verdict::Flagged), with(Verdict::InsufficientData));
    let assessed = sets.len() as u64 - insufficient;
    let first = &sets[0];
    let real = |number: Option<f64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Real);
    let whole = |number: Option<u64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Count);
    let ego = "only the set's own ties were collected";
    let few = "the set has too few accounts";
    let no_crowd = if first.ego { ego } else { "there is no crowd to compare with" };
    let nobody = format!("no set could be assessed; of the first, {}", first.why);
    let unmatched = first.matched.as_ref().err().cloned().unwrap_or_default();
    let expected = first.by_degrees.as_ref();
    let tied_accounts = tied(graph).into_iter().filter(|tied| *tied).count() as u64;
    // A flagged set is denser than all random sets drawn for it, which by chance happens once in one more than were drawn.
    let false_sets = assessed as f64 / f64::from(settings.draws + 1);
    vec![
        count("graph_accounts", tied_accounts, Unit::Accounts, None, "Accounts with at least one tie."),
        count("graph_ties", graph.arcs().len() as u64, Unit::Plain, None, "Ties from one account to another, each pair and direction once."),
        count("sets", sets.len() as u64, Unit::Plain, None, "Studied and control sets."),
        count("assessed", assessed, Unit::Plain, Some("sets"), "Sets that could be assessed."),
        value("flagged", whole(Some(flagged).filter(|_| assessed > 0), &nobody), Unit::Plain, Some("assessed"), "Sets beyond the line."),
        count("insufficient", insufficient, Unit::Plain, Some("sets"), "Sets with too little data."),
        value("times", Number::Real(settings.times), Unit::Plain, None, "Times the densest piece of a crowd, as set in the study."),
        value("expected_false", Number::Real(false_sets), Unit::Plain, Some("assessed"), "Sets to be denser than all random sets by chance."),
        count("set_accounts", first.members.len() as u64, Unit::Accounts, None, "Accounts of the first studied set."),
        count("set_pairs", first.pairs, Unit::Pairs, None, "Ties there could be among them: pairs of accounts, in both directions."),
        count("set_ties", first.ties, Unit::Plain, Some("set_pairs"), "Ties among them."),
        value("density", real(first.density, few), Unit::Share, Some("set_pairs"), "Share of the possible ties that exist."),
        value("density_low", real(first.interval().map(|ends| ends.0), few), Unit::Share, None, "Lower end of its 95 % interval."),
        value("density_high", real(first.interval().map(|ends| ends.1), few), Unit::Share, None, "Upper end of its 95 % interval."),
        value("crowd_density", real(first.crowd.as_ref().map(|crowd| crowd.density), no_crowd), Unit::Share, None, {
            "The same for the densest piece, no larger than the set, of any comparison crowd."
        }),
        value("matched_density", real(first.matched.as_ref().ok().map(|matched| matched.median_density), &unmatched), Unit::Share, None, {
            "Median of the same for random sets."
        }),
        value("matched_p", real(first.matched.as_ref().ok().map(super::nulls::Matched::p), &unmatched), Unit::Plain, None, {
            "Share of random sets at least as dense, the set itself counted as one."
        }),
        value("expected_ties", real(expected.map(|expected| expected.ties), ego), Unit::Plain, None, "Ties to expect by degrees alone."),
        value("expected_low", whole(expected.map(|expected| expected.low), ego), Unit::Plain, None, "Lower end of the 95 % range by chance."),
        value("expected_high", whole(expected.map(|expected| expected.high), ego), Unit::Plain, None, "Upper end of the 95 % range by chance."),
        value("reciprocity", real(first.reciprocity, "there is no tie that could be returned"), Unit::Plain, None, {
            "How much more often ties are returned than if they fell anywhere: 1 always, 0 as by chance."
        }),
        value("transitivity", real(first.transitivity, "no account has two neighbours"), Unit::Share, None, {
            "How often two neighbours of an account are neighbours of each other."
        }),
        count("map_accounts", map.accounts, Unit::Accounts, None, "Accounts of the studied sets with a tie to another."),
        count("map_ties", map.pairs.len() as u64, Unit::Pairs, None, "Pairs of them with a tie in one direction or both."),
    ]
}

fn sets_table(sets: &[Measured]) -> Table {
    let text = |field: &dyn Fn(&Measured) -> String| Cells::Text(sets.iter().map(field).collect());
    let count = |field: &dyn Fn(&Measured) -> Option<u64>| Cells::Count(sets.iter().map(field).collect());
    let real = |unit, field: &dyn Fn(&Measured) -> Option<f64>| Cells::Real(unit, sets.iter().map(field).collect());
    let expected = |set: &Measured| set.by_degrees.as_ref().map(|expected| expected.ties);
    let rewired = |set: &Measured, field: fn(&super::nulls::Rewired) -> Option<Spread>, end: fn(Spread) -> f64| {
        set.rewired.as_ref().ok().and_then(field).map(end)
    };
    let times = |set: &Measured| set.crowd.as_ref().filter(|crowd| crowd.density > 0.0).and_then(|crowd| Some(set.density? / crowd.density));
    let mut columns = vec![
        column("set", "Set of accounts", text(&|set| set.name.clone())),
        column("verdict", "What the detector says", Cells::Verdict(sets.iter().map(|set| set.verdict).collect())),
        column("role", "Why it is in the study", text(&|set| set.role.name().to_owned())),
        column("why_not", "Why it could not be assessed", text(&|set| set.why.clone())),
        column("accounts", "Accounts in the set", count(&|set| Some(set.members.len() as u64))),
        column("tied", "Accounts with a tie to anybody", count(&|set| Some(set.tied as u64))),
        column("ties", "Ties among its accounts", count(&|set| Some(set.ties))),
        column("density", "Ties, of those there could be", real(Unit::Share, &|set| set.density)),
        column("density_low", "Lower end of the 95 % interval of the density", real(Unit::Share, &|set| set.interval().map(|ends| ends.0))),
        column("density_high", "Upper end of the 95 % interval of the density", real(Unit::Share, &|set| set.interval().map(|ends| ends.1))),
        column("crowd", "Crowd with the densest piece no larger than the set", {
            text(&|set| set.crowd.as_ref().map_or_else(String::new, |crowd| crowd.name.clone()))
        }),
        column("crowd_accounts", "Accounts in that piece", count(&|set| set.crowd.as_ref().map(|crowd| crowd.accounts))),
        column("crowd_density", "Density of that piece", real(Unit::Share, &|set| set.crowd.as_ref().map(|crowd| crowd.density))),
        column("times_crowd", "Density of the set, in densities of that piece", real(Unit::Plain, &times)),
    ];
    columns.extend(matched_columns(sets));
    columns.extend([
        column("expected_ties", "Ties to expect by degrees alone", real(Unit::Plain, &expected)),
        column("expected_low", "Lower end of the 95 % range by chance", count(&|set| set.by_degrees.as_ref().map(|found| found.low))),
        column("expected_high", "Upper end of the 95 % range by chance", count(&|set| set.by_degrees.as_ref().map(|found| found.high))),
        column("rewired_graphs", "Graphs with the same degrees", count(&|set| set.rewired.as_ref().ok().map(|rewired| rewired.graphs))),
        column("rewired_ties", "Mean ties in these graphs", real(Unit::Plain, &|set| rewired(set, |it| Some(it.ties), |it| it.mean))),
        column("returned", "Ties that are returned", real(Unit::Share, &|set| set.returned)),
        column("reciprocity", "How much more often than if ties fell anywhere: 1 always, 0 as by chance", real(Unit::Plain, &|set| set.reciprocity)),
        column("rewired_reciprocity_low", "Lower end of the middle 95 % of the same in graphs with the same degrees", {
            real(Unit::Plain, &|set| rewired(set, |it| it.reciprocity, |it| it.low))
        }),
        column("rewired_reciprocity_high", "Upper end of the same", real(Unit::Plain, &|set| rewired(set, |it| it.reciprocity, |it| it.high))),
        column("transitivity", "How often two neighbours are neighbours of each other", real(Unit::Share, &|set| set.transitivity)),
        column("rewired_transitivity_low", "Lower end of the middle 95 % of the same in graphs with the same degrees", {
            real(Unit::Share, &|set| rewired(set, |it| it.transitivity, |it| it.low))
        }),
        column("rewired_transitivity_high", "Upper end of the same", real(Unit::Share, &|set| rewired(set, |it| it.transitivity, |it| it.high))),
        column("deepest_core", "Largest number of partners that some accounts all have among themselves", {
            count(&|set| set.cores.iter().max().map(|core| u64::from(*core)))
        }),
        column("largest_part", "Accounts in the largest part that hangs together", real(Unit::Share, &|set| set.largest)),
        column("touching", "Ties of the collection that touch the set", real(Unit::Share, &|set| set.touching)),
    ]);
    Table { name: "sets".to_owned(), about: "One row a set: the studied ones first.".to_owned(), key: 1, columns }
}

fn matched_columns(sets: &[Measured]) -> Vec<TableColumn> {
    let of = |field: &dyn Fn(&super::nulls::Matched) -> f64| sets.iter().map(|set| set.matched.as_ref().ok().map(field)).collect::<Vec<_>>();
    let reference = sets.iter().map(|set| set.matched.as_ref().ok().map(|matched| matched.reference)).collect();
    vec![
        column("reference", "Accounts that random sets are drawn from", Cells::Count(reference)),
        column("matched_density", "Median density of random sets", Cells::Real(Unit::Share, of(&|matched| matched.median_density))),
        column("matched_highest", "Highest density of a random set", Cells::Real(Unit::Share, of(&|matched| matched.highest_density))),
        column("matched_p", "Random sets at least as dense, the set counted as one", Cells::Real(Unit::Plain, of(&|matched| matched.p()))),
        column("median_outside", "Median number of ties to accounts outside the set", {
            Cells::Real(Unit::Plain, of(&|matched| matched.median_ties.0))
        }),
        column("matched_outside", "The same for the accounts drawn", Cells::Real(Unit::Plain, of(&|matched| matched.median_ties.1))),
    ]
}

/// How many accounts of each set are in its k-core.
fn cores(sets: &[Measured]) -> Table {
    let mut rows: Vec<(&str, u64, u64)> = Vec::new();
    for set in sets {
        for k in 1..=set.cores.iter().copied().max().unwrap_or(0) {
            rows.push((&set.name, u64::from(k), set.cores.iter().filter(|core| **core >= k).count() as u64));
        }
    }
    Table {
        name: "cores".to_owned(),
        about: "One row a set and k: accounts that all have at least k partners among themselves.".to_owned(),
        key: 2,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
            column("k", "Partners", Cells::Count(rows.iter().map(|row| Some(row.1)).collect())),
            column("accounts", "Accounts", Cells::Count(rows.iter().map(|row| Some(row.2)).collect())),
        ],
    }
}

/// The accounts of the sets, the most central first.
fn accounts(snapshot: &Snapshot, sets: &[Measured], graph: &Directed, structure: &Structure) -> Table {
    let central = |account: u32| match structure.of_accounts.iter().find(|one| one.name == "centrality").map(|one| &one.cells) {
        Some(Cells::Real(_, cells)) => cells[account as usize],
        _ => None,
    };
    let mut members: Vec<u32> = sets.iter().flat_map(|set| set.members.iter().copied()).collect();
    members.sort_unstable();
    members.dedup();
    members.sort_by(|a, b| central(*b).unwrap_or(-1.0).total_cmp(&central(*a).unwrap_or(-1.0)));
    let rows: Vec<usize> = members.iter().map(|member| *member as usize).collect();
    let names = |account: &u32| names_with(sets.iter().map(|set| (set.name.as_str(), &set.members[..])), *account);
    let degree = |degrees: &[u32]| Cells::Count(rows.iter().map(|row| Some(u64::from(degrees[*row]))).collect());
    let mut columns = vec![
        column("account", "Account", Cells::Account(members.iter().map(|member| snapshot.accounts.get(*member).to_owned()).collect())),
        column("sets", "Sets that it is in", Cells::Text(members.iter().map(names).collect())),
        column("sent", "Ties that it sends, in the whole collection", degree(graph.sent())),
        column("received", "Ties that it receives, in the whole collection", degree(graph.received())),
    ];
    columns.extend(structure.of_accounts.iter().map(|one| column(&one.name, &one.meaning, one.cells.select(&rows))));
    Table { name: "accounts".to_owned(), about: "One row an account of a set: the most central first.".to_owned(), key: 1, columns }
}

/// Which communities the accounts of each set are in.
fn communities(sets: &[Measured], structure: &Structure) -> Table {
    let cells = |name: &str| structure.of_accounts.iter().find(|one| one.name == name).map(|one| &one.cells);
    let community = |account: u32| match cells("community") {
        Some(Cells::Count(cells)) => cells[account as usize],
        _ => None,
    };
    let centrality = |account: u32| match cells("centrality") {
        Some(Cells::Real(_, cells)) => cells[account as usize],
        _ => None,
    };
    let mut rows = Vec::new();
    for set in sets {
        let mut of: Vec<u64> = set.members.iter().filter_map(|member| community(*member)).collect();
        of.sort_unstable();
        let placed = of.len() as u64;
        let largest = of.chunk_by(|a, b| a == b).map(|same| (same.len() as u64, same[0])).reduce(|best, next| if next.0 > best.0 { next } else { best });
        let mut central: Vec<f64> = set.members.iter().filter_map(|member| centrality(*member)).collect();
        central.sort_unstable_by(f64::total_cmp);
        rows.push((&set.name, placed, largest, quantile(&central, 0.5)));
    }
    let share = |row: &(&String, u64, Option<(u64, u64)>, Option<f64>)| row.2.and_then(|largest| crate::numbers::share(largest.0, row.1));
    Table {
        name: "communities".to_owned(),
        about: "One row a set: the community of the ties among all sets' accounts that most of its accounts are in.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(rows.iter().map(|row| row.0.clone()).collect())),
            column("placed", "Accounts of the set with a tie to an account of a set", Cells::Count(rows.iter().map(|row| Some(row.1)).collect())),
            column("community", "Community that most of them are in", Cells::Count(rows.iter().map(|row| row.2.map(|largest| largest.1)).collect())),
            column("share", "Share of them that are in it", Cells::Real(Unit::Share, rows.iter().map(share).collect())),
            column("median_centrality", "Median eigenvector centrality", Cells::Real(Unit::Plain, rows.iter().map(|row| row.3).collect())),
        ],
    }
}
