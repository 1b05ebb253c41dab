//! Whether a power map is right: groups that this file plants into the rows of a crowd that nobody organised are found where the map of that
//! crowd says so, and missed where it says so, within one step of its grid.
//!
//! The map plants actions into what a layer has sorted already, several groups at once. Here rows are added before anything is read, and the
//! step runs on the whole of them as on any data.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lockstep_detect::{Cells, Context, Duration, Findings, PLANTED, Shelf, method};
use lockstep_simulate::{Recipe, generate, shape};
use lockstep_snapshot::{Column, Input, Intake, Kind, Part, PostRow, PostShape, Role, Snapshot, assemble};
use serde_json::{Value, json};

/// Seed of the study.
const SEED: u64 = 2019;
const COLUMNS: [Column; 2] = [Column::Kind, Column::RetweetedPost];

/// An account passed on a post.
#[derive(Clone)]
struct Row {
    account: String,
    time: i64,
    post: String,
}

/// What the two crowds that nobody organised passed on.
fn organic(scale: f64) -> Vec<Row> {
    let recipe = Recipe { scenario: "influence-network".to_owned(), scale, seed: SEED };
    let parts = generate(&recipe, &COLUMNS, &|_| {}).expect("the recipe is good");
    let all = assemble(vec![Input { shape: shape(&COLUMNS), parts, intake: Intake::without_files("network", "", 0) }]);
    let crowds = all.sets.iter().filter(|set| set.role == Role::Control);
    let members: BTreeSet<u32> = crowds.flat_map(|set| set.members.iter().copied()).collect();
    let (posts, of) = (&all.posts, all.posts.retweeted_post.as_ref().expect("it was kept"));
    let passed_on = (0..posts.len()).filter(|post| members.contains(&posts.account[*post]));
    passed_on
        .filter_map(|post| {
            let account = all.accounts.get(posts.account[post]).to_owned();
            Some(Row { account, time: posts.time[post], post: of.get(post)?.to_owned() })
        })
        .collect()
}

fn read(rows: &[Row]) -> Snapshot {
    let shape = PostShape { ids: false, present: COLUMNS.to_vec(), derived: Vec::new(), keep: COLUMNS.to_vec() };
    let mut part = Part::new(&shape);
    for Row { account, time, post } in rows {
        let kind = Some(Kind::Retweet);
        part.posts.push(&PostRow { account_id: account, time: *time, kind, retweeted_post_id: Some(post), ..PostRow::default() });
    }
    assemble(vec![Input { shape, parts: vec![part], intake: Intake::without_files("rows", "", rows.len() as u64) }])
}

/// What is planted: size, joint actions, spread in seconds.
type Plan = (u32, u32, u64);

/// Plants groups into rows, each of accounts of its own.
struct Gardener<'a> {
    rows: &'a [Row],
    /// Accounts that passed on at least three posts and are not found without planting, those still to be taken last.
    free: Vec<&'a str>,
    state: u64,
}

impl<'a> Gardener<'a> {
    fn new(rows: &'a [Row], found: &BTreeSet<String>, seed: u64) -> Self {
        let mut posts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        rows.iter().for_each(|row| _ = posts.entry(&row.account).or_default().insert(&row.post));
        let free = posts.into_iter().filter(|(account, posts)| posts.len() >= 3 && !found.contains(*account)).map(|(account, _)| account);
        let mut gardener = Self { rows, free: free.collect(), state: seed };
        for last in (1..gardener.free.len()).rev() {
            let other = gardener.below(last as u64 + 1) as usize;
            gardener.free.swap(last, other);
        }
        gardener
    }

    /// Knuth's MMIX generator, whose upper bits are good enough here.
    fn below(&mut self, n: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % n
    }

    /// One group more: its members, and what they do.
    fn plant(&mut self, name: &str, (size, actions, spread): Plan) -> (Vec<&'a str>, Vec<Row>) {
        let members = self.free.split_off(self.free.len() - size as usize);
        let mut rows = Vec::new();
        for action in 0..actions {
            let moment = self.rows[self.below(self.rows.len() as u64) as usize].time;
            for member in &members {
                let time = moment + 1_000 * self.below(spread + 1) as i64;
                rows.push(Row { account: (*member).to_owned(), time, post: format!("{name}-{action}") });
            }
        }
        (members, rows)
    }
}

/// A detector with settings.
struct Asked {
    detector: &'static str,
    settings: Value,
}

