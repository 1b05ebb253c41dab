//! The comparison as findings.

use lockstep_snapshot::Snapshot;
use lockstep_statistics::{FEWEST_COMMON, chapman, hypergeometric_tail};

use super::features::{Features, Row, Standing};
use super::links::{LEVEL, Link};
use super::{Lists, Settings};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, Verdict, count, value};
use crate::groups::column;
use crate::numbers::share;

/// Populations that a probability of the overlap is shown for.
const POPULATIONS: [u64; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

pub(super) fn findings(
    settings: &Settings,
    snapshot: &Snapshot,
    lists: &Lists<'_>,
    links: &[Link; 2],
    features: &Features,
) -> Findings {
    let mut notes = vec![format!(
        "The first list is `{}` ({}), the second `{}` ({}).",
        lists.first.name, lists.first.source, lists.second.name, lists.second.source
    )];
    for link in links {
        if link.verdict == Verdict::InsufficientData {
            notes.push(format!("`{}` could not be assessed: {}.", link.name, link.why));
        }
    }
    notes.push("The sets of a study have no order, so that what is compared by rank is whom each list retweets.".to_owned());
    Findings {
        values: values(settings, lists, links, features),
        tables: vec![links_table(links), populations(settings, lists), features_table(features), common(snapshot, lists)],
        network: None,
        notes,
    }
}

fn values(settings: &Settings, lists: &Lists<'_>, links: &[Link; 2], features: &Features) -> Vec<Value> {
    let (first, second, common) = (lists.first.members.len() as u64, lists.second.members.len() as u64, lists.common.len() as u64);
    let with = |wanted: Verdict| links.iter().filter(|link| link.verdict == wanted).count() as u64;
    let (flagged, insufficient) = (with(Verdict::Flagged), with(Verdict::InsufficientData));
    let assessed = links.len() as u64 - insufficient;
    let real = |number: Option<f64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Real);
    let whole = |number: Option<u64>, why: &str| number.map_or_else(|| Number::Insufficient(why.to_owned()), Number::Count);
    let empty = "a list is empty";
    let unassessed = "no kind of tie between the lists could be assessed";
    let no_population = "the study declares no population";
    let p = settings.population.filter(|population| *population >= lists.union()).map(|population| {
        hypergeometric_tail(population, first, second, common).p
    });
    let accounts = if common == 1 { "account" } else { "accounts" };
    let too_few = format!("the lists have {common} {accounts} in common, and at least {FEWEST_COMMON} are needed");
    let estimate = chapman(first, second, common);
    let mut values = vec![
        count("first_accounts", first, Unit::Accounts, None, "Accounts on the first list."),
        count("second_accounts", second, Unit::Accounts, None, "Accounts on the second list."),
        count("on_either", lists.union(), Unit::Accounts, None, "Accounts on either list."),
        count("common", common, Unit::Accounts, Some("on_either"), "Accounts on both lists."),
        value("jaccard", real(share(common, lists.union()), empty), Unit::Share, Some("on_either"), "Accounts on both, of those on either."),
        value("overlap_coefficient", real(share(common, first.min(second)), empty), Unit::Share, None, "Accounts on both, of the shorter list."),
        value("population", whole(settings.population, no_population), Unit::Accounts, None, "Accounts that both lists could have come from, as declared."),
        value("overlap_p", real(p, if settings.population.is_some() { "the declared population is smaller than the lists" } else { no_population }), Unit::Plain, None, {
            "Chance of at least as many in common, if both lists had been drawn at random from the declared population."
        }),
        value("estimated_population", real(estimate.map(|found| found.estimate), &too_few), Unit::Accounts, None, {
            "If the lists are independent: accounts that there would be in all."
        }),
        value("estimated_low", real(estimate.map(|found| found.low), &too_few), Unit::Accounts, None, "Lower end of its 95 % interval, if independent."),
        value("estimated_high", real(estimate.map(|found| found.high), &too_few), Unit::Accounts, None, "Upper end of its 95 % interval, if independent."),
        count("kinds", links.len() as u64, Unit::Plain, None, "Kinds of tie looked at."),
        count("assessed", assessed, Unit::Plain, Some("kinds"), "Kinds of tie that could be assessed."),
        value("flagged", whole(Some(flagged).filter(|_| assessed > 0), unassessed), Unit::Plain, Some("assessed"), "Kinds of tie beyond the line."),
        value("times", Number::Real(settings.times), Unit::Plain, None, "Times the densest piece of a control set, as set in the study."),
        value("expected_false", Number::Real(assessed as f64 * LEVEL), Unit::Plain, Some("assessed"), "Kinds of tie beyond degrees by chance."),
    ];
    for (link, names) in links.iter().zip([
        ["cross_ties", "possible_ties", "cross_density", "expected_cross", "expected_cross_low", "expected_cross_high", "crowd_density"],
        [
            "cross_co_retweets",
            "possible_pairs",
            "co_retweet_density",
            "expected_co_retweets",
            "expected_co_retweets_low",
            "expected_co_retweets_high",
            "crowd_co_retweet_density",
        ],
    ]) {
        let why = link.why.as_str();
        let across = link.graph.as_ref().map(|_| link.across);
        let [ties, pairs, density, mean, low, high, crowd] = names;
        let what = format!("From an account on one list only to one on the other only: {}.", link.about);
        values.extend([
            count(pairs, link.possible, Unit::Pairs, None, "How many ties across there could be."),
            value(ties, whole(across, why), Unit::Plain, Some(pairs), &what),
            value(density, real(link.density, why), Unit::Share, Some(pairs), "Ties across, of those there could be."),
            value(mean, real(link.expected.map(|found| found.0), why), Unit::Plain, None, "Ties across to expect by degrees alone."),
            value(low, whole(link.expected.map(|found| found.1), why), Unit::Plain, None, "Lower end of the 95 % range by chance."),
            value(high, whole(link.expected.map(|found| found.2), why), Unit::Plain, None, "Upper end of the 95 % range by chance."),
            value(crowd, real(link.crowd.as_ref().map(|crowd| crowd.1), "there is no control set to compare with"), Unit::Share, None, {
                "The same inside the densest piece, no larger than both lists, of any control set."
            }),
        ]);
    }
    let unranked = "no list is known to retweet anybody";
    values.push(value("rank_overlap", real(features.rank_overlap, unranked), Unit::Plain, None, {
        "Rank-biased overlap (p = 0.9) of whom the two lists retweet: 1 the same in the same order, 0 nobody in common."
    }));
    values.push(value("crowd_rank_overlap", real(features.crowd_rank_overlap, "there is no control set that retweets"), Unit::Plain, None, {
        "The largest of the same between a list and a control set."
    }));
    values
}

