//! Published claims: each with its status, and what their numbers give together.
//!
//! Statuses and results come from the record of the run. Here they are only put into words.

use lockstep_detect::{Number, Unit};
use lockstep_runner::{Agreement, ClaimRecord, ClaimStatus, Measured, Range, RelationRecord, Run, Why};
use lockstep_study::{Amount, Claim, Correction, Extent, Formula, Qualifier, Quantity, Relation, Stated, Study, Test, Word, words};
use serde::Serialize;

use super::prose::paragraphs;
use crate::figure::label::capitalised;
use crate::number;
use crate::paths;

const MINUS: &str = "\u{2212}";
const TIMES: &str = "\u{d7}";

#[derive(Serialize)]
pub(super) struct Claims {
    sentence: String,
    counts: Vec<Count>,
    measures: bool,
    works: Vec<WorkOf>,
    claims: Vec<ClaimOf>,
    sums: Vec<SumOf>,
    corrections: Vec<CorrectionOf>,
}

#[derive(Serialize)]
struct Count {
    number: String,
    words: &'static str,
    look: &'static str,
}

#[derive(Serialize)]
struct WorkOf {
    title: String,
    publisher: Option<String>,
    published: Option<String>,
    note: Vec<String>,
}

#[derive(Serialize)]
struct ClaimOf {
    anchor: String,
    name: String,
    text: String,
    status: &'static str,
    look: &'static str,
    contested: bool,
    stated: Option<String>,
    subject: Option<String>,
    said: Option<String>,
    why: String,
    evidence: Option<Evidence>,
    needs: Vec<String>,
    readings: Vec<ReadingOf>,
    chosen: Option<String>,
    contests: Vec<ContestOf>,
    corrections: Vec<CorrectionOf>,
}

#[derive(Serialize)]
struct Evidence {
    anchor: String,
    step: String,
}

#[derive(Serialize)]
struct ReadingOf {
    text: String,
    stated: Option<String>,
    status: &'static str,
    look: &'static str,
    chosen: bool,
    why: String,
    evidence: Option<Evidence>,
}

#[derive(Serialize)]
struct ContestOf {
    by: String,
    says: Vec<String>,
    response: Vec<String>,
    source: Option<String>,
}

#[derive(Serialize)]
struct CorrectionOf {
    claim: String,
    anchor: String,
    date: String,
    text: String,
}

#[derive(Serialize)]
struct SumOf {
    anchor: String,
    working: Vec<Piece>,
    result: String,
    unit: Option<String>,
    words: Option<String>,
    interval: Option<String>,
    agreement: Option<Agreed>,
    meaning: Vec<String>,
}

/// A piece of a sum: a number with the claim it comes from, or a sign.
#[derive(Serialize)]
struct Piece {
    text: String,
    claim: Option<String>,
}

#[derive(Serialize)]
struct Agreed {
    words: &'static str,
    anchor: String,
    stated: String,
}

/// Gather them; none where the study has no claims.
pub(super) fn gather(run: &Run) -> Option<Claims> {
    let study = &run.study;
    let ledger = &run.record.ledger;
    if study.claims.is_empty() {
        return None;
    }
    let claims: Vec<ClaimOf> = study.claims.iter().zip(&ledger.claims).map(|(claim, record)| told(study, claim, record)).collect();
    Some(Claims {
        sentence: sentence(&ledger.claims),
        counts: ClaimStatus::ALL
            .iter()
            .map(|status| Count { number: number::count(ledger.count(*status) as u64), words: status.words(), look: look(*status) })
            .collect(),
        measures: !study.steps.is_empty(),
        works: study
            .sources
            .iter()
            .map(|work| WorkOf {
                title: work.title.clone(),
                publisher: work.publisher.clone(),
                published: work.published.clone(),
                note: paragraphs(work.note.as_deref()),
            })
            .collect(),
        sums: study.arithmetic.iter().zip(&ledger.arithmetic).map(|(relation, record)| sum(study, relation, record)).collect(),
        corrections: study.claims.iter().flat_map(|claim| corrections(claim, &claim.corrections)).collect(),
        claims,
    })
}

