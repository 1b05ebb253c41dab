//! Texts that are the same but for small changes, as clusters of posts.
//!
//! A cluster is an object like a hashtag or a link: whoever posts a text of it acts on it. Time plays no part here, so the engines may
//! apply any window to the result, of any length, without comparing a text again.
//!
//! Texts are normalised, equal ones are taken together, and what remains is compared as sets of shingles (Broder, SEQUENCES 1997). Up to
//! `exact_up_to` distinct texts no pair of sufficient similarity is missed (Xiao et al., WWW 2008); beyond, candidates come from smallest
//! hashes, and each is compared in full.
//!
//! Memory beyond the caller's texts: the normalised texts, and for each distinct text its shingles at 4 bytes each, about 300 bytes for a
//! short post, with 24 for each distinct shingle of the collection while they are numbered.

mod boilerplate;
mod clusters;
mod components;
mod min_hash;
mod normalise;
mod shingles;

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

pub use boilerplate::{SHARE_BUTTONS, SHARE_BUTTONS_VERSION, share_button};
pub use normalise::{NORMALISATION, UNICODE, normalise};
pub use shingles::Shingle;

/// What counts as nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Jaccard similarity of the sets of shingles, from which two texts are connected.
    pub similarity: f64,
    /// Similarity to the medoid below which a text is dropped from a cluster.
    pub medoid_similarity: f64,
    /// What texts are cut into.
    pub shingle: Shingle,
    /// Tokens that a normalised text must have.
    pub minimum_tokens: usize,
    /// Characters that a normalised text must have.
    pub minimum_characters: usize,
    /// A text is boilerplate when more than this share of all authors posted it,
    pub boilerplate_share: f64,
    /// and more than this many.
    pub boilerplate_authors: u32,
    /// Distinct texts up to which every pair that reaches the similarity is found.
    pub exact_up_to: u64,
    /// Seed of the hashes used beyond.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            similarity: 0.8,
            medoid_similarity: 0.6,
            shingle: Shingle::Characters(5),
            minimum_tokens: 5,
            minimum_characters: 25,
            boilerplate_share: 0.01,
            boilerplate_authors: 100,
            exact_up_to: 5_000_000,
            seed: 0,
        }
    }
}

/// Clusters of posts, and what was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct NearCopies {
    /// For each post, the place of its cluster in `clusters`, if it is in one.
    pub cluster_of_post: Vec<Option<u32>>,
    /// The posts that were compared, ascending: those neither too short nor set aside.
    pub compared: Vec<u32>,
    /// Clusters of at least two posts: most posts first, ties by the medoid's normalised text.
    pub clusters: Vec<Cluster>,
    /// What was set aside as boilerplate: most posts first, ties by the normalised text.
    pub boilerplate: Vec<Boilerplate>,
    /// How many of what.
    pub counts: Counts,
}

/// Posts whose texts are all like that of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its posts, ascending.
    pub posts: Vec<u32>,
    /// Distinct normalised texts among them.
    pub texts: u32,
    /// Distinct authors.
    pub authors: u32,
    /// The first post with the text that is most like the others.
    pub medoid: u32,
}

/// A text that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boilerplate {
    /// Its place in [`SHARE_BUTTONS`], or nothing for a text that too many authors posted.
    pub share_button: Option<usize>,
    /// The first post with it.
    pub post: u32,
    /// Number of posts with it.
    pub posts: u32,
    /// Distinct authors.
    pub authors: u32,
}

/// Numbers of posts and texts, each with what it is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Posts given.
    pub posts: u64,
    /// Posts too short to be compared, of those given.
    pub too_short: u64,
    /// Posts set aside as boilerplate, of those given.
    pub boilerplate: u64,
    /// Posts that were compared: the rest.
    pub eligible: u64,
    /// Distinct normalised texts among the posts compared.
    pub distinct: u64,
    /// True when every pair that reaches the similarity was found.
    pub exact: bool,
}

