//! Surrogates in which each account's days have changed places.

use rand_chacha::ChaCha8Rng;

use crate::actions::Actions;
use crate::graph::{branch, index};

const DAY_MS: i64 = 86_400_000;

/// With few days, two accounts often come to lie on the same ones again.
const FEWEST_DAYS: usize = 7;

/// The actions account by account, and the days there are.
pub(super) struct Days<'a> {
    actions: &'a Actions,
    /// Places of actions in the order of accounts, and of time for each account.
    places: Vec<u32>,
    /// The first day, and how many there are.
    first: i64,
    days: usize,
}

impl<'a> Days<'a> {
    /// The days from the first to the last action of all layers, which must be seven or more.
    pub(super) fn new(actions: &'a Actions, layers: &[&Actions]) -> Option<Self> {
        let times = || layers.iter().flat_map(|layer| layer.all()).map(|action| action.time.div_euclid(DAY_MS));
        let first = times().min()?;
        let days = (times().max()? - first) as usize + 1;
        let mut places: Vec<u32> = (0..actions.len() as u32).collect();
        places.sort_unstable_by_key(|place| {
            let action = &actions.all()[*place as usize];
            (action.account, action.time, *place)
        });
        (days >= FEWEST_DAYS).then_some(Self { actions, places, first, days })
    }

    /// A surrogate.
    ///
    /// An account's days go to as many different days, each choice as likely. Moving all days of an account by one number would leave a
    /// whole group standing wherever its members draw the same number, which fifteen members over three weeks nearly always do.
    pub(super) fn moved(&self, calendar: &ChaCha8Rng) -> Actions {
        let all = self.actions.all();
        let mut times = vec![0; all.len()];
        let mut goes_to = vec![0; self.days];
        let mut known = vec![0_u32; self.days];
        let mut taken = vec![0_u32; self.days];
        for places in self.places.chunk_by(|a, b| all[*a as usize].account == all[*b as usize].account) {
            let account = all[places[0] as usize].account;
            let mark = account + 1;
            let mut random = of_account(calendar, account);
            for place in places {
                let time = all[*place as usize].time;
                let day = (time.div_euclid(DAY_MS) - self.first) as usize;
                if known[day] != mark {
                    known[day] = mark;
                    goes_to[day] = loop {
                        let other = index(&mut random, self.days);
                        if taken[other] != mark {
                            break other;
                        }
                    };
                    taken[goes_to[day]] = mark;
                }
                times[*place as usize] = time + (goes_to[day] as i64 - day as i64) * DAY_MS;
            }
        }
        self.actions.with_times(&times)
    }
}

/// A generator for an account that does not depend on which other accounts there are.
fn of_account(calendar: &ChaCha8Rng, account: u32) -> ChaCha8Rng {
    let mut random = calendar.clone();
    random.set_stream(u64::from(account) + 1);
    branch(&mut random)
}