/// How the claims fare, in one sentence.
fn sentence(claims: &[ClaimRecord]) -> String {
    let counted = |number: usize, words: &str| match number {
        0 => format!("none is {words}"),
        1 => format!("one is {words}"),
        _ => format!("{} are {words}", number::count(number as u64)),
    };
    let of = |status: ClaimStatus| claims.iter().filter(|claim| claim.status == status).count();
    let [first, second, third, last] = ClaimStatus::ALL.map(|status| counted(of(status), status.words()));
    let contested = counted(claims.iter().filter(|claim| claim.contested).count(), "contested");
    let claims = if claims.len() == 1 {
        "one published claim".to_owned()
    } else {
        format!("{} published claims", number::count(claims.len() as u64))
    };
    format!("Of {claims}, {first}, {second}, {third} and {last}. {}.", capitalised(&contested))
}

const fn look(status: ClaimStatus) -> &'static str {
    match status {
        ClaimStatus::Supported => "holds",
        ClaimStatus::Contradicted => "fails",
        ClaimStatus::Ambiguous => "open",
        ClaimStatus::NotTestable => "untested",
    }
}

fn anchor(claim: &str) -> String {
    format!("claim-{claim}")
}

fn told(study: &Study, claim: &Claim, record: &ClaimRecord) -> ClaimOf {
    let chosen = claim.chosen.as_ref();
    ClaimOf {
        anchor: anchor(&claim.name),
        name: claim.name.clone(),
        text: claim.text.clone(),
        status: record.status.words(),
        look: look(record.status),
        contested: record.contested,
        stated: claim.stated().map(|stated| in_words(&stated)),
        subject: claim.subject.clone(),
        // A single work is named once, above all claims.
        said: (study.sources.len() > 1 || claim.place.is_some()).then(|| said(study, &claim.source, claim.place.as_deref())),
        why: why(study, &record.why, claim.test.as_ref(), claim, record),
        evidence: evidence(&record.why),
        needs: paragraphs(claim.needs.as_deref()),
        readings: claim
            .readings
            .iter()
            .zip(&record.readings)
            .map(|(reading, outcome)| ReadingOf {
                text: reading.text.clone(),
                stated: claim.stated_under(reading).map(|stated| in_words(&stated)),
                status: outcome.status.words(),
                look: look(outcome.status),
                chosen: chosen.is_some_and(|chosen| chosen.reading == reading.name),
                why: why(study, &outcome.why, claim.test_under(reading), claim, record),
                evidence: evidence(&outcome.why),
            })
            .collect(),
        chosen: chosen.map(|chosen| chosen.because.clone()),
        contests: claim
            .contested
            .iter()
            .map(|contest| ContestOf {
                by: contest.by.clone(),
                says: paragraphs(Some(&contest.says)),
                response: paragraphs(contest.response.as_deref()),
                source: contest.source.as_deref().map(|source| said(study, source, None)),
            })
            .collect(),
        corrections: corrections(claim, &claim.corrections).collect(),
    }
}

fn corrections<'a>(claim: &'a Claim, listed: &'a [Correction]) -> impl Iterator<Item = CorrectionOf> + 'a {
    listed.iter().map(|correction| CorrectionOf {
        claim: claim.text.clone(),
        anchor: anchor(&claim.name),
        date: correction.date.to_string(),
        text: correction.text.clone(),
    })
}

/// Where a claim is published: the work, its date, the place in it.
fn said(study: &Study, source: &str, place: Option<&str>) -> String {
    let work = study.sources.iter().find(|work| work.name == source);
    let mut text = work.map_or_else(|| source.to_owned(), |work| work.title.clone());
    if let Some(published) = work.and_then(|work| work.published.as_deref()) {
        text += &format!(" ({published})");
    }
    if let Some(place) = place {
        text += &format!(", {place}");
    }
    text
}

