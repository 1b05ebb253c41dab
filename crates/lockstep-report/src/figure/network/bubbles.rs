//! Every community a disc as large as its number of accounts, ties between communities as lines.

use std::collections::BTreeMap;

use lockstep_detect::{Cells, Table, TableColumn};

use super::super::canvas::{Anchor, Canvas, SMALL, Shape, TEXT};
use super::super::label::{self, Room};
use super::super::palette::{Role, SERIES};
use super::super::{Drawn, WIDTH};
use super::graph::{Graph, largest_first};
use super::place::{lying, separate};
use super::{HEIGHT, MAP, SHEET, count, layout, to_f64};

/// Communities drawn at most, the largest: with more, most would be dots without a name.
const MOST: usize = 60;
/// Share of the map that discs cover.
const COVERED: f64 = 0.22;

struct Bubbles {
    community: Vec<u64>,
    accounts: Vec<usize>,
    /// Ties between two drawn communities, or within one, by their numbers.
    ties: BTreeMap<(usize, usize), usize>,
    points: Vec<(f64, f64)>,
    radius: Vec<f64>,
}

/// Draw it.
pub(super) fn draw(graph: &Graph<'_>) -> Drawn {
    let placed = graph.community.iter().enumerate().filter_map(|(node, community)| Some((community.as_ref().copied()?, node)));
    let communities = largest_first(placed);
    let drawn = &communities[..communities.len().min(MOST)];
    let bubbles = Bubbles::new(graph, drawn);
    let caption = caption(graph, &communities, drawn);
    let alt = bubbles.alt();
    let data = bubbles.table();
    let paint = move |canvas: &Canvas<'_>| bubbles.paint(canvas);
    Drawn { alt, caption, data, width: WIDTH, height: HEIGHT, paint: Box::new(paint) }
}

fn caption(graph: &Graph<'_>, communities: &[Vec<usize>], drawn: &[Vec<usize>]) -> String {
    let within = |communities: &[Vec<usize>]| communities.iter().map(Vec::len).sum::<usize>();
    let mut caption = vec![format!(
        "Each disc is a community, as large as its number of accounts: {} of {} communities with {} of {} accounts. With so many accounts, \
         single ones would not be told apart. Numbers are that of the community and that of its accounts.",
        count(drawn.len()),
        count(communities.len()),
        count(within(drawn)),
        count(graph.names.len())
    )];
    if drawn.len() < communities.len() {
        caption.push("The smallest communities are left out.".to_owned());
    }
    caption.push(format!(
        "A line's width grows with the number of ties between two communities, of {} ties in all. A tie: {}. Where a disc stands has no \
         meaning beyond that tied ones are near each other.",
        count(graph.ties.len()),
        graph.network.weight
    ));
    caption.join(" ")
}

