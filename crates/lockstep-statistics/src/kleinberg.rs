//! When a stream of things holds more of one kind than it usually does.

/// A batch of a stream with at least one thing of the kind in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Its number: batches are as long as one another and follow each other without a gap, from 0.
    pub at: u64,
    /// Things of the kind.
    pub hits: u64,
}

/// A stretch of batches in the raised state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Its first batch.
    pub first: u64,
    /// Its last batch.
    pub last: u64,
    /// Things of the kind in it.
    pub hits: u64,
    /// How much less its batches cost in the raised state than in the base state, nats: the weight of the paper.
    pub weight: f64,
}

/// How many things of any kind each batch of a stream holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Things before each batch, and in all.
    before: Vec<u64>,
}

impl Stream {
    /// The stream with these numbers of things, batch by batch.
    #[must_use]
    pub fn new(sizes: impl IntoIterator<Item = u64>) -> Self {
        let mut before = vec![0];
        let mut sum = 0;
        before.extend(sizes.into_iter().map(|size| {
            sum += size;
            sum
        }));
        Self { before }
    }

    /// Number of batches.
    #[must_use]
    pub fn batches(&self) -> u64 {
        self.before.len() as u64 - 1
    }

    /// The bursts of one kind, in time order: Kleinberg's automaton with two states for batched arrivals.
    ///
    /// Kleinberg 2003, Data Mining and Knowledge Discovery 7:373, §4 (first at KDD 2002). In the base state a thing is of the kind with
    /// p₀ = Σr/Σd, in the raised state with p₁ = `raise` p₀, at most 0.9999; a batch of d things with r of the kind costs −ln of the
    /// binomial probability; each rise costs ln of the number of batches, a fall nothing; the automaton starts in the base state, and its
    /// cheapest path is found by Viterbi's algorithm. Where both states cost the same, the base state is taken.
    ///
    /// Time and memory are linear in the batches with hits: in those between, the raised state never costs less, so the automaton stays
    /// raised through all of them or for none. There is no burst where p₁ would not exceed p₀, as when nearly everything is of the kind.
    ///
    /// # Panics
    /// When batches are not ascending, lie outside the stream, have no hit or more hits than things, or `raise` is not above 1.
    #[must_use]
    pub fn bursts(&self, kind: &[Batch], raise: f64) -> Vec<Burst> {
        assert!(raise > 1.0, "the raised state is above the base state: {raise}");
        let total = self.before[self.before.len() - 1];
        let hits: u64 = kind.iter().map(|batch| batch.hits).sum();
        if hits == 0 {
            return Vec::new();
        }
        let base = hits as f64 / total as f64;
        let raised = (raise * base).min(0.9999);
        if raised <= base {
            return Vec::new();
        }
        // What a thing of the kind saves in the raised state, and what any other costs there.
        let saved = libm::log(raised / base);
        let lost = libm::log((1.0 - base) / (1.0 - raised));
        let rise = libm::log(self.batches() as f64);
        let gain = |batch: &Batch| batch.hits as f64 * saved - (self.size(batch.at) - batch.hits) as f64 * lost;
        // Costs of the best paths, relative to staying in the base state, and for each batch where they came from.
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut came: Vec<(bool, bool)> = Vec::with_capacity(kind.len());
        let mut next = 0;
        for batch in kind {
            assert!(batch.at >= next && batch.at < self.batches(), "batches ascend within the stream");
            assert!((1..=self.size(batch.at)).contains(&batch.hits), "a batch of the kind has a hit, and no more than it has things");
            let stay = high + self.between(next, batch.at) as f64 * lost;
            let (base_from_raised, raised_from_raised) = (high < low, stay < low + rise);
            low = low.min(high);
            high = stay.min(low + rise) - gain(batch);
            came.push((base_from_raised, raised_from_raised));
            next = batch.at + 1;
        }
        let mut state = high < low;
        let mut in_burst = vec![(false, false); kind.len()];
        for (at, (base_from_raised, raised_from_raised)) in came.iter().enumerate().rev() {
            in_burst[at] = (state, state && *raised_from_raised);
            state = if state { *raised_from_raised } else { *base_from_raised };
        }
        let mut bursts: Vec<Burst> = Vec::new();
        for (batch, (raised, continues)) in kind.iter().zip(in_burst) {
            match bursts.last_mut().filter(|_| continues) {
                Some(burst) => {
                    burst.weight += gain(batch) - self.between(burst.last + 1, batch.at) as f64 * lost;
                    burst.last = batch.at;
                    burst.hits += batch.hits;
                }
                None if raised => bursts.push(Burst { first: batch.at, last: batch.at, hits: batch.hits, weight: gain(batch) }),
                None => {}
            }
        }
        bursts
    }

    fn size(&self, batch: u64) -> u64 {
        self.between(batch, batch + 1)
    }

