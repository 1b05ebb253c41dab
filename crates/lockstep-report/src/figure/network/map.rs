//! Every account a mark, every tie a line; groups in one colour and shape each.

use super::super::canvas::{Canvas, Shape};
use super::super::label::Room;
use super::super::palette::Role;
use super::super::{Drawn, WIDTH, columns};
use super::graph::{GROUP, Graph, Groups, Kind, Tie};
use super::{HEIGHT, MOST_ACCOUNTS, count, names, place};
use crate::number;

/// Ties drawn at most: more of them make one grey cloud, and a page of several megabytes.
const MOST_TIES: usize = 1_800;
/// Width of the weakest tie, px.
const THINNEST: f64 = 0.7;
/// Widths of ties are whole steps apart, px: no eye tells more of them apart, and ties of one width are written as one run.
const WIDER: f64 = 0.3;

struct Map {
    names: Vec<String>,
    /// The ties that are drawn, the weakest first.
    ties: Vec<Tie>,
    /// How many of each account's ties are drawn.
    each: usize,
    heaviest: f64,
    points: Vec<(f64, f64)>,
    radius: Vec<f64>,
    /// Number of each account's group, if it is in one.
    group: Vec<Option<usize>>,
    kind: Kind,
    /// What each group is called, and its accounts.
    groups: Vec<(String, Vec<usize>)>,
    /// The accounts, the strongest first.
    order: Vec<usize>,
}

/// Draw the network; where it has too many accounts, its strongest ties.
pub(super) fn draw(all: &Graph<'_>) -> Drawn {
    let graph = &if all.names.len() > MOST_ACCOUNTS { all.strongest(MOST_ACCOUNTS) } else { all.strongest(usize::MAX) };
    let map = Map::new(graph);
    let caption = caption(all, graph, &map);
    let alt = alt(graph, &map);
    let rows: Vec<usize> = graph.ties.iter().map(|tie| tie.row).collect();
    let data = columns::taken(graph.table, &rows);
    let lowest = map.points.iter().zip(&map.radius).map(|(point, radius)| point.1 + radius).fold(120.0, f64::max);
    let height = (lowest + 24.0).min(HEIGHT);
    let paint = move |canvas: &Canvas<'_>| map.paint(canvas);
    Drawn { alt, caption, data, width: WIDTH, height, paint: Box::new(paint) }
}

impl Map {
    fn new(graph: &Graph<'_>) -> Self {
        let strength = graph.strength();
        let strongest = strength.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let (least, most) = match graph.names.len() {
            0..=60 => (3.6, 6.0),
            61..=200 => (3.0, 4.6),
            _ => (2.4, 3.0),
        };
        let radius: Vec<f64> = strength.iter().map(|strength| least + most * (strength / strongest).sqrt()).collect();
        let mut order: Vec<usize> = (0..graph.names.len()).collect();
        order.sort_by(|a, b| strength[*b].total_cmp(&strength[*a]).then(a.cmp(b)));
        let mut group = vec![None; graph.names.len()];
        let Groups { kind, groups } = graph.groups();
        for (number, (_, members)) in groups.iter().enumerate() {
            members.iter().for_each(|member| group[*member] = Some(number));
        }
        let (mut ties, each) = graph.backbone(MOST_TIES);
        ties.reverse();
        Self {
            names: graph.names.iter().map(|name| (*name).to_owned()).collect(),
            heaviest: ties.iter().map(|tie| tie.weight).fold(f64::MIN_POSITIVE, f64::max),
            ties,
            points: place::place(graph, &radius),
            radius,
            group,
            each,
            kind,
            groups: groups.into_iter().map(|(name, members)| (format!("{name}: {} accounts", count(members.len())), members)).collect(),
            order,
        }
    }

    fn paint(&self, canvas: &Canvas<'_>) {
        let (opacity, widest) = match self.ties.len() {
            0..=600 => (0.5, 3.0),
            601..=1_200 => (0.35, 2.2),
            _ => (0.25, 1.4),
        };
        for tie in &self.ties {
            let steps = ((widest - THINNEST) / WIDER * (tie.weight / self.heaviest).sqrt()).round();
            let width = THINNEST + WIDER * steps;
            let ends = [self.points[tie.source], self.points[tie.target]];
            canvas.tag(&[("data-a", &self.names[tie.source]), ("data-b", &self.names[tie.target])]);
            if tie.strong {
                canvas.faint_line(&ends, Role::Edge, width, opacity);
            } else {
                canvas.faint_line(&ends, Role::WeakEdge, THINNEST, opacity);
            }
        }
        for node in &self.order {
            let (role, shape) = look(self.group[*node]);
            canvas.tag(&[("data-account", &self.names[*node])]);
            canvas.mark(shape, self.points[*node], self.radius[*node], role);
        }
        self.write(canvas);
    }

