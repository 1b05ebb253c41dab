//! The numbers of the spectrum, and what a reader must know of them.

use super::asked::{Basis, Test, Tier, Unanswered};
use super::judge::{Judged, Label};
use super::tables::Found;
use crate::card::Family;
use crate::findings::{Number, Unit, Value, count, value};
use crate::numbers::decades;
use crate::reference::On;

pub(super) fn values(found: &Found<'_>) -> Vec<Value> {
    let accounts = |name: &str, number: u64, of: Option<&str>, meaning: &str| count(name, number, Unit::Accounts, of, meaning);
    let judged = &found.judgement.accounts;
    let of = |studied: bool, wanted: &dyn Fn(&Judged) -> bool| judged.iter().filter(|one| one.studied == studied && wanted(one)).count() as u64;
    let label = |wanted: Label| of(true, &|one| one.label == wanted);
    let studied = found.sides.studied.len() as u64;
    let assessed = studied - label(Label::Insufficient);
    let stands_out = |one: &Judged| one.label < Label::Nothing;
    let flagged = of(true, &stands_out);
    let (elsewhere, elsewhere_flagged) = (of(false, &|one| one.label != Label::Insufficient), of(false, &stands_out));
    let rate = found.settings.false_discovery_rate;
    let as_elsewhere = if elsewhere > 0 {
        Number::Real(elsewhere_flagged as f64 * assessed as f64 / elsewhere as f64)
    } else {
        Number::Insufficient("no other account could be assessed".to_owned())
    };
    let no_line = || Number::Insufficient("no studied account could be assessed".to_owned());
    let line = found.judgement.ln_level.map_or_else(no_line, |ln| Number::Real(decades(ln)));
    let looks_for_ties = found.tests.iter().any(|test| test.asked.ties.is_some());
    let tied = |tier: Tier| {
        let no_network = || Number::Insufficient("no step with an answer looks for ties".to_owned());
        if looks_for_ties { Number::Count(of(true, &|one| one.tier == Some(tier))) } else { no_network() }
    };
    let whole = Some("flagged");
    let (everything, pace) = (&found.references.everything, &found.references.all_but_posts);
    vec![
        accounts("accounts", judged.len() as u64, None, "Accounts with at least one post."),
        accounts("studied", studied, Some("accounts"), "Accounts that the study is about: those in a studied set, or all where there is none."),
        accounts("assessed", assessed, Some("studied"), "Studied accounts of which enough families of evidence could be compared."),
        accounts("flagged", flagged, Some("assessed"), "Studied accounts that stand out when all evidence is put together."),
        accounts(Label::One.name(), label(Label::One), whole, "Studied accounts that stand out in one respect, short of the labels below."),
        accounts(Label::Several.name(), label(Label::Several), whole, "Studied accounts that stand out in several respects, short of the labels below."),
        accounts(Label::AutomationConsistent.name(), label(Label::AutomationConsistent), whole, "Studied accounts whose behaviour is consistent with automation."),
        accounts(Label::MixedConsistent.name(), label(Label::MixedConsistent), whole, "Studied accounts whose behaviour is consistent with a person and a program in turn."),
        accounts(Label::Nothing.name(), label(Label::Nothing), Some("assessed"), "Studied accounts that do not stand out."),
        accounts(Label::Insufficient.name(), label(Label::Insufficient), Some("studied"), "Studied accounts of which too little could be compared."),
        value("false_discovery_rate", Number::Real(rate), Unit::Share, None, "Share of the accounts called unusual that may be so by chance, as set in the study."),
        value("expected_false", Number::Real(rate * flagged as f64), Unit::Accounts, whole, "Studied accounts called unusual that are expected to be so by chance, at that rate."),
        value("line_decades", line, Unit::Plain, None, "−log₁₀ of the largest probability that is beyond the line."),
        accounts("elsewhere_assessed", elsewhere, Some("accounts"), "Accounts in no studied set of which enough could be compared."),
        accounts("elsewhere_flagged", elsewhere_flagged, Some("elsewhere_assessed"), "Of these, accounts beyond the same line."),
        value("as_elsewhere", as_elsewhere, Unit::Accounts, Some("assessed"), "Studied accounts that would be beyond the line at the rate of the accounts in no studied set."),
        value("coordinated_1", tied(Tier::C1), Unit::Accounts, Some("studied"), "Studied accounts whose strongest tie is of tier C1, or of a network without tiers."),
        value("coordinated_2", tied(Tier::C2), Unit::Accounts, Some("studied"), "Studied accounts with a tie of tier C2."),
        accounts("eligible", found.sides.eligible.len() as u64, Some("accounts"), "Accounts that the reference was chosen from."),
        accounts("reference", everything.size(), Some("eligible"), "Accounts of the reference."),
        value(
            "reference_effective",
            Number::Real((everything.effective() * 10.0).round() / 10.0),
            Unit::Accounts,
            Some("reference"),
            "Accounts of one weight that would tell as much as the reference does: few where few accounts stand for many studied ones.",
        ),
        accounts("reference_for_pace", pace.size(), Some("eligible"), "Accounts of the reference for pace, which is matched on all but posts."),
        accounts("matched", everything.matched(&found.sides.studied), Some("studied"), "Studied accounts with at least one account of the reference like them."),
        accounts("matched_for_pace", pace.matched(&found.sides.studied), Some("studied"), "The same for pace."),
        count("steps", found.tests.len() as u64, Unit::Plain, None, "Steps that it draws on and that have an answer."),
    ]
}

