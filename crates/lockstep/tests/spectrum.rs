//! How often the labels of `account_spectrum` are right, on simulations whose truth is known: `tables/spectrum.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lockstep_detect::{Card, Cells, Context, Drawn, Findings, Number, Unfit, method};
use lockstep_simulate::{Recipe, generate, shape};
use lockstep_snapshot::{Column, Input, Intake, Role, Snapshot, assemble};
use rayon::prelude::*;
use serde_json::{Value, json};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tables/spectrum.md");
const COMMAND: &str = "cargo test --workspace --test spectrum -- --ignored";
/// Columns that the steps read.
const KEEP: [Column; 4] = [Column::Kind, Column::Text, Column::Language, Column::Client];
/// The steps that the spectrum draws on: every one that measures accounts by themselves.
const STEPS: [&str; 6] = ["pace", "round_the_clock", "automation", "mixed_control", "near_duplicate_text", "follower_spike"];
const SEEDS: [u64; 5] = [2019, 1, 2, 3, 4];
const LABELS: [&str; 6] = [
    "mixed-consistent",
    "automation-consistent",
    "unusual in several respects",
    "unusual in one respect",
    "nothing unusual",
    "insufficient data",
];

/// What is planted of an account, the first that fits.
const KINDS: [(&str, &str); 6] = [
    ("truth-mixed", "person and program in turn"),
    ("truth-round-the-clock", "round the clock"),
    ("truth-high-pace", "high pace"),
    ("truth-near-copy", "near-copies"),
    ("truth-follower-spike", "follower spike"),
    ("", "nothing that a step looks for"),
];

struct Simulated {
    snapshot: Snapshot,
    found: Vec<(&'static str, &'static Card, Result<Findings, Unfit>)>,
}

impl Simulated {
    fn new(scale: f64, seed: u64) -> Self {
        let recipe = Recipe { scenario: "influence-network".to_owned(), scale, seed };
        let parts = generate(&recipe, &KEEP, &|_| {}).expect("the recipe is good");
        let snapshot = assemble(vec![Input { shape: shape(&KEEP), parts, intake: Intake::without_files("network", "", 0) }]);
        let found = STEPS.par_iter().map(|name| {
            let detector = method(name).expect("the detector exists");
            let step = detector.bind(&json!({})).expect("defaults fit");
            (*name, detector.card(), step.detect(&snapshot, &Context { step: (*name).to_owned(), seed }))
        });
        Self { found: found.collect(), snapshot }
    }

    /// The spectrum of a snapshot that differs in its sets alone, which no step's measures depend on but that of entropy.
    fn spectrum(&self, snapshot: &Snapshot, settings: &Value) -> Result<Findings, Unfit> {
        let drawn: Vec<Drawn<'_>> = self.found.iter().map(|(step, card, found)| Drawn { step, card, found: found.as_ref() }).collect();
        let step = method("account_spectrum").expect("the detector exists").bind(settings).expect("the settings fit");
        step.detect_given(snapshot, &drawn, &Context { step: "spectrum".to_owned(), seed: 2019 })
    }

    /// The members of the truth sets whose names begin so.
    fn planted(&self, name: &str) -> BTreeSet<&str> {
        let sets = self.snapshot.sets.iter().filter(|set| set.role == Role::Truth && set.name.starts_with(name));
        sets.flat_map(|set| &set.members).map(|account| self.snapshot.accounts.get(*account)).collect()
    }

    fn members(&self, role: Role) -> BTreeSet<&str> {
        let sets = self.snapshot.sets.iter().filter(|set| set.role == role);
        sets.flat_map(|set| &set.members).map(|account| self.snapshot.accounts.get(*account)).collect()
    }
}

fn labels(findings: &Findings) -> BTreeMap<String, String> {
    let table = findings.table("accounts").expect("one row an account");
    let (Some(Cells::Account(ids)), Some(Cells::Text(labels))) = (table.column("account"), table.column("label")) else {
        panic!("accounts come with a label");
    };
    ids.iter().cloned().zip(labels.iter().cloned()).collect()
}

fn count(findings: &Findings, name: &str) -> u64 {
    match findings.value(name).map(|value| &value.number) {
        Some(Number::Count(count)) => *count,
        other => panic!("{name}: {other:?}"),
    }
}

fn of(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.3} ({part} of {whole})", part as f64 / whole as f64) }
}

/// Counts of accounts by what is planted and what is said.
#[derive(Default)]
struct Confusion(BTreeMap<(usize, usize), u64>);

impl Confusion {
    fn add(&mut self, simulated: &Simulated, labels: &BTreeMap<String, String>) {
        let kinds: Vec<BTreeSet<&str>> =
            KINDS.iter().map(|(set, _)| if set.is_empty() { BTreeSet::new() } else { simulated.planted(set) }).collect();
        for account in simulated.members(Role::Studied) {
            let kind = kinds.iter().position(|members| members.contains(account)).unwrap_or(KINDS.len() - 1);
            let Some(label) = labels.get(account) else { continue };
            let said = LABELS.iter().position(|known| known == label).expect("a label is one of these");
            *self.0.entry((kind, said)).or_default() += 1;
        }
        let crowd = simulated.members(Role::Control);
        for account in crowd {
            let Some(label) = labels.get(account) else { continue };
            let said = LABELS.iter().position(|known| known == label).expect("a label is one of these");
            *self.0.entry((KINDS.len(), said)).or_default() += 1;
        }
    }

