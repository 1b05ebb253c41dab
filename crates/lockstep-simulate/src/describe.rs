//! What was planted, in words.

use crate::plant::{ATTACK_TAG, Roles};
use crate::scenario::{EMBARGO_PACE, FOLLOWERS_A, HIGH_PACE, LIFETIME_POSTS_A, REMAINING_A, SET_A, SET_B, SHARED, SPIKE_FOLLOWERS, Size};

/// One paragraph about a simulation of this size.
pub(crate) fn describe(size: &Size, roles: &Roles) -> String {
    let sizes = |groups: &[Vec<usize>]| -> String {
        let sizes: Vec<String> = groups.iter().map(|members| members.len().to_string()).collect();
        sizes.join(", ")
    };
    format!(
        "Simulated data, with invented names: the republic of Varestan, the Dawn Union in exile and the Harbour Council do not exist. The \
         collection covers {days} days up to 10 June 2019, with about {posts} posts. Two researchers' lists hold {SET_A} and {SET_B} \
         accounts, {SHARED} of them on both. The first list has {followers} followers and close to {lifetime} posts over the accounts' \
         lives. Planted among the listed accounts are {high_pace} that post {slowest} to {fastest} times a day and sleep; {clock} that post \
         at all hours for {tour} days; {mixed} that a person and a scheduling program use in turn; groups of {co_retweet} that retweet the \
         same posts within a minute; groups of {near_copy} that post near-copies; groups of {co_hashtag} that push the same sequence of \
         hashtags; {attackers} that pushed #{ATTACK_TAG} over the holiday weekend of 25 to 27 May 2019; and {personas} that pose as news \
         outlets or journalists. In the week from 8 April 2019, when an embargo was renewed, each of the {ordinary} ordinary accounts on the \
         first list wrote about {more} posts a day more than usual; no crowd did. The second list gained {spike} followers beyond its \
         usual gain in the last week of February 2019. Of the first list, {REMAINING_A} accounts are active on 1 December 2019. All others \
         on the lists are ordinary people who sleep, and so are the {opposed} accounts of an opposed crowd and the {neutral} of a neutral one, {busy} of whom post as much as people can.",
        days = size.days,
        posts = grouped(size.posts().div_ceil(1_000) * 1_000),
        followers = grouped(FOLLOWERS_A),
        lifetime = grouped(LIFETIME_POSTS_A),
        high_pace = roles.high_pace.len(),
        slowest = HIGH_PACE[0],
        fastest = HIGH_PACE[HIGH_PACE.len() - 1],
        clock = roles.round_the_clock.len(),
        tour = size.tour,
        mixed = roles.mixed.len(),
        co_retweet = sizes(&roles.co_retweet),
        near_copy = sizes(&roles.near_copy),
        co_hashtag = sizes(&roles.co_hashtag),
        attackers = roles.attackers.len(),
        personas = roles.personas.len(),
        spike = grouped(SPIKE_FOLLOWERS),
        opposed = grouped(size.opposed as u64),
        neutral = grouped(size.neutral as u64),
        ordinary = roles.ordinary().into_iter().filter(|account| *account < SET_A).count(),
        more = EMBARGO_PACE,
        busy = size.enthusiasts.0 + size.enthusiasts.1,
    )
}

/// A number with commas between groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1_000, 5_000_000].map(grouped), ["0", "999", "1,000", "5,000,000"]);
    }

    #[test]
    fn the_paragraph_names_the_planted_numbers() {
        let text = describe(&Size::at(0.05), &Roles::draw(2019));
        for number in ["350 and 75", "125,200", "498,650", "12, 15, 18, 10, 20", "130 days", "200 accounts"] {
            assert!(text.contains(number), "{number} in {text}");
        }
    }
}