impl Asked {
    fn found(&self, snapshot: &Snapshot) -> BTreeSet<String> {
        let step = method(self.detector).expect("there is one").bind_bare(&self.settings).expect("the settings fit");
        let context = Context { step: "step".to_owned(), seed: SEED };
        step.put_forward(snapshot, &context, &Shelf::default()).expect("the data suffice").expect("it puts accounts forward")
    }

    fn map(&self, snapshot: &Snapshot, grid: &Grid, draws: u32) -> BTreeMap<Plan, f64> {
        let spreads: Vec<String> = grid.spreads.iter().map(|spread| Duration::from_ms(*spread as i64 * 1_000).to_string()).collect();
        let each = json!({ "sizes": grid.sizes, "actions": grid.actions, "spreads": spreads, "draws": draws });
        let version = method(self.detector).expect("there is one").card().version;
        let settings =
            json!({ "of": "step", "detector": self.detector, "version": version, "settings": self.settings, "groups": { "each": each } });
        let step = PLANTED.bind(&settings).expect("the settings fit");
        let findings = step.detect(snapshot, &Context { step: "step-planted".to_owned(), seed: SEED }).expect("the data suffice");
        shares(&findings)
    }
}

fn shares(findings: &Findings) -> BTreeMap<Plan, f64> {
    let table = findings.table("cells").expect("is made");
    let counts = |name: &str| match table.column(name) {
        Some(Cells::Count(cells)) => cells.iter().flatten().copied().collect::<Vec<u64>>(),
        other => panic!("{name}: {other:?}"),
    };
    let reals = |name: &str| match table.column(name) {
        Some(Cells::Real(_, cells)) => cells.iter().map(|cell| cell.expect("every kind gives an answer")).collect::<Vec<f64>>(),
        other => panic!("{name}: {other:?}"),
    };
    let (sizes, actions, spreads, shares) = (counts("size"), counts("actions"), reals("spread"), reals("share"));
    (0..table.rows()).map(|row| ((sizes[row] as u32, actions[row] as u32, spreads[row] as u64), shares[row])).collect()
}

/// Sizes, joint actions and spreads in seconds, each ascending.
struct Grid {
    sizes: Vec<u32>,
    actions: Vec<u32>,
    spreads: Vec<u64>,
}

impl Grid {
    fn plans(&self) -> Vec<Plan> {
        let mut plans = Vec::new();
        for spread in &self.spreads {
            for actions in &self.actions {
                plans.extend(self.sizes.iter().map(|size| (*size, *actions, *spread)));
            }
        }
        plans
    }

    /// For each spread and number of actions, the place of the smallest size of which at least 80 % of the members are found; that after the
    /// last where none is.
    fn smallest(&self, shares: &BTreeMap<Plan, f64>) -> BTreeMap<(u64, u32), usize> {
        let mut smallest = BTreeMap::new();
        for spread in &self.spreads {
            for actions in &self.actions {
                let found = self.sizes.iter().position(|size| shares[&(*size, *actions, *spread)] >= 0.8);
                smallest.insert((*spread, *actions), found.unwrap_or(self.sizes.len()));
            }
        }
        smallest
    }

    /// Where the map and the truth are more than one step of size apart.
    fn apart(&self, map: &BTreeMap<Plan, f64>, truth: &BTreeMap<Plan, f64>) -> Vec<(u64, u32)> {
        let truth = self.smallest(truth);
        self.smallest(map).into_iter().filter(|(at, place)| place.abs_diff(truth[at]) > 1).map(|(at, _)| at).collect()
    }
}

/// Groups of all kinds in one crowd: counting joint actions looks at each pair alone, so that they do not disturb each other.
#[test]
fn a_map_of_counts_is_true() {
    let asked = Asked { detector: "window_counts", settings: json!({ "layers": ["co_retweet"], "window": "60 s", "minimum_weight": 5 }) };
    let grid = Grid { sizes: vec![2, 4, 8], actions: vec![4, 6, 10], spreads: vec![20, 300] };
    let rows = organic(0.01);
    let alone = read(&rows);
    let map = asked.map(&alone, &grid, 2);
    let mut gardener = Gardener::new(&rows, &asked.found(&alone), 1);
    let mut all = rows.clone();
    let mut planted: Vec<(Plan, Vec<&str>)> = Vec::new();
    for plan in grid.plans() {
        for group in 0..3 {
            let (members, more) = gardener.plant(&format!("planted-{}-{}-{}-{group}", plan.0, plan.1, plan.2), plan);
            planted.push((plan, members));
            all.extend(more);
        }
    }
    let found = asked.found(&read(&all));
    let mut counted: BTreeMap<Plan, (f64, f64)> = BTreeMap::new();
    for (plan, members) in &planted {
        let (is_found, of) = counted.entry(*plan).or_default();
        *is_found += members.iter().filter(|member| found.contains(**member)).count() as f64;
        *of += members.len() as f64;
    }
    let truth: BTreeMap<Plan, f64> = counted.into_iter().map(|(plan, (found, of))| (plan, found / of)).collect();
    assert_eq!(grid.apart(&map, &truth), [], "{map:?}\n{truth:?}");
    let (map, truth) = (grid.smallest(&map), grid.smallest(&truth));
    let same = map.iter().filter(|(at, place)| truth[at] == **place).count();
    assert!(same >= 5, "{same} of 6 are the same: {map:?} {truth:?}");
    assert!(map.values().any(|place| *place == 3) && map.values().any(|place| *place == 0), "some are missed, some are found: {map:?}");
}

