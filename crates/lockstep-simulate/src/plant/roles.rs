//! Which of the studied accounts play which part.
//!
//! Accounts `0..SET_A` are on the first list and the last `SET_B` of the studied accounts on the second, so the lists overlap in the
//! middle. Within each list the parts are dealt out at random.

use crate::random::{Stream, Streams};
use crate::scenario::{
    ATTACK_WRITERS, ATTACKERS, CO_HASHTAG_GROUPS, CO_RETWEET_GROUPS, HIGH_PACE, MIXED, NEAR_COPY_GROUPS, NETWORK, PERSONAS_MIXED,
    PERSONAS_ORDINARY, REMAINING_A, ROUND_THE_CLOCK, SET_A, SET_B,
};

/// The parts of the studied accounts, as indices of accounts, each list ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) high_pace: Vec<usize>,
    pub(crate) round_the_clock: Vec<usize>,
    pub(crate) mixed: Vec<usize>,
    pub(crate) personas: Vec<usize>,
    pub(crate) co_retweet: Vec<Vec<usize>>,
    pub(crate) near_copy: Vec<Vec<usize>>,
    pub(crate) co_hashtag: Vec<Vec<usize>>,
    pub(crate) attackers: Vec<usize>,
    /// Those of the attackers who write its original posts.
    pub(crate) attack_writers: Vec<usize>,
    /// Those of list A that are active at the later check.
    pub(crate) remaining_a: Vec<usize>,
}

impl Roles {
    /// Deal out the parts.
    pub(crate) fn draw(seed: u64) -> Self {
        let mut stream = Streams::new(seed, "roles").at(0);
        let mut a = Deck::shuffled(0..NETWORK - SET_B, &mut stream);
        let mut b = Deck::shuffled(SET_A..NETWORK, &mut stream);
        let high_pace = a.take(HIGH_PACE.len());
        let round_the_clock = [a.take(ROUND_THE_CLOCK.0), b.take(ROUND_THE_CLOCK.1)].concat();
        let (mixed_a, mixed_b) = (a.take(MIXED.0), b.take(MIXED.1));
        let personas = [
            mixed_a[..PERSONAS_MIXED.0].to_vec(),
            mixed_b[..PERSONAS_MIXED.1].to_vec(),
            a.take(PERSONAS_ORDINARY.0),
            b.take(PERSONAS_ORDINARY.1),
        ]
        .concat();

        let mut people = Deck::shuffled([a.0, b.0].concat(), &mut stream);
        let co_retweet: Vec<Vec<usize>> = CO_RETWEET_GROUPS.iter().map(|size| people.take(*size)).collect();
        let near_copy = [vec![co_retweet[0].clone()], NEAR_COPY_GROUPS[1..].iter().map(|size| people.take(*size)).collect()].concat();
        let co_hashtag = [vec![co_retweet[2].clone()], CO_HASHTAG_GROUPS[1..].iter().map(|size| people.take(*size)).collect()].concat();

        let mut attack_writers = [high_pace.clone(), personas.clone()].concat();
        let mut others: Vec<usize> = (0..NETWORK).filter(|account| !attack_writers.contains(account)).collect();
        stream.shuffle(&mut others);
        let followers = ATTACKERS - attack_writers.len();
        let attackers = [attack_writers.clone(), others[..followers].to_vec()].concat();
        attack_writers.extend(&others[..ATTACK_WRITERS - attack_writers.len()]);

        let remaining_a = Deck::shuffled(0..SET_A, &mut stream).take(REMAINING_A);
        let mut roles = Self {
            high_pace,
            round_the_clock,
            mixed: [mixed_a, mixed_b].concat(),
            personas,
            co_retweet,
            near_copy,
            co_hashtag,
            attackers,
            attack_writers,
            remaining_a,
        };
        roles.sort();
        roles
    }

    fn sort(&mut self) {
        let single = [
            &mut self.high_pace,
            &mut self.round_the_clock,
            &mut self.mixed,
            &mut self.personas,
            &mut self.attackers,
            &mut self.attack_writers,
            &mut self.remaining_a,
        ];
        let groups = self.co_retweet.iter_mut().chain(&mut self.near_copy).chain(&mut self.co_hashtag);
        single.into_iter().chain(groups).for_each(|members| members.sort_unstable());
    }

    /// Groups that act together, each with the name of its truth set.
    pub(crate) fn groups(&self) -> Vec<(String, &[usize])> {
        [("co-retweet", &self.co_retweet), ("near-copy", &self.near_copy), ("co-hashtag", &self.co_hashtag)]
            .into_iter()
            .flat_map(|(name, groups)| {
                groups.iter().enumerate().map(move |(number, members)| (format!("truth-{name}-{}", number + 1), members.as_slice()))
            })
            .collect()
    }

    /// Studied accounts run by one person each, without a program, a persona or a group; some of them joined the attack.
    pub(crate) fn ordinary(&self) -> Vec<usize> {
        let groups = self.groups();
        let special = [&self.high_pace, &self.round_the_clock, &self.mixed, &self.personas];
        (0..NETWORK)
            .filter(|account| {
                !special.iter().any(|members| members.contains(account)) && !groups.iter().any(|(_, members)| members.contains(account))
            })
            .collect()
    }
}

/// Accounts in random order, dealt from the front.
struct Deck(Vec<usize>);

impl Deck {
    fn shuffled(accounts: impl IntoIterator<Item = usize>, stream: &mut Stream) -> Self {
        let mut accounts: Vec<usize> = accounts.into_iter().collect();
        stream.shuffle(&mut accounts);
        Self(accounts)
    }

    fn take(&mut self, count: usize) -> Vec<usize> {
        self.0.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_size_and_the_exclusive_ones_do_not_overlap() {
        let roles = Roles::draw(2019);
        let exclusive = [&roles.high_pace, &roles.round_the_clock, &roles.mixed].map(Vec::len);
        assert_eq!(exclusive, [5, 20, 40]);
        assert_eq!((roles.personas.len(), roles.attackers.len(), roles.attack_writers.len(), roles.remaining_a.len()), (12, 250, 20, 200));
        let mut special = [roles.high_pace.clone(), roles.round_the_clock.clone(), roles.mixed.clone(), roles.ordinary()].concat();
        let count = special.len();
        special.sort_unstable();
        special.dedup();
        assert_eq!(special.len(), count);
        assert!(roles.high_pace.iter().chain(&roles.remaining_a).all(|account| *account < SET_A));
        assert!(roles.attack_writers.iter().all(|writer| roles.attackers.contains(writer)));
        let sizes: Vec<usize> = roles.groups().iter().map(|(_, members)| members.len()).collect();
        assert_eq!(sizes, [12, 15, 18, 10, 20, 12, 14, 8, 18, 16]);
        assert_eq!((&roles.co_retweet[0], &roles.co_retweet[2]), (&roles.near_copy[0], &roles.co_hashtag[0]));
        assert_ne!(roles, Roles::draw(2020));
    }
}
