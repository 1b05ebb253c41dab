//! The networks of `CooRTweet` 2.1.3: pairs of shares of one object within a time window, as that tool counts them.

mod settings;
mod shares;
mod tables;

use lockstep_network::compat::TooManyPairs;
use lockstep_network::compat::coortweet::{Network, Pair, detect_groups, flag_speed_share, generate_coordinated_network};
use lockstep_snapshot::{Column, Snapshot, grouped};

use self::settings::{Settings, seconds};
use self::shares::Shares;
use self::tables::{Behind, of_edges};
use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Cells, Findings, Number, Unit, count, value};
use crate::groups::column;
use crate::layers::{Layered, fit_timed, reads};
use crate::networks::{Ties, Weights};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coortweet;

/// Memory that one pair takes at most while the network is made.
const BYTES_A_PAIR: u64 = 128;

impl Detector for Coortweet {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "coortweet",
        version: 2,
        title: "Co-action as CooRTweet counts it",
        question: "Which network does CooRTweet make of these data?",
        method: "The network of the R package CooRTweet 2.1.3, to the last weight, so that a published result can be made again and \
                 compared. Shares of one object by accounts with enough shares are paired when they are within the time window; pairs of \
                 one account or one content, and pairs with the object itself, are left out; then pairs stay of which at least one content \
                 is of an account with enough shares within the window. Two accounts with a pair are joined, and the weight of the edge is \
                 its number of pairs. An edge is marked when its weight is strictly above a quantile of the weights; with few repetitions \
                 that quantile is 1, so that 0.5 and 0.9 both mean two pairs. The settings have the names of the tool's functions and \
                 arguments, and the tables those of its columns. Known faults of the tool are kept unless `mend` names them.",
        formula: &[
            "pair: two shares of one object with |t − t′| ≤ `time_window`, the older first",
            "w(i, j) = pairs between i and j; with `mend: [repetition]`, distinct objects of these",
            "edge_symmetry_score = min(n_content_id, n_content_id_y) / max(n_content_id, n_content_id_y)",
            "weight_threshold = 1 where w > the `edge_weight` quantile of all weights (type 7 of Hyndman and Fan)",
        ],
        minimum_data: "The columns that the layer reads.",
        slower: Some("Its time grows with the pairs of shares of one object that lie within the window: by the square where a whole crowd shares at once."),
        assumptions: &[
            "One row of a source is one share. A layer of other sources counts an object once a post, which is what the tool's own \
             conversion from Twitter's format gives, except that it also keeps retweeted posts as shares of themselves.",
        ],
        limits: &[
            "Fault `symmetry`: n_content_id and n_content_id_y count older and newer contents, not those of each account, so that the \
             symmetry score of a pair that takes turns says nothing about the two.",
            "Fault `participation`: one account with enough shares within the window is enough, so that an edge may rest on a single share \
             of the other.",
            "Fault `repetition`: the weight counts pairs of contents, so that one account repeating itself raises it.",
            "Fault `colliding_ids`: ids of objects and of contents are compared as text, and pairs are lost where two unrelated ids are \
             equal.",
            "Two shares of one moment have no older one: the tool goes by the order of its rows, which a snapshot does not keep. Here the \
             account whose first share comes first in time, then by id, is the older; only n_content_id, n_content_id_y and the symmetry \
             score of edges with such pairs can differ.",
            "A number of pairs knows nothing of chance: popular objects and busy accounts give some by coincidence alone.",
            "The tool's `account_stats` and `group_stats` are not made: they average over distinct rows and count one end of each edge.",
        ],
        innocent: &[
            "News breaks, and everybody passes it on in the same minute.",
            "Several accounts of one newsroom or organisation post the same on purpose and openly.",
            "Fans and activists agree on a time to post, which is lawful and may be public.",
        ],
        line: None,
        baseline: "{acting account} with at least one share could form {eligible_pairs pair}; {pairs pair of shares} within {time_window} are \
                   behind the edges.",
        chance: "Not estimated: the tool only counts. Read a pair as a lead to look at, not as a finding of coordination.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "N. Righetti and P. Balluff, CooRTweet: A Generalized R Software for Coordinated Network Detection, Computational Communication \
             Research 7(1), 2025, doi:10.5117/CCR2025.1.7.RIGH; version 2.1.3.",
        ],
        validation: "Equal to edge and pair lists that CooRTweet 2.1.3 made of its own example data with windows of 10, 60, 120 and 600 s, \
                     and tested against its definition over all pairs of rows on random data.",
        headline: Headline {
            count: "edges",
            found: "{edges} of {eligible_pairs pair of accounts} are joined as CooRTweet joins them, {above} of them with a weight above \
                    the quantile that it marks.",
            nothing: "CooRTweet would join no two accounts.",
            by_chance: ByChance::NotEstimated,
        },
        measure: Some(Measure { table: "accounts", column: "strength", said: Said::Listed, chance: None }),
        family: Some(Family::Coordination),
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        let mut columns = reads(&[settings.layer]);
        columns.push(Column::Content);
        columns
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        settings.check()?;
        fit_timed(&[settings.layer])?;
        let layered = settings.layer.actions(settings.time_window, snapshot)?;
        let shares = Shares::new(&layered, snapshot);
        let most = (u64::from(settings.memory_mib) << 20) / BYTES_A_PAIR;
        let pairs = detect_groups(&shares.rows, &settings.detect(), most).map_err(|over| refuse(&over, settings))?;
        let flagged = settings.flag_speed_share.as_ref();
        let fast = flagged
            .map(|fast| flag_speed_share(&shares.rows, &pairs, fast.min_participation, seconds(fast.time_window), settings.mend()));
        let network = generate_coordinated_network(&pairs, fast.as_deref().filter(|_| settings.fast_net), &settings.generate());
        let behind = Behind::new(snapshot, &layered, &shares, (&pairs, fast.as_deref()), &network);
        Ok(tell(settings, snapshot, &layered, &network, &behind, &pairs))
    }
}