    fn write(&self, canvas: &Canvas<'_>) {
        let mut taken: Vec<Room> = (0..self.names.len()).map(|node| Room::around(self.points[node], self.radius[node])).collect();
        if self.kind == Kind::Sets {
            // Sets lie across each other on a map of ties, so no place is that of one of them.
            let looks = self.groups.iter().enumerate().map(|(number, (name, _))| (look(Some(number)), name.as_str()));
            names::legend(canvas, looks, &mut taken);
        }
        for (name, members) in self.groups.iter().filter(|_| self.kind != Kind::Sets) {
            let marks: Vec<(f64, f64)> = members.iter().map(|member| self.points[*member]).collect();
            let radius = members.iter().map(|member| self.radius[*member]).fold(0.0, f64::max);
            names::group(canvas, name, &marks, radius, &mut taken);
        }
        let most = if self.names.len() > 200 { 1 } else { 3 };
        let mut named = vec![0; self.groups.len()];
        for node in &self.order {
            let Some(said) = self.group[*node].and_then(|group| named.get_mut(group)).filter(|said| **said < most) else { continue };
            *said += 1;
            names::account(canvas, &self.names[*node], self.points[*node], self.radius[*node], &mut taken);
        }
    }
}

pub(super) fn look(group: Option<usize>) -> (Role, Shape) {
    group.map_or((Role::Plain, Shape::Disc), |number| (Role::Series(number), Shape::ALL[number % Shape::ALL.len()]))
}

fn caption(all: &Graph<'_>, graph: &Graph<'_>, map: &Map) -> String {
    let mut caption = vec![format!(
        "{} of {} accounts and {} of {} ties are drawn.",
        count(graph.names.len()),
        count(all.names.len()),
        count(map.ties.len()),
        count(all.table.rows())
    )];
    if graph.names.len() < all.names.len() {
        caption.push("Left out are the weakest ties and the accounts that only they join, so a group may be larger than drawn.".to_owned());
    } else if map.ties.len() < graph.ties.len() {
        caption.push(format!(
            "Of each account's ties the strongest are drawn, {} where it has as many; all count for where accounts stand and how large they are.",
            count(map.each)
        ));
    }
    let weight = &graph.network.weight;
    caption.push(format!("A tie's width and an account's size grow with the weight: {weight}."));
    if graph.tiered {
        caption.push("Solid ties are of the best tier, thin and dashed ones of a lower tier.".to_owned());
    }
    if graph.network.directed {
        caption.push("Ties have a direction, which the drawing does not show; the table does.".to_owned());
    }
    if !map.groups.is_empty() {
        let what = map.kind.words();
        let named = if graph.names.iter().any(|name| names::says_something(name)) {
            "; accounts named are the strongest of their group"
        } else {
            ""
        };
        caption.push(format!(
            "{what}, {GROUP} accounts or more, share a colour and a shape, the {} largest of them. Where a group stands has no meaning{named}.",
            map.groups.len()
        ));
    }
    let of_sets = map.groups.iter().map(|(name, members)| (name, graph.composition(members))).filter(|(_, sets)| !sets.is_empty());
    let of_sets: Vec<String> = of_sets.map(|(name, sets)| format!("{name}{sets}")).collect();
    if map.kind != Kind::Sets && !of_sets.is_empty() {
        caption.push(format!("Who is in which set: {}.", of_sets.join("; ")));
    }
    let others = map.group.iter().filter(|group| group.is_none()).count();
    if others > 0 && !map.groups.is_empty() {
        caption.push(format!("Grey discs are the {} accounts of other groups.", count(others)));
    }
    caption.join(" ")
}

fn alt(graph: &Graph<'_>, map: &Map) -> String {
    let mut alt = format!("Network of {} accounts and {} ties.", count(graph.names.len()), count(graph.ties.len()));
    if !map.groups.is_empty() {
        let sizes: Vec<String> = map.groups.iter().map(|(_, members)| count(members.len())).collect();
        alt += &format!(" {}, the largest: {} accounts.", map.kind.words(), sizes.join(", "));
    }
    let strongest = graph.ties.iter().max_by(|a, b| a.weight.total_cmp(&b.weight).then(b.row.cmp(&a.row)));
    if let Some(tie) = strongest {
        let (source, target) = (graph.names[tie.source], graph.names[tie.target]);
        alt += &format!(" The strongest tie, of weight {}, joins {source} and {target}.", number::real(tie.weight));
    }
    alt
}