/// Snapshots that are made for each kind of groups, each with one group in it.
const GROUPS: u64 = 3;
const TABLE: &str = "tables/power.md";

/// One group in each crowd, which is how a study would meet it, for the default grid of a study.
#[test]
#[ignore = "takes minutes; run with --release"]
fn maps_are_true_as_committed() {
    let grid = Grid { sizes: vec![3, 5, 10, 20], actions: vec![3, 5, 10, 20], spreads: vec![10, 60, 600] };
    let detectors = [Asked { detector: "window_counts", settings: json!({}) }, Asked { detector: "validated", settings: json!({}) }];
    let rows = organic(0.01);
    let alone = read(&rows);
    let mut text = format!(
        "# Power maps, and what is found of real groups\n\n\
         {} accounts of two invented crowds that nobody organised, {} retweets. In each cell: the share of members found by the map, which \
         plants several groups at once into sorted actions, and of {GROUPS} groups that were added to the rows one at a time, in a crowd each.\n\
         Bold where one says that the group is found (80 % of the members) and the other that it is missed.\n\n\
         `LOCKSTEP_POWER=renew cargo test --release --workspace --test power -- --ignored` makes this table again.\n",
        alone.accounts.len(),
        rows.len()
    );
    let mut apart = Vec::new();
    let owns: Vec<BTreeSet<String>> = detectors.iter().map(|asked| asked.found(&alone)).collect();
    let anybody: BTreeSet<String> = owns.iter().flatten().cloned().collect();
    let mut truths: Vec<BTreeMap<Plan, f64>> = vec![BTreeMap::new(); detectors.len()];
    for plan in grid.plans() {
        let mut found = vec![0; detectors.len()];
        for group in 0..GROUPS {
            let mut gardener = Gardener::new(&rows, &anybody, 100 * group + u64::from(plan.0 + 31 * plan.1) + plan.2);
            let (members, more) = gardener.plant("planted", plan);
            let snapshot = read(&rows.iter().cloned().chain(more).collect::<Vec<Row>>());
            for (asked, found) in detectors.iter().zip(&mut found) {
                let here = asked.found(&snapshot);
                *found += members.iter().filter(|member| here.contains(**member)).count();
            }
        }
        for (truth, found) in truths.iter_mut().zip(found) {
            truth.insert(plan, found as f64 / (GROUPS * u64::from(plan.0)) as f64);
        }
    }
    for (asked, truth) in detectors.iter().zip(&truths) {
        let map = asked.map(&alone, &grid, 3);
        write!(text, "\n## {}, {}\n", asked.detector, asked.settings).expect("writing to a string does not fail");
        for spread in &grid.spreads {
            let head: String = grid.actions.iter().map(|actions| format!(" {actions} actions |")).collect();
            write!(text, "\n| within {spread} s |{head}\n|---|{}\n", "---|".repeat(grid.actions.len())).expect("likewise");
            for size in &grid.sizes {
                let cell = |actions: &u32| {
                    let plan = (*size, *actions, *spread);
                    let (map, truth) = (map[&plan], truth[&plan]);
                    let bold = if (map >= 0.8) == (truth >= 0.8) { "" } else { "**" };
                    format!(" {bold}{map:.2} / {truth:.2}{bold} |")
                };
                writeln!(text, "| {size} accounts |{}", grid.actions.iter().map(cell).collect::<String>()).expect("likewise");
            }
        }
        apart.extend(grid.apart(&map, truth).into_iter().map(|at| (asked.detector, at)));
    }
    if std::env::var_os("LOCKSTEP_POWER").is_some_and(|value| value == "renew") {
        std::fs::write(TABLE, &text).expect("the table can be written");
    }
    assert_eq!(apart, [], "{text}");
    assert_eq!(std::fs::read_to_string(TABLE).expect("it is committed"), text);
}