/// Where the probabilities of a step come from, in words.
pub(super) fn basis(test: &Test<'_>) -> &'static str {
    match test.basis {
        Basis::Own => "the step's own probability",
        Basis::Reference => "place among the reference",
        Basis::TooFew => "none: too few of the reference were measured",
        Basis::Apart => "none: coordination is shown apart",
    }
}

/// What a reference is matched on, in words.
pub(super) const fn matched_on(on: On) -> &'static str {
    match on {
        On::Everything => "posts, age and language",
        On::AllButPosts => "age and language",
    }
}

pub(super) fn notes(found: &Found<'_>, unanswered: &[Unanswered<'_>]) -> Vec<String> {
    let mut notes = vec![format!("The reference was chosen from {}.", found.sides.source)];
    let absent = |missing: &str| format!("The data do not have {missing} of accounts, so the reference is not matched on it.");
    if !found.known.has_age() {
        notes.push(absent("the age"));
    }
    if !found.known.has_language() {
        notes.push(absent("the language"));
    }
    let unmatched = found.sides.studied.len() as u64 - found.references.everything.matched(&found.sides.studied);
    if unmatched > 0 {
        notes.push(format!(
            "{unmatched} studied accounts are like no account of the reference. What steps measure of them is shown, and counts only where \
             a step gives a probability of its own, and for pace."
        ));
    }
    let by = &found.settings.drawn_up_by;
    if !by.is_empty() && found.sides.has_lists {
        let names = by.iter().map(|family| family.name()).collect::<Vec<_>>().join(", ");
        notes.push(format!("The studied sets were drawn up by {names}. Such evidence is shown, and does not count for their accounts."));
        if by.contains(&Family::Coordination) {
            notes.push("The tiers of coordination therefore confirm nothing about the studied sets.".to_owned());
        }
    }
    for test in found.tests {
        let step = test.asked.step;
        if let Some((all, below)) = test.checked.filter(|_| test.basis != Basis::Own) {
            notes.push(format!(
                "The step `{step}` gives probabilities of its own. Among {all} accounts in no studied set {below} are at .05 or below, so they \
                 are not used."
            ));
        }
        if test.basis == Basis::TooFew {
            let measured = test.reference.len();
            notes.push(format!("The step `{step}` could measure {measured} accounts of the reference, too few for a place among them to count."));
        }
    }
    let left_out = unanswered.iter().map(|step| format!("The step `{}` is not part of this: {}.", step.step, step.reason));
    notes.extend(left_out);
    notes
}
