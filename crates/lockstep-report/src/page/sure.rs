//! How sure a finding is, in words for readers who make little of numbers: by rule, from what the steps say of chance, of the control sets,
//! of other settings and of less data.

use lockstep_detect::{ByChance, Findings, Number};

use super::by_set::BySet;
use crate::figure::label::capitalised;
use crate::number;
use crate::steps::{Told, followers};

/// Words for a share, and the least share that each stands for. The page defines them.
const WORDS: [(f64, &str); 6] =
    [(0.95, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.2, "some"), (0.05, "few"), (0.0, "hardly any")];
/// Below this share of what was found, a check of what would be found without anybody acting so is passed: few at most.
const FEW_ENOUGH: f64 = 0.2;
/// From this share of what was found on, a check of what remains is passed: most at least.
const MANY_ENOUGH: f64 = 0.6;

const NOTHING: &str = "Nothing found does not mean nothing there: how much it would take for this step to find something is not known.";

/// One way in which a finding may turn out to be nothing.
struct Check {
    /// What is asked about.
    of: &'static str,
    /// Whether it is passed, and the sentence that says so; none where it was not made.
    made: Option<(bool, String)>,
}

/// What can be said of a finding, a verdict first; empty where chance is no question and accounts are not what was looked at.
pub(super) fn how_sure(told: &Told<'_>, sets: &[BySet], steps: &[Told<'_>]) -> Vec<String> {
    let Some(found) = &told.found else { return Vec::new() };
    let following = |key: &str| {
        let mut of_key = followers(steps, &told.record.step).filter(|follower| follower.key() == Some(key));
        of_key.find_map(|follower| follower.found.as_ref()).map(|found| found.findings)
    };
    let by_chance = told.card.headline.by_chance;
    let is_tested = by_chance != ByChance::NoMatter;
    let found_is = match by_chance {
        ByChance::Mean { of, .. } | ByChance::Most { of, .. } => of,
        _ => told.card.headline.count,
    };
    match real(found.findings, found_is) {
        None => return Vec::new(),
        Some(0.0) => {
            return if is_tested && following("plant").is_none() { vec![NOTHING.to_owned()] } else { Vec::new() };
        }
        Some(_) => {}
    }
    let mut checks = Vec::new();
    if is_tested {
        checks.push(Check { of: "chance", made: chance(found.findings, by_chance) });
    }
    if told.card.measure.is_some() {
        checks.push(Check { of: "control sets", made: controls(sets) });
        checks.push(Check { of: "other settings", made: following("vary").and_then(settings) });
        checks.push(Check { of: "less data", made: following("less_data").and_then(less_data) });
    }
    if checks.is_empty() {
        return Vec::new();
    }
    let unmade = of(&checks, |check| check.made.is_none());
    let mut said = vec![verdict(&checks)];
    said.extend(checks.into_iter().filter_map(|check| check.made).map(|(_, sentence)| sentence));
    if !unmade.is_empty() {
        said.push(format!("Not known: what {} would give.", listed(&unmade)));
    }
    said
}

/// `Passes two of four checks; fails that of control sets; one was not made.`
fn verdict(checks: &[Check]) -> String {
    const NUMBERS: [&str; 5] = ["none", "one", "two", "three", "four"];
    let passed = of(checks, |check| check.made.as_ref().is_some_and(|(passed, _)| *passed)).len();
    let failed = of(checks, |check| check.made.as_ref().is_some_and(|(passed, _)| !*passed));
    let unmade = checks.len() - passed - failed.len();
    let all = NUMBERS[checks.len()];
    match (passed, checks.len()) {
        _ if unmade == checks.len() => format!("None of {all} {} was made.", if checks.len() == 1 { "check" } else { "checks" }),
        (1, 1) => "Passes the one check there is.".to_owned(),
        (0, 1) => format!("Fails the one check there is, that of {}.", failed[0]),
        _ if passed == checks.len() => format!("Passes all {all} checks."),
        _ => {
            let those = if failed.len() == 1 { "that" } else { "those" };
            let fails = if failed.is_empty() { String::new() } else { format!("; fails {those} of {}", listed(&failed)) };
            let was = if unmade == 1 { "was" } else { "were" };
            let lacks = if unmade == 0 { String::new() } else { format!("; {} {was} not made", NUMBERS[unmade]) };
            format!("Passes {} of {all} checks{fails}{lacks}.", NUMBERS[passed])
        }
    }
}

