//! How sure a finding is, in words for readers who make little of numbers: by rule, from what the steps say of chance, of the control sets,
//! of other settings and of less data.

use lockstep_detect::{ByChance, Findings, Number};

use super::by_set::BySet;
use crate::figure::label::capitalised;
use crate::number;
use crate::sentence::listed;
use crate::steps::{Told, followers};

/// Words for a share, and the least share that each stands for. The page defines them.
const WORDS: [(f64, &str); 6] =
    [(0.95, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.2, "some"), (0.05, "few"), (0.0, "hardly any")];
/// Below this share of what was found, a check of what would be found without anybody acting so is passed: few at most.
const FEW_ENOUGH: f64 = 0.2;
/// From this share of what was found on, a check of what remains is passed: most at least.
const MANY_ENOUGH: f64 = 0.6;

const NOTHING: &str = "Nothing found does not mean nothing there: how much it would take for this step to find something is not known.";

/// What comes of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Passed,
    Failed,
    /// The control sets are too small to tell.
    Open,
}

/// One way in which a finding may turn out to be nothing.
struct Check {
    /// What is asked about.
    of: &'static str,
    /// What came of it, and the sentence that says so; none where it was not made.
    made: Option<(Answer, String)>,
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
    let is_planted = following("plant").is_some();
    let found_is = match by_chance {
        ByChance::Mean { of, .. } | ByChance::Most { of, .. } => of,
        _ => told.card.headline.count,
    };
    let Some(count) = real(found.findings, found_is) else { return Vec::new() };
    if count == 0.0 {
        return if is_tested && !is_planted { vec![NOTHING.to_owned()] } else { Vec::new() };
    }
    let mut checks = Vec::new();
    if !matches!(by_chance, ByChance::Fixed | ByChance::NoMatter) {
        checks.push(Check { of: "chance", made: chance(found.findings, by_chance) });
    }
    if told.card.measure.is_some() {
        checks.push(Check { of: "control sets", made: controls(sets, count) });
        checks.push(Check { of: "other settings", made: following("vary").and_then(settings) });
        checks.push(Check { of: "less data", made: following("less_data").and_then(less_data) });
    }
    if checks.is_empty() {
        return Vec::new();
    }
    let unmade = of(&checks, None);
    let mut said = vec![verdict(&checks)];
    said.extend(checks.into_iter().filter_map(|check| check.made).map(|(_, sentence)| sentence));
    let would_give = (!unmade.is_empty()).then(|| format!("what {} would give", listed(&unmade)));
    let missed = (!is_planted).then(|| "how much was missed".to_owned());
    let unknown: Vec<String> = would_give.into_iter().chain(missed).collect();
    if !unknown.is_empty() {
        said.push(format!("Not known: {}.", unknown.join(", and ")));
    }
    said
}

/// `Passes two of four checks (other settings and less data); fails chance; one was not made.`
fn verdict(checks: &[Check]) -> String {
    const NUMBERS: [&str; 5] = ["none", "one", "two", "three", "four"];
    let [passed, failed, open] = [Answer::Passed, Answer::Failed, Answer::Open].map(|answer| of(checks, Some(answer)));
    let unmade = of(checks, None);
    let all = NUMBERS[checks.len()];
    if let [only] = checks {
        return match only.made {
            Some((Answer::Passed, _)) => format!("Passes the one check there is, that of {}.", only.of),
            Some(_) => format!("Fails the one check there is, that of {}.", only.of),
            None => format!("The one check there is, that of {}, was not made.", only.of),
        };
    }
    if unmade.len() == checks.len() {
        return format!("None of {all} checks was made.");
    }
    if passed.len() == checks.len() {
        return format!("Passes all {all} checks: {}.", listed(&passed));
    }
    let mut parts = match passed[..] {
        [] => vec![format!("Passes none of {all} checks")],
        _ => vec![format!("Passes {} of {all} checks ({})", NUMBERS[passed.len()], listed(&passed))],
    };
    if !failed.is_empty() {
        parts.push(format!("fails {}", listed(&failed)));
    }
    if !open.is_empty() {
        parts.push("the control sets are too small to tell".to_owned());
    }
    if !unmade.is_empty() {
        parts.push(format!("{} {} not made", NUMBERS[unmade.len()], if unmade.len() == 1 { "was" } else { "were" }));
    }
    parts.join("; ") + "."
}

