//! Texts that several accounts post word for word, or nearly so.

use lockstep_network::near_copies::{self, Cluster, SHARE_BUTTONS, Shingle};
use lockstep_snapshot::{Column, Snapshot};
use rand_chacha::rand_core::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{ByChance, Card, Family, Headline, Measure, Part, Said, Technique};
use crate::detector::{Context, Detector, Unfit};
use crate::findings::{Cells, Findings, Number, Table, Unit, Value, count, value};
use crate::groups::{as_controls, column, groups};
use crate::near_copies::Copies;
use crate::numbers::{quantile, share};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct NearDuplicateText;

/// What a study may set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// From which Jaccard similarity two texts are connected.
    ///
    /// Default: 0.8, that of coordination-network-toolkit.
    #[schemars(range(min = 0.5, max = 1.0))]
    similarity: f64,
    /// Similarity to the text that stands for a cluster, below which a text is dropped from it.
    ///
    /// Default: ours; low enough for texts that were edited, high enough to stop chains of ever less similar ones.
    #[schemars(range(min = 0.5, max = 1.0))]
    medoid_similarity: f64,
    /// Characters in the runs that texts are cut into to be compared.
    ///
    /// Default: ours; five characters are about a word, and bear a typing error better than words do.
    #[schemars(range(min = 2, max = 6))]
    characters: u8,
    /// Words that a text must have to be compared, links and mentions not counted.
    ///
    /// Default: 5, that of coordination-network-toolkit's library.
    #[schemars(range(min = 1, max = 100))]
    minimum_words: u32,
    /// Characters that a text must have to be compared, links and mentions not counted.
    ///
    /// Default: ours, about five words.
    #[schemars(range(min = 10, max = 1_000))]
    minimum_characters: u32,
    /// A text is set aside as boilerplate when more than this share of all accounts with a text long enough posted it, and more than
    /// `boilerplate_accounts`.
    ///
    /// Default: ours; a campaign that more than one in a hundred takes part in is told from a share button by no measure of text.
    #[schemars(range(min = 0.0, max = 1.0))]
    boilerplate_share: f64,
    /// Accounts up to which a text is never set aside as boilerplate, whatever their share.
    ///
    /// Default: ours, so that in a small collection a group is not taken for boilerplate.
    #[schemars(range(min = 2, max = 1_000_000))]
    boilerplate_accounts: u32,
    /// Posts listed as evidence for each cluster: the first of each account, earliest first.
    ///
    /// Default: ours, enough to see the pattern and few enough to read.
    #[schemars(range(min = 2, max = 1_000))]
    evidence: u32,
}

impl Default for Settings {
    fn default() -> Self {
        let usual = near_copies::Settings::default();
        Self {
            similarity: usual.similarity,
            medoid_similarity: usual.medoid_similarity,
            characters: 5,
            minimum_words: usual.minimum_tokens as u32,
            minimum_characters: usual.minimum_characters as u32,
            boilerplate_share: usual.boilerplate_share,
            boilerplate_accounts: usual.boilerplate_authors,
            evidence: 5,
        }
    }
}

