//! A figure made small, for a list of reports: its marks without its words.

/// Width of a thumbnail, px.
const WIDTH: u32 = 240;
/// A thumbnail larger than this many bytes weighs down the list that it stands in.
const LARGEST: usize = 60_000;

/// A drawing of this crate, as its file holds it, at the width of a thumbnail. Decoration: it has no words, so screen readers are told to
/// pass over it, and whoever shows it says beside it what it is of. None for what is no such drawing, or is too large.
#[must_use]
pub fn thumbnail(svg: &str) -> Option<String> {
    let (head, body) = svg.split_once('\n')?;
    let sheet = attribute(head, "viewBox")?;
    let sides: Vec<u32> = sheet.split(' ').filter_map(|side| side.parse().ok()).collect();
    let [0, 0, wide, high] = sides[..] else { return None };
    let height = WIDTH.checked_mul(high)?.checked_div(wide)?;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"{sheet}\" aria-hidden=\"true\" \
         focusable=\"false\">\n"
    );
    let marks = ["<rect ", "<polyline ", "<polygon ", "<circle ", "<g ", "</g>"];
    for line in body.lines().filter(|line| marks.iter().any(|mark| line.starts_with(mark))) {
        out.push_str(&without_data(line));
        out.push('\n');
    }
    out.push_str("</svg>\n");
    (out.len() <= LARGEST).then_some(out)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// The element without what it says about accounts.
fn without_data(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(" data-") {
        out.push_str(before);
        rest = after.splitn(3, '"').nth(2).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"360\" viewBox=\"0 0 7200 3600\" role=\"img\">\n\
        <title id=\"t\">Title</title>\n<desc id=\"d\">What</desc>\n\
        <circle data-account=\"a &lt;b\" class=\"f-plain\" cx=\"1\" cy=\"2\" r=\"3\" fill=\"#9AA5B1\"/>\n\
        <g fill=\"none\">\n<polyline data-a=\"x\" data-b=\"y\" points=\"1,2\"/>\n</g>\n<text x=\"1\">word</text>\n</svg>\n";

    #[test]
    fn marks_stay_and_words_go() {
        let small = thumbnail(DRAWN).expect("a drawing");
        assert!(
            small.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"120\" viewBox=\"0 0 7200 3600\""),
            "{small}"
        );
        assert!(small.contains("<circle class=\"f-plain\" cx=\"1\" cy=\"2\" r=\"3\" fill=\"#9AA5B1\"/>\n"), "{small}");
        assert!(small.contains("<g fill=\"none\">\n<polyline points=\"1,2\"/>\n</g>\n"), "{small}");
        for word in ["Title", "What", "word", "data-", " id="] {
            assert!(!small.contains(word), "{word} in {small}");
        }
    }

    #[test]
    fn what_is_no_drawing_or_too_large_has_none() {
        assert_eq!(thumbnail("<html>\n</html>"), None);
        let circles = "<circle class=\"f-plain\" cx=\"1\" cy=\"2\" r=\"3\" fill=\"#9AA5B1\"/>\n".repeat(1_000);
        assert_eq!(thumbnail(&DRAWN.replace("<text", &(circles + "<text"))), None);
    }
}
