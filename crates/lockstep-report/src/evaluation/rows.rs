//! An evaluation as a table for other programs: one row a score, numbers unrounded, an empty cell where there is none.

use lockstep_runner::{Called, Estimate, Evaluation, Labelled, Score, Scored};

use crate::error::ReportError;

/// The bytes of the CSV file.
///
/// # Errors
/// Only if the writer fails, which memory does not.
pub(super) fn csv(evaluation: &Evaluation) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header(evaluation))?;
    for score in &evaluation.scores {
        writer.write_record(row(evaluation, score))?;
    }
    writer.into_inner().map_err(|error| ReportError::Csv(error.into_error().into()))
}

/// Columns that give an estimate with its interval.
const ESTIMATES: [&str; 5] = ["auc", "average_precision", "sensitivity", "false_positive_rate", "precision"];
/// Columns that count accounts by label.
const COUNTS: [&str; 5] = ["assessed", "abstained", "unlisted", "judged", "flagged"];

fn header(evaluation: &Evaluation) -> Vec<String> {
    let mut header: Vec<String> = ["step", "detector", "version", "table", "column"].map(str::to_owned).into();
    header.extend(COUNTS.iter().flat_map(|name| [format!("{name}_positives"), format!("{name}_negatives")]));
    header.push("share_of_positives".to_owned());
    header.extend(ESTIMATES.iter().flat_map(|name| [(*name).to_owned(), format!("{name}_low"), format!("{name}_high")]));
    for prevalence in &evaluation.prevalences {
        header.extend(["", "_low", "_high"].map(|end| format!("precision_at_{prevalence}{end}")));
    }
    header.push("no_answer_because".to_owned());
    header
}

fn row(evaluation: &Evaluation, score: &Score) -> Vec<String> {
    let measured = if let Scored::Measured(measured) = &score.result { Some(measured) } else { None };
    let verdict = measured.and_then(|measured| measured.verdict.as_ref());
    let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    let counted =
        |of: Option<Labelled>| of.map_or([String::new(), String::new()], |of| [of.positives.to_string(), of.negatives.to_string()]);
    let estimate = |of: Option<Estimate>| [number(of.map(|of| of.value)), number(of.map(|of| of.low)), number(of.map(|of| of.high))];
    let mut row = vec![score.step.clone(), score.detector.clone(), score.version.to_string(), score.table.clone(), score.column.clone()];
    for of in [
        Some(score.assessed),
        Some(score.abstained),
        Some(score.unlisted),
        verdict.map(|verdict| verdict.judged),
        verdict.map(|verdict| verdict.flagged),
    ] {
        row.extend(counted(of));
    }
    row.push(number(measured.map(|measured| measured.share_of_positives)));
    let of_verdict = |of: fn(&Called) -> Option<Estimate>| verdict.and_then(of);
    for of in [
        measured.map(|measured| measured.auc),
        measured.map(|measured| measured.average_precision),
        of_verdict(|verdict| Some(verdict.sensitivity)),
        of_verdict(|verdict| Some(verdict.false_positive_rate)),
        of_verdict(|verdict| verdict.precision),
    ] {
        row.extend(estimate(of));
    }
    for place in 0..evaluation.prevalences.len() {
        let at = verdict.map(|verdict| verdict.at_prevalence[place]);
        row.extend([number(at.and_then(|at| at.precision)), number(at.map(|at| at.low)), number(at.map(|at| at.high))]);
    }
    row.push(if let Scored::Abstained(why) = &score.result { why.clone() } else { String::new() });
    row
}
