//! Groups that act together: the same retweets within a minute, near-copies of a text, the same sequence of hashtags.

use super::{Act, Planned, Plans};
use crate::calendar::{DAY, HOUR, MINUTE, hours};
use crate::objects::{Object, Objects};
use crate::random::{Stream, Streams};
use crate::scenario::{ACTIONS, Extent, PARTICIPATION};
use crate::text::{Community, Content, Language, Writer};
use crate::words::STEADY_TAGS;

/// Hours of the UTC day in which groups act: the core hours of all zones that the studied accounts live in.
const MEETING_HOURS: (f64, f64) = (15.6, 18.4);
/// Within how long all members retweet, ms.
const RETWEET_SPAN: i64 = MINUTE;
/// Within how long all members post their copies, ms.
const COPY_SPAN: i64 = 20 * MINUTE;
/// Within how long all members post with the hashtags, ms.
const PUSH_SPAN: i64 = 5 * MINUTE;
/// Texts that each group of copiers goes through, and pushes of each hashtag group.
const CAMPAIGNS: usize = 24;
/// Rank of an object that is there for a group only.
const FRESH_RANK: u32 = 1_000;
/// Hashtags in a push.
const PUSH_TAGS: usize = 4;

/// Groups by what they do together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Groups<'a> {
    pub(crate) co_retweet: &'a [Vec<usize>],
    pub(crate) near_copy: &'a [Vec<usize>],
    pub(crate) co_hashtag: &'a [Vec<usize>],
}

/// Plan what the groups do. Where there is no fresh object for a co-retweeting group, `strangers` gives the number of the first uncollected
/// author and how many may have just written one; without them the group does nothing then.
pub(crate) fn plan_groups(
    seed: u64,
    extent: &Extent,
    groups: Groups<'_>,
    objects: &mut Objects,
    strangers: Option<(usize, usize)>,
    plans: &mut Plans,
) {
    let streams = Streams::new(seed, "groups");
    let mut number = 0..;
    let mut next = || streams.at(number.next().unwrap_or_default());
    for members in groups.co_retweet {
        let mut stream = next();
        let group = Group { members, participation: stream.between(PARTICIPATION.0, PARTICIPATION.1) };
        let actions = ACTIONS.0 + stream.below(ACTIONS.1 - ACTIONS.0 + 1);
        for _ in 0..actions {
            let time = meeting(extent, &mut stream);
            let found = objects.obscure(Community::Cause, time, &mut stream);
            let found = found.or_else(|| {
                let (first, count) = strangers?;
                let author = (first + stream.index(count)) as u32;
                let born = time - MINUTE - stream.below((HOUR - MINUTE) as u64) as i64;
                Some(objects.add(Object { born, author, community: Community::Cause, rank: FRESH_RANK }))
            });
            if let Some(object) = found {
                group.act(time, RETWEET_SPAN, |_| Act::Retweet(object), &mut stream, plans);
            }
        }
    }
    for (of, members) in groups.near_copy.iter().enumerate() {
        let mut stream = next();
        let group = Group { members, participation: stream.between(PARTICIPATION.0, PARTICIPATION.1) };
        for campaign in 0..CAMPAIGNS {
            let campaign = (of * CAMPAIGNS + campaign) as u32;
            let time = meeting(extent, &mut stream);
            group.act(time, COPY_SPAN, |member| Act::Copy(campaign, member), &mut stream, plans);
        }
    }
    for (of, members) in groups.co_hashtag.iter().enumerate() {
        let mut stream = next();
        let group = Group { members, participation: stream.between(PARTICIPATION.0, PARTICIPATION.1) };
        for push in 0..CAMPAIGNS {
            let push = (of * CAMPAIGNS + push) as u32;
            let time = meeting(extent, &mut stream);
            group.act(time, PUSH_SPAN, |_| Act::Push(push), &mut stream, plans);
        }
    }
}

/// Accounts that act together, each in a share of the actions.
struct Group<'a> {
    members: &'a [usize],
    participation: f64,
}

impl Group<'_> {
    fn act(&self, time: i64, span: i64, act: impl Fn(u32) -> Act, stream: &mut Stream, plans: &mut Plans) {
        for (member, account) in self.members.iter().enumerate() {
            let delay = stream.below(span as u64) as i64;
            if stream.chance(self.participation) {
                plans[*account].push(Planned { time: time + delay, act: act(member as u32) });
            }
        }
    }
}

fn meeting(extent: &Extent, stream: &mut Stream) -> i64 {
    extent.start + stream.index(extent.days) as i64 * DAY + hours(stream.between(MEETING_HOURS.0, MEETING_HOURS.1))
}

/// The text of a campaign as one member posts it: word for word, or with another call before it or ending after it.
pub(crate) fn near_copy(seed: u64, writer: &Writer, campaign: u32, member: u32) -> Content {
    const CALLS: [&str; 5] = ["Read:", "Look:", "Hear:", "Now:", "See:"];
    const ENDINGS: [&str; 5] = [" Share.", " Today.", " Please.", "!!", " Speak up."];
    let mut common = Streams::new(seed, "campaign").at(campaign as usize);
    let mut content = writer.sentences(Community::Cause, Language::English, &mut common);
    let mut own = Streams::new(seed, "version").at(((campaign as usize) << 16) | member as usize);
    let call = if own.chance(0.35) { own.pick(&CALLS) } else { CALLS[0] };
    content.text = format!("{call} {}", content.text);
    if own.chance(0.35) {
        content.text.push_str(own.pick(&ENDINGS));
    }
    content
}

/// The hashtags of a push, in order, without `#`.
pub(crate) fn push_tags(seed: u64, push: u32) -> Vec<&'static str> {
    let mut tags = STEADY_TAGS[Community::Cause.number()].to_vec();
    Streams::new(seed, "push").at(push as usize).shuffle(&mut tags);
    tags.truncate(PUSH_TAGS);
    tags
}

const _: () = assert!(RETWEET_SPAN < HOUR && PUSH_SPAN < HOUR && COPY_SPAN < HOUR);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Jaccard similarity of the 5-grams of characters: letters, digits and single spaces, case-folded.
    fn similarity(a: &str, b: &str) -> f64 {
        let grams = |text: &str| -> BTreeSet<String> {
            let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
            let plain: Vec<char> = letters.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
            plain.windows(5).map(|window| window.iter().collect()).collect()
        };
        let (a, b) = (grams(a), grams(b));
        a.intersection(&b).count() as f64 / a.union(&b).count() as f64
    }

    #[test]
    fn versions_of_one_text_are_near_copies_and_texts_of_two_campaigns_are_not() {
        let writer = Writer::new(1);
        let text = |campaign, member| near_copy(1, &writer, campaign, member).text;
        for campaign in 0..20 {
            let versions: BTreeSet<String> = (0..12).map(|member| text(campaign, member)).collect();
            assert!((3..12).contains(&versions.len()), "{versions:?}");
            for member in 1..12 {
                assert!(similarity(&text(campaign, 0), &text(campaign, member)) >= 0.8);
            }
            assert!(similarity(&text(campaign, 0), &text(campaign + 20, 0)) < 0.6);
        }
    }

    #[test]
    fn a_push_has_four_different_hashtags_in_an_order_of_its_own() {
        let pushes: BTreeSet<Vec<&str>> = (0..24).map(|push| push_tags(1, push)).collect();
        assert_eq!(pushes.len(), 24);
        assert!(pushes.iter().all(|tags| tags.iter().collect::<BTreeSet<_>>().len() == PUSH_TAGS));
    }
}