/// A number as it is claimed: `over 350 accounts`.
fn in_words(stated: &Stated<'_>) -> String {
    let unit = Unit::named(stated.unit).unwrap_or(Unit::Plain);
    let text = match stated.value {
        Quantity::Two([low, high]) => format!("between {} and {}", amount(low, unit), amount(high, unit)),
        Quantity::One(one) => {
            let text = amount(one, unit);
            match (stated.qualifier, one) {
                (Qualifier::Exact | Qualifier::Between, Amount::Number(_)) => text,
                (Qualifier::Exact | Qualifier::Between, Amount::Day(_)) => format!("on {text}"),
                (Qualifier::Over, Amount::Number(_)) => format!("over {text}"),
                (Qualifier::Over, Amount::Day(_)) => format!("after {text}"),
                (Qualifier::AtLeast, Amount::Number(_)) => format!("at least {text}"),
                (Qualifier::AtLeast, Amount::Day(_)) => format!("on or after {text}"),
                (Qualifier::Nearly, _) => format!("nearly {text}"),
                (Qualifier::About, _) => format!("about {text}"),
            }
        }
    };
    let one = matches!(stated.value, Quantity::One(Amount::Number(1.0)));
    match (number::noun(unit), one) {
        (("", _), _) => text,
        ((noun, _), true) | ((_, noun), false) => format!("{text} {noun}"),
    }
}

fn amount(amount: Amount, unit: Unit) -> String {
    match amount {
        Amount::Number(number) => number::measured(number, unit),
        Amount::Day(day) => day.to_string(),
    }
}

fn evidence(why: &Why) -> Option<Evidence> {
    match why {
        Why::Measured(measured) | Why::Vague(measured) | Why::OnlyABound(measured) => {
            Some(Evidence { anchor: paths::value_anchor(&measured.step, &measured.value), step: measured.step.clone() })
        }
        Why::NoAnswer { step, .. } => Some(Evidence { anchor: paths::step_anchor(step), step: step.clone() }),
        Why::NotEnoughData { step, value, .. } => Some(Evidence { anchor: paths::value_anchor(step, value), step: step.clone() }),
        Why::NoStep | Why::EveryReading | Why::Chosen(_) | Why::ReadingsDiffer | Why::NoReadingChosen => None,
    }
}

fn why(study: &Study, why: &Why, test: Option<&Test>, claim: &Claim, record: &ClaimRecord) -> String {
    let number = |measured: &Measured| measured_in_words(measured, test.map_or(Extent::Whole, |test| test.measures));
    match why {
        Why::Measured(measured) => format!("Measured: {}.", number(measured)),
        Why::Vague(measured) => {
            format!("Measured: {}. The word before the claimed number does not decide whether that fits.", number(measured))
        }
        Why::OnlyABound(measured) => format!("Measured: {}. The true number may lie on either side of the claimed one.", number(measured)),
        // Where nothing is measured at all, this is said once, above all claims.
        Why::NoStep if study.steps.is_empty() => String::new(),
        Why::NoStep => "No step of this study measures it.".to_owned(),
        Why::NoAnswer { unfit, .. } => format!("The step that would measure it gives no answer: {}.", unfit.reason),
        Why::NotEnoughData { reason, .. } => format!("Too little data for the number that would show it: {reason}."),
        Why::EveryReading if record.status == ClaimStatus::Supported => "It holds under every reading below.".to_owned(),
        Why::EveryReading => "It fails under every reading below.".to_owned(),
        Why::ReadingsDiffer => "It holds under one reading below and fails under another.".to_owned(),
        Why::Chosen(_) => "As under the reading that the study goes by; no other reading says the opposite.".to_owned(),
        Why::NoReadingChosen => {
            let untested = record.readings.iter().all(|reading| reading.status == ClaimStatus::NotTestable);
            let rest = match (untested, claim.readings.len()) {
                (false, _) => "the findings do not settle which",
                (true, 2) => "neither is tested here",
                (true, _) => "none of them is tested here",
            };
            format!("It can mean {} things, and {rest}.", small(claim.readings.len()))
        }
    }
}