impl Detector for NearDuplicateText {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "near_duplicate_text",
        version: 2,
        title: "Near-duplicate texts",
        question: "Which texts did several accounts post, word for word or with small changes?",
        method: "Retweets are left out. Texts are compared without capitals, punctuation, emoji, links and mentions, and short ones not at \
                 all. Each is cut into all its runs of a few characters; two texts are connected when their sets of runs are similar enough. \
                 No pair is missed among up to five million distinct texts; beyond, candidates come from smallest hashes, and a note says \
                 so. Connected texts form a cluster, and the text that most resembles all posts of the cluster stands for it. A chain of \
                 small changes can connect texts that have little in common, so texts too unlike that one are dropped and connected anew \
                 among themselves. Texts that share buttons write, or that very many accounts posted, are set aside and listed. A cluster \
                 counts when at least two accounts posted in it; texts are never published, a cluster is called by the id of a post.",
        formula: &[
            "J(A, B) = |A ∩ B| / |A ∪ B|, for the sets A and B of runs of `characters` characters of two texts",
            "connected: J ≥ `similarity`; kept in a cluster with the medoid M: J(A, M) ≥ `medoid_similarity`",
            "M has the greatest Σ |M ∩ B| / √(|M| |B|) over all posts B of the cluster; ties go to the first text in byte order",
            "share of an account = its posts in clusters with another account / its posts that were compared",
        ],
        minimum_data: "The text of posts, and one post long enough to compare.",
        slower: Some("Its time grows with the pairs of texts that share rare words: by the square where thousands share them without being copies."),
        assumptions: &[
            "The source gives whole texts: where it cuts them off, copies may look alike that end differently.",
            "Posts that pass on another post are marked as retweets; where no post is, all are compared, and a note says so.",
        ],
        limits: &[
            "The same thought in other words, or in another language, is not found.",
            "Texts with one changed word in a long form letter are clustered, whatever the word is: a form with names filled in is one cluster.",
            "Time plays no part: copies may be years apart. The table gives the first, the last and the usual time between.",
            "How alike counts as a copy is a convention; 0.8 admits about one changed word in a short post.",
            "A text that spreads from reader to reader looks like one that was handed out.",
        ],
        innocent: &[
            "Share buttons, games and services write texts for their users; the best known are set aside, others are not.",
            "Petitions and citizens' campaigns ask people to copy a text and to post it, openly and lawfully.",
            "People quote the same sentence: a headline, a speech, a verse, a proverb, a line of a song, a prayer.",
            "Newsrooms of one house, and feeds that syndicate agencies, post the same words as a matter of course.",
            "Somebody may run several accounts openly, such as one for each town.",
        ],
        line: None,
        baseline: "{accounts account} wrote {compared post} long enough to compare, with {distinct distinct text}; {own_clusters text} \
                   came back from one account only, which is not counted here.",
        chance: "Not estimated: long texts seldom agree by chance, but for many reasons other than coordination. The shares of the sets side \
                 by side are the comparison to make.",
        part: Part::Content,
        techniques: &[Technique { code: "T0084.001", name: "Use Copypasta" }],
        references: &[
            "A. Broder, On the resemblance and containment of documents, SEQUENCES 1997 (shingles and their resemblance).",
            "C. Xiao, W. Wang, X. Lin and J. X. Yu, Efficient similarity joins for near duplicate detection, WWW 2008 (PPJoin).",
            "F. Keller, D. Schoch, S. Stier and J. Yang, Political astroturfing on Twitter, Political Communication 37(2), 2020 (co-tweets).",
            "L. Luceri et al., Unmasking the Web of Deceit, WWW 2024 (similarity of texts).",
        ],
        validation: "The join is tested against brute force on random sets, and clusters against their definition, pair by pair. On simulated \
                     data the 34 planted copiers are exactly the accounts with three or more posts in clusters; of the other accounts, \
                     fewer than one in a hundred shares a text or two by chance, for the simulated vocabulary is small.",
        headline: Headline {
            count: "clusters",
            found: "{copied} of {compared post} are near copies of a text that at least two accounts posted: {clusters text}, by {copying} \
                    of {accounts account}.",
            nothing: "No text of {compared post} was posted by two accounts.",
            by_chance: ByChance::NotEstimated,
        },
        measure: Some(Measure { table: "accounts", column: "copied_share", said: Said::Nothing, chance: None }),
        family: Some(Family::Duplication),
        views: &[],
    };

    fn reads(_: &Settings) -> Vec<Column> {
        vec![Column::Kind, Column::Text]
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, context: &Context) -> Result<Findings, Unfit> {
        let copies = Copies::find(
            snapshot,
            &near_copies::Settings {
                similarity: settings.similarity,
                medoid_similarity: settings.medoid_similarity,
                shingle: Shingle::Characters(settings.characters),
                minimum_tokens: settings.minimum_words as usize,
                minimum_characters: settings.minimum_characters as usize,
                boilerplate_share: settings.boilerplate_share,
                boilerplate_authors: settings.boilerplate_accounts,
                seed: context.random(0).next_u64(),
                ..near_copies::Settings::default()
            },
        )?;
        if copies.compared.is_empty() {
            return Err(Unfit {
                reason: format!(
                    "no post that is not a retweet has a text of {} words and {} characters",
                    settings.minimum_words, settings.minimum_characters
                ),
                remedy: "a source with longer posts, or lower minima, would do".to_owned(),
            });
        }
        let accounts = Account::of_each(snapshot, &copies);
        let mut notes: Vec<String> = copies.missing().into_iter().collect();
        if snapshot.posts.kind.is_none() {
            notes.push("The source does not say which posts are retweets, so all were compared.".to_owned());
        }
        Ok(Findings {
            values: values(settings, &copies, &accounts),
            tables: vec![
                by_set(snapshot, &accounts),
                clusters(settings, snapshot, &copies),
                accounts_table(snapshot, &accounts),
                boilerplate(snapshot, &copies),
            ],
            network: None,
            notes,
        })
    }
}