/// Find the posts whose texts are nearly the same. Retweets are the caller's to leave out.
///
/// `texts` and `authors` have one entry a post. Clusters do not depend on the order of posts.
///
/// # Panics
/// When the two differ in length, or a similarity is not above 0 and at most 1.
#[must_use]
pub fn near_copies(texts: &[&str], authors: &[u32], settings: &Settings) -> NearCopies {
    assert_eq!(texts.len(), authors.len(), "a text has an author");
    let normal = Normalised::new(texts);
    let mut posts: Vec<u32> = (0..texts.len() as u32).into_par_iter().filter(|post| is_long_enough(normal.get(*post), settings)).collect();
    let too_short = (texts.len() - posts.len()) as u64;
    posts.par_sort_unstable_by(|a, b| normal.get(*a).cmp(normal.get(*b)).then(a.cmp(b)));
    let most = settings.boilerplate_authors.max((settings.boilerplate_share * f64::from(distinct(&posts, authors))) as u32);
    let (mut boilerplate, mut same) = (Vec::new(), Vec::new());
    for copies in posts.chunk_by(|a, b| normal.get(*a) == normal.get(*b)) {
        let share_button = share_button(normal.get(copies[0]));
        let by = if copies.len() > most as usize || share_button.is_some() { distinct(copies, authors) } else { 0 };
        if share_button.is_some() || by > most {
            boilerplate.push(Boilerplate { share_button, post: copies[0], posts: copies.len() as u32, authors: by });
        } else {
            same.push(copies);
        }
    }
    boilerplate.sort_by_key(|text| std::cmp::Reverse(text.posts));
    let sets = shingles::shingle_sets(same.iter().map(|copies| normal.get(copies[0])), settings.shingle);
    let copies: Vec<u64> = same.iter().map(|copies| copies.len() as u64).collect();
    let medoids = clusters::medoids(&sets, &copies, settings);
    let (cluster_of_post, clusters) = gather(texts.len(), &same, &medoids, authors);
    let set_aside = boilerplate.iter().map(|text| u64::from(text.posts)).sum();
    let mut compared = same.concat();
    compared.par_sort_unstable();
    let counts = Counts {
        posts: texts.len() as u64,
        too_short,
        boilerplate: set_aside,
        eligible: compared.len() as u64,
        distinct: same.len() as u64,
        exact: same.len() as u64 <= settings.exact_up_to,
    };
    NearCopies { cluster_of_post, compared, clusters, boilerplate, counts }
}

/// Number of distinct authors of some posts.
fn distinct(posts: &[u32], authors: &[u32]) -> u32 {
    let mut of: Vec<u32> = posts.iter().map(|post| authors[*post as usize]).collect();
    of.sort_unstable();
    of.dedup();
    of.len() as u32
}

/// Posts cluster by cluster. `same` has the posts of each distinct text, ascending, the texts in byte order.
fn gather(posts: usize, same: &[&[u32]], medoids: &[u32], authors: &[u32]) -> (Vec<Option<u32>>, Vec<Cluster>) {
    let mut texts: Vec<(u32, u32)> = medoids.iter().copied().zip(0..).collect();
    texts.par_sort_unstable();
    let mut clusters: Vec<Cluster> = texts
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|texts| texts.len() > 1 || same[texts[0].1 as usize].len() > 1)
        .map(|texts| {
            let mut posts: Vec<u32> = texts.iter().flat_map(|(_, text)| same[*text as usize].iter().copied()).collect();
            posts.sort_unstable();
            let authors = distinct(&posts, authors);
            Cluster { posts, texts: texts.len() as u32, authors, medoid: same[texts[0].0 as usize][0] }
        })
        .collect();
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.posts.len()));
    let mut cluster_of_post = vec![None; posts];
    for (cluster, number) in clusters.iter().zip(0..) {
        cluster.posts.iter().for_each(|post| cluster_of_post[*post as usize] = Some(number));
    }
    (cluster_of_post, clusters)
}

/// Whether a normalised text has enough tokens and characters.
///
/// Tokens stand between spaces. Where those are too few, the words of Unicode Standard Annex 29 are counted, so that scripts that write
/// no spaces are not left out.
fn is_long_enough(text: &str, settings: &Settings) -> bool {
    text.len() >= settings.minimum_characters
        && text.chars().count() >= settings.minimum_characters
        && (text.split(' ').nth(settings.minimum_tokens.saturating_sub(1)).is_some()
            || text.unicode_words().nth(settings.minimum_tokens.saturating_sub(1)).is_some())
}

/// Normalised texts in packs: a quarter of the memory of strings of their own.
struct Normalised(Vec<(String, Vec<u32>)>);

impl Normalised {
    const PACK: usize = 4_096;

