//! Patterns that have an ordinary explanation: feeds, share buttons, programs for offices, and the accounts of one author.
//!
//! A group that fits is listed apart and stays in every table and number. Nobody is cleared: whoever runs a campaign can use the same
//! programs and push one site, so a fit says what to look at first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lockstep_snapshot::{Coded, grouped};

use super::nodes::Nodes;
use super::programs::{self, Kind};
use super::{Ties, tables::counts};
use crate::findings::{Cells, Table};
use crate::groups::column;

/// What a card says of the rules.
pub(crate) const ORDINARY: &str = "ordinary explanation of a connected group, listed apart and nothing left out: of the posts that the \
    evidence lists for its edges, at least 5 and at least 80 %, and at least half of each account's, link to one site or were sent by feed \
    programs (`news_feed`), were sent by share buttons with a link (`share_button`), or were sent by programs for offices \
    (`official_app`); or at least 3 of its accounts, and at least 80 %, share a word of 5 letters or more in handle or name, or a site in \
    the bio, that at most 5 % of at least 20 others have (`one_author`)";

/// Posts that a rule needs.
const POSTS: u64 = 5;
/// Accounts that `one_author` needs.
const ACCOUNTS: u64 = 3;
/// Accounts outside a group that have a name at all, without which nobody can say that a word is rare.
const OTHERS: u64 = 20;
/// Letters that a shared word has at least.
const LETTERS: usize = 5;

/// Sites with posts and links of everybody: that two posts lead to one says nothing.
const OF_EVERYBODY: [&str; 22] = [
    "bit.ly",
    "buff.ly",
    "dlvr.it",
    "facebook.com",
    "fb.me",
    "goo.gl",
    "ift.tt",
    "instagram.com",
    "is.gd",
    "linktr.ee",
    "mobile.twitter.com",
    "ow.ly",
    "pic.twitter.com",
    "reddit.com",
    "t.co",
    "t.me",
    "tiktok.com",
    "tinyurl.com",
    "twitter.com",
    "x.com",
    "youtu.be",
    "youtube.com",
];

/// A rule that a group fits.
pub(super) struct Ordinary {
    group: u32,
    rule: &'static str,
    fitting: u64,
    of: u64,
    seen: String,
}

/// Every rule that a group fits, by group.
pub(super) fn explanations(ties: &Ties<'_>, nodes: &Nodes) -> Vec<Ordinary> {
    let posts = posts_of_groups(ties, nodes);
    let authors = one_author(ties, nodes, &members(nodes));
    let mut all = Vec::new();
    for (group, author) in (1..).zip(authors) {
        let from = posts.partition_point(|(of, _)| *of < group);
        let to = posts.partition_point(|(of, _)| *of <= group);
        let posts: Vec<u32> = posts[from..to].iter().map(|(_, post)| *post).collect();
        let found = [news_feed(ties, &posts), share_button(ties, &posts), official_app(ties, &posts), author];
        let rules = ["news_feed", "share_button", "official_app", "one_author"];
        all.extend(found.into_iter().zip(rules).filter_map(|(fit, rule)| {
            let Fit { fitting, of, seen } = fit?;
            Some(Ordinary { group, rule, fitting, of, seen })
        }));
    }
    all
}

/// The table of explanations.
pub(super) fn table(explanations: &[Ordinary], nodes: &Nodes) -> Table {
    let members = members(nodes);
    let text = |cell: fn(&Ordinary) -> &str| Cells::Text(explanations.iter().map(|one| cell(one).to_owned()).collect());
    Table {
        name: "ordinary_explanations".to_owned(),
        about: format!(
            "One row a connected group and an ordinary explanation that its pattern fits, by the list of programs version {}. It clears \
             nobody: whoever coordinates can use the same programs.",
            programs::VERSION
        ),
        key: 2,
        columns: vec![
            column("group", "Connected group; 1 is the largest", counts(explanations.iter().map(|one| u64::from(one.group)))),
            column("explanation", "Rule that the group fits", text(|one| one.rule)),
            column(
                "accounts",
                "Accounts in the group",
                counts(explanations.iter().map(|one| members[one.group as usize - 1].len() as u64)),
            ),
            column(
                "fitting",
                "Posts behind its edges, or for `one_author` accounts, that fit",
                counts(explanations.iter().map(|one| one.fitting)),
            ),
            column("of", "Posts behind its edges, or for `one_author` its accounts", counts(explanations.iter().map(|one| one.of))),
            column("seen", "What was seen", text(|one| &one.seen)),
        ],
    }
}

