//! Planting: groups whose members act on the same objects at the same moments, on top of what they did anyway.

use std::collections::BTreeSet;

use crate::population::{Population, Row};
use crate::random::Stream;

/// The stream that planting draws from: none of an account's or an object's.
const STREAM: u64 = 1 << 50;

/// Most accounts that an object may have to be planted on, and be called rare.
const RARE: usize = 5;

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Number of groups.
    pub(crate) groups: usize,
    /// Accounts of each.
    pub(crate) members: usize,
    /// Objects that each member acts on, drawn from one and a half times as many that are the group's.
    pub(crate) actions: usize,
    /// Time over which the members' actions on one object are spread, s.
    pub(crate) spread: u32,
    /// What the groups act on.
    pub(crate) on: On,
}

/// What planted groups act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// Objects that one to five accounts of the population acted on; each is taken up again some time after its first action.
    Rare,
    /// Objects that nobody else ever acted on.
    New,
}

/// A population with groups in it.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    /// Everybody's actions.
    pub(crate) population: Population,
    /// For each account, whether it is a member of a group.
    pub(crate) member: Vec<bool>,
}

impl Plan {
    /// Plant into a population. Members are drawn among accounts with at least `least` distinct objects, each for one group; a
    /// group's objects are nobody else's. Where the population has too few accounts or rare objects, groups are smaller.
    pub(crate) fn plant(&self, into: &Population, least: u32, seed: u64) -> Planted {
        let mut stream = Stream::new(seed, STREAM);
        let of_each = into.actions().objects_of_each();
        let eligible: Vec<u32> = (0..into.accounts).filter(|account| of_each[*account as usize] >= least).collect();
        let members = stream.sample(&eligible, self.groups * self.members);
        let per_group = (3 * self.actions).div_ceil(2);
        let (objects, total) = self.objects(into, self.groups * per_group, &mut stream);
        let mut rows = into.rows.clone();
        for (members, objects) in members.chunks(self.members).zip(objects.chunks(per_group)) {
            let moments: Vec<i64> = objects.iter().map(|(_, from)| into.rows[from + stream.index(into.rows.len() - from)].time).collect();
            for account in members {
                let chosen = stream.sample(&(0..objects.len()).collect::<Vec<_>>(), self.actions);
                for at in chosen {
                    let time = moments[at] + 1_000 * stream.below(u64::from(self.spread) + 1) as i64;
                    rows.push(Row { time, account: *account, object: objects[at].0 });
                }
            }
        }
        let mut member = vec![false; into.accounts as usize];
        members.iter().for_each(|account| member[*account as usize] = true);
        Planted { population: Population::new(&into.name, into.accounts, total, rows), member }
    }

    /// So many objects, each with the first row after which it may be acted on; and the number of objects there are then.
    fn objects(&self, into: &Population, wanted: usize, stream: &mut Stream) -> (Vec<(u32, usize)>, u32) {
        match self.on {
            On::New => ((into.objects..).take(wanted).map(|object| (object, 0)).collect(), into.objects + wanted as u32),
            On::Rare => {
                let mut first = vec![usize::MAX; into.objects as usize];
                let mut of_each: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); into.objects as usize];
                for (at, row) in into.rows.iter().enumerate() {
                    first[row.object as usize] = first[row.object as usize].min(at);
                    of_each[row.object as usize].insert(row.account);
                }
                let rare = |object: &u32| (1..=RARE).contains(&of_each[*object as usize].len());
                let rare: Vec<(u32, usize)> = (0..into.objects).filter(rare).map(|object| (object, first[object as usize])).collect();
                (stream.sample(&rare, wanted), into.objects)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::null_crowd::NullCrowd;

    #[test]
    fn members_act_together_on_top_of_what_they_did() {
        let crowd = NullCrowd { accounts: 300, objects: 2_000, ..NullCrowd::default() }.draw("crowd", 1);
        for on in [On::Rare, On::New] {
            let plan = Plan { groups: 4, members: 5, actions: 8, spread: 30, on };
            let planted = plan.plant(&crowd, 3, 2);
            assert_eq!(planted.member.iter().filter(|member| **member).count(), 20);
            let before: BTreeSet<Row> = crowd.rows.iter().copied().collect();
            let added: Vec<Row> = planted.population.rows.iter().copied().filter(|row| !before.contains(row)).collect();
            assert_eq!((planted.population.rows.len(), added.len()), (crowd.rows.len() + 160, 160));
            assert!(added.iter().all(|row| planted.member[row.account as usize]));
            let objects: BTreeSet<u32> = added.iter().map(|row| row.object).collect();
            assert!((32..=48).contains(&objects.len()), "{}", objects.len());
            for object in objects {
                let of_object: Vec<&Row> = added.iter().filter(|row| row.object == object).collect();
                assert!(of_object.len() <= 5 && of_object[of_object.len() - 1].time - of_object[0].time <= 30_000);
                let organic = BTreeSet::from_iter(crowd.rows.iter().filter(|row| row.object == object).map(|row| row.account)).len();
                assert!(if on == On::Rare { (1..=5).contains(&organic) } else { organic == 0 });
            }
        }
    }
}
