//! Who is tied to whom: accounts as marks, ties as lines, groups that hang together in one colour and shape.

use std::collections::BTreeMap;

use lockstep_detect::{Findings, Table};

use super::canvas::{Anchor, Canvas, SMALL, Shape};
use super::label::{self, Room};
use super::palette::{Role, SERIES};
use super::{Drawn, WIDTH, columns, layout};
use crate::number;

const HEIGHT: f64 = 560.0;
const MAP: Room = Room { left: 20.0, top: 40.0, right: WIDTH - 20.0, bottom: HEIGHT - 20.0 };
/// Accounts drawn at most.
const MOST_NODES: usize = 400;
/// Ties drawn at most.
const MOST_EDGES: usize = 6_000;
/// Accounts that hang together count as a group from this number.
const GROUP: usize = 3;
/// Accounts that may get a label.
const LABELLED: usize = 30;

struct Map {
    names: Vec<String>,
    edges: Vec<(usize, usize, f64)>,
    rows: Vec<usize>,
    strength: Vec<f64>,
    group: Vec<Option<usize>>,
    groups: Vec<usize>,
}

/// Draw it.
///
/// # Errors
/// When the findings have no network, or its table of edges is not as it should be.
pub(super) fn draw(findings: &Findings) -> Result<Drawn, String> {
    let network = findings.network.as_ref().ok_or("the findings have no network")?;
    let table = columns::table(findings, &network.edges)?;
    let sources = columns::names(table, "source")?;
    let targets = columns::names(table, "target")?;
    let weights = columns::numbers(table, "weight")?;
    let all_nodes = sources.iter().chain(targets).collect::<std::collections::BTreeSet<_>>().len();
    let map = strongest(table, sources, targets, &weights);

    let mut caption = vec![format!(
        "{} of {} accounts and {} of {} ties are drawn.",
        count(map.names.len()),
        count(all_nodes),
        count(map.edges.len()),
        count(table.rows())
    )];
    if map.edges.len() < table.rows() {
        caption.push("Left out are the weakest ties and the accounts that only they join.".to_owned());
    }
    caption.push(format!("A tie's width and an account's size grow with the weight: {}.", network.weight));
    if network.directed {
        caption.push("Ties have a direction, which the drawing does not show; the table does.".to_owned());
    }
    if !map.groups.is_empty() {
        caption.push(format!("Accounts that hang together, {GROUP} or more, share a colour and a shape. Nearness has no other meaning."));
    }
    let alt = alt(&map);
    let data = columns::taken(table, &map.rows);
    let paint = move |canvas: &Canvas<'_>| paint(canvas, &map);
    Ok(Drawn { alt, caption: caption.join(" "), data, width: WIDTH, height: HEIGHT, paint: Box::new(paint) })
}

/// The strongest ties, as many as fit, and the accounts that they join.
fn strongest(table: &Table, sources: &[String], targets: &[String], weights: &[Option<f64>]) -> Map {
    let weight = |row: usize| weights.get(row).copied().flatten().filter(|weight| weight.is_finite()).unwrap_or(0.0).max(0.0);
    let mut order: Vec<usize> = (0..table.rows()).filter(|row| sources[*row] != targets[*row]).collect();
    order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in order {
        if rows.len() == MOST_EDGES {
            break;
        }
        let ends = [sources[row].as_str(), targets[row].as_str()];
        let new = ends.iter().filter(|end| !numbers.contains_key(**end)).count();
        if numbers.len() + new <= MOST_NODES {
            for end in ends {
                numbers.insert(end, 0);
            }
            rows.push(row);
        }
    }
    rows.sort_unstable();
    for (index, number) in numbers.values_mut().enumerate() {
        *number = index;
    }
    let names: Vec<String> = numbers.keys().map(|name| (*name).to_owned()).collect();
    let edges: Vec<(usize, usize, f64)> =
        rows.iter().map(|row| (numbers[sources[*row].as_str()], numbers[targets[*row].as_str()], weight(*row))).collect();
    let mut strength = vec![0.0; names.len()];
    for (source, target, weight) in &edges {
        strength[*source] += weight;
        strength[*target] += weight;
    }
    let (group, groups) = groups(names.len(), &edges);
    Map { names, edges, rows, strength, group, groups }
}

/// The group of each account, numbered from the largest, and the size of each group.
fn groups(nodes: usize, edges: &[(usize, usize, f64)]) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut root: Vec<usize> = (0..nodes).collect();
    fn find(root: &mut [usize], mut node: usize) -> usize {
        while root[node] != node {
            root[node] = root[root[node]];
            node = root[node];
        }
        node
    }
    for (source, target, _) in edges {
        let (a, b) = (find(&mut root, *source), find(&mut root, *target));
        root[a.max(b)] = a.min(b);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..nodes {
        let top = find(&mut root, node);
        members.entry(top).or_default().push(node);
    }
    let mut large: Vec<Vec<usize>> = members.into_values().filter(|members| members.len() >= GROUP).collect();
    large.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut group = vec![None; nodes];
    for (number, members) in large.iter().enumerate() {
        for member in members {
            group[*member] = Some(number);
        }
    }
    (group, large.iter().map(Vec::len).collect())
}