fn links_table(links: &[Link; 2]) -> Table {
    let text = |field: fn(&Link) -> String| Cells::Text(links.iter().map(field).collect());
    let count = |field: fn(&Link) -> Option<u64>| Cells::Count(links.iter().map(field).collect());
    let real = |unit, field: fn(&Link) -> Option<f64>| Cells::Real(unit, links.iter().map(field).collect());
    // To a tenth, so that the last digits of a logarithm show nowhere.
    let decades = |link: &Link| link.expected.map(|found| (-found.3.ln / std::f64::consts::LN_10 * 10.0).round() / 10.0 + 0.0);
    Table {
        name: "links".to_owned(),
        about: "One row a kind of tie, between accounts that are on one list only.".to_owned(),
        key: 1,
        columns: vec![
            column("kind", "Kind of tie", text(|link| link.name.to_owned())),
            column("verdict", "What the detector says", Cells::Verdict(links.iter().map(|link| link.verdict).collect())),
            column("about", "What a tie is", text(|link| link.about.clone())),
            column("directed", "Whether it has a direction", text(|link| if link.directed { "yes" } else { "no" }.to_owned())),
            column("why_not", "Why it could not be assessed", text(|link| link.why.clone())),
            column("across", "Ties from one list to the other", count(|link| link.graph.as_ref().map(|_| link.across))),
            column("possible", "How many there could be", count(|link| Some(link.possible))),
            column("density", "Ties, of those there could be", real(Unit::Share, |link| link.density)),
            column("as_one", "Density across, in densities inside the lists (geometric mean): 1 when they are tied as one", {
                real(Unit::Plain, |link| link.as_one)
            }),
            column("expected", "Ties to expect by degrees alone", real(Unit::Plain, |link| link.expected.map(|found| found.0))),
            column("expected_low", "Lower end of the 95 % range by chance", count(|link| link.expected.map(|found| found.1))),
            column("expected_high", "Upper end of the 95 % range by chance", count(|link| link.expected.map(|found| found.2))),
            column("p_decades", "−log₁₀ of the chance of at least as many by degrees: 6 is one in a million", real(Unit::Plain, decades)),
            column("crowd", "Control set with the densest piece", text(|link| link.crowd.as_ref().map_or_else(String::new, |crowd| crowd.0.clone()))),
            column("crowd_density", "Density inside that piece", real(Unit::Share, |link| link.crowd.as_ref().map(|crowd| crowd.1))),
        ],
    }
}

