//! From a claim and the findings to its status.

use lockstep_detect::{Findings, Number, Unfit, Unit};
use lockstep_study::{Claim, Extent, Stated, Test, suggest};

use super::range::{Agreement, Meant, Range};
use super::{ClaimRecord, ClaimStatus, Fault, Measured, ReadingRecord, Why};

type Results<'a> = [(&'a str, &'a Result<Findings, Unfit>)];

pub(super) fn assess(index: usize, claim: &Claim, results: &Results<'_>, faults: &mut Vec<Fault>) -> ClaimRecord {
    let at = format!("/claims/{index}");
    // A test that readings inherit is told once, where it stands.
    let readings: Vec<ReadingRecord> = claim
        .readings
        .iter()
        .enumerate()
        .map(|(place, reading)| {
            let own = if reading.test.is_some() { format!("{at}/readings/{place}") } else { at.clone() };
            let (status, why) = held_against(claim.stated_under(reading), claim.test_under(reading), &own, results, faults);
            ReadingRecord { reading: reading.name.clone(), status, why }
        })
        .collect();
    let (status, why) = if readings.is_empty() {
        held_against(claim.stated(), claim.test.as_ref(), &at, results, faults)
    } else {
        together(&readings, claim.chosen.as_ref().map(|chosen| chosen.reading.as_str()))
    };
    ClaimRecord { claim: claim.name.clone(), status, why, contested: !claim.contested.is_empty(), readings }
}

/// What the readings of a claim come to. The study's choice settles what findings leave open, but not what they divide.
fn together(readings: &[ReadingRecord], chosen: Option<&str>) -> (ClaimStatus, Why) {
    let any = |status| readings.iter().any(|reading| reading.status == status);
    let all = |status| readings.iter().all(|reading| reading.status == status);
    if any(ClaimStatus::Supported) && any(ClaimStatus::Contradicted) {
        return (ClaimStatus::Ambiguous, Why::ReadingsDiffer);
    }
    for status in [ClaimStatus::Supported, ClaimStatus::Contradicted] {
        if all(status) {
            return (status, Why::EveryReading);
        }
    }
    match chosen.and_then(|name| readings.iter().find(|reading| reading.reading == name)) {
        Some(reading) => (reading.status, Why::Chosen(reading.reading.clone())),
        None => (ClaimStatus::Ambiguous, Why::NoReadingChosen),
    }
}

fn held_against(
    stated: Option<Stated<'_>>,
    test: Option<&Test>,
    at: &str,
    results: &Results<'_>,
    faults: &mut Vec<Fault>,
) -> (ClaimStatus, Why) {
    let (Some(stated), Some(test)) = (stated, test) else { return (ClaimStatus::NotTestable, Why::NoStep) };
    let step = test.step.clone();
    let findings = match results.iter().find(|(name, _)| *name == test.step) {
        None => return (ClaimStatus::NotTestable, Why::NoStep),
        Some((_, Err(unfit))) => return (ClaimStatus::NotTestable, Why::NoAnswer { step, unfit: unfit.clone() }),
        Some((_, Ok(findings))) => findings,
    };
    let Some(value) = findings.value(&test.value) else {
        faults.push(no_such_value(test, at, findings));
        return (ClaimStatus::NotTestable, Why::NoStep);
    };
    if Unit::named(stated.unit) != Some(value.unit) {
        faults.push(other_unit(test, at, &stated, value.unit));
        return (ClaimStatus::NotTestable, Why::NoStep);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 does not enter a run")]
    let number = match &value.number {
        Number::Insufficient(reason) => {
            return (ClaimStatus::NotTestable, Why::NotEnoughData { step, value: test.value.clone(), reason: reason.clone() });
        }
        Number::Count(count) => *count as f64,
        Number::Real(real) => *real,
        Number::Time(time) => *time as f64,
    };
    let truth = match test.measures {
        Extent::Whole => Range::point(number),
        Extent::AtLeast => Range::from(number),
        Extent::AtMost => Range::up_to(number),
    };
    let measured = Measured { step, value: test.value.clone(), number: value.number.clone(), unit: value.unit };
    match (Meant::new(&stated, value.unit).agrees(truth), test.measures) {
        (Agreement::Agrees, _) => (ClaimStatus::Supported, Why::Measured(measured)),
        (Agreement::Disagrees, _) => (ClaimStatus::Contradicted, Why::Measured(measured)),
        (Agreement::Undecided, Extent::Whole) => (ClaimStatus::Ambiguous, Why::Vague(measured)),
        (Agreement::Undecided, Extent::AtLeast | Extent::AtMost) => (ClaimStatus::NotTestable, Why::OnlyABound(measured)),
    }
}

fn no_such_value(test: &Test, at: &str, findings: &Findings) -> Fault {
    let known = || findings.values.iter().map(|value| value.name.as_str());
    let help = match suggest(&test.value, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its values are {}", known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Fault {
        pointer: format!("{at}/test/value"),
        message: format!("the step `{}` has no value `{}`", test.step, test.value),
        help: Some(help),
    }
}

fn other_unit(test: &Test, at: &str, stated: &Stated<'_>, unit: Unit) -> Fault {
    Fault {
        pointer: format!("{at}/test/value"),
        message: format!("`{}` is in `{}`, and the claim in `{}`", test.value, unit.name(), stated.unit),
        help: Some("name a value in the unit of the claim, or state the claim in the unit of the value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_settle_a_claim_only_if_none_says_the_opposite() {
        use ClaimStatus::{Ambiguous, Contradicted, NotTestable, Supported};
        let chosen = |name: &str| Why::Chosen(name.to_owned());
        for (readings, choice, expected) in [
            (&[Supported, Supported][..], None, (Supported, Why::EveryReading)),
            (&[Contradicted, Contradicted], Some("0"), (Contradicted, Why::EveryReading)),
            (&[Supported, Contradicted], None, (Ambiguous, Why::ReadingsDiffer)),
            (&[Supported, Contradicted, NotTestable], Some("0"), (Ambiguous, Why::ReadingsDiffer)),
            (&[Supported, NotTestable], None, (Ambiguous, Why::NoReadingChosen)),
            (&[Supported, NotTestable], Some("0"), (Supported, chosen("0"))),
            (&[Supported, NotTestable], Some("1"), (NotTestable, chosen("1"))),
            (&[NotTestable, NotTestable], None, (Ambiguous, Why::NoReadingChosen)),
            (&[NotTestable, NotTestable], Some("1"), (NotTestable, chosen("1"))),
        ] {
            let records = readings.iter().enumerate();
            let records: Vec<ReadingRecord> =
                records.map(|(name, status)| ReadingRecord { reading: name.to_string(), status: *status, why: Why::NoStep }).collect();
            assert_eq!(together(&records, choice), expected, "{readings:?} {choice:?}");
        }
    }
}
