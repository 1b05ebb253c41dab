//! Texts that many unconnected people post word for word, because a program writes them.

/// Version of [`SHARE_BUTTONS`].
pub const SHARE_BUTTONS_VERSION: u32 = 1;

/// How texts begin that share buttons, games and follower counters write for their users, normalised; in byte order.
///
/// A text is set aside when it begins with one of these, followed by a space or its end. The list is short on purpose: a text that many
/// accounts post is found by their number, and a phrase that people also write themselves must not be here.
pub const SHARE_BUTTONS: &[&str] = &[
    "check out my latest post on",
    "get weather updates from the weather channel",
    "i added a video to a playlist",
    "i added videos to a playlist",
    "i favorited a video",
    "i just became the mayor of",
    "i just ousted",
    "i just signed the petition",
    "i just signed this petition",
    "i liked a video",
    "i posted a new photo to facebook",
    "i signed the petition",
    "ive collected",
    "ive harvested",
    "just posted a photo",
    "just posted a video",
    "my week on twitter",
    "one person followed me and",
    "people followed me and",
    "people unfollowed me",
    "person followed me and",
    "today stats",
];

/// The place in [`SHARE_BUTTONS`] of what a normalised text begins with.
#[must_use]
pub fn share_button(normalised: &str) -> Option<usize> {
    let at = SHARE_BUTTONS.partition_point(|start| *start <= normalised);
    let begins = |start: &&str| normalised.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    SHARE_BUTTONS[..at].iter().rposition(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near_copies::normalise;

    #[test]
    fn the_list_is_sorted_and_normalised() {
        assert!(SHARE_BUTTONS.is_sorted());
        SHARE_BUTTONS.iter().for_each(|start| assert_eq!(normalise(start), *start));
    }

    #[test]
    fn a_button_is_known_by_whole_words_at_the_beginning() {
        let button = |text: &str| share_button(&normalise(text)).map(|at| SHARE_BUTTONS[at]);
        assert_eq!(button("I liked a @YouTube video https://youtu.be/x Some title"), Some("i liked a video"));
        assert_eq!(button("I've collected 12,345 gold coins! https://t.co/x #android"), Some("ive collected"));
        assert_eq!(button("Just posted a photo"), Some("just posted a photo"));
        assert_eq!(button("Just posted a photograph of my cat"), None);
        assert_eq!(button("Everybody: I liked a video"), None);
    }
}
