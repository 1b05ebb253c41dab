//! Arithmetic on the numbers of claims: of the numbers as they stand, and of the ranges that the words before them leave.

use lockstep_detect::Unit;
use lockstep_statistics::{NORMAL_95, wilson};
use lockstep_study::{Expression, Formula, Operator, Relation, Stated, Study};

use super::RelationRecord;
use super::range::{Meant, Range, implied, least, single};

/// Every result, in the study's order.
pub(super) fn work_out(study: &Study) -> Vec<RelationRecord> {
    study.arithmetic.iter().map(|relation| one(study, relation)).collect()
}

fn one(study: &Study, relation: &Relation) -> RelationRecord {
    let numbers = Numbers(study);
    let formula = Formula::parse(&relation.formula).expect("reading the study refuses formulas that do not read");
    let (as_stated, range, wilson) = match &formula {
        Formula::Plain(expression) => (numbers.as_stated(expression), numbers.range(expression), None),
        Formula::Share([part, whole]) => numbers.share(part, whole),
        Formula::Overlap([one, other, both]) => {
            let (as_stated, range) = numbers.overlap(one, other, both);
            (as_stated, range, None)
        }
    };
    let as_stated = Some(as_stated).filter(|number| number.is_finite());
    let against = relation.against.as_deref().zip(as_stated).map(|(name, number)| {
        let (stated, unit) = numbers.stated(name);
        Meant::new(&stated, unit).agrees(Range::point(number))
    });
    let plain = as_stated.is_some_and(|number| range == Range::point(number));
    RelationRecord { relation: relation.name.clone(), as_stated, implied: Some(range).filter(|_| !plain), wilson, against }
}

/// The numbers of a study's claims, by name.
struct Numbers<'a>(&'a Study);

impl<'a> Numbers<'a> {
    fn stated(&self, name: &str) -> (Stated<'a>, Unit) {
        let claim = self.0.claims.iter().find(|claim| claim.name == name).expect("reading the study refuses unknown claims");
        let stated = claim.stated().expect("reading the study refuses arithmetic on claims without a number");
        (stated, Unit::named(stated.unit).expect("reading the study refuses unknown units"))
    }

    fn number(&self, name: &str) -> f64 {
        single(self.stated(name).0.value).expect("reading the study refuses arithmetic on two numbers")
    }

    fn implied(&self, name: &str) -> Range {
        let (stated, unit) = self.stated(name);
        implied(&stated, unit)
    }

    fn as_stated(&self, expression: &Expression) -> f64 {
        match expression {
            Expression::Number(number) => *number,
            Expression::Claim(name) => self.number(name),
            Expression::Operation(operator, sides) => apply(*operator, self.as_stated(&sides[0]), self.as_stated(&sides[1])),
        }
    }

    fn range(&self, expression: &Expression) -> Range {
        match expression {
            Expression::Number(number) => Range::point(*number),
            Expression::Claim(name) => self.implied(name),
            Expression::Operation(operator, sides) => combined(*operator, self.range(&sides[0]), self.range(&sides[1])),
        }
    }

    fn share(&self, part: &str, whole: &str) -> (f64, Range, Option<[f64; 2]>) {
        let (some, all) = (self.number(part), self.number(whole));
        let range = combined(Operator::Divide, self.implied(part), self.implied(whole));
        let range = Range::between(range.low().clamp(0.0, 1.0), range.high().clamp(0.0, 1.0));
        let wilson =
            (all > 0.0 && (0.0..=all).contains(&some)).then(|| wilson(some, all, NORMAL_95)).map(|interval| [interval.low, interval.high]);
        (some / all, range, wilson)
    }

    /// What two lists have in common at most, given that together they have at least so many: |A ∩ B| = |A| + |B| − |A ∪ B|.
    ///
    /// Of the first two, the numbers as they stand are used, and of the third the least that its words allow.
    fn overlap(&self, one: &str, other: &str, both: &str) -> (f64, Range) {
        let (together, unit) = self.stated(both);
        let least = least(&together, unit).unwrap_or(0.0);
        let as_stated = self.number(one) + self.number(other) - least;
        let sum = combined(Operator::Add, self.implied(one), self.implied(other));
        let range = combined(Operator::Subtract, sum, self.implied(both));
        let smaller = self.implied(one).high().min(self.implied(other).high());
        (as_stated, Range::between(range.low().max(0.0), range.high().min(smaller)))
    }
}

fn apply(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
    }
}

/// Where the result lies when both sides lie somewhere in their ranges (Moore 1966, Interval Analysis, ch. 3). Ends count as included.
fn combined(operator: Operator, left: Range, right: Range) -> Range {
    let holds_zero = right.low() <= 0.0 && right.high() >= 0.0;
    if operator == Operator::Divide && holds_zero {
        return Range::between(f64::NEG_INFINITY, f64::INFINITY);
    }
    let corners = [(left.low(), right.low()), (left.low(), right.high()), (left.high(), right.low()), (left.high(), right.high())];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (one, other) in corners {
        match apply(operator, one, other) {
            // A product with, or a quotient of, an end that is not there: anything from nothing on, of which other corners give the rest.
            end if end.is_nan() && matches!(operator, Operator::Multiply | Operator::Divide) => {
                low = low.min(0.0);
                high = high.max(0.0);
            }
            // A sum of ends on opposite sides that are not there says nothing; neither of them is an end of the result.
            end if end.is_nan() => {}
            end => {
                low = low.min(end);
                high = high.max(end);
            }
        }
    }
    Range::between(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_combine_by_their_corners() {
        use Operator::{Add, Divide, Multiply, Subtract};
        let from = Range::from;
        for (operator, left, right, expected) in [
            (Add, Range::closed(1.0, 2.0), Range::closed(10.0, 20.0), Range::closed(11.0, 22.0)),
            (Subtract, Range::closed(1.0, 2.0), Range::closed(10.0, 20.0), Range::closed(-19.0, -8.0)),
            (Multiply, Range::closed(-1.0, 2.0), Range::closed(3.0, 4.0), Range::closed(-4.0, 8.0)),
            (Divide, Range::closed(1.0, 2.0), Range::closed(4.0, 8.0), Range::closed(0.125, 0.5)),
            (Divide, Range::point(5e6), from(351.0), Range::closed(0.0, 5e6 / 351.0)),
            (Divide, from(5_000_001.0), from(351.0), from(0.0)),
            (Divide, Range::point(1.0), Range::closed(-1.0, 1.0), Range::between(f64::NEG_INFINITY, f64::INFINITY)),
            (Add, from(351.0), Range::point(75.0), from(426.0)),
            (Subtract, from(426.0), from(401.0), Range::between(f64::NEG_INFINITY, f64::INFINITY)),
            (Multiply, from(1.0), Range::point(0.0), Range::point(0.0)),
        ] {
            assert_eq!(combined(operator, left, right), expected, "{left:?} {operator:?} {right:?}");
        }
    }
}
