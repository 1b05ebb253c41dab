//! A sheet to draw on, in pixels.
//!
//! Plotters writes the SVG. Its coordinates are whole numbers, so the sheet counts in tenths of a pixel and the view box scales it back:
//! that is also the precision of every coordinate in a figure.

use std::cell::RefCell;

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::palette::{self, Role};
use super::runs;
use crate::visible::{html, isolated, visible};

/// Size of ordinary text in a figure, px.
pub(crate) const TEXT: f64 = 12.0;
/// Size of axis numbers and notes, px.
pub(crate) const SMALL: f64 = 11.0;

/// Where text lies relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A disc.
    Disc,
    /// A square standing on a side.
    Square,
    /// A triangle pointing up.
    Triangle,
    /// A square standing on a corner.
    Diamond,
    /// A triangle pointing down.
    Wedge,
    /// A hexagon.
    Hexagon,
}

impl Shape {
    /// The shapes in the order in which groups take them.
    pub(crate) const ALL: [Self; 6] = [Self::Disc, Self::Square, Self::Triangle, Self::Diamond, Self::Wedge, Self::Hexagon];
}

/// The sheet.
pub(crate) struct Canvas<'a> {
    sheet: DrawingArea<SVGBackend<'a>, Shift>,
    /// Attributes for elements, in the order in which they are drawn. Plotters writes none of its own choosing, so a mark of no size stands
    /// before each such element, and gives way to them when the drawing is done.
    tags: RefCell<Vec<String>>,
}

/// The colour of the marks that stand for attributes; no role has it.
const TAG: RGBColor = RGBColor(1, 2, 3);

/// What a drawing is called and says, for readers who do not see it.
pub(crate) struct Described<'a> {
    /// Prefix of every id in the drawing.
    pub(crate) id: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// What it shows, in words.
    pub(crate) alt: &'a str,
}

/// Draw a figure of `width` by `height` px and return its SVG.
pub(crate) fn draw(described: &Described<'_>, width: f64, height: f64, paint: impl FnOnce(&Canvas<'_>)) -> String {
    let (wide, high) = (tenths(width).unsigned_abs(), tenths(height).unsigned_abs());
    let mut svg = String::new();
    let tags = {
        let sheet = SVGBackend::with_string(&mut svg, (wide, high)).into_drawing_area();
        let canvas = Canvas { sheet, tags: RefCell::default() };
        canvas.block((0.0, 0.0), width, height, Role::Paper);
        paint(&canvas);
        drawn(canvas.sheet.present());
        canvas.tags.into_inner()
    };
    let body = &tagged(svg.split_once('\n').map_or("", |(_, body)| body), &tags);
    let body = runs::gathered(&tidy(&palette::with_classes(body)));
    let Described { id, title, alt } = described;
    let (id, title, alt) = (html(id), html(title), html(alt));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{alt}</desc>\n{body}"
    )
}

