//! Whether decoys link as many accounts as are linked by chance in truth: the third table, and the fourth, of the shares that follow.

use lockstep_network::{Actions, DecoySettings, Joined, Surrogate, decoys, edges_alone};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use crate::calibration;
use crate::engines::both_tests;
use crate::measure::{Source, planted};
use crate::null_table;
use crate::partisans::Partisans;
use crate::plant::{On, Plan};

const WINDOW_MS: i64 = 60_000;
const BUDGET: u64 = 4 << 30;

/// What links two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// So many objects, each within the window.
    Objects(u32),
    /// Both tests of `validate`. Only the first kind of decoys is made: the test takes as long as all else together.
    BothTests,
}

const LINKS: [By; 5] = [By::Objects(2), By::Objects(3), By::Objects(4), By::Objects(5), By::BothTests];

/// Groups planted: how many, members, actions, on what; 30 s each.
type Planting = (usize, usize, usize, On);
const PLANS: [Planting; 3] = [(3, 15, 20, On::New), (3, 15, 20, On::Rare), (1, 8, 10, On::New)];

/// The kinds of decoys, and what the table calls them. The first is the one that the detectors state.
const KINDS: [(&str, Surrogate); 2] =
    [("times exchanged", Surrogate::TimesExchanged), ("dealt anew, popular objects kept", Surrogate::Dealt { but_popular: true })];

/// How many seeds make a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds {
    /// Without a group.
    pub(crate) null: u64,
    /// With groups.
    pub(crate) planted: u64,
}

/// Seeds of the committed table.
pub(crate) const SEEDS: Seeds = Seeds { null: 100, planted: 30 };

impl By {
    /// The pairs that are linked.
    fn edges(self, actions: Actions) -> Vec<(u32, u32)> {
        match self {
            Self::Objects(minimum) => {
                let edges = edges_alone(actions, WINDOW_MS, minimum, BUDGET).expect("these crowds are small");
                edges.iter().map(|edge| (edge.source, edge.target)).collect()
            }
            Self::BothTests => both_tests(&actions),
        }
    }

    /// As many decoys of each kind as the detectors make by default.
    const fn decoys(self) -> u32 {
        match self {
            Self::Objects(_) => 19,
            Self::BothTests => 9,
        }
    }

    fn kinds(self) -> &'static [(&'static str, Surrogate)] {
        match self {
            Self::Objects(_) => &KINDS,
            Self::BothTests => &KINDS[..1],
        }
    }

    fn label(self) -> String {
        match self {
            Self::Objects(minimum) => format!("r ≥ {minimum}"),
            Self::BothTests => "both tests".to_owned(),
        }
    }
}

/// Accounts linked in decoys: mean, the least and the most.
#[derive(Debug, Clone, Copy)]
struct Linked {
    mean: f64,
    least: u64,
    most: u64,
}

/// One crowd of one seed.
struct Measured {
    /// Accounts linked that were not planted.
    organic: u64,
    /// Accounts linked.
    linked: u64,
    /// In times exchanged, accounts on pairs that the data do not join; then all accounts, of each kind that was made.
    estimates: Vec<Linked>,
}

/// Both tables, in Markdown.
pub(crate) fn tables(seeds: Seeds) -> String {
    let (by_objects, by_both) = (By::Objects(2).decoys(), By::BothTests.decoys());
    let covered = |decoys: u32| 100.0 * f64::from(decoys - 1) / f64::from(decoys + 1);
    let mut text = format!(
        "# Accounts linked in decoys, and in truth\n\n\
         {} seeds without planted groups, {} with; {by_objects} decoys of each kind, and {by_both} where pairs pass both tests of `validate`; 60 s. In each cell: \
         accounts linked in a decoy, mean over the seeds, and that as a multiple of the organic accounts linked in truth; seeds in which the \
         estimate is near the truth: at least half and at most twice as many, or less than one account off; seeds in which the truth lies \
         within the range over the decoys, which for data like the decoys would be {:.0} % where objects are counted and {:.0} % where both \
         tests are passed. The organic accounts linked in truth: mean over the seeds, and seeds in which that mean is near the truth. Where \
         they are a few, they differ from seed to seed more than twofold by themselves.\n\n\
         The data join two accounts by a tie; where pairs pass tests, also by two ties with another account between them. Where more than one \
         pair in twenty is tied, no pair counts as joined. \
         A planted account that chance would link counts in the estimate and never in the truth.\n\n\
         | crowd | linked by | organic accounts linked in truth | planted accounts linked | **times exchanged, pairs that the data do not \
         join** |{}\n|---|---|---|---|---|{}\n",
        seeds.null,
        seeds.planted,
        covered(by_objects),
        covered(by_both),
        KINDS.map(|(name, _)| format!(" {name}, all pairs |")).concat(),
        "---|".repeat(KINDS.len())
    );
    let mut shares = Vec::new();
    let mut add = |source: &Source, plan: Option<Planting>, by: By| {
        let asked = if plan.is_none() { seeds.null } else { seeds.planted };
        let measured: Vec<Measured> = (1..=asked).into_par_iter().map(|seed| measure(source, plan, by, seed)).collect();
        text += &row(&format!("{}{}", source.name, label(plan)), by, &measured);
        if by != By::BothTests {
            shares.extend(measured.iter().filter(|measured| measured.linked > 0).map(Measured::share));
        }
    };
    for plan in [None].into_iter().chain(PLANS.map(Some)) {
        for source in sources() {
            LINKS.into_iter().for_each(|by| add(&source, plan, by));
        }
    }
    text + "\n" + &calibration::table(&shares)
}

