//! How sure a finding is, in words for readers who make little of numbers: by rule, from what the steps say of chance, of the control sets,
//! of other settings and of less data.

use lockstep_detect::{Findings, Number};

use super::by_set::BySet;
use crate::figure::label::capitalised;
use crate::number;
use crate::steps::{Told, followers};

/// Words for a share, and the least share that each stands for. The page defines them.
const WORDS: [(f64, &str); 6] =
    [(0.95, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.2, "some"), (0.05, "few"), (0.0, "hardly any")];

/// So many of so many accounts.
#[derive(Clone, Copy)]
struct Part {
    accounts: f64,
    of: f64,
}

/// What can be said of a finding; empty where it names nobody or nothing of the kind is known.
///
/// Of chance and of control sets the end of the range counts that speaks against the finding; of less data, the median over the draws.
pub(super) fn how_sure(told: &Told<'_>, findings: &Findings, sets: &[BySet], steps: &[Told<'_>]) -> Vec<String> {
    let following = |key: &str| {
        let mut of_key = followers(steps, &told.record.step).filter(|follower| follower.key() == Some(key));
        of_key.find_map(|follower| follower.found.as_ref()).map(|found| found.findings)
    };
    let chance = part(findings, "decoy_accounts_most", "linked")
        .map(|part| format!("Chance alone would give {} of these accounts: {} at most.", part.word(), part.most()));
    let controls = as_controls(sets)
        .map(|part| format!("If these sets were like the control sets, {} would be found in them: {} at most.", part.word(), part.most()));
    let settings = following("vary")
        .and_then(|found| part(found, "core", "own_accounts"))
        .map(|part| format!("{} turn up with at least four in five of the settings tried.", capitalised(part.word())));
    let less = following("less_data").and_then(|found| {
        let of_share = |share, kept| Some((number::share(real(found, share)?), part(found, kept, "own_accounts")?.word()));
        let (larger, many) = of_share("larger_share", "kept_at_larger")?;
        let smaller = of_share("smaller_share", "kept_at_smaller").filter(|(smaller, _)| *smaller != larger);
        let smaller = smaller.map_or_else(String::new, |(smaller, few)| format!(", with {smaller} {few}"));
        Some(format!("With {larger} of the posts {many} remain{smaller}."))
    });
    let untried = [(&settings, "other settings"), (&less, "less data")];
    let untried: Vec<&str> = untried.into_iter().filter(|(said, _)| said.is_none()).map(|(_, what)| what).collect();
    let mut said: Vec<String> = [chance, controls, settings, less].into_iter().flatten().collect();
    if !said.is_empty() && !untried.is_empty() {
        said.push(format!("Not known: what {} would give.", untried.join(" and ")));
    }
    said
}

impl Part {
    fn word(self) -> &'static str {
        word(self.accounts / self.of)
    }

    /// `3 of 75`, in whole accounts; more than there are is all.
    fn most(self) -> String {
        format!("{} of {}", number::count(self.accounts.min(self.of).ceil() as u64), number::count(self.of as u64))
    }
}

fn word(share: f64) -> &'static str {
    WORDS.iter().find(|(least, _)| share >= *least).map_or("hardly any", |(_, word)| word)
}

/// Of the accounts found in sets that are studied, at most those that would be found were they like the control sets.
fn as_controls(sets: &[BySet]) -> Option<Part> {
    let known = sets.iter().filter(|of| of.role != "control").filter_map(|of| Some((of.counts[0], of.at_most_as_controls?)));
    let (of, accounts) = known.fold((0, 0.0), |(found, at_most), (of_set, most)| (found + of_set, at_most + most));
    (of > 0).then_some(Part { accounts, of: of as f64 })
}

/// A value as a part of another; none where there is nothing to be a part of.
fn part(findings: &Findings, name: &str, of: &str) -> Option<Part> {
    let of = real(findings, of).filter(|of| *of > 0.0)?;
    Some(Part { accounts: real(findings, name)?, of })
}

fn real(findings: &Findings, name: &str) -> Option<f64> {
    match findings.value(name)?.number {
        Number::Count(count) => Some(count as f64),
        Number::Real(real) => Some(real),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_where_the_page_says() {
        let said = [0.0, 0.049, 0.05, 0.199, 0.2, 0.399, 0.4, 0.599, 0.6, 0.949, 0.95, 1.0, 7.5].map(word);
        let [none, few, some, half, most, all] = ["hardly any", "few", "some", "about half", "most", "nearly all"];
        assert_eq!(said, [none, none, few, few, some, some, half, half, most, most, all, all, all]);
        let page = include_str!("../../templates/data.html");
        assert!(page.contains(
            "Hardly any: fewer than 5 in 100. Few: fewer than 20. Some: fewer than 40. About half: fewer than 60. Most: fewer than 95. Nearly all: 95 or more."
        ));
    }
}
