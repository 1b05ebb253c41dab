//! Which texts match the rule of a theme.

use std::collections::HashMap;

use lockstep_network::near_copies::normalise;
use lockstep_snapshot::Snapshot;
use rayon::prelude::*;

use super::Theme;
use super::units::Units;
use crate::detector::Unfit;

/// Label of phrases for all languages.
const ANY: &str = "any";

/// A phrase, cut into words as the texts are.
struct Phrase {
    theme: u32,
    /// Lower-case label; nothing for all languages.
    language: Option<String>,
    excludes: bool,
    words: Vec<String>,
    /// The last word may go on.
    open: bool,
    /// As the study has it.
    written: String,
}

impl Phrase {
    /// Whether a text has it from a word on.
    fn fits(&self, text: &[&str]) -> bool {
        let last = self.words.len() - 1;
        text.len() > last
            && self.words[..last].iter().zip(text).all(|(own, word)| own == word)
            && if self.open { text[last].starts_with(self.words[last].as_str()) } else { text[last] == self.words[last] }
    }
}

/// All rules, ready to match.
pub(super) struct Rules {
    phrases: Vec<Phrase>,
    themes: usize,
    /// Phrases by their first word. Looked up, never walked.
    by_word: HashMap<String, Vec<usize>>,
    /// Phrases of one word that may go on: their first word is not a whole word.
    open: Vec<usize>,
}

/// A text that matches a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) theme: u32,
    pub(super) account: u32,
    pub(super) post: u32,
    /// The phrase that it matches first, as the study has it.
    pub(super) phrase: String,
    /// Place of the phrase's first word among the words of the text, from 1.
    pub(super) word: u64,
    /// Words of the phrase.
    pub(super) words: u64,
}

impl Rules {
    /// Cut the phrases of a study into words.
    ///
    /// # Errors
    /// When a phrase has no word, or two themes share a name.
    pub(super) fn new(themes: &[Theme]) -> Result<Self, Unfit> {
        let mut rules = Self { phrases: Vec::new(), themes: themes.len(), by_word: HashMap::new(), open: Vec::new() };
        for (theme, place) in themes.iter().zip(0..) {
            if themes[..place as usize].iter().any(|other| other.name == theme.name) {
                return Err(Unfit { reason: format!("two themes are called `{}`", theme.name), remedy: "another name would do".to_owned() });
            }
            for (language, phrases) in &theme.phrases {
                let language = Some(language.to_lowercase()).filter(|language| language != ANY);
                for (written, excludes) in
                    phrases.include.iter().map(|phrase| (phrase, false)).chain(phrases.exclude.iter().map(|phrase| (phrase, true)))
                {
                    let open = written.ends_with('*');
                    let words: Vec<String> = normalise(written.trim_end_matches('*')).split(' ').map(str::to_owned).collect();
                    if words[0].is_empty() {
                        return Err(Unfit {
                            reason: format!("the phrase `{written}` of the theme `{}` has no word", theme.name),
                            remedy: "a phrase with letters would do".to_owned(),
                        });
                    }
                    let at = rules.phrases.len();
                    if open && words.len() == 1 {
                        rules.open.push(at);
                    } else {
                        rules.by_word.entry(words[0].clone()).or_default().push(at);
                    }
                    rules.phrases.push(Phrase { theme: place, language: language.clone(), excludes, words, open, written: written.clone() });
                }
            }
        }
        Ok(rules)
    }

    /// The texts that match, by account and post; of each theme at most once a text.
    pub(super) fn matches(&self, snapshot: &Snapshot, units: &Units) -> Vec<Match> {
        let (Some(texts), false) = (&snapshot.posts.text, self.phrases.is_empty()) else { return Vec::new() };
        let of_account = |(account, units): (usize, &Vec<super::units::Unit>)| -> Vec<Match> {
            let mut found = Vec::new();
            for unit in units {
                let label = snapshot.posts.language.as_ref().and_then(|labels| labels.get(unit.post as usize)).map(str::to_lowercase);
                let text = normalise(texts.get(unit.post as usize));
                for (theme, (word, phrase)) in self.of_text(&text, label.as_deref()) {
                    let phrase = &self.phrases[phrase];
                    found.push(Match {
                        theme,
                        account: account as u32,
                        post: unit.post,
                        phrase: phrase.written.clone(),
                        word: word as u64 + 1,
                        words: phrase.words.len() as u64,
                    });
                }
            }
            found
        };
        units.of.par_iter().enumerate().map(of_account).collect::<Vec<_>>().concat()
    }