fn small(number: usize) -> String {
    const WORDS: [&str; 5] = ["no", "one", "two", "three", "four"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

fn measured_in_words(measured: &Measured, extent: Extent) -> String {
    let written = number::written(&measured.number, measured.unit);
    let bound = match (extent, &measured.number) {
        (Extent::Whole, _) => "",
        (Extent::AtLeast, Number::Time(_)) => "not before ",
        (Extent::AtMost, Number::Time(_)) => "not after ",
        (Extent::AtLeast, _) => "at least ",
        (Extent::AtMost, _) => "at most ",
    };
    format!("{bound}{written}")
}

fn sum(study: &Study, relation: &Relation, record: &RelationRecord) -> SumOf {
    let formula = Formula::parse(&relation.formula).expect("reading the study refuses formulas that do not read");
    let share = matches!(formula, Formula::Share(_));
    let overlap = matches!(formula, Formula::Overlap(_));
    let written = |number: f64| if share { number::share(number) } else { signed(number) };
    SumOf {
        anchor: format!("sum-{}", relation.name),
        working: working(study, &formula, &relation.formula),
        result: match record.as_stated {
            None => "cannot be computed".to_owned(),
            Some(number) if overlap && number >= 0.0 => format!("at most {}", written(number)),
            Some(number) => written(number),
        },
        unit: relation.unit.clone(),
        words: record.implied.map(|range| implied(range, share, &written)),
        interval: record.wilson.map(|[low, high]| {
            format!(
                "If both numbers were exact, and the whole a random sample of something larger, the share there would lie between {} and {} \
                 (Wilson’s 95 % interval). Whether it is such a sample is not for arithmetic to say.",
                number::share(low),
                number::share(high)
            )
        }),
        agreement: relation.against.as_deref().zip(record.against).and_then(|(name, agreement)| {
            let claim = study.claims.iter().find(|claim| claim.name == name)?;
            Some(Agreed {
                words: match agreement {
                    Agreement::Agrees => "This fits the claim",
                    Agreement::Disagrees => "This does not fit the claim",
                    Agreement::Undecided => "Words do not decide whether this fits the claim",
                },
                anchor: anchor(name),
                stated: claim.stated().map(|stated| in_words(&stated)).unwrap_or_default(),
            })
        }),
        meaning: paragraphs(Some(&relation.meaning)),
    }
}

fn signed(number: f64) -> String {
    number::measured(number, Unit::Plain)
}

/// What remains of a result when the words before the numbers count.
fn implied(range: Range, share: bool, written: &dyn Fn(f64) -> String) -> String {
    let high = range.high.filter(|high| !share || *high < 1.0);
    let low = range.low.filter(|low| *low > 0.0 || high.is_some_and(|high| high < 0.0));
    match (low, high) {
        (None, None) => "The words before these numbers leave it open on both sides.".to_owned(),
        (Some(low), None) => format!("With the words before these numbers: {} or more.", written(low)),
        (None, Some(high)) => format!("With the words before these numbers: {} or less.", written(high)),
        (Some(low), Some(high)) => format!("With the words before these numbers: between {} and {}.", written(low), written(high)),
    }
}

/// The formula with numbers for names.
fn working(study: &Study, formula: &Formula, text: &str) -> Vec<Piece> {
    let number = |name: &str| {
        let claim = study.claims.iter().find(|claim| claim.name == name);
        let text = match claim.and_then(Claim::stated) {
            Some(Stated { value: Quantity::One(one), unit, .. }) => amount(one, Unit::named(unit).unwrap_or(Unit::Plain)),
            _ => name.to_owned(),
        };
        Piece { text, claim: Some(anchor(name)) }
    };
    let sign = |text: &str| Piece { text: text.to_owned(), claim: None };
    match formula {
        Formula::Share([part, whole]) => vec![number(part), sign(" / "), number(whole)],
        Formula::Overlap([one, other, both]) => {
            let both = Piece { text: least(study, both), claim: Some(anchor(both)) };
            vec![number(one), sign(" + "), number(other), sign(&format!(" {MINUS} ")), both]
        }
        Formula::Plain(_) => words(text)
            .into_iter()
            .map(|word| match word {
                Word::Name(name) => number(name),
                Word::Number(digits) => sign(&digits.parse().map_or_else(|_| digits.to_owned(), signed)),
                Word::Sign("-") => sign(&format!(" {MINUS} ")),
                Word::Sign("*") => sign(&format!(" {TIMES} ")),
                Word::Sign(bracket @ ("(" | ")")) => sign(bracket),
                Word::Sign(other) => sign(&format!(" {other} ")),
            })
            .collect(),
    }
}

/// The least that the words of a claim allow, as the arithmetic used it.
fn least(study: &Study, name: &str) -> String {
    let claim = study.claims.iter().find(|claim| claim.name == name).and_then(Claim::stated);
    let unit = claim.and_then(|stated| Unit::named(stated.unit)).unwrap_or(Unit::Plain);
    match claim {
        Some(stated) => lockstep_runner::least(&stated, unit).map_or_else(|| name.to_owned(), |least| number::measured(least, unit)),
        None => name.to_owned(),
    }
}
