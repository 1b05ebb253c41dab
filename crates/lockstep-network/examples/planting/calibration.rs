//! Whether a share of false accounts is what it says: estimated shares beside the true ones, as a table and as a drawing of that table.

/// One crowd: what the decoys say, and what is true.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    /// Share of false accounts among those linked, by the decoys.
    pub(crate) estimated: f64,
    /// The true share.
    pub(crate) truth: f64,
    /// Whether the true number lies within the range over the decoys.
    pub(crate) covered: bool,
}

/// Upper ends of the classes by estimate.
const CLASSES: [f64; 8] = [0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 0.999, 1.0];

/// The table, in Markdown: crowds by their estimate.
pub(crate) fn table(shares: &[Share]) -> String {
    let mut text = "# Share of false accounts, by decoys and in truth\n\n\
                    Every crowd of the table above in which anybody is linked by objects. Estimated by times exchanged, pairs that the data do not join.\n\n\
                    | estimate at most | crowds | estimate, mean | truth, mean | truth, 5 % to 95 % of crowds | within the range over the decoys |\n\
                    |---|---|---|---|---|---|\n"
        .to_owned();
    let mut from = -1.0;
    for until in CLASSES {
        let mut of_class: Vec<Share> = shares.iter().copied().filter(|share| share.estimated > from && share.estimated <= until).collect();
        from = until;
        if of_class.is_empty() {
            continue;
        }
        of_class.sort_by(|a, b| a.truth.total_cmp(&b.truth));
        let n = of_class.len();
        let mean = |number: fn(&Share) -> f64| of_class.iter().map(number).sum::<f64>() / n as f64;
        let at = |share: f64| of_class[((n - 1) as f64 * share).round() as usize].truth;
        let covered = of_class.iter().filter(|share| share.covered).count();
        text += &format!(
            "| {until} | {n} | {:.3} | {:.3} | {:.3} to {:.3} | {:.0} % |\n",
            mean(|share| share.estimated),
            mean(|share| share.truth),
            at(0.05),
            at(0.95),
            100.0 * covered as f64 / n as f64
        );
    }
    text
}

/// A class of the table.
struct Class {
    crowds: f64,
    estimated: f64,
    truth: f64,
    low: f64,
    high: f64,
}

/// The classes of a table as [`table`] writes it.
fn read(text: &str) -> Vec<Class> {
    let rows = text.lines().skip_while(|line| !line.starts_with("| estimate at most")).skip(2);
    let number = |cell: &str| cell.trim().parse::<f64>().ok();
    let class = |line: &str| {
        let cells: Vec<&str> = line.split('|').collect();
        let (low, high) = cells.get(5)?.split_once(" to ")?;
        Some(Class {
            crowds: number(cells[2])?,
            estimated: number(cells[3])?,
            truth: number(cells[4])?,
            low: number(low)?,
            high: number(high)?,
        })
    };
    rows.map_while(class).collect()
}

/// Side of the square that is drawn, and the space around it.
const SIDE: f64 = 320.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 44.0;

/// The committed table, drawn: a dot a class, its bar the truth in nine of ten crowds; on the diagonal estimates are right.
pub(crate) fn drawing(text: &str) -> String {
    let x = |share: f64| LEFT + SIDE * share;
    let y = |share: f64| TOP + SIDE * (1.0 - share);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\" \
         role=\"img\" aria-label=\"Estimated and true shares of false accounts\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\" font-weight=\"bold\">Share of false accounts: by decoys, and in truth</text>\n\
         <path d=\"M{2} {3}L{4} {5}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n\
         <path d=\"M{2} {5}V{3}H{4}\" fill=\"none\" stroke=\"#333\"/>\n",
        LEFT + SIDE + 130.0,
        TOP + SIDE + 56.0,
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0),
    );
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        svg += &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>\n", x(tick), y(0.0) + 18.0, 100.0 * tick);
        svg += &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>\n", x(0.0) - 8.0, y(tick) + 4.0, 100.0 * tick);
    }
    svg += &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">estimated by decoys</text>\n", x(0.5), y(0.0) + 40.0);
    svg += &format!("<text x=\"16\" y=\"{0:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {0:.1})\">in truth</text>\n", y(0.5));
    svg += &format!("<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#555\">estimates are right</text>\n", x(1.0) + 6.0, y(1.0) + 4.0);
    for class in read(text) {
        let radius = 3.0 + libm::log10(class.crowds);
        svg += &format!(
            "<path d=\"M{0:.1} {1:.1}V{2:.1}\" stroke=\"#0072b2\" stroke-width=\"1.5\"/>\n\
             <circle cx=\"{0:.1}\" cy=\"{3:.1}\" r=\"{radius:.1}\" fill=\"#0072b2\"><title>{4} crowds</title></circle>\n",
            x(class.estimated),
            y(class.low),
            y(class.high),
            y(class.truth),
            class.crowds,
        );
    }
    for (said, at) in [("a dot: the mean of a class of crowds", 0.14), ("its bar: nine of ten of them", 0.08)] {
        svg += &format!("<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#0072b2\" text-anchor=\"end\">{said}</text>\n", x(1.0), y(at));
    }
    svg + "</svg>\n"
}