/// What an account with a post long enough wrote.
struct Account {
    account: u32,
    compared: u64,
    /// Posts in clusters with another account.
    copied: u64,
    /// Such clusters.
    clusters: u64,
}

impl Account {
    /// Accounts with at least one post that was compared, ascending.
    fn of_each(snapshot: &Snapshot, copies: &Copies) -> Vec<Self> {
        let author = |post: &u32| snapshot.posts.account[*post as usize];
        let new = |account| Self { account, compared: 0, copied: 0, clusters: 0 };
        let mut all: Vec<Self> = (0..snapshot.accounts.len() as u32).map(new).collect();
        copies.compared.iter().for_each(|post| all[author(post) as usize].compared += 1);
        for cluster in &copies.shared {
            let mut authors: Vec<u32> = cluster.posts.iter().map(author).collect();
            authors.iter().for_each(|author| all[*author as usize].copied += 1);
            authors.sort_unstable();
            authors.dedup();
            authors.iter().for_each(|author| all[*author as usize].clusters += 1);
        }
        all.retain(|account| account.compared > 0);
        all
    }
}

fn values(settings: &Settings, copies: &Copies, accounts: &[Account]) -> Vec<Value> {
    let counts = &copies.counts;
    let copied = accounts.iter().map(|account| account.copied).sum();
    let copying = accounts.iter().filter(|account| account.copied > 0).count() as u64;
    let largest = copies.shared.iter().map(|cluster| u64::from(cluster.authors)).max().unwrap_or(0);
    let texts = copies.shared.iter().map(|cluster| u64::from(cluster.texts)).sum();
    let real = |part: Option<f64>| part.map_or_else(|| Number::Insufficient("no post was compared".to_owned()), Number::Real);
    vec![
        count("written", counts.posts, Unit::Posts, None, "Posts that are not retweets."),
        count("too_short", counts.too_short, Unit::Posts, Some("written"), "Posts with too short a text to compare."),
        count("boilerplate", counts.boilerplate, Unit::Posts, Some("written"), "Posts set aside as boilerplate."),
        count("compared", counts.eligible, Unit::Posts, Some("written"), "Posts that were compared: the rest."),
        count("accounts", accounts.len() as u64, Unit::Accounts, None, "Accounts with at least one post that was compared."),
        count("distinct", counts.distinct, Unit::Plain, None, "Distinct texts of the posts compared, without capitals, signs, links and mentions."),
        count("clusters", copies.shared.len() as u64, Unit::Plain, None, "Clusters of near copies with posts of at least two accounts."),
        count("clustered_texts", texts, Unit::Plain, Some("distinct"), "Distinct texts in those clusters."),
        count("copied", copied, Unit::Posts, Some("compared"), "Posts in those clusters."),
        value("copied_share", real(share(copied, counts.eligible)), Unit::Share, Some("compared"), "Posts in those clusters, of those compared."),
        count("copying", copying, Unit::Accounts, Some("accounts"), "Accounts with a post in one of those clusters."),
        count("most_accounts", largest, Unit::Accounts, Some("accounts"), "Most accounts in one cluster."),
        count("own_clusters", copies.own, Unit::Plain, None, "Clusters of posts of one account alone."),
        value("similarity", Number::Real(settings.similarity), Unit::Plain, None, "Similarity that connects two texts, as set in the study."),
    ]
}