/// The checks with an answer, or with none.
fn of(checks: &[Check], answer: Option<Answer>) -> Vec<&'static str> {
    checks.iter().filter(|check| check.made.as_ref().map(|(made, _)| *made) == answer).map(|check| check.of).collect()
}

const fn passed(passed: bool) -> Answer {
    if passed { Answer::Passed } else { Answer::Failed }
}

fn chance(findings: &Findings, by_chance: ByChance) -> Option<(Answer, String)> {
    let (expected, found, how) = match by_chance {
        ByChance::Fixed | ByChance::NotEstimated | ByChance::NoMatter => return None,
        ByChance::Mean { expected, of } => (real(findings, expected)?, real(findings, of)?, "about"),
        // In whole ones, so that the word goes with the number that stands beside it.
        ByChance::Most { most, of } => (real(findings, most)?.ceil(), real(findings, of)?, "up to"),
    };
    let share = expected / found;
    let written = format!("{how} {}", number::real(expected));
    let were = if found == 1.0 { "1 was".to_owned() } else { format!("{} were", number::real(found)) };
    let sentence = match share {
        _ if expected == 0.0 => format!("Chance alone gave none of the {} found in any trial.", number::real(found)),
        share if share >= 1.0 => format!("Chance alone could give as many as were found: {written}, where {were} found."),
        _ if found == 1.0 => format!("Chance alone would give {written}, where {were} found."),
        share => {
            let written = if expected < 1.0 { "fewer than one" } else { &written };
            format!("Chance alone would give {} of the {} found: {written}.", word(share), number::real(found))
        }
    };
    Some((passed(share < FEW_ENOUGH), sentence))
}

/// Of the accounts found in sets that are studied, at most those that would be found were they like the control sets.
///
/// `all`: accounts found in any set or none.
fn controls(sets: &[BySet], all: f64) -> Option<(Answer, String)> {
    let of_role = |role| sets.iter().filter(move |of| of.role == role);
    let known = of_role("studied").filter_map(|of| Some((of.counts[0], of.exactly_as_controls?)));
    let (found, mean, most) = known
        .fold((0, 0.0, 0.0), |(found, mean, most), (of_set, [as_controls, at_most])| (found + of_set, mean + as_controls, most + at_most));
    if found == 0 {
        return None;
    }
    let [too, looked_at] = of_role("control").fold([0, 0], |sum, of| [sum[0] + of.counts[0], sum[1] + of.counts[1]]);
    let most = (most.ceil() as u64).min(found);
    let share = |accounts: f64| accounts / found as f64;
    let answer = match share(most as f64) {
        most if most < FEW_ENOUGH => Answer::Passed,
        _ if share(mean) < FEW_ENOUGH => Answer::Open,
        _ => Answer::Failed,
    };
    let accounts = if looked_at == 1 { "account" } else { "accounts" };
    let were = match too {
        0 => "none was found".to_owned(),
        1 => "1 was found too".to_owned(),
        _ => format!("{} were found too", number::count(too)),
    };
    let twice = if (found + too) as f64 > all { " (some in two, and counted twice)" } else { "" };
    let those = format!("{} of the {} found in studied sets{twice}", word(share(most as f64)), number::count(found));
    let sentence = if answer == Answer::Open {
        format!("so few cannot rule out that {those} are false alarms")
    } else {
        format!("at their rate {those} would be false alarms")
    };
    Some((answer, format!("Of {} control {accounts} {were}: {sentence}, up to {}.", number::count(looked_at), number::count(most))))
}

fn settings(found: &Findings) -> Option<(Answer, String)> {
    real(found, "others").filter(|others| *others > 0.0)?;
    let share = part(found, "core", "own_accounts")?;
    let sentence = format!("{} are found with at least four in five of the settings tried.", capitalised(word(share)));
    Some((passed(share >= MANY_ENOUGH), sentence))
}