/// Replace each mark that stands for attributes by these attributes, in the element that follows it.
fn tagged(svg: &str, tags: &[String]) -> String {
    let mut out = String::with_capacity(svg.len() + tags.iter().map(String::len).sum::<usize>());
    let mut next = tags.iter();
    let mut waiting = None;
    for line in svg.split_inclusive('\n') {
        if line.contains("fill=\"#010203\"") {
            waiting = next.next();
            continue;
        }
        match (waiting.take(), line.find(' ')) {
            (Some(attributes), Some(end)) => {
                out.push_str(&line[..end]);
                out.push_str(attributes);
                out.push_str(&line[end..]);
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// Drop attributes that say nothing, name the paint that lets through what lies below, so that a group of marks can have it without
/// becoming one sheet, and round font sizes, which Plotters divides by a constant of its own.
fn tidy(svg: &str) -> String {
    let svg = svg.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "").replace(" stroke-width=\"1\"/>", "/>");
    let svg = svg.replace(" fill=\"none\" opacity=", " fill=\"none\" stroke-opacity=").replace(" opacity=", " fill-opacity=");
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg.as_str();
    while let Some((before, after)) = rest.split_once(" font-size=\"") {
        let (size, tail) = after.split_once('"').unwrap_or((after, ""));
        let size: f64 = size.parse().unwrap_or(TEXT * 10.0);
        out.push_str(before);
        out.push_str(&format!(" font-size=\"{size:.0}\""));
        rest = tail;
    }
    out.push_str(rest);
    out.replace("\">\n", "\">").replace("\n</text>", "</text>")
}

#[expect(clippy::cast_possible_truncation, reason = "a sheet is a few thousand pixels at most")]
fn tenths(px: f64) -> i32 {
    (px * 10.0).round().clamp(-100_000.0, 100_000.0) as i32
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (tenths(x), tenths(y))
}

fn colour(role: Role) -> RGBColor {
    let (red, green, blue) = role.rgb();
    RGBColor(red, green, blue)
}

/// Accept the outcome of drawing: the backend writes to a string, which cannot fail.
fn drawn<E: std::error::Error>(outcome: Result<(), E>) {
    outcome.expect("writing to a string cannot fail");
}

impl Canvas<'_> {
    /// Give the next element attributes; their values may be any text.
    pub(crate) fn tag(&self, attributes: &[(&str, &str)]) {
        let written: String = attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", html(value))).collect();
        self.tags.borrow_mut().push(written);
        drawn(self.sheet.draw(&Rectangle::new([(0, 0), (0, 0)], TAG.filled())));
    }

    /// A line through points, `width` px wide.
    pub(crate) fn line(&self, points: &[(f64, f64)], role: Role, width: f64) {
        self.faint_line(points, role, width, 1.0);
    }

    /// A line that lets what lies below show through; `opacity` is between 0 and 1.
    pub(crate) fn faint_line(&self, points: &[(f64, f64)], role: Role, width: f64, opacity: f64) {
        let points: Vec<(i32, i32)> = points.iter().copied().map(at).collect();
        let style = ShapeStyle { color: colour(role).mix(opacity), filled: false, stroke_width: tenths(width).unsigned_abs() };
        drawn(self.sheet.draw(&PathElement::new(points, style)));
    }

    /// A filled rectangle from its upper left corner.
    pub(crate) fn block(&self, corner: (f64, f64), width: f64, height: f64, role: Role) {
        self.faint_block(corner, width, height, role, 1.0);
    }

    /// A filled rectangle that lets what lies below show through; `opacity` is between 0 and 1.
    pub(crate) fn faint_block(&self, corner: (f64, f64), width: f64, height: f64, role: Role, opacity: f64) {
        let end = (corner.0 + width, corner.1 + height);
        drawn(self.sheet.draw(&Rectangle::new([at(corner), at(end)], colour(role).mix(opacity).filled())));
    }

    /// A filled mark of about `radius` px.
    pub(crate) fn mark(&self, shape: Shape, (x, y): (f64, f64), radius: f64, role: Role) {
        let corners: &[(f64, f64)] = match shape {
            Shape::Disc => {
                drawn(self.sheet.draw(&Circle::new(at((x, y)), tenths(radius), colour(role).filled())));
                return;
            }
            Shape::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Shape::Triangle => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
            Shape::Diamond => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            Shape::Wedge => &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
            Shape::Hexagon => &[(-1.1, 0.0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0.0), (0.55, 0.95), (-0.55, 0.95)],
        };
        let corners: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| at((x + dx * radius, y + dy * radius))).collect();
        drawn(self.sheet.draw(&Polygon::new(corners, colour(role).filled())));
    }

    /// One line of text, its middle at the height of the point.
    pub(crate) fn text(&self, text: &str, point: (f64, f64), size: f64, role: Role, anchor: Anchor) {
        self.styled(text, point, size, (role, FontStyle::Normal), anchor);
    }

    /// The same in bold.
    pub(crate) fn strong_text(&self, text: &str, point: (f64, f64), size: f64, role: Role, anchor: Anchor) {
        self.styled(text, point, size, (role, FontStyle::Bold), anchor);
    }

    fn styled(&self, text: &str, point: (f64, f64), size: f64, (role, weight): (Role, FontStyle), anchor: Anchor) {
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let colour = colour(role);
        let font = ("sans-serif", size * 12.4, weight).into_font();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Center));
        drawn(self.sheet.draw(&Text::new(isolated(&visible(text)), at(point), style)));
    }
}