    /// Things from one batch up to another, that one left out.
    fn between(&self, from: u64, until: u64) -> u64 {
        self.before[until as usize] - self.before[from as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn batches(hits: &[u64]) -> Vec<Batch> {
        (0..).zip(hits).filter(|(_, hits)| **hits > 0).map(|(at, hits)| Batch { at, hits: *hits }).collect()
    }

    fn found(sizes: &[u64], hits: &[u64], raise: f64) -> Vec<Burst> {
        Stream::new(sizes.iter().copied()).bursts(&batches(hits), raise)
    }

    /// The cost of a path through all batches, term by term as the paper has it, binomial coefficients included.
    fn cost(sizes: &[u64], hits: &[u64], raise: f64, path: &[bool]) -> f64 {
        let base = hits.iter().sum::<u64>() as f64 / sizes.iter().sum::<u64>() as f64;
        let p = [base, (raise * base).min(0.9999)];
        let ln_choose = |d: u64, r: u64| libm::lgamma(d as f64 + 1.0) - libm::lgamma(r as f64 + 1.0) - libm::lgamma((d - r) as f64 + 1.0);
        let mut before = false;
        let mut sum = 0.0;
        for ((d, r), state) in sizes.iter().zip(hits).zip(path) {
            let p = p[usize::from(*state)];
            sum -= ln_choose(*d, *r) + *r as f64 * libm::log(p) + (*d - *r) as f64 * libm::log(1.0 - p);
            sum += if *state && !before { libm::log(sizes.len() as f64) } else { 0.0 };
            before = *state;
        }
        sum
    }

    fn path(bursts: &[Burst], batches: usize) -> Vec<bool> {
        (0..batches as u64).map(|at| bursts.iter().any(|burst| (burst.first..=burst.last).contains(&at))).collect()
    }

    fn every_path(batches: usize) -> impl Iterator<Item = Vec<bool>> {
        (0..1_u32 << batches).map(move |code| (0..batches).map(|at| (code >> at) & 1 == 1).collect())
    }

    // Example in the documentation of the Python package burst_detection (N. Marinsek, version 0.1.2). It gives the weights of batches 4, and
    // of 6 and 7. Its path is greedy and leaves batch 3 out; over all 1,024 paths the cheapest one has it, and costs less.
    const SIZES: [u64; 10] = [9, 11, 12, 10, 10, 8, 12, 10, 13, 11];
    const HITS: [u64; 10] = [0, 2, 1, 6, 7, 2, 8, 7, 2, 1];

    #[test]
    fn the_weights_of_a_published_example() {
        let bursts = found(&SIZES, &HITS, 2.0);
        let spans: Vec<(u64, u64, u64)> = bursts.iter().map(|burst| (burst.first, burst.last, burst.hits)).collect();
        assert_eq!(spans, [(3, 4, 13), (6, 7, 15)]);
        assert!((bursts[1].weight - 5.342_26).abs() < 5e-6, "{}", bursts[1].weight);
        let alone = cost(&SIZES, &HITS, 2.0, &[false; 10]) - cost(&SIZES, &HITS, 2.0, &std::array::from_fn::<bool, 10, _>(|at| at == 3))
            + libm::log(10.0);
        assert!((bursts[0].weight - alone - 2.685_63).abs() < 5e-6, "{}", bursts[0].weight);
        let greedy: Vec<bool> = (0..10).map(|at| [4, 6, 7].contains(&at)).collect();
        assert!(cost(&SIZES, &HITS, 2.0, &path(&bursts, 10)) < cost(&SIZES, &HITS, 2.0, &greedy));
    }

    #[test]
    fn a_case_worked_by_hand() {
        // 4 batches of 4 things, 2 of 16 of the kind: p₀ = 1/8, p₁ = 1/4. Both in one batch save 2 ln 2 and cost 2 ln (7/6) = 0.308, together
        // 1.078, below the ln 4 = 1.386 of a rise.
        assert_eq!(found(&[4, 4, 4, 4], &[0, 2, 0, 0], 2.0), []);
        // With p₁ = 3/8 they save 2 ln 3 = 2.197 and cost 2 ln (7/5) = 0.673: 1.524 is above it.
        let bursts = found(&[4, 4, 4, 4], &[0, 2, 0, 0], 3.0);
        assert_eq!(bursts.len(), 1);
        let weight = 2.0 * libm::log(3.0) - 2.0 * libm::log(1.4);
        assert_eq!((bursts[0].first, bursts[0].last, bursts[0].hits), (1, 1, 2));
        assert!((bursts[0].weight - weight).abs() < 1e-12 && (weight - 1.524_28).abs() < 1e-5);
    }

    #[test]
    fn a_kind_that_everything_is_of_has_no_burst() {
        assert_eq!(found(&[5, 5, 5], &[5, 5, 5], 2.0), []);
        assert_eq!(found(&[5, 5, 5], &[0, 0, 0], 2.0), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]
        #[test]
        fn no_path_is_cheaper(
            things in prop::collection::vec((0_u64..12, 0.0..1.0_f64, any::<bool>()), 2..11), raise in 1.2..6.0_f64,
        ) {
            let sizes: Vec<u64> = things.iter().map(|thing| thing.0).collect();
            let hits: Vec<u64> = things.iter().map(|(size, share, any)| if *any { (*size as f64 * share) as u64 } else { 0 }).collect();
            let bursts = found(&sizes, &hits, raise);
            let sum: u64 = hits.iter().sum();
            if sum == 0 || sum as f64 / sizes.iter().sum::<u64>() as f64 >= 0.9999 {
                prop_assert!(bursts.is_empty());
                return Ok(());
            }
            let cheapest = every_path(sizes.len()).map(|path| cost(&sizes, &hits, raise, &path)).fold(f64::INFINITY, f64::min);
            let ours = cost(&sizes, &hits, raise, &path(&bursts, sizes.len()));
            prop_assert!((ours - cheapest).abs() < 1e-9, "{} {}", ours, cheapest);
            let still = cost(&sizes, &hits, raise, &vec![false; sizes.len()]);
            let saved: f64 = bursts.iter().map(|burst| burst.weight - libm::log(sizes.len() as f64)).sum();
            prop_assert!((still - saved - cheapest).abs() < 1e-9);
        }
    }
}
