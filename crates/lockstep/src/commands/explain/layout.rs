//! Lines that fit a terminal: text beside labels, and tables with their columns aligned.

use lockstep_report::{count, measured, visible};
use lockstep_runner::{CellKind, ColumnHead};

/// Columns of a terminal that lines keep within, unless a single word is longer.
const WIDTH: usize = 100;
const GAP: usize = 2;

/// Text beside its label, both indented: `(label, text)`.
pub(super) fn fields(indent: usize, fields: &[(&str, String)]) -> String {
    let widest = fields.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let head = |label: &str| format!("{:indent$}{label:<widest$}{:GAP$}", "", "");
    fields.iter().map(|(label, text)| wrapped(&head(label), text)).collect()
}

/// Words after a head, and further lines as far in as the first.
pub(super) fn wrapped(head: &str, text: &str) -> String {
    let indent = head.chars().count();
    let mut lines = String::new();
    let mut line = head.to_owned();
    let mut filled = false;
    // The narrow space before a percent sign is part of its word.
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        if filled && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = " ".repeat(indent);
            filled = false;
        }
        if filled {
            line.push(' ');
        }
        line.push_str(word);
        filled = true;
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines
}

/// Each line of a text within the width.
pub(super) fn wrapped_lines(text: &str) -> String {
    text.lines().map(|line| wrapped("", line)).collect()
}

/// Rows below their header, numbers to the right. Columns that do not fit are left out and named below.
pub(super) fn grid(indent: usize, heads: &[ColumnHead], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().zip(heads).map(|(cell, head)| written(cell, head)).collect()).collect();
    let width = |place: usize| {
        let cells = rows.iter().map(|row| row[place].chars().count());
        cells.chain([heads[place].name.chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut used = indent;
    let shown = widths.iter().take_while(|width| {
        used += *width + GAP;
        used <= WIDTH + GAP
    });
    let shown = shown.count().max(1).min(heads.len());
    let line = |cells: &mut dyn Iterator<Item = &String>| {
        let mut line = " ".repeat(indent);
        for ((cell, head), width) in cells.zip(heads).zip(&widths).take(shown) {
            let pad = " ".repeat(width - cell.chars().count());
            let (before, after) = if is_number(head.kind) { (pad, String::new()) } else { (String::new(), pad) };
            line.push_str(&format!("{before}{cell}{after}{:GAP$}", ""));
        }
        format!("{}\n", line.trim_end())
    };
    let names: Vec<String> = heads.iter().map(|head| head.name.clone()).collect();
    let mut text = line(&mut names.iter());
    rows.iter().for_each(|row| text.push_str(&line(&mut row.iter())));
    if shown < heads.len() {
        text.push_str(&wrapped(&" ".repeat(indent), &format!("and in the file: {}", names[shown..].join(", "))));
    }
    text
}

/// A cell of a published table, for people. Its text may come from outside.
pub(super) fn written(cell: &str, head: &ColumnHead) -> String {
    if cell.is_empty() {
        return "–".to_owned();
    }
    match (head.kind, head.unit) {
        (CellKind::Count, _) => cell.parse().map_or_else(|_| visible(cell), count),
        (CellKind::Real, Some(unit)) => cell.parse().map_or_else(|_| visible(cell), |number| measured(number, unit)),
        _ => visible(cell),
    }
}

const fn is_number(kind: CellKind) -> bool {
    matches!(kind, CellKind::Count | CellKind::Real)
}

#[cfg(test)]
mod tests {
    use lockstep_detect::Unit;

    use super::*;

    fn head(name: &str, kind: CellKind, unit: Option<Unit>) -> ColumnHead {
        ColumnHead { name: name.to_owned(), meaning: String::new(), kind, unit }
    }

    #[test]
    fn numbers_stand_right_and_what_does_not_fit_is_named() {
        let heads = [
            head("account", CellKind::Account, None),
            head("posts", CellKind::Count, None),
            head("share", CellKind::Real, Some(Unit::Share)),
            head("link", CellKind::Object, None),
            head("more", CellKind::Text, None),
        ];
        let row = |account: &str, posts: &str, link: &str| {
            vec![account.to_owned(), posts.to_owned(), "0.5".to_owned(), link.to_owned(), String::new()]
        };
        let text = grid(2, &heads, &[row("ann", "1200", &"x".repeat(80)), row("benjamin", "", "y\u{202e}")]);
        assert_eq!(
            text,
            "  account   posts   share\n  ann       1,200  50.0\u{202f}%\n  benjamin      –  50.0\u{202f}%\n  and in the file: link, more\n"
        );
        assert!(grid(0, &heads[3..], &[vec!["y\u{202e}".to_owned(), String::new()]]).contains("y⟨U+202E⟩"));
    }

    #[test]
    fn text_keeps_its_indent() {
        let text = fields(2, &[("meaning", "word ".repeat(30)), ("of", "short".to_owned())]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(lines[1].starts_with("           word") && lines[2] == "  of       short", "{text}");
    }
}
