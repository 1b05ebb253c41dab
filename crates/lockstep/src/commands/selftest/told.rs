//! A self-test for people at a terminal.

use lockstep_report::{count, selftest_words as words, share, visible};
use lockstep_runner::{Counted, FoundOf, Outline, SelfTest, StepTrial, Tried};

/// The answer in lines.
pub(super) fn text(tested: &SelfTest) -> String {
    let mut lines = vec![format!("{}: {}", tested.slug, visible(&tested.title)), String::new()];
    lines.push(words::what_was_done(tested));
    if !tested.plantings.is_empty() {
        lines.push("Then the same crowds were tried once more with planted accounts beside their people:".to_owned());
    }
    lines.extend(tested.plantings.iter().map(|planting| format!("  {}", words::planting(planting))));
    lines.push(String::new());
    lines.extend(tested.reductions.iter().map(|reduction| format!("Of the data, {reduction}.")));
    lines.extend(outlines(&tested.data, &tested.crowd));
    for step in &tested.steps {
        lines.push(String::new());
        lines.push(format!("{}  {}", visible(&step.step), step.detector));
        lines.extend(of_step(step, tested));
    }
    lines.push(String::new());
    lines.extend(words::LIMITS.iter().map(|limit| (*limit).to_owned()));
    lines.join("\n") + "\n"
}

/// The shape of the data beside that of the first crowd.
fn outlines(data: &Outline, crowd: &Outline) -> Vec<String> {
    let rows = words::outlines(data, crowd);
    let head = ["".to_owned(), "the data".to_owned(), "a crowd".to_owned()];
    let rows: Vec<[String; 3]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second, third) = (width(0), width(1), width(2));
    rows.iter().map(|[name, data, crowd]| format!("  {name:<first$}  {data:>second$}  {crowd:>third$}")).collect()
}

fn of_step(step: &StepTrial, tested: &SelfTest) -> Vec<String> {
    match &step.result {
        Tried::NoAccounts => vec!["  puts no account forward: it describes, or judges sets".to_owned()],
        Tried::Unfit { reason, remedy } => vec![format!("  cannot be tried on a crowd: {reason}; {remedy}")],
        Tried::Counted(counted) => of_counted(counted, tested),
    }
}

fn of_counted(counted: &Counted, tested: &SelfTest) -> Vec<String> {
    let mut lines = vec![format!("  {}", words::false_alarms(counted))];
    if let Some(estimate) = &counted.false_alarms.share {
        lines.push(format!("    {} of them ({} to {})", share(estimate.value), share(estimate.low), share(estimate.high)));
    }
    lines.extend(words::unanswered(counted, tested.seeds.len()).map(|line| format!("    {line}")));
    if !counted.found.is_empty() {
        lines.push("  of those planted beside them it finds".to_owned());
    }
    let width = counted.found.iter().map(|found| tally(found).chars().count()).max().unwrap_or(0);
    for found in &counted.found {
        lines.push(format!("    {:>width$}  {}", tally(found), words::planted(found, tested)));
    }
    lines.extend(words::beside(counted).map(|line| format!("  {line}")));
    lines
}

fn tally(found: &FoundOf) -> String {
    format!("{} of {}", count(found.found), count(found.planted))
}