fn less_data(found: &Findings) -> Option<(Answer, String)> {
    let of_share = |share, kept| Some((number::share(real(found, share)?), part(found, kept, "own_accounts")?));
    let (larger, many) = of_share("larger_share", "kept_at_larger")?;
    let smaller = of_share("smaller_share", "kept_at_smaller").filter(|(smaller, _)| *smaller != larger);
    let smaller = smaller.map_or_else(String::new, |(smaller, few)| format!(", with {smaller} {}", word(few)));
    Some((passed(many >= MANY_ENOUGH), format!("With {larger} of the posts {} are still found{smaller}.", word(many))))
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

    #[test]
    fn the_verdict_counts_and_names_what_fails() {
        let said = |answers: &str| {
            let names = ["chance", "control sets", "other settings", "less data"];
            let made = |letter| match letter {
                'p' => Some((Answer::Passed, String::new())),
                'f' => Some((Answer::Failed, String::new())),
                'o' => Some((Answer::Open, String::new())),
                _ => None,
            };
            verdict(&names.into_iter().zip(answers.chars()).map(|(of, letter)| Check { of, made: made(letter) }).collect::<Vec<_>>())
        };
        let told = ["pppp", "pp--", "pff", "f-pp", "fff", "poff", "----", "p", "f", "-"].map(said);
        insta::assert_snapshot!(told.join("\n"), @"
        Passes all four checks: chance, control sets, other settings and less data.
        Passes two of four checks (chance and control sets); two were not made.
        Passes one of three checks (chance); fails control sets and other settings.
        Passes two of four checks (other settings and less data); fails chance; one was not made.
        Passes none of three checks; fails chance, control sets and other settings.
        Passes one of four checks (chance); fails other settings and less data; the control sets are too small to tell.
        None of four checks was made.
        Passes the one check there is, that of chance.
        Fails the one check there is, that of chance.
        The one check there is, that of chance, was not made.
        ");
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
        let told = [
            said(0.0, 77, most),
            said(13.0, 694, most),
            said(221.0, 691, most),
            said(3.71, 1, most),
            said(0.177, 74, mean),
            said(0.007, 1, mean),
        ];
        let told = told.map(|(answer, sentence)| format!("{answer:?}: {sentence}"));
        insta::assert_snapshot!(told.join("\n"), @"
        Passed: Chance alone gave none of the 77 found in any trial.
        Passed: Chance alone would give hardly any of the 694 found: up to 13.
        Failed: Chance alone would give some of the 691 found: up to 221.
        Failed: Chance alone could give as many as were found: up to 4, where 1 was found.
        Passed: Chance alone would give hardly any of the 74 found: fewer than one.
        Passed: Chance alone would give about 0.007, where 1 was found.
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
        let of = |counts, found, as_controls, all| {
            let (answer, sentence) =
                controls(&[set("control", counts, None), set("studied", [found, 400], Some(as_controls))], all).expect("some are found");
            format!("{answer:?}: {sentence}")
        };
        // 3.46 of 75 are fewer than 5 in 100, and 4 are more.
        let told = [
            of([2, 900], 75, [1.0, 3.46], 77.0),
            of([0, 900], 79, [0.0, 1.8], 74.0),
            of([0, 4], 20, [0.0, 12.3], 20.0),
            of([1, 1], 20, [19.0, 25.0], 21.0),
        ];
        insta::assert_snapshot!(told.join("\n"), @"
        Passed: Of 900 control accounts 2 were found too: at their rate few of the 75 found in studied sets would be false alarms, up to 4.
        Passed: Of 900 control accounts none was found: at their rate hardly any of the 79 found in studied sets (some in two, and counted twice) would be false alarms, up to 2.
        Open: Of 4 control accounts none was found: so few cannot rule out that most of the 20 found in studied sets are false alarms, up to 13.
        Failed: Of 1 control account 1 was found too: at their rate nearly all of the 20 found in studied sets would be false alarms, up to 20.
        ");
        assert_eq!(controls(&[set("control", [0, 4], None), set("studied", [0, 9], Some([0.0, 1.0]))], 0.0), None);
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