/// For each account of the snapshot, the rules that its group fits.
pub(super) fn of_accounts(explanations: &[Ordinary], nodes: &Nodes) -> Vec<String> {
    let mut of_groups = vec![String::new(); nodes.groups as usize];
    for one in explanations {
        let rules = &mut of_groups[one.group as usize - 1];
        if !rules.is_empty() {
            rules.push_str(", ");
        }
        rules.push_str(one.rule);
    }
    nodes.group.iter().map(|group| group.map_or_else(String::new, |group| of_groups[group as usize - 1].clone())).collect()
}

/// What could not be recognised because the source lacks it.
pub(super) fn not_looked_at(ties: &Ties<'_>) -> Option<String> {
    let posts = &ties.snapshot.posts;
    let seen = &ties.snapshot.observations;
    let lacks = [
        (posts.client.is_none(), "no programs that posts were sent with, so share buttons and programs are not recognised"),
        (posts.urls.is_none(), "no links, so feeds of one site are not recognised"),
        (
            seen.handle.is_none() && seen.display_name.is_none() && seen.bio.is_none(),
            "no handles, names or bios, so accounts of one author are not recognised",
        ),
    ];
    let lacks: Vec<&str> = lacks.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| *what).collect();
    (!lacks.is_empty()).then(|| format!("Ordinary explanations: the source has {}.", lacks.join("; ")))
}

/// How much of a group fits, and what was seen.
struct Fit {
    fitting: u64,
    of: u64,
    seen: String,
}

fn most(fitting: u64, of: u64) -> bool {
    fitting * 10 >= of * 8
}

/// The accounts of each group, ascending.
fn members(nodes: &Nodes) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); nodes.groups as usize];
    for account in nodes.linked() {
        members[place(nodes, account)].push(account);
    }
    members
}

/// The posts that the evidence lists for the edges of each group, as (group, post), ascending, each once.
fn posts_of_groups(ties: &Ties<'_>, nodes: &Nodes) -> Vec<(u32, u32)> {
    let mut posts = Vec::new();
    for (_, evidence) in ties.layers.iter().zip(&ties.evidence).filter(|(layer, _)| layer.layer.has_posts()) {
        for ((source, _), of_edge) in ties.edges.iter().zip(evidence) {
            let group = nodes.group[*source as usize].expect("an account on an edge is in a group");
            posts.extend(of_edge.shared.iter().flat_map(|shared| [(group, shared.source_post), (group, shared.target_post)]));
        }
    }
    posts.sort_unstable();
    posts.dedup();
    posts
}

/// Number of posts that fit, if they are enough of all, and at least half of each account's.
fn enough(ties: &Ties<'_>, posts: &[u32], fits: &dyn Fn(u32) -> bool) -> Option<u64> {
    let mut of_each: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for post in posts {
        let (fitting, of) = of_each.entry(ties.snapshot.posts.account[*post as usize]).or_default();
        *fitting += u64::from(fits(*post));
        *of += 1;
    }
    let fitting = of_each.values().map(|(fitting, _)| fitting).sum();
    let of = posts.len() as u64;
    let each = of_each.values().all(|(fitting, of)| fitting * 2 >= *of);
    (of >= POSTS && fitting >= POSTS && most(fitting, of) && each).then_some(fitting)
}

fn news_feed(ties: &Ties<'_>, posts: &[u32]) -> Option<Fit> {
    let by_link = one_site(ties, posts);
    let by_program = by_programs(ties, posts, Kind::Feed, "feed programs", &|_| true);
    match (by_link, by_program) {
        (Some(link), Some(program)) => Some(Fit { seen: format!("{}; {}", link.seen, program.seen), ..link }),
        (one, other) => one.or(other),
    }
}

fn share_button(ties: &Ties<'_>, posts: &[u32]) -> Option<Fit> {
    let urls = ties.snapshot.posts.urls.as_ref()?;
    by_programs(ties, posts, Kind::ShareButton, "share buttons, with a link", &|post| !urls.get(post as usize).is_empty())
}

fn official_app(ties: &Ties<'_>, posts: &[u32]) -> Option<Fit> {
    by_programs(ties, posts, Kind::Office, "programs for offices", &|_| true)
}

