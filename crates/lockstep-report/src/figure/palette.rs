//! The colours of the figures and the style rules that follow from them.
//!
//! A drawing carries plain hexadecimal colours, so that its file looks right anywhere, and a class beside each, so that the page can adapt
//! it to a dark screen. The hues are those of Okabe and Ito (2008), told apart by people with any common colour vision; shape, dash or a
//! label always says the same a second time.

use std::fmt::Write as _;

/// What a mark is for. Decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The ground of the drawing.
    Paper,
    /// Text that must be read.
    Ink,
    /// Text on top of marks: like ink, with a rim of paper colour.
    Label,
    /// Axis numbers and notes.
    Quiet,
    /// Grid lines.
    Grid,
    /// The axis.
    Axis,
    /// Lines to read values against.
    Reference,
    /// The ground of a declared event.
    Event,
    /// What the finding is about.
    Accent,
    /// Everything else.
    Plain,
    /// Edges of a network.
    Edge,
    /// Edges that less speaks for.
    WeakEdge,
    /// One of eight series or groups; larger numbers wrap around.
    Series(usize),
    /// One of seven steps from nothing to much; larger numbers count as the last.
    Heat(usize),
}

struct Ink {
    class: &'static str,
    light: &'static str,
    dark: &'static str,
    dash: &'static str,
}

const fn ink(class: &'static str, light: &'static str, dark: &'static str, dash: &'static str) -> Ink {
    Ink { class, light, dark, dash }
}

const BASIC: usize = 12;
/// Number of series that can be told apart.
pub(crate) const SERIES: usize = 8;
/// Number of steps from nothing to much.
pub(crate) const HEATS: usize = 7;

const INKS: [Ink; BASIC + SERIES + HEATS] = [
    ink("paper", "#FFFFFF", "#15181C", ""),
    ink("ink", "#1F2328", "#E8EAED", ""),
    ink("label", "#1F2329", "#E8EAEE", ""),
    ink("quiet", "#5B636D", "#A6AEB8", ""),
    ink("grid", "#E6E9ED", "#2A3037", ""),
    ink("axis", "#8A939E", "#6D7681", ""),
    ink("reference", "#6B7480", "#98A1AC", "40 40"),
    ink("event", "#F3ECDD", "#2E2A20", ""),
    ink("accent", "#C4500A", "#F58A4B", ""),
    ink("plain", "#9AA5B1", "#5F6B78", ""),
    ink("edge", "#8C96A1", "#7A8592", ""),
    ink("weak-edge", "#8C96A2", "#7A8593", "25 20"),
    ink("series-1", "#0072B2", "#4FA8E0", ""),
    ink("series-2", "#D55E00", "#F5853D", "90 40"),
    ink("series-3", "#009E73", "#35C29A", "20 30"),
    ink("series-4", "#CC79A7", "#E29DC4", "110 30 20 30"),
    ink("series-5", "#B57D00", "#F0B531", "60 30"),
    ink("series-6", "#56B4E9", "#86CCF4", "140 50"),
    ink("series-7", "#4D5560", "#B4BBC4", "30 60"),
    ink("series-8", "#7B4B94", "#B48CCB", "60 30 20 30 20 30"),
    ink("heat-0", "#F2F4F6", "#20252B", ""),
    ink("heat-1", "#D5E5F1", "#17344D", ""),
    ink("heat-2", "#ABCDE4", "#1E4E75", ""),
    ink("heat-3", "#78ADD1", "#2A6EA3", ""),
    ink("heat-4", "#4489BA", "#4A93CB", ""),
    ink("heat-5", "#1F6397", "#86BDE5", ""),
    ink("heat-6", "#0B3D66", "#D4EBFE", ""),
];

impl Role {
    fn ink(self) -> &'static Ink {
        let index = match self {
            Self::Paper => 0,
            Self::Ink => 1,
            Self::Label => 2,
            Self::Quiet => 3,
            Self::Grid => 4,
            Self::Axis => 5,
            Self::Reference => 6,
            Self::Event => 7,
            Self::Accent => 8,
            Self::Plain => 9,
            Self::Edge => 10,
            Self::WeakEdge => 11,
            Self::Series(number) => BASIC + number % SERIES,
            Self::Heat(step) => BASIC + SERIES + step.min(HEATS - 1),
        };
        &INKS[index]
    }

    /// Red, green and blue on paper.
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        let byte = |at: usize| u8::from_str_radix(&self.ink().light[at..at + 2], 16).expect("colours are six hexadecimal digits");
        (byte(1), byte(3), byte(5))
    }
}

/// Add to each colour of a drawing the class by which the page may change it, and to each dashed line its dashes.
pub(crate) fn with_classes(svg: &str) -> String {
    let mut out = svg.to_owned();
    for ink in &INKS {
        let Ink { class, light, dash, .. } = ink;
        out = out.replace(&format!(" fill=\"{light}\""), &format!(" class=\"f-{class}\" fill=\"{light}\""));
        let dashes = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        out = out.replace(&format!(" stroke=\"{light}\""), &format!(" class=\"s-{class}\" stroke=\"{light}\"{dashes}"));
    }
    out
}

/// The style rules for drawings on the page: the colours as custom properties, for light and dark screens.
pub(crate) fn style_rules() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    let mut rules = String::new();
    for Ink { class, light: on_paper, dark: on_screen, .. } in &INKS {
        let write = |out: &mut String, text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("writing to a string cannot fail");
        write(&mut light, format_args!("--{class}:{on_paper};"));
        write(&mut dark, format_args!("--{class}:{on_screen};"));
        write(&mut rules, format_args!(".f-{class}{{fill:var(--{class})}}.s-{class}{{stroke:var(--{class})}}\n"));
    }
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{rules}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_roles_share_a_colour() {
        let mut colours: Vec<&str> = INKS.iter().map(|ink| ink.light).collect();
        colours.sort_unstable();
        colours.dedup();
        assert_eq!(colours.len(), INKS.len(), "a class is found again by its colour");
    }

    #[test]
    fn colours_get_classes_and_dashes() {
        let svg = "<line stroke=\"#D55E00\" x1=\"0\"/><circle fill=\"#9AA5B1\"/>";
        assert_eq!(
            with_classes(svg),
            "<line class=\"s-series-2\" stroke=\"#D55E00\" stroke-dasharray=\"90 40\" x1=\"0\"/>\
             <circle class=\"f-plain\" fill=\"#9AA5B1\"/>"
        );
    }
}
