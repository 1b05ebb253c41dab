//! The bipartite configuration model: joins between accounts and objects that know nothing but how active an account and how popular an
//! object is.

/// Fixed-point sweeps before Newton's method takes over; most data are done by then.
const SWEEPS: usize = 60;
/// Newton steps before it is given up.
const STEPS: usize = 200;
/// The most a step changes a logarithm: beyond, the model is too far from its tangent.
const LONGEST_STEP: f64 = 4.0;
/// How near an expected degree must be to the degree, as a share of it …
const RELATIVE: f64 = 1e-8;
/// … and at most, in objects or accounts.
const ABSOLUTE: f64 = 2e-7;

/// The most random bipartite graph with given expected degrees: account i and object α are joined with probability
/// p = x y / (1 + x y), independently of all others.
///
/// Saracco, Straka, Di Clemente, Gabrielli, Caldarelli & Squartini 2017, New J. Phys. 19:053022, eqs. 6–8. Accounts of one degree share
/// their x, objects of one degree their y, so the equations are as many as there are different degrees (Vallarano et al. 2021,
/// Sci. Rep. 11:15227). Where x or y would have to be zero or infinite, as for an account that acted on every object, the joins are set to
/// 0 or 1 and taken out first.
#[derive(Debug, Clone, PartialEq)]
pub struct Bicm {
    account_class: Vec<u32>,
    object_class: Vec<u32>,
    accounts: Vec<Class>,
    objects: Vec<Class>,
}

/// The degrees are not those of a bipartite graph, or are so near to impossible that the equations were not solved.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the configuration model does not reach the degrees: after {steps} steps an expected degree is still {difference} from its own")]
pub struct NotConverged {
    /// Fixed-point sweeps and Newton steps taken.
    pub steps: usize,
    /// The largest difference between an expected degree and the degree.
    pub difference: f64,
}

/// The accounts, or the objects, of one degree.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Class {
    size: f64,
    /// The degree that is left when settled joins are taken out.
    degree: f64,
    /// x of an account, y of an object.
    strength: f64,
    settled: Option<Settled>,
}

/// A class that is joined to all that was left of the other side when its turn came, or to none of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Settled {
    turn: u32,
    joined: bool,
}

impl Class {
    fn joined(&self, other: &Self) -> f64 {
        match (self.settled, other.settled) {
            (None, None) => {
                let odds = self.strength * other.strength;
                odds / (1.0 + odds)
            }
            (Some(settled), None) | (None, Some(settled)) => f64::from(u8::from(settled.joined)),
            (Some(a), Some(b)) => f64::from(u8::from(if a.turn < b.turn { a.joined } else { b.joined })),
        }
    }
}

impl Bicm {
    /// Solve for the strengths that give these expected degrees.
    ///
    /// First the fixed point x ← k / Σ y/(1 + x y), and the same for y, from k/√E: each sweep brings the likelihood up, because it is
    /// the maximum of a lower bound that touches it. Then Newton's method on the logarithms with halved steps, for degrees so uneven that
    /// the sweeps crawl. Done when every expected degree is within 1e-8 of the degree relatively, and 2e-7 absolutely.
    ///
    /// # Errors
    /// When that is not reached.
    pub fn fit(account_degrees: &[u32], object_degrees: &[u32]) -> Result<Self, NotConverged> {
        let (account_class, mut accounts) = classes(account_degrees);
        let (object_class, mut objects) = classes(object_degrees);
        settle(&mut accounts, &mut objects);
        let steps = solve(&mut accounts, &mut objects)?;
        let model = Self { account_class, object_class, accounts, objects };
        // Degrees that no graph has may settle into each other.
        let difference = model.largest_difference(account_degrees, object_degrees);
        if difference <= 1e-6 { Ok(model) } else { Err(NotConverged { steps, difference }) }
    }

    /// The probability that an account and an object are joined.
    #[must_use]
    pub fn probability(&self, account: u32, object: u32) -> f64 {
        self.accounts[self.account_class[account as usize] as usize].joined(&self.objects[self.object_class[object as usize] as usize])
    }

    /// Sums of a factor of each object over the objects of one degree, as [`Self::expected_shared`] takes them.
    ///
    /// With 1 for every object, that counts shared objects; with the share π of an object's pairs that are within a window, synchronous ones.
    ///
    /// # Panics
    /// When there is not one factor for each object.
    #[must_use]
    pub fn grouped(&self, factors: &[f64]) -> Vec<f64> {
        assert_eq!(factors.len(), self.object_class.len(), "one factor for each object");
        let mut sums = vec![0.0; self.objects.len()];
        self.object_class.iter().zip(factors).for_each(|(class, factor)| sums[*class as usize] += factor);
        sums
    }