    /// The themes that a normalised text matches, each with the word where and the phrase by which it does so first.
    ///
    /// Phrases of other languages than the text's are passed over; a text without a label is tried with all.
    fn of_text(&self, text: &str, language: Option<&str>) -> Vec<(u32, (usize, usize))> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut first: Vec<Option<(usize, usize)>> = vec![None; self.themes];
        let mut excluded = vec![false; self.themes];
        for (at, word) in words.iter().enumerate() {
            let candidates = self.by_word.get(*word).into_iter().flatten().chain(&self.open);
            for place in candidates {
                let phrase = &self.phrases[*place];
                let speaks = match (&phrase.language, language) {
                    (Some(own), Some(label)) => own == label,
                    _ => true,
                };
                if speaks && phrase.fits(&words[at..]) {
                    let theme = phrase.theme as usize;
                    if phrase.excludes {
                        excluded[theme] = true;
                    } else if first[theme].is_none_or(|known| (at, *place) < known) {
                        first[theme] = Some((at, *place));
                    }
                }
            }
        }
        let kept = (0u32..).zip(first).zip(excluded).filter(|(_, excluded)| !excluded);
        kept.filter_map(|((theme, first), _)| first.map(|first| (theme, first))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Phrases;
    use super::*;

    fn rules() -> Rules {
        let phrases = |include: &[&str], exclude: &[&str]| Phrases {
            include: include.iter().map(|text| (*text).to_owned()).collect(),
            exclude: exclude.iter().map(|text| (*text).to_owned()).collect(),
        };
        let theme = |name: &str, by_language: Vec<(&str, Phrases)>| Theme {
            name: name.to_owned(),
            version: 1,
            phrases: by_language.into_iter().map(|(language, phrases)| (language.to_owned(), phrases)).collect(),
            sample: None,
        };
        let themes = [
            theme("embargo", vec![("en", phrases(&["the embargo", "sanction*"], &["embargo on whaling"])), ("fr", phrases(&["l'embargo"], &[]))]),
            theme("union", vec![("any", phrases(&["#DawnUnion", "Dawn Union march*"], &[]))]),
        ];
        Rules::new(&themes).unwrap_or_else(|unfit| panic!("{unfit}"))
    }

    /// The themes that a text matches, each with the place of the word and the phrase.
    fn of(text: &str, language: Option<&str>) -> Vec<(u32, usize, String)> {
        let rules = rules();
        let found = rules.of_text(&normalise(text), language);
        found.into_iter().map(|(theme, (at, phrase))| (theme, at, rules.phrases[phrase].written.clone())).collect()
    }

    #[test]
    fn phrases_match_word_for_word() {
        assert_eq!(of("They want THE EMBARGO, again", Some("en")), [(0, 2, "the embargo".to_owned())]);
        assert_eq!(of("Sanctions! The embargo", Some("en")), [(0, 0, "sanction*".to_owned())]);
        assert_eq!(of("the embargoes", Some("en")), []);
        assert_eq!(of("Sign for the embargo on whaling", Some("en")), []);
        assert_eq!(of("Now #dawnunion and the Dawn Union marchers", None), [(1, 1, "#DawnUnion".to_owned())]);
        assert_eq!(of("dawn union marchers", None), [(1, 0, "Dawn Union march*".to_owned())]);
    }

    #[test]
    fn phrases_of_another_language_are_passed_over() {
        assert_eq!(of("Contre l’embargo", Some("fr")), [(0, 1, "l'embargo".to_owned())]);
        assert_eq!(of("Contre l’embargo", Some("en")), []);
        assert_eq!(of("Contre l’embargo", None).len(), 1);
    }

    #[test]
    fn a_phrase_needs_a_word_and_a_theme_a_name_of_its_own() {
        let theme = |phrase: &str| Theme {
            name: "x".to_owned(),
            version: 1,
            phrases: [(ANY.to_owned(), Phrases { include: vec![phrase.to_owned()], exclude: Vec::new() })].into(),
            sample: None,
        };
        assert!(Rules::new(&[theme("!*")]).err().expect("no word").reason.contains("no word"));
        assert!(Rules::new(&[theme("a"), theme("b")]).err().expect("one name").reason.contains("two themes"));
    }
}
