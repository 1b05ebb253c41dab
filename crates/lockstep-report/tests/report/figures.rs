//! One small drawing of each kind, and what happens where not everything can be drawn.

use lockstep_detect::{Cells, Findings, Table, TableColumn, Verdict};
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
    assert!(caption.starts_with("600 of 1,500 accounts and "), "{caption}");
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

/// A network of so many accounts in communities of very different sizes, with few ties between them, a third of the ties of a lower tier,
/// and with some pairs that are tied to nobody else.
pub(crate) fn crowd(accounts: usize, communities: bool) -> Run {
    one_step(3, |findings| {
        let names: Vec<String> = (0..accounts).map(|number| format!("account-{number:04}")).collect();
        let placed = accounts - accounts / 10;
        let mut starts = vec![0];
        while let Some(start) = starts.last().copied().filter(|start| *start < placed) {
            starts.push(placed.min(start + 2 + (placed - start) / 4));
        }
        let (mut sources, mut targets, mut weights, mut tiers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut state = 1_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        let mut joined = std::collections::BTreeSet::new();
        let mut tie = |a: usize, b: usize, weight: u64| {
            if a != b && joined.insert((a.min(b), a.max(b))) {
                sources.push(names[a].clone());
                targets.push(names[b].clone());
                weights.push(Some(weight));
                tiers.push(if weight.is_multiple_of(3) { "C1" } else { "C2" }.to_owned());
            }
        };
        for pair in starts.windows(2) {
            let size = pair[1] - pair[0];
            for member in pair[0]..pair[1] {
                for _ in 0..3 {
                    tie(member, pair[0] + draw(size), 3 + draw(40) as u64);
                }
                if draw(12) == 0 {
                    tie(member, draw(placed), 3 + draw(6) as u64);
                }
            }
        }
        (placed..accounts - 1).step_by(2).for_each(|first| tie(first, first + 1, 4));
        let column = |name: &str, cells| TableColumn { name: name.to_owned(), meaning: String::new(), cells };
        findings.tables[0].columns = vec![
            column("source", Cells::Account(sources)),
            column("target", Cells::Account(targets)),
            column("weight", Cells::Count(weights)),
            column("tier", Cells::Text(tiers)),
        ];
        if communities {
            let of = |account: usize| starts.iter().filter(|start| **start <= account && account < placed).count() as u64;
            let community = (0..accounts).map(|account| Some(of(account)).filter(|number| *number > 0)).collect();
            findings.tables.push(Table {
                name: "accounts".to_owned(),
                about: String::new(),
                key: 1,
                columns: vec![column("account", Cells::Account(names.clone())), column("community", Cells::Count(community))],
            });
        }
    })
}

/// What the accounts of a drawing are called, from its attributes.
fn lit(svg: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    svg.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn each_account_and_each_tie_of_a_map_says_whose_it_is() {
    for accounts in [50, 500] {
        let svg = text(&render(&crowd(accounts, true)), "figures/ties-network.svg");
        let marks: std::collections::BTreeSet<String> = lit(&svg, "data-account").into_iter().collect();
        assert_eq!(marks.len(), lit(&svg, "data-account").len(), "one mark an account");
        let (sources, targets) = (lit(&svg, "data-a"), lit(&svg, "data-b"));
        assert_eq!(sources.len(), svg.matches("<polyline").count(), "every line is a tie");
        assert!(sources.iter().chain(&targets).all(|end| marks.contains(end)), "every tie ends at marks");
        assert!(svg.contains("class=\"s-weak-edge\"") && svg.contains("class=\"s-edge\""), "tiers have strokes of their own");
        assert!(svg.contains(">community 1: "), "communities are named where they stand");
        assert!(!svg.contains("#010203"), "no mark is left that stands for attributes");
    }
}

#[test]
fn hostile_names_stay_inside_their_attributes() {
    let run = one_step(3, |findings| {
        keep(findings, "edges", 5);
        for column in &mut findings.tables[0].columns {
            if let (Cells::Account(cells), "source") = (&mut column.cells, column.name.as_str()) {
                cells[0] = sample::HOSTILE.to_owned();
            }
        }
    });
    let svg = text(&render(&run), "figures/ties-network.svg");
    let names = lit(&svg, "data-account");
    assert!(names.iter().any(|name| name.starts_with("&lt;/td&gt;&lt;script&gt;")), "{names:?}");
    assert!(!svg.contains("<script"), "{svg}");
}

#[test]
fn thousands_of_accounts_are_drawn_as_communities() {
    let run = crowd(5_000, true);
    let files = render(&run);
    let svg = text(&files, "figures/ties-network.svg");
    assert!(caption(&run).starts_with("Each disc is a community"), "{}", caption(&run));
    assert!(svg.contains(">community 1<") && svg.len() < 40_000, "{} bytes", svg.len());
    let table = text(&files, "figures/ties-network.csv");
    let inside = table.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0] == cells[1]).then(|| cells[2].parse::<usize>().expect("a count"))
    });
    assert_eq!(inside.sum::<usize>(), 4_499, "every account of a community is in the data");
}

#[test]
fn thousands_of_accounts_without_communities_show_their_strongest_ties() {
    let caption = caption(&crowd(5_000, false));
    assert!(caption.starts_with("600 of 4,999 accounts and "), "{caption}");
}
