//! One small drawing of each kind, and what happens where not everything can be drawn.

use lockstep_detect::{Cells, Findings, TableColumn, Verdict};
use lockstep_runner::{Outcome, Run};

use crate::{render, sample, text};

/// The sample with one step only, its findings changed.
fn one_step(number: usize, change: impl FnOnce(&mut Findings)) -> Run {
    let mut run = sample::run(false);
    let mut findings = run.findings[number].take().expect("the step found something");
    change(&mut findings);
    run.record.steps = vec![run.record.steps[number].clone()];
    run.record.steps[0].outcome = Outcome::Found { findings: findings.digest().expect("canonical"), values: findings.values.clone() };
    run.findings = vec![Some(findings)];
    run
}

/// Keep the first rows of a table.
fn keep(findings: &mut Findings, table: &str, rows: usize) {
    let table = findings.tables.iter_mut().find(|candidate| candidate.name == table).expect("the table is there");
    for TableColumn { cells, .. } in &mut table.columns {
        match cells {
            Cells::Account(cells) | Cells::Post(cells) | Cells::Object(cells) | Cells::Text(cells) => cells.truncate(rows),
            Cells::Posts(cells) => cells.truncate(rows),
            Cells::Count(cells) => cells.truncate(rows),
            Cells::Real(_, cells) => cells.truncate(rows),
            Cells::Time(cells) => cells.truncate(rows),
            Cells::Verdict(cells) => cells.truncate(rows),
        }
    }
}

fn caption(run: &Run) -> String {
    let page = text(&render(run), "index.html");
    let start = page.find("<figcaption>").expect("there is a figure") + "<figcaption>".len();
    page[start..].split("</figcaption>").next().expect("the caption ends").to_owned()
}

#[test]
fn a_scatter_plot() {
    let run = one_step(1, |findings| keep(findings, "accounts", 12));
    insta::assert_snapshot!(text(&render(&run), "figures/pace-pace.svg"));
    insta::assert_snapshot!(text(&render(&run), "figures/pace-pace.csv").replace("\r\n", "␍\n"));
}

#[test]
fn a_heat_map() {
    let run = one_step(2, |findings| keep(findings, "hours", 168));
    let svg = text(&render(&run), "figures/clock-week.svg");
    let cells = svg.lines().filter(|line| line.contains("width=\"152\" height=\"152\""));
    assert_eq!(cells.count(), 168, "one cell an hour of the week");
    let words: Vec<&str> = svg.lines().filter(|line| line.starts_with("<text") || line.starts_with("<desc")).collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn a_time_line() {
    let run = one_step(0, |findings| keep(findings, "months", 36));
    insta::assert_snapshot!(text(&render(&run), "figures/volume-activity.svg"));
}

#[test]
fn a_network() {
    let run = one_step(3, |findings| {
        keep(findings, "edges", 14);
        keep(findings, "evidence", 14);
    });
    insta::assert_snapshot!(text(&render(&run), "figures/ties-network.svg"));
}

#[test]
fn what_a_scatter_plot_leaves_out_is_counted() {
    let run = one_step(1, |findings| {
        keep(findings, "accounts", 12);
        for column in &mut findings.tables[0].columns {
            match &mut column.cells {
                Cells::Real(_, cells) => cells[6] = Some(0.0),
                Cells::Verdict(cells) => {
                    cells[6] = Verdict::NotFlagged;
                    cells[7] = Verdict::InsufficientData;
                }
                _ => {}
            }
        }
    });
    insta::assert_snapshot!(caption(&run));
}

#[test]
fn very_many_marks_are_thinned_and_the_caption_says_so() {
    let run = one_step(1, |findings| {
        for column in &mut findings.tables[0].columns {
            match &mut column.cells {
                Cells::Account(cells) => *cells = (0..40_000).map(|number| format!("account-{number:05}")).collect(),
                Cells::Count(cells) => *cells = (0..40_000).map(|number| Some(30 + number % 977)).collect(),
                Cells::Real(_, cells) => *cells = (0..40_000).map(|number| Some(0.01 * f64::from(1 + number % 1_009))).collect(),
                Cells::Verdict(cells) => *cells = vec![Verdict::NotFlagged; 40_000],
                _ => {}
            }
        }
    });
    let files = render(&run);
    assert!(caption(&run).contains("one stands for all ("), "{}", caption(&run));
    assert!(text(&files, "figures/pace-pace.svg").matches("<circle").count() > 3_000);
    assert!(text(&files, "index.html").len() < 3_000_000, "the page stays under 3 MB");
    assert_eq!(text(&files, "figures/pace-pace.csv").lines().count(), 40_001, "the data is not thinned");
}

#[test]
fn a_large_network_shows_its_strongest_ties() {
    let run = one_step(3, |findings| {
        let rows = 2_000;
        for column in &mut findings.tables[0].columns {
            let ids = |offset: usize| (0..rows).map(|row| format!("account-{:04}", (row * 7 + offset) % 1_500)).collect();
            column.cells = match column.name.as_str() {
                "source" => Cells::Account(ids(0)),
                "target" => Cells::Account(ids(1)),
                "weight" => Cells::Count((0..rows).map(|row| Some(5 + (row as u64 * 31) % 97)).collect()),
                _ => Cells::Posts(vec![Vec::new(); rows]),
            };
        }
    });
    let caption = caption(&run);
    assert!(caption.starts_with("400 of 1,500 accounts and "), "{caption}");
    assert!(caption.contains("Left out are the weakest ties"), "{caption}");
}

#[test]
fn an_empty_table_still_draws() {
    for (step, tables) in [(0, vec!["months"]), (1, vec!["accounts"]), (2, vec!["hours", "accounts"]), (3, vec!["edges", "evidence"])] {
        let run = one_step(step, |findings| tables.iter().for_each(|table| keep(findings, table, 0)));
        for file in render(&run).iter().filter(|file| file.media_type == "image/svg+xml") {
            let svg = String::from_utf8(file.bytes.clone()).expect("UTF-8");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
