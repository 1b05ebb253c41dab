//! The accounts that studied ones are compared with: of the same collection, in no studied set, and like them in what is not asked about.

use lockstep_snapshot::{Posts, Role, Snapshot};
use lockstep_statistics::{Covariates, Matching, effective_size, standardising_scale, weighted_mean};
use rand_chacha::rand_core::Rng;

use crate::clocks::DAY_MS;
use crate::detector::Context;
use crate::timelines::Timelines;

/// Who is studied, and whom they may be compared with. Ranks of accounts with posts, ascending.
pub(crate) struct Sides {
    pub(crate) studied: Vec<u32>,
    pub(crate) eligible: Vec<u32>,
    /// What those to choose from are, as a clause.
    pub(crate) source: String,
    /// Whether the study has a studied set. If not, every account is compared with all others.
    pub(crate) has_lists: bool,
}

impl Sides {
    pub(crate) fn of(snapshot: &Snapshot, posting: &[u32]) -> Self {
        let members = |role: Role| {
            let mut member = vec![false; snapshot.accounts.len()];
            let sets = snapshot.sets.iter().filter(|set| set.role == role);
            sets.flat_map(|set| &set.members).for_each(|account| member[*account as usize] = true);
            member
        };
        let (studied, control) = (members(Role::Studied), members(Role::Control));
        let pick =
            |wanted: &dyn Fn(usize) -> bool| posting.iter().copied().filter(|account| wanted(*account as usize)).collect::<Vec<u32>>();
        let listed = pick(&|account| studied[account]);
        if listed.is_empty() {
            let source = "all accounts of the collection, because the study has no set of accounts that it is about".to_owned();
            return Self { studied: posting.to_vec(), eligible: posting.to_vec(), source, has_lists: false };
        }
        let controls = pick(&|account| control[account] && !studied[account]);
        let (eligible, source) = if controls.is_empty() {
            let source = "all accounts of the collection that are in no studied set. They came with the same collection, so they may have been \
                          collected for the same reasons";
            (pick(&|account| !studied[account]), source.to_owned())
        } else {
            let names: Vec<&str> = snapshot.sets.iter().filter(|set| set.role == Role::Control).map(|set| set.name.as_str()).collect();
            let noun = if names.len() == 1 { "the control set" } else { "the control sets" };
            (controls, format!("the accounts of {noun} {} that are in no studied set", names.join(", ")))
        };
        Self { studied: listed, eligible, source, has_lists: true }
    }
}

/// What accounts are matched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// Number of posts, age and language.
    Everything,
    /// Age and language. Where the number of posts is what is asked about, accounts with as many are no comparison.
    AllButPosts,
}

/// What a reference is matched on: one measurement or class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    Posts,
    Age,
    Language,
}

/// The reference of the studied accounts.
pub(crate) struct Reference {
    /// For how many studied accounts each account stands, shared with the others that match the same; 0 where it is not in the reference.
    ///
    /// Weighted so, the reference is like the studied accounts that have a match (Stuart 2010, §5.3).
    pub(crate) weight: Vec<f64>,
    /// The mean weight of those in the reference that an account is like, itself not counted; none where there are none.
    pub(crate) weight_of_alike: Vec<Option<f64>>,
    /// What it is matched on, and how far apart studied accounts and others are, before and after.
    pub(crate) balance: Vec<Balance>,
}

/// How far apart studied accounts and others are in one respect.
pub(crate) struct Balance {
    pub(crate) of: Trait,
    /// Accounts for which it is known: studied, to choose from, chosen.
    pub(crate) known: [u64; 3],
    /// Means of the same, those chosen by weight, in the measurement's own unit; of a language, the share of the language that most studied
    /// accounts use.
    pub(crate) means: [Option<f64>; 3],
    /// Standardised differences of the studied accounts from those to choose from, and of the matched ones from those chosen, by weight.
    pub(crate) apart: [Option<f64>; 2],
}