fn by_programs(ties: &Ties<'_>, posts: &[u32], kind: Kind, words: &str, also: &dyn Fn(u32) -> bool) -> Option<Fit> {
    let client = ties.snapshot.posts.client.as_ref()?;
    let fits = |post: u32| client.get(post as usize).and_then(programs::kind) == Some(kind) && also(post);
    let fitting = enough(ties, posts, &fits)?;
    let of = posts.len() as u64;
    Some(Fit { fitting, of, seen: format!("{} of {} posts were sent by {words}", grouped(fitting), grouped(of)) })
}

/// Whether the posts link to one site. It is not named: it may be the name of who runs the accounts.
fn one_site(ties: &Ties<'_>, posts: &[u32]) -> Option<Fit> {
    let urls = ties.snapshot.posts.urls.as_ref()?;
    let sites = |post: u32| {
        let mut sites: Vec<&str> = urls.get(post as usize).iter().filter_map(|url| site(urls.names.get(*url))).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    };
    let mut linking: BTreeMap<&str, u64> = BTreeMap::new();
    posts.iter().flat_map(|post| sites(*post)).for_each(|site| *linking.entry(site).or_default() += 1);
    // Of sites with as many posts, the first by name; whichever it is, the counts are the same.
    let (most, _) = linking.into_iter().rev().max_by_key(|(_, posts)| *posts)?;
    let fitting = enough(ties, posts, &|post| sites(post).contains(&most))?;
    let of = posts.len() as u64;
    Some(Fit { fitting, of, seen: format!("{} of {} posts link to one site", grouped(fitting), grouped(of)) })
}

/// The site of a link, unless it is one of everybody's.
fn site(link: &str) -> Option<&str> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.') && !OF_EVERYBODY.contains(&host)).then_some(host)
}

/// For each group, whether most of it share a piece of name that few others have: a stretch of letters, or a site in the bio. The piece
/// is not named: it may be the name of who runs the accounts.
fn one_author(ties: &Ties<'_>, nodes: &Nodes, members: &[Vec<u32>]) -> Vec<Option<Fit>> {
    let (pieces, known) = pieces_of_names(ties);
    let mut known_in = vec![0; members.len()];
    for account in nodes.linked().filter(|account| known[*account as usize]) {
        known_in[place(nodes, account)] += 1;
    }
    let all_known = known.iter().filter(|known| **known).count() as u64;
    // Of each group the most accounts that share a piece, and then the fewest others.
    let mut best: Vec<Option<(u64, Reverse<u64>)>> = vec![None; members.len()];
    for same in pieces.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() as u64 >= ACCOUNTS) {
        let mut groups: Vec<u32> = same.iter().filter_map(|(_, account)| nodes.group[*account as usize]).collect();
        groups.sort_unstable();
        for group in groups.chunk_by(|a, b| a == b) {
            let at = group[0] as usize - 1;
            let (inside, outside) = (group.len() as u64, (same.len() - group.len()) as u64);
            let rare = outside * 20 <= all_known - known_in[at];
            if inside >= ACCOUNTS && most(inside, members[at].len() as u64) && rare {
                best[at] = best[at].max(Some((inside, Reverse(outside))));
            }
        }
    }
    let fit = |at: usize| {
        let (inside, Reverse(outside)) = best[at]?;
        let (of, others) = (members[at].len() as u64, all_known - known_in[at]);
        let seen = format!(
            "{} of {} accounts share a word in handle or name, or a site in the bio, as do {} of {} others",
            grouped(inside),
            grouped(of),
            grouped(outside),
            grouped(others)
        );
        (others >= OTHERS).then_some(Fit { fitting: inside, of, seen })
    };
    (0..members.len()).map(fit).collect()
}

/// The place of a linked account's group among the groups.
fn place(nodes: &Nodes, account: u32) -> usize {
    nodes.group[account as usize].expect("a linked account is in a group") as usize - 1
}

