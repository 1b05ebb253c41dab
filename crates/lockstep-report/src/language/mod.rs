//! A linter for words about people and about chance, over what Lockstep writes and what authors write.
//!
//! It knows few rules and lets doubtful cases pass: a linter that cries often is switched off. What a text quotes is not looked at. It
//! cannot tell truth from falsehood; it only finds words that no number in a report can bear.

mod pattern;
mod rules;
mod text;

use lockstep_study::Study;

use rules::{RULES, Rule};
use text::{Sentence, Token};

/// Words that a report should not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, counted from 1.
    pub line: usize,
    /// Character within the line, counted from 1.
    pub column: usize,
    /// Name of the rule.
    pub rule: &'static str,
    /// The words, as they stand in the text.
    pub words: String,
    /// What to write instead.
    pub advice: &'static str,
}

/// The faults of a text, in the order in which they stand in it; one for each rule and sentence.
#[must_use]
pub fn lint(text: &str) -> Vec<Fault> {
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    for sentence in text::sentences(text) {
        for rule in RULES {
            let Some((first, last)) = breach(rule, &sentence) else { continue };
            let (line, column) = text::place(text, first);
            let words = text.chars().skip(first).take(last - first).collect();
            faults.push((first, Fault { line, column, rule: rule.name, words, advice: rule.advice }));
        }
    }
    faults.sort_by_key(|(at, _)| *at);
    faults.into_iter().map(|(_, fault)| fault).collect()
}

/// The first and the last character of the words with which a sentence breaks a rule.
fn breach(rule: &Rule, sentence: &Sentence) -> Option<(usize, usize)> {
    let tokens = &sentence.tokens;
    let (first, after) = rule.words.iter().find_map(|words| pattern::find(&rules::written_out(words), tokens))?;
    let asked = rule.may_ask && sentence.asks;
    let complete = rule.with.is_empty() || any(rule.with, tokens);
    if asked || !complete || rule.spared.iter().any(|spared| any(spared, tokens)) {
        return None;
    }
    Some((tokens[first].start, tokens[after - 1].end))
}

fn any(patterns: &[&str], tokens: &[Token]) -> bool {
    patterns.iter().any(|words| pattern::find(words, tokens).is_some())
}

/// What the authors of a study wrote for its report: where it stands in the study, as a JSON pointer, and the text.
///
/// What others said is left out: claims, works and the ledger of attribution, which has to name what it weighs. So are funding and
/// interests, where authors say who pays themselves.
#[must_use]
pub fn prose(study: &Study) -> Vec<(String, &str)> {
    let report = &study.report;
    let single = [
        ("/title", Some(&study.title)),
        ("/question", Some(&study.question)),
        ("/summary", study.summary.as_ref()),
        ("/report/discovery", report.discovery.as_ref()),
        ("/report/right_of_reply", report.right_of_reply.as_ref()),
        ("/report/ethics", report.ethics.as_ref()),
        ("/publication/reason", study.publication.reason.as_ref()),
    ];
    let mut prose: Vec<(String, &str)> = single.into_iter().filter_map(|(place, text)| Some((place.to_owned(), text?.as_str()))).collect();
    let listed = |name: &str, at: usize| format!("/report/{name}/{at}");
    prose.extend(report.alternatives.iter().enumerate().map(|(at, text)| (listed("alternatives", at), text.as_str())));
    prose.extend(report.does_not_show.iter().enumerate().map(|(at, text)| (listed("does_not_show", at), text.as_str())));
    prose.extend(report.corrections.iter().enumerate().map(|(at, one)| (listed("corrections", at) + "/text", one.text.as_str())));
    prose
}

#[cfg(test)]
mod tests;