/// What is known of the accounts of a snapshot, by rank.
pub(crate) struct Known {
    posts: Vec<f64>,
    /// Days from creation to the end of the collection.
    age: Vec<Option<f64>>,
    /// Most used language, as its rank and one more; 0 where none is known.
    language: Vec<u32>,
}

impl Known {
    pub(crate) fn of(snapshot: &Snapshot, timelines: &Timelines) -> Self {
        let accounts = 0..snapshot.accounts.len() as u32;
        let end = snapshot.posts.time.last().copied().unwrap_or_default();
        let observations = &snapshot.observations;
        let created = |account: u32| {
            let times = observations.created_at.as_ref()?;
            observations.of(account).rev().map(|row| times[row]).find(|time| *time != Posts::NO_TIME)
        };
        let age = |account| created(account).map(|created| ((end - created) as f64 / DAY_MS as f64).max(1.0));
        Self {
            posts: accounts.clone().map(|account| timelines.of(account).len().max(1) as f64).collect(),
            age: accounts.clone().map(age).collect(),
            language: accounts.map(|account| most_used_language(timelines.of(account), &snapshot.posts)).collect(),
        }
    }

    /// Number of posts of an account.
    pub(crate) fn posts(&self, account: u32) -> u64 {
        self.posts[account as usize] as u64
    }

    /// Whether the age of any account is known.
    pub(crate) fn has_age(&self) -> bool {
        self.age.iter().any(Option::is_some)
    }

    /// Whether the language of any account is known.
    pub(crate) fn has_language(&self) -> bool {
        self.language.iter().any(|language| *language > 0)
    }

    fn covariates(&self, on: On) -> Vec<Covariates> {
        let of = |account: usize| {
            let posts = (on == On::Everything).then(|| Some(libm::log(self.posts[account])));
            let age = self.age[account].map(libm::log);
            Covariates { numbers: posts.into_iter().chain([age]).collect(), class: self.language[account] }
        };
        (0..self.posts.len()).map(of).collect()
    }
}

/// The rank of the language that most of the posts are in, and one more; the smaller rank among equals, 0 where none is known.
fn most_used_language(posts: &[u32], table: &Posts) -> u32 {
    let Some(languages) = &table.language else { return 0 };
    let mut known: Vec<u32> = posts.iter().filter_map(|post| languages.rank(*post as usize)).collect();
    known.sort_unstable();
    let runs = known.chunk_by(|a, b| a == b);
    runs.reduce(|most, run| if run.len() > most.len() { run } else { most }).map_or(0, |run| run[0] + 1)
}

impl Reference {
    /// Up to `nearest` of the eligible for each studied account, of those that differ by no more than `caliper` standard deviations in
    /// anything. Among equally near ones, a random draw.
    pub(crate) fn new(sides: &Sides, known: &Known, on: On, caliper: f64, nearest: usize, context: &Context) -> Self {
        let units = known.covariates(on);
        let places = |ranks: &[u32]| ranks.iter().map(|rank| *rank as usize).collect::<Vec<usize>>();
        let (studied, eligible) = (places(&sides.studied), places(&sides.eligible));
        let mut spread = [studied.as_slice(), eligible.as_slice()].concat();
        spread.sort_unstable();
        spread.dedup();
        let matching = Matching::new(&units, &eligible, &spread, caliper);
        let mut weight = vec![0.0; units.len()];
        for account in &studied {
            let alike = matching.alike(*account);
            let mut random = context.random(u64::from(on == On::AllButPosts) << 32 | *account as u64);
            let mut drawn: Vec<(f64, u64, usize)> = alike.into_iter().map(|(other, far)| (far, random.next_u64(), other)).collect();
            drawn.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            drawn.truncate(nearest);
            drawn.iter().for_each(|(_, _, other)| weight[*other] += 1.0 / drawn.len() as f64);
        }
        let weight_of_alike = |account: usize| {
            let alike = matching.alike(account).into_iter().map(|(other, _)| weight[other]).filter(|weight| *weight > 0.0);
            weighted_mean(&alike.map(|weight| (weight, 1.0)).collect::<Vec<_>>())
        };
        let weight_of_alike: Vec<Option<f64>> = (0..units.len()).map(weight_of_alike).collect();
        let chosen: Vec<usize> = (0..units.len()).filter(|account| weight[*account] > 0.0).collect();
        let matched: Vec<usize> = studied.iter().copied().filter(|account| weight_of_alike[*account].is_some()).collect();
        let balance = balance(known, on, [&studied, &matched, &eligible, &chosen], &weight);
        Self { weight, weight_of_alike, balance }
    }

