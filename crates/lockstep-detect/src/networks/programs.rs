//! Programs that post for many people, and what each is: the public list that ordinary explanations are recognised by.
//!
//! Programs that somebody types into, such as the apps of a platform for phones, are not on it: that two people use the same telephone
//! explains nothing. Names are those that platforms publish with a post; case and mark-up do not count.

/// Raised whenever the list changes, together with the version of the detectors that use it.
pub(super) const VERSION: u32 = 1;

/// What a program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Posts whatever appears in a feed.
    Feed,
    /// A button on a page that writes a post with a link to it.
    ShareButton,
    /// A program for offices: posts at set times, for several accounts.
    Office,
}

/// A program: its name in lower case, and what it does.
const PROGRAMS: [(&str, Kind); 32] = [
    ("dlvr.it", Kind::Feed),
    ("twitterfeed", Kind::Feed),
    ("ifttt", Kind::Feed),
    ("zapier.com", Kind::Feed),
    ("feedburner", Kind::Feed),
    ("rssground", Kind::Feed),
    ("wordpress.com", Kind::Feed),
    ("publicize", Kind::Feed),
    ("echobox", Kind::Feed),
    ("echobox social", Kind::Feed),
    ("socialflow", Kind::Feed),
    ("true anthem", Kind::Feed),
    ("twitter for websites", Kind::ShareButton),
    ("tweet button", Kind::ShareButton),
    ("twitter web intent", Kind::ShareButton),
    ("addthis", Kind::ShareButton),
    ("sharethis", Kind::ShareButton),
    ("sharethis.com", Kind::ShareButton),
    ("addtoany", Kind::ShareButton),
    ("po.st", Kind::ShareButton),
    ("hootsuite", Kind::Office),
    ("hootsuite inc.", Kind::Office),
    ("buffer", Kind::Office),
    ("tweetdeck", Kind::Office),
    ("tweetdeck web app", Kind::Office),
    ("sprout social", Kind::Office),
    ("socialoomph", Kind::Office),
    ("sprinklr", Kind::Office),
    ("sprinklr publishing", Kind::Office),
    ("coschedule", Kind::Office),
    ("later", Kind::Office),
    ("twitter ads", Kind::Office),
];

/// What a program is, by the name that came with a post.
pub(super) fn kind(client: &str) -> Option<Kind> {
    // Some sources give the name inside a link to the program's page.
    let text = client.rsplit_once("</").map_or(client, |(text, _)| text);
    let text = text.rsplit_once('>').map_or(text, |(_, text)| text).trim().to_lowercase();
    PROGRAMS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_with_and_without_mark_up() {
        assert_eq!(kind("<a href=\"http://dlvr.it\" rel=\"nofollow\">dlvr.it</a>"), Some(Kind::Feed));
        assert_eq!([" Hootsuite Inc. ", "Twitter for Websites"].map(kind), [Some(Kind::Office), Some(Kind::ShareButton)]);
        assert_eq!(["Twitter for iPhone", "buffered", ""].map(kind), [None; 3]);
    }
}