fn tell(
    settings: &Settings,
    snapshot: &Snapshot,
    layered: &Layered<'_>,
    network: &Network,
    behind: &Behind<'_>,
    pairs: &[Pair],
) -> Findings {
    let mut columns = of_edges(network, settings);
    columns.extend(behind.object_ids().filter(|_| settings.objects));
    let mut of_accounts = Vec::new();
    if settings.subgraph == 3 {
        let is_fast = |account| u64::from(network.fast_accounts.binary_search(&account).is_ok());
        let cells = Cells::Count((0..snapshot.accounts.len() as u32).map(|account| Some(is_fast(account))).collect());
        of_accounts.push(column("color_v", "1 for accounts on an edge whose fast weight is above the quantile", cells));
    }
    let ties = Ties {
        snapshot,
        layers: std::slice::from_ref(layered),
        edges: network.edges.iter().map(|edge| (edge.source, edge.target)).collect(),
        weights: Weights::Counts(network.edges.iter().map(|edge| u64::from(edge.full.weight)).collect()),
        weight: if settings.mend().repetition { "distinct objects of pairs of shares" } else { "pairs of shares" }.to_owned(),
        directed: false,
        evidence: vec![behind.evidence(network, settings.evidence)],
        of_edges: columns,
        of_accounts,
        of_layers: Vec::new(),
    };
    let above = network.edges.iter().filter(|edge| edge.full.above_quantile).count() as u64;
    let quantile = Number::Real(settings.edge_weight);
    let window = Number::Real(seconds(settings.time_window));
    let marked = "Edges whose weight is strictly above the quantile.";
    let mut findings = ties.findings(vec![
        count("pairs", pairs.len() as u64, Unit::Plain, None, "Pairs of shares of one object within the window, as the tool keeps them."),
        count("above", above, Unit::Pairs, Some("edges"), marked),
        value("edge_weight", quantile, Unit::Plain, None, "Quantile of the weights, as set in the study."),
        value("time_window", window, Unit::Seconds, None, "Time that counts as together, as set in the study."),
    ]);
    let mut order: Vec<usize> = (0..network.edges.len()).collect();
    order.sort_by_key(|edge| std::cmp::Reverse(network.edges[*edge].full.weight));
    let table = behind.table(settings, network, &order);
    if let Some(network) = &mut findings.network {
        network.evidence.push(table.name.clone());
    }
    findings.tables.push(table);
    findings.notes.extend(notes(settings, snapshot, pairs));
    findings
}

fn notes(settings: &Settings, snapshot: &Snapshot, pairs: &[Pair]) -> Vec<String> {
    let mut notes = Vec::new();
    let at_once = pairs.iter().filter(|pair| pair.time_delta == 0.0).count() as u64;
    if at_once > 0 {
        let of = grouped(pairs.len() as u64);
        notes.push(format!(
            "{} of {of} pairs are of one moment, so that which content is the older one follows from ids, where CooRTweet goes by the order \
             of its rows.",
            grouped(at_once)
        ));
    }
    let tick = snapshot.posts.resolution_ms;
    if settings.time_window.ms() < tick {
        notes.push(format!(
            "The window of {} is finer than the clock of the data, which ticks every {}: CooRTweet would not mind, and pairs are those of \
             one tick.",
            settings.time_window,
            Duration::from_ms(tick)
        ));
    }
    notes
}

fn refuse(over: &TooManyPairs, settings: &Settings) -> Unfit {
    let needed = (over.pairs * BYTES_A_PAIR).div_ceil(1 << 20);
    let window = over.window.map(|window| format!(" or `time_window: {}`", Duration::from_ms(window as i64 * 1_000)));
    Unfit {
        reason: format!(
            "the window holds {} pairs of shares, which take {needed} MiB, more than the {} MiB allowed",
            over.pairs, settings.memory_mib
        ),
        remedy: format!("`memory_mib: {needed}`{} would fit", window.unwrap_or_default()),
    }
}