    /// Σ p_iα p_jα π_α over all objects α: how many objects two accounts share by their activity and the objects' popularity alone.
    ///
    /// It depends on the accounts' degrees only, and takes as many steps as there are different degrees of objects.
    #[must_use]
    pub fn expected_shared(&self, i: u32, j: u32, grouped: &[f64]) -> f64 {
        let class = |account: u32| &self.accounts[self.account_class[account as usize] as usize];
        let (i, j) = (class(i), class(j));
        self.objects.iter().zip(grouped).map(|(object, factor)| i.joined(object) * j.joined(object) * factor).sum()
    }

    fn largest_difference(&self, account_degrees: &[u32], object_degrees: &[u32]) -> f64 {
        let expected = |class: &Class, others: &[Class]| others.iter().map(|other| other.size * class.joined(other)).sum::<f64>();
        let side = |classes: &[Class], others: &[Class], class_of: &[u32], degrees: &[u32]| {
            let expected: Vec<f64> = classes.iter().map(|class| expected(class, others)).collect();
            class_of.iter().zip(degrees).map(|(class, degree)| (expected[*class as usize] - f64::from(*degree)).abs()).fold(0.0, f64::max)
        };
        let accounts = side(&self.accounts, &self.objects, &self.account_class, account_degrees);
        f64::max(accounts, side(&self.objects, &self.accounts, &self.object_class, object_degrees))
    }
}

/// For each degree given its class, and the classes by ascending degree.
fn classes(degrees: &[u32]) -> (Vec<u32>, Vec<Class>) {
    let mut sorted = degrees.to_vec();
    sorted.sort_unstable();
    let class = |same: &[u32]| Class { size: same.len() as f64, degree: f64::from(same[0]), strength: 0.0, settled: None };
    let classes: Vec<Class> = sorted.chunk_by(|a, b| a == b).map(class).collect();
    sorted.dedup();
    (degrees.iter().map(|degree| sorted.partition_point(|other| other < degree) as u32).collect(), classes)
}

/// Take out the classes that are joined to everything left on the other side, or to nothing, until none is.
fn settle(accounts: &mut [Class], objects: &mut [Class]) {
    let mut turn = 0;
    loop {
        let settled = settle_side(accounts, objects, turn);
        if !settle_side(objects, accounts, turn + 1) && !settled {
            return;
        }
        turn += 2;
    }
}

fn settle_side(side: &mut [Class], others: &mut [Class], turn: u32) -> bool {
    let left: f64 = others.iter().filter(|other| other.settled.is_none()).map(|other| other.size).sum();
    let mut any = false;
    for class in side.iter_mut().filter(|class| class.settled.is_none() && (class.degree == 0.0 || class.degree == left)) {
        let joined = class.degree > 0.0;
        class.settled = Some(Settled { turn, joined });
        if joined {
            others.iter_mut().filter(|other| other.settled.is_none()).for_each(|other| other.degree -= class.size);
        }
        any = true;
    }
    any
}

/// Set the strengths of the classes that are not settled. Returns the steps taken.
fn solve(accounts: &mut [Class], objects: &mut [Class]) -> Result<usize, NotConverged> {
    let mut a: Vec<Class> = accounts.iter().copied().filter(|class| class.settled.is_none()).collect();
    let mut b: Vec<Class> = objects.iter().copied().filter(|class| class.settled.is_none()).collect();
    let joins: f64 = a.iter().map(|class| class.size * class.degree).sum();
    a.iter_mut().chain(&mut b).for_each(|class| class.strength = class.degree / libm::sqrt(joins));
    let mut steps = 0;
    while steps < SWEEPS && !solved(&a, &b) {
        sweep(&mut a, &b);
        sweep(&mut b, &a);
        steps += 1;
    }
    while !solved(&a, &b) {
        if steps == SWEEPS + STEPS || !newton(&mut a, &mut b) {
            return Err(NotConverged {
                steps,
                difference: residuals(&a, &b).chain(residuals(&b, &a)).fold(0.0, |most, r| r.abs().max(most)),
            });
        }
        steps += 1;
    }
    for (classes, free) in [(accounts, a), (objects, b)] {
        classes.iter_mut().filter(|class| class.settled.is_none()).zip(free).for_each(|(class, solved)| *class = solved);
    }
    Ok(steps)
}

/// Degree less expected degree, class by class.
fn residuals<'a>(side: &'a [Class], others: &'a [Class]) -> impl Iterator<Item = f64> + 'a {
    side.iter().map(|class| class.degree - others.iter().map(|other| other.size * class.joined(other)).sum::<f64>())
}

fn solved(a: &[Class], b: &[Class]) -> bool {
    let near = |side: &[Class], others: &[Class]| {
        side.iter().zip(residuals(side, others)).all(|(class, residual)| residual.abs() <= (RELATIVE * class.degree).min(ABSOLUTE))
    };
    near(a, b) && near(b, a)
}