fn of(checks: &[Check], which: impl Fn(&Check) -> bool) -> Vec<&'static str> {
    checks.iter().filter(|check| which(check)).map(|check| check.of).collect()
}

/// `chance, other settings and less data`
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn chance(findings: &Findings, by_chance: ByChance) -> Option<(bool, String)> {
    let (expected, found, how) = match by_chance {
        ByChance::NotEstimated | ByChance::NoMatter => return None,
        ByChance::Any { at_most } => {
            let at_most = real(findings, at_most)?;
            let sentence = format!("The chance that even one of those found is there by chance is at most {}.", number::share(at_most));
            return Some((at_most < FEW_ENOUGH, sentence));
        }
        ByChance::Mean { expected, of } => (real(findings, expected)?, real(findings, of)?, "about"),
        ByChance::Most { most, of } => (real(findings, most)?, real(findings, of)?, "up to"),
    };
    let share = expected / found;
    let written = number::real(expected);
    let were = if found == 1.0 { "1 was".to_owned() } else { format!("{} were", number::real(found)) };
    let sentence = match share {
        _ if expected == 0.0 => format!("Chance alone would give none of the {} found.", number::real(found)),
        share if share >= 1.0 => {
            format!("Chance alone could give as many as were found: {how} {written}, where {were} found.")
        }
        _ if found == 1.0 => format!("Chance alone would give {how} {written}, where {were} found."),
        share => format!("Chance alone would give {} of the {} found: {how} {written}.", word(share), number::real(found)),
    };
    Some((share < FEW_ENOUGH, sentence))
}

/// Of the accounts found in sets that are studied, at most those that would be found were they like the control sets.
fn controls(sets: &[BySet]) -> Option<(bool, String)> {
    let (controls, others): (Vec<&BySet>, Vec<&BySet>) = sets.iter().partition(|of| of.role == "control");
    let known = others.iter().filter_map(|of| Some((of.counts[0], of.exactly_as_controls?)));
    let (found, mean, most) = known
        .fold((0, 0.0, 0.0), |(found, mean, most), (of_set, [as_controls, at_most])| (found + of_set, mean + as_controls, most + at_most));
    if found == 0 {
        return None;
    }
    let [too, looked_at] = controls.iter().fold([0, 0], |sum, of| [sum[0] + of.counts[0], sum[1] + of.counts[1]]);
    // Whole accounts, so that the word goes with the number that stands beside it.
    let most = (most.ceil() as u64).min(found);
    let share = |accounts: f64| accounts / found as f64;
    let passed = share(most as f64) < FEW_ENOUGH;
    let were = match too {
        0 => "none was found".to_owned(),
        1 => "1 was found too".to_owned(),
        _ => format!("{} were found too", number::count(too)),
    };
    let too_few = if !passed && share(mean) < FEW_ENOUGH { "; they are too few to tell" } else { "" };
    Some((
        passed,
        format!(
            "Of {} control {} {were}{too_few}. If the studied sets were no different, {} of their {} would be found: up to {}.",
            number::count(looked_at),
            if looked_at == 1 { "account" } else { "accounts" },
            word(share(most as f64)),
            number::count(found),
            number::count(most),
        ),
    ))
}

fn settings(found: &Findings) -> Option<(bool, String)> {
    let share = part(found, "core", "own_accounts")?;
    let sentence = format!("{} are found with at least four in five of the settings tried.", capitalised(word(share)));
    Some((share >= MANY_ENOUGH, sentence))
}

fn less_data(found: &Findings) -> Option<(bool, String)> {
    let (kept, posts) = (part(found, "kept_at_larger", "own_accounts")?, real(found, "larger_share")?);
    Some((kept >= MANY_ENOUGH, format!("With {} of the posts {} are still found.", number::share(posts), word(kept))))
}

fn word(share: f64) -> &'static str {
    WORDS.iter().find(|(least, _)| share >= *least).map_or("hardly any", |(_, word)| word)
}