    fn new(texts: &[&str]) -> Self {
        let pack = |texts: &[&str]| {
            let (mut packed, mut ends) = (String::new(), vec![0]);
            for text in texts {
                packed.push_str(&normalise(text));
                ends.push(packed.len() as u32);
            }
            packed.shrink_to_fit();
            (packed, ends)
        };
        Self(texts.par_chunks(Self::PACK).map(pack).collect())
    }

    fn get(&self, post: u32) -> &str {
        let (packed, ends) = &self.0[post as usize / Self::PACK];
        let at = post as usize % Self::PACK;
        &packed[ends[at] as usize..ends[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str = "The committee has never published the list of its members";

    fn sample() -> (Vec<String>, Vec<u32>) {
        let mut texts: Vec<String> = (0..6).map(|k| format!("@someone{k} {CLAIM}! https://t.co/{k}")).collect();
        texts.extend((0..4).map(|k| format!("{CLAIM} {}", ["today", "so far", "yet", ""][k])));
        texts.extend((0..3).map(|k| format!("Something else entirely about the weather in town number {k}")));
        texts.extend(
            ["Too short to say", "I liked a @YouTube video https://youtu.be/x Some song", "A text of its own, about nothing in particular"]
                .map(str::to_owned),
        );
        let authors = (0..texts.len() as u32).map(|post| post % 5).collect();
        (texts, authors)
    }

    fn run(texts: &[String], authors: &[u32], settings: &Settings) -> NearCopies {
        near_copies(&texts.iter().map(String::as_str).collect::<Vec<_>>(), authors, settings)
    }

    #[test]
    fn copies_with_small_changes_are_one_cluster() {
        let (texts, authors) = sample();
        let found = run(&texts, &authors, &Settings::default());
        let expected = [
            Cluster { posts: (0..10).collect(), texts: 4, authors: 5, medoid: 0 },
            Cluster { posts: vec![10, 11, 12], texts: 3, authors: 3, medoid: 10 },
        ];
        assert_eq!(found.clusters, expected);
        assert_eq!(found.boilerplate, [Boilerplate { share_button: share_button("i liked a video"), post: 14, posts: 1, authors: 1 }]);
        assert_eq!(found.counts, Counts { posts: 16, too_short: 1, boilerplate: 1, eligible: 14, distinct: 8, exact: true });
        assert_eq!(found.cluster_of_post[15], None);
        assert_eq!(found.compared, [(0..13).collect(), vec![15]].concat());
    }

    #[test]
    fn a_text_that_very_many_post_is_set_aside_and_listed() {
        let (texts, authors) = sample();
        let found = run(&texts, &authors, &Settings { boilerplate_authors: 4, ..Settings::default() });
        assert_eq!(found.boilerplate[0], Boilerplate { share_button: None, post: 0, posts: 7, authors: 5 });
        assert_eq!(found.clusters.iter().map(|cluster| cluster.posts.len()).collect::<Vec<_>>(), [3, 3]);
    }

    #[test]
    fn the_order_of_posts_and_the_number_of_threads_leave_no_trace() {
        let (texts, authors) = sample();
        for exact_up_to in [0, 100] {
            let settings = Settings { exact_up_to, ..Settings::default() };
            let forward = run(&texts, &authors, &settings);
            let last = texts.len() as u32 - 1;
            let (turned, of): (Vec<String>, Vec<u32>) = texts.iter().cloned().zip(authors.iter().copied()).rev().unzip();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("a pool of threads");
            let backward = pool.install(|| run(&turned, &of, &settings));
            for (one, other) in forward.clusters.iter().zip(&backward.clusters) {
                let posts: Vec<u32> = other.posts.iter().rev().map(|post| last - post).collect();
                assert_eq!(one.posts, posts);
                assert_eq!((one.texts, one.authors), (other.texts, other.authors));
                assert_eq!(normalise(&texts[one.medoid as usize]), normalise(&turned[other.medoid as usize]));
            }
            assert_eq!(forward.counts, backward.counts);
        }
    }

    #[test]
    fn scripts_without_spaces_are_long_enough_too() {
        assert!(is_long_enough("今日はとても天気がいいので東京の公園に散歩に行きましたとさ", &Settings::default()));
        assert!(!is_long_enough("internationalisation counterrevolutionaries", &Settings::default()));
    }
}
