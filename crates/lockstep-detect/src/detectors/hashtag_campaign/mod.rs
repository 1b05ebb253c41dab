//! D11: hashtags that were pushed rather than caught on, beside hashtags of the same size, language and kind of day.

mod bursts;
mod judge;
mod measures;
mod tables;

use lockstep_snapshot::{Column, Kind, Snapshot};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::bursts::{Bursting, Tagged};
use self::judge::{Judged, Pool};
use self::measures::{Measured, Messages};
use crate::card::{Axis, ByChance, Card, Headline, Part, Technique, View};
use crate::detector::{Context, Detector, Unfit};
use crate::duration::Duration;
use crate::findings::{Findings, Verdict};

/// The detector.
#[derive(Debug, Clone, Copy)]
pub(super) struct HashtagCampaign;

/// What a study may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    /// Hashtags to look into, without `#`; every hashtag with a burst large enough unless given. The others serve for comparison.
    ///
    /// Default: every one, so that nobody picks the one that fits.
    #[schemars(extend("uniqueItems" = true))]
    hashtags: Vec<String>,
    /// Handles, without `@`, of those a campaign may be against or for. Where given, the share of posts that mention one is an aspect more.
    ///
    /// Default: none.
    #[schemars(extend("uniqueItems" = true))]
    targets: Vec<String>,
    /// Length of the stretches in which posts are counted to find bursts, and of a burst's beginning.
    ///
    /// Default: ours; a quarter of an hour is shorter than a topic takes to be seen by many.
    batch: Duration,
    /// How many times its usual share of all posts a hashtag must have in a burst.
    ///
    /// Default: the base of Kleinberg 2002 (KDD), §4.
    #[schemars(range(min = 1.1, max = 100.0))]
    raise: f64,
    /// Posts that a burst needs; below, its measures say little.
    ///
    /// Default: ours; below it, one author more or less moves every share.
    #[schemars(range(min = 10, max = 1_000_000))]
    minimum_posts: u32,
    /// A hashtag is compared with those whose burst has at most this many times more posts, or fewer. The larger, the more a difference may
    /// come from size alone.
    ///
    /// Default: ours; half as many more, or two thirds.
    #[schemars(range(min = 1.1, max = 1_000.0))]
    volume_within: f64,
    /// Whether a hashtag is compared only with those of the same language, which is that of most posts of the burst.
    ///
    /// Default: ours; crowds of different languages have different hours.
    same_language: bool,
    /// Whether a hashtag whose burst begins on a Saturday or Sunday is compared only with such, and one of a weekday only with such.
    ///
    /// Default: ours; people have other hours at weekends.
    same_kind_of_day: bool,
    /// Hashtags to compare with that are needed; below, no percentile is given.
    ///
    /// Default: ours; with 30 a percentile is known to three points.
    #[schemars(range(min = 10, max = 100_000))]
    minimum_matched: u32,
    /// Chance that any aspect of an ordinary hashtag stands out (Holm's level over the aspects).
    ///
    /// Default: the customary level.
    #[schemars(range(min = 0.000_1, max = 0.2))]
    level: f64,
    /// Aspects that must stand out.
    ///
    /// Default: ours; one odd aspect is found in many ordinary hashtags.
    #[schemars(range(min = 1, max = 5))]
    aspects: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hashtags: Vec::new(),
            targets: Vec::new(),
            batch: Duration::from_ms(900_000),
            raise: 2.0,
            minimum_posts: 50,
            volume_within: 1.5,
            same_language: true,
            same_kind_of_day: true,
            minimum_matched: 30,
            level: 0.05,
            aspects: 2,
        }
    }
}

impl Detector for HashtagCampaign {
    type Settings = Settings;

