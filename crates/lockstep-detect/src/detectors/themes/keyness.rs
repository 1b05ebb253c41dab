//! Which words more of the studied authors use than of the others, or fewer.

use lockstep_network::near_copies::normalise;
use lockstep_snapshot::{Dictionary, Interner, Role, Snapshot};
use lockstep_statistics::{LogOdds, benjamini_hochberg, log_odds};
use rayon::prelude::*;

use super::Settings;
use super::units::Units;

/// Authors that a group needs.
const FEWEST_AUTHORS: usize = 10;
/// Accounts whose words are in memory at a time.
const CHUNK: usize = 256;

/// The comparison, or why there is none.
pub(super) struct Keyness {
    /// The accounts compared with the studied ones, in words.
    pub(super) others: &'static str,
    /// Authors of either group.
    pub(super) authors: [u64; 2],
    /// Accounts of either group, for the rules too.
    pub(super) groups: [Vec<bool>; 2],
    /// The words, most usual among the studied first.
    pub(super) words: Result<Vec<Word>, String>,
}

/// A word.
pub(super) struct Word {
    pub(super) word: String,
    /// Authors of either group, and of any account, who use it.
    pub(super) uses: [u64; 2],
    pub(super) all: u64,
    pub(super) odds: LogOdds,
    /// The smallest false discovery rate at which it is found.
    pub(super) q: f64,
}

impl Keyness {
    /// Compare the words of the studied accounts with those of the control sets, or of all others where there is no control set.
    pub(super) fn of(settings: &Settings, snapshot: &Snapshot, units: &Units) -> Self {
        let marked = |role: Role| {
            let mut marks = vec![false; snapshot.accounts.len()];
            snapshot.sets.iter().filter(|set| set.role == role).for_each(|set| set.members.iter().for_each(|it| marks[*it as usize] = true));
            marks
        };
        let studied = marked(Role::Studied);
        let controls = marked(Role::Control);
        let (others, among): (_, Vec<bool>) =
            if controls.contains(&true) { ("the control sets", controls) } else { ("all other accounts", vec![true; studied.len()]) };
        let rest: Vec<bool> = among.iter().zip(&studied).map(|(among, studied)| *among && !studied).collect();
        let writes = |group: &[bool]| group.iter().zip(&units.of).filter(|(member, units)| **member && !units.is_empty()).count();
        let authors = [writes(&studied), writes(&rest)];
        let words = if !studied.contains(&true) {
            Err("the study has no studied set".to_owned())
        } else if authors.iter().any(|authors| *authors < FEWEST_AUTHORS) {
            Err(format!("{} studied accounts and {} others write, and {FEWEST_AUTHORS} of each are needed", authors[0], authors[1]))
        } else {
            Ok(compare(settings, snapshot, units, [&studied, &rest]))
        };
        Self { others, authors: authors.map(|authors| authors as u64), groups: [studied, rest], words }
    }
}

fn compare(settings: &Settings, snapshot: &Snapshot, units: &Units, groups: [&[bool]; 2]) -> Vec<Word> {
    let names = names(snapshot);
    let mut interner = Interner::default();
    // Authors of either group, and of any account, by code of the word.
    let mut uses: [Vec<u64>; 3] = Default::default();
    let accounts: Vec<usize> = (0..units.of.len()).filter(|account| !units.of[*account].is_empty()).collect();
    for chunk in accounts.chunks(CHUNK) {
        let words: Vec<Vec<String>> = chunk.par_iter().map(|account| words_of(snapshot, units, *account)).collect();
        for (account, words) in chunk.iter().zip(words) {
            for word in words {
                let code = interner.code(&word) as usize;
                let counted = [groups[0][*account], groups[1][*account], true];
                for (uses, counted) in uses.iter_mut().zip(counted) {
                    uses.resize(uses.len().max(code + 1), 0);
                    uses[code] += u64::from(counted);
                }
            }
        }
    }
    let (dictionary, ranks) = Dictionary::merge(&[&interner]);
    let totals: Vec<u64> = uses.iter().map(|uses| uses.iter().sum()).collect();
    let mut words: Vec<Word> = (0..interner.len())
        .filter(|code| uses[0][*code] + uses[1][*code] >= u64::from(settings.minimum_authors))
        .map(|code| (code, dictionary.get(ranks[0][code])))
        .filter(|(_, word)| names.binary_search_by(|name| name.as_str().cmp(word)).is_err())
        .map(|(code, word)| {
            let prior = (settings.prior * uses[2][code] as f64, settings.prior * totals[2] as f64);
            let odds = log_odds((uses[0][code], totals[0]), (uses[1][code], totals[1]), prior);
            Word { word: word.to_owned(), uses: [uses[0][code], uses[1][code]], all: uses[2][code], odds, q: 1.0 }
        })
        .collect();
    words.sort_by(|a, b| b.odds.z.total_cmp(&a.odds.z).then(a.word.cmp(&b.word)));
    let ln_p: Vec<f64> = words.iter().map(|word| word.odds.ln_p).collect();
    let found = benjamini_hochberg(&ln_p, ln_p.len() as u64, settings.false_discovery_rate);
    words.iter_mut().zip(found.ln_q).for_each(|(word, ln_q)| word.q = libm::exp(ln_q));
    words
}

/// The distinct words of an account, in byte order. Of a text that another account posted before, there are none.
fn words_of(snapshot: &Snapshot, units: &Units, account: usize) -> Vec<String> {
    let Some(texts) = &snapshot.posts.text else { return Vec::new() };
    let mut words: Vec<String> = Vec::new();
    for unit in units.of[account].iter().filter(|unit| unit.first) {
        let text = normalise(texts.get(unit.post as usize));
        words.extend(text.split(' ').filter(|word| is_word(word)).map(str::to_owned));
        // Now and then, so that an account with very many posts does not fill the memory.
        if words.len() > 1 << 16 {
            words.sort_unstable();
            words.dedup();
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

fn is_word(word: &str) -> bool {
    word.chars().filter(|letter| letter.is_alphabetic()).nth(1).is_some()
}

/// The ids and handles of accounts as they would stand in a text, in byte order. Words must not name anybody.
fn names(snapshot: &Snapshot) -> Vec<String> {
    let handles = snapshot.observations.handle.iter().flat_map(|handles| handles.names.iter());
    let mut names: Vec<String> = snapshot.accounts.iter().chain(handles).map(normalise).collect();
    names.sort_unstable();
    names.dedup();
    names
}
