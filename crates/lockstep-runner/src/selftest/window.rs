//! How much of the data a crowd is shaped on: all of it, or as many accounts and days as one sitting can stand.

/// Most posts of a crowd: with two crowds for each seed, a self-test then takes minutes and not hours.
pub(super) const MOST_POSTS: u64 = 300_000;

/// Places of `most` accounts of `posts`, evenly from the least to the most active, ascending; of all accounts where there are no more.
pub(super) fn evenly(posts: &[u64], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..posts.len()).collect();
    if posts.len() <= most {
        return order;
    }
    order.sort_by_key(|place| (posts[*place], *place));
    // The middle of each of `most` equal parts, so that neither end is favoured.
    let mut kept: Vec<usize> = (0..most).map(|part| order[(2 * part + 1) * order.len() / (2 * most)]).collect();
    kept.sort_unstable();
    kept
}

/// First day and number of days to keep of posts by day, at most `most` posts: as many days as that many posts usually take, and among the
/// stretches of so many days the fullest that fits. None where no day fits.
pub(super) fn stretch(by_day: &[u64], most: u64) -> Option<(usize, usize)> {
    let total: u64 = by_day.iter().sum();
    if total <= most {
        return Some((0, by_day.len()));
    }
    let mut days = usize::try_from(by_day.len() as u64 * most / total).unwrap_or(by_day.len()).max(1);
    loop {
        let stretches = by_day.windows(days).map(|days| days.iter().sum::<u64>()).enumerate();
        // The first of the fullest.
        let fullest = stretches.filter(|(_, posts)| (1..=most).contains(posts)).max_by_key(|(first, posts)| (*posts, usize::MAX - first));
        match fullest {
            Some((first, _)) => return Some((first, days)),
            None if days == 1 => return None,
            None => days /= 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_left_out_evenly() {
        let posts: Vec<u64> = (0..100).rev().collect();
        let kept: Vec<u64> = evenly(&posts, 4).into_iter().map(|place| posts[place]).collect();
        assert_eq!(kept, [87, 62, 37, 12]);
        assert_eq!(evenly(&[5, 1, 9], 3), [0, 1, 2]);
    }

    #[test]
    fn a_stretch_is_as_long_as_its_posts_usually_take() {
        assert_eq!(stretch(&[10, 10, 10], 30), Some((0, 3)));
        assert_eq!(stretch(&[10, 10, 30, 25, 10, 15], 50), Some((0, 3)), "the first of two that are as full as may be");
        assert_eq!(stretch(&[90, 90, 40, 90], 50), Some((2, 1)));
        assert_eq!(stretch(&[90, 90], 50), None);
        assert_eq!(stretch(&[10, 10, 10, 10], 20), Some((0, 2)), "the first of equals");
    }
}