/// The pieces of the names of all accounts, as (piece, account), ascending, each once; and whether anything is known of each account.
fn pieces_of_names(ties: &Ties<'_>) -> (Vec<(String, u32)>, Vec<bool>) {
    let seen = &ties.snapshot.observations;
    let mut known = vec![false; ties.snapshot.accounts.len()];
    let mut pieces = Vec::new();
    let columns: [Option<(&Coded, Pieces)>; 3] = [
        seen.handle.as_ref().map(|handles| (handles, stretches as Pieces)),
        seen.display_name.as_ref().map(|names| (names, stretches as Pieces)),
        seen.bio.as_ref().map(|bios| (bios, sites_in as Pieces)),
    ];
    for (column, into) in columns.into_iter().flatten().filter(|_| !ties.edges.is_empty()) {
        let pairs = seen.account.iter().enumerate().filter_map(|(row, account)| Some((column.rank(row)?, *account)));
        let mut pairs: Vec<(u32, u32)> = pairs.collect();
        pairs.sort_unstable();
        pairs.dedup();
        for of_name in pairs.chunk_by(|a, b| a.0 == b.0) {
            let of_all = into(column.names.get(of_name[0].0));
            for (_, account) in of_name {
                known[*account as usize] = true;
                pieces.extend(of_all.iter().map(|piece| (piece.clone(), *account)));
            }
        }
    }
    pieces.sort_unstable();
    pieces.dedup();
    (pieces, known)
}

/// Takes a text apart.
type Pieces = fn(&str) -> Vec<String>;

/// All stretches of so many letters within the words of a name.
fn stretches(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphabetic()).map(|word| word.chars().collect::<Vec<char>>());
    words.flat_map(|word| word.windows(LETTERS).map(|stretch| stretch.iter().collect()).collect::<Vec<String>>()).collect()
}