fn populations(settings: &Settings, lists: &Lists<'_>) -> Table {
    let (first, second, common) = (lists.first.members.len() as u64, lists.second.members.len() as u64, lists.common.len() as u64);
    let mut sizes: Vec<u64> = POPULATIONS.into_iter().chain(settings.population).filter(|population| *population >= lists.union()).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let expected = sizes.iter().map(|size| Some(first as f64 * second as f64 / *size as f64)).collect();
    let p = sizes.iter().map(|size| Some(hypergeometric_tail(*size, first, second, common).p)).collect();
    let declared = sizes.iter().map(|size| if settings.population == Some(*size) { "declared" } else { "" }.to_owned()).collect();
    Table {
        name: "populations".to_owned(),
        about: "One row a population that both lists might have been drawn from.".to_owned(),
        key: 1,
        columns: vec![
            column("population", "Accounts in the population", Cells::Count(sizes.iter().copied().map(Some).collect())),
            column("declared", "Whether the study declares it", Cells::Text(declared)),
            column("expected", "Accounts on both to expect of two random lists", Cells::Real(Unit::Plain, expected)),
            column("p", "Chance of at least as many on both as there are", Cells::Real(Unit::Plain, p)),
        ],
    }
}

fn features_table(features: &Features) -> Table {
    let rows = &features.rows;
    let real = |unit, list: usize, field: fn(&Standing) -> Option<f64>| {
        Cells::Real(unit, rows.iter().map(|row| field(&row.standings[list])).collect())
    };
    let accounts = |list: usize| Cells::Count(rows.iter().map(|row| Some(row.standings[list].accounts)).collect());
    let used = |row: &Row| if row.drawn_up_by { "yes" } else { "" }.to_owned();
    Table {
        name: "features".to_owned(),
        about: "One row a feature: where the accounts on one list only lie among accounts on neither.".to_owned(),
        key: 1,
        columns: vec![
            column("feature", "Feature", Cells::Text(rows.iter().map(|row| row.feature.name().to_owned()).collect())),
            column("drawn_up_by", "Whether a list was drawn up by it, so that it confirms nothing", Cells::Text(rows.iter().map(used).collect())),
            column("reference", "Accounts on neither list for which it is known", Cells::Count(rows.iter().map(|row| Some(row.reference)).collect())),
            column("first_accounts", "Accounts of the first list for which it is known", accounts(0)),
            column("first_percentile", "Median share of accounts on neither that have no more of it", real(Unit::Share, 0, |it| it.percentile)),
            column("first_auc", "Chance that one of the first list has more than one on neither", real(Unit::Share, 0, |it| it.auc)),
            column("second_accounts", "Accounts of the second list for which it is known", accounts(1)),
            column("second_percentile", "Median share of accounts on neither that have no more of it", real(Unit::Share, 1, |it| it.percentile)),
            column("second_auc", "Chance that one of the second list has more than one on neither", real(Unit::Share, 1, |it| it.auc)),
        ],
    }
}

fn common(snapshot: &Snapshot, lists: &Lists<'_>) -> Table {
    Table {
        name: "common".to_owned(),
        about: "One row an account on both lists, by account id.".to_owned(),
        key: 1,
        columns: vec![column("account", "Account", {
            Cells::Account(lists.common.iter().map(|account| snapshot.accounts.get(*account).to_owned()).collect())
        })],
    }
}
