//! What is measured of a burst.

use lockstep_network::near_copies::Settings as CopySettings;
use lockstep_snapshot::{Kind, Posts, Snapshot};
use lockstep_statistics::{effective_number, top_share};

use super::Settings;
use super::bursts::{Bursting, Stretch, Tagged};
use crate::near_copies::Copies;
use crate::numbers::{gini, share};

const DAY_MS: i64 = 86_400_000;
/// Authors needed to say how many of them came early: a single one always does.
const FEWEST_AUTHORS: usize = 5;

/// A measure of a burst.
pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    /// The aspect that it is tested for; each aspect has one measure.
    pub(super) aspect: Option<&'static str>,
    /// Whether many, rather than few, are what a campaign would show.
    pub(super) high: bool,
}

const fn measure(name: &'static str, high: bool, aspect: Option<&'static str>, meaning: &'static str) -> Measure {
    Measure { name, meaning, aspect, high }
}

/// Every measure, in the order of [`Measured::values`].
pub(super) const MEASURES: [Measure; 19] = [
    measure("posts_per_author", true, None, "Posts an author"),
    measure("gini", true, None, "Gini coefficient of posts among authors: 0 when all post alike"),
    measure("top_hundredth_share", true, None, "Share of posts by the most active hundredth of authors, at least one"),
    measure("top_ten_share", true, None, "Share of posts by the ten most active authors"),
    measure("effective_authors", false, None, "Effective number of authors: as many equally active ones would be as unequal"),
    measure("effective_authors_per_post", false, Some("authors"), "Effective number of authors, of posts"),
    measure("early_authors", true, None, "Authors with a post in the first minutes"),
    measure("early_author_share", true, Some("beginning"), "Authors with a post in the first minutes, of all, without the most carried message"),
    measure("early_copies", true, None, "Posts in the first minutes that pass on a post or nearly repeat another author's"),
    measure("hours_to_half", false, None, "Hours until half of the posts were there"),
    measure("most_carried_share", true, None, "Share of posts that are or carry the most carried message"),
    measure("messages_per_post", false, Some("messages"), "Distinct messages, of posts, without the most carried one"),
    measure("retweet_share", true, None, "Share of posts that pass on a post"),
    measure("near_copy_share", true, None, "Posts that nearly repeat another author's in the burst, of those that are no retweets and long enough"),
    measure("newcomer_share", true, None, "Authors who had not used the hashtag before, of all"),
    measure("younger_than_30_days", true, None, "Authors whose account was younger than 30 days, of those with a known age"),
    measure("younger_than_90_days", true, Some("age"), "Authors whose account was younger than 90 days, of those with a known age"),
    measure("target_share", true, Some("target"), "Share of posts that mention a target"),
    measure("accounts_per_1000_mentions", false, None, "Accounts that mention a target, for each 1,000 posts that do"),
];

/// A largest burst, measured.
pub(super) struct Measured {
    pub(super) tag: u32,
    pub(super) all_posts: u64,
    pub(super) stretches: Vec<Stretch>,
    /// Posts of the burst, in time order.
    pub(super) posts: Vec<u32>,
    /// Time of its first post, and of its last, ms.
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) authors: u64,
    /// Authors whose accounts' age is known.
    pub(super) known_ages: u64,
    /// Rank of the language of most posts.
    pub(super) language: Option<u32>,
    pub(super) weekend: bool,
    pub(super) values: [Option<f64>; MEASURES.len()],
    /// Posts of the burst that pass on a post or nearly repeat another author's, ascending.
    pub(super) carrying: Vec<u32>,
}

/// Which message a post is or carries, and what is known of authors.
pub(super) struct Messages {
    /// For each post, its cluster of near copies, or none.
    cluster: Vec<u32>,
    compared: Vec<bool>,
    /// For each post that is passed on, by rank, the cluster of the original, or none.
    cluster_of_original: Vec<u32>,
    /// For each account, when it was created, or none.
    created: Vec<i64>,
    /// For each handle that is mentioned, by rank, whether it is a target.
    target: Vec<bool>,
    has_targets: bool,
    has_texts: bool,
}

const NONE: u32 = u32::MAX;

