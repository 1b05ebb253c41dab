//! A hashtag beside those that it is compared with.

use lockstep_snapshot::CodedLists;

use super::Settings;
use super::measures::{MEASURES, Measured};
use crate::findings::Verdict;
use crate::numbers::quantile;

/// A measure of a hashtag among those of the hashtags it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Hashtags to compare with that have the measure.
    pub(super) matched: u64,
    pub(super) median: f64,
    /// Share of them with at most this value.
    pub(super) percentile: f64,
    /// (1 + those at least as far out) / (1 + all of them).
    pub(super) p: f64,
    /// Whether any of them differs from it. If none does, nothing is tested.
    pub(super) varies: bool,
}

/// What is said of a hashtag.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    /// Why it was not assessed.
    pub(super) why: String,
    /// Hashtags of the right size, language and kind of day.
    pub(super) matched: u64,
    /// Hashtags left out because they stand in the same posts.
    pub(super) companions: u64,
    pub(super) places: [Option<Place>; MEASURES.len()],
    /// Measures tested.
    pub(super) tested: Vec<usize>,
    /// Those that stand out.
    pub(super) found: Vec<usize>,
    /// Ordinary hashtags like this one to be flagged by chance: if aspects are independent, and at most.
    pub(super) expected: (f64, f64),
}

impl Default for Judged {
    fn default() -> Self {
        Self {
            verdict: Verdict::InsufficientData,
            why: String::new(),
            matched: 0,
            companions: 0,
            places: [None; MEASURES.len()],
            tested: Vec::new(),
            found: Vec::new(),
            expected: (0.0, 0.0),
        }
    }
}

/// All hashtags with a burst large enough.
pub(super) struct Pool<'a> {
    settings: &'a Settings,
    hashtags: &'a CodedLists,
    measured: &'a [Measured],
}

impl<'a> Pool<'a> {
    /// `measured` in ascending order of hashtags.
    pub(super) const fn new(settings: &'a Settings, hashtags: &'a CodedLists, measured: &'a [Measured]) -> Self {
        Self { settings, hashtags, measured }
    }

    /// The hashtag with a rank, if it is in the pool.
    pub(super) fn of(&self, tag: u32) -> Option<&'a Measured> {
        self.measured.binary_search_by_key(&tag, |measured| measured.tag).ok().map(|at| &self.measured[at])
    }

    /// Hashtags that stand in at least half of the burst's posts, or have this one in at least half of theirs. Ascending.
    fn companions(&self, measured: &Measured) -> Vec<u32> {
        let mut beside: Vec<u32> = Vec::new();
        for post in &measured.posts {
            beside.extend(self.hashtags.get(*post as usize).iter().filter(|tag| **tag != measured.tag));
        }
        beside.sort_unstable();
        let often = beside.chunk_by(|a, b| a == b).filter(|same| {
            let least = self.of(same[0]).map_or(usize::MAX, |other| other.posts.len().min(measured.posts.len()).div_ceil(2));
            same.len() >= least
        });
        often.map(|same| same[0]).collect()
    }

    pub(super) fn judge(&self, measured: &Measured) -> Judged {
        let settings = self.settings;
        let size = measured.posts.len() as f64;
        let is_alike = |other: &&Measured| {
            let ratio = other.posts.len() as f64 / size;
            other.tag != measured.tag
                && ratio <= settings.volume_within
                && ratio >= 1.0 / settings.volume_within
                && (!settings.same_language || other.language == measured.language)
                && (!settings.same_kind_of_day || other.weekend == measured.weekend)
        };
        let mut matched: Vec<&Measured> = self.measured.iter().filter(is_alike).collect();
        let before = matched.len();
        let companions = self.companions(measured);
        matched.retain(|other| companions.binary_search(&other.tag).is_err());
        let mut judged =
            Judged { matched: matched.len() as u64, companions: (before - matched.len()) as u64, ..Judged::default() };
        if judged.matched < u64::from(settings.minimum_matched) {
            judged.why = format!("only {} hashtags are like it, of {} needed", judged.matched, settings.minimum_matched);
            return judged;
        }
        judged.places = std::array::from_fn(|at| self.place(measured, &matched, at));
        judged.test(settings);
        judged
    }

    fn place(&self, measured: &Measured, matched: &[&Measured], at: usize) -> Option<Place> {
        let value = measured.values[at]?;
        let mut others: Vec<f64> = matched.iter().filter_map(|other| other.values[at]).collect();
        if others.len() < self.settings.minimum_matched as usize {
            return None;
        }
        others.sort_unstable_by(f64::total_cmp);
        let at_most = others.partition_point(|other| *other <= value);
        let as_far = if MEASURES[at].high { others.len() - others.partition_point(|other| *other < value) } else { at_most };
        Some(Place {
            matched: others.len() as u64,
            median: quantile(&others, 0.5)?,
            percentile: at_most as f64 / others.len() as f64,
            p: (1 + as_far) as f64 / (1 + others.len()) as f64,
            varies: others.iter().any(|other| *other != value),
        })
    }
}

