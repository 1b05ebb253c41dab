//! The lists of accounts and the dated events that come with a simulation.

use lockstep_snapshot::{Event, Part, Role, SetRow};

use crate::calendar::DAY;
use crate::scenario::{EMBARGO, HOLIDAY, HOLIDAY_END, NETWORK, SET_A, SET_B, SPIKE, SPIKE_DAYS};
use crate::world::{Scene, World};

const TRUTH: &str = "planted by the simulation";
/// The sets of accounts with nothing planted.
const ORGANIC: [&str; 2] = ["truth-ordinary", "truth-enthusiast"];

/// Whether a set of a simulation holds accounts with something planted, and not lists, crowds or those who act by themselves.
#[must_use]
pub fn is_planted(set: &str) -> bool {
    set.starts_with("truth-") && !ORGANIC.contains(&set)
}

/// Write all lists and events.
pub(crate) fn write(scene: &Scene, part: &mut Part) {
    let Scene { world, size, roles } = scene;
    let opposed = NETWORK..NETWORK + size.opposed;
    let neutral = opposed.end..world.roster.accounts.len();
    let enthusiasts =
        (opposed.start..opposed.start + size.enthusiasts.0).chain(neutral.start..neutral.start + size.enthusiasts.1).collect::<Vec<_>>();
    let second: Vec<usize> = (NETWORK - SET_B..NETWORK).collect();

    let mut sets = Sets { world, rows: &mut part.sets };
    let researcher = "drawn up by hand, as a researcher would (simulated)";
    sets.add("researcher-a", Role::Studied, researcher, 0..SET_A);
    sets.add("researcher-b", Role::Studied, researcher, second.iter().copied());
    sets.add("opposed-crowd", Role::Control, "everybody simulated who wants talks", opposed);
    sets.add("neutral-crowd", Role::Control, "everybody simulated who takes no side", neutral);
    for (name, members) in [
        ("truth-high-pace", &roles.high_pace),
        ("truth-round-the-clock", &roles.round_the_clock),
        ("truth-mixed", &roles.mixed),
        ("truth-news-persona", &roles.personas),
        ("truth-hashtag-attack", &roles.attackers),
        ("truth-follower-spike", &second),
        (ORGANIC[0], &roles.ordinary()),
        (ORGANIC[1], &enthusiasts),
    ] {
        sets.add(name, Role::Truth, TRUTH, members.iter().copied());
    }
    for (name, members) in roles.groups() {
        sets.add(&name, Role::Truth, TRUTH, members.iter().copied());
    }

    let simulated = "calendar of the simulation";
    let spike_end = SPIKE + SPIKE_DAYS as i64 * DAY;
    for (name, start, end) in [
        ("last week of February", SPIKE, spike_end),
        ("embargo renewed", EMBARGO, EMBARGO + DAY),
        ("holiday weekend", HOLIDAY, HOLIDAY_END),
    ] {
        part.events.push(Event { name: name.to_owned(), start, end, source: simulated.to_owned() });
    }
}

struct Sets<'a> {
    world: &'a World,
    rows: &'a mut Vec<SetRow>,
}

impl Sets<'_> {
    fn add(&mut self, set: &str, role: Role, source: &str, members: impl IntoIterator<Item = usize>) {
        let accounts = &self.world.roster.accounts;
        self.rows.extend(members.into_iter().map(|index| SetRow {
            set: set.to_owned(),
            account_id: accounts[index].id.clone(),
            role,
            source: source.to_owned(),
        }));
    }
}