    /// Number of accounts in it.
    pub(crate) fn size(&self) -> u64 {
        self.weight.iter().filter(|weight| **weight > 0.0).count() as u64
    }

    /// How many accounts of one weight would tell as much.
    pub(crate) fn effective(&self) -> f64 {
        effective_size(self.weight.iter().copied())
    }

    /// How many of some accounts have one like them in it.
    pub(crate) fn matched(&self, accounts: &[u32]) -> u64 {
        accounts.iter().filter(|account| self.weight_of_alike[**account as usize].is_some()).count() as u64
    }
}

/// The balance of what is matched on, given the accounts that are studied, matched, to choose from, and chosen, these with their weights.
fn balance(known: &Known, on: On, [studied, matched, eligible, chosen]: [&[usize]; 4], weight: &[f64]) -> Vec<Balance> {
    let mut languages: Vec<u32> = studied.iter().map(|account| known.language[*account]).filter(|language| *language > 0).collect();
    languages.sort_unstable();
    let runs = languages.chunk_by(|a, b| a == b);
    let usual = runs.reduce(|most, run| if run.len() > most.len() { run } else { most }).map(|run| run[0]);
    let value = |of: Trait, account: usize| match of {
        Trait::Posts => Some(known.posts[account]),
        Trait::Age => known.age[account],
        Trait::Language => usual.filter(|_| known.language[account] > 0).map(|usual| f64::from(u8::from(known.language[account] == usual))),
    };
    // Differences are of logarithms, which the calipers hold; means are of the numbers themselves, which readers know.
    let scaled = |of: Trait, number: f64| if of == Trait::Language { number } else { libm::log(number) };
    let row = |of: Trait| {
        let numbers = |accounts: &[usize], in_logarithms: bool| -> Vec<(f64, f64)> {
            let number = |account: usize| value(of, account).map(|number| if in_logarithms { scaled(of, number) } else { number });
            // Only the chosen have a weight that counts; everybody else stands for one.
            let weighted = std::ptr::eq(accounts, chosen);
            accounts.iter().filter_map(|account| Some((number(*account)?, if weighted { weight[*account] } else { 1.0 }))).collect()
        };
        let plain = |accounts: &[usize]| numbers(accounts, true).into_iter().map(|(number, _)| number).collect::<Vec<f64>>();
        let scale = standardising_scale(&plain(studied), &plain(eligible));
        let apart = |one: &[usize], other: &[usize]| {
            let apart = weighted_mean(&numbers(one, true))? - weighted_mean(&numbers(other, true))?;
            Some(apart / scale?)
        };
        Balance {
            of,
            known: [studied, eligible, chosen].map(|accounts| numbers(accounts, false).len() as u64),
            means: [studied, eligible, chosen].map(|accounts| weighted_mean(&numbers(accounts, false))),
            apart: [apart(studied, eligible), apart(matched, chosen)],
        }
    };
    let traits = [Trait::Posts, Trait::Age, Trait::Language];
    traits.into_iter().filter(|of| on == On::Everything || *of != Trait::Posts).map(row).filter(|row| row.known[0] > 0).collect()
}

#[cfg(test)]
mod tests {
    use lockstep_snapshot::{Column, Input, Intake, ObservationRow, Part, PostRow, PostShape, SetRow, assemble};

    use super::*;