impl Judged {
    /// Holm's procedure over the aspects, one measure each.
    fn test(&mut self, settings: &Settings) {
        let of = |at: &usize| self.places[*at].filter(|place| place.varies && MEASURES[*at].aspect.is_some());
        let tested: Vec<usize> = (0..MEASURES.len()).filter(|at| of(at).is_some()).collect();
        let needed = settings.aspects as usize;
        if tested.len() < needed {
            self.why = format!("{} of the aspects can be tested, of {needed} needed", tested.len());
            return;
        }
        let p = |at: &usize| of(at).map_or(1.0, |place| place.p);
        let least = |at: &usize| of(at).map_or(1.0, |place| 1.0 / (1.0 + place.matched as f64));
        let possible = holm(&tested, least, settings.level).len();
        if possible < needed {
            self.why = format!(
                "among {} hashtags nothing is rare enough to stand out; {} would do",
                self.matched,
                (tested.len() as f64 / settings.level).ceil() - 1.0
            );
            return;
        }
        self.found = holm(&tested, p, settings.level);
        self.expected = expected(tested.len(), needed, settings.level);
        self.tested = tested;
        self.verdict = if self.found.len() >= needed { Verdict::Flagged } else { Verdict::NotFlagged };
    }
}

/// Those that Holm's procedure rejects (1979, Scandinavian Journal of Statistics 6:65), smallest p first.
fn holm(tested: &[usize], p: impl Fn(&usize) -> f64, level: f64) -> Vec<usize> {
    let mut order = tested.to_vec();
    order.sort_by(|a, b| p(a).total_cmp(&p(b)));
    let left = |at: usize| (order.len() - at) as f64;
    // A little more than the level, so that 5 of 100 is at most 0.05 whatever the last digit.
    let rejected = order.iter().enumerate().take_while(|(at, test)| p(test) <= level / left(*at) * (1.0 + 1e-12)).count();
    order.truncate(rejected);
    order
}

/// How many of one ordinary hashtag would be flagged: that `needed` of `tested` p-values are at most x = `level` / (`tested` − `needed` + 1),
/// which Holm's procedure asks for. If they are independent, at most C(tested, needed) x^needed; whatever they are, at most tested · x / needed
/// (Markov's inequality for their number).
fn expected(tested: usize, needed: usize, level: f64) -> (f64, f64) {
    let x = level / (tested - needed + 1) as f64;
    let ways: f64 = (0..needed).map(|at| (tested - at) as f64 / (at + 1) as f64).product();
    let power: f64 = (0..needed).map(|_| x).product();
    let at_most = tested as f64 * x / needed as f64;
    ((ways * power).min(at_most), at_most.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holm 1979 by hand: of 0.01, 0.005, 0.04, 0.03 at 5 %, 0.005 ≤ 0.0125 and 0.01 ≤ 0.0167, but 0.03 > 0.025.
    #[test]
    fn holm_stops_at_the_first_that_is_too_large() {
        let p = [0.01, 0.005, 0.04, 0.03];
        assert_eq!(holm(&[0, 1, 2, 3], |at| p[*at], 0.05), [1, 0]);
        assert_eq!(holm(&[0, 1, 2, 3], |_| 1.0 / 80.0, 0.05), [0, 1, 2, 3]);
        assert_eq!(holm(&[0, 1, 2, 3], |_| 1.0 / 79.0, 0.05), Vec::<usize>::new());
    }

    // Four aspects, two needed, at 5 %: x = 1/60, 6 x² = 1/600, 2 x = 1/30.
    #[test]
    fn how_many_are_flagged_by_chance() {
        let (independent, at_most) = expected(4, 2, 0.05);
        assert!((independent - 1.0 / 600.0).abs() < 1e-15 && (at_most - 1.0 / 30.0).abs() < 1e-15);
        assert_eq!(expected(1, 1, 0.05), (0.05, 0.05));
    }
}
