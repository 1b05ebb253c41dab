//! The six networks of coordination-network-toolkit 1.5.2: directed edges between accounts whose messages have something in common within
//! a time window, as that tool counts them.

mod messages;
mod settings;
mod tables;

use lockstep_network::compat::TooManyPairs;
use lockstep_network::compat::cnt::{Edge, Match, compute, matches};
use lockstep_snapshot::{Column, Loss, Snapshot, grouped};

use self::messages::Messages;
use self::settings::{Fault, Network, Settings};
use self::tables::Directed;
use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{self, Findings, Number, Unit, count, value};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cnt;

impl Detector for Cnt {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "cnt",
        version: 2,
        title: "Co-action as coordination-network-toolkit counts it",
        question: "Which network does coordination-network-toolkit make of these data?",
        method: "The networks of the Python package coordination-network-toolkit 1.5.2, to the last weight, so that a published result can \
                 be made again and compared. For two accounts, the messages of one are counted for which the other has a message with the \
                 same key at most the window away, both ends included: the same message passed on, the same text, a similar text, the same \
                 link, the same message answered, or just any message. That number is the weight of an edge from the one to the other, \
                 counted for each direction, so weights differ between directions and an edge may go one way only. Retweets count in \
                 `co_retweet` and `co_post` only. The settings have the names of the tool's options, and defaults are those of its command \
                 line. Known faults of the tool are kept unless `mend` names them.",
        formula: &[
            "w(i → j) = |{messages m of i : some message m′ of j has the key of m and |t(m) − t(m′)| ≤ `time_window`}|",
            "edge i → j: w(i → j) ≥ `min_edge_weight`, i ≠ j",
            "co_similar_tweet: |A ∩ B| / |A ∪ B| ≥ `similarity_threshold` for the sets A and B of distinct words",
        ],
        minimum_data: "The column that the network looks at.",
        slower: Some("Its time grows with the pairs of posts on one object that lie within the window, and for similar texts with the texts that share rare words."),
        assumptions: &["Links are compared to the letter where the source keeps them so, as the layout `cnt` does; else as normalised here."],
        limits: &[
            "Fault `empty_link`: in `co_link` messages without a link have the empty link in common, so that any two accounts that post \
             without links are joined. On real data most or all edges may be of this kind.",
            "Of rows with one message id the tool keeps the first in the file, and still takes the links of later ones. A snapshot keeps \
             the earliest in time and no links of others; a note says how many rows that concerns.",
            "Two texts without a word are never similar here, where the tool divides by zero.",
            "Texts are compared by words with punctuation and the parts of links among them, so that short posts that share little but a \
             link may count as similar.",
            "An active target matches more messages by coincidence, and a weight knows nothing of chance. The network `co_post` says only \
             who is active at the same time.",
            "Edges of accounts to themselves are left out, as the tool does in its exports.",
        ],
        innocent: &[
            "News breaks, and everybody passes it on in the same minute.",
            "Share buttons, feeds and scheduling programs post the same text for many people at set times.",
            "Several accounts of one newsroom or organisation post the same on purpose and openly.",
        ],
        line: None,
        baseline: "{acting account} with {messages message} that count could form {eligible_pairs ordered pair}.",
        chance: "Not estimated: the tool only counts. Read an edge as a lead to look at, not as a finding of coordination.",
        part: Part::Signal,
        techniques: &[],
        references: &[
            "T. Graham and the QUT Digital Observatory, coordination-network-toolkit, version 1.5.2, \
             https://github.com/QUT-Digital-Observatory/coordination-network-toolkit.",
        ],
        validation: "Equal to edge lists that coordination-network-toolkit 1.5.2 made of 300,000 public messages, in five of its networks \
                     and with hashtags for links, and tested against its queries row by row on random data.",
        headline: Headline {
            count: "edges",
            found: "{edges} of {eligible_pairs ordered pair of accounts} are joined as coordination-network-toolkit joins them, {one_way} of \
                    them one way only; {linked} of {acting account} are in such a pair.",
            nothing: "coordination-network-toolkit would join no two accounts.",
            by_chance: ByChance::NotEstimated,
        },
        measure: Some(Measure { table: "accounts", column: "weight_out", said: Said::Listed, chance: None }),
        family: Some(Family::Coordination),
        views: &[View::Network { name: "network", title: "{linked account} in {groups group}, joined by {edges tie}" }],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        settings.network.reads()
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let messages = Messages::new(settings.network, snapshot)?;
        let rows = messages.rows();
        let call = settings.compute(messages.empty_link());
        let edges = compute(&rows, &call, settings.most_pairs).map_err(|over| refuse(&over, settings))?;
        let behind = matches(&rows, &call, &edges, settings.evidence as usize);
        let mut counted = vec![0u64; snapshot.accounts.len()];
        for post in (0..snapshot.posts.len()).filter(|post| messages.is_eligible(settings.network, *post)) {
            counted[snapshot.posts.account[post] as usize] += 1;
        }
        let mut findings = tell(settings, &Directed::new(snapshot, settings.network, &edges, &counted), &edges, &behind, &counted);
        findings.notes = notes(settings, snapshot, &edges, &behind);
        Ok(findings)
    }
}