fn sweep(side: &mut [Class], others: &[Class]) {
    for class in side {
        let sum: f64 = others.iter().map(|other| other.size * other.strength / (1.0 + class.strength * other.strength)).sum();
        class.strength = class.degree / sum;
    }
}

/// One step of Newton's method on the logarithms of the strengths, halved until the residuals shrink. False when they do not.
fn newton(a: &mut Vec<Class>, b: &mut Vec<Class>) -> bool {
    let (step_a, step_b) = direction(a, b);
    let longest = step_a.iter().chain(&step_b).fold(0.0, |most, step| step.abs().max(most));
    let before = squares(a, b);
    let mut share = f64::min(1.0, LONGEST_STEP / longest);
    for _ in 0..40 {
        let moved = |side: &[Class], step: &[f64]| -> Vec<Class> {
            side.iter().zip(step).map(|(class, step)| Class { strength: class.strength * libm::exp(share * step), ..*class }).collect()
        };
        let (moved_a, moved_b) = (moved(a, &step_a), moved(b, &step_b));
        if squares(&moved_a, &moved_b) < before {
            (*a, *b) = (moved_a, moved_b);
            return true;
        }
        share /= 2.0;
    }
    false
}

/// What a step must bring down: the squared gradient of the likelihood.
fn squares(a: &[Class], b: &[Class]) -> f64 {
    let side = |side: &[Class], others: &[Class]| -> f64 {
        side.iter().zip(residuals(side, others)).map(|(class, residual)| class.size * residual * class.size * residual).sum()
    };
    side(a, b) + side(b, a)
}