fn counts(numbers: impl IntoIterator<Item = u64>) -> Cells {
    Cells::Count(numbers.into_iter().map(Some).collect())
}

fn by_set(snapshot: &Snapshot, accounts: &[Account]) -> Table {
    let acting: Vec<u32> = accounts.iter().map(|account| account.account).collect();
    let groups = groups(snapshot, &acting);
    let sum = |what: &dyn Fn(&Account) -> u64| -> Vec<u64> {
        let of = |member: &u32| acting.binary_search(member).map_or(0, |at| what(&accounts[at]));
        groups.iter().map(|group| group.members.iter().map(of).sum()).collect()
    };
    let (writing, copying) = (sum(&|_| 1), sum(&|account| u64::from(account.copied > 0)));
    let (compared, copied) = (sum(&|account| account.compared), sum(&|account| account.copied));
    let shares = |parts: &[u64], wholes: &[u64]| Cells::Real(Unit::Share, parts.iter().zip(wholes).map(|(part, whole)| share(*part, *whole)).collect());
    let [as_controls, at_most] = as_controls(&groups, &copying, &writing);
    let (of_accounts, of_posts) = (shares(&copying, &writing), shares(&copied, &compared));
    Table {
        name: "by_set".to_owned(),
        about: "One row a set of accounts; an account in two sets counts in both.".to_owned(),
        key: 1,
        columns: vec![
            column("set", "Set of accounts", Cells::Text(groups.iter().map(|group| group.name.clone()).collect())),
            column("role", "Why it is in the study", Cells::Text(groups.iter().map(|group| group.role.to_owned()).collect())),
            column("accounts", "Accounts in the set", counts(groups.iter().map(|group| group.members.len() as u64))),
            column("writing", "Accounts with a post that was compared", counts(writing)),
            column("copying", "Accounts with a post in a cluster with another account", counts(copying)),
            column("copying_share", "Copying, of those with a post that was compared", of_accounts),
            as_controls,
            at_most,
            column("compared", "Posts compared", counts(compared)),
            column("copied", "Posts in clusters with another account", counts(copied)),
            column("copied_share", "Posts in such clusters, of those compared", of_posts),
        ],
    }
}

