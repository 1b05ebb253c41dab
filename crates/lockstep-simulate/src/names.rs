//! Who an account says it is: invented handles, names and profile texts.

use crate::calendar::{DAY, midnight};
use crate::random::Stream;
use crate::text::Community;
use crate::words::{BIOS, OUTLETS, PLACES, SYLLABLES};

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    /// Handle, without `@`.
    pub(crate) handle: String,
    /// Displayed name.
    pub(crate) name: String,
    /// Profile text.
    pub(crate) bio: String,
    /// Place as stated, if any.
    pub(crate) place: Option<&'static str>,
}

/// The profile of an ordinary account. `number` is unlike that of any other account and makes the handle unique.
pub(crate) fn person(community: Community, number: u32, stream: &mut Stream) -> Profile {
    let (first, family) = (word(2, stream), word(3, stream));
    let separator = stream.pick(&["_", "", ""]);
    let fragments = BIOS[community.number()];
    let bio = format!("{}. {}", capital(stream.pick(fragments)), capital(stream.pick(fragments)));
    Profile {
        handle: format!("{first}{separator}{family}{number}"),
        name: format!("{} {}", capital(&first), capital(&family)),
        bio,
        place: stream.chance(0.6).then(|| stream.pick(PLACES)),
    }
}

/// The profile of a news persona.
pub(crate) fn outlet(number: usize) -> Profile {
    let (handle, name, bio) = OUTLETS[number % OUTLETS.len()];
    Profile { handle: handle.to_owned(), name: name.to_owned(), bio: bio.to_owned(), place: None }
}

/// When an account was created, ms: mostly over the years of growth, sometimes in the summer of 2018, when a cause drew new accounts.
pub(crate) fn created_at(share_of_newcomers: f64, stream: &mut Stream) -> i64 {
    let (from, days) = if stream.chance(share_of_newcomers) { (midnight(2018, 5, 1), 180) } else { (midnight(2009, 3, 1), 3_000) };
    from + stream.below((days * DAY) as u64) as i64
}

fn word(syllables: usize, stream: &mut Stream) -> String {
    (0..syllables).map(|_| stream.pick(SYLLABLES)).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;

    #[test]
    fn handles_are_unique_and_safe_in_text() {
        let streams = Streams::new(1, "names");
        let mut handles: Vec<String> =
            (0..2_000_u32).map(|number| person(Community::Neutral, number, &mut streams.at(number as usize)).handle).collect();
        assert!(handles.iter().all(|handle| handle.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')));
        handles.sort_unstable();
        handles.dedup();
        assert_eq!(handles.len(), 2_000);
    }
}