    const CARD: Card = Card {
        id: "hashtag_campaign",
        version: 2,
        title: "Hashtag campaigns",
        question: "Which hashtags did a few push, or many at once as if called, compared with hashtags of the same size?",
        method: "A hashtag's bursts are the stretches in which its share of all collected posts is raised, as far as that explains the counts better \
                 than its usual share by more than the price of a change of state. The burst with most posts is measured: how few authors carry it, \
                 how many come in its first minutes, how few messages it is made of, how much of it is passed on or nearly repeated, how new its \
                 authors and their accounts are, and whom it mentions. A message is a post with all that pass it on or nearly repeat it.\n\n\
                 Each measure is given with its percentile among hashtags whose bursts are of about the same size, the same language and the same \
                 kind of day; hashtags that stand in the same posts are left out of the comparison. One measure of each aspect is tested: authors, \
                 beginning, messages, age of accounts, and target. Before the beginning and the messages are measured, the message with most posts is \
                 set aside: one post that everybody passes on is the usual reason for a sudden burst. A hashtag is flagged when enough aspects stand out \
                 after Holm's correction. The measures are never added up to a score.",
        formula: &[
            "burst: p₀ = Σr/Σn over batches with r posts of n, p₁ = min(0.9999, `raise` p₀); a batch costs −ln Binomial(r; n, p), a rise ln(batches); \
             the cheapest path of states (Viterbi)",
            "authors: e^H / posts, H = −Σ s ln s over the authors' shares s of posts; few stand out",
            "beginning: authors with a post in the first `batch` / authors, without the most carried message; many stand out",
            "messages: distinct messages / posts, without the most carried message; few stand out",
            "age: authors whose account is younger than 90 days / authors with a known age; many stand out",
            "target: posts that mention a target / posts; many stand out",
            "p = (1 + matched hashtags at least as far out) / (1 + matched hashtags)",
            "Holm: the k-th smallest of m values of p stands out if it and all before are at most `level` / (m − k + 1)",
            "ordinary hashtags flagged: C(m, u) xᵘ if aspects were independent, m x / u at most, x = `level` / (m − u + 1), u = `aspects`; summed over \
             those assessed",
        ],
        minimum_data: "Hashtags, times as fine as `batch`, a burst of `minimum_posts` posts (and five authors, for its beginning), `minimum_matched` hashtags to compare with (30 unless \
                       set), and enough of them that an aspect can stand out at all: 1/(matched + 1) must be at most `level` / aspects measured. \
                       Otherwise a hashtag is not assessed; the matching is never widened by itself.",
        slower: Some("Its time grows with the square of the number of hashtags that burst, each being compared with all others, and with copies as in near_duplicate_text."),
        assumptions: &[
            "Hashtags to compare with are ordinary. If campaigns are among them, others stand out less.",
            "The collection did not select posts by the hashtag itself: then it is always at its usual share and has no burst.",
        ],
        limits: &[
            "Ranks among n hashtags say nothing rarer than 1 in n + 1: somebody is always first. Look at a hashtag named beforehand, or take the \
             flagged ones as a list to read.",
            "The shape of volume over time does not tell a paid trend from an ordinary one; most of the telling is in who posts and what.",
            "The posts that begin a campaign may have been deleted before the collection, which hides its beginning.",
            "Only the largest burst is measured. A steady campaign without a burst is not seen.",
            "A campaign of many accounts with a message each looks ordinary here.",
            "In a collection of listed accounts only their own part of a hashtag is seen, so percentiles compare what these accounts did.",
        ],
        innocent: &[
            "News, a match, a broadcast or an alarm brings many to a hashtag within minutes.",
            "Movements, unions, fans and parties agree on a hashtag and a time, openly and lawfully.",
            "Word games and chats with a host start at a set time and have regular guests.",
            "A hashtag against an organisation mentions it, whoever writes; criticism is no harassment.",
        ],
        line: Some(
            "A hashtag counts when at least {aspects} of five aspects of its largest burst stand out: how few authors carry it, how many come in its \
             first minutes, how few messages it is made of, how new its authors' accounts are, and how often it mentions one account.",
        ),
        baseline: "{bursting} of {hashtags hashtag} have a burst of {minimum_posts post} or more. The median number of hashtags to compare with is \
                   {matched_median}; {insufficient hashtag} of {looked_into} could not be assessed.",
        chance: "Of {assessed hashtag} assessed, at most {expected_at_most} would be flagged by chance; {expected_false} if no aspect had to do \
                 with another.",
        part: Part::Campaign,
        techniques: &[Technique { code: "T0049.002", name: "Flood Existing Hashtag" }],
        references: &[
            "J. Kleinberg, Bursty and hierarchical structure in streams, KDD 2002; Data Mining and Knowledge Discovery 7:373, 2003 (section 4).",
            "M. Jakesch, K. Garimella, D. Eckles and M. Naaman, Trend alert: a cross-platform organization manipulated Twitter trends in the Indian \
             general election, CSCW 2021 (repeated content).",
            "O. Varol, E. Ferrara, F. Menczer and A. Flammini, Early detection of promoted campaigns on social media, EPJ Data Science 6:13, 2017.",
            "T. Elmas, R. Overdorf, A. Özkalay and K. Aberer, Ephemeral astroturfing attacks, EuroS&P 2021 (deleted posts).",
            "S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65, 1979.",
            "M. O. Hill, Diversity and evenness, Ecology 54:427, 1973 (effective number).",
        ],
        validation: "Bursts equal the cheapest of all paths on random small streams, and have the weights of a published example. The hashtag attack \
                     planted in the simulation is the one hashtag flagged among those of organic crowds, flashes of news included. In a public \
                     set of accounts tied to one agency, where a quarter of the bursts are word games, no more is flagged than by chance: what \
                     is usual in a collection does not stand out in it.",
        headline: Headline {
            count: "flagged",
            found: "{flagged} of {assessed hashtag} that could be assessed stood out from others of about the same size in at least {aspects aspect}.",
            nothing: "None of {assessed hashtag} that could be assessed stood out from others of about the same size in {aspects aspect}.",
            by_chance: ByChance::Most { most: "expected_at_most", of: "flagged" },
        },
        measure: None,
        family: None,
        views: &[
            View::TimeLine {
                name: "bursts",
                title: "The largest bursts of the hashtags listed first",
                table: "timeline",
                time: "time",
                series: "series",
                y: Axis { column: "posts", label: "posts with the hashtag", log: false },
            },
            View::Bars {
                name: "beginning",
                title: "The first two hours of the hashtag listed first, minute by minute",
                table: "beginning",
                panel: "counted",
                note: Some("hashtag"),
                x: Axis { column: "minute", label: "minutes since the first post", log: false },
                until: "until",
                y: Axis { column: "posts", label: "how many in the minute", log: false },
                expected: &[],
            },
            View::Scatter {
                name: "beginnings",
                title: "Of {assessed hashtag} assessed, {flagged} stood out",
                table: "hashtags",
                x: Axis { column: "posts", label: "posts in the largest burst", log: true },
                y: Axis { column: "early_author_share", label: "share of authors there from the first minutes", log: false },
                verdict: "verdict",
                lines: &[],
            },
            View::Places {
                name: "places",
                title: "Of {assessed hashtag} assessed, {flagged} stood out in at least {aspects aspect}",
                table: "measures",
                percentile: "percentile",
                likes: "matched",
                tested: "aspect",
                stands_out: "stands_out",
            },
        ],
    };