fn tell(settings: &Settings, directed: &Directed<'_>, edges: &[Edge], behind: &[Match], counted: &[u64]) -> Findings {
    let n = directed.acting().len() as u64;
    let (groups, largest) = directed.groups();
    let window = Number::Real(settings.seconds());
    let edges_of = "Ordered pairs of accounts that became an edge.";
    let values = vec![
        count("acting", n, Unit::Accounts, None, "Accounts with a message that counts in this network."),
        count("messages", counted.iter().sum(), Unit::Posts, None, "Messages that count in this network."),
        count("eligible_pairs", n * n.saturating_sub(1), Unit::Pairs, None, "Ordered pairs that these accounts could form."),
        count("edges", edges.len() as u64, Unit::Pairs, Some("eligible_pairs"), edges_of),
        count("one_way", directed.one_way(), Unit::Pairs, Some("edges"), "Edges without one in the other direction."),
        count("linked", directed.linked().len() as u64, Unit::Accounts, Some("acting"), "Accounts on at least one edge."),
        count("groups", groups, Unit::Plain, None, "Connected groups of linked accounts, whichever way the edges point."),
        count("largest_group", largest, Unit::Accounts, Some("linked"), "Accounts in the largest connected group."),
        count("min_edge_weight", u64::from(settings.min_edge_weight), Unit::Posts, None, "Least weight of an edge, as set in the study."),
        value("time_window", window, Unit::Seconds, None, "Time that counts as together, as set in the study."),
    ];
    let network = findings::Network {
        edges: "edges".to_owned(),
        directed: true,
        weight: "messages of the source that have a match".to_owned(),
        evidence: vec!["evidence".to_owned()],
    };
    let tables = vec![directed.by_set(), directed.edges(), directed.evidence(behind), directed.accounts()];
    Findings { values, tables, network: Some(network), notes: Vec::new() }
}

fn notes(settings: &Settings, snapshot: &Snapshot, edges: &[Edge], behind: &[Match]) -> Vec<String> {
    let mut notes = Vec::new();
    let posts = &snapshot.posts;
    let total: u64 = edges.iter().map(|edge| u64::from(edge.weight)).sum();
    if (behind.len() as u64) < total {
        let listed = grouped(behind.len() as u64);
        notes.push(format!(
            "The evidence lists {listed} of {} messages: for each edge those with the least time between.",
            grouped(total)
        ));
    }
    if settings.network == Network::CoLink {
        if posts.urls_verbatim.is_none() {
            notes.push("The source keeps no links to the letter: links count as the same when they are so once normalised.".to_owned());
        }
        if !settings.mend.contains(&Fault::EmptyLink) {
            notes.push("Messages without a link have the empty link in common, as in the tool: `mend: [empty_link]` leaves it out.".to_owned());
        }
    }
    let repeats = [Loss::DuplicateId, Loss::ConflictingId];
    let repeated: u64 =
        snapshot.intakes.iter().flat_map(|intake| repeats.iter().filter_map(|loss| intake.losses.0.get(loss))).map(|lost| lost.rows).sum();
    if repeated > 0 {
        notes.push(format!(
            "Rows with the id of another message: {}. The earliest in time was kept, where the tool keeps the first in the file and still \
             takes the links of later ones.",
            grouped(repeated)
        ));
    }
    if settings.time_window.ms() < posts.resolution_ms {
        notes.push(format!(
            "The window of {} is finer than the clock of the data, which ticks every {}: the tool would not mind, and messages count \
             together within one tick.",
            settings.time_window,
            Duration::from_ms(posts.resolution_ms)
        ));
    }
    notes
}

fn refuse(over: &TooManyPairs, settings: &Settings) -> Unfit {
    let window = over.window.map(|window| format!(" or `time_window: {}`", Duration::from_ms(window as i64 * 1_000)));
    Unfit {
        reason: format!(
            "the window holds {} pairs of messages with something in common, more than the {} allowed",
            over.pairs, settings.most_pairs
        ),
        remedy: format!("`most_pairs: {}`{} would fit", over.pairs, window.unwrap_or_default()),
    }
}