/// The direction that would solve the linearised equations.
///
/// With the sign of one side turned they are those of currents in a network: classes a and b are linked with weight
/// w = n_a n_b p (1 − p), and the residuals flow in at one side and out at the other. Such a system is solved by removing one node after another and linking its neighbours, which only adds positive numbers, so that nothing is
/// lost where some p are nearly 0 or 1 (Grassmann, Taksar & Heyman 1985). Strengths are known up to a common factor: the last node is 0.
fn direction(a: &[Class], b: &[Class]) -> (Vec<f64>, Vec<f64>) {
    if a.len() < b.len() {
        let (step_b, step_a) = direction(b, a);
        return (step_a, step_b);
    }
    let mut inflow: Vec<f64> = b.iter().zip(residuals(b, a)).map(|(class, residual)| class.size * residual).collect();
    let weight = |class: &Class, other: &Class| {
        let p = class.joined(other);
        class.size * other.size * p / (1.0 + class.strength * other.strength)
    };
    let mut links = vec![vec![0.0; b.len()]; b.len()];
    let mut removed: Vec<(Vec<f64>, f64, f64)> = Vec::with_capacity(a.len());
    for (class, residual) in a.iter().zip(residuals(a, b)) {
        let weights: Vec<f64> = b.iter().map(|other| weight(class, other)).collect();
        let total: f64 = weights.iter().sum();
        for (row, one) in links.iter_mut().zip(&weights) {
            row.iter_mut().zip(&weights).for_each(|(link, other)| *link += one / total * other);
        }
        inflow.iter_mut().zip(&weights).for_each(|(flow, weight)| *flow -= class.size * residual * (weight / total));
        removed.push((weights, total, class.size * residual));
    }
    let mut totals = vec![0.0; b.len()];
    for node in 0..b.len().saturating_sub(1) {
        let weights = links[node].clone();
        let total: f64 = weights[node + 1..].iter().sum();
        for one in node + 1..b.len() {
            let share = weights[one] / total;
            for other in node + 1..b.len() {
                links[one][other] += share * weights[other];
            }
            inflow[one] += share * inflow[node];
        }
        totals[node] = total;
    }
    let mut step_b = vec![0.0; b.len()];
    for node in (0..b.len().saturating_sub(1)).rev() {
        let others: f64 = (node + 1..b.len()).map(|other| links[node][other] * step_b[other]).sum();
        step_b[node] = (inflow[node] + others) / totals[node];
    }
    let potential = |weights: &[f64], total: f64, flow: f64| {
        (flow - weights.iter().zip(&step_b).map(|(weight, step)| weight * step).sum::<f64>()) / total
    };
    (removed.iter().map(|(weights, total, flow)| potential(weights, *total, *flow)).collect(), step_b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Degrees of both sides of a graph given as rows of zeros and ones.
    fn degrees(rows: &[Vec<bool>]) -> (Vec<u32>, Vec<u32>) {
        let accounts = rows.iter().map(|row| row.iter().filter(|joined| **joined).count() as u32).collect();
        let objects = (0..rows[0].len()).map(|object| rows.iter().filter(|row| row[object]).count() as u32).collect();
        (accounts, objects)
    }

    /// The largest difference between degrees and sums of probabilities over all accounts and objects.
    fn difference(model: &Bicm, accounts: &[u32], objects: &[u32]) -> f64 {
        let (n, m) = (accounts.len() as u32, objects.len() as u32);
        let by_account = (0..n).map(|i| (0..m).map(|o| model.probability(i, o)).sum::<f64>() - f64::from(accounts[i as usize]));
        let by_object = (0..m).map(|o| (0..n).map(|i| model.probability(i, o)).sum::<f64>() - f64::from(objects[o as usize]));
        by_account.chain(by_object).fold(0.0, |most, difference| difference.abs().max(most))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn expected_degrees_are_the_degrees(
            (rows, skew) in (1_usize..9, 1_usize..9).prop_flat_map(|(n, m)| {
                (prop::collection::vec(prop::collection::vec(0.0..1.0_f64, m..=m), n..=n), 0.1..4.0_f64)
            }),
        ) {
            // The chance of a join falls with both numbers, as steeply as `skew` says: from even to nested.
            let joined = |i: usize, o: usize, u: f64| u < libm::pow(1.0 / ((i + 1) * (o + 1)) as f64, skew / 2.0);
            let rows: Vec<Vec<bool>> =
                rows.iter().enumerate().map(|(i, row)| row.iter().enumerate().map(|(o, u)| joined(i, o, *u)).collect()).collect();
            let (accounts, objects) = degrees(&rows);
            let model = Bicm::fit(&accounts, &objects);
            prop_assert!(model.is_ok(), "{model:?} {accounts:?} {objects:?}");
            let model = model.expect("was just asserted");
            prop_assert!(difference(&model, &accounts, &objects) <= 1e-6);
            let factors: Vec<f64> = (0..objects.len()).map(|o| 1.0 / (o + 1) as f64).collect();
            let shared = model.expected_shared(0, accounts.len() as u32 - 1, &model.grouped(&factors));
            let summed: f64 = (0..objects.len() as u32)
                .map(|o| model.probability(0, o) * model.probability(accounts.len() as u32 - 1, o) * factors[o as usize])
                .sum();
            prop_assert!((shared - summed).abs() < 1e-12);
        }
    }

    #[test]
    fn even_degrees_have_even_probabilities() {
        let model = Bicm::fit(&[3; 4], &[2; 6]).expect("solvable");
        assert!((model.probability(1, 5) - 0.5).abs() < 1e-8);
        assert!((model.expected_shared(0, 1, &model.grouped(&[1.0; 6])) - 1.5).abs() < 1e-7);
    }

    #[test]
    fn two_degrees_by_hand() {
        // One account of 1 and one of 2 objects among 3, each of which has 1: x y / (1 + x y) is 1/3 and 2/3.
        let model = Bicm::fit(&[1, 2], &[1; 3]).expect("solvable");
        assert!((model.probability(0, 0) - 1.0 / 3.0).abs() < 1e-8);
        assert!((model.probability(1, 2) - 2.0 / 3.0).abs() < 1e-8);
    }

    #[test]
    fn full_rows_and_zero_degrees_are_certain() {
        // Account 0 acted on every object, account 3 on none; object 0 then has everybody who is left.
        let (accounts, objects) = ([4, 2, 2, 0], [3, 2, 2, 1]);
        let model = Bicm::fit(&accounts, &objects).expect("solvable");
        assert_eq!(
            (model.probability(0, 3), model.probability(3, 0), model.probability(1, 0), model.probability(2, 3)),
            (1.0, 0.0, 1.0, 0.0)
        );
        assert!((model.probability(1, 1) - 0.5).abs() < 1e-8);
        assert!(difference(&model, &accounts, &objects) <= 1e-6);
    }

    #[test]
    fn degrees_of_a_nested_graph_settle_completely() {
        let model = Bicm::fit(&[3, 2, 1], &[3, 2, 1]).expect("solvable");
        assert_eq!([(0, 2), (1, 1), (1, 2), (2, 0), (2, 1)].map(|(i, o)| model.probability(i, o)), [1.0, 1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn degrees_that_no_graph_has_are_refused() {
        assert!(Bicm::fit(&[3, 3], &[1, 1, 1, 1]).is_err());
        assert!(Bicm::fit(&[5], &[1, 1]).is_err());
        assert!(Bicm::fit(&[4, 4, 1, 1], &[3, 3, 3, 1, 0]).is_err());
    }

    #[test]
    fn no_accounts_no_objects() {
        assert!(Bicm::fit(&[], &[]).is_ok());
        assert!(Bicm::fit(&[0, 0], &[]).is_ok());
    }
}