    /// Accounts `a00` to `a09` are on a list; each has two doubles, in the crowd, and `z` is like nobody.
    fn collection() -> Snapshot {
        let shape = PostShape { ids: false, present: vec![Column::Language], derived: Vec::new(), keep: vec![Column::Language] };
        let mut part = Part::new(&shape);
        let mut write = |id: &str, posts: i64, days: i64, language: &str| {
            for post in 0..posts {
                let row = PostRow { account_id: id, time: 1_000 * DAY_MS + post * 1_000, language: Some(language), ..PostRow::default() };
                part.posts.push(&row);
            }
            part.observations.push(&ObservationRow {
                account_id: id,
                observed_at: 1_000 * DAY_MS,
                created_at: Some((1_000 - days) * DAY_MS),
                ..ObservationRow::default()
            });
        };
        for number in 0..10_i64 {
            let language = if number < 5 { "en" } else { "fr" };
            for double in ["a", "b", "c"] {
                write(&format!("{double}{number:02}"), 4 << number.min(6), 100 + 50 * number, language);
            }
        }
        write("z", 5_000, 100, "en");
        let set = |account: &str, set: &str, role| SetRow {
            set: set.to_owned(),
            account_id: account.to_owned(),
            role,
            source: "made up".to_owned(),
        };
        part.sets.extend((0..10).map(|number| set(&format!("a{number:02}"), "list", Role::Studied)));
        part.sets.push(set("z", "list", Role::Studied));
        let intake = Intake::without_files("doubles", "made up", part.posts.len() as u64);
        assemble(vec![Input { shape, parts: vec![part], intake }])
    }

    fn reference(snapshot: &Snapshot, on: On) -> (Sides, Reference) {
        let timelines = Timelines::new(snapshot);
        let posting: Vec<u32> = timelines.posting().collect();
        let sides = Sides::of(snapshot, &posting);
        let context = Context { step: "spectrum".to_owned(), seed: 1 };
        let reference = Reference::new(&sides, &Known::of(snapshot, &timelines), on, 0.2, 2, &context);
        (sides, reference)
    }

    #[test]
    fn each_finds_its_doubles_and_who_is_like_nobody_finds_none() {
        let snapshot = collection();
        let (sides, found) = reference(&snapshot, On::Everything);
        assert_eq!((sides.studied.len(), sides.eligible.len()), (11, 20));
        assert_eq!((found.size(), found.matched(&sides.studied)), (20, 10));
        let z = snapshot.accounts.rank("z").expect("it is there");
        assert!(found.weight_of_alike[z as usize].is_none() && found.weight[z as usize] == 0.0);
        let apart = |place: usize| found.balance.iter().map(|row| row.apart[place].expect("it varies")).collect::<Vec<f64>>();
        assert!(apart(0)[0] > 0.1, "the one with 5,000 posts moves the mean: {:?}", apart(0));
        assert!(apart(1).iter().all(|apart| apart.abs() < 1e-9), "doubles are balanced: {:?}", apart(1));
        let (_, without) = reference(&snapshot, On::AllButPosts);
        assert!(without.weight_of_alike[z as usize].is_some(), "`a00`'s doubles are of its age and language");
        assert_eq!(without.balance.len(), 2);
    }

    #[test]
    fn controls_are_preferred_and_without_lists_all_are_compared_with_all() {
        let mut snapshot = collection();
        let member = |id: &str| snapshot.accounts.rank(id).expect("it is there");
        let members = vec![member("b01"), member("c05")];
        let mut crowd = snapshot.sets[0].clone();
        (crowd.name, crowd.role, crowd.members) = ("crowd".to_owned(), Role::Control, members.clone());
        snapshot.sets.push(crowd);
        let (sides, found) = reference(&snapshot, On::Everything);
        assert_eq!((sides.eligible, found.size()), (members, 2));
        assert_eq!(sides.source, "the accounts of the control set crowd that are in no studied set");
        snapshot.sets.clear();
        let (sides, found) = reference(&snapshot, On::Everything);
        assert!(!sides.has_lists && sides.studied == sides.eligible && sides.studied.len() == 31);
        assert_eq!((found.size(), found.matched(&sides.studied)), (30, 30), "`z` is like nobody, and nobody is its own match");
    }
}
