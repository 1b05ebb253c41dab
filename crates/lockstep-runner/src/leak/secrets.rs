//! What a report must not show, taken from the data.

use std::collections::{BTreeSet, HashMap, HashSet};

use lockstep_snapshot::Snapshot;
use lockstep_study::{Publication, PublicationMode};

use super::LeakKind;
use crate::publication;

/// Words in a row by which a text is recognised.
pub(super) const WORDS: usize = 7;

/// Everything that a report must not show, ready to be searched for.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// Ids, handles and names, small letters, with what each is; by their first piece, since that is found first.
    pub(super) by_first_piece: HashMap<String, BTreeSet<usize>>,
    pub(super) values: HashMap<String, (LeakKind, String)>,
    /// Ids and handles that are told from other words only behind an `@`.
    pub(super) behind_at: HashSet<String>,
    /// Hashes of every [`WORDS`] words in a row of a text.
    pub(super) texts: HashSet<u64>,
    /// The key in hexadecimal.
    pub(super) key: Option<String>,
    /// How many ids, handles and names cannot be told from other words and numbers, so that they are looked for behind an `@` at most.
    pub not_searched: usize,
}

impl Secrets {
    /// All that a study's report must not show: nothing but the key, where it names its accounts.
    #[must_use]
    pub fn of(snapshot: &Snapshot, publication: &Publication) -> Self {
        let mut secrets = Self::of_accounts(snapshot, publication);
        if publication.mode == PublicationMode::Pseudonymous {
            secrets.add_posts(snapshot);
        }
        secrets
    }

    /// Who must not be seen, without posts and texts: quick enough to look for in every run.
    #[must_use]
    pub fn of_accounts(snapshot: &Snapshot, publication: &Publication) -> Self {
        let key = snapshot.secret.map(|secret| publication::key(secret, publication.edition).to_hex());
        let mut secrets = Self { key, ..Self::default() };
        if publication.mode == PublicationMode::Named {
            return secrets;
        }
        let named: HashSet<&str> = publication.named.iter().map(|named| named.account.as_str()).collect();
        let rank = |account: u32| snapshot.accounts.get(account);
        let hashtags = hashtags(snapshot);
        for id in snapshot.accounts.iter().filter(|id| !named.contains(id)) {
            secrets.add(LeakKind::AccountId, id, &hashtags);
        }
        let seen = &snapshot.observations;
        let profiles = [(LeakKind::Handle, &seen.handle), (LeakKind::DisplayName, &seen.display_name)];
        for (kind, column) in profiles {
            let Some(column) = column else { continue };
            for row in (0..seen.len()).filter(|row| !named.contains(rank(seen.account[*row]))) {
                if let Some(text) = column.get(row) {
                    secrets.add(kind, text, &hashtags);
                }
            }
        }
        secrets
    }

    fn add_posts(&mut self, snapshot: &Snapshot) {
        let hashtags = hashtags(snapshot);
        for row in 0..snapshot.posts.len() {
            self.add(LeakKind::PostId, snapshot.posts.id.get(row), &hashtags);
        }
        for id in snapshot.posts.retweeted_post.iter().flat_map(|posts| posts.names.iter()) {
            self.add(LeakKind::PostId, id, &hashtags);
        }
        for text in snapshot.posts.text.iter().flat_map(|texts| (0..snapshot.posts.len()).map(|row| texts.get(row))) {
            self.texts.extend(windows(text).map(|(hash, _)| hash));
        }
        for bio in snapshot.observations.bio.iter().flat_map(|bios| bios.names.iter()) {
            self.texts.extend(windows(bio).map(|(hash, _)| hash));
        }
    }

    fn add(&mut self, kind: LeakKind, text: &str, hashtags: &HashSet<&str>) {
        let text = text.trim_matches(|letter: char| !is_word(letter));
        let small = text.to_ascii_lowercase();
        if self.values.contains_key(&small) {
            return;
        }
        if !is_searchable(kind, text) || hashtags.contains(small.as_str()) {
            if matches!(kind, LeakKind::Handle | LeakKind::AccountId) && !small.is_empty() {
                self.behind_at.insert(small);
            }
            self.not_searched += 1;
            return;
        }
        let first: String = small.chars().take_while(|letter| is_word(*letter)).collect();
        self.by_first_piece.entry(first).or_default().insert(small.len());
        self.values.insert(small, (kind, text.to_owned()));
    }

    /// The key, for tests that plant it.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

/// A hashtag is no secret, and cannot be told from a handle of the same letters.
fn hashtags(snapshot: &Snapshot) -> HashSet<&str> {
    snapshot.posts.hashtags.iter().flat_map(|tags| tags.names.iter()).collect()
}

/// Whether a value is told from other words and numbers by its look.
fn is_searchable(kind: LeakKind, text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().count();
    match kind {
        _ if digits == letters => digits >= 7,
        // `right` is a handle somewhere, and a word on every page.
        _ if is_mere_word(text) && !text.chars().skip(1).any(char::is_uppercase) => letters >= 12,
        LeakKind::DisplayName => letters >= 8 && text.contains(' '),
        _ => letters >= 5,
    }
}

/// Whether a value is a mere word, which may stand in any sentence: it counts only where it stands alone.
pub(super) fn is_mere_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Every few words in a row of a text: their hash, and where the first of them begins. Numbers and single letters in a row are no text.
pub(super) fn windows(text: &str) -> impl Iterator<Item = (u64, usize)> + '_ {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_word(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    let hashes: Vec<(u64, usize)> = words
        .windows(WORDS)
        .filter(|window| {
            let long = window.iter().filter(|(_, word)| word.chars().filter(|letter| letter.is_alphabetic()).count() >= 3).count();
            long >= 4 && window.iter().map(|(_, word)| word.len()).sum::<usize>() >= 25
        })
        .map(|window| (hash(window), window[0].0))
        .collect();
    hashes.into_iter()
}

/// FNV-1a over the words, small letters, parted by a space.
fn hash(words: &[(usize, &str)]) -> u64 {
    let bytes = words.iter().flat_map(|(_, word)| word.bytes().map(|byte| byte.to_ascii_lowercase()).chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
