//! Neighbours in a drawing that look the same say so once.
//!
//! A network has thousands of ties, a scatter a thousand marks. Written one by one, each repeats its class, colour and width, which makes
//! up most of a report's bytes. A run of marks of one look is put into a group that has the look; each mark keeps its place and its data.

/// Marks from which on a group is shorter than what it saves.
const LEAST: usize = 3;
/// What a mark can have from its group: in SVG these are inherited, while lengths such as a radius are not.
const LOOKS: [&str; 7] = ["class", "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"];

/// A mark: its element's name, how it looks, and all else that it says.
#[derive(Debug, PartialEq, Eq)]
struct Mark<'a> {
    name: &'a str,
    look: Vec<(&'a str, &'a str)>,
    own: Vec<(&'a str, &'a str)>,
}

/// The drawing with runs of marks in groups. One element stands on a line, as in all drawings of this crate.
pub(super) fn gathered(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let lines: Vec<(&str, Option<Mark<'_>>)> = svg.lines().map(|line| (line, mark(line))).collect();
    for run in lines.chunk_by(|(_, one), (_, next)| one.as_ref().zip(next.as_ref()).is_some_and(|(one, next)| one.alike(next))) {
        match run {
            [(_, Some(first)), ..] if run.len() >= LEAST && !first.look.is_empty() => {
                out.push_str(&format!("<g{}>\n", written(&first.look)));
                for mark in run.iter().filter_map(|(_, mark)| mark.as_ref()) {
                    out.push_str(&format!("<{}{}/>\n", mark.name, written(&mark.own)));
                }
                out.push_str("</g>\n");
            }
            _ => run.iter().for_each(|(line, _)| {
                out.push_str(line);
                out.push('\n');
            }),
        }
    }
    out
}

impl Mark<'_> {
    fn alike(&self, other: &Self) -> bool {
        self.name == other.name && self.look == other.look
    }
}

/// The mark on a line, if the line is an element without content.
fn mark(line: &str) -> Option<Mark<'_>> {
    let (name, mut rest) = line.strip_prefix('<')?.strip_suffix("/>")?.split_once(' ')?;
    let mut mark = Mark { name, look: Vec::new(), own: Vec::new() };
    while let Some((attribute, after)) = rest.split_once("=\"") {
        let (value, tail) = after.split_once('"')?;
        let attribute = attribute.trim_start();
        if LOOKS.contains(&attribute) { &mut mark.look } else { &mut mark.own }.push((attribute, value.trim_end()));
        rest = tail;
    }
    Some(mark)
}

fn written(attributes: &[(&str, &str)]) -> String {
    attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIE: &str = "<polyline data-a=\"x &gt; 1\" fill=\"none\" stroke-opacity=\"0.5\" stroke=\"#8C96A1\" points=\"1,2 3,4 \"/>\n";

    #[test]
    fn a_run_of_one_look_is_a_group() {
        assert_eq!(
            gathered(&format!("<rect x=\"1\"/>\n{}<text x=\"1\">word</text>\n", TIE.repeat(3))),
            format!(
                "<rect x=\"1\"/>\n<g fill=\"none\" stroke-opacity=\"0.5\" stroke=\"#8C96A1\">\n{}</g>\n<text x=\"1\">word</text>\n",
                "<polyline data-a=\"x &gt; 1\" points=\"1,2 3,4\"/>\n".repeat(3)
            )
        );
    }

    #[test]
    fn few_marks_or_marks_of_different_looks_stay_as_they_are() {
        let other = TIE.replace("0.5", "0.8");
        for svg in [TIE.repeat(2), format!("{TIE}{other}{TIE}{other}{TIE}{other}"), "<rect x=\"1\"/>\n".repeat(4)] {
            assert_eq!(gathered(&svg), svg);
        }
    }
}