impl Messages {
    pub(super) fn new(settings: &Settings, snapshot: &Snapshot, tagged: &Tagged, bursting: &[Bursting], notes: &mut Vec<String>) -> Self {
        let posts = &snapshot.posts;
        let mut wanted = vec![false; posts.len()];
        for burst in bursting {
            tagged.of(burst.tag)[burst.largest.clone()].iter().for_each(|post| wanted[*post as usize] = true);
        }
        // A text that very many post is what is looked for here, so only what share buttons write is set aside.
        let settings_of_copies = CopySettings { boilerplate_share: 1.0, boilerplate_authors: NONE, ..CopySettings::default() };
        let mut cluster = vec![NONE; posts.len()];
        let mut compared = vec![false; posts.len()];
        let copies = Copies::among(snapshot, &settings_of_copies, |post| wanted[post as usize]).ok();
        if let Some(copies) = &copies {
            copies.compared.iter().for_each(|post| compared[*post as usize] = true);
            for (number, of_cluster) in (0..).zip(&copies.shared) {
                of_cluster.posts.iter().for_each(|post| cluster[*post as usize] = number);
            }
            notes.extend(copies.missing());
        } else {
            notes.push("The source has no texts, so near copies are not known.".to_owned());
        }
        let mut cluster_of_original = vec![NONE; posts.retweeted_post.as_ref().map_or(0, |column| column.names.len())];
        if let Some(column) = &posts.retweeted_post {
            for post in (0..posts.len()).filter(|post| cluster[*post] != NONE) {
                if let Some(rank) = column.names.rank(posts.id.get(post)) {
                    cluster_of_original[rank as usize] = cluster[post];
                }
            }
        }
        let folded: Vec<String> = settings.targets.iter().map(|target| target.trim_start_matches('@').to_lowercase()).collect();
        let target = posts.mentions.as_ref().map_or_else(Vec::new, |mentions| {
            let mut target = vec![false; mentions.names.len()];
            folded.iter().filter_map(|handle| mentions.names.rank(handle)).for_each(|rank| target[rank as usize] = true);
            target
        });
        Self {
            cluster,
            compared,
            cluster_of_original,
            created: created(snapshot),
            has_targets: !folded.is_empty() && posts.mentions.is_some(),
            target,
            has_texts: copies.is_some(),
        }
    }

    /// What tells messages apart: a cluster of near copies, a post that is passed on, or the post itself.
    fn of(&self, post: u32, posts: &Posts) -> (u8, u32) {
        let row = post as usize;
        if self.cluster[row] != NONE {
            return (0, self.cluster[row]);
        }
        let Some(column) = &posts.retweeted_post else { return (2, post) };
        let carried = if is_retweet(post, posts) { column.rank(row) } else { column.names.rank(posts.id.get(row)) };
        match carried {
            Some(rank) if self.cluster_of_original[rank as usize] != NONE => (0, self.cluster_of_original[rank as usize]),
            Some(rank) => (1, rank),
            None => (2, post),
        }
    }

    fn mentions_target(&self, post: u32, posts: &Posts) -> bool {
        posts.mentions.as_ref().is_some_and(|mentions| mentions.get(post as usize).iter().any(|rank| self.target[*rank as usize]))
    }
}

fn is_retweet(post: u32, posts: &Posts) -> bool {
    posts.kind.as_ref().is_some_and(|kinds| kinds[post as usize] == Kind::Retweet)
}

/// When each account was created, as last seen.
fn created(snapshot: &Snapshot) -> Vec<i64> {
    let mut created = vec![Posts::NO_TIME; snapshot.accounts.len()];
    if let Some(times) = &snapshot.observations.created_at {
        for (account, time) in snapshot.observations.account.iter().zip(times).filter(|(_, time)| **time != Posts::NO_TIME) {
            created[*account as usize] = *time;
        }
    }
    created
}

/// Distinct ones, ascending.
fn distinct<T: Ord>(things: impl Iterator<Item = T>) -> Vec<T> {
    let mut things: Vec<T> = things.collect();
    things.sort_unstable();
    things.dedup();
    things
}

/// How often each occurs, in ascending order of what occurs.
fn counts<T: Ord + Copy>(things: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut things: Vec<T> = things.collect();
    things.sort_unstable();
    things.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect()
}

