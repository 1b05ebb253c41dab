//! How many posts there are to share, so that a crowd passes on as many different ones as the data do.

use crate::objects::POPULARITY;

/// Most posts to share in one community and day.
const MOST_A_DAY: usize = 20_000;
/// Most posts to share in a whole world.
const MOST: usize = 2_000_000;
/// Posts to answer and to quote in one community and day where nothing is passed on.
const WITHOUT_SHARES: usize = 60;

/// Posts to share that each of three communities needs a day, where `shares` in `days` days met `posts` different ones.
///
/// By Zipf's law a post of rank r is drawn with probability p in proportion to r^-0.9, and R draws meet Σ 1 − (1 − p)^R different ones. The
/// sum grows with the number of ranks, so the number is found by halving.
pub(super) fn posts_a_day(shares: u64, posts: u64, days: usize) -> usize {
    let most = (MOST / (3 * days.max(1))).clamp(1, MOST_A_DAY);
    if shares == 0 {
        return WITHOUT_SHARES.min(most);
    }
    let of_one = |number: u64| number as f64 / (3 * days.max(1)) as f64;
    let (draws, wanted) = (of_one(shares), of_one(posts));
    let (mut low, mut high) = (1, most);
    while low < high {
        let middle = low.midpoint(high);
        if met(middle, draws) < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// How many of `ranks` posts are met in `draws`, on average.
fn met(ranks: usize, draws: f64) -> f64 {
    let weight = |rank: usize| libm::pow(rank as f64, -POPULARITY);
    let total: f64 = (1..=ranks).map(weight).sum();
    (1..=ranks).map(|rank| 1.0 - libm::pow(1.0 - weight(rank) / total, draws)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Streams, Weighted};

    #[test]
    fn as_many_different_posts_are_met_as_the_sum_says() {
        let (weights, mut stream) = (Weighted::zipf(200, POPULARITY), Streams::new(1, "pool").at(0));
        let mut total = 0;
        for _ in 0..200 {
            let mut seen = [false; 200];
            (0..300).for_each(|_| seen[weights.draw(&mut stream)] = true);
            total += seen.iter().filter(|seen| **seen).count();
        }
        let mean = total as f64 / 200.0;
        assert!((mean / met(200, 300.0) - 1.0).abs() < 0.02, "{mean}, {}", met(200, 300.0));
    }

    #[test]
    fn fewer_different_posts_need_a_smaller_pool() {
        let sizes = [3_000, 9_000, 20_000, 29_000].map(|posts| posts_a_day(30_000, posts, 10));
        assert!(sizes.is_sorted(), "{sizes:?}");
        assert!((met(sizes[1], 1_000.0) - 300.0).abs() < 1.0, "{sizes:?}");
        assert_eq!(posts_a_day(0, 0, 10), WITHOUT_SHARES);
        assert_eq!(posts_a_day(10_000_000, 10_000_000, 100_000), 6, "a world holds no more than it can");
    }
}