impl Bubbles {
    fn new(graph: &Graph<'_>, communities: &[Vec<usize>]) -> Self {
        let mut of = vec![None; graph.names.len()];
        for (number, members) in communities.iter().enumerate() {
            members.iter().for_each(|member| of[*member] = Some(number));
        }
        let mut ties = BTreeMap::new();
        for tie in &graph.ties {
            if let (Some(a), Some(b)) = (of[tie.source], of[tie.target]) {
                *ties.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
        let accounts: Vec<usize> = communities.iter().map(Vec::len).collect();
        let all = to_f64(accounts.iter().sum::<usize>().max(1));
        let area = COVERED * (MAP.right - MAP.left) * (MAP.bottom - MAP.top);
        let radius: Vec<f64> =
            accounts.iter().map(|size| (area * to_f64(*size) / all / std::f64::consts::PI).sqrt().clamp(3.0, 120.0)).collect();
        let points = stand(&ties, &radius);
        let community = communities.iter().filter_map(|members| graph.community[members[0]]).collect();
        Self { community, accounts, ties, points, radius }
    }

    fn between(&self) -> impl Iterator<Item = ((usize, usize), usize)> {
        self.ties.iter().filter(|((a, b), _)| a != b).map(|(ends, ties)| (*ends, *ties))
    }

    fn paint(&self, canvas: &Canvas<'_>) {
        let most = to_f64(self.between().map(|(_, ties)| ties).max().unwrap_or(1));
        for ((a, b), ties) in self.between() {
            canvas.faint_line(&[self.points[a], self.points[b]], Role::Edge, 0.6 + 7.0 * (to_f64(ties) / most).sqrt(), 0.45);
        }
        for (number, point) in self.points.iter().enumerate() {
            let role = if number < SERIES { Role::Series(number) } else { Role::Plain };
            canvas.mark(Shape::Disc, *point, self.radius[number] + 1.0, Role::Paper);
            canvas.mark(Shape::Disc, *point, self.radius[number], role);
        }
        let mut taken: Vec<Room> = self.points.iter().zip(&self.radius).map(|(point, radius)| Room::around(*point, *radius)).collect();
        for (number, point) in self.points.iter().enumerate() {
            let (number_of, size) = (self.community[number], count(self.accounts[number]));
            let inside = [(format!("community {number_of}"), format!("{size} accounts")), (number_of.to_string(), size.clone())];
            let fits = |(name, size): &&(String, String)| {
                label::width(name, TEXT).max(label::width(size, SMALL)) < 1.7 * self.radius[number] && self.radius[number] > 17.0
            };
            if let Some((name, size)) = inside.iter().find(fits) {
                canvas.strong_text(name, (point.0, point.1 - 8.0), TEXT, Role::Label, Anchor::Middle);
                canvas.text(size, (point.0, point.1 + 8.0), SMALL, Role::Label, Anchor::Middle);
                continue;
            }
            let text = format!("{number_of}: {size}");
            if let Some(placed) = label::beside(&text, SMALL, *point, self.radius[number], &SHEET, &taken) {
                canvas.text(&text, placed.point, SMALL, Role::Label, Anchor::Start);
                taken.push(placed.room);
            }
        }
    }

    fn alt(&self) -> String {
        let largest = self.community.iter().zip(&self.accounts).take(SERIES);
        let sizes: Vec<String> = largest.map(|(number, size)| format!("community {number} has {} accounts", count(*size))).collect();
        let mut alt = format!("Network of {} communities. {}.", count(self.accounts.len()), label::capitalised(&sizes.join(", ")));
        if let Some(((a, b), ties)) = self.between().max_by_key(|((a, b), ties)| (*ties, std::cmp::Reverse((*a, *b)))) {
            alt += &format!(" Most ties between two, {}, join communities {} and {}.", count(ties), self.community[a], self.community[b]);
        }
        alt
    }

    fn table(&self) -> Table {
        let rows: Vec<((usize, usize), usize)> = self.ties.iter().map(|(ends, ties)| (*ends, *ties)).collect();
        let column = |name: &str, meaning: &str, of: &dyn Fn(usize, usize, usize) -> u64| TableColumn {
            name: name.to_owned(),
            meaning: meaning.to_owned(),
            cells: Cells::Count(rows.iter().map(|((a, b), ties)| Some(of(*a, *b, *ties))).collect()),
        };
        Table {
            name: "communities".to_owned(),
            about: "One row a pair of communities with ties between them, or a community and the ties inside it.".to_owned(),
            key: 2,
            columns: vec![
                column("community", "One community", &|a, _, _| self.community[a]),
                column("other", "The other, or the same for ties inside", &|_, b, _| self.community[b]),
                column("accounts", "Accounts in the one", &|a, _, _| self.accounts[a] as u64),
                column("other_accounts", "Accounts in the other", &|_, b, _| self.accounts[b] as u64),
                column("ties", "Ties between them, or inside", &|_, _, ties| ties as u64),
            ],
        }
    }
}

/// Where the discs stand: by the ties between them, spread over the map, none on another.
fn stand(ties: &BTreeMap<(usize, usize), usize>, radius: &[f64]) -> Vec<(f64, f64)> {
    let most = to_f64(ties.iter().filter(|((a, b), _)| a != b).map(|(_, ties)| *ties).max().unwrap_or(1));
    let between = ties.iter().filter(|((a, b), _)| a != b);
    let edges: Vec<(usize, usize, f64)> = between.map(|((a, b), ties)| (*a, *b, 0.05 + 0.95 * (to_f64(*ties) / most).sqrt())).collect();
    let points = lying(&layout::positions(radius.len(), &edges));
    let ends = |along: fn(&(f64, f64)) -> f64| {
        points.iter().map(along).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    };
    let ((left, right), (top, bottom)) = (ends(|at| at.0), ends(|at| at.1));
    let edge = radius.iter().copied().fold(0.0, f64::max).min(90.0);
    let along = |at: f64, (low, high): (f64, f64), from: f64, to: f64| {
        if high > low { from + (at - low) / (high - low) * (to - from) } else { (from + to) / 2.0 }
    };
    let mut points: Vec<(f64, f64)> = points
        .iter()
        .map(|at| {
            let x = along(at.0, (left, right), MAP.left + edge, MAP.right - edge);
            (x, along(at.1, (top, bottom), MAP.top + edge, MAP.bottom - edge))
        })
        .collect();
    let wide: Vec<f64> = radius.iter().map(|radius| radius + 9.0).collect();
    separate(&mut points, &wide, &MAP);
    points
}
