//! Rules for claims: names that must be known, numbers that must be whole, formulas that must read.

use serde_json::Value;

use super::{Faults, followers, known, names_at, parts, unique};
use crate::claims::{Amount, Claim, Qualifier, Quantity, Relation, Stated, Test};
use crate::formula::Formula;

/// The unit of moments; no other has days.
const TIME: &str = "time";

/// The pointer of an item and its name.
type Named<'a> = (String, &'a str);

pub(super) fn check(faults: &mut Faults<'_>, value: &Value) {
    let claims = parts::<Claim>(value, "claims");
    let relations = parts::<Relation>(value, "arithmetic");
    for (kind, list) in [("source", "/sources"), ("claim", "/claims"), ("result", "/arithmetic")] {
        unique(faults, kind, "name", names_at(value, list, "name").iter().map(|(pointer, name)| (pointer, *name)));
    }
    let sources = names_at(value, "/sources", "name");
    let varied = followers::names(&parts(value, "steps"));
    let mut steps = names_at(value, "/steps", "step");
    steps.extend(varied.iter().map(|name| (String::new(), name.as_str())));
    for (pointer, claim) in &claims {
        known(faults, &format!("{pointer}/source"), "source", &claim.source, &sources);
        for (index, contest) in claim.contested.iter().enumerate() {
            if let Some(source) = &contest.source {
                known(faults, &format!("{pointer}/contested/{index}/source"), "source", source, &sources);
            }
        }
        one(faults, pointer, claim, &steps);
    }
    let written = names_at(value, "/claims", "name");
    for (pointer, relation) in &relations {
        adds_up(faults, pointer, relation, &claims, &written);
    }
}

fn one(faults: &mut Faults<'_>, pointer: &str, claim: &Claim, steps: &[Named<'_>]) {
    number_is_whole(faults, pointer, claim.stated(), claim.unit.as_deref(), claim.qualifier.is_some());
    if let Some(test) = &claim.test {
        test_fits(faults, &format!("{pointer}/test"), test, claim.value.is_some() || !claim.readings.is_empty(), steps);
    }
    let pointers: Vec<String> = (0..claim.readings.len()).map(|index| format!("{pointer}/readings/{index}")).collect();
    unique(faults, "reading of the claim", "name", pointers.iter().zip(&claim.readings).map(|(at, reading)| (at, reading.name.as_str())));
    for (at, reading) in pointers.iter().zip(&claim.readings) {
        let stated = claim.stated_under(reading);
        if reading.value.is_some() || reading.qualifier.is_some() || reading.unit.is_some() {
            let unit = reading.unit.as_deref().or(claim.unit.as_deref());
            number_is_whole(faults, at, stated, unit, reading.qualifier.is_some());
        }
        if let Some(test) = &reading.test {
            test_fits(faults, &format!("{at}/test"), test, stated.is_some(), steps);
        }
    }
    if let Some(chosen) = &claim.chosen {
        let readings: Vec<((), &str)> = claim.readings.iter().map(|reading| ((), reading.name.as_str())).collect();
        known(faults, &format!("{pointer}/chosen/reading"), "reading", &chosen.reading, &readings);
    }
}

/// A number has a unit, as many amounts as its qualifier takes, and days only where it is a time.
fn number_is_whole(faults: &mut Faults<'_>, pointer: &str, stated: Option<Stated<'_>>, unit: Option<&str>, qualified: bool) {
    let at = |key: &str| format!("{pointer}/{key}");
    let Some(Stated { value, qualifier, .. }) = stated else {
        if qualified {
            faults.at_key(&at("qualifier"), "`qualifier` says how a number is meant, and none is given".to_owned(), "add `value:`");
        }
        return;
    };
    let Some(unit) = unit else {
        let message = "the number of a claim needs a unit, and none is given".to_owned();
        faults.at_value(&at("value"), message, "add `unit:`, such as `accounts` or `posts_per_day`");
        return;
    };
    match (value, qualifier) {
        (Quantity::One(_), Qualifier::Between) => {
            faults.at_value(&at("value"), "`between` takes two numbers".to_owned(), "write both in brackets: [100, 200]");
        }
        (Quantity::Two(_), Qualifier::Between) | (Quantity::One(_), _) => {}
        (Quantity::Two(_), _) => {
            let message = "two numbers need `qualifier: between`".to_owned();
            faults.at_value(&at("value"), message, "add it, or write one number");
        }
    }
    let amounts = match &value {
        Quantity::One(amount) => std::slice::from_ref(amount),
        Quantity::Two(amounts) => amounts,
    };
    let days = amounts.iter().filter(|amount| matches!(amount, Amount::Day(_))).count();
    if (unit == TIME) != (days == amounts.len()) || (days > 0 && days < amounts.len()) {
        let message = "days go with `unit: time`, and numbers with every other unit".to_owned();
        faults.at_value(&at("value"), message, "write days such as `2019-05-25`, or another unit");
    } else if days > 0 && matches!(qualifier, Qualifier::Nearly | Qualifier::About) {
        let message = "a day is neither `nearly` nor `about`".to_owned();
        faults.at_value(&at("qualifier"), message, "say `between` which two days");
    }
    let falls = match value {
        Quantity::Two([Amount::Number(low), Amount::Number(high)]) => low > high,
        Quantity::Two([Amount::Day(low), Amount::Day(high)]) => low > high,
        _ => false,
    };
    if falls {
        faults.at_value(&at("value"), "the first of two amounts is the smaller one".to_owned(), "swap them");
    }
}

fn test_fits(faults: &mut Faults<'_>, pointer: &str, test: &Test, has_number: bool, steps: &[Named<'_>]) {
    known(faults, &format!("{pointer}/step"), "step", &test.step, steps);
    if !has_number {
        let message = "a finding is held against a number, and the claim states none".to_owned();
        faults.at_key(pointer, message, "add `value:` and `unit:`, or say under `readings:` what the claim means in numbers");
    }
}

fn adds_up(faults: &mut Faults<'_>, pointer: &str, relation: &Relation, claims: &[(String, Claim)], written: &[Named<'_>]) {
    let at = format!("{pointer}/formula");
    let formula = match Formula::parse(&relation.formula) {
        Ok(formula) => formula,
        Err(fault) => {
            let help = "write names of claims and numbers with spaces between, such as `tweets / accounts`";
            faults.at_value(&at, format!("`formula` cannot be read: {fault}"), help);
            return;
        }
    };
    let plain = matches!(formula, Formula::Plain(_));
    let named = formula.names().into_iter().map(|name| (at.clone(), name, plain));
    let against = relation.against.as_deref().map(|name| (format!("{pointer}/against"), name, false));
    for (at, name, single) in named.chain(against) {
        if written.iter().all(|(_, known)| *known != name) {
            known(faults, &at, "claim", name, written);
            continue;
        }
        let Some((_, claim)) = claims.iter().find(|(_, claim)| claim.name == name) else { continue };
        let fits = match claim.value {
            Some(Quantity::One(Amount::Number(_))) => true,
            Some(Quantity::Two([Amount::Number(_), _])) => !single && !at.ends_with("formula"),
            _ => false,
        };
        if !fits {
            let message = format!("the claim `{name}` states no single number to reckon with");
            faults.at_value(&at, message, "name a claim whose `value` is one number");
        }
    }
}