fn clusters(settings: &Settings, snapshot: &Snapshot, copies: &Copies) -> Table {
    let posts = &snapshot.posts;
    let mut rows: Vec<&Cluster> = copies.shared.iter().collect();
    rows.sort_by_key(|cluster| std::cmp::Reverse((cluster.authors, cluster.posts.len())));
    let id = |post: u32| posts.id.get(post as usize).to_owned();
    let time = |post: u32| posts.time[post as usize];
    let times = |end: &dyn Fn(&Cluster) -> u32| Cells::Time(rows.iter().map(|cluster| Some(time(end(cluster)))).collect());
    let gap = |cluster: &Cluster| {
        let mut gaps: Vec<f64> = cluster.posts.windows(2).map(|pair| (time(pair[1]) - time(pair[0])) as f64 / 1_000.0).collect();
        gaps.sort_unstable_by(f64::total_cmp);
        quantile(&gaps, 0.5)
    };
    let firsts = |cluster: &Cluster| -> Vec<String> {
        let mut seen = Vec::new();
        for post in &cluster.posts {
            let author = posts.account[*post as usize];
            if !seen.iter().any(|(known, _)| *known == author) {
                seen.push((author, *post));
            }
            if seen.len() == settings.evidence as usize {
                break;
            }
        }
        seen.iter().map(|(_, post)| id(*post)).collect()
    };
    let compared = copies.counts.eligible;
    let part = |cluster: &Cluster| share(cluster.posts.len() as u64, compared);
    Table {
        name: "clusters".to_owned(),
        about: "One row a text that at least two accounts posted: the one with most accounts first, then with most posts.".to_owned(),
        key: 1,
        columns: vec![
            column("text", "First post with the text that most resembles the others", Cells::Post(rows.iter().map(|cluster| id(cluster.medoid)).collect())),
            column("accounts", "Accounts that posted it", counts(rows.iter().map(|cluster| u64::from(cluster.authors)))),
            column("posts", "Posts: copies and near copies", counts(rows.iter().map(|cluster| cluster.posts.len() as u64))),
            column("texts", "Distinct texts, without capitals, signs, links and mentions", counts(rows.iter().map(|cluster| u64::from(cluster.texts)))),
            column("share", "Posts, of all posts compared", Cells::Real(Unit::Share, rows.iter().map(|cluster| part(cluster)).collect())),
            column("first", "Time of the first post", times(&|cluster| cluster.posts[0])),
            column("last", "Time of the last post", times(&|cluster| cluster.posts[cluster.posts.len() - 1])),
            column("median_gap", "Median time from one post to the next, seconds", Cells::Real(Unit::Seconds, rows.iter().map(|cluster| gap(cluster)).collect())),
            column("evidence", "The first post of each account, earliest first", Cells::Posts(rows.iter().map(|cluster| firsts(cluster)).collect())),
        ],
    }
}

fn accounts_table(snapshot: &Snapshot, accounts: &[Account]) -> Table {
    let mut rows: Vec<&Account> = accounts.iter().collect();
    rows.sort_by_key(|account| (std::cmp::Reverse(account.copied), account.compared));
    let count = |what: fn(&Account) -> u64| counts(rows.iter().map(|account| what(account)));
    Table {
        name: "accounts".to_owned(),
        about: "One row an account with a post that was compared: most posts in clusters first, then fewest posts.".to_owned(),
        key: 1,
        columns: vec![
            column("account", "Account", Cells::Account(rows.iter().map(|row| snapshot.accounts.get(row.account).to_owned()).collect())),
            column("copied", "Posts in clusters with another account", count(|account| account.copied)),
            column("compared", "Posts compared", count(|account| account.compared)),
            column("copied_share", "Posts in such clusters, of those compared", {
                Cells::Real(Unit::Share, rows.iter().map(|account| share(account.copied, account.compared)).collect())
            }),
            column("clusters", "Such clusters", count(|account| account.clusters)),
        ],
    }
}

fn boilerplate(snapshot: &Snapshot, copies: &Copies) -> Table {
    let rows = &copies.boilerplate;
    let why = |button: Option<usize>| {
        button.map_or_else(|| "posted by very many accounts".to_owned(), |at| format!("begins as share buttons do: {}", SHARE_BUTTONS[at]))
    };
    Table {
        name: "boilerplate".to_owned(),
        about: "One row a text that was set aside: most posts first.".to_owned(),
        key: 1,
        columns: vec![
            column("text", "First post with it", Cells::Post(rows.iter().map(|row| snapshot.posts.id.get(row.post as usize).to_owned()).collect())),
            column("why", "Why it was set aside", Cells::Text(rows.iter().map(|row| why(row.share_button)).collect())),
            column("posts", "Posts with it", counts(rows.iter().map(|row| u64::from(row.posts)))),
            column("accounts", "Accounts that posted it", counts(rows.iter().map(|row| u64::from(row.authors)))),
        ],
    }
}
