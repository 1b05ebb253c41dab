//! What posts say: sentences from the vocabulary, with hashtags and links.
//!
//! A post has two sentences of three independent slots each, so two posts that were written apart are hardly ever near-copies of each
//! other, and those that are were planted.

use crate::calendar::DAY;
use crate::fashion::Fashions;
use crate::random::{Stream, Streams, Weighted};
use crate::words::{ENGLISH, EVENT_FIRST, EVENT_SECOND, FRENCH, FRENCH_THEMES, HOSTS, Phrases, STEADY_TAGS, THEMES, Theme};

/// A crowd with its own topics and its own posts to share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Community {
    /// The studied accounts, for the Dawn Union and against the Harbour Council.
    Cause,
    /// The crowd that wants talks.
    Opposed,
    /// Everyone else.
    Neutral,
}

impl Community {
    /// All of them, in order of [`Community::number`].
    pub(crate) const ALL: [Self; 3] = [Self::Cause, Self::Opposed, Self::Neutral];

    /// Its position in tables.
    pub(crate) const fn number(self) -> usize {
        self as usize
    }
}

/// Language of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    English,
    /// French.
    French,
}

impl Language {
    /// Its label in the posts table.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// What a post says. Hashtags and mentions are case-folded, as in the posts table.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) text: String,
    pub(crate) language: Language,
    pub(crate) hashtags: Vec<String>,
    pub(crate) urls: Vec<String>,
    pub(crate) mentions: Vec<String>,
}

impl Content {
    /// Append a hashtag, written without `#`.
    pub(crate) fn tag(&mut self, tag: &str) {
        self.text.push_str(" #");
        self.text.push_str(tag);
        self.hashtags.push(tag.to_lowercase());
    }

    /// Append a link.
    pub(crate) fn link(&mut self, url: String) {
        self.text.push(' ');
        self.text.push_str(&url);
        self.urls.push(url);
    }

    /// Put an address to another account before the text.
    pub(crate) fn address(&mut self, handle: &str) {
        self.text.insert_str(0, &format!("@{handle} "));
        self.mentions.insert(0, handle.to_lowercase());
    }
}

/// Days for which an event's hashtag is in use, and from one event to the next.
const EVENT_DAYS: (i64, i64) = (3, 5);

/// Writes posts.
#[derive(Debug)]
pub(crate) struct Writer {
    steady: [Weighted; 3],
    events: Streams,
    /// Hashtags and links as measured in some data, in place of those made up here.
    fashions: Option<Fashions>,
}

impl Writer {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            steady: STEADY_TAGS.map(|tags| Weighted::zipf(tags.len(), 0.8)),
            events: Streams::new(seed, "event hashtag"),
            fashions: None,
        }
    }

    /// A writer with other hashtags and links.
    pub(crate) fn in_fashion(seed: u64, fashions: Fashions) -> Self {
        Self { fashions: Some(fashions), ..Self::new(seed) }
    }

    /// Two sentences without hashtags or links.
    pub(crate) fn sentences(&self, community: Community, language: Language, stream: &mut Stream) -> Content {
        let (phrases, theme) = vocabulary(community, language);
        let mut text = String::with_capacity(200);
        text.push_str(stream.pick(phrases.openers));
        clause(&mut text, theme, stream);
        text.push_str(". ");
        text.push_str(stream.pick(phrases.bridges));
        clause(&mut text, theme, stream);
        text.push(' ');
        text.push_str(stream.pick(phrases.tails));
        text.push('.');
        Content { text, language, hashtags: Vec::new(), urls: Vec::new(), mentions: Vec::new() }
    }

    /// A post of a crowd at a time: sentences, often with hashtags, sometimes with a link.
    pub(crate) fn post(&self, community: Community, language: Language, time: i64, stream: &mut Stream) -> Content {
        let mut content = self.sentences(community, language, stream);
        if let Some(fashions) = &self.fashions {
            fashions.dress(&mut content, time, stream);
            return content;
        }
        if stream.chance(0.45) {
            if stream.chance(0.6)
                && let Some(tag) = self.event_tag(community, time)
            {
                content.tag(&tag);
            }
            if content.hashtags.is_empty() || stream.chance(0.35) {
                content.tag(STEADY_TAGS[community.number()][self.steady[community.number()].draw(stream)]);
            }
        }
        if stream.chance(0.35) {
            let link = self.url(stream);
            content.link(link);
        }
        content
    }

    /// A post that carries a link, as scheduling programs send.
    pub(crate) fn bulletin(&self, community: Community, language: Language, stream: &mut Stream) -> Content {
        let mut content = self.sentences(community, language, stream);
        let link = self.url(stream);
        content.link(link);
        content
    }

    fn url(&self, stream: &mut Stream) -> String {
        let host = stream.pick(HOSTS);
        format!("https://{host}/story/{}", stream.below(90_000) + 10_000)
    }

    /// The hashtag of the event that a crowd talks about at a time, if there is one.
    fn event_tag(&self, community: Community, time: i64) -> Option<String> {
        let day = time.div_euclid(DAY);
        if day.rem_euclid(EVENT_DAYS.1) >= EVENT_DAYS.0 {
            return None;
        }
        let event = day.div_euclid(EVENT_DAYS.1) as usize * Community::ALL.len() + community.number();
        let mut stream = self.events.at(event);
        let first = stream.pick(EVENT_FIRST);
        Some(format!("{first}{}", stream.pick(EVENT_SECOND)))
    }
}

fn vocabulary(community: Community, language: Language) -> (&'static Phrases, &'static Theme) {
    match (language, community) {
        (Language::English, _) => (&ENGLISH, &THEMES[community.number()]),
        (Language::French, Community::Neutral) => (&FRENCH, &FRENCH_THEMES[1]),
        (Language::French, _) => (&FRENCH, &FRENCH_THEMES[0]),
    }
}

fn clause(text: &mut String, theme: &Theme, stream: &mut Stream) {
    for slot in [theme.subjects, theme.actions, theme.objects] {
        text.push(' ');
        text.push_str(stream.pick(slot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::HOLIDAY;

    #[test]
    fn hashtags_and_links_of_a_post_are_those_in_its_text() {
        let (writer, streams) = (Writer::new(3), Streams::new(3, "posts"));
        let mut with_both = 0;
        for number in 0..500 {
            let community = Community::ALL[number % 3];
            let time = HOLIDAY + number as i64 * DAY / 10;
            let post = writer.post(community, Language::English, time, &mut streams.at(number));
            let mut tags = Vec::new();
            lockstep_snapshot::text::hashtags(&post.text, |tag| tags.push(tag));
            let mut urls = Vec::new();
            lockstep_snapshot::text::urls(&post.text, |url| urls.push(url));
            assert_eq!((&tags, &urls), (&post.hashtags, &post.urls), "{}", post.text);
            with_both += usize::from(!tags.is_empty() && !urls.is_empty());
        }
        assert!((30..150).contains(&with_both), "{with_both}");
    }

    #[test]
    fn an_event_hashtag_lives_for_days_and_differs_by_crowd() {
        let writer = Writer::new(3);
        let tags: Vec<Option<String>> = (0..40).map(|day| writer.event_tag(Community::Opposed, HOLIDAY + day * DAY)).collect();
        assert_eq!(tags.iter().flatten().count(), 24);
        let mut distinct: Vec<&String> = tags.iter().flatten().collect();
        distinct.dedup();
        assert!((7..=9).contains(&distinct.len()), "{distinct:?}");
        assert!((0..40).any(|day| tags[day] != writer.event_tag(Community::Neutral, HOLIDAY + day as i64 * DAY)));
    }
}