impl Measured {
    pub(super) fn new(bursting: Bursting, settings: &Settings, snapshot: &Snapshot, tagged: &Tagged, messages: &Messages) -> Self {
        let posts = &snapshot.posts;
        let all = tagged.of(bursting.tag);
        let own = &all[bursting.largest.clone()];
        let author = |post: &u32| posts.account[*post as usize];
        let time = |post: &u32| posts.time[*post as usize];
        let (first, last) = (time(&own[0]), time(&own[own.len() - 1]));
        let is_early = |post: &&u32| time(post) - first < settings.batch.ms();
        let n = own.len() as u64;
        let authors = distinct(own.iter().map(author));
        let mut per_author: Vec<u64> = counts(own.iter().map(author)).into_iter().map(|(_, posts)| posts).collect();
        let gini = gini(&mut per_author);
        let effective = effective_number(&per_author);
        let carried: Vec<(u8, u32)> = own.iter().map(|post| messages.of(*post, posts)).collect();
        let of_message = counts(carried.iter().copied());
        // The first of equal ones.
        let most = of_message.iter().rev().max_by_key(|(_, posts)| *posts).map_or(((2, NONE), 0), |most| *most);
        let rest: Vec<u32> = own.iter().zip(&carried).filter(|(_, message)| **message != most.0).map(|(post, _)| *post).collect();
        let enough = |posts: usize| posts >= settings.minimum_posts as usize;
        let of_rest = |value: &dyn Fn() -> Option<f64>| enough(rest.len()).then(value).flatten();
        let early_rest = || {
            let early = distinct(rest.iter().filter(is_early).map(author)).len() as u64;
            let all = distinct(rest.iter().map(author)).len();
            share(early, all as u64).filter(|_| all >= FEWEST_AUTHORS)
        };
        let copies = copies(own, messages, posts);
        let compared = own.iter().filter(|post| messages.compared[**post as usize]).count();
        let is_copy = |post: &u32| copies.binary_search(post).is_ok();
        let retweets = own.iter().filter(|post| is_retweet(**post, posts)).count() as u64;
        let before = distinct(all[..bursting.largest.start].iter().map(author));
        let newcomers = authors.iter().filter(|author| before.binary_search(author).is_err()).count() as u64;
        let created = authors.iter().map(|author| messages.created[*author as usize]).filter(|time| *time != Posts::NO_TIME);
        let ages: Vec<i64> = created.map(|time| first - time).collect();
        let known = ages.len() as u64;
        let younger = |days: i64| {
            let young = ages.iter().filter(|age| **age < days * DAY_MS).count() as u64;
            share(young, known).filter(|_| 2 * known >= authors.len() as u64)
        };
        let aimed: Vec<u32> = own.iter().copied().filter(|post| messages.mentions_target(*post, posts)).collect();
        let values = [
            share(n, authors.len() as u64),
            gini,
            top_share(&per_author, per_author.len().div_ceil(100)),
            top_share(&per_author, 10),
            effective,
            effective.map(|effective| effective / n as f64),
            Some(distinct(own.iter().filter(is_early).map(author)).len() as f64),
            of_rest(&early_rest),
            (messages.has_texts || posts.kind.is_some())
                .then(|| own.iter().filter(is_early).filter(|post| is_retweet(**post, posts) || is_copy(post)).count() as f64),
            Some((time(&own[(own.len() - 1) / 2]) - first) as f64 / 3_600_000.0),
            share(most.1, n),
            of_rest(&|| share(of_message.len() as u64 - 1, rest.len() as u64)),
            posts.kind.as_ref().and_then(|_| share(retweets, n)),
            share(copies.len() as u64, compared as u64).filter(|_| 2 * compared as u64 >= n - retweets && compared >= 10),
            share(newcomers, authors.len() as u64),
            younger(30),
            younger(90),
            messages.has_targets.then(|| share(aimed.len() as u64, n)).flatten(),
            share(1_000 * distinct(aimed.iter().map(author)).len() as u64, aimed.len() as u64).filter(|_| enough(aimed.len())),
        ];
        let language = posts.language.as_ref().and_then(|column| {
            let languages = counts(own.iter().filter_map(|post| column.rank(*post as usize)));
            languages.iter().rev().max_by_key(|(_, posts)| *posts).map(|(rank, _)| *rank)
        });
        // 1970-01-01 was a Thursday.
        let weekday = (first.div_euclid(DAY_MS) + 3).rem_euclid(7);
        Self {
            tag: bursting.tag,
            all_posts: all.len() as u64,
            stretches: bursting.stretches,
            posts: own.to_vec(),
            first,
            last,
            authors: authors.len() as u64,
            known_ages: known,
            language,
            weekend: weekday >= 5,
            values,
            carrying: own.iter().copied().filter(|post| is_retweet(*post, posts) || is_copy(post)).collect(),
        }
    }

    /// The value of a measure.
    pub(super) fn value(&self, name: &str) -> Option<f64> {
        MEASURES.iter().position(|measure| measure.name == name).and_then(|at| self.values[at])
    }
}