fn label(plan: Option<Planting>) -> String {
    let Some((groups, members, actions, on)) = plan else { return String::new() };
    let on = if on == On::New { "new" } else { "rare" };
    format!(" + {groups} × {members} × {actions}, {on} objects")
}

fn sources() -> Vec<Source> {
    let name = "partisans, 1,500 of them";
    let crowd = Partisans { accounts: 1_500, ..Partisans::default() };
    let partisans = Source { name: name.to_owned(), draw: Box::new(move |seed| crowd.draw(name, seed)) };
    null_table::sources().into_iter().chain([partisans]).collect()
}

fn measure(source: &Source, plan: Option<Planting>, by: By, seed: u64) -> Measured {
    let plan = plan.map(|(groups, members, actions, on)| Plan { groups, members, actions, spread: 30, on });
    let planted = planted(source, plan, seed);
    let actions = planted.population.actions();
    let of_data = by.edges(actions.clone());
    let mut accounts: Vec<u32> = of_data.iter().flat_map(|(source, target)| [*source, *target]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let organic = accounts.iter().filter(|account| !planted.member[**account as usize]).count() as u64;
    let joined = Joined::new(&[&actions], &of_data, by == By::BothTests);
    let mut estimates = Vec::new();
    for (_, surrogate) in by.kinds() {
        let settings = DecoySettings { surrogate: *surrogate, decoys: by.decoys(), bytes: BUDGET };
        let random = |number: u32| {
            // The crowd was made from the seed itself.
            let mut random = ChaCha8Rng::seed_from_u64(seed + (1 << 32));
            random.set_stream(u64::from(number));
            random
        };
        let link = |layers: Vec<Actions>| Ok::<_, ()>(layers.into_iter().flat_map(|layer| by.edges(layer)).collect());
        let made = decoys(&[&actions], &joined, &settings, random, link).expect("linking does not fail");
        if estimates.is_empty() {
            estimates.push(Linked::of(&made.iter().map(|decoy| decoy.newly).collect::<Vec<u64>>()));
        }
        estimates.push(Linked::of(&made.iter().map(|decoy| decoy.accounts).collect::<Vec<u64>>()));
    }
    Measured { organic, linked: accounts.len() as u64, estimates }
}

impl Linked {
    fn of(accounts: &[u64]) -> Self {
        let mean = accounts.iter().sum::<u64>() as f64 / accounts.len() as f64;
        Self { mean, least: accounts.iter().copied().min().unwrap_or_default(), most: accounts.iter().copied().max().unwrap_or_default() }
    }

    fn covers(&self, truth: u64) -> bool {
        (self.least..=self.most).contains(&truth)
    }
}

/// Whether an estimate is at least half and at most twice the truth, or less than one account off.
fn is_near(estimate: f64, truth: u64) -> bool {
    let truth = truth as f64;
    (estimate >= truth / 2.0 && estimate <= truth * 2.0) || (estimate - truth).abs() < 1.0
}

impl Measured {
    /// The share of false accounts by the decoys that are stated, and the true one.
    fn share(&self) -> calibration::Share {
        let of_linked = |accounts: f64| (accounts / self.linked as f64).min(1.0);
        let stated = self.estimates[0];
        calibration::Share {
            estimated: of_linked(stated.mean),
            truth: of_linked(self.organic as f64),
            covered: stated.covers(self.organic),
        }
    }
}

fn row(crowd: &str, by: By, seeds: &[Measured]) -> String {
    let n = seeds.len() as f64;
    let truth = seeds.iter().map(|seed| seed.organic as f64).sum::<f64>() / n;
    let planted = seeds.iter().map(|seed| (seed.linked - seed.organic) as f64).sum::<f64>() / n;
    let share = |holds: &dyn Fn(&Measured) -> bool| 100.0 * seeds.iter().filter(|seed| holds(seed)).count() as f64 / n;
    let cell = |kind: usize| {
        if kind > by.kinds().len() {
            return " – |".to_owned();
        }
        let mean = seeds.iter().map(|seed| seed.estimates[kind].mean).sum::<f64>() / n;
        let near = share(&|seed| is_near(seed.estimates[kind].mean, seed.organic));
        let covered = share(&|seed| seed.estimates[kind].covers(seed.organic));
        let multiple = if truth > 0.0 { format!(" (× {:.2})", mean / truth) } else { String::new() };
        format!(" {mean:.1}{multiple}; {near:.0} %; {covered:.0} % |")
    };
    let cells: String = (0..=KINDS.len()).map(cell).collect();
    let near = share(&|seed| is_near(truth, seed.organic));
    format!("| {crowd} | {} | {truth:.1}; {near:.0} % | {planted:.1} |{cells}\n", by.label())
}