/// The sites that a bio names with `://` or `www.`.
fn sites_in(bio: &str) -> Vec<String> {
    let lower = bio.to_lowercase();
    let links = lower.split_whitespace().filter(|word| word.contains("://") || word.starts_with("www."));
    links.filter_map(|link| site(link.trim_matches(['(', ')', ',', '"'])).map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{Column, Input, Intake, Kind as PostKind, ObservationRow, Part, PostRow, PostShape, Snapshot, assemble};
    use serde_json::json;

    use super::*;
    use crate::detector::Context;
    use crate::detectors::method;
    use crate::findings::{Findings, Number};

    /// Accounts, their handles, and how each of six posts is sent: (link, client). A second lies between two accounts.
    fn snapshot(accounts: &[(&str, &str)], post: &dyn Fn(usize, usize) -> (String, &'static str)) -> Snapshot {
        let shape = PostShape { ids: true, present: Column::ALL.to_vec(), derived: Vec::new(), keep: Column::ALL.to_vec() };
        let mut part = Part::new(&shape);
        for (number, (account_id, handle)) in accounts.iter().enumerate() {
            for turn in 0..6 {
                let (link, client) = post(number, turn);
                let (time, id) = ((turn * 3_600_000 + number * 1_000) as i64, format!("{account_id}-{turn}"));
                let retweeted = format!("r{turn}");
                part.posts.push(&PostRow {
                    post_id: Some(&id),
                    account_id,
                    time,
                    kind: Some(PostKind::Retweet),
                    retweeted_post_id: Some(&retweeted),
                    urls: &[link],
                    client: Some(client),
                    ..PostRow::default()
                });
            }
            part.observations.push(&ObservationRow { account_id, handle: Some(handle), ..ObservationRow::default() });
        }
        for number in 0..40 {
            let (account_id, handle) = (format!("other{number}"), format!("person_{number}"));
            part.observations.push(&ObservationRow { account_id: &account_id, handle: Some(&handle), ..ObservationRow::default() });
        }
        let intake = Intake::without_files("test", "", 0);
        assemble(vec![Input { shape, parts: vec![part], intake }])
    }

    fn detect(snapshot: &Snapshot) -> Findings {
        let settings = json!({ "layers": ["co_retweet"], "window": "60 s", "minimum_weight": 3, "evidence": 10 });
        let bound = method("window_counts").expect("it is there").bind(&settings).expect("it has these settings");
        bound.detect(snapshot, &Context { step: "test".to_owned(), seed: 0 }).expect("the data are there")
    }

    /// (explanation, fitting, of) of the first group.
    fn found(findings: &Findings) -> Vec<(String, u64, u64)> {
        let table = findings.table("ordinary_explanations").expect("every network has it");
        let number = |name: &str, row: usize| match table.column(name) {
            Some(Cells::Count(cells)) => cells[row].expect("a number"),
            other => panic!("{name} is {other:?}"),
        };
        let Some(Cells::Text(rules)) = table.column("explanation") else { panic!("the rules are text") };
        rules.iter().enumerate().map(|(row, rule)| (rule.clone(), number("fitting", row), number("of", row))).collect()
    }

    const PEOPLE: [(&str, &str); 3] = [("a", "maria_k"), ("b", "oldtimer"), ("c", "j0hnny")];

    fn one(rule: &str, fitting: u64, of: u64) -> Vec<(String, u64, u64)> {
        vec![(rule.to_owned(), fitting, of)]
    }

    #[test]
    fn a_feed_is_listed_apart_and_stays() {
        let site = |_: usize, turn: usize| (format!("https://www.example.org/{turn}"), "Twitter for iPhone");
        let findings = detect(&snapshot(&PEOPLE, &site));
        assert_eq!(found(&findings), one("news_feed", 18, 18));
        let Some(Cells::Text(cells)) = findings.table("accounts").and_then(|table| table.column("ordinary_explanation")) else {
            panic!("the accounts have a column for it")
        };
        assert_eq!(cells, &["news_feed"; 3]);
        let value = |name: &str| findings.value(name).expect("a value of every network").number.clone();
        assert_eq!((value("edges"), value("linked"), value("ordinary")), (Number::Count(3), Number::Count(3), Number::Count(3)));
        let program = |number: usize, turn: usize| (format!("https://site{number}{turn}.org/"), "<a href=\"x\">dlvr.it</a>");
        assert_eq!(found(&detect(&snapshot(&PEOPLE, &program))), one("news_feed", 18, 18));
    }

    #[test]
    fn share_buttons_and_programs_for_offices() {
        let button = |number: usize, turn: usize| (format!("https://site{number}{turn}.org/"), "Twitter for Websites");
        assert_eq!(found(&detect(&snapshot(&PEOPLE, &button))), one("share_button", 18, 18));
        let office = |number: usize, turn: usize| {
            (format!("https://site{number}{turn}.org/"), if turn == 0 { "Twitter for iPhone" } else { "TweetDeck" })
        };
        assert_eq!(found(&detect(&snapshot(&PEOPLE, &office))), one("official_app", 15, 18));
    }

    #[test]
    fn an_organic_group_has_none() {
        let sites = |number: usize, turn: usize| (format!("https://site{}.org/", (number + turn) % 4), "Twitter for iPhone");
        let findings = detect(&snapshot(&PEOPLE, &sites));
        assert_eq!(found(&findings), []);
        assert_eq!(findings.value("ordinary").expect("it is there").number, Number::Count(0));
        let of_everybody = |_: usize, turn: usize| (format!("https://twitter.com/{turn}"), "Twitter for Android");
        assert_eq!(found(&detect(&snapshot(&PEOPLE, &of_everybody))), []);
    }

    #[test]
    fn an_account_is_not_explained_by_the_posts_of_others() {
        let accounts = [("a", "maria_k"), ("b", "oldtimer"), ("c", "j0hnny"), ("d", "quux"), ("e", "vw"), ("f", "zed")];
        let all_but_one = |number: usize, turn: usize| {
            (if number == 0 { format!("https://s{turn}.org/") } else { format!("https://example.org/{turn}") }, "Twitter for iPhone")
        };
        // Five of six accounts, so 30 of 36 posts or 83 %: enough of all, and none of the first account's.
        assert_eq!(found(&detect(&snapshot(&accounts, &all_but_one))), []);
    }

    #[test]
    fn accounts_of_one_newsroom() {
        let newsroom = [("a", "GazetteSport"), ("b", "thegazette"), ("c", "gazette_news")];
        let sites = |number: usize, turn: usize| (format!("https://site{number}{turn}.org/"), "Twitter for iPhone");
        let findings = detect(&snapshot(&newsroom, &sites));
        assert_eq!(found(&findings), one("one_author", 3, 3));
        let all = serde_json::to_string(&findings).expect("findings are JSON").to_lowercase();
        assert!(!all.contains("gazet"), "the word is part of a name and is not published");
        let everybody = [("a", "person_x"), ("b", "personal"), ("c", "a_person")];
        assert_eq!(found(&detect(&snapshot(&everybody, &sites))), [], "a word that the others have as well");
    }

    #[test]
    fn sites_are_hosts_that_are_somebodys() {
        let links = ["https://www.example.org/a?b", "http://example.org:80", "https://t.co/x", "https://localhost/", "example.org/a"];
        assert_eq!(links.map(site), [Some("example.org"), Some("example.org"), None, None, Some("example.org")]);
        assert_eq!(sites_in("News. https://Example.org/x, www.example.com"), ["example.org", "example.com"]);
    }
}