/// A value as a share of another; none where there is nothing to be a share of.
fn part(findings: &Findings, name: &str, of: &str) -> Option<f64> {
    let of = real(findings, of).filter(|of| *of > 0.0)?;
    Some(real(findings, name)? / of)
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
    use lockstep_detect::{Unit, Value};

    use super::*;

    fn check(of: &'static str, made: Option<bool>) -> Check {
        Check { of, made: made.map(|passed| (passed, String::new())) }
    }

    #[test]
    fn the_verdict_counts_and_names_what_fails() {
        let said = |made: &[Option<bool>]| {
            let names = ["chance", "control sets", "other settings", "less data"];
            verdict(&names.into_iter().zip(made).map(|(of, made)| check(of, *made)).collect::<Vec<_>>())
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(said(&[yes; 4]), "Passes all four checks.");
        assert_eq!(said(&[yes, yes, None, None]), "Passes two of four checks; two were not made.");
        assert_eq!(said(&[yes, no, no]), "Passes one of three checks; fails those of control sets and other settings.");
        assert_eq!(said(&[no, None, yes, yes]), "Passes two of four checks; fails that of chance; one was not made.");
        assert_eq!(said(&[no, no, no]), "Passes none of three checks; fails those of chance, control sets and other settings.");
        assert_eq!(said(&[None; 4]), "None of four checks was made.");
        assert_eq!(said(&[yes]), "Passes the one check there is.");
        assert_eq!(said(&[no]), "Fails the one check there is, that of chance.");
        assert_eq!(said(&[None]), "None of one check was made.");
    }

    #[test]
    fn what_chance_gives_is_told_as_it_is_known() {
        let value = |name: &str, number| Value { name: name.to_owned(), number, unit: Unit::Plain, of: None, meaning: String::new() };
        let said = |number: f64, found: u64, by_chance| {
            let values = vec![value("number", Number::Real(number)), value("found", Number::Count(found))];
            chance(&Findings { values, ..Findings::default() }, by_chance).expect("it is known")
        };
        let mean = ByChance::Mean { expected: "number", of: "found" };
        let most = ByChance::Most { most: "number", of: "found" };
        let any = ByChance::Any { at_most: "number" };
        let told = [
            said(0.0, 77, most),
            said(13.0, 694, most),
            said(221.0, 691, most),
            said(3.71, 1, most),
            said(0.177, 74, mean),
            said(0.007, 1, mean),
            said(0.05, 3, any),
        ];
        let told = told.map(|(passed, sentence)| format!("{passed}: {sentence}"));
        insta::assert_snapshot!(told.join("\n"), @"
        true: Chance alone would give none of the 77 found.
        true: Chance alone would give hardly any of the 694 found: up to 13.
        false: Chance alone would give some of the 691 found: up to 221.
        false: Chance alone could give as many as were found: up to 3.71, where 1 was found.
        true: Chance alone would give hardly any of the 74 found: about 0.177.
        true: Chance alone would give about 0.007, where 1 was found.
        true: The chance that even one of those found is there by chance is at most 5.0 %.
        ");
        assert_eq!(chance(&Findings::default(), most), None, "no decoy was asked for");
        assert_eq!(chance(&Findings::default(), ByChance::NotEstimated), None);
    }

    #[test]
    fn the_word_on_control_sets_goes_with_the_number_beside_it() {
        let set = |role: &str, counts, exactly_as_controls| BySet {
            set: "a".to_owned(),
            role: role.to_owned(),
            counts,
            number: String::new(),
            of: String::new(),
            as_controls: None,
            exactly_as_controls,
        };
        let of =
            |controls, found, as_controls| controls_of(&[set("control", controls, None), set("studied", [found, 400], Some(as_controls))]);
        // 3.46 of 75 are fewer than 5 in 100, and 4 are more.
        let said = of([2, 900], 75, [1.0, 3.46]);
        let few =
            "Of 900 control accounts 2 were found too. If the studied sets were no different, few of their 75 would be found: up to 4.";
        assert_eq!(said, (true, few.to_owned()));
        let said = of([0, 4], 20, [0.0, 12.3]);
        let open = "Of 4 control accounts none was found; they are too few to tell. If the studied sets were no different, most of their 20 would \
                    be found: up to 13.";
        assert_eq!(said, (false, open.to_owned()));
        let said = of([1, 1], 20, [19.0, 25.0]);
        let like =
            "Of 1 control account 1 was found too. If the studied sets were no different, nearly all of their 20 would be found: up to 20.";
        assert_eq!(said, (false, like.to_owned()));
        assert_eq!(controls(&[set("control", [0, 4], None), set("studied", [0, 9], Some([0.0, 1.0]))]), None);
    }

    fn controls_of(sets: &[BySet]) -> (bool, String) {
        controls(sets).expect("there are accounts found and control sets")
    }

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