    fn sum(&self, kinds: &[usize], said: &[usize]) -> u64 {
        kinds.iter().flat_map(|kind| said.iter().map(|said| self.0.get(&(*kind, *said)).copied().unwrap_or(0))).sum()
    }

    fn write(&self, text: &mut String) {
        let all: Vec<usize> = (0..=KINDS.len()).collect();
        writeln!(text, "| planted | {} |\n|---|{}", LABELS.join(" | "), "---|".repeat(LABELS.len())).expect("a string can be written");
        for kind in &all {
            let name = KINDS.get(*kind).map_or("the two crowds, nothing planted", |(_, name)| *name);
            let cells: Vec<String> = (0..LABELS.len()).map(|said| self.sum(&[*kind], &[said]).to_string()).collect();
            writeln!(text, "| {name} | {} |", cells.join(" | ")).expect("a string can be written");
        }
        text.push_str("\n| label | right where planted | precision | recall |\n|---|---|---|---|\n");
        let everybody: Vec<usize> = all.clone();
        for (name, said, right) in [
            ("mixed-consistent", vec![0], vec![0]),
            ("automation-consistent", vec![1], vec![1]),
            ("either of the two", vec![0, 1], vec![0, 1]),
            ("any label of an unusual account", vec![0, 1, 2, 3], vec![0, 1, 2, 3, 4]),
        ] {
            let called = self.sum(&everybody, &said);
            let hit = self.sum(&right, &said);
            let there = self.sum(&right, &[0, 1, 2, 3, 4, 5]);
            let planted: Vec<&str> = right.iter().map(|kind| KINDS[*kind].1).collect();
            writeln!(text, "| {name} | {} | {} | {} |", planted.join(", "), of(hit, called), of(hit, there))
                .expect("a string can be written");
        }
    }
}

/// The same snapshot with one crowd in the place of the lists, so that nobody studied has anything planted.
fn crowd_as_list(snapshot: &Snapshot, crowd: &str) -> Snapshot {
    let mut other = snapshot.clone();
    other.sets.retain(|set| set.role == Role::Control);
    for set in &mut other.sets {
        if set.name == crowd {
            set.role = Role::Studied;
        }
    }
    other
}

fn measured(scale: f64, seeds: &[u64], text: &mut String) {
    let (mut confusion, mut lists, mut nulls) = (Confusion::default(), String::new(), String::new());
    for seed in seeds {
        let simulated = Simulated::new(scale, *seed);
        let findings = simulated.spectrum(&simulated.snapshot, &json!({})).unwrap_or_else(|unfit| panic!("{unfit}"));
        let said = labels(&findings);
        confusion.add(&simulated, &said);
        let value = |name: &str| count(&findings, name);
        let organic = simulated.planted("truth-ordinary");
        let spike = simulated.planted("truth-follower-spike");
        let wrong = said.iter().filter(|(account, label)| {
            LABELS[..4].contains(&label.as_str()) && organic.contains(account.as_str()) && !spike.contains(account.as_str())
        });
        writeln!(
            lists,
            "| {seed} | {} | {} | {} | {} | {} | {} |",
            value("assessed"),
            value("flagged"),
            of(wrong.count() as u64, value("flagged")),
            of(value("elsewhere_flagged"), value("elsewhere_assessed")),
            value("reference"),
            of(value("matched"), value("studied")),
        )
        .expect("a string can be written");
        for (crowd, other) in [("neutral-crowd", "opposed-crowd"), ("opposed-crowd", "neutral-crowd")] {
            let snapshot = crowd_as_list(&simulated.snapshot, crowd);
            let row = match simulated.spectrum(&snapshot, &json!({})) {
                Ok(findings) => of(count(&findings, "flagged"), count(&findings, "assessed")),
                Err(unfit) => unfit.to_string(),
            };
            writeln!(nulls, "| {seed} | {crowd} | {other} | {row} |").expect("a string can be written");
        }
    }
    writeln!(text, "\n## Scale {scale}, {} seeds\n", seeds.len()).expect("a string can be written");
    confusion.write(text);
    text.push_str(
        "\nBy seed: the lists against both crowds. Wrong are accounts on the lists that stand out and have nothing planted.\n\n\
         | seed | assessed | stand out | wrong, of these | stand out in the crowds | reference | matched |\n|---|---|---|---|---|---|---|\n",
    );
    text.push_str(&lists);
    text.push_str(
        "\nNobody planted: one crowd in the place of the lists, the other as reference. Whoever stands out is a false alarm.\n\n\
         | seed | as the list | reference | stand out, of those assessed |\n|---|---|---|---|\n",
    );
    text.push_str(&nulls);
}

#[test]
#[ignore = "simulates and measures several crowds, and writes the table"]
fn how_often_the_labels_are_right() {
    let mut text = format!(
        "# Labels of `account_spectrum` against what is planted\n\nScenario `influence-network`, default settings (false discovery rate .05), \
         drawing on {}. Counts over all seeds.\nWritten by `{COMMAND}`.\n",
        STEPS.map(|step| format!("`{step}`")).join(", ")
    );
    measured(0.05, &SEEDS, &mut text);
    measured(0.2, &SEEDS[..2], &mut text);
    std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tables")).expect("the folder can be made");
    std::fs::write(TABLE, text).expect("the table can be written");
}
