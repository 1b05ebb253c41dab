//! An evaluation for people at a terminal.

use lockstep_report::{count, share, visible};
use lockstep_runner::{Called, Estimate, Evaluation, Labelled, LabelledSet, MeasuredScore, ModelRecord, Modelled, Score, Scored, Tested};

/// The answer in lines.
pub(super) fn text(evaluation: &Evaluation) -> String {
    let labels = &evaluation.labels;
    let mut lines = vec![
        format!("{}: {}", evaluation.slug, visible(&evaluation.title)),
        format!("  positive  {}: {}", accounts(labels.positives), sets(&labels.positive)),
        format!("  negative  {}: {}", accounts(labels.negatives), sets(&labels.negative)),
        format!("  {}", labels.chosen),
    ];
    if labels.in_both > 0 {
        lines.push(format!("  {} in sets of both kinds are left out.", accounts(labels.in_both)));
    }
    for score in &evaluation.scores {
        lines.push(String::new());
        lines.push(format!("{}  {}", score.name(), score.meaning).trim_end().to_owned());
        lines.extend(of_score(score));
    }
    if let Some(model) = &evaluation.model {
        lines.push(String::new());
        lines.extend(of_model(model));
    }
    lines.push(String::new());
    lines.push("Labels are not truth, and a score that uses what they were chosen by looks better here than it is.".to_owned());
    let features: Vec<&str> = evaluation.discovery_features.iter().map(String::as_str).filter(|feature| *feature != "unknown").collect();
    lines.push(if features.is_empty() {
        "  The study does not say by which features its accounts were found.".to_owned()
    } else {
        format!("  The study's accounts were found by: {}.", visible(&features.join(", ")))
    });
    lines.join("\n") + "\n"
}

fn accounts(number: u64) -> String {
    counted_as(number, "account")
}

fn counted_as(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// The names of sets, not so many that they hide the rest.
fn sets(sets: &[LabelledSet]) -> String {
    const MOST: usize = 6;
    let names: Vec<String> = sets.iter().take(MOST).map(|set| visible(&set.name)).collect();
    let more = sets.len().saturating_sub(MOST);
    let names = names.join(", ");
    if more > 0 { format!("{names} and {more} more sets") } else { names }
}

fn of_score(score: &Score) -> Vec<String> {
    let measured = match &score.result {
        Scored::Measured(measured) => measured,
        Scored::Abstained(why) => return vec![format!("  no answer: {why}")],
    };
    let mut lines = vec![
        format!(
            "  {} with a value; without one {} ({})",
            by_label(score.assessed),
            share_of(total(score.abstained), total(score.assessed) + total(score.abstained)),
            by_label(score.abstained)
        ),
        format!("  area under the curve {}", area(&measured.auc)),
        format!("  average precision    {}, where {} are positive", area(&measured.average_precision), share(measured.share_of_positives)),
    ];
    if total(score.unlisted) > 0 {
        lines.insert(1, format!("  {} of these posted and are not listed: they count as 0, not flagged", by_label(score.unlisted)));
    }
    lines.extend(of_verdict(measured));
    lines
}

fn of_verdict(measured: &MeasuredScore) -> Vec<String> {
    let Some(called) = &measured.verdict else { return vec!["  no verdict to compare".to_owned()] };
    let Called { flagged, judged, sensitivity, false_positive_rate, .. } = called;
    let mut lines = vec![
        format!("  flags {}", counted(flagged.positives, judged.positives, "positives", sensitivity)),
        format!("    and {}", counted(flagged.negatives, judged.negatives, "negatives", false_positive_rate)),
    ];
    match &called.precision {
        None => lines.push("  flags nobody, so precision has no value".to_owned()),
        Some(precision) => {
            lines.push(format!("  right in {}", counted(flagged.positives, total(*flagged), "flagged", precision)));
            for at in &called.at_prevalence {
                let range = format!("{} to {}", share(at.low), share(at.high));
                let precision = match at.precision {
                    // Without a false alarm the estimate would be 100 % at any share, and only the range says something.
                    Some(precision) if flagged.negatives > 0 => format!("{} ({range})", share(precision)),
                    _ => format!("{range}; no false alarm was seen"),
                };
                lines.push(format!("    where {} are positive: {precision}", share(at.prevalence)));
            }
        }
    }
    if let Some((rest, positive)) = called.rest.as_ref().and_then(|rest| Some((rest, rest.positive?))) {
        lines.push(format!(
            "  flags {} of {} without a label: {} ({} to {}) positive, if its errors were the same there",
            count(rest.flagged),
            accounts(rest.judged),
            share(positive.value),
            share(positive.low),
            share(positive.high)
        ));
    }
    lines
}

fn of_model(record: &ModelRecord) -> Vec<String> {
    let mut lines = vec![format!("a model of {} scores, {} with all of them", record.features.len(), by_label(record.complete))];
    match &record.result {
        Modelled::Refused(why) => lines.push(format!("  no model: {why}")),
        Modelled::Tested { held_out, .. } => {
            for held in held_out {
                lines.push(format!("  without {}, tested on it ({})", visible(&held.campaign), by_label(held.tested_on)));
                lines.push(match &held.result {
                    Tested::Abstained(why) => format!("    no answer: {why}"),
                    Tested::Measured(of) => format!(
                        "    area {}; Brier score {:.3} (one probability for all: {:.3}); calibration error {:.3}{}",
                        area(&of.auc),
                        of.brier,
                        of.uncertainty,
                        of.calibration_error,
                        if of.separates { "; training accounts are told apart without error" } else { "" }
                    ),
                });
            }
        }
    }
    lines
}

fn total(of: Labelled) -> u64 {
    of.positives + of.negatives
}

fn by_label(of: Labelled) -> String {
    format!("{} and {}", counted_as(of.positives, "positive"), counted_as(of.negatives, "negative"))
}

#[expect(clippy::cast_precision_loss, reason = "a share of counts of accounts, written with one decimal")]
fn share_of(part: u64, whole: u64) -> String {
    share(if whole == 0 { 0.0 } else { part as f64 / whole as f64 })
}

fn area(estimate: &Estimate) -> String {
    format!("{:.2} ({:.2} to {:.2})", estimate.value, estimate.low, estimate.high)
}

fn counted(part: u64, whole: u64, what: &str, estimate: &Estimate) -> String {
    format!("{} of {} {what}: {} ({} to {})", count(part), count(whole), share(estimate.value), share(estimate.low), share(estimate.high))
}