fn look(group: Option<usize>) -> (Role, Shape) {
    match group {
        Some(number) if number < SERIES => (Role::Series(number), Shape::ALL[number % Shape::ALL.len()]),
        _ => (Role::Plain, Shape::Disc),
    }
}

fn paint(canvas: &Canvas<'_>, map: &Map) {
    let heaviest = map.edges.iter().map(|edge| edge.2).fold(f64::MIN_POSITIVE, f64::max);
    let scaled: Vec<(usize, usize, f64)> = map.edges.iter().map(|(a, b, weight)| (*a, *b, 0.2 + 0.8 * weight / heaviest)).collect();
    let points = on_map(&layout::positions(map.names.len(), &scaled));
    let faint = if map.edges.len() > 600 { 0.22 } else { 0.45 };
    for (source, target, weight) in &map.edges {
        let width = 0.5 + 2.5 * weight / heaviest;
        canvas.faint_line(&[points[*source], points[*target]], Role::Edge, width, faint);
    }
    let strongest = map.strength.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let radius = |node: usize| 2.6 + 5.4 * (map.strength[node] / strongest).sqrt();
    let mut order: Vec<usize> = (0..map.names.len()).collect();
    order.sort_by(|a, b| map.strength[*b].total_cmp(&map.strength[*a]).then(a.cmp(b)));
    for node in &order {
        let (role, shape) = look(map.group[*node]);
        canvas.mark(shape, points[*node], radius(*node), role);
    }
    let mut taken: Vec<Room> = order.iter().map(|node| Room::around(points[*node], radius(*node))).collect();
    for node in order.iter().take(LABELLED) {
        let name = label::fitted(&map.names[*node], SMALL, 130.0);
        let sheet = Room { left: 2.0, right: WIDTH - 2.0, bottom: HEIGHT - 4.0, ..MAP };
        if let Some(placed) = label::beside(&name, SMALL, points[*node], radius(*node), &sheet, &taken) {
            canvas.text(&name, placed.point, SMALL, Role::Label, Anchor::Start);
            taken.push(placed.room);
        }
    }
    legend(canvas, map);
}

/// The positions, scaled to fill the map without distorting it.
fn on_map(positions: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let fold = |pick: fn(&(f64, f64)) -> f64| {
        positions.iter().map(pick).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    };
    let ((left, right), (top, bottom)) = (fold(|at| at.0), fold(|at| at.1));
    let scale = ((MAP.right - MAP.left) / (right - left).max(1e-9)).min((MAP.bottom - MAP.top) / (bottom - top).max(1e-9));
    let middle = ((MAP.left + MAP.right) / 2.0, (MAP.top + MAP.bottom) / 2.0);
    let centre = ((left + right) / 2.0, (top + bottom) / 2.0);
    positions.iter().map(|(x, y)| (middle.0 + (x - centre.0) * scale, middle.1 + (y - centre.1) * scale)).collect()
}

fn legend(canvas: &Canvas<'_>, map: &Map) {
    let mut x = 8.0;
    let mut entry = |look: (Role, Shape), text: &str| {
        if x + label::width(text, SMALL) + 30.0 < WIDTH {
            canvas.mark(look.1, (x, 12.0), 4.5, look.0);
            canvas.text(text, (x + 9.0, 12.0), SMALL, Role::Quiet, Anchor::Start);
            x += label::width(text, SMALL) + 30.0;
        }
    };
    for (number, size) in map.groups.iter().enumerate().take(SERIES) {
        let text = if number == 0 { format!("group of {} accounts", count(*size)) } else { format!("of {}", count(*size)) };
        entry(look(Some(number)), &text);
    }
    let others = map.group.iter().filter(|group| group.is_none_or(|number| number >= SERIES)).count();
    if others > 0 {
        entry((Role::Plain, Shape::Disc), &format!("{} others", count(others)));
    }
}

fn alt(map: &Map) -> String {
    let mut alt = format!("Network of {} accounts and {} ties.", count(map.names.len()), count(map.edges.len()));
    if !map.groups.is_empty() {
        let sizes: Vec<String> = map.groups.iter().take(SERIES).map(|size| count(*size)).collect();
        alt += &format!(
            " {} groups of {GROUP} or more accounts hang together; the largest have {} accounts.",
            count(map.groups.len()),
            sizes.join(", ")
        );
    }
    let strongest = map.edges.iter().max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)).then(b.1.cmp(&a.1)));
    if let Some((source, target, weight)) = strongest {
        alt +=
            &format!(" The strongest tie, of weight {}, joins {} and {}.", number::real(*weight), map.names[*source], map.names[*target]);
    }
    alt
}

fn count(number: usize) -> String {
    number::count(number as u64)
}