/// The posts of a burst that are near copies of another author's in it, ascending.
fn copies(own: &[u32], messages: &Messages, posts: &Posts) -> Vec<u32> {
    let mut clustered: Vec<(u32, u32)> =
        own.iter().map(|post| (messages.cluster[*post as usize], *post)).filter(|(cluster, _)| *cluster != NONE).collect();
    clustered.sort_unstable();
    let author = |post: u32| posts.account[post as usize];
    let alike = clustered.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.iter().any(|copy| author(copy.1) != author(alike[0].1)));
    let mut copies: Vec<u32> = alike.flatten().map(|copy| copy.1).collect();
    copies.sort_unstable();
    copies
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{Coded, CodedLists, Dictionary, Interner, Observations};

    use super::*;

    const SAYING: &str = "nobody was ever told why the old bridge had to close";
    const OTHER: &str = "ask them who paid for the lanterns and watch their faces";

    /// Each distinct string by rank.
    fn coded(cells: &[&str]) -> (Dictionary, Vec<u32>) {
        let mut interner = Interner::default();
        let codes: Vec<u32> = cells.iter().map(|cell| interner.code(cell)).collect();
        let (names, ranks) = Dictionary::merge(&[&interner]);
        (names, codes.into_iter().map(|code| ranks[0][code as usize]).collect())
    }

    // Twelve posts of one hashtag: one by account 3 long before; then a text by account 0 that 1 and 2 pass on and 2 repeats, another by 0
    // that 1 repeats, four by the accounts 3 and 4 that nobody repeats, and one passed on that was not collected.
    #[test]
    fn a_burst_by_hand() {
        let minute = 60_000;
        let times = [0, 1_000, 1_001, 1_004, 1_005, 1_010, 1_016, 1_020, 1_021, 1_022, 1_023, 1_040].map(|time| time * minute);
        let accounts = [3, 0, 1, 2, 2, 0, 1, 3, 3, 3, 4, 2];
        let own = ["zz one two three four five", "six seven eight nine ten", "red blue green yellow black", "north south east west up"];
        let texts = ["the first of all of these posts", SAYING, SAYING, SAYING, SAYING, OTHER, OTHER, own[0], own[1], own[2], own[3], "x"];
        let passed = [2, 3, 11];
        let mut snapshot = Snapshot { accounts: coded(&["a", "b", "c", "d", "e"]).0, ..Snapshot::default() };
        let posts = &mut snapshot.posts;
        posts.time = times.to_vec();
        posts.account = accounts.to_vec();
        posts.id = (0..12).map(|id| format!("p{id:02}")).collect::<Vec<_>>().iter().map(String::as_str).collect();
        posts.text = Some(texts.into_iter().collect());
        posts.kind = Some((0..12).map(|post| if passed.contains(&post) { Kind::Retweet } else { Kind::Original }).collect());
        let (names, _) = coded(&["elsewhere", "p01"]);
        let mut codes = vec![Coded::NONE; 12];
        (codes[2], codes[3], codes[11]) = (1, 1, 0);
        posts.retweeted_post = Some(Coded { names, codes });
        let hashtags = CodedLists { names: coded(&["tag"]).0, ends: (1..=12).collect(), ranks: vec![0; 12] };
        let (names, _) = coded(&["council"]);
        let ends = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3].to_vec();
        posts.mentions = Some(CodedLists { names, ends, ranks: vec![0; 3] });
        let created_at = Some(vec![1_000 * minute - 40 * DAY_MS, 0, -400 * DAY_MS]);
        snapshot.observations = Observations { account: vec![0, 1, 2], created_at, ..Observations::default() }.into();

        let settings = Settings { targets: vec!["@Council".to_owned()], minimum_posts: 3, ..Settings::default() };
        let tagged = Tagged::new(&hashtags);
        let bursting = || Bursting { tag: 0, stretches: Vec::new(), largest: 1..12 };
        let messages = Messages::new(&settings, &snapshot, &tagged, &[bursting()], &mut Vec::new());
        let measured = Measured::new(bursting(), &settings, &snapshot, &tagged, &messages);
        let near = |name: &str, expected: f64| {
            let found = measured.value(name).unwrap_or_else(|| panic!("{name} is measured"));
            assert!((found - expected).abs() < 1e-12, "{name}: {found}, not {expected}");
        };
        // 2, 2, 3, 3 and 1 of 11 posts by the accounts 0 to 4.
        near("posts_per_author", 11.0 / 5.0);
        near("gini", 2.0 / 11.0);
        near("top_hundredth_share", 3.0 / 11.0);
        near("top_ten_share", 1.0);
        // Of 1,000 to 1,015 minutes: posts 1 to 5, by three accounts, of which 2 and 3 are passed on and 1, 4 and 5 are near copies.
        near("early_authors", 3.0);
        near("early_copies", 5.0);
        near("hours_to_half", 16.0 / 60.0);
        // The most carried message has posts 1 to 4. The rest are 7 posts of 6 messages by five accounts, one of them early.
        near("most_carried_share", 4.0 / 11.0);
        near("messages_per_post", 6.0 / 7.0);
        near("early_author_share", 1.0 / 5.0);
        near("retweet_share", 3.0 / 11.0);
        assert_eq!(measured.value("near_copy_share"), None, "eight posts are too few");
        near("newcomer_share", 4.0 / 5.0);
        near("younger_than_30_days", 1.0 / 3.0);
        near("younger_than_90_days", 2.0 / 3.0);
        near("target_share", 3.0 / 11.0);
        near("accounts_per_1000_mentions", 1_000.0);
    }
}