    fn reads(settings: &Settings) -> Vec<Column> {
        let mut columns = vec![Column::Hashtags, Column::Kind, Column::Text, Column::RetweetedPost];
        columns.extend(settings.same_language.then_some(Column::Language));
        columns.extend((!settings.targets.is_empty()).then_some(Column::Mentions));
        columns
    }

    fn detect(settings: &Settings, snapshot: &Snapshot, _: &Context) -> Result<Findings, Unfit> {
        let posts = &snapshot.posts;
        let Some(hashtags) = posts.hashtags.as_ref().filter(|hashtags| !hashtags.ranks.is_empty()) else {
            return Err(Unfit {
                reason: "no post has a hashtag".to_owned(),
                remedy: "a source with hashtags, or with the text of posts, would do".to_owned(),
            });
        };
        if posts.resolution_ms > settings.batch.ms() {
            return Err(Unfit {
                reason: format!("times are coarser than {}", settings.batch),
                remedy: "a source with finer times, or a longer `batch`, would do".to_owned(),
            });
        }
        let tagged = Tagged::new(hashtags);
        let bursting = Bursting::all(settings, &tagged, posts);
        let mut notes = Vec::new();
        let messages = Messages::new(settings, snapshot, &tagged, &bursting, &mut notes);
        let measured: Vec<Measured> =
            bursting.into_par_iter().map(|bursting| Measured::new(bursting, settings, snapshot, &tagged, &messages)).collect();
        let pool = Pool::new(settings, hashtags, &measured);
        let rows: Vec<Row<'_>> = if settings.hashtags.is_empty() {
            measured.par_iter().map(|measured| Row::of(measured, hashtags.names.get(measured.tag), &pool)).collect()
        } else {
            let named = settings.hashtags.iter().map(|name| name.trim_start_matches('#').to_lowercase());
            let mut named: Vec<String> = named.collect();
            named.sort_unstable();
            named.dedup();
            let row = |name: &String| {
                let tag = hashtags.names.rank(name);
                tag.and_then(|tag| pool.of(tag)).map_or_else(|| Row::without(name, tag, settings, &tagged), |found| Row::of(found, name, &pool))
            };
            named.iter().map(row).collect()
        };
        if posts.kind.is_none() {
            notes.push("The source does not say which posts are retweets, so none counts as one.".to_owned());
        } else if posts.retweeted_post.is_none() && posts.kind.iter().flatten().any(|kind| *kind == Kind::Retweet) {
            notes.push("The source does not say which posts were passed on, so each retweet counts as a message of its own.".to_owned());
        }
        if settings.same_language && posts.language.is_none() {
            notes.push("The source has no languages, so hashtags were compared across languages.".to_owned());
        }
        if measured.iter().all(|measured| measured.known_ages == 0) {
            notes.push("When accounts were created is not known, so their age is no aspect here.".to_owned());
        }
        Ok(tables::findings(settings, &tagged, posts, &measured, rows, notes))
    }
}

/// A hashtag that was looked into.
struct Row<'a> {
    name: String,
    /// All its posts.
    posts: u64,
    /// Its largest burst, if one is large enough.
    measured: Option<&'a Measured>,
    judged: Judged,
}

impl<'a> Row<'a> {
    fn of(measured: &'a Measured, name: &str, pool: &Pool<'a>) -> Self {
        Self { name: name.to_owned(), posts: measured.all_posts, measured: Some(measured), judged: pool.judge(measured) }
    }

    fn without(name: &str, tag: Option<u32>, settings: &Settings, tagged: &Tagged) -> Self {
        let posts = tag.map_or(0, |tag| tagged.of(tag).len() as u64);
        let why = if posts == 0 { "no post has it".to_owned() } else { format!("it has no burst of {} posts", settings.minimum_posts) };
        let judged = Judged { verdict: Verdict::InsufficientData, why, ..Judged::default() };
        Self { name: name.to_owned(), posts, measured: None, judged }
    }
}
